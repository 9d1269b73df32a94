"""The metrics of TikTok's two APIs.

Left out, because they are something else than their names suggest: `daily_total_followers`, which is the net change
of the day, and `likes_count` and `total_likes` of the profile, which count the likes of all videos ever.
"""

from collectors.native_metrics import NativeMetric
from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform

USER_INFO = "GET /v2/user/info/"
DISPLAY_VIDEOS = "POST /v2/video/list/, /v2/video/query/"
ACCOUNT = "GET /business/get/"
BUSINESS_VIDEOS = "GET /business/video/list/"

_NOW = "now"
_LIFETIME = "lifetime"
_DAY = "day (UTC)"
_FILMS = frozenset({ContentType.VIDEO})


def _table(source: str, window: str, *rows: tuple[str, MetricKey, frozenset[ContentType] | None]) -> list[NativeMetric]:
    return [NativeMetric(Platform.TIKTOK, name, key, source, window, content_types=types) for name, key, types in rows]


METRICS: tuple[NativeMetric, ...] = (
    *_table(
        USER_INFO,
        _NOW,
        ("follower_count", MetricKey.FOLLOWERS, None),
        ("following_count", MetricKey.FOLLOWING, None),
        ("video_count", MetricKey.POSTS_COUNT, None),
    ),
    *_table(
        DISPLAY_VIDEOS,
        _LIFETIME,
        ("view_count", MetricKey.VIEWS, None),
        ("view_count", MetricKey.VIDEO_VIEWS, _FILMS),
        ("like_count", MetricKey.LIKES, None),
        ("comment_count", MetricKey.COMMENTS, None),
        ("share_count", MetricKey.SHARES, None),
    ),
    *_table(
        ACCOUNT,
        _NOW,
        ("followers_count", MetricKey.FOLLOWERS, None),
        ("following_count", MetricKey.FOLLOWING, None),
        ("videos_count", MetricKey.POSTS_COUNT, None),
    ),
    *_table(
        ACCOUNT,
        _DAY,
        ("followers_count", MetricKey.FOLLOWERS, None),
        ("daily_new_followers", MetricKey.FOLLOWERS_GAINED, None),
        ("daily_lost_followers", MetricKey.FOLLOWERS_LOST, None),
        ("video_views", MetricKey.VIEWS, None),
        ("video_views", MetricKey.VIDEO_VIEWS, None),
        ("unique_video_views", MetricKey.REACH, None),
        ("likes", MetricKey.LIKES, None),  # of the day, and unlikes are not taken off
        ("comments", MetricKey.COMMENTS, None),
        ("shares", MetricKey.SHARES, None),
        ("profile_views", MetricKey.PROFILE_VIEWS, None),
        ("bio_link_clicks", MetricKey.WEBSITE_CLICKS, None),
    ),
    *_table(
        BUSINESS_VIDEOS,
        _LIFETIME,
        ("video_views", MetricKey.VIEWS, None),
        ("video_views", MetricKey.VIDEO_VIEWS, _FILMS),
        ("reach", MetricKey.REACH, None),
        ("likes", MetricKey.LIKES, None),
        ("comments", MetricKey.COMMENTS, None),
        ("shares", MetricKey.SHARES, None),
        ("total_time_watched", MetricKey.WATCH_TIME_SECONDS, _FILMS),
        ("full_video_watched_rate", MetricKey.VIDEO_COMPLETION_RATE, _FILMS),
        ("new_followers", MetricKey.FOLLOWERS_GAINED, None),
        ("profile_views", MetricKey.PROFILE_VIEWS, None),
    ),
)
"""Everything that is asked for, by endpoint."""


def metrics_of(source: str, window: str | None = None) -> tuple[NativeMetric, ...]:
    """Those of one endpoint; of `GET /business/get/` those of the profile or those of its days."""
    return tuple(each for each in METRICS if each.source == source and window in (None, each.window))


PROFILE_NOW = metrics_of(USER_INFO)
VIDEO_LIFETIME = metrics_of(DISPLAY_VIDEOS)
ACCOUNT_NOW = metrics_of(ACCOUNT, _NOW)
ACCOUNT_DAYS = metrics_of(ACCOUNT, _DAY)
ITEM_LIFETIME = metrics_of(BUSINESS_VIDEOS)
