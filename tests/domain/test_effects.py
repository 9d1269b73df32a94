"""Claims about the next period: what the posterior of an effect becomes."""

import numpy as np
import pytest

from domain.effects import Effect, EvidenceState, Outlook, effects_of, learnt, state_of
from domain.slot_model import Contrasts


def test_a_claim_of_one_component_is_the_normal_distribution_of_the_textbook() -> None:
    contrasts = Contrasts(np.ones(1), np.array([[0.2]]), np.array([[0.04]]), np.ones((1, 1)))

    (effect,) = effects_of(contrasts, Outlook(persistence=0.5, drift=0.0), [7], [6.5])

    # Mean 0.1 and sd 0.1 on the log scale: P(> 0) = Phi(1), z of the intervals 1.281552 and 1.644854.
    assert (effect.posts, effect.effective_posts) == (7, 6.5)
    assert effect.lift == pytest.approx(np.exp(0.1) - 1)
    assert effect.probability == pytest.approx(0.841345, abs=1e-6)
    assert effect.lower == pytest.approx(np.exp(0.1 - 0.1644854) - 1, abs=1e-6)
    assert effect.upper == pytest.approx(np.exp(0.1 + 0.1644854) - 1, abs=1e-6)
    assert effect.lower80 == pytest.approx(np.exp(0.1 - 0.1281552) - 1, abs=1e-6)
    assert effect.upper80 == pytest.approx(np.exp(0.1 + 0.1281552) - 1, abs=1e-6)


def test_the_quantiles_of_a_mixture_are_its_own_and_not_those_of_a_normal() -> None:
    # Half of it at -1 and half at +1, both narrow: the 90 % interval reaches from one to the other.
    contrasts = Contrasts(np.array([0.5, 0.5]), np.array([[-1.0], [1.0]]), np.full((2, 1), 1e-6), np.ones((2, 1)))

    (effect,) = effects_of(contrasts, Outlook(persistence=1.0, drift=0.0), [10], [10.0])

    # Within each half the 5 % quantile of all is the 10 % quantile: 1 -+ 1.281552 sd.
    assert np.log1p(effect.lower) == pytest.approx(-1 - 0.001281552, abs=1e-6)
    assert np.log1p(effect.upper) == pytest.approx(1 + 0.001281552, abs=1e-6)
    assert effect.probability == pytest.approx(0.5)


def test_drift_widens_a_claim_that_is_known_exactly() -> None:
    known = Contrasts(np.ones(1), np.array([[0.2]]), np.zeros((1, 1)), np.ones((1, 1)))

    (effect,) = effects_of(known, Outlook(persistence=0.55, drift=0.10), [10], [10.0])

    assert effect.lift == pytest.approx(np.exp(0.11) - 1)
    assert effect.probability == pytest.approx(0.864334, abs=1e-6)  # Phi(1.1)


def test_nothing_is_learnt_from_posts_that_leave_every_effect_as_uncertain_as_before() -> None:
    def contrasts(prior: list[float], posterior: list[float]) -> Contrasts:
        return Contrasts(np.ones(1), np.zeros((1, 2)), np.array([posterior]), np.array([prior]))

    assert not learnt(contrasts([0.03, 0.03], [0.0251, 0.03]))  # 0.03 / 0.0251 is less than 1.2
    assert learnt(contrasts([0.03, 0.03], [0.0249, 0.03]))
    assert learnt(contrasts([0.0, 0.0], [0.0, 0.0]))  # one group alone: nothing to compare, nothing missing


def test_posts_that_speak_for_large_effects_have_taught_something() -> None:
    # Before, small effects were as likely as large ones; now large ones are, and half of their variance is left.
    contrasts = Contrasts(
        np.array([0.01, 0.99]), np.zeros((2, 1)), np.array([[0.01], [0.08]]), np.array([[0.01], [0.16]])
    )

    assert contrasts.learnt == pytest.approx([0.1585 / 0.0793])
    assert learnt(contrasts)


@pytest.mark.parametrize(
    ("probability", "state"),
    [
        (0.9, EvidenceState.SUPPORTED),
        (0.899, EvidenceState.TENTATIVE),
        (0.8, EvidenceState.TENTATIVE),
        (0.799, EvidenceState.NO_CLEAR_BEST),
    ],
)
def test_the_state_follows_the_probability(probability: float, state: EvidenceState) -> None:
    assert state_of(Effect(10, 10.0, 0.1, -0.1, 0.3, 0.0, 0.2, probability)) is state
