"""What a filter may hold: how its values are written, and how large it may be."""

import re
from math import isfinite

from domain.dimensions import Dimension
from domain.errors import InvalidInputError
from domain.filters import (
    And,
    Condition,
    Filter,
    MediaLength,
    Not,
    OneOf,
    Or,
    PublishedIn,
    TextContains,
    Threshold,
    conditions,
)
from domain.metrics import POST_METRICS, MetricKey
from domain.observations import ContentType
from domain.users import Platform

MAX_CONDITIONS = 100
MAX_DEPTH = 8
MAX_VALUES = 100
MAX_TEXT = 200
_COUNTRY = re.compile(r"[A-Z]{2}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""Characters that no database takes: NUL, and halves of surrogate pairs."""
FILTER_METRICS: tuple[MetricKey, ...] = (*POST_METRICS, MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE)
"""What a Threshold can ask for: the latest value of a post."""


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
