"""Times of repetitions, and what is told of them."""

from collections.abc import Sequence
from statistics import median, quantiles


class Times:
    """Seconds of each repetition."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    @property
    def p50(self) -> float:
        """The median, in seconds."""
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """19 of 20 took no longer, in seconds."""
        if len(self.seconds) < 2:
            return self.seconds[0]
        return quantiles(self.seconds, n=20, method="inclusive")[18]


def ratio(of: Times, to: Times) -> float:
    """The median of the quotients of neighbours: what disturbs the machine disturbs both of a pair."""
    pairs: Sequence[tuple[float, float]] = list(zip(of.seconds, to.seconds, strict=True))
    return median(one / other for one, other in pairs)
