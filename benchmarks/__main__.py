"""`python -m benchmarks [--quick] [--postgresql URL]`: prints the tables and leaves nothing behind."""

import argparse
import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from benchmarks.bare_database import BarePostgresql, bare_sqlite
from benchmarks.import_speed import measure_import
from benchmarks.made_files import MadeFiles, write_files
from benchmarks.own_postgresql import connected, own_database, version
from benchmarks.query_speed import Place, empty_request, measure_queries
from benchmarks.scale import FULL, QUICK, Scale
from benchmarks.server import client, load, opened, prepare
from benchmarks.table import print_import, print_queries, print_versions
from schema.logs import configure
from schema.settings import LogFormat


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Benchmarks of Pulsegraph, as ratios.")
    parser.add_argument("--quick", action="store_true", help="20 times fewer events, few repetitions")
    parser.add_argument("--postgresql", metavar="URL", help="ask the questions on this server, too")
    arguments = parser.parse_args()
    configure("ERROR", LogFormat.CONSOLE)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    with TemporaryDirectory(prefix="pulsegraph-benchmark-") as folder:
        asyncio.run(_run(QUICK if arguments.quick else FULL, Path(folder), arguments.postgresql))


async def _run(scale: Scale, folder: Path, postgresql: str | None) -> None:
    async with asyncio.timeout(scale.seconds):
        print_versions(await version(postgresql) if postgresql else None)
        files = write_files(folder, scale)
        few, many = (f"sqlite+aiosqlite:///{folder / name}.db" for name in ("few", "many"))
        print_import(await measure_import(many, files.many_events, scale.many_events, folder))
        await _fill(few, files, files.few_events)
        await _fill(many, files, None)
        await _ask_sqlite(scale, few, many)
        if postgresql:
            await _ask_postgresql(scale, files, postgresql)


async def _fill(url: str, files: MadeFiles, events: Path | None) -> None:
    """With events: a new database."""
    async with opened(url) as pulsegraph:
        if events is not None:
            await prepare(pulsegraph)
            await load(pulsegraph, events)
        await load(pulsegraph, files.posts)
        await load(pulsegraph, files.days)


async def _ask_sqlite(scale: Scale, few: str, many: str) -> None:
    async with AsyncExitStack() as stack:
        places = []
        for url, events in ((few, scale.few_events), (many, scale.many_events)):
            bare = stack.enter_context(bare_sqlite(make_url(url).database or ""))
            places.append(Place(events, await stack.enter_async_context(client(url)), bare))
        await _ask("SQLite", places, scale)


async def _ask_postgresql(scale: Scale, files: MadeFiles, server: str) -> None:
    async with AsyncExitStack() as stack:
        places = []
        for path, events in ((files.few_events, scale.few_events), (files.many_events, scale.many_events)):
            url = await stack.enter_async_context(own_database(server))
            await _fill(url, files, path)
            bare = BarePostgresql(await stack.enter_async_context(connected(url)))
            places.append(Place(events, await stack.enter_async_context(client(url)), bare))
        await _ask("PostgreSQL", places, scale)


async def _ask(title: str, places: list[Place], scale: Scale) -> None:
    answered = await measure_queries(places, scale)
    print_queries(title, answered, await empty_request(places[0].http, scale))


main()
