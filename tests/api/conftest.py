"""The real application over an empty database, asked through GraphQL."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import event

from persistence.database import Database
from schema.app import Pulsegraph, assemble, create_app
from schema.settings import Settings
from tests.factories import FakeClock

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def pulsegraph(
    database: Database, database_url: str, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Pulsegraph]:
    """The wired services, with a clock that stands still."""
    running = assemble(Settings(database_url=database_url, secret_key_file=tmp_path / "key"), clock)
    yield running
    await running.close()


@pytest.fixture
async def client(pulsegraph: Pulsegraph) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client of the application."""
    app = create_app(pulsegraph.settings, pulsegraph)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


@pytest.fixture
def ask(client: httpx2.AsyncClient) -> Ask:
    """Sends a document; gives the whole answer, `data` and `errors`."""

    async def send(query: str, **variables: object) -> dict[str, Any]:
        response = await client.post("/graphql", json={"query": query, "variables": variables})
        answer: dict[str, Any] = response.json()
        return answer

    return send


@pytest.fixture
def data(ask: Ask) -> Ask:
    """Sends a document that must succeed; gives its data."""

    async def send(query: str, **variables: object) -> dict[str, Any]:
        answer = await ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        return found

    return send


@pytest.fixture
async def statements(pulsegraph: Pulsegraph) -> AsyncIterator[list[str]]:
    """The SQL statements that the application sends from now on."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engines = {pulsegraph.database.engine.sync_engine, pulsegraph.database.reader.sync_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
