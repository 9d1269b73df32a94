"""The numbers: the ledger of observations, the wide tables that hold its latest state, engagements and rollups.

The metric columns of the wide tables are named as the keys of the catalog (`domain.metrics`); a test compares them.
"""

import datetime as dt
from datetime import datetime

from sqlalchemy import BigInteger, Double, Index, SmallInteger, true
from sqlalchemy.orm import Mapped, mapped_column

from persistence.models.base import Base, Count, Document, Items, belongs_to_account


class SharedCounters:
    """What is counted for a post over its life, and for an account by the day."""

    followers_gained: Mapped[Count]
    impressions: Mapped[Count]
    views: Mapped[Count]
    reach: Mapped[Count]
    likes: Mapped[Count]
    comments: Mapped[Count]
    shares: Mapped[Count]
    saves: Mapped[Count]
    sends: Mapped[Count]
    clicks: Mapped[Count]
    video_views: Mapped[Count]
    media_views: Mapped[Count]
    watch_time_seconds: Mapped[float | None] = mapped_column(Double)
    profile_views: Mapped[Count]
    platform_engagements: Mapped[Count]
    engagements: Mapped[Count]
    """Sum of the parts that were observed; derived when the row is written, to sort by."""
    engagement_rate: Mapped[float | None] = mapped_column(Double)
    """Engagements over the platform's usual base; derived likewise, never averaged."""
    observed_at: Mapped[datetime]
    """The newest observation of the row."""
    observed: Mapped[Document]
    """Metric to microseconds since 1970, for those last seen before `observed_at`; NULL when there are none."""


class ContentPerformance(SharedCounters, Base):
    """The latest known state of one post."""

    __tablename__ = "content_performance"
    __table_args__ = (belongs_to_account(), Index(None, "user_id", "posted_at"))

    user_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str]
    content_type: Mapped[str]
    posted_at: Mapped[datetime]
    time_known: Mapped[bool] = mapped_column(server_default=true())
    """False: only the day is known, and `posted_at` is its noon in UTC."""
    text: Mapped[str | None]
    url: Mapped[str | None]
    tags: Mapped[Items]
    deleted_at: Mapped[datetime | None]
    missing_since: Mapped[datetime | None]
    """When the platform first said that it is not there; a second time, later, means that it was deleted. Of a deleted
    post: when the platform last said so."""
    media_seconds: Mapped[float | None] = mapped_column(Double)
    """How long its video or sound lasts."""
    details: Mapped[Document] = mapped_column("metadata")
    described_at: Mapped[Document]
    """What the post is to microseconds since 1970, for what was last said before `observed_at`; NULL when there is
    none."""
    video_completion_rate: Mapped[float | None] = mapped_column(Double)


class UserMetrics(SharedCounters, Base):
    """The latest known state of one account on one platform day."""

    __tablename__ = "user_metrics"
    __table_args__ = (belongs_to_account(), Index(None, "user_id", "date"))

    user_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    date: Mapped[dt.date] = mapped_column(primary_key=True)
    day_zone: Mapped[str | None]
    """IANA zone in which the platform cut the day; NULL when it does not say."""
    followers: Mapped[Count]
    following: Mapped[Count]
    posts_count: Mapped[Count]
    followers_lost: Mapped[Count]
    posts_published: Mapped[Count]
    website_clicks: Mapped[Count]
    audience_demographics: Mapped[Document]
    """From group and dimension, such as `followers:country`, to the newest breakdown and when it was seen."""


class MetricObservation(Base):
    """The ledger: one value of one metric, seen at one moment. Rows are added, never changed."""

    __tablename__ = "metric_observations"
    __table_args__ = (belongs_to_account(), {"sqlite_with_rowid": False})

    user_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str] = mapped_column(primary_key=True)
    """Empty: the account itself."""
    period: Mapped[str] = mapped_column(primary_key=True)
    """`lifetime`, a day `2026-03-01`, or a window `2026-03-01/2026-03-29` (end exclusive)."""
    metric: Mapped[str] = mapped_column(primary_key=True)
    observed_at: Mapped[datetime] = mapped_column(primary_key=True)
    value: Mapped[float] = mapped_column(Double, primary_key=True)
    """Exact for counts up to 2^53."""
    recorded_at: Mapped[datetime]
    provenance: Mapped[str]
    source_id: Mapped[str]
    """The collection run or import that brought it."""


class PostEngagement(Base):
    """Engagements: single events, and the changes between two observations of a counter."""

    __tablename__ = "post_engagements"
    __table_args__ = (belongs_to_account(), {"sqlite_with_rowid": False})

    user_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str]
    post_id: Mapped[str | None]
    engagement_type: Mapped[str]
    engagement_time: Mapped[datetime]
    quantity: Mapped[int] = mapped_column(BigInteger)
    source_country: Mapped[str | None]
    source_device: Mapped[str | None]
    source: Mapped[str]
    details: Mapped[Document] = mapped_column("metadata")
    recorded_at: Mapped[datetime | None]
    """When it was stored here; NULL for what was stored before this was noted."""


class EngagementBreakdown(Base):
    """Engagements of a day in the user's own zone, by what only some sources tell.

    Dimension 0 is the country, 1 the device; what is not known has no row, and is what the day's rollup has more.
    """

    __tablename__ = "engagement_breakdowns"
    __table_args__ = (belongs_to_account(), {"sqlite_with_rowid": False})

    user_id: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    bucket: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    engagement_type: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int] = mapped_column(BigInteger)


class EngagementGapRow(Base):
    """Engagements that were received somewhere in a stretch of 90 minutes or more between two observations.

    Both ends are UTC quarter hours since 1970; the engagements are credited to the later one.
    """

    __tablename__ = "engagement_gaps"
    __table_args__ = (belongs_to_account(), {"sqlite_with_rowid": False})

    user_id: Mapped[str] = mapped_column(primary_key=True)
    until_bucket: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    engagement_type: Mapped[str] = mapped_column(primary_key=True)
    since_bucket: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    direction: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    """1 for gains, -1 for losses: kept apart, so that they do not hide each other."""
    quantity: Mapped[int] = mapped_column(BigInteger)


class EngagementRollup(Base):
    """Engagements added up in advance, in the transaction that stores them.

    Grain 0 is the day in the user's own zone (`bucket` is the proleptic ordinal of the date), grain 1 the UTC
    quarter hour (`bucket` is the number of quarter hours since 1970).
    """

    __tablename__ = "engagement_rollups"
    __table_args__ = (belongs_to_account(), {"sqlite_with_rowid": False})

    user_id: Mapped[str] = mapped_column(primary_key=True)
    grain: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    bucket: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    engagement_type: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int] = mapped_column(BigInteger)
