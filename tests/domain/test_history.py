"""Counters seen again and again: what was added between two looks."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.history import Delta, Reading, current, deltas

DAY = 86_400_000_000
"""Microseconds."""


# ---------------------------------------------------------------- claims 4 and 5


def _quantities(readings: Sequence[Reading]) -> dict[int, float]:
    return {moment: delta.quantity for moment, delta in deltas(readings).items()}


def test_an_old_post_first_seen_with_50_and_then_with_55_is_credited_5() -> None:
    readings = [(10 * DAY, 50.0), (11 * DAY, 55.0)]

    assert deltas(readings) == {11 * DAY: Delta(10 * DAY, 5)}


def test_snapshots_of_100_97_105_give_minus_3_and_plus_8() -> None:
    readings = [(1 * DAY, 100.0), (2 * DAY, 97.0), (3 * DAY, 105.0)]

    found = _quantities(readings)

    assert found == {2 * DAY: -3, 3 * DAY: 8}
    assert sum(found.values()) == 5


# ---------------------------------------------------------------- edges


@pytest.mark.parametrize("readings", [[], [(DAY, 50.0)], [(DAY, 0.0)]])
def test_nothing_is_credited_before_the_second_look(readings: list[Reading]) -> None:
    assert deltas(readings) == {}


def test_a_counter_that_stood_still_gives_no_delta() -> None:
    assert deltas([(1, 50.0), (2, 50.0), (3, 51.0), (4, 51.0)]) == {3: Delta(2, 1)}


def test_of_two_readings_of_one_moment_the_greater_counts() -> None:
    readings = [(1, 50.0), (2, 58.0), (2, 55.0), (3, 60.0)]

    assert _quantities(readings) == {2: 8, 3: 2}
    assert _quantities([(1, 50.0), (1, 53.0), (2, 55.0)]) == {2: 2}


def test_the_newest_reading_is_the_current_one() -> None:
    assert current([(1, 100.0), (3, 97.0), (2, 105.0)]) == (3, 97.0)
    assert current([(3, 97.0), (3, 99.0), (3, 98.0)]) == (3, 99.0)
    assert current([]) is None


# ---------------------------------------------------------------- laws

READINGS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 1_000)), max_size=12)


@given(READINGS, st.data())
def test_observations_may_come_in_any_order_and_more_than_once(
    readings: list[tuple[int, int]], data: st.DataObject
) -> None:
    repeated = readings + data.draw(st.lists(st.sampled_from(readings), max_size=4) if readings else st.just([]))
    shuffled = data.draw(st.permutations(repeated))

    assert deltas(shuffled) == deltas(readings)
    assert current(shuffled) == current(readings)


@given(READINGS.filter(bool))
def test_the_deltas_add_up_to_the_last_value_less_the_first(readings: list[tuple[int, int]]) -> None:
    first = max(value for moment, value in readings if moment == min(m for m, _ in readings))
    last = max(value for moment, value in readings if moment == max(m for m, _ in readings))

    assert sum(_quantities(readings).values()) == last - first


@given(READINGS, st.integers(0, 8))
def test_later_observations_do_not_change_earlier_deltas(readings: list[tuple[int, int]], now: int) -> None:
    known_then = deltas([reading for reading in readings if reading[0] <= now])

    assert known_then == {moment: delta for moment, delta in deltas(readings).items() if moment <= now}
