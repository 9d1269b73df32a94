"""An import that is killed leaves nothing of its file, and the next one does all of it."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from persistence.database import Database
from persistence.models import ContentPerformance, ImportRow, MetricObservation

PULSEGRAPH = Path(sys.executable).parent / "pulsegraph"
NAME = "account_analytics_content_2025-02-01_2025-02-28.csv"
HEADER = "Post id,Date,Post text,Post Link,Impressions,Likes\n"
FIRST_ID = 1886483849795768598
POSTS = 12_000
ROW = "{0},Mon Feb 03 2025,Caption #tag,https://x.com/ada/status/{0},{1},{2}\n"
KILLED_AFTER_SECONDS = (0.0, 0.3, 0.8)
"""Counted from the moment at which the import has begun to write."""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """So many posts that storing them takes some seconds."""
    path = tmp_path / NAME
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(ROW.format(FIRST_ID + (number << 22), number, number % 7) for number in range(POSTS))
    return path


async def stored(database: Database) -> tuple[int, int, list[str]]:
    """Posts, observations, and the states of the imports, oldest first."""
    async with database.read() as unit:
        posts = await unit.connection.execute(select(func.count()).select_from(ContentPerformance))
        observations = await unit.connection.execute(select(func.count()).select_from(MetricObservation))
        states = await unit.connection.execute(select(ImportRow.status).order_by(ImportRow.created_at))
        return posts.scalar_one(), observations.scalar_one(), list(states.scalars())


async def begin(export: Path, database: Database) -> Any:
    """A process that has begun to import."""
    before = len((await stored(database))[2])
    process = await asyncio.create_subprocess_exec(
        PULSEGRAPH, "import", str(export), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    for _ in range(600):
        states = (await stored(database))[2]
        if len(states) > before and states[-1] == "running":
            return process
        await asyncio.sleep(0.02)
    raise AssertionError("the import does not begin")


async def test_killing_an_import_leaves_all_or_nothing_and_importing_again_completes_it(
    database: Database, database_url: str, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSEGRAPH_DATABASE_URL", database_url)
    killed = 0
    for seconds in KILLED_AFTER_SECONDS:
        process = await begin(export, database)
        await asyncio.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        posts, observations, states = await stored(database)
        if states[-1] == "running":
            killed += 1
            assert (posts, observations) == (0, 0)
        else:
            assert (posts, observations, states[-1]) == (POSTS, 2 * POSTS, "succeeded")
    assert killed > 0

    process = await asyncio.create_subprocess_exec(
        PULSEGRAPH, "import", "--json", str(export), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()

    assert process.returncode == 0, err
    (facts,) = json.loads(out)["files"]
    posts, observations, states = await stored(database)
    assert (facts["rowsRead"], facts["posts"]) == (POSTS, POSTS)
    assert (posts, observations) == (POSTS, 2 * POSTS)
    assert states.count("interrupted") == killed
    assert states[-1] == "succeeded"


async def test_an_import_that_is_asked_to_stop_leaves_nothing_and_says_so(
    database: Database, database_url: str, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSEGRAPH_DATABASE_URL", database_url)
    process = await begin(export, database)

    process.send_signal(signal.SIGINT)
    code = await process.wait()

    posts, observations, states = await stored(database)
    assert (posts, observations, states[-1], code) == (0, 0, "interrupted", 130)
