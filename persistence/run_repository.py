"""Collection runs: their state, their progress, and who works on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.collection import AccountCollection, CollectionRun, RunStatus
from domain.errors import CollectionAlreadyRunningError
from domain.observations import Recorded
from domain.users import Platform
from persistence.models import AccountCollectionRow, AccountRow, CollectionRunRow
from persistence.workers import is_gone

_UNFINISHED = (RunStatus.QUEUED.value, RunStatus.RUNNING.value)


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
        accounts = [part.account_id for part in run.accounts]
        await self._connection.execute(
            select(AccountRow.account_id)
            .where(AccountRow.user_id == run.user_id, AccountRow.account_id.in_(accounts))
            .order_by(AccountRow.account_id)
            .with_for_update()
        )
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
        """Progress of one account; also a sign of life."""
        await self._connection.execute(
            update(AccountCollectionRow)
            .where(
                AccountCollectionRow.user_id == run.user_id,
                AccountCollectionRow.run_id == run.run_id,
                AccountCollectionRow.account_id == part.account_id,
            )
            .values({k: v for k, v in _part_row(run, part).items() if k not in ("user_id", "run_id", "account_id")})
        )
        await self.beat(run, now)

    async def save_status(self, run: CollectionRun) -> None:
        """State of the run as a whole."""
        await self._connection.execute(
            update(CollectionRunRow)
            .where(CollectionRunRow.user_id == run.user_id, CollectionRunRow.run_id == run.run_id)
            .values(status=run.status.value, finished_at=run.finished_at)
        )

    async def beat(self, run: CollectionRun, now: datetime) -> None:
        """A sign of life."""
        await self._connection.execute(
            update(CollectionRunRow)
            .where(CollectionRunRow.user_id == run.user_id, CollectionRunRow.run_id == run.run_id)
            .values(heartbeat_at=now)
        )

    async def interrupt_abandoned(self, now: datetime) -> list[CollectionRun]:
        """Mark the unfinished runs whose worker is gone."""
        rows = await self._connection.execute(
            select(
                CollectionRunRow.user_id,
                CollectionRunRow.run_id,
                CollectionRunRow.worker,
                CollectionRunRow.heartbeat_at,
            ).where(CollectionRunRow.status.in_(_UNFINISHED))
        )
        gone = [(r.user_id, r.run_id) for r in rows if is_gone(r.worker, r.heartbeat_at, now)]
        if not gone:
            return []
        status = RunStatus.INTERRUPTED.value
        for key in gone:
            await self._connection.execute(
                update(AccountCollectionRow)
                .where(
                    tuple_(AccountCollectionRow.user_id, AccountCollectionRow.run_id) == tuple_(*key),
                    AccountCollectionRow.status.in_(_UNFINISHED),
                )
                .values(status=status, reason="The process that worked on it ended.")
            )
            await self._connection.execute(
                update(CollectionRunRow)
                .where(CollectionRunRow.user_id == key[0], CollectionRunRow.run_id == key[1])
                .values(status=status, finished_at=now)
            )
        return list((await self.find([run_id for _, run_id in gone])).values())

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
            )
            for row in rows
        ]


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
    )
