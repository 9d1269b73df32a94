"""The changes of one answer, judged together: of many cells some differ by chance alone."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import cached_property

from domain.metrics import CATALOG, MetricKey, Unit
from domain.significance import Scale, Significance, judge
from domain.values import Change

Cell = tuple[MetricKey, Hashable]
"""A metric of a group."""


class Family:
    """Cells that are judged when the first of them is asked for."""

    def __init__(self) -> None:
        self._cells: dict[Cell, tuple[Sequence[float], Sequence[float]]] = {}

    def add(
        self, metric: MetricKey, now: Sequence[float], before: Sequence[float], group: Hashable | None = None
    ) -> None:
        """The values of the single posts of a metric in both periods; none of them: there is nothing to judge."""
        if now and before:
            self._cells[metric, group] = (now, before)

    def judged(self, metric: MetricKey, change: Change, group: Hashable | None = None) -> Change:
        """The change with the way to its significance; unchanged when it does not rest on posts."""
        if (metric, group) not in self._cells:
            return change
        return replace(change, significance=lambda: self.verdict(metric, group))

    def verdict(self, metric: MetricKey, group: Hashable | None = None) -> Significance:
        """Of a cell that was added."""
        return self._verdicts[metric, group]

    @cached_property
    def _verdicts(self) -> dict[Cell, Significance]:
        cells = list(self._cells)
        scales = [Scale.RATES if CATALOG[metric].unit is Unit.FRACTION else Scale.COUNTS for metric, _ in cells]
        return dict(zip(cells, judge([self._cells[cell] for cell in cells], scales), strict=True))
