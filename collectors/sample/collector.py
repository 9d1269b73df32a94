"""Collects the sample accounts: the whole history of a window, as if it had been watched all the time."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from collectors.sample.days import ALIVE, WINDOW_DAYS, Days
from collectors.sample.platforms import PROFILES
from collectors.sample.posts import Feed, SamplePost
from domain.assignments import Assignment, Page, PlannedStep, Reach
from domain.collection import CollectionWindow
from domain.errors import FatalCollectorError
from domain.metrics import MetricKey
from domain.observations import Batch, DaySnapshot, PostSnapshot, Provenance, WindowSnapshot
from domain.time_range import local_date
from domain.users import Account, AccountRef

SAMPLE_ACCOUNTS = tuple(
    AccountRef(platform, f"sample-{platform.value}", "kestrelcoffee_sample", "Kestrel Coffee (sample)")
    for platform in PROFILES
)
"""One per platform. The handle says what they are, because it is what people see first."""

DEFAULT_SEED = 20_260_301
_PAGE_DAYS = 7
_LOOKED_AT_AGES = (
    timedelta(0),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=28),
)
_DAY_READ_AFTER = timedelta(hours=12)
"""Platforms take some hours to count a day."""


class SampleCollector:
    """Invents an account from its platform, its external id and the seed; nothing else decides the numbers.

    `window.until` is the present: asking again for the same present gives the same pages, asking later
    gives the same past and counters that have moved on.
    """

    def __init__(self, seed: int = DEFAULT_SEED) -> None:
        self._seed = seed

    @property
    def provenance(self) -> Provenance:
        return Provenance.SAMPLE

    @property
    def reach(self) -> Reach:
        return Reach(backfill_days=90, trailing_days=7)

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        """Pages are made here: nobody is called, and nothing costs anything."""
        reading = _Reading(assignment.account, assignment.window, self._seed)
        pages = (reading.last_day - reading.first_day).days // _PAGE_DAYS + 1
        return (PlannedStep("made-up days and posts", pages, calls=0),)

    async def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        """One page for every seven days, from four weeks before the window on.

        Raises:
            FatalCollectorError: the cursor is not a day that belongs to this window.
        """
        reading = _Reading(assignment.account, assignment.window, self._seed)
        day: date | None = reading.first_day if cursor is None else _day_of(cursor, reading)
        while day is not None:
            end = day + timedelta(days=_PAGE_DAYS)
            following = end if end <= reading.last_day else None
            yield Page(reading.batch(day, end), following.isoformat() if following else None)
            day = following
            # Nothing is waited for here, so the server's other work gets its turn between two pages.
            await asyncio.sleep(0)


class _Reading:
    """One account, read over one window."""

    def __init__(self, account: Account, window: CollectionWindow, seed: int) -> None:
        self._profile = PROFILES[account.platform]
        self._feed = Feed(account, self._profile, seed)
        self._days = Days(account, self._profile, self._feed, seed)
        self._since = window.since.astimezone(UTC)
        self._until = window.until.astimezone(UTC)
        self.first_day = (self._since - ALIVE).date()
        self.last_day = max(self._until.date(), self.first_day)

    def batch(self, start: date, end: date) -> Batch:
        """The posts published, and the days that lie, in [start, end)."""
        watched = [day for day in self._watched_days() if start <= day < end and not self._days.was_lost(day)]
        return Batch(
            posts=tuple(self._post_snapshots(start, end)),
            days=tuple(self._day_snapshot(day) for day in watched),
            windows=tuple(self._window_snapshots(watched)) if self._profile.has_window_reach else (),
        )

    def _post_snapshots(self, start: date, end: date) -> Iterator[PostSnapshot]:
        first = max(_midnight(start), self._since - ALIVE)
        for post in self._feed.between(first, min(_midnight(end), self._until)):
            if post.posted_at >= self._since:
                for age in _LOOKED_AT_AGES:
                    if post.posted_at + age < self._until:
                        yield self._seen(post, post.posted_at + age)
            yield self._seen(post, self._until)

    def _seen(self, post: SamplePost, at: datetime) -> PostSnapshot:
        counters = self._feed.counters(post, at)
        visible = {metric: value for metric, value in counters.items() if metric is not post.missing}
        return PostSnapshot(post.post_id, at, visible, post.details)

    def _watched_days(self) -> Iterator[date]:
        """The platform's days that touch the window, today's running one included."""
        day = local_date(self._since, self._profile.day_zone)
        while day <= local_date(self._until, self._profile.day_zone):
            yield day
            day += timedelta(days=1)

    def _day_snapshot(self, day: date) -> DaySnapshot:
        observed_at = self._observed_at(day)
        metrics = self._days.stocks(min(self._days.ends_at(day), self._until))
        if self._is_complete(day):
            metrics |= self._days.flows(day)
        return DaySnapshot(day, observed_at, metrics, self._profile.day_zone)

    def _window_snapshots(self, days: list[date]) -> Iterator[WindowSnapshot]:
        for day in days:
            if self._is_complete(day):
                end = day + timedelta(days=1)
                yield WindowSnapshot(
                    metric=MetricKey.REACH,
                    start=end - timedelta(days=WINDOW_DAYS),
                    end=end,
                    value=self._days.window_reach(end),
                    observed_at=self._observed_at(day),
                )

    def _is_complete(self, day: date) -> bool:
        return self._days.ends_at(day) <= self._until

    def _observed_at(self, day: date) -> datetime:
        return min(self._days.ends_at(day) + _DAY_READ_AFTER, self._until)


def _day_of(cursor: str, reading: _Reading) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(cursor)
        if day.isoformat() == cursor and reading.first_day <= day <= reading.last_day:
            return day
    raise FatalCollectorError(f"The cursor {cursor[:40]!r} is no day of this collection. Start a new one.")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
