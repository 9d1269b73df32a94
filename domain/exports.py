"""Native exports: what reading a file yields, and what is kept of having read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from domain.observations import DaySnapshot, Engagement, PostSnapshot, Recorded
from domain.users import AccountRef, Platform


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person says about a file. None: the file must say it, or the default holds."""

    time_zone: str
    """Zone of wall-clock times that carry no offset; by default the user's own."""
    time_zone_given: bool = False
    platform: Platform | None = None
    account: str | None = None
    """Handle or platform id of the account that the file belongs to."""
    observed_at: datetime | None = None
    """When the file was exported."""
    mapping: Path | None = None
    """Mapping file of the generic format."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One usable row: which account it is about, and the facts in it."""

    line: int
    account: AccountRef
    fact: PostSnapshot | DaySnapshot | Engagement


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that cannot be right, and why."""

    line: int
    """Line in the file on which the row begins; the first line is 1."""
    reason: str


@dataclass(frozen=True, slots=True)
class ExportDescription:
    """What a file turned out to be."""

    kind: str
    """Name of the reader, such as `x-content`."""
    title: str
    encoding: str
    delimiter: str | None
    observed_at: datetime
    observed_at_from: str
    """Where the export date was taken from: `--observed-at`, the file's name, or its modification time."""
    day_zone: str | None
    unread_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ExportFile(Protocol):
    """A recognised file, ready to be read once from its beginning."""

    @property
    def description(self) -> ExportDescription:
        """What it is."""
        ...

    def rows(self) -> Iterator[ImportedRow | RejectedRow]:
        """Every row of data, in the order of the file, usable or not; memory does not grow with the file.

        Raises:
            UnreadableExportError: the file breaks off or turns into something else.
        """
        ...


class ExportReaders(Protocol):
    """All the readers behind one door."""

    def open(self, path: Path, options: ImportOptions) -> ExportFile:
        """Find out what a file is. Reads no more than its beginning.

        Raises:
            UnreadableExportError: no reader understands it, or it does not say something that it must.
        """
        ...


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of one file."""

    user_id: str
    import_id: str
    file_name: str
    kind: str
    imported_at: datetime
    observed_at: datetime
    rows_read: int
    rows_rejected: int
    recorded: Recorded
    accounts: tuple[str, ...]
    """Labels of the accounts that the rows belong to."""
    rejected: tuple[RejectedRow, ...] = ()
    """The first of the rejected rows."""
    notes: tuple[str, ...] = field(default=())
