"""The same database without Pulsegraph: plain statements through the plain drivers."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Protocol

import asyncpg

from benchmarks.scale import TIME_ZONE
from domain.time_range import local_date
from persistence.column_types import from_micros, to_micros

Parameter = str | int | date | datetime
Rows = Sequence[Sequence[Any]]


class BareDatabase(Protocol):
    """Takes statements with `$1` parameters."""

    async def fetch(self, statement: str, *parameters: Parameter) -> Rows: ...

    def hours_since_1970(self, column: str) -> str:
        """SQL for the whole hours from 1970 to the instant in a column."""

    def day(self, instant: Any) -> date:
        """The user's day of an instant as the driver gives it."""


class BareSqlite:
    """By `sqlite3`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._statements: dict[str, str] = {}

    async def fetch(self, statement: str, *parameters: Parameter) -> Rows:
        """All rows."""
        found = self._statements.get(statement)
        if found is None:
            found = self._statements[statement] = re.sub(r"\$(\d)", r"?\1", statement)
        return self._connection.execute(found, [_for_sqlite(each) for each in parameters]).fetchall()

    def hours_since_1970(self, column: str) -> str:
        """Of microseconds."""
        return f"{column} / 3600000000"

    def day(self, instant: Any) -> date:
        """Of microseconds."""
        return local_date(from_micros(instant), TIME_ZONE)


class BarePostgresql:
    """By `asyncpg`."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def fetch(self, statement: str, *parameters: Parameter) -> Rows:
        """All rows."""
        found: Rows = await self._connection.fetch(statement, *parameters)
        return found

    def hours_since_1970(self, column: str) -> str:
        """Of a timestamptz."""
        return f"floor(extract(epoch from {column}) / 3600)::bigint"

    def day(self, instant: Any) -> date:
        """Of a datetime."""
        return local_date(instant, TIME_ZONE)


@contextmanager
def bare_sqlite(path: str) -> Iterator[BareSqlite]:
    """A connection with as large a cache as Pulsegraph's."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA cache_size = -65536")
        yield BareSqlite(connection)
    finally:
        connection.close()


def _for_sqlite(value: Parameter) -> str | int:
    match value:
        case datetime():
            return to_micros(value)
        case date():
            return value.isoformat()
        case _:
            return value
