"""When an account comes next."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scheduling import Cadence
from domain.users import Schedule
from tests.factories import NOW


class Middle(Random):
    """No jitter."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def after(schedule: Schedule, every: timedelta = timedelta(hours=1)) -> timedelta | None:
    following = Cadence(every, Middle()).following(schedule, NOW)
    return None if following is None else following - NOW


@pytest.mark.parametrize(
    ("failures", "hours"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 24), (6, 24), (1_000, 24)]
)
def test_failing_accounts_come_later_and_later_but_every_day(failures: int, hours: int) -> None:
    assert after(Schedule(failures=failures)) == timedelta(hours=hours)


def test_an_account_may_have_a_pace_of_its_own() -> None:
    assert after(Schedule(every_minutes=15)) == timedelta(minutes=15)
    assert after(Schedule(every_minutes=7 * 24 * 60, failures=3)) == timedelta(days=7)
    assert after(Schedule(every_minutes=0)) is None
    assert after(Schedule(), timedelta(0)) is None
    assert after(Schedule(every_minutes=30), timedelta(0)) == timedelta(minutes=30)


@given(seed=st.integers(), failures=st.integers(0, 20))
def test_jitter_is_at_most_a_tenth(seed: int, failures: int) -> None:
    following = Cadence(timedelta(hours=1), Random(seed)).following(Schedule(failures=failures), NOW)
    usual = after(Schedule(failures=failures))

    assert following is not None
    assert usual is not None
    assert 0.9 <= (following - NOW) / usual <= 1.1
