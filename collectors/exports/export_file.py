"""A recognised file: its records, read with the reader that was found for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from collectors.exports.accounts import is_account, shown
from collectors.exports.cells import UnusableRowError
from collectors.exports.native import RowReader
from collectors.exports.records import Record
from collectors.exports.repeats import SeenRows
from domain.errors import UnreadableExportError
from domain.exports import ExportDescription, ImportedRow, RejectedRow

_NUL = "\0"
"""PostgreSQL cannot store it."""


@dataclass(slots=True)
class RecognisedFile:
    """Reads the file anew whenever `rows` is called."""

    opening: ExportDescription
    records: Callable[[], Iterator[Record | RejectedRow]]
    reader: Callable[[], RowReader]
    account: str | None
    """The only account whose rows are wanted, as the person named it."""
    _notes: list[str] = field(default_factory=list)

    @property
    def description(self) -> ExportDescription:
        """What it is. Notes on the rows are complete when the rows have been read."""
        notes = tuple(dict.fromkeys((*self.opening.notes, *self._notes)))
        return replace(self.opening, notes=notes)

    def rows(self) -> Iterator[ImportedRow | RejectedRow]:
        """Every row of data, usable or not."""
        reader = self.reader()
        self._notes = reader.notes
        read, account, seen = reader.read, self.account, SeenRows()
        for record in self.records():
            if isinstance(record, RejectedRow):
                yield record
                continue
            line, cells = record
            try:
                if _NUL in "".join(cells):
                    raise UnusableRowError("It holds a NUL character, which no text may.")
                row_account, fact, key = read(cells)
                if account is not None and not is_account(row_account, account):
                    raise UnusableRowError(f"It belongs to {shown(row_account)}, not to {account}.")
                if key is not None:
                    seen.refuse_repeated(key, line, cells)
            except UnusableRowError as error:
                yield RejectedRow(line, error.reason)
                continue
            yield ImportedRow(line, row_account, fact)


def check_account(file_name: str, reader: RowReader, first_rows: list[list[str]], account: str) -> None:
    """Refuse a file whose rows begin with those of another account.

    Raises:
        UnreadableExportError: naming both accounts.
    """
    for cells in first_rows:
        try:
            found, _, _ = reader.read(cells)
        except UnusableRowError:
            continue
        if not is_account(found, account):
            raise UnreadableExportError(
                f"{file_name!r} belongs to {shown(found)}, not to {account!r}.",
                "Leave `--account` out, or name the account that the file is about.",
            )
        return
