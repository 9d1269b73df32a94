"""Tables: the header that makes one, wherever in a text or a sheet it stands, and the rows below it."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple

from collectors.exports.detection import Beginning
from collectors.exports.headings import Heading, folded
from collectors.exports.records import Extent, Record, csv_records
from collectors.exports.sources import Source
from domain.exports import LeftOutRow

DELIMITERS = (",", ";", "\t", "|")
ROWS_LOOKED_AT = 20

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*')
_NUMBER_LIKE = re.compile(r"[-+]?[\d.,:%/\s]*\d[\d.,:%/\s]*")
_LONGEST_NAME = 200
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
    """
    delimiter = delimiter or _named_delimiter(beginning)
    candidates = [_tables_under(source, beginning, each) for each in ((delimiter,) if delimiter else DELIMITERS)]
    scored = [[(table, header, wanted(table)) for table, header in tables] for tables in candidates]
    best = max(scored, key=lambda tables: sum(fit for _, _, fit in tables), default=[])
    fitting = [(table, header) for table, header, fit in best if fit]
    if not fitting:
        first = [tables[0][0] for tables in candidates if tables]
        return sorted(first, key=lambda table: -len(table.columns))
    ends = [header.begins for _, header in fitting[1:]]
    return [
        _text_table(source, beginning, header, table.delimiter or ",", until)
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
    headers = header_candidates(_lines(beginning, delimiter))
    return [(_text_table(source, beginning, header, delimiter, None), header) for header in headers]


def _lines(beginning: Beginning, delimiter: str) -> list[Line]:
    text = io.StringIO(beginning.text, newline="")
    reader = csv.reader(text, delimiter=delimiter)
    lines: list[Line] = []
    first = 1
    try:
        for cells in reader:
            lines.append(Line(first, reader.line_num, cells))
            first = reader.line_num + 1
    except csv.Error:
        pass  # only a preview: reading the file itself reports the line
    if not beginning.complete and lines:
        lines.pop()  # it may have been cut off
    if lines and _SEPARATOR_LINE.fullmatch(delimiter.join(lines[0].cells)):
        lines = lines[1:]
    return lines


def _text_table(source: Source, beginning: Beginning, header: Header, delimiter: str, until: int | None) -> Table:
    columns = tuple(cell.strip() for cell in header.line.cells)
    extent = Extent(header.line.last, until)

    def records() -> Iterator[Record | LeftOutRow]:
        return csv_records(source, beginning.encoding, delimiter, len(columns), extent)

    preview = [
        line.cells
        for line in _lines(beginning, delimiter)
        if line.first > extent.after and (until is None or line.first < until) and len(line.cells) == len(columns)
    ]
    form = f"{beginning.encoding} text with {_spoken(delimiter)}"
    return Table(source, columns, form, records, tuple(preview[:ROWS_LOOKED_AT]), header.above, delimiter=delimiter)


def _spoken(delimiter: str) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(delimiter, repr(delimiter))
