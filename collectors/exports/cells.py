"""What a single cell says: a count, an id or a text."""

import re

from domain.metrics import CATALOG, MetricKey, Unit
from domain.users import Platform

ABSENT = frozenset({"", "-", "--", "–", "—", "undefined", "null", "none", "n/a", "na", "nan"})
"""How files write that a number was not observed. Never read as 0."""

MAX_ID_LENGTH = 255

_LARGEST = 2**63 - 1
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_LONGEST_NUMBER = 40
_DIGITS = re.compile(r"\d{1,20}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_MAY_BE_NEGATIVE = frozenset({(Platform.LINKEDIN, MetricKey.LIKES), (Platform.LINKEDIN, MetricKey.FOLLOWERS_GAINED)})
"""LinkedIn reports what was taken back as negative numbers."""


class UnusableRowError(Exception):
    """A row that cannot be right; the reason is shown to the person and holds no caption."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def quoted(text: str) -> str:
    """A cell as it may be shown in a reason: short and on one line."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def number(text: str) -> int | float | None:
    """The number in a cell, None when the cell says that there is none. `1938.0` is the integer 1938.

    Raises:
        ValueError: it is neither.
    """
    if text.isdecimal() and text.isascii() and len(text) < 19:
        return int(text)
    text = text.strip()
    if text.casefold() in ABSENT:
        return None
    parts = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if parts is None:
        raise ValueError(text)
    sign, whole, decimals = parts.groups()
    whole = whole.replace(",", "")
    value = float(f"{sign}{whole}.{decimals}") if decimals and decimals.strip("0") else int(sign + whole)
    if abs(value) > _LARGEST:
        raise ValueError(text)
    return value


def measure(text: str, metric: MetricKey, column: str, platform: Platform) -> int | float | None:
    """The value of a metric, None when it was not observed.

    Raises:
        UnusableRowError: the metric cannot have such a value.
    """
    try:
        value = number(text)
    except ValueError:
        raise UnusableRowError(f"{column!r} is {quoted(text)}, which is no number.") from None
    if value is None or (value.__class__ is int and value >= 0 and metric is not MetricKey.VIDEO_COMPLETION_RATE):
        return value
    unit = CATALOG[metric].unit
    if value < 0 and (platform, metric) not in _MAY_BE_NEGATIVE:
        raise UnusableRowError(f"{column!r} is {quoted(text)}; it cannot be negative.")
    if unit is Unit.COUNT and isinstance(value, float):
        raise UnusableRowError(f"{column!r} is {quoted(text)}; a count is a whole number.")
    if unit is Unit.FRACTION and value > 1:
        raise UnusableRowError(f"{column!r} is {quoted(text)}; a fraction lies between 0 and 1.")
    return value


def seconds(text: str, column: str) -> int | float | None:
    """A length in seconds, None when the cell says that there is none.

    Raises:
        UnusableRowError: it is no number, or negative.
    """
    try:
        value = number(text)
    except ValueError:
        raise UnusableRowError(f"{column!r} is {quoted(text)}, which is no number.") from None
    if value is not None and value < 0:
        raise UnusableRowError(f"{column!r} is {quoted(text)}; it cannot be negative.")
    return value


def identifier(text: str, what: str) -> str:
    """An id of any shape.

    Raises:
        UnusableRowError: it is missing, too long, or a spreadsheet has rounded it.
    """
    text = text.strip()
    if not text:
        raise UnusableRowError(f"There is no {what}.")
    if len(text) > MAX_ID_LENGTH:
        raise UnusableRowError(f"The {what} has {len(text)} characters; at most {MAX_ID_LENGTH} are possible.")
    if "+" in text and _SCIENTIFIC.fullmatch(text):
        raise UnusableRowError(
            f"The {what} is {quoted(text)}: a spreadsheet has rounded it. Export again and import the file unopened."
        )
    return text


def digits(text: str, what: str) -> str:
    """An id that consists of digits.

    Raises:
        UnusableRowError: it is missing, is something else, or a spreadsheet has rounded it.
    """
    text = text.strip()
    if _DIGITS.fullmatch(text):
        return text
    raise UnusableRowError(f"The {what} is {quoted(identifier(text, what))}; it has to consist of digits.")
