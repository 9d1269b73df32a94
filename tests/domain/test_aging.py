"""Posts at equal age: a counter at an age, the index, the percentile and the half-life, against plain loops."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aging import (
    MIN_COMPARABLE,
    STANDARD_AGES,
    AgedValue,
    HalfLife,
    Performance,
    Readings,
    Watched,
    at_age,
    half_life,
    metric_at,
    performance,
    value_at,
)
from domain.engine import measure
from domain.facts import PostFact, UserFacts
from domain.history import Reading
from domain.maturity import MATURE_AFTER
from domain.metrics import ENGAGEMENT_PARTS, POST_METRICS, MetricKey
from domain.observations import ContentType
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Period
from domain.users import Account, Platform, User
from domain.values import AbsenceReason, MetricStatus

POSTED = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LATE = datetime(2027, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LIKES = MetricKey.LIKES


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _seen(*points: tuple[float, float], posted_at: datetime = POSTED) -> tuple[Reading, ...]:
    """Observations: (hours after publishing, value)."""
    return tuple((_micros(posted_at + hours * HOUR), value) for hours, value in points)


# ---------------------------------------------------------------- a counter at an age


@pytest.mark.parametrize(
    ("what", "points", "age_hours", "value", "bounds"),
    [
        ("seen just then", [(24, 50)], 24, 50, (None, None)),
        ("seen 5 % later", [(25.2, 50)], 24, 50, (None, None)),
        ("seen later than 5 %", [(25.25, 50)], 24, None, (None, 50)),
        ("seen earlier than 5 %", [(22.75, 50)], 24, None, (50, None)),
        ("five minutes are always near enough", [(1 + 5 / 60, 8)], 1, 8, (None, None)),
        ("six minutes are not", [(1 + 6 / 60, 8)], 1, None, (None, 8)),
        ("between two", [(12, 10), (36, 40)], 24, 25, (10, 40)),
        ("between two, nearer to the first", [(18, 10), (42, 40)], 24, 17.5, (10, 40)),
        ("between two that are too far apart", [(11, 10), (36, 40)], 24, None, (10, 40)),
        ("bounds are in order when the counter went down", [(11, 40), (36, 10)], 24, None, (10, 40)),
        ("never seen", [], 24, None, (None, None)),
    ],
)
def test_a_counter_at_an_age(
    what: str,
    points: list[tuple[float, float]],
    age_hours: float,
    value: float | None,
    bounds: tuple[float | None, float | None],
) -> None:
    found = value_at(_seen(*points), POSTED, age_hours * HOUR)

    assert found.value == (None if value is None else pytest.approx(value)), what
    assert (found.lower, found.upper) == bounds, what
    assert found.estimated == (value is not None and bounds != (None, None)), what


MINUTES = st.lists(st.integers(0, 60 * 24 * 8), max_size=8, unique=True).map(sorted)
AGES = st.sampled_from((15, 60, 90, 6 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60))


def _expected_at(points: list[tuple[int, int]], age: int) -> set[tuple[float | None, bool]]:
    """Values that a counter may have at an age (minutes): two observations may be equally near."""
    near = [abs(minute - age) for minute, _ in points]
    if points and min(near) <= max(age * 0.05, 5):
        return {(value, False) for minute, value in points if abs(minute - age) == min(near)}
    before = [(minute, value) for minute, value in points if minute <= age]
    after = [(minute, value) for minute, value in points if minute > age]
    if not before or not after or after[0][0] - before[-1][0] > age:
        return {(None, False)}
    (left, low), (right, high) = before[-1], after[0]
    return {(low + (high - low) * (age - left) / (right - left), True)}


@settings(max_examples=200)
@given(MINUTES, AGES, st.data())
def test_a_counter_at_any_age_is_what_was_seen_near_it_or_lies_between(
    minutes: list[int], age: int, data: st.DataObject
) -> None:
    points = [(minute, data.draw(st.integers(0, 100))) for minute in minutes]
    readings = _seen(*((minute / 60, value) for minute, value in points))

    found = value_at(readings, POSTED, timedelta(minutes=age))

    wanted = _expected_at(points, age)
    assert any(
        found.estimated == estimated and (found.value == value or found.value == pytest.approx(value))
        for value, estimated in wanted
    ), (found, wanted)
    if found.value is not None and found.lower is not None and found.upper is not None:
        assert found.lower - 1e-9 <= found.value <= found.upper + 1e-9
    if found.value is None:
        before = [value for minute, value in points if minute <= age]
        after = [value for minute, value in points if minute > age]
        ends = before[-1:] + after[:1]
        assert found.lower == (min(ends) if before and after else before[-1] if before else None)
        assert found.upper == (max(ends) if before and after else after[0] if after else None)


def test_engagements_at_an_age_need_all_parts_that_were_ever_seen() -> None:
    readings: Readings = {
        LIKES: _seen((24, 10)),
        MetricKey.COMMENTS: _seen((24, 3)),
        MetricKey.SHARES: _seen((100, 9)),
    }

    both = metric_at({key: readings[key] for key in (LIKES, MetricKey.COMMENTS)}, MetricKey.ENGAGEMENTS, POSTED, DAY)
    late = metric_at(readings, MetricKey.ENGAGEMENTS, POSTED, DAY)

    assert (both.value, both.observed_at, both.estimated) == (13, POSTED + DAY, False)
    assert late == AgedValue(None)


# ---------------------------------------------------------------- a post at an age


def test_a_post_is_at_an_age_once_it_has_reached_it(make_post_fact: Callable[..., PostFact]) -> None:
    post = make_post_fact("x", posted_at=POSTED, likes=999, views=999)
    readings: Readings = {LIKES: _seen((24, 10), (48, 20)), MetricKey.VIEWS: _seen((36, 100), (60, 300))}

    young = at_age(post, readings, 48 * HOUR, POSTED + 48 * HOUR - timedelta(seconds=1))
    old = at_age(post, readings, 48 * HOUR, POSTED + 48 * HOUR)

    assert young is None
    assert old is not None
    known = {key: v for key, v in zip(POST_METRICS, old.values, strict=True) if v is not None}
    assert known == {LIKES: 20, MetricKey.VIEWS: 200}
    assert old.estimated == {MetricKey.VIEWS}
    assert old.observed_at == POSTED + 60 * HOUR
    assert (old.key, old.posted_at, old.content_type) == (post.key, post.posted_at, post.content_type)


@pytest.mark.parametrize(
    ("age", "likes", "status"), [(24, 17, "measured"), (36, 24, "estimated"), (72, 10, "measured")]
)
def test_the_engine_takes_each_post_at_the_age_and_leaves_out_younger_ones(
    make_account: Callable[..., Account], make_post_fact: Callable[..., PostFact], age: int, likes: int, status: str
) -> None:
    first = make_post_fact("x", post_id="p1", posted_at=POSTED, likes=999)
    second = make_post_fact("x", post_id="p2", posted_at=POSTED + DAY, likes=999)
    facts = UserFacts([first, second])
    facts.readings = {
        first.key: {LIKES: _seen((24, 10), (36, 10), (72, 10))},
        second.key: {LIKES: _seen((24, 7), (48, 21), posted_at=POSTED + DAY)},
    }
    query = MetricQuery(
        User("u1", None, "UTC"),
        (make_account(Platform.X),),
        (LIKES, MetricKey.POSTS_PUBLISHED),
        Period(POSTED.date(), POSTED.date() + 3 * DAY, "UTC"),
        attribution=Attribution.PUBLISHED,
        age=age * HOUR,
        now=POSTED + 72 * HOUR,
    )

    answer = measure(query, facts)

    assert (answer.total(LIKES).value, answer.total(LIKES).status.value) == (likes, status)
    assert answer.total(MetricKey.POSTS_PUBLISHED).value == (1 if age == 72 else 2)


# ---------------------------------------------------------------- the index

OTHER_ACCOUNT = "other"


@st.composite
def histories(draw: st.DrawFn) -> list[Watched]:
    """Posts of two accounts over two years, each seen at some of the standard ages; the newest comes last."""
    found = []
    days = sorted(draw(st.lists(st.integers(0, 700), min_size=1, max_size=45)))
    for i, day in enumerate(days):
        posted_at = POSTED - 700 * DAY + day * DAY
        ages = draw(st.sets(st.sampled_from(STANDARD_AGES[2:]), max_size=3))
        value = draw(st.integers(0, 4))
        account = draw(st.sampled_from(("x", "x", "x", OTHER_ACCOUNT)))
        kind = draw(st.sampled_from((ContentType.IMAGE, ContentType.REEL)))
        blank = (None,) * len(POST_METRICS)
        post = PostFact(account, f"p{i}", posted_at, kind, LATE, blank)
        seen = tuple((_micros(posted_at + age), float(value + n)) for n, age in enumerate(sorted(ages)))
        found.append(Watched(post, {LIKES: seen} if seen else {}))
    return found


def _known_at(watched: Watched, age: timedelta) -> float | None:
    return value_at(watched.readings.get(LIKES, ()), watched.post.posted_at, age).value


def _ranked(subject: Watched, others: list[Watched], age: timedelta, now: datetime) -> Performance:
    """The rules once more."""
    if subject.post.posted_at + age > now:
        return Performance(LIKES, age, reason=AbsenceReason.TOO_YOUNG)
    own = _known_at(subject, age)
    if own is None:
        return Performance(LIKES, age, reason=AbsenceReason.NOT_OBSERVED)
    of_any_kind, of_its_kind = [], []
    for other in others:
        older_by = subject.post.posted_at - other.post.posted_at
        value = _known_at(other, age)
        if other.post.account_id != subject.post.account_id or other.post.post_id == subject.post.post_id:
            continue
        if value is not None and timedelta() <= older_by <= 365 * DAY:
            of_any_kind.append(value)
            if other.post.content_type is subject.post.content_type:
                of_its_kind.append(value)
    values = of_its_kind if len(of_its_kind) >= 10 else of_any_kind
    kind = subject.post.content_type if len(of_its_kind) >= 10 else None
    if len(values) < 10:
        return Performance(LIKES, age, own, False, comparable=len(values), reason=AbsenceReason.TOO_FEW)
    rank = 0.0
    for value in values:
        rank += 1 if value < own else 0.5 if value == own else 0
    ordered = sorted(values)
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return Performance(LIKES, age, own, False, middle, rank / len(values), len(values), kind)


@settings(max_examples=150)
@given(histories(), st.sampled_from(STANDARD_AGES[2:]), st.sampled_from((0, 2, 10, 400)))
def test_a_post_is_ranked_among_the_accounts_posts_of_the_year_before(
    watched: list[Watched], age: timedelta, days_later: int
) -> None:
    subject = watched[-1]
    now = subject.post.posted_at + days_later * DAY

    found = performance(subject, watched, LIKES, age, now)

    assert found == _ranked(subject, watched, age, now)
    assert found.percentile is None or 0 <= found.percentile <= 1


@settings(max_examples=100)
@given(histories(), st.sampled_from((2, 10, 400)))
def test_without_an_age_the_greatest_is_taken_at_which_enough_is_known(watched: list[Watched], days_later: int) -> None:
    subject = watched[-1]
    now = subject.post.posted_at + days_later * DAY
    answers = [_ranked(subject, watched, age, now) for age in STANDARD_AGES]

    found = performance(subject, watched, LIKES, None, now)

    ranked = [answer for answer in answers if answer.reason is None]
    known = [answer for answer in answers if answer.value is not None]
    if ranked or known:
        assert found == (ranked or known)[-1]
    else:
        assert (found.value, found.age) == (None, None)
        assert found.reason in (AbsenceReason.TOO_YOUNG, AbsenceReason.NOT_OBSERVED)


def test_the_comparison_says_whom_it_was_with() -> None:
    def post(i: int, kind: ContentType, likes: int) -> Watched:
        at = POSTED - i * DAY
        blank = (None,) * len(POST_METRICS)
        return Watched(PostFact("x", f"p{i}", at, kind, LATE, blank), {LIKES: _seen((24, likes), posted_at=at)})

    images = [post(i, ContentType.IMAGE, 10 * i) for i in range(1, MIN_COMPARABLE + 1)]
    reel = post(50, ContentType.REEL, 1_000_000)
    image = post(0, ContentType.IMAGE, 50)
    of_its_kind = performance(image, [*images, reel, image], LIKES, DAY, LATE)
    of_any_kind = performance(image, [*images[1:], reel, image], LIKES, DAY, LATE)
    too_few = performance(image, [*images[1:], image], LIKES, DAY, LATE)

    assert of_its_kind == Performance(LIKES, DAY, 50, False, 55, 0.45, 10, ContentType.IMAGE)
    assert of_its_kind.index == pytest.approx(50 / 55)
    assert of_any_kind == Performance(LIKES, DAY, 50, False, 65, 0.35, 10, None)
    assert (too_few.reason, too_few.comparable, too_few.index) == (AbsenceReason.TOO_FEW, 9, None)


@pytest.mark.parametrize(("days_before", "counts"), [(0, True), (365, True), (366, False), (-1, False)])
def test_only_posts_of_the_365_days_before_are_comparable(days_before: int, counts: bool) -> None:
    def post(name: str, at: datetime) -> Watched:
        blank = (None,) * len(POST_METRICS)
        fact = PostFact("x", name, at, ContentType.IMAGE, LATE, blank)
        return Watched(fact, {LIKES: _seen((24, 5), posted_at=at)})

    others = [post(f"o{i}", POSTED - days_before * DAY) for i in range(MIN_COMPARABLE)]

    found = performance(post("p", POSTED), others, LIKES, DAY, LATE)

    assert (found.reason is None) is counts


# ---------------------------------------------------------------- the half-life


def _watched(**points: list[tuple[float, float]]) -> Watched:
    blank = (None,) * len(POST_METRICS)
    post = PostFact("x", "p1", POSTED, ContentType.IMAGE, LATE, blank)
    return Watched(post, {MetricKey(key): _seen(*some) for key, some in points.items()})


@pytest.mark.parametrize(
    ("what", "points", "expected"),
    [
        ("reached between two looks", [(1, 10), (3, 90), (100, 100)], HalfLife(2.0, 1.0, 3.0)),
        ("reached just when somebody looked", [(1, 10), (4, 50), (100, 100)], HalfLife(4.0, 1.0, 4.0)),
        ("reached before anybody looked", [(5, 60), (100, 100)], HalfLife(None, None, 5.0, AbsenceReason.NOT_OBSERVED)),
        ("too young", [(1, 10), (47.9, 100)], HalfLife(None, reason=AbsenceReason.TOO_YOUNG)),
        ("old enough", [(0, 0), (48, 100)], HalfLife(24.0, 0.0, 48.0)),
        ("no engagement", [(1, 0), (100, 0)], HalfLife(None, reason=AbsenceReason.ZERO_BASE)),
        ("never seen", [], HalfLife(None, reason=AbsenceReason.NOT_OBSERVED)),
        # An export names only the day of its observation: that may be earlier than the post.
        ("reached before it was published", [(-9, 0), (-3, 90), (100, 100)], HalfLife(0.0, 0.0, 0.0)),
    ],
)
def test_the_half_life(what: str, points: list[tuple[float, float]], expected: HalfLife) -> None:
    found = half_life(_watched(likes=points), Platform.X)

    assert found == expected, what


@settings(max_examples=150)
@given(st.data())
def test_half_of_the_engagements_were_there_at_the_half_life(data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(ENGAGEMENT_PARTS), min_size=1, max_size=3, unique=True))
    hours = st.lists(st.integers(0, 300), min_size=1, max_size=7, unique=True).map(sorted)
    curves = {
        part: [(float(hour), float(n)) for hour, n in zip(hs, sorted(ns), strict=True)]
        for part in parts
        for hs in [data.draw(hours)]
        for ns in [data.draw(st.lists(st.integers(0, 50), min_size=len(hs), max_size=len(hs)))]
    }
    looks = sorted({hour for curve in curves.values() for hour, _ in curve})
    known = [hour for hour in looks if all(curve[0][0] <= hour for curve in curves.values())]
    total = {hour: sum([n for h, n in curve if h <= hour][-1] for curve in curves.values()) for hour in known}
    last = total[known[-1]]

    found = half_life(_watched(**{part.value: curve for part, curve in curves.items()}), Platform.X)

    if known[-1] < MATURE_AFTER[Platform.X] / HOUR:
        assert found.reason is AbsenceReason.TOO_YOUNG
    elif last == 0:
        assert found.reason is AbsenceReason.ZERO_BASE
    elif total[known[0]] >= last / 2:
        assert (found.hours, found.upper, found.reason) == (None, known[0], AbsenceReason.NOT_OBSERVED)
    else:
        reached = next(hour for hour in known if total[hour] >= last / 2)
        before = known[known.index(reached) - 1]
        share = (last / 2 - total[before]) / (total[reached] - total[before])
        assert found.hours == pytest.approx(before + share * (reached - before))
        assert (found.lower, found.upper, found.reason) == (before, reached, None)


def test_the_half_life_of_several_posts_is_their_median(
    make_account: Callable[..., Account], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [make_post_fact("x", post_id=f"p{i}", posted_at=POSTED) for i in range(4)]
    facts = UserFacts(posts)
    for i, (post, half) in enumerate(zip(posts, (2, 10, 6), strict=False)):
        facts.readings[post.key] = {LIKES: _seen((0, 0), (half, 50 + i), (100, 100 + 2 * i))}
    query = MetricQuery(
        User("u1", None, "UTC"),
        (make_account(Platform.X),),
        (MetricKey.HALF_LIFE,),
        Period(POSTED.date(), POSTED.date() + DAY, "UTC"),
        now=LATE,
    )

    value = measure(query, facts).total(MetricKey.HALF_LIFE)

    assert value.value == median((2, 10, 6))
    assert (value.status, value.coverage and value.coverage.measured) == (MetricStatus.PARTIAL, 3)
