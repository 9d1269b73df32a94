"""What the API says of numbers: the field's claims, with their literal values."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.metrics import MetricKey
from domain.observations import Batch, WindowSnapshot
from domain.users import AccountStatus, Platform
from persistence.database import Database
from tests.factories import NOW, add_account, add_user, day, like, post, record

Ask = Callable[..., Awaitable[dict[str, Any]]]

VALUE = "value status reason basis asOf coverage { measured expected unit } bounds { lower upper }"


async def metric(data: Ask, key: str, start: date, end: date, **more: str) -> dict[str, Any]:
    """One metric of user u1 over all accounts."""
    extra = "".join(f", {name}: {value}" for name, value in more.items())
    found = await data(
        f'{{ user(userId: "u1") {{ overview(period: {{start: "{start}", end: "{end}"}}{extra}) '
        f"{{ metric(key: {key}) {{ {VALUE} }} }} }} }}"
    )
    value: dict[str, Any] = found["user"]["overview"]["metric"]
    return value


async def test_daily_reach_is_never_added_up(database: Database, data: Ask) -> None:
    """Claim 1."""
    await add_user(database)
    account = await add_account(database)
    days = tuple(day(date(2026, 3, d), reach=100) for d in (1, 2, 3))
    await record(database, account, Batch(days=days))

    value = await metric(data, "REACH", date(2026, 3, 1), date(2026, 3, 4))

    assert value["value"] is None
    assert (value["status"], value["reason"]) == ("UNAVAILABLE", "NOT_ADDITIVE")
    assert value["bounds"] == {"lower": 100.0, "upper": 300.0}


async def test_a_platforms_own_28_day_reach_is_used_and_says_when_it_was_collected(
    database: Database, data: Ask
) -> None:
    """Claim 1, second half."""
    await add_user(database)
    account = await add_account(database)
    window = WindowSnapshot(MetricKey.REACH, date(2026, 2, 1), date(2026, 3, 1), 1234, NOW)
    await record(database, account, Batch(days=(day(date(2026, 2, 3), reach=100),), windows=(window,)))

    value = await metric(data, "REACH", date(2026, 2, 1), date(2026, 3, 1))

    assert (value["value"], value["status"]) == (1234.0, "MEASURED")
    assert value["asOf"] == "2026-03-10T12:00:00+00:00"
    assert value["basis"] == "the platform's own reach from 2026-02-01 to 2026-02-28"


async def test_a_rate_comes_from_summed_parts(database: Database, data: Ask) -> None:
    """Claim 2."""
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    posts = tuple(
        post(name, likes=10, comments=0, shares=0, saves=0, impressions=shown)
        for name, shown in (("a", 100), ("b", 1000))
    )
    await record(database, account, Batch(posts=posts))

    value = await metric(data, "ENGAGEMENT_RATE", date(2026, 3, 1), date(2026, 3, 2))

    assert value["value"] == pytest.approx(20 / 1100, abs=1e-15)
    assert (value["status"], value["coverage"]) == ("DERIVED", {"measured": 2, "expected": 2, "unit": "POSTS"})
    assert value["basis"] == "sum(engagements) / sum(impressions), posts published in the period"


async def test_a_platform_without_saves_makes_the_total_partial(database: Database, data: Ask) -> None:
    """Claim 3."""
    await add_user(database)
    instagram = await add_account(database, platform=Platform.INSTAGRAM)
    linkedin = await add_account(database, platform=Platform.LINKEDIN)
    await record(database, instagram, Batch(posts=(post("a", likes=5, saves=7),)))
    await record(database, linkedin, Batch(posts=(post("b", likes=5),)))

    value = await metric(data, "SAVES", date(2026, 3, 1), date(2026, 3, 2))

    assert (value["value"], value["status"]) == (7.0, "PARTIAL")
    assert value["coverage"] == {"measured": 1, "expected": 2, "unit": "ACCOUNTS"}
    assert value["reason"] == "NOT_OFFERED"


SERIES = """
query ($key: MetricKey!, $start: Date!, $end: Date!, $attribution: Attribution, $granularity: Granularity! = DAY) {
  user(userId: "u1") {
    series(metrics: [$key], period: {start: $start, end: $end}, attribution: $attribution, granularity: $granularity) {
      labels values total { value status }
    }
  }
}
"""


async def test_the_first_observation_of_an_old_post_is_not_todays_gain(database: Database, data: Ask) -> None:
    """Claim 4."""
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    old = datetime(2024, 3, 1, tzinfo=UTC)
    for days_ago, likes in ((3, 50), (1, 55)):
        at = NOW - timedelta(days=days_ago)
        await record(database, account, Batch(posts=(post(likes=likes, posted_at=old, observed_at=at),)))

    found = await data(SERIES, key="LIKES", start="2026-03-07", end="2026-03-10", attribution="RECEIVED")

    (series,) = found["user"]["series"]
    assert series["values"] == [None, None, 5.0]
    assert series["total"] == {"value": 5.0, "status": "DERIVED"}


async def test_counters_that_go_down_give_negative_deltas(database: Database, data: Ask) -> None:
    """Claim 5."""
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    for days_ago, likes in ((3, 100), (2, 97), (1, 105)):
        at = NOW - timedelta(days=days_ago)
        await record(database, account, Batch(posts=(post(likes=likes, observed_at=at),)))

    found = await data(SERIES, key="LIKES", start="2026-03-07", end="2026-03-10", attribution="RECEIVED")

    (series,) = found["user"]["series"]
    assert series["values"] == [None, -3.0, 8.0]
    assert series["total"]["value"] == 5.0


async def test_a_gap_in_followers_is_a_gap_and_growth_is_exact(database: Database, data: Ask) -> None:
    """Claim 6."""
    await add_user(database)
    account = await add_account(database)
    days = (day(date(2026, 3, 1), followers=1000), day(date(2026, 3, 3), followers=1010))
    await record(database, account, Batch(days=days))

    found = await data(SERIES, key="FOLLOWERS", start="2026-03-01", end="2026-03-04")
    net = await metric(data, "FOLLOWERS_NET", date(2026, 3, 1), date(2026, 3, 4))
    growth = await metric(data, "FOLLOWER_GROWTH_RATE", date(2026, 3, 1), date(2026, 3, 4))

    assert found["user"]["series"][0]["values"] == [1000.0, None, 1010.0]
    assert (net["value"], growth["value"]) == (10.0, 0.01)


@pytest.mark.parametrize(
    ("zone_name", "day_", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Asia/Kathmandu", date(2026, 3, 29), 24),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24),
    ],
)
async def test_days_with_a_clock_change_lose_and_double_no_event(
    database: Database, data: Ask, zone_name: str, day_: date, hours: int
) -> None:
    """Claim 7. Lord Howe's half-hour shift makes a day of 24.5 hours: 24 hours of the clock, one of 90 minutes."""
    await add_user(database, time_zone=zone_name)
    account = await add_account(database)
    start = datetime(day_.year, day_.month, day_.day, tzinfo=UTC) - timedelta(days=1)
    events = tuple(like(str(i), start + timedelta(minutes=10 * i)) for i in range(6 * 24 * 3))
    await record(database, account, Batch(engagements=events))

    variables = {"key": "LIKES", "attribution": "RECEIVED"}
    one_day = {"start": str(day_), "end": str(day_ + timedelta(days=1))}
    by_hour = await data(SERIES, **variables, **one_day, granularity="HOUR")
    by_day = await data(SERIES, **variables, start=str(day_ - timedelta(days=2)), end=str(day_ + timedelta(days=3)))

    hourly = by_hour["user"]["series"][0]
    daily = by_day["user"]["series"][0]
    assert len(hourly["values"]) == hours
    assert sum(hourly["values"]) == daily["values"][2]
    assert sum(value or 0 for value in daily["values"]) == len(events)


async def test_the_previous_week_has_the_same_weekdays_and_the_running_day_is_left_out(
    database: Database, data: Ask
) -> None:
    """Claim 8. Now is Tuesday, 2026-03-10, noon."""
    await add_user(database)
    account = await add_account(database)
    days = tuple(day(date(2026, 2, 20) + timedelta(days=i), views=10 + i) for i in range(19))
    await record(database, account, Batch(days=days))

    document = """query ($start: Date!, $end: Date!) { user(userId: "u1") { overview(
        period: {start: $start, end: $end}, compareTo: {}) { comparedTo { start end } views { value change {
        previous absolute relative } } } } }"""
    week = (await data(document, start="2026-03-02", end="2026-03-09"))["user"]["overview"]
    running = (await data(document, start="2026-03-09", end="2026-03-11"))["user"]["overview"]

    assert week["comparedTo"] == {"start": "2026-02-23", "end": "2026-03-02"}
    assert week["views"]["value"] == sum(range(20, 27))
    assert week["views"]["change"]["previous"] == sum(range(13, 20))
    assert week["views"]["change"]["absolute"] == 49
    assert running["comparedTo"] == {"start": "2026-03-08", "end": "2026-03-09"}
    assert running["views"]["change"] == {"previous": 26.0, "absolute": 1.0, "relative": 1 / 26}


async def test_the_last_value_of_a_revoked_account_comes_back_with_its_time(database: Database, data: Ask) -> None:
    """Claim 10."""
    await add_user(database)
    account = await add_account(database)
    seen = datetime(2026, 3, 1, 6, tzinfo=UTC)
    await record(database, account, Batch(days=(day(date(2026, 2, 28), followers=500, observed_at=seen),)))
    async with database.write() as unit:
        await unit.users.set_account_status(account, AccountStatus.REVOKED, NOW)

    value = await metric(data, "FOLLOWERS", date(2026, 3, 3), date(2026, 3, 10))

    assert (value["value"], value["status"], value["reason"]) == (500.0, "PARTIAL", "ACCOUNT_REVOKED")
    assert value["asOf"] == "2026-03-01T06:00:00+00:00"


async def test_three_posts_are_not_enough_to_recommend_anything(database: Database, data: Ask) -> None:
    """Claim 13."""
    await add_user(database)
    account = await add_account(database)
    posts = tuple(post(str(i), likes=10, posted_at=datetime(2026, 2, 10 + i, 9, tzinfo=UTC)) for i in range(3))
    await record(database, account, Batch(posts=posts))

    found = await data("""{ user(userId: "u1") { recommendations { kind state posts effect { lift } text } } }""")

    states = [(r["kind"], r["state"], r["posts"], r["effect"]) for r in found["user"]["recommendations"]]
    assert states == [("POSTING_TIME", "NOT_ENOUGH_DATA", 3, None), ("CONTENT_TYPE", "NOT_ENOUGH_DATA", 3, None)]


async def test_one_viral_post_does_not_move_the_top_slot(database: Database, data: Ask) -> None:
    """Claim 13: mornings do better throughout; one evening post goes viral."""
    await add_user(database)
    account = await add_account(database)
    posts = []
    for i in range(60):
        at = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=i % 45)
        morning = i % 2 == 0
        posts.append(post(str(i), posted_at=at + timedelta(hours=9 if morning else 19), likes=60 if morning else 40))
    posts.append(post("viral", posted_at=datetime(2026, 2, 2, 19, tzinfo=UTC), likes=1_000_000))
    await record(database, account, Batch(posts=tuple(posts)))

    found = await data("""{ user(userId: "u1") { bestTimes(period: {start: "2026-01-01", end: "2026-03-08"}) {
        state posts slots { weekend startHour effect { posts } } } } }""")

    times = found["user"]["bestTimes"]
    assert times["posts"] == 61
    assert times["slots"][0]["startHour"] == 9


async def test_three_billion_views_pass_through(database: Database, data: Ask) -> None:
    """Claim 16."""
    await add_user(database)
    account = await add_account(database)
    await record(database, account, Batch(posts=(post(views=3_000_000_000),)))

    value = await metric(data, "VIEWS", date(2026, 3, 1), date(2026, 3, 2))

    assert value["value"] == 3_000_000_000


async def test_nothing_observed_is_null_and_never_zero(database: Database, data: Ask) -> None:
    await add_user(database)
    await add_account(database)

    value = await metric(data, "LIKES", date(2026, 3, 1), date(2026, 3, 2))

    assert (value["value"], value["status"], value["reason"]) == (None, "UNAVAILABLE", "NO_POSTS")


async def test_sample_numbers_are_never_added_to_real_ones(database: Database, data: Ask) -> None:
    await add_user(database)
    sample = await add_account(database, external_id="sample", status=AccountStatus.SAMPLE)
    await record(database, sample, Batch(posts=(post("s", likes=1000),)))
    before = await metric(data, "LIKES", date(2026, 3, 1), date(2026, 3, 2))

    real = await add_account(database, external_id="real")
    await record(database, real, Batch(posts=(post("r", likes=3),)))

    after = await metric(data, "LIKES", date(2026, 3, 1), date(2026, 3, 2))
    assert (before["value"], after["value"]) == (1000.0, 3.0)


async def test_one_piece_shows_its_counters_and_their_history(database: Database, data: Ask) -> None:
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    for days_ago, likes in ((2, 5), (1, 9)):
        at = NOW - timedelta(days=days_ago)
        await record(database, account, Batch(posts=(post("42", likes=likes, impressions=90, observed_at=at),)))

    found = await data("""{ user(userId: "u1") { contentPiece(platform: X, postId: "42") {
        postId text tags contentType engagements { value status } engagementRate { value }
        metrics(keys: [SAVES]) { value reason } history(metric: LIKES) { value observedAt } } } }""")

    assert found["user"]["contentPiece"] == {
        "postId": "42",
        "text": "Hello #Coffee",
        "tags": ["coffee"],
        "contentType": "IMAGE",
        "engagements": {"value": 9.0, "status": "PARTIAL"},
        "engagementRate": {"value": 0.1},
        "metrics": [{"value": None, "reason": "NOT_OBSERVED"}],
        "history": [
            {"value": 5.0, "observedAt": "2026-03-08T12:00:00+00:00"},
            {"value": 9.0, "observedAt": "2026-03-09T12:00:00+00:00"},
        ],
    }


async def test_every_chart_has_as_many_values_as_labels_and_gaps_are_null(database: Database, data: Ask) -> None:
    await add_user(database)
    account = await add_account(database)
    posts = tuple(
        post(str(i), posted_at=datetime(2026, 2, 1 + i, 9, tzinfo=UTC), likes=i, views=100, saves=1)
        for i in range(0, 28, 3)
    )
    await record(database, account, Batch(posts=posts))
    kinds = [
        "TIME_SERIES",
        "PLATFORM_COMPARISON",
        "ENGAGEMENT_BREAKDOWN",
        "CONTENT_PERFORMANCE",
        "BEST_POSTING_TIMES",
        "CONTENT_TYPE_PERFORMANCE",
    ]
    fields = "labels datasets { label data statuses } chartJs notes sample"
    charts = " ".join(
        f'{kind}: chart(kind: {kind}, period: {{start: "2026-02-01", end: "2026-03-01"}}) {{ {fields} }}'
        for kind in kinds
    )

    found = (await data(f'{{ user(userId: "u1") {{ {charts} }} }}'))["user"]

    for kind in kinds:
        chart = found[kind]
        drawn = chart["chartJs"]["data"]
        assert drawn["labels"] == chart["labels"]
        assert [d["data"] for d in drawn["datasets"]] == [d["data"] for d in chart["datasets"]]
        assert all(len(d["data"]) == len(chart["labels"]) == len(d["statuses"]) for d in chart["datasets"])
    assert found["TIME_SERIES"]["datasets"][0]["data"][:4] == [1.0, None, None, 4.0]
    assert found["CONTENT_PERFORMANCE"]["datasets"][0]["data"] == [
        28.0,
        25.0,
        22.0,
        19.0,
        16.0,
        13.0,
        10.0,
        7.0,
        4.0,
        1.0,
    ]
    assert found["BEST_POSTING_TIMES"]["notes"] == ["Not enough data: 10 mature posts in 5 weeks."]
