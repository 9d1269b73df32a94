"""Posts at equal age: a counter so long after publishing, the performance index, and the half-life."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import inf
from statistics import median

from domain.facts import PostFact
from domain.history import Reading
from domain.maturity import MATURE_AFTER
from domain.metrics import ENGAGEMENT_PARTS, POST_METRICS, MetricKey, stored_parts
from domain.observations import ContentType
from domain.users import Platform
from domain.values import AbsenceReason

Readings = Mapping[MetricKey, Sequence[Reading]]
"""Observations of one post, oldest first, one for each moment."""

STANDARD_AGES = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=72),
    timedelta(days=7),
    timedelta(days=28),
)
"""The ages at which posts are compared when none is asked for."""
MIN_COMPARABLE = 10
"""Fewer comparable posts than this answer TOO_FEW."""
COMPARABLE_DAYS = 365
_EXACT_WITHIN = 0.05
"""An observation counts as one at the age when it is off by at most this share of it."""
_EXACT_AT_LEAST = timedelta(minutes=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR_MICROS = 3_600_000_000


@dataclass(frozen=True, slots=True)
class AgedValue:
    """A counter as it stood so long after publishing."""

    value: float | None
    observed_at: datetime | None = None
    estimated: bool = False
    """True when it was interpolated between two observations."""
    lower: float | None = None
    upper: float | None = None


UNKNOWN = AgedValue(None)


def value_at(readings: Sequence[Reading], posted_at: datetime, age: timedelta) -> AgedValue:
    """A counter at an age.

    An observation within 5 % of the age, at least 5 minutes, is the value. Between two observations that are no
    further apart than the age itself the value is interpolated in a straight line. Else it is not known; what was
    seen before and after are its bounds, as far as there is such.
    """
    if not readings:
        return UNKNOWN
    target = _micros(posted_at + age)
    i = bisect_right(readings, (target, inf))
    before, after = (readings[i - 1] if i else None), (readings[i] if i < len(readings) else None)
    nearest = min((r for r in (before, after) if r is not None), key=lambda reading: abs(reading[0] - target))
    if abs(nearest[0] - target) <= max(_duration(age) * _EXACT_WITHIN, _duration(_EXACT_AT_LEAST)):
        return AgedValue(nearest[1], _instant(nearest[0]))
    if before is None or after is None:
        return AgedValue(None, lower=before[1] if before else None, upper=after[1] if after else None)
    bounds = sorted((before[1], after[1]))
    if after[0] - before[0] > _duration(age):
        return AgedValue(None, lower=bounds[0], upper=bounds[1])
    share = (target - before[0]) / (after[0] - before[0])
    return AgedValue(before[1] + share * (after[1] - before[1]), _instant(after[0]), True, bounds[0], bounds[1])


def at_age(post: PostFact, readings: Readings, age: timedelta, now: datetime) -> PostFact | None:
    """The post as it was at an age; None when it has not reached it by `now`."""
    if post.posted_at + age > now:
        return None
    found = [value_at(readings.get(metric, ()), post.posted_at, age) for metric in POST_METRICS]
    seen = max((aged.observed_at for aged in found if aged.observed_at is not None), default=post.observed_at)
    return replace(
        post,
        observed_at=seen,
        values=tuple(aged.value for aged in found),
        estimated=frozenset(metric for metric, aged in zip(POST_METRICS, found, strict=True) if aged.estimated),
    )


def metric_at(readings: Readings, metric: MetricKey, posted_at: datetime, age: timedelta) -> AgedValue:
    """A metric at an age; a sum of its parts, of those that were ever observed, which must all be known then."""
    parts = [value_at(readings[part], posted_at, age) for part in stored_parts(metric) if readings.get(part)]
    if not parts or any(part.value is None for part in parts):
        return UNKNOWN
    return AgedValue(
        sum(part.value for part in parts if part.value is not None),
        max(part.observed_at for part in parts if part.observed_at is not None),
        any(part.estimated for part in parts),
    )


@dataclass(frozen=True, slots=True)
class Performance:
    """How a post did beside the account's comparable posts at the same age."""

    metric: MetricKey
    age: timedelta | None
    """None when no age could be compared at."""
    value: float | None = None
    """The post's own metric at that age."""
    estimated: bool = False
    typical: float | None = None
    """Median of the comparable posts."""
    percentile: float | None = None
    """Share of the comparable posts that it beats, ties counted half: 0 to 1."""
    comparable: int = 0
    content_type: ContentType | None = None
    """The kind that was compared with; None: posts of every kind, because there were too few of this one."""
    reason: AbsenceReason | None = None
    """Why there is no answer."""

    @property
    def index(self) -> float | None:
        """Value over typical value; None when that is 0 or not known."""
        return self.value / self.typical if self.value is not None and self.typical else None


@dataclass(frozen=True, slots=True)
class Watched:
    """A post and its observations."""

    post: PostFact
    readings: Readings
    _known: dict[tuple[MetricKey, timedelta], AgedValue] = field(default_factory=dict, compare=False)
    """What was worked out already: a post is compared with by many others, at the same few ages."""

    def at(self, metric: MetricKey, age: timedelta) -> AgedValue:
        """A metric at an age."""
        if (metric, age) not in self._known:
            self._known[metric, age] = metric_at(self.readings, metric, self.post.posted_at, age)
        return self._known[metric, age]


def performance(
    subject: Watched, others: Sequence[Watched], metric: MetricKey, age: timedelta | None, now: datetime
) -> Performance:
    """Rank a post among the account's comparable posts: published in the 365 days before it, of the same kind where
    there are at least MIN_COMPARABLE of those, else of any kind.

    Without an age: the greatest of STANDARD_AGES at which it, and enough of the others, are known.
    """
    if age is not None:
        return _performance_at(subject, others, metric, age, now)
    answers = [_performance_at(subject, others, metric, standard, now) for standard in reversed(STANDARD_AGES)]
    best = next((answer for answer in answers if answer.reason is None), None)
    known = next((answer for answer in answers if answer.value is not None), None)
    return best or known or replace(answers[-1], age=None)


def _performance_at(
    subject: Watched, others: Sequence[Watched], metric: MetricKey, age: timedelta, now: datetime
) -> Performance:
    post = subject.post
    if post.posted_at + age > now:
        return Performance(metric, age, reason=AbsenceReason.TOO_YOUNG)
    own = subject.at(metric, age)
    if own.value is None:
        return Performance(metric, age, reason=AbsenceReason.NOT_OBSERVED)
    earliest = post.posted_at - timedelta(days=COMPARABLE_DAYS)
    alike: list[tuple[ContentType, float]] = []
    for other in others:
        candidate = other.post
        if candidate.key == post.key or candidate.account_id != post.account_id:
            continue
        if earliest <= candidate.posted_at <= post.posted_at:
            found = other.at(metric, age)
            if found.value is not None:
                alike.append((candidate.content_type, found.value))
    same_kind = [value for kind, value in alike if kind is post.content_type]
    values = same_kind if len(same_kind) >= MIN_COMPARABLE else [value for _, value in alike]
    kind = post.content_type if values is same_kind else None
    if len(values) < MIN_COMPARABLE:
        return Performance(metric, age, own.value, own.estimated, comparable=len(values), reason=AbsenceReason.TOO_FEW)
    beaten = sum(value < own.value for value in values) + sum(value == own.value for value in values) / 2
    return Performance(metric, age, own.value, own.estimated, median(values), beaten / len(values), len(values), kind)


@dataclass(frozen=True, slots=True)
class HalfLife:
    """Hours after publishing by which a post had half of its engagements."""

    hours: float | None
    lower: float | None = None
    upper: float | None = None
    """It was reached between these two ages, at which the post was observed."""
    reason: AbsenceReason | None = None


def half_life(subject: Watched, platform: Platform) -> HalfLife:
    """Of a post that is mature by MATURE_AFTER; interpolated in a straight line between two observations.

    Not known when half had been reached before anybody looked.
    """
    curve = engagement_curve(subject.readings)
    posted = _micros(subject.post.posted_at)
    if not curve:
        return HalfLife(None, reason=AbsenceReason.NOT_OBSERVED)
    if curve[-1][0] - posted < _duration(MATURE_AFTER[platform]):
        return HalfLife(None, reason=AbsenceReason.TOO_YOUNG)
    half = curve[-1][1] / 2
    if half <= 0:
        return HalfLife(None, reason=AbsenceReason.ZERO_BASE)
    i = next(i for i, (_, value) in enumerate(curve) if value >= half)
    reached = max((curve[i][0] - posted) / _HOUR_MICROS, 0.0)
    if i == 0:
        return HalfLife(None, None, reached, AbsenceReason.NOT_OBSERVED)
    (before, low), (after, high) = curve[i - 1], curve[i]
    crossed = before + (half - low) / (high - low) * (after - before)
    hours, lower = ((moment - posted) / _HOUR_MICROS for moment in (crossed, before))
    return HalfLife(max(hours, 0.0), max(lower, 0.0), reached)


def engagement_curve(readings: Readings) -> list[Reading]:
    """Engagements at every moment at which a part was seen, once each part that was ever seen has been."""
    parts = [readings[part] for part in ENGAGEMENT_PARTS if readings.get(part)]
    if not parts:
        return []
    start = max(part[0][0] for part in parts)
    moments = sorted({moment for part in parts for moment, _ in part if moment >= start})
    return [(moment, sum(_last(part, moment) for part in parts)) for moment in moments]


def _last(readings: Sequence[Reading], moment: int) -> float:
    return readings[bisect_right(readings, (moment, inf)) - 1][1]


def _micros(instant: datetime) -> int:
    return _duration(instant - _EPOCH)


def _duration(delta: timedelta) -> int:
    return delta // timedelta(microseconds=1)


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
