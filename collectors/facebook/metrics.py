"""What is asked of Facebook, and what it means in the catalog."""

from functools import partial

from collectors.meta.refusals import Place
from collectors.native_metrics import NativeMetric
from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform

POSTS = "GET /{page}/published_posts"
POST_INSIGHTS = "GET /{post}/insights"
REELS = "GET /{page}/video_reels"
VIDEO_INSIGHTS = "GET /{video}/video_insights"
VIDEO_LENGTH = "GET /{video}"
POST_BY_ID = "GET /{post}"
REEL_BY_ID = "GET /{reel}"
PAGE = "GET /{page}"
PAGE_INSIGHTS = "GET /{page}/insights"
PAGE_INSIGHTS_28 = "GET /{page}/insights period=days_28"

OF_POST = Place(POST_INSIGHTS, "post")
OF_VIDEO = Place(VIDEO_INSIGHTS, "video")
OF_DAY = Place(PAGE_INSIGHTS, "day")
OF_28_DAYS = Place(PAGE_INSIGHTS_28, "days_28")
"""Those of the Page are called as the periods that they are asked for with."""

_metric = partial(NativeMetric, Platform.FACEBOOK)
_VIDEO = frozenset({ContentType.VIDEO, ContentType.LIVE})
_REEL = frozenset({ContentType.REEL})
_DAY = "day (America/Los_Angeles)"
_REACTIONS = ("like", "love", "wow", "haha", "sorry", "anger")

STOCKS = (_metric("followers_count", MetricKey.FOLLOWERS, PAGE, "now"),)

POST_FIELDS = (
    _metric("reactions.summary.total_count", MetricKey.LIKES, POSTS, "lifetime"),
    _metric("comments.summary.total_count", MetricKey.COMMENTS, POSTS, "lifetime"),
    _metric("shares.count", MetricKey.SHARES, POSTS, "lifetime"),
)
POST = (
    _metric("post_media_view", MetricKey.VIEWS, POST_INSIGHTS, "lifetime"),
    _metric("post_total_media_view_unique", MetricKey.REACH, POST_INSIGHTS, "lifetime"),
    _metric("post_clicks", MetricKey.CLICKS, POST_INSIGHTS, "lifetime"),
    _metric("post_video_views", MetricKey.VIDEO_VIEWS, POST_INSIGHTS, "lifetime", content_types=_VIDEO),
    _metric(
        "post_video_view_time",
        MetricKey.WATCH_TIME_SECONDS,
        POST_INSIGHTS,
        "lifetime",
        scale=0.001,
        content_types=_VIDEO | _REEL,
    ),
)
POST_BEFORE = (_metric("post_impressions_unique", MetricKey.REACH, POST_INSIGHTS, "lifetime"),)
"""Names that others replaced: while the platform still answers them, they stand in where the new ones are missing."""

VIDEO = (_metric("blue_reels_play_count", MetricKey.VIDEO_VIEWS, VIDEO_INSIGHTS, "lifetime", content_types=_REEL),)

PAGE_DAY = (
    _metric("page_media_view", MetricKey.VIEWS, PAGE_INSIGHTS, _DAY),
    _metric("page_total_media_view_unique", MetricKey.REACH, PAGE_INSIGHTS, _DAY),
    _metric("page_follows", MetricKey.FOLLOWERS, PAGE_INSIGHTS, "end of the day (America/Los_Angeles)"),
    _metric("page_daily_follows", MetricKey.FOLLOWERS_GAINED, PAGE_INSIGHTS, _DAY),
    _metric("page_daily_unfollows_unique", MetricKey.FOLLOWERS_LOST, PAGE_INSIGHTS, _DAY),
    _metric("page_post_engagements", MetricKey.PLATFORM_ENGAGEMENTS, PAGE_INSIGHTS, _DAY),
    _metric("page_views_total", MetricKey.PROFILE_VIEWS, PAGE_INSIGHTS, _DAY),
    _metric("page_video_views", MetricKey.VIDEO_VIEWS, PAGE_INSIGHTS, _DAY),
    *(
        _metric(f"page_actions_post_reactions_{reaction}_total", MetricKey.LIKES, PAGE_INSIGHTS, _DAY)
        for reaction in _REACTIONS
    ),
)
PAGE_DAY_BEFORE = (_metric("page_impressions_unique", MetricKey.REACH, PAGE_INSIGHTS, _DAY),)

PAGE_28 = (_metric("page_total_media_view_unique", MetricKey.REACH, PAGE_INSIGHTS_28, "28 days"),)
PAGE_28_BEFORE = (_metric("page_impressions_unique", MetricKey.REACH, PAGE_INSIGHTS_28, "28 days"),)

METRICS: tuple[NativeMetric, ...] = (
    *STOCKS,
    *POST_FIELDS,
    *POST,
    *POST_BEFORE,
    *VIDEO,
    *PAGE_DAY,
    *PAGE_DAY_BEFORE,
    *PAGE_28,
    *PAGE_28_BEFORE,
)
"""All of them."""
