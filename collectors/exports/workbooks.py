"""Workbooks (.xls, .xlsx, .ods): their sheets as tables."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from collectors.exports.records import Record
from collectors.exports.sources import Source, is_workbook
from collectors.exports.tables import ROWS_LOOKED_AT, Header, Line, Table, header_candidates
from collectors.exports.workbook_process import UnreadableWorkbookError, read_sheets
from domain.errors import UnreadableExportError
from domain.exports import LeftOutRow

LARGEST_WORKBOOK_BYTES = 16 * 2**20

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_HEADER_ROWS = 60
"""Headers are looked for so far down."""
_SEE = "Expected an undamaged one; save the sheet as CSV, or export a shorter period."


def is_workbook_file(source: Source, head: bytes) -> bool:
    """True when the bytes, of which `head` are the first, are those of a workbook."""
    if head.startswith(_OLD_EXCEL):
        return True
    if not head.startswith(_ZIP):
        return False
    try:
        with source.open() as file, zipfile.ZipFile(io.BytesIO(file.read(LARGEST_WORKBOOK_BYTES + 1))) as archive:
            return is_workbook(archive.namelist())
    except (zipfile.BadZipFile, ValueError):  # a name may be in an encoding that it is not in
        return False


def sheet_tables(source: Source, wanted: Callable[[Table], int]) -> tuple[list[Table], list[tuple[str, str]]]:
    """The tables that somebody wants, and the sheets that hold none, with what they hold instead.

    Raises:
        UnreadableExportError: it is no workbook, encrypted, damaged, or far too large.
    """
    found: list[Table] = []
    others: list[tuple[str, str]] = []
    for sheet in _sheets(source):
        headers = [each for each in header_candidates(sheet.lines[:_HEADER_ROWS]) if wanted(sheet.table(each))]
        ends = [header.begins for header in headers[1:]]
        for header, until in zip(headers, [*ends, None], strict=True) if headers else ():
            found.append(sheet.table(header, until))
        if not headers:
            first = _first_row(sheet.lines)[:4]
            what = f"its first row is {', '.join(map(repr, first))}" if first else "it is empty"
            others.append((sheet.name, what))
    return found, others


@dataclass(frozen=True, slots=True)
class _Sheet:
    source: Source
    name: str
    lines: Sequence[Line]
    first_rows: tuple[tuple[str, ...], ...]
    """Of all sheets."""

    def table(self, header: Header, until: int | None = None) -> Table:
        """The table below a header, up to the row `until`."""
        columns = tuple(cell.strip() for cell in header.line.cells)
        below = [line for line in self.lines[header.line.last :] if until is None or line.first < until]

        def records() -> Iterator[Record | LeftOutRow]:
            return ((line.first, line.cells) for line in below if line.filled())

        preview = tuple(islice((line.cells for line in below if line.filled()), ROWS_LOOKED_AT))
        form = f"sheet {self.name!r}"
        return Table(self.source, columns, form, records, preview, header.above, self.name, self.first_rows)


def _sheets(source: Source) -> list[_Sheet]:
    if source.size() > LARGEST_WORKBOOK_BYTES:
        raise _refused(source, f"is a workbook of {source.size():,} bytes; at most {LARGEST_WORKBOOK_BYTES:,} are read")
    with source.open() as file:
        content = file.read()
    try:
        read = [
            (name, [Line(number, number, cells) for number, cells in enumerate(rows, start=1)])
            for name, rows in read_sheets(content)
        ]
    except UnreadableWorkbookError as error:
        raise _refused(source, str(error)) from None
    first_rows = tuple(tuple(_first_row(lines)) for _, lines in read)
    return [_Sheet(source, name, lines, first_rows) for name, lines in read]


def _first_row(lines: Sequence[Line]) -> list[str]:
    """The cells of the first row that holds anything."""
    return next((filled for line in lines if (filled := line.filled())), [])


def _refused(source: Source, what: str) -> UnreadableExportError:
    return UnreadableExportError(f"{source.name!r} {what}.", _SEE)
