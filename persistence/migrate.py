"""Brings a database to the tables of this version, and says whether it is there."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from asyncpg.exceptions import PostgresError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import StorageNotReadyError


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "persistence:migrations")
    return config


@contextmanager
def _unreachable() -> Iterator[None]:
    try:
        yield
    except (OSError, PostgresError, DBAPIError) as error:
        raise StorageNotReadyError(f"The database cannot be used: {error}") from error


async def upgrade(engine: AsyncEngine) -> tuple[str | None, str]:
    """Apply what is missing; gives the version before and after."""

    def run(connection: Connection) -> tuple[str | None, str]:
        config = _config()
        config.attributes["connection"] = connection
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(config, "head")
        after = MigrationContext.configure(connection).get_current_revision()
        assert after is not None
        return before, after

    with _unreachable():
        async with engine.begin() as connection:
            return await connection.run_sync(run)


async def require_current(engine: AsyncEngine) -> None:
    """Raises StorageNotReadyError unless the tables are those of this version."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with _unreachable():
        async with engine.connect() as connection:
            found = await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    if found != head:
        state = f"at version {found}" if found else "empty"
        raise StorageNotReadyError(f"The database is {state}, this version needs {head}: run `pulsegraph db upgrade`.")
