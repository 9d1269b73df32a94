"""What is asked of Instagram, and what it means in the catalog."""

from functools import partial

from collectors.meta.refusals import Place
from collectors.native_metrics import NativeMetric
from domain.audience import AudienceDimension
from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform

PROFILE = "GET /{ig-user}"
STORIES = "GET /{ig-user}/stories"
MEDIA = "GET /{ig-user}/media"
MEDIUM_BY_ID = "GET /{ig-media}"
MEDIA_INSIGHTS = "GET /{ig-media}/insights"
SERIES = "GET /{ig-user}/insights metric_type=time_series"
TOTALS = "GET /{ig-user}/insights metric_type=total_value"
DEMOGRAPHICS = "GET /{ig-user}/insights metric=follower_demographics"
WINDOW = "GET /{ig-user}/insights of 28 days"

OF_SERIES = Place(SERIES, "time_series")
OF_TOTALS = Place(TOTALS, "total_value")
OF_28_DAYS = Place(WINDOW, "days_28")


def of_media(product: str) -> Place:
    """The insights of the media of one product; each product has names of its own."""
    return Place(MEDIA_INSIGHTS, "media", product)


def of_followers(breakdown: str) -> Place:
    """Who follows the account, by one breakdown."""
    return Place(DEMOGRAPHICS, "lifetime", breakdown)


_metric = partial(NativeMetric, Platform.INSTAGRAM)
_FEED = frozenset({ContentType.IMAGE, ContentType.CAROUSEL, ContentType.VIDEO})
_REEL = frozenset({ContentType.REEL})
_STORY = frozenset({ContentType.STORY})
_DAY = "day (America/Los_Angeles)"

STOCKS = (
    _metric("followers_count", MetricKey.FOLLOWERS, PROFILE, "now"),
    _metric("follows_count", MetricKey.FOLLOWING, PROFILE, "now"),
    _metric("media_count", MetricKey.POSTS_COUNT, PROFILE, "now"),
)

MEDIUM_FIELDS = (
    _metric("like_count", MetricKey.LIKES, MEDIA, "lifetime"),
    _metric("comments_count", MetricKey.COMMENTS, MEDIA, "lifetime"),
)
"""`like_count` is left out where the owner hides the likes. The insights `likes` and `comments` are not asked for: they
count the same over other surfaces, and one counter must come from one place."""

MEDIUM = (
    _metric("reach", MetricKey.REACH, MEDIA_INSIGHTS, "lifetime"),
    _metric("views", MetricKey.VIEWS, MEDIA_INSIGHTS, "lifetime"),
    _metric("shares", MetricKey.SHARES, MEDIA_INSIGHTS, "lifetime"),
    _metric("total_interactions", MetricKey.PLATFORM_ENGAGEMENTS, MEDIA_INSIGHTS, "lifetime"),
    _metric("saved", MetricKey.SAVES, MEDIA_INSIGHTS, "lifetime", content_types=_FEED | _REEL),
    _metric("follows", MetricKey.FOLLOWERS_GAINED, MEDIA_INSIGHTS, "lifetime", content_types=_FEED | _STORY),
    _metric("profile_visits", MetricKey.PROFILE_VIEWS, MEDIA_INSIGHTS, "lifetime", content_types=_FEED | _STORY),
    _metric(
        "ig_reels_video_view_total_time",
        MetricKey.WATCH_TIME_SECONDS,
        MEDIA_INSIGHTS,
        "lifetime",
        scale=0.001,
        content_types=_REEL,
    ),
)
"""Each kind of product has its own set; a name of another spoils the whole answer."""

DAY_SERIES_OF_OLD = (_metric("reach", MetricKey.REACH, SERIES, _DAY),)
DAY_SERIES_OF_NEW = (_metric("follower_count", MetricKey.FOLLOWERS_GAINED, SERIES, f"{_DAY}, the last 30 days"),)
DAY_SERIES = (*DAY_SERIES_OF_OLD, *DAY_SERIES_OF_NEW)

DAY_TOTALS = (
    _metric("views", MetricKey.VIEWS, TOTALS, _DAY),
    _metric("likes", MetricKey.LIKES, TOTALS, _DAY),
    _metric("comments", MetricKey.COMMENTS, TOTALS, _DAY),
    _metric("shares", MetricKey.SHARES, TOTALS, _DAY),
    _metric("saves", MetricKey.SAVES, TOTALS, _DAY),
    _metric("total_interactions", MetricKey.PLATFORM_ENGAGEMENTS, TOTALS, _DAY),
    _metric("profile_views", MetricKey.PROFILE_VIEWS, TOTALS, _DAY),
    _metric("website_clicks", MetricKey.WEBSITE_CLICKS, TOTALS, _DAY),
)
"""One value for all of since to until: a day is a call of its own."""

WINDOW_28 = (_metric("reach", MetricKey.REACH, WINDOW, "28 days"),)

BREAKDOWNS = {
    "age": AudienceDimension.AGE,
    "gender": AudienceDimension.GENDER,
    "country": AudienceDimension.COUNTRY,
    "city": AudienceDimension.CITY,
}

METRICS: tuple[NativeMetric, ...] = (
    *STOCKS,
    *MEDIUM_FIELDS,
    *MEDIUM,
    *DAY_SERIES,
    *DAY_TOTALS,
    *WINDOW_28,
)
"""All of them."""
