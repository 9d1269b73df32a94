"""Whoever is cancelled in the middle of a transaction leaves the database to the others."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.errors import StorageUnavailableError
from persistence.database import Database
from persistence.unhurried import to_its_end
from tests.factories import add_user


async def test_a_cancelled_transaction_is_rolled_back_at_once(database: Database) -> None:
    await add_user(database)

    async def work() -> None:
        async with database.write() as unit:
            for number in range(1_000):
                await unit.connection.execute(text("UPDATE users SET name = :name"), {"name": str(number)})
                await unit.users.find(["u1"])

    for thousandths in range(0, 30, 3):
        working = asyncio.create_task(work())
        await asyncio.sleep(thousandths / 1_000)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
        async with asyncio.timeout(10), database.write() as unit:
            user = (await unit.users.find(["u1"]))["u1"]
        assert user.name == "U1"


async def test_a_commit_that_was_begun_ends_and_the_cancellation_comes_after_it() -> None:
    done = []

    async def commit() -> str:
        await asyncio.sleep(0.02)
        done.append("committed")
        return "result"

    async def work() -> None:
        done.append(await to_its_end(commit()))
        await asyncio.sleep(1)
        done.append("too late")

    working = asyncio.create_task(work())
    await asyncio.sleep(0.005)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert done == ["committed", "result"]


async def work_past_its_time() -> None:
    async with asyncio.timeout(0.005):
        await to_its_end(asyncio.sleep(0.02))
        await asyncio.sleep(1)


async def test_a_timeout_is_still_told_as_one() -> None:
    with pytest.raises(TimeoutError):
        await work_past_its_time()


async def say(database: Database, statement: str) -> object:
    async with database.write() as unit:
        return (await unit.connection.execute(text(statement))).scalar_one()


async def test_a_mistake_of_ours_is_not_told_as_a_database_that_is_away(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await say(database, "SELECT nothing FROM nowhere")
    assert await say(database, "SELECT 1") == 1


async def test_a_lost_connection_is_told_as_a_database_that_is_away(database: Database) -> None:
    if database.engine.dialect.name == "postgresql":
        with pytest.raises(StorageUnavailableError):
            await say(database, "SELECT pg_terminate_backend(pg_backend_pid())")
    assert await say(database, "SELECT 1") == 1


async def test_nobody_holds_a_lock_for_ever_and_imports_may_take_their_time(database: Database) -> None:
    limits = "SELECT current_setting('lock_timeout') || ', ' || current_setting('idle_in_transaction_session_timeout')"
    if database.engine.dialect.name == "sqlite":
        assert await say(database, "PRAGMA busy_timeout") == 60_000
        return
    async with database.write() as unit:
        assert (await unit.connection.execute(text(limits))).scalar_one() == "1min, 1min"
        await unit.imports.take_turn("u1")
        assert (await unit.connection.execute(text(limits))).scalar_one() == "0, 10min"
    assert await say(database, limits) == "1min, 1min"
