"""Dates and times as exports write them, brought to UTC."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collectors.exports.cells import UnusableRowError, quoted
from domain.errors import InvalidTimeZoneError

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No network is older; an earlier date is a missing one that became 1970 or 1904 on the way."""

ZONE_LEEWAY = timedelta(hours=14)
"""How far a clock of unknown zone may run ahead of UTC (Kiribati)."""

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
# Not strptime: its month names follow the locale of the server.
_X_DAY = re.compile(r"[A-Za-z]{3},? ([A-Za-z]{3}) (\d{1,2}),? (\d{4})", re.ASCII)
_CLASSIC_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) ([+-]\d{4})", re.ASCII)
_SNOWFLAKE_EPOCH_MILLISECONDS = 1_288_834_974_657
_FIRST_SNOWFLAKE = 10**15
"""Ids below were counted up, or belong to the first hours of the scheme; they hold no usable time."""


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises:
        InvalidTimeZoneError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidTimeZoneError(name) from None


def to_utc(moment: datetime, fallback: ZoneInfo) -> datetime:
    """The instant; a wall-clock time is read in `fallback`.

    Of the two passes of an hour that is repeated in autumn the first is taken; a time that the clock jumped
    over in spring is moved on by the jump.

    Raises:
        UnusableRowError: no post can be of that time.
    """
    try:
        instant = (moment if moment.tzinfo is not None else moment.replace(tzinfo=fallback)).astimezone(UTC)
    except (OverflowError, ValueError):
        raise UnusableRowError(f"The time {moment.isoformat()} is out of range.") from None
    if instant < EARLIEST:
        raise UnusableRowError(f"The time {moment.isoformat()} lies before the year {EARLIEST.year}.")
    return instant


@lru_cache(maxsize=4096)
def x_day(text: str) -> date:
    """`Mon Feb 03 2025`, `Sat, Aug 22, 2026` or `2026-08-22`.

    Raises:
        UnusableRowError: it is none of them.
    """
    text = text.strip()
    parts = _X_DAY.fullmatch(text)
    try:
        day = (
            date(int(parts[3]), _MONTHS[parts[1].lower()], int(parts[2]))
            if parts is not None
            else date.fromisoformat(text)
        )
    except (ValueError, KeyError):
        raise UnusableRowError(f"The date {quoted(text)} cannot be read.") from None
    if day < EARLIEST.date():
        raise UnusableRowError(f"The date {day} lies before the year {EARLIEST.year}.")
    return day


def classic_time(text: str) -> datetime:
    """`2016-12-23 18:50 +0000`.

    Raises:
        UnusableRowError: it is something else.
    """
    parts = _CLASSIC_TIME.fullmatch(text.strip())
    try:
        if parts is None:
            raise ValueError(text)
        moment = datetime.fromisoformat(f"{parts[1]}T{parts[2]}{parts[3]}")
    except ValueError:
        raise UnusableRowError(f"The time {quoted(text)} cannot be read.") from None
    return to_utc(moment, ZoneInfo("UTC"))


def snowflake_time(post_id: str) -> datetime | None:
    """The instant inside a post id of X, None when the id holds none."""
    number = int(post_id)
    if not _FIRST_SNOWFLAKE <= number < 2**63:
        return None
    milliseconds = (number >> 22) + _SNOWFLAKE_EPOCH_MILLISECONDS
    return datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(milliseconds=milliseconds % 1000)
