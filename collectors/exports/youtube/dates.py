"""Days as YouTube Studio writes them, in any language."""

import re
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.headings import ENGLISH, folded
from collectors.exports.moments import EARLIEST

_YEAR_FIRST = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D{0,2}", re.ASCII)
"""`2022-12-18`, `2022/12/18`, `2022年12月18日`, `2022. 12. 18.`"""
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_SHORTEST_MONTH = 3


@lru_cache(maxsize=8192)
def studio_day(text: str, language: str | None) -> date:
    """`Dec 18, 2022`, `18. Dez. 2022`, `18 de dic de 2022`, `18.12.2022` or any way that begins with the year.

    Raises:
        UnusableRowError: it is none of them, or the month cannot be told from the day.
    """
    text = text.strip().removesuffix("T00:00:00")
    parts = _year_first(text) or _year_last(text, language) or _with_month_name(text, language)
    try:
        day = date(*parts) if parts is not None else None
    except ValueError:
        day = None
    if day is None:
        raise UnusableRowError(f"The date {quoted(text)} cannot be read.")
    if day < EARLIEST.date():
        raise UnusableRowError(f"The date {day} lies before the year {EARLIEST.year}.")
    return day


def _year_first(text: str) -> tuple[int, int, int] | None:
    found = _YEAR_FIRST.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]))


def _year_last(text: str, language: str | None) -> tuple[int, int, int] | None:
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > 12 or language not in (None, ENGLISH):
        return year, second, first
    if second > 12 or first == second:
        return year, first, second
    raise UnusableRowError(f"The date {quoted(text)} may be in one of two months.")


def _with_month_name(text: str, language: str | None) -> tuple[int, int, int] | None:
    words = folded(text).split()
    numbers = [word for word in words if word.isdecimal()]
    years = [int(word) for word in numbers if len(word) == 4]
    days = [int(word) for word in numbers if len(word) <= 2]
    months = [month for word in words if not word.isdecimal() and (month := _month(word, language)) is not None]
    if len(numbers) != 2 or len(years) != 1 or len(days) != 1 or len(months) != 1:
        return None
    return years[0], months[0], days[0]


def _month(word: str, language: str | None) -> int | None:
    """The month in the language of the file, else in English, which many files keep."""
    for each in dict.fromkeys((language or ENGLISH, ENGLISH)):
        names = _month_names(each)
        if word in names:
            return names[word]
        begun = {month for name, month in names.items() if name.startswith(word)}
        if len(word) >= _SHORTEST_MONTH and len(begun) == 1:
            return begun.pop()
    return None


@lru_cache(maxsize=32)
def _month_names(language: str) -> dict[str, int]:
    try:
        months = Locale(language).months
    except UnknownLocaleError:
        return {}
    return {
        folded(name): month
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, name in months[form][width].items()
    }
