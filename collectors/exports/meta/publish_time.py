"""When a post was published: wall-clock times, in the order of day and month that the file itself proves."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.moments import to_utc
from collectors.exports.remarks import Remarks
from collectors.exports.tables import ROWS_LOOKED_AT, Table

_TIME = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}),? +(\d{1,2})[:.](\d{2})(?::\d{2})?(?: ?([AP])M)?", re.ASCII | re.IGNORECASE
)
_ISO_TIME = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?", re.ASCII)
_MONTHS = 12
_MOST_LOOKED_AT = 2000
"""Rows that are looked at for a proof. Real files prove it within the first few."""
_MONTH_FIRST = frozenset({"en", "es", "pt", "it"})
"""Languages whose real files are known to have the month first."""


@dataclass(frozen=True, slots=True)
class PublishTimes:
    """Reads the publish times of one file."""

    wall_clock: ZoneInfo
    day_first: bool

    @classmethod
    def of(
        cls, table: Table, column: int, wall_clock: ZoneInfo, language: str | None, remarks: Remarks
    ) -> "PublishTimes":
        """Find out the order, and say so where it is not what Meta is known to write, or not proven."""
        proof = _proven(table, column)
        if proof is None and language not in _MONTH_FIRST:
            remarks.add(
                "Publish times were read with the month first, as Meta writes them; no row of the file proves it."
            )
        if proof:
            remarks.add("Publish times were read with the day first, as rows of the file prove.")
        return cls(wall_clock, bool(proof))

    def read(self, text: str) -> datetime:
        """The instant.

        Raises:
            UnusableRowError: it is no time of this order.
        """
        text = text.strip()
        try:
            moment = _moment(text, self.day_first)
        except ValueError:
            order = "DD/MM/YYYY" if self.day_first else "MM/DD/YYYY"
            raise UnusableRowError(f"The publish time {quoted(text)} cannot be read as {order} HH:MM.") from None
        return to_utc(moment, self.wall_clock)


def is_publish_time(text: str) -> bool:
    """True when it looks like one that Meta wrote, in either order."""
    return _TIME.fullmatch(text.strip()) is not None


def _moment(text: str, day_first: bool) -> datetime:
    parts = _TIME.fullmatch(text)
    if parts is None:
        return _iso_moment(text)
    first, second, year, hour, minute = (int(parts[place]) for place in (1, 3, 4, 5, 6))
    day, month = (first, second) if day_first else (second, first)
    if half := parts[7]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half.upper() == "P" else 0)
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a wall-clock time, whose zone `to_utc` adds


def _iso_moment(text: str) -> datetime:
    """What a workbook has in a cell of its own type for times."""
    parts = _ISO_TIME.fullmatch(text)
    if parts is None:
        raise ValueError(text)
    year, month, day, hour, minute = (int(part) for part in parts.groups())
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a wall-clock time, whose zone `to_utc` adds


def _proven(table: Table, column: int) -> bool | None:
    """True when the day is first, False when the month is, None when no row tells."""
    votes = [vote for cells in table.preview if (vote := _vote(cells[column])) is not None]
    if votes:
        return votes.count(True) > votes.count(False)
    if len(table.preview) < ROWS_LOOKED_AT:
        return None
    more = (record[1][column] for record in islice(table.records(), _MOST_LOOKED_AT) if isinstance(record, tuple))
    return next((vote for text in more if (vote := _vote(text)) is not None), None)


def _vote(text: str) -> bool | None:
    parts = _TIME.fullmatch(text.strip())
    if parts is None:
        return None
    first, second = int(parts[1]), int(parts[3])
    if parts[2] == ".":
        return True
    return first > _MONTHS if max(first, second) > _MONTHS else None
