"""Facebook's JSON as our facts."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from collectors.exports.hashtags import hashtags
from collectors.facebook import metrics as native
from collectors.meta.days import DAY_ZONE, WINDOW_DAYS, Span, ended_by
from collectors.meta.reading import Document, at, entries, moment, not_negative, number, text
from collectors.native_metrics import NativeMetric, asked_for, values_of
from domain.metrics import MetricKey
from domain.observations import ContentType, DaySnapshot, PostDetails, WindowSnapshot
from domain.time_range import local_date
from domain.users import AccountRef, Platform

Values = Mapping[str, object]

_BY_ATTACHMENT = {
    "photo": ContentType.IMAGE,
    "cover_photo": ContentType.IMAGE,
    "profile_media": ContentType.IMAGE,
    "album": ContentType.CAROUSEL,
    "new_album": ContentType.CAROUSEL,
    "multi_share": ContentType.CAROUSEL,
    "video": ContentType.VIDEO,
    "video_inline": ContentType.VIDEO,
    "video_autoplay": ContentType.VIDEO,
    "video_share_youtube": ContentType.LINK,
    "live_video": ContentType.LIVE,
    "link": ContentType.LINK,
    "share": ContentType.LINK,
}
"""By `media_type`, else `type` of the first attachment."""
_BY_STATUS = {
    "added_photos": ContentType.IMAGE,
    "added_video": ContentType.VIDEO,
    "shared_story": ContentType.LINK,
    "mobile_status_update": ContentType.TEXT,
}
_REEL_ADDRESS = re.compile(r"facebook\.com/reel/(\d+)|^/reel/(\d+)")
_VIDEO_ADDRESS = re.compile(r"/videos/(?:[^/?]+/)?(\d+)")


def profile(document: object, page_id: str) -> AccountRef:
    """Handle and name of a Page."""
    return AccountRef(Platform.FACEBOOK, page_id, text(at(document, "username")), text(at(document, "name")))


def profile_day(document: object, observed_at: datetime) -> DaySnapshot | None:
    """Its followers now; None when they are not shown."""
    found = {each.name: number(at(document, each.name)) for each in native.STOCKS}
    metrics = not_negative(values_of(found, native.STOCKS))
    return DaySnapshot(local_date(observed_at, DAY_ZONE), observed_at, metrics, DAY_ZONE) if metrics else None


def details(post: Document, seconds: float | None = None) -> PostDetails | None:
    """What a post is, with the length of its video; None when it does not tell when it was published."""
    posted_at = moment(post.get("created_time"))
    if posted_at is None:
        return None
    said = text(post.get("message")) or text(post.get("story"))
    return PostDetails(
        posted_at,
        content_type(post),
        said,
        text(post.get("permalink_url")),
        hashtags(said) if said else (),
        media_seconds=seconds,
    )


def content_type(post: Document) -> ContentType:
    """What kind of post it is. Reels are attached as videos; only their address tells them apart."""
    if any(_REEL_ADDRESS.search(address) for address in _addresses(post)):
        return ContentType.REEL
    attached = _attachment(post)
    for name in ("media_type", "type"):
        kind = _BY_ATTACHMENT.get(str(attached.get(name)))
        if kind is not None:
            return kind
    if not attached and text(post.get("message")) is not None:
        return ContentType.TEXT
    return _BY_STATUS.get(str(post.get("status_type")), ContentType.OTHER)


def video_id(post: Document) -> str | None:
    """The id of the video in a post, which is another than that of the post; None when there is none."""
    kind = content_type(post)
    if kind not in (ContentType.VIDEO, ContentType.REEL, ContentType.LIVE):
        return None
    for address in _addresses(post):
        found = _REEL_ADDRESS.search(address) or _VIDEO_ADDRESS.search(address)
        if found:
            return next(group for group in found.groups() if group)
    return text(at(_attachment(post), "target.id"))


def reel_details(reel: Document) -> PostDetails | None:
    """What a reel is that is no post; None when it does not tell when it was published."""
    posted_at = moment(reel.get("created_time"))
    if posted_at is None:
        return None
    said = text(reel.get("description"))
    address = text(reel.get("permalink_url"))
    return PostDetails(
        posted_at,
        ContentType.REEL,
        said,
        f"https://www.facebook.com{address}" if address and address.startswith("/") else address,
        hashtags(said) if said else (),
        media_seconds=media_seconds(reel),
    )


def media_seconds(video: Document) -> float | None:
    """How long a video is."""
    length = number(video.get("length"))
    return float(length) if length is not None and length > 0 else None


def counters(post: Document) -> dict[MetricKey, int | float]:
    """What a post itself tells of its counters."""
    found: dict[str, object] = {each.name: number(at(post, each.name)) for each in native.POST_FIELDS}
    # `shares` is left out when nobody shared the post: platforms.md 1a, seen in recordings of v23.0.
    if post.get("shares") is None:
        found["shares.count"] = 0
    return not_negative(values_of(found, native.POST_FIELDS))


def insights(
    found: Values,
    current: tuple[NativeMetric, ...],
    before: tuple[NativeMetric, ...],
    today: date,
    kind: ContentType | None = None,
) -> dict[MetricKey, int | float]:
    """The canonical values among insights; what a name of before says only where the current ones say nothing."""
    return {
        **values_of(found, asked_for(before, today, (), kind)),
        **values_of(found, asked_for(current, today, (), kind)),
    }


def day_snapshots(
    by_end: Mapping[datetime, Values], days: Span, today: date, observed_at: datetime
) -> tuple[DaySnapshot, ...]:
    """The days of a Page, the running one too; its followers are left to the profile, which knows them now."""
    found = []
    for end, values in sorted(by_end.items()):
        metrics = insights(values, native.PAGE_DAY, native.PAGE_DAY_BEFORE, today)
        if end > observed_at:
            metrics.pop(MetricKey.FOLLOWERS, None)
        if metrics and ended_by(end) in days:
            found.append(DaySnapshot(ended_by(end), observed_at, metrics, DAY_ZONE))
    return tuple(found)


def window_snapshots(
    by_end: Mapping[datetime, Values], days: Span, today: date, observed_at: datetime
) -> tuple[WindowSnapshot, ...]:
    """The reach of the 28 days that end with each day, of the days that are over."""
    found = []
    for end, values in sorted(by_end.items()):
        reach = insights(values, native.PAGE_28, native.PAGE_28_BEFORE, today).get(MetricKey.REACH)
        if reach is not None and end <= observed_at and ended_by(end) in days:
            after = ended_by(end) + timedelta(days=1)
            start = after - timedelta(days=WINDOW_DAYS)
            found.append(WindowSnapshot(MetricKey.REACH, start, after, reach, observed_at))
    return tuple(found)


def _attachment(post: Document) -> Document:
    """The first one; of an album the album itself."""
    return next(iter(entries(post, "attachments.data")), {})


def _addresses(post: Document) -> list[str]:
    attached = _attachment(post)
    found = (text(post.get("permalink_url")), text(attached.get("unshimmed_url")), text(attached.get("url")))
    return [address for address in found if address is not None]
