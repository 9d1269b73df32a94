"""What the analyzer reads: rows of numbers, as plain values, for many users at once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.metrics import DAY_METRICS, POST_METRICS, MetricKey
from domain.observations import ContentType, EngagementType, WindowSnapshot
from domain.time_range import Period

POST_INDEX: dict[MetricKey, int] = {key: i for i, key in enumerate(POST_METRICS)}
DAY_INDEX: dict[MetricKey, int] = {key: i for i, key in enumerate(DAY_METRICS)}


class EngagementGrain(StrEnum):
    """How finely engagements are pre-aggregated."""

    DAY = "day"
    """Days in the user's own zone."""
    QUARTER_HOUR = "quarter_hour"
    """UTC quarter hours: every zone's days and hours since 1972 are made of whole ones."""


@dataclass(frozen=True, slots=True)
class PostFact:
    """One post that was published in the range, with its latest counters in the order of POST_METRICS."""

    account_id: str
    post_id: str
    posted_at: datetime
    content_type: ContentType
    observed_at: datetime
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class DayFact:
    """One platform day of one account, in the order of DAY_METRICS."""

    account_id: str
    day: date
    observed_at: datetime
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class EngagementFact:
    """Engagements received in one step of a rollup."""

    day: date | None
    """Local day, for grain DAY."""
    instant: datetime | None
    """Start of the quarter hour, for grain QUARTER_HOUR."""
    engagement_type: EngagementType
    quantity: int


@dataclass(frozen=True, slots=True)
class FactsRange:
    """Which days of one user are needed."""

    user_id: str
    start: date
    end: date
    starts_at: datetime
    ends_at: datetime
    grain: EngagementGrain | None
    """None: engagements are not needed."""

    @classmethod
    def of(cls, user_id: str, period: Period, grain: EngagementGrain | None) -> "FactsRange":
        """The range of a period."""
        return cls(user_id, period.start, period.end, period.starts_at, period.ends_at, grain)


@dataclass(frozen=True, slots=True)
class FactsQuery:
    """The ranges of all users that an answer is about."""

    ranges: tuple[FactsRange, ...]


@dataclass(slots=True)
class UserFacts:
    """One user's facts. A range may have been widened; whoever reads cuts to its own period."""

    posts: list[PostFact] = field(default_factory=list)
    """Sorted by posted_at."""
    days: dict[str, list[DayFact]] = field(default_factory=dict)
    """By account, sorted by day; the last day with followers before each range is among them."""
    engagements: dict[tuple[EngagementGrain, str], list[EngagementFact]] = field(default_factory=dict)
    """By grain and account."""
    windows: dict[str, list[WindowSnapshot]] = field(default_factory=dict)
    """By account: what the platform itself computed over exactly one of the ranges asked for."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts by user."""

    by_user: dict[str, UserFacts]

    def of(self, user_id: str) -> UserFacts:
        """The facts of one user, empty when there are none."""
        return self.by_user.get(user_id) or UserFacts()


@dataclass(frozen=True, slots=True)
class Revision:
    """One observation of one metric, as it stands in the ledger."""

    metric: MetricKey
    value: float
    observed_at: datetime
