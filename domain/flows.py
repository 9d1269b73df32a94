"""Flows: likes, views and whatever else is summed, by the posts published or by what was received."""

from collections.abc import Iterable
from dataclasses import replace

from domain.metrics import CATALOG, MetricKey, Subject, offered_parts
from domain.observations import ENGAGEMENT_OF
from domain.slices import Attribution, Slice, absence, day_value, latest, post_value
from domain.values import AbsenceReason, Bounds, Coverage, CoverageUnit, MetricStatus, MetricValue, unavailable


def flow(metric: MetricKey, piece: Slice, attribution: Attribution) -> MetricValue:
    """One flow on one account."""
    if metric is MetricKey.ENGAGEMENTS:
        return _engagements(piece, attribution)
    counted = metric is MetricKey.POSTS_PUBLISHED and piece.has_posts  # what was published needs no attribution
    if attribution is Attribution.PUBLISHED or counted:
        return _published(metric, piece)
    return received(metric, piece)


def _published(metric: MetricKey, piece: Slice) -> MetricValue:
    posts = piece.posts
    if Subject.POST in piece.blind:
        return unavailable(metric, AbsenceReason.NOT_SPLIT)
    if metric is MetricKey.POSTS_PUBLISHED:
        if not posts and (piece.reports_posts or not piece.days):
            return unavailable(metric, AbsenceReason.NO_POSTS)
        coverage = Coverage(len(posts), len(posts), CoverageUnit.POSTS)
        seen = max((p.observed_at for p in posts), default=None)
        return MetricValue(
            metric,
            len(posts),
            MetricStatus.MEASURED,
            coverage,
            seen,
            None,
            "posts published in the period, counted",
        )
    if Subject.POST not in CATALOG[metric].subjects:
        return unavailable(metric, AbsenceReason.NOT_OBSERVED)
    if not posts:
        return unavailable(metric, AbsenceReason.NO_POSTS)
    known = [(v, p) for p in posts if (v := post_value(p, metric)) is not None]
    coverage = Coverage(len(known), len(posts), CoverageUnit.POSTS)
    if not known:
        return unavailable(metric, absence(metric, piece, Subject.POST), coverage)
    estimated = any(metric in p.estimated for _, p in known)
    whole = MetricStatus.ESTIMATED if estimated else MetricStatus.MEASURED
    return MetricValue(
        metric,
        sum(v for v, _ in known),
        whole if coverage.complete else MetricStatus.PARTIAL,
        coverage,
        max(p.observed_at for _, p in known),
        None if coverage.complete else AbsenceReason.NOT_OBSERVED,
        f"sum of the {metric.value} that the posts published in the period have received so far",
    )


def received(metric: MetricKey, piece: Slice) -> MetricValue:
    """What was received in the bucket: the platform's own days where there are any, else single engagements."""
    known = [(v, d) for d in piece.days if (v := day_value(d, metric)) is not None]
    coverage = Coverage(len(known), piece.expected_days, CoverageUnit.DAYS)
    if known:
        return MetricValue(
            metric,
            sum(v for v, _ in known),
            MetricStatus.MEASURED if coverage.complete else MetricStatus.PARTIAL,
            coverage,
            max(d.observed_at for _, d in known),
            None if coverage.complete else AbsenceReason.NOT_OBSERVED,
            f"sum of the {metric.value} that the platform reports day by day",
        )
    kind = ENGAGEMENT_OF.get(metric)
    around = piece.uncertain.get(kind, (0, 0)) if kind is not None else None
    sure = around == (0, 0)
    if kind is not None and kind in piece.watched and (sure or kind in piece.engagements):
        counted = piece.engagements.get(kind, 0)
        return MetricValue(
            metric,
            counted,
            MetricStatus.DERIVED if sure else MetricStatus.ESTIMATED,
            as_of=piece.looked_at,
            basis=f"sum of the {metric.value} received: single events, and changes between observations of the counter"
            + ("" if sure else "; some were received in a gap between observations that is longer than this"),
            bounds=Bounds(counted + around[0], counted + around[1]) if around is not None and not sure else None,
        )
    if kind is not None and kind in piece.uncertain:
        bounds = Bounds(*around) if around is not None else None
        basis = "inside a gap between observations: what was received in it is credited to its end"
        return unavailable(metric, AbsenceReason.NOT_OBSERVED, None, bounds, basis=basis)
    if not piece.bucket.has_days and Subject.DAY in CATALOG[metric].subjects:
        return unavailable(metric, AbsenceReason.TOO_FINE)
    return unavailable(metric, absence(metric, piece, Subject.DAY), coverage)


def _engagements(piece: Slice, attribution: Attribution) -> MetricValue:
    parts = {part: flow(part, piece, attribution) for part in CATALOG[MetricKey.ENGAGEMENTS].parts}
    known = {part: v for part, v in parts.items() if v.value is not None}
    if not known:
        return replace(parts[MetricKey.LIKES], metric=MetricKey.ENGAGEMENTS, bounds=None)
    missing = [part for part in offered_parts(piece.account.platform) if part not in known]
    complete = not missing and all(v.status is not MetricStatus.PARTIAL for v in known.values())
    estimated = any(v.status is MetricStatus.ESTIMATED for v in known.values())
    whole = MetricStatus.ESTIMATED if estimated else MetricStatus.DERIVED
    how = "of the posts published in the period" if attribution is Attribution.PUBLISHED else "received in the period"
    without = f"; without {', '.join(m.value for m in missing)}, not observed" if missing else ""
    return MetricValue(
        MetricKey.ENGAGEMENTS,
        sum(v.value for v in known.values() if v.value is not None),
        whole if complete else MetricStatus.PARTIAL,
        max((v.coverage for v in known.values() if v.coverage), key=lambda c: c.measured, default=None),
        latest(v.as_of for v in known.values()),
        None if complete else AbsenceReason.NOT_OBSERVED,
        f"{' + '.join(part.value for part in known)} {how}{without}",
        added_bounds(known.values()) if complete and estimated else None,
    )


def added_bounds(values: Iterable[MetricValue]) -> Bounds | None:
    """The bounds of a sum; None when one of the values is estimated without any."""
    lower = upper = 0.0
    for value in values:
        if value.bounds is None and value.status is MetricStatus.ESTIMATED:
            return None
        bounds = value.bounds or Bounds(value.value, value.value)
        if bounds.lower is None or bounds.upper is None:
            return None
        lower, upper = lower + bounds.lower, upper + bounds.upper
    return Bounds(lower, upper)
