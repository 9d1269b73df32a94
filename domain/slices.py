"""What is folded: the facts of one account in one stretch of time, and how one of them is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.facts import DAY_INDEX, POST_INDEX, DayFact, PostFact
from domain.metrics import CATALOG, Aggregation, Denominator, MetricKey, Subject, retired
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
    uncertain: dict[EngagementType, tuple[int, int] | None] = field(default_factory=dict)
    """By how much less and more may have been received in the bucket than was credited to it; None: nobody knows."""
    looked_at: datetime | None = None
    """When the account was last looked at, as far as that may be known."""
    whole: bool = True
    """False when something finer than the account cuts the answer: a stock has no part of its own for that."""
    blind: frozenset[Subject] = frozenset()
    """Posts, or platform days, that cannot be cut as was asked, and are therefore not here."""
    has_posts: bool = True
    """False when the account has no post in the whole period: then the platform's days tell how many there were."""
    reports_posts: bool = False
    """True when the platform tells how many posts there were, on any day of the whole period."""
    expected_days: int = -1
    """How many platform days belong here; 0 for an hour. Left out: those of the bucket."""

    def __post_init__(self) -> None:
        if self.expected_days < 0:
            self.expected_days = (self.bucket.last_day - self.bucket.first_day).days


@dataclass(frozen=True, slots=True)
class Folded:
    """A value and the attribution that it was taken by (None where it makes no difference)."""

    value: MetricValue
    attribution: Attribution | None
    sample: tuple[float, ...] = ()
    """The values of the single posts, where posts are what the value is made of; not for the steps of a series."""
    base: Denominator | None = None
    """Of a rate, what it was taken over."""


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


def absence(metric: MetricKey, piece: Slice, kind: Subject) -> AbsenceReason:
    """Why nothing of a metric was seen on an account, on posts or on platform days."""
    platform = piece.account.platform
    if not CATALOG[metric].offered_by(platform):
        return AbsenceReason.NOT_OFFERED
    if kind in piece.blind:
        return AbsenceReason.NOT_SPLIT
    return AbsenceReason.RETIRED if retired(metric, platform, piece.bucket.first_day) else AbsenceReason.NOT_OBSERVED


def latest(instants: Iterable[datetime | None]) -> datetime | None:
    """The newest of them; None when there is none."""
    return max((at for at in instants if at is not None), default=None)


def weight(value: MetricValue) -> tuple[bool, int]:
    """How much of the accounts a candidate answers for."""
    coverage = value.coverage
    accounts = coverage.measured if coverage and coverage.unit is CoverageUnit.ACCOUNTS else 1
    return value.value is not None, accounts if value.value is not None else 0


def common_reason(values: Sequence[MetricValue]) -> AbsenceReason:
    """The one reason of all that could have had a value, else NOT_OBSERVED."""
    reasons = {v.reason for v in values if v.reason}
    if len(reasons) > 1:
        reasons.discard(AbsenceReason.NO_POSTS)
    return reasons.pop() if len(reasons) == 1 else AbsenceReason.NOT_OBSERVED
