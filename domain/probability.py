"""Student's t distribution: cdf, two-sided p-value and quantile, to 1e-9.

P(|T| > t) = I_x(df / 2, 1 / 2) with x = df / (df + t^2), where I is the regularised incomplete beta function
(NIST Digital Library of Mathematical Functions, 8.17.22 for the continued fraction, 5.11.13 for the ratio of gammas).
"""

from math import exp, inf, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()
_TINY = 1e-300
"""Stands in for a zero denominator in Lentz's method."""
_MAX_TERMS = 1_000
"""Terms of the fraction; some 60 are needed at most."""
_NEARLY_NORMAL = 1e6
"""From this many degrees of freedom the first term of the expansion about the normal is exact to 1e-12."""
_ASYMPTOTIC_FROM = 25.0
"""From here the asymptotic series is exact to rounding, where a difference of two lgammas loses digits."""


def t_two_sided(t: float, df: float) -> float:
    """P(|T| > |t|), 0 to 1, with a small relative error in the tail as well.

    Raises:
        ValueError: the degrees of freedom are not positive.
    """
    if not df > 0:
        raise ValueError(f"Degrees of freedom must be positive, not {df}.")
    if df >= _NEARLY_NORMAL:
        return _nearly_normal_two_sided(abs(t), df)
    square = t * t
    if square == inf:
        return 0.0
    inside, outside = square / (df + square), df / (df + square)
    a, b = df / 2, 0.5
    if outside < (a + 1) / (a + b + 2):
        return _beta_front(df, outside, inside) / a * _beta_fraction(a, b, outside)
    return 1 - _beta_front(df, outside, inside) / b * _beta_fraction(b, a, inside)


def t_cdf(t: float, df: float) -> float:
    """P(T <= t).

    Raises:
        ValueError: the degrees of freedom are not positive.
    """
    tail = t_two_sided(t, df) / 2
    return tail if t < 0 else 1 - tail


def t_quantile(p: float, df: float) -> float:
    """The t with P(T <= t) = p.

    Raises:
        ValueError: p is not between 0 and 1 (exclusive), or the degrees of freedom are not positive.
    """
    if not 0 < p < 1:
        raise ValueError(f"A quantile is asked for between 0 and 1, not {p}.")
    if p == 0.5:
        return 0.0
    tail = min(p, 1 - p)
    # The upper tail is convex and heavier than the normal one, so that Newton's steps from the normal quantile only
    # ever go outwards and cannot overshoot.
    t = -_NORMAL.inv_cdf(tail)
    for _ in range(200):
        step = (t_two_sided(t, df) / 2 - tail) / _density(t, df)
        t += step
        if abs(step) <= 1e-14 * t:
            break
    return t if p > 0.5 else -t


def _density(t: float, df: float) -> float:
    if df >= _NEARLY_NORMAL:
        return _NORMAL.pdf(t)
    return exp(_log_gamma_step(df / 2) - (df + 1) / 2 * log1p(t * t / df)) / sqrt(df * pi)


def _beta_front(df: float, outside: float, inside: float) -> float:
    """x^a (1 - x)^b / B(a, b) for a = df / 2, b = 1 / 2; the same whichever tail is summed."""
    if outside <= 0 or inside <= 0:
        return 0.0
    return exp(df / 2 * log(outside) + _log_gamma_step(df / 2)) * sqrt(inside / pi)


def _log_gamma_step(a: float) -> float:
    """log(gamma(a + 1/2) / gamma(a))."""
    if a < _ASYMPTOTIC_FROM:
        return lgamma(a + 0.5) - lgamma(a)
    inverse = 1 / a
    square = inverse * inverse
    return log(a) / 2 - inverse * (1 / 8 - square * (1 / 192 - square * (1 / 640 - square * 17 / 14336)))


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MAX_TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _nearly_normal_two_sided(t: float, df: float) -> float:
    return 2 * (_NORMAL.cdf(-t) + _NORMAL.pdf(t) * (t**3 + t) / (4 * df))
