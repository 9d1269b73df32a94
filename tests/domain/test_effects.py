"""Best times and kinds of post: robust against one viral post, silent about noise, and by the clock on the wall."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.effects import BestTimes, Effect, EvidenceState, best_times, best_types
from domain.facts import PostFact
from domain.observations import ContentType

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
Post = tuple[datetime, int]
"""When it went out, and its likes."""


def _facts(make_post_fact: Callable[..., PostFact], posts: Sequence[Post]) -> list[PostFact]:
    return [make_post_fact(post_id=str(i), posted_at=at, likes=likes) for i, (at, likes) in enumerate(posts)]


def _at_hour(hour: int, count: int, likes: int) -> list[Post]:
    """Posts of one hour on the working days of up to ten weeks."""
    return [(MONDAY + timedelta(days=7 * (k % 10) + k // 10 % 5, hours=hour), likes) for k in range(count)]


def _noisy(seed: int, evening_lift: float) -> list[Post]:
    """Three posts on each of 100 working days, at 7, 13 and 19 o'clock UTC; those of the evening do better."""
    chance = random.Random(seed)
    return [
        (
            MONDAY + timedelta(days=7 * (day // 5) + day % 5, hours=hour),
            round(chance.lognormvariate(5, 0.8) * (1 + evening_lift if hour == 19 else 1)),
        )
        for day in range(100)
        for hour in (7, 13, 19)
    ]


def _order(times: BestTimes) -> list[tuple[bool, int, int]]:
    return [(slot.weekend, slot.start_hour, slot.end_hour) for slot in times.slots]


# ---------------------------------------------------------------- claim 13


def test_three_posts_are_not_enough_data(make_post_fact: Callable[..., PostFact]) -> None:
    posts = _facts(make_post_fact, _at_hour(19, 3, 1_000))

    assert best_times(posts, NOW, "UTC") == BestTimes(EvidenceState.NOT_ENOUGH_DATA, 3, 3, "UTC", ())
    assert best_types(posts, NOW).state is EvidenceState.NOT_ENOUGH_DATA
    assert best_types(posts, NOW).types == ()


def test_no_posts_are_not_enough_data() -> None:
    assert best_times([], NOW, "UTC") == BestTimes(EvidenceState.NOT_ENOUGH_DATA, 0, 0, "UTC", ())


@pytest.mark.parametrize(("posts", "enough"), [(29, False), (30, True)])
def test_thirty_posts_are_enough(make_post_fact: Callable[..., PostFact], posts: int, enough: bool) -> None:
    times = best_times(_facts(make_post_fact, _at_hour(19, posts, 100)), NOW, "UTC")

    assert (times.state is not EvidenceState.NOT_ENOUGH_DATA) is enough
    assert times.posts == posts


def test_thirty_posts_of_two_weeks_are_not_enough_for_a_time(make_post_fact: Callable[..., PostFact]) -> None:
    posts = [(MONDAY + timedelta(days=7 * (k % 2), hours=k // 2), 100) for k in range(30)]

    times = best_times(_facts(make_post_fact, posts), NOW, "UTC")

    assert (times.state, times.posts, times.weeks) == (EvidenceState.NOT_ENOUGH_DATA, 30, 2)


@pytest.mark.parametrize("hour", [7, 13])
def test_one_viral_outlier_does_not_move_the_top_slot(make_post_fact: Callable[..., PostFact], hour: int) -> None:
    posts = _noisy(7, evening_lift=1.0)
    viral = [(at, likes * 10_000 if i == (0 if hour == 7 else 1) else likes) for i, (at, likes) in enumerate(posts)]

    before = best_times(_facts(make_post_fact, posts), NOW, "UTC")
    after = best_times(_facts(make_post_fact, viral), NOW, "UTC")

    assert before.state is EvidenceState.SUPPORTED
    assert after.state is EvidenceState.SUPPORTED
    assert _order(before)[0] == _order(after)[0] == (False, 18, 21)
    assert after.slots[0].effect.lift == pytest.approx(before.slots[0].effect.lift, abs=0.02)


def test_one_viral_post_makes_no_best_time_of_its_own(make_post_fact: Callable[..., PostFact]) -> None:
    posts = [*_noisy(7, evening_lift=0.0), (MONDAY + timedelta(days=3, hours=3), 50_000_000)]

    times = best_times(_facts(make_post_fact, posts), NOW, "UTC")

    assert times.state is EvidenceState.NO_CLEAR_BEST


# ---------------------------------------------------------------- what counts


def test_posts_younger_than_72_hours_are_ignored(make_post_fact: Callable[..., PostFact]) -> None:
    old = _at_hour(19, 40, 100)
    mature = (NOW - timedelta(hours=72), 100)
    young = (NOW - timedelta(hours=72) + timedelta(microseconds=1), 1_000_000)

    without = best_times(_facts(make_post_fact, [*old, mature]), NOW, "UTC")
    with_young = best_times(_facts(make_post_fact, [*old, mature, young]), NOW, "UTC")

    assert without.posts == 41
    assert with_young == without


def test_posts_whose_engagement_was_not_seen_are_ignored_and_zeros_are_not(
    make_post_fact: Callable[..., PostFact],
) -> None:
    posts = _facts(make_post_fact, _at_hour(19, 40, 0))
    unseen = [make_post_fact(post_id=f"u{i}", posted_at=MONDAY, views=1_000) for i in range(5)]

    assert best_times([*posts, *unseen], NOW, "UTC").posts == 40


def test_accounts_are_measured_against_themselves(make_post_fact: Callable[..., PostFact]) -> None:
    # The big account posts in the evening only, the small one in the morning only: that says nothing about the hour.
    big = [
        make_post_fact("big", post_id=f"b{i}", posted_at=at, likes=likes)
        for i, (at, likes) in enumerate(_at_hour(19, 40, 10_000))
    ]
    small = [
        make_post_fact("small", post_id=f"s{i}", posted_at=at, likes=likes)
        for i, (at, likes) in enumerate(_at_hour(7, 40, 10))
    ]

    times = best_times([*big, *small], NOW, "UTC")

    assert times.state is EvidenceState.NO_CLEAR_BEST
    assert [slot.effect.lift for slot in times.slots] == [0, 0]


def test_working_days_and_weekends_are_told_apart(make_post_fact: Callable[..., PostFact]) -> None:
    saturday = [(MONDAY + timedelta(days=5 + 7 * week, hours=9), 400) for week in range(20)]

    times = best_times(_facts(make_post_fact, [*_at_hour(9, 40, 100), *saturday]), NOW, "UTC")

    assert _order(times) == [(True, 9, 12), (False, 9, 12)]
    assert [slot.effect.posts for slot in times.slots] == [20, 40]


def test_hours_are_those_of_the_clock_on_the_wall_in_winter_and_in_summer(
    make_post_fact: Callable[..., PostFact],
) -> None:
    # 18:30 in Berlin is 17:30 UTC until 28 March 2026 and 16:30 UTC from 29 March on.
    first = date(2026, 2, 2)
    posts = []
    for day in (first + timedelta(days=7 * week + i) for week in range(16) for i in range(3)):
        hour = 17 if day < date(2026, 3, 29) else 16
        posts.append((datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC), 100))

    berlin = best_times(_facts(make_post_fact, posts), NOW, "Europe/Berlin")
    kathmandu = best_times(_facts(make_post_fact, posts), NOW, "Asia/Kathmandu")

    assert _order(berlin) == [(False, 18, 21)]
    assert sorted(_order(kathmandu)) == [(False, 21, 24)]


def test_the_last_slot_of_the_day_ends_at_24(make_post_fact: Callable[..., PostFact]) -> None:
    times = best_times(_facts(make_post_fact, _at_hour(23, 40, 100)), NOW, "UTC")

    assert _order(times) == [(False, 21, 24)]


def test_a_post_at_23_utc_on_friday_is_a_weekend_post_in_berlin(make_post_fact: Callable[..., PostFact]) -> None:
    fridays = [(MONDAY + timedelta(days=4 + 7 * (k % 10), hours=23, minutes=30), 100) for k in range(30)]

    times = best_times(_facts(make_post_fact, fridays), NOW, "Europe/Berlin")

    assert _order(times) == [(True, 0, 3)]


# ---------------------------------------------------------------- how far the evidence carries


def test_a_clear_best_time_is_supported(make_post_fact: Callable[..., PostFact]) -> None:
    times = best_times(_facts(make_post_fact, _noisy(7, evening_lift=1.0)), NOW, "UTC")

    assert times.state is EvidenceState.SUPPORTED
    assert _order(times)[0] == (False, 18, 21)
    best = times.slots[0].effect
    assert best.posts == 100
    assert 0.1 < best.lift < 1.0  # less than what was seen: part of an effect is gone by the next period
    assert best.probability > 0.9


def test_the_state_is_that_of_the_slot_that_stands_first(make_post_fact: Callable[..., PostFact]) -> None:
    # Two posts at 18 o'clock did best but prove little (P = 0.87); thirty at 12 did well and prove more (P = 0.90).
    posts = [*_at_hour(6, 30, 100), *_at_hour(12, 30, 183), *_at_hour(18, 2, 285)]

    times = best_times(_facts(make_post_fact, posts), NOW, "UTC")

    best = times.slots[0].effect
    assert (times.state is EvidenceState.SUPPORTED) == (best.probability >= 0.9)
    assert (times.state is EvidenceState.TENTATIVE) == (0.8 <= best.probability < 0.9)


def _effect_of_noon(make_post_fact: Callable[..., PostFact], count: int, likes: int) -> Effect:
    """The effect of `count` posts at 12 o'clock, beside as many at 6 o'clock with 100 likes."""
    posts = [*_at_hour(6, count, 100), *_at_hour(12, count, likes)]
    times = best_times(_facts(make_post_fact, posts), NOW, "UTC")
    return next(slot.effect for slot in times.slots if slot.start_hour == 12)


def test_more_posts_that_did_as_well_are_more_certain(make_post_fact: Callable[..., PostFact]) -> None:
    effects = [_effect_of_noon(make_post_fact, count, 120) for count in (15, 20, 30, 50)]

    assert [effect.posts for effect in effects] == [15, 20, 30, 50]
    probabilities = [effect.probability for effect in effects]
    widths = [(1 + effect.upper) / (1 + effect.lower) for effect in effects]
    assert probabilities == sorted(set(probabilities))
    assert widths == sorted(set(widths), reverse=True)


def test_a_greater_difference_is_more_probable(make_post_fact: Callable[..., PostFact]) -> None:
    effects = [_effect_of_noon(make_post_fact, 30, likes) for likes in (80, 95, 105, 120, 150)]

    lifts = [effect.lift for effect in effects]
    probabilities = [effect.probability for effect in effects]
    assert lifts == sorted(set(lifts))
    assert probabilities == sorted(set(probabilities))
    assert effects[0].probability < 0.5 < effects[-1].probability


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 100_000)), min_size=30, max_size=60))
def test_a_lift_lies_in_its_interval_and_on_the_side_that_is_more_probable(
    make_post_fact: Callable[..., PostFact], drawn: list[tuple[int, int]]
) -> None:
    posts = [(MONDAY + timedelta(days=2 * i, hours=hour), likes) for i, (hour, likes) in enumerate(drawn)]

    times = best_times(_facts(make_post_fact, posts), NOW, "UTC")

    assert sum(slot.effect.posts for slot in times.slots) == len(posts)
    assert [slot.effect.lift for slot in times.slots] == sorted((s.effect.lift for s in times.slots), reverse=True)
    for slot in times.slots:
        effect = slot.effect
        assert -1 < effect.lower < effect.lift < effect.upper
        assert 0 <= effect.probability <= 1
        assert (effect.probability > 0.5) == (effect.lift > 0) or abs(effect.lift) < 1e-9


@pytest.mark.parametrize(
    ("spread", "supported"),
    [(1.0, 0), (0.5, 0)],
    ids=["heavy-tailed engagement", "even engagement"],
)
def test_accounts_without_any_best_time_are_told_one_in_at_most_two_percent_of_runs(
    make_post_fact: Callable[..., PostFact], spread: float, supported: int
) -> None:
    states = []
    for seed in range(200):
        chance = random.Random(seed)
        posts = [
            (MONDAY + timedelta(minutes=chance.randrange(12 * 7 * 24 * 60)), round(chance.lognormvariate(4, spread)))
            for _ in range(120)
        ]
        states.append(best_times(_facts(make_post_fact, posts), NOW, "Europe/Berlin").state)

    assert states.count(EvidenceState.SUPPORTED) <= 4
    assert states.count(EvidenceState.SUPPORTED) == supported


# ---------------------------------------------------------------- kinds of post


def _of_types(make_post_fact: Callable[..., PostFact], likes: dict[ContentType, int], count: int) -> list[PostFact]:
    chance = random.Random(3)
    return [
        make_post_fact(
            post_id=f"{kind}{i}",
            posted_at=MONDAY + timedelta(days=i),
            content_type=kind,
            likes=round(usual * exp(chance.gauss(0, 0.5))),
        )
        for kind, usual in likes.items()
        for i in range(count)
    ]


def test_the_kind_that_does_better_stands_first(make_post_fact: Callable[..., PostFact]) -> None:
    likes = {ContentType.IMAGE: 100, ContentType.REEL: 600, ContentType.LINK: 60}

    types = best_types(_of_types(make_post_fact, likes, 40), NOW)

    assert types.state is EvidenceState.SUPPORTED
    assert (types.posts, [entry.content_type for entry in types.types]) == (
        120,
        [ContentType.REEL, ContentType.IMAGE, ContentType.LINK],
    )


def test_one_kind_alone_is_no_best_kind(make_post_fact: Callable[..., PostFact]) -> None:
    types = best_types(_of_types(make_post_fact, {ContentType.REEL: 600}, 40), NOW)

    assert types.state is EvidenceState.NO_CLEAR_BEST
    assert [entry.content_type for entry in types.types] == [ContentType.REEL]


def test_kinds_that_do_alike_have_no_best_one(make_post_fact: Callable[..., PostFact]) -> None:
    likes = {ContentType.IMAGE: 100, ContentType.REEL: 100}

    assert best_types(_of_types(make_post_fact, likes, 60), NOW).state is EvidenceState.NO_CLEAR_BEST
