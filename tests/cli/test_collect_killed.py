"""A backfill that is killed fifty times leaves the tables that an undisturbed one leaves."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from collectors.sandbox.app import Sandbox
from collectors.sandbox.scenarios import SCENARIOS, Burst, Scenario
from persistence.database import Database
from schema.app import assemble
from tests.factories import FakeClock, add_user
from tests.sandboxes import Playground, numbers, playground, settings_of

KILLS = 50
ROOT = Path(__file__).resolve().parents[2]
UNHURRIED = Scenario(
    "Every body takes a little while, so that there is a middle to be killed in.", slow=Burst(1, 1), slow_seconds=0.05
)


@pytest.fixture
async def sandbox(clock: FakeClock) -> AsyncIterator[tuple[Sandbox, str]]:
    """On a port of this machine."""
    sandbox = Sandbox(clock, UNHURRIED)
    config = uvicorn.Config(sandbox.app, host="127.0.0.1", port=0, log_level="error")
    with config.bind_socket() as listening:
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield sandbox, f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


async def test_a_backfill_that_is_killed_fifty_times_ends_as_if_it_had_not_been(
    database: Database, database_url: str, clock: FakeClock, tmp_path: Path, sandbox: tuple[Sandbox, str]
) -> None:
    world, address = sandbox
    for user in ("calm", "u1"):
        await add_user(database, user)
    calm = playground(database_url, SCENARIOS["calm"], clock, tmp_path)
    await calm.connect("calm")
    await calm.collect("calm")
    await calm.pulsegraph.close()
    settings = settings_of(address, database_url=database_url, secret_key_file=tmp_path / "key")
    killed = Playground(assemble(settings, clock), world, clock)
    await killed.connect("u1")
    await killed.pulsegraph.close()

    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "tests" / "cli" / "collecting_process.py"),
        *(database_url, str(tmp_path / "key"), address, str(KILLS), "1"),
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()

    told = json.loads(out.splitlines()[-1])
    assert (told["hits"], told["last"]) == (KILLS, 0), err.decode()
    expected, found = await numbers(database, "calm"), await numbers(database, "u1")
    for table, rows in expected.items():
        assert found[table] == rows, table
