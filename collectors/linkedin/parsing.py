"""LinkedIn's JSON as facts. Nothing here asks anybody, and nothing that is absent becomes a number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from collectors.linkedin.client import DAY_ZONE, elements_of
from collectors.linkedin.facets import FACETS, Facet, label_of
from collectors.linkedin.little_text import plain, tags
from collectors.native_metrics import NativeMetric, values_of
from domain.audience import AudienceBreakdown, AudienceEntry, AudienceGroup
from domain.metrics import MetricKey
from domain.observations import ContentType, DaySnapshot, PostDetails
from domain.time_range import local_date
from domain.users import AccountRef, Platform

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)
_MOST = 2**63 - 1
"""What a database can hold."""
_DIGITS = len(str(_MOST)) + 1
_PUBLISHED = frozenset({"PUBLISHED", "PUBLISHED_EDITED"})
_CONTENT_TYPES = {
    "article": ContentType.LINK,
    "multiImage": ContentType.CAROUSEL,
    "carousel": ContentType.CAROUSEL,
    "poll": ContentType.POLL,
}
"""By what stands in `content`; `media` says by its URN what it is, and the rest, such as events, is something else."""
_MEDIA_TYPES = {
    "image": ContentType.IMAGE,
    "video": ContentType.VIDEO,
    "document": ContentType.DOCUMENT,
}
_AD_FACTS = {"dscAdType": "ad_type", "dscStatus": "ad_status", "dscAdAccount": "ad_account"}
_MAY_BE_NEGATIVE = frozenset({MetricKey.LIKES, MetricKey.FOLLOWERS_GAINED})
"""Of a day: what was taken back on it may be more than what came."""

Document = Mapping[str, Any]
Values = dict[MetricKey, int | float]


@dataclass(frozen=True, slots=True)
class Post:
    """A published post."""

    urn: str
    details: PostDetails
    dark: bool
    """Made for a campaign and not shown on the page. Statistics leave out what campaigns bring."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of asking for posts by their URNs."""

    posts: tuple[Post, ...]
    missing: tuple[str, ...]
    """LinkedIn says that they are not there."""
    unanswered: tuple[str, ...]
    """It says nothing about them."""


def account_of(document: object, number: str) -> AccountRef:
    """A page with its handle and name."""
    page = _object(document)
    return AccountRef(Platform.LINKEDIN, number, _text(page.get("vanityName")), _text(page.get("localizedName")))


def organization_number(urn: object) -> str | None:
    """The number in `urn:li:organization:1337`, or in the URN of a showcase page."""
    kind, _, number = urn.rpartition(":") if isinstance(urn, str) else ("", "", "")
    known = kind in ("urn:li:organization", "urn:li:organizationBrand")
    return number if known and number.isdecimal() else None


def follower_day(document: object, at: datetime, metrics: Iterable[NativeMetric]) -> tuple[DaySnapshot, ...]:
    """The followers of the running day; nothing when LinkedIn does not say how many."""
    values = _values(_object(document), metrics)
    return (DaySnapshot(local_date(at, DAY_ZONE), at, values, DAY_ZONE),) if values else ()


def post_of(document: object) -> Post | None:
    """A post; None for drafts, for what is not yet published, and for what is no post."""
    found = _object(document)
    urn = _text(found.get("id"))
    posted_at = _moment(found.get("publishedAt")) or _moment(found.get("createdAt"))
    if urn is None or posted_at is None or not _is_published(found):
        return None
    little = _text(found.get("commentary"))
    details = PostDetails(
        posted_at=posted_at,
        content_type=_content_type(found),
        text=None if little is None else plain(little),
        url=f"https://www.linkedin.com/feed/update/{urn}/",
        tags=() if little is None else tags(little),
        metadata=_metadata(found),
    )
    return Post(urn, details, _object(found.get("adContext")).get("isDsc") is True)


def _is_published(post: Document) -> bool:
    """Also when it does not say: then it can be seen."""
    return (_text(post.get("lifecycleState")) or "PUBLISHED") in _PUBLISHED


def changed_before(document: object, moment: datetime) -> bool:
    """Whether the last post of a page was changed before a moment. Posts are listed by their last change, and none is
    changed before it is published: nothing that was published later can follow."""
    changes = [_moment(each.get("lastModifiedAt")) for each in elements_of(document)]
    last = changes[-1] if changes else None
    return last is not None and last < moment


def lookup_of(document: object, urns: Sequence[str]) -> Lookup:
    """The answer to a batch of URNs."""
    answer = _object(document)
    results, errors = _object(answer.get("results")), _object(answer.get("errors"))
    statuses = _object(answer.get("statuses"))
    posts = tuple(post for urn in urns if (post := post_of(results.get(urn))) is not None)
    gone = [urn for urn in urns if urn not in results and _status(errors.get(urn), statuses.get(urn)) in _NOT_THERE]
    silent = [urn for urn in urns if urn not in results and urn not in errors and urn not in gone]
    return Lookup(posts, tuple(gone), tuple(silent))


_NOT_THERE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


def counters_by_post(elements: Iterable[Document], metrics: Sequence[NativeMetric]) -> dict[str, Values]:
    """Lifetime counters by URN. A counter below zero is LinkedIn's correction of something else, and is left out."""
    found: dict[str, Values] = {}
    for element in elements:
        urn = _text(element.get("ugcPost")) or _text(element.get("share"))
        if urn is not None:
            values = _statistics(element, metrics)
            found[urn] = {metric: value for metric, value in values.items() if value >= 0}
    return found


def share_days(elements: Iterable[Document], at: datetime, metrics: Sequence[NativeMetric]) -> tuple[DaySnapshot, ...]:
    """What posts received on each day."""
    return _days(((element, _statistics(element, metrics)) for element in elements), at)


def follower_days(
    elements: Iterable[Document], at: datetime, metrics: Sequence[NativeMetric]
) -> tuple[DaySnapshot, ...]:
    """The followers won on each day, less those who left: negative when more left than came."""
    return _days(((each, _values(_object(each.get("followerGains")), metrics)) for each in elements), at)


def page_days(elements: Iterable[Document], at: datetime, metrics: Sequence[NativeMetric]) -> tuple[DaySnapshot, ...]:
    """The visits on each day."""
    return _days(((each, _values(_page_views(each), metrics)) for each in elements), at)


def audience_of(elements: Iterable[Document], at: datetime) -> tuple[DaySnapshot, ...]:
    """Who follows the page today."""
    page = next(iter(elements), {})
    breakdowns = tuple(found for facet in FACETS if (found := _breakdown(page, facet)) is not None)
    return (DaySnapshot(local_date(at, DAY_ZONE), at, {}, DAY_ZONE, breakdowns),) if breakdowns else ()


def _breakdown(page: Document, facet: Facet) -> AudienceBreakdown | None:
    entries: dict[str, AudienceEntry] = {}
    listed = page.get(facet.list_name)
    for each in listed if isinstance(listed, list) else []:
        value = _text(_object(each).get(facet.value_name))
        # The documentation: organicFollowerCount holds both here, and paidFollowerCount is not to be looked at.
        people = _count(_object(_object(each).get("followerCounts")).get("organicFollowerCount"))
        if value is not None and people is not None and people >= 0:
            label = label_of(value)
            entries.setdefault(label, AudienceEntry(label, count=people))
    return AudienceBreakdown(AudienceGroup.FOLLOWERS, facet.dimension, tuple(entries.values())) if entries else None


def _days(found: Iterable[tuple[Document, Values]], at: datetime) -> tuple[DaySnapshot, ...]:
    snapshots = []
    for element, values in found:
        day = _day(element.get("timeRange"))
        kept = {metric: value for metric, value in values.items() if value >= 0 or metric in _MAY_BE_NEGATIVE}
        if day is not None and kept:
            snapshots.append(DaySnapshot(day, at, kept, DAY_ZONE))
    return tuple(sorted(snapshots, key=lambda snapshot: snapshot.day))


def _day(time_range: object) -> date | None:
    """The UTC day that a range [start, end) is; None for months, and for the lifetime, which has no range."""
    start, end = _moment(_object(time_range).get("start")), _moment(_object(time_range).get("end"))
    if start is None or (end is not None and end - start != _ONE_DAY):
        return None
    return local_date(start, DAY_ZONE)


def _statistics(element: Document, metrics: Sequence[NativeMetric]) -> Values:
    values = _values(_object(element.get("totalShareStatistics")), metrics)
    # Unique impressions are counted for the lifetime alone; elsewhere LinkedIn leaves them out, or at 0.
    if values.get(MetricKey.REACH) == 0 and values.get(MetricKey.IMPRESSIONS, 0) > 0:
        del values[MetricKey.REACH]
    return values


def _page_views(element: Document) -> Document:
    views = _object(_object(element.get("totalPageStatistics")).get("views"))
    return {name: _object(view).get("pageViews") for name, view in views.items()}


def _values(found: Document, metrics: Iterable[NativeMetric]) -> Values:
    return values_of({name: _count(value) for name, value in found.items()}, metrics)


def _content_type(post: Document) -> ContentType:
    content = _object(post.get("content"))
    if "media" in content:
        kind = str(_object(content["media"]).get("id")).removeprefix("urn:li:").partition(":")[0]
        return _MEDIA_TYPES.get(kind, ContentType.OTHER)
    named = [name for name in content if content[name] is not None]
    if named:
        return next((_CONTENT_TYPES[name] for name in named if name in _CONTENT_TYPES), ContentType.OTHER)
    return ContentType.OTHER if post.get("reshareContext") else ContentType.TEXT


def _metadata(post: Document) -> dict[str, object]:
    """What sets the post apart from most others."""
    advertised, distribution = _object(post.get("adContext")), _object(post.get("distribution"))
    parent = _text(_object(post.get("reshareContext")).get("parent"))
    found: dict[str, object] = {}
    if advertised.get("isDsc") is True:
        found["dark"] = True
        found |= {ours: text for theirs, ours in _AD_FACTS.items() if (text := _text(advertised.get(theirs)))}
    if distribution.get("feedDistribution") == "NONE":
        found["in_feed"] = False
    if (visibility := _text(post.get("visibility"))) not in (None, "PUBLIC"):
        found["visibility"] = visibility
    if _object(post.get("lifecycleStateInfo")).get("isEditedByAuthor") is True:
        found["edited"] = True
    return found | ({"reshare_of": parent} if parent else {})


def _status(error: object, status: object) -> int | None:
    return _count(_object(error).get("status", status))


def _object(value: object) -> Document:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str | None:
    """Databases do not take the character NUL."""
    return (value.replace("\x00", "") or None) if isinstance(value, str) else None


def _count(value: object) -> int | None:
    """A whole number, also one that was sent as a text or with a point."""
    if isinstance(value, str) and len(value) <= _DIGITS and value.isascii():
        value = int(value) if value.strip().removeprefix("-").isdecimal() else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value) if -_MOST <= value <= _MOST else None


def _moment(milliseconds: object) -> datetime | None:
    number = _count(milliseconds)
    try:
        return None if number is None or number <= 0 else _EPOCH + timedelta(milliseconds=number)
    except OverflowError:
        return None
