"""`importExport`: a file comes with the request, is recognised at once, and is imported as a durable run."""

import asyncio
import io
import json
import os
import socket
import tempfile
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from domain.collection import RunStatus
from domain.exports import Import
from persistence.database import Database
from persistence.models import ContentPerformance, MetricObservation
from schema.app import Pulsegraph, create_app
from schema.settings import Settings
from tests.factories import NOW, FakeClock, add_user

Ask = Callable[..., Awaitable[dict[str, Any]]]
Upload = Callable[..., Awaitable[httpx2.Response]]

CONTENT = (
    "Post id,Date,Post text,Link,Impressions,Likes\n"
    "1886483849795768598,Mon Feb 03 2025,One,https://x.com/acme/status/1886483849795768598,100,10\n"
    "1886483849795768598,Mon Feb 03 2025,One,https://x.com/acme/status/1886483849795768598,100,10\n"
)
CONTENT_NAME = "account_analytics_content_2025-02-01_2025-02-20.csv"
OVERVIEW = 'Date,Impressions,Likes,Engagements,New follows,Profile visits\n"Tue, Feb 04, 2025",444,4,29,1,4\n'
MUTATION = """mutation ($input: ImportExportInput!) { importExport(input: $input) { __typename
    ... on Import { importId id status progress fileName sizeBytes }
    ... on ExportQuestionError { message question choices }
    ... on Error { message } } }"""
IMPORT = """query ($id: ID!) { node(id: $id) { ... on Import { status progress reason rowsRead posts days postsAdded
    observationsAdded kinds accounts leftOut { cause rows } examples { line cause reason } observedAt
    parts { kind part form observedAtFrom readColumns { column metric } unreadColumns { column } } } } }"""


@pytest.fixture
def upload(client: httpx2.AsyncClient) -> Upload:
    """Sends a file as the GraphQL multipart request specification says."""

    async def send(
        content: str | bytes, name: str = CONTENT_NAME, headers: dict[str, str] | None = None, **given: object
    ) -> httpx2.Response:
        operations = {"query": MUTATION, "variables": {"input": {"userId": "u1", "file": None, **given}}}
        return await client.post(
            "/graphql",
            data={"operations": json.dumps(operations), "map": json.dumps({"0": ["variables.input.file"]})},
            files={"0": (name, content if isinstance(content, bytes) else content.encode(), "text/csv")},
            headers=headers or {},
        )

    return send


async def answer(response: httpx2.Response) -> dict[str, Any]:
    found = response.json()
    assert "errors" not in found, found["errors"]
    result: dict[str, Any] = found["data"]["importExport"]
    return result


async def finished(data: Ask, id_: str) -> dict[str, Any]:
    """The import when it has ended."""
    for _ in range(200):
        found: dict[str, Any] = (await data(IMPORT, id=id_))["node"]
        if found["status"] not in ("QUEUED", "RUNNING"):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("the import does not end")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads of this test alone."""
    (tmp_path / "uploads").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "uploads"))


async def no_uploads() -> bool:
    """True as soon as every uploaded file is gone."""
    for _ in range(100):
        if not [name for name in os.listdir(tempfile.gettempdir()) if name.startswith("pulsegraph-upload-")]:
            return True
        await asyncio.sleep(0.02)
    return False


async def rows(database: Database) -> tuple[int, int]:
    async with database.read() as unit:
        posts = await unit.connection.execute(select(func.count()).select_from(ContentPerformance))
        observations = await unit.connection.execute(select(func.count()).select_from(MetricObservation))
        return posts.scalar_one(), observations.scalar_one()


async def test_a_file_is_imported_beside_the_request_and_tells_all_about_it(
    database: Database, upload: Upload, data: Ask
) -> None:
    await add_user(database)

    started = await answer(await upload(CONTENT))
    found = await finished(data, started["id"])

    assert (started["__typename"], started["status"], started["fileName"]) == ("Import", "QUEUED", CONTENT_NAME)
    assert started["sizeBytes"] == len(CONTENT)
    assert found == {
        "status": "SUCCEEDED",
        "progress": 1.0,
        "reason": None,
        "rowsRead": 2,
        "posts": 1,
        "days": 0,
        "postsAdded": 1,
        "observationsAdded": 2,
        "kinds": ["x-content"],
        "accounts": ["acme"],
        "leftOut": [{"cause": "REPEATED", "rows": 1}],
        "examples": [{"line": 3, "cause": "REPEATED", "reason": "It repeats line 2."}],
        "observedAt": "2025-02-21T00:00:00+00:00",
        "parts": [
            {
                "kind": "x-content",
                "part": None,
                "form": "utf-8 text with commas",
                "observedAtFrom": "the file's name",
                "readColumns": [
                    {"column": "Impressions", "metric": "IMPRESSIONS"},
                    {"column": "Likes", "metric": "LIKES"},
                ],
                "unreadColumns": [],
            }
        ],
    }
    listed = await data('{ user(userId: "u1") { imports(first: 1) { totalCount edges { node { importId } } } } }')
    assert listed["user"]["imports"] == {
        "totalCount": 1,
        "edges": [{"node": {"importId": started["importId"]}}],
    }
    assert await no_uploads()


async def test_a_file_that_leaves_something_open_asks_by_name_and_stores_nothing(
    database: Database, upload: Upload, data: Ask
) -> None:
    await add_user(database)

    dateless = await answer(await upload(OVERVIEW, "overview.csv", account="acme"))
    whose = await answer(await upload(OVERVIEW, "overview.csv", observedAt="2025-02-05T12:00:00Z"))

    assert (dateless["question"], whose["question"], whose["choices"]) == ("OBSERVED_AT", "ACCOUNT", [])
    assert await rows(database) == (0, 0)
    assert await no_uploads()
    said = await answer(await upload(OVERVIEW, "overview.csv", account="acme", observedAt="2025-02-05T12:00:00Z"))
    assert (await finished(data, said["id"]))["days"] == 1


async def test_an_archive_is_one_import_of_several_parts(database: Database, upload: Upload, data: Ask) -> None:
    await add_user(database)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(CONTENT_NAME, (2025, 2, 20, 12, 0, 0)), CONTENT)
        file.writestr(zipfile.ZipInfo("overview.csv", (2025, 2, 5, 12, 0, 0)), OVERVIEW)
        file.writestr("readme.txt", "Nothing to see here.")

    started = await answer(await upload(archive.getvalue(), "x.zip", account="acme"))
    found = await finished(data, started["id"])

    assert (found["status"], found["posts"], found["days"], found["postsAdded"]) == ("SUCCEEDED", 1, 1, 1)
    assert [(part["kind"], part["part"]) for part in found["parts"]] == [
        ("x-content", CONTENT_NAME),
        ("x-account-overview", "overview.csv"),
    ]


@pytest.mark.parametrize(
    ("content", "given", "type_name", "message"),
    [
        pytest.param("a,b\n1,2\n", {}, "UnreadableExportError", "columns 'a', 'b'", id="unknown"),
        pytest.param(CONTENT, {"userId": "ghost"}, "UserNotFoundError", "no user 'ghost'", id="user"),
        pytest.param(CONTENT, {"year": 12}, "InvalidInputError", "between 2000 and 9999", id="year"),
        pytest.param(CONTENT, {"timeZone": "Mars/Base"}, "InvalidInputError", "no IANA time zone", id="zone"),
        pytest.param(CONTENT, {"platform": "TIKTOK"}, "UnreadableExportError", "is a file of X", id="platform"),
        pytest.param(CONTENT, {"account": "ghost"}, "UnreadableExportError", "belongs to @acme", id="account"),
    ],
)
async def test_what_cannot_be_imported_is_refused_in_words(
    database: Database, upload: Upload, content: str, given: dict[str, object], type_name: str, message: str
) -> None:
    await add_user(database)

    found = await answer(await upload(content, **given))

    assert found["__typename"] == type_name
    assert message in found["message"]
    assert await rows(database) == (0, 0)
    assert await no_uploads()


async def test_a_file_none_of_whose_rows_is_usable_fails_and_stores_nothing(
    database: Database, upload: Upload, data: Ask
) -> None:
    await add_user(database)

    started = await answer(await upload(CONTENT.splitlines()[0] + "\nx,y,z,,1,1\n", account="acme"))
    found = await finished(data, started["id"])

    assert (found["status"], found["rowsRead"], found["parts"]) == ("FAILED", 0, [])
    assert "none of its 1 rows of data is usable" in found["reason"]
    assert await rows(database) == (0, 0)


async def test_an_import_can_be_followed_to_its_end(pulsegraph: Pulsegraph, database: Database, upload: Upload) -> None:
    await add_user(database)
    app = create_app(pulsegraph.settings, pulsegraph)
    started = await answer(await upload(CONTENT))
    view = next(route for route in app.routes if getattr(route, "path", "") == "/graphql")
    schema = view.endpoint.schema  # type: ignore[attr-defined]
    context = await view.endpoint.get_context(httpx_request(), None)  # type: ignore[attr-defined]

    stream = await schema.subscribe(
        "subscription ($id: ID!) { importProgress(importId: $id) { status progress rowsRead } }",
        {"id": started["importId"]},
        context,
    )
    seen = [event.data["importProgress"] async for event in stream]

    assert seen[-1] == {"status": "SUCCEEDED", "progress": 1.0, "rowsRead": 2}


def httpx_request() -> Any:
    from starlette.requests import Request

    return Request({"type": "http", "headers": []})


async def test_an_import_whose_process_is_gone_is_marked_and_the_file_can_be_imported_again(
    pulsegraph: Pulsegraph, database: Database, upload: Upload, data: Ask
) -> None:
    await add_user(database)
    lost = Import("u1", "lost", "a.csv", 7, RunStatus.RUNNING, NOW)
    alive = replace(lost, import_id="alive")
    async with database.write() as unit:
        await unit.imports.add(lost, "another-host:1")
        await unit.imports.add(alive, f"{socket.gethostname()}:{os.getpid()}")
    assert isinstance(pulsegraph.services.clock, FakeClock)
    pulsegraph.services.clock.advance(seconds=50)
    assert await pulsegraph.services.imports.interrupt_abandoned() == 0
    pulsegraph.services.clock.advance(seconds=11)

    assert await pulsegraph.services.imports.interrupt_abandoned() == 2, "neither has given a sign of life"

    async with database.read() as unit:
        found = await unit.imports.find(["lost"])
    assert (found["lost"].status, found["lost"].reason) == (
        RunStatus.INTERRUPTED,
        "The process that worked on it ended; nothing of the file was stored.",
    )
    started = await answer(await upload(CONTENT))
    assert (await finished(data, started["id"]))["postsAdded"] == 1


async def test_a_cancelled_import_stores_nothing_and_says_so(
    pulsegraph: Pulsegraph, database: Database, tmp_path: Path
) -> None:
    await add_user(database)
    path = tmp_path / CONTENT_NAME
    path.write_text(CONTENT)
    service = pulsegraph.services.imports
    file = await service.open(path, options())
    run = await service.start("u1", file)
    told = asyncio.Event()

    task = asyncio.create_task(service.carry_out(run, file, lambda _: told.set()))
    await told.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with database.read() as unit:
        found = (await unit.imports.find([run.import_id]))[run.import_id]
    if found.status is RunStatus.INTERRUPTED:
        assert await rows(database) == (0, 0)
    else:
        assert (found.status, await rows(database)) == (RunStatus.SUCCEEDED, (1, 2))
    await service.import_file("u1", path, options())
    assert await rows(database) == (1, 2)


def options() -> Any:
    from domain.exports import ImportOptions

    return ImportOptions("UTC")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"origin": "http://evil.example"}, 403, id="another origin"),
        pytest.param({"sec-fetch-site": "cross-site"}, 403, id="another site"),
        pytest.param({"sec-fetch-site": "same-site"}, 403, id="another host of the site"),
        pytest.param({"origin": "http://test", "sec-fetch-site": "same-origin"}, 200, id="our own page"),
    ],
)
async def test_forms_of_other_sites_are_refused(
    database: Database, upload: Upload, headers: dict[str, str], status: int
) -> None:
    await add_user(database)

    response = await upload(CONTENT, headers=headers)

    assert response.status_code == status
    assert ("errors" in response.json()) is (status == 403)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"operations": "{", "map": "{}"}, id="no JSON"),
        pytest.param({"operations": "[]", "map": "{}"}, id="a list"),
        pytest.param({"operations": "1", "map": '{"0": ["variables.a"]}'}, id="a number"),
        pytest.param({"operations": "{}", "map": '{"0": ["variables.input.file"]}'}, id="no variables"),
        pytest.param({"operations": "{}", "map": '{"1": ["query"]}'}, id="no such file"),
        pytest.param({"operations": '{"variables": []}', "map": '{"0": ["variables.x.y"]}'}, id="no index"),
        pytest.param({"operations": "{}", "map": "[]"}, id="no map"),
        pytest.param({"operations": "{}", "map": '{"0": 1}'}, id="no paths"),
    ],
)
async def test_broken_forms_get_a_coded_refusal(client: httpx2.AsyncClient, form: dict[str, str]) -> None:
    response = await client.post("/graphql", data=form, files={"0": ("a.csv", b"a,b", "text/csv")})

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_text_in_place_of_a_file_is_no_upload(client: httpx2.AsyncClient) -> None:
    variables = {"input": {"userId": "u1", "file": "a.csv"}}

    response = await client.post("/graphql", json={"query": MUTATION, "variables": variables})

    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "Upload is a file of a multipart request" in error["message"]


async def test_an_upload_beyond_the_limit_is_refused_while_it_comes(
    database: Database, database_url: str, pulsegraph: Pulsegraph
) -> None:
    small = Settings(database_url=database_url, max_upload_bytes=2_000)
    transport = httpx2.ASGITransport(app=create_app(small, pulsegraph))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.post(
            "/graphql", data={"operations": "{}", "map": "{}"}, files={"0": ("a.csv", b"x" * 3_000, "text/csv")}
        )

    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\exports\\Überblick (1).csv", "Überblick (1).csv"),
        ("..", "upload"),
        ("a\x00b/c\n.csv", "c_.csv"),
        ("字" * 140 + ".csv", "字" * 65 + ".csv"),
    ],
)
async def test_the_name_of_an_upload_leads_nowhere(database: Database, upload: Upload, given: str, kept: str) -> None:
    from schema.uploads import _file_name

    assert _file_name(given) == kept
