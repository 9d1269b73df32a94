"""Tables: the header that makes one, wherever in a text or a sheet it stands, and the rows below it."""

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from pathlib import PurePosixPath
from typing import NamedTuple

from collectors.exports.detection import Beginning
from collectors.exports.headings import Heading, folded
from collectors.exports.records import Extent, Record, csv_records
from collectors.exports.sources import Source
from domain.errors import UnreadableExportError
from domain.exports import LeftOutRow

DELIMITERS = (",", ";", "\t", "|")
ROWS_LOOKED_AT = 20

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*')
_NUMBER_LIKE = re.compile(r"[-+]?[\d.,:%/\s]*\d[\d.,:%/\s]*|\d{4}-\d\d-\d\d(?:[T ]\d\d:.*)?")
_LONGEST_NAME = 200
_MOST_LINES = 40_000
"""Headers are looked for so far down at most: 100 tables of a year of days."""
_MOST_HEADERS = 500
"""Lines of nothing but names; in real files they are the headers, and those of a breakdown without numbers."""
_MOST_TABLES = 100
"""In one text. The Business Suite writes a dozen into a file; a person may put several together."""
_ABOVE = 3
"""So many lines above a header may belong to it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, down to the next header."""

    source: Source
    columns: tuple[str, ...]
    form: str
    """How it is written, for a person."""
    records: Callable[[], Iterator[Record | LeftOutRow]]
    preview: tuple[list[str], ...]
    """The first rows of data, as many cells in each as there are columns."""
    above: tuple[tuple[str, ...], ...] = ()
    """What the lines right above the header hold, from top to bottom; of a later table only lines of one cell."""
    part: str = ""
    """The sheet; empty in a text."""
    first_rows: tuple[tuple[str, ...], ...] = ()
    """Those of all sheets of the workbook, as far as they are filled; nothing in a text."""
    delimiter: str | None = None
    folded_columns: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded_columns", frozenset(folded(name) for name in self.columns))

    def has(self, heading: Heading) -> bool:
        """True when there is a column of one of these names."""
        return not self.folded_columns.isdisjoint(heading.folded_names)

    def is_called(self, names: Sequence[str]) -> bool:
        """True when the sheet, or the file, has one of these names."""
        called = self.part or PurePosixPath(self.source.name).stem
        return folded(called) in {folded(name) for name in names}


class Line(NamedTuple):
    """One row of the beginning of a text, or of a sheet."""

    first: int
    last: int
    """Physical lines, the first of the file is 1; in a sheet both are the row."""
    cells: list[str]

    def filled(self) -> list[str]:
        """The cells that hold anything."""
        return [cell.strip() for cell in self.cells if cell.strip()]


class Header(NamedTuple):
    """A line that could be a header, with what stands right above it."""

    line: Line
    above: tuple[tuple[str, ...], ...]
    begins: int
    """First line of what stands above, or of the header itself."""


def header_candidates(lines: Sequence[Line]) -> list[Header]:
    """Lines of names: the first line that holds anything, and every one of several texts without a number."""
    found: list[Header] = []
    above: list[Line] = []
    in_table = False
    for line in lines:
        cells = line.filled()
        if not cells:
            continue
        are_names = _are_names(cells)
        if not found or are_names:
            begins = above[0].first if above else line.first
            found.append(Header(line, tuple(tuple(each.filled()) for each in above), begins))
        in_table = in_table or are_names
        above = [*above, line][-_ABOVE:] if len(cells) == 1 or not in_table else []
    return found


def _are_names(cells: list[str]) -> bool:
    return len(cells) > 1 and not any(len(cell) > _LONGEST_NAME or _NUMBER_LIKE.fullmatch(cell) for cell in cells)


def text_tables(
    source: Source, beginning: Beginning, wanted: Callable[[Table], int], delimiter: str | None = None
) -> list[Table]:
    """The tables in a text that somebody wants, by the delimiter under which they are wanted most.

    `wanted` says how well a table fits; 0: not at all. When none fits, the first header under each delimiter.

    Raises:
        UnreadableExportError: there are too many.
    """
    delimiter = delimiter or _named_delimiter(beginning)
    candidates = [_tables_under(source, beginning, each) for each in ((delimiter,) if delimiter else DELIMITERS)]
    scored = [[(table, header, wanted(table)) for table, header in tables] for tables in candidates]
    best = max(scored, key=lambda tables: sum(fit for _, _, fit in tables), default=[])
    fitting = [(table, header) for table, header, fit in best if fit]
    if not fitting:
        first = [tables[0][0] for tables in candidates if tables]
        return sorted(first, key=lambda table: -len(table.columns))
    if len(fitting) > _MOST_TABLES:
        raise UnreadableExportError(
            f"{source.name!r} has more than {_MOST_TABLES} tables at its beginning alone.",
            "Expected an export as it was downloaded.",
        )
    ends = [header.begins for _, header in fitting[1:]]
    lines = _lines(beginning, fitting[0][0].delimiter or ",")
    return [
        _text_table(source, beginning, lines, header, table.delimiter or ",", until)
        for (table, header), until in zip(fitting, [*ends, None], strict=True)
    ]


def _named_delimiter(beginning: Beginning) -> str | None:
    for line in io.StringIO(beginning.text, newline=""):
        if named := _SEPARATOR_LINE.fullmatch(line):
            return named[1]
        if line.strip():
            return None
    return None


def _tables_under(source: Source, beginning: Beginning, delimiter: str) -> list[tuple[Table, Header]]:
    lines = _lines(beginning, delimiter)
    headers = header_candidates(lines)[:_MOST_HEADERS]
    return [(_text_table(source, beginning, lines, header, delimiter, None), header) for header in headers]


def _lines(beginning: Beginning, delimiter: str) -> list[Line]:
    text = io.StringIO(beginning.text, newline="")
    reader = csv.reader(text, delimiter=delimiter)
    lines: list[Line] = []
    first = 1
    try:
        for cells in islice(reader, _MOST_LINES):
            lines.append(Line(first, reader.line_num, cells))
            first = reader.line_num + 1
    except csv.Error:
        pass  # only a preview: reading the file itself reports the line
    if not beginning.complete and lines:
        lines.pop()  # it may have been cut off
    if lines and _SEPARATOR_LINE.fullmatch(delimiter.join(lines[0].cells)):
        lines = lines[1:]
    return lines


def _text_table(
    source: Source, beginning: Beginning, lines: Sequence[Line], header: Header, delimiter: str, until: int | None
) -> Table:
    columns = tuple(cell.strip() for cell in header.line.cells)
    extent = Extent(header.line.last, until)

    def records() -> Iterator[Record | LeftOutRow]:
        return csv_records(source, beginning.encoding, delimiter, len(columns), extent)

    below = islice(lines, bisect_right(lines, extent.after, key=attrgetter("first")), None)
    preview = (
        line.cells for line in below if (until is None or line.first < until) and len(line.cells) == len(columns)
    )
    form = f"{beginning.encoding} text with {_spoken(delimiter)}"
    first = tuple(islice(preview, ROWS_LOOKED_AT))
    return Table(source, columns, form, records, first, header.above, delimiter=delimiter)


def _spoken(delimiter: str) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(delimiter, repr(delimiter))
