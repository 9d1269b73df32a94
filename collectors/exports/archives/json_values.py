"""What an item of a document says, whatever JSON it is."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from collectors.exports.cells import UnusableRowError
from collectors.exports.documents import json_items
from collectors.exports.moments import to_utc
from collectors.exports.sources import Source
from domain.errors import UnreadableExportError

UTC_ZONE = ZoneInfo("UTC")

_LARGEST = 2**63 - 1
_NO_CELL = "{…}"
"""Stands for a value that is neither text nor number; no metric can be read from it."""


def member(value: Any, *path: str) -> Any:
    """The member at the end of a path of names; None when there is none."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def elements(value: Any) -> list[Any]:
    """The elements of a list; none when it is no list."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects among the elements of a list."""
    return [each for each in elements(value) if isinstance(each, dict)]


def text(value: Any, what: str) -> str | None:
    """A text as it is; None when there is none.

    Raises:
        UnusableRowError: it holds what no database stores.
    """
    if not isinstance(value, str):
        return None
    if not is_storable(value):
        raise UnusableRowError(f"The {what} holds characters that are no text.")
    return value


def is_storable(value: str) -> bool:
    """False for NUL and for half a surrogate pair, which databases refuse."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def cell(value: Any) -> str:
    """A value as the cell of a table, so that the rules for metrics hold; empty when there is none."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return _NO_CELL
        case int() if abs(value) <= _LARGEST:
            return str(value)
        case float():
            return repr(value)
        case _:
            return _NO_CELL


def instant(seconds: Any, what: str) -> datetime:
    """The moment of a count of seconds since 1970.

    Raises:
        UnusableRowError: there is none, or no post can be of that time.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise UnusableRowError(f"There is no {what}.")
    try:
        return to_utc(datetime.fromtimestamp(seconds, UTC), UTC_ZONE)
    except (ValueError, OverflowError, OSError):
        raise UnusableRowError(f"The {what} is out of range.") from None


def iso_instant(value: Any, what: str) -> datetime:
    """The moment of a text such as `2026-08-22T12:00:00Z`; without an offset it is in UTC.

    Raises:
        UnusableRowError: there is none, or no post can be of that time.
    """
    try:
        return to_utc(datetime.fromisoformat(value), UTC_ZONE)
    except (TypeError, ValueError):
        raise UnusableRowError(f"There is no {what} that can be read.") from None


def from_companion(source: Source, name: str, path: str) -> Any:
    """The first item at a path of the file of that name beside a document; None where there is none, or it is
    damaged: what it would have said is then asked.
    """
    companion = source.companion(name)
    if companion is None:
        return None
    try:
        for _, item in json_items(companion, path):
            return item
    except UnreadableExportError:
        pass
    return None


def whole_items(beginning: str) -> list[Any]:
    """The items of a list that are complete in the beginning of a document."""
    decoder, items = json.JSONDecoder(), list[Any]()
    place = beginning.find("[") + 1
    while place and place < len(beginning):
        if beginning[place] in ", \t\r\n":
            place += 1
            continue
        try:
            item, place = decoder.raw_decode(beginning, place)
        except (ValueError, RecursionError):
            break
        items.append(item)
    return items
