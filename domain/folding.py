"""The rules by which one metric is folded over one stretch of time and some accounts.

Flows are summed, stocks take their last value, unique counts are never added, rates come from summed parts.
What cannot be had honestly is UNAVAILABLE, with a reason and, where there are any, bounds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import fmean, median

from domain.facts import DAY_INDEX, POST_INDEX, DayFact, PostFact
from domain.metrics import (
    CATALOG,
    RATE_BASE,
    Aggregation,
    Axis,
    Denominator,
    MetricKey,
    MetricKind,
    Subject,
    offered_parts,
)
from domain.observations import ENGAGEMENT_OF, EngagementType, WindowSnapshot
from domain.time_range import Bucket
from domain.users import Account, AccountStatus
from domain.values import (
    AbsenceReason,
    Bounds,
    Coverage,
    CoverageUnit,
    MetricStatus,
    MetricValue,
    unavailable,
)

_ANCHOR_DAYS = timedelta(days=2)
"""How far before a period its starting followers may have been seen: about 36 hours, in whole platform days."""


class Attribution(StrEnum):
    """Which engagements belong to a period."""

    PUBLISHED = "published"
    """Everything that the posts published in the period have received since, whenever that was."""
    RECEIVED = "received"
    """What was received in the period, on posts of any age."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How rates are taken."""

    denominator: Denominator | None
    aggregation: Aggregation


@dataclass(slots=True)
class Slice:
    """The facts of one account in one bucket."""

    account: Account
    bucket: Bucket
    is_step: bool = False
    """True for one step of a series, in which a stock that was not seen is a gap, not its last known value."""
    posts: list[PostFact] = field(default_factory=list)
    """Published in the bucket."""
    days: list[DayFact] = field(default_factory=list)
    days_before: list[DayFact] = field(default_factory=list)
    """Known days before the bucket, oldest first."""
    engagements: dict[EngagementType, int] = field(default_factory=dict)
    """Received in the bucket."""
    watched: set[EngagementType] = field(default_factory=set)
    """The types that were being counted here, so that none of them means zero."""
    windows: list[WindowSnapshot] = field(default_factory=list)
    """What the platform itself computed over exactly this bucket."""

    @property
    def expected_days(self) -> int:
        """How many platform days the bucket holds; 0 for an hour."""
        return (self.bucket.last_day - self.bucket.first_day).days


@dataclass(frozen=True, slots=True)
class Folded:
    """A value and the attribution that it was taken by (None where it makes no difference)."""

    value: MetricValue
    attribution: Attribution | None


def fold(metric: MetricKey, slices: Sequence[Slice], terms: Terms, attribution: Attribution | None) -> Folded:
    """One metric over the accounts of one bucket."""
    if not slices:
        return Folded(unavailable(metric, AbsenceReason.NO_ACCOUNTS), attribution)
    definition = CATALOG[metric]
    if metric is MetricKey.FOLLOWERS_NET:
        return Folded(_join(metric, [_net(s) for s in slices], slices), None)
    if metric is MetricKey.FOLLOWER_GROWTH_RATE:
        return Folded(_growth_rate(slices), None)
    if definition.kind is MetricKind.STOCK:
        return Folded(_join(metric, [_stock(metric, s) for s in slices], slices), None)
    if definition.kind is MetricKind.UNIQUE:
        if attribution is None:
            seen = any(_unique(metric, s, Attribution.RECEIVED).as_of is not None for s in slices)
            attribution = Attribution.RECEIVED if seen else Attribution.PUBLISHED
            if not seen and not any(s.posts for s in slices):
                attribution = Attribution.RECEIVED
        return Folded(_unite(metric, [_unique(metric, s, attribution) for s in slices]), attribution)
    if definition.kind is MetricKind.MEAN:
        return Folded(_weighted_mean(metric, slices), Attribution.PUBLISHED)
    by = [attribution] if attribution is not None else list(Attribution)
    if definition.kind is MetricKind.RATIO:
        candidates = [_rate(metric, slices, terms, a) for a in by]
    else:
        candidates = [_join(metric, [_flow(metric, s, a) for s in slices], slices) for a in by]
    best = max(range(len(by)), key=lambda i: (_weight(candidates[i]), -i))
    return Folded(candidates[best], by[best])


def post_value(post: PostFact, metric: MetricKey) -> float | None:
    """A lifetime counter of a post; for ENGAGEMENTS the sum of the parts that were observed."""
    if metric is MetricKey.ENGAGEMENTS:
        parts = [v for key in CATALOG[metric].parts if (v := post.values[POST_INDEX[key]]) is not None]
        return sum(parts) if parts else None
    index = POST_INDEX.get(metric)
    return post.values[index] if index is not None else None


def _day_value(day: DayFact, metric: MetricKey) -> float | None:
    if metric is MetricKey.ENGAGEMENTS:
        parts = [v for key in CATALOG[metric].parts if (v := day.values[DAY_INDEX[key]]) is not None]
        return sum(parts) if parts else None
    index = DAY_INDEX.get(metric)
    return day.values[index] if index is not None else None


def _weight(value: MetricValue) -> tuple[bool, int]:
    """How much of the accounts a candidate answers for."""
    coverage = value.coverage
    accounts = coverage.measured if coverage and coverage.unit is CoverageUnit.ACCOUNTS else 1
    return value.value is not None, accounts if value.value is not None else 0


def _absence(metric: MetricKey, account: Account) -> AbsenceReason:
    return AbsenceReason.NOT_OBSERVED if CATALOG[metric].offered_by(account.platform) else AbsenceReason.NOT_OFFERED


# ---------------------------------------------------------------- flows


def _flow(metric: MetricKey, piece: Slice, attribution: Attribution) -> MetricValue:
    if metric is MetricKey.ENGAGEMENTS:
        return _engagements(piece, attribution)
    counted = metric is MetricKey.POSTS_PUBLISHED and piece.posts  # what was published needs no attribution
    if attribution is Attribution.PUBLISHED or counted:
        return _published(metric, piece)
    return _received(metric, piece)


def _published(metric: MetricKey, piece: Slice) -> MetricValue:
    posts = piece.posts
    if metric is MetricKey.POSTS_PUBLISHED:
        reported = any(_day_value(day, metric) is not None for day in piece.days)
        if not posts and (reported or not piece.days):
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
    known = [(v, p.observed_at) for p in posts if (v := post_value(p, metric)) is not None]
    coverage = Coverage(len(known), len(posts), CoverageUnit.POSTS)
    if not known:
        return unavailable(metric, _absence(metric, piece.account), coverage)
    return MetricValue(
        metric,
        sum(v for v, _ in known),
        MetricStatus.MEASURED if coverage.complete else MetricStatus.PARTIAL,
        coverage,
        max(seen for _, seen in known),
        None if coverage.complete else AbsenceReason.NOT_OBSERVED,
        f"sum of the {metric.value} that the posts published in the period have received so far",
    )


def _received(metric: MetricKey, piece: Slice) -> MetricValue:
    known = [(v, d.observed_at) for d in piece.days if (v := _day_value(d, metric)) is not None]
    coverage = Coverage(len(known), piece.expected_days, CoverageUnit.DAYS)
    if known:
        return MetricValue(
            metric,
            sum(v for v, _ in known),
            MetricStatus.MEASURED if coverage.complete else MetricStatus.PARTIAL,
            coverage,
            max(seen for _, seen in known),
            None if coverage.complete else AbsenceReason.NOT_OBSERVED,
            f"sum of the {metric.value} that the platform reports day by day",
        )
    kind = ENGAGEMENT_OF.get(metric)
    if kind in piece.watched:
        return MetricValue(
            metric,
            piece.engagements.get(kind, 0) if kind else None,
            MetricStatus.DERIVED,
            basis=f"sum of the {metric.value} received: single events, and changes between observations of the counter",
        )
    if not piece.expected_days and Subject.DAY in CATALOG[metric].subjects:
        return unavailable(metric, AbsenceReason.TOO_FINE)
    return unavailable(metric, _absence(metric, piece.account), coverage)


def _engagements(piece: Slice, attribution: Attribution) -> MetricValue:
    parts = {part: _flow(part, piece, attribution) for part in CATALOG[MetricKey.ENGAGEMENTS].parts}
    known = {part: v for part, v in parts.items() if v.value is not None}
    if not known:
        return replace(parts[MetricKey.LIKES], metric=MetricKey.ENGAGEMENTS)
    missing = [part for part in offered_parts(piece.account.platform) if part not in known]
    complete = not missing and all(v.status is not MetricStatus.PARTIAL for v in known.values())
    how = "of the posts published in the period" if attribution is Attribution.PUBLISHED else "received in the period"
    without = f"; without {', '.join(m.value for m in missing)}, not observed" if missing else ""
    return MetricValue(
        MetricKey.ENGAGEMENTS,
        sum(v.value for v in known.values() if v.value is not None),
        MetricStatus.DERIVED if complete else MetricStatus.PARTIAL,
        max((v.coverage for v in known.values() if v.coverage), key=lambda c: c.measured, default=None),
        _latest(v.as_of for v in known.values()),
        None if complete else AbsenceReason.NOT_OBSERVED,
        f"{' + '.join(part.value for part in known)} {how}{without}",
    )


# ---------------------------------------------------------------- stocks and growth


def _last(metric: MetricKey, days: Sequence[DayFact]) -> DayFact | None:
    index = DAY_INDEX[metric]
    return next((d for d in reversed(days) if d.values[index] is not None), None)


def _stock(metric: MetricKey, piece: Slice) -> MetricValue:
    if not piece.expected_days:
        return unavailable(metric, AbsenceReason.TOO_FINE)
    found = _last(metric, piece.days)
    if found is None and not piece.is_step:
        found = _last(metric, piece.days_before)
    if found is None:
        return unavailable(metric, _absence(metric, piece.account))
    reason = None
    if not piece.is_step and found.day < piece.bucket.last_day - _ANCHOR_DAYS:
        reason = _DEAD.get(piece.account.status, AbsenceReason.STALE)
    return MetricValue(
        metric,
        found.values[DAY_INDEX[metric]],
        MetricStatus.MEASURED if reason is None else MetricStatus.PARTIAL,
        None,
        found.observed_at,
        reason,
        f"last {metric.value} observed, for {found.day}",
    )


_DEAD = {
    AccountStatus.EXPIRED: AbsenceReason.ACCOUNT_EXPIRED,
    AccountStatus.REVOKED: AbsenceReason.ACCOUNT_REVOKED,
}


def _anchors(piece: Slice) -> tuple[DayFact, DayFact] | None:
    """The days on which the followers at the start and at the end of the bucket were seen."""
    end = _last(MetricKey.FOLLOWERS, piece.days)
    if end is None:
        return None
    start = _last(MetricKey.FOLLOWERS, piece.days_before)
    if start is not None and start.day >= piece.bucket.first_day - _ANCHOR_DAYS:
        return start, end
    first = piece.days[0]
    if first.day == piece.bucket.first_day and first is not end and _followers(first) is not None:
        return first, end
    return None


def _followers(day: DayFact) -> float | None:
    return day.values[DAY_INDEX[MetricKey.FOLLOWERS]]


def _net(piece: Slice) -> MetricValue:
    metric = MetricKey.FOLLOWERS_NET
    anchors = _anchors(piece)
    if anchors is not None:
        start, end = anchors
        return MetricValue(
            metric,
            (_followers(end) or 0) - (_followers(start) or 0),
            MetricStatus.DERIVED,
            None,
            end.observed_at,
            None,
            f"followers on {end.day} less followers on {start.day}",
        )
    gained, lost = _received(MetricKey.FOLLOWERS_GAINED, piece), _received(MetricKey.FOLLOWERS_LOST, piece)
    if gained.status is MetricStatus.MEASURED and lost.status is MetricStatus.MEASURED:
        return MetricValue(
            metric,
            (gained.value or 0) - (lost.value or 0),
            MetricStatus.DERIVED,
            gained.coverage,
            gained.as_of,
            None,
            "followers gained less followers lost, day by day",
        )
    if not piece.expected_days:
        return unavailable(metric, AbsenceReason.TOO_FINE)
    seen = any(_followers(day) is not None for day in piece.days)
    return unavailable(metric, AbsenceReason.START_UNKNOWN if seen else AbsenceReason.NOT_OBSERVED)


def _growth_rate(slices: Sequence[Slice]) -> MetricValue:
    metric = MetricKey.FOLLOWER_GROWTH_RATE
    pairs = [(anchors, s) for s in slices if (anchors := _anchors(s)) is not None]
    coverage = Coverage(len(pairs), len(slices), CoverageUnit.ACCOUNTS)
    if not pairs:
        return unavailable(metric, _net(slices[0]).reason or AbsenceReason.START_UNKNOWN, coverage)
    start = sum(_followers(a[0]) or 0 for a, _ in pairs)
    end = sum(_followers(a[1]) or 0 for a, _ in pairs)
    if start <= 0:
        return unavailable(metric, AbsenceReason.ZERO_BASE, coverage)
    return MetricValue(
        metric,
        (end - start) / start,
        MetricStatus.DERIVED if coverage.complete else MetricStatus.PARTIAL,
        coverage,
        max(a[1].observed_at for a, _ in pairs),
        None if coverage.complete else AbsenceReason.START_UNKNOWN,
        "net follower growth / followers at the start of the period",
    )


# ---------------------------------------------------------------- unique counts


def _unique(metric: MetricKey, piece: Slice, attribution: Attribution | None) -> MetricValue:
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
        known = [(v, d.observed_at) for d in piece.days if (v := _day_value(d, metric)) is not None]
        coverage = Coverage(len(known), piece.expected_days, CoverageUnit.DAYS)
        if known:
            return _never_added(metric, known, coverage, "day")
        if attribution is Attribution.RECEIVED:
            reason = _absence(metric, piece.account) if piece.expected_days else AbsenceReason.TOO_FINE
            return unavailable(metric, reason, coverage)
    if not piece.posts:
        return unavailable(metric, AbsenceReason.NO_POSTS)
    known = [(v, p.observed_at) for p in piece.posts if (v := post_value(p, metric)) is not None]
    coverage = Coverage(len(known), len(piece.posts), CoverageUnit.POSTS)
    if known:
        return _never_added(metric, known, coverage, "post")
    return unavailable(metric, _absence(metric, piece.account), coverage if piece.posts else None)


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


def _unite(metric: MetricKey, values: Sequence[MetricValue]) -> MetricValue:
    if len(values) == 1:
        return values[0]
    known = [b for v in values if (b := _bounds(v)) is not None]
    coverage = Coverage(len(known), len(values), CoverageUnit.ACCOUNTS)
    if not known:
        return unavailable(metric, _common_reason(values), coverage)
    lower = max((b.lower for b in known if b.lower is not None), default=None)
    uppers = [b.upper for b in known if b.upper is not None]
    upper = sum(uppers) if coverage.complete and len(uppers) == len(known) else None
    return unavailable(
        metric,
        AbsenceReason.NOT_ADDITIVE,
        coverage,
        Bounds(lower, upper),
        _latest(v.as_of for v in values),
        "between the largest account and the sum of all accounts, which may count people more than once",
    )


def _bounds(value: MetricValue) -> Bounds | None:
    return value.bounds if value.value is None else Bounds(value.value, value.value)


# ---------------------------------------------------------------- rates and means


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


def _rate(metric: MetricKey, slices: Sequence[Slice], terms: Terms, attribution: Attribution) -> MetricValue:
    bases = [terms.denominator] if terms.denominator else _usual_bases(slices)
    answers = [_rate_over(metric, slices, base, terms.aggregation, attribution) for base in bases]
    return max(answers, key=_weight)


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
) -> MetricValue:
    (numerator,) = CATALOG[metric].parts
    parts = [_parts(numerator, s, base, attribution) for s in slices]
    good = [p for p in parts if p.measured and (p.denominator > 0 or p.rates)]
    quiet = sum(p.reason is AbsenceReason.NO_POSTS for p in parts)
    per_account = parts[0] if len(parts) == 1 else None
    coverage = (
        Coverage(per_account.measured, per_account.expected, per_account.unit)
        if per_account is not None
        else Coverage(len(good), len(parts) - quiet, CoverageUnit.ACCOUNTS)
    )
    if not good:
        reasons = {p.reason for p in parts if p.reason}
        return unavailable(metric, reasons.pop() if len(reasons) == 1 else AbsenceReason.NO_BASE, coverage)
    value: float
    if aggregation is Aggregation.RATIO_OF_SUMS:
        if base is Denominator.REACH and (len(good) > 1 or any(p.measured > 1 for p in good)):
            return unavailable(metric, AbsenceReason.NOT_ADDITIVE, coverage)
        denominator = sum(p.denominator for p in good)
        if denominator <= 0:
            return unavailable(metric, AbsenceReason.ZERO_BASE, coverage)
        value = sum(p.numerator for p in good) / denominator
        basis = f"sum({numerator.value}) / sum({base.value})"
    else:
        rates = [rate for p in good for rate in p.rates]
        if not rates:
            return unavailable(metric, AbsenceReason.NO_POSTS, coverage)
        value = fmean(rates) if aggregation is Aggregation.MEAN_OF_POSTS else median(rates)
        basis = f"{aggregation.value.replace('_', ' ')}: {numerator.value} / {base.value} of each post"
    how = "posts published in the period" if attribution is Attribution.PUBLISHED else "received in the period"
    complete = coverage.complete and all(p.measured >= p.expected and not p.partial for p in good)
    return MetricValue(
        metric,
        value,
        MetricStatus.DERIVED if complete else MetricStatus.PARTIAL,
        coverage,
        _latest(p.as_of for p in good),
        None if complete else AbsenceReason.NOT_OBSERVED,
        f"{basis}, {how}",
    )


def _parts(numerator: MetricKey, piece: Slice, base: Denominator, attribution: Attribution) -> _Parts:
    if base is Denominator.FOLLOWERS:
        return _parts_by_followers(numerator, piece, attribution)
    rows: Iterable[tuple[float | None, float | None, datetime]]
    if attribution is Attribution.PUBLISHED:
        rows = [(post_value(p, numerator), post_value(p, base.metric), p.observed_at) for p in piece.posts]
        unit, expected = CoverageUnit.POSTS, len(piece.posts)
    else:
        rows = [(_day_value(d, numerator), _day_value(d, base.metric), d.observed_at) for d in piece.days]
        unit, expected = CoverageUnit.DAYS, piece.expected_days
    both = [(n, d, seen) for n, d, seen in rows if n is not None and d is not None]
    if not both:
        reason = AbsenceReason.NO_POSTS if unit is CoverageUnit.POSTS and not expected else AbsenceReason.NO_BASE
        return _Parts(expected=expected, unit=unit, reason=reason)
    if base is Denominator.REACH and len(both) > 1 and unit is CoverageUnit.DAYS:
        return _Parts(expected=expected, unit=unit, reason=AbsenceReason.NOT_ADDITIVE)
    denominator = sum(d for _, d, _ in both)
    rates = tuple(n / d for n, d, _ in both if d > 0)
    if base is Denominator.REACH and len(both) > 1:
        denominator = 0  # the reach of several posts is no sum; their single rates still have a mean and a median
    return _Parts(
        sum(n for n, _, _ in both),
        denominator,
        rates if unit is CoverageUnit.POSTS else (),
        len(both),
        expected,
        unit,
        max(seen for _, _, seen in both),
        AbsenceReason.NOT_ADDITIVE if base is Denominator.REACH else AbsenceReason.ZERO_BASE,
        partial=_flow(numerator, piece, attribution).status is MetricStatus.PARTIAL,
    )


def _parts_by_followers(numerator: MetricKey, piece: Slice, attribution: Attribution) -> _Parts:
    flow = _flow(numerator, piece, attribution)
    followers = _stock(MetricKey.FOLLOWERS, piece)
    coverage = flow.coverage
    if flow.value is None or followers.value is None:
        return _Parts(reason=flow.reason if flow.value is None else AbsenceReason.NO_BASE)
    if followers.value <= 0:
        return _Parts(reason=AbsenceReason.ZERO_BASE)
    rates = tuple(n / followers.value for p in piece.posts if (n := post_value(p, numerator)) is not None)
    return _Parts(
        flow.value,
        followers.value,
        rates if attribution is Attribution.PUBLISHED else (),
        coverage.measured if coverage else 1,
        coverage.expected if coverage else 1,
        coverage.unit if coverage else CoverageUnit.DAYS,
        _latest((flow.as_of, followers.as_of)),
        partial=MetricStatus.PARTIAL in (flow.status, followers.status),
    )


def _weighted_mean(metric: MetricKey, slices: Sequence[Slice]) -> MetricValue:
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
        reason = _absence(metric, slices[0].account) if posts else AbsenceReason.NO_POSTS
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


# ---------------------------------------------------------------- accounts together


def _join(metric: MetricKey, values: Sequence[MetricValue], slices: Sequence[Slice]) -> MetricValue:
    """The sum over accounts, with what is missing said.

    An account of which no post is known in the period is not expected to contribute: whether it published nothing, or
    was not watched, it is counted neither as measured nor as missing.
    """
    if len(values) == 1:
        return values[0]
    known = [v for v in values if v.value is not None]
    quiet = sum(v.reason is AbsenceReason.NO_POSTS for v in values)
    if not known:
        return unavailable(metric, _common_reason(values), Coverage(0, len(values), CoverageUnit.ACCOUNTS))
    coverage = Coverage(len(known), len(values) - quiet, CoverageUnit.ACCOUNTS)
    as_of = _latest(v.as_of for v in known)
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


def _common_reason(values: Sequence[MetricValue]) -> AbsenceReason:
    reasons = {v.reason for v in values if v.reason}
    return reasons.pop() if len(reasons) == 1 else AbsenceReason.NOT_OBSERVED


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in instants if at is not None), default=None)
