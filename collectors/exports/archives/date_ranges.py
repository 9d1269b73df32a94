"""Date ranges as Instagram's archives write them: `Apr 17 - Jul 15`, in the language of the account."""

import re
from datetime import date
from typing import NamedTuple

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.headings import folded
from collectors.exports.moments import EARLIEST

_MONTHS = (
    ("january", "januar", "janvier", "enero", "janeiro", "gennaio", "januari"),
    ("february", "februar", "fevrier", "febrero", "fevereiro", "febbraio", "februari"),
    ("march", "marz", "maerz", "mars", "marzo", "marco", "maart"),
    ("april", "avril", "abril", "aprile"),
    ("may", "mai", "mayo", "maio", "maggio", "mei"),
    ("june", "juni", "juin", "junio", "junho", "giugno"),
    ("july", "juli", "juillet", "julio", "julho", "luglio"),
    ("august", "aout", "agosto", "augustus"),
    ("september", "septembre", "septiembre", "setiembre", "setembro", "settembre"),
    ("october", "oktober", "octobre", "octubre", "outubro", "ottobre"),
    ("november", "novembre", "noviembre", "novembro"),
    ("december", "dezember", "decembre", "diciembre", "dezembro", "dicembre"),
)
_SHORTEST_MONTH = 3
_BETWEEN = re.compile(r"\s+-\s+|\s*[–—]\s*")
_LONGEST_RANGE = 80


class DateRange(NamedTuple):
    """From the first to the last day, both within."""

    first: date
    last: date


class _Day(NamedTuple):
    month: int
    day: int
    year: int | None


def date_range(text: str, exported_on: date, year: int | None = None) -> DateRange:
    """The days of a range. Where it tells no year, its last day is in `year`, else at most the day after `exported_on`,
    whose zone may be another one.

    Raises:
        UnusableRowError: it is no range, or none of that year.
    """
    sides = _BETWEEN.split(text.strip()) if len(text) <= _LONGEST_RANGE else []
    if len(sides) != 2:
        raise _unreadable(text)
    first, last = (_day(side, text) for side in sides)
    latest = date.fromordinal(min(exported_on.toordinal() + 1, date.max.toordinal()))
    end_year = last.year or year or latest.year
    try:
        if last.year is None and year is None and (last.month, last.day) > (latest.month, latest.day):
            end_year -= 1
        begins_before = (first.month, first.day) > (last.month, last.day)
        start_year = first.year or (end_year - 1 if begins_before else end_year)
        found = DateRange(date(start_year, first.month, first.day), date(end_year, last.month, last.day))
    except ValueError:
        raise _unreadable(text) from None
    if found.first > found.last or found.first < EARLIEST.date() or found.last == date.max:
        raise _unreadable(text)
    return found


def has_year(text: str) -> bool:
    """True when the range says in which year it ends."""
    return re.search(r"\b\d{4}\b", text, re.ASCII) is not None


def _day(side: str, text: str) -> _Day:
    parts = folded(side).split()
    numbers = [int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) <= 4]
    months = [month for part in parts if (month := _month(part)) is not None]
    days = [number for number in numbers if number <= 31]
    years = [number for number in numbers if number > 31]
    if len(months) != 1 or len(days) != 1 or len(years) > 1:
        raise _unreadable(text)
    return _Day(months[0], days[0], years[0] if years else None)


def _month(part: str) -> int | None:
    """The number of the month that a word or its beginning means in any of the languages."""
    if len(part) < _SHORTEST_MONTH:
        return None
    found = {number for number, names in enumerate(_MONTHS, start=1) if any(each.startswith(part) for each in names)}
    return found.pop() if len(found) == 1 else None


def _unreadable(text: str) -> UnusableRowError:
    return UnusableRowError(f"The date range {quoted(text)} cannot be read.")
