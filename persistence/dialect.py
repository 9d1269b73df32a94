"""The few places where SQLite and PostgreSQL want other words."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

Insert = postgresql.Insert | sqlite.Insert

_MAX_IN_LIST = 1_000
"""Far below the 32,766 parameters that both databases take in one statement."""


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    match connection.dialect.name:
        case "sqlite":
            return sqlite.insert(table)
        case "postgresql":
            return postgresql.insert(table)
        case other:
            raise NotImplementedError(f"Pulsegraph runs on SQLite and PostgreSQL, not on {other}")


def upsert(connection: AsyncConnection, table: Table) -> Insert:
    """An INSERT whose row replaces the one with the same primary key."""
    statement = insert(connection, table)
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(
        index_elements=keys,
        set_={column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys},
    )


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Pieces short enough for an IN list."""
    for start in range(0, len(items), _MAX_IN_LIST):
        yield items[start : start + _MAX_IN_LIST]
