"""A filter in words."""

import json

from domain.dimensions import WEEKDAYS, Dimension
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
    return WEEKDAYS[int(value)] if dimension is Dimension.WEEKDAY else value
