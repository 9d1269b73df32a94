"""What is read of a LinkedIn page. LinkedIn is not asked for metrics by name: an endpoint gives all that it has."""

from enum import StrEnum

from collectors.native_metrics import NativeMetric
from domain.metrics import MetricKey
from domain.users import Platform


class Edge(StrEnum):
    """What can be refused for an account by itself, such as for want of a permission. The value names rejections."""

    FOLLOWERS = "networkSizes"
    POSTS = "posts"
    POSTS_BY_URN = "posts (by URN)"
    SHARES = "organizationalEntityShareStatistics (shares)"
    UGC_POSTS = "organizationalEntityShareStatistics (ugcPosts)"
    SHARE_DAYS = "organizationalEntityShareStatistics (days)"
    FOLLOWER_DAYS = "organizationalEntityFollowerStatistics (days)"
    FOLLOWER_FACETS = "organizationalEntityFollowerStatistics (facets)"
    PAGE_DAYS = "organizationPageStatistics (days)"


_LIFETIME = "lifetime"
_DAY = "day (UTC)"


def _metric(name: str, metric: MetricKey, source: str, window: str) -> NativeMetric:
    return NativeMetric(Platform.LINKEDIN, name, metric, f"GET /rest/{source}", window)


_SHARE_STATISTICS = (
    ("impressionCount", MetricKey.IMPRESSIONS),
    ("uniqueImpressionsCount", MetricKey.REACH),
    ("clickCount", MetricKey.CLICKS),
    ("likeCount", MetricKey.LIKES),
    ("commentCount", MetricKey.COMMENTS),
    ("shareCount", MetricKey.SHARES),
)
"""Organic activity only; the names stand in `totalShareStatistics`."""
_SHARES = "organizationalEntityShareStatistics"
_OF_POSTS = tuple(_metric(*each, _SHARES, _LIFETIME) for each in _SHARE_STATISTICS)
_FOLLOWERS = "organizationalEntityFollowerStatistics"

METRICS_OF: dict[Edge, tuple[NativeMetric, ...]] = {
    Edge.FOLLOWERS: (_metric("firstDegreeSize", MetricKey.FOLLOWERS, "networkSizes/{urn}", "now"),),
    Edge.SHARES: _OF_POSTS,
    Edge.UGC_POSTS: _OF_POSTS,
    Edge.SHARE_DAYS: tuple(_metric(*each, _SHARES, _DAY) for each in _SHARE_STATISTICS),
    # Of `followerGains`, net; LinkedIn's exports count both together as new followers. The documentation has both in
    # `followerGains`, and LinkedIn writes zeros out: where one is absent it is not known, and neither is the sum.
    Edge.FOLLOWER_DAYS: tuple(
        _metric(name, MetricKey.FOLLOWERS_GAINED, _FOLLOWERS, _DAY)
        for name in ("organicFollowerGain", "paidFollowerGain")
    ),
    Edge.PAGE_DAYS: (
        _metric("allPageViews", MetricKey.PROFILE_VIEWS, "organizationPageStatistics", _DAY),
    ),  # the `pageViews` of `totalPageStatistics.views.allPageViews`
}

METRICS: tuple[NativeMetric, ...] = tuple(dict.fromkeys(each for metrics in METRICS_OF.values() for each in metrics))
