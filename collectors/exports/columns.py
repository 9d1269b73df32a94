"""The columns of a file: where those are that we read, and which nobody asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.exports.cells import measure, quoted
from domain.metrics import MetricKey
from domain.users import Platform

MetricNames = Mapping[MetricKey, tuple[str, ...]]
"""The names that a column of the metric has or had, the preferred one first."""


def shown_columns(names: Sequence[str]) -> str:
    """The first columns of a table, for a message."""
    first = ", ".join(quoted(name) for name in names[:6])
    return f"{first}, … ({len(names)} columns)" if len(names) > 6 else first


class Columns:
    """Finds columns by name, and remembers which. Unless `exact`, upper and lower case are the same."""

    def __init__(self, names: Sequence[str], *, exact: bool = False) -> None:
        self._exact = exact
        self._names = tuple(names)
        self._folded = tuple(self._fold(name) for name in names)
        self._read: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return self._fold(name) in self._folded

    def named(self, *names: str) -> tuple[int, ...]:
        """Where the columns of these names are, in the order of the names; one name may be there twice."""
        wanted = [self._fold(name) for name in names]
        self._read.update(wanted)
        return tuple(i for name in wanted for i, folded in enumerate(self._folded) if folded == name)

    def one(self, name: str) -> int:
        """Where the first column of a name is that is known to be there."""
        return self.named(name)[0]

    def first(self, *names: str) -> int | None:
        """Where the first column of these names is."""
        return next(iter(self.named(*names)), None)

    def shown(self) -> str:
        """The first names, for a message."""
        return shown_columns(self._names)

    def unread(self) -> tuple[str, ...]:
        """The columns that nobody asked for, each name once."""
        pairs = zip(self._names, self._folded, strict=True)
        return tuple(dict.fromkeys(name for name, folded in pairs if name and folded not in self._read))

    def _fold(self, name: str) -> str:
        return name if self._exact else name.casefold()


@dataclass(frozen=True, slots=True)
class MetricCells:
    """Where each metric stands in a row."""

    places: tuple[tuple[MetricKey, tuple[tuple[int, str], ...]], ...]

    @classmethod
    def find(cls, columns: Columns, names: MetricNames) -> "MetricCells":
        """Look for the columns of the metrics; metrics without one are left out."""
        found = (
            (metric, tuple((i, name) for name in candidates for i in columns.named(name)))
            for metric, candidates in names.items()
        )
        return cls(tuple((metric, places) for metric, places in found if places))

    def read(self, cells: Sequence[str], platform: Platform) -> dict[MetricKey, int | float]:
        """The metrics in the row. Of several columns of one metric, the first that is not blank counts.

        Raises:
            UnusableRowError: a metric cannot have such a value.
        """
        metrics: dict[MetricKey, int | float] = {}
        for metric, places in self.places:
            for place, name in places:
                value = measure(cells[place], metric, name, platform)
                if value is not None:
                    metrics[metric] = value
                    break
        return metrics
