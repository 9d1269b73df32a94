"""Encoding of a file and the possible shapes of its header, found out from its first 64 KiB."""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnreadableExportError

HEAD_BYTES = 64 * 1024
DELIMITERS = (",", ";", "\t", "|")

_BINARY = (
    (b"PK\x03\x04", "is an Excel workbook or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook"),
    (b"\x1f\x8b", "is a gzip archive"),
    (b"%PDF", "is a PDF document"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_HIGH_BYTES = 0.3
"""A text in a Western language has fewer accented letters than this; noise has half of its bytes there."""
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*')
_TEXT_WANTED = "Expected a CSV or JSON Lines file; unpack archives and save workbooks as CSV first."


@dataclass(frozen=True, slots=True)
class Beginning:
    """The start of a file as text."""

    encoding: str
    """As Python names it, to read the whole file with."""
    text: str
    complete: bool
    """True when there is no more than this."""


@dataclass(frozen=True, slots=True)
class Table:
    """One way to read the file as a table."""

    columns: tuple[str, ...]
    delimiter: str
    lines_before_data: int
    """Physical lines up to and including the header."""


def read_beginning(path: Path, encoding: str | None = None) -> Beginning:
    """The start of a file; `encoding` when somebody has said it.

    Raises:
        UnreadableExportError: it cannot be opened, is empty, or is not text.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES + 1)
    except OSError as error:
        raise UnreadableExportError(
            f"{path.name!r} cannot be opened: {error.strerror}.", "Expected a readable file."
        ) from None
    complete = len(head) <= HEAD_BYTES
    head = head[:HEAD_BYTES]
    if not head.strip():
        raise UnreadableExportError(f"{path.name!r} is empty.", _TEXT_WANTED)
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise UnreadableExportError(f"{path.name!r} {what}.", _TEXT_WANTED)
    if encoding is not None and head.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    for candidate in _encodings(head) if encoding is None else (encoding,):
        text = _decoded(head, candidate, complete)
        if text is not None and "\0" not in text:
            return Beginning(candidate, text, complete)
    what = f"is not {encoding} text" if encoding else "is not text in a known encoding (UTF-8, UTF-16, Windows-1252)"
    raise UnreadableExportError(f"{path.name!r} {what}.", _TEXT_WANTED)


def tables(beginning: Beginning, delimiter: str | None = None) -> tuple[Table, ...]:
    """The header under each delimiter that could be meant, the one with the most columns first."""
    lines_to_skip = 0
    text = io.StringIO(beginning.text, newline="")
    for line in text:
        named = _SEPARATOR_LINE.fullmatch(line)
        if named is not None:
            delimiter = delimiter or named[1]
        elif line.strip():
            break
        lines_to_skip += 1
    candidates = DELIMITERS if delimiter is None else (delimiter,)
    found = [table for each in candidates if (table := _table(beginning, each, lines_to_skip)) is not None]
    return tuple(sorted(found, key=lambda table: -len(table.columns)))


def first_rows(beginning: Beginning, table: Table, count: int) -> list[list[str]]:
    """Up to `count` whole rows of data out of the beginning."""
    reader = csv.reader(io.StringIO(beginning.text, newline=""), delimiter=table.delimiter)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            if reader.line_num > table.lines_before_data and len(cells) == len(table.columns):
                rows.append(cells)
            if len(rows) > count:
                break
    except csv.Error:
        pass  # only a preview: reading the file itself reports the line
    return rows[:count] if beginning.complete or len(rows) > count else rows[:-1]


def _encodings(head: bytes) -> tuple[str, ...]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return (encoding,)
    high = sum(byte >= 0x80 for byte in head)
    if _CONTROL.search(head) is None and high <= _MOST_HIGH_BYTES * len(head):
        return ("utf-8", "cp1252", "latin-1")
    return ("utf-8",)


def _decoded(head: bytes, encoding: str, complete: bool) -> str | None:
    try:
        b"".decode(encoding)  # refuses codecs that are no encodings of text, such as base64
        return codecs.getincrementaldecoder(encoding)().decode(head, final=complete)
    except (ValueError, LookupError):
        return None


def _table(beginning: Beginning, delimiter: str, lines_to_skip: int) -> Table | None:
    text = io.StringIO(beginning.text, newline="")
    for _ in range(lines_to_skip):
        text.readline()
    reader = csv.reader(text, delimiter=delimiter)
    try:
        columns = next(reader, [])
    except csv.Error:
        return None
    cut_off = not beginning.complete and not text.readline()
    if cut_off or not any(columns):
        return None
    return Table(tuple(column.strip() for column in columns), delimiter, lines_to_skip + reader.line_num)
