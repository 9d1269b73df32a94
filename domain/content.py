"""Posts: what they are, and how a list of them is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.dimensions import EVENT_DIMENSIONS, Dimension
from domain.errors import InvalidInputError
from domain.facts import PRESENT, Knowledge
from domain.filters import Filter, OneOf, Subject, conditions, holds
from domain.metrics import ENGAGEMENT_PARTS, RATE_BASE, MetricKey
from domain.observations import PostDetails
from domain.time_range import zone
from domain.users import Platform


@dataclass(frozen=True, slots=True)
class ContentPiece:
    """One post with its latest known counters."""

    user_id: str
    account_id: str
    platform: Platform
    post_id: str
    details: PostDetails
    metrics: Mapping[MetricKey, int | float]
    """The latest value of every metric that was observed; the others are not in it."""
    observed_at: Mapping[MetricKey, datetime]
    """When each of them was last seen."""
    deleted_at: datetime | None = None
    knowledge: Knowledge = PRESENT
    """What was known when it was asked for; its history and its rank go no further."""

    @property
    def key(self) -> tuple[str, str, str]:
        """(user id, account id, post id)."""
        return (self.user_id, self.account_id, self.post_id)


class ContentOrderField(StrEnum):
    """What a list of posts can be sorted by."""

    POSTED_AT = "posted_at"
    ENGAGEMENTS = "engagements"
    ENGAGEMENT_RATE = "engagement_rate"
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
    WATCH_TIME_SECONDS = "watch_time_seconds"
    FOLLOWERS_GAINED = "followers_gained"


@dataclass(frozen=True, slots=True)
class ContentCursor:
    """Where a page ended: the sort value of its last post, and that post."""

    value: float | None
    account_id: str
    post_id: str


@dataclass(frozen=True, slots=True)
class ContentQuery:
    """A page of one user's posts."""

    user_id: str
    account_ids: tuple[str, ...]
    first: int
    after: ContentCursor | None = None
    order: ContentOrderField = ContentOrderField.POSTED_AT
    descending: bool = True
    """Posts without the sort value come last in either direction."""
    posted_from: datetime | None = None
    posted_before: datetime | None = None
    """Exclusive."""
    filter: Filter | None = None
    """None: all of them. See `filter_of_posts`."""
    time_zone: str = "UTC"
    """IANA name; weekdays and hours of the filter are of this zone."""
    knowledge: Knowledge = PRESENT
    """What may be known of the posts."""


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A page of posts, and how many there are in all."""

    pieces: tuple[ContentPiece, ...]
    has_next: bool
    total: int

    def cursor(self, piece: ContentPiece, order: ContentOrderField) -> ContentCursor:
        """The cursor that goes on after a post of this page."""
        return ContentCursor(sort_value(piece, order), piece.account_id, piece.post_id)


def sort_value(piece: ContentPiece, order: ContentOrderField) -> float | None:
    """What a post is sorted by; instants as microseconds since 1970."""
    if order is ContentOrderField.POSTED_AT:
        return round(piece.details.posted_at.timestamp() * 1_000_000)
    return piece.metrics.get(MetricKey(order.value))


def page_of(pieces: Iterable[ContentPiece], query: ContentQuery) -> ContentPage:
    """The page of a query from all the posts that it may be about, by the rules of the storage's own pages."""
    chosen = [
        piece
        for piece in pieces
        if query.filter is None or holds(query.filter, subject_of(piece, query.time_zone)) is True
    ]

    def place(value: float | None, account_id: str, post_id: str) -> tuple[bool, float, str, str]:
        size = 0.0 if value is None else -value if query.descending else value
        return value is None, size, account_id, post_id

    def place_of(piece: ContentPiece) -> tuple[bool, float, str, str]:
        return place(sort_value(piece, query.order), piece.account_id, piece.post_id)

    rest = sorted(chosen, key=place_of)
    if query.after is not None:
        after = place(query.after.value, query.after.account_id, query.after.post_id)
        rest = [piece for piece in rest if place_of(piece) > after]
    return ContentPage(tuple(rest[: query.first]), len(rest) > query.first, len(chosen))


def with_derived(metrics: Mapping[MetricKey, int | float], platform: Platform) -> dict[MetricKey, int | float]:
    """The counters of a post with what is derived from them to sort and filter by.

    Engagements are the sum of the parts that were observed; the rate is taken over the platform's usual base.
    """
    found = dict(metrics)
    parts = [metrics[part] for part in ENGAGEMENT_PARTS if part in metrics]
    if parts:
        found[MetricKey.ENGAGEMENTS] = int(sum(parts))
        base = metrics.get(RATE_BASE[platform].metric)
        if base is not None and base > 0:
            found[MetricKey.ENGAGEMENT_RATE] = found[MetricKey.ENGAGEMENTS] / base
    return found


def filter_of_posts(filter: Filter) -> Filter:
    """The filter as it is.

    Raises:
        InvalidInputError: it asks for what only single engagements have.
    """
    for condition in conditions(filter):
        if isinstance(condition, OneOf) and condition.dimension in EVENT_DIMENSIONS:
            raise refuse_dimension(condition.dimension)
    return filter


def refuse_dimension(dimension: Dimension) -> InvalidInputError:
    """The error for a list of posts that is filtered by what posts do not have."""
    return InvalidInputError(
        f"Posts have no {dimension.value}; only single engagements do. Leave the condition out of a list of posts."
    )


def subject_of(piece: ContentPiece, time_zone: str) -> Subject:
    """What a filter may ask of a post; weekday and hour are those of its publication in the zone."""
    details = piece.details
    local = details.posted_at.astimezone(zone(time_zone))
    return Subject(
        platform=piece.platform,
        account_id=piece.account_id,
        content_type=details.content_type,
        tags=details.tags,
        text=details.text,
        posted_at=details.posted_at,
        media_seconds=details.media_seconds,
        weekday=local.weekday(),
        hour=local.hour if details.time_known else None,
        value=piece.metrics.get,
    )
