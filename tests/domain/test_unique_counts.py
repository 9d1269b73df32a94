"""Reach: never added over days, posts, accounts or platforms; what is known all the same are bounds."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.facts import DayFact, PostFact
from domain.metrics import MetricKey
from domain.observations import WindowSnapshot
from domain.slices import Attribution
from domain.time_range import Granularity
from domain.users import Account, Platform
from domain.values import AbsenceReason, Bounds, Coverage, CoverageUnit, MetricStatus, MetricValue

SEEN = datetime(2026, 3, 10, 6, tzinfo=UTC)
LATER = datetime(2026, 3, 11, 6, tzinfo=UTC)


# ---------------------------------------------------------------- claim 1


def test_daily_reach_of_100_100_100_is_null_with_bounds_100_to_300_and_never_300(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(2, reach=100), make_day(3, reach=100), make_day(4, reach=100)]

    reach = measure_total(MetricKey.REACH, days=days)

    assert reach == MetricValue(
        MetricKey.REACH,
        None,
        MetricStatus.UNAVAILABLE,
        Coverage(3, 3, CoverageUnit.DAYS),
        SEEN,
        AbsenceReason.NOT_ADDITIVE,
        "between the largest day and the sum of all days, which may count people more than once",
        Bounds(100, 300),
    )


def test_the_days_themselves_have_their_reach(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_day: Callable[..., DayFact]
) -> None:
    points = measure_points(MetricKey.REACH, days=[make_day(2, reach=100), make_day(4, reach=300)])

    assert [point.value for point in points] == [100, None, 300]
    assert [point.status for point in points] == [
        MetricStatus.MEASURED,
        MetricStatus.UNAVAILABLE,
        MetricStatus.MEASURED,
    ]


def test_the_platforms_own_28_day_reach_is_used_and_labelled(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    start, end = date(2026, 2, 2), date(2026, 3, 2)
    older = WindowSnapshot(MetricKey.REACH, start, end, 4_000, SEEN)
    newer = WindowSnapshot(MetricKey.REACH, start, end, 4_200, LATER)

    reach = measure_total(
        MetricKey.REACH,
        days=[make_day(date(2026, 2, 2), reach=100)],
        windows=[("instagram", newer), ("instagram", older)],
        start=start,
        end=end,
    )

    assert reach == MetricValue(
        MetricKey.REACH,
        4_200,
        MetricStatus.MEASURED,
        None,
        LATER,
        None,
        "the platform's own reach from 2026-02-02 to 2026-03-01",
    )


def test_a_window_over_other_days_is_not_used(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    window = WindowSnapshot(MetricKey.REACH, date(2026, 2, 4), date(2026, 3, 4), 4_200, SEEN)
    views = WindowSnapshot(MetricKey.VIEWS, date(2026, 3, 2), date(2026, 3, 5), 9_999, SEEN)

    reach = measure_total(
        MetricKey.REACH,
        days=[make_day(day, reach=100) for day in (2, 3, 4)],
        windows=[("instagram", window), ("instagram", views), ("other", window)],
    )

    assert (reach.value, reach.bounds) == (None, Bounds(100, 300))


def test_a_window_of_a_week_is_the_point_of_that_week(
    measure_points: Callable[..., tuple[MetricValue, ...]],
) -> None:
    week = WindowSnapshot(MetricKey.REACH, date(2026, 3, 2), date(2026, 3, 9), 700, SEEN)

    points = measure_points(
        MetricKey.REACH, granularity=Granularity.WEEK, windows=[("instagram", week)], end=date(2026, 3, 16)
    )

    assert [point.value for point in points] == [700, None]


# ---------------------------------------------------------------- missing parts


def test_the_upper_bound_is_missing_when_a_day_is(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    reach = measure_total(MetricKey.REACH, days=[make_day(2, reach=100), make_day(3, reach=250)])

    assert (reach.value, reach.reason, reach.bounds) == (None, AbsenceReason.NOT_ADDITIVE, Bounds(250, None))
    assert reach.coverage == Coverage(2, 3, CoverageUnit.DAYS)


def test_one_known_day_of_three_is_a_lower_bound_and_no_value(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    reach = measure_total(MetricKey.REACH, days=[make_day(3, reach=250)])

    assert (reach.value, reach.bounds) == (None, Bounds(250, None))


def test_reach_of_nobody_seen_is_not_observed(measure_total: Callable[..., MetricValue]) -> None:
    reach = measure_total(MetricKey.REACH)

    assert (reach.value, reach.reason, reach.bounds) == (None, AbsenceReason.NOT_OBSERVED, None)


def test_a_platform_without_reach_does_not_offer_it(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    reach = measure_total(MetricKey.REACH, [make_account(Platform.X)], posts=[make_post_fact("x", likes=3)])

    assert (reach.value, reach.reason) == (None, AbsenceReason.NOT_OFFERED)


def test_the_reach_of_published_posts_is_no_posts_when_there_are_none(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    reach = measure_total(MetricKey.REACH, days=[make_day(2, reach=100)], attribution=Attribution.PUBLISHED)

    assert (reach.value, reach.reason) == (None, AbsenceReason.NO_POSTS)


# ---------------------------------------------------------------- posts


def test_the_reach_of_posts_is_not_added(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [make_post_fact(reach=400), make_post_fact(post_id="p2", reach=300)]

    reach = measure_total(MetricKey.REACH, posts=posts, attribution=Attribution.PUBLISHED)

    assert (reach.value, reach.reason, reach.bounds) == (None, AbsenceReason.NOT_ADDITIVE, Bounds(400, 700))
    assert reach.coverage == Coverage(2, 2, CoverageUnit.POSTS)


def test_the_reach_of_one_post_is_its_own(
    measure_total: Callable[..., MetricValue], make_post_fact: Callable[..., PostFact]
) -> None:
    reach = measure_total(MetricKey.REACH, posts=[make_post_fact(reach=400)], attribution=Attribution.PUBLISHED)

    assert (reach.value, reach.status, reach.basis) == (
        400,
        MetricStatus.MEASURED,
        "the reach of the one post there is",
    )


def test_a_series_of_reach_never_mixes_days_with_posts(
    measure_points: Callable[..., tuple[MetricValue, ...]],
    make_day: Callable[..., DayFact],
    make_post_fact: Callable[..., PostFact],
) -> None:
    # On Tuesday only the lifetime reach of a post is known: another number than the reach of the day.
    days = [make_day(2, reach=100), make_day(4, reach=120)]
    posts = [make_post_fact(posted_at=datetime(2026, 3, 3, 9, tzinfo=UTC), reach=5_000)]

    points = measure_points(MetricKey.REACH, days=days, posts=posts)

    assert [point.value for point in points] == [100, None, 120]


# ---------------------------------------------------------------- accounts


def test_reach_is_never_added_over_accounts(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.FACEBOOK)]
    days = [make_day(2, reach=100), make_day(2, "facebook", reach=70)]

    reach = measure_total(MetricKey.REACH, accounts, days=days, end=date(2026, 3, 3))

    assert (reach.value, reach.status, reach.reason) == (
        None,
        MetricStatus.UNAVAILABLE,
        AbsenceReason.NOT_ADDITIVE,
    )
    assert reach.bounds == Bounds(100, 170)
    assert reach.coverage == Coverage(2, 2, CoverageUnit.ACCOUNTS)


def test_the_upper_bound_is_missing_when_an_account_is(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.X)]

    reach = measure_total(MetricKey.REACH, accounts, days=[make_day(2, reach=100)], end=date(2026, 3, 3))

    assert (reach.bounds, reach.coverage) == (Bounds(100, None), Coverage(1, 2, CoverageUnit.ACCOUNTS))


def test_the_upper_bound_is_missing_when_a_day_of_one_account_is(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.FACEBOOK)]
    days = [
        *(make_day(day, reach=100) for day in (2, 3, 4)),
        *(make_day(day, "facebook", reach=500) for day in (2, 3)),
    ]

    reach = measure_total(MetricKey.REACH, accounts, days=days)

    assert reach.bounds == Bounds(500, None)


def test_an_account_that_published_nothing_adds_nothing_to_the_reach_of_the_posts(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.FACEBOOK)]
    posts = [make_post_fact(reach=400), make_post_fact(post_id="p2", reach=300)]

    one = measure_total(MetricKey.REACH, accounts, posts=posts[:1], attribution=Attribution.PUBLISHED)
    two = measure_total(MetricKey.REACH, accounts, posts=posts, attribution=Attribution.PUBLISHED)

    assert (one.value, one.status, one.coverage) == (400, MetricStatus.MEASURED, Coverage(1, 1, CoverageUnit.POSTS))
    assert (two.value, two.bounds, two.coverage) == (None, Bounds(400, 700), Coverage(2, 2, CoverageUnit.POSTS))


# ---------------------------------------------------------------- laws

PEOPLE = st.frozensets(st.integers(0, 20), max_size=12)
"""Who was reached on one day."""
WEEK_OF_TWO_ACCOUNTS = st.lists(st.tuples(PEOPLE, PEOPLE), min_size=1, max_size=7)


@given(WEEK_OF_TWO_ACCOUNTS, st.data())
def test_the_bounds_contain_the_true_reach_whoever_was_reached_and_whatever_was_seen(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_day: Callable[..., DayFact],
    reached: list[tuple[frozenset[int], frozenset[int]]],
    data: st.DataObject,
) -> None:
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.FACEBOOK)][: data.draw(st.integers(1, 2))]
    truth: frozenset[int] = frozenset()
    days = []
    for i, people in enumerate(reached):
        for account, who in zip(accounts, people, strict=False):
            truth |= who
            if data.draw(st.booleans()):
                days.append(make_day(2 + i, account.account_id, reach=len(who)))

    reach = measure_total(MetricKey.REACH, accounts, days=days, end=date(2026, 3, 2 + len(reached)))

    if reach.value is not None:
        assert reach.value == len(truth)
    elif reach.bounds is not None:
        lower, upper = reach.bounds.lower, reach.bounds.upper
        assert lower is None or lower <= len(truth)
        assert upper is None or upper >= len(truth)
        assert lower is None or upper is None or lower <= upper
    if reach.coverage is not None:
        assert reach.coverage.measured <= reach.coverage.expected
