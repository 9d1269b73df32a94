"""Native exports: what reading a file yields, and what is kept of having read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from domain.metrics import MetricKey
from domain.observations import DaySnapshot, Engagement, PostSnapshot, Recorded, WindowSnapshot
from domain.users import AccountRef, Platform


class ExportQuestion(StrEnum):
    """What a file may leave open, so that only a person can say it."""

    PLATFORM = "platform"
    ACCOUNT = "account"
    TIME_ZONE = "time_zone"
    YEAR = "year"
    KIND = "kind"
    OBSERVED_AT = "observed_at"

    @property
    def option(self) -> str:
        """The option of the command line that answers it."""
        return f"--{self.value.replace('_', '-')}"


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
    year: int | None = None
    """Year of the last row of files whose dates have none."""
    kind: str | None = None
    """The reader to use, where several would fit."""
    modification_time_known: bool = True
    """False for an upload: the file was written here just now, whenever it was exported."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One usable row: which account it is about, and the facts in it."""

    line: int
    account: AccountRef
    fact: PostSnapshot | DaySnapshot | WindowSnapshot | Engagement


class LeftOut(StrEnum):
    """Why a row of a file was not stored."""

    UNREADABLE = "unreadable"
    """Something in it cannot be right."""
    REPEATED = "repeated"
    """The file has the same row, or another one about the same thing, before."""
    TOTAL = "total"
    """It adds up the other rows."""
    NOT_OWN = "not_own"
    """Somebody else's post, passed on: its numbers are not the account's."""
    NOT_PUBLIC = "not_public"
    """A message to chosen people."""
    OTHER_ACCOUNT = "other_account"
    """It is not about the account that was asked for."""
    OTHER_PERIOD = "other_period"
    """Its numbers cover a part of the post's life only, so that they are no lifetime counters."""
    AFTER_EXPORT = "after_export"
    """It happened after the file was exported, so the export date or the row is wrong."""
    NO_METRIC = "no_metric"
    """What it says has no place here."""


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """One row that was not stored, and why."""

    line: int
    """Line in the file on which the row begins, row of a sheet, or number of an item; the first is 1."""
    reason: str
    cause: LeftOut = LeftOut.UNREADABLE


@dataclass(frozen=True, slots=True)
class ExportDescription:
    """What a file, or one table of it, turned out to be."""

    kind: str
    """Name of the reader, such as `x-content`."""
    title: str
    part: str
    """The sheet, the file in an archive, or the table; empty when the file is but one."""
    form: str
    """How it is written: encoding and delimiter, or that it is a sheet or JSON."""
    language: str | None
    """Of its headers, ISO 639-1; None where they have none."""
    why: str
    """What it was recognised by."""
    observed_at: datetime
    observed_at_from: str
    """Where the export date was taken from: `--observed-at`, the file's name or content, or its modification time."""
    day_zone: str | None = None
    metrics: tuple[tuple[str, MetricKey], ...] = ()
    """The columns that are read, and the metrics they land on."""
    unread: tuple[tuple[str, str], ...] = ()
    """The columns that are not read, and why; the reason is empty where the catalog has no metric for it."""
    notes: tuple[str, ...] = ()


class ExportPart(Protocol):
    """One recognised table or document of a file, ready to be read from its beginning."""

    @property
    def description(self) -> ExportDescription:
        """What it is."""
        ...

    def rows(self) -> Iterator[ImportedRow | LeftOutRow]:
        """Every row of data, in the order of the file, usable or not; memory does not grow with the file.

        Raises:
            UnreadableExportError: the file breaks off or turns into something else.
        """
        ...


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A recognised file: one part, or several in a workbook or an archive."""

    name: str
    parts: tuple[ExportPart, ...]
    ignored: tuple[tuple[str, str], ...] = ()
    """Parts that nobody reads, and why."""

    def rows(self) -> Iterator[ImportedRow | LeftOutRow]:
        """The rows of all parts, one after the other."""
        for part in self.parts:
            yield from part.rows()


class ExportReaders(Protocol):
    """All the readers behind one door."""

    def open(self, path: Path, options: ImportOptions) -> ExportFile:
        """Find out what a file is. Reads no more than the beginning of each part.

        Raises:
            UnreadableExportError: no reader understands it.
            ExportQuestionError: it does not say something that it must.
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
    rejected: tuple[LeftOutRow, ...] = ()
    """The first of the rejected rows."""
    notes: tuple[str, ...] = field(default=())
