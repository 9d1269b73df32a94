"""Starting and following collection runs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from domain.assignments import AccountPlan
from domain.collection import CollectionRun
from domain.errors import InvalidInputError, RunNotFoundError
from domain.ports import Event, RunChanged
from domain.users import Platform, User
from resolvers.context import Context
from resolvers.pagination import Page, page_size

_LOOK_AGAIN_SECONDS = 5.0


async def collect(
    context: Context, user_id: str, platforms: Sequence[Platform] | None, days_back: int | None
) -> CollectionRun:
    """Start a run and answer at once; the work goes on beside the request."""
    _check(platforms)
    service = context.services.collection
    run = await service.start(user_id, platforms, days_back)
    context.services.spawn(service.carry_out(run, handed_over=True))
    return run


async def plan(
    context: Context, user_id: str, platforms: Sequence[Platform] | None, days_back: int | None
) -> tuple[AccountPlan, ...]:
    """What `collect` would do; nothing is asked of anybody."""
    _check(platforms)
    return await context.services.collection.plan(user_id, platforms, days_back)


async def cancel(context: Context, user_id: str, run_id: str) -> CollectionRun:
    """Raises RunNotFoundError."""
    return await context.services.collection.cancel(user_id, run_id)


def _check(platforms: Sequence[Platform] | None) -> None:
    if platforms is not None and not platforms:
        raise InvalidInputError("`platforms` is empty; leave it out to collect from all.")


async def run(context: Context, run_id: str) -> CollectionRun:
    """Raises RunNotFoundError."""
    found = await context.loaders.runs.load(run_id)
    if found is None:
        raise RunNotFoundError(run_id)
    return found


async def runs(context: Context, user: User, first: int, after: str | None) -> Page[CollectionRun]:
    """Newest first."""
    size = page_size(first)
    async with context.services.storage.read() as unit:
        found = await unit.runs.page(user.user_id, size + 1, after)
        total = await unit.runs.count(user.user_id)
    return Page(found[:size], len(found) > size, total)


async def follow(context: Context, run_id: str) -> AsyncIterator[CollectionRun]:
    """The run as it is now and whenever it moves, until it has ended."""

    def about_it(event: Event) -> bool:
        return isinstance(event, RunChanged) and event.run_id == run_id

    async with context.services.events.subscribe(about_it) as events:
        current = await run(context, run_id)
        yield current
        while not current.status.finished:
            with suppress(TimeoutError):  # a run of another process publishes nothing here
                async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
                    await anext(events)
            latest = await run(context.renewed(), run_id)
            if latest != current:
                current = latest
                yield current
