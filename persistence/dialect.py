"""The few places where SQLite and PostgreSQL want other words, and writing many rows at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Table,
    cast,
    column,
    func,
    literal,
    select,
    type_coerce,
    union_all,
    values,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

T = TypeVar("T")

Insert = postgresql.Insert | sqlite.Insert

_MAX_IN_LIST = 1_000
"""Far below the 32,766 parameters that both databases take in one statement."""
_MAX_UNION = 24
"""SQLite takes 500 parts; so few are enough for one user's page, and make few different statements to cache."""


def unsupported(dialect: str) -> NotImplementedError:
    """What to raise for a database that we have no SQL for."""
    return NotImplementedError(f"Pulsegraph runs on SQLite and PostgreSQL, not on {dialect}")


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    return _insert(connection.dialect.name, table)


def _insert(dialect: str, table: Table) -> Insert:
    match dialect:
        case "sqlite":
            return sqlite.insert(table)
        case "postgresql":
            return postgresql.insert(table)
        case other:
            raise unsupported(other)


class OnConflict(Enum):
    """What happens to a row whose primary key is there already."""

    FAIL = "fail"
    IGNORE = "ignore"
    REPLACE = "replace"
    ADD_QUANTITY = "add quantity"


@dataclass(frozen=True, slots=True)
class _Prepared:
    sql: str
    processors: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Of the columns whose values the driver does not take as they are: (position, conversion)."""


_prepared: dict[tuple[str, str, tuple[str, ...], OnConflict], _Prepared] = {}


async def write_rows(
    connection: AsyncConnection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    on_conflict: OnConflict = OnConflict.FAIL,
) -> None:
    """Insert many rows, given as tuples in the order of `columns`.

    The statement is compiled once per process, and the rows go to the driver as they are: SQLAlchemy's own way with
    many rows spent a third of an import on making their parameters.
    """
    if not rows:
        return
    key = (connection.dialect.name, table.name, columns, on_conflict)
    if key not in _prepared:
        _prepared[key] = _prepare(connection, table, columns, on_conflict)
    prepared = _prepared[key]
    if prepared.processors:
        rows = [_converted(row, prepared.processors) for row in rows]
    await connection.exec_driver_sql(prepared.sql, list(rows))


def _converted(row: tuple[Any, ...], processors: tuple[tuple[int, Callable[[Any], Any]], ...]) -> tuple[Any, ...]:
    cells = list(row)
    for position, convert in processors:
        cells[position] = convert(cells[position])
    return tuple(cells)


def _prepare(connection: AsyncConnection, table: Table, columns: tuple[str, ...], on_conflict: OnConflict) -> _Prepared:
    statement = _insert(connection.dialect.name, table)
    keys = [c.name for c in table.primary_key]
    match on_conflict:
        case OnConflict.IGNORE:
            statement = statement.on_conflict_do_nothing()
        case OnConflict.REPLACE:
            replaced = {name: statement.excluded[name] for name in columns if name not in keys}
            statement = statement.on_conflict_do_update(index_elements=keys, set_=replaced)
        case OnConflict.ADD_QUANTITY:
            added = {"quantity": table.c.quantity + statement.excluded.quantity}
            statement = statement.on_conflict_do_update(index_elements=keys, set_=added)
        case OnConflict.FAIL:
            pass
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(columns))
    order = [str(name) for name in compiled.positiontup or ()]
    assert order == list(columns), f"{order} are not the columns that were given"
    dialect = connection.dialect
    converters = [
        (i, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for i, name in enumerate(columns)
    ]
    return _Prepared(str(compiled), tuple((i, convert) for i, convert in converters if convert is not None))


def quarter_hour_of(connection: AsyncConnection, instant: Any) -> ColumnElement[int]:
    """The number of quarter hours from 1970 to an instant, of a UtcDateTime column."""
    match connection.dialect.name:
        case "sqlite":
            return type_coerce(instant, BigInteger) // 900_000_000
        case _:
            return cast(func.floor(func.extract("epoch", instant) / 900), BigInteger)


def rows_as_table(name: str, columns: Sequence[tuple[str, TypeEngine[Any]]], rows: Sequence[tuple[Any, ...]]) -> CTE:
    """Rows as a table to join with.

    A few rows are written as a UNION, which SQLAlchemy compiles once for each number of rows; VALUES, which takes any
    number, it compiles anew every time.
    """
    if len(rows) > _MAX_UNION:
        return values(*(column(label, kind) for label, kind in columns), name=name).data(list(rows)).cte(name)
    parts = [
        select(*(literal(value, kind).label(label) for (label, kind), value in zip(columns, row, strict=True)))
        for row in rows
    ]
    return (parts[0] if len(parts) == 1 else union_all(*parts)).cte(name)


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Pieces short enough for an IN list."""
    for start in range(0, len(items), _MAX_IN_LIST):
        yield items[start : start + _MAX_IN_LIST]
