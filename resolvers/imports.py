"""Importing uploaded files, and following imports."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from domain.errors import ImportNotFoundError
from domain.exports import ExportFile, Import, ImportOptions, ImportProgress
from domain.ports import Event, ImportChanged
from domain.users import User
from resolvers.context import Context
from resolvers.pagination import Page, page_size

_LOOK_AGAIN_SECONDS = 5.0


async def import_export(context: Context, user: User, path: Path, options: ImportOptions) -> Import:
    """Recognise a file and start importing it; the work goes on beside the request. The folder of the file is removed
    when nobody needs it any more.

    Raises:
        UnreadableExportError: the file is not understood.
        ExportQuestionError: it leaves something open.
    """
    service = context.services.imports
    try:
        file = await service.open(path, options)
        run = await service.start(user.user_id, file)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, path.parent, ignore_errors=True)
        raise
    context.services.spawn(_carry_out(context, run, file, path.parent))
    return run


async def _carry_out(context: Context, run: Import, file: ExportFile, folder: Path) -> None:
    try:
        await context.services.imports.carry_out(run, file)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def one(context: Context, import_id: str) -> Import:
    """Raises ImportNotFoundError."""
    found = await context.loaders.imports.load(import_id)
    if found is None:
        raise ImportNotFoundError(import_id)
    return found


def progress(context: Context, run: Import) -> ImportProgress | None:
    """How far it has come; None when this process does not work on it."""
    return context.services.imports.progress(run.import_id)


async def imports(context: Context, user: User, first: int, after: str | None) -> Page[Import]:
    """Newest first."""
    size = page_size(first)
    async with context.services.storage.read() as unit:
        found = await unit.imports.page(user.user_id, size + 1, after)
        total = await unit.imports.count(user.user_id)
    return Page(found[:size], len(found) > size, total)


async def follow(context: Context, import_id: str) -> AsyncIterator[Import]:
    """The import as it is now and whenever it moves, until it has ended."""

    def about_it(event: Event) -> bool:
        return isinstance(event, ImportChanged) and event.import_id == import_id

    async with context.services.events.subscribe(about_it) as events:
        current = await one(context, import_id)
        told = progress(context, current)
        yield current
        while not current.status.finished:
            with suppress(TimeoutError):  # an import of another process publishes nothing here
                async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
                    await anext(events)
            latest = await one(context.renewed(), import_id)
            reached = progress(context, latest)
            if latest != current or reached != told:
                current, told = latest, reached
                yield current
