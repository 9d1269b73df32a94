"""The claims of the field, each with its literal values; `PROVEN` says where those stand that are not here.

Of claim 9, that a rejected metric leaves the others stored, the side of the catalog is here: a metric that a platform
has given up is told as RETIRED with its successor, and what it still reports is kept.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.metrics import MetricKey
from domain.observations import Batch, ContentType, DaySnapshot, PostDetails, PostSnapshot, WindowSnapshot
from domain.users import Account, AccountStatus, Platform
from persistence.database import Database
from persistence.models import MetricObservation
from tests.factories import NOW, FakeClock, add_account, add_user, day, post, record

Ask = Callable[..., Awaitable[dict[str, Any]]]

ROOT = Path(__file__).resolve().parents[2]

PROVEN = {
    1: (
        "tests/api/test_numbers.py::test_daily_reach_is_never_added_up",
        "tests/api/test_numbers.py::test_a_platforms_own_28_day_reach_is_used_and_says_when_it_was_collected",
    ),
    2: (
        "tests/api/test_numbers.py::test_a_rate_comes_from_summed_parts",
        "tests/api/test_claims.py::test_the_mean_of_two_posts_is_5_and_a_half_percent_and_names_its_aggregation",
    ),
    3: ("tests/api/test_numbers.py::test_a_platform_without_saves_makes_the_total_partial",),
    4: ("tests/api/test_numbers.py::test_the_first_observation_of_an_old_post_is_not_todays_gain",),
    5: ("tests/api/test_numbers.py::test_counters_that_go_down_give_negative_deltas",),
    6: (
        "tests/api/test_numbers.py::test_a_gap_in_followers_is_a_gap_and_growth_is_exact",
        "tests/api/test_claims.py::test_a_gap_in_followers_is_null_in_the_chart_and_not_zero",
    ),
    7: ("tests/api/test_numbers.py::test_days_with_a_clock_change_lose_and_double_no_event",),
    8: (
        "tests/api/test_numbers.py::test_the_previous_week_has_the_same_weekdays_and_the_running_day_is_left_out",
        "tests/api/test_claims.py::test_monday_to_sunday_stands_against_monday_to_sunday_day_by_day",
    ),
    9: (
        "tests/api/test_claims.py::test_a_metric_that_was_given_up_is_retired_and_the_others_are_there",
        "tests/api/test_collection_control.py::test_a_refused_metric_shows_on_the_account_and_in_the_catalog",
    ),
    10: (
        "tests/api/test_numbers.py::test_the_last_value_of_a_revoked_account_comes_back_with_its_time",
        "tests/api/test_claims.py::test_a_revoked_account_is_a_gap_afterwards_and_no_zero_is_written",
        "tests/api/test_collection_control.py::"
        "test_the_last_value_of_an_account_whose_access_was_taken_away_stays_with_its_time",
    ),
    11: (
        "tests/api/test_claims.py::test_the_export_of_a_moment_is_the_same_byte_for_byte_after_restatements",
        "tests/api/test_claims.py::test_every_answer_of_a_moment_is_the_same_after_restatements",
    ),
    12: ("tests/api/test_claims.py::test_impressions_and_views_of_instagram_are_two_series_with_a_break",),
    13: (
        "tests/api/test_numbers.py::test_three_posts_are_not_enough_to_recommend_anything",
        "tests/api/test_numbers.py::test_one_viral_post_does_not_move_the_top_slot",
    ),
    14: (
        "tests/domain/test_significance.py::"
        "test_two_samples_of_the_same_posts_are_no_difference_in_at_least_95_percent_of_1000_runs",
        "tests/api/test_questions.py::test_a_change_is_told_from_noise_and_from_too_little",
    ),
    15: (
        "tests/api/test_collecting.py::test_metrics_come_at_once_then_within_a_second_of_a_change_and_else_never",
        "tests/api/test_collecting.py::test_a_slow_subscriber_blocks_nobody_and_sees_the_newest",
    ),
    16: (
        "tests/api/test_numbers.py::test_three_billion_views_pass_through",
        "tests/cli/test_cli.py::test_exported_posts_are_safe_for_spreadsheets_and_can_be_imported_again",
    ),
    17: (
        "tests/api/test_collecting.py::test_two_collects_at_once_make_one_run_and_one_set_of_rows",
        "tests/api/test_sandbox_runs.py::test_collecting_twice_at_the_same_moment_changes_nothing",
    ),
    18: ("tests/api/test_claims.py::test_the_database_of_a_test_is_the_one_it_is_named_after",),
}


def test_every_claim_is_proven_by_tests_that_are_there() -> None:
    named = [test.split("::") for tests in PROVEN.values() for test in tests]

    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]

    assert sorted(PROVEN) == list(range(1, 19))
    assert missing == []


async def test_the_database_of_a_test_is_the_one_it_is_named_after(
    database: Database, request: pytest.FixtureRequest
) -> None:
    """Claim 18: each test that takes `database`, this one too, runs once on either."""
    named = request.node.callspec.params["database_url"]

    assert named in ("sqlite", "postgresql")
    assert database.engine.dialect.name == named


async def test_the_mean_of_two_posts_is_5_and_a_half_percent_and_names_its_aggregation(
    database: Database, data: Ask
) -> None:
    """Claim 2, second half."""
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    posts = tuple(
        post(name, likes=10, comments=0, shares=0, saves=0, impressions=shown)
        for name, shown in (("a", 100), ("b", 1000))
    )
    await record(database, account, Batch(posts=posts))

    found = await data("""{ user(userId: "u1") { overview(period: {start: "2026-03-01", end: "2026-03-02"},
        rate: {aggregation: MEAN_OF_POSTS}) { metric(key: ENGAGEMENT_RATE) { value basis }
        query { denominator aggregation } } } }""")

    assert found["user"]["overview"]["metric"] == {
        "value": pytest.approx(0.055, abs=1e-15),
        "basis": "mean of posts: engagements / impressions of each post, posts published in the period",
    }
    assert found["user"]["overview"]["query"] == {"denominator": None, "aggregation": "MEAN_OF_POSTS"}


async def test_a_gap_in_followers_is_null_in_the_chart_and_not_zero(database: Database, data: Ask) -> None:
    """Claim 6, the chart."""
    await add_user(database)
    account = await add_account(database)
    days = (day(date(2026, 3, 1), followers=1000), day(date(2026, 3, 3), followers=1010))
    await record(database, account, Batch(days=days))

    found = await data("""{ user(userId: "u1") { chart(kind: TIME_SERIES, metrics: [FOLLOWERS],
        period: {start: "2026-03-01", end: "2026-03-04"}) { labels datasets { data } chartJs } } }""")

    chart = found["user"]["chart"]
    assert chart["labels"] == ["2026-03-01", "2026-03-02", "2026-03-03"]
    assert chart["datasets"] == [{"data": [1000.0, None, 1010.0]}]
    assert chart["chartJs"]["data"]["datasets"][0]["data"] == [1000.0, None, 1010.0]


async def test_monday_to_sunday_stands_against_monday_to_sunday_day_by_day(database: Database, data: Ask) -> None:
    """Claim 8, as a series: 2 to 8 March against 23 February to 1 March."""
    await add_user(database)
    account = await add_account(database)
    days = tuple(day(date(2026, 2, 23) + timedelta(days=i), views=10 + i) for i in range(14))
    await record(database, account, Batch(days=days))

    found = await data("""{ user(userId: "u1") { series(metrics: [VIEWS], compareTo: {},
        period: {start: "2026-03-02", end: "2026-03-09"}) { labels values previousLabels previous
        total { change { previous absolute relative } } } } }""")

    (series,) = found["user"]["series"]
    assert (series["labels"][0], series["labels"][-1]) == ("2026-03-02", "2026-03-08")
    assert (series["previousLabels"][0], series["previousLabels"][-1]) == ("2026-02-23", "2026-03-01")
    assert series["values"] == [17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0]
    assert series["previous"] == [10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0]
    assert series["total"]["change"] == {"previous": 91.0, "absolute": 49.0, "relative": 49 / 91}


async def test_a_metric_that_was_given_up_is_retired_and_the_others_are_there(database: Database, data: Ask) -> None:
    """Claim 9, on the side of the catalog: Facebook answers `page_impressions` until 2025-11-14."""
    await add_user(database)
    account = await add_account(database, platform=Platform.FACEBOOK)
    days = (day(date(2025, 11, 14), impressions=70, views=50), day(date(2025, 11, 15), views=60))
    await record(database, account, Batch(days=days))
    document = """query ($start: Date!, $end: Date!) { user(userId: "u1") { series(metrics: [IMPRESSIONS, VIEWS],
        period: {start: $start, end: $end}, attribution: RECEIVED) { values total { value status reason }
        breaks { metric platform day ended nativeName successor } } } }"""

    after = (await data(document, start="2025-11-15", end="2025-11-16"))["user"]["series"]
    across = (await data(document, start="2025-11-14", end="2025-11-16"))["user"]["series"]

    assert after[0]["total"] == {"value": None, "status": "UNAVAILABLE", "reason": "RETIRED"}
    assert after[1]["total"] == {"value": 60.0, "status": "MEASURED", "reason": None}
    assert [series["values"] for series in across] == [[70.0, None], [50.0, 60.0]]
    ended = {"metric": "IMPRESSIONS", "platform": "FACEBOOK", "day": "2025-11-15", "ended": True}
    assert across[0]["breaks"] == [
        {**ended, "nativeName": "page_impressions", "successor": "page_media_view"},
        {**ended, "nativeName": "post_impressions", "successor": "post_media_view"},
    ]


async def test_a_revoked_account_is_a_gap_afterwards_and_no_zero_is_written(
    database: Database, data: Ask, clock: FakeClock
) -> None:
    """Claim 10, second half."""
    await add_user(database)
    account = await add_account(database)
    seen = datetime(2026, 3, 1, 6, tzinfo=UTC)
    await record(database, account, Batch(days=(day(date(2026, 3, 1), followers=500, observed_at=seen),)))
    async with database.write() as unit:
        await unit.users.set_account_status(account, AccountStatus.REVOKED, NOW)

    found = await data("""{ user(userId: "u1") { accounts { status }
        series(metrics: [FOLLOWERS], period: {start: "2026-03-01", end: "2026-03-04"}) {
        values total { value status asOf } } } }""")

    assert found["user"]["accounts"] == [{"status": "REVOKED"}]
    assert found["user"]["series"][0]["values"] == [500.0, None, None]
    assert found["user"]["series"][0]["total"]["asOf"] == "2026-03-01T06:00:00+00:00"
    async with database.read() as unit:
        rows = await unit.connection.execute(select(func.count(), func.min(MetricObservation.value)))
        assert tuple(rows.one()) == (1, 500)


async def test_impressions_and_views_of_instagram_are_two_series_with_a_break(database: Database, data: Ask) -> None:
    """Claim 12: impressions until 2025-04-20, views from 2025-04-21."""
    await add_user(database)
    account = await add_account(database)
    days = (
        day(date(2025, 4, 19), impressions=100),
        day(date(2025, 4, 20), impressions=110),
        day(date(2025, 4, 21), views=90),
        day(date(2025, 4, 22), views=80),
    )
    await record(database, account, Batch(days=days))

    found = await data("""{ user(userId: "u1") { series(metrics: [IMPRESSIONS, VIEWS],
        period: {start: "2025-04-19", end: "2025-04-23"}) { metric { key } values total { value status }
        breaks { metric day ended nativeName successor } warnings { code message } } } }""")

    impressions, views = found["user"]["series"]
    assert (impressions["metric"]["key"], impressions["values"]) == ("IMPRESSIONS", [100.0, 110.0, None, None])
    assert (views["metric"]["key"], views["values"]) == ("VIEWS", [None, None, 90.0, 80.0])
    assert impressions["total"] == {"value": 210.0, "status": "PARTIAL"}
    assert views["total"] == {"value": 170.0, "status": "PARTIAL"}
    assert impressions["breaks"] == [
        {
            "metric": "IMPRESSIONS",
            "day": "2025-04-21",
            "ended": True,
            "nativeName": "impressions",
            "successor": "views",
        }
    ]
    assert views["breaks"] == [
        {"metric": "VIEWS", "day": "2025-04-21", "ended": False, "nativeName": "views", "successor": None}
    ]
    assert impressions["warnings"] == [
        {
            "code": "DEFINITION_BREAK",
            "message": "Instagram ceased to report impressions (impressions) on 2025-04-21; views took its place and "
            "counts otherwise.",
        },
        {"code": "DEFINITION_BREAK", "message": "Instagram began to report views (views) on 2025-04-21."},
    ]


# ---------------------------------------------------------------- claim 11


async def first_told(database: Database) -> tuple[Account, Account]:
    """Two accounts with posts, days and a window, as they were seen until noon of 10 March."""
    await add_user(database, time_zone="Europe/Berlin")
    instagram, x = await add_account(database), await add_account(database, platform=Platform.X)
    for hours_ago, more in ((150, 0), (30, 20), (2, 25)):
        seen = NOW - timedelta(hours=hours_ago)
        posts = (
            post("reel", content_type=ContentType.REEL, observed_at=seen, likes=40 + more, views=900 + more, saves=3),
            post("image", posted_at=datetime(2026, 3, 2, 9, tzinfo=UTC), observed_at=seen, likes=9 + more, views=100),
        )
        days = tuple(
            day(date(2026, 3, 1) + timedelta(days=i), observed_at=seen, followers=100 + i + more, reach=10 * i + more)
            for i in range(3)
        )
        window = WindowSnapshot(MetricKey.REACH, date(2026, 3, 1), date(2026, 3, 9), 70 + more, seen)
        await record(database, instagram, Batch(posts, days, (window,)))
        tweet = post("tweet", observed_at=seen, likes=5 + more, impressions=200 + more, comments=more)
        await record(database, x, Batch(posts=(tweet,)))
    return instagram, x


async def told_differently(database: Database, clock: FakeClock, instagram: Account, x: Account) -> None:
    """Twenty days later every number is another one, and there is a post that nobody had seen."""
    clock.advance(days=20)
    for account in (instagram, x):
        posts = tuple(
            PostSnapshot(name, clock.now, {MetricKey.LIKES: 5, MetricKey.VIEWS: 7777, MetricKey.IMPRESSIONS: 1})
            for name in (("reel", "image") if account is instagram else ("tweet",))
        )
        details = PostDetails(datetime(2026, 3, 4, 9, tzinfo=UTC), ContentType.VIDEO)
        unseen = PostSnapshot("unseen", clock.now, {MetricKey.LIKES: 1000}, details)
        days = tuple(
            DaySnapshot(date(2026, 3, 1) + timedelta(days=i), clock.now, {MetricKey.FOLLOWERS: 1, MetricKey.REACH: 9})
            for i in range(8)
        )
        window = WindowSnapshot(MetricKey.REACH, date(2026, 3, 1), date(2026, 3, 9), 1, clock.now)
        await record(database, account, Batch((*posts, unseen), days, (window,)))


async def exported(database_url: str, path: Path, *arguments: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", "from schema.cli import app; app()", "export", "u1", "--output", str(path), *arguments),
        cwd=ROOT,
        env={**os.environ, "PULSEGRAPH_DATABASE_URL": database_url},
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
    return await asyncio.to_thread(path.read_bytes)


async def test_the_export_of_a_moment_is_the_same_byte_for_byte_after_restatements(
    database: Database, database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    """Claim 11."""
    instagram, x = await first_told(database)
    before = await exported(database_url, tmp_path / "before.csv")

    await told_differently(database, clock, instagram, x)

    again = await exported(database_url, tmp_path / "again.csv", "--as-of", "2026-03-10T12:00:00")
    present = await exported(database_url, tmp_path / "present.csv")
    assert before.count(b"\r\n") == 4
    assert again == before
    assert present != before


VALUE = """value status reason basis asOf coverage { measured expected unit } bounds { lower upper }
  interval { lower upper posts } change { previous absolute relative reason significance { verdict posts } }"""
MARCH = 'period: {start: "2026-03-01", end: "2026-03-09"}, asOf: $asOf'
METRICS = "[LIKES, VIEWS, REACH, FOLLOWERS, FOLLOWERS_NET, ENGAGEMENTS, ENGAGEMENT_RATE, POSTS_PUBLISHED]"
SERIES = (
    f"label labels values previous total {{ {VALUE} }} points {{ value {{ {VALUE} }} }} warnings {{ code message }}"
)
EVERYTHING = f"""
query ($asOf: DateTime) {{ user(userId: "u1") {{
  overview({MARCH}, compareTo: {{}}) {{
    {" ".join(f"m{i}: metric(key: {key}) {{ {VALUE} }}" for i, key in enumerate(METRICS.strip("[]").split(", ")))}
    warnings {{ code message }} }}
  platforms({MARCH}) {{ platform followers {{ {VALUE} }} engagementRate {{ {VALUE} }} topContent {{ postId }} }}
  days: series(metrics: {METRICS}, {MARCH}, compareTo: {{}}) {{ {SERIES} }}
  received: series(metrics: [LIKES, VIEWS], {MARCH}, attribution: RECEIVED) {{ {SERIES} }}
  kinds: series(metrics: [LIKES], {MARCH}, attribution: RECEIVED, groupBy: [CONTENT_TYPE]) {{ {SERIES} }}
  aged: series(metrics: [LIKES, PERFORMANCE_INDEX, HALF_LIFE], {MARCH}, ageHours: 168) {{ {SERIES} }}
  filtered: series(metrics: [LIKES], {MARCH}, attribution: RECEIVED,
    filter: {{metrics: [{{metric: LIKES, gt: 30}}]}}) {{ {SERIES} }}
  content(asOf: $asOf, orderBy: {{field: LIKES}}, filter: {{metrics: [{{metric: LIKES, gt: 1}}]}}) {{
    totalCount edges {{ node {{ postId engagements {{ {VALUE} }} metrics {{ {VALUE} }} }} }} }}
  contentTypes({MARCH}) {{ contentType posts engagements {{ {VALUE} }} }}
  comparison({MARCH}, compareTo: {{}}) {{
    rows {{ total {{ {VALUE} }} groups {{ label value {{ {VALUE} }} }} }}
    platforms {{ engagements {{ {VALUE} }} }} }}
  timeSeries: chart(kind: TIME_SERIES, metrics: [LIKES, FOLLOWERS], {MARCH}) {{ labels datasets {{ data }} chartJs }}
  breakdown: chart(kind: ENGAGEMENT_BREAKDOWN, {MARCH}) {{ labels datasets {{ data }} chartJs }}
  posts: chart(kind: CONTENT_PERFORMANCE, {MARCH}) {{ labels datasets {{ data }} chartJs }}
  bestTimes({MARCH}) {{ state posts }}
  recommendations({MARCH}) {{ kind state posts text }}
}} }}
"""


async def test_every_answer_of_a_moment_is_the_same_after_restatements(
    database: Database, data: Ask, clock: FakeClock
) -> None:
    """Claim 11, through the API: what was answered at noon of 10 March, when nothing was held back."""
    instagram, x = await first_told(database)
    before = await data(EVERYTHING, asOf=None)

    await told_differently(database, clock, instagram, x)

    again = await data(EVERYTHING, asOf=NOW.isoformat())
    present = await data(EVERYTHING, asOf=None)
    for field, answer in before["user"].items():
        assert again["user"][field] == answer, field
    assert [field for field, answer in before["user"].items() if present["user"][field] == answer] == []
