"""Statements that are not left in the middle.

A driver that is cancelled while it talks to the database leaves the connection in an unknown state. SQLite's may then
hold the write lock for as long as the process lives. So whoever is cancelled inside a transaction is told so between
two statements, and not before a commit that was begun has ended.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")


async def to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """The result of some work that is not left when the caller is cancelled; the caller is, at its next await."""
    task = asyncio.ensure_future(work)
    cancelled = await _waited_for(task)
    caller = asyncio.current_task()
    if cancelled and caller is not None:
        caller.uncancel()
        caller.cancel()
    return task.result()


class UnhurriedConnection(AsyncConnection):
    """A connection whose statements run to their end; then whoever is cancelled meanwhile is."""

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        """As SQLAlchemy does it."""
        return await _then_cancelled(super().execute(*arguments, **options))

    async def exec_driver_sql(self, *arguments: Any, **options: Any) -> Any:
        """As SQLAlchemy does it."""
        return await _then_cancelled(super().exec_driver_sql(*arguments, **options))


async def _then_cancelled(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(work)
    if await _waited_for(task):
        raise asyncio.CancelledError
    return task.result()


async def _waited_for(task: asyncio.Future[Any]) -> bool:
    """Waits in any case; True when the caller was cancelled meanwhile."""
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        task.exception()  # told to nobody: the cancellation is what counts
    return cancelled
