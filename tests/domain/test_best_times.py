"""Best times: robust against one viral post, silent about noise, and by the clock on the wall."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.best_times import DEFAULT_SOURCE, WINDOWS, BestTimes, DefaultSlot, best_times, default_slots
from domain.effects import CAVEAT, Control, Effect, EvidenceState
from domain.facts import PostFact
from domain.observations import ContentType
from domain.users import Platform

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
PLATFORMS = {"instagram": Platform.INSTAGRAM}
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


@pytest.mark.parametrize("count", [0, 3])
def test_three_posts_are_not_enough_data(make_post_fact: Callable[..., PostFact], count: int) -> None:
    times = best_times(_facts(make_post_fact, _at_hour(19, count, 1_000)), PLATFORMS, NOW, "UTC")

    assert times == BestTimes(
        EvidenceState.NOT_ENOUGH_DATA,
        count,
        0.0,
        count,
        "UTC",
        (),
        (),
        default_slots(),
        DEFAULT_SOURCE,
        (),
        0.55,
        0.10,
        "slot-model/1",
        CAVEAT,
    )


def test_the_default_is_a_full_week_of_windows_and_never_among_the_findings() -> None:
    slots = default_slots()

    assert sorted((slot.weekend, slot.start_hour) for slot in slots) == list(WINDOWS)
    assert slots[0] == DefaultSlot(True, 18, 21, 0.092)
    assert slots[-1] == DefaultSlot(False, 3, 6, -0.094)
    assert "weak default" in DEFAULT_SOURCE
    assert "2012 to 2017" in DEFAULT_SOURCE


@pytest.mark.parametrize(("posts", "enough"), [(29, False), (30, True)])
def test_thirty_posts_are_enough(make_post_fact: Callable[..., PostFact], posts: int, enough: bool) -> None:
    times = best_times(_facts(make_post_fact, _at_hour(19, posts, 100)), PLATFORMS, NOW, "UTC")

    assert (times.state is not EvidenceState.NOT_ENOUGH_DATA) is enough
    assert times.posts == posts


def test_thirty_posts_of_two_weeks_are_not_enough_for_a_time(make_post_fact: Callable[..., PostFact]) -> None:
    posts = [(MONDAY + timedelta(days=7 * (k % 2), hours=k // 2), 100) for k in range(30)]

    times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")

    assert (times.state, times.posts, times.weeks) == (EvidenceState.NOT_ENOUGH_DATA, 30, 2)


@pytest.mark.parametrize("hour", [7, 13])
def test_one_viral_outlier_does_not_move_the_top_slot(make_post_fact: Callable[..., PostFact], hour: int) -> None:
    posts = _noisy(7, evening_lift=1.0)
    viral = [(at, likes * 10_000 if i == (0 if hour == 7 else 1) else likes) for i, (at, likes) in enumerate(posts)]

    before = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")
    after = best_times(_facts(make_post_fact, viral), PLATFORMS, NOW, "UTC")

    assert before.state is EvidenceState.SUPPORTED
    assert after.state is EvidenceState.SUPPORTED
    assert _order(before)[0] == _order(after)[0] == (False, 18, 21)
    assert after.slots[0].effect.lift == pytest.approx(before.slots[0].effect.lift, abs=0.02)


def test_one_viral_post_makes_no_best_time_of_its_own(make_post_fact: Callable[..., PostFact]) -> None:
    posts = [*_noisy(7, evening_lift=0.0), (MONDAY + timedelta(days=3, hours=3), 50_000_000)]

    times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")

    assert times.state is EvidenceState.NO_CLEAR_BEST


# ---------------------------------------------------------------- what counts


@pytest.mark.parametrize(
    ("platform", "age"),
    [
        (Platform.X, timedelta(hours=48)),
        (Platform.FACEBOOK, timedelta(hours=72)),
        (Platform.INSTAGRAM, timedelta(days=7)),
        (Platform.LINKEDIN, timedelta(days=7)),
        (Platform.TIKTOK, timedelta(days=7)),
        (None, timedelta(days=28)),
    ],
)
def test_posts_that_are_still_gathering_engagement_are_ignored(
    make_post_fact: Callable[..., PostFact], platform: Platform | None, age: timedelta
) -> None:
    platforms = {"instagram": platform} if platform else {}
    old = _at_hour(19, 40, 100)
    mature = (NOW - age, 100)
    young = (NOW - age + timedelta(microseconds=1), 1_000_000)

    without = best_times(_facts(make_post_fact, [*old, mature]), platforms, NOW, "UTC")
    with_young = best_times(_facts(make_post_fact, [*old, mature, young]), platforms, NOW, "UTC")

    assert without.posts == 41
    assert with_young == without


def test_posts_whose_engagement_was_not_seen_are_ignored_and_zeros_are_not(
    make_post_fact: Callable[..., PostFact],
) -> None:
    posts = _facts(make_post_fact, _at_hour(19, 40, 0))
    unseen = [make_post_fact(post_id=f"u{i}", posted_at=MONDAY, views=1_000) for i in range(5)]

    assert best_times([*posts, *unseen], PLATFORMS, NOW, "UTC").posts == 40


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

    times = best_times([*big, *small], PLATFORMS, NOW, "UTC")

    assert (times.state, times.posts) == (EvidenceState.NOT_ENOUGH_DATA, 80)


def test_accounts_of_unlike_size_are_studied_together(make_post_fact: Callable[..., PostFact]) -> None:
    # Evenings do better on both; the small account posts in the evening more often than the big one.
    posts = _noisy(7, evening_lift=1.0)
    big = _facts(make_post_fact, [(at, likes * 1000) for i, (at, likes) in enumerate(posts) if i % 6 != 2])
    small = [
        make_post_fact("small", post_id=f"s{i}", posted_at=at, likes=likes)
        for i, (at, likes) in enumerate(_noisy(8, evening_lift=1.0))
        if i % 6 != 3
    ]

    times = best_times([*big, *small], PLATFORMS, NOW, "UTC")

    assert (times.state, _order(times)[0], times.posts) == (EvidenceState.SUPPORTED, (False, 18, 21), 500)


def test_working_days_and_weekends_are_told_apart(make_post_fact: Callable[..., PostFact]) -> None:
    saturday = [(MONDAY + timedelta(days=5 + 7 * week, hours=9), 400) for week in range(20)]

    times = best_times(_facts(make_post_fact, [*_at_hour(9, 40, 100), *saturday]), PLATFORMS, NOW, "UTC")

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

    berlin = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "Europe/Berlin")
    kathmandu = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "Asia/Kathmandu")

    assert _order(berlin) == [(False, 18, 21)]
    assert _order(best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC"))[0][1] == 15
    assert sorted(_order(kathmandu)) == [(False, 21, 24)]


def test_half_past_nine_in_berlin_is_one_window_in_winter_and_in_summer(
    make_post_fact: Callable[..., PostFact],
) -> None:
    # By UTC it is 8:30 in winter, in the window from 6, and 7:30 in summer. 8:59 UTC would fall in another window.
    zone = ZoneInfo("Europe/Berlin")
    winter = [(datetime(2026, 1, 5 + k, 9, 30, tzinfo=zone).astimezone(UTC), 100 + k) for k in range(20)]
    summer = [(datetime(2026, 7, 6 + k, 9, 30, tzinfo=zone).astimezone(UTC), 100 + k) for k in range(20)]

    times = best_times(_facts(make_post_fact, [*winter, *summer]), PLATFORMS, NOW, "Europe/Berlin")

    assert {winter[0][0].hour, summer[0][0].hour} == {8, 7}
    assert sorted(_order(times)) == [(False, 9, 12), (True, 9, 12)]


def test_the_last_slot_of_the_day_ends_at_24(make_post_fact: Callable[..., PostFact]) -> None:
    times = best_times(_facts(make_post_fact, _at_hour(23, 40, 100)), PLATFORMS, NOW, "UTC")

    assert _order(times) == [(False, 21, 24)]


def test_a_post_at_23_utc_on_friday_is_a_weekend_post_in_berlin(make_post_fact: Callable[..., PostFact]) -> None:
    fridays = [(MONDAY + timedelta(days=4 + 7 * (k % 10), hours=23, minutes=30), 100) for k in range(30)]

    times = best_times(_facts(make_post_fact, fridays), PLATFORMS, NOW, "Europe/Berlin")

    assert _order(times) == [(True, 0, 3)]


# ---------------------------------------------------------------- how far the evidence carries


def test_a_clear_best_time_is_supported(make_post_fact: Callable[..., PostFact]) -> None:
    times = best_times(_facts(make_post_fact, _noisy(7, evening_lift=1.0)), PLATFORMS, NOW, "UTC")

    assert times.state is EvidenceState.SUPPORTED
    assert _order(times)[0] == (False, 18, 21)
    best = times.slots[0].effect
    assert best.posts == 100
    assert 0.1 < best.lift < 1.0  # less than what was seen: part of an effect is gone by the next period
    assert best.probability > 0.9


def test_the_state_is_that_of_the_slot_that_stands_first(make_post_fact: Callable[..., PostFact]) -> None:
    # Two posts at 18 o'clock did best but prove little (P = 0.87); thirty at 12 did well and prove more (P = 0.90).
    posts = [*_at_hour(6, 30, 100), *_at_hour(12, 30, 183), *_at_hour(18, 2, 285)]

    times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")

    best = times.slots[0].effect
    assert (times.state is EvidenceState.SUPPORTED) == (best.probability >= 0.9)
    assert (times.state is EvidenceState.TENTATIVE) == (0.8 <= best.probability < 0.9)


def _effect_of_noon(make_post_fact: Callable[..., PostFact], count: int, likes: int) -> Effect:
    """The effect of `count` posts at 12 o'clock, beside as many at 6 o'clock with 100 likes."""
    posts = [*_at_hour(6, count, 100), *_at_hour(12, count, likes)]
    times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")
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


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 100_000)), min_size=30, max_size=60))
def test_a_lift_lies_in_its_interval_and_on_the_side_that_is_more_probable(
    make_post_fact: Callable[..., PostFact], drawn: list[tuple[int, int]]
) -> None:
    posts = [(MONDAY + timedelta(days=2 * i, hours=hour), likes) for i, (hour, likes) in enumerate(drawn)]

    times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")

    assert sum(slot.effect.posts for slot in times.slots) == (len(posts) if times.slots else 0)
    assert bool(times.slots) == (times.state is not EvidenceState.NOT_ENOUGH_DATA)
    assert [slot.effect.lift for slot in times.slots] == sorted((s.effect.lift for s in times.slots), reverse=True)
    for slot in times.slots:
        effect = slot.effect
        assert -1 < effect.lower < effect.lift < effect.upper
        assert 0 <= effect.probability <= 1
        assert effect.lower < effect.lower80 < effect.lift < effect.upper80 < effect.upper
        assert (effect.probability > 0.5) == (effect.lift > 0) or abs(effect.lift) < 1e-3  # mean and median


@pytest.mark.parametrize("spread", [1.0, 0.5], ids=["heavy-tailed engagement", "even engagement"])
def test_accounts_without_any_best_time_are_told_one_in_at_most_two_percent_of_200_runs(
    make_post_fact: Callable[..., PostFact], spread: float
) -> None:
    states = []
    for seed in range(200):
        chance = random.Random(seed)
        posts = [
            (MONDAY + timedelta(minutes=chance.randrange(12 * 7 * 24 * 60)), round(chance.lognormvariate(4, spread)))
            for _ in range(100)
        ]
        states.append(best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "Europe/Berlin").state)

    assert states.count(EvidenceState.SUPPORTED) <= 4
    assert states.count(EvidenceState.TENTATIVE) <= 20


def test_a_page_with_strong_hours_is_told_the_right_ones(make_post_fact: Callable[..., PostFact]) -> None:
    """Hours with a standard deviation of 0.35, Student-t noise of scale 1.06, habits, and a trend, 1,000 posts each."""
    right = firm = firm_and_right = 0
    for seed in range(20):
        chance = np.random.default_rng(seed)
        smooth = np.convolve(np.tile(chance.standard_normal(24), 3), [0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25], "same")
        hours = smooth[24:48] - smooth[24:48].mean()
        hours *= 0.35 / hours.std()
        habit = chance.dirichlet(np.full(24, 0.8))
        posted = chance.choice(24, 1000, p=habit)
        days = np.sort(chance.integers(0, 300, 1000))
        y = 6 + days / 300 + hours[posted] + 1.06 * chance.standard_t(4, 1000)
        posts = [
            (MONDAY + timedelta(days=int(day), hours=int(hour)), int(np.exp(value)))
            for day, hour, value in zip(days, posted, y, strict=True)
        ]

        times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")

        best = times.slots[0]
        mine = [h for h in posted if best.start_hour <= h < best.end_hour]
        better = hours[mine].mean() > hours[posted].mean()
        right += better
        firm += times.state is EvidenceState.SUPPORTED
        firm_and_right += better and times.state is EvidenceState.SUPPORTED
    assert right >= 18
    assert firm >= 5
    assert firm_and_right == firm


# ---------------------------------------------------------------- what must not matter


def _same(one: BestTimes, other: BestTimes, within: float) -> bool:
    assert _order(one) == _order(other)
    assert (one.state, one.posts) == (other.state, other.posts)
    lifts = [[getattr(slot.effect, name) for slot in one.slots] for name in ("lift", "lower", "upper", "probability")]
    same = [[getattr(slot.effect, name) for slot in other.slots] for name in ("lift", "lower", "upper", "probability")]
    return bool(np.allclose(lifts, same, rtol=0, atol=within))


def test_an_account_ten_times_as_large_has_the_same_best_times(make_post_fact: Callable[..., PostFact]) -> None:
    posts = [(at, likes * 1_000) for at, likes in _noisy(7, evening_lift=1.0)]

    times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")
    larger = best_times(_facts(make_post_fact, [(at, likes * 10) for at, likes in posts]), PLATFORMS, NOW, "UTC")

    assert _same(times, larger, within=1e-4)


def test_the_same_posts_some_weeks_earlier_have_the_same_best_times(make_post_fact: Callable[..., PostFact]) -> None:
    posts = _noisy(7, evening_lift=1.0)
    earlier = [(at - timedelta(weeks=40), likes) for at, likes in posts]

    assert _same(
        best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC"),
        best_times(_facts(make_post_fact, earlier), PLATFORMS, NOW, "UTC"),
        within=1e-9,
    )


def test_the_order_of_the_posts_does_not_matter(make_post_fact: Callable[..., PostFact]) -> None:
    facts = _facts(make_post_fact, _noisy(7, evening_lift=1.0))
    shuffled = random.Random(1).sample(facts, len(facts))

    assert best_times(shuffled, PLATFORMS, NOW, "UTC") == best_times(facts, PLATFORMS, NOW, "UTC")


def test_a_kind_that_does_well_and_goes_out_in_the_evening_makes_no_evening(
    make_post_fact: Callable[..., PostFact],
) -> None:
    # Reels get four times as much at any hour, and nine of ten go out in the evening.
    chance = random.Random(4)
    facts = []
    for day in range(100):
        for hour in (7, 19):
            reel = chance.random() < (0.9 if hour == 19 else 0.1)
            facts.append(
                make_post_fact(
                    post_id=f"{day}-{hour}",
                    posted_at=MONDAY + timedelta(days=7 * (day // 5) + day % 5, hours=hour),
                    content_type=ContentType.REEL if reel else ContentType.IMAGE,
                    likes=round(chance.lognormvariate(5, 0.8) * (4 if reel else 1)),
                )
            )

    times = best_times(facts, PLATFORMS, NOW, "UTC")

    assert times.state is EvidenceState.NO_CLEAR_BEST
    assert times.controlled_for == (Control.ACCOUNT, Control.CONTENT_TYPE, Control.TREND)


def test_growth_makes_no_best_time_of_recent_habits(make_post_fact: Callable[..., PostFact]) -> None:
    # Mornings for the first ten weeks, evenings for the next ten, while the account grows twentyfold.
    chance = random.Random(4)
    posts = [
        (
            MONDAY + timedelta(days=day, hours=7 if (day < 70) != (day % 10 == 0) else 19),
            round(chance.lognormvariate(5, 0.5) * exp(3 * day / 140)),
        )
        for day in range(140)
    ]

    times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")

    assert times.state in (EvidenceState.NO_CLEAR_BEST, EvidenceState.NOT_ENOUGH_DATA)
    assert all(abs(slot.effect.lift) < 0.1 for slot in times.slots)


# ---------------------------------------------------------------- what is told beside it


def test_windows_without_a_post_are_untried_and_never_best(make_post_fact: Callable[..., PostFact]) -> None:
    times = best_times(_facts(make_post_fact, _noisy(7, evening_lift=1.0)), PLATFORMS, NOW, "UTC")

    assert sorted(_order(times)) == [(False, 6, 9), (False, 12, 15), (False, 18, 21)]
    assert len(times.untried) == 3
    assert [slot.effect.posts for slot in times.untried] == [0, 0, 0]
    assert not {(s.weekend, s.start_hour) for s in times.untried} & {(s.weekend, s.start_hour) for s in times.slots}
    widths = [(1 + slot.effect.upper) / (1 + slot.effect.lower) for slot in times.untried]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > max((1 + slot.effect.upper) / (1 + slot.effect.lower) for slot in times.slots)
    assert (times.default_slots, times.default_source) == ((), None)


def test_a_post_of_a_year_ago_counts_half(make_post_fact: Callable[..., PostFact]) -> None:
    newest = NOW - timedelta(days=20)
    posts = [(newest - timedelta(days=365 * (k % 2), minutes=k // 2), 100 + k) for k in range(40)]
    posts += [(newest - timedelta(days=7), 100)]  # a third week

    times = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC")

    assert times.posts == 41
    assert times.effective_posts == pytest.approx(20 + 10 + 0.5 ** (7 / 365), abs=0.01)


def test_of_very_many_posts_the_newest_are_looked_at(make_post_fact: Callable[..., PostFact]) -> None:
    posts = _noisy(7, evening_lift=1.0)
    newest = sorted(posts)[-90:]

    limited = best_times(_facts(make_post_fact, posts), PLATFORMS, NOW, "UTC", limit=90)
    alone = best_times(_facts(make_post_fact, newest), PLATFORMS, NOW, "UTC")

    assert limited.posts == 90
    assert _same(limited, alone, within=1e-9)


def test_five_thousand_posts_are_studied_in_less_than_a_second(make_post_fact: Callable[..., PostFact]) -> None:
    chance = random.Random(1)
    facts = [
        make_post_fact(
            f"a{i % 4}",
            post_id=str(i),
            posted_at=MONDAY - timedelta(minutes=chance.randrange(3 * 365 * 24 * 60)),
            likes=round(chance.lognormvariate(5, 1)),
        )
        for i in range(6_000)
    ]
    started = time.thread_time()

    times = best_times(facts, PLATFORMS, NOW, "UTC")

    assert times.posts == 5_000
    assert time.thread_time() - started < 1  # 0.1 s; the time of this thread, so that a busy machine does not matter
