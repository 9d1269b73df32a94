"""Databases of the benchmark's own on a PostgreSQL server, dropped when it is done."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.engine import make_url


@asynccontextmanager
async def own_database(url: str) -> AsyncIterator[str]:
    """The address of a new, empty database beside the one that `url` names, which is not touched."""
    name = f"pulsegraph_benchmark_{secrets.token_hex(4)}"
    await _carry_out(url, f'CREATE DATABASE "{name}"')
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        await _carry_out(url, f'DROP DATABASE "{name}" WITH (FORCE)')


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A plain connection."""
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()


async def version(url: str) -> str:
    """Of the server."""
    async with connected(url) as connection:
        return str(await connection.fetchval("SHOW server_version")).split()[0]


async def size(url: str) -> int:
    """Of the database, in bytes."""
    async with connected(url) as connection:
        return int(await connection.fetchval("SELECT pg_database_size(current_database())"))


async def _carry_out(server: str, statement: str) -> None:
    async with connected(server) as connection:
        await connection.execute(statement)
