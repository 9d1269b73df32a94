"""Stocks and growth: followers take their last observation, and growth needs a known start."""

from collections.abc import Sequence
from datetime import timedelta

from domain.facts import DAY_INDEX, DayFact
from domain.flows import received
from domain.metrics import MetricKey, Subject
from domain.slices import Slice, absence
from domain.users import AccountStatus
from domain.values import AbsenceReason, Coverage, CoverageUnit, MetricStatus, MetricValue, unavailable

_ANCHOR_DAYS = timedelta(days=2)
"""How far before a period its starting followers may have been seen: about 36 hours, in whole platform days."""


def _last(metric: MetricKey, days: Sequence[DayFact]) -> DayFact | None:
    index = DAY_INDEX[metric]
    return next((d for d in reversed(days) if d.values[index] is not None), None)


def stock(metric: MetricKey, piece: Slice) -> MetricValue:
    """The last observation; for the step of a series only one from within the step."""
    if not piece.whole:
        return unavailable(metric, AbsenceReason.NOT_SPLIT)
    if not piece.bucket.has_days:
        return unavailable(metric, AbsenceReason.TOO_FINE)
    found = _last(metric, piece.days)
    if found is None and not piece.is_step:
        found = _last(metric, piece.days_before)
    if found is None:
        return unavailable(metric, absence(metric, piece, Subject.DAY))
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


def followers_net(piece: Slice) -> MetricValue:
    """Followers at the end less followers at the start."""
    metric = MetricKey.FOLLOWERS_NET
    if not piece.whole:
        return unavailable(metric, AbsenceReason.NOT_SPLIT)
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
    gained, lost = received(MetricKey.FOLLOWERS_GAINED, piece), received(MetricKey.FOLLOWERS_LOST, piece)
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
    if not piece.bucket.has_days:
        return unavailable(metric, AbsenceReason.TOO_FINE)
    seen = any(_followers(day) is not None for day in piece.days)
    return unavailable(metric, AbsenceReason.START_UNKNOWN if seen else AbsenceReason.NOT_OBSERVED)


def growth_rate(slices: Sequence[Slice]) -> MetricValue:
    """Net growth over the followers at the start, of the accounts whose start is known."""
    metric = MetricKey.FOLLOWER_GROWTH_RATE
    pairs = [(anchors, s) for s in slices if s.whole and (anchors := _anchors(s)) is not None]
    coverage = Coverage(len(pairs), len(slices), CoverageUnit.ACCOUNTS)
    if not pairs:
        return unavailable(metric, followers_net(slices[0]).reason or AbsenceReason.START_UNKNOWN, coverage)
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
