"""The command line, as a person or a script uses it, on both databases."""

import asyncio
import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from domain.observations import Batch
from domain.users import Platform
from persistence.database import Database
from schema.cli import app
from tests.factories import add_account, add_user, post, record

PULSEGRAPH = Path(sys.executable).parent / "pulsegraph"

CSV = """Post id,Date,Post text,Post Link,Impressions,Likes,Engagements
1886483849795768598,Mon Feb 03 2025,hello,https://x.com/acme/status/1886483849795768598,100,7,9
not-a-number,Mon Feb 03 2025,broken,https://x.com/acme/status/1,100,7,9
"""


@pytest.fixture
def run(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Calls a command; gives its exit code, standard output and standard error."""
    monkeypatch.setenv("PULSEGRAPH_DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)

    async def call(*arguments: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            PULSEGRAPH, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate()
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    return call


async def test_init_makes_the_sample_user_and_collects(run: Any) -> None:
    code, out, _ = await run("init", "--json", "demo", "2")

    (made,) = json.loads(out)["runs"]
    assert (code, made["userId"], made["status"]) == (0, "demo", "SUCCEEDED")
    assert [account["status"] for account in made["accounts"]] == ["SUCCEEDED"] * 5
    code, out, _ = await run("users", "list", "--json")
    (user,) = json.loads(out)["users"]
    assert {account["status"] for account in user["accounts"]} == {"SAMPLE"}
    assert (await run("db", "check"))[:2] == (0, "the rollups agree with the engagements\n")


async def test_import_reports_what_was_left_out_and_again_changes_nothing(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "account_analytics_content_2025-02-01_2025-02-20.csv"
    file.write_text(CSV)

    first = json.loads((await run("import", "--json", str(file)))[1])["files"][0]
    second = json.loads((await run("import", "--json", str(file)))[1])["files"][0]

    assert (first["kinds"], first["accounts"], first["rowsRead"]) == (["x-content"], ["acme"], 2)
    assert [row["line"] for row in first["examples"]] == [3]
    assert (first["postsAdded"], first["observationsAdded"]) == (1, 3)
    assert (second["postsAdded"], second["observationsAdded"]) == (0, 0)


async def test_a_file_that_is_not_understood_is_refused_whole_and_others_are_imported(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text("colour,shape\nred,round\n")
    (folder / "b.csv").write_text(CSV)

    code, out, err = await run("import", str(folder))

    assert code == 3
    assert "refused a.csv:" in err
    assert "'colour', 'shape'" in err
    assert "1 of 2 files imported." in out


async def test_exported_posts_are_safe_for_spreadsheets_and_can_be_imported_again(
    run: Any, database: Database, tmp_path: Path
) -> None:
    """Claim 16: `=HYPERLINK(...)` as a post's text is neutral in the CSV. Unknown values are empty, not 0."""
    await add_user(database)
    account = await add_account(database, platform=Platform.X, external_id="acme")
    evil = '=HYPERLINK("http://example.com","click")'
    posts = (post("1", text=evil, likes=3, views=3_000_000_000), post("2", text="-1 day", likes=0, media_seconds=14.5))
    await record(database, account, Batch(posts=posts))
    target = tmp_path / "posts.csv"

    assert (await run("export", "u1", "--output", str(target)))[:2] == (0, f"{target}: 2 posts\n")

    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = [(r["post_id"], r["text"], r["likes"], r["views"], r["saves"]) for r in rows]
    assert [row["media_seconds"] for row in rows] == ["", "14.5"]
    assert shown == [("1", f"'{evil}", "3", "3000000000", ""), ("2", "'-1 day", "0", "", "")]
    again = json.loads((await run("import", "--json", "--user", "other", str(target)))[1])["files"][0]
    assert (again["kinds"], again["accounts"], again["postsAdded"], again["observationsAdded"]) == (
        ["generic-posts"],
        ["acme"],
        2,
        3,
    )
    assert (await run("export", "ghost"))[0] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("collect", "ghost"), 1, "There is no user 'ghost'."),
        (("import", "nowhere.csv"), 2, "nowhere.csv does not exist"),
        (("users", "add", "x", "--time-zone", "Mars/Base"), 1, "'Mars/Base' is no IANA time zone"),
        (("users", "update", "ghost"), 1, "There is no user 'ghost'."),
        (("collect",), 2, "Missing argument"),
    ],
)
async def test_wrong_calls_say_what_is_wrong(run: Any, arguments: tuple[str, ...], code: int, message: str) -> None:
    exit_code, _, err = await run(*arguments)

    assert (exit_code, message in err) == (code, True), err


async def test_a_user_is_added_once_and_can_be_changed(run: Any) -> None:
    added = await run("users", "add", "acme", "--name", "Acme", "--time-zone", "Europe/Berlin")
    again = await run("users", "add", "acme")
    await run("users", "update", "acme", "--time-zone", "Asia/Tokyo", "--week-start", "6")

    listed = json.loads((await run("users", "list", "--json"))[1])["users"]
    assert (added[:2], again[0]) == ((0, "added acme\n"), 1)
    assert listed == [{"userId": "acme", "name": "Acme", "timeZone": "Asia/Tokyo", "accounts": []}]


def test_a_database_that_was_never_made_is_told_by_its_exit_code(tmp_path: Path) -> None:
    environment = os.environ | {"PULSEGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/new.db"}

    found = subprocess.run([PULSEGRAPH, "users", "list"], env=environment, capture_output=True, text=True, check=False)

    assert (found.returncode, "run `pulsegraph db upgrade`" in found.stderr) == (4, True)


@pytest.mark.parametrize(
    ("variable", "value", "code", "message"),
    [
        ("PORT", "abc", 1, "PULSEGRAPH_PORT: Input should be a valid integer"),
        ("TIME_ZONE", "Mars/Base", 1, "'Mars/Base' is no IANA time zone"),
        ("LOG_LEVEL", "loud", 1, "PULSEGRAPH_LOG_LEVEL is 'loud'"),
        ("DATABASE_URL", "mysql://x", 4, "PULSEGRAPH_DATABASE_URL must look like"),
        ("DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:1/x", 4, "The database cannot be used"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(variable: str, value: str, code: int, message: str) -> None:
    environment = os.environ | {f"PULSEGRAPH_{variable}": value}

    found = subprocess.run([PULSEGRAPH, "users", "list"], env=environment, capture_output=True, text=True, check=False)

    assert (found.returncode, message in found.stderr) == (code, True), found.stderr


def test_help_names_every_command() -> None:
    text = CliRunner().invoke(app, ["--help"]).stdout

    assert all(command in text for command in ("serve", "init", "collect", "import", "users", "schema", "db"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_the_run_of_a_killed_server_is_gone_on_with_by_the_next_one(tmp_path: Path) -> None:
    """Kill it in the middle of a collection; what was stored stays, and the next server completes it."""
    environment = os.environ | {
        "PULSEGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/killed.db",
        "PULSEGRAPH_LOG_LEVEL": "WARNING",
    }
    subprocess.run([PULSEGRAPH, "init", "demo", "1"], env=environment, check=True, capture_output=True)
    run_id, statuses = _collect_and_kill(environment)

    again = subprocess.run(
        [PULSEGRAPH, "collect", "demo", "--days-back", "200", "--json"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    check = subprocess.run([PULSEGRAPH, "db", "check"], env=environment, check=False, capture_output=True, text=True)

    assert statuses == ["RUNNING", "SUCCEEDED"]
    assert json.loads(again.stdout)["runs"][0]["status"] == "SUCCEEDED"
    assert check.stdout == "the rollups agree with the engagements\n"
    assert run_id


def _collect_and_kill(environment: dict[str, str]) -> tuple[str, list[str]]:
    port = _free_port()
    server = _serve(environment, port)
    try:
        started = _ask(
            port, 'mutation { collect(input: {userId: "demo", daysBack: 200}) { ... on CollectionRun { runId } } }'
        )
        run_id = started["collect"]["runId"]
        document = '{ user(userId: "demo") { runs(first: 1) { edges { node { status observationsAdded } } } } }'
        while True:
            (edge,) = _ask(port, document)["user"]["runs"]["edges"]
            if edge["node"]["observationsAdded"] > 0:
                break
        before = edge["node"]["status"]
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    port = _free_port()
    server = _serve(environment, port)
    try:
        for _ in range(300):
            (edge,) = _ask(port, document)["user"]["runs"]["edges"]
            if edge["node"]["status"] not in ("QUEUED", "RUNNING"):
                break
            time.sleep(0.1)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
    return run_id, [before, edge["node"]["status"]]


def _serve(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [PULSEGRAPH, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                if answer.status == 200:
                    return server
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise AssertionError("the server did not come up")


def _ask(port: int, query: str) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        json.dumps({"query": query}).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["data"]


async def test_explain_says_what_a_file_is_and_why_and_stores_nothing(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "account_analytics_content_2025-02-01_2025-02-20.csv"
    file.write_text(CSV)

    code, out, _ = await run("import", "--explain", str(file))
    facts = json.loads((await run("import", "--explain", "--json", str(file)))[1])["files"][0]

    assert code == 0
    for line in (
        "X post analytics (account_analytics_content) (x-content); utf-8 text with commas, headers in 'en'",
        "because: It has the columns ",
        "accounts: acme",
        "from 2025-02-03 to 2025-02-03",
        "exported: 2025-02-21 00:00 UTC, from the file's name",
        "would be written: 1 post, 0 days, 0 engagements of 2 rows",
        "column 'Likes' is likes",
        "left out: 1 row, unreadable",
        "line 3: The post id is 'not-a-number'; it has to consist of digits.",
        "Nothing was stored.",
    ):
        assert line in out
    assert (facts["posts"], facts["leftOut"], facts["parts"][0]["kind"]) == (1, {"unreadable": 1}, "x-content")
    code, _, err = await run("export", "me")
    assert (code, "There is no user 'me'" in err) == (1, True), "not even the owner was made"


async def test_a_file_that_leaves_something_open_is_asked_back_by_name(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "Views.csv"
    file.write_bytes('sep=,\n"Views"\n"Date","Primary"\n"2026-08-22T00:00:00","8226"\n'.encode("utf-16"))

    code, out, _ = await run("import", "--json", "--account", "acme", str(file))
    said = await run("import", "--account", "acme", "--platform", "facebook", str(file))

    (refused,) = json.loads(out)["files"]
    assert code == 3
    assert refused["error"]["question"] == "platform"
    assert refused["error"]["option"] == "--platform"
    assert refused["error"]["choices"] == ["facebook", "instagram"]
    assert said[0] == 0
    assert "meta-daily of acme; 1 row, 0 posts (0 new), 1 day, 1 new observation," in said[1]


async def test_the_kinds_of_files_are_listed_and_written_into_a_document(run: Any, tmp_path: Path) -> None:
    document = tmp_path / "imports.md"
    document.write_text("before\n<!-- formats: made by `pulsegraph formats` -->\nold\n<!-- end of formats -->\nafter\n")
    unmarked = tmp_path / "other.md"
    unmarked.write_text("nothing\n")

    listed = (await run("formats"))[1]

    assert "| `x-content` | X post analytics (account_analytics_content) | en, " in listed
    assert (await run("formats", "--into", str(document)))[0] == 0
    assert document.read_text().startswith("before\n")
    assert document.read_text().endswith("<!-- end of formats -->\nafter\n")
    assert "`tiktok-overview`" in document.read_text()
    assert (await run("formats", "--into", str(unmarked)))[0] == 1
    assert unmarked.read_text() == "nothing\n"
