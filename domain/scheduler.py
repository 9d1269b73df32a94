"""Collecting by itself, in one of the processes that share a database."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from itertools import groupby

from domain.collecting import CollectionService
from domain.collection import CollectionRun
from domain.errors import AccountNotConnectedError, CollectionAlreadyRunningError
from domain.ports import Clock, Log
from domain.scheduling import Cadence
from domain.storage import Storage

LOOK_SECONDS = 10.0
"""How often to call `step`."""
_LEASE = "scheduler"
_LEASE_LASTS = timedelta(seconds=60)
"""When the leader ends without a word, another process leads after so long."""
_RUNS_AT_ONCE = 4


class Scheduler:
    """Starts the runs that are due, and goes on with those whose process is gone."""

    def __init__(
        self,
        storage: Storage,
        collection: CollectionService,
        cadence: Cadence,
        clock: Clock,
        worker: str,
        log: Log,
        spawn: Callable[[Coroutine[object, object, object]], Awaitable[object]],
    ) -> None:
        self._storage = storage
        self._collection = collection
        self._cadence = cadence
        self._clock = clock
        self._worker = worker
        self._log = log
        self._spawn = spawn
        self._running = 0

    async def step(self) -> int:
        """Do what has to be done now; gives how many runs were started or taken over."""
        runs = await self._collection.take_over_abandoned()
        await self._collection.interrupt_abandoned()
        if await self._leads():
            runs += await self._start_due()
        for run in runs:
            self._running += 1
            self._spawn(self._carry_out(run))
        return len(runs)

    async def resign(self) -> None:
        """Let another process lead at once."""
        async with self._storage.write() as unit:
            await unit.leases.give_back(_LEASE, self._worker)

    async def _carry_out(self, run: CollectionRun) -> None:
        try:
            await self._collection.carry_out(run, handed_over=True)
        finally:
            self._running -= 1

    async def _leads(self) -> bool:
        now = self._clock()
        async with self._storage.write() as unit:
            return await unit.leases.take(_LEASE, self._worker, now, now + _LEASE_LASTS)

    async def _start_due(self) -> list[CollectionRun]:
        async with self._storage.read() as unit:
            due = await unit.users.due_accounts(self._clock())
        due = [account for account in due if self._cadence.pace(account.collection)]
        started: list[CollectionRun] = []
        for user_id, accounts in groupby(sorted(due, key=lambda a: a.user_id), key=lambda a: a.user_id):
            if self._running + len(started) >= _RUNS_AT_ONCE:
                break
            wanted = [account.account_id for account in accounts]
            try:
                started.append(await self._collection.start(user_id, None, account_ids=wanted))
            except (CollectionAlreadyRunningError, AccountNotConnectedError) as error:
                self._log("collection not started", user_id=user_id, reason=error.message)
        return started
