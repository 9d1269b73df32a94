"""How fast a file of events is imported, against the least that storing its rows can cost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks.scale import USER_ID
from benchmarks.server import OPTIONS, load, opened, prepare
from collectors.exports.registry import NativeExports
from domain.exports import ImportedRow
from domain.observations import Engagement
from persistence.column_types import to_micros

_ROWS_PER_PART = 50_000

_COLUMNS = (
    *("user_id", "account_id", "dedupe_key", "platform", "post_id", "engagement_type", "engagement_time"),
    *("quantity", "source_country", "source_device", "source", "metadata"),
)
_INSERT = f"INSERT INTO post_engagements VALUES ({', '.join('?' * len(_COLUMNS))})"
_BARE_TABLE = f"CREATE TABLE post_engagements ({', '.join(_COLUMNS)})"
_KEYED_TABLE = (
    f"CREATE TABLE post_engagements ({', '.join(_COLUMNS)}, "
    "PRIMARY KEY (user_id, account_id, dedupe_key)) WITHOUT ROWID"
)


@dataclass(frozen=True, slots=True)
class ImportSpeed:
    """Seconds for the same rows."""

    rows: int
    imported: float
    read_only: float
    """The reader alone, its rows thrown away."""
    bare: float
    """`executemany` into a table without any key."""
    keyed: float
    """The same into a table with the primary key that tells repeated events."""


async def measure_import(url: str, path: Path, rows: int, folder: Path) -> ImportSpeed:
    """Import the file into a new database; the other figures from the same file, before and after."""
    bare = _executemany(path, folder / "bare.db", _BARE_TABLE)
    read_only = _reader_alone(path)
    async with opened(url) as pulsegraph:
        await prepare(pulsegraph)
        started = perf_counter()
        await load(pulsegraph, path)
        imported = perf_counter() - started
    keyed = _executemany(path, folder / "keyed.db", _KEYED_TABLE)
    bare_again = _executemany(path, folder / "bare.db", _BARE_TABLE)
    return ImportSpeed(rows, imported, read_only, (bare + bare_again) / 2, keyed)


def _reader_alone(path: Path) -> float:
    started = perf_counter()
    for _ in NativeExports().open(path, OPTIONS).rows():
        pass
    return perf_counter() - started


def _executemany(path: Path, database: Path, table: str) -> float:
    """One transaction. Making the rows is not counted, only handing them over and committing."""
    seconds = 0.0
    rows = _rows(path)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(table)
        connection.execute("BEGIN IMMEDIATE")
        while part := list(islice(rows, _ROWS_PER_PART)):
            started = perf_counter()
            connection.executemany(_INSERT, part)
            seconds += perf_counter() - started
        started = perf_counter()
        connection.execute("COMMIT")
        seconds += perf_counter() - started
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    return seconds


def _rows(path: Path) -> Iterator[tuple[object, ...]]:
    for row in NativeExports().open(path, OPTIONS).rows():
        assert isinstance(row, ImportedRow)
        event = row.fact
        assert isinstance(event, Engagement)
        yield (
            *(USER_ID, row.account.external_id, event.dedupe_key, row.account.platform.value, event.post_id),
            *(event.engagement_type.value, to_micros(event.occurred_at), event.quantity),
            *(event.country, event.device, event.source.value, None),
        )
