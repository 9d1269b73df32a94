"""What all commands share: the terminal, exit codes, and running with everything wired."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from schema.app import Pulsegraph, assemble, require_current
from schema.logs import configure
from schema.settings import read_settings

T = TypeVar("T")

EXIT_FAILED, EXIT_USAGE, EXIT_REFUSED, EXIT_DATABASE = 1, 2, 3, 4

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def execute(work: Callable[[Pulsegraph], Coroutine[Any, Any, T]], *, check: bool = True) -> T:
    """Assemble everything, do the work, and close. Raises StorageNotReadyError unless `check` is off."""
    settings = read_settings()
    configure(settings.log_level or "WARNING", settings.log_format)

    async def inside() -> T:
        pulsegraph = assemble(settings)
        try:
            if check:
                await require_current(pulsegraph.database.engine)
            return await work(pulsegraph)
        finally:
            await pulsegraph.close()

    return asyncio.run(inside())


def print_json(value: object) -> None:
    """One line on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def progress_bar(quiet: bool) -> Progress:
    """A bar on a terminal; nothing that moves elsewhere."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=quiet or not err.is_terminal,
    )
