"""What is folded: the facts of one account in one stretch of time, and how one of them is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.facts import DAY_INDEX, POST_INDEX, DayFact, PostFact
from domain.metrics import CATALOG, Aggregation, Denominator, MetricKey
from domain.observations import EngagementType, WindowSnapshot
from domain.time_range import Bucket
from domain.users import Account
from domain.values import AbsenceReason, CoverageUnit, MetricValue


class Attribution(StrEnum):
    """Which engagements belong to a period."""

    PUBLISHED = "published"
    """Everything that the posts published in the period have received since, whenever that was."""
    RECEIVED = "received"
    """What was received in the period, on posts of any age."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How rates are taken."""

    denominator: Denominator | None
    aggregation: Aggregation


@dataclass(slots=True)
class Slice:
    """The facts of one account in one bucket."""

    account: Account
    bucket: Bucket
    is_step: bool = False
    """True for one step of a series, in which a stock that was not seen is a gap, not its last known value."""
    posts: list[PostFact] = field(default_factory=list)
    """Published in the bucket."""
    days: list[DayFact] = field(default_factory=list)
    days_before: list[DayFact] = field(default_factory=list)
    """Known days before the bucket, oldest first."""
    engagements: dict[EngagementType, int] = field(default_factory=dict)
    """Received in the bucket."""
    watched: set[EngagementType] = field(default_factory=set)
    """The types that were being counted here, so that none of them means zero."""
    windows: list[WindowSnapshot] = field(default_factory=list)
    """What the platform itself computed over exactly this bucket."""

    @property
    def expected_days(self) -> int:
        """How many platform days the bucket holds; 0 for an hour."""
        return (self.bucket.last_day - self.bucket.first_day).days


@dataclass(frozen=True, slots=True)
class Folded:
    """A value and the attribution that it was taken by (None where it makes no difference)."""

    value: MetricValue
    attribution: Attribution | None


def post_value(post: PostFact, metric: MetricKey) -> float | None:
    """A lifetime counter of a post; for ENGAGEMENTS the sum of the parts that were observed."""
    if metric is MetricKey.ENGAGEMENTS:
        parts = [v for key in CATALOG[metric].parts if (v := post.values[POST_INDEX[key]]) is not None]
        return sum(parts) if parts else None
    index = POST_INDEX.get(metric)
    return post.values[index] if index is not None else None


def day_value(day: DayFact, metric: MetricKey) -> float | None:
    """What a platform reported for a day; for ENGAGEMENTS the sum of the parts that were observed."""
    if metric is MetricKey.ENGAGEMENTS:
        parts = [v for key in CATALOG[metric].parts if (v := day.values[DAY_INDEX[key]]) is not None]
        return sum(parts) if parts else None
    index = DAY_INDEX.get(metric)
    return day.values[index] if index is not None else None


def absence(metric: MetricKey, account: Account) -> AbsenceReason:
    """Why nothing of a metric was seen on an account."""
    return AbsenceReason.NOT_OBSERVED if CATALOG[metric].offered_by(account.platform) else AbsenceReason.NOT_OFFERED


def latest(instants: Iterable[datetime | None]) -> datetime | None:
    """The newest of them; None when there is none."""
    return max((at for at in instants if at is not None), default=None)


def weight(value: MetricValue) -> tuple[bool, int]:
    """How much of the accounts a candidate answers for."""
    coverage = value.coverage
    accounts = coverage.measured if coverage and coverage.unit is CoverageUnit.ACCOUNTS else 1
    return value.value is not None, accounts if value.value is not None else 0


def common_reason(values: Sequence[MetricValue]) -> AbsenceReason:
    """The one reason that all of them share, else NOT_OBSERVED."""
    reasons = {v.reason for v in values if v.reason}
    return reasons.pop() if len(reasons) == 1 else AbsenceReason.NOT_OBSERVED
