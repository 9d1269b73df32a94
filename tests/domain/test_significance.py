"""Changes against noise, measured on many seeded samples of which the truth is known."""

import time
from collections.abc import Sequence

import numpy as np
import pytest

from domain.significance import Scale, Significance, Verdict, judge

Cell = tuple[Sequence[float], Sequence[float]]


def _lognormal(seed: int, posts: int, factor: float = 1, spread: float = 1.5) -> list[float]:
    """Likes of posts: whole numbers, heavy-tailed, around 55."""
    return [float(v) for v in np.floor(factor * np.random.default_rng(seed).lognormal(4, spread, posts))]


def _p_values(found: Significance) -> tuple[float | None, float | None, float | None]:
    return found.p_value, found.adjusted_p_value, found.permutation_p_value


# ---------------------------------------------------------------- claim 14


def test_two_samples_of_the_same_posts_are_no_difference_in_at_least_95_percent_of_1000_runs() -> None:
    """Claim 14, for samples drawn anew from one distribution."""
    found = [judge([(_lognormal(2 * run, 30), _lognormal(2 * run + 1, 30))])[0] for run in range(1000)]

    assert sum(f.verdict is Verdict.NOISE for f in found) >= 950
    welch_alone = sum(f.p_value is not None and f.p_value <= 0.05 for f in found)
    assert 30 <= welch_alone <= 70


def test_the_very_same_values_are_never_a_difference() -> None:
    """Claim 14, to the letter."""
    for run in range(200):
        values = _lognormal(run, 40)

        (found,) = judge([(values, values[::-1])])

        assert (found.verdict, found.ratio, found.p_value) == (Verdict.NOISE, 1.0, 1.0)


def test_noise_with_unequal_numbers_of_posts_is_noise_as_well() -> None:
    found = [judge([(_lognormal(2 * run, 15), _lognormal(2 * run + 1, 120))])[0] for run in range(500)]

    assert sum(f.verdict is Verdict.NOISE for f in found) >= 475
    assert 15 <= sum((f.p_value or 0) <= 0.05 for f in found) <= 38


# ---------------------------------------------------------------- power


def test_a_doubling_is_found_with_a_hundred_posts_on_either_side() -> None:
    found = [
        judge([(_lognormal(2 * run, 100, 2, spread=1), _lognormal(2 * run + 1, 100, spread=1))])[0] for run in range(50)
    ]

    assert sum(f.verdict is Verdict.CHANGED for f in found) >= 45
    holding = [f for f in found if f.lower is not None and f.upper is not None and f.lower <= 2 <= f.upper]
    assert len(holding) >= 44  # 95 % intervals of the ratio


def test_two_sets_that_share_no_value_are_told_apart_exactly() -> None:
    now, before = [7.0] * 10, [1.0] * 10

    (found,) = judge([(now, before)])

    assert found.verdict is Verdict.CHANGED
    assert (found.ratio, found.lower, found.upper) == pytest.approx((4, 4, 4))
    assert _p_values(found) == (0.0, 0.0, 0.001)
    assert (found.posts, found.posts_before) == (10, 10)
    assert found.method == (
        "Welch's t-test on log(1 + value) of single posts, checked by a permutation test on the ratio of the means"
    )


def test_a_change_of_the_typical_post_that_the_total_does_not_show_is_not_called_one() -> None:
    # Twelve ordinary posts now do four times as well, and the one that went viral before outweighs them all.
    now = [40.0 + i for i in range(12)]
    before = [*(10.0 + i / 10 for i in range(11)), 400.0]

    (found,) = judge([(now, before)])

    assert found.ratio == pytest.approx(3.0, abs=0.01)
    assert found.adjusted_p_value is not None
    assert found.adjusted_p_value < 0.01
    assert found.permutation_p_value is not None
    assert found.permutation_p_value > 0.5
    assert found.verdict is Verdict.NOISE


def test_welch_is_the_textbook_one() -> None:
    # Rates, so that the values are taken as they are. Means 0.3 and 0.2, variances 0.01 * 10 / 9 of 10 and 20 posts.
    now = [0.2, 0.4] * 5
    before = [0.1, 0.3] * 10
    # t = 0.1 / sqrt(0.01 / 9 + 0.01 / 19) = 2.4708, df = 17.347; two-sided p between the table's 0.02 and 0.025.

    (found,) = judge([(now, before)], Scale.RATES)

    assert found.p_value is not None
    assert 0.02 < found.p_value < 0.025
    assert found.ratio == pytest.approx(1.5)


# ---------------------------------------------------------------- many cells


def test_many_null_cells_yield_less_than_five_percent_of_false_changes() -> None:
    families = [
        judge([(_lognormal(1000 * run + 2 * i, 25), _lognormal(1000 * run + 2 * i + 1, 25)) for i in range(20)])
        for run in range(30)
    ]

    changed = [[f.verdict is Verdict.CHANGED for f in family] for family in families]
    assert sum(map(sum, changed)) < 0.05 * 30 * 20
    assert sum(map(any, changed)) <= 4  # of 30 answers; unadjusted 64 % of them would hold a false change


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg() -> None:
    cells: list[Cell] = [(_lognormal(i, 40, 1 + i / 3, spread=1), _lognormal(100 + i, 40, spread=1)) for i in range(4)]
    cells.append(([1.0] * 9, [1.0] * 40))  # cannot be judged, so it is not paid for

    found = judge(cells)[:4]

    ordered = sorted((f.p_value or 0, f.adjusted_p_value or 0) for f in found)
    expected = [min(ordered[j][0] * 4 / (j + 1) for j in range(i, 4)) for i in range(4)]
    assert [adjusted for _, adjusted in ordered] == pytest.approx(expected)
    assert "Benjamini-Hochberg over 4 comparisons" in found[0].method


def test_a_strong_change_is_found_among_many_null_cells() -> None:
    cells: list[Cell] = [(_lognormal(2 * i, 40, spread=1), _lognormal(2 * i + 1, 40, spread=1)) for i in range(30)]
    cells[17] = (_lognormal(900, 40, 6, spread=1), cells[17][1])

    verdicts = [found.verdict for found in judge(cells)]

    assert verdicts[17] is Verdict.CHANGED
    assert verdicts.count(Verdict.CHANGED) == 1


# ---------------------------------------------------------------- symmetries


@pytest.mark.parametrize("scale", list(Scale))
def test_swapping_now_and_before_inverts_the_ratio_and_keeps_the_p_values(scale: Scale) -> None:
    now, before = _lognormal(1, 60, 2, spread=1), _lognormal(2, 90, spread=1)

    (forth,), (back,) = judge([(now, before)], scale), judge([(before, now)], scale)

    assert forth.verdict is back.verdict is Verdict.CHANGED
    assert forth.permutation_p_value == back.permutation_p_value
    assert _p_values(forth) == pytest.approx(_p_values(back))
    assert forth.ratio is not None
    assert back.ratio == pytest.approx(1 / forth.ratio)
    assert forth.upper is not None
    assert back.lower == pytest.approx(1 / forth.upper)


def test_the_order_of_the_values_is_irrelevant_and_the_answer_always_the_same() -> None:
    now, before = _lognormal(1, 60, 2), _lognormal(2, 50)

    first = judge([(now, before)])

    assert judge([(now, before)]) == first
    assert judge([(now[::-1], sorted(before))]) == first


# ---------------------------------------------------------------- edges


@pytest.mark.parametrize(("now", "before"), [(9, 50), (50, 9), (0, 0)])
def test_fewer_than_ten_posts_on_a_side_are_not_judged(now: int, before: int) -> None:
    (found,) = judge([([1.0] * now, [500.0] * before)])

    assert found == Significance(
        Verdict.NOT_ENOUGH_DATA,
        None,
        None,
        None,
        None,
        None,
        None,
        now,
        before,
        "not judged: it takes 10 posts on either side",
    )


def test_no_cells_are_no_answers() -> None:
    assert judge([]) == []


def test_a_correction_below_zero_counts_as_zero() -> None:
    others = _lognormal(1, 30)

    assert judge([([-5.0, *others], others)]) == judge([([0.0, *others], others)])


def test_posts_that_all_got_nothing_are_no_change() -> None:
    assert [f.verdict for f in judge([([0.0] * 12, [0.0] * 15)])] == [Verdict.NOISE]
    rates = judge([([0.0] * 12, [0.0] * 15)], Scale.RATES)
    assert [(f.verdict, f.ratio, f.lower, f.upper) for f in rates] == [(Verdict.NOISE, None, None, None)]


def test_from_nothing_to_something_is_a_change_with_a_finite_ratio() -> None:
    (found,) = judge([([3.0] * 10, [0.0] * 10)])

    assert (found.verdict, found.permutation_p_value) == (Verdict.CHANGED, 0.001)
    assert found.ratio == pytest.approx(4)


def test_equal_values_with_a_rounding_error_between_them_are_no_change() -> None:
    (found,) = judge([([0.1 + 0.2] * 12, [0.3] * 12)], Scale.RATES)

    assert found.verdict is Verdict.NOISE


# ---------------------------------------------------------------- rates


def test_the_interval_of_a_ratio_of_rates_excludes_one_exactly_when_the_test_rejects() -> None:
    agreeing = rejecting = 0
    for run in range(300):
        chance = np.random.default_rng(run)
        now, before = chance.beta(2, 30, 40), chance.beta(2, 38, 40)

        (found,) = judge([(list(now), list(before))], Scale.RATES)

        assert found.lower is not None
        assert found.upper is not None
        assert found.p_value is not None
        rejecting += found.p_value <= 0.05
        agreeing += (found.p_value <= 0.05) == (not found.lower <= 1 <= found.upper)
    assert agreeing == 300
    assert 50 <= rejecting <= 250


def test_rates_of_the_same_distribution_change_no_oftener_than_the_level_of_the_test_allows() -> None:
    # Test and check look at the same means here, so the check takes nothing away from the nominal 5 %.
    verdicts = []
    for run in range(1000):
        chance = np.random.default_rng(run)
        verdicts += judge([(list(chance.beta(1, 20, 30)), list(chance.beta(1, 20, 30)))], Scale.RATES)

    assert 0.03 <= sum(found.verdict is Verdict.CHANGED for found in verdicts) / 1000 <= 0.07


def test_a_ratio_to_a_mean_that_cannot_be_told_from_zero_has_no_bounds() -> None:
    (found,) = judge([([0.2, 0.3] * 6, [*[0.0] * 11, 0.1])], Scale.RATES)

    assert found.verdict is Verdict.CHANGED
    assert found.ratio == pytest.approx(30)
    assert (found.lower, found.upper) == (None, None)


# ---------------------------------------------------------------- cost


def test_very_many_posts_are_judged_without_shuffling_them() -> None:
    now, before = _lognormal(1, 40_000, 1.1), _lognormal(2, 40_000)
    started = time.thread_time()

    (found,) = judge([(now, before)])

    assert found.verdict is Verdict.CHANGED
    assert time.thread_time() - started < 1  # 20 ms; 999 shuffles of 80,000 values would take 2 s and 600 MB


def test_the_limit_for_many_posts_agrees_with_shuffling(monkeypatch: pytest.MonkeyPatch) -> None:
    cells: list[Cell] = [
        (_lognormal(60 + i, 500, 1.18, spread=1), _lognormal(80 + i, 400, spread=1)) for i in range(12)
    ]
    shuffled = [judge([cell])[0].permutation_p_value for cell in cells]
    monkeypatch.setattr("domain.significance.MAX_SHUFFLED_VALUES", 0)

    limits = [judge([cell])[0].permutation_p_value for cell in cells]

    assert sum(p is not None and 0.02 < p < 0.5 for p in shuffled) >= 3
    for p, limit in zip(shuffled, limits, strict=True):
        assert (p is None) == (limit is None)
        assert p is None or limit == pytest.approx(p, abs=0.025)
