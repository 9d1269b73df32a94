"""Filters: conditions on facts as a value, and what they mean where not everything is known.

The meaning is Kleene's logic of three values. What is not known neither matches a condition nor its opposite: a post
without a known text is in neither of `text contains "sale"` and `not (text contains "sale")`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.dimensions import Dimension
from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform


class Attribute(StrEnum):
    """What a filter may ask about: the dimensions, and what is no dimension."""

    PLATFORM = "platform"
    ACCOUNT = "account"
    CONTENT_TYPE = "content_type"
    COUNTRY = "country"
    DEVICE = "device"
    TAG = "tag"
    WEEKDAY = "weekday"
    HOUR_OF_DAY = "hour_of_day"
    TEXT = "text"
    PUBLISHED = "published"
    MEDIA_LENGTH = "media_length"
    METRICS = "metrics"


class Comparator(StrEnum):
    """How a value is compared with a number."""

    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    EQ = "eq"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The dimension has one of the values; of tags, at least one of them is there."""

    dimension: Dimension
    values: tuple[str, ...]
    """In the form of `canonical_value`."""


@dataclass(frozen=True, slots=True)
class TextContains:
    """The post's text holds this, upper and lower case alike."""

    text: str


@dataclass(frozen=True, slots=True)
class PublishedIn:
    """The post was published in [start, end), UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class MediaLength:
    """The post's video or sound lasts [at_least, below) seconds; None is no bound."""

    at_least: float | None
    below: float | None


@dataclass(frozen=True, slots=True)
class Threshold:
    """The post's own latest value of a metric, in the metric's unit, compared with a number."""

    metric: MetricKey
    comparison: Comparator
    number: float


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold. Without parts: everything."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds. Without parts: nothing."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold, and it is known that it does not."""

    part: "Filter"


Condition = OneOf | TextContains | PublishedIn | MediaLength | Threshold
Filter = Condition | And | Or | Not


def _unknown(_metric: MetricKey) -> float | None:
    return None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a filter may ask of a post or an engagement. None is not known."""

    platform: Platform | None = None
    account_id: str | None = None
    content_type: ContentType | None = None
    tags: tuple[str, ...] | None = None
    """Lower case, without the sign. Empty: it is known that there are none."""
    text: str | None = None
    posted_at: datetime | None = None
    media_seconds: float | None = None
    country: str | None = None
    device: str | None = None
    weekday: int | None = None
    """In the user's zone, 0 is Monday."""
    hour: int | None = None
    """In the user's zone."""
    value: Callable[[MetricKey], float | None] = _unknown
    """The latest value of a metric of the post."""


def holds(filter: Filter, subject: Subject) -> bool | None:
    """Whether the filter holds of the subject; None when what is known does not decide it."""
    match filter:
        case OneOf():
            return _has_one_of(filter, subject)
        case TextContains(text):
            return None if subject.text is None else text.lower() in subject.text.lower()
        case PublishedIn(start, end):
            return None if subject.posted_at is None else start <= subject.posted_at < end
        case MediaLength(at_least, below):
            seconds = subject.media_seconds
            if seconds is None:
                return None
            return (at_least is None or seconds >= at_least) and (below is None or seconds < below)
        case Threshold(metric, comparison, number):
            value = subject.value(metric)
            return None if value is None else _compares(value, comparison, number)
        case And(parts):
            return _all(holds(part, subject) for part in parts)
        case Or(parts):
            return _not(_all(_not(holds(part, subject)) for part in parts))
        case Not(part):
            return _not(holds(part, subject))


def _has_one_of(condition: OneOf, subject: Subject) -> bool | None:
    found = _values_of(condition.dimension, subject)
    return None if found is None else any(value in condition.values for value in found)


def _values_of(dimension: Dimension, subject: Subject) -> tuple[str, ...] | None:
    if dimension is Dimension.TAG:
        return subject.tags
    value: str | int | None
    match dimension:
        case Dimension.PLATFORM:
            value = subject.platform
        case Dimension.ACCOUNT:
            value = subject.account_id
        case Dimension.CONTENT_TYPE:
            value = subject.content_type
        case Dimension.COUNTRY:
            value = subject.country
        case Dimension.DEVICE:
            value = subject.device
        case Dimension.WEEKDAY:
            value = subject.weekday
        case Dimension.HOUR_OF_DAY:
            value = subject.hour
    return None if value is None else (str(value),)


def _compares(value: float, comparison: Comparator, number: float) -> bool:
    match comparison:
        case Comparator.GT:
            return value > number
        case Comparator.GTE:
            return value >= number
        case Comparator.LT:
            return value < number
        case Comparator.LTE:
            return value <= number
        case Comparator.EQ:
            return value == number


def _all(found: Iterator[bool | None]) -> bool | None:
    answers = set(found)
    if False in answers:
        return False
    return None if None in answers else True


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def conditions(filter: Filter) -> Iterator[Condition]:
    """Every condition of the filter, from left to right."""
    match filter:
        case And(parts) | Or(parts):
            for part in parts:
                yield from conditions(part)
        case Not(part):
            yield from conditions(part)
        case _:
            yield filter


def attributes(filter: Filter) -> frozenset[Attribute]:
    """What the filter asks about, so that a caller loads nothing else."""
    return frozenset(_attribute(condition) for condition in conditions(filter))


def _attribute(condition: Condition) -> Attribute:
    match condition:
        case OneOf(dimension):
            return Attribute(dimension.value)
        case TextContains():
            return Attribute.TEXT
        case PublishedIn():
            return Attribute.PUBLISHED
        case MediaLength():
            return Attribute.MEDIA_LENGTH
        case Threshold():
            return Attribute.METRICS


def given_account(filter: Filter, platform: Platform, account_id: str) -> Filter | bool:
    """What is left to ask of the facts of one account.

    True: every fact of the account matches. False: none does. Otherwise the filter without its conditions on
    platform and account, with the same answer for every fact of the account.
    """
    match filter:
        case OneOf(Dimension.PLATFORM, values):
            return platform.value in values
        case OneOf(Dimension.ACCOUNT, values):
            return account_id in values
        case And(parts):
            return _joined(parts, platform, account_id, And)
        case Or(parts):
            return _joined(parts, platform, account_id, Or)
        case Not(part):
            rest = given_account(part, platform, account_id)
            return not rest if isinstance(rest, bool) else Not(rest)
        case _:
            return filter


def _joined(parts: tuple[Filter, ...], platform: Platform, account_id: str, join: type[And | Or]) -> Filter | bool:
    """One part that is False decides an And, one that is True an Or; the other answer changes nothing."""
    decisive = join is Or
    open_parts: list[Filter] = []
    for part in parts:
        rest = given_account(part, platform, account_id)
        if not isinstance(rest, bool):
            open_parts.append(rest)
        elif rest is decisive:
            return decisive
    if not open_parts:
        return not decisive
    return open_parts[0] if len(open_parts) == 1 else join(tuple(open_parts))
