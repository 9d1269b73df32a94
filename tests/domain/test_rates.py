"""Rates from summed parts, over a base that is named; means weighted by what they are means of."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.engine import measure
from domain.facts import DayFact, PostFact, UserFacts
from domain.metrics import Aggregation, Denominator, MetricKey
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Period
from domain.users import Account, Platform, User
from domain.values import AbsenceReason, Coverage, CoverageUnit, MetricStatus, MetricValue

RATE = MetricKey.ENGAGEMENT_RATE
PUBLISHED, RECEIVED = Attribution.PUBLISHED, Attribution.RECEIVED
SEEN = datetime(2026, 3, 10, 6, tzinfo=UTC)
LONG_AGO = datetime(2026, 2, 6, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def x(make_account: Callable[..., Account]) -> list[Account]:
    """An account on X, where exposure is counted in impressions."""
    return [make_account(Platform.X)]


@pytest.fixture(scope="session")
def ten_of_100_and_ten_of_1000(make_post_fact: Callable[..., PostFact]) -> list[PostFact]:
    """Two posts of 10 engagements each, one shown 100 times and one 1000 times."""
    return [
        make_post_fact("x", post_id="p1", likes=4, comments=3, shares=2, saves=1, impressions=100),
        make_post_fact("x", post_id="p2", likes=10, comments=0, shares=0, saves=0, impressions=1_000),
    ]


# ---------------------------------------------------------------- claim 2


def test_the_rate_is_the_ratio_of_the_sums(
    measure_total: Callable[..., MetricValue], x: list[Account], ten_of_100_and_ten_of_1000: list[PostFact]
) -> None:
    rate = measure_total(RATE, x, posts=ten_of_100_and_ten_of_1000)

    assert rate == MetricValue(
        RATE,
        20 / 1_100,
        MetricStatus.DERIVED,
        Coverage(2, 2, CoverageUnit.POSTS),
        SEEN,
        None,
        "sum(engagements) / sum(impressions), posts published in the period",
    )


@pytest.mark.parametrize(
    ("aggregation", "basis"),
    [
        (
            Aggregation.MEAN_OF_POSTS,
            "mean of posts: engagements / impressions of each post, posts published in the period",
        ),
        (
            Aggregation.MEDIAN_OF_POSTS,
            "median of posts: engagements / impressions of each post, posts published in the period",
        ),
    ],
)
def test_mean_and_median_of_posts_are_given_on_request_and_named(
    measure_total: Callable[..., MetricValue],
    x: list[Account],
    ten_of_100_and_ten_of_1000: list[PostFact],
    aggregation: Aggregation,
    basis: str,
) -> None:
    rate = measure_total(RATE, x, posts=ten_of_100_and_ten_of_1000, aggregation=aggregation)

    assert rate.value == pytest.approx(0.055, abs=1e-15)
    assert (rate.status, rate.basis) == (MetricStatus.DERIVED, basis)


def test_mean_and_median_are_not_the_same(
    measure_total: Callable[..., MetricValue], x: list[Account], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [
        make_post_fact("x", post_id=str(likes), likes=likes, comments=0, shares=0, saves=0, impressions=100)
        for likes in (1, 2, 60)
    ]

    mean = measure_total(RATE, x, posts=posts, aggregation=Aggregation.MEAN_OF_POSTS)
    median = measure_total(RATE, x, posts=posts, aggregation=Aggregation.MEDIAN_OF_POSTS)

    assert mean.value == pytest.approx(0.21)
    assert median.value == 0.02


# ---------------------------------------------------------------- the kinds of rate


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (MetricKey.ENGAGEMENT_RATE, 0.1),
        (MetricKey.APPLAUSE_RATE, 0.04),
        (MetricKey.CONVERSATION_RATE, 0.03),
        (MetricKey.AMPLIFICATION_RATE, 0.02),
        (MetricKey.SAVE_RATE, 0.01),
        (MetricKey.CTR, 0.005),
    ],
)
def test_each_rate_takes_its_own_numerator(
    measure_total: Callable[..., MetricValue],
    x: list[Account],
    make_post_fact: Callable[..., PostFact],
    metric: MetricKey,
    value: float,
) -> None:
    post = make_post_fact("x", likes=40, comments=30, shares=20, saves=10, clicks=5, impressions=1_000)

    assert measure_total(metric, x, posts=[post]).value == value


@pytest.mark.parametrize(
    ("denominator", "value", "basis"),
    [
        (None, 0.1, "sum(engagements) / sum(views), posts published in the period"),
        (Denominator.IMPRESSIONS, 0.05, "sum(engagements) / sum(impressions), posts published in the period"),
        (Denominator.VIEWS, 0.1, "sum(engagements) / sum(views), posts published in the period"),
        (Denominator.REACH, 0.2, "sum(engagements) / sum(reach), posts published in the period"),
        (Denominator.FOLLOWERS, 0.25, "sum(engagements) / sum(followers), posts published in the period"),
    ],
)
def test_the_base_is_the_one_asked_for_and_is_named(
    measure_total: Callable[..., MetricValue],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
    denominator: Denominator | None,
    value: float,
    basis: str,
) -> None:
    post = make_post_fact(likes=70, comments=10, shares=10, saves=10, impressions=2_000, views=1_000, reach=500)
    days = [make_day(2, followers=100_000), make_day(4, followers=400)]

    rate = measure_total(RATE, posts=[post], days=days, denominator=denominator)

    assert (rate.value, rate.status, rate.basis) == (value, MetricStatus.DERIVED, basis)


def test_followers_at_the_end_of_the_period_are_the_base_of_several_posts(
    measure_total: Callable[..., MetricValue],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
) -> None:
    posts = [make_post_fact(post_id=i, likes=10, comments=0, shares=0, saves=0) for i in ("p1", "p2", "p3")]
    days = [make_day(2, followers=100), make_day(4, followers=1_000)]

    rate = measure_total(RATE, posts=posts, days=days, denominator=Denominator.FOLLOWERS)
    mean = measure_total(
        RATE, posts=posts, days=days, denominator=Denominator.FOLLOWERS, aggregation=Aggregation.MEAN_OF_POSTS
    )

    assert (rate.value, rate.coverage) == (0.03, Coverage(3, 3, CoverageUnit.POSTS))
    assert mean.value == pytest.approx(0.01)


def test_a_rate_by_followers_last_seen_before_the_period_is_partial(
    measure_total: Callable[..., MetricValue],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
) -> None:
    days = [make_day(date(2026, 2, 5), followers=1_000, observed_at=LONG_AGO)]

    rate = measure_total(
        RATE,
        posts=[make_post_fact(likes=7, comments=1, shares=1, saves=1)],
        days=days,
        denominator=Denominator.FOLLOWERS,
    )

    assert (rate.value, rate.status) == (0.01, MetricStatus.PARTIAL)


# ---------------------------------------------------------------- no base, base 0


def test_a_rate_over_zero_impressions_has_no_value(
    measure_total: Callable[..., MetricValue], x: list[Account], make_post_fact: Callable[..., PostFact]
) -> None:
    post = make_post_fact("x", likes=1, comments=0, shares=0, saves=0, impressions=0)

    rate = measure_total(RATE, x, posts=[post])

    assert (rate.value, rate.status, rate.reason) == (None, MetricStatus.UNAVAILABLE, AbsenceReason.ZERO_BASE)


def test_a_rate_over_zero_followers_has_no_value(
    measure_total: Callable[..., MetricValue],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
) -> None:
    rate = measure_total(
        RATE, posts=[make_post_fact(likes=1)], days=[make_day(4, followers=0)], denominator=Denominator.FOLLOWERS
    )

    assert (rate.value, rate.reason) == (None, AbsenceReason.ZERO_BASE)


@pytest.mark.parametrize("denominator", list(Denominator))
def test_a_rate_whose_base_was_not_observed_has_no_value(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact], denominator: Denominator
) -> None:
    rate = measure_total(RATE, posts=[make_post_fact(likes=1)], denominator=denominator)

    assert (rate.value, rate.reason) == (None, AbsenceReason.NO_BASE)


def test_a_post_without_a_base_is_left_out_of_both_parts(
    measure_total: Callable[..., MetricValue], x: list[Account], ten_of_100_and_ten_of_1000: list[PostFact]
) -> None:
    unshown = PostFact(
        "x",
        "p3",
        ten_of_100_and_ten_of_1000[0].posted_at,
        ten_of_100_and_ten_of_1000[0].content_type,
        SEEN,
        tuple(None if value == 100 else value for value in ten_of_100_and_ten_of_1000[0].values),
    )

    rate = measure_total(RATE, x, posts=[*ten_of_100_and_ten_of_1000, unshown])

    assert (rate.value, rate.status, rate.reason) == (20 / 1_100, MetricStatus.PARTIAL, AbsenceReason.NOT_OBSERVED)
    assert rate.coverage == Coverage(2, 3, CoverageUnit.POSTS)


def test_a_rate_of_engagements_that_lack_a_part_is_partial(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    # Instagram has saves; they were not seen. The sum says so (PARTIAL), and so must the rate that is made of it.
    post = make_post_fact(likes=10, comments=5, shares=5, views=1_000)

    engagements = measure_total(MetricKey.ENGAGEMENTS, posts=[post])
    rate = measure_total(RATE, posts=[post])

    assert (engagements.value, engagements.status) == (20, MetricStatus.PARTIAL)
    assert (rate.value, rate.status, rate.reason) == (0.02, MetricStatus.PARTIAL, AbsenceReason.NOT_OBSERVED)


def test_an_account_whose_base_is_zero_is_in_the_rate_as_its_posts_would_be(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    # Whether the two posts are of one account or of two makes no difference: 5 + 1 likes of 0 + 10 impressions.
    shown = {"p1": {"likes": 5, "impressions": 0}, "p2": {"likes": 1, "impressions": 10}}
    both = [make_account(Platform.X, "x"), make_account(Platform.X, "x2")]
    of_one = [make_post_fact("x", post_id=key, **numbers) for key, numbers in shown.items()]
    of_two = [make_post_fact(a, post_id=k, **shown[k]) for a, k in (("x", "p1"), ("x2", "p2"))]

    one = measure_total(MetricKey.APPLAUSE_RATE, both[:1], posts=of_one)
    two = measure_total(MetricKey.APPLAUSE_RATE, both, posts=of_two)

    assert (one.value, two.value) == (0.6, 0.6)
    assert (one.status, two.status) == (MetricStatus.DERIVED, MetricStatus.DERIVED)


# ---------------------------------------------------------------- reach is no sum


def test_the_reach_of_several_posts_is_no_base(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [make_post_fact(post_id=i, likes=10, reach=100) for i in ("p1", "p2")]

    rate = measure_total(RATE, posts=posts, denominator=Denominator.REACH, attribution=PUBLISHED)

    assert (rate.value, rate.reason) == (None, AbsenceReason.NOT_ADDITIVE)


def test_the_rates_by_reach_of_several_posts_have_a_mean_and_a_median(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [
        make_post_fact(post_id=str(likes), likes=likes, comments=0, shares=0, saves=0, reach=100)
        for likes in (10, 20, 60)
    ]

    mean = measure_total(RATE, posts=posts, denominator=Denominator.REACH, aggregation=Aggregation.MEAN_OF_POSTS)
    median = measure_total(RATE, posts=posts, denominator=Denominator.REACH, aggregation=Aggregation.MEDIAN_OF_POSTS)

    assert mean.value == pytest.approx(0.3)
    assert median.value == 0.2


def test_the_reach_of_several_days_is_no_base(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(day, likes=10, reach=100) for day in (2, 3, 4)]

    rate = measure_total(RATE, days=days, denominator=Denominator.REACH, attribution=RECEIVED)

    assert (rate.value, rate.reason) == (None, AbsenceReason.NOT_ADDITIVE)


def test_the_reach_of_two_accounts_is_no_base(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.FACEBOOK)]
    posts = [make_post_fact("instagram", likes=10, reach=100), make_post_fact("facebook", likes=10, reach=300)]

    rate = measure_total(RATE, accounts, posts=posts, denominator=Denominator.REACH)

    assert (rate.value, rate.reason) == (None, AbsenceReason.NOT_ADDITIVE)


def test_posts_whose_reach_is_no_sum_do_not_swell_the_numerator_of_another_account(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.FACEBOOK)]
    posts = [
        make_post_fact("instagram", likes=10, reach=100),
        make_post_fact("facebook", post_id="f1", likes=500, reach=1_000),
        make_post_fact("facebook", post_id="f2", likes=500, reach=1_000),
    ]

    rate = measure_total(RATE, accounts, posts=posts, denominator=Denominator.REACH)

    assert rate.value is None or rate.value <= 0.5  # no post has a higher one


# ---------------------------------------------------------------- received


def test_a_received_rate_is_made_of_days_on_which_both_parts_were_reported(
    measure_total: Callable[..., MetricValue], x: list[Account], make_day: Callable[..., DayFact]
) -> None:
    days = [
        make_day(2, "x", likes=5, comments=3, shares=1, saves=1, impressions=100),
        make_day(3, "x", likes=900, comments=0, shares=0, saves=0),
        make_day(4, "x", likes=10, comments=0, shares=0, saves=0, impressions=1_000),
    ]

    rate = measure_total(RATE, x, days=days, attribution=RECEIVED)

    assert (rate.value, rate.status) == (20 / 1_100, MetricStatus.PARTIAL)
    assert rate.coverage == Coverage(2, 3, CoverageUnit.DAYS)
    assert rate.basis == "sum(engagements) / sum(impressions), received in the period"


# ---------------------------------------------------------------- views and impressions


def test_a_rate_over_mixed_platforms_takes_the_base_that_most_accounts_have(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.INSTAGRAM), make_account(Platform.TIKTOK)]
    posts = [
        make_post_fact("x", likes=900, comments=0, shares=0, saves=0, impressions=1_000),
        make_post_fact("instagram", likes=10, comments=0, shares=0, saves=0, views=400),
        make_post_fact("tiktok", likes=20, comments=0, shares=0, views=600),
    ]

    rate = measure_total(RATE, accounts, posts=posts)

    assert (rate.value, rate.status) == (0.03, MetricStatus.PARTIAL)
    assert rate.coverage == Coverage(2, 3, CoverageUnit.ACCOUNTS)
    assert rate.basis == "sum(engagements) / sum(views), posts published in the period"


def test_the_base_follows_what_was_observed_when_the_usual_one_was_not(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.INSTAGRAM), make_account(Platform.TIKTOK)]
    posts = [
        make_post_fact("x", likes=90, comments=0, shares=0, saves=0, impressions=1_000),
        make_post_fact("instagram", likes=10),
        make_post_fact("tiktok", likes=20),
    ]

    rate = measure_total(RATE, accounts, posts=posts)

    assert (rate.value, rate.coverage) == (0.09, Coverage(1, 3, CoverageUnit.ACCOUNTS))


def test_a_series_of_a_rate_keeps_to_the_base_of_its_total(
    measure_total: Callable[..., MetricValue],
    measure_points: Callable[..., tuple[MetricValue, ...]],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    # On Wednesday only the account on X published, where impressions are counted: another rate, not this one.
    accounts = [make_account(Platform.X), make_account(Platform.INSTAGRAM), make_account(Platform.TIKTOK)]
    posts = [
        make_post_fact("instagram", likes=10, views=400),
        make_post_fact("tiktok", likes=20, views=600),
        make_post_fact("x", posted_at=datetime(2026, 3, 4, 9, tzinfo=UTC), likes=900, impressions=1_000),
    ]

    total = measure_total(MetricKey.APPLAUSE_RATE, accounts, posts=posts)
    points = measure_points(MetricKey.APPLAUSE_RATE, accounts, posts=posts)

    assert total.value == 0.03
    assert [(point.value, point.reason) for point in points] == [
        (0.03, None),
        (None, AbsenceReason.NO_POSTS),
        (None, AbsenceReason.NO_BASE),
    ]


def test_a_rate_that_is_compared_is_taken_over_the_same_base(
    make_account: Callable[..., Account], make_post_fact: Callable[..., PostFact]
) -> None:
    # On Tuesday only views were seen, on Monday only impressions: their rates are two metrics.
    account = make_account(Platform.INSTAGRAM)
    other = make_account(Platform.X)
    posts = [
        make_post_fact("instagram", likes=10, views=400, posted_at=datetime(2026, 3, 3, 9, tzinfo=UTC)),
        make_post_fact("x", likes=10, impressions=100),
    ]
    monday, tuesday = (
        MetricQuery(
            User("u1", None, "UTC"),
            (account, other),
            (MetricKey.APPLAUSE_RATE,),
            Period(date(2026, 3, day), date(2026, 3, day + 1), "UTC"),
        )
        for day in (2, 3)
    )

    now = measure(tuesday, UserFacts(posts))
    before = measure(monday, UserFacts(posts), like=now)

    assert now.total(MetricKey.APPLAUSE_RATE).value == 0.025
    assert before.total(MetricKey.APPLAUSE_RATE).value is None


def test_views_and_impressions_stay_two_numbers(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.TIKTOK)]
    posts = [make_post_fact("x", impressions=1_000), make_post_fact("tiktok", views=600)]

    impressions = measure_total(MetricKey.IMPRESSIONS, accounts, posts=posts)
    views = measure_total(MetricKey.VIEWS, accounts, posts=posts)

    assert (impressions.value, impressions.status, impressions.reason) == (
        1_000,
        MetricStatus.PARTIAL,
        AbsenceReason.NOT_OFFERED,
    )
    assert (views.value, views.status, views.reason) == (600, MetricStatus.PARTIAL, AbsenceReason.NOT_OFFERED)


def test_instagram_impressions_until_the_change_and_views_after_it_are_two_series_with_a_break(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_day: Callable[..., DayFact]
) -> None:
    days = [
        make_day(date(2025, 4, 19), impressions=100),
        make_day(date(2025, 4, 20), impressions=110),
        make_day(date(2025, 4, 21), views=150),
        make_day(date(2025, 4, 22), views=160),
    ]
    asked = {"days": days, "start": date(2025, 4, 19), "end": date(2025, 4, 23), "attribution": RECEIVED}

    impressions = measure_points(MetricKey.IMPRESSIONS, **asked)
    views = measure_points(MetricKey.VIEWS, **asked)

    assert [point.value for point in impressions] == [100, 110, None, None]
    assert [point.value for point in views] == [None, None, 150, 160]


# ---------------------------------------------------------------- weighted mean


def test_the_completion_rate_is_weighted_by_the_video_views(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    posts = [
        make_post_fact("tiktok", post_id="p1", video_completion_rate=0.5, video_views=100),
        make_post_fact("tiktok", post_id="p2", video_completion_rate=0.1, video_views=300),
    ]

    value = measure_total(MetricKey.VIDEO_COMPLETION_RATE, [make_account(Platform.TIKTOK)], posts=posts)

    assert value.value == pytest.approx(0.2)
    assert (value.status, value.basis) == (MetricStatus.DERIVED, "mean weighted by video_views")
    assert value.coverage == Coverage(2, 2, CoverageUnit.POSTS)


def test_a_completion_rate_without_its_weight_is_left_out(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    posts = [
        make_post_fact("tiktok", post_id="p1", video_completion_rate=0.5, video_views=100),
        make_post_fact("tiktok", post_id="p2", video_completion_rate=0.9),
        make_post_fact("tiktok", post_id="p3", video_completion_rate=0.9, video_views=0),
    ]

    value = measure_total(MetricKey.VIDEO_COMPLETION_RATE, [make_account(Platform.TIKTOK)], posts=posts)

    assert (value.value, value.status) == (0.5, MetricStatus.PARTIAL)
    assert value.coverage == Coverage(1, 3, CoverageUnit.POSTS)


# ---------------------------------------------------------------- laws

POSTS = st.lists(st.tuples(st.integers(0, 5_000), st.integers(1, 100_000)), min_size=1, max_size=12)
"""Likes and impressions of some posts."""


@given(POSTS, st.sampled_from(Aggregation))
def test_the_rate_lies_between_the_lowest_and_the_highest_of_the_posts(
    measure_total: Callable[..., MetricValue],
    x: list[Account],
    make_post_fact: Callable[..., PostFact],
    numbers: list[tuple[int, int]],
    aggregation: Aggregation,
) -> None:
    posts = [
        make_post_fact("x", post_id=str(i), likes=likes, impressions=shown) for i, (likes, shown) in enumerate(numbers)
    ]
    rates = [likes / shown for likes, shown in numbers]

    rate = measure_total(MetricKey.APPLAUSE_RATE, x, posts=posts, aggregation=aggregation)

    assert rate.value is not None
    assert min(rates) * (1 - 1e-12) <= rate.value <= max(rates) * (1 + 1e-12)
