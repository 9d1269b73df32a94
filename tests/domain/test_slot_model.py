"""The slot model against accounts whose true effects are known."""

from dataclasses import replace

import numpy as np
import pytest

from domain.slot_design import Block, Design, FloatArray, Sample
from domain.slot_model import Contrasts, fit

SCALE = 1.06
"""Of the noise of real posts, Student-t with 4 degrees of freedom."""
EVERY_HOUR, ONE_DAY = np.arange(24), np.zeros(24, dtype=np.intp)


def _account(seed: int, posts: int, hour_spread: float) -> tuple[Sample, FloatArray]:
    """An account with habits, a trend and kinds that depend on the hour; and the true effect of each hour."""
    chance = np.random.default_rng(seed)
    smooth = np.convolve(np.tile(chance.standard_normal(24), 3), [0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25], "same")
    hours = smooth[24:48] - smooth[24:48].mean()
    hours *= hour_spread / hours.std()
    hour = chance.choice(24, posts, p=0.8 * chance.dirichlet(np.ones(24)) + 0.2 / 24)
    weekday = chance.integers(0, 7, posts)
    kind = chance.binomial(1, np.where(hour < 12, 0.3, 0.7))
    age = chance.uniform(0, 280, posts)
    y = 5 - age / 280 + hours[hour] + 0.3 * kind + SCALE * chance.standard_t(4, posts)
    sample = Sample(y, np.zeros(posts, dtype=np.intp), kind, hour, weekday, age - age.min())
    return sample, np.asarray(hours, dtype=np.float64)


def _hour_contrasts(sample: Sample) -> Contrasts:
    """Each hour against the mean of all."""
    posterior = fit(sample)
    rows = posterior.times(EVERY_HOUR, ONE_DAY)
    return posterior.contrasts(rows - rows.mean(axis=0))


@pytest.mark.parametrize(("posts", "least"), [(30, 0.88), (100, 0.86), (300, 0.82), (1000, 0.82)])
def test_ninety_percent_intervals_of_hours_cover_nearly_as_much_on_a_median_page(posts: int, least: float) -> None:
    held = []
    for seed in range(40):
        sample, hours = _account(seed, posts, 0.16)

        found = _hour_contrasts(sample)

        held.append(np.abs(found.mean - hours) < 1.645 * np.sqrt(found.variance))
    assert least <= np.mean(held) <= 0.98


def test_more_posts_bring_the_effects_nearer_to_the_truth() -> None:
    agreement = []
    for posts in (100, 1000):
        pairs = [_account(seed, posts, 0.35) for seed in range(15)]
        agreement.append(np.mean([np.corrcoef(_hour_contrasts(s).mean, hours)[0, 1] for s, hours in pairs]))

    assert 0.3 < agreement[0] < agreement[1]
    assert agreement[1] > 0.75


def test_hours_of_an_account_without_any_are_hardly_told_apart() -> None:
    spreads = [np.ptp(_hour_contrasts(_account(seed, 300, 1e-9)[0]).mean) for seed in range(20)]

    assert np.median(spreads) < 0.2
    # The naive means of the same hours differ by far more.
    sample = _account(0, 300, 1e-9)[0]
    naive = [sample.log_engagement[sample.hour == hour].mean() for hour in range(24) if (sample.hour == hour).any()]
    assert np.ptp(naive) > 1


def test_one_viral_post_moves_no_hour_by_more_than_a_few_percent() -> None:
    sample, _ = _account(3, 300, 0.16)
    viral = sample.log_engagement.copy()
    viral[np.flatnonzero(sample.hour == sample.hour[0])[0]] += 10

    before, after = _hour_contrasts(sample), _hour_contrasts(replace(sample, log_engagement=viral))

    assert np.abs(before.mean - after.mean).max() < 0.05


def test_neighbouring_hours_and_those_around_midnight_lend_each_other_strength() -> None:
    posterior = fit(_account(5, 300, 0.16)[0])
    prior = posterior.times(EVERY_HOUR, ONE_DAY)[:, posterior.blocks[Block.HOUR]]

    likeness = prior @ prior.T
    assert likeness[23, 0] == pytest.approx(likeness[11, 12])
    assert likeness[11, 12] > 0.5 > likeness[11, 15] > likeness[11, 23]


def test_a_single_kind_has_no_effect_and_the_account_of_few_posts_no_trend() -> None:
    sample, _ = _account(1, 14, 0.16)
    posterior = fit(replace(sample, content_type=np.zeros(14, dtype=np.intp)))

    assert posterior.blocks[Block.TYPE] == slice(0, 0)
    assert not posterior.has_trend
    assert posterior.types(np.array([0])).sum() == 0


@pytest.mark.parametrize(("accounts", "columns"), [(1, 6), (2, 12), (40, 40), (41, 6)])
def test_accounts_have_trends_of_their_own_until_there_are_too_many(accounts: int, columns: int) -> None:
    # 280 days are six steps of 45 days; 40 accounts get a straight line each, and 41 share six steps.
    sample, _ = _account(1, 1640, 0.16)

    design = Design.of(replace(sample, account=np.arange(1640) % accounts))

    trend = design.blocks[Block.TREND]
    assert trend.stop - trend.start == columns
    assert design.blocks[Block.ACCOUNT] == slice(0, accounts)


def test_what_is_left_of_the_grid_sums_to_one() -> None:
    posterior = fit(_account(1, 100, 0.16)[0])

    assert posterior.weights.sum() == pytest.approx(1)
    assert 1 < len(posterior.weights) <= 45
