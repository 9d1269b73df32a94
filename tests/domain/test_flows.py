"""Flows: what is added up, what is missing from the sum, and which engagements belong to a period."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from domain.dimensions import Dimension
from domain.engine import Measures
from domain.facts import DayFact, EngagementFact, PostFact
from domain.metrics import MetricKey
from domain.observations import EngagementType
from domain.slices import Attribution
from domain.time_range import Granularity
from domain.users import Account, Platform
from domain.values import AbsenceReason, Coverage, CoverageUnit, MetricStatus, MetricValue

SEEN = datetime(2026, 3, 10, 6, tzinfo=UTC)
LATER = datetime(2026, 3, 11, 6, tzinfo=UTC)
PUBLISHED, RECEIVED = Attribution.PUBLISHED, Attribution.RECEIVED


# ---------------------------------------------------------------- published


def test_likes_of_the_posts_published_in_the_period_are_added(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [make_post_fact(likes=10), make_post_fact(post_id="p2", likes=32, observed_at=LATER)]

    likes = measure_total(MetricKey.LIKES, posts=posts)

    assert likes == MetricValue(
        MetricKey.LIKES,
        42,
        MetricStatus.MEASURED,
        Coverage(2, 2, CoverageUnit.POSTS),
        LATER,
        None,
        "sum of the likes that the posts published in the period have received so far",
    )


def test_a_post_whose_likes_were_not_seen_makes_the_sum_partial(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [make_post_fact(likes=10), make_post_fact(post_id="p2", views=500)]

    likes = measure_total(MetricKey.LIKES, posts=posts)

    assert (likes.value, likes.status, likes.reason) == (10, MetricStatus.PARTIAL, AbsenceReason.NOT_OBSERVED)
    assert likes.coverage == Coverage(1, 2, CoverageUnit.POSTS)


def test_a_period_is_half_open_for_its_posts(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [
        make_post_fact(post_id="before", posted_at=datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC), likes=1),
        make_post_fact(post_id="first", posted_at=datetime(2026, 3, 2, tzinfo=UTC), likes=10),
        make_post_fact(post_id="last", posted_at=datetime(2026, 3, 4, 23, 59, 59, 999_999, tzinfo=UTC), likes=100),
        make_post_fact(post_id="after", posted_at=datetime(2026, 3, 5, tzinfo=UTC), likes=1_000),
    ]

    assert measure_total(MetricKey.LIKES, posts=posts).value == 110


def test_the_posts_of_other_accounts_are_not_counted(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [make_post_fact(likes=10), make_post_fact("somebody", likes=5)]

    assert measure_total(MetricKey.LIKES, posts=posts).value == 10


@pytest.mark.parametrize("metric", [MetricKey.LIKES, MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE])
def test_no_posts_are_null_and_never_zero(measure_total: Callable[..., MetricValue], metric: MetricKey) -> None:
    value = measure_total(metric, attribution=PUBLISHED)

    assert (value.value, value.status, value.reason) == (None, MetricStatus.UNAVAILABLE, AbsenceReason.NO_POSTS)


def test_posts_published_are_null_where_nothing_was_watched(measure_total: Callable[..., MetricValue]) -> None:
    value = measure_total(MetricKey.POSTS_PUBLISHED, attribution=PUBLISHED)

    assert (value.value, value.reason) == (None, AbsenceReason.NO_POSTS)


def test_posts_published_are_zero_on_watched_days_without_a_post(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    watched = measure_total(MetricKey.POSTS_PUBLISHED, days=[make_day(3, followers=1_000)])
    reported = measure_total(MetricKey.POSTS_PUBLISHED, days=[make_day(day, posts_published=0) for day in (2, 3, 4)])

    assert (watched.value, watched.status) == (0, MetricStatus.MEASURED)
    assert (reported.value, reported.status) == (0, MetricStatus.MEASURED)
    assert reported.coverage == Coverage(3, 3, CoverageUnit.DAYS)


def test_posts_published_are_counted(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    value = measure_total(MetricKey.POSTS_PUBLISHED, posts=[make_post_fact(), make_post_fact(post_id="p2")])

    assert (value.value, value.status, value.basis) == (
        2,
        MetricStatus.MEASURED,
        "posts published in the period, counted",
    )


def test_a_metric_that_the_platform_does_not_have_is_said_to_be_not_offered(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    facebook = make_account(Platform.FACEBOOK)

    saves = measure_total(MetricKey.SAVES, [facebook], posts=[make_post_fact("facebook", likes=4)])
    clicks = measure_total(MetricKey.CLICKS, [facebook], posts=[make_post_fact("facebook", likes=4)])

    assert (saves.value, saves.reason, saves.coverage) == (
        None,
        AbsenceReason.NOT_OFFERED,
        Coverage(0, 1, CoverageUnit.POSTS),
    )
    assert (clicks.value, clicks.reason) == (None, AbsenceReason.NOT_OBSERVED)


def test_no_accounts_is_an_answer(measure_total: Callable[..., MetricValue]) -> None:
    for metric in MetricKey:
        value = measure_total(metric, [])

        assert (value.value, value.reason) == (None, AbsenceReason.NO_ACCOUNTS)


# ---------------------------------------------------------------- claim 3


def test_a_platform_without_saves_leaves_the_total_partial_with_coverage_one_of_two(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.FACEBOOK)]
    posts = [make_post_fact("instagram", saves=7), make_post_fact("facebook", likes=3)]

    saves = measure_total(MetricKey.SAVES, accounts, posts=posts)

    assert saves.value == 7
    assert saves.status is MetricStatus.PARTIAL
    assert saves.coverage == Coverage(1, 2, CoverageUnit.ACCOUNTS)
    assert saves.reason is AbsenceReason.NOT_OFFERED


def test_an_account_that_published_nothing_is_neither_measured_nor_missing(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.X)]

    likes = measure_total(MetricKey.LIKES, accounts, posts=[make_post_fact("instagram", likes=7)])

    assert (likes.value, likes.status, likes.reason) == (7, MetricStatus.MEASURED, None)
    assert likes.coverage == Coverage(1, 1, CoverageUnit.ACCOUNTS)


def test_likes_are_added_over_accounts_and_platforms(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.X, "x1"), make_account(Platform.X, "x2"), make_account(Platform.TIKTOK)]
    posts = [make_post_fact("x1", likes=1), make_post_fact("x2", likes=20), make_post_fact("tiktok", likes=300)]

    likes = measure_total(MetricKey.LIKES, accounts, posts=posts)

    assert (likes.value, likes.status) == (321, MetricStatus.MEASURED)
    assert likes.coverage == Coverage(3, 3, CoverageUnit.ACCOUNTS)
    assert likes.basis == (
        "sum over 3 accounts: sum of the likes that the posts published in the period have received so far"
    )


def test_three_billion_views_are_counted_exactly(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [make_post_fact(views=3_000_000_000), make_post_fact(post_id="p2", views=3_000_000_001)]

    assert measure_total(MetricKey.VIEWS, posts=posts).value == 6_000_000_001


# ---------------------------------------------------------------- what platforms call engagements


def test_platform_engagements_are_not_added_over_platforms(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.LINKEDIN)]
    posts = [make_post_fact("x", platform_engagements=50), make_post_fact("linkedin", platform_engagements=70)]

    value = measure_total(MetricKey.PLATFORM_ENGAGEMENTS, accounts, posts=posts)

    assert (value.value, value.status, value.reason) == (
        None,
        MetricStatus.UNAVAILABLE,
        AbsenceReason.NOT_ADDITIVE,
    )
    assert value.coverage == Coverage(2, 2, CoverageUnit.ACCOUNTS)


def test_platform_engagements_are_added_over_the_accounts_of_one_platform(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.X, "x1"), make_account(Platform.X, "x2")]
    posts = [make_post_fact("x1", platform_engagements=50), make_post_fact("x2", platform_engagements=70)]

    value = measure_total(MetricKey.PLATFORM_ENGAGEMENTS, accounts, posts=posts)

    assert (value.value, value.status) == (120, MetricStatus.MEASURED)


# ---------------------------------------------------------------- engagements from parts


def test_engagements_are_likes_comments_shares_and_saves(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    post = make_post_fact(likes=1_000, comments=200, shares=30, saves=4, clicks=50_000, views=100_000)

    value = measure_total(MetricKey.ENGAGEMENTS, posts=[post])

    assert (value.value, value.status, value.reason) == (1_234, MetricStatus.DERIVED, None)
    assert value.coverage == Coverage(1, 1, CoverageUnit.POSTS)
    assert value.basis == "likes + comments + shares + saves of the posts published in the period"


def test_engagements_without_a_part_that_the_platform_has_are_partial(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    value = measure_total(MetricKey.ENGAGEMENTS, posts=[make_post_fact(likes=1_000, comments=200, shares=30)])

    assert (value.value, value.status, value.reason) == (1_230, MetricStatus.PARTIAL, AbsenceReason.NOT_OBSERVED)
    assert value.basis == (
        "likes + comments + shares of the posts published in the period; without saves, not observed"
    )


def test_engagements_are_partial_when_one_post_lacks_a_part(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [
        make_post_fact(likes=1_000, comments=200, shares=30, saves=4),
        make_post_fact(post_id="p2", likes=1_000, comments=200, shares=30),
    ]

    value = measure_total(MetricKey.ENGAGEMENTS, posts=posts)

    assert (value.value, value.status) == (2_464, MetricStatus.PARTIAL)


def test_engagements_lack_nothing_that_the_platform_does_not_have(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.FACEBOOK)]

    value = measure_total(
        MetricKey.ENGAGEMENTS, accounts, posts=[make_post_fact("facebook", likes=100, comments=20, shares=3)]
    )

    assert (value.value, value.status) == (123, MetricStatus.DERIVED)


def test_engagements_of_a_post_without_any_part_are_unknown(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    value = measure_total(MetricKey.ENGAGEMENTS, posts=[make_post_fact(views=900)], attribution=PUBLISHED)

    assert (value.metric, value.value, value.reason) == (MetricKey.ENGAGEMENTS, None, AbsenceReason.NOT_OBSERVED)


# ---------------------------------------------------------------- received


def test_received_likes_are_those_that_the_platform_reports_day_by_day(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(1, likes=1_000), make_day(2, likes=5), make_day(3, likes=-2), make_day(4, likes=7)]

    likes = measure_total(MetricKey.LIKES, days=days, attribution=RECEIVED)

    assert (likes.value, likes.status) == (10, MetricStatus.MEASURED)
    assert likes.coverage == Coverage(3, 3, CoverageUnit.DAYS)
    assert likes.basis == "sum of the likes that the platform reports day by day"


def test_a_day_that_was_not_reported_makes_received_likes_partial(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(2, likes=5), make_day(3, followers=1_000), make_day(4, likes=7)]

    likes = measure_total(MetricKey.LIKES, days=days, attribution=RECEIVED)

    assert (likes.value, likes.status, likes.reason) == (12, MetricStatus.PARTIAL, AbsenceReason.NOT_OBSERVED)
    assert likes.coverage == Coverage(2, 3, CoverageUnit.DAYS)


def test_received_likes_are_derived_from_engagements_where_no_day_reports_them(
    measure_total: Callable[..., MetricValue], make_engagement: Callable[..., tuple[str, EngagementFact]]
) -> None:
    engagements = [
        make_engagement(1, quantity=1_000),
        make_engagement(2, quantity=5),
        make_engagement(4, quantity=-1),
        make_engagement(4, EngagementType.COMMENT, 99),
        make_engagement(5, quantity=1_000),
    ]

    likes = measure_total(MetricKey.LIKES, engagements=engagements, attribution=RECEIVED)

    assert (likes.value, likes.status) == (4, MetricStatus.DERIVED)
    assert likes.basis == ("sum of the likes received: single events, and changes between observations of the counter")


def test_silence_is_a_zero_only_between_the_first_and_the_last_counted_day(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_engagement: Callable[..., tuple[str, EngagementFact]]
) -> None:
    engagements = [make_engagement(3, quantity=5), make_engagement(6, quantity=7)]

    points = measure_points(MetricKey.LIKES, engagements=engagements, end=date(2026, 3, 9), attribution=RECEIVED)

    assert [point.value for point in points] == [None, 5, 0, 0, 7, None, None]
    assert [point.reason for point in points[:2]] == [AbsenceReason.NOT_OBSERVED, None]


def test_silence_about_one_kind_says_nothing_about_another(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_engagement: Callable[..., tuple[str, EngagementFact]]
) -> None:
    engagements = [
        make_engagement(2, quantity=5),
        make_engagement(4, quantity=7),
        make_engagement(3, EngagementType.SHARE, 2),
    ]

    shares = measure_points(MetricKey.SHARES, engagements=engagements, attribution=RECEIVED)

    assert [point.value for point in shares] == [None, 2, None]


def test_engagements_by_the_hour_fall_into_the_hour_of_the_users_clock(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_engagement: Callable[..., tuple[str, EngagementFact]]
) -> None:
    # 2026-03-29 in Berlin has 23 hours: 01:45 local is 00:45 UTC, and the next quarter hour is 03:00 local.
    engagements = [
        make_engagement(datetime(2026, 3, 28, 22, 45, tzinfo=UTC), quantity=1_000),
        make_engagement(datetime(2026, 3, 28, 23, tzinfo=UTC), quantity=1),
        make_engagement(datetime(2026, 3, 29, 0, 45, tzinfo=UTC), quantity=20),
        make_engagement(datetime(2026, 3, 29, 1, tzinfo=UTC), quantity=300),
        make_engagement(datetime(2026, 3, 29, 22, tzinfo=UTC), quantity=1_000),
    ]

    points = measure_points(
        MetricKey.LIKES,
        granularity=Granularity.HOUR,
        engagements=engagements,
        start=date(2026, 3, 29),
        end=date(2026, 3, 30),
        zone_name="Europe/Berlin",
        attribution=RECEIVED,
    )

    assert [point.value for point in points] == [1, 20, 300] + [None] * 20


@pytest.mark.parametrize("grain", ["day", "quarter_hour"])
def test_engagements_that_were_loaded_in_both_grains_count_once(
    measure_total: Callable[..., MetricValue], make_engagement: Callable[..., tuple[str, EngagementFact]], grain: str
) -> None:
    # One request may ask for days and for hours: then the same likes are there twice, once in each grain.
    engagements = [make_engagement(3, quantity=5), make_engagement(datetime(2026, 3, 3, 8, tzinfo=UTC), quantity=5)]
    granularity = Granularity.HOUR if grain == "quarter_hour" else Granularity.DAY

    likes = measure_total(MetricKey.LIKES, engagements=engagements, granularity=granularity, attribution=RECEIVED)

    assert likes.value == 5


def test_whole_days_are_too_coarse_for_an_hour(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_day: Callable[..., DayFact]
) -> None:
    points = measure_points(
        MetricKey.PROFILE_VIEWS,
        granularity=Granularity.HOUR,
        days=[make_day(2, profile_views=24)],
        end=date(2026, 3, 3),
        attribution=RECEIVED,
    )

    assert len(points) == 24
    assert {(point.value, point.reason) for point in points} == {(None, AbsenceReason.TOO_FINE)}


def test_received_engagements_name_their_parts(
    measure_total: Callable[..., MetricValue], make_engagement: Callable[..., tuple[str, EngagementFact]]
) -> None:
    engagements = [make_engagement(2, quantity=5), make_engagement(4, EngagementType.SAVE, 7)]

    value = measure_total(MetricKey.ENGAGEMENTS, engagements=engagements, attribution=RECEIVED)

    assert (value.value, value.status) == (12, MetricStatus.PARTIAL)
    assert value.basis == "likes + saves received in the period; without comments, shares, not observed"


# ---------------------------------------------------------------- which of the two, when nobody says


def test_published_is_taken_when_both_answer_for_as_many_accounts(
    measure_total: Callable[..., MetricValue],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
) -> None:
    days = [make_day(day, likes=1) for day in (2, 3, 4)]

    assert measure_total(MetricKey.LIKES, posts=[make_post_fact(likes=50)], days=days).value == 50
    assert measure_total(MetricKey.LIKES, posts=[make_post_fact(likes=50)], days=days, attribution=RECEIVED).value == 3


def test_received_is_taken_where_nothing_was_published(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    likes = measure_total(MetricKey.LIKES, days=[make_day(day, likes=1) for day in (2, 3, 4)])

    assert (likes.value, likes.basis) == (3, "sum of the likes that the platform reports day by day")


def test_received_is_taken_when_more_accounts_can_answer_it(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.TIKTOK)]
    posts = [make_post_fact("instagram", likes=50), make_post_fact("tiktok", views=10)]
    days = [make_day(day, account, likes=1) for day in (2, 3, 4) for account in ("instagram", "tiktok")]

    likes = measure_total(MetricKey.LIKES, accounts, posts=posts, days=days)

    assert (likes.value, likes.status) == (6, MetricStatus.MEASURED)


def test_the_points_of_a_series_are_taken_the_way_its_total_is(
    measure_points: Callable[..., tuple[MetricValue, ...]],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
) -> None:
    days = [make_day(day, likes=1) for day in (2, 3, 4)]

    points = measure_points(MetricKey.LIKES, posts=[make_post_fact(likes=50)], days=days)

    assert [point.value for point in points] == [50, None, None]
    assert [point.reason for point in points[1:]] == [AbsenceReason.NO_POSTS, AbsenceReason.NO_POSTS]


def test_received_points_add_up_to_their_total_when_a_day_is_known_from_events_only(
    measure_total: Callable[..., MetricValue],
    measure_points: Callable[..., tuple[MetricValue, ...]],
    make_day: Callable[..., DayFact],
    make_engagement: Callable[..., tuple[str, EngagementFact]],
) -> None:
    days = [make_day(2, likes=5), make_day(3, likes=6)]
    engagements = [make_engagement(2, quantity=5), make_engagement(3, quantity=6), make_engagement(4, quantity=7)]

    total = measure_total(MetricKey.LIKES, days=days, engagements=engagements, attribution=RECEIVED)
    points = measure_points(MetricKey.LIKES, days=days, engagements=engagements, attribution=RECEIVED)

    assert sum(point.value for point in points if point.value is not None) == total.value


@pytest.mark.parametrize("group_by", [(), (Dimension.WEEKDAY,)])
def test_posts_are_counted_from_one_source_for_the_period_and_all_its_days(
    ask: Callable[..., Measures],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
    group_by: tuple[Dimension, ...],
) -> None:
    # Our own table has Monday's post; the platform, whose days begin at another hour, says one on Tuesday, too.
    answer = ask(
        MetricKey.POSTS_PUBLISHED,
        posts=[make_post_fact(likes=1)],
        days=[make_day(2, posts_published=1), make_day(3, posts_published=1)],
        granularity=Granularity.DAY,
        group_by=group_by,
        attribution=RECEIVED,
    )

    points = [point.value for group in answer.groups for point in group.points[0] if point.value is not None]
    totals = [group.totals[0].value for group in answer.groups if group.totals[0].value is not None]
    assert (points, totals) == ([1], [1])


def test_a_day_of_which_the_platform_tells_no_number_of_posts_is_no_zero_beside_days_of_which_it_does(
    measure_total: Callable[..., MetricValue],
    measure_points: Callable[..., tuple[MetricValue, ...]],
    make_day: Callable[..., DayFact],
) -> None:
    days = [make_day(2, posts_published=2), make_day(3, followers=1_000)]

    total = measure_total(MetricKey.POSTS_PUBLISHED, days=days, attribution=PUBLISHED)
    points = measure_points(MetricKey.POSTS_PUBLISHED, days=days, attribution=PUBLISHED)

    assert (total.value, [point.value for point in points]) == (None, [None, None, None])


def test_accounts_without_a_post_are_not_missing_where_nothing_is_known_either(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.FACEBOOK), make_account(Platform.X)]

    saves = measure_total(MetricKey.SAVES, accounts, posts=[make_post_fact("facebook", likes=1)], attribution=PUBLISHED)

    assert (saves.value, saves.coverage) == (None, Coverage(0, 1, CoverageUnit.ACCOUNTS))
    assert saves.reason is AbsenceReason.NOT_OFFERED
