"""What the analyzer reads: rows of numbers, as plain values, for many users at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.history import Reading
from domain.metrics import DAY_METRICS, POST_METRICS, MetricKey
from domain.observations import ContentType, EngagementType, WindowSnapshot
from domain.time_range import Period

POST_INDEX: dict[MetricKey, int] = {key: i for i, key in enumerate(POST_METRICS)}
DAY_INDEX: dict[MetricKey, int] = {key: i for i, key in enumerate(DAY_METRICS)}

PostKey = tuple[str, str]
"""(account id, post id), within one user."""


class EngagementGrain(StrEnum):
    """How finely engagements are pre-aggregated."""

    DAY = "day"
    """Days in the user's own zone."""
    QUARTER_HOUR = "quarter_hour"
    """UTC quarter hours: every zone's days and hours since 1972 are made of whole ones."""


class EngagementSplit(StrEnum):
    """By what engagements are kept apart, beside account, type and time."""

    COUNTRY = "country"
    DEVICE = "device"
    POST = "post"


@dataclass(frozen=True, slots=True)
class EngagementNeed:
    """Which engagements an answer needs."""

    grain: EngagementGrain
    split: frozenset[EngagementSplit] = frozenset()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What may be known to an answer; both None: everything there is."""

    observed_by: datetime | None = None
    """Only what had been seen on the platforms by then (inclusive)."""
    recorded_by: datetime | None = None
    """Only what had been stored here by then (inclusive): with both at one moment, the answer given at that moment."""

    @property
    def is_present(self) -> bool:
        """True when nothing is held back."""
        return self.observed_by is None and self.recorded_by is None

    def moment(self, now: datetime) -> datetime:
        """The present of an answer: that of the earliest thing that is held back, else the real one."""
        return min(at for at in (now, self.observed_by, self.recorded_by) if at is not None)

    def includes(self, revision: "Revision") -> bool:
        """Whether an observation may be known."""
        seen = self.observed_by is None or revision.observed_at <= self.observed_by
        return seen and (self.recorded_by is None or revision.recorded_at <= self.recorded_by)


PRESENT = Knowledge()


@dataclass(frozen=True, slots=True)
class PostFact:
    """One post that was published in the range, with its latest counters in the order of POST_METRICS."""

    account_id: str
    post_id: str
    posted_at: datetime
    content_type: ContentType
    observed_at: datetime
    values: tuple[float | None, ...]
    tags: tuple[str, ...] = ()
    media_seconds: float | None = None
    text: str | None = None
    """Loaded only when it was asked for."""
    estimated: frozenset[MetricKey] = frozenset()
    """Which of the values lie between two observations."""
    aged: Mapping[MetricKey, float] = field(default_factory=dict)
    """Metrics that were worked out from the whole history of the post."""
    time_known: bool = True
    """False: only the day of publication is known."""

    @property
    def key(self) -> PostKey:
        """Which post it is."""
        return (self.account_id, self.post_id)


@dataclass(frozen=True, slots=True)
class DayFact:
    """One platform day of one account, in the order of DAY_METRICS."""

    account_id: str
    day: date
    observed_at: datetime
    values: tuple[float | None, ...]
    day_zone: str | None = None
    """IANA zone in which the platform cut the day; None: it does not say."""


@dataclass(frozen=True, slots=True)
class EngagementFact:
    """Engagements received in one step of a rollup."""

    day: date | None
    """Local day, for grain DAY."""
    instant: datetime | None
    """Start of the quarter hour, for grain QUARTER_HOUR."""
    engagement_type: EngagementType
    quantity: int
    country: str | None = None
    device: str | None = None
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class EngagementGap:
    """Engagements that were received somewhere in a long stretch between two observations of a counter.

    They are credited to its end, because that is when they became known.
    """

    engagement_type: EngagementType
    since: datetime
    until: datetime
    quantity: int


@dataclass(frozen=True, slots=True)
class FactsRange:
    """Which days of one user are needed, and what of them."""

    user_id: str
    start: date
    end: date
    starts_at: datetime
    ends_at: datetime
    engagements: EngagementNeed | None
    """None: engagements are not needed."""
    knowledge: Knowledge = PRESENT
    types: frozenset[EngagementType] | None = None
    """Which engagements of the need; None: all."""
    with_text: bool = False
    """The texts of posts, too."""
    posts_from: datetime | None = None
    """Posts from earlier on, to compare with; None: from the start of the range."""
    readings: frozenset[MetricKey] = frozenset()
    """Of these metrics every observation of the posts of the range, not the latest alone."""

    @classmethod
    def of(cls, user_id: str, period: Period, engagements: EngagementNeed | None) -> "FactsRange":
        """The range of a period."""
        return cls(user_id, period.start, period.end, period.starts_at, period.ends_at, engagements)


@dataclass(frozen=True, slots=True)
class FactsQuery:
    """The ranges of all users that an answer is about."""

    ranges: tuple[FactsRange, ...]


@dataclass(slots=True)
class UserFacts:
    """One user's facts. A range may have been widened; whoever reads cuts to its own period."""

    posts: list[PostFact] = field(default_factory=list)
    """Sorted by posted_at."""
    older_posts: dict[PostKey, PostFact] = field(default_factory=dict)
    """Posts published before the range that received engagements in it; only when those are split by post."""
    readings: dict[PostKey, Mapping[MetricKey, tuple[Reading, ...]]] = field(default_factory=dict)
    """Observations of posts, oldest first, of the metrics that were asked for."""
    days: dict[str, list[DayFact]] = field(default_factory=dict)
    """By account, sorted by day; the last day with followers before each range is among them."""
    engagements: dict[tuple[EngagementNeed, str], list[EngagementFact]] = field(default_factory=dict)
    """By need and account."""
    gaps: dict[str, list[EngagementGap]] = field(default_factory=dict)
    """By account: stretches without observation that touch a range."""
    windows: dict[str, list[WindowSnapshot]] = field(default_factory=dict)
    """By account: what the platform itself computed over exactly one of the ranges asked for."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts by user and knowledge."""

    found: dict[tuple[str, Knowledge], UserFacts]

    def of(self, wanted: FactsRange) -> UserFacts:
        """The facts of one range, empty when there are none."""
        return self.found.get((wanted.user_id, wanted.knowledge)) or UserFacts()


@dataclass(frozen=True, slots=True)
class Revision:
    """One observation of one metric, as it stands in the ledger."""

    metric: MetricKey
    value: float
    observed_at: datetime
    recorded_at: datetime
    """When it was stored here."""
