"""Engines, pragmas, and the two ways to the data: `read()` and `write()`."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.errors import StorageNotReadyError, StorageUnavailableError
from domain.ports import Log
from persistence.annotation_repository import SqlAnnotations
from persistence.audience_repository import SqlAudience
from persistence.collector_memory import SqlLeases, SqlRejections, SqlSpend
from persistence.content_repository import SqlContent
from persistence.credential_store import SqlCredentials
from persistence.fact_repository import SqlFacts
from persistence.import_repository import SqlImports
from persistence.known_posts import SqlKnownPosts
from persistence.ledger import SqlLedger
from persistence.run_repository import SqlRuns
from persistence.segment_repository import SqlSegments
from persistence.sqlite_functions import add_functions
from persistence.unhurried import UnhurriedConnection, to_its_end
from persistence.user_repository import SqlUsers
from persistence.vault import Vault

_BUSY_TIMEOUT_MS = 60_000
"""How long a statement waits for another process that writes; an import of a million rows holds the lock that long."""
_READER_CACHE_KIB = 64 * 1024
_WRITER_CACHE_KIB = 24 * 1024
"""An import of a file of any size shall take less than 200 MB in all; a larger cache did not make it faster."""
_SQLITE_PASSING = ("locked", "unable to open", "disk I/O error", "readonly database", "disk is full")
_READERS = 8
_LIMITS = {"idle_in_transaction_session_timeout": "60s", "lock_timeout": "60s"}
"""Of PostgreSQL: a process that was stopped inside a transaction must not keep the others waiting for ever."""
_URL_EXPECTED = (
    "PULSEGRAPH_DATABASE_URL must look like sqlite+aiosqlite:///pulsegraph.db or "
    "postgresql+asyncpg://user:password@host/database."
)


class Unit:
    """One transaction, with a repository for each subject."""

    def __init__(self, connection: AsyncConnection, clock: Callable[[], datetime], vault: Vault) -> None:
        self.connection = connection
        self.users = SqlUsers(connection, clock)
        self.facts = SqlFacts(connection)
        self.content = SqlContent(connection)
        self.runs = SqlRuns(connection)
        self.imports = SqlImports(connection)
        self.audience = SqlAudience(connection)
        self.segments = SqlSegments(connection)
        self.annotations = SqlAnnotations(connection)
        self.ledger = SqlLedger(connection, clock)
        self.credentials = SqlCredentials(connection, vault)
        self.rejections = SqlRejections(connection)
        self.known_posts = SqlKnownPosts(connection)
        self.spend = SqlSpend(connection)
        self.leases = SqlLeases(connection)


class Database:
    """SQLite or PostgreSQL behind the domain's `Storage` port.

    SQLite has one writer: within a process writers queue up here, between processes they wait for the file's lock.
    Readers see the last committed state and wait for nobody (WAL).
    """

    def __init__(
        self,
        url: str,
        clock: Callable[[], datetime],
        slow_query_seconds: float = 0.5,
        warn: Log = lambda event, /, **facts: None,
        vault: Vault | None = None,
    ) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError:
            raise StorageNotReadyError(_URL_EXPECTED) from None
        self._clock = clock
        self._vault = vault or Vault()
        if self.url.get_backend_name() == "sqlite":
            self.reader = _sqlite_engine(self.url, "BEGIN", _READERS, _READER_CACHE_KIB)
            self.engine = _sqlite_engine(self.url, "BEGIN IMMEDIATE", 1, _WRITER_CACHE_KIB)
            self._writing: asyncio.Lock | None = asyncio.Lock()
        else:
            if self.url.get_backend_name() != "postgresql":
                raise StorageNotReadyError(_URL_EXPECTED)
            self.engine = self.reader = create_async_engine(
                self.url,
                pool_size=10,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"server_settings": _LIMITS},
            )
            self._writing = None
        for engine in {self.engine, self.reader}:
            _watch(engine, slow_query_seconds, warn)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        """A consistent look at the data; nothing it does is kept. Raises StorageUnavailableError."""
        with _told_as_unavailable():
            async with self.reader.connect() as connection:
                yield Unit(connection, self._clock, self._vault)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        """One transaction; commits when the block ends, rolls back when it raises. Raises StorageUnavailableError."""
        with _told_as_unavailable():
            async with self._writing or contextlib.nullcontext():
                connection = await to_its_end(self._begun())
                try:
                    yield Unit(connection, self._clock, self._vault)
                except BaseException:
                    with contextlib.suppress(DBAPIError):  # a connection that is lost has nothing to roll back
                        await to_its_end(self._ended(connection, commit=False))
                    raise
                await to_its_end(self._ended(connection, commit=True))

    async def _begun(self) -> UnhurriedConnection:
        connection = await self.engine.connect()
        await connection.begin()
        assert connection.sync_connection is not None
        return UnhurriedConnection(self.engine, connection.sync_connection)

    async def _ended(self, connection: AsyncConnection, *, commit: bool) -> None:
        try:
            await (connection.commit() if commit else connection.rollback())
        finally:
            await connection.close()

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()
        if self.reader is not self.engine:
            await self.reader.dispose()


@contextlib.contextmanager
def _told_as_unavailable() -> Iterator[None]:
    """The errors that say nothing of the statement: the server is not there, or somebody else holds what is needed."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or _is_passing(error):
            raise StorageUnavailableError from error
        raise


def _is_passing(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):  # it calls mistakes in a statement operational, too
        return any(words in str(error.orig) for words in _SQLITE_PASSING)
    return isinstance(error, OperationalError | InterfaceError)


def _sqlite_engine(url: URL, begin: str, connections: int, cache_kib: int) -> AsyncEngine:
    if url.database in (None, "", ":memory:"):
        raise StorageNotReadyError(f"Pulsegraph keeps its data in a file. {_URL_EXPECTED}")
    assert url.database is not None
    Path(url.database).expanduser().absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, pool_size=connections, max_overflow=0, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None  # transactions begin where we say, below
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            f"cache_size = -{cache_kib}",
            "temp_store = MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        add_functions(dbapi_connection)

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _watch(engine: AsyncEngine, slow_query_seconds: float, warn: Log) -> None:
    """Report statements that take long: their text and time, never their parameters, which are people's data."""

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def begin(_connection: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        context.pulsegraph_started = perf_counter()

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def end(_connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, many: bool) -> None:
        seconds = perf_counter() - context.pulsegraph_started
        if seconds > slow_query_seconds:
            warn("slow query", seconds=round(seconds, 3), batch=many, statement=" ".join(statement.split())[:500])
