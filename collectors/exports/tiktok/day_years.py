"""Which year the days of a file are of that names none: counted from the export date over every turn of the year."""

from calendar import isleap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from collectors.exports.cells import UnusableRowError
from collectors.exports.formats import TableOpening
from collectors.exports.moments import EARLIEST
from collectors.exports.tiktok.day_labels import DayLabel, day_label
from collectors.exports.tiktok.names import period_end
from domain.errors import UnreadableExportError
from domain.exports import LeftOutRow

A_DAY = timedelta(days=1)
"""How far the day of a zone that the file does not name may lie ahead of the export date."""
FILE_TIME = "the file's modification time"

LEAP_CYCLE = 9
"""Years among which there is a leap year for sure, also around 2100."""

_HALF_A_YEAR = 6 * 31
_NEARLY_A_YEAR = 11 * 31
_MOST_ROWS = 20_000
"""A year of hours has 8,784."""


@dataclass(slots=True)
class _Calendar:
    """Follows days in the order of the file. A step of more than eleven months is one over the turn of the year; so is
    one of more than half a year, unless the file runs the other way throughout and has a gap there."""

    to_next_year: bool = True
    to_last_year: bool = True
    turns: int = 0
    """Years between the first day and the current one."""
    position: int | None = None

    @classmethod
    def running(cls, labels: Sequence[DayLabel]) -> "_Calendar":
        """The calendar for a file with these days: most run forward, some backward, and some in weeks hour by hour."""
        steps = [_position(after) - _position(before) for before, after in pairwise(labels)]
        forward = any(0 < step <= _HALF_A_YEAR for step in steps)
        backward = any(-_HALF_A_YEAR <= step < 0 for step in steps)
        return cls(to_next_year=forward or not backward, to_last_year=backward or not forward)

    def follow(self, label: DayLabel) -> int:
        """The year of the day, counted from that of the first."""
        position = _position(label)
        step = 0 if self.position is None else position - self.position
        if step < -(_HALF_A_YEAR if self.to_next_year else _NEARLY_A_YEAR):
            self.turns += 1
        elif step > (_HALF_A_YEAR if self.to_last_year else _NEARLY_A_YEAR):
            self.turns -= 1
        self.position = position
        return self.turns


def _position(label: DayLabel) -> int:
    return label.month * 31 + label.day


@dataclass(frozen=True, slots=True)
class _Span:
    """What the days of a file have to fit into."""

    newest: tuple[int, int, int]
    """Year, counted from that of the first day, month and day."""
    last: int
    """Year of the last day."""
    leap: frozenset[int]
    """Years with a 29 February."""

    @classmethod
    def of(cls, labels: Sequence[DayLabel]) -> "_Span":
        """The span of the days of a file, which has at least one."""
        calendar = _Calendar.running(labels)
        days = [(calendar.follow(label), label.month, label.day) for label in labels]
        return cls(max(days), days[-1][0], frozenset(turns for turns, *day in days if day == [2, 29]))

    def first_year(self, limit: date) -> int:
        """The latest year in which the newest day does not lie after the limit, and every 29 February exists."""
        turns, month, day = self.newest
        for year in range(limit.year, limit.year - LEAP_CYCLE, -1):
            if all(isleap(year - turns + each) for each in self.leap) and (year, month, day) <= (
                limit.year,
                limit.month,
                limit.day,
            ):
                return year - turns
        return limit.year - turns


class DayYears:
    """Gives the days of a file their years."""

    def __init__(self, opening: TableOpening, column: int) -> None:
        """Look through the file once: the year of its first day depends on how often the year turns after it.

        Raises:
            UnreadableExportError: it has far more rows than a year has hours.
        """
        labels = tuple(_labels(opening, column))
        self._calendar = _Calendar.running(labels)
        self._first_year = 0
        if not labels:
            return
        span = _Span.of(labels)
        if opening.options.year is not None:
            self._first_year = opening.options.year - span.last
            return
        exported_at = opening.exported.at
        limit = min(exported_at, period_end(opening.source) or exported_at)
        self._first_year = span.first_year((limit + A_DAY).date())
        if opening.exported.source == FILE_TIME:
            opening.remarks.add(
                f"The year of the last row, {self._first_year + span.last}, was taken from {FILE_TIME}; "
                "`--year` changes it."
            )

    def day(self, text: str) -> date:
        """The day of the next row.

        Raises:
            UnusableRowError: it cannot be read, or there is none such in its year.
        """
        label = day_label(text)
        day = label.within(self._first_year + (self._calendar.follow(label) if label.year is None else 0))
        if day < EARLIEST.date():
            raise UnusableRowError(f"The date {day} lies before the year {EARLIEST.year}.")
        return day


def midnight(day: date) -> datetime:
    """The earliest moment of which the numbers of a day can be, in UTC."""
    return datetime.combine(day, time(), UTC)


def _labels(opening: TableOpening, column: int) -> Iterator[DayLabel]:
    for count, record in enumerate(opening.table.records()):
        if count == _MOST_ROWS:
            raise UnreadableExportError(
                f"{opening.source.name!r} has more than {_MOST_ROWS:,} rows of days without a year.",
                "Expected a file of at most one year, as TikTok Studio writes it.",
            )
        if not isinstance(record, LeftOutRow):
            try:
                label = day_label(record[1][column])
            except UnusableRowError:
                continue
            if label.year is None:
                yield label
