"""Collection runs: their state, their progress, and who works on them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.collection import AccountCollection, CollectionRun, CollectionWindow, RunLostError, RunStatus, Spend
from domain.errors import CollectionAlreadyRunningError
from domain.observations import Recorded
from domain.users import Account, Platform
from persistence.models import AccountCollectionRow, AccountRow, CollectionRunRow
from persistence.workers import is_gone

_UNFINISHED = (RunStatus.QUEUED.value, RunStatus.RUNNING.value)
_RESUMABLE = (RunStatus.FAILED, RunStatus.INTERRUPTED)
_MAX_TAKEOVERS = 5
"""A run whose workers end again and again is what ends them."""


class SqlRuns:
    """The domain's RunWriter."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, run_ids: Sequence[str]) -> dict[str, CollectionRun]:
        """Runs by id."""
        query = select(CollectionRunRow.__table__).where(CollectionRunRow.run_id.in_(run_ids))
        return {run.run_id: run for run in await self._runs(query)}

    async def page(self, user_id: str, first: int, after: str | None) -> list[CollectionRun]:
        """Newest first."""
        order = (CollectionRunRow.created_at, CollectionRunRow.run_id)
        query = (
            select(CollectionRunRow.__table__)
            .where(CollectionRunRow.user_id == user_id)
            .order_by(*(part.desc() for part in order))
            .limit(first)
        )
        if after is not None:
            mark = (await self.find([after])).get(after)
            if mark is None:
                return []
            query = query.where(
                (CollectionRunRow.created_at < mark.created_at)
                | ((CollectionRunRow.created_at == mark.created_at) & (CollectionRunRow.run_id < mark.run_id))
            )
        return await self._runs(query)

    async def count(self, user_id: str) -> int:
        """How many runs the user has."""
        query = select(func.count()).select_from(CollectionRunRow).where(CollectionRunRow.user_id == user_id)
        return (await self._connection.execute(query)).scalar_one()

    async def add(self, run: CollectionRun, worker: str) -> None:
        """Raises CollectionAlreadyRunningError when an account of it has an unfinished run.

        The accounts stay locked until the transaction ends, so that of two processes exactly one gets through; the
        unique index over unfinished parts stands behind that.
        """
        await self._lock_accounts([part.account_id for part in run.accounts])
        await self._refuse_if_running(run)
        await self._connection.execute(
            plain_insert(CollectionRunRow).values(
                user_id=run.user_id,
                run_id=run.run_id,
                status=run.status.value,
                since=run.since,
                until=run.until,
                created_at=run.created_at,
                finished_at=run.finished_at,
                worker=worker,
                heartbeat_at=run.created_at,
            )
        )
        await self._connection.execute(plain_insert(AccountCollectionRow), [_part_row(run, p) for p in run.accounts])

    async def _lock_accounts(self, account_ids: Collection[str]) -> None:
        """In the order of their ids, and before any run: all transactions keep to that."""
        await self._connection.execute(
            select(AccountRow.account_id)
            .where(AccountRow.account_id.in_(account_ids))
            .order_by(AccountRow.account_id)
            .with_for_update()
        )

    async def _refuse_if_running(self, run: CollectionRun) -> None:
        busy = await self._connection.execute(
            select(AccountCollectionRow.run_id).where(
                AccountCollectionRow.user_id == run.user_id,
                AccountCollectionRow.account_id.in_([p.account_id for p in run.accounts]),
                AccountCollectionRow.status.in_(_UNFINISHED),
            )
        )
        found = busy.scalars().first()
        if found is not None:
            raise CollectionAlreadyRunningError(found)

    async def save_part(self, run: CollectionRun, part: AccountCollection, now: datetime) -> None:
        """Progress of one account; also a sign of life. Raises RunLostError."""
        await self.beat(run, now)
        await self._connection.execute(
            update(AccountCollectionRow)
            .where(
                AccountCollectionRow.user_id == run.user_id,
                AccountCollectionRow.run_id == run.run_id,
                AccountCollectionRow.account_id == part.account_id,
            )
            .values({k: v for k, v in _part_row(run, part).items() if k not in ("user_id", "run_id", "account_id")})
        )

    async def save_status(self, run: CollectionRun) -> None:
        """State of the run as a whole. Raises RunLostError."""
        await self._write(run, status=run.status.value, finished_at=run.finished_at)

    async def beat(self, run: CollectionRun, now: datetime) -> None:
        """A sign of life. Raises RunLostError."""
        await self._write(run, heartbeat_at=now)

    async def _write(self, run: CollectionRun, **values: object) -> None:
        """Only who works on a run may write it: one that was stalled while another took over finds that out here."""
        mine = (*_is_run(run), CollectionRunRow.worker == run.worker, CollectionRunRow.status.in_(_UNFINISHED))
        result = await self._connection.execute(update(CollectionRunRow).where(*mine).values(**values))
        if result.rowcount == 0:
            raise RunLostError(run.run_id)

    async def interrupt_abandoned(
        self, now: datetime, mine: Collection[str], account_ids: Collection[str] | None = None
    ) -> list[CollectionRun]:
        """Mark the unfinished runs whose worker is gone, all or those of some accounts."""
        if account_ids is not None:
            await self._lock_accounts(account_ids)
        status = RunStatus.INTERRUPTED.value
        interrupted = []
        for row in await self._abandoned(now, mine, account_ids):
            if not await self._seize(row, status=status, finished_at=now):
                continue
            interrupted.append(row.run_id)
            await self._connection.execute(
                update(AccountCollectionRow)
                .where(
                    AccountCollectionRow.user_id == row.user_id,
                    AccountCollectionRow.run_id == row.run_id,
                    AccountCollectionRow.status.in_(_UNFINISHED),
                )
                .values(status=status, reason="The process that worked on it ended.", waits_until=None)
            )
        return list((await self.find(interrupted)).values())

    async def take_over_abandoned(self, worker: str, now: datetime, mine: Collection[str]) -> list[CollectionRun]:
        """Make `worker` the one who works on the unfinished runs whose worker is gone. Of several who try exactly one
        succeeds. A run that has outlived several workers is left to `interrupt_abandoned`."""
        taken = []
        for row in await self._abandoned(now, mine, None):
            takeovers = row.takeovers + bool(row.worker)
            if row.takeovers < _MAX_TAKEOVERS and await self._seize(
                row, worker=worker, heartbeat_at=now, takeovers=takeovers
            ):
                taken.append(row.run_id)
        found = await self.find(taken)
        return [found[run_id] for run_id in taken]

    async def release(self, run: CollectionRun) -> None:
        """Let the next process take over an unfinished run at once."""
        await self._write(run, worker="")

    async def request_cancel(self, run: CollectionRun, now: datetime) -> None:
        """Whoever works on it looks here."""
        await self._connection.execute(update(CollectionRunRow).where(*_is_run(run)).values(cancel_requested_at=now))

    async def cancel_requested(self, run: CollectionRun) -> bool:
        """Whether somebody wants it to stop."""
        query = select(CollectionRunRow.cancel_requested_at).where(*_is_run(run))
        return (await self._connection.execute(query)).scalar_one_or_none() is not None

    async def unfinished_of(self, account: Account) -> str | None:
        """The run that is reading an account."""
        query = select(AccountCollectionRow.run_id).where(
            AccountCollectionRow.user_id == account.user_id,
            AccountCollectionRow.account_id == account.account_id,
            AccountCollectionRow.status.in_(_UNFINISHED),
        )
        return (await self._connection.execute(query)).scalars().first()

    async def resumable(self, account: Account, since: datetime) -> AccountCollection | None:
        """The newest part of an account, if it ended in the middle of what it read."""
        query = (
            select(*AccountCollectionRow.__table__.columns)
            .join(
                CollectionRunRow,
                (CollectionRunRow.user_id == AccountCollectionRow.user_id)
                & (CollectionRunRow.run_id == AccountCollectionRow.run_id),
            )
            .where(
                AccountCollectionRow.user_id == account.user_id,
                AccountCollectionRow.account_id == account.account_id,
                CollectionRunRow.created_at >= since,
                ~AccountCollectionRow.asked_for,
            )
            .order_by(CollectionRunRow.created_at.desc(), CollectionRunRow.run_id.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).first()
        if row is None or row.cursor is None or RunStatus(row.status) not in _RESUMABLE:
            return None
        return _part(row)

    async def _abandoned(self, now: datetime, mine: Collection[str], account_ids: Collection[str] | None) -> list[Any]:
        query = select(
            CollectionRunRow.user_id,
            CollectionRunRow.run_id,
            CollectionRunRow.worker,
            CollectionRunRow.heartbeat_at,
            CollectionRunRow.takeovers,
        ).where(CollectionRunRow.status.in_(_UNFINISHED))
        if account_ids is not None:
            query = query.where(
                exists().where(
                    AccountCollectionRow.user_id == CollectionRunRow.user_id,
                    AccountCollectionRow.run_id == CollectionRunRow.run_id,
                    AccountCollectionRow.account_id.in_(account_ids),
                )
            )
        rows = await self._connection.execute(query)
        return [row for row in rows if row.run_id not in mine and is_gone(row.worker, row.heartbeat_at, now)]

    async def _seize(self, row: Any, **values: object) -> bool:
        """Write a run that was found abandoned, if it still is as it was found."""
        result = await self._connection.execute(
            update(CollectionRunRow)
            .where(
                *_is_run(row),
                CollectionRunRow.worker == row.worker,
                CollectionRunRow.heartbeat_at == row.heartbeat_at,
                CollectionRunRow.status.in_(_UNFINISHED),
            )
            .values(**values)
        )
        return result.rowcount == 1

    async def _runs(self, query: Select[Any]) -> list[CollectionRun]:
        rows = (await self._connection.execute(query)).all()
        parts: dict[tuple[str, str], list[AccountCollection]] = {}
        if rows:
            found = await self._connection.execute(
                select(AccountCollectionRow.__table__)
                .where(AccountCollectionRow.run_id.in_([row.run_id for row in rows]))
                .order_by(AccountCollectionRow.platform, AccountCollectionRow.account_id)
            )
            for part in found:
                parts.setdefault((part.user_id, part.run_id), []).append(_part(part))
        return [
            CollectionRun(
                row.user_id,
                row.run_id,
                RunStatus(row.status),
                row.since,
                row.until,
                row.created_at,
                row.finished_at,
                tuple(parts.get((row.user_id, row.run_id), ())),
                row.cancel_requested_at is not None,
                row.worker,
            )
            for row in rows
        ]


def _is_run(run: Any) -> tuple[Any, Any]:
    """For a WHERE clause; takes a run or a row."""
    return CollectionRunRow.user_id == run.user_id, CollectionRunRow.run_id == run.run_id


def _part_row(run: CollectionRun, part: AccountCollection) -> dict[str, object]:
    return {
        "user_id": run.user_id,
        "run_id": run.run_id,
        "account_id": part.account_id,
        "platform": part.platform.value,
        "status": part.status.value,
        "cursor": part.cursor,
        "pages": part.pages,
        "reason": part.reason,
        "since": part.window.since if part.window else None,
        "until": part.window.until if part.window else None,
        "calls": part.spend.calls,
        "cost_micros": part.spend.cost_micros,
        "waits_until": part.waits_until,
        "resumptions": part.resumptions,
        "asked_for": part.asked_for,
        "posts_added": part.recorded.posts_added,
        "observations_added": part.recorded.observations_added,
        "engagements_added": part.recorded.engagements_added,
        "values_changed": part.recorded.values_changed,
    }


def _part(row: Any) -> AccountCollection:
    return AccountCollection(
        row.account_id,
        Platform(row.platform),
        RunStatus(row.status),
        row.cursor,
        row.pages,
        Recorded(row.posts_added, row.observations_added, row.engagements_added, row.values_changed),
        row.reason,
        CollectionWindow(row.since, row.until) if row.since and row.until else None,
        Spend(row.calls, row.cost_micros),
        row.waits_until,
        row.resumptions,
        row.asked_for,
    )
