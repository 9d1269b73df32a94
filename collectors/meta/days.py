"""Meta's days: cut at midnight in California, and named by the moment at which they end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from collectors.meta.reading import iso_date
from domain.collection import CollectionWindow
from domain.errors import FatalCollectorError
from domain.ports import Clock
from domain.time_range import local_date, start_of_day

DAY_ZONE = "America/Los_Angeles"
HISTORY_DAYS = 729
"""Insights go back two years from the present."""
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
    """The days that a window touches, the running one included."""
    last = local_date(window.until - timedelta(microseconds=1), DAY_ZONE)
    return Span(min(local_date(window.since, DAY_ZONE), last), last)


def complete(days: Span, now: datetime) -> Span | None:
    """Those of the days that are over; None when none is."""
    last = min(days.last, local_date(now, DAY_ZONE) - _DAY)
    return Span(days.first, last) if last >= days.first else None


@dataclass(frozen=True, slots=True)
class Pieces:
    """Days that are read in pieces, from the newest on; the token of a piece is its last day.

    The days are those of the collection, whenever it is gone on with; how far back there are insights moves with the
    present meanwhile.
    """

    days: Span
    length: int
    clock: Clock

    def at(self, token: str | None) -> Span | None:
        """The piece that a token leads to; None: the newest. None when the platform does not know its days any more.

        Raises:
            FatalCollectorError: the token is none of these days.
        """
        last = self.days.last if token is None else iso_date(token)
        if last is None or last not in self.days:
            raise FatalCollectorError("The cursor does not belong to the days of this collection.")
        first = max(self._first, last - timedelta(days=self.length - 1))
        return Span(first, last) if first <= last else None

    def before(self, span: Span) -> str | None:
        """The token of the piece before; None when there is none."""
        return (span.first - _DAY).isoformat() if span.first > self._first else None

    def __len__(self) -> int:
        return max(-(-((self.days.last - self._first).days + 1) // self.length), 0)

    @property
    def _first(self) -> date:
        known = local_date(self.clock(), DAY_ZONE) - timedelta(days=HISTORY_DAYS)
        return max(self.days.first, known)
