"""Stretches in which nobody looked: what was received in them is credited to their end, and said to be uncertain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.dimensions import Dimension
from domain.engine import Measures, measure
from domain.facts import EngagementFact, EngagementGap, EngagementGrain, EngagementNeed, UserFacts
from domain.metrics import MetricKey
from domain.observations import EngagementType
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import Account, User
from domain.values import AbsenceReason, Bounds, MetricStatus, MetricValue

LIKE = EngagementType.LIKE
USER = User("u1", None, "UTC")
WEEK = Period(date(2026, 3, 2), date(2026, 3, 9), "UTC")
LOOKED_AT = datetime(2026, 3, 10, 6, tzinfo=UTC)


def _at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def account(make_account: Callable[..., Account]) -> Account:
    """Last looked at on the morning of 10 March."""
    return replace(make_account(), last_observed_at=LOOKED_AT)


def _likes(
    account: Account,
    received: dict[datetime, int],
    *gaps: tuple[datetime, datetime, int],
    granularity: Granularity = Granularity.DAY,
    group_by: tuple[Dimension, ...] = (),
) -> Measures:
    query = MetricQuery(USER, (account,), (MetricKey.LIKES,), WEEK, granularity, group_by, Attribution.RECEIVED)
    need = query.engagements
    assert need is not None
    by_day = need.grain is EngagementGrain.DAY
    facts = UserFacts(gaps={account.account_id: [EngagementGap(LIKE, *gap) for gap in gaps]})
    facts.engagements[EngagementNeed(need.grain), account.account_id] = [
        EngagementFact(at.date() if by_day else None, None if by_day else at, LIKE, quantity)
        for at, quantity in received.items()
    ]
    return measure(query, facts)


def _told(value: MetricValue) -> tuple[float | None, MetricStatus, Bounds | None]:
    return value.value, value.status, value.bounds


def test_a_day_that_ends_a_gap_is_estimated_and_the_days_inside_have_bounds_and_no_value(account: Account) -> None:
    answer = _likes(account, {_at(3): 4, _at(6): 6}, (_at(3), _at(6), 6))

    (monday, tuesday, wednesday, thursday, friday, *weekend) = answer.groups[0].points[0]
    assert _told(monday) == (None, MetricStatus.UNAVAILABLE, None)
    assert _told(tuesday) == (4, MetricStatus.ESTIMATED, Bounds(4, 10))
    assert _told(wednesday) == (None, MetricStatus.UNAVAILABLE, Bounds(0, 6))
    assert _told(thursday) == (None, MetricStatus.UNAVAILABLE, Bounds(0, 6))
    assert _told(friday) == (6, MetricStatus.ESTIMATED, Bounds(0, 6))
    assert [point.value for point in weekend] == [None, None]


def test_the_sum_over_a_whole_gap_is_exact(account: Account) -> None:
    total = _likes(account, {_at(3): 4, _at(6): 6}, (_at(3), _at(6), 6)).total(MetricKey.LIKES)

    assert (_told(total), total.as_of) == ((10, MetricStatus.DERIVED, None), LOOKED_AT)


def test_before_the_first_engagement_a_gap_leaves_bounds_and_no_value(account: Account) -> None:
    first = _likes(account, {_at(4): 5}, (datetime(2026, 2, 25, tzinfo=UTC), _at(4), 5)).groups[0].points[0][0]

    assert (_told(first), first.reason) == (
        (None, MetricStatus.UNAVAILABLE, Bounds(0, 5)),
        AbsenceReason.NOT_OBSERVED,
    )


def test_a_total_that_a_gap_runs_into_is_estimated(account: Account) -> None:
    total = _likes(account, {_at(4): 5, _at(5): 1}, (datetime(2026, 2, 25, tzinfo=UTC), _at(4), 5)).total(
        MetricKey.LIKES
    )

    assert _told(total) == (6, MetricStatus.ESTIMATED, Bounds(1, 6))


def test_a_correction_in_a_gap_widens_the_bounds_the_other_way(account: Account) -> None:
    friday = _likes(account, {_at(3): 4, _at(6): -3}, (_at(3), _at(6), -3)).groups[0].points[0][4]

    assert _told(friday) == (-3, MetricStatus.ESTIMATED, Bounds(-3, 0))


@pytest.mark.parametrize(
    ("stretch", "status"),
    [
        (timedelta(hours=24), MetricStatus.DERIVED),
        (timedelta(hours=36), MetricStatus.DERIVED),
        (timedelta(hours=36, minutes=15), MetricStatus.ESTIMATED),
    ],
)
def test_a_daily_reading_that_is_some_hours_late_still_tells_the_day(
    account: Account, stretch: timedelta, status: MetricStatus
) -> None:
    friday = _likes(account, {_at(6): 6}, (_at(6) - stretch, _at(6), 6)).groups[0].points[0][4]

    assert (friday.value, friday.status) == (6, status)


def test_an_account_that_is_read_daily_has_estimated_hours(account: Account) -> None:
    gaps = [(_at(day - 1), _at(day), 5) for day in (4, 5)]

    answer = _likes(account, {_at(4): 5, _at(5): 5}, *gaps, granularity=Granularity.HOUR)

    noon = answer.groups[0].points[0][2 * 24 + 12]
    assert (answer.buckets[2 * 24 + 12].start, _told(noon)) == (_at(4), (5, MetricStatus.ESTIMATED, Bounds(0, 10)))
    assert answer.total(MetricKey.LIKES).status is MetricStatus.DERIVED


@pytest.mark.parametrize(
    ("dimension", "stretch", "status"),
    [
        (Dimension.HOUR_OF_DAY, timedelta(minutes=90), MetricStatus.DERIVED),
        (Dimension.HOUR_OF_DAY, timedelta(minutes=105), MetricStatus.ESTIMATED),
        (Dimension.WEEKDAY, timedelta(hours=36), MetricStatus.DERIVED),
        (Dimension.WEEKDAY, timedelta(hours=37), MetricStatus.ESTIMATED),
    ],
)
def test_hours_and_weekdays_are_judged_by_their_own_length_wherever_the_gap_lies(
    account: Account, dimension: Dimension, stretch: timedelta, status: MetricStatus
) -> None:
    answer = _likes(account, {_at(6): 6}, (_at(6) - stretch, _at(6), 6), group_by=(dimension,))

    received = {group.group.value(dimension): group.totals[0] for group in answer.groups}
    friday_or_noon = received["4" if dimension is Dimension.WEEKDAY else "12"]
    assert _told(friday_or_noon) == (6, status, None)
    assert sum(total.value or 0 for total in received.values()) == 6
