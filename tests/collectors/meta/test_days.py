"""Meta's days across the changes of the clocks in California: 2026-03-08 and 2026-11-01."""

from datetime import UTC, date, datetime

import pytest

from collectors.meta.days import Pieces, Span, complete, end_of, ended_by, touched
from domain.collection import CollectionWindow
from domain.errors import FatalCollectorError
from tests.factories import NOW, FakeClock


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


def tokens(pieces: Pieces) -> list[str | None]:
    """Those of all pieces, the newest first."""
    found: list[str | None] = [None]
    while (span := pieces.at(found[-1])) is not None and (token := pieces.before(span)) is not None:
        found.append(token)
    return found


def test_insights_go_back_two_years_from_the_present(clock: FakeClock) -> None:
    days = touched(CollectionWindow(datetime(2010, 1, 1, tzinfo=UTC), NOW))
    pieces = Pieces(days, 89, clock)

    assert days == Span(date(2009, 12, 31), date(2026, 3, 10))
    assert pieces.at("2024-03-20") == Span(date(2024, 3, 11), date(2024, 3, 20))
    assert len(pieces) == 9

    clock.advance(days=3)
    assert pieces.at("2024-03-20") == Span(date(2024, 3, 14), date(2024, 3, 20))
    assert pieces.before(Span(date(2024, 3, 14), date(2024, 3, 20))) is None


def test_a_token_of_days_that_are_known_no_more_leads_to_nothing(clock: FakeClock) -> None:
    pieces = Pieces(Span(date(2024, 3, 11), date(2026, 3, 10)), 1, clock)
    assert pieces.at("2024-03-11") == Span(date(2024, 3, 11), date(2024, 3, 11))

    clock.advance(days=1)
    assert pieces.at("2024-03-11") is None
    assert len(Pieces(Span(date(2020, 1, 1), date(2020, 1, 9)), 1, clock)) == 0


def test_complete_days_are_over() -> None:
    days = Span(date(2026, 3, 8), date(2026, 3, 10))

    assert complete(days, datetime(2026, 3, 10, 12, tzinfo=UTC)) == Span(date(2026, 3, 8), date(2026, 3, 9))
    assert complete(days, datetime(2026, 3, 8, 12, tzinfo=UTC)) is None
    assert complete(days, datetime(2026, 4, 1, tzinfo=UTC)) == days


def test_pieces_go_back_from_the_newest_and_cover_every_day_once(clock: FakeClock) -> None:
    pieces = Pieces(Span(date(2026, 1, 1), date(2026, 3, 10)), 29, clock)

    assert [pieces.at(token) for token in tokens(pieces)] == [
        Span(date(2026, 2, 10), date(2026, 3, 10)),
        Span(date(2026, 1, 12), date(2026, 2, 9)),
        Span(date(2026, 1, 1), date(2026, 1, 11)),
    ]
    assert len(pieces) == 3


@pytest.mark.parametrize("token", ["2025-12-31", "2026-03-11", "", "text", "2026-02-30"])
def test_a_token_of_other_days_is_fatal(token: str, clock: FakeClock) -> None:
    with pytest.raises(FatalCollectorError):
        Pieces(Span(date(2026, 1, 1), date(2026, 3, 10)), 29, clock).at(token)
