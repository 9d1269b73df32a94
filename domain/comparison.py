"""Comparing a period with another: which days stand against which, by calendar arithmetic."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.time_range import Granularity, Period, PeriodPreset, floor, step


class ComparisonKind(StrEnum):
    """What a period is compared with."""

    PREVIOUS_PERIOD = "previous_period"
    """As many days directly before; for whole weeks therefore the same weekdays, for LAST_MONTH the month before."""
    PREVIOUS_YEAR = "previous_year"
    """The same dates a year earlier."""
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to compare with; `custom` holds the other period for kind CUSTOM."""

    kind: ComparisonKind
    custom: Period | None = None


@dataclass(frozen=True, slots=True)
class Windows:
    """Two stretches of equally complete days that may be compared."""

    current: Period
    previous: Period


def windows(period: Period, comparison: Comparison, now: datetime) -> Windows | None:
    """The days to compare. The running day is left out on both sides; None when nothing else is left."""
    current = period.complete_days(now)
    if current is None:
        return None
    if comparison.kind is ComparisonKind.CUSTOM and comparison.custom is not None:
        other = comparison.custom.complete_days(now)
        return Windows(current, other) if other is not None else None
    if comparison.kind is ComparisonKind.PREVIOUS_YEAR:
        start = step(current.start, Granularity.YEAR, -1)
        end = step(current.end - timedelta(days=1), Granularity.YEAR, -1) + timedelta(days=1)
        return Windows(current, Period(start, end, period.zone_name))
    if period.preset is PeriodPreset.LAST_MONTH:
        return Windows(current, _shifted(current, Granularity.MONTH, -1))
    if period.preset is PeriodPreset.THIS_MONTH:
        start = step(floor(current.start, Granularity.MONTH), Granularity.MONTH, -1)
        end = min(start + timedelta(days=current.days), current.start)
        return Windows(current, Period(start, end, period.zone_name))
    return Windows(current, Period(current.start - timedelta(days=current.days), current.start, period.zone_name))


def _shifted(period: Period, granularity: Granularity, count: int) -> Period:
    start = step(period.start, granularity, count)
    end = max(step(period.end, granularity, count), start + timedelta(days=1))
    return Period(start, end, period.zone_name)
