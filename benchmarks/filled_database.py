"""A database with a year of one user in it. Its events go around the importer, which would take minutes for each
million, straight into the table; the rollups of them are added up with the project's own code.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Any

from sqlalchemy.engine import make_url

from benchmarks.made_data import ACCOUNTS, Event, days, events, posts
from benchmarks.own_postgresql import connected
from benchmarks.scale import NOW, TIME_ZONE, USER_ID
from benchmarks.server import opened, prepare
from domain.observations import Batch, EngagementSource, Provenance
from domain.users import AccountRef, AccountStatus
from persistence import rollups
from persistence.column_types import from_micros, to_micros
from persistence.rollups import Addition, Sums

_COLUMNS = (
    *("user_id", "account_id", "dedupe_key", "platform", "post_id", "engagement_type", "engagement_time"),
    *("quantity", "source_country", "source_device", "source", "recorded_at"),
)
_INSERT = f"INSERT INTO post_engagements ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_ROWS_PER_PART = 50_000
_PRAGMAS = ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -524288")

Part = list[tuple[Any, ...]]


async def fill(url: str, event_count: int, post_count: int) -> None:
    """Make the tables and all that is in them."""
    async with opened(url) as pulsegraph:
        await prepare(pulsegraph)
        account_ids = []
        for number, (platform, external_id) in enumerate(ACCOUNTS):
            async with pulsegraph.database.write() as unit:
                account = await unit.users.resolve_account(
                    USER_ID, AccountRef(platform, external_id), AccountStatus.ACTIVE
                )
                batch = Batch(tuple(posts(number, post_count)), tuple(days(number)))
                await unit.ledger.record(account, batch, Provenance.API, "benchmark")
                account_ids.append(account.account_id)
    sums = Sums()
    parts = _parts(account_ids, event_count, post_count, sums)
    if url.startswith("sqlite"):
        _write_to_sqlite(make_url(url).database or "", parts)
    else:
        await _write_to_postgresql(url, parts)
    async with opened(url) as pulsegraph, pulsegraph.database.write() as unit:
        await rollups.add(unit.connection, USER_ID, sums)


async def rollup_differences(url: str) -> int:
    """Rows of the rollups that are not what the events add up to."""
    async with opened(url) as pulsegraph, pulsegraph.database.read() as unit:
        return await rollups.differences(unit.connection)


def _parts(account_ids: list[str], event_count: int, post_count: int, sums: Sums) -> Iterator[Part]:
    """Rows for the driver, but for the times, which are microseconds; they are added to the sums on the way."""
    now = to_micros(NOW)
    for number, account_id in enumerate(account_ids):
        platform = ACCOUNTS[number][0].value
        found = events(number, event_count, post_count)
        while part := list(islice(found, _ROWS_PER_PART)):
            sums.add_events(_additions(account_id, part), TIME_ZONE)
            yield [
                (USER_ID, account_id, key, platform, post, kind, at, 1, country, device, EngagementSource.EVENT, now)
                for key, kind, at, post, country, device in part
            ]


def _additions(account_id: str, part: list[Event]) -> Iterator[Addition]:
    for event in part:
        yield Addition(account_id, event.kind, event.micros, 1, event.country, event.device)


def _write_to_sqlite(path: str, parts: Iterator[Part]) -> None:
    """The indexes are made afterwards, and no journal is kept: nobody else knows this file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'post_engagements' AND sql <> ''"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("BEGIN")
        for part in parts:
            connection.executemany(_INSERT, part)
        connection.execute("COMMIT")
        for _, statement in indexes:
            connection.execute(statement)


async def _write_to_postgresql(url: str, parts: Iterator[Part]) -> None:
    times = (_COLUMNS.index("engagement_time"), _COLUMNS.index("recorded_at"))
    async with connected(url) as connection:
        for part in parts:
            records = [tuple(from_micros(v) if i in times else v for i, v in enumerate(row)) for row in part]
            await connection.copy_records_to_table("post_engagements", records=records, columns=_COLUMNS)
        await connection.execute("VACUUM ANALYZE")
