"""Reading one account of a run to its end: page by page, with patience, within the budget, and never twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from domain import refresh
from domain.assignments import Assignment, Budget, Meter, Page, Purse, RejectedMetric
from domain.collection import AccountCollection, CollectionRun, CollectionWindow, RunLostError, RunStatus, Spend
from domain.connections import ConnectionService
from domain.errors import (
    AuthorizationLostError,
    BudgetExhaustedError,
    PulsegraphError,
    RetriableCollectorError,
    StorageUnavailableError,
)
from domain.metrics import MetricKey, metrics_named
from domain.observations import Provenance
from domain.ports import (
    Clock,
    Collector,
    CollectorRegistry,
    EventBus,
    Log,
    MetricsChanged,
    RunChanged,
)
from domain.scheduling import Cadence
from domain.storage import ReadUnit, Storage, WriteUnit
from domain.users import Account, AccountStatus, Platform, Schedule

ATTEMPTS = 10
"""In a row without a page between them; with the waits below more than an hour passes before the last."""
_ACCOUNTS_AT_ONCE = 8
"""In one process, over all its runs; those that wait do not count."""
_FIRST_WAIT_SECONDS = 5.0
_WAIT_GROWS = 4.0
_LONGEST_WAIT_SECONDS = 900.0
_PATIENCE_SECONDS = 3_600.0
"""Whoever is asked to wait longer comes back with the next collection, which goes on from the same page."""
_LONGEST_PAUSE_SECONDS = 86_400.0
"""Whatever a platform asks for, an account is looked at again after a day."""
_ASKED_AGAIN_AFTER = timedelta(days=7)
"""A refused metric is tried again after that."""
_VANISHED_TOGETHER = 5
"""When so many posts of a page are missing and the collection has seen none, it is the account that cannot be seen."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator says about reading."""

    budgets: Mapping[Platform, Budget] = field(default_factory=dict)
    """By UTC day, all accounts of a platform together."""
    unwanted: Mapping[Platform, frozenset[str]] = field(default_factory=dict)
    """Names of metrics and endpoints that are never asked for, as rejections name them."""
    cadence: Cadence = field(default_factory=Cadence)

    def left(self, platform: Platform, today: Spend) -> Budget:
        """What may still be spent."""
        return self.budgets.get(platform, Budget()).less(today)


class AccountReader:
    """Reads accounts, each as its part of a run."""

    def __init__(
        self,
        storage: Storage,
        collectors: CollectorRegistry,
        connections: ConnectionService,
        events: EventBus,
        clock: Clock,
        log: Log,
        policy: Policy,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.storage = storage
        self.events = events
        self.clock = clock
        self.log = log
        self.policy = policy
        self.sleep = sleep
        self.at_once = asyncio.Semaphore(_ACCOUNTS_AT_ONCE)
        self._collectors = collectors
        self._connections = connections
        self._purses: dict[Platform, Purse] = {}

    async def assignment(
        self, unit: ReadUnit | WriteUnit, account: Account, collector: Collector, window: CollectionWindow
    ) -> Assignment:
        """What reading an account over a window is about, as things stand now."""
        now, platform = self.clock(), account.platform
        unwanted = self.policy.unwanted.get(platform, frozenset())
        access = self._connections.access(account)
        if collector.provenance is Provenance.SAMPLE:
            return Assignment(account, window, access, Meter(platform), (), unwanted)
        purse = await self.purse(unit, platform)
        known = await unit.known_posts.of(account, window.since, account.collection.collected_until)
        refused = await _refused(unit, account)
        return Assignment(
            account,
            window,
            access,
            Meter(platform, purse=purse),
            tuple(post for post in known if refresh.is_due(post, now)),
            unwanted | {each.name for each in refused if each.last_at > now - _ASKED_AGAIN_AFTER},
        )

    async def read(self, run: CollectionRun, part: AccountCollection, account: Account | None) -> AccountCollection:
        """The part as it ended. What goes wrong becomes its status and reason.

        Raises:
            RunLostError: another process works on the run.
        """
        collector = self._collectors.collector_for(account) if account else None
        if account is None or collector is None:
            return await self._unreadable(run, part)
        async with self.storage.read() as unit:
            window = part.window or CollectionWindow(run.since, run.until)
            assignment = await self.assignment(unit, account, collector, window)
        reading = _Reading(self, run, part, assignment, collector)
        try:
            return await reading.to_the_end()
        except asyncio.CancelledError:
            with suppress(RunLostError):
                await asyncio.shield(reading.settle())
            raise

    async def purse(self, unit: ReadUnit | WriteUnit, platform: Platform) -> Purse:
        """The purse of the platform, with what is left of the day's budget: another day may have begun."""
        purse = self._purses.setdefault(platform, Purse(platform))
        purse.limit_to(self.policy.left(platform, await unit.spend.of(platform, self.clock().date())))
        return purse

    def following(self, account: Account) -> Schedule:
        """The schedule of an account whose collection somebody stopped: it comes again at its usual time."""
        schedule = account.collection
        return replace(schedule, next_at=self.policy.cadence.following(schedule, self.clock()))

    async def _unreadable(self, run: CollectionRun, part: AccountCollection) -> AccountCollection:
        part = replace(part, status=RunStatus.FAILED, reason="Nothing can read it.")
        async with self.storage.write() as unit:
            await unit.runs.save_part(run, part, self.clock())
        self.events.publish(RunChanged(run.user_id, run.run_id))
        return part


class _Reading:
    """One account, being read. In every transaction the account comes first, then the spending, and the run last, so
    that no two of them wait for each other."""

    def __init__(
        self,
        reader: AccountReader,
        run: CollectionRun,
        part: AccountCollection,
        assignment: Assignment,
        collector: Collector,
    ) -> None:
        self._reader = reader
        self._run = run
        self._part = part
        self._assignment = assignment
        self._account = assignment.account
        self._collector = collector
        self._began = reader.clock()
        self._failures = 0
        self._given: set[MetricKey] = set()
        """What the platform gave a value of."""
        self._saw_posts = False

    async def to_the_end(self) -> AccountCollection:
        """As `AccountReader.read`."""
        await self._save(status=RunStatus.RUNNING)
        while True:
            try:
                async with self._reader.at_once:
                    async for page in self._collector.collect(self._assignment, self._part.cursor):
                        await self._store(page)
                return await self._succeed()
            except RetriableCollectorError as error:
                self._failures += 1
                wait = max(min(error.retry_after_seconds or 0.0, _LONGEST_PAUSE_SECONDS), _waits(self._failures))
                if self._failures >= ATTEMPTS:
                    return await self._fail(f"{error.message} Tried {ATTEMPTS} times.")
                if wait > _PATIENCE_SECONDS:
                    return await self._fail(error.message, seconds=wait)
                await self._wait(error.message, wait)
            except BudgetExhaustedError as error:
                return await self._fail(error.message, seconds=_until_midnight(self._reader.clock()))
            except AuthorizationLostError as error:
                await self._assignment.access.lost(revoked=error.revoked)
                return await self._fail(f"{error.message} Connect the account again.", failing=False)
            except StorageUnavailableError as error:
                await self._outlast(error)
            except PulsegraphError as error:
                return await self._fail(error.message, dead_end=True)
            except RunLostError:
                raise
            except Exception as error:  # a fault of ours must not take the other accounts down with it
                self._reader.log("collection broke", **self._named(), exc_info=error)
                return await self._fail("Something unexpected happened; the log says what.", dead_end=True)

    async def _outlast(self, error: StorageUnavailableError) -> None:
        """Wait for the database, to which nothing can be told meanwhile; then the same page is read again."""
        self._failures += 1
        if self._failures >= ATTEMPTS:
            raise error
        self._reader.log("database cannot be reached", **self._named(), reason=error.message)
        await self._reader.sleep(_waits(self._failures))

    async def settle(self) -> None:
        """Count what was spent since the last page."""
        await self._save()

    async def _store(self, page: Page) -> None:
        deleted = 0
        async with self._saving() as (unit, part):
            recorded = await unit.ledger.record(self._account, page.batch, self._collector.provenance, self._run.run_id)
            if self._collector.provenance is not Provenance.SAMPLE:
                deleted = await self._remember(unit, page)
            part |= {"cursor": page.cursor, "pages": self._part.pages + 1, "reason": None, "waits_until": None}
            part["recorded"] = self._part.recorded + recorded
        self._failures = 0
        for each in page.batch.posts:
            self._given |= each.metrics.keys()
        for day in page.batch.days:
            self._given |= day.metrics.keys()
        self._given |= {window.metric for window in page.batch.windows}
        added = recorded.observations_added
        self._reader.log("page stored", **self._named(), page=self._part.pages, observations=added)
        if recorded.values_changed or deleted:
            self._reader.events.publish(MetricsChanged(self._run.user_id, frozenset({self._account.platform})))

    async def _remember(self, unit: WriteUnit, page: Page) -> int:
        """What a page says besides numbers. Gives how many posts were found to be deleted."""
        now = self._reader.clock()
        if page.profile is not None:
            await unit.users.describe_account(self._account, page.profile, now)
        await unit.rejections.note(self._account, page.rejections, now, self._assignment.window.since)
        seen = {post.post_id for post in page.batch.posts}
        self._saw_posts |= bool(seen)
        confirmed_after = refresh.CONFIRMED_AFTER
        if len(page.missing) >= _VANISHED_TOGETHER and not self._saw_posts:
            confirmed_after = refresh.NEVER_CONFIRMED
        return await unit.known_posts.note(self._account, seen, page.missing, now, confirmed_after)

    async def _wait(self, reason: str, seconds: float) -> None:
        self._reader.log("collection waits", **self._named(), seconds=seconds, reason=reason)
        await self._save(reason=reason, waits_until=self._reader.clock() + timedelta(seconds=seconds))
        await self._reader.sleep(seconds)
        async with self._reader.storage.read() as unit:
            await self._reader.purse(unit, self._account.platform)

    async def _succeed(self) -> AccountCollection:
        now = self._reader.clock()
        async with self._saving(status=RunStatus.SUCCEEDED, reason=None, waits_until=None) as (unit, _):
            if self._account.status is AccountStatus.FAILING:
                await unit.users.set_account_status(self._account, AccountStatus.ACTIVE, now)
            schedule = await unit.users.schedule_of(self._account)
            reread = schedule.reread_since
            if reread == self._account.collection.reread_since and self._assignment.window.since <= (reread or now):
                schedule = replace(schedule, reread_since=None)
            given_again = await unit.rejections.lift(self._account, await self._still_refused(unit), self._began)
            schedule = replace(schedule, collected_until=self._read_whole(), failures=0).reading_anew(given_again)
            next_at = self._reader.policy.cadence.following(schedule, now)
            await unit.users.note_collection(self._account, replace(schedule, next_at=next_at))
        return self._part

    async def _fail(
        self, reason: str, *, seconds: float | None = None, failing: bool = True, dead_end: bool = False
    ) -> AccountCollection:
        """`seconds`: when it can go on; None: nobody knows. `failing`: the account says so from now on. `dead_end`: the
        same page may fail for ever, so this counts against trying it again."""
        self._reader.log("collection failed", **self._named(), reason=reason)
        now = self._reader.clock()
        async with self._saving(status=RunStatus.FAILED, reason=reason, waits_until=None) as (unit, part):
            schedule = await unit.users.schedule_of(self._account)
            if not dead_end:
                part["resumptions"] = self._part.resumptions - 1
            if seconds is not None:
                next_at: datetime | None = now + timedelta(seconds=seconds)
            else:
                schedule = replace(schedule, failures=schedule.failures + 1)
                next_at = self._reader.policy.cadence.following(schedule, now)
                if failing and self._account.status is AccountStatus.ACTIVE:
                    await unit.users.set_account_status(self._account, AccountStatus.FAILING, now)
            await unit.users.note_collection(self._account, replace(schedule, next_at=next_at))
        return self._part

    async def _still_refused(self, unit: WriteUnit) -> set[str]:
        """Names that no value of was given, so that nobody knows whether they would be: those that were not asked for,
        and metrics of which there was nothing to ask."""
        names = {each.name for each in await _refused(unit, self._account)}
        unseen = {
            name
            for name in names
            if (meant := metrics_named(self._account.platform, name.rpartition(".")[2])) and not meant & self._given
        }
        return unseen | self._assignment.rejected

    def _read_whole(self) -> datetime | None:
        """Until when the account has been read without a gap, now that the window was."""
        window, before = self._assignment.window, self._account.collection.collected_until
        reach = timedelta(days=self._collector.reach.backfill_days)
        joins = window.since <= (before or window.until - reach)
        return max(before or window.until, window.until) if joins else before

    async def _save(self, **changes: Any) -> None:
        async with self._saving(**changes):
            pass

    @asynccontextmanager
    async def _saving(self, **changes: Any) -> AsyncIterator[tuple[WriteUnit, dict[str, Any]]]:
        """A transaction that ends with storing the part, changed, and what was spent since the last time.

        The part is as changed for us only when all of it is stored: a page that was not must be read again.
        """
        meter, now, platform = self._assignment.meter, self._reader.clock(), self._account.platform
        left: Budget | None = None
        async with self._reader.storage.write() as unit:
            yield unit, changes
            spent = meter.unpaid
            if spent != Spend():
                left = self._reader.policy.left(platform, await unit.spend.add(platform, now.date(), spent))
            part = replace(self._part, spend=self._part.spend + spent, **changes)
            await unit.runs.save_part(self._run, part, now)
        self._part = part
        if left is not None:
            meter.paid(spent, left)
        self._reader.events.publish(RunChanged(self._run.user_id, self._run.run_id))

    def _named(self) -> dict[str, object]:
        return {"run_id": self._run.run_id, "platform": self._part.platform.value}


async def _refused(unit: ReadUnit | WriteUnit, account: Account) -> tuple[RejectedMetric, ...]:
    key = (account.user_id, account.account_id)
    return (await unit.rejections.of_accounts([key])).get(key, ())


def _waits(failures: int) -> float:
    return min(_FIRST_WAIT_SECONDS * _WAIT_GROWS ** (failures - 1), _LONGEST_WAIT_SECONDS)


def _until_midnight(now: datetime) -> float:
    """Seconds until the next UTC day, on which budgets begin anew."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=UTC)
    return (midnight - now).total_seconds()
