"""Asks for the fields of an endpoint so that a refused one takes nothing else with it."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date

from collectors.native_metrics import NativeMetric, asked_for, each_or_none
from collectors.tiktok.client import is_not_permitted
from collectors.transport import Reply
from domain.assignments import Rejection
from domain.errors import SkippableCollectorError

Ask = Callable[[Sequence[str]], Awaitable[Reply]]


class Asking:
    """The fields of one kind of thing, in one collection. What was refused once is not asked for a second time, be it a
    field or a whole endpoint.

    Every page tells all refusals of fields so far: whoever goes on from the middle finds the same ones again.
    """

    def __init__(
        self,
        metrics: Iterable[NativeMetric],
        rejected: Collection[str],
        fields: Sequence[str] = (),
        paths: Mapping[str, str] | None = None,
        alone: bool = False,
        least: Sequence[Sequence[str]] = ((),),
    ) -> None:
        """`paths` says as what a refusal is told where the name alone is not clear: a field of videos may be refused,
        and the one of the same name of days not. `alone` means that the endpoint gives something without any of these
        fields, too. `least` are fields for which the smallest permissions do: when none of them is permitted, nothing
        is, and there is no need to find that out field by field.
        """
        self._metrics, self._rejected, self._alone, self._least = tuple(metrics), set(rejected), alone, least
        self._paths = paths or {}
        own = (*fields, *(metric.name for metric in self._metrics))
        self._known = frozenset(name for name in own if self._told(name) in rejected)
        self._fields = tuple(field for field in fields if field not in self._known)
        self._refused: dict[str, Rejection] = {}

    def metrics(self, today: date) -> tuple[NativeMetric, ...]:
        """The metrics that are asked for on a day."""
        return asked_for(self._metrics, today, self._known)

    def asks(self, edge: str, today: date) -> bool:
        """Whether there is anything left to ask an endpoint for."""
        return edge not in self._rejected and (self._alone or bool(self._names(today)))

    async def replies(self, edge: str, ask: Ask, today: date) -> tuple[list[Reply], tuple[Rejection, ...]]:
        """The answers that hold every field that is given, and what is not given. When none is, the endpoint itself is
        what was refused: it is named, rather than all of its fields, and not asked again.
        """
        if not self.asks(edge, today):
            return [], ()
        try:
            found, refused = await self._found(ask, self._names(today))
        except SkippableCollectorError as error:
            self._rejected.add(edge)
            return [], (*self._refused.values(), Rejection(edge, error.message))
        for each in refused:
            self._refused[each.name] = Rejection(self._told(each.name), each.reason)
        return found, tuple(self._refused.values())

    async def _found(self, ask: Ask, names: Sequence[str]) -> tuple[list[Reply], tuple[Rejection, ...]]:
        """Raises SkippableCollectorError when nothing is given."""
        try:
            return [await ask(names)], ()
        except SkippableCollectorError as error:
            if not names:
                raise
            refusal = error

        async def for_fewer(some: Sequence[str]) -> Reply:
            if len(some) == len(names):
                raise refusal
            return await ask(some)

        least = await self._least_permitted(ask, names, refusal) if is_not_permitted(refusal) else None
        found, refused = await each_or_none(names, for_fewer)
        if not found and self._alone:
            found = [least or await ask(())]
        if not found:
            raise refusal
        return found, refused

    async def _least_permitted(self, ask: Ask, names: Sequence[str], refusal: SkippableCollectorError) -> Reply | None:
        """What the smallest permissions give; None when those fields are not to be asked for.

        Raises SkippableCollectorError when nothing is permitted.
        """
        smallest = [some for some in self._least if set(some) <= set(names)]
        for some in smallest:
            with suppress(SkippableCollectorError):
                return await ask(some)
        if smallest:
            raise refusal
        return None

    def _told(self, name: str) -> str:
        return self._paths.get(name, name)

    def _names(self, today: date) -> list[str]:
        named = dict.fromkeys((*self._fields, *(metric.name for metric in self.metrics(today))))
        return [name for name in named if name not in self._refused]
