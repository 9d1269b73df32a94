"""Student's t against published tables and against the cases that have a closed form."""

from math import atan, inf, pi, sqrt, tan

import pytest

from domain.probability import t_cdf, t_quantile, t_two_sided


@pytest.mark.parametrize(
    ("p", "df", "published"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 5, 2.571),
        (0.975, 10, 2.228),
        (0.975, 29, 2.045),
        (0.975, 30, 2.042),
        (0.975, 100, 1.984),
        (0.995, 9, 3.250),
        (0.95, 4, 2.132),
        (0.9, 20, 1.325),
        (0.9995, 15, 4.073),
        (0.025, 10, -2.228),
    ],
)
def test_quantiles_are_those_of_the_published_table(p: float, df: float, published: float) -> None:
    assert round(t_quantile(p, df), 3) == published


@pytest.mark.parametrize("t", [-1_000, -9, -2.5, -1, -0.01, 0, 0.2, 1, 1.7, 3, 50])
def test_the_cdf_agrees_with_the_closed_forms_of_one_to_four_degrees_of_freedom(t: float) -> None:
    x = t / sqrt(3)
    closed = {
        1: 0.5 + atan(t) / pi,
        2: 0.5 + t / (2 * sqrt(2 + t * t)),
        3: 0.5 + (x / (1 + x * x) + atan(x)) / pi,
        4: 0.5 + 3 / 8 * t / sqrt(1 + t * t / 4) * (1 - t * t / (12 * (1 + t * t / 4))),
    }

    assert {df: t_cdf(t, df) for df in closed} == pytest.approx(closed, abs=1e-14)


@pytest.mark.parametrize("df", [6, 48, 50, 52, 200, 2_000])
@pytest.mark.parametrize("t", [0.3, 1.7, 2.2, 6])
def test_even_degrees_of_freedom_agree_with_their_finite_sum(t: float, df: int) -> None:
    """Abramowitz and Stegun 26.7.4."""
    cosine_square = 1 / (1 + t * t / df)
    term = whole = 1.0
    for j in range(1, df // 2):
        term *= (2 * j - 1) / (2 * j) * cosine_square
        whole += term

    assert 1 - t_two_sided(t, df) == pytest.approx(t / sqrt(df + t * t) * whole, abs=1e-12)


@pytest.mark.parametrize("p", [1e-6, 0.025, 0.3, 0.6, 0.999])
def test_quantiles_of_one_and_two_degrees_of_freedom_agree_with_their_closed_forms(p: float) -> None:
    assert t_quantile(p, 1) == pytest.approx(-1 / tan(pi * p), rel=1e-9)
    assert t_quantile(p, 2) == pytest.approx((2 * p - 1) / sqrt(2 * p * (1 - p)), rel=1e-9)


@pytest.mark.parametrize("df", [0.7, 1, 3.3, 17, 49.9, 50.1, 998, 123_456, 999_999, 1_000_001, inf])
@pytest.mark.parametrize("p", [1e-4, 0.025, 0.5, 0.9, 0.975])
def test_a_quantile_is_where_the_cdf_has_that_value(p: float, df: float) -> None:
    assert t_cdf(t_quantile(p, df), df) == pytest.approx(p, abs=1e-9)


def test_p_values_are_two_sided_and_known_far_out_in_the_tail() -> None:
    assert t_two_sided(0, 7) == pytest.approx(1)
    assert t_two_sided(-2.0, 7) == t_two_sided(2.0, 7)
    # With 2 degrees of freedom P(|T| > t) = 1 - t / sqrt(2 + t^2), which is 1 / t^2 far out.
    assert t_two_sided(1e6, 2) == pytest.approx(1e-12, rel=1e-9)
    assert t_two_sided(inf, 2) == 0


@pytest.mark.parametrize("t", [0.5, 1.7, 1.75, 3, 6])
def test_the_many_degrees_of_freedom_meet_the_normal_limit_without_a_step(t: float) -> None:
    assert t_two_sided(t, 999_999) == pytest.approx(t_two_sided(t, 1_000_001), abs=1e-9)


def test_what_makes_no_sense_is_refused() -> None:
    for p in (0, 1, -0.1):
        with pytest.raises(ValueError, match="quantile"):
            t_quantile(p, 3)
    with pytest.raises(ValueError, match="freedom"):
        t_cdf(1, 0)
