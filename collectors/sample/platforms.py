"""How the made-up brand does on each platform: sizes, habits, and which numbers there are to see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform

_PARTS = (MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES, MetricKey.SAVES)


@dataclass(frozen=True, slots=True)
class Profile:
    """One platform. Hours are UTC; rates are shares of the final exposure (watch time: seconds per view)."""

    day_zone: str
    """Zone in which the platform cuts its days."""
    followers: int
    """At the beginning of 2026."""
    followers_per_day: float
    posts_per_day: float
    exposure: MetricKey
    """What the platform counts exposure in: views or impressions."""
    typical_exposure: int
    """Median over posts, after weeks."""
    spread: float
    """Sigma of the lognormal exposure: the larger, the heavier the tail."""
    half_life_hours: float
    weekdays: tuple[float, ...]
    """How lively Monday to Sunday are."""
    hours: Mapping[int, float]
    """When the brand posts."""
    peak_hour: float
    """When its audience is most awake."""
    content_types: Mapping[ContentType, float]
    rates: Mapping[MetricKey, float]
    received: tuple[MetricKey, ...]
    """What the platform reports as received by the account in a day."""
    stocks: tuple[MetricKey, ...]
    rates_by_type: Mapping[ContentType, Mapping[MetricKey, float]] = field(default_factory=dict)
    """What only posts of some type have."""
    engagement_parts: tuple[MetricKey, ...] = ()
    """What the platform itself adds up as engagements; empty when it does not."""
    has_completion_rate: bool = False
    counts_lost_followers: bool = False
    has_reach: bool = False
    """Of the account, by day."""
    has_window_reach: bool = False
    profile_views_per_follower: float = 0.0
    """A day; 0 when the platform does not tell."""
    website_clicks_per_profile_view: float = 0.0
    sometimes_missing: MetricKey = MetricKey.SHARES
    """The metric that a few posts lack, as when an owner hides the likes."""
    loses_a_day_every: int | None = None
    """So many days lie between two that nobody collected; they are missing for ever."""


PROFILES: dict[Platform, Profile] = {
    Platform.FACEBOOK: Profile(
        day_zone="America/Los_Angeles",
        followers=86_400,
        followers_per_day=24.0,
        posts_per_day=0.9,
        exposure=MetricKey.VIEWS,
        typical_exposure=9_500,
        spread=0.85,
        half_life_hours=5.0,
        weekdays=(1.0, 1.0, 1.05, 1.1, 1.15, 0.8, 0.75),
        hours={7: 1, 9: 3, 11: 2, 12: 4, 15: 2, 17: 4, 18: 3, 20: 1},
        peak_hour=18.0,
        content_types={ContentType.IMAGE: 4, ContentType.VIDEO: 2, ContentType.LINK: 2, ContentType.REEL: 2},
        rates={
            MetricKey.REACH: 0.71,
            MetricKey.LIKES: 0.014,
            MetricKey.COMMENTS: 0.0012,
            MetricKey.SHARES: 0.0010,
            MetricKey.CLICKS: 0.019,
        },
        rates_by_type={
            ContentType.VIDEO: {MetricKey.VIDEO_VIEWS: 0.44, MetricKey.WATCH_TIME_SECONDS: 4.2},
            ContentType.REEL: {MetricKey.VIDEO_VIEWS: 0.58, MetricKey.WATCH_TIME_SECONDS: 5.1},
        },
        engagement_parts=(MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES),
        received=(
            MetricKey.VIEWS,
            MetricKey.VIDEO_VIEWS,
            MetricKey.LIKES,
            MetricKey.COMMENTS,
            MetricKey.SHARES,
            MetricKey.PLATFORM_ENGAGEMENTS,
        ),
        stocks=(MetricKey.FOLLOWERS,),
        counts_lost_followers=True,
        has_reach=True,
        has_window_reach=True,
        profile_views_per_follower=0.006,
    ),
    Platform.INSTAGRAM: Profile(
        day_zone="America/Los_Angeles",
        followers=241_700,
        followers_per_day=165.0,
        posts_per_day=1.3,
        exposure=MetricKey.VIEWS,
        typical_exposure=92_000,
        spread=0.8,
        half_life_hours=20.0,
        weekdays=(0.95, 0.95, 1.0, 1.0, 1.05, 1.15, 1.2),
        hours={6: 1, 8: 2, 11: 3, 12: 3, 16: 2, 18: 4, 19: 4, 20: 2},
        peak_hour=19.0,
        content_types={ContentType.IMAGE: 3, ContentType.CAROUSEL: 3, ContentType.REEL: 4},
        rates={
            MetricKey.REACH: 0.66,
            MetricKey.LIKES: 0.031,
            MetricKey.COMMENTS: 0.0011,
            MetricKey.SHARES: 0.0034,
            MetricKey.SAVES: 0.0046,
            MetricKey.FOLLOWERS_GAINED: 0.0004,
            MetricKey.PROFILE_VIEWS: 0.0042,
        },
        rates_by_type={ContentType.REEL: {MetricKey.WATCH_TIME_SECONDS: 6.3}},
        engagement_parts=_PARTS,
        received=(MetricKey.VIEWS, *_PARTS, MetricKey.PLATFORM_ENGAGEMENTS),
        stocks=(MetricKey.FOLLOWERS, MetricKey.FOLLOWING, MetricKey.POSTS_COUNT),
        has_reach=True,
        has_window_reach=True,
        profile_views_per_follower=0.011,
        website_clicks_per_profile_view=0.055,
        sometimes_missing=MetricKey.LIKES,
    ),
    Platform.X: Profile(
        day_zone="UTC",
        followers=42_300,
        followers_per_day=11.0,
        posts_per_day=2.0,
        exposure=MetricKey.IMPRESSIONS,
        typical_exposure=6_200,
        spread=1.1,
        half_life_hours=1.6,
        weekdays=(1.1, 1.15, 1.15, 1.1, 1.0, 0.7, 0.65),
        hours={7: 2, 8: 3, 9: 3, 12: 4, 14: 2, 16: 3, 18: 2, 21: 1},
        peak_hour=15.0,
        content_types={ContentType.TEXT: 4, ContentType.IMAGE: 3, ContentType.VIDEO: 1, ContentType.LINK: 2},
        rates={
            MetricKey.LIKES: 0.011,
            MetricKey.COMMENTS: 0.0012,
            MetricKey.SHARES: 0.0018,
            MetricKey.SAVES: 0.0009,
            MetricKey.PROFILE_VIEWS: 0.0031,
        },
        rates_by_type={
            ContentType.LINK: {MetricKey.CLICKS: 0.012},
            ContentType.IMAGE: {MetricKey.MEDIA_VIEWS: 0.24},
            ContentType.VIDEO: {MetricKey.MEDIA_VIEWS: 0.37},
        },
        engagement_parts=(*_PARTS, MetricKey.CLICKS, MetricKey.PROFILE_VIEWS),
        received=(MetricKey.IMPRESSIONS,),
        stocks=(MetricKey.FOLLOWERS, MetricKey.FOLLOWING, MetricKey.POSTS_COUNT),
        counts_lost_followers=True,
        sometimes_missing=MetricKey.SAVES,
    ),
    Platform.LINKEDIN: Profile(
        day_zone="UTC",
        followers=18_200,
        followers_per_day=16.0,
        posts_per_day=0.75,
        exposure=MetricKey.IMPRESSIONS,
        typical_exposure=5_400,
        spread=0.75,
        half_life_hours=24.0,
        weekdays=(1.15, 1.3, 1.3, 1.2, 1.0, 0.3, 0.25),
        hours={6: 2, 7: 4, 8: 4, 10: 2, 12: 3, 15: 1, 16: 2},
        peak_hour=11.0,
        content_types={
            ContentType.TEXT: 2,
            ContentType.DOCUMENT: 3,
            ContentType.IMAGE: 4,
            ContentType.VIDEO: 2,
        },
        rates={
            MetricKey.REACH: 0.62,
            MetricKey.LIKES: 0.021,
            MetricKey.COMMENTS: 0.0017,
            MetricKey.SHARES: 0.0011,
            MetricKey.CLICKS: 0.034,
        },
        received=(
            MetricKey.IMPRESSIONS,
            MetricKey.LIKES,
            MetricKey.COMMENTS,
            MetricKey.SHARES,
            MetricKey.CLICKS,
        ),
        stocks=(MetricKey.FOLLOWERS,),
        has_reach=True,
        profile_views_per_follower=0.009,
        sometimes_missing=MetricKey.CLICKS,
        loses_a_day_every=45,
    ),
    Platform.TIKTOK: Profile(
        day_zone="UTC",
        followers=312_900,
        followers_per_day=290.0,
        posts_per_day=0.9,
        exposure=MetricKey.VIEWS,
        typical_exposure=165_000,
        spread=1.15,
        half_life_hours=58.0,
        weekdays=(0.9, 0.95, 0.95, 1.0, 1.1, 1.2, 1.2),
        hours={7: 1, 12: 2, 15: 2, 17: 3, 19: 4, 20: 4, 21: 3},
        peak_hour=20.0,
        content_types={ContentType.VIDEO: 1},
        rates={
            MetricKey.LIKES: 0.058,
            MetricKey.COMMENTS: 0.0014,
            MetricKey.SHARES: 0.0041,
            MetricKey.VIDEO_VIEWS: 1.0,
            MetricKey.WATCH_TIME_SECONDS: 8.4,
        },
        received=(MetricKey.VIEWS,),
        stocks=(MetricKey.FOLLOWERS, MetricKey.FOLLOWING, MetricKey.POSTS_COUNT),
        has_completion_rate=True,
        counts_lost_followers=True,
        profile_views_per_follower=0.008,
        website_clicks_per_profile_view=0.031,
    ),
}
