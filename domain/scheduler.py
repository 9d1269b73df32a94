"""Collecting by itself, in one of the processes that share a database."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta

from domain.collecting import CollectionService
from domain.errors import AccountNotConnectedError, CollectionAlreadyRunningError
from domain.ports import Clock, Log
from domain.scheduling import Cadence
from domain.storage import Storage

LOOK_SECONDS = 10.0
"""How often to call `step`."""
_LEASE = "scheduler"
_LEASE_LASTS = timedelta(seconds=60)
"""When the leader ends without a word, another process leads after so long."""
_USERS_AT_ONCE = 50
"""In one step; the others come in the next ones."""


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

    async def step(self) -> int:
        """Do what has to be done now; gives how many runs were started or taken over."""
        runs = await self._collection.take_over_abandoned()
        for run in runs:
            self._spawn(self._collection.carry_out(run, handed_over=True))
        await self._collection.interrupt_abandoned()
        return len(runs) + (await self._start_due() if await self._leads() else 0)

    async def resign(self) -> None:
        """Let another process lead at once."""
        async with self._storage.write() as unit:
            await unit.leases.give_back(_LEASE, self._worker)

    async def _leads(self) -> bool:
        now = self._clock()
        async with self._storage.write() as unit:
            return await unit.leases.take(_LEASE, self._worker, now, now + _LEASE_LASTS)

    async def _start_due(self) -> int:
        async with self._storage.read() as unit:
            due = await unit.users.due_accounts(self._clock())
        by_user: dict[str, list[str]] = {}
        for account in due:  # the longest overdue first
            if self._cadence.pace(account.collection):
                by_user.setdefault(account.user_id, []).append(account.account_id)
        started = 0
        for user_id, account_ids in list(by_user.items())[:_USERS_AT_ONCE]:
            try:
                run = await self._collection.start(user_id, None, account_ids=account_ids)
            except (CollectionAlreadyRunningError, AccountNotConnectedError) as error:
                self._log("collection not started", user_id=user_id, reason=error.message)
            except Exception as error:  # what goes wrong for one user must not keep the others waiting
                self._log("collection not started", user_id=user_id, exc_info=error)
            else:
                self._spawn(self._collection.carry_out(run, handed_over=True))
                started += 1
        return started
