"""The question engine through the API: every cut, filter, rate, age, moment and comparison, with exact values."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.metrics import MetricKey
from domain.observations import Batch, ContentType, Engagement, EngagementType
from domain.users import Account, Platform
from persistence.database import Database
from tests.factories import NOW, FakeClock, add_account, add_user, day, post, record

Ask = Callable[..., Awaitable[dict[str, Any]]]

SERIES = """query Series(
  $metrics: [MetricKey!]! = [LIKES], $period: PeriodInput = {start: "2026-03-02", end: "2026-03-11"},
  $granularity: Granularity! = DAY, $groupBy: [Dimension!], $filter: ContentFilter, $segment: ID,
  $attribution: Attribution, $rate: RateInput, $ageHours: Float, $asOf: DateTime, $recordedBy: DateTime,
  $compareTo: ComparisonInput, $orderBy: GroupOrder, $limit: Int, $platforms: [Platform!]
) { user(userId: "u1") { series(
  metrics: $metrics, period: $period, granularity: $granularity, groupBy: $groupBy, filter: $filter, segment: $segment,
  attribution: $attribution, rate: $rate, ageHours: $ageHours, asOf: $asOf, recordedBy: $recordedBy,
  compareTo: $compareTo, orderBy: $orderBy, limit: $limit, platforms: $platforms
) {
  metric { key } label labels values previousLabels previous group { dimension value label }
  total { value status reason basis bounds { lower upper } interval { lower upper posts }
    change { previous absolute relative reason significance { verdict ratio posts postsBefore } } }
  query { filter filterText attribution denominator aggregation ageHours asOf recordedBy granularity groupBy limit
    orderBy direction metrics period { start end } comparedTo { start end } }
  warnings { code message }
} } }"""


@pytest.fixture
def series(data: Ask) -> Callable[..., Awaitable[list[dict[str, Any]]]]:
    """The series of user u1: likes of 2 to 10 March by the day, unless another thing is asked for."""

    async def ask(**variables: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await data(SERIES, **variables))["user"]["series"]
        return found

    return ask


Series = Callable[..., Awaitable[list[dict[str, Any]]]]


def at(month: int, day_: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day_, hour, minute, tzinfo=UTC)


@pytest.fixture
async def accounts(database: Database) -> tuple[Account, Account]:
    """Four posts and three likes on Instagram, and one post on X; 2 March 2026 is a Monday."""
    await add_user(database)
    instagram, x = await add_account(database), await add_account(database, platform=Platform.X)
    reel, image, carousel = ContentType.REEL, ContentType.IMAGE, ContentType.CAROUSEL
    posts = (
        post("xmas", posted_at=datetime(2025, 12, 20, 12, tzinfo=UTC), content_type=carousel, likes=7, views=100),
        post("reel", posted_at=at(3, 2, 9), content_type=reel, tags=("a", "b"), media_seconds=14.5, likes=150,
             comments=10, shares=0, saves=0, views=1000),
        post("ad", posted_at=at(3, 3, 9, 30), content_type=image, tags=("ads",), text="Big SALE", likes=500,
             comments=20, shares=0, saves=0, views=1000),
        post("quiet", posted_at=at(3, 4, 18), content_type=image, tags=(), text="Sales talk", likes=3,
             comments=0, shares=0, saves=0, views=1000),
    )  # fmt: skip
    events = (
        Engagement("1", EngagementType.LIKE, at(3, 2, 10), 2, "reel", "DE", "mobile"),
        Engagement("2", EngagementType.LIKE, at(3, 3, 22, 30), 3, "reel", "NP", "desktop"),
        Engagement("3", EngagementType.LIKE, at(3, 4, 12), 4, "ad"),
    )
    tweet = post("tweet", posted_at=at(3, 9, 9), content_type=ContentType.TEXT, tags=(), likes=200, impressions=4000)
    await record(database, instagram, Batch(posts, engagements=events))
    await record(database, x, Batch(posts=(tweet,)))
    return instagram, x


def known(series: dict[str, Any]) -> dict[str, float]:
    pairs = zip(series["labels"], series["values"], strict=True)
    return {label: value for label, value in pairs if value is not None}


def totals(series: list[dict[str, Any]]) -> dict[str, float | None]:
    """By the values of the group's keys."""
    return {" ".join(str(key["value"]) for key in each["group"]): each["total"]["value"] for each in series}


# ---------------------------------------------------------------- granularities and groups


@pytest.mark.parametrize(
    ("granularity", "steps", "expected"),
    [
        (
            "HOUR",
            86 * 24,
            {
                "2025-12-20T12:00+00:00": 7,
                "2026-03-02T09:00+00:00": 150,
                "2026-03-03T09:00+00:00": 500,
                "2026-03-04T18:00+00:00": 3,
                "2026-03-09T09:00+00:00": 200,
            },
        ),
        ("DAY", 86, {"2025-12-20": 7, "2026-03-02": 150, "2026-03-03": 500, "2026-03-04": 3, "2026-03-09": 200}),
        ("WEEK", 13, {"2025-12-15": 7, "2026-03-02": 653, "2026-03-09": 200}),
        ("MONTH", 4, {"2025-12-15": 7, "2026-03-01": 853}),
        ("QUARTER", 2, {"2025-12-15": 7, "2026-01-01": 853}),
        ("YEAR", 2, {"2025-12-15": 7, "2026-01-01": 853}),
    ],
)
async def test_every_granularity_holds_every_like_once(
    series: Series, accounts: object, granularity: str, steps: int, expected: dict[str, float]
) -> None:
    (found,) = await series(period={"start": "2025-12-15", "end": "2026-03-11"}, granularity=granularity)

    assert len(found["labels"]) == steps
    assert known(found) == expected
    assert found["total"]["value"] == 860


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("PLATFORM", {"INSTAGRAM": 653, "X": 200}),
        ("CONTENT_TYPE", {"TEXT": 200, "IMAGE": 503, "REEL": 150}),
        ("TAG", {"ads": 500, "None": 203, "a": 150, "b": 150}),
        ("WEEKDAY", {"0": 350, "1": 500, "2": 3, "3": None, "4": None, "5": None, "6": None}),
        ("COUNTRY", {"None": 4, "NP": 3, "DE": 2}),
        ("DEVICE", {"None": 4, "desktop": 3, "mobile": 2}),
    ],
)
async def test_likes_split_by_each_dimension(
    series: Series, accounts: object, dimension: str, expected: dict[str, float | None]
) -> None:
    by = "RECEIVED" if dimension in ("COUNTRY", "DEVICE") else "PUBLISHED"

    found = await series(groupBy=[dimension], attribution=by)

    assert totals(found) == expected
    assert {key["dimension"] for each in found for key in each["group"]} == {dimension}


async def test_likes_split_by_account_carry_the_global_id(series: Series, data: Ask, accounts: object) -> None:
    ids = (await data('{ user(userId: "u1") { accounts { id } } }'))["user"]["accounts"]

    found = await series(groupBy=["ACCOUNT"])

    assert totals(found) == {ids[0]["id"]: 653, ids[1]["id"]: 200}
    by_id = await series(filter={"accountIds": [found[1]["group"][0]["value"]]})
    assert by_id[0]["total"]["value"] == 200


async def test_likes_split_by_the_hour_of_the_day(series: Series, accounts: object) -> None:
    found = totals(await series(groupBy=["HOUR_OF_DAY"], attribution="PUBLISHED"))

    assert list(found) == [str(hour) for hour in range(24)]
    assert {hour: value for hour, value in found.items() if value is not None} == {"9": 850, "18": 3}


async def test_two_dimensions_split_together(series: Series, accounts: object) -> None:
    found = await series(groupBy=["WEEKDAY", "HOUR_OF_DAY"], attribution="PUBLISHED", limit=200)
    kinds = await series(groupBy=["PLATFORM", "CONTENT_TYPE"])

    assert len(found) == 7 * 24
    assert {g: v for g, v in totals(found).items() if v is not None} == {"0 9": 350, "1 9": 500, "2 18": 3}
    assert totals(kinds) == {"INSTAGRAM IMAGE": 503, "INSTAGRAM REEL": 150, "X TEXT": 200}


async def test_groups_are_sorted_as_asked_and_the_limit_says_what_it_left_out(series: Series, accounts: object) -> None:
    least = await series(groupBy=["TAG"], orderBy={"metric": "LIKES", "direction": "ASC"}, limit=3)
    last_day_first = await series(groupBy=["WEEKDAY"], attribution="PUBLISHED", orderBy={"direction": "DESC"}, limit=1)

    assert totals(least) == {"a": 150, "b": 150, "None": 203}
    assert [warning for warning in least[0]["warnings"] if warning["code"] == "GROUPS_LEFT_OUT"] == [
        {"code": "GROUPS_LEFT_OUT", "message": "1 more groups are left out by the limit."}
    ]
    assert totals(last_day_first) == {"6": None}


# ---------------------------------------------------------------- filters and segments


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (None, 853),
        ({}, 853),
        ({"platforms": ["X"]}, 200),
        ({"contentTypes": ["REEL"]}, 150),
        ({"tags": ["#ADS"]}, 500),
        ({"not": {"tags": ["ads"]}}, 353),
        ({"text": "sale"}, 503),
        ({"mediaSeconds": {"below": 15}}, 150),
        ({"weekdays": ["MONDAY"]}, 350),
        ({"hoursOfDay": [9]}, 850),
        ({"period": {"start": "2026-03-03", "end": "2026-03-05"}}, 503),
        ({"metrics": [{"metric": "LIKES", "gt": 100}]}, 850),
        ({"metrics": [{"metric": "LIKES", "gt": 100, "lt": 500}]}, 350),
        ({"metrics": [{"metric": "ENGAGEMENT_RATE", "gte": 0.5}]}, 500),
        ({"or": [{"platforms": ["X"]}, {"text": "sale"}]}, 703),
        ({"and": [{"or": [{"platforms": ["X"]}, {"text": "sale"}]}, {"not": {"tags": ["ads"]}}]}, 203),
        ({"not": {"or": [{"platforms": ["X"]}, {"contentTypes": ["REEL"]}]}}, 503),
        ({"countries": ["DE"]}, 2),
        ({"not": {"countries": ["DE"]}}, 3),
        ({"devices": ["desktop", "mobile"]}, 5),
        ({"countries": ["DE", "NP"], "devices": ["desktop"]}, 3),
        ({"countries": ["NP"], "tags": ["a"]}, 3),
        ({"countries": ["NP"], "tags": ["ads"]}, 0),
    ],
    ids=str,
)
async def test_likes_under_a_filter(
    series: Series, accounts: object, filter: dict[str, Any] | None, expected: float
) -> None:
    (found,) = await series(filter=filter)

    assert found["total"]["value"] == expected


async def test_a_segment_cuts_by_name_and_by_id_and_together_with_a_filter(
    series: Series, data: Ask, accounts: object
) -> None:
    made = await data("""mutation { createSegment(input: {userId: "u1", name: "Monday", filter: {weekdays: [MONDAY]}}) {
        ... on Segment { id } } }""")

    (by_name,) = await series(segment="Monday")
    (by_id,) = await series(segment=made["createSegment"]["id"])
    (both,) = await series(segment="Monday", filter={"platforms": ["X"]})

    assert (by_name["total"]["value"], by_id["total"]["value"], both["total"]["value"]) == (350, 350, 200)


async def test_two_ways_of_writing_a_filter_are_one_query(series: Series, accounts: object) -> None:
    (one,) = await series(filter={"tags": ["#B", "a"], "or": [{"platforms": ["X"]}, {"text": "Sale"}]})
    (other,) = await series(
        filter={"and": [{"or": [{"text": "SALE"}, {"platforms": ["X"]}]}, {"tags": ["A", "b"]}], "weekdays": None}
    )

    assert one["query"] == other["query"]
    assert one["query"]["filterText"] is not None


async def test_the_echo_has_every_default_filled_in(series: Series, accounts: object) -> None:
    (found,) = await series()

    assert found["query"] == {
        "filter": None,
        "filterText": None,
        "attribution": None,
        "denominator": None,
        "aggregation": None,
        "ageHours": None,
        "asOf": None,
        "recordedBy": None,
        "granularity": "DAY",
        "groupBy": [],
        "limit": 1,
        "orderBy": None,
        "direction": "DESC",
        "metrics": ["LIKES"],
        "period": {"start": "2026-03-02", "end": "2026-03-11"},
        "comparedTo": None,
    }
    assert found["warnings"] == [{"code": "RUNNING_DAY", "message": "The period includes today, which is not over."}]


# ---------------------------------------------------------------- attribution, zones, rates, ages


async def test_the_attribution_decides_whose_likes_count(series: Series, accounts: object) -> None:
    (published,) = await series(attribution="PUBLISHED")
    (received,) = await series(attribution="RECEIVED")

    assert (published["total"]["value"], received["total"]["value"]) == (853, 9)


async def test_another_zone_cuts_other_days(series: Series, accounts: object) -> None:
    """22:30 in UTC is 4:15 of the next day in Kathmandu."""
    days = {"start": "2026-03-02", "end": "2026-03-05"}

    (utc,) = await series(period=days, attribution="RECEIVED")
    (kathmandu,) = await series(period={**days, "timeZone": "Asia/Kathmandu"}, attribution="RECEIVED")

    assert utc["values"] == [2, 3, 4]
    assert kathmandu["values"] == [2, 0, 7]


@pytest.mark.parametrize(
    ("rate", "expected", "reason"),
    [
        (None, 683 / 3000, None),
        ({"denominator": "VIEWS", "aggregation": "RATIO_OF_SUMS"}, 683 / 3000, None),
        ({"aggregation": "MEAN_OF_POSTS"}, (0.16 + 0.52 + 0.003) / 3, None),
        ({"aggregation": "MEDIAN_OF_POSTS"}, 0.16, None),
        ({"denominator": "FOLLOWERS"}, 683 / 2000, None),
        ({"denominator": "IMPRESSIONS"}, None, "NO_BASE"),
    ],
    ids=str,
)
async def test_a_rate_by_each_base_and_aggregation(
    database: Database,
    series: Series,
    accounts: tuple[Account, Account],
    rate: dict[str, str] | None,
    expected: float | None,
    reason: str | None,
) -> None:
    await record(database, accounts[0], Batch(days=(day(date(2026, 3, 9), followers=2000),)))

    (found,) = await series(metrics=["ENGAGEMENT_RATE"], platforms=["INSTAGRAM"], rate=rate)

    assert found["total"]["value"] == (None if expected is None else pytest.approx(expected, rel=1e-12))
    assert found["total"]["reason"] == reason


async def test_a_rate_of_ten_posts_has_an_interval_and_of_nine_it_has_none(database: Database, series: Series) -> None:
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    posts = tuple(
        post(str(i), posted_at=at(3, 2, i), likes=10, comments=0, shares=0, saves=0, impressions=100) for i in range(10)
    )
    await record(database, account, Batch(posts=posts))

    (ten,) = await series(metrics=["ENGAGEMENT_RATE"])
    (nine,) = await series(metrics=["ENGAGEMENT_RATE"], filter={"not": {"hoursOfDay": [0]}})

    assert ten["total"]["interval"] == {"lower": pytest.approx(0.1), "upper": pytest.approx(0.1), "posts": 10}
    assert (nine["total"]["value"], nine["total"]["interval"]) == (pytest.approx(0.1), None)


async def seen_at_ages(database: Database, account: Account, post_id: str = "p") -> None:
    """Published on 1 March at midnight; 10 likes after an hour, 50 after a day, 80 after 100 hours, 90 after a week."""
    for hours, likes in ((1, 10), (24, 50), (100, 80), (168, 90)):
        seen = at(3, 1) + timedelta(hours=hours)
        snapshot = post(post_id, posted_at=at(3, 1), observed_at=seen, likes=likes, comments=0, shares=0)
        await record(database, account, Batch(posts=(snapshot,)))


@pytest.mark.parametrize(
    ("age", "value", "status"),
    [
        (1, 10, "MEASURED"),
        (24, 50, "MEASURED"),
        (168, 90, "MEASURED"),
        (150, 80 + 10 * 50 / 68, "ESTIMATED"),
        (48, None, "UNAVAILABLE"),
    ],
)
async def test_posts_are_taken_at_an_age(
    database: Database, series: Series, age: float, value: float | None, status: str
) -> None:
    """Between two observations that are further apart than the age nothing is said."""
    await add_user(database)
    await seen_at_ages(database, await add_account(database, platform=Platform.X))

    (found,) = await series(period={"start": "2026-03-01", "end": "2026-03-02"}, ageHours=age)

    assert found["total"]["value"] == (None if value is None else pytest.approx(value))
    assert found["total"]["status"] == status
    assert found["query"]["ageHours"] == age


async def test_posts_that_are_too_young_are_left_out_and_told(database: Database, series: Series) -> None:
    await add_user(database)
    await seen_at_ages(database, await add_account(database, platform=Platform.X))

    (found,) = await series(period={"start": "2026-03-01", "end": "2026-03-02"}, ageHours=720)

    assert found["total"]["value"] is None
    assert found["warnings"] == [
        {"code": "POSTS_TOO_YOUNG", "message": "1 posts are left out, because they are too young."}
    ]


# ---------------------------------------------------------------- as of when


async def test_an_older_export_that_was_stored_later_is_known_as_of_its_day_but_was_not_recorded(
    database: Database, series: Series, clock: FakeClock
) -> None:
    """Seen on 20 February and stored; then comes what had been seen on 10 February."""
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    days: dict[str, Any] = {
        "period": {"start": "2026-02-01", "end": "2026-02-28"},
        "granularity": "MONTH",
        "attribution": "RECEIVED",
    }
    posted = datetime(2026, 2, 1, tzinfo=UTC)
    await record(database, account, Batch(posts=(post(likes=20, posted_at=posted, observed_at=at(2, 20)),)))
    told = clock.now.isoformat()
    (before,) = await series(**days)
    clock.advance(days=1)
    await record(database, account, Batch(posts=(post(likes=12, posted_at=posted, observed_at=at(2, 10)),)))

    (present,) = await series(**days)
    (as_of,) = await series(**days, asOf=told)
    (recorded,) = await series(**days, recordedBy=told)
    (both,) = await series(**days, asOf=told, recordedBy=told)
    (long_ago,) = await series(**{**days, "attribution": "PUBLISHED"}, asOf="2026-02-15T00:00:00Z")

    found = [each["total"]["value"] for each in (before, present, as_of, recorded, both)]
    assert found == [None, 8, 8, None, None]
    assert long_ago["total"]["value"] == 12
    assert both["query"]["asOf"] == both["query"]["recordedBy"] == told


async def test_restatements_show_every_platform_day_that_was_told_differently(
    database: Database, data: Ask, clock: FakeClock
) -> None:
    await add_user(database)
    account = await add_account(database)
    for hours, views in ((0, 100), (24, 130), (48, 120)):
        seen = at(3, 4, 6) + timedelta(hours=hours)
        days = (day(date(2026, 3, 3), observed_at=seen, views=views, reach=50),)
        await record(database, account, Batch(days=days))

    found = await data("""{ user(userId: "u1") { restatements(period: {start: "2026-03-01", end: "2026-03-09"}) {
        account { platform } metric { key } day first current revisions { value observedAt recordedAt } } } }""")

    stored = NOW.isoformat()
    assert found["user"]["restatements"] == [
        {
            "account": {"platform": "INSTAGRAM"},
            "metric": {"key": "VIEWS"},
            "day": "2026-03-03",
            "first": 100.0,
            "current": 120.0,
            "revisions": [
                {"value": 100.0, "observedAt": "2026-03-04T06:00:00+00:00", "recordedAt": stored},
                {"value": 130.0, "observedAt": "2026-03-05T06:00:00+00:00", "recordedAt": stored},
                {"value": 120.0, "observedAt": "2026-03-06T06:00:00+00:00", "recordedAt": stored},
            ],
        }
    ]


# ---------------------------------------------------------------- comparisons


@pytest.mark.parametrize(
    ("compare_to", "start", "end"),
    [
        ({}, "2026-02-23", "2026-03-02"),
        ({"kind": "PREVIOUS_YEAR"}, "2025-03-02", "2025-03-09"),
        ({"kind": "PREVIOUS_YEAR", "alignWeekdays": True}, "2025-03-03", "2025-03-10"),
        ({"kind": "CUSTOM", "start": "2026-01-05", "end": "2026-01-12"}, "2026-01-05", "2026-01-12"),
    ],
    ids=str,
)
async def test_a_week_is_compared_with_the_days_asked_for(
    database: Database, series: Series, compare_to: dict[str, Any], start: str, end: str
) -> None:
    await add_user(database)
    account = await add_account(database)
    first = date.fromisoformat(start)
    now = tuple(day(date(2026, 3, 2) + timedelta(days=i), views=20) for i in range(7))
    then = tuple(day(first + timedelta(days=i), views=10 + i) for i in range(7))
    await record(database, account, Batch(days=(*now, *then)))

    (found,) = await series(
        metrics=["VIEWS"], period={"start": "2026-03-02", "end": "2026-03-09"}, compareTo=compare_to
    )

    assert found["query"]["comparedTo"] == {"start": start, "end": end}
    assert found["previousLabels"] == [(first + timedelta(days=i)).isoformat() for i in range(7)]
    assert found["previous"] == [10, 11, 12, 13, 14, 15, 16]
    change = found["total"]["change"]
    assert (change["previous"], change["absolute"], change["relative"]) == (91, 49, 49 / 91)


async def test_ten_days_are_moved_back_to_the_same_weekday_when_asked(series: Series, accounts: object) -> None:
    """27 February to 8 March is a Friday and nine days more; ten days before begin on a Tuesday."""
    days = {"start": "2026-02-27", "end": "2026-03-09"}

    (plain,) = await series(period=days, compareTo={})
    (aligned,) = await series(period=days, compareTo={"alignWeekdays": True})

    assert plain["query"]["comparedTo"] == {"start": "2026-02-17", "end": "2026-02-27"}
    assert aligned["query"]["comparedTo"] == {"start": "2026-02-13", "end": "2026-02-23"}


@pytest.mark.parametrize(
    ("posts", "factor", "verdict"),
    [(40, 5, "CHANGED"), (40, 1, "NOISE"), (9, 5, "NOT_ENOUGH_DATA")],
)
async def test_a_change_is_told_from_noise_and_from_too_little(
    database: Database, series: Series, posts: int, factor: int, verdict: str
) -> None:
    """Claim 14, through the API: the very same likes are noise, five times as many with 40 posts are a change."""
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    made = [
        post(f"{week}-{i}", posted_at=at(2, 23) + timedelta(days=7 * week, hours=i), likes=(10 + i % 7) * times)
        for week, times in ((0, 1), (1, factor))
        for i in range(posts)
    ]
    await record(database, account, Batch(posts=tuple(made)))

    (found,) = await series(period={"start": "2026-03-02", "end": "2026-03-09"}, compareTo={})

    judged = found["total"]["change"]["significance"]
    assert (judged["verdict"], judged["posts"], judged["postsBefore"]) == (verdict, posts, posts)
    assert found["total"]["change"]["relative"] == pytest.approx(factor - 1)


async def test_weeks_that_are_not_equally_complete_have_no_change(database: Database, series: Series) -> None:
    await add_user(database)
    account = await add_account(database)
    days = tuple(day(date(2026, 3, 2) + timedelta(days=i), views=20) for i in range(-4, 7))
    await record(database, account, Batch(days=days))

    (found,) = await series(metrics=["VIEWS"], period={"start": "2026-03-02", "end": "2026-03-09"}, compareTo={})

    assert found["total"]["value"] == 140
    assert found["total"]["change"] == {
        "previous": 80,
        "absolute": None,
        "relative": None,
        "reason": "UNEQUAL_COVERAGE",
        "significance": None,
    }


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        (
            {"attribution": "PUBLISHED", "groupBy": ["COUNTRY"]},
            "BAD_USER_INPUT",
            "Posts have no country and no device; ask by RECEIVED, or leave the attribution out.",
        ),
        (
            {"attribution": "PUBLISHED", "filter": {"countries": ["DE"]}},
            "BAD_USER_INPUT",
            "Posts have no country and no device; ask by RECEIVED, or leave the attribution out.",
        ),
        (
            {"ageHours": 24, "attribution": "RECEIVED"},
            "BAD_USER_INPUT",
            "Posts are taken at an age by PUBLISHED only; RECEIVED has no posts.",
        ),
        ({"ageHours": 0.1}, "BAD_USER_INPUT", "An age lies between 15 minutes and 366 days."),
        (
            {"segment": "Ghost"},
            "SEGMENT_NOT_FOUND",
            "There is no segment 'Ghost'. `User.segments` lists them.",
        ),
        (
            {"asOf": "2026-03-10T12:00:00"},
            "BAD_USER_INPUT",
            "`asOf` needs a zone, such as 2026-03-10T12:00:00Z.",
        ),
        (
            {"recordedBy": "2026-03-10T12:00:00"},
            "BAD_USER_INPUT",
            "`recordedBy` needs a zone, such as 2026-03-10T12:00:00Z.",
        ),
        (
            {"groupBy": ["TAG", "COUNTRY", "DEVICE"]},
            "BAD_USER_INPUT",
            "An answer is split by at most 2 dimensions.",
        ),
        ({"groupBy": ["TAG", "TAG"]}, "BAD_USER_INPUT", "A dimension stands twice in `groupBy`."),
        ({"limit": 0}, "BAD_USER_INPUT", "`limit` is 0; it must be between 1 and 500."),
        (
            {"orderBy": {"metric": "VIEWS"}},
            "BAD_USER_INPUT",
            "Groups can be ordered by a metric that is asked for; VIEWS is not.",
        ),
        (
            {"granularity": "HOUR", "period": {"start": "2025-01-01", "end": "2026-01-01"}},
            "RANGE_TOO_LONG",
            "The period holds 8,760 buckets; at most 4,000 can be asked for at once.",
        ),
        (
            {"groupBy": ["TAG"], "limit": 500, "period": {"start": "2024-01-01", "end": "2026-01-01"}},
            "QUERY_TOO_EXPENSIVE",
            "The answer would hold up to 732,000 values (metrics x groups x buckets); at most 300,000 can be asked for "
            "at once. Take a shorter period, a coarser granularity, fewer metrics, or a `limit` on groups.",
        ),
    ],
    ids=str,
)
async def test_a_question_that_contradicts_itself_or_costs_too_much_gets_one_clear_error(
    ask: Ask, accounts: object, variables: dict[str, Any], code: str, message: str
) -> None:
    answer = await ask(SERIES, **variables)

    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["message"]) == (code, message)
    assert sorted(error["extensions"]) == ["code", "requestId"]
    assert answer["data"] is None or answer["data"]["user"] is None


async def test_many_small_questions_cost_as_much_as_a_large_one(ask: Ask, accounts: object) -> None:
    """Ten years of days are 3,652 steps and a total, of 5 metrics and 2 accounts: 36,530 values each."""
    ten_years = 'period: {start: "2016-01-01", end: "2025-12-31"}'
    one = f"series(metrics: [LIKES, COMMENTS, SHARES, SAVES, CLICKS], {ten_years}) {{ label }}"

    eight = await ask(f'{{ user(userId: "u1") {{ {" ".join(f"a{i}: {one}" for i in range(8))} }} }}')
    nine = await ask(f'{{ user(userId: "u1") {{ {" ".join(f"a{i}: {one}" for i in range(9))} }} }}')

    assert "errors" not in eight
    assert {error["extensions"]["code"] for error in nine["errors"]} == {"QUERY_TOO_EXPENSIVE"}


# ---------------------------------------------------------------- single posts, and YouTube


async def test_a_post_is_ranked_among_others_at_the_same_age_and_shows_its_history(
    database: Database, data: Ask
) -> None:
    """Ten older posts had 20 likes after a day and 40 after a week; this one had 50 and 90."""
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    await seen_at_ages(database, account, "42")
    for hours, likes in ((24, 20), (168, 40)):
        posted = at(2, 1)
        older = tuple(
            post(f"o{i}", posted_at=posted, observed_at=posted + timedelta(hours=hours), likes=likes) for i in range(10)
        )
        await record(database, account, Batch(posts=older))

    found = await data("""{ user(userId: "u1") { contentPiece(platform: X, postId: "42") {
        performance(metric: LIKES, ageHours: 24) { ageHours value typical index percentile comparable estimated reason }
        usual: performance(metric: LIKES) { ageHours value typical }
        halfLife { hours lower upper reason }
        history(metric: LIKES) { value observedAt } } } }""")

    assert found["user"]["contentPiece"] == {
        "performance": {
            "ageHours": 24.0,
            "value": 50.0,
            "typical": 20.0,
            "index": 2.5,
            "percentile": 1.0,
            "comparable": 10,
            "estimated": False,
            "reason": None,
        },
        "usual": {"ageHours": 168.0, "value": 90.0, "typical": 40.0},
        "halfLife": {"hours": 1 + 23 * 35 / 40, "lower": 1.0, "upper": 24.0, "reason": None},
        "history": [
            {"value": 10.0, "observedAt": "2026-03-01T01:00:00+00:00"},
            {"value": 50.0, "observedAt": "2026-03-02T00:00:00+00:00"},
            {"value": 80.0, "observedAt": "2026-03-05T04:00:00+00:00"},
            {"value": 90.0, "observedAt": "2026-03-08T00:00:00+00:00"},
        ],
    }


async def test_youtube_is_kept_apart_from_sums_and_answers_alone(
    database: Database, series: Series, accounts: object
) -> None:
    youtube = await add_account(database, platform=Platform.YOUTUBE)
    await record(database, youtube, Batch(posts=(post("video", posted_at=at(3, 5), likes=10_000, views=1),)))

    (together,) = await series()
    (alone,) = await series(platforms=["YOUTUBE"])
    split = await series(groupBy=["PLATFORM"])

    assert together["total"]["value"] == 853
    assert together["total"]["basis"].endswith("; without YouTube, which is not added to other platforms")
    assert {
        "code": "PLATFORMS_KEPT_APART",
        "message": "YouTube is not added to other platforms; ask for it alone.",
    } in (together["warnings"])
    assert alone["total"]["value"] == 10_000
    assert [each["total"]["value"] for each in split] == [653, 200, 10_000]


@pytest.mark.parametrize("posts", [1, 20])
async def test_a_list_of_posts_with_their_performance_costs_a_constant_number_of_statements(
    database: Database, data: Ask, statements: list[str], posts: int
) -> None:
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    for hours, likes in ((1, 3), (24, 20)):
        batch = [
            post(f"p{i}", posted_at=at(2, 1, i), observed_at=at(2, 1, i) + timedelta(hours=hours), likes=likes + i)
            for i in range(posts)
        ]
        await record(database, account, Batch(posts=tuple(batch)))
    statements.clear()

    found = await data("""{ user(userId: "u1") { content(first: 20) { edges { node {
        performance { value comparable } halfLife { hours } history(metric: LIKES) { value } account { label }
        } } } } }""")

    asked = [s for s in statements if s.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(found["user"]["content"]["edges"]) == posts
    assert found["user"]["content"]["edges"][0]["node"]["performance"]["value"] == 19 + posts
    assert len(asked) == 9


async def test_several_metrics_come_back_in_the_order_of_the_question(series: Series, accounts: object) -> None:
    found = await series(metrics=["COMMENTS", "LIKES", "ENGAGEMENTS"], platforms=["INSTAGRAM"])

    assert [(each["metric"]["key"], each["total"]["value"]) for each in found] == [
        (MetricKey.COMMENTS.name, 30),
        (MetricKey.LIKES.name, 653),
        (MetricKey.ENGAGEMENTS.name, 683),
    ]
