"""Comparing a period with another: which days stand against which, by calendar arithmetic."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.time_range import Granularity, Period, step

_DAYS_TO_THE_NEAREST = 3
"""The nearest day of a weekday is at most so far away."""


class ComparisonKind(StrEnum):
    """What a period is compared with."""

    PREVIOUS_PERIOD = "previous_period"
    """As many days directly before: for whole weeks the same weekdays. For LAST_MONTH the month before, and so on."""
    PREVIOUS_YEAR = "previous_year"
    """The same dates a year earlier."""
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to compare with; `custom` holds the other period for kind CUSTOM."""

    kind: ComparisonKind
    custom: Period | None = None
    align_weekdays: bool = False
    """Move the other days so that they begin on the same weekday: back for PREVIOUS_PERIOD, to the nearest ones for
    PREVIOUS_YEAR. Not for CUSTOM."""
    with_running_day: bool = False
    """Compare today as far as it has come; it stands against a whole day."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Two stretches of equally complete days that may be compared."""

    current: Period
    previous: Period


def windows(period: Period, comparison: Comparison, now: datetime) -> Windows | None:
    """The days to compare. The running day is left out on both sides; None when nothing else is left."""
    keep = comparison.with_running_day
    current = period if keep else period.complete_days(now)
    if current is None:
        return None
    if comparison.kind is ComparisonKind.CUSTOM and comparison.custom is not None:
        other = comparison.custom if keep else comparison.custom.complete_days(now)
        return Windows(current, other) if other is not None else None
    year = comparison.kind is ComparisonKind.PREVIOUS_YEAR
    previous = _year_before(current) if year else _before(current)
    if comparison.align_weekdays:
        back = (previous.start.weekday() - current.start.weekday()) % 7
        start = previous.start - timedelta(days=back - 7 if year and back > _DAYS_TO_THE_NEAREST else back)
        previous = Period(start, start + timedelta(days=current.days), current.zone_name)
    return Windows(current, previous)


def _year_before(current: Period) -> Period:
    start = step(current.start, Granularity.YEAR, -1)
    end = step(current.end - timedelta(days=1), Granularity.YEAR, -1) + timedelta(days=1)
    return Period(start, end, current.zone_name)


def _before(current: Period) -> Period:
    """A week, month, quarter or year is compared with the one before, as far as the running one has come."""
    unit = current.calendar_step
    if unit is None:
        return Period(current.start - timedelta(days=current.days), current.start, current.zone_name)
    start = step(current.start, unit, -1)
    end = min(start + timedelta(days=current.days), current.start) if current.running else current.start
    return Period(start, end, current.zone_name)
