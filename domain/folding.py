"""The rules by which one metric is folded over one stretch of time and some accounts.

Flows are summed, stocks take their last value, unique counts are never added, rates come from summed parts.
What cannot be had honestly is UNAVAILABLE, with a reason and, where there are any, bounds.
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.flows import added_bounds, flow
from domain.metrics import CATALOG, Axis, MetricKey, MetricKind
from domain.rates import median_of_posts, rate, weighted_mean
from domain.slices import Attribution, Folded, Slice, Terms, common_reason, latest, post_value, weight
from domain.stocks import followers_net, growth_rate, stock
from domain.unique_counts import unique_count, united
from domain.users import STANDS_APART, Platform
from domain.values import AbsenceReason, Coverage, CoverageUnit, MetricStatus, MetricValue, unavailable

_LEAST_SURE_FIRST = (
    MetricStatus.ESTIMATED,
    MetricStatus.DERIVED,
    MetricStatus.MEASURED,
    MetricStatus.PARTIAL,
)


def fold(metric: MetricKey, slices: Sequence[Slice], terms: Terms, attribution: Attribution | None) -> Folded:
    """One metric over the accounts of one bucket."""
    summed, apart = _without_platforms_apart(slices)
    found = _fold(metric, summed, terms, attribution)
    if not apart or found.value.value is None:
        return found
    without = f"without {', '.join(platform.label for platform in apart)}, which is not added to other platforms"
    basis = f"{found.value.basis}; {without}" if found.value.basis else without
    return replace(found, value=replace(found.value, basis=basis))


def _without_platforms_apart(slices: Sequence[Slice]) -> tuple[Sequence[Slice], list[Platform]]:
    platforms = dict.fromkeys(piece.account.platform for piece in slices)
    apart = [platform for platform in platforms if platform in STANDS_APART]
    if len(platforms) < 2 or not apart:
        return slices, []
    rest = [piece for piece in slices if piece.account.platform not in STANDS_APART]
    if rest:
        return rest, apart
    first = next(iter(platforms))
    return [piece for piece in slices if piece.account.platform is first], apart[1:]


def _fold(metric: MetricKey, slices: Sequence[Slice], terms: Terms, attribution: Attribution | None) -> Folded:
    if not slices:
        return Folded(unavailable(metric, AbsenceReason.NO_ACCOUNTS), attribution)
    definition = CATALOG[metric]
    if metric is MetricKey.FOLLOWERS_NET:
        return Folded(joined(metric, [followers_net(s) for s in slices], slices), None)
    if metric is MetricKey.FOLLOWER_GROWTH_RATE:
        return Folded(growth_rate(slices), None)
    match definition.kind:
        case MetricKind.STOCK:
            return Folded(joined(metric, [stock(metric, s) for s in slices], slices), None)
        case MetricKind.UNIQUE:
            return _unique(metric, slices, attribution)
        case MetricKind.MEAN:
            return Folded(weighted_mean(metric, slices), Attribution.PUBLISHED)
        case MetricKind.DISTRIBUTION:
            return median_of_posts(metric, slices)
        case MetricKind.RATIO:
            answers = [rate(metric, slices, terms, by) for by in _possible(attribution)]
        case MetricKind.FLOW:
            answers = [_summed(metric, slices, by) for by in _possible(attribution)]
    return max(answers, key=lambda answer: weight(answer.value))  # the first one, PUBLISHED, when they are equal


def _possible(attribution: Attribution | None) -> list[Attribution]:
    return [attribution] if attribution is not None else list(Attribution)


def _unique(metric: MetricKey, slices: Sequence[Slice], attribution: Attribution | None) -> Folded:
    """Left open, it is what was received, unless only posts know anything of it."""
    by = attribution
    if by is None:
        seen = any(unique_count(metric, s, Attribution.RECEIVED).as_of is not None for s in slices)
        by = Attribution.RECEIVED if seen or not any(s.posts for s in slices) else Attribution.PUBLISHED
    return Folded(united(metric, [unique_count(metric, s, by) for s in slices]), by)


def _summed(metric: MetricKey, slices: Sequence[Slice], attribution: Attribution) -> Folded:
    value = joined(metric, [flow(metric, s, attribution) for s in slices], slices)
    if attribution is Attribution.RECEIVED or slices[0].is_step:
        return Folded(value, attribution)
    posts = (post for piece in slices for post in piece.posts)
    return Folded(value, attribution, tuple(v for post in posts if (v := post_value(post, metric)) is not None))


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
        return unavailable(metric, common_reason(values), Coverage(0, len(values) - quiet, CoverageUnit.ACCOUNTS))
    coverage = Coverage(len(known), len(values) - quiet, CoverageUnit.ACCOUNTS)
    as_of = latest(v.as_of for v in known)
    platforms = {s.account.platform for s in slices}
    if Axis.PLATFORMS not in CATALOG[metric].additive_over and len(platforms) > 1:
        why = "every platform counts other things in"
        return unavailable(metric, AbsenceReason.NOT_ADDITIVE, coverage, None, as_of, why)
    statuses = {v.status for v in known}
    partial = not coverage.complete or MetricStatus.PARTIAL in statuses
    whole = next(status for status in _LEAST_SURE_FIRST if status in statuses)
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
        added_bounds(known) if whole is MetricStatus.ESTIMATED and not partial else None,
    )
