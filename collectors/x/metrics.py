"""The metrics that X gives, by where they stand in its answers."""

from collectors.native_metrics import NativeMetric
from domain.metrics import MetricKey
from domain.users import Platform


def _metrics(source: str, window: str, **metrics: MetricKey) -> tuple[NativeMetric, ...]:
    return tuple(NativeMetric(Platform.X, name, metric, source, window) for name, metric in metrics.items())


_POSTS = "GET /2/users/{id}/tweets, GET /2/tweets"

PROFILE_METRICS = tuple(
    NativeMetric(Platform.X, f"public_metrics.{name}", metric, "GET /2/users/{id}", "now")
    for name, metric in {
        "followers_count": MetricKey.FOLLOWERS,
        "following_count": MetricKey.FOLLOWING,
        "tweet_count": MetricKey.POSTS_COUNT,
    }.items()
)

PUBLIC_METRICS = _metrics(
    _POSTS,
    "lifetime",
    like_count=MetricKey.LIKES,
    reply_count=MetricKey.COMMENTS,
    retweet_count=MetricKey.SHARES,
    quote_count=MetricKey.SHARES,  # X counts quotes apart from reposts; both pass the post on
    bookmark_count=MetricKey.SAVES,
    impression_count=MetricKey.IMPRESSIONS,
)
"""`public_metrics` of a post: organic and promoted together."""

PRIVATE_METRICS = _metrics(
    _POSTS,
    "lifetime, for the first 30 days",
    url_link_clicks=MetricKey.CLICKS,
    user_profile_clicks=MetricKey.PROFILE_VIEWS,
    engagements=MetricKey.PLATFORM_ENGAGEMENTS,
)
"""`non_public_metrics` of a post, for its author alone."""

ANALYTICS_METRICS = _metrics(
    "GET /2/tweets/analytics",
    "total of a span that begins before the post",
    follows=MetricKey.FOLLOWERS_GAINED,
    media_views=MetricKey.MEDIA_VIEWS,
    shares=MetricKey.SENDS,
)
"""What only the analytics have. The other names in them are those of the counters over again."""

LATE_ANALYTICS_METRICS = _metrics(
    "GET /2/tweets/analytics",
    "total of a span that begins before the post",
    url_clicks=MetricKey.CLICKS,
    user_profile_clicks=MetricKey.PROFILE_VIEWS,
    engagements=MetricKey.PLATFORM_ENGAGEMENTS,
)
"""What the analytics have of posts whose `non_public_metrics` are not shown (any more)."""

METRICS: tuple[NativeMetric, ...] = (
    *PROFILE_METRICS,
    *PUBLIC_METRICS,
    *PRIVATE_METRICS,
    *ANALYTICS_METRICS,
    *LATE_ANALYTICS_METRICS,
)
"""All of them."""

PRIVATE_FIELD = "non_public_metrics"
"""The name under which X refuses all private metrics together."""
ANALYTICS_EDGE = "tweets/analytics"
"""The name under which X refuses the analytics as a whole; not every app may ask for them."""
EARLIER_ANALYTICS_EDGE = "tweets/analytics of earlier posts"
"""The same for posts that are too old for private metrics: how far back the analytics go, X does not document."""
ANALYTICS_TIMES = {"start_time": "tweets/analytics start_time", "end_time": "tweets/analytics end_time"}
"""What is said when one span of analytics is refused. It is told, and forbids nothing: the next span is another."""
