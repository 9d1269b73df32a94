"""Unique counts: never added; the platform's own window where there is one, else bounds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.metrics import MetricKey, Subject
from domain.slices import Attribution, Slice, absence, common_reason, day_value, latest, post_value
from domain.values import AbsenceReason, Bounds, Coverage, CoverageUnit, MetricStatus, MetricValue, unavailable


def unique_count(metric: MetricKey, piece: Slice, attribution: Attribution | None) -> MetricValue:
    """Of one account."""
    if attribution is not Attribution.PUBLISHED:
        windows = [w for w in piece.windows if w.metric is metric]
        if windows:
            newest = max(windows, key=lambda w: w.observed_at)
            return MetricValue(
                metric,
                newest.value,
                MetricStatus.MEASURED,
                None,
                newest.observed_at,
                None,
                f"the platform's own {metric.value} from {newest.start} to {newest.end - timedelta(days=1)}",
            )
        known = [(v, d.observed_at) for d in piece.days if (v := day_value(d, metric)) is not None]
        coverage = Coverage(len(known), piece.expected_days, CoverageUnit.DAYS)
        if known:
            return _never_added(metric, known, coverage, "day")
        if attribution is Attribution.RECEIVED:
            reason = absence(metric, piece, Subject.DAY) if piece.bucket.has_days else AbsenceReason.TOO_FINE
            return unavailable(metric, reason, coverage)
    if Subject.POST in piece.blind:
        return unavailable(metric, AbsenceReason.NOT_SPLIT)
    if not piece.posts:
        return unavailable(metric, AbsenceReason.NO_POSTS)
    known = [(v, p.observed_at) for p in piece.posts if (v := post_value(p, metric)) is not None]
    coverage = Coverage(len(known), len(piece.posts), CoverageUnit.POSTS)
    if known:
        return _never_added(metric, known, coverage, "post")
    return unavailable(metric, absence(metric, piece, Subject.POST), coverage if piece.posts else None)


def _never_added(
    metric: MetricKey, known: Sequence[tuple[float, datetime]], coverage: Coverage, what: str
) -> MetricValue:
    seen = max(at for _, at in known)
    if len(known) == 1 and coverage.complete:
        basis = f"the {metric.value} of the one {what} there is"
        return MetricValue(metric, known[0][0], MetricStatus.MEASURED, coverage, seen, None, basis)
    lower = max(v for v, _ in known)
    upper = sum(v for v, _ in known) if coverage.complete else None
    basis = f"between the largest {what} and the sum of all {what}s, which may count people more than once"
    return unavailable(metric, AbsenceReason.NOT_ADDITIVE, coverage, Bounds(lower, upper), seen, basis)


def united(metric: MetricKey, values: Sequence[MetricValue]) -> MetricValue:
    """Of several accounts: never their sum. One without a post adds nobody, and nobody is missing for it."""
    expected = [v for v in values if v.reason is not AbsenceReason.NO_POSTS]
    if len(expected) == 1 or len(values) == 1:
        return (expected or values)[0]
    known = [b for v in expected if (b := _bounds(v)) is not None]
    coverage = Coverage(len(known), len(expected), CoverageUnit.ACCOUNTS)
    if not known:
        return unavailable(metric, common_reason(values), coverage)
    lower = max((b.lower for b in known if b.lower is not None), default=None)
    uppers = [b.upper for b in known if b.upper is not None]
    upper = sum(uppers) if coverage.complete and len(uppers) == len(known) else None
    return unavailable(
        metric,
        AbsenceReason.NOT_ADDITIVE,
        coverage,
        Bounds(lower, upper),
        latest(v.as_of for v in values),
        "between the largest account and the sum of all accounts, which may count people more than once",
    )


def _bounds(value: MetricValue) -> Bounds | None:
    return value.bounds if value.value is None else Bounds(value.value, value.value)
