"""Hypothesis strategies for filters and for what they are asked of."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from domain.dimensions import Dimension
from domain.filters import (
    And,
    Comparator,
    Condition,
    Filter,
    MediaLength,
    Not,
    OneOf,
    Or,
    PublishedIn,
    Subject,
    TextContains,
    Threshold,
)
from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
METRICS = (MetricKey.LIKES, MetricKey.VIEWS, MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE)
NUMBERS = (0.0, 0.05, 1.0, 2.0, 100.0)
TAGS = ("ads", "café", 'a"b', "x_y")
TEXTS = ("sale", "50%", "x_y", "Über", "c:\\d", "/")
LENGTHS = (0.0, 14.5, 15.0, 60.0)
VALUES: dict[Dimension, tuple[str, ...]] = {
    Dimension.PLATFORM: ("instagram", "x"),
    Dimension.ACCOUNT: ("a1", "a2"),
    Dimension.CONTENT_TYPE: ("reel", "image"),
    Dimension.COUNTRY: ("DE", "US"),
    Dimension.DEVICE: ("mobile", "web"),
    Dimension.TAG: TAGS,
    Dimension.WEEKDAY: ("0", "1", "6"),
    Dimension.HOUR_OF_DAY: ("0", "9", "23"),
}
"""Few values each, so that conditions and facts often meet."""
POST_DIMENSIONS = tuple(d for d in Dimension if d not in (Dimension.COUNTRY, Dimension.DEVICE))

moments = st.integers(0, 14 * 24).map(lambda hours: MONDAY + timedelta(hours=hours))


@st.composite
def one_of(draw: st.DrawFn, dimensions: tuple[Dimension, ...]) -> OneOf:
    """A condition on one of the dimensions."""
    dimension = draw(st.sampled_from(dimensions))
    return OneOf(dimension, tuple(draw(st.lists(st.sampled_from(VALUES[dimension]), min_size=1, max_size=3))))


@st.composite
def published_in(draw: st.DrawFn) -> PublishedIn:
    """Some hours of two weeks."""
    start = draw(moments)
    return PublishedIn(start, start + timedelta(hours=draw(st.integers(1, 200))))


@st.composite
def media_length(draw: st.DrawFn) -> MediaLength:
    """With one bound or both."""
    at_least = draw(st.none() | st.sampled_from(LENGTHS))
    longer = st.sampled_from([n for n in (*LENGTHS, 90.0) if at_least is None or n > at_least])
    return MediaLength(at_least, draw(longer if at_least is None else st.none() | longer))


def conditions(dimensions: tuple[Dimension, ...] = tuple(Dimension)) -> st.SearchStrategy[Condition]:
    """Single conditions that `checked` lets through."""
    thresholds = st.builds(Threshold, st.sampled_from(METRICS), st.sampled_from(Comparator), st.sampled_from(NUMBERS))
    texts = st.builds(TextContains, st.sampled_from((*TEXTS, "ü", "SALE")))
    return st.one_of(one_of(dimensions), texts, published_in(), media_length(), thresholds)


def filters(dimensions: tuple[Dimension, ...] = tuple(Dimension)) -> st.SearchStrategy[Filter]:
    """Filters that `checked` lets through, rarely deeper than four levels."""

    def joined(parts: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        some = st.lists(parts, max_size=3).map(tuple)
        return st.builds(And, some) | st.builds(Or, some) | st.builds(Not, parts)

    return st.recursive(conditions(dimensions), joined, max_leaves=8).filter(lambda f: depth(f) <= 8)


def depth(filter: Filter) -> int:
    """Levels of a filter; a condition has one."""
    match filter:
        case And(parts) | Or(parts):
            return 1 + max((depth(part) for part in parts), default=0)
        case Not(part):
            return 1 + depth(part)
        case _:
            return 1


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """Things of which something is not known."""
    values = draw(st.dictionaries(st.sampled_from(METRICS), st.sampled_from(NUMBERS)))
    return Subject(
        platform=draw(st.none() | st.sampled_from((Platform.INSTAGRAM, Platform.X, Platform.TIKTOK))),
        account_id=draw(st.none() | st.sampled_from(("a1", "a2", "a3"))),
        content_type=draw(st.none() | st.sampled_from((ContentType.REEL, ContentType.IMAGE, ContentType.TEXT))),
        tags=draw(st.none() | st.lists(st.sampled_from(TAGS), max_size=2).map(tuple)),
        text=draw(st.none() | st.lists(st.sampled_from((*TEXTS, " ")), max_size=3).map("".join)),
        posted_at=draw(st.none() | moments),
        media_seconds=draw(st.none() | st.sampled_from(LENGTHS)),
        country=draw(st.none() | st.sampled_from(("DE", "FR"))),
        device=draw(st.none() | st.sampled_from(("mobile", "tv"))),
        weekday=draw(st.none() | st.integers(0, 6)),
        hour=draw(st.none() | st.integers(0, 23)),
        value=values.get,
    )
