"""Collecting: a run is a row with a state; each page and its progress are stored together."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.collection import AccountCollection, CollectionRun, RunStatus, outcome
from domain.errors import (
    AccountNotConnectedError,
    InvalidInputError,
    PulsegraphError,
    RetriableCollectorError,
    UserNotFoundError,
)
from domain.observations import Recorded
from domain.ports import (
    Clock,
    CollectionWindow,
    Collector,
    CollectorRegistry,
    EventBus,
    Log,
    MetricsChanged,
    Page,
    RunChanged,
    Storage,
)
from domain.users import Account, Platform, in_scope

MAX_DAYS_BACK = 3_660
_ATTEMPTS = 5
_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 900.0
_BEAT_SECONDS = 10.0


class CollectionService:
    """Starts runs and carries them out."""

    def __init__(
        self,
        storage: Storage,
        collectors: CollectorRegistry,
        events: EventBus,
        clock: Clock,
        worker: str,
        log: Log,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._storage = storage
        self._collectors = collectors
        self._events = events
        self._clock = clock
        self._worker = worker
        self._log = log
        self._sleep = sleep

    async def start(self, user_id: str, platforms: Sequence[Platform] | None, days_back: int) -> CollectionRun:
        """Make a run of all accounts that can be collected, and store it; `carry_out` does the work.

        Raises:
            InvalidInputError: `days_back` out of bounds.
            UserNotFoundError: no such user.
            AccountNotConnectedError: there is nothing to collect from.
            CollectionAlreadyRunningError: one of the accounts has an unfinished run.
        """
        if not 1 <= days_back <= MAX_DAYS_BACK:
            raise InvalidInputError(f"`daysBack` is {days_back}; it must be between 1 and {MAX_DAYS_BACK}.")
        await self.interrupt_abandoned()
        now = self._clock()
        async with self._storage.write() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            wanted = frozenset(platforms) if platforms else None
            accounts = in_scope((await unit.users.accounts([user_id]))[user_id], wanted)
            readable = [a for a in accounts if a.status.readable and self._collectors.collector_for(a) is not None]
            if not readable:
                raise AccountNotConnectedError(user_id, list(platforms or ()))
            run = CollectionRun(
                user_id,
                secrets.token_hex(8),
                RunStatus.QUEUED,
                now - timedelta(days=days_back),
                now,
                now,
                None,
                tuple(
                    AccountCollection(a.account_id, a.platform, RunStatus.QUEUED, None, 0, Recorded(), None)
                    for a in readable
                ),
            )
            await unit.runs.add(run, self._worker)
        self._log("collection queued", user_id=user_id, run_id=run.run_id, accounts=len(readable))
        return run

    async def carry_out(self, run: CollectionRun) -> CollectionRun:
        """Read every account of a run to its end. Cancelling marks what is unfinished INTERRUPTED."""
        async with self._storage.read() as unit:
            accounts = {a.account_id: a for a in (await unit.users.accounts([run.user_id]))[run.user_id]}
        run = await self._save(replace(run, status=RunStatus.RUNNING))
        beating = asyncio.create_task(self._beat(run))
        parts: list[AccountCollection] = []
        try:
            for part in run.accounts:
                parts.append(await self._collect(run, part, accounts[part.account_id]))
        except BaseException:  # cancelled, or something that nobody expected: either way nobody works on it any more
            await asyncio.shield(self._interrupt(run, parts))
            raise
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating
        return await self._finish(run, parts)

    async def interrupt_abandoned(self) -> int:
        """Mark the runs whose process ended in the middle; gives how many there were."""
        async with self._storage.write() as unit:
            runs = await unit.runs.interrupt_abandoned(self._clock())
        for run in runs:
            self._log("collection interrupted", user_id=run.user_id, run_id=run.run_id)
            self._events.publish(RunChanged(run.user_id, run.run_id))
        return len(runs)

    async def _collect(self, run: CollectionRun, part: AccountCollection, account: Account) -> AccountCollection:
        collector = self._collectors.collector_for(account)
        if collector is None:
            return await self._save_part(run, replace(part, status=RunStatus.FAILED, reason="Nothing can read it."))
        part = await self._save_part(run, replace(part, status=RunStatus.RUNNING))
        window = CollectionWindow(run.since, run.until)
        failures = 0
        while True:
            try:
                async for page in collector.collect(account, window, part.cursor):
                    part = await self._store_page(run, part, account, collector, page)
                    failures = 0
                return await self._save_part(run, replace(part, status=RunStatus.SUCCEEDED))
            except RetriableCollectorError as error:
                failures += 1
                if failures >= _ATTEMPTS:
                    return await self._give_up(run, part, f"{error.message} Tried {_ATTEMPTS} times.")
                wait = error.retry_after_seconds or _FIRST_WAIT_SECONDS * 2 ** (failures - 1)
                self._log("collection waits", run_id=run.run_id, seconds=wait, reason=error.message)
                await self._sleep(min(wait, _LONGEST_WAIT_SECONDS))
            except PulsegraphError as error:
                return await self._give_up(run, part, error.message)

    async def _give_up(self, run: CollectionRun, part: AccountCollection, reason: str) -> AccountCollection:
        self._log("collection failed", run_id=run.run_id, platform=part.platform.value, reason=reason)
        return await self._save_part(run, replace(part, status=RunStatus.FAILED, reason=reason))

    async def _store_page(
        self, run: CollectionRun, part: AccountCollection, account: Account, collector: Collector, page: Page
    ) -> AccountCollection:
        async with self._storage.write() as unit:
            recorded = await unit.ledger.record(account, page.batch, collector.provenance, run.run_id)
            part = replace(part, cursor=page.cursor, pages=part.pages + 1, recorded=part.recorded + recorded)
            await unit.runs.save_part(run, part, self._clock())
        self._log(
            "page stored",
            run_id=run.run_id,
            platform=part.platform.value,
            page=part.pages,
            observations=recorded.observations_added,
        )
        self._events.publish(RunChanged(run.user_id, run.run_id))
        if recorded.values_changed:
            self._events.publish(MetricsChanged(run.user_id, frozenset({account.platform})))
        return part

    async def _save_part(self, run: CollectionRun, part: AccountCollection) -> AccountCollection:
        async with self._storage.write() as unit:
            await unit.runs.save_part(run, part, self._clock())
        self._events.publish(RunChanged(run.user_id, run.run_id))
        return part

    async def _save(self, run: CollectionRun) -> CollectionRun:
        async with self._storage.write() as unit:
            await unit.runs.save_status(run)
        self._events.publish(RunChanged(run.user_id, run.run_id))
        return run

    async def _finish(self, run: CollectionRun, parts: Sequence[AccountCollection]) -> CollectionRun:
        status = outcome(tuple(part.status for part in parts))
        finished = replace(run, status=status, finished_at=self._clock(), accounts=tuple(parts))
        self._log(
            "collection finished",
            run_id=run.run_id,
            status=status.value,
            observations=finished.recorded.observations_added,
        )
        return await self._save(finished)

    async def _interrupt(self, run: CollectionRun, done: Sequence[AccountCollection]) -> None:
        async with self._storage.write() as unit:
            stored = (await unit.runs.find([run.run_id]))[run.run_id]
            for part in stored.accounts:
                if not part.status.finished:
                    ended = replace(part, status=RunStatus.INTERRUPTED, reason="The collection was stopped.")
                    await unit.runs.save_part(run, ended, self._clock())
            await unit.runs.save_status(replace(run, status=RunStatus.INTERRUPTED, finished_at=self._clock()))
        self._log("collection interrupted", run_id=run.run_id, accounts_done=len(done))
        self._events.publish(RunChanged(run.user_id, run.run_id))

    async def _beat(self, run: CollectionRun) -> None:
        while True:
            await asyncio.sleep(_BEAT_SECONDS)
            try:
                async with self._storage.write() as unit:
                    await unit.runs.beat(run, self._clock())
            except Exception as error:  # the database may be busy for long; pages are signs of life, too
                self._log("sign of life failed", run_id=run.run_id, reason=repr(error))
