"""Asks for the fields of an endpoint so that a refused one takes nothing else with it."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from collectors.api_client import Reply
from collectors.native_metrics import NativeMetric, asked_for, each_or_none
from domain.assignments import Rejection
from domain.errors import SkippableCollectorError

Ask = Callable[[Sequence[str]], Awaitable[Reply]]


class Asking:
    """The fields of one kind of thing, in one collection. What was refused once is not asked for a second time.

    Every page tells all refusals so far: whoever goes on from the middle finds the same ones again.
    """

    def __init__(
        self,
        metrics: Iterable[NativeMetric],
        rejected: Collection[str],
        fields: Sequence[str] = (),
        paths: Mapping[str, str] | None = None,
        alone: bool = False,
    ) -> None:
        """`paths` says as what a refusal is told where the name alone is not clear: a field of videos may be refused,
        and the one of the same name of days not. `alone` means that the endpoint gives something without any of these
        fields, too.
        """
        self._metrics, self._rejected, self._alone = tuple(metrics), rejected, alone
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
        what was refused: it is named, rather than all of its fields.
        """
        if not self.asks(edge, today):
            return [], ()
        found, refused = await each_or_none(self._names(today), ask)
        reason = refused[-1].reason if refused else ""
        if not found and self._alone:
            try:
                found = [await ask(())]
            except SkippableCollectorError as error:
                reason = error.message
        if not found:
            return [], (*self._refused.values(), Rejection(edge, reason))
        for each in refused:
            self._refused[each.name] = Rejection(self._told(each.name), each.reason)
        return found, tuple(self._refused.values())

    def _told(self, name: str) -> str:
        return self._paths.get(name, name)

    def _names(self, today: date) -> list[str]:
        named = dict.fromkeys((*self._fields, *(metric.name for metric in self.metrics(today))))
        return [name for name in named if name not in self._refused]
