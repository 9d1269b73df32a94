"""What was answered at a moment is answered again for that moment, whatever was stored since."""

import secrets
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.dimensions import Dimension
from domain.engine import GroupMeasures, Measures, measure
from domain.facts import FactsQuery, Knowledge, UserFacts
from domain.filters import Comparator, Threshold
from domain.metrics import MetricKey
from domain.observations import Batch, ContentType, Engagement, EngagementType, WindowSnapshot
from domain.query import MetricQuery, checked
from domain.slices import Attribution
from domain.time_range import Granularity, Period, local_date
from domain.users import Account, Platform, User
from domain.values import Bounds, MetricStatus
from persistence.database import Database
from persistence.rollups import differences, rebuild
from tests.factories import FakeClock, add_account, add_user, day, post, record

BEGIN = datetime(2026, 3, 26, tzinfo=UTC)
"""Three days before the day of 23 hours in Berlin."""
FIRST_DAY, END = date(2026, 3, 26), date(2026, 4, 3)
BERLIN, KATHMANDU = "Europe/Berlin", "Asia/Kathmandu"
POSTED = {"old": datetime(2026, 1, 5, 9, tzinfo=UTC), "new": BEGIN + timedelta(hours=9)}
KIND = {"old": ContentType.REEL, "new": ContentType.IMAGE}

ANSWERED = (
    MetricKey.LIKES,
    MetricKey.ENGAGEMENTS,
    MetricKey.ENGAGEMENT_RATE,
    MetricKey.REACH,
    MetricKey.FOLLOWERS,
    MetricKey.FOLLOWERS_NET,
    MetricKey.POSTS_PUBLISHED,
)
RECEIVED = (MetricKey.LIKES, MetricKey.SHARES)

counts = st.integers(0, 12)
hours_ago = st.integers(0, 70)
post_parts = st.tuples(
    st.just("post"), st.sampled_from(["old", "new"]), hours_ago, st.none() | counts, st.none() | counts
)
day_parts = st.tuples(st.just("day"), st.integers(0, 9), hours_ago, st.none() | counts, counts)
window_parts = st.tuples(st.just("window"), hours_ago, counts)
event_parts = st.tuples(
    st.just("event"),
    st.integers(0, 9),
    hours_ago,
    st.sampled_from(["old", "new", None]),
    st.sampled_from(["DE", "NP", None]),
)
steps = st.lists(
    st.tuples(
        st.integers(1, 30 * 60),
        st.booleans(),
        st.lists(post_parts | day_parts | window_parts | event_parts, min_size=1, max_size=3),
    ),
    min_size=3,
    max_size=7,
)


def likes_at(moment: datetime) -> int:
    """Goes up and down, and is never the same at two moments of a script."""
    return int((moment - BEGIN).total_seconds()) // 60 * 7919 % 1_000_003


def batch_of(parts: list[tuple[Any, ...]], now: datetime) -> Batch:
    """A batch that is stored at `now`: nothing of it was seen later than that."""
    posts, days, windows, events = [], [], [], []
    for kind, *rest in parts:
        match kind:
            case "post":
                post_id, ago, views, reach = rest
                likes = likes_at(now - timedelta(hours=ago))
                given = {"likes": likes, "views": views, "reach": reach}
                known = {name: value for name, value in given.items() if value is not None}
                seen = now - timedelta(hours=ago)
                posts.append(
                    post(post_id, posted_at=POSTED[post_id], observed_at=seen, content_type=KIND[post_id], **known)
                )
            case "day":
                back, ago, followers, reach = rest
                known = {"reach": reach} | ({} if followers is None else {"followers": followers})
                on = now.date() - timedelta(days=back)
                days.append(day(on, observed_at=now - timedelta(hours=ago), **known))
            case "window":
                ago, reach = rest
                windows.append(WindowSnapshot(MetricKey.REACH, FIRST_DAY, END, reach, now - timedelta(hours=ago)))
            case _:
                key, ago, post_id, country = rest
                at, quantity = now - timedelta(hours=ago), (-2) ** key  # no sum of some of these is 0
                events.append(Engagement(f"e{key}", EngagementType.SHARE, at, quantity, post_id, country))
    return Batch(tuple(posts), tuple(days), tuple(windows), tuple(events))


def questions(user: User, account: Account, now: datetime) -> list[MetricQuery]:
    """Every way in which facts are read: days, quarter hours, split by country, by post, and by post and value."""
    period = Period.custom(FIRST_DAY, END, user.time_zone)
    plain = MetricQuery(user, (account,), ANSWERED, period, Granularity.DAY, now=now)
    received = replace(plain, metrics=RECEIVED, attribution=Attribution.RECEIVED)
    return [
        checked(query)
        for query in (
            plain,
            received,
            replace(received, granularity=Granularity.HOUR),
            replace(received, group_by=(Dimension.COUNTRY,)),
            replace(received, group_by=(Dimension.CONTENT_TYPE, Dimension.COUNTRY)),
            replace(received, filter=Threshold(MetricKey.LIKES, Comparator.GTE, 500_000)),
            replace(plain, period=Period.custom(FIRST_DAY, END - timedelta(days=3), user.time_zone)),
        )
    ]


async def facts_of(database: Database, query: MetricQuery) -> UserFacts:
    async with database.read() as unit:
        return (await unit.facts.load(FactsQuery((query.facts_range,)))).of(query.facts_range)


def comparable(facts: UserFacts, zone_name: str) -> list[Any]:
    """Facts without what may differ in form: whether engagements come by the day or by the quarter hour."""
    received: Counter[Any] = Counter()
    for (_, account_id), found in facts.engagements.items():
        for fact in found:
            on = fact.day or local_date(fact.instant or BEGIN, zone_name)
            received[account_id, on, fact.engagement_type, fact.country, fact.device, fact.post_id] += fact.quantity
    windows = {key: sorted(found, key=lambda w: (w.observed_at, w.value)) for key, found in facts.windows.items()}
    return [facts.posts, facts.older_posts, facts.days, windows, {key: n for key, n in received.items() if n}]


@dataclass(frozen=True)
class Remembered:
    """What was answered at a moment."""

    query: MetricQuery
    at: datetime
    facts: list[Any]
    groups: tuple[GroupMeasures, ...]


async def remember(database: Database, query: MetricQuery, now: datetime) -> Remembered:
    facts = await facts_of(database, query)
    return Remembered(query, now, comparable(facts, query.user.time_zone), measure(query, facts).groups)


@settings(
    max_examples=35,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(script=steps, moves=st.booleans())
async def test_the_facts_and_the_answers_of_a_moment_come_back_exactly(
    database: Database, clock: FakeClock, script: list[Any], moves: bool
) -> None:
    clock.now = BEGIN + timedelta(hours=12)
    user = await add_user(database, secrets.token_hex(8), BERLIN)
    account = await add_account(database, user.user_id, Platform.INSTAGRAM)
    remembered: list[Remembered] = []

    for minutes, asks, parts in script:
        clock.advance(minutes=minutes)
        await record(database, account, batch_of(parts, clock.now))
        if asks:
            remembered += [await remember(database, q, clock.now) for q in questions(user, account, clock.now)]
    if moves:
        async with database.write() as unit:
            await unit.users.update(User(user.user_id, user.name, KATHMANDU))

    for then in remembered:
        past = replace(then.query, knowledge=Knowledge(then.at, then.at))
        facts = await facts_of(database, past)
        assert comparable(facts, user.time_zone) == then.facts
        assert measure(past, facts).groups == then.groups
    async with database.read() as unit:
        assert await differences(unit.connection) == 0


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(script=steps, back_minutes=st.integers(0, 4 * 24 * 60))
async def test_sums_made_in_advance_answer_for_a_past_moment_as_the_single_engagements_do(
    database: Database, clock: FakeClock, script: list[Any], back_minutes: int
) -> None:
    clock.now = BEGIN + timedelta(hours=12)
    user = await add_user(database, secrets.token_hex(8), BERLIN)
    account = await add_account(database, user.user_id, Platform.INSTAGRAM)
    for minutes, _, parts in script:
        clock.advance(minutes=minutes)
        await record(database, account, batch_of(parts, clock.now))

    for query in questions(user, account, clock.now):
        at = clock.now - timedelta(minutes=back_minutes)
        in_advance = replace(query, knowledge=Knowledge(at))
        single = replace(query, knowledge=Knowledge(at, recorded_by=clock.now))
        facts, expected = await facts_of(database, in_advance), await facts_of(database, single)
        assert comparable(facts, BERLIN)[-1] == comparable(expected, BERLIN)[-1]
        assert facts.gaps == expected.gaps


async def received_likes(database: Database, query: MetricQuery) -> list[tuple[float | None, Any]]:
    facts = await facts_of(database, query)
    return [(value.value, value.bounds) for value in measure(query, facts).groups[0].points[0]]


async def test_a_gap_that_was_closed_later_does_not_blur_what_was_known_before(
    database: Database, clock: FakeClock
) -> None:
    user, account = await add_user(database), await add_account(database)
    for on, likes in ((1, 10), (2, 14)):
        clock.now = datetime(2026, 3, on, 9, tzinfo=UTC)
        await record(database, account, Batch(posts=(post(likes=likes, observed_at=clock.now),)))
    asked = datetime(2026, 3, 3, 1, tzinfo=UTC)
    period = Period.custom(date(2026, 3, 2), date(2026, 3, 3), "UTC")
    query = MetricQuery(
        user, (account,), (MetricKey.LIKES,), period, Granularity.DAY, attribution=Attribution.RECEIVED, now=asked
    )
    before = await received_likes(database, query)

    clock.now = datetime(2026, 3, 6, 9, tzinfo=UTC)
    await record(database, account, Batch(posts=(post(likes=94, observed_at=clock.now),)))

    present = await received_likes(database, query)
    past = await received_likes(database, replace(query, knowledge=Knowledge(observed_by=asked)))
    assert before == past == [(4, None)]
    assert present == [(4, Bounds(4, 84))]


@pytest.mark.parametrize("until", [date(2026, 3, 6), date(2026, 3, 7)], ids=["closed after the period", "inside it"])
async def test_a_gap_over_the_end_of_the_days_asked_for_is_told_for_the_past_as_well(
    database: Database, clock: FakeClock, until: date
) -> None:
    user, account = await add_user(database), await add_account(database)
    for on, likes in ((1, 10), (2, 14), (6, 94)):
        clock.now = datetime(2026, 3, on, 9, tzinfo=UTC)
        await record(database, account, Batch(posts=(post(likes=likes, observed_at=clock.now),)))
    query = MetricQuery(
        user,
        (account,),
        (MetricKey.LIKES,),
        Period.custom(date(2026, 3, 2), until, "UTC"),
        Granularity.DAY,
        attribution=Attribution.RECEIVED,
        now=clock.now,
    )

    present = await received_likes(database, query)
    past = await received_likes(database, replace(query, knowledge=Knowledge(clock.now, clock.now)))

    assert past == present
    assert present[0] == (4, Bounds(4, 84))


async def test_a_threshold_on_an_older_post_looks_at_what_was_known_of_it(database: Database, clock: FakeClock) -> None:
    user, account = await add_user(database), await add_account(database)
    old = datetime(2025, 3, 1, tzinfo=UTC)
    for on, likes in ((1, 10), (2, 14)):
        clock.now = datetime(2026, 3, on, 9, tzinfo=UTC)
        await record(database, account, Batch(posts=(post(likes=likes, posted_at=old, observed_at=clock.now),)))
    asked = clock.now
    clock.advance(days=1)
    await record(database, account, Batch(posts=(post(likes=500, posted_at=old, observed_at=clock.now),)))
    period = Period.custom(date(2026, 3, 2), date(2026, 3, 3), "UTC")
    query = MetricQuery(
        user,
        (account,),
        (MetricKey.LIKES,),
        period,
        Granularity.DAY,
        attribution=Attribution.RECEIVED,
        filter=Threshold(MetricKey.LIKES, Comparator.GT, 100),
        now=clock.now,
    )

    present = await received_likes(database, query)
    past = await received_likes(database, replace(query, knowledge=Knowledge(asked, asked)))

    assert [value for value, _ in present] == [4]
    assert [value for value, _ in past] == [0]


# ---------------------------------------------------------------- sums that do not tell in which order they came


async def test_a_late_observation_that_moves_a_delta_leaves_no_zero_behind(database: Database) -> None:
    await add_user(database)
    account = await add_account(database)
    for seen_on, likes in ((6, 100), (9, 110), (8, 110)):
        at = datetime(2026, 3, seen_on, 12, tzinfo=UTC)
        await record(database, account, Batch(posts=(post(likes=likes, observed_at=at),)))

    assert await _received(database, account) == [None, 10, None]
    async with database.write() as unit:
        await rebuild(unit.connection)
    assert await _received(database, account) == [None, 10, None]


async def test_opposite_changes_in_one_gap_do_not_hide_each_other(database: Database) -> None:
    await add_user(database)
    account = await add_account(database)
    for seen_on, x, y in ((6, 100, 100), (9, 140, 60)):
        at = datetime(2026, 3, seen_on, 12, tzinfo=UTC)
        posts = (post("x", likes=x, observed_at=at), post("y", likes=y, observed_at=at))
        await record(database, account, Batch(posts=posts))
    await record(
        database,
        account,
        Batch(posts=(post("x", likes=141, observed_at=datetime(2026, 3, 9, 18, tzinfo=UTC)),)),
    )

    last = (await _measured(database, account)).groups[0].points[0][2]

    assert (last.value, last.status, last.bounds) == (1, MetricStatus.ESTIMATED, Bounds(-39, 41))


async def _measured(database: Database, account: Account) -> Measures:
    """Likes received from 7 to 9 March 2026, by day."""
    user = User(account.user_id, None, "UTC")
    period = Period(date(2026, 3, 7), date(2026, 3, 10), "UTC")
    query = MetricQuery(user, (account,), (MetricKey.LIKES,), period, Granularity.DAY, attribution=Attribution.RECEIVED)
    async with database.read() as unit:
        facts = (await unit.facts.load(FactsQuery((query.facts_range,)))).of(query.facts_range)
    return measure(query, facts)


async def _received(database: Database, account: Account) -> list[float | None]:
    return [point.value for point in (await _measured(database, account)).groups[0].points[0]]
