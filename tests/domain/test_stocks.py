"""Followers: the last value counts, a gap stays a gap, and growth needs a start."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from domain.facts import DayFact
from domain.metrics import MetricKey
from domain.slices import Attribution
from domain.time_range import Granularity
from domain.users import Account, AccountStatus, Platform
from domain.values import AbsenceReason, Coverage, CoverageUnit, MetricStatus, MetricValue

SEEN = datetime(2026, 3, 10, 6, tzinfo=UTC)
LONG_AGO = datetime(2026, 2, 6, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def gap(make_day: Callable[..., DayFact]) -> list[DayFact]:
    """Followers 1000, not seen, 1010."""
    return [make_day(2, followers=1_000), make_day(3, likes=4), make_day(4, followers=1_010)]


# ---------------------------------------------------------------- claim 6


def test_a_day_on_which_followers_were_not_seen_is_null_in_the_series(
    measure_points: Callable[..., tuple[MetricValue, ...]], gap: list[DayFact]
) -> None:
    points = measure_points(MetricKey.FOLLOWERS, days=gap)

    assert [point.value for point in points] == [1_000, None, 1_010]
    assert [point.status for point in points] == [
        MetricStatus.MEASURED,
        MetricStatus.UNAVAILABLE,
        MetricStatus.MEASURED,
    ]
    assert points[1].reason is AbsenceReason.NOT_OBSERVED


def test_net_growth_over_a_gap_is_the_difference_of_what_was_seen(
    measure_total: Callable[..., MetricValue], gap: list[DayFact]
) -> None:
    net = measure_total(MetricKey.FOLLOWERS_NET, days=gap)

    assert net == MetricValue(
        MetricKey.FOLLOWERS_NET,
        10,
        MetricStatus.DERIVED,
        None,
        SEEN,
        None,
        "followers on 2026-03-04 less followers on 2026-03-02",
    )


def test_growth_over_a_gap_is_one_percent(measure_total: Callable[..., MetricValue], gap: list[DayFact]) -> None:
    growth = measure_total(MetricKey.FOLLOWER_GROWTH_RATE, days=gap)

    assert (growth.value, growth.status) == (0.01, MetricStatus.DERIVED)
    assert growth.basis == "net follower growth / followers at the start of the period"
    assert growth.coverage == Coverage(1, 1, CoverageUnit.ACCOUNTS)


def test_the_net_growth_of_the_days_adds_up_over_a_gap(
    measure_points: Callable[..., tuple[MetricValue, ...]], gap: list[DayFact]
) -> None:
    points = measure_points(MetricKey.FOLLOWERS_NET, days=gap)

    assert [point.value for point in points] == [None, None, 10]


# ---------------------------------------------------------------- the last value


def test_the_last_value_of_the_period_counts(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [
        make_day(1, followers=1),
        make_day(2, followers=1_000),
        make_day(4, followers=900),
        make_day(5, followers=2),
    ]

    followers = measure_total(MetricKey.FOLLOWERS, days=days)

    assert followers == MetricValue(
        MetricKey.FOLLOWERS, 900, MetricStatus.MEASURED, None, SEEN, None, "last followers observed, for 2026-03-04"
    )


def test_the_last_value_of_a_week_stands_for_the_week(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(2, followers=1_000), make_day(5, followers=1_005), make_day(9, followers=1_020)]

    points = measure_points(
        MetricKey.FOLLOWERS, granularity=Granularity.WEEK, days=days, end=date(2026, 3, 16), zone_name="UTC"
    )

    assert [point.value for point in points] == [1_005, 1_020]


def test_a_value_from_before_the_period_is_stale_in_the_total_and_a_gap_in_the_series(
    measure_total: Callable[..., MetricValue],
    measure_points: Callable[..., tuple[MetricValue, ...]],
    make_day: Callable[..., DayFact],
) -> None:
    days = [make_day(date(2026, 2, 5), followers=1_000, observed_at=LONG_AGO)]

    total = measure_total(MetricKey.FOLLOWERS, days=days)
    points = measure_points(MetricKey.FOLLOWERS, days=days)

    assert (total.value, total.status, total.reason) == (1_000, MetricStatus.PARTIAL, AbsenceReason.STALE)
    assert total.as_of == LONG_AGO
    assert [point.value for point in points] == [None, None, None]


def test_the_day_before_the_last_one_is_not_stale_yet(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    fresh = measure_total(MetricKey.FOLLOWERS, days=[make_day(3, followers=1_000)])
    stale = measure_total(MetricKey.FOLLOWERS, days=[make_day(2, followers=1_000)])

    assert (fresh.status, fresh.reason) == (MetricStatus.MEASURED, None)
    assert (stale.status, stale.reason) == (MetricStatus.PARTIAL, AbsenceReason.STALE)


def test_followers_never_seen_are_unknown(measure_total: Callable[..., MetricValue]) -> None:
    followers = measure_total(MetricKey.FOLLOWERS)

    assert (followers.value, followers.reason) == (None, AbsenceReason.NOT_OBSERVED)


def test_a_stock_that_the_platform_does_not_show_is_not_offered(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    value = measure_total(
        MetricKey.FOLLOWING, [make_account(Platform.LINKEDIN)], days=[make_day(3, "linkedin", followers=10)]
    )

    assert (value.value, value.reason) == (None, AbsenceReason.NOT_OFFERED)


def test_followers_have_no_hours(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_day: Callable[..., DayFact]
) -> None:
    points = measure_points(
        MetricKey.FOLLOWERS, granularity=Granularity.HOUR, days=[make_day(2, followers=9)], end=date(2026, 3, 3)
    )

    assert {(point.value, point.reason) for point in points} == {(None, AbsenceReason.TOO_FINE)}


# ---------------------------------------------------------------- claim 10


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (AccountStatus.REVOKED, AbsenceReason.ACCOUNT_REVOKED),
        (AccountStatus.EXPIRED, AbsenceReason.ACCOUNT_EXPIRED),
        (AccountStatus.FAILING, AbsenceReason.STALE),
    ],
)
def test_an_account_that_cannot_be_read_any_more_keeps_its_last_value_with_the_reason(
    measure_total: Callable[..., MetricValue],
    make_account: Callable[..., Account],
    make_day: Callable[..., DayFact],
    status: AccountStatus,
    reason: AbsenceReason,
) -> None:
    account = make_account(status=status)

    followers = measure_total(
        MetricKey.FOLLOWERS, [account], days=[make_day(date(2026, 2, 5), followers=1_000, observed_at=LONG_AGO)]
    )

    assert followers == MetricValue(
        MetricKey.FOLLOWERS,
        1_000,
        MetricStatus.PARTIAL,
        None,
        LONG_AGO,
        reason,
        "last followers observed, for 2026-02-05",
    )


def test_a_revoked_account_is_not_taken_for_zero_in_a_sum(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.TIKTOK, status=AccountStatus.REVOKED)]
    days = [
        make_day(4, "x", followers=500),
        make_day(date(2026, 2, 5), "tiktok", followers=1_000, observed_at=LONG_AGO),
    ]

    followers = measure_total(MetricKey.FOLLOWERS, accounts, days=days)

    assert (followers.value, followers.status, followers.reason) == (
        1_500,
        MetricStatus.PARTIAL,
        AbsenceReason.ACCOUNT_REVOKED,
    )
    assert followers.as_of == SEEN


# ---------------------------------------------------------------- over accounts


def test_followers_are_added_over_accounts_and_platforms(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.INSTAGRAM)]
    days = [make_day(4, "x", followers=500), make_day(3, "x", followers=499), make_day(4, followers=1_000)]

    followers = measure_total(MetricKey.FOLLOWERS, accounts, days=days)

    assert (followers.value, followers.status) == (1_500, MetricStatus.MEASURED)
    assert followers.coverage == Coverage(2, 2, CoverageUnit.ACCOUNTS)


def test_an_account_whose_followers_are_unknown_leaves_the_sum_partial(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.INSTAGRAM)]

    followers = measure_total(MetricKey.FOLLOWERS, accounts, days=[make_day(4, "x", followers=500)])

    assert (followers.value, followers.status, followers.reason) == (
        500,
        MetricStatus.PARTIAL,
        AbsenceReason.NOT_OBSERVED,
    )
    assert followers.coverage == Coverage(1, 2, CoverageUnit.ACCOUNTS)


def test_growth_over_accounts_is_the_ratio_of_the_sums(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.INSTAGRAM)]
    days = [
        make_day(1, "x", followers=100),
        make_day(4, "x", followers=150),
        make_day(1, followers=900),
        make_day(4, followers=900),
    ]

    assert measure_total(MetricKey.FOLLOWER_GROWTH_RATE, accounts, days=days).value == 0.05
    assert measure_total(MetricKey.FOLLOWERS_NET, accounts, days=days).value == 50


def test_growth_of_some_of_the_accounts_is_partial(
    measure_total: Callable[..., MetricValue], make_account: Callable[..., Account], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.INSTAGRAM)]
    days = [make_day(1, "x", followers=100), make_day(4, "x", followers=150), make_day(4, followers=900)]

    growth = measure_total(MetricKey.FOLLOWER_GROWTH_RATE, accounts, days=days)

    assert (growth.value, growth.status, growth.reason) == (0.5, MetricStatus.PARTIAL, AbsenceReason.START_UNKNOWN)
    assert growth.coverage == Coverage(1, 2, CoverageUnit.ACCOUNTS)


# ---------------------------------------------------------------- the start


@pytest.mark.parametrize("metric", [MetricKey.FOLLOWERS_NET, MetricKey.FOLLOWER_GROWTH_RATE])
def test_growth_is_null_when_the_start_is_unknown(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact], metric: MetricKey
) -> None:
    value = measure_total(metric, days=[make_day(3, followers=1_000), make_day(4, followers=1_010)])

    assert (value.value, value.status, value.reason) == (
        None,
        MetricStatus.UNAVAILABLE,
        AbsenceReason.START_UNKNOWN,
    )


def test_growth_is_null_when_the_only_known_day_is_the_first(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    growth = measure_total(MetricKey.FOLLOWER_GROWTH_RATE, days=[make_day(2, followers=1_000)])

    assert (growth.value, growth.reason) == (None, AbsenceReason.START_UNKNOWN)


def test_growth_from_zero_is_null_and_net_is_not(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(2, followers=0), make_day(4, followers=10)]

    growth = measure_total(MetricKey.FOLLOWER_GROWTH_RATE, days=days)
    net = measure_total(MetricKey.FOLLOWERS_NET, days=days)

    assert (growth.value, growth.reason) == (None, AbsenceReason.ZERO_BASE)
    assert net.value == 10


@pytest.mark.parametrize(
    ("anchor", "net"), [(date(2026, 3, 1), 110), (date(2026, 2, 28), 110), (date(2026, 2, 27), None)]
)
def test_the_start_may_have_been_seen_up_to_two_days_before(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact], anchor: date, net: int | None
) -> None:
    days = [make_day(anchor, followers=900), make_day(4, followers=1_010)]

    assert measure_total(MetricKey.FOLLOWERS_NET, days=days).value == net


def test_the_day_before_the_period_is_a_better_start_than_its_first_day(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(1, followers=900), make_day(2, followers=950), make_day(4, followers=1_010)]

    net = measure_total(MetricKey.FOLLOWERS_NET, days=days)

    assert (net.value, net.basis) == (110, "followers on 2026-03-04 less followers on 2026-03-01")


def test_net_growth_comes_from_gains_and_losses_where_no_total_was_seen(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(day, followers_gained=10, followers_lost=3) for day in (2, 3, 4)]

    net = measure_total(MetricKey.FOLLOWERS_NET, days=days)

    assert (net.value, net.status) == (21, MetricStatus.DERIVED)
    assert net.basis == "followers gained less followers lost, day by day"


def test_net_growth_is_not_made_of_gains_that_lack_a_day(
    measure_total: Callable[..., MetricValue], make_day: Callable[..., DayFact]
) -> None:
    days = [make_day(day, followers_gained=10, followers_lost=3) for day in (2, 3)]

    assert measure_total(MetricKey.FOLLOWERS_NET, days=days).value is None


def test_the_attribution_makes_no_difference_to_a_stock(
    measure_total: Callable[..., MetricValue], gap: list[DayFact]
) -> None:
    values = [measure_total(MetricKey.FOLLOWERS, days=gap, attribution=a) for a in (None, *Attribution)]

    assert values[0].value == 1_010
    assert values[1:] == [values[0], values[0]]
