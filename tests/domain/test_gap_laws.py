"""Gaps between observations: what was received in one is credited to its end, and the value says so with bounds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.engine import Measures, measure
from domain.facts import EngagementFact, EngagementGap, EngagementGrain, EngagementNeed, UserFacts
from domain.metrics import MetricKey
from domain.observations import EngagementType
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Bucket, Granularity, Period
from domain.users import Account, AccountStatus, Platform, User
from domain.values import Bounds, MetricStatus, MetricValue

LIKE = EngagementType.LIKE
X = Account("u1", "x", Platform.X, "x", "@x", None, AccountStatus.ACTIVE)
X2 = Account("u1", "x2", Platform.X, "x2", "@x2", None, AccountStatus.ACTIVE)
WEEK = Period(date(2026, 3, 2), date(2026, 3, 9), "UTC")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(day: int, hour: int = 0) -> datetime:
    """A moment of March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def _answer(
    likes: list[tuple[datetime, int]],
    gaps: list[EngagementGap],
    granularity: Granularity | None = Granularity.DAY,
    period: Period = WEEK,
    accounts: tuple[Account, ...] = (X,),
    metric: MetricKey = MetricKey.LIKES,
) -> Measures:
    user = User("u1", None, period.zone_name)
    query = MetricQuery(user, accounts, (metric,), period, granularity, attribution=Attribution.RECEIVED)
    by_hour = granularity is Granularity.HOUR
    need = EngagementNeed(EngagementGrain.QUARTER_HOUR if by_hour else EngagementGrain.DAY)
    facts = UserFacts(gaps={"x": gaps})
    facts.engagements[need, "x"] = [
        EngagementFact(None if by_hour else moment.date(), moment if by_hour else None, LIKE, n) for moment, n in likes
    ]
    return measure(query, facts)


def _points(likes: list[tuple[datetime, int]], gaps: list[EngagementGap], **asked: object) -> tuple[MetricValue, ...]:
    return _answer(likes, gaps, **asked).groups[0].points[0]  # type: ignore[arg-type]


def _shown(value: MetricValue) -> tuple[float | None, str, tuple[float | None, float | None] | None]:
    bounds = (value.bounds.lower, value.bounds.upper) if value.bounds is not None else None
    return value.value, value.status.value, bounds


# ---------------------------------------------------------------- one gap


def test_likes_of_a_long_gap_are_credited_to_its_end_and_the_days_inside_have_bounds_alone() -> None:
    likes = [(at(2, 9), 1), (at(6, 9), 12), (at(7, 9), 2)]
    gap = EngagementGap(LIKE, at(3, 9), at(6, 9), 10)

    points = _points(likes, [gap])

    assert [_shown(point) for point in points] == [
        (1, "derived", None),
        (None, "unavailable", (0, 10)),
        (None, "unavailable", (0, 10)),
        (None, "unavailable", (0, 10)),
        (12, "estimated", (2, 12)),
        (2, "derived", None),
        (None, "unavailable", None),
    ]


def test_a_day_inside_a_gap_before_anything_was_seen_has_bounds_and_no_value() -> None:
    points = _points([(at(5, 9), 10)], [EngagementGap(LIKE, at(1, 9), at(5, 9), 10)])

    assert [_shown(point) for point in points[:5]] == [
        (None, "unavailable", (0, 10)),
        (None, "unavailable", (0, 10)),
        (None, "unavailable", (0, 10)),
        (10, "estimated", (0, 10)),
        (None, "unavailable", None),
    ]


def test_a_gap_inside_the_period_leaves_its_total_sure_and_one_over_its_edge_does_not() -> None:
    likes = [(at(2, 9), 1), (at(6, 9), 10)]

    inside = _answer(likes, [EngagementGap(LIKE, at(2, 9), at(6, 9), 10)]).total(MetricKey.LIKES)
    before = _answer(likes, [EngagementGap(LIKE, at(1, 9), at(6, 9), 10)]).total(MetricKey.LIKES)
    after = _answer(likes, [EngagementGap(LIKE, at(7, 9), at(20, 9), 30)], granularity=None).total(MetricKey.LIKES)

    assert _shown(inside) == (11, "derived", None)
    assert _shown(before) == (11, "estimated", (1, 11))
    assert _shown(after) == (11, "estimated", (11, 41))


def test_likes_taken_back_in_a_gap_turn_the_bounds_around() -> None:
    points = _points([(at(2, 9), 5), (at(6, 9), -4)], [EngagementGap(LIKE, at(3, 9), at(6, 9), -4)])

    assert [_shown(point) for point in points[:5]] == [
        (5, "derived", None),
        (None, "unavailable", (-4, 0)),
        (None, "unavailable", (-4, 0)),
        (None, "unavailable", (-4, 0)),
        (-4, "estimated", (-4, 0)),
    ]


@pytest.mark.parametrize(("hours", "sure"), [(24, True), (36, True), (37, False)])
def test_a_daily_observation_that_is_some_hours_late_still_tells_the_day(hours: int, sure: bool) -> None:
    until = at(3, 9) + hours * HOUR

    points = _points([(at(2, 9), 5), (until, 4)], [EngagementGap(LIKE, at(3, 9), until, 4)])

    assert [point.status.value for point in points[1:3]] == (
        ["derived", "derived"] if sure else ["unavailable", "estimated"]
    )


@pytest.mark.parametrize(("minutes", "sure"), [(60, True), (90, True), (105, False)])
def test_an_hour_needs_observations_of_about_an_hour(minutes: int, sure: bool) -> None:
    until = at(2, 9) + timedelta(minutes=15 + minutes)
    gap = EngagementGap(LIKE, at(2, 9) + timedelta(minutes=15), until, 4)

    points = _points([(at(2, 8), 5), (until, 4)], [gap], granularity=Granularity.HOUR)

    assert [point.status.value for point in points[9:11]] == (
        ["derived", "derived"] if sure else ["unavailable", "unavailable"]
    )


def test_a_gap_of_one_type_says_nothing_about_another() -> None:
    gap = EngagementGap(EngagementType.SHARE, at(3, 9), at(6, 9), 10)

    points = _points([(at(2, 9), 5), (at(7, 9), 4)], [gap])

    assert {point.status for point in points[:6]} == {MetricStatus.DERIVED}


def test_the_bounds_of_a_sum_over_accounts_are_the_sum_of_theirs() -> None:
    need = EngagementNeed(EngagementGrain.DAY)
    facts = UserFacts(gaps={"x": [EngagementGap(LIKE, at(1, 9), at(6, 9), 10)]})
    for account_id, n in (("x", 12), ("x2", 100)):
        facts.engagements[need, account_id] = [EngagementFact(date(2026, 3, 6), None, LIKE, n)]
    query = MetricQuery(User("u1", None, "UTC"), (X, X2), (MetricKey.LIKES,), WEEK, attribution=Attribution.RECEIVED)

    total = measure(query, facts).total(MetricKey.LIKES)

    assert _shown(total) == (112, "estimated", (102, 112))


def test_engagements_are_as_unsure_as_the_likes_in_them() -> None:
    gap = EngagementGap(LIKE, at(1, 9), at(6, 9), 10)
    need = EngagementNeed(EngagementGrain.DAY)
    facts = UserFacts(gaps={"x": [gap]})
    facts.engagements[need, "x"] = [
        EngagementFact(date(2026, 3, 6), None, kind, 12)
        for kind in (LIKE, EngagementType.COMMENT, EngagementType.SHARE, EngagementType.SAVE)
    ]
    query = MetricQuery(User("u1", None, "UTC"), (X,), (MetricKey.ENGAGEMENTS,), WEEK, attribution=Attribution.RECEIVED)

    total = measure(query, facts).total(MetricKey.ENGAGEMENTS)

    assert _shown(total) == (48, "estimated", (38, 48))


# ---------------------------------------------------------------- against plain loops


@st.composite
def gaps(draw: st.DrawFn) -> list[EngagementGap]:
    """Stretches of one type, some of them longer than the period, that may overlap."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        since = at(1) - 2 * DAY + draw(st.integers(0, 12 * 24)) * HOUR
        length = draw(st.sampled_from((1, 2, 12, 24, 36, 37, 48, 100, 400)))
        found.append(EngagementGap(LIKE, since, since + length * HOUR, draw(st.integers(-5, 20))))
    return found


LIKES = st.lists(
    st.tuples(st.integers(0, 7 * 24 - 1).map(lambda hours: at(2) + hours * HOUR), st.integers(-3, 9)), max_size=6
)


def _uncertainty(bucket: Bucket, found: list[EngagementGap]) -> tuple[int, int] | None:
    """By how much less and more was received in a bucket, of each gap that crosses an edge of it."""
    longest = min(1.5 * (bucket.end - bucket.start), timedelta(hours=36))
    less = more = 0
    crossed = False
    for gap in found:
        lies_inside = bucket.start <= gap.since and gap.until < bucket.end
        credited_here = bucket.start <= gap.until < bucket.end
        overlaps = gap.since < bucket.end and (bucket.start < gap.until or credited_here)
        if gap.until - gap.since <= longest or lies_inside or not overlaps:
            continue
        crossed = True
        for possible in (0, -gap.quantity if credited_here else gap.quantity):
            less, more = (less + possible, more) if possible < 0 else (less, more + possible)
    return (less, more) if crossed else None


@settings(max_examples=150)
@given(LIKES, gaps(), st.sampled_from((Granularity.HOUR, Granularity.DAY, Granularity.WEEK)))
def test_gaps_make_the_buckets_unsure_whose_edges_they_cross(
    likes: list[tuple[datetime, int]], found: list[EngagementGap], granularity: Granularity
) -> None:
    answer = _answer(likes, found, granularity)

    for bucket, point in zip(answer.buckets, answer.groups[0].points[0], strict=True):
        unsure = _uncertainty(bucket, found)
        if point.value is None:
            assert point.bounds == (Bounds(*unsure) if unsure is not None else None)
        elif unsure is None or unsure == (0, 0):
            assert (point.status, point.bounds) == (MetricStatus.DERIVED, None)
        else:
            assert point.status is MetricStatus.ESTIMATED
            assert point.bounds == Bounds(point.value + unsure[0], point.value + unsure[1])


# ---------------------------------------------------------------- the truth


@dataclass(frozen=True, slots=True)
class Watched:
    """When likes really came, and when somebody looked at the counter."""

    came: list[datetime]
    looked: list[datetime]

    def deltas(self) -> list[tuple[datetime, datetime, int]]:
        """(since, until, likes that came in between), for each two looks."""
        return [
            (since, until, sum(since <= moment < until for moment in self.came))
            for since, until in pairwise(self.looked)
        ]


HOURS = st.integers(0, 12 * 24).map(lambda hours: at(1) - 2 * DAY + hours * HOUR)


@settings(max_examples=150)
@given(
    st.builds(Watched, st.lists(HOURS, max_size=25), st.lists(HOURS, min_size=2, max_size=6, unique=True).map(sorted)),
    st.sampled_from((None, Granularity.DAY, Granularity.WEEK)),
)
def test_the_truth_lies_within_the_bounds(watched: Watched, granularity: Granularity | None) -> None:
    # A look at each midnight between keeps short stretches within their days; the long ones are gaps.
    midnights = [at(1) + n * DAY for n in range(-2, 11)]
    looked = sorted({*watched.looked, *(m for m in midnights if not _in_long_gap(m, watched.looked))})
    deltas = Watched(watched.came, looked).deltas()
    likes = [(until, n) for _, until, n in deltas if at(2) <= until < at(9) and n]
    found = [EngagementGap(LIKE, since, until, n) for since, until, n in deltas if n]

    answer = _answer(likes, found, granularity)

    buckets = answer.buckets or (Bucket(WEEK.starts_at, WEEK.ends_at, WEEK.start, WEEK.end, ""),)
    points = answer.groups[0].points[0] if answer.groups[0].points else answer.groups[0].totals
    for bucket, point in zip(buckets, points, strict=True):
        # Short stretches over an edge of the bucket may carry their likes over it.
        slack = sum(
            n
            for since, until, n in deltas
            if until - since <= 36 * HOUR and any(since < edge <= until for edge in (bucket.start, bucket.end))
        )
        truth = sum(bucket.start <= moment < bucket.end for moment in watched.came if looked[0] <= moment < looked[-1])
        if point.bounds is not None and point.bounds.lower is not None and point.bounds.upper is not None:
            assert point.bounds.lower - slack <= truth <= point.bounds.upper + slack
        elif point.value is not None:
            assert abs(point.value - truth) <= slack


def _in_long_gap(moment: datetime, looked: list[datetime]) -> bool:
    return any(since < moment < until and until - since > 36 * HOUR for since, until in pairwise(looked))
