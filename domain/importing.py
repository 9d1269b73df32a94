"""Importing native exports: a run with a state, and all of a file or nothing, in one transaction."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from domain.collection import RunStatus
from domain.errors import PulsegraphError, UnreadableExportError, UserNotFoundError
from domain.exports import (
    ExportFile,
    ExportPart,
    ExportReaders,
    FileReport,
    Import,
    ImportedRow,
    ImportOptions,
    ImportProgress,
    LeftOut,
    PartReport,
    ReadRow,
)
from domain.file_reports import PartTally, read_through, tallied
from domain.observations import Batch, DaySnapshot, Engagement, PostSnapshot, Provenance, Recorded, WindowSnapshot
from domain.ports import Clock, EventBus, ImportChanged, Log, MetricsChanged
from domain.storage import Storage, WriteUnit
from domain.users import Account, AccountRef, AccountStatus

_BATCH_WEIGHT = 20_000
"""A batch is held in memory several times over: it has so many events, or half as many values."""
_VALUE_WEIGHT = 2
_CHARACTERS_PER_WEIGHT = 50
_BEAT_SECONDS = 10.0

Progress = Callable[[ImportProgress], None]
"""Told from time to time how far it is."""


def _nobody(_reached: ImportProgress) -> None:
    return None


class ImportService:
    """Reads files into the storage."""

    def __init__(
        self, storage: Storage, readers: ExportReaders, events: EventBus, clock: Clock, worker: str, log: Log
    ) -> None:
        self._storage = storage
        self._readers = readers
        self._events = events
        self._clock = clock
        self._worker = worker
        self._log = log
        self._progress: dict[str, ImportProgress] = {}

    async def open(self, path: Path, options: ImportOptions) -> ExportFile:
        """Find out what a file is.

        Raises:
            UnreadableExportError: it is not understood.
            ExportQuestionError: it leaves something open.
        """
        return await asyncio.to_thread(self._readers.open, path, options)

    async def explain(self, path: Path, options: ImportOptions) -> FileReport:
        """What a file is and what would be stored of it. Reads all of it, stores nothing; raises as `open` does."""
        return await asyncio.to_thread(read_through, await self.open(path, options))

    async def import_file(
        self, user_id: str, path: Path, options: ImportOptions, progress: Progress = _nobody
    ) -> Import:
        """Import one file, from recognising it to the end.

        Raises:
            UserNotFoundError: there is no such user.
            UnreadableExportError: the file is not understood, or none of its rows is usable; nothing was stored.
        """
        file = await self.open(path, options)
        finished = await self.carry_out(await self.start(user_id, file), file, progress)
        if finished.status is RunStatus.FAILED:
            raise UnreadableExportError(finished.reason or "It failed; nothing was stored.", "")
        return finished

    async def start(self, user_id: str, file: ExportFile) -> Import:
        """Make a run of a recognised file; `carry_out` does the work.

        Raises:
            UserNotFoundError: there is no such user.
        """
        run = Import(user_id, secrets.token_hex(8), file.name, file.size_bytes, RunStatus.QUEUED, self._clock())
        async with self._storage.write() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            await unit.imports.add(run, self._worker)
        self._log("import queued", user_id=user_id, import_id=run.import_id, bytes=file.size_bytes)
        return run

    async def carry_out(self, run: Import, file: ExportFile, progress: Progress = _nobody) -> Import:
        """Store all of a file, with the end of its run, in one transaction. Cancelling stores nothing of the file and
        marks the run INTERRUPTED; importing the file again does all of it.
        """
        beating = asyncio.create_task(self._beat(run))
        try:
            run = await self._save(replace(run, status=RunStatus.RUNNING))
            return await self._store(run, file, progress)
        except PulsegraphError as error:
            return await self._end(run, RunStatus.FAILED, error.message)
        except Exception:  # nobody expected it; whoever started the import logs it
            await self._end(run, RunStatus.FAILED, "It failed unexpectedly; nothing was stored. See the log.")
            raise
        except BaseException:  # cancelled
            await asyncio.shield(self._end(run, RunStatus.INTERRUPTED, "The import was stopped; nothing was stored."))
            raise
        finally:
            self._progress.pop(run.import_id, None)
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating

    def progress(self, import_id: str) -> ImportProgress | None:
        """How far an import has come; None when this process does not work on it."""
        return self._progress.get(import_id)

    async def interrupt_abandoned(self) -> int:
        """Mark the imports whose process ended in the middle; gives how many there were."""
        async with self._storage.write() as unit:
            runs = await unit.imports.interrupt_abandoned(self._clock())
        for run in runs:
            self._log("import interrupted", user_id=run.user_id, import_id=run.import_id)
            self._events.publish(ImportChanged(run.user_id, run.import_id))
        return len(runs)

    async def _store(self, run: Import, file: ExportFile, progress: Progress) -> Import:
        accounts: dict[AccountRef, Account] = {}
        reports: list[PartReport] = []
        recorded, rows = Recorded(), 0
        async with self._storage.write() as unit:
            await unit.imports.take_turn(run.user_id)
            for part in file.parts:
                tally = PartTally(part)
                counted = tallied(part, tally)
                while batch := await asyncio.to_thread(_next_rows, counted):
                    recorded += await self._record(unit, run, part, batch, accounts)
                    rows += len(batch)
                    self._tell(run, ImportProgress(rows, file.share_read()), progress)
                reports.append(tally.report())
            report = FileReport(tuple(reports), file.ignored)
            if not accounts:
                raise _nothing_usable(file, report)
            done = replace(run, status=RunStatus.SUCCEEDED, finished_at=self._clock(), recorded=recorded, report=report)
            await unit.imports.save(done)
        self._log("import finished", user_id=run.user_id, import_id=run.import_id, rows=rows)
        self._events.publish(ImportChanged(run.user_id, run.import_id))
        if recorded.values_changed or recorded.posts_added:
            platforms = frozenset(account.platform for account in accounts.values())
            self._events.publish(MetricsChanged(run.user_id, platforms))
        return done

    async def _record(
        self,
        unit: WriteUnit,
        run: Import,
        part: ExportPart,
        rows: Iterable[ReadRow],
        accounts: dict[AccountRef, Account],
    ) -> Recorded:
        recorded = Recorded()
        for ref, batch in _batches(rows).items():
            if ref not in accounts:
                accounts[ref] = await unit.users.resolve_account(
                    run.user_id, ref, AccountStatus.ACTIVE, part.description.observed_at
                )
            recorded += await unit.ledger.record(accounts[ref], batch, Provenance.IMPORT, run.import_id)
        return recorded

    def _tell(self, run: Import, reached: ImportProgress, progress: Progress) -> None:
        self._progress[run.import_id] = reached
        progress(reached)
        self._events.publish(ImportChanged(run.user_id, run.import_id))

    async def _end(self, run: Import, status: RunStatus, reason: str) -> Import:
        self._log("import ended", user_id=run.user_id, import_id=run.import_id, status=status.value)
        return await self._save(replace(run, status=status, reason=reason, finished_at=self._clock()))

    async def _save(self, run: Import) -> Import:
        async with self._storage.write() as unit:
            await unit.imports.save(run)
        self._events.publish(ImportChanged(run.user_id, run.import_id))
        return run

    async def _beat(self, run: Import) -> None:
        while True:
            await asyncio.sleep(_BEAT_SECONDS)
            try:
                async with self._storage.write() as unit:
                    await unit.imports.beat(run, self._clock())
            except Exception as error:  # the database may be busy for long
                self._log("sign of life failed", import_id=run.import_id, reason=repr(error))


def _next_rows(rows: Iterator[ReadRow]) -> list[ReadRow]:
    batch: list[ReadRow] = []
    weight = 0
    for row in rows:
        batch.append(row)
        weight += _weight(row.fact) if isinstance(row, ImportedRow) else 1
        if weight >= _BATCH_WEIGHT:
            break
    return batch


def _weight(fact: PostSnapshot | DaySnapshot | WindowSnapshot | Engagement) -> int:
    match fact:
        case PostSnapshot(details=details, metrics=metrics):
            text = details.text if details is not None else None
            return _VALUE_WEIGHT * (1 + len(metrics)) + len(text or "") // _CHARACTERS_PER_WEIGHT
        case DaySnapshot(metrics=metrics):
            return _VALUE_WEIGHT * (1 + len(metrics))
        case _:
            return 1


def _batches(rows: Iterable[ReadRow]) -> dict[AccountRef, Batch]:
    by_account: dict[AccountRef, list[PostSnapshot | DaySnapshot | WindowSnapshot | Engagement]] = {}
    for row in rows:
        if isinstance(row, ImportedRow):
            by_account.setdefault(row.account, []).append(row.fact)
    return {
        ref: Batch(
            posts=tuple(fact for fact in facts if isinstance(fact, PostSnapshot)),
            days=tuple(fact for fact in facts if isinstance(fact, DaySnapshot)),
            windows=tuple(fact for fact in facts if isinstance(fact, WindowSnapshot)),
            engagements=tuple(fact for fact in facts if isinstance(fact, Engagement)),
        )
        for ref, facts in by_account.items()
    }


def _nothing_usable(file: ExportFile, report: FileReport) -> UnreadableExportError:
    if not report.rows_read:
        return UnreadableExportError(f"{file.name} has headers, and no row of data.", "Nothing was imported.")
    telling = sorted(report.examples, key=lambda row: row.cause is not LeftOut.UNREADABLE)
    first = f" The first, line {telling[0].line}: {telling[0].reason}" if telling else ""
    return UnreadableExportError(
        f"{file.name}: none of its {report.rows_read} rows of data is usable.{first}",
        "Expected at least one row that can be read; nothing was imported.",
    )
