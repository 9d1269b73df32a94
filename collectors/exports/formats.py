"""What a format is: the signature it is recognised by, and a reader of its rows."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from collectors.exports.columns import Columns, MetricCells
from collectors.exports.export_date import DatedName, ExportDate
from collectors.exports.headings import Heading, language_of
from collectors.exports.remarks import Remarks
from collectors.exports.sources import Source
from collectors.exports.tables import Table
from domain.exports import ImportOptions
from domain.metrics import MetricKey
from domain.observations import DaySnapshot, Engagement, PostSnapshot, WindowSnapshot
from domain.users import AccountRef, Platform

Fact = PostSnapshot | DaySnapshot | WindowSnapshot | Engagement
Row = tuple[AccountRef, Fact, Hashable | None]
"""Account, fact, and what must not come twice in a part (None: anything may)."""

MetricHeadings = Mapping[MetricKey, Heading]


class RowReader(Protocol):
    """Reads the rows of one table, in order, once."""

    def read(self, cells: list[str]) -> Row | None:
        """The fact in a row; None when the row is a part of a fact that comes later (see `Gathering`).

        Raises:
            UnusableRowError: it cannot be right, or is rightly left out.
        """
        ...


class ItemReader(Protocol):
    """Reads the items of one JSON document, in order, once."""

    def read(self, item: Any) -> Row | None:
        """The fact in an item, whatever JSON it is; None as for rows.

        Raises:
            UnusableRowError: it cannot be right, or is rightly left out.
        """
        ...


@runtime_checkable
class Gathering(Protocol):
    """A reader whose facts are made of several rows."""

    def rest(self) -> Iterable[Row]:
        """The facts that are complete only when the last row was read."""
        ...


@dataclass(frozen=True, slots=True)
class TableOpening:
    """All that a reader of rows is given."""

    table: Table
    columns: Columns
    language: str | None
    options: ImportOptions
    exported: ExportDate
    remarks: Remarks

    @property
    def source(self) -> Source:
        """Where the table is from."""
        return self.table.source

    def metric_cells(self, metrics: MetricHeadings) -> MetricCells:
        """Where the metrics stand in a row."""
        return MetricCells.find(self.columns, metrics, self.remarks, self.table.preview, self.table.delimiter)


@dataclass(frozen=True, slots=True)
class DocumentOpening:
    """All that a reader of items is given."""

    source: Source
    beginning: str
    """Up to 64 Ki characters of the document."""
    options: ImportOptions
    exported: ExportDate
    remarks: Remarks


@dataclass(frozen=True, slots=True)
class TableFormat:
    """One kind of table that a platform lets people download, as CSV or as a sheet."""

    kind: str
    title: str
    platform: Platform | None
    """None when the file may be of several platforms."""
    required: tuple[Heading, ...]
    """All of these columns must be there. More may: they change every few months."""
    reader: Callable[[TableOpening], RowReader]
    metrics: MetricHeadings = field(default_factory=dict)
    name: DatedName | None = None
    """How names of such files tell the export date."""
    content_date: Callable[[Table, ImportOptions], ExportDate | None] | None = None
    """How their content does."""
    day_zone: str | None = None
    sheets: tuple[str, ...] = ()
    """Names of the sheet, in any language, where the columns alone do not tell; a file of another name counts, too."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """English names of columns that are not read, and why."""
    also: Callable[[Table], bool] = lambda _table: True
    """What must hold besides the columns."""
    why: str = ""
    """What it is recognised by, for a person; left out: its columns."""
    bare: tuple[str, ...] = ()
    """Words of which one is in the names of such files. The columns are those of many tables: a text of another name
    is this format only if a person says the platform."""
    stacked: bool = False
    """Files may hold many such tables, one below the other."""

    def fit(self, table: Table) -> int:
        """How many columns are those of this format; 0 when it is not this format."""
        if not all(each.folded_names and table.has(each) for each in self.required) or not self.also(table):
            return 0
        known = len(self.required) + sum(table.has(each) for each in self.metrics.values())
        return known + (table.is_called(self.sheets) if self.sheets else 0)

    def language(self, table: Table) -> str | None:
        """Of the headers."""
        return language_of((*self.required, *self.metrics.values()), table.columns)


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """One kind of JSON document."""

    kind: str
    title: str
    platform: Platform
    begins: re.Pattern[str]
    """Searched in the first 64 Ki characters."""
    items: str
    """Where the items are, in the words of ijson: `item`, `orderedItems.item`."""
    reader: Callable[[DocumentOpening], ItemReader]
    why: str
    """What it is recognised by, for a person."""
    metrics: MetricHeadings = field(default_factory=dict)
    content_date: Callable[[Source, str], ExportDate | None] | None = None
    """From the source and its beginning."""
    lost: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
