"""Is a change between two sets of posts more than noise? Posts are the sampling unit, never impressions or likes.

Welch's t-test decides, on log(1 + value) for counts, because engagement is heavy-tailed (variance over mean of a
post's engagements: 17,000 on real pages, where a Poisson test on totals finds a "change" in 93 % of pairs without
one). Benjamini-Hochberg pays for judging many cells in one answer. What would be called a change must also survive a
permutation test on the ratio of the plain means, which assumes no distribution: the typical post and the total must
agree. Measured on lognormal posts (sd 1 on the log scale), "changed" comes out in 3 % of pairs without a change; a
doubling is found in 61 % with 30 posts on either side and in 97 % with 100.

"Changed" is all that is said: adjacent real periods drift, so a change has no cause by being one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from math import exp, inf, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from domain.probability import t_quantile, t_two_sided

MIN_VALUES = 10
"""Fewer values on either side answer NOT_ENOUGH_DATA: below it the intervals cover far less than they claim."""
SIGNIFICANCE_LEVEL = 0.05
SHUFFLES = 999
"""With the observed arrangement that makes 1,000, so the smallest p-value is 0.001."""
MAX_SHUFFLED_VALUES = 2_000
"""Above this many values on both sides together the normal limit of the permutation distribution stands in."""
_SEED = 20_160_613
"""Any number would do; with a fixed one the same values always give the same answer."""
_ROUNDING = 1e-12
"""Differences and spreads below this share of the values are rounding, not data."""
_NORMAL = NormalDist()

FloatArray = npt.NDArray[np.float64]


class Verdict(StrEnum):
    """What can be said about a change."""

    CHANGED = "changed"
    NOISE = "noise"
    """No difference that stands out from how much posts differ anyway."""
    NOT_ENOUGH_DATA = "not_enough_data"
    """Fewer than 10 values on a side."""


class Scale(StrEnum):
    """What kind of values are compared."""

    COUNTS = "counts"
    """Counts of a post. Compared as log(1 + value); a value below 0, a correction, counts as 0."""
    RATES = "rates"
    """Rates of a post, 0 to 1, compared as they are: log(1 + rate) is nearly the rate itself.

    Test and check then look at the same means, so "changed" comes out in 5 % of pairs without a change.
    """


@dataclass(frozen=True, slots=True)
class Significance:
    """A judged change. Without enough data only the verdict, the numbers of values and the method are there."""

    verdict: Verdict
    ratio: float | None
    """Now over before: of the geometric means of 1 + count, or of the mean rates. None for rates that were all 0."""
    lower: float | None
    """Lower end of the 95 % interval of the ratio; not adjusted for the other cells."""
    upper: float | None
    """Upper end; both ends are None for rates whose mean before cannot be told from 0, so that no ratio is bounded."""
    p_value: float | None
    """Welch's, two-sided."""
    adjusted_p_value: float | None
    """The same after Benjamini-Hochberg over all cells of the answer."""
    permutation_p_value: float | None
    """Of the ratio of the plain means; None when Welch's test had found no change already."""
    posts: int
    posts_before: int
    method: str
    """In a sentence."""


@dataclass(frozen=True, slots=True)
class _Welch:
    ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float


def judge(
    cells: Sequence[tuple[Sequence[float], Sequence[float]]], scale: Scale | Sequence[Scale] = Scale.COUNTS
) -> list[Significance]:
    """Judges all cells of one answer together; a cell is (values now, values before), one finite value per post.

    CHANGED says that both Welch's test, adjusted for the number of cells, and the permutation test reject "no
    difference" at 5 %. The order of the values does not matter, swapping now and before inverts the ratio and
    leaves the p-values as they are, and the shuffles are seeded: the same values give the same answer.
    `scale` is that of all cells, or one for each.
    """
    scales = [scale] * len(cells) if isinstance(scale, Scale) else scale
    pairs = [(_counted(now), _counted(before)) for now, before in cells]
    judged = [i for i, (now, before) in enumerate(pairs) if min(len(now), len(before)) >= MIN_VALUES]
    tests = {i: _welch(*pairs[i], scales[i]) for i in judged}
    adjusted = dict(zip(judged, _benjamini_hochberg([tests[i].p_value for i in judged]), strict=True))
    found = []
    for i, (now, before) in enumerate(pairs):
        if i not in tests:
            found.append(_not_enough(len(now), len(before)))
            continue
        test = tests[i]
        noise = Significance(
            Verdict.NOISE,
            test.ratio,
            test.lower,
            test.upper,
            test.p_value,
            adjusted[i],
            None,
            len(now),
            len(before),
            _method(scales[i], len(judged)),
        )
        found.append(_checked(noise, now, before) if adjusted[i] <= SIGNIFICANCE_LEVEL else noise)
    return found


def _counted(values: Sequence[float]) -> FloatArray:
    """Corrections as 0; sorted, so that neither sums nor shuffles depend on the order that the values came in."""
    return np.sort(np.maximum(np.asarray(values, dtype=np.float64), 0))


def _not_enough(posts: int, posts_before: int) -> Significance:
    method = f"not judged: it takes {MIN_VALUES} posts on either side"
    return Significance(Verdict.NOT_ENOUGH_DATA, None, None, None, None, None, None, posts, posts_before, method)


def _method(scale: Scale, cells: int) -> str:
    what = "log(1 + value)" if scale is Scale.COUNTS else "the rates"
    adjusted = f", Benjamini-Hochberg over {cells} comparisons" if cells > 1 else ""
    return f"Welch's t-test on {what} of single posts{adjusted}"


def _checked(suspected: Significance, now: FloatArray, before: FloatArray) -> Significance:
    p_value = _permutation_p_value(now, before)
    return replace(
        suspected,
        verdict=Verdict.CHANGED if p_value <= SIGNIFICANCE_LEVEL else Verdict.NOISE,
        permutation_p_value=p_value,
        method=f"{suspected.method}, checked by a permutation test on the ratio of the means",
    )


# ---------------------------------------------------------------- Welch


def _welch(now: FloatArray, before: FloatArray, scale: Scale) -> _Welch:
    if scale is Scale.COUNTS:
        now, before = np.log1p(now), np.log1p(before)
    mean, mean_before = float(now.mean()), float(before.mean())
    share = float(now.var(ddof=1)) / len(now)
    share_before = float(before.var(ddof=1)) / len(before)
    difference = mean - mean_before
    rounding = _ROUNDING * max(abs(mean), abs(mean_before))
    error = sqrt(share + share_before)
    if error <= rounding:
        p_value = 1.0 if abs(difference) <= rounding else 0.0
        df = inf
    else:
        df = (share + share_before) ** 2 / (share**2 / (len(now) - 1) + share_before**2 / (len(before) - 1))
        p_value = t_two_sided(difference / error, df)
    reach = t_quantile(1 - SIGNIFICANCE_LEVEL / 2, df)
    if scale is Scale.COUNTS:
        width = reach * error
        return _Welch(exp(difference), exp(difference - width), exp(difference + width), p_value)
    return _Welch(*_ratio_of_means(mean, mean_before, share, share_before, reach), p_value)


def _ratio_of_means(
    mean: float, mean_before: float, share: float, share_before: float, reach: float
) -> tuple[float | None, float | None, float | None]:
    """The ratio of two means with Fieller's interval, which excludes 1 exactly when Welch's test rejects.

    The interval holds every r for which `mean - r * mean_before` is within its own error of 0: the roots of
    (b^2 - t^2 v_b) r^2 - 2 a b r + (a^2 - t^2 v_a) = 0.
    """
    if mean_before <= 0:
        return None, None, None
    square = mean_before**2 - reach**2 * share_before
    if square <= 0:
        return mean / mean_before, None, None
    middle = mean * mean_before
    width = sqrt(max(middle**2 - square * (mean**2 - reach**2 * share), 0))
    return mean / mean_before, max((middle - width) / square, 0), (middle + width) / square


def _benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values, in the order given (Benjamini and Hochberg 1995)."""
    count = len(p_values)
    adjusted = [1.0] * count
    smallest = 1.0
    for rank, i in sorted(enumerate(sorted(range(count), key=lambda i: p_values[i]), start=1), reverse=True):
        smallest = min(smallest, p_values[i] * count / rank)
        adjusted[i] = smallest
    return adjusted


# ---------------------------------------------------------------- permutation


def _permutation_p_value(now: FloatArray, before: FloatArray) -> float:
    """How often a random split of all the values into two such sets has means at least as far apart, as a ratio."""
    pooled = np.sort(np.concatenate([now, before]))
    whole = float(pooled.sum())
    smaller = now if len(now) <= len(before) else before
    size, total = len(smaller), len(pooled)
    if total > MAX_SHUFFLED_VALUES:
        # The sum of a random subset has exactly this mean and variance, and is normal in the limit (Hoeffding 1951).
        variance = size * (total - size) / (total - 1) * float(pooled.var())
        return 2 * _NORMAL.cdf(-abs(float(smaller.sum()) - whole * size / total) / sqrt(variance))
    sums = np.append(pooled[_subsets(total, size)].sum(axis=1), smaller.sum())
    with np.errstate(divide="ignore"):  # a set of zeros is infinitely far from any other
        ratios = np.abs(np.log(sums / size) - np.log(np.maximum(whole - sums, 0) / (total - size)))
    return float((ratios >= ratios[-1] - _ROUNDING).mean())


@lru_cache(maxsize=2)
def _subsets(total: int, size: int) -> npt.NDArray[np.intp]:
    """SHUFFLES random subsets of `size` of the first `total` numbers, always the same ones; at most 8 MB."""
    keys = np.random.default_rng(_SEED).random((SHUFFLES, total), dtype=np.float32)
    return np.argpartition(keys, size - 1, axis=1)[:, :size]
