"""Intervals of rates: literals for the formulas, and coverage where the truth is known."""

from math import sqrt

import numpy as np
import numpy.typing as npt
import pytest

from domain.intervals import Interval, rate_interval
from domain.metrics import Aggregation

FloatArray = npt.NDArray[np.float64]


def _population() -> tuple[FloatArray, FloatArray]:
    """Engagements and reach of 20,000 posts: heavy-tailed, and the more reach the lower the rate."""
    chance = np.random.default_rng(20)
    z = chance.standard_normal(20_000)
    reach = np.exp(8 + 0.9 * z)
    engagements = reach * np.exp(-3 - 0.3 * z + 0.5 * chance.standard_normal(20_000))
    return np.floor(engagements), np.floor(reach)


def _coverage(aggregation: Aggregation, truth: float, posts: int, runs: int = 1500) -> float:
    engagements, reach = _population()
    chance = np.random.default_rng(posts)
    held = 0
    for _ in range(runs):
        drawn = chance.integers(0, len(reach), posts)
        found = rate_interval(list(zip(engagements[drawn], reach[drawn], strict=True)), aggregation)
        assert found is not None
        held += found.lower <= truth <= found.upper
    return held / runs


# ---------------------------------------------------------------- literals


def test_a_ratio_of_sums_has_the_delta_interval() -> None:
    # R = 110 / 1100 = 0.1; residuals of the ten posts are +-1 and twice 0; t(9) at 97.5 % is 2.262157.
    pairs = [(11.0, 100.0), (9.0, 100.0)] * 4 + [(10.0, 100.0), (20.0, 200.0)]

    found = rate_interval(pairs, Aggregation.RATIO_OF_SUMS)

    reach = 2.262157 * sqrt(10 / 9 * 8) / 1100
    assert found is not None
    assert (found.lower, found.upper) == pytest.approx((0.1 - reach, 0.1 + reach), abs=1e-8)
    assert (found.level, found.posts) == (0.95, 10)


def test_a_mean_of_rates_has_the_t_interval() -> None:
    pairs = [(1.0, 10.0), (3.0, 10.0)] * 5  # mean 0.2, sd sqrt(0.01 * 10 / 9)

    found = rate_interval(pairs, Aggregation.MEAN_OF_POSTS)

    reach = 2.262157 * sqrt(0.1 / 9 / 10)
    assert found is not None
    assert (found.lower, found.upper) == pytest.approx((0.2 - reach, 0.2 + reach), abs=1e-7)


@pytest.mark.parametrize(
    ("posts", "rank"),
    [(10, 2), (15, 4), (20, 6), (30, 10), (50, 18), (100, 40)],
)
def test_a_median_lies_between_the_order_statistics_of_the_published_table(posts: int, rank: int) -> None:
    """The ranks are those of the sign test's table (Conover, Practical Nonparametric Statistics, table A3)."""
    pairs = [(float(i), 1000.0) for i in range(posts, 0, -1)]

    found = rate_interval(pairs, Aggregation.MEDIAN_OF_POSTS)

    assert found is not None
    assert (found.lower, found.upper) == (rank / 1000, (posts + 1 - rank) / 1000)


def test_equal_posts_have_an_interval_of_no_width() -> None:
    found = [rate_interval([(5.0, 100.0)] * 12, aggregation) for aggregation in Aggregation]

    assert [end for i in found if i for end in (i.lower, i.upper)] == pytest.approx([0.05] * 6)


# ---------------------------------------------------------------- limits


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_fewer_than_ten_posts_have_no_interval(aggregation: Aggregation) -> None:
    posts = [(float(i), 100.0) for i in range(9)]

    assert rate_interval(posts, aggregation) is None
    assert rate_interval([*posts, (5.0, 0.0)], aggregation) is None  # without a denominator it has no rate
    assert isinstance(rate_interval([*posts, (5.0, 100.0)], aggregation), Interval)


def test_a_rate_is_never_negative_and_may_exceed_one() -> None:
    skewed = rate_interval([(0.0, 100.0)] * 11 + [(90.0, 100.0)], Aggregation.MEAN_OF_POSTS)
    busy = rate_interval([(150.0 + i, 100.0) for i in range(12)], Aggregation.RATIO_OF_SUMS)

    assert skewed is not None
    assert skewed.lower == 0
    assert busy is not None
    assert busy.lower > 1


# ---------------------------------------------------------------- coverage


@pytest.mark.parametrize(("posts", "bar"), [(30, 0.88), (100, 0.93)])
def test_the_interval_of_a_ratio_of_sums_covers_what_it_shall(posts: int, bar: float) -> None:
    engagements, reach = _population()

    assert bar <= _coverage(Aggregation.RATIO_OF_SUMS, engagements.sum() / reach.sum(), posts) <= 0.97


@pytest.mark.parametrize(
    ("aggregation", "least", "most"),
    [(Aggregation.MEAN_OF_POSTS, 0.92, 0.97), (Aggregation.MEDIAN_OF_POSTS, 0.95, 0.985)],
)
def test_the_intervals_of_a_typical_post_cover_what_they_say(
    aggregation: Aggregation, least: float, most: float
) -> None:
    engagements, reach = _population()
    rates = engagements / reach
    truth = float(rates.mean() if aggregation is Aggregation.MEAN_OF_POSTS else np.median(rates))

    assert least <= _coverage(aggregation, truth, 50) <= most


def test_a_million_impressions_of_few_posts_do_not_make_it_certain() -> None:
    # Wilson on the pooled million would be 0.0600 +- 0.0005. The posts' rates are 2 % and 10 %.
    found = rate_interval([(2_000.0, 100_000.0), (10_000.0, 100_000.0)] * 5, Aggregation.RATIO_OF_SUMS)

    assert found is not None
    assert found.upper - found.lower > 0.05


def test_more_impressions_of_the_same_posts_change_nothing() -> None:
    pairs = [(float(i % 7), 100.0 + i) for i in range(20)]
    counted_often = [(1000 * part, 1000 * base) for part, base in pairs]

    few, many = (rate_interval(p, Aggregation.RATIO_OF_SUMS) for p in (pairs, counted_often))

    assert few is not None
    assert many is not None
    assert (few.lower, few.upper) == pytest.approx((many.lower, many.upper))
