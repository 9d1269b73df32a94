"""The one form of a filter, whatever order it was written in, and the document that it is stored as."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from domain.dimensions import Dimension
from domain.errors import InvalidInputError
from domain.filter_rules import (
    MAX_DEPTH,
    checked,
)
from domain.filters import (
    And,
    Comparator,
    Filter,
    MediaLength,
    Not,
    OneOf,
    Or,
    PublishedIn,
    TextContains,
    Threshold,
)
from domain.metrics import MetricKey

E = TypeVar("E", bound=StrEnum)

_VERSION = 1


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
