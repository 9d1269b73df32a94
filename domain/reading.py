"""Reading one account of a run to its end: page by page, with patience, within the budget, and never twice."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from domain import refresh
from domain.assignments import Assignment, Budget, Meter, Page, Reach
from domain.collection import AccountCollection, CollectionRun, CollectionWindow, RunStatus, Spend
from domain.connections import ConnectionService
from domain.errors import (
    AuthorizationLostError,
    BudgetExhaustedError,
    PulsegraphError,
    RetriableCollectorError,
)
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
from domain.storage import Storage, WriteUnit
from domain.users import Account, AccountStatus, Platform

ATTEMPTS = 10
"""In a row without a page between them; with the waits below more than an hour passes before the last."""
_FIRST_WAIT_SECONDS = 5.0
_WAIT_GROWS = 4.0
_LONGEST_WAIT_SECONDS = 900.0
_PATIENCE_SECONDS = 3_600.0
"""Whoever is asked to wait longer comes back with the next collection, which goes on from the same page."""
_ASKED_AGAIN_AFTER = timedelta(days=7)
"""A refused metric is tried again after that."""


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
        self._storage = storage
        self._collectors = collectors
        self._connections = connections
        self._events = events
        self._clock = clock
        self._log = log
        self._policy = policy
        self._sleep = sleep

    async def assignment(self, account: Account, collector: Collector, window: CollectionWindow) -> Assignment:
        """What reading an account over a window is about, as things stand now."""
        now = self._clock()
        today = Spend()
        known = []
        rejected = self._policy.unwanted.get(account.platform, frozenset())
        if collector.provenance is not Provenance.SAMPLE:
            async with self._storage.write() as unit:
                known = await unit.known_posts.of(account, window.since, account.collection.collected_until)
                key = (account.user_id, account.account_id)
                refused = (await unit.rejections.of_accounts([key])).get(key, ())
                rejected |= {each.name for each in refused if each.last_at > now - _ASKED_AGAIN_AFTER}
                today = await unit.spend.of(account.platform, now.date())
        return Assignment(
            account,
            window,
            self._connections.access(account),
            Meter(account.platform, self._policy.left(account.platform, today)),
            tuple(post for post in known if refresh.is_due(post, now)),
            rejected,
        )

    async def read(self, run: CollectionRun, part: AccountCollection, account: Account | None) -> AccountCollection:
        """The part as it ended. What goes wrong becomes its status and reason."""
        collector = self._collectors.collector_for(account) if account else None
        if account is None or collector is None:
            return await self._save(run, replace(part, status=RunStatus.FAILED, reason="Nothing can read it."))
        started = self._clock()
        part = await self._save(run, replace(part, status=RunStatus.RUNNING))
        assignment = await self.assignment(account, collector, part.window or CollectionWindow(run.since, run.until))
        failures = 0
        while True:
            try:
                async for page in collector.collect(assignment, part.cursor):
                    part = await self._store(run, part, assignment, collector, page)
                    failures = 0
                return await self._succeeded(run, part, assignment, collector, started)
            except RetriableCollectorError as error:
                failures += 1
                wait = error.retry_after_seconds or _waits(failures)
                if failures >= ATTEMPTS:
                    return await self._failed(run, part, assignment, f"{error.message} Tried {ATTEMPTS} times.")
                if wait > _PATIENCE_SECONDS:
                    return await self._failed(run, part, assignment, error.message, wait)
                part = await self._wait(run, part, assignment, error.message, wait)
            except BudgetExhaustedError as error:
                return await self._failed(run, part, assignment, error.message, _until_midnight(self._clock()))
            except AuthorizationLostError as error:
                await self._connections.lose(account, revoked=error.revoked)
                return await self._failed(run, part, assignment, error.message, failing=False)
            except PulsegraphError as error:
                return await self._failed(run, part, assignment, error.message)
            except Exception as error:  # a fault of ours must not take the other accounts down with it
                self._log("collection broke", run_id=run.run_id, platform=part.platform.value, exc_info=error)
                return await self._failed(run, part, assignment, "Something unexpected happened; the log says what.")

    async def _store(
        self, run: CollectionRun, part: AccountCollection, assignment: Assignment, collector: Collector, page: Page
    ) -> AccountCollection:
        account, now = assignment.account, self._clock()
        async with self._storage.write() as unit:
            recorded = await unit.ledger.record(account, page.batch, collector.provenance, run.run_id)
            deleted = 0
            if collector.provenance is not Provenance.SAMPLE:
                if page.profile is not None:
                    await unit.users.resolve_account(account.user_id, page.profile, account.status, now)
                seen = {post.post_id for post in page.batch.posts}
                deleted = await unit.known_posts.note(account, seen, page.missing, now, refresh.CONFIRMED_AFTER)
                await unit.rejections.note(account, page.rejections, now, assignment.window.since)
            part = replace(
                await self._paid(unit, part, assignment),
                cursor=page.cursor,
                pages=part.pages + 1,
                recorded=part.recorded + recorded,
                reason=None,
                waits_until=None,
            )
            await unit.runs.save_part(run, part, now)
        self._log(
            "page stored",
            run_id=run.run_id,
            platform=part.platform.value,
            page=part.pages,
            observations=recorded.observations_added,
        )
        self._events.publish(RunChanged(run.user_id, run.run_id))
        if recorded.values_changed or deleted:
            self._events.publish(MetricsChanged(run.user_id, frozenset({account.platform})))
        return part

    async def _paid(self, unit: WriteUnit, part: AccountCollection, assignment: Assignment) -> AccountCollection:
        """The part with what was spent since the last time; the budget is that of all who share it."""
        spent = assignment.meter.taken()
        if spent == Spend():
            return part
        platform = assignment.account.platform
        today = await unit.spend.add(platform, self._clock().date(), spent)
        assignment.meter.limit_to(self._policy.left(platform, today))
        return replace(part, spend=part.spend + spent)

    async def _wait(
        self, run: CollectionRun, part: AccountCollection, assignment: Assignment, reason: str, seconds: float
    ) -> AccountCollection:
        self._log("collection waits", run_id=run.run_id, seconds=seconds, reason=reason)
        until = self._clock() + timedelta(seconds=seconds)
        async with self._storage.write() as unit:
            part = await self._paid(unit, replace(part, reason=reason, waits_until=until), assignment)
            await unit.runs.save_part(run, part, self._clock())
        self._events.publish(RunChanged(run.user_id, run.run_id))
        await self._sleep(seconds)
        return part

    async def _succeeded(
        self,
        run: CollectionRun,
        part: AccountCollection,
        assignment: Assignment,
        collector: Collector,
        started: datetime,
    ) -> AccountCollection:
        account, now = assignment.account, self._clock()
        async with self._storage.write() as unit:
            part = await self._paid(unit, part, assignment)
            part = replace(part, status=RunStatus.SUCCEEDED, reason=None, waits_until=None)
            await unit.runs.save_part(run, part, now)
            if account.status is AccountStatus.FAILING:
                await unit.users.set_account_status(account, AccountStatus.ACTIVE, now)
            read_until = _read_whole(assignment, collector.reach)
            given_again = await unit.rejections.lift(account, assignment.rejected, started)
            if given_again is not None and read_until is not None:  # what was refused has not been read since then
                read_until = min(read_until, given_again)
            schedule = replace(account.collection, collected_until=read_until, failures=0)
            schedule = replace(schedule, next_at=self._policy.cadence.following(schedule, now))
            await unit.users.set_schedule(account, schedule)
        self._events.publish(RunChanged(run.user_id, run.run_id))
        return part

    async def _failed(
        self,
        run: CollectionRun,
        part: AccountCollection,
        assignment: Assignment,
        reason: str,
        seconds: float | None = None,
        *,
        failing: bool = True,
    ) -> AccountCollection:
        """`seconds`: when it can go on; None: nobody knows. `failing`: the account says so from now on."""
        self._log("collection failed", run_id=run.run_id, platform=part.platform.value, reason=reason)
        account, now = assignment.account, self._clock()
        async with self._storage.write() as unit:
            part = await self._paid(unit, part, assignment)
            part = replace(part, status=RunStatus.FAILED, reason=reason, waits_until=None)
            await unit.runs.save_part(run, part, now)
            schedule = account.collection
            if seconds is None:
                schedule = replace(schedule, failures=schedule.failures + 1)
                if failing and account.status is AccountStatus.ACTIVE:
                    await unit.users.set_account_status(account, AccountStatus.FAILING, now)
            next_at = self._policy.cadence.following(schedule, now)
            if seconds is not None:
                next_at = now + timedelta(seconds=seconds)
            await unit.users.set_schedule(account, replace(schedule, next_at=next_at))
        self._events.publish(RunChanged(run.user_id, run.run_id))
        return part

    async def _save(self, run: CollectionRun, part: AccountCollection) -> AccountCollection:
        async with self._storage.write() as unit:
            await unit.runs.save_part(run, part, self._clock())
        self._events.publish(RunChanged(run.user_id, run.run_id))
        return part


def _read_whole(assignment: Assignment, reach: Reach) -> datetime | None:
    """Until when an account has been read without a gap, now that a window was."""
    window, before = assignment.window, assignment.account.collection.collected_until
    joins = window.since <= (before or window.until - timedelta(days=reach.backfill_days))
    return max(before or window.until, window.until) if joins else before


def _waits(failures: int) -> float:
    return min(_FIRST_WAIT_SECONDS * _WAIT_GROWS ** (failures - 1), _LONGEST_WAIT_SECONDS)


def _until_midnight(now: datetime) -> float:
    """Seconds until the next UTC day, on which budgets begin anew."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=UTC)
    return (midnight - now).total_seconds()
