"""What a column is called: its names in every language and over the years, and when two names are the same."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

ENGLISH = "en"
_NO_WORD = re.compile(r"\W+")
"""Not the underscore: no platform writes one, but the tables that people keep themselves have it."""
_ACCENT = re.compile("[\u0300-\u036f\u00ad]")


@lru_cache(maxsize=16_384)
def folded(name: str) -> str:
    """A name without what exports vary in: case, accents, quotes, punctuation, soft hyphens and spaces. The vowel
    signs of Indic and Thai scripts stay: they are no accents.
    """
    plain = unicodedata.normalize("NFKD", name)
    return _NO_WORD.sub(" ", _ACCENT.sub("", plain).casefold()).strip()


@dataclass(frozen=True, slots=True)
class Heading:
    """The names that one column has or had, by language (ISO 639-1). The first of each is the one of today."""

    names: Mapping[str, tuple[str, ...]]
    scale: float = 1
    """What a value of the column is multiplied by to be in the metric's unit."""
    folded_names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = (folded(name) for each in self.names.values() for name in each)
        object.__setattr__(self, "folded_names", tuple(dict.fromkeys(names)))

    @property
    def name(self) -> str:
        """The English name of today, or the first there is."""
        return next(iter(self.names.get(ENGLISH) or next(iter(self.names.values()))))

    def languages_of(self, folded_name: str) -> set[str]:
        """The languages in which the column has that name."""
        return {language for language, names in self.names.items() if folded_name in map(folded, names)}


def heading(*english: str, scale: float = 1, **others: str | tuple[str, ...]) -> Heading:
    """A heading from its English names and, by language, its other ones."""
    names = {ENGLISH: english} if english else {}
    names |= {language: (each,) if isinstance(each, str) else each for language, each in others.items()}
    return Heading(names, scale)


def language_of(headings: Sequence[Heading], columns: Sequence[str]) -> str | None:
    """The language in which most of the headings are found; English when there is a tie."""
    there = {folded(name) for name in columns}
    votes: dict[str, int] = {}
    for each in headings:
        for name in there.intersection(each.folded_names):
            for language in each.languages_of(name):
                votes[language] = votes.get(language, 0) + 1
    return max(sorted(votes), key=lambda language: (votes[language], language == ENGLISH), default=None)
