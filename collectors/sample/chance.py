"""Chance that belongs to a name: the same name gives the same numbers in every process, in any order."""

import random
from bisect import bisect
from collections.abc import Mapping
from hashlib import blake2b
from itertools import accumulate
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
_BELL = NormalDist()


def number_of(*name: object) -> int:
    """64 bits that depend on the name only."""
    return int.from_bytes(blake2b(repr(name).encode(), digest_size=8).digest(), "big")


def share_of(*name: object) -> float:
    """A number in [0, 1) that depends on the name only."""
    return (number_of(*name) >> 11) / 2**53


class Chance:
    """A stream of numbers that depends on the name only.

    Only `random()` is taken from the standard generator: it alone is promised to stay the same over
    Python versions.
    """

    def __init__(self, *name: object) -> None:
        self._random = random.Random(number_of(*name))

    def share(self) -> float:
        """In [0, 1)."""
        return self._random.random()

    def happens(self, probability: float) -> bool:
        return self.share() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.share()

    def bell(self) -> float:
        """Normal, mean 0, standard deviation 1."""
        return _BELL.inv_cdf(self.share() or 0.5)

    def pick(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        choices = list(weights)
        reached = list(accumulate(weights.values()))
        return choices[bisect(reached, self.share() * reached[-1], hi=len(choices) - 1)]
