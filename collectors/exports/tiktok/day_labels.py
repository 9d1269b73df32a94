"""Days as TikTok writes them: month and day in the language of its app, as a rule without a year."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.moments import EARLIEST

_ENGLISH = ("en",)
_LANGUAGES = (
    *("am", "ar", "ar_DZ", "ar_IQ", "ar_MA", "az", "be", "bg", "bn", "bs", "ca", "ceb", "cs", "cy", "da"),
    *("de", "de_AT", "el", "en_GB", "es", "et", "eu", "fa", "fi", "fil", "fr", "fr_CA", "ga", "gl", "gu"),
    *("he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ky"),
    *("lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "or", "pa", "pl", "ps"),
    *("pt", "pt_PT", "ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sr_Latn", "sv", "sw", "ta", "te"),
    *("tg", "th", "tk", "tr", "uk", "ur", "uz", "vi", "yo", "zh", "zh_Hant", "zu"),
)
"""Those of TikTok's app, and their regions where months are called otherwise."""
_VIETNAMESE = {
    **{"một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7},
    **{"tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12},
}
"""TikTok spells the numbers of Vietnamese months out; CLDR writes digits."""
_FILLERS = frozenset({"de", "del", "da", "ng", "ika", "ngày", "d", "g", "m", "г", "р", "року", "թ", "tahun"})
"""Words of a date that are neither its day nor its month."""

_NUMERIC = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t]\d.*)?")
_EAST_ASIAN = re.compile(r"(?:(\d{4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
_BETWEEN_WORDS = re.compile(r"[\s,،/-]+")
_DAY = re.compile(r"(\d{1,2})(?:\.|er|st|nd|rd|th|º|ª)?")
_YEAR = re.compile(r"\d{4}\.?")
_HEBREW_IN = "ב"
"""Stands before the month without a space."""
_LONGEST = 60
_LEAP_YEAR = 2000


class DayLabel(NamedTuple):
    """A day of some year."""

    month: int
    day: int
    year: int | None
    """None where the file names none."""

    def within(self, year: int) -> date:
        """The day in that year, or in its own.

        Raises:
            UnusableRowError: there is no such day.
        """
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            raise UnusableRowError(
                f"There is no day {self.month}-{self.day} (month and day) in {self.year or year}."
            ) from None


@lru_cache(maxsize=4096)
def day_label(text: str) -> DayLabel:
    """`February 28`, `8 de marzo`, `28. Februar`, `2月28日`, `18 tháng Tám`, or one with a year.

    Raises:
        UnusableRowError: it is no day in any language we know.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    label = _numbers(plain) or _words(plain) if len(plain) <= _LONGEST else None
    if label is None or not _exists(label):
        raise UnusableRowError(f"The date {quoted(text)} cannot be read.")
    return label


def _exists(label: DayLabel) -> bool:
    try:
        return label.within(_LEAP_YEAR).year >= EARLIEST.year
    except UnusableRowError:
        return False


def _numbers(plain: str) -> DayLabel | None:
    if (parts := _NUMERIC.fullmatch(plain)) is not None or (parts := _EAST_ASIAN.fullmatch(plain)) is not None:
        year, month, day = parts.groups()
        return DayLabel(int(month), int(day), None if year is None else int(year))
    return None


def _words(plain: str) -> DayLabel | None:
    words = [word for word in _BETWEEN_WORDS.split(plain) if word]
    days = [place for place, word in enumerate(words) if _DAY.fullmatch(word)]
    if not days:
        return None
    place = days[0]
    dotted = words[place].endswith(".")
    day = _DAY.fullmatch(words.pop(place))
    assert day is not None
    years = [word for word in words if _YEAR.fullmatch(word)]
    rest = [word for word in words if not _YEAR.fullmatch(word)]
    month = _month(rest, dotted)
    if month is None or len(years) > 1:
        return None
    return DayLabel(month, int(day[1]), int(years[0].rstrip(".")) if years else None)


def _month(words: list[str], dotted: bool) -> int | None:
    name = _spelled(words)
    for languages in (_ENGLISH, _LANGUAGES):  # English is there at once
        names = _month_names(languages)
        for each in (name, name.removeprefix(_HEBREW_IN)):
            for with_point in (dotted, not dotted):
                months = names.get((each, with_point), frozenset())
                if len(months) == 1:
                    return next(iter(months))
    return None


@lru_cache(maxsize=2)
def _month_names(languages: tuple[str, ...]) -> Mapping[tuple[str, bool], frozenset[int]]:
    """Months by name, and by whether the language writes a point behind the day: `8. listopada` is in October
    (Croatian), `8 listopada` in November (Polish)."""
    names: dict[tuple[str, bool], set[int]] = {}
    for language in languages:
        locale = Locale.parse(language)
        pattern = locale.datetime_skeletons.get("MMMMd")
        point = pattern is not None and "d." in pattern.pattern
        for width in ("wide", "abbreviated"):
            for month, name in locale.months["format"][width].items():
                names.setdefault((_spelled(name.split()), point), set()).add(month)
    for name, month in _VIETNAMESE.items():
        names.setdefault((f"tháng {name}", False), set()).add(month)
    return {name: frozenset(months) for name, months in names.items()}


def _spelled(words: list[str]) -> str:
    """The words that say the month. Accents stay: without its vowel signs, Hindi for June is Hindi for January."""
    plain = (unicodedata.normalize("NFKC", word).casefold().replace(".", "").replace("’", "'") for word in words)
    return " ".join(word for word in plain if word not in _FILLERS)
