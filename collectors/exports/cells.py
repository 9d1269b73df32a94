"""What a single cell says: a count, an id or a text."""

import re
from collections.abc import Iterable

from collectors.exports.decimals import DecimalMark
from domain.exports import LeftOut
from domain.metrics import CATALOG, MetricKey, Unit
from domain.users import Platform

ABSENT = frozenset({"", "-", "--", "–", "—", "undefined", "null", "none", "n/a", "na", "nan"})
"""How files write that a number was not observed. Never read as 0."""

MAX_ID_LENGTH = 255

_LARGEST = 2**63 - 1
_SPREADSHEET_DIGITS = 15
_ENOUGH_IDS = 3
"""So many ids of 17 digits do not end in zeros by chance: it happens once in a million."""
_SPACES = "\u00a0\u202f\u2009 '’"
"""What separates thousands besides comma and point: spaces of all widths, and the Swiss apostrophe."""
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_GROUPED = re.compile(rf"[+-]?\d{{1,3}}(?:([.,{_SPACES}])\d{{3}})(?:\1\d{{3}})*", re.ASCII)
_LONGEST_NUMBER = 40
_DIGITS = re.compile(r"\d{1,20}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_BELOW = re.compile(r"[<≤]\s*(.+)")
_CLOCK = re.compile(r"(-?)(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)", re.ASCII)
_MAY_BE_NEGATIVE = frozenset(
    {
        (Platform.LINKEDIN, MetricKey.LIKES),
        (Platform.LINKEDIN, MetricKey.FOLLOWERS_GAINED),
        (Platform.LINKEDIN, MetricKey.PLATFORM_ENGAGEMENTS),
        (Platform.TIKTOK, MetricKey.LIKES),
        (Platform.TIKTOK, MetricKey.COMMENTS),
        (Platform.TIKTOK, MetricKey.SHARES),
        (Platform.YOUTUBE, MetricKey.LIKES),
        (Platform.YOUTUBE, MetricKey.FOLLOWERS_GAINED),
    }
)
"""These platforms report what was taken back as negative numbers."""


class UnusableRowError(Exception):
    """A row that is not stored; the reason is shown to the person and holds no caption."""

    def __init__(self, reason: str, cause: LeftOut = LeftOut.UNREADABLE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cause = cause


def quoted(text: str) -> str:
    """A cell as it may be shown in a reason: short and on one line."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def is_absent(text: str) -> bool:
    """True when the cell says that nothing was observed."""
    return text in ABSENT or text.strip().casefold() in ABSENT


def number(text: str, *, decimal_comma: bool = False) -> int | float | None:
    """The number in a cell, None when the cell says that there is none. `1938.0` is the integer 1938.

    Raises:
        ValueError: it is neither.
    """
    if _is_plain(text):
        return int(text)
    text = text.strip()
    if text.casefold() in ABSENT:
        return None
    if decimal_comma:
        text = text.translate(_POINTS_FOR_COMMAS)
    parts = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if parts is None:
        raise ValueError(text)
    sign, whole, decimals = parts.groups()
    whole = whole.replace(",", "")
    value = float(f"{sign}{whole}.{decimals}") if decimals and decimals.strip("0") else int(sign + whole)
    if abs(value) > _LARGEST:
        raise ValueError(text)
    return value


def _is_plain(text: str) -> bool:
    """True for nothing but digits, as most cells are: they need none of the patterns."""
    return text.isdecimal() and text.isascii() and len(text) < 19


_POINTS_FOR_COMMAS = str.maketrans(",.", ".,", _SPACES)


def count(text: str, decimals: DecimalMark = DecimalMark.UNKNOWN) -> int | float | None:
    """The number in a cell that can only be whole: three digits after every separator are thousands, whichever
    separator it is, since `1.234` is no count otherwise. But `938.000` is 938 where points stand before decimals.

    Raises:
        ValueError: it is no number.
    """
    if _is_plain(text):
        return int(text)
    stripped = text.strip()
    if len(stripped) <= _LONGEST_NUMBER and (grouped := _GROUPED.fullmatch(stripped)) is not None:
        separator = grouped[1]
        if _MARKS.get(separator) is not decimals or not stripped.endswith(f"{separator}000"):
            return number(stripped.replace(separator, ""))
    return number(text, decimal_comma=decimals.is_comma)


_MARKS = {".": DecimalMark.POINT, ",": DecimalMark.COMMA}


def fraction(text: str, *, decimal_comma: bool = False) -> float | None:
    """`2%` is 0.02, and `0.02` is, too.

    Raises:
        ValueError: it is no number; `< 1%` is none either.
    """
    text = text.strip()
    percent = text.removesuffix("%").rstrip(_SPACES)
    value = number(percent, decimal_comma=decimal_comma or ("," in percent and "." not in percent))
    return value if value is None or percent == text else round(value / 100, 12)


def share(text: str, *, decimal_comma: bool = False) -> tuple[float | None, float | None]:
    """The share in a cell, and what it is below when no more is said: `< 1%` is (None, 0.01).

    Raises:
        ValueError: it is no share.
    """
    below = _BELOW.fullmatch(text.strip())
    value = fraction(text if below is None else below[1], decimal_comma=decimal_comma)
    if (value is None and below is not None) or (value is not None and not 0 <= value <= 1):
        raise ValueError(text)
    return (value, None) if below is None else (None, value)


def clock(text: str) -> float | None:
    """Seconds of a length written as `0:04:34` or `4:34`.

    Raises:
        ValueError: it is no length.
    """
    text = text.strip()
    if text.casefold() in ABSENT:
        return None
    parts = _CLOCK.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if parts is None:
        raise ValueError(text)
    sign, hours, minutes, seconds = parts.groups()
    value = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
    if value > _LARGEST:
        raise ValueError(text)
    return -value if sign else value


def measure(
    text: str,
    metric: MetricKey,
    column: str,
    platform: Platform,
    *,
    scale: float = 1,
    decimals: DecimalMark = DecimalMark.UNKNOWN,
) -> int | float | None:
    """The value of a metric in its unit, None when it was not observed.

    Raises:
        UnusableRowError: the metric cannot have such a value.
    """
    unit = CATALOG[metric].unit
    try:
        value = _in_unit(text, unit, decimals)
    except ValueError:
        raise UnusableRowError(f"{column!r} is {quoted(text)}, which is no number.") from None
    if value is None or (value.__class__ is int and value >= 0 and unit is Unit.COUNT and scale == 1):
        return value
    value *= scale
    if abs(value) > _LARGEST:
        raise UnusableRowError(f"{column!r} is {quoted(text)}; no number is so large.")
    if value < 0 and (platform, metric) not in _MAY_BE_NEGATIVE:
        raise UnusableRowError(f"{column!r} is {quoted(text)}; it cannot be negative.")
    if unit is Unit.COUNT and isinstance(value, float):
        raise UnusableRowError(f"{column!r} is {quoted(text)}; a count is a whole number.")
    if unit is Unit.FRACTION and value > 1:
        raise UnusableRowError(f"{column!r} is {quoted(text)}; a fraction lies between 0 and 1.")
    return value


def _in_unit(text: str, unit: Unit, decimals: DecimalMark) -> int | float | None:
    match unit:
        case Unit.COUNT:
            return count(text, decimals)
        case Unit.FRACTION:
            return fraction(text, decimal_comma=decimals.is_comma)
        case Unit.SECONDS if ":" in text:
            return clock(text)
        case _:
            return number(text, decimal_comma=decimals.is_comma)


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


def are_padded(ids: Iterable[str]) -> bool:
    """True for ids whose last digits a spreadsheet has lost, and written as zeros: it keeps 15 of them."""
    long = [each for text in ids if len(each := text.strip()) > _SPREADSHEET_DIGITS and each.isdecimal()]
    return len(long) >= _ENOUGH_IDS and not any(each[_SPREADSHEET_DIGITS:].strip("0") for each in long)


def digits(text: str, what: str) -> str:
    """An id that consists of digits.

    Raises:
        UnusableRowError: it is missing, is something else, or a spreadsheet has rounded it.
    """
    text = text.strip()
    if _DIGITS.fullmatch(text):
        return text
    raise UnusableRowError(f"The {what} is {quoted(identifier(text, what))}; it has to consist of digits.")
