"""Days with the names of months and weekdays in other languages than English."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.headings import folded
from collectors.exports.moments import EARLIEST, x_day

_LANGUAGES = (
    *("en", "pt", "es", "fr", "de", "it", "nl", "tr", "id", "pl", "ru", "uk", "sv", "da", "nb"),
    *("fi", "cs", "ro", "hu", "el", "ca", "ms"),
)
_YEAR_FIRST = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?:\D.*)?", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_DAY = 60
_PARTICLES = frozenset({"de", "del", "d", "г", "р"})
"""What stands between day, month and year: `3 de fev de 2025`, `22 авг. 2026 г.`"""


@lru_cache(maxsize=4096)
def day_of(text: str) -> date:
    """A day as X writes it, or as a spreadsheet of another language does: `sáb., 22 ago. 2026`, `2026年8月22日(土)`.

    Raises:
        UnusableRowError: it is none, or means different days in different languages.
    """
    try:
        return x_day(text)
    except UnusableRowError:
        days = _days(text.strip())
        if len(days) != 1:
            raise
    (day,) = days
    if day < EARLIEST.date():
        raise UnusableRowError(f"The date {quoted(text)} lies before the year {EARLIEST.year}.")
    return day


def _days(text: str) -> set[date]:
    if len(text) > _LONGEST_DAY:
        return set()
    if numbers := _YEAR_FIRST.fullmatch(text):
        return _existing(int(numbers[1]), {int(numbers[2])}, int(numbers[3]))
    numbers_there = _NUMBER.findall(text)
    years = [each for each in numbers_there if len(each) == 4]
    days = [each for each in numbers_there if len(each) <= 2]
    if len(numbers_there) != 2 or len(years) != 1 or len(days) != 1:
        return set()
    words = tuple(word for word in _WORD.findall(folded(text)) if word not in _PARTICLES)
    months = {month for names in _names() for month in names.months_in(words)}
    return _existing(int(years[0]), months, int(days[0]))


def _existing(year: int, months: set[int], day: int) -> set[date]:
    found: set[date] = set()
    for month in months:
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of one language, folded."""

    months: dict[str, int]
    weekdays: frozenset[str]
    """Every word of them."""

    def months_in(self, words: tuple[str, ...]) -> set[int]:
        """The months that the words may name in this language, all other words being weekdays."""
        return {
            self.months[word]
            for place, word in enumerate(words)
            if word in self.months and self.weekdays.issuperset(words[:place] + words[place + 1 :])
        }


@lru_cache(maxsize=1)
def _names() -> tuple[_Names, ...]:
    return tuple(_names_of(Locale.parse(language)) for language in _LANGUAGES)


def _names_of(locale: Locale) -> _Names:
    uses = [(use, width) for use in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    months = {folded(name): number for use, width in uses for number, name in locale.months[use][width].items()}
    weekdays = (name for use, width in (*uses, ("format", "short")) for name in locale.days[use][width].values())
    return _Names(months, frozenset(word for name in weekdays for word in folded(name).split()))
