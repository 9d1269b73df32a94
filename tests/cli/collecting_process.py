"""Collects for u1 over a sandbox in child processes, and kills each after a random while, as often as it is told.

Usage: collecting_process.py DATABASE_URL KEY_FILE SANDBOX_ADDRESS KILLS SEED. Prints how many kills hit a child that
was alive, and how many children came to the end of a collection before they were hit.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from domain.errors import PulsegraphError
from schema.app import assemble
from tests.factories import FakeClock
from tests.sandboxes import settings_of

_SHORTEST, _LONGEST = 0.02, 0.5


async def _collect(database_url: str, key_file: Path, address: str) -> None:
    settings = settings_of(address, database_url=database_url, secret_key_file=key_file)
    pulsegraph = assemble(settings, FakeClock())
    collection = pulsegraph.services.collection
    runs = await collection.take_over_abandoned()
    if not runs:
        runs = [await collection.start("u1", None)]
    for run in runs:
        await collection.carry_out(run)
    await pulsegraph.close()


def _born(database_url: str, key_file: Path, address: str) -> int:
    """The process id of a child that collects."""
    child = os.fork()
    if child:
        return child
    try:
        asyncio.run(_collect(database_url, key_file, address))
    except PulsegraphError as error:
        sys.stderr.write(f"{error.message}\n")
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Kill so many, then let one live."""
    database_url, key_file, address, kills, seed = sys.argv[1:]
    chance = random.Random(int(seed))
    hits = ended = 0
    while hits < int(kills):
        child = _born(database_url, Path(key_file), address)
        time.sleep(chance.uniform(_SHORTEST, _LONGEST))
        if os.waitpid(child, os.WNOHANG)[0]:
            ended += 1
            continue
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        hits += 1
    _, status = os.waitpid(_born(database_url, Path(key_file), address), 0)
    told = {"hits": hits, "ended": ended, "last": os.waitstatus_to_exitcode(status)}
    sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main()
