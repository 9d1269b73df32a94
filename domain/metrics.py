"""The metric catalog: every metric declared once, and the engine obeys what is declared.

Sources of the definitions and native names: the platforms' own references, as read in November 2026.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.users import Platform


class MetricKind(StrEnum):
    """How a metric behaves when it is put together."""

    FLOW = "flow"
    """Adds over time, posts, accounts and platforms: likes."""
    STOCK = "stock"
    """The last value counts; adds over accounts only: followers."""
    UNIQUE = "unique"
    """Distinct people; adds over nothing: reach."""
    RATIO = "ratio"
    """Sum of the numerators over sum of the denominators."""
    MEAN = "mean"
    """Weighted by its base."""
    DISTRIBUTION = "distribution"
    """One value for each post, of which the median is shown; adds over nothing: half-life."""


class Axis(StrEnum):
    """A direction in which values may be added up."""

    TIME = "time"
    POSTS = "posts"
    ACCOUNTS = "accounts"
    PLATFORMS = "platforms"


class Unit(StrEnum):
    """What one is counted in."""

    COUNT = "count"
    SECONDS = "seconds"
    HOURS = "hours"
    FRACTION = "fraction"


class Subject(StrEnum):
    """What a metric is observed on."""

    POST = "post"
    """Lifetime counter of one post, as of the observation."""
    DAY = "day"
    """One account on one platform day."""


class MetricKey(StrEnum):
    """The canonical metrics. The value is the column and ledger name."""

    FOLLOWERS = "followers"
    FOLLOWING = "following"
    POSTS_COUNT = "posts_count"
    FOLLOWERS_GAINED = "followers_gained"
    FOLLOWERS_LOST = "followers_lost"
    FOLLOWERS_NET = "followers_net"
    FOLLOWER_GROWTH_RATE = "follower_growth_rate"
    POSTS_PUBLISHED = "posts_published"
    IMPRESSIONS = "impressions"
    VIEWS = "views"
    REACH = "reach"
    LIKES = "likes"
    COMMENTS = "comments"
    SHARES = "shares"
    SAVES = "saves"
    SENDS = "sends"
    CLICKS = "clicks"
    VIDEO_VIEWS = "video_views"
    MEDIA_VIEWS = "media_views"
    WATCH_TIME_SECONDS = "watch_time_seconds"
    VIDEO_COMPLETION_RATE = "video_completion_rate"
    PROFILE_VIEWS = "profile_views"
    WEBSITE_CLICKS = "website_clicks"
    PLATFORM_ENGAGEMENTS = "platform_engagements"
    ENGAGEMENTS = "engagements"
    ENGAGEMENT_RATE = "engagement_rate"
    CTR = "ctr"
    SAVE_RATE = "save_rate"
    AMPLIFICATION_RATE = "amplification_rate"
    CONVERSATION_RATE = "conversation_rate"
    APPLAUSE_RATE = "applause_rate"
    PERFORMANCE_INDEX = "performance_index"
    HALF_LIFE = "half_life"


class Denominator(StrEnum):
    """What an engagement rate is taken of. Rates over different denominators are not comparable."""

    IMPRESSIONS = "impressions"
    VIEWS = "views"
    REACH = "reach"
    FOLLOWERS = "followers"

    @property
    def metric(self) -> MetricKey:
        """The metric that is divided by."""
        return MetricKey(self.value)


class Aggregation(StrEnum):
    """How the rates of several posts become one."""

    RATIO_OF_SUMS = "ratio_of_sums"
    MEAN_OF_POSTS = "mean_of_posts"
    MEDIAN_OF_POSTS = "median_of_posts"


@dataclass(frozen=True, slots=True)
class NativeName:
    """What a platform calls a metric, and while it did."""

    platform: Platform
    name: str
    valid_from: date | None = None
    """First day on which the platform answers this name; None: as long as we know."""
    valid_until: date | None = None
    """First day on which it no longer does (exclusive); None: still valid."""
    successor: str | None = None
    note: str | None = None
    is_column: bool = False
    """A column of exports, named after what the interface calls otherwise."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the catalog."""

    key: MetricKey
    kind: MetricKind
    unit: Unit
    definition: str
    subjects: frozenset[Subject] = frozenset()
    parts: tuple[MetricKey, ...] = ()
    """What is summed (for a derived sum) or the numerator (for a ratio)."""
    denominators: tuple[Denominator, ...] = ()
    weight: MetricKey | None = None
    """The base that a MEAN is weighted by."""
    formula: str | None = None
    native_names: tuple[NativeName, ...] = ()
    additive_over: frozenset[Axis] = frozenset()

    @property
    def derived(self) -> bool:
        """True when the value is computed from other metrics and never stored in the ledger."""
        return not self.subjects

    def offered_by(self, platform: Platform) -> bool:
        """True when the platform has, or once had, this metric in any of its interfaces."""
        return any(native.platform is platform for native in self.native_names)


_EVERYWHERE = frozenset(Axis)
_ACCOUNTS = frozenset({Axis.ACCOUNTS, Axis.PLATFORMS})
_ADDITIVITY = {
    MetricKind.FLOW: _EVERYWHERE,
    MetricKind.STOCK: _ACCOUNTS,
    MetricKind.UNIQUE: frozenset[Axis](),
    MetricKind.RATIO: frozenset[Axis](),
    MetricKind.MEAN: frozenset[Axis](),
    MetricKind.DISTRIBUTION: frozenset[Axis](),
}
_BOTH = frozenset(Subject)
_POST = frozenset({Subject.POST})
_DAY = frozenset({Subject.DAY})
_FB, _IG, _X, _LI, _TT = Platform.FACEBOOK, Platform.INSTAGRAM, Platform.X, Platform.LINKEDIN, Platform.TIKTOK
_YT = Platform.YOUTUBE
_FB_IMPRESSIONS_END = date(2025, 11, 15)
_FB_UNIQUE_END = date(2026, 6, 15)
_IG_IMPRESSIONS_END = date(2025, 4, 21)
_FB_DAILY_REACTIONS = tuple(
    f"page_actions_post_reactions_{reaction}_total" for reaction in ("like", "love", "wow", "haha", "sorry", "anger")
)
_RATE_BASES = (Denominator.IMPRESSIONS, Denominator.VIEWS, Denominator.REACH, Denominator.FOLLOWERS)


def _metric(
    key: MetricKey,
    kind: MetricKind,
    definition: str,
    *natives: NativeName,
    subjects: frozenset[Subject] = _BOTH,
    unit: Unit = Unit.COUNT,
    additive_over: frozenset[Axis] | None = None,
    weight: MetricKey | None = None,
) -> Metric:
    over = _ADDITIVITY[kind] if additive_over is None else additive_over
    return Metric(key, kind, unit, definition, subjects, weight=weight, native_names=natives, additive_over=over)


def _ratio(key: MetricKey, numerator: MetricKey, definition: str) -> Metric:
    return Metric(
        key,
        MetricKind.RATIO,
        Unit.FRACTION,
        definition,
        parts=(numerator,),
        denominators=_RATE_BASES,
        formula=f"sum({numerator.value}) / sum(base), base one of IMPRESSIONS, VIEWS, REACH, FOLLOWERS",
    )


def _native(platform: Platform, *names: str, note: str | None = None) -> tuple[NativeName, ...]:
    return tuple(NativeName(platform, name, note=note) for name in names)


_METRICS = (
    _metric(
        MetricKey.FOLLOWERS,
        MetricKind.STOCK,
        "People who follow the account, at a moment. Added over accounts it counts follows, not people.",
        *_native(_FB, "followers_count", note="fan_count (page likes) is another number"),
        *_native(_FB, "page_follows", note="at the end of each day"),
        *_native(_IG, "followers_count", "Followers"),
        *_native(_X, "public_metrics.followers_count"),
        *_native(_LI, "firstDegreeSize", "Total followers"),
        *_native(_TT, "follower_count", "followers_count", "Followers", "Total followers"),
        *_native(_YT, "subscriberCount", note="rounded down to three digits by the API"),
        *_native(Platform.MASTODON, "followers_count"),
        subjects=_DAY,
    ),
    _metric(
        MetricKey.FOLLOWING,
        MetricKind.STOCK,
        "Accounts that the account follows, at a moment.",
        *_native(_IG, "follows_count"),
        *_native(_X, "public_metrics.following_count"),
        *_native(_TT, "following_count"),
        subjects=_DAY,
    ),
    _metric(
        MetricKey.POSTS_COUNT,
        MetricKind.STOCK,
        "Posts on the profile as the platform shows them, at a moment; deleted ones are gone from it.",
        *_native(_IG, "media_count"),
        *_native(_X, "public_metrics.tweet_count", "public_metrics.post_count"),
        *_native(_TT, "video_count", "videos_count"),
        subjects=_DAY,
    ),
    _metric(
        MetricKey.FOLLOWERS_GAINED,
        MetricKind.FLOW,
        "New followers of the day; on a post, the follows that the platform credits to it.",
        *_native(_FB, "page_daily_follows", "Facebook follows", "Follows", "New followers", "New follows"),
        *_native(_IG, "follower_count", note="the insight of this name is the daily gain, not the total"),
        *_native(_IG, "follows", "Follows", note="on media"),
        *_native(_IG, "Instagram follows", "New followers", "New follows"),
        *_native(_X, "New follows", "New followers", "follows"),
        *_native(_LI, "organicFollowerGain", "paidFollowerGain", note="net, may be negative; both together"),
        *_native(_LI, "Follows", "New followers"),
        *_native(_LI, "Total followers", note="of the sheet New followers: net of the day"),
        *_native(_TT, "daily_new_followers", "new_followers", "New followers"),
        *_native(_YT, "subscribersGained", "Subscribers gained"),
        *_native(_YT, "Subscribers", note="net, may be negative; only where gained and lost are not told apart"),
    ),
    _metric(
        MetricKey.FOLLOWERS_LOST,
        MetricKind.FLOW,
        "Followers who left that day.",
        *_native(_FB, "page_daily_unfollows_unique", "Unfollows", "Lost followers"),
        *_native(_IG, "Unfollows", "Lost followers"),
        *_native(_X, "Unfollows"),
        *_native(_TT, "daily_lost_followers", "Lost followers"),
        *_native(_YT, "subscribersLost", "Subscribers lost"),
        subjects=_DAY,
    ),
    Metric(
        MetricKey.FOLLOWERS_NET,
        MetricKind.FLOW,
        Unit.COUNT,
        "Followers at the end of the period less followers at its start. Null when the start is unknown.",
        parts=(MetricKey.FOLLOWERS,),
        formula="followers(end) - followers(start)",
        additive_over=_EVERYWHERE,
    ),
    Metric(
        MetricKey.FOLLOWER_GROWTH_RATE,
        MetricKind.RATIO,
        Unit.FRACTION,
        "Net growth over the followers at the start of the period. Null when the start is unknown or 0.",
        parts=(MetricKey.FOLLOWERS_NET,),
        formula="(followers(end) - followers(start)) / followers(start)",
    ),
    _metric(
        MetricKey.POSTS_PUBLISHED,
        MetricKind.FLOW,
        "Own posts published in the period, deleted ones included, counted in our own table.",
        *_native(_FB, "published_posts"),
        *_native(_IG, "media"),
        *_native(_X, "Create Post", "Tweets published", "Posts", "users/:id/tweets"),
        *_native(_LI, "posts"),
        *_native(_TT, "video/list"),
        *_native(_YT, "videos", "Videos published"),
        *_native(Platform.MASTODON, "outbox"),
        subjects=_DAY,
    ),
    _metric(
        MetricKey.IMPRESSIONS,
        MetricKind.FLOW,
        "Times shown on a screen, repeats counted. Not the same as views; the two are never merged.",
        NativeName(_FB, "page_impressions", None, _FB_IMPRESSIONS_END, "page_media_view"),
        NativeName(_FB, "post_impressions", None, _FB_IMPRESSIONS_END, "post_media_view"),
        NativeName(_FB, "Impressions", None, _FB_IMPRESSIONS_END, "post_media_view", is_column=True),
        NativeName(_IG, "impressions", None, _IG_IMPRESSIONS_END, "views"),
        NativeName(_IG, "Impressions", None, _IG_IMPRESSIONS_END, "Views", is_column=True),
        *_native(_X, "impression_count", "impressions", "Impressions"),
        *_native(_LI, "impressionCount", "Impressions", "Impressions (total)"),
        *_native(_YT, "Impressions", "Thumbnail impressions", note="thumbnails shown; Studio exports only"),
    ),
    _metric(
        MetricKey.VIEWS,
        MetricKind.FLOW,
        "Plays or displays as the platform counts them; the threshold differs from platform to platform.",
        NativeName(_FB, "page_media_view", date(2025, 11, 15)),
        NativeName(_FB, "post_media_view", date(2025, 11, 15)),
        *_native(_FB, "Views"),
        NativeName(_IG, "views", _IG_IMPRESSIONS_END),
        NativeName(_IG, "Views", _IG_IMPRESSIONS_END, is_column=True),
        *_native(_IG, "Instagram Plays", "Plays", note="reels, until they became views"),
        *_native(_TT, "view_count", "video_views", "Total views", "Video Views", "Post Views"),
        *_native(_YT, "viewCount", "views", "Views", note="what counts changed on 2025-03-31 (Shorts) and 2026-08-27"),
    ),
    _metric(
        MetricKey.REACH,
        MetricKind.UNIQUE,
        "Distinct accounts that saw it. Never added over days, posts, accounts or platforms.",
        NativeName(_FB, "page_impressions_unique", None, _FB_UNIQUE_END, "page_total_media_view_unique"),
        NativeName(_FB, "post_impressions_unique", None, _FB_UNIQUE_END, "post_total_media_view_unique"),
        NativeName(_FB, "page_total_media_view_unique", date(2025, 11, 15)),
        NativeName(_FB, "post_total_media_view_unique", date(2025, 11, 15)),
        *_native(_FB, "Reach", "Viewers"),
        *_native(_IG, "reach", "Reach", "Viewers", "Accounts reached"),
        *_native(_LI, "uniqueImpressionsCount", "Unique impressions (organic)", "Members reached", "Unique views"),
        *_native(_TT, "reach", "unique_video_views", note="Business API only"),
        *_native(_TT, "Total Viewers", "Reached audience", "Unique viewers"),
        *_native(_YT, "Unique viewers", "Unique reach", note="Studio exports only"),
    ),
    _metric(
        MetricKey.LIKES,
        MetricKind.FLOW,
        "Positive one-tap reactions. On Facebook and LinkedIn all reactions. May go down.",
        *_native(_FB, "reactions.summary.total_count", "Reactions"),
        *_native(_FB, *_FB_DAILY_REACTIONS, note="one for each reaction; all together"),
        *_native(_IG, "like_count", "likes", "Likes", "Instagram Likes"),
        *_native(_X, "like_count", "favorite_count", "likes", "Likes", "favorites"),
        *_native(_LI, "likeCount", "Reactions (total)", "Likes", note="may be negative"),
        *_native(_TT, "like_count", "likes", "Total likes", "Likes"),
        *_native(_YT, "likeCount", "likes", "Likes", note="exports: net of dislikes taken back, may be negative"),
        *_native(Platform.MASTODON, "likes.totalItems"),
    ),
    _metric(
        MetricKey.COMMENTS,
        MetricKind.FLOW,
        "Comments and replies, one's own included.",
        *_native(_FB, "comments.summary.total_count", "Comments"),
        *_native(_IG, "comments_count", "comments", "Comments", "Instagram Comments"),
        *_native(_X, "reply_count", "replies", "Replies"),
        *_native(_LI, "commentCount", "Comments", "Comments (total)"),
        *_native(_TT, "comment_count", "comments", "Total comments", "Comments"),
        *_native(_YT, "commentCount", "comments", "Comments", "Comments added"),
    ),
    _metric(
        MetricKey.SHARES,
        MetricKind.FLOW,
        "Forwarded in public by people: shares, and reposts and quotes where the platform has those.",
        *_native(_FB, "shares.count", "Shares"),
        *_native(_IG, "shares", "Shares", "Instagram Shares"),
        *_native(_X, "retweet_count", "repost_count", "quote_count", "retweets", "Reposts"),
        *_native(_LI, "shareCount", "Reposts", "Reposts (total)", "Shares", "Shares (total)"),
        *_native(_TT, "share_count", "shares", "Total shares", "Shares"),
        *_native(_YT, "shares", "Shares"),
        *_native(Platform.MASTODON, "shares.totalItems"),
    ),
    _metric(
        MetricKey.SAVES,
        MetricKind.FLOW,
        "Saved or bookmarked; invisible for other people's accounts.",
        *_native(_IG, "saved", "saves", "Saves", "Instagram Saves"),
        *_native(_X, "bookmark_count", "Bookmarks"),
    ),
    _metric(
        MetricKey.SENDS,
        MetricKind.FLOW,
        "Passed on in private with the share button (copied link, direct message). Not part of engagements.",
        *_native(_X, "Share", "Shares", "shares"),
    ),
    _metric(
        MetricKey.CLICKS,
        MetricKind.FLOW,
        "Facebook and LinkedIn: all clicks on the post. X: clicks on its links.",
        *_native(_FB, "post_clicks", "Total clicks"),
        *_native(_X, "url_link_clicks", "url_clicks", "url clicks", "URL Clicks"),
        *_native(_LI, "clickCount", "Clicks", "Clicks (total)"),
    ),
    _metric(
        MetricKey.VIDEO_VIEWS,
        MetricKind.FLOW,
        "Plays of a video, as the platform counts a play.",
        *_native(_FB, "post_video_views", "page_video_views", "3-second video views"),
        *_native(_FB, "blue_reels_play_count", note="of reels; replays not counted"),
        *_native(_LI, "Views", "Video views"),
        *_native(_X, "Video views"),
        *_native(_TT, "view_count", "video_views"),
    ),
    _metric(
        MetricKey.MEDIA_VIEWS,
        MetricKind.FLOW,
        "Views of the attached pictures and videos, counted one by one.",
        *_native(_X, "media views", "Media views", "media_views"),
    ),
    _metric(
        MetricKey.WATCH_TIME_SECONDS,
        MetricKind.FLOW,
        "Total time watched.",
        *_native(_FB, "post_video_view_time", note="milliseconds"),
        *_native(_FB, "Seconds viewed"),
        *_native(_X, "Watch Time (ms)", note="milliseconds"),
        *_native(_IG, "ig_reels_video_view_total_time", note="milliseconds"),
        *_native(_TT, "total_time_watched"),
        *_native(_YT, "estimatedMinutesWatched", note="minutes"),
        *_native(_YT, "Watch time (hours)", note="hours"),
        unit=Unit.SECONDS,
    ),
    _metric(
        MetricKey.VIDEO_COMPLETION_RATE,
        MetricKind.MEAN,
        "Share of plays that reached the end; averaged with the video views as weights.",
        *_native(_TT, "full_video_watched_rate"),
        subjects=_POST,
        unit=Unit.FRACTION,
        weight=MetricKey.VIDEO_VIEWS,
    ),
    _metric(
        MetricKey.PROFILE_VIEWS,
        MetricKind.FLOW,
        "Visits to the profile; on a post, the visits that the platform credits to it.",
        *_native(_FB, "page_views_total", "Facebook visits", "Page visits", "Profile visits"),
        *_native(_IG, "profile_views", "profile_visits", "Profile visits", "Instagram profile visits"),
        *_native(_X, "user_profile_clicks", "user profile clicks", "Profile visits"),
        *_native(_LI, "allPageViews", "Total page views (total)"),
        *_native(_TT, "profile_views", "Profile Views"),
    ),
    _metric(
        MetricKey.WEBSITE_CLICKS,
        MetricKind.FLOW,
        "Clicks from the profile to the account's website.",
        *_native(_IG, "website_clicks", "profile_links_taps"),
        *_native(_TT, "website_clicks", "bio_link_clicks", "Website clicks"),
        subjects=_DAY,
    ),
    _metric(
        MetricKey.PLATFORM_ENGAGEMENTS,
        MetricKind.FLOW,
        "What the platform itself calls engagements. Every platform counts other things in, so it is not added "
        "over platforms.",
        *_native(_FB, "page_post_engagements", "Reactions, Comments and Shares", "Content interactions"),
        *_native(_IG, "total_interactions", "Content interactions"),
        *_native(_X, "engagements", "Engagements"),
        *_native(_LI, "Engagements"),
        additive_over=frozenset({Axis.TIME, Axis.POSTS, Axis.ACCOUNTS}),
    ),
    Metric(
        MetricKey.ENGAGEMENTS,
        MetricKind.FLOW,
        Unit.COUNT,
        "Likes, comments, shares and saves together, of those that the platform has. Clicks are not counted.",
        parts=(MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES, MetricKey.SAVES),
        formula="likes + comments + shares + saves",
        additive_over=_EVERYWHERE,
    ),
    _ratio(MetricKey.ENGAGEMENT_RATE, MetricKey.ENGAGEMENTS, "Engagements over the chosen base."),
    _ratio(MetricKey.CTR, MetricKey.CLICKS, "Clicks over the chosen base."),
    _ratio(MetricKey.SAVE_RATE, MetricKey.SAVES, "Saves over the chosen base."),
    _ratio(MetricKey.AMPLIFICATION_RATE, MetricKey.SHARES, "Shares over the chosen base."),
    _ratio(MetricKey.CONVERSATION_RATE, MetricKey.COMMENTS, "Comments over the chosen base."),
    _ratio(MetricKey.APPLAUSE_RATE, MetricKey.LIKES, "Likes over the chosen base."),
    Metric(
        MetricKey.PERFORMANCE_INDEX,
        MetricKind.DISTRIBUTION,
        Unit.FRACTION,
        "Engagements of a post over the median of the account's comparable posts at the same age; 1 is typical. "
        "Comparable are posts of the same kind, published in the 365 days before; for several posts their median.",
        parts=(MetricKey.ENGAGEMENTS,),
        formula="engagements(age) / median(engagements(age) of comparable posts)",
    ),
    Metric(
        MetricKey.HALF_LIFE,
        MetricKind.DISTRIBUTION,
        Unit.HOURS,
        "Hours after publishing by which a post had half of the engagements it has today; mature posts only. For "
        "several posts their median.",
        parts=(MetricKey.ENGAGEMENTS,),
        formula="age at which engagements reach half of the last observation",
    ),
)

CATALOG: dict[MetricKey, Metric] = {metric.key: metric for metric in _METRICS}

POST_METRICS: tuple[MetricKey, ...] = tuple(m.key for m in _METRICS if Subject.POST in m.subjects)
"""What is stored per post: lifetime counters."""

DAY_METRICS: tuple[MetricKey, ...] = tuple(m.key for m in _METRICS if Subject.DAY in m.subjects)
"""What is stored per account and platform day."""

ENGAGEMENT_PARTS = CATALOG[MetricKey.ENGAGEMENTS].parts

AGED_METRICS = frozenset(key for key, metric in CATALOG.items() if metric.kind is MetricKind.DISTRIBUTION)
"""Metrics that need the whole history of a post, not its latest counters alone."""

RATE_BASE: dict[Platform, Denominator] = {
    Platform.FACEBOOK: Denominator.VIEWS,
    Platform.INSTAGRAM: Denominator.VIEWS,
    Platform.X: Denominator.IMPRESSIONS,
    Platform.LINKEDIN: Denominator.IMPRESSIONS,
    Platform.TIKTOK: Denominator.VIEWS,
    Platform.YOUTUBE: Denominator.VIEWS,
    Platform.MASTODON: Denominator.FOLLOWERS,
}
"""The base of a platform's engagement rate when none is asked for: what the platform counts exposure in today."""


def stored_parts(metric: MetricKey) -> tuple[MetricKey, ...]:
    """The stored metrics that a metric is made of; a stored one is its own part. Denominators are not among them."""
    if not CATALOG[metric].derived:
        return (metric,)
    return tuple(dict.fromkeys(stored for part in CATALOG[metric].parts for stored in stored_parts(part)))


def retired(metric: MetricKey, platform: Platform, day: date) -> NativeName | None:
    """The name under which a platform used to report a metric, when no name is valid on that day any more."""
    names = [native for native in CATALOG[metric].native_names if native.platform is platform]
    if not names or any(native.valid_until is None or day < native.valid_until for native in names):
        return None
    return max(names, key=lambda native: native.valid_until or date.min)


def metrics_named(platform: Platform, name: str) -> frozenset[MetricKey]:
    """The metrics that a platform has under a name of its own."""
    return frozenset(
        key
        for key, metric in CATALOG.items()
        if any(native.platform is platform and native.name == name for native in metric.native_names)
    )


def offered_parts(platform: Platform) -> tuple[MetricKey, ...]:
    """The parts of ENGAGEMENTS that the platform has at all."""
    return tuple(part for part in ENGAGEMENT_PARTS if CATALOG[part].offered_by(platform))
