"""The rules by which one metric is folded over one stretch of time and some accounts.

Flows are summed, stocks take their last value, unique counts are never added, rates come from summed parts.
What cannot be had honestly is UNAVAILABLE, with a reason and, where there are any, bounds.
"""

from collections.abc import Sequence

from domain.flows import flow
from domain.metrics import CATALOG, Axis, MetricKey, MetricKind
from domain.rates import rate, weighted_mean
from domain.slices import Attribution, Folded, Slice, Terms, common_reason, latest, weight
from domain.stocks import followers_net, growth_rate, stock
from domain.unique_counts import unique_count, united
from domain.values import AbsenceReason, Coverage, CoverageUnit, MetricStatus, MetricValue, unavailable


def fold(metric: MetricKey, slices: Sequence[Slice], terms: Terms, attribution: Attribution | None) -> Folded:
    """One metric over the accounts of one bucket."""
    if not slices:
        return Folded(unavailable(metric, AbsenceReason.NO_ACCOUNTS), attribution)
    definition = CATALOG[metric]
    if metric is MetricKey.FOLLOWERS_NET:
        return Folded(joined(metric, [followers_net(s) for s in slices], slices), None)
    if metric is MetricKey.FOLLOWER_GROWTH_RATE:
        return Folded(growth_rate(slices), None)
    if definition.kind is MetricKind.STOCK:
        return Folded(joined(metric, [stock(metric, s) for s in slices], slices), None)
    if definition.kind is MetricKind.UNIQUE:
        if attribution is None:
            seen = any(unique_count(metric, s, Attribution.RECEIVED).as_of is not None for s in slices)
            attribution = Attribution.RECEIVED if seen else Attribution.PUBLISHED
            if not seen and not any(s.posts for s in slices):
                attribution = Attribution.RECEIVED
        return Folded(united(metric, [unique_count(metric, s, attribution) for s in slices]), attribution)
    if definition.kind is MetricKind.MEAN:
        return Folded(weighted_mean(metric, slices), Attribution.PUBLISHED)
    by = [attribution] if attribution is not None else list(Attribution)
    if definition.kind is MetricKind.RATIO:
        candidates = [rate(metric, slices, terms, a) for a in by]
    else:
        candidates = [joined(metric, [flow(metric, s, a) for s in slices], slices) for a in by]
    best = max(range(len(by)), key=lambda i: (weight(candidates[i]), -i))
    return Folded(candidates[best], by[best])


def joined(metric: MetricKey, values: Sequence[MetricValue], slices: Sequence[Slice]) -> MetricValue:
    """The sum over accounts, with what is missing said.

    An account of which no post is known in the period is not expected to contribute: whether it published nothing, or
    was not watched, it is counted neither as measured nor as missing.
    """
    if len(values) == 1:
        return values[0]
    known = [v for v in values if v.value is not None]
    quiet = sum(v.reason is AbsenceReason.NO_POSTS for v in values)
    if not known:
        return unavailable(metric, common_reason(values), Coverage(0, len(values), CoverageUnit.ACCOUNTS))
    coverage = Coverage(len(known), len(values) - quiet, CoverageUnit.ACCOUNTS)
    as_of = latest(v.as_of for v in known)
    platforms = {s.account.platform for s in slices}
    if Axis.PLATFORMS not in CATALOG[metric].additive_over and len(platforms) > 1:
        why = "every platform counts other things in"
        return unavailable(metric, AbsenceReason.NOT_ADDITIVE, coverage, None, as_of, why)
    partial = not coverage.complete or any(v.status is MetricStatus.PARTIAL for v in known)
    whole = MetricStatus.DERIVED if any(v.status is MetricStatus.DERIVED for v in known) else MetricStatus.MEASURED
    basis = next((v.basis for v in known if v.basis), None)
    if basis is not None and len(known) > 1:
        incomplete = sum(v.status is MetricStatus.PARTIAL for v in known)
        of_them = f" ({incomplete} of them incomplete)" if incomplete else ""
        basis = f"sum over {len(known)} accounts{of_them}: {basis}"
    reasons = list(dict.fromkeys(v.reason for v in values if v.reason and v.reason is not AbsenceReason.NO_POSTS))
    return MetricValue(
        metric,
        sum(v.value for v in known if v.value is not None),
        MetricStatus.PARTIAL if partial else whole,
        coverage,
        as_of,
        reasons[0] if partial and reasons else None,
        basis,
    )
