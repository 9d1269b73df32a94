"""The interval of a rate of a set of posts: how far it would move had other posts of the kind been published.

Posts are the sampling unit. A Wilson interval on pooled impressions treats each impression as a draw of its own and
covers 3 to 4 % where it claims 95 %, because posts differ far more than impressions do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt
from statistics import fmean, stdev

from domain.metrics import Aggregation
from domain.probability import t_quantile

MIN_POSTS = 10
"""Below it there is no interval: with 10 posts the one of a ratio covers 81 %, and less with fewer."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the rate of all posts of this kind lies, by the posts that were seen."""

    lower: float
    """A fraction like the rate itself, never below 0."""
    upper: float
    """Not cut at 1: engagements over reach may exceed it."""
    level: float
    """The share of such intervals that hold the true rate. For the median at least that share."""
    posts: int
    method: str
    """In a sentence."""


def rate_interval(pairs: Sequence[tuple[float, float]], aggregation: Aggregation) -> Interval | None:
    """The 95 % interval of a rate over posts, each of them a (numerator, denominator).

    Posts with a denominator of 0 have no rate and are left out. None when fewer than MIN_POSTS are left.
    """
    known = [(part, base) for part, base in pairs if base > 0]
    if len(known) < MIN_POSTS:
        return None
    rates = [part / base for part, base in known]
    match aggregation:
        case Aggregation.RATIO_OF_SUMS:
            lower, upper = _of_ratio(known)
            method = "delta method over posts, t with n - 1 degrees of freedom"
        case Aggregation.MEAN_OF_POSTS:
            lower, upper = _around(fmean(rates), stdev(rates) / sqrt(len(rates)), len(rates))
            method = "t interval of the mean of the posts' rates"
        case Aggregation.MEDIAN_OF_POSTS:
            lower, upper = _of_median(rates)
            method = "order statistics of the posts' rates, free of any distribution"
    return Interval(max(lower, 0), max(upper, 0), LEVEL, len(known), method)


def _of_ratio(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """se = sqrt(n / (n - 1) * sum (E_i - R D_i)^2) / sum D (Cochran, Sampling Techniques, 6.4)."""
    n = len(pairs)
    whole = sum(base for _, base in pairs)
    ratio = sum(part for part, _ in pairs) / whole
    error = sqrt(n / (n - 1) * sum((part - ratio * base) ** 2 for part, base in pairs)) / whole
    return _around(ratio, error, n)


def _around(centre: float, error: float, posts: int) -> tuple[float, float]:
    reach = t_quantile((1 + LEVEL) / 2, posts - 1) * error
    return centre - reach, centre + reach


def _of_median(rates: Sequence[float]) -> tuple[float, float]:
    """The k-th smallest and k-th greatest rate, with the greatest k for which P(Binomial(n, 1/2) < k) <= 2.5 %."""
    n = len(rates)
    below, rank = 1, 0  # below / 2^n = P(Binomial <= rank)
    while below <= (1 - LEVEL) / 2 * 2**n:
        rank += 1
        below += comb(n, rank)
    ordered = sorted(rates)
    return ordered[rank - 1], ordered[n - rank]
