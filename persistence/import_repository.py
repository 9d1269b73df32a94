"""Files that are or were imported, with their reports."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, text, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.collection import RunStatus
from domain.exports import ExportDescription, FileReport, Import, LeftOut, LeftOutRow, PartReport
from domain.metrics import MetricKey
from domain.observations import Recorded
from persistence.models import ImportRow
from persistence.workers import is_gone

_PATIENCE = ("lock_timeout = 0", "idle_in_transaction_session_timeout = '10min'")
"""Of PostgreSQL, in place of what holds for short transactions."""
_UNFINISHED = (RunStatus.QUEUED.value, RunStatus.RUNNING.value)


class SqlImports:
    """The domain's ImportWriter."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, import_ids: Sequence[str]) -> dict[str, Import]:
        """Imports by id."""
        found = await self._imports(select(ImportRow.__table__).where(ImportRow.import_id.in_(import_ids)))
        return {each.import_id: each for each in found}

    async def page(self, user_id: str, first: int, after: str | None) -> list[Import]:
        """Newest first."""
        query = (
            select(ImportRow.__table__)
            .where(ImportRow.user_id == user_id)
            .order_by(ImportRow.created_at.desc(), ImportRow.import_id.desc())
            .limit(first)
        )
        if after is not None:
            mark = (await self.find([after])).get(after)
            if mark is None:
                return []
            query = query.where(
                (ImportRow.created_at < mark.created_at)
                | ((ImportRow.created_at == mark.created_at) & (ImportRow.import_id < mark.import_id))
            )
        return await self._imports(query)

    async def count(self, user_id: str) -> int:
        """How many imports the user has."""
        query = select(func.count()).select_from(ImportRow).where(ImportRow.user_id == user_id)
        return (await self._connection.execute(query)).scalar_one()

    async def add(self, run: Import, worker: str) -> None:
        """A new one."""
        await self._connection.execute(
            plain_insert(ImportRow).values(
                user_id=run.user_id,
                import_id=run.import_id,
                file_name=run.file_name,
                size_bytes=run.size_bytes,
                created_at=run.created_at,
                worker=worker,
                heartbeat_at=run.created_at,
                **_state(run),
            )
        )

    async def save(self, run: Import) -> None:
        """State, and what came of it."""
        await self._update(run, _state(run))

    async def take_turn(self, user_id: str) -> None:
        """Wait until no other import of the user stores anything: two that lock accounts in another order would wait
        for each other. SQLite has one writer anyway. A file may take long, and so may the one before it.
        """
        if self._connection.dialect.name == "postgresql":
            for limit in _PATIENCE:
                await self._connection.execute(text(f"SET LOCAL {limit}"))
            turn = func.pg_advisory_xact_lock(func.hashtextextended(f"import:{user_id}", 0))
            await self._connection.execute(select(turn))

    async def beat(self, run: Import, now: datetime) -> None:
        """A sign of life."""
        await self._update(run, {"heartbeat_at": now})

    async def interrupt_abandoned(self, now: datetime) -> list[Import]:
        """Mark the unfinished imports whose worker is gone."""
        query = select(ImportRow.import_id, ImportRow.worker, ImportRow.heartbeat_at)
        rows = await self._connection.execute(query.where(ImportRow.status.in_(_UNFINISHED)))
        gone = [row.import_id for row in rows if is_gone(row.worker, row.heartbeat_at, now)]
        if not gone:
            return []
        await self._connection.execute(
            update(ImportRow)
            .where(ImportRow.import_id.in_(gone), ImportRow.status.in_(_UNFINISHED))
            .values(
                status=RunStatus.INTERRUPTED.value,
                finished_at=now,
                reason="The process that worked on it ended; nothing of the file was stored.",
            )
        )
        return list((await self.find(gone)).values())

    async def _update(self, run: Import, values: Mapping[str, object]) -> None:
        await self._connection.execute(
            update(ImportRow)
            .where(ImportRow.user_id == run.user_id, ImportRow.import_id == run.import_id)
            .values(**values)
        )

    async def _imports(self, query: Select[Any]) -> list[Import]:
        return [_import(row) for row in await self._connection.execute(query)]


def _state(run: Import) -> dict[str, object]:
    return {
        "status": run.status.value,
        "finished_at": run.finished_at,
        "reason": run.reason,
        "posts_added": run.recorded.posts_added,
        "observations_added": run.recorded.observations_added,
        "engagements_added": run.recorded.engagements_added,
        "values_changed": run.recorded.values_changed,
        "report": None if run.report is None else _document(run.report),
    }


def _import(row: Any) -> Import:
    return Import(
        row.user_id,
        row.import_id,
        row.file_name,
        row.size_bytes,
        RunStatus(row.status),
        row.created_at,
        row.finished_at,
        row.reason,
        Recorded(row.posts_added, row.observations_added, row.engagements_added, row.values_changed),
        None if row.report is None else _report(row.report),
    )


def _document(report: FileReport) -> dict[str, object]:
    return {
        "parts": [_part_document(part) for part in report.parts],
        "ignored": [list(each) for each in report.ignored],
    }


def _part_document(part: PartReport) -> dict[str, object]:
    about = part.about
    return {
        "kind": about.kind,
        "title": about.title,
        "part": about.part,
        "form": about.form,
        "language": about.language,
        "why": about.why,
        "observed_at": about.observed_at.isoformat(),
        "observed_at_from": about.observed_at_from,
        "day_zone": about.day_zone,
        "metrics": [[column, metric.value] for column, metric in about.metrics],
        "unread": [list(each) for each in about.unread],
        "notes": list(about.notes),
        "rows_read": part.rows_read,
        "posts": part.posts,
        "days": part.days,
        "engagements": part.engagements,
        "first_day": None if part.first_day is None else part.first_day.isoformat(),
        "last_day": None if part.last_day is None else part.last_day.isoformat(),
        "accounts": list(part.accounts),
        "left_out": {cause.value: count for cause, count in part.left_out.items()},
        "examples": [[row.line, row.reason, row.cause.value] for row in part.examples],
    }


def _report(document: Mapping[str, Any]) -> FileReport:
    return FileReport(
        tuple(_part(each) for each in document["parts"]),
        tuple((name, reason) for name, reason in document["ignored"]),
    )


def _part(document: Mapping[str, Any]) -> PartReport:
    return PartReport(
        ExportDescription(
            document["kind"],
            document["title"],
            document["part"],
            document["form"],
            document["language"],
            document["why"],
            datetime.fromisoformat(document["observed_at"]),
            document["observed_at_from"],
            document["day_zone"],
            tuple((column, MetricKey(metric)) for column, metric in document["metrics"]),
            tuple((name, reason) for name, reason in document["unread"]),
            tuple(document["notes"]),
        ),
        document["rows_read"],
        document["posts"],
        document["days"],
        document["engagements"],
        _day(document["first_day"]),
        _day(document["last_day"]),
        tuple(document["accounts"]),
        {LeftOut(cause): count for cause, count in document["left_out"].items()},
        tuple(LeftOutRow(line, reason, LeftOut(cause)) for line, reason, cause in document["examples"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
