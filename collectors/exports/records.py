"""Records of a file one after the other, each with its line, in memory that does not grow with the file."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from collectors.exports.sources import Source
from domain.errors import UnreadableExportError
from domain.exports import LeftOutRow

BLOCK = 256 * 1024
LONGEST_RECORD = 16 * BLOCK
"""The longest caption has 63,206 characters (Facebook); a longer record is a quote that nobody closed."""

Record = tuple[int, list[str]]
"""The line on which it begins, and its cells."""

_INTACT = "Expected an undamaged file; export or download it again."


class Extent(NamedTuple):
    """Which lines of a file are the data of a table."""

    after: int
    """The last line of its header; the first of the file is 1."""
    until: int | None
    """The first line of the next table."""


class BoundedLines:
    """Lines of a text file, none of them unreasonably long."""

    def __init__(self, source: Source, encoding: str) -> None:
        self._source = source
        self._encoding = encoding
        self.record_length = 0
        """Characters fetched since the reader of the lines last set this to 0."""

    def __iter__(self) -> Iterator[str]:
        # Blocks that C splits into lines: a loop over the lines in Python costs as much as parsing them.
        return chain.from_iterable(io.StringIO(block, newline="") for block in self._blocks())

    def _blocks(self) -> Iterator[str]:
        """The file in blocks of whole lines."""
        lines, rest = 0, ""
        try:
            with (
                self._source.open() as binary,
                io.TextIOWrapper(binary, encoding=self._encoding, newline="") as file,
            ):
                while read := file.read(BLOCK):
                    self._source.meter.units += len(read)
                    block = rest + read
                    self.record_length += len(read)
                    if self.record_length > LONGEST_RECORD:
                        raise self._damaged(lines, "has a record that does not end")
                    if "\0" in read:
                        raise self._damaged(lines, "is not text")
                    # Not at the very last character: a `\r` there may be half of a `\r\n`.
                    end = max(block.rfind("\n", 0, -1), block.rfind("\r", 0, -1)) + 1
                    if block.startswith("\n", end) and block[end - 1 : end] == "\r":
                        end += 1
                    rest = block[end:]
                    if end:
                        yield block[:end]
                        lines += block.count("\n", 0, end)
            if rest:
                yield rest
        except UnicodeError:
            raise self._damaged(lines, f"is not {self._encoding} text") from None

    def _damaged(self, lines: int, what: str) -> UnreadableExportError:
        return UnreadableExportError(f"{self._source.name!r} {what} (somewhere after line {lines}).", _INTACT)


def csv_records(
    source: Source, encoding: str, delimiter: str, width: int, extent: Extent
) -> Iterator[Record | LeftOutRow]:
    """Rows of a table: the line on which each begins, and its cells, as many as there are columns.

    Raises:
        UnreadableExportError: the file breaks off within quotes, or is not text from some line on.
    """
    bounded = BoundedLines(source, encoding)
    lines = iter(bounded)
    for _ in range(extent.after):
        next(lines, None)
    # Strict, because otherwise a quote that was never closed swallows the rows up to the next one silently.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    first_line = extent.after + 1
    begins = first_line
    while extent.until is None or begins < extent.until:
        bounded.record_length = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise UnreadableExportError(
                    f"{source.name!r} breaks off within the quotes that open in the row of line {begins}.",
                    _INTACT,
                ) from None
            yield LeftOutRow(begins, "The quotes in it do not match.")
            begins = first_line + reader.line_num
            continue
        here, begins = begins, first_line + reader.line_num
        if not cells or not (cells[0] or any(cells)):
            continue  # spreadsheets end a table with rows of nothing
        if len(cells) == width:
            yield here, cells
        else:
            yield LeftOutRow(here, f"It has {len(cells)} cells where the header has {width}.")


def json_records(source: Source, encoding: str, columns: Sequence[str]) -> Iterator[Record | LeftOutRow]:
    """Objects of a JSON Lines file: the line of each, and the wanted members as text, `""` for a missing one.

    Raises:
        UnreadableExportError: the file is not text from some line on.
    """
    bounded = BoundedLines(source, encoding)
    for number, line in enumerate(bounded, start=1):
        bounded.record_length = 0
        if line.isspace():
            continue
        members = json_object(line)
        if members is None:
            yield LeftOutRow(number, "It is no JSON object.")
            continue
        cells = [members.get(column, "") for column in columns]
        for position, cell in enumerate(cells):
            if cell.__class__ is not str:
                cells[position] = _as_text(cell)
        if "\\u" in line and not _is_storable("".join(cells)):
            yield LeftOutRow(number, "It holds characters that are no text.")
        else:
            yield number, cells


def json_object(line: str) -> dict[str, Any] | None:
    """The members of one line, None when it is no object. Numbers stay texts, as they were written."""
    try:
        members = _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None
    return members if isinstance(members, dict) else None


# Numbers are kept as their text, so that the rules for cells of a table hold for them too.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case list():
            return " ".join(item for item in value if isinstance(item, str))
        case _:
            return str(value)


def _is_storable(text: str) -> bool:
    """False for half a surrogate pair and for NUL, which databases refuse."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
