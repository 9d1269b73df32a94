"""A recognised part of a file: its records, read with the reader that was found for it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from collectors.exports.accounts import is_account, shown
from collectors.exports.cells import UnusableRowError
from collectors.exports.formats import Gathering, ItemReader, Row, RowReader
from collectors.exports.remarks import Remarks
from collectors.exports.repeats import SeenRows
from domain.errors import UnreadableExportError
from domain.exports import ExportDescription, GatheredRow, ImportedRow, LeftOut, LeftOutRow, ReadRow

Records = Callable[[], Iterator[tuple[int, Any] | LeftOutRow]]
"""Cells or items with their lines."""

MOST_GATHERED = 200_000
"""So many rows may be held in memory until the file ends."""
_NUL = "\0"
"""PostgreSQL cannot store it."""


@dataclass(slots=True)
class RecognisedPart:
    """Reads its part of the file anew whenever `rows` is called."""

    opening: ExportDescription
    records: Records
    reader: Callable[[Remarks], RowReader | ItemReader]
    account: str | None
    """The only account whose rows are wanted, as the person named it."""
    is_table: bool = True
    """The records are cells, not items of a document."""
    _remarks: Remarks = field(default_factory=Remarks)

    @property
    def description(self) -> ExportDescription:
        """What it is. Notes on the rows are complete when the rows have been read."""
        return replace(self.opening, notes=tuple(dict.fromkeys((*self.opening.notes, *self._remarks.lines()))))

    def rows(self) -> Iterator[ReadRow]:
        """Every row of data, usable or not.

        Raises:
            UnreadableExportError: the file turns into something else, or more belongs together than can be held.
        """
        self._remarks = Remarks()
        reader, seen, line, gathered = self.reader(self._remarks), SeenRows(), 0, 0
        for record in self.records():
            if isinstance(record, LeftOutRow):
                yield record
                continue
            line, cells = record
            try:
                if self.is_table and _NUL in "".join(cells):
                    raise UnusableRowError("It holds a NUL character, which no text may.")
                row = reader.read(cells)
                if row is None:
                    gathered += 1
                    self._check_gathered(gathered)
                    yield GatheredRow(line)
                    continue
                self._check_account(row)
                if row[2] is not None:
                    seen.refuse_repeated(row[2], line, tuple(cells) if self.is_table else repr(row[1]))
            except UnusableRowError as error:
                yield LeftOutRow(line, error.reason, error.cause)
                continue
            yield ImportedRow(line, row[0], row[1])
        if isinstance(reader, Gathering):
            yield from self._rest(reader.rest(), line)

    def _rest(self, rows: Iterable[Row], line: int) -> Iterator[ReadRow]:
        for row in rows:
            try:
                self._check_account(row)
            except UnusableRowError as error:
                yield LeftOutRow(line, error.reason, error.cause)
                continue
            yield ImportedRow(line, row[0], row[1], gathered=True)

    def _check_gathered(self, count: int) -> None:
        if count > MOST_GATHERED:
            raise UnreadableExportError(
                f"{self.opening.title} has more than {MOST_GATHERED:,} rows that belong together.",
                "Expected an export as it was downloaded, or one of a shorter period.",
            )

    def _check_account(self, row: Row) -> None:
        if self.account is not None and not is_account(row[0], self.account):
            raise UnusableRowError(f"It belongs to {shown(row[0])}, not to {self.account}.", LeftOut.OTHER_ACCOUNT)


def check_account(name: str, reader: RowReader, first_rows: Iterable[list[str]], account: str) -> None:
    """Refuse a table whose rows begin with those of another account.

    Raises:
        UnreadableExportError: naming both accounts.
    """
    for cells in first_rows:
        try:
            row = reader.read(cells)
        except UnusableRowError:
            continue
        if row is not None and not is_account(row[0], account):
            raise UnreadableExportError(
                f"{name} belongs to {shown(row[0])}, not to {account!r}.",
                "Leave `--account` out, or name the account that the file is about.",
            )
        return
