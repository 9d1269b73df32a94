"""A Pulsegraph server in this process, over a database of the benchmark's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from benchmarks.scale import NOW, TIME_ZONE, USER_ID
from domain.exports import ImportOptions
from domain.users import User
from schema.app import Pulsegraph, assemble, create_app, upgrade
from schema.settings import Settings

OPTIONS = ImportOptions(TIME_ZONE, observed_at=NOW)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Pulsegraph]:
    """Everything wired together over a database."""
    pulsegraph = assemble(Settings(database_url=url), lambda: NOW)
    try:
        yield pulsegraph
    finally:
        await pulsegraph.close()


async def prepare(pulsegraph: Pulsegraph) -> None:
    """Make the tables and the user."""
    await upgrade(pulsegraph.database.engine)
    async with pulsegraph.database.write() as unit:
        await unit.users.add(User(USER_ID, "Benchmark", TIME_ZONE))


async def load(pulsegraph: Pulsegraph, path: Path) -> None:
    """Import a file; every row of it has to be accepted."""
    report = (await pulsegraph.services.imports.import_file(USER_ID, path, OPTIONS)).report
    if report is None or report.left_out:
        raise RuntimeError(f"{path.name}: rows were left out, {report and report.examples[0].reason}")


@asynccontextmanager
async def client(url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client of the ASGI application over a filled database: no socket, all of the rest."""
    async with opened(url) as pulsegraph:
        app = create_app(pulsegraph.settings, pulsegraph)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1") as found,
        ):
            yield found


async def ask(http: httpx2.AsyncClient, body: bytes) -> bytes:
    """The bytes of an answer to a GraphQL request."""
    response = await http.post("/graphql", content=body, headers={"content-type": "application/json"})
    response.raise_for_status()
    return response.content
