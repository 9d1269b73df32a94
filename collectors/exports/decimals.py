"""How the numbers of a table are written: whether a comma or a point stands before the decimals."""

import re
from collections.abc import Iterable
from enum import Enum

_WITH_COMMA = re.compile(r"[+-]?[\d.\s]*\d,(?:\d{1,2}|\d{4,})%?", re.ASCII)
_WITH_POINT = re.compile(r"[+-]?[\d,\s]*\d\.(?:\d{1,2}|\d{4,})%?", re.ASCII)


class DecimalMark(Enum):
    """What stands before the decimals."""

    POINT = "point"
    COMMA = "comma"
    PERHAPS_COMMA = "perhaps comma"
    """No cell tells, but the program that wrote the table needed the comma for something: cells are separated by
    semicolons. Three digits after it may still be thousands."""
    UNKNOWN = "unknown"
    """No cell tells. A point is taken, but three digits after it may be thousands."""

    @property
    def is_comma(self) -> bool:
        """True when a comma is read as what stands before decimals."""
        return self in (DecimalMark.COMMA, DecimalMark.PERHAPS_COMMA)


def decimal_mark(cells: Iterable[str], delimiter: str | None) -> DecimalMark:
    """What the cells prove: other than three digits after a comma or a point are decimals.

    Not the language: X, Meta and YouTube write points in all of them.
    """
    texts = [cell.strip() for cell in cells]
    if any(_WITH_POINT.fullmatch(text) for text in texts):
        return DecimalMark.POINT
    if any(_WITH_COMMA.fullmatch(text) for text in texts):
        return DecimalMark.COMMA
    return DecimalMark.PERHAPS_COMMA if delimiter == ";" else DecimalMark.UNKNOWN
