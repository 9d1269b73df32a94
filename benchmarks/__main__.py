"""`python -m benchmarks [--quick | --full] [--postgresql URL]`: prints the tables and leaves nothing behind."""

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.bare_database import BarePostgresql, BareSqlite, bare_sqlite
from benchmarks.filled_database import fill, rollup_differences
from benchmarks.import_speed import measure_import
from benchmarks.made_exports import EXPORTS, MadeExport
from benchmarks.made_file import write_events
from benchmarks.own_postgresql import connected, own_database, size, version
from benchmarks.query_speed import Place, empty_request, measure
from benchmarks.questions import QUESTIONS, Question
from benchmarks.reading_speed import measure_reading
from benchmarks.scale import DEFAULT, FULL, QUICK, Scale
from benchmarks.server import client
from benchmarks.table import print_filled, print_import, print_queries, print_reading, print_versions
from schema.logs import configure
from schema.settings import LogFormat


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Benchmarks of Pulsegraph, as ratios.")
    scales = parser.add_mutually_exclusive_group()
    scales.add_argument("--quick", action="store_true", help="few events, few repetitions: does it run at all?")
    scales.add_argument("--full", action="store_true", help="10 million events, too")
    parser.add_argument("--postgresql", metavar="URL", help="ask the questions on this server, too")
    parser.add_argument("--only", metavar="TEXT", help="no import; only files and questions with this in their name")
    arguments = parser.parse_args()
    scale = QUICK if arguments.quick else FULL if arguments.full else DEFAULT
    exports = [export for export in EXPORTS if (arguments.only or "") in f"reading {export.name}"]
    questions = [question for question in QUESTIONS if (arguments.only or "") in question.name]
    configure("ERROR", LogFormat.CONSOLE)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    with TemporaryDirectory(prefix="pulsegraph-benchmark-") as folder:
        asyncio.run(_run(scale, exports, questions, Path(folder), arguments.postgresql, arguments.only is None))


async def _run(
    scale: Scale,
    exports: list[MadeExport],
    questions: list[Question],
    folder: Path,
    postgresql: str | None,
    with_import: bool,
) -> None:
    async with asyncio.timeout(scale.seconds):
        print_versions(await version(postgresql) if postgresql else None)
        if with_import:
            await _import(scale, folder)
        if exports:
            _read(scale, exports, folder)
        if not questions:
            return
        await _ask_sqlite(scale, questions, folder)
        if postgresql:
            await _ask_postgresql(scale, questions, postgresql)


async def _import(scale: Scale, folder: Path) -> None:
    with TemporaryDirectory(dir=folder) as own:
        path = Path(own) / "events.csv"
        write_events(path, scale.imported_events, scale.posts)
        url = f"sqlite+aiosqlite:///{own}/imported.db"
        print_import(await measure_import(url, path, scale.imported_events, Path(own)))


def _read(scale: Scale, exports: list[MadeExport], folder: Path) -> None:
    with TemporaryDirectory(dir=folder) as own:
        begun = perf_counter()
        print_reading(measure_reading(exports, Path(own), scale), perf_counter() - begun)


async def _ask_sqlite(scale: Scale, questions: list[Question], folder: Path) -> None:
    async with AsyncExitStack() as stack:
        places, sizes, begun = [], [], perf_counter()
        for events in scale.events:
            path = folder / f"{events}.db"
            bare = stack.enter_context(bare_sqlite(str(path)))
            places.append(await stack.enter_async_context(_place(f"sqlite+aiosqlite:///{path}", events, scale, bare)))
            sizes.append(_size(path))
        print_filled("SQLite", scale.events, sizes, perf_counter() - begun)
        await _ask("SQLite", places, questions, scale)


def _size(database: Path) -> int:
    return sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))


async def _ask_postgresql(scale: Scale, questions: list[Question], server: str) -> None:
    async with AsyncExitStack() as stack:
        places, sizes, begun = [], [], perf_counter()
        for events in scale.events:
            url = await stack.enter_async_context(own_database(server))
            bare = BarePostgresql(await stack.enter_async_context(connected(url)))
            places.append(await stack.enter_async_context(_place(url, events, scale, bare)))
            sizes.append(await size(url))
        print_filled("PostgreSQL", scale.events, sizes, perf_counter() - begun)
        await _ask("PostgreSQL", places, questions, scale)


@asynccontextmanager
async def _place(url: str, events: int, scale: Scale, bare: BareSqlite | BarePostgresql) -> AsyncIterator[Place]:
    """A filled database. The smallest is checked: its rollups are what its events add up to."""
    await fill(url, events, scale.posts)
    if events == scale.events[0] and (wrong := await rollup_differences(url)):
        raise RuntimeError(f"{wrong} rows of the rollups are not what the events add up to")
    async with client(url) as http:
        yield Place(events, http, bare)


async def _ask(title: str, places: list[Place], questions: list[Question], scale: Scale) -> None:
    begun = perf_counter()
    answered = [await measure(question, places, scale) for question in questions]
    print_queries(title, answered, await empty_request(places[0].http, scale), perf_counter() - begun)


main()
