"""Asking for many things at once, and for the rest when some of them are refused."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from collectors.api_client import Reply
from collectors.meta.faults import about_metric, about_object, blamed_metrics, blamed_objects
from collectors.meta.reading import by_id, merged, totals
from collectors.native_metrics import each_or_none
from collectors.steps import Step, StepPage
from domain.assignments import Assignment, KnownPost, PlannedStep, Rejection
from domain.errors import CollectorError, GoneError, SkippableCollectorError

T = TypeVar("T")
Read = Callable[[str | None], Awaitable[StepPage]]


@dataclass(slots=True)
class Found(Generic[T]):
    """Answers about objects that were asked for together, and what was refused of them."""

    answers: list[T] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Ids of those that are not there."""
    refused: dict[str, SkippableCollectorError] = field(default_factory=dict)
    """Ids of those that are there, but not to be had, and why."""


class _EdgeRefusedError(CollectorError):
    """It is not one of the metrics that is refused, but all of them."""


async def each_object(ids: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[T]]) -> Found[T]:
    """Ask for objects by their ids. One that is refused spoils the whole answer: it is asked for again without it.

    Raises:
        SkippableCollectorError: the refusal is not about single objects.
    """
    found: Found[T] = Found()
    waiting = [list(ids)] if ids else []
    while waiting:
        some = waiting.pop(0)
        try:
            found.answers.append(await ask(some))
            continue
        except SkippableCollectorError as error:
            if not about_object(error):
                raise
            guilty = some if len(some) == 1 else blamed_objects(error, some)
            for each in guilty:
                if isinstance(error, GoneError):
                    found.gone.append(each)
                else:
                    found.refused[each] = error
        rest = [each for each in some if each not in guilty]
        middle = len(rest) if guilty else len(rest) // 2
        waiting[:0] = [part for part in (rest[:middle], rest[middle:]) if part]
    return found


async def each_metric(
    edge: str, names: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[T]]
) -> tuple[list[T], tuple[Rejection, ...]]:
    """Ask for metrics of an edge, such as `GET /{page}/insights`. One bad name spoils the whole answer: the others are
    asked for again. When the edge itself is refused, that is one rejection, which names it."""

    async def guarded(some: Sequence[str]) -> T:
        try:
            return await ask(some)
        except SkippableCollectorError as error:
            if about_metric(error):
                raise
            raise _EdgeRefusedError(error.message) from None

    try:
        return await each_or_none(names, guarded, blamed_metrics)
    except _EdgeRefusedError as error:
        return [], (Rejection(edge, error.message),)


@dataclass(slots=True)
class Insights:
    """Lifetime insights of several objects."""

    values: dict[str, dict[str, object]] = field(default_factory=dict)
    """By object and by the platform's own name."""
    rejections: tuple[Rejection, ...] = ()
    refused: dict[str, SkippableCollectorError] = field(default_factory=dict)
    """The objects that have none, and why."""
    seen_at: datetime | None = None
    """When the last of them was here."""


async def insights_of(
    edge: str,
    ids: Sequence[str],
    names: Sequence[str],
    ask: Callable[[Sequence[str], Sequence[str]], Awaitable[Reply]],
) -> Insights:
    """Insights of objects, asked for together; `edge` is the last part of its name and of the field that holds them."""
    if not ids or not names:
        return Insights()

    async def some(metrics: Sequence[str]) -> Found[Reply]:
        return await each_object(ids, lambda part: ask(part, metrics))

    answers, rejections = await each_metric(edge, names, some)
    field_name = edge.rpartition("/")[2]
    replies = [reply for answer in answers for reply in answer.answers]
    return Insights(
        merged(
            [{key: totals(each.get(field_name)) for key, each in by_id(reply.document).items()} for reply in replies]
        ),
        rejections,
        {key: error for answer in answers for key, error in answer.refused.items()},
        max((reply.at for reply in replies), default=None),
    )


def step(name: str, edge: str, read: Read, planned: PlannedStep, assignment: Assignment) -> Step:
    """A step that the rest can do without: a refused edge becomes a rejection, and is not asked for while it is one."""

    async def tolerant(token: str | None) -> StepPage:
        if edge in assignment.rejected:
            return StepPage()
        try:
            return await read(token)
        except SkippableCollectorError as error:
            return StepPage(rejections=(Rejection(edge, error.message),))

    if edge in assignment.rejected:
        planned = PlannedStep(planned.what, 0, 0)
    return Step(name, tolerant, planned)


def due_after(due: Sequence[KnownPost], token: str | None, size: int) -> tuple[list[KnownPost], str | None]:
    """The next of the posts to read again, in the order of their ids, after the one that the token names; and the token
    after them."""
    left = sorted((post for post in due if token is None or post.post_id > token), key=lambda post: post.post_id)
    some = left[:size]
    return some, some[-1].post_id if len(left) > size else None
