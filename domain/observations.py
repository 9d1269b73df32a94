"""What a source tells us, before it is stored: snapshots of posts and days, and single engagements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.audience import AudienceBreakdown
from domain.metrics import MetricKey


class ContentType(StrEnum):
    """What kind of post it is."""

    TEXT = "text"
    IMAGE = "image"
    CAROUSEL = "carousel"
    VIDEO = "video"
    REEL = "reel"
    STORY = "story"
    LINK = "link"
    POLL = "poll"
    LIVE = "live"
    DOCUMENT = "document"
    OTHER = "other"


class EngagementType(StrEnum):
    """What a single engagement was."""

    LIKE = "like"
    COMMENT = "comment"
    SHARE = "share"
    SAVE = "save"
    CLICK = "click"
    VIEW = "view"
    IMPRESSION = "impression"
    FOLLOW = "follow"

    @property
    def metric(self) -> MetricKey:
        """The metric that engagements of this type add up to."""
        return _METRIC_OF[self]


_METRIC_OF = {
    EngagementType.LIKE: MetricKey.LIKES,
    EngagementType.COMMENT: MetricKey.COMMENTS,
    EngagementType.SHARE: MetricKey.SHARES,
    EngagementType.SAVE: MetricKey.SAVES,
    EngagementType.CLICK: MetricKey.CLICKS,
    EngagementType.VIEW: MetricKey.VIEWS,
    EngagementType.IMPRESSION: MetricKey.IMPRESSIONS,
    EngagementType.FOLLOW: MetricKey.FOLLOWERS_GAINED,
}

ENGAGEMENT_OF: dict[MetricKey, EngagementType] = {metric: kind for kind, metric in _METRIC_OF.items()}
"""The engagement type whose quantities add up to a metric received in a period."""


class EngagementSource(StrEnum):
    """How a row of engagements came about."""

    EVENT = "event"
    DELTA = "delta"
    WEBHOOK = "webhook"
    IMPORT = "import"


class Provenance(StrEnum):
    """Where an observation comes from."""

    API = "api"
    IMPORT = "import"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class PostDetails:
    """What a post is, apart from its numbers. None means that the source did not say."""

    posted_at: datetime
    content_type: ContentType = ContentType.OTHER
    text: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)
    media_seconds: float | None = None
    """How long its video or sound lasts. None also where there is none."""
    time_known: bool = True
    """False: the source tells the day alone, and `posted_at` is noon of that day in UTC."""


@dataclass(frozen=True, slots=True)
class PostSnapshot:
    """The lifetime counters of one post, seen at one moment. A metric that was not seen is not in the mapping."""

    post_id: str
    observed_at: datetime
    metrics: Mapping[MetricKey, int | float]
    details: PostDetails | None = None


@dataclass(frozen=True, slots=True)
class DaySnapshot:
    """The numbers of one account on one day, as the platform cut that day, seen at one moment."""

    day: date
    observed_at: datetime
    metrics: Mapping[MetricKey, int | float]
    day_zone: str | None = None
    """IANA zone in which the platform cut the day; None when it does not say."""
    audience: tuple[AudienceBreakdown, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowSnapshot:
    """One number that the platform itself computed over several days, such as 28-day reach."""

    metric: MetricKey
    start: date
    end: date
    """Exclusive."""
    value: int | float
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Engagement:
    """Engagements of one type at one moment; `quantity` may be negative when a platform took some back."""

    dedupe_key: str
    engagement_type: EngagementType
    occurred_at: datetime
    quantity: int = 1
    post_id: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    device: str | None = None
    source: EngagementSource = EngagementSource.EVENT
    metadata: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts about one account that are stored together or not at all."""

    posts: tuple[PostSnapshot, ...] = ()
    days: tuple[DaySnapshot, ...] = ()
    windows: tuple[WindowSnapshot, ...] = ()
    engagements: tuple[Engagement, ...] = ()

    def __len__(self) -> int:
        return len(self.posts) + len(self.days) + len(self.windows) + len(self.engagements)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What storing a batch did."""

    posts_added: int = 0
    observations_added: int = 0
    engagements_added: int = 0
    values_changed: int = 0
    """How many current values are other than before."""

    def __add__(self, other: "Recorded") -> "Recorded":
        return Recorded(
            self.posts_added + other.posts_added,
            self.observations_added + other.observations_added,
            self.engagements_added + other.engagements_added,
            self.values_changed + other.values_changed,
        )
