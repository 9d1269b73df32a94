"""Asking for many things at once, and for the rest when some of them are refused."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from collectors.meta.faults import about_edge, about_metric, about_object, blamed_metrics, blamed_objects
from collectors.meta.reading import by_id, merged, totals
from collectors.meta.refusals import Place, Refusals
from collectors.native_metrics import each_or_none
from collectors.steps import Step, StepPage
from collectors.transport import Reply
from domain.assignments import KnownPost, PlannedStep, Rejection
from domain.errors import GoneError, SkippableCollectorError

T = TypeVar("T")
Read = Callable[[str | None], Awaitable[StepPage]]

_ENOUGH = 3
"""So many objects, each asked for alone, show that a permission is missing for all of them."""


@dataclass(slots=True)
class Found(Generic[T]):
    """Answers about objects that were asked for together, and what was refused of them."""

    answers: list[T] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Ids of those that are not there."""
    refused: dict[str, SkippableCollectorError] = field(default_factory=dict)
    """Ids of those that are there, but not to be had, and why."""


async def each_object(ids: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[T]]) -> Found[T]:
    """Ask for objects by their ids. One that is refused spoils the whole answer: those that the refusal names are left
    out, else the objects are halved until the refused ones stand alone.

    Raises:
        SkippableCollectorError: the refusal is not about single objects, for all of them are refused; or it is about
            a metric that was asked for of them.
    """
    found: Found[T] = Found()
    waiting = [list(ids)] if ids else []
    while waiting:
        some = waiting.pop(0)
        try:
            found.answers.append(await ask(some))
            continue
        except SkippableCollectorError as error:
            if about_metric(error):
                raise
            guilty = some if len(some) == 1 else blamed_objects(error, some)
            for each in guilty:
                if isinstance(error, GoneError):
                    found.gone.append(each)
                else:
                    found.refused[each] = error
            edge_too = about_edge(error) and not found.answers
        if edge_too and sum(map(about_edge, found.refused.values())) >= _ENOUGH:
            break
        rest = [each for each in some if each not in guilty]
        waiting[:0] = [rest] if guilty and rest else _parts(rest, first_alone=edge_too)
    odd = [error for error in found.refused.values() if not about_object(error)]
    # One alone proves nothing about the others, unless it says so.
    if odd and not found.answers and (len(odd) > 1 or about_edge(odd[0])):
        raise max(odd, key=about_edge)
    return found


def _parts(ids: list[str], *, first_alone: bool) -> list[list[str]]:
    """Halves; or, where all may be refused, a few from all over first, or it would take two calls for each to know."""
    middle = len(ids) // 2
    if first_alone and len(ids) > _ENOUGH:
        alone = (0, middle, len(ids) - 1)
        return [*([ids[place]] for place in alone), [each for place, each in enumerate(ids) if place not in alone]]
    return [part for part in (ids[:middle], ids[middle:]) if part]


async def each_metric(
    place: Place, names: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[T]], refusals: Refusals
) -> tuple[list[T], tuple[Rejection, ...]]:
    """Ask for metrics. One bad name spoils the whole answer: the others are asked for again. When the edge itself is
    refused, that is one rejection, which names it. What is refused is not asked for again in this collection."""
    answers: list[T] = []
    otherwise: list[tuple[Sequence[str], SkippableCollectorError]] = []

    async def guarded(some: Sequence[str]) -> None:
        if otherwise and not answers:
            return
        try:
            answers.append(await ask(some))
        except SkippableCollectorError as error:
            if about_metric(error):
                raise
            otherwise.append((some, error))

    _, bad = await each_or_none(names, guarded, blamed_metrics)
    rejections = [refusals.of_metric(place, each.name, each.reason) for each in bad]
    if otherwise and not answers:
        rejections = [refusals.of_all(place, otherwise[0][1])]
    else:
        rejections += [refusals.of_metric(place, name, error.message) for some, error in otherwise for name in some]
    return answers, refusals.note(rejections)


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
    place: Place,
    ids: Sequence[str],
    names: Sequence[str],
    ask: Callable[[Sequence[str], Sequence[str]], Awaitable[Reply]],
    refusals: Refusals,
) -> Insights:
    """Insights of objects, asked for together; the last part of the edge is the name of the field that holds them."""
    if not ids or not names:
        return Insights()

    async def some(metrics: Sequence[str]) -> Found[Reply]:
        return await each_object(ids, lambda part: ask(part, metrics))

    answers, rejections = await each_metric(place, names, some, refusals)
    field_name = place.edge.rpartition("/")[2]
    replies = [reply for answer in answers for reply in answer.answers]
    return Insights(
        merged(
            [{key: totals(each.get(field_name)) for key, each in by_id(reply.document).items()} for reply in replies]
        ),
        rejections,
        {key: error for answer in answers for key, error in answer.refused.items()},
        max((reply.at for reply in replies), default=None),
    )


def step(name: str, edge: str, read: Read, planned: PlannedStep, refusals: Refusals) -> Step:
    """A step that the rest can do without: a refused edge becomes a rejection, and is not asked for while it is one."""

    async def tolerant(token: str | None) -> StepPage:
        if edge in refusals:
            return StepPage()
        try:
            return await read(token)
        except SkippableCollectorError as error:
            return StepPage(rejections=refusals.note([Rejection(edge, error.message)]))

    if edge in refusals:
        planned = PlannedStep(planned.what, 0, 0)
    return Step(name, tolerant, planned)


def due_after(due: Sequence[KnownPost], token: str | None, size: int) -> tuple[list[KnownPost], str | None]:
    """The next of the posts to read again, in the order of their ids, after the one that the token names; and the token
    after them."""
    left = sorted((post for post in due if token is None or post.post_id > token), key=lambda post: post.post_id)
    some = left[:size]
    return some, some[-1].post_id if len(left) > size else None
