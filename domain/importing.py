"""Importing native exports: all of a file or nothing, in one transaction, with a report."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from domain.errors import UnreadableExportError, UserNotFoundError
from domain.exports import (
    ExportFile,
    ExportReaders,
    ImportedRow,
    ImportOptions,
    ImportReport,
    LeftOutRow,
)
from domain.observations import Batch, DaySnapshot, Engagement, PostSnapshot, Provenance, Recorded, WindowSnapshot
from domain.ports import Clock, EventBus, MetricsChanged, Storage, WriteUnit
from domain.users import Account, AccountRef, AccountStatus

_ROWS_PER_BATCH = 20_000
_REJECTED_KEPT = 1_000
"""So many rejected rows are kept one by one; the others are counted."""

Progress = Callable[[int], None]
"""Told the number of rows read so far."""


@dataclass(slots=True)
class _Tally:
    rows: int = 0
    rejected: int = 0
    recorded: Recorded = field(default_factory=Recorded)


class ImportService:
    """Reads files into the storage."""

    def __init__(self, storage: Storage, readers: ExportReaders, events: EventBus, clock: Clock) -> None:
        self._storage = storage
        self._readers = readers
        self._events = events
        self._clock = clock

    async def import_file(
        self, user_id: str, path: Path, options: ImportOptions, progress: Progress = lambda rows: None
    ) -> ImportReport:
        """Import one file.

        Raises:
            UserNotFoundError: there is no such user.
            UnreadableExportError: the file is not understood, or none of its rows is usable; nothing was stored.
        """
        import_id = secrets.token_hex(8)
        file = await asyncio.to_thread(self._readers.open, path, options)
        rows = iter(file.rows())
        tally = _Tally()
        rejected: list[LeftOutRow] = []
        accounts: dict[AccountRef, Account] = {}
        async with self._storage.write() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            while part := await asyncio.to_thread(_next_rows, rows):
                usable = [row for row in part if isinstance(row, ImportedRow)]
                refused = [row for row in part if isinstance(row, LeftOutRow)]
                tally.rows += len(part)
                tally.rejected += len(refused)
                rejected += refused[: _REJECTED_KEPT - len(rejected)]
                for ref, batch in _batches(usable).items():
                    if ref not in accounts:
                        accounts[ref] = await unit.users.resolve_account(user_id, ref, AccountStatus.ACTIVE)
                    tally.recorded += await unit.ledger.record(accounts[ref], batch, Provenance.IMPORT, import_id)
                progress(tally.rows)
            if not accounts:
                raise _nothing_usable(path, tally, rejected)
            report = _report(user_id, import_id, path, file, self._clock(), tally, rejected, accounts)
            await _keep(unit, report)
        if tally.recorded.values_changed:
            platforms = frozenset(account.platform for account in accounts.values())
            self._events.publish(MetricsChanged(user_id, platforms))
        return report


def _next_rows(rows: Iterator[ImportedRow | LeftOutRow]) -> list[ImportedRow | LeftOutRow]:
    return list(islice(rows, _ROWS_PER_BATCH))


def _batches(rows: list[ImportedRow]) -> dict[AccountRef, Batch]:
    by_account: dict[AccountRef, list[PostSnapshot | DaySnapshot | WindowSnapshot | Engagement]] = {}
    for row in rows:
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


def _nothing_usable(path: Path, tally: _Tally, rejected: list[LeftOutRow]) -> UnreadableExportError:
    first = f" The first, line {rejected[0].line}: {rejected[0].reason}." if rejected else ""
    return UnreadableExportError(
        f"{path.name}: none of its {tally.rows} rows of data is usable.{first}",
        "Expected at least one row that can be read; nothing was imported.",
    )


def _report(
    user_id: str,
    import_id: str,
    path: Path,
    file: ExportFile,
    now: datetime,
    tally: _Tally,
    rejected: list[LeftOutRow],
    accounts: dict[AccountRef, Account],
) -> ImportReport:
    about = file.parts[0].description
    notes = [f"The export date was taken from {about.observed_at_from}.", *about.notes]
    if about.unread:
        notes.append(f"Columns without a metric of ours, left unread: {', '.join(name for name, _ in about.unread)}.")
    labels = sorted({account.label for account in accounts.values()})
    return ImportReport(
        user_id,
        import_id,
        path.name,
        about.kind,
        now,
        about.observed_at,
        tally.rows,
        tally.rejected,
        tally.recorded,
        tuple(labels),
        tuple(rejected),
        tuple(notes),
    )


async def _keep(unit: WriteUnit, report: ImportReport) -> None:
    """Importing the same file again changes nothing, and says so; only what changed something is worth a row."""
    if report.recorded != Recorded():
        await unit.imports.add(report)
