"""Posts of half a year as all platforms could have them: texts and moments from which files of exports are made."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from benchmarks.scale import NOW, SEED

_WORDS = (
    *("we", "our", "new", "map", "graph", "bread", "morning", "city", "river", "team", "week", "thanks", "again,"),
    *("today", "“open”", "café", "über", "東京", "data", "&", "talk", "a", "the", "of", "and", "for", "with", "in"),
    *("first", "look;", "numbers,", "honest", "small", "big", "news", "🎉", "soon", "is", "it", "what", "one"),
)
_TAGS = ("#maps", "#Graphs", "#MadeAtHome", "#data_2026")
_HALF_A_YEAR = timedelta(days=180)


class Post(NamedTuple):
    """One post with a lot of numbers, of which each kind of file takes as many as it has columns."""

    number: int
    at: datetime
    text: str
    counted: Sequence[int]


def posts(count: int) -> Iterator[Post]:
    """From the newest to the oldest, as most platforms list them."""
    random = Random(SEED + 300)
    step = _HALF_A_YEAR / count
    for number in range(count):
        at = (NOW - timedelta(days=1) - step * number).replace(microsecond=0)
        seen = random.randrange(100, 90_000)
        yield Post(number, at, text(random), tuple(seen // part for part in range(1, 80)))


def text(random: Random) -> str:
    """Some 120 characters with what makes texts expensive: quotes, commas, line breaks, and now and then a hashtag."""
    words = random.choices(_WORDS, k=random.randrange(8, 34))
    if random.random() < 0.4:
        words.append(random.choice(_TAGS))
    if random.random() < 0.2:
        words.insert(3, '\n\n"so it says"')
    return " ".join(words)


def days(count: int) -> Iterator[tuple[date, Sequence[int]]]:
    """Days with a lot of numbers, in their order; the last is yesterday."""
    random = Random(SEED + 301)
    for back in range(count, 0, -1):
        seen = random.randrange(100, 90_000)
        yield (NOW - timedelta(days=back)).date(), tuple(seen // part for part in range(1, 40))


def milliseconds(at: datetime) -> int:
    """Since 1970."""
    return int(at.timestamp()) * 1000
