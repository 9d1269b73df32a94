"""The order of columns in the files of pages, which is the same in all languages, known here or not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collectors.exports.cells import UnusableRowError, count
from collectors.exports.columns import MetricCells
from collectors.exports.formats import TableFormat, TableOpening
from collectors.exports.headings import Heading, folded
from collectors.exports.linkedin.days import possible_days
from collectors.exports.tables import Table
from domain.metrics import MetricKey

_ESTABLISHED = frozenset({"en", "es", "pt", "it"})
"""Languages of which whole files of pages were seen: a name that is missing there is a column that is missing."""
_BY_ORDER = (
    "Not all names of columns are known in this language, so that the columns were read by their order, which LinkedIn "
    "keeps in every language."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where in one kind of table; the first column is 0."""

    file: str
    """The word between the page and the number in the file's name, which LinkedIn does not translate."""
    width: int
    day: int
    metrics: Mapping[MetricKey, int]
    sums: tuple[tuple[int, ...], ...] = ()
    """Columns of which the last adds up the others."""

    def is_that_of(self, table: Table) -> bool:
        """True when the file is named so, and the first rows hold days and sums where they have to be."""
        named = re.compile(rf"_{self.file}_\d{{13}}(?!\d)")
        if len(table.columns) != self.width or not any(named.search(name) for name in table.source.names):
            return False
        return bool(table.preview) and all(self._fits(cells) for cells in table.preview)

    def _fits(self, cells: list[str]) -> bool:
        try:
            possible_days(cells[self.day])
            numbers = {place: count(cells[place]) or 0 for each in self.sums for place in each}
        except (UnusableRowError, ValueError):
            return False
        return all(sum(numbers[place] for place in each[:-1]) == numbers[each[-1]] for each in self.sums)


@dataclass(frozen=True, slots=True)
class PageFormat(TableFormat):
    """A table that is known by its names, else by the order of its columns."""

    layout: Layout | None = None

    def fit(self, table: Table) -> int:
        """How many columns are those of this format, by name or else by order."""
        by_name = TableFormat.fit(self, table)
        return by_name or (self.layout.width if self.layout is not None and self.layout.is_that_of(table) else 0)


def reads_by_order(
    layout: Layout, required: Iterable[Heading], names: Mapping[int, Heading], opening: TableOpening
) -> bool:
    """True when the order has to help out: the required names are missing, or others in a language whose names are
    not established. A person is told.

    `names` are those of the layout's columns; where one of them stands elsewhere, the order is another one.
    """
    table = opening.table
    if all(map(table.has, names.values())):
        return False
    if all(map(table.has, required)) and (opening.language in _ESTABLISHED or _is_reordered(names, table)):
        return False
    by_order = layout.is_that_of(table)
    if by_order:
        opening.remarks.add(_BY_ORDER)
    return by_order


def _is_reordered(names: Mapping[int, Heading], table: Table) -> bool:
    return any(
        table.has(name) and (place >= len(table.columns) or folded(table.columns[place]) not in name.folded_names)
        for place, name in names.items()
    )


def cells_by_order(layout: Layout, opening: TableOpening) -> MetricCells:
    """Where the metrics stand in a row of that layout."""
    names = {metric: opening.columns.name(place) for metric, place in layout.metrics.items()}
    return MetricCells.find(opening.columns, names, opening.remarks)
