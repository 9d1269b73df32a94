"""The history of a counter: which observation is current, and what changed between observations."""

from collections.abc import Iterable
from typing import NamedTuple

Reading = tuple[int, float]
"""(microseconds since 1970 at which it was seen, value)."""


class Delta(NamedTuple):
    """What was added between an observation and the one before."""

    since: int
    """When the earlier one was made, in microseconds since 1970."""
    quantity: float


def current(readings: Iterable[Reading]) -> Reading | None:
    """The newest reading. Of two made at the same moment the greater one counts, in whatever order they came in:
    exports carry only the day on which they were made, and counters mostly rise during a day.
    """
    return max(readings, default=None)


def deltas(readings: Iterable[Reading]) -> dict[int, Delta]:
    """What was added between each observation and the one before, by the moment of the later one.

    The first observation credits nothing: what it counts was received before anybody looked. A counter that went
    down gives a negative delta; one that stood still gives none.
    """
    by_moment = dict(sorted(readings))  # of equal moments the greater value comes last, and stays
    found: dict[int, Delta] = {}
    previous: Reading | None = None
    for moment, value in by_moment.items():
        if previous is not None and value != previous[1]:
            found[moment] = Delta(previous[0], value - previous[1])
        previous = (moment, value)
    return found
