"""A number and how it was obtained."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.intervals import Interval
from domain.metrics import CATALOG, MetricKey, Unit
from domain.significance import Significance


class MetricStatus(StrEnum):
    """How a value came about."""

    MEASURED = "measured"
    """Read from the platform, or the plain sum of such readings, with nothing missing."""
    DERIVED = "derived"
    """Computed from complete measurements by the formula in `basis`."""
    ESTIMATED = "estimated"
    """Allotted or interpolated: what was observed does not say exactly when; `bounds` hold the true value."""
    PARTIAL = "partial"
    """Something that belongs in it was not observed; `coverage` says how much was."""
    UNAVAILABLE = "unavailable"
    """There is no honest value; `reason` says why, `bounds` what is known all the same."""


class AbsenceReason(StrEnum):
    """Why a value is missing, or not what it could be."""

    NOT_OBSERVED = "not_observed"
    NOT_OFFERED = "not_offered"
    """The platform does not have this metric."""
    NOT_ADDITIVE = "not_additive"
    """Unique counts cannot be added up."""
    NO_POSTS = "no_posts"
    """Nothing was published in the period."""
    NO_ACCOUNTS = "no_accounts"
    START_UNKNOWN = "start_unknown"
    """No observation near the start of the period."""
    NO_BASE = "no_base"
    """The denominator was not observed."""
    ZERO_BASE = "zero_base"
    """The denominator is 0."""
    TOO_FINE = "too_fine"
    """The platform reports whole days only."""
    STALE = "stale"
    """The last observation is older than the period."""
    NOT_SPLIT = "not_split"
    """It is reported for the whole account and cannot be cut by what was asked."""
    RETIRED = "retired"
    """The platform no longer reports it."""
    TOO_YOUNG = "too_young"
    """The posts had not reached the age."""
    TOO_FEW = "too_few"
    """Too few posts to compare with."""
    UNEQUAL_COVERAGE = "unequal_coverage"
    """Of a change: the two periods are not equally complete."""
    ACCOUNT_EXPIRED = "account_expired"
    ACCOUNT_REVOKED = "account_revoked"


class CoverageUnit(StrEnum):
    """What coverage is counted in."""

    POSTS = "posts"
    DAYS = "days"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what belongs in a value was measured."""

    measured: int
    expected: int
    unit: CoverageUnit

    @property
    def complete(self) -> bool:
        """True when nothing is missing."""
        return self.measured >= self.expected


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the true value lies, both ends included. None: no bound on that side."""

    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """Against the value of another period."""

    previous: float | None
    absolute: float | None
    """Difference in the metric's unit; for fractions, in points of 1 (0.01 is one percentage point)."""
    relative: float | None
    """Fraction of the previous value; None when that is 0 or negative, unknown, or the metric is itself a fraction."""
    reason: AbsenceReason | None = None
    """Why there is no difference although both values are known."""
    significance: Callable[[], Significance] | None = field(default=None, compare=False)
    """Judges the change among all changes of the answer; None when there are no posts to judge it by."""


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One number with its status, coverage, time of observation, reason and basis."""

    metric: MetricKey
    value: float | None
    status: MetricStatus
    coverage: Coverage | None = None
    as_of: datetime | None = None
    """When the newest observation in it was made."""
    reason: AbsenceReason | None = None
    basis: str | None = None
    bounds: Bounds | None = None
    change: Change | None = None
    interval: Interval | None = None
    """Of a rate, with posts as the sampling unit."""

    def compared_to(self, previous: "MetricValue") -> "MetricValue":
        """The same value with its change against another period's."""
        return replace(self, change=change(self, previous))


def unavailable(
    metric: MetricKey,
    reason: AbsenceReason,
    coverage: Coverage | None = None,
    bounds: Bounds | None = None,
    as_of: datetime | None = None,
    basis: str | None = None,
) -> MetricValue:
    """A value that does not exist, and why."""
    return MetricValue(metric, None, MetricStatus.UNAVAILABLE, coverage, as_of, reason, basis, bounds)


_EQUALLY_COMPLETE = 0.05
"""Shares of posts or days that were measured may differ by so much; accounts must be the same number."""


def change(current: MetricValue, previous: MetricValue) -> Change:
    """Difference and relative change. Against 0 there is no relative change; rates differ in points.

    Periods that are not equally complete have no difference: it would show what was observed, not what happened.
    """
    if current.value is None or previous.value is None:
        return Change(previous.value, None, None)
    if not equally_complete(current.coverage, previous.coverage):
        return Change(previous.value, None, None, AbsenceReason.UNEQUAL_COVERAGE)
    absolute = current.value - previous.value
    if CATALOG[current.metric].unit is Unit.FRACTION or previous.value <= 0:
        return Change(previous.value, absolute, None)
    return Change(previous.value, absolute, absolute / previous.value)


def equally_complete(current: Coverage | None, previous: Coverage | None) -> bool:
    """True when two values rest on equally much of what belongs in them."""
    if current is None or previous is None or (current.complete and previous.complete):
        return True
    if current.unit is CoverageUnit.ACCOUNTS or current.unit is not previous.unit:
        return current == previous
    if not current.expected or not previous.expected:
        return True
    shares = (current.measured / current.expected, previous.measured / previous.expected)
    return abs(shares[0] - shares[1]) <= _EQUALLY_COMPLETE
