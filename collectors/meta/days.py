"""Meta's days: cut at midnight in California, and named by the moment at which they end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from collectors.meta.reading import iso_date
from domain.collection import CollectionWindow
from domain.errors import FatalCollectorError
from domain.time_range import local_date, start_of_day

DAY_ZONE = "America/Los_Angeles"
HISTORY_DAYS = 729
"""Insights go back two years."""
WINDOW_DAYS = 28
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days [first, last], both inclusive."""

    first: date
    last: date

    @property
    def since(self) -> int:
        """The first second of the first day, since 1970."""
        return int(start_of_day(self.first, DAY_ZONE).timestamp())

    @property
    def until(self) -> int:
        """The moment at which the last day ends, since 1970."""
        return int(end_of(self.last).timestamp())

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


def ended_by(end_time: datetime) -> date:
    """The day that an `end_time` ends. It is the first instant of the next day, in summer at 07:00 and in winter at
    08:00 UTC."""
    return local_date(end_time - timedelta(seconds=1), DAY_ZONE)


def end_of(day: date) -> datetime:
    """The first instant after a day."""
    return start_of_day(day + _DAY, DAY_ZONE)


def touched(window: CollectionWindow) -> Span:
    """The days that a window touches, the running one included, as far back as there are insights."""
    last = local_date(window.until - timedelta(microseconds=1), DAY_ZONE)
    first = max(local_date(window.since, DAY_ZONE), last - timedelta(days=HISTORY_DAYS))
    return Span(min(first, last), last)


def complete(days: Span, now: datetime) -> Span | None:
    """Those of the days that are over; None when none is."""
    last = min(days.last, local_date(now, DAY_ZONE) - _DAY)
    return Span(days.first, last) if last >= days.first else None


def span_at(days: Span, token: str | None, length: int) -> Span:
    """The piece of at most `length` days that a token (its last day) leads to; None: the newest.

    Raises:
        FatalCollectorError: the token is none of these days.
    """
    last = days.last if token is None else iso_date(token)
    if last is None or last not in days:
        raise FatalCollectorError("The cursor does not belong to the days of this collection.")
    return Span(max(days.first, last - timedelta(days=length - 1)), last)


def before(span: Span, days: Span) -> str | None:
    """The token of the piece before; None when there is none."""
    return (span.first - _DAY).isoformat() if span.first > days.first else None


def pieces(days: Span | None, length: int) -> int:
    """How many pieces of `length` days there are."""
    return 0 if days is None else -(-((days.last - days.first).days + 1) // length)
