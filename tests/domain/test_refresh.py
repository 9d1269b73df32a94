"""How often a post is looked at again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assignments import KnownPost
from domain.observations import ContentType
from domain.refresh import is_due, next_look, usual_pace
from tests.factories import NOW


def known(
    age: timedelta,
    looked_at: timedelta = timedelta(0),
    moved: timedelta | None = None,
    missing: timedelta | None = None,
) -> KnownPost:
    """A post of an age, last looked at so long ago."""
    return KnownPost(
        "p1",
        NOW - age,
        ContentType.IMAGE,
        NOW - looked_at,
        None if moved is None else NOW - moved,
        None if missing is None else NOW - missing,
    )


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "pace"),
    [
        (timedelta(0), HOUR),
        (DAY - timedelta(seconds=1), HOUR),
        (DAY, 6 * HOUR),
        (7 * DAY - timedelta(seconds=1), 6 * HOUR),
        (7 * DAY, DAY),
        (30 * DAY - timedelta(seconds=1), DAY),
        (30 * DAY, 7 * DAY),
        (3_000 * DAY, 7 * DAY),
    ],
)
def test_the_pace_goes_by_the_age(age: timedelta, pace: timedelta) -> None:
    assert usual_pace(known(age), NOW) == pace


def test_a_post_is_due_when_its_pace_has_passed() -> None:
    assert is_due(known(12 * HOUR, looked_at=HOUR, moved=HOUR), NOW)
    assert not is_due(known(12 * HOUR, looked_at=HOUR - timedelta(seconds=1), moved=HOUR), NOW)


def test_a_post_that_has_not_moved_for_three_looks_is_looked_at_a_quarter_as_often() -> None:
    moving = known(10 * DAY, looked_at=DAY, moved=3 * DAY + 23 * HOUR)
    still = known(10 * DAY, looked_at=DAY, moved=4 * DAY)

    assert next_look(moving, NOW) == NOW
    assert next_look(still, NOW) == NOW + 3 * DAY
    assert is_due(known(10 * DAY, looked_at=4 * DAY, moved=8 * DAY), NOW)


def test_a_missing_post_is_asked_for_once_more_after_six_hours() -> None:
    assert not is_due(known(90 * DAY, looked_at=8 * DAY, missing=6 * HOUR - timedelta(seconds=1)), NOW)
    assert is_due(known(90 * DAY, looked_at=DAY, missing=6 * HOUR), NOW)


def test_a_deleted_post_is_looked_for_again_after_four_weeks() -> None:
    gone = replace(known(90 * DAY, looked_at=30 * DAY, missing=28 * DAY), deleted=True)

    assert next_look(gone, NOW) == NOW


@given(
    age=st.timedeltas(timedelta(0), timedelta(days=4_000)),
    looked=st.timedeltas(timedelta(0), timedelta(days=100)),
    still=st.timedeltas(timedelta(0), timedelta(days=100)),
)
def test_no_post_waits_longer_than_four_weeks_and_none_is_looked_at_twice_within_an_hour(
    age: timedelta, looked: timedelta, still: timedelta
) -> None:
    looked = min(looked, age)
    post = known(age, looked_at=looked, moved=min(looked + still, age))
    following: datetime = next_look(post, NOW)

    assert HOUR <= following - post.observed_at <= 28 * DAY
