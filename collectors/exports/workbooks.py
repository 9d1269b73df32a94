"""Workbooks (.xls, .xlsx, .ods): their sheets as tables."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from collectors.exports.records import Record
from collectors.exports.sources import Source, is_workbook
from collectors.exports.tables import ROWS_LOOKED_AT, Header, Line, Table, header_candidates
from domain.errors import UnreadableExportError
from domain.exports import LeftOutRow

LARGEST_WORKBOOK_BYTES = 16 * 2**20
LARGEST_UNPACKED_BYTES = 64 * 2**20
MOST_CELLS = 500_000
"""A sheet is held in memory whole. The largest that a platform makes has 40,000 cells (a year of LinkedIn visitors)."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_HEADER_ROWS = 60
"""Headers are looked for so far down."""
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_EXACT = 10**15
"""Floats hold whole numbers exactly up to here; an id in a number cell has more digits, and has lost the last ones."""
_INTACT = "Expected an undamaged file; export or download it again."
_SEE = "Save the sheet as CSV, or export a shorter period."


def is_workbook_file(source: Source, head: bytes) -> bool:
    """True when the bytes, of which `head` are the first, are those of a workbook."""
    if head.startswith(_OLD_EXCEL):
        return True
    if not head.startswith(_ZIP):
        return False
    try:
        with source.open() as file, zipfile.ZipFile(io.BytesIO(file.read(LARGEST_WORKBOOK_BYTES + 1))) as archive:
            return is_workbook(archive.namelist())
    except zipfile.BadZipFile:
        return False


def sheet_tables(source: Source, wanted: Callable[[Table], int]) -> tuple[list[Table], list[tuple[str, str]]]:
    """The tables that somebody wants, and the sheets that hold none, with what they hold instead.

    Raises:
        UnreadableExportError: it is no workbook, encrypted, damaged, or far too large.
    """
    found: list[Table] = []
    others: list[tuple[str, str]] = []
    for name, rows in _sheets(source):
        lines = [Line(number, number, [as_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
        headers = [h for h in header_candidates(lines[:_HEADER_ROWS]) if wanted(_table(source, name, lines, h, None))]
        ends = [header.begins for header in headers[1:]]
        for header, until in zip(headers, [*ends, None], strict=True) if headers else ():
            found.append(_table(source, name, lines, header, until))
        if not headers:
            first = next((line.filled() for line in lines if line.filled()), [])
            others.append((name, f"its first row is {', '.join(map(repr, first[:4]))}" if first else "it is empty"))
    return found, others


def as_text(cell: object) -> str:
    """A cell as it would stand in a CSV file."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            minutes, seconds = divmod(int(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case None:
            return ""
        case _:
            return str(cell)


def _sheets(source: Source) -> Iterator[tuple[str, list[list[object]]]]:
    if source.size() > LARGEST_WORKBOOK_BYTES:
        raise _refused(source, f"is a workbook of {source.size():,} bytes; at most {LARGEST_WORKBOOK_BYTES:,} are read")
    with source.open() as file:
        content = file.read()
    _check(source, content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            yield name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)  # type: ignore[misc]
    except PasswordError:
        raise _refused(source, "is a workbook with a password") from None
    except (CalamineError, ValueError, OverflowError) as error:
        raise UnreadableExportError(f"{source.name!r} is a damaged workbook ({str(error)[:80]}).", _INTACT) from None


def _check(source: Source, content: bytes) -> None:
    """Look at the size of the sheets before anybody makes room for them: two far cells are enough for a huge one."""
    if not content.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED_BYTES:
                raise _refused(source, "is a workbook that is far too large when it is unpacked")
            for info in archive.infolist():
                if "/worksheets/" in info.filename or info.filename.startswith("worksheets/"):
                    cells = [(_column(c), int(row)) for c, row in _CELL.findall(archive.read(info))]
                    if cells and max(c for c, _ in cells) * max(row for _, row in cells) > MOST_CELLS:
                        raise _refused(source, "is a workbook with a sheet of too many cells")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _refused(source, "is a damaged workbook") from None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _table(source: Source, sheet: str, lines: Sequence[Line], header: Header, until: int | None) -> Table:
    columns = tuple(cell.strip() for cell in header.line.cells)
    below = [line for line in lines[header.line.last :] if until is None or line.first < until]

    def records() -> Iterator[Record | LeftOutRow]:
        return ((line.first, line.cells) for line in below if line.filled())

    preview = tuple(line.cells for line in below if line.filled())[:ROWS_LOOKED_AT]
    return Table(source, columns, f"sheet {sheet!r}", records, preview, header.above, sheet)


def _refused(source: Source, what: str) -> UnreadableExportError:
    return UnreadableExportError(f"{source.name!r} {what}.", _SEE)
