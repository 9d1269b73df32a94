"""The ledger, its latest state and the rollups are written together, and repeating is harmless."""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from domain.content import ContentQuery
from domain.facts import EngagementGrain, EngagementNeed, FactsQuery, FactsRange
from domain.metrics import DAY_METRICS, POST_METRICS, MetricKey
from domain.observations import Batch, EngagementType, Recorded
from domain.time_range import Period
from domain.users import Account
from persistence.database import Database
from persistence.models import ContentPerformance, EngagementRollup, MetricObservation, PostEngagement, UserMetrics
from persistence.rollups import differences, rebuild
from tests.factories import NOW, FakeClock, add_account, add_user, day, like, post, record

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def account(database: Database) -> Account:
    await add_user(database)
    return await add_account(database)


async def likes_of(database: Database, account: Account) -> dict[str, float | None]:
    async with database.read() as unit:
        query = ContentQuery("u1", (account.account_id,), 100)
        page = (await unit.content.pages([query]))[query]
    return {piece.post_id: piece.metrics.get(MetricKey.LIKES) for piece in page.pieces}


async def ledger(database: Database) -> list[tuple[Any, ...]]:
    table = MetricObservation
    columns = (table.post_id, table.period, table.metric, table.observed_at, table.value)
    async with database.read() as unit:
        rows = await unit.connection.execute(select(*columns).order_by(*columns))
        return [tuple(row) for row in rows]


async def deltas(database: Database) -> list[tuple[Any, ...]]:
    table = PostEngagement
    columns = (table.post_id, table.engagement_type, table.engagement_time, table.quantity)
    async with database.read() as unit:
        rows = await unit.connection.execute(select(*columns).order_by(table.engagement_time, table.engagement_type))
        return [tuple(row) for row in rows]


async def rollup_differences(database: Database) -> int:
    async with database.read() as unit:
        return await differences(unit.connection)


async def test_wide_tables_have_a_column_for_every_metric_of_the_catalog() -> None:
    posts, days = ContentPerformance.__table__.columns.keys(), UserMetrics.__table__.columns.keys()

    assert {key.value for key in POST_METRICS} <= set(posts)
    assert {key.value for key in DAY_METRICS} <= set(days)


async def test_a_snapshot_becomes_ledger_rows_and_latest_state(database: Database, account: Account) -> None:
    recorded = await record(database, account, Batch(posts=(post(likes=10, comments=0),)))

    assert recorded == Recorded(posts_added=1, observations_added=2, values_changed=2)
    assert await ledger(database) == [
        ("p1", "lifetime", "comments", NOW, 0.0),
        ("p1", "lifetime", "likes", NOW, 10.0),
    ]
    assert await likes_of(database, account) == {"p1": 10}


async def test_a_metric_that_was_not_seen_stays_null(database: Database, account: Account) -> None:
    await record(database, account, Batch(posts=(post(likes=10),)))

    async with database.read() as unit:
        row = (await unit.connection.execute(select(ContentPerformance.__table__))).one()
    assert (row.likes, row.saves, row.views, row.engagements) == (10, None, None, 10)


async def test_repeating_a_batch_changes_nothing(database: Database, account: Account) -> None:
    batch = Batch(
        posts=(post(likes=10),),
        days=(day(date(2026, 3, 1), followers=100),),
        engagements=(like("e1", MONDAY),),
    )
    await record(database, account, batch)
    before = (await ledger(database), await deltas(database))

    again = await record(database, account, batch)

    assert again == Recorded()
    assert (await ledger(database), await deltas(database)) == before


async def test_a_newer_observation_wins_and_the_older_one_stays_in_the_ledger(
    database: Database, account: Account
) -> None:
    await record(database, account, Batch(posts=(post(likes=10, observed_at=NOW - timedelta(days=1)),)))

    await record(database, account, Batch(posts=(post(likes=12),)))

    assert await likes_of(database, account) == {"p1": 12}
    assert [row[4] for row in await ledger(database)] == [10.0, 12.0]


async def test_an_older_observation_that_comes_later_does_not_overwrite(database: Database, account: Account) -> None:
    await record(database, account, Batch(posts=(post(likes=12, text="new"),)))

    await record(database, account, Batch(posts=(post(likes=10, text="old", observed_at=NOW - timedelta(days=1)),)))

    assert await likes_of(database, account) == {"p1": 12}
    async with database.read() as unit:
        row = (await unit.connection.execute(select(ContentPerformance.text, ContentPerformance.observed_at))).one()
    assert tuple(row) == ("new", NOW)
    assert [row[4] for row in await ledger(database)] == [10.0, 12.0]


async def test_each_metric_keeps_the_moment_it_was_last_seen(database: Database, account: Account) -> None:
    earlier = NOW - timedelta(days=2)
    await record(database, account, Batch(posts=(post(likes=10, saves=4, observed_at=earlier),)))

    await record(database, account, Batch(posts=(post(likes=12),)))

    async with database.read() as unit:
        piece = (await unit.content.find([("u1", account.account_id, "p1")]))["u1", account.account_id, "p1"]
    assert piece.metrics[MetricKey.SAVES] == 4
    assert (piece.observed_at[MetricKey.LIKES], piece.observed_at[MetricKey.SAVES]) == (NOW, earlier)


async def test_first_observation_of_an_old_post_is_not_credited(database: Database, account: Account) -> None:
    """Claim 4: 50 first seen on a two-year-old post, then 55, credits 5."""
    old = datetime(2024, 3, 1, tzinfo=UTC)
    await record(database, account, Batch(posts=(post(likes=50, posted_at=old, observed_at=MONDAY),)))

    await record(database, account, Batch(posts=(post(likes=55, posted_at=old, observed_at=NOW),)))

    assert await deltas(database) == [("p1", "like", NOW, 5)]


async def test_a_counter_that_goes_down_gives_a_negative_delta(database: Database, account: Account) -> None:
    """Claim 5: 100, 97, 105 gives -3 and +8, together 5."""
    for days_ago, likes in ((2, 100), (1, 97), (0, 105)):
        await record(database, account, Batch(posts=(post(likes=likes, observed_at=NOW - timedelta(days=days_ago)),)))

    found = await deltas(database)

    assert [row[3] for row in found] == [-3, 8]
    assert sum(row[3] for row in found) == 5
    assert await rollup_differences(database) == 0


async def test_an_observation_that_arrives_late_splits_the_delta_it_falls_into(
    database: Database, account: Account
) -> None:
    first, middle = NOW - timedelta(days=2), NOW - timedelta(days=1)
    await record(database, account, Batch(posts=(post(likes=100, observed_at=first),)))
    await record(database, account, Batch(posts=(post(likes=110, observed_at=NOW),)))

    await record(database, account, Batch(posts=(post(likes=104, observed_at=middle),)))

    assert await deltas(database) == [("p1", "like", middle, 4), ("p1", "like", NOW, 6)]
    assert await rollup_differences(database) == 0


async def test_a_late_observation_that_equals_the_next_one_takes_its_delta(
    database: Database, account: Account
) -> None:
    first, middle = NOW - timedelta(days=2), NOW - timedelta(days=1)
    await record(database, account, Batch(posts=(post(likes=100, observed_at=first),)))
    await record(database, account, Batch(posts=(post(likes=110, observed_at=NOW),)))

    await record(database, account, Batch(posts=(post(likes=110, observed_at=middle),)))

    assert await deltas(database) == [("p1", "like", middle, 10)]
    assert await rollup_differences(database) == 0


observations = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 30)), min_size=1, max_size=7, unique_by=lambda pair: pair
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seen=observations, data=st.data())
async def test_the_order_in_which_observations_arrive_makes_no_difference(
    database: Database, seen: list[tuple[int, int]], data: st.DataObject
) -> None:
    results = []
    for sequence in (sorted(seen), data.draw(st.permutations(seen))):
        user_id = secrets.token_hex(8)
        await add_user(database, user_id)
        account = await add_account(database, user_id)
        for days, likes in sequence:
            at = NOW + timedelta(days=days)
            await record(database, account, Batch(posts=(post(likes=likes, observed_at=at, text=f"on day {days}"),)))
        async with database.read() as unit:
            piece = (await unit.content.find([(user_id, account.account_id, "p1")]))[user_id, account.account_id, "p1"]
            rows = await unit.connection.execute(
                select(PostEngagement.engagement_time, PostEngagement.quantity)
                .where(PostEngagement.user_id == user_id)
                .order_by(PostEngagement.engagement_time)
            )
            results.append((dict(piece.metrics), dict(piece.observed_at), [tuple(row) for row in rows]))

    assert results[0] == results[1]
    assert await rollup_differences(database) == 0


async def test_events_are_counted_once_by_their_key(database: Database, account: Account) -> None:
    await record(database, account, Batch(engagements=(like("a", MONDAY), like("b", MONDAY, 3))))

    again = await record(database, account, Batch(engagements=(like("b", MONDAY, 3), like("c", MONDAY))))

    assert again.engagements_added == 1
    async with database.read() as unit:
        rows = await unit.connection.execute(select(EngagementRollup.grain, EngagementRollup.quantity))
        assert sorted(tuple(row) for row in rows) == [(0, 5), (1, 5)]


async def test_days_of_the_rollup_are_cut_in_the_users_zone(database: Database, clock: FakeClock) -> None:
    """Claim 7: the 23-hour day of Berlin, a zone of +5:45 and one that shifts by half an hour lose nothing."""
    zones = ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"]
    start = datetime(2026, 3, 28, 0, 5, tzinfo=UTC)
    moments = [start + timedelta(minutes=15 * i) for i in range(4 * 24 * 10)]
    for zone_name in zones:
        user_id = zone_name.split("/")[1].lower()
        await add_user(database, user_id, zone_name)
        account = await add_account(database, user_id)
        await record(database, account, Batch(engagements=tuple(like(str(i), at) for i, at in enumerate(moments))))

    counts = {}
    for zone_name in zones:
        user_id = zone_name.split("/")[1].lower()
        period = Period.custom(date(2026, 3, 27), date(2026, 4, 9), zone_name)
        async with database.read() as unit:
            wanted = FactsRange.of(user_id, period, EngagementNeed(EngagementGrain.DAY))
            facts = (await unit.facts.load(FactsQuery((wanted,)))).of(wanted)
        counts[zone_name] = {fact.day: fact.quantity for rows in facts.engagements.values() for fact in rows}

    assert counts["Europe/Berlin"][date(2026, 3, 29)] == 23 * 4
    assert counts["Europe/Berlin"][date(2026, 3, 30)] == 24 * 4
    assert counts["Asia/Kathmandu"][date(2026, 3, 29)] == 24 * 4
    assert counts["Australia/Lord_Howe"][date(2026, 4, 5)] == 98
    assert [sum(by_day.values()) for by_day in counts.values()] == [960, 960, 960]


async def test_another_time_zone_cuts_the_days_anew(database: Database, account: Account) -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    await record(database, account, Batch(engagements=(like("a", late),)))

    async with database.write() as unit:
        user = (await unit.users.find(["u1"]))["u1"]
        await unit.users.update(type(user)(user.user_id, user.name, "Asia/Tokyo"))

    async with database.read() as unit:
        day_rows = await unit.connection.execute(
            select(EngagementRollup.bucket, EngagementRollup.quantity).where(EngagementRollup.grain == 0)
        )
        assert [tuple(row) for row in day_rows] == [(date(2026, 3, 3).toordinal(), 1)]
    assert await rollup_differences(database) == 0


async def test_rebuilding_mends_rollups_that_were_damaged(database: Database, account: Account) -> None:
    await record(database, account, Batch(engagements=(like("a", MONDAY), like("b", MONDAY + timedelta(days=1)))))
    async with database.write() as unit:
        await unit.connection.execute(update(EngagementRollup).values(quantity=7))
    assert await rollup_differences(database) == 4

    async with database.write() as unit:
        rows = await rebuild(unit.connection)

    assert rows == 8  # two days, two quarter hours, and a country and a device on each day
    assert await rollup_differences(database) == 0


async def test_a_transaction_that_fails_leaves_nothing_behind(database: Database, account: Account) -> None:
    with pytest.raises(RuntimeError, match="the power went"):
        await _fail_in_the_middle(database, account)

    assert (await ledger(database), await deltas(database), await likes_of(database, account)) == ([], [], {})


async def _fail_in_the_middle(database: Database, account: Account) -> None:
    from domain.observations import Provenance

    async with database.write() as unit:
        batch = Batch(posts=(post(likes=1),), engagements=(like("a", MONDAY),))
        await unit.ledger.record(account, batch, Provenance.API, "x")
        raise RuntimeError("the power went")


async def test_three_billion_views_are_stored_exactly(database: Database, account: Account) -> None:
    await record(database, account, Batch(posts=(post(views=3_000_000_000),)))

    async with database.read() as unit:
        assert (await unit.connection.execute(select(ContentPerformance.views))).scalar_one() == 3_000_000_000


async def test_engagement_types_name_the_metric_they_add_up_to() -> None:
    assert {kind.name: kind.metric.name for kind in EngagementType} == {
        "LIKE": "LIKES",
        "COMMENT": "COMMENTS",
        "SHARE": "SHARES",
        "SAVE": "SAVES",
        "CLICK": "CLICKS",
        "VIEW": "VIEWS",
        "IMPRESSION": "IMPRESSIONS",
        "FOLLOW": "FOLLOWERS_GAINED",
    }


async def test_the_length_of_a_video_is_that_which_was_said_last(database: Database, account: Account) -> None:
    async def stored() -> float | None:
        async with database.read() as unit:
            piece = await unit.content.find_by_post_id("u1", account.platform, "p1")
        assert piece is not None
        return piece.details.media_seconds

    await record(database, account, Batch(posts=(post("p1", likes=1, media_seconds=14.5),)))
    assert await stored() == 14.5

    older = post("p1", likes=1, media_seconds=99.0, observed_at=NOW - timedelta(days=1))
    await record(database, account, Batch(posts=(older,)))
    assert await stored() == 14.5

    await record(database, account, Batch(posts=(post("p1", likes=1, observed_at=NOW + timedelta(days=1)),)))
    assert await stored() == 14.5, "a source that does not say it takes nothing away"

    newer = post("p1", likes=1, media_seconds=15.0, observed_at=NOW + timedelta(hours=1))
    await record(database, account, Batch(posts=(newer,)))
    assert await stored() == 15.0, "later than what was said before, though not the last look"
