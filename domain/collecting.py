"""Collecting: a run is a row with a state, whose parts read one account each; it outlives the process that does it."""

import asyncio
import contextlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.assignments import AccountPlan
from domain.collection import AccountCollection, CollectionRun, CollectionWindow, RunStatus, outcome
from domain.errors import (
    AccountNotConnectedError,
    InvalidInputError,
    RunNotFoundError,
    UserNotFoundError,
)
from domain.observations import Recorded
from domain.ports import Clock, Collector, CollectorRegistry, EventBus, Log, RunChanged
from domain.reading import AccountReader
from domain.storage import Storage, WriteUnit
from domain.users import Account, Platform, in_scope

MAX_DAYS_BACK = 3_660
_ACCOUNTS_AT_ONCE = 4
_GOES_ON_WITHIN = timedelta(days=3)
"""A collection that ended in the middle is gone on with; after so long it is begun anew."""
_BEAT_SECONDS = 10.0
_LOOK_SECONDS = 1.0
"""How often a run looks whether somebody wants it to stop."""


class CollectionService:
    """Plans runs, starts them, carries them out, and stops them."""

    def __init__(
        self,
        storage: Storage,
        collectors: CollectorRegistry,
        reader: AccountReader,
        events: EventBus,
        clock: Clock,
        worker: str,
        log: Log,
    ) -> None:
        self._storage = storage
        self._collectors = collectors
        self._reader = reader
        self._events = events
        self._clock = clock
        self._worker = worker
        self._log = log

    async def plan(
        self, user_id: str, platforms: Sequence[Platform] | None, days_back: int | None
    ) -> tuple[AccountPlan, ...]:
        """What `start` with the same arguments would read, account by account, and what that would take.

        Raises:
            InvalidInputError: `days_back` out of bounds.
            UserNotFoundError: no such user.
            AccountNotConnectedError: the user has no account on these platforms.
        """
        _check(days_back)
        async with self._storage.read() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            accounts = _wanted((await unit.users.accounts([user_id]))[user_id], platforms)
        if not accounts:
            raise AccountNotConnectedError(user_id, list(platforms or ()))
        return tuple([await self._planned(account, days_back) for account in accounts])

    async def start(
        self,
        user_id: str,
        platforms: Sequence[Platform] | None,
        days_back: int | None = None,
        account_ids: Collection[str] | None = None,
    ) -> CollectionRun:
        """Make a run of all accounts that can be collected, and store it; `carry_out` does the work.

        Without `days_back` each account is read as far back as it needs: the first time as far as its platform goes,
        then from the newest window that was read whole, and at least as far as the platform still corrects its
        numbers; and what ended in the middle not long ago is gone on with.

        Raises:
            InvalidInputError: `days_back` out of bounds.
            UserNotFoundError: no such user.
            AccountNotConnectedError: there is nothing to collect from.
            CollectionAlreadyRunningError: one of the accounts has an unfinished run.
        """
        _check(days_back)
        await self.interrupt_abandoned()
        now = self._clock()
        async with self._storage.write() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            accounts = _wanted((await unit.users.accounts([user_id]))[user_id], platforms)
            parts = [
                await self._part(unit, account, collector, days_back)
                for account in accounts
                if (account_ids is None or account.account_id in account_ids)
                and account.status.readable
                and (collector := self._collectors.collector_for(account)) is not None
            ]
            if not parts:
                raise AccountNotConnectedError(user_id, list(platforms or ()))
            since = min(part.window.since for part in parts if part.window is not None)
            run_id = secrets.token_hex(8)
            run = CollectionRun(user_id, run_id, RunStatus.QUEUED, since, now, now, None, tuple(parts))
            await unit.runs.add(run, self._worker)
        self._log("collection queued", user_id=user_id, run_id=run.run_id, accounts=len(parts))
        return run

    async def carry_out(self, run: CollectionRun, *, handed_over: bool = False) -> CollectionRun:
        """Read every account of a run to its end.

        When this is cancelled, what is unfinished is marked INTERRUPTED; or, with `handed_over`, left for the next
        process, which takes it over.
        """
        stopped = asyncio.Event()
        try:
            return await self._finish(run, await self._read_accounts(run, stopped))
        except BaseException:  # cancelled, or something that nobody expected: either way nobody works on it any more
            if stopped.is_set():
                return await self._end(run, RunStatus.CANCELLED, "It was cancelled.")
            if handed_over:
                await asyncio.shield(self._hand_over(run))
            else:
                await asyncio.shield(self._end(run, RunStatus.INTERRUPTED, "The collection was stopped."))
            raise

    async def cancel(self, user_id: str, run_id: str) -> CollectionRun:
        """Ask whoever carries out a run to stop; does nothing to one that has ended.

        Raises:
            RunNotFoundError: the user has no such run.
        """
        async with self._storage.write() as unit:
            run = (await unit.runs.find([run_id])).get(run_id)
            if run is None or run.user_id != user_id:
                raise RunNotFoundError(run_id)
            if not run.status.finished:
                await unit.runs.request_cancel(run, self._clock())
                run = replace(run, cancel_requested=True)
        self._log("collection to be cancelled", user_id=user_id, run_id=run_id)
        self._events.publish(RunChanged(user_id, run_id))
        return run

    async def interrupt_abandoned(self) -> int:
        """Mark the runs whose process ended in the middle; gives how many there were."""
        async with self._storage.write() as unit:
            runs = await unit.runs.interrupt_abandoned(self._clock())
        for run in runs:
            self._log("collection interrupted", user_id=run.user_id, run_id=run.run_id)
            self._events.publish(RunChanged(run.user_id, run.run_id))
        return len(runs)

    async def take_over_abandoned(self) -> list[CollectionRun]:
        """The runs whose process ended in the middle: this one works on them now, if `carry_out` is called."""
        async with self._storage.write() as unit:
            runs = await unit.runs.take_over_abandoned(self._worker, self._clock())
        for run in runs:
            self._log("collection taken over", user_id=run.user_id, run_id=run.run_id)
        return runs

    async def _read_accounts(self, run: CollectionRun, stopped: asyncio.Event) -> list[AccountCollection]:
        async with self._storage.read() as unit:
            accounts = {a.account_id: a for a in (await unit.users.accounts([run.user_id]))[run.user_id]}
        await self._save(replace(run, status=RunStatus.RUNNING))
        at_once = asyncio.Semaphore(_ACCOUNTS_AT_ONCE)

        async def read(part: AccountCollection) -> AccountCollection:
            if part.status.finished:
                return part
            async with at_once:
                return await self._reader.read(run, part, accounts.get(part.account_id))

        reading = asyncio.gather(*(read(part) for part in run.accounts))
        watching = asyncio.create_task(self._watch(run, reading, stopped))
        try:
            return await reading
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    async def _part(
        self, unit: WriteUnit, account: Account, collector: Collector, days_back: int | None
    ) -> AccountCollection:
        now = self._clock()
        if days_back is None:
            earlier = await unit.runs.resumable(account, now - _GOES_ON_WITHIN)
            if earlier is not None and earlier.window is not None:
                return _new_part(account, earlier.window, earlier.cursor)
        return _new_part(account, self._window(account, collector, days_back), None)

    def _window(self, account: Account, collector: Collector, days_back: int | None) -> CollectionWindow:
        now = self._clock()
        if days_back is not None:
            return CollectionWindow(now - timedelta(days=days_back), now)
        read_until = account.collection.collected_until
        if read_until is None:
            return CollectionWindow(now - timedelta(days=collector.reach.backfill_days), now)
        return CollectionWindow(min(read_until, now - timedelta(days=collector.reach.trailing_days)), now)

    async def _planned(self, account: Account, days_back: int | None) -> AccountPlan:
        collector = self._collectors.collector_for(account)
        now = self._clock()
        if collector is None or not account.status.readable:
            problem = (
                "Nothing can read it: it is not connected."
                if collector is None
                else f"It cannot be read: its status is {account.status.name}."
            )
            return AccountPlan(account, CollectionWindow(now, now), (), problem)
        window = self._window(account, collector, days_back)
        assignment = await self._reader.assignment(account, collector, window)
        return AccountPlan(account, window, collector.plan(assignment))

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

    async def _end(self, run: CollectionRun, status: RunStatus, reason: str) -> CollectionRun:
        """End a run whose accounts are not all read."""
        async with self._storage.write() as unit:
            stored = (await unit.runs.find([run.run_id]))[run.run_id]
            parts = []
            for part in stored.accounts:
                if not part.status.finished:
                    part = replace(part, status=status, reason=reason, waits_until=None)
                    await unit.runs.save_part(run, part, self._clock())
                parts.append(part)
            ended = replace(stored, status=status, finished_at=self._clock(), accounts=tuple(parts))
            await unit.runs.save_status(ended)
        self._log("collection ended", run_id=run.run_id, status=status.value)
        self._events.publish(RunChanged(run.user_id, run.run_id))
        return ended

    async def _hand_over(self, run: CollectionRun) -> None:
        async with self._storage.write() as unit:
            await unit.runs.release(run)
        self._log("collection handed over", run_id=run.run_id)

    async def _watch(
        self, run: CollectionRun, reading: asyncio.Future[list[AccountCollection]], stopped: asyncio.Event
    ) -> None:
        """Stop the reading when somebody wants it, and give signs of life."""
        looks = 0
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            looks += 1
            try:
                async with self._storage.read() as unit:
                    if await unit.runs.cancel_requested(run):
                        stopped.set()
                        reading.cancel()
                        return
                if looks * _LOOK_SECONDS % _BEAT_SECONDS == 0:
                    async with self._storage.write() as writing:
                        await writing.runs.beat(run, self._clock())
            except Exception as error:  # the database may be busy for long; pages are signs of life, too
                self._log("sign of life failed", run_id=run.run_id, reason=repr(error))


def _check(days_back: int | None) -> None:
    if days_back is not None and not 1 <= days_back <= MAX_DAYS_BACK:
        raise InvalidInputError(f"`daysBack` is {days_back}; it must be between 1 and {MAX_DAYS_BACK}.")


def _wanted(accounts: tuple[Account, ...], platforms: Sequence[Platform] | None) -> tuple[Account, ...]:
    return in_scope(accounts, frozenset(platforms) if platforms else None)


def _new_part(account: Account, window: CollectionWindow, cursor: str | None) -> AccountCollection:
    return AccountCollection(
        account.account_id, account.platform, RunStatus.QUEUED, cursor, 0, Recorded(), None, window
    )
