"""Meta's days across the changes of the clocks in California: 2026-03-08 and 2026-11-01."""

from datetime import UTC, date, datetime

import pytest

from collectors.meta.days import Span, before, complete, end_of, ended_by, pieces, span_at, touched
from domain.collection import CollectionWindow
from domain.errors import FatalCollectorError


@pytest.mark.parametrize(
    ("end_time", "day"),
    [
        (datetime(2026, 3, 4, 8, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 3, 8, 8, tzinfo=UTC), date(2026, 3, 7)),
        (datetime(2026, 3, 9, 7, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 4, 14, 7, tzinfo=UTC), date(2026, 4, 13)),
        (datetime(2026, 11, 2, 8, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_a_value_belongs_to_the_day_before_its_end(end_time: datetime, day: date) -> None:
    assert ended_by(end_time) == day
    assert end_of(day) == end_time


def test_the_bounds_of_days_have_the_length_of_the_days() -> None:
    spring = Span(date(2026, 3, 8), date(2026, 3, 8))
    autumn = Span(date(2026, 11, 1), date(2026, 11, 1))

    assert spring.until - spring.since == 23 * 3600
    assert autumn.until - autumn.since == 25 * 3600


def test_a_window_touches_whole_days() -> None:
    window = CollectionWindow(datetime(2026, 3, 1, 7, 59, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC))

    assert touched(window) == Span(date(2026, 2, 28), date(2026, 3, 10))


def test_a_window_that_ends_at_midnight_does_not_touch_the_next_day() -> None:
    window = CollectionWindow(datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC))

    assert touched(window) == Span(date(2026, 3, 1), date(2026, 3, 1))


def test_insights_go_back_two_years() -> None:
    window = CollectionWindow(datetime(2010, 1, 1, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC))

    assert touched(window) == Span(date(2024, 3, 11), date(2026, 3, 10))


def test_complete_days_are_over() -> None:
    days = Span(date(2026, 3, 8), date(2026, 3, 10))

    assert complete(days, datetime(2026, 3, 10, 12, tzinfo=UTC)) == Span(date(2026, 3, 8), date(2026, 3, 9))
    assert complete(days, datetime(2026, 3, 8, 12, tzinfo=UTC)) is None
    assert complete(days, datetime(2026, 4, 1, tzinfo=UTC)) == days


def test_pieces_go_back_from_the_newest_and_cover_every_day_once() -> None:
    days = Span(date(2026, 1, 1), date(2026, 3, 10))
    token: str | None = None
    found = []
    while True:
        span = span_at(days, token, 29)
        found.append((span.first, span.last))
        token = before(span, days)
        if token is None:
            break

    assert found == [
        (date(2026, 2, 10), date(2026, 3, 10)),
        (date(2026, 1, 12), date(2026, 2, 9)),
        (date(2026, 1, 1), date(2026, 1, 11)),
    ]
    assert pieces(days, 29) == 3
    assert pieces(None, 29) == 0


@pytest.mark.parametrize("token", ["2025-12-31", "2026-03-11", "", "text", "2026-02-30"])
def test_a_token_of_other_days_is_fatal(token: str) -> None:
    with pytest.raises(FatalCollectorError):
        span_at(Span(date(2026, 1, 1), date(2026, 3, 10)), token, 29)
