"""The columns of a table: where those are that we read, and which nobody asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from collectors.exports.cells import UnusableRowError, is_absent, measure, quoted
from collectors.exports.decimals import DecimalMark, decimal_mark
from collectors.exports.headings import Heading, folded
from collectors.exports.remarks import Remarks
from domain.metrics import MetricKey
from domain.users import Platform


def shown_columns(names: Sequence[str]) -> str:
    """The first columns of a table, for a message."""
    first = ", ".join(quoted(name) for name in names[:6])
    return f"{first}, … ({len(names)} columns)" if len(names) > 6 else first


class Columns:
    """Finds columns by heading, and remembers which. A plain text is the name of one column, to the letter."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._folded = tuple(folded(name) for name in names)
        self._read: set[int] = set()

    def named(self, *wanted: Heading | str) -> tuple[int, ...]:
        """Where the columns of these names are, in the order of the names; one name may be there twice."""
        places = tuple(dict.fromkeys(place for each in wanted for place in self._places(each)))
        self._read.update(places)
        return places

    def one(self, wanted: Heading | str) -> int:
        """Where the first column of a name is that is known to be there."""
        return self.named(wanted)[0]

    def first(self, *wanted: Heading | str) -> int | None:
        """Where the first column of these names is."""
        return next(iter(self.named(*wanted)), None)

    def name(self, place: int) -> str:
        """What the file calls a column."""
        return self._names[place]

    def shown(self) -> str:
        """The first names, for a message."""
        return shown_columns(self._names)

    def unread(self) -> tuple[str, ...]:
        """The columns that nobody asked for, each name once."""
        unread = (name for place, name in enumerate(self._names) if name and place not in self._read)
        return tuple(dict.fromkeys(unread))

    def _places(self, wanted: Heading | str) -> list[int]:
        if isinstance(wanted, str):
            return [place for place, name in enumerate(self._names) if name == wanted]
        return [place for name in wanted.folded_names for place, each in enumerate(self._folded) if each == name]


class _Place(NamedTuple):
    column: int
    name: str
    scale: float


@dataclass(frozen=True, slots=True)
class MetricCells:
    """Where each metric stands in a row."""

    places: tuple[tuple[MetricKey, tuple[_Place, ...]], ...]
    remarks: Remarks
    decimals: DecimalMark = DecimalMark.UNKNOWN

    @classmethod
    def find(
        cls,
        columns: Columns,
        wanted: Mapping[MetricKey, Heading] | Mapping[MetricKey, str],
        remarks: Remarks,
        preview: Sequence[Sequence[str]] = (),
        delimiter: str | None = None,
    ) -> "MetricCells":
        """Look for the columns of the metrics; metrics without one are left out. How their numbers are written is
        seen from the first rows.
        """
        found: list[tuple[MetricKey, tuple[_Place, ...]]] = []
        for metric, each in wanted.items():
            scale = each.scale if isinstance(each, Heading) else 1
            places = tuple(_Place(place, columns.name(place), scale) for place in columns.named(each))
            if places:
                found.append((metric, places))
        cells = (row[place.column] for row in preview for _, places in found for place in places)
        return cls(tuple(found), remarks, decimal_mark(cells, delimiter))

    def read(self, cells: Sequence[str], platform: Platform) -> dict[MetricKey, int | float]:
        """The metrics in the row. Of several columns of one metric, the first that is not blank counts. A cell that
        cannot be its metric is left out, with a remark.

        Raises:
            UnusableRowError: none of the cells that say anything can be read.
        """
        metrics: dict[MetricKey, int | float] = {}
        odd: list[tuple[str, UnusableRowError]] = []
        for metric, places in self.places:
            for column, name, scale in places:
                text = cells[column]
                try:
                    value = measure(text, metric, name, platform, scale=scale, decimals=self.decimals)
                except UnusableRowError as error:
                    odd.append((name, error))
                    continue
                if value is not None:
                    metrics[metric] = value
                    break
                if text and len(text) > 2 and is_absent(text):
                    self.remarks.left_out(name, f"it says {quoted(text.strip())}: not observed.")
        if odd:
            if not metrics:
                raise odd[0][1]
            for name, unusable in odd:
                self.remarks.left_out(name, f"such as: {unusable.reason}")
        return metrics
