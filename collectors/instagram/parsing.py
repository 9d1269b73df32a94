"""Instagram's JSON as our facts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from collectors.exports.hashtags import hashtags
from collectors.instagram import metrics as native
from collectors.meta.days import DAY_ZONE, Span, ended_by
from collectors.meta.reading import Document, at, entries, moment, not_negative, number, text, totals
from collectors.native_metrics import asked_for, values_of
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.metrics import MetricKey
from domain.observations import ContentType, DaySnapshot, PostDetails, WindowSnapshot
from domain.time_range import local_date
from domain.users import AccountRef, Platform

Values = Mapping[str, object]

NO_INSIGHTS = "no_insights"
"""In the metadata of a post: it is older than the business account, and is not asked for insights again."""

_BY_PRODUCT = {"REELS": ContentType.REEL, "STORY": ContentType.STORY}
_PRODUCT_OF = {kind: product for product, kind in _BY_PRODUCT.items()}
_OTHER_PRODUCTS = frozenset({"FEED", "AD"})
_BY_TYPE = {
    "IMAGE": ContentType.IMAGE,
    "VIDEO": ContentType.VIDEO,
    "CAROUSEL_ALBUM": ContentType.CAROUSEL,
}


def profile(document: object, user_id: str) -> AccountRef:
    """Handle and name of an account."""
    return AccountRef(Platform.INSTAGRAM, user_id, text(at(document, "username")), text(at(document, "name")))


def profile_day(document: object, observed_at: datetime) -> DaySnapshot | None:
    """What the profile shows now; None when it shows no numbers."""
    found = {each.name: number(at(document, each.name)) for each in native.STOCKS}
    metrics = not_negative(values_of(found, native.STOCKS))
    return DaySnapshot(local_date(observed_at, DAY_ZONE), observed_at, metrics, DAY_ZONE) if metrics else None


def content_type(medium: Document) -> ContentType:
    """By the product, which tells reels and stories apart from pictures and videos; else by the address or the type."""
    product = text(medium.get("media_product_type"))
    if product is None and "/reel/" in (text(medium.get("permalink")) or ""):
        return ContentType.REEL
    return _BY_PRODUCT.get(product or "") or _BY_TYPE.get(str(medium.get("media_type")), ContentType.OTHER)


def product(medium: Document, kind: ContentType) -> str:
    """The product that a medium belongs to, which decides about the insights that it has."""
    said = text(medium.get("media_product_type"))
    return _PRODUCT_OF.get(kind) or (said if said in _OTHER_PRODUCTS else "FEED")


def details(medium: Document, kind: ContentType, *, has_insights: bool = True) -> PostDetails | None:
    """What a medium is; None when it does not tell when it was published."""
    posted_at = moment(medium.get("timestamp"))
    if posted_at is None:
        return None
    caption = text(medium.get("caption"))
    return PostDetails(
        posted_at,
        kind,
        caption,
        text(medium.get("permalink")),
        hashtags(caption) if caption else (),
        {} if has_insights else {NO_INSIGHTS: True},
    )


def counters(medium: Document) -> dict[MetricKey, int | float]:
    """What a medium itself tells of its counters."""
    found = {each.name: number(medium.get(each.name)) for each in native.MEDIUM_FIELDS}
    return not_negative(values_of(found, native.MEDIUM_FIELDS))


def insights(found: Values, kind: ContentType, today: date) -> dict[MetricKey, int | float]:
    """The canonical values among the insights of a medium."""
    return not_negative(values_of(found, asked_for(native.MEDIUM, today, (), kind)))


def series_days(by_end: Mapping[datetime, Values], days: Span, observed_at: datetime) -> tuple[DaySnapshot, ...]:
    """Days of a series."""
    found = []
    for end, values in sorted(by_end.items()):
        metrics = values_of(values, native.DAY_SERIES)
        if metrics and ended_by(end) in days:
            found.append(DaySnapshot(ended_by(end), observed_at, metrics, DAY_ZONE))
    return tuple(found)


def totals_day(found: Values, day: date, observed_at: datetime) -> DaySnapshot | None:
    """One day of which the totals were asked for; None when there are none."""
    metrics = values_of(found, native.DAY_TOTALS)
    return DaySnapshot(day, observed_at, metrics, DAY_ZONE) if metrics else None


def window_reach(document: object, days: Span, observed_at: datetime) -> WindowSnapshot | None:
    """The reach of all of the days together; None when it is not told."""
    reach = values_of(totals(document), native.WINDOW_28).get(MetricKey.REACH)
    if reach is None:
        return None
    return WindowSnapshot(MetricKey.REACH, days.first, days.last + timedelta(days=1), reach, observed_at)


def follower_breakdown(document: object, dimension: AudienceDimension) -> AudienceBreakdown | None:
    """Followers by one dimension, as counts; None where there is nothing, as for accounts with few followers."""
    groups = [
        (" ".join(str(value) for value in result["dimension_values"]), number(result.get("value")))
        for insight in entries(document)
        for breakdown in entries(insight, "total_value.breakdowns")
        for result in entries(breakdown, "results")
        if isinstance(result.get("dimension_values"), list)
    ]
    found = tuple(AudienceEntry(label, count=int(count)) for label, count in groups if count is not None)
    return AudienceBreakdown(AudienceGroup.FOLLOWERS, dimension, found) if found else None
