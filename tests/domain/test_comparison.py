"""Which days stand against which."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comparison import Comparison, ComparisonKind, Windows, windows
from domain.time_range import Period, PeriodPreset

PREVIOUS_PERIOD = Comparison(ComparisonKind.PREVIOUS_PERIOD)
PREVIOUS_YEAR = Comparison(ComparisonKind.PREVIOUS_YEAR)


def _utc(start: date, end: date) -> Period:
    return Period(start, end, "UTC")


def _noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


# ---------------------------------------------------------------- claim 8


def test_monday_to_sunday_is_compared_with_the_monday_to_sunday_before() -> None:
    now = _noon(2026, 3, 16)
    week = Period.of_preset(PeriodPreset.LAST_7_DAYS, now, "UTC")

    pair = windows(week, PREVIOUS_PERIOD, now)

    assert pair is not None
    assert (pair.current.start, pair.current.end) == (date(2026, 3, 9), date(2026, 3, 16))
    assert pair.previous == _utc(date(2026, 3, 2), date(2026, 3, 9))
    assert (pair.current.start.weekday(), pair.previous.start.weekday()) == (0, 0)


def test_the_running_day_is_left_out_on_both_sides() -> None:
    now = _noon(2026, 3, 12)
    week = _utc(date(2026, 3, 9), date(2026, 3, 16))

    pair = windows(week, PREVIOUS_PERIOD, now)

    assert pair == Windows(_utc(date(2026, 3, 9), date(2026, 3, 12)), _utc(date(2026, 3, 6), date(2026, 3, 9)))


def test_which_day_is_running_depends_on_the_zone() -> None:
    now = datetime(2026, 3, 15, 23, 30, tzinfo=UTC)
    period = Period(date(2026, 3, 9), date(2026, 3, 16), "Asia/Kathmandu")

    pair = windows(period, PREVIOUS_PERIOD, now)

    assert pair is not None
    assert pair.current == period


def test_nothing_is_compared_when_only_the_running_day_was_asked_for() -> None:
    today = _utc(date(2026, 3, 12), date(2026, 3, 13))

    for kind in ComparisonKind:
        assert windows(today, Comparison(kind), _noon(2026, 3, 12)) is None


# ---------------------------------------------------------------- months


@pytest.mark.parametrize(
    ("today", "current", "previous"),
    [
        ((2026, 3, 16), (date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 1, 1), date(2026, 2, 1))),
        ((2026, 4, 16), (date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 2, 1), date(2026, 3, 1))),
        ((2024, 4, 16), (date(2024, 3, 1), date(2024, 4, 1)), (date(2024, 2, 1), date(2024, 3, 1))),
        ((2026, 5, 31), (date(2026, 4, 1), date(2026, 5, 1)), (date(2026, 3, 1), date(2026, 4, 1))),
        ((2026, 1, 1), (date(2025, 12, 1), date(2026, 1, 1)), (date(2025, 11, 1), date(2025, 12, 1))),
    ],
)
def test_last_month_is_compared_with_the_whole_month_before(
    today: tuple[int, int, int], current: tuple[date, date], previous: tuple[date, date]
) -> None:
    now = _noon(*today)

    pair = windows(Period.of_preset(PeriodPreset.LAST_MONTH, now, "UTC"), PREVIOUS_PERIOD, now)

    assert pair is not None
    assert (pair.current.start, pair.current.end) == current
    assert (pair.previous.start, pair.previous.end) == previous


@pytest.mark.parametrize(
    ("today", "current_end", "previous"),
    [
        ((2026, 3, 16), date(2026, 3, 16), (date(2026, 2, 1), date(2026, 2, 16))),
        ((2026, 3, 31), date(2026, 3, 31), (date(2026, 2, 1), date(2026, 3, 1))),
        ((2024, 3, 31), date(2024, 3, 31), (date(2024, 2, 1), date(2024, 3, 1))),
        ((2026, 1, 2), date(2026, 1, 2), (date(2025, 12, 1), date(2025, 12, 2))),
    ],
)
def test_this_month_is_compared_with_as_many_days_of_the_month_before(
    today: tuple[int, int, int], current_end: date, previous: tuple[date, date]
) -> None:
    now = _noon(*today)

    pair = windows(Period.of_preset(PeriodPreset.THIS_MONTH, now, "UTC"), PREVIOUS_PERIOD, now)

    assert pair is not None
    assert pair.current.end == current_end
    assert (pair.previous.start, pair.previous.end) == previous


def test_a_custom_month_is_compared_with_as_many_days_before() -> None:
    march = _utc(date(2026, 3, 1), date(2026, 4, 1))

    pair = windows(march, PREVIOUS_PERIOD, _noon(2026, 5, 1))

    assert pair == Windows(march, _utc(date(2026, 1, 29), date(2026, 3, 1)))


# ---------------------------------------------------------------- years


@pytest.mark.parametrize(
    ("current", "previous"),
    [
        ((date(2026, 3, 2), date(2026, 3, 9)), (date(2025, 3, 2), date(2025, 3, 9))),
        ((date(2025, 1, 1), date(2026, 1, 1)), (date(2024, 1, 1), date(2025, 1, 1))),
        ((date(2024, 2, 1), date(2024, 3, 1)), (date(2023, 2, 1), date(2023, 3, 1))),
        ((date(2024, 2, 29), date(2024, 3, 1)), (date(2023, 2, 28), date(2023, 3, 1))),
        ((date(2024, 2, 28), date(2024, 2, 29)), (date(2023, 2, 28), date(2023, 3, 1))),
        ((date(2024, 3, 1), date(2024, 3, 2)), (date(2023, 3, 1), date(2023, 3, 2))),
        ((date(2025, 12, 25), date(2026, 1, 2)), (date(2024, 12, 25), date(2025, 1, 2))),
    ],
)
def test_the_previous_year_is_the_same_dates_by_the_calendar(
    current: tuple[date, date], previous: tuple[date, date]
) -> None:
    pair = windows(_utc(*current), PREVIOUS_YEAR, _noon(2026, 6, 1))

    assert pair == Windows(_utc(*current), _utc(*previous))


def test_a_week_that_ends_on_28_february_is_not_compared_with_eight_days_of_a_leap_year() -> None:
    week = _utc(date(2025, 2, 22), date(2025, 3, 1))

    pair = windows(week, PREVIOUS_YEAR, _noon(2026, 6, 1))

    assert pair == Windows(week, _utc(date(2024, 2, 22), date(2024, 2, 29)))


# ---------------------------------------------------------------- custom


def test_a_custom_comparison_takes_the_days_that_were_given() -> None:
    current = _utc(date(2026, 3, 2), date(2026, 3, 9))
    other = _utc(date(2025, 11, 24), date(2025, 12, 1))

    pair = windows(current, Comparison(ComparisonKind.CUSTOM, other), _noon(2026, 3, 16))

    assert pair == Windows(current, other)


def test_the_running_day_is_left_out_of_a_custom_comparison_too() -> None:
    current = _utc(date(2026, 3, 2), date(2026, 3, 9))
    running = _utc(date(2026, 3, 9), date(2026, 3, 16))

    pair = windows(current, Comparison(ComparisonKind.CUSTOM, running), _noon(2026, 3, 12))

    assert pair == Windows(current, _utc(date(2026, 3, 9), date(2026, 3, 12)))


# ---------------------------------------------------------------- laws


@given(st.dates(date(2001, 1, 1), date(2030, 1, 1)), st.integers(1, 400), st.integers(-5, 405))
def test_the_previous_period_touches_the_complete_days_and_is_as_long(start: date, days: int, today: int) -> None:
    period = _utc(start, date.fromordinal(start.toordinal() + days))
    now_day = date.fromordinal(start.toordinal() + today)

    pair = windows(period, PREVIOUS_PERIOD, datetime(now_day.year, now_day.month, now_day.day, 7, tzinfo=UTC))

    if today <= 0:
        assert pair is None
    else:
        assert pair is not None
        assert pair.current == _utc(start, min(period.end, now_day))
        assert pair.previous.end == start
        assert pair.previous.days == pair.current.days
