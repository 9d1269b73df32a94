"""Native exports: what reading a file yields, and what is kept of having read it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from domain.collection import RunStatus
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
    gathered: bool = False
    """The fact is made of several rows, of which `line` is the last."""


@dataclass(frozen=True, slots=True)
class GatheredRow:
    """One row that is a part of a fact which comes later."""

    line: int


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


ReadRow = ImportedRow | GatheredRow | LeftOutRow


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

    def rows(self) -> Iterator[ReadRow]:
        """Every row of data, in the order of the file, usable or not; memory does not grow with the file.

        Raises:
            UnreadableExportError: the file breaks off or turns into something else.
        """
        ...


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A recognised file: one part, or several in a workbook or an archive."""

    name: str
    size_bytes: int
    parts: tuple[ExportPart, ...]
    ignored: tuple[tuple[str, str], ...] = ()
    """Parts that nobody reads, and why."""
    share_read: Callable[[], float] = lambda: 0.0
    """How much of its bytes was read so far, 0 to 1."""

    def rows(self) -> Iterator[ReadRow]:
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
class PartReport:
    """What one part of a file holds, after all of its rows were read."""

    about: ExportDescription
    rows_read: int = 0
    posts: int = 0
    """Facts about posts; each post once, as a part says it once."""
    days: int = 0
    """Different days of accounts."""
    engagements: int = 0
    first_day: date | None = None
    """The earliest day of a fact: of publication, of a day, or of an engagement; in UTC where it is an instant."""
    last_day: date | None = None
    accounts: tuple[str, ...] = ()
    """Labels of the accounts that the rows belong to."""
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    """How many rows, by cause."""
    examples: tuple[LeftOutRow, ...] = ()
    """The first of them."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a whole file holds."""

    parts: tuple[PartReport, ...]
    ignored: tuple[tuple[str, str], ...] = ()
    """Parts that nobody reads, and why."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its parts, each once."""
        return tuple(dict.fromkeys(part.about.kind for part in self.parts))

    @property
    def rows_read(self) -> int:
        """Rows of data, used or not."""
        return sum(part.rows_read for part in self.parts)

    @property
    def posts(self) -> int:
        """Facts about posts."""
        return sum(part.posts for part in self.parts)

    @property
    def days(self) -> int:
        """Days of accounts, those of several parts counted in each."""
        return sum(part.days for part in self.parts)

    @property
    def left_out(self) -> dict[LeftOut, int]:
        """How many rows, by cause."""
        counts = Counter[LeftOut]()
        for part in self.parts:
            counts.update(part.left_out)
        return dict(counts)

    @property
    def examples(self) -> tuple[LeftOutRow, ...]:
        """The first of the rows that were left out."""
        return tuple(row for part in self.parts for row in part.examples)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Labels of the accounts, each once."""
        return tuple(sorted({account for part in self.parts for account in part.accounts}))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know."""
        return tuple(dict.fromkeys(note for part in self.parts for note in part.about.notes))

    @property
    def observed_at(self) -> datetime | None:
        """The newest moment of which its numbers are true."""
        return max((part.about.observed_at for part in self.parts), default=None)


@dataclass(frozen=True, slots=True)
class Import:
    """One file that is imported: a run with a state, and what came of it."""

    user_id: str
    import_id: str
    file_name: str
    size_bytes: int | None
    status: RunStatus
    created_at: datetime
    finished_at: datetime | None = None
    reason: str | None = None
    """Why it did not succeed."""
    recorded: Recorded = field(default_factory=Recorded)
    report: FileReport | None = None
    """None until it is finished."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import of this process has come."""

    rows: int
    share: float
    """Of the bytes, 0 to 1."""
