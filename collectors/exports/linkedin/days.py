"""Dates of LinkedIn's exports: `02/14/2025` in the files of pages, in those of creators as the language writes them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.headings import folded
from collectors.exports.moments import EARLIEST
from domain.exports import LeftOut

DAY_ZONE = "UTC"
"""LinkedIn cuts its days there: posts of 03:30 UTC bear the date of that day, not that of the evening in California."""

_ISO = re.compile(r"(\d{4})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})\.?(?:[T ].*)?", re.ASCII)
_OTHER = re.compile(r"(\d{1,2})([-./])\s?(\d{1,2})\2\s?(\d{4})", re.ASCII)
_SERIAL = re.compile(r"[3-6]\d{4}", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)
"""A date whose cell has lost its format is the number of days since then."""
_IN_TEXT = re.compile(
    r"(?<!\d)(?:\d{4}\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}|\d{1,2}([-./])\s?\d{1,2}\1\s?\d{4})(?!\d)", re.ASCII
)
_TOTALS = frozenset({"total", "totals", "totale", "gesamt", "insgesamt", "totaal", "totales", "totais"})


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a file covers, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Days:
    """How the dates of one table are read."""

    month_first: bool

    @classmethod
    def of(cls, texts: Iterable[str], *, month_first: bool, period: Period | None = None) -> "Days":
        """The order of day and month in which every date can be read and lies in the period, and the dates lie closest
        together; when both orders do, the expected one."""
        dated = [both for text in texts if (both := _both(text)) != (None, None)]
        return min((cls(month_first), cls(not month_first)), key=lambda days: days._oddness(dated, period))

    def read(self, text: str) -> date:
        """The day in a cell.

        Raises:
            UnusableRowError: there is none, or the row adds up others.
        """
        if folded(text) in _TOTALS:
            raise UnusableRowError("It adds up the other rows.", LeftOut.TOTAL)
        month_first, day_first = _both(text)
        return _checked(month_first if self.month_first else day_first, text)

    def _oddness(self, dated: list[tuple[date | None, date | None]], period: Period | None) -> tuple[int, int, int]:
        """Dates that cannot be read, dates outside the period, and how far the others lie apart."""
        days = [day for first, second in dated if (day := first if self.month_first else second) is not None]
        outside = sum(day not in period for day in days) if period is not None else 0
        return len(dated) - len(days), outside, (max(days) - min(days)).days if days else 0


def possible_days(text: str) -> tuple[date, ...]:
    """The days that a cell may mean: two when day and month could be exchanged, the English one first.

    Raises:
        UnusableRowError: it is no date, or one before the year 2000.
    """
    month_first, day_first = _both(text)
    if month_first is None or day_first is None:
        return (_checked(month_first or day_first, text),)
    return tuple(dict.fromkeys((_checked(month_first, text), day_first)))


def dates_in(text: str) -> tuple[str, ...]:
    """The dates in a sentence, as they are written."""
    return tuple(found[0] for found in _IN_TEXT.finditer(text))


def period_in(text: str, *, month_first: bool) -> Period | None:
    """The period in `8/7/2023 - 8/5/2024`, None when the text is something else. When day and month could be
    exchanged, the expected order counts."""
    dates = dates_in(text)
    if len(dates) != 2:
        return None
    for order in (month_first, not month_first):
        try:
            first, last = map(Days(order).read, dates)
        except UnusableRowError:
            continue
        if first <= last:
            return Period(first, last)
    return None


def start_of(day: date) -> datetime:
    """Its first moment."""
    return datetime.combine(day, time(), UTC)


def _checked(day: date | None, text: str) -> date:
    if day is None:
        raise UnusableRowError(f"The date {quoted(text.strip())} cannot be read.")
    if day < EARLIEST.date():
        raise UnusableRowError(f"The date {day} lies before the year {EARLIEST.year}.")
    return day


def _both(text: str) -> tuple[date | None, date | None]:
    """The day with the month first, and with the day first."""
    text = text.strip()
    if parts := _ISO.fullmatch(text):
        day = _date(parts[1], parts[2], parts[3])
        return day, day
    if _SERIAL.fullmatch(text):
        day = _EXCEL_EPOCH + timedelta(days=int(text))
        return day, day
    if parts := _OTHER.fullmatch(text):
        english = None if parts[2] == "." else _date(parts[4], parts[1], parts[3])  # no language writes 2.14.2025
        return english, _date(parts[4], parts[3], parts[1])
    return None, None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
