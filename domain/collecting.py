"""Collecting: a run is a row with a state, whose parts read one account each; it outlives the process that does it."""

import asyncio
import contextlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.assignments import AccountPlan
from domain.collection import AccountCollection, CollectionRun, CollectionWindow, RunLostError, RunStatus, outcome
from domain.errors import (
    AccountNotConnectedError,
    InvalidInputError,
    RunNotFoundError,
    UserNotFoundError,
)
from domain.observations import Recorded
from domain.ports import Clock, Collector, CollectorRegistry, EventBus, Log, RunChanged
from domain.reading import AccountReader
from domain.storage import ReadUnit, Storage, WriteUnit
from domain.users import Account, Platform, in_scope

MAX_DAYS_BACK = 3_660
_GOES_ON_WITHIN = timedelta(days=3)
"""A collection that ended in the middle is gone on with; after so long it is begun anew."""
_RESUMPTIONS = 2
"""So often a cursor is tried again that led nowhere; then the account is begun anew."""
_STOPPED = "The collection was stopped."
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
        self._mine: set[str] = set()
        """The runs that this process works on."""

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
            return tuple([await self._planned(unit, account, days_back) for account in accounts])

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
        now = self._clock()
        async with self._storage.write() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            accounts = _wanted((await unit.users.accounts([user_id]))[user_id], platforms)
            if account_ids is not None:
                accounts = tuple(account for account in accounts if account.account_id in account_ids)
            await unit.runs.interrupt_abandoned(now, self._mine, [account.account_id for account in accounts])
            parts = [
                await self._part(unit, account, collector, days_back)
                for account in accounts
                if account.status.readable and (collector := self._collectors.collector_for(account)) is not None
            ]
            if not parts:
                lost = [account for account in accounts if account.connected and not account.status.readable]
                raise AccountNotConnectedError(user_id, list(platforms or ()), lost)
            since = min(part.window.since for part in parts if part.window is not None)
            run_id = secrets.token_hex(8)
            run = CollectionRun(
                user_id, run_id, RunStatus.QUEUED, since, now, now, None, tuple(parts), worker=self._worker
            )
            await unit.runs.add(run, self._worker)
        self._log("collection queued", user_id=user_id, run_id=run.run_id, accounts=len(parts))
        return run

    async def carry_out(self, run: CollectionRun, *, handed_over: bool = False) -> CollectionRun:
        """Read every account of a run to its end.

        When this is cancelled, what is unfinished is marked INTERRUPTED; or, with `handed_over`, left for the next
        process, which takes it over.
        """
        stopped = asyncio.Event()
        self._mine.add(run.run_id)
        try:
            return await self._finish(run, await self._read_accounts(run, stopped))
        except asyncio.CancelledError:
            if stopped.is_set():
                return await self._end(run, RunStatus.CANCELLED, "It was cancelled.")
            await asyncio.shield(
                self._hand_over(run) if handed_over else self._end(run, RunStatus.INTERRUPTED, _STOPPED)
            )
            raise
        except RunLostError:
            return await self._lost(run)
        except BaseException:  # something that nobody expected: nobody works on it any more
            await asyncio.shield(self._end(run, RunStatus.INTERRUPTED, "Something unexpected happened; see the log."))
            raise
        finally:
            self._mine.discard(run.run_id)

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
            runs = await unit.runs.interrupt_abandoned(self._clock(), self._mine)
        for run in runs:
            self._log("collection interrupted", user_id=run.user_id, run_id=run.run_id)
            self._events.publish(RunChanged(run.user_id, run.run_id))
        return len(runs)

    async def take_over_abandoned(self) -> list[CollectionRun]:
        """The runs whose process ended in the middle: this one works on them now, if `carry_out` is called."""
        async with self._storage.write() as unit:
            runs = await unit.runs.take_over_abandoned(self._worker, self._clock(), self._mine)
        for run in runs:
            self._log("collection taken over", user_id=run.user_id, run_id=run.run_id)
        return runs

    async def _read_accounts(self, run: CollectionRun, stopped: asyncio.Event) -> list[AccountCollection]:
        async with self._storage.read() as unit:
            accounts = {a.account_id: a for a in (await unit.users.accounts([run.user_id]))[run.user_id]}
        await self._save(replace(run, status=RunStatus.RUNNING))
        reading = asyncio.create_task(self._read_parts(run, accounts))
        watching = asyncio.create_task(self._watch(run, reading, stopped))
        try:
            return await reading
        finally:
            reading.cancel()
            watching.cancel()
            await asyncio.gather(reading, watching, return_exceptions=True)

    async def _read_parts(self, run: CollectionRun, accounts: Mapping[str, Account]) -> list[AccountCollection]:
        """All parts at the same time. When one breaks, the others are stopped before the break is told."""
        try:
            async with asyncio.TaskGroup() as group:
                reading = [
                    group.create_task(self._reader.read(run, part, accounts.get(part.account_id)))
                    for part in run.accounts
                    if not part.status.finished
                ]
        except ExceptionGroup as broken:
            raise broken.exceptions[0] from None
        read = {task.result().account_id: task.result() for task in reading}
        return [read.get(part.account_id, part) for part in run.accounts]

    async def _part(
        self, unit: ReadUnit | WriteUnit, account: Account, collector: Collector, days_back: int | None
    ) -> AccountCollection:
        """What is to be read of an account now: what an earlier collection left, else a window of its own."""
        if days_back is None:
            earlier = await unit.runs.resumable(account, self._clock() - _GOES_ON_WITHIN)
            if earlier is not None and earlier.window is not None:
                resumptions = 0 if earlier.pages else earlier.resumptions + 1
                if resumptions <= _RESUMPTIONS:
                    part = _new_part(account, earlier.window, earlier.cursor)
                    return replace(part, resumptions=resumptions)
        part = _new_part(account, self._window(account, collector, days_back), None)
        return replace(part, asked_for=days_back is not None)

    def _window(self, account: Account, collector: Collector, days_back: int | None) -> CollectionWindow:
        now = self._clock()
        if days_back is not None:
            return CollectionWindow(now - timedelta(days=days_back), now)
        schedule = account.collection
        if schedule.collected_until is None:
            return CollectionWindow(now - timedelta(days=collector.reach.backfill_days), now)
        trailing = now - timedelta(days=collector.reach.trailing_days)
        return CollectionWindow(min(schedule.collected_until, trailing, schedule.reread_since or trailing), now)

    async def _planned(self, unit: ReadUnit, account: Account, days_back: int | None) -> AccountPlan:
        collector = self._collectors.collector_for(account)
        now = self._clock()
        if collector is None or not account.status.readable:
            problem = (
                "Nothing can read it: it is not connected."
                if collector is None
                else f"It cannot be read: its status is {account.status.name}."
            )
            return AccountPlan(account, CollectionWindow(now, now), (), problem)
        window = (await self._part(unit, account, collector, days_back)).window
        assert window is not None
        assignment = await self._reader.assignment(unit, account, collector, window)
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
        """End a run whose accounts are not all read, if it is still ours."""
        try:
            ended = await self._ended(run, status, reason)
        except RunLostError:
            return await self._lost(run)
        self._log("collection ended", run_id=run.run_id, status=status.value)
        self._events.publish(RunChanged(run.user_id, run.run_id))
        return ended

    async def _lost(self, run: CollectionRun) -> CollectionRun:
        """The run as whoever took it over has left it."""
        self._log("collection lost", run_id=run.run_id)
        async with self._storage.read() as unit:
            return (await unit.runs.find([run.run_id])).get(run.run_id, run)

    async def _ended(self, run: CollectionRun, status: RunStatus, reason: str) -> CollectionRun:
        async with self._storage.write() as unit:
            stored = (await unit.runs.find([run.run_id]))[run.run_id]
            accounts = {a.account_id: a for a in (await unit.users.accounts([run.user_id]))[run.user_id]}
            parts = [
                part if part.status.finished else replace(part, status=status, reason=reason, waits_until=None)
                for part in stored.accounts
            ]
            for part in sorted(parts, key=lambda part: part.account_id):
                if part.status is RunStatus.CANCELLED and part.account_id in accounts:
                    account = accounts[part.account_id]
                    await unit.users.note_collection(account, self._reader.following(account))
            for part in parts:
                await unit.runs.save_part(run, part, self._clock())
            ended = replace(stored, status=status, finished_at=self._clock(), accounts=tuple(parts))
            await unit.runs.save_status(ended)
        return ended

    async def _hand_over(self, run: CollectionRun) -> None:
        with contextlib.suppress(RunLostError):
            async with self._storage.write() as unit:
                await unit.runs.release(run)
            self._log("collection handed over", run_id=run.run_id)

    async def _watch(
        self, run: CollectionRun, reading: asyncio.Task[list[AccountCollection]], stopped: asyncio.Event
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
            except RunLostError:
                return  # the reading finds out when it stores its next page
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
