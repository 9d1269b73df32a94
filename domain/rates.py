"""Rates and means: from summed parts, or over the posts' own rates; weighted, never a mean of means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

from domain.flows import flow
from domain.intervals import rate_interval
from domain.metrics import CATALOG, RATE_BASE, Aggregation, Denominator, MetricKey, Subject
from domain.slices import Attribution, Folded, Slice, Terms, absence, day_value, latest, post_value, weight
from domain.stocks import stock
from domain.values import AbsenceReason, Coverage, CoverageUnit, MetricStatus, MetricValue, unavailable


@dataclass(frozen=True, slots=True)
class _Parts:
    """Numerator and denominator over the posts or days on which both were observed."""

    numerator: float = 0
    denominator: float = 0
    rates: tuple[float, ...] = ()
    measured: int = 0
    expected: int = 0
    unit: CoverageUnit = CoverageUnit.POSTS
    as_of: datetime | None = None
    reason: AbsenceReason | None = None
    partial: bool = False
    """True when a part of the numerator, or a fresh denominator, was not observed."""
    estimated: bool = False
    pairs: tuple[tuple[float, float], ...] = ()
    """Numerator and denominator of each post; empty for days."""


def rate(metric: MetricKey, slices: Sequence[Slice], terms: Terms, attribution: Attribution) -> Folded:
    """A rate over all accounts, by the base that was asked for or that answers for most of them.

    Over posts it comes with the rates of the single posts and, but for the steps of a series, with their interval.
    """
    bases = [terms.denominator] if terms.denominator else _usual_bases(slices)
    answers = [_rate_over(metric, slices, base, terms.aggregation, attribution) for base in bases]
    return max(answers, key=lambda answer: weight(answer.value))


def _usual_bases(slices: Sequence[Slice]) -> list[Denominator]:
    """The bases that these platforms count exposure in, the most common first."""
    bases = [RATE_BASE[s.account.platform] for s in slices]
    return sorted(dict.fromkeys(bases), key=lambda base: -bases.count(base))


def _rate_over(
    metric: MetricKey,
    slices: Sequence[Slice],
    base: Denominator,
    aggregation: Aggregation,
    attribution: Attribution,
) -> Folded:
    def absent(reason: AbsenceReason) -> Folded:
        return Folded(unavailable(metric, reason, coverage), attribution, base=base)

    (numerator,) = CATALOG[metric].parts
    parts = [_parts(numerator, s, base, attribution) for s in slices]
    good = [p for p in parts if p.measured]
    quiet = sum(p.reason is AbsenceReason.NO_POSTS for p in parts)
    per_account = parts[0] if len(parts) == 1 else None
    coverage = (
        Coverage(per_account.measured, per_account.expected, per_account.unit)
        if per_account is not None
        else Coverage(len(good), len(parts) - quiet, CoverageUnit.ACCOUNTS)
    )
    if not good:
        reasons = {p.reason for p in parts if p.reason}
        return absent(reasons.pop() if len(reasons) == 1 else AbsenceReason.NO_BASE)
    value: float
    if aggregation is Aggregation.RATIO_OF_SUMS:
        if base is Denominator.REACH and (len(good) > 1 or any(p.measured > 1 for p in good)):
            return absent(AbsenceReason.NOT_ADDITIVE)
        denominator = sum(p.denominator for p in good)
        if denominator <= 0:
            return absent(AbsenceReason.ZERO_BASE)
        value = sum(p.numerator for p in good) / denominator
        basis = f"sum({numerator.value}) / sum({base.value})"
    else:
        rates = [rate for p in good for rate in p.rates]
        if not rates:
            of_posts = attribution is Attribution.PUBLISHED
            return absent(AbsenceReason.ZERO_BASE if of_posts else AbsenceReason.NO_POSTS)
        value = fmean(rates) if aggregation is Aggregation.MEAN_OF_POSTS else median(rates)
        basis = f"{aggregation.value.replace('_', ' ')}: {numerator.value} / {base.value} of each post"
    how = "posts published in the period" if attribution is Attribution.PUBLISHED else "received in the period"
    complete = coverage.complete and all(p.measured >= p.expected and not p.partial for p in good)
    whole = MetricStatus.ESTIMATED if any(p.estimated for p in good) else MetricStatus.DERIVED
    pairs = [pair for p in good for pair in p.pairs] if not slices[0].is_step else []
    found = MetricValue(
        metric,
        value,
        whole if complete else MetricStatus.PARTIAL,
        coverage,
        latest(p.as_of for p in good),
        None if complete else AbsenceReason.NOT_OBSERVED,
        f"{basis}, {how}",
        interval=rate_interval(pairs, aggregation) if pairs and base is not Denominator.FOLLOWERS else None,
    )
    return Folded(found, attribution, tuple(n / d for n, d in pairs if d > 0), base)


def _parts(numerator: MetricKey, piece: Slice, base: Denominator, attribution: Attribution) -> _Parts:
    if base is Denominator.FOLLOWERS:
        return _parts_by_followers(numerator, piece, attribution)
    if Subject.POST in piece.blind and attribution is Attribution.PUBLISHED:
        return _Parts(reason=AbsenceReason.NOT_SPLIT)
    if Subject.DAY in piece.blind and attribution is Attribution.RECEIVED:
        return _Parts(reason=AbsenceReason.NOT_SPLIT, unit=CoverageUnit.DAYS)
    rows: Iterable[tuple[float | None, float | None, datetime]]
    if attribution is Attribution.PUBLISHED:
        rows = [(post_value(p, numerator), post_value(p, base.metric), p.observed_at) for p in piece.posts]
        unit, expected = CoverageUnit.POSTS, len(piece.posts)
    else:
        rows = [(day_value(d, numerator), day_value(d, base.metric), d.observed_at) for d in piece.days]
        unit, expected = CoverageUnit.DAYS, piece.expected_days
    both = [(n, d, seen) for n, d, seen in rows if n is not None and d is not None]
    if not both:
        reason = AbsenceReason.NO_POSTS if unit is CoverageUnit.POSTS and not expected else AbsenceReason.NO_BASE
        return _Parts(expected=expected, unit=unit, reason=reason)
    if base is Denominator.REACH and len(both) > 1 and unit is CoverageUnit.DAYS:
        return _Parts(expected=expected, unit=unit, reason=AbsenceReason.NOT_ADDITIVE)
    denominator = sum(d for _, d, _ in both)
    rates = tuple(n / d for n, d, _ in both if d > 0)
    counted = flow(numerator, piece, attribution)
    return _Parts(
        sum(n for n, _, _ in both),
        denominator,
        rates if unit is CoverageUnit.POSTS else (),
        len(both),
        expected,
        unit,
        max(seen for _, _, seen in both),
        AbsenceReason.NOT_ADDITIVE if base is Denominator.REACH else AbsenceReason.ZERO_BASE,
        partial=counted.status is MetricStatus.PARTIAL,
        estimated=counted.status is MetricStatus.ESTIMATED,
        pairs=tuple((n, d) for n, d, _ in both) if unit is CoverageUnit.POSTS else (),
    )


def _parts_by_followers(numerator: MetricKey, piece: Slice, attribution: Attribution) -> _Parts:
    counted = flow(numerator, piece, attribution)
    followers = stock(MetricKey.FOLLOWERS, piece)
    coverage = counted.coverage
    if counted.value is None or followers.value is None:
        return _Parts(reason=counted.reason if counted.value is None else AbsenceReason.NO_BASE)
    if followers.value <= 0:
        return _Parts(reason=AbsenceReason.ZERO_BASE)
    rates = tuple(n / followers.value for p in piece.posts if (n := post_value(p, numerator)) is not None)
    return _Parts(
        counted.value,
        followers.value,
        rates if attribution is Attribution.PUBLISHED else (),
        coverage.measured if coverage else 1,
        coverage.expected if coverage else 1,
        coverage.unit if coverage else CoverageUnit.DAYS,
        latest((counted.as_of, followers.as_of)),
        partial=MetricStatus.PARTIAL in (counted.status, followers.status),
        estimated=counted.status is MetricStatus.ESTIMATED,
        pairs=tuple((n, followers.value) for p in piece.posts if (n := post_value(p, numerator)) is not None)
        if attribution is Attribution.PUBLISHED
        else (),
    )


def weighted_mean(metric: MetricKey, slices: Sequence[Slice]) -> MetricValue:
    """Over the posts of all accounts."""
    weight = CATALOG[metric].weight
    posts = [p for s in slices for p in s.posts]
    rows = [
        (v, w, p.observed_at)
        for p in posts
        if weight is not None
        and (v := post_value(p, metric)) is not None
        and (w := post_value(p, weight)) is not None
        and w > 0
    ]
    coverage = Coverage(len(rows), len(posts), CoverageUnit.POSTS)
    if not rows:
        reason = absence(metric, slices[0], Subject.POST)
        if not posts and Subject.POST not in slices[0].blind:
            reason = AbsenceReason.NO_POSTS
        return unavailable(metric, reason, coverage if posts else None)
    return MetricValue(
        metric,
        sum(v * w for v, w, _ in rows) / sum(w for _, w, _ in rows),
        MetricStatus.DERIVED if coverage.complete else MetricStatus.PARTIAL,
        coverage,
        max(seen for _, _, seen in rows),
        None if coverage.complete else AbsenceReason.NOT_OBSERVED,
        f"mean weighted by {weight.value if weight else ''}",
    )


def median_of_posts(metric: MetricKey, slices: Sequence[Slice]) -> Folded:
    """The median of a metric that each post has a value of its own of."""
    posts = [post for piece in slices for post in piece.posts]
    known = [(post.aged[metric], post) for post in posts if metric in post.aged]
    coverage = Coverage(len(known), len(posts), CoverageUnit.POSTS) if posts else None
    if not known:
        reason = AbsenceReason.TOO_FEW if metric is MetricKey.PERFORMANCE_INDEX else AbsenceReason.NOT_OBSERVED
        if not posts:
            reason = AbsenceReason.NOT_SPLIT if Subject.POST in slices[0].blind else AbsenceReason.NO_POSTS
        return Folded(unavailable(metric, reason, coverage), Attribution.PUBLISHED)
    values = tuple(value for value, _ in known)
    complete = len(known) == len(posts)
    found = MetricValue(
        metric,
        median(values),
        MetricStatus.ESTIMATED if complete else MetricStatus.PARTIAL,
        coverage,
        max(post.observed_at for _, post in known),
        None if complete else AbsenceReason.NOT_OBSERVED,
        f"median of {len(values)} posts: {CATALOG[metric].formula}",
    )
    return Folded(found, Attribution.PUBLISHED, () if slices[0].is_step else values)
