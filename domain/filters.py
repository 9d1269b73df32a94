"""Filters: conditions on facts as a value, and what they mean where not everything is known.

The meaning is Kleene's logic of three values. What is not known neither matches a condition nor its opposite: a post
without a known text is in neither of `text contains "sale"` and `not (text contains "sale")`.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from typing import TypeVar

from domain.dimensions import Dimension
from domain.errors import InvalidInputError
from domain.metrics import POST_METRICS, MetricKey
from domain.observations import ContentType
from domain.users import Platform

E = TypeVar("E", bound=StrEnum)

MAX_CONDITIONS = 100
MAX_DEPTH = 8
MAX_VALUES = 100
MAX_TEXT = 200
_COUNTRY = re.compile(r"[A-Z]{2}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""Characters that no database takes: NUL, and halves of surrogate pairs."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

FILTER_METRICS: tuple[MetricKey, ...] = (*POST_METRICS, MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE)
"""What a Threshold can ask for: the latest value of a post."""


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


def normalised(filter: Filter) -> Filter:
    """The same meaning in one form for whatever order it was written in.

    And and Or are flat, sorted and without repeats; one part stands for itself; NOT NOT is gone; values are sorted;
    instants are UTC.
    """
    match filter:
        case OneOf(dimension, values):
            return OneOf(dimension, tuple(sorted(set(values))))
        case PublishedIn(start, end):
            return PublishedIn(start.astimezone(UTC), end.astimezone(UTC))
        case TextContains(text):
            return TextContains(text.lower())
        case MediaLength(at_least, below):
            return MediaLength(_plain(at_least), _plain(below))
        case Threshold(metric, comparison, number):
            return Threshold(metric, comparison, float(number) + 0.0)
        case And(parts):
            return _flat(parts, And, Or)
        case Or(parts):
            return _flat(parts, Or, And)
        case Not(part):
            return _negated(normalised(part))


def _plain(number: float | None) -> float | None:
    """A float, and never the negative zero, which is equal to zero but written differently."""
    return None if number is None else float(number) + 0.0


def _negated(part: Filter) -> Filter:
    match part:
        case Not(inner):
            return inner
        case And(()):
            return Or(())
        case Or(()):
            return And(())
        case _:
            return Not(part)


def _flat(parts: tuple[Filter, ...], join: type[And | Or], other: type[And | Or]) -> Filter:
    found: dict[str, Filter] = {}
    for part in map(normalised, parts):
        for inner in part.parts if isinstance(part, And | Or) and isinstance(part, join) else (part,):
            if inner == other(()):
                return inner  # nothing, in an And; everything, in an Or
            found[_sort_key(inner)] = inner
    ordered = tuple(found[key] for key in sorted(found))
    return ordered[0] if len(ordered) == 1 else join(ordered)


def _sort_key(filter: Filter) -> str:
    return json.dumps(_node(filter), sort_keys=True)


def canonical_value(dimension: Dimension, value: str) -> str:
    """A value in the form in which facts have it: ISO countries in upper case, tags in lower case without `#`.

    Raises:
        InvalidInputError: the dimension cannot have that value.
    """
    found = value.strip()
    match dimension:
        case Dimension.PLATFORM:
            return _member(dimension, found.lower(), [platform.value for platform in Platform])
        case Dimension.CONTENT_TYPE:
            return _member(dimension, found.lower(), [kind.value for kind in ContentType])
        case Dimension.WEEKDAY:
            return _member(dimension, found, [str(day) for day in range(7)])
        case Dimension.HOUR_OF_DAY:
            return _member(dimension, found, [str(hour) for hour in range(24)])
        case Dimension.COUNTRY:
            if _COUNTRY.fullmatch(found.upper()) is None:
                raise InvalidInputError(f"{value[:60]!r} is no country; use two letters of ISO 3166-1, such as DE.")
            return found.upper()
        case Dimension.TAG:
            return _text(found.removeprefix("#").lower(), "A tag")
        case Dimension.ACCOUNT:
            return _text(found, "An account")
        case Dimension.DEVICE:
            return _text(found, "A device")


def _member(dimension: Dimension, value: str, known: list[str]) -> str:
    if value not in known:
        what = dimension.value.replace("_", " ")
        raise InvalidInputError(f"{value[:60]!r} is no {what}; use one of {', '.join(known)}.")
    return value


def _text(value: str, what: str) -> str:
    if not 1 <= len(value) <= MAX_TEXT:
        raise InvalidInputError(f"{what} has 1 to {MAX_TEXT} characters; {len(value)} were given.")
    if _UNSTORABLE.search(value):
        raise InvalidInputError(f"{what} holds characters that cannot be looked for.")
    return value


def checked(filter: Filter) -> Filter:
    """The filter as it is.

    Raises:
        InvalidInputError: too many conditions or values, too deep, or a condition that nothing can be asked by.
    """
    _check_depth(filter, MAX_DEPTH)
    found = list(conditions(filter))
    if len(found) > MAX_CONDITIONS:
        raise InvalidInputError(f"A filter has at most {MAX_CONDITIONS} conditions; this one has {len(found)}.")
    for condition in found:
        _check(condition)
    return filter


def _check_depth(filter: Filter, left: int) -> None:
    if left == 0:
        raise InvalidInputError(f"A filter is at most {MAX_DEPTH} levels deep.")
    match filter:
        case And(parts) | Or(parts):
            for part in parts:
                _check_depth(part, left - 1)
        case Not(part):
            _check_depth(part, left - 1)


def _check(condition: Condition) -> None:
    match condition:
        case OneOf(dimension, values):
            _check_values(dimension, values)
        case TextContains(text):
            _text(text, "The text to look for")
        case PublishedIn(start, end):
            if start.tzinfo is None or end.tzinfo is None:
                raise InvalidInputError("The bounds of the time of publication need a time zone.")
            if start >= end:
                raise InvalidInputError("The time of publication ends before or when it starts.")
        case MediaLength(at_least, below):
            _check_length(at_least, below)
        case Threshold(metric, _, number):
            if metric not in FILTER_METRICS:
                names = ", ".join(key.name for key in FILTER_METRICS)
                raise InvalidInputError(f"Posts can be filtered by {names}; not by {metric.name}.")
            if not isfinite(number):
                raise InvalidInputError(f"{metric.name} can be compared with finite numbers only.")


def _check_values(dimension: Dimension, values: tuple[str, ...]) -> None:
    what = dimension.value.replace("_", " ")
    if not values:
        raise InvalidInputError(f"The list of values for {what} is empty; leave the condition out to match all.")
    if len(values) > MAX_VALUES:
        raise InvalidInputError(f"A condition has at most {MAX_VALUES} values; the one on {what} has {len(values)}.")
    for value in values:
        if canonical_value(dimension, value) != value:
            raise InvalidInputError(f"{value[:60]!r} is not how a {what} is written in a filter.")


def _check_length(at_least: float | None, below: float | None) -> None:
    bounds = [bound for bound in (at_least, below) if bound is not None]
    if not bounds:
        raise InvalidInputError("A condition on the media length needs a bound: at least, below, or both.")
    if not all(isfinite(bound) and bound >= 0 for bound in bounds):
        raise InvalidInputError("A media length is a finite number of seconds, 0 or more.")
    if at_least is not None and below is not None and at_least >= below:
        raise InvalidInputError("The media length ends before or where it starts.")


_VERSION = 1


def to_document(filter: Filter) -> dict[str, object]:
    """The filter as JSON, to be stored."""
    return {"version": _VERSION, "filter": _node(filter)}


def _node(filter: Filter) -> dict[str, object]:
    match filter:
        case OneOf(dimension, values):
            return {"one_of": {"dimension": dimension.value, "values": list(values)}}
        case TextContains(text):
            return {"text": {"contains": text}}
        case PublishedIn(start, end):
            return {"published": {"start": start.isoformat(), "end": end.isoformat()}}
        case MediaLength(at_least, below):
            return {"media_seconds": {"at_least": at_least, "below": below}}
        case Threshold(metric, comparison, number):
            return {"metric": {"key": metric.value, "comparison": comparison.value, "number": number}}
        case And(parts):
            return {"and": [_node(part) for part in parts]}
        case Or(parts):
            return {"or": [_node(part) for part in parts]}
        case Not(part):
            return {"not": _node(part)}


def from_document(document: object) -> Filter:
    """The filter in a stored document.

    Raises:
        InvalidInputError: it is malformed, and where; or it is not what `checked` lets through.
    """
    members = _members(document, "document", "version", "filter")
    if members["version"] != _VERSION or isinstance(members["version"], bool):
        raise InvalidInputError(f"document.version: expected {_VERSION}.")
    return checked(_read(members["filter"], "filter", MAX_DEPTH))


def _read(node: object, place: str, levels: int) -> Filter:
    if levels == 0:
        raise InvalidInputError(f"A filter is at most {MAX_DEPTH} levels deep.")
    if not isinstance(node, dict) or len(node) != 1:
        raise InvalidInputError(f"{place}: expected an object with one member.")
    (kind, content) = next(iter(node.items()))
    inside = f"{place}.{kind}"
    match kind:
        case "and" | "or":
            items = _list(content, inside)
            parts = tuple(_read(item, f"{inside}[{i}]", levels - 1) for i, item in enumerate(items))
            return And(parts) if kind == "and" else Or(parts)
        case "not":
            return Not(_read(content, inside, levels - 1))
        case "one_of":
            found = _members(content, inside, "dimension", "values")
            values = _list(found["values"], f"{inside}.values")
            texts = tuple(_string(value, f"{inside}.values[{i}]") for i, value in enumerate(values))
            return OneOf(_choice(Dimension, found["dimension"], f"{inside}.dimension"), texts)
        case "text":
            found = _members(content, inside, "contains")
            return TextContains(_string(found["contains"], f"{inside}.contains"))
        case "published":
            found = _members(content, inside, "start", "end")
            return PublishedIn(_instant(found["start"], f"{inside}.start"), _instant(found["end"], f"{inside}.end"))
        case "media_seconds":
            found = _members(content, inside, "at_least", "below")
            bounds = (None if found[b] is None else _number(found[b], f"{inside}.{b}") for b in ("at_least", "below"))
            return MediaLength(*bounds)
        case "metric":
            found = _members(content, inside, "key", "comparison", "number")
            return Threshold(
                _choice(MetricKey, found["key"], f"{inside}.key"),
                _choice(Comparator, found["comparison"], f"{inside}.comparison"),
                _number(found["number"], f"{inside}.number"),
            )
        case _:
            known = "and, or, not, one_of, text, published, media_seconds, metric"
            raise InvalidInputError(f"{place}: {str(kind)[:60]!r} is none of {known}.")


def _members(node: object, place: str, *names: str) -> dict[str, object]:
    if not isinstance(node, dict) or set(node) != set(names):
        raise InvalidInputError(f"{place}: expected an object with the members {', '.join(names)}.")
    return node


def _list(node: object, place: str) -> list[object]:
    if not isinstance(node, list):
        raise InvalidInputError(f"{place}: expected a list.")
    return node


def _string(node: object, place: str) -> str:
    if not isinstance(node, str):
        raise InvalidInputError(f"{place}: expected a text.")
    return node


def _number(node: object, place: str) -> float:
    if isinstance(node, bool) or not isinstance(node, int | float):
        raise InvalidInputError(f"{place}: expected a number.")
    try:
        return float(node)
    except OverflowError:
        raise InvalidInputError(f"{place}: the number is too large.") from None


def _instant(node: object, place: str) -> datetime:
    try:
        return datetime.fromisoformat(_string(node, place))
    except ValueError:
        raise InvalidInputError(f"{place}: expected an instant in ISO 8601.") from None


def _choice(kind: type[E], node: object, place: str) -> E:
    try:
        return kind(_string(node, place))
    except ValueError:
        raise InvalidInputError(f"{place}: {str(node)[:60]!r} is not known.") from None


def describe(filter: Filter) -> str:
    """One readable line, such as `platform is instagram or x, and likes > 100, and not (tag is ads)`."""
    match filter:
        case OneOf(dimension, values):
            return f"{dimension.value.replace('_', ' ')} is {' or '.join(_shown(dimension, v) for v in values)}"
        case TextContains(text):
            return f"text contains {json.dumps(text, ensure_ascii=False)}"
        case PublishedIn(start, end):
            return f"published from {start:%Y-%m-%d %H:%M} to before {end:%Y-%m-%d %H:%M} UTC"
        case MediaLength(at_least, below):
            bounds = [(">=", at_least), ("<", below)]
            return "media length " + " and ".join(f"{sign} {bound:g} s" for sign, bound in bounds if bound is not None)
        case Threshold(metric, comparison, number):
            value = int(number) if number == int(number) else number
            return f"{metric.value.replace('_', ' ')} {_SIGNS[comparison]} {value}"
        case And(()):
            return "everything"
        case Or(()):
            return "nothing"
        case And(parts):
            return ", and ".join(_grouped(part) for part in parts)
        case Or(parts):
            return ", or ".join(_grouped(part) for part in parts)
        case Not(part):
            return f"not ({describe(part)})"


_SIGNS = {Comparator.GT: ">", Comparator.GTE: ">=", Comparator.LT: "<", Comparator.LTE: "<=", Comparator.EQ: "="}


def _grouped(part: Filter) -> str:
    return f"({describe(part)})" if isinstance(part, And | Or) else describe(part)


def _shown(dimension: Dimension, value: str) -> str:
    return _WEEKDAYS[int(value)] if dimension is Dimension.WEEKDAY else value
