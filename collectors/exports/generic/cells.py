"""Values of the generic format: what a layout says, applied to the cells of a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter

from collectors.exports.accounts import account_of
from collectors.exports.cells import UnusableRowError, identifier, quoted
from collectors.exports.columns import Columns, MetricCells
from collectors.exports.export_date import ExportDate
from collectors.exports.generic.layout import PLATFORM_NAMES, Layout, Source
from collectors.exports.moments import EARLIEST, ZONE_LEEWAY, to_utc, zone
from collectors.exports.remarks import Remarks
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportQuestion, ImportOptions
from domain.users import AccountRef, Platform

CellReader = Callable[[list[str]], str]


@dataclass(frozen=True, slots=True)
class Given:
    """All that a reader of the generic format is given."""

    layout: Layout
    columns: Columns
    options: ImportOptions
    exported: ExportDate
    remarks: Remarks


_MOST_REMEMBERED_ACCOUNTS = 10_000


def column_index(columns: Columns, name: str) -> int:
    """Where the column is.

    Raises:
        UnreadableExportError: there is none of that name.
    """
    index = columns.first(name)
    if index is None:
        raise UnreadableExportError(
            f"The table has no column {name!r}; its columns are {columns.shown()}.",
            "Change the mapping file, or use the file that it was written for.",
        )
    return index


def cell_reader(source: Source, columns: Columns) -> CellReader:
    """A function from a row to the value that a source stands for."""
    if source.column is None:
        text = source.literal or ""
        return lambda _cells: text
    cell: CellReader = itemgetter(column_index(columns, source.column))
    if source.pattern is None and source.values is None:
        return cell
    pattern, values, column = source.pattern, source.values or {}, source.column

    def value(cells: list[str]) -> str:
        text = cell(cells).strip()
        if pattern is not None:
            found = pattern.search(text)
            if found is None or found[1] is None:
                raise UnusableRowError(f"{column!r} is {quoted(text)}, which the pattern does not fit.")
            text = found[1]
        return values.get(text.lower(), text)

    return value


def optional_reader(layout: Layout, field: str, columns: Columns) -> CellReader | None:
    """The reader of a field that the layout may leave out."""
    source = layout.fields.get(field)
    return None if source is None else cell_reader(source, columns)


def metric_cells(given: Given) -> MetricCells:
    """Where the metrics are.

    Raises:
        UnreadableExportError: the layout names a column that is not there.
    """
    for name in given.layout.metrics.values():
        column_index(given.columns, name)
    return MetricCells.find(given.columns, given.layout.metrics, given.remarks)


class AccountCells:
    """The account of each row."""

    def __init__(self, given: Given) -> None:
        layout, columns, options = given.layout, given.columns, given.options
        platform = layout.platform or _said(options.platform, ExportQuestion.PLATFORM, tuple(Platform))
        account = layout.account or _said(options.account, ExportQuestion.ACCOUNT)
        if layout.platform is not None and layout.platform.literal is not None and options.platform is not None:
            _agree(layout.platform.literal, options.platform)
        self._platform = cell_reader(platform, columns)
        self._account = cell_reader(account, columns)
        self._known: dict[tuple[str, str], AccountRef] = {}

    def read(self, cells: list[str]) -> AccountRef:
        """The account.

        Raises:
            UnusableRowError: the row names none, or a platform that we do not know.
        """
        key = (self._platform(cells), self._account(cells))
        account = self._known.get(key)
        if account is None:
            if len(self._known) >= _MOST_REMEMBERED_ACCOUNTS:
                self._known.clear()
            account = self._known[key] = _account(*key)
        return account


class Clock:
    """The moment or the day of each row."""

    def __init__(self, given: Given) -> None:
        source, options = given.layout.time, given.options
        self.cell = itemgetter(column_index(given.columns, source.column))
        self.day_zone = source.zone or (options.time_zone if options.time_zone_given else None)
        self._remarks = given.remarks
        self.leeway = timedelta(0)
        """How far moments may seem to lie after the export, since the zone may be another than we believe."""
        self._zone_is_known = source.zone is not None
        self._zone_name = source.zone or options.time_zone
        self._zone = zone(self._zone_name)
        self._formats = source.formats
        # Events repeat their moments, and strptime takes longer than everything else about a row.
        self._parsed = lru_cache(maxsize=8192)(self._parse)

    def moment(self, text: str) -> datetime:
        """The instant in UTC.

        Raises:
            UnusableRowError: the cell holds no time.
        """
        if self._formats:
            moment = self._parsed(text)
        else:
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                moment = self._parsed(text)
        if moment.tzinfo is UTC and moment >= EARLIEST:
            return moment
        if moment.tzinfo is None and not self._zone_is_known and not self.leeway:
            self._remarks.add(
                f"Times without an offset were read as {self._zone_name}; `--time-zone` or `time.zone` changes it."
            )
            self.leeway = ZONE_LEEWAY
        return to_utc(moment, self._zone)

    def day(self, text: str) -> date:
        """The date.

        Raises:
            UnusableRowError: the cell holds none.
        """
        day = self._parsed(text).date()
        if day < EARLIEST.date():
            raise UnusableRowError(f"The date {day} lies before the year {EARLIEST.year}.")
        return day

    def _parse(self, text: str) -> datetime:
        text = text.strip()
        for each in self._formats or ("",):
            try:
                # DTZ: whether the text holds an offset is for the caller to see.
                return datetime.strptime(text, each) if each else datetime.fromisoformat(text)  # noqa: DTZ007
            except ValueError:
                continue
        raise UnusableRowError(f"The time {quoted(text)} cannot be read.")


def _said(value: str | None, question: ExportQuestion, choices: tuple[str, ...] = ()) -> Source:
    if not value:
        raise ExportQuestionError(question, f"The table does not say the {question.value}.", choices)
    return Source(literal=value)


def _agree(literal: str, platform: Platform) -> None:
    if PLATFORM_NAMES.get(literal.lower()) != platform.value:
        raise UnreadableExportError(
            f"The mapping file is for {literal}, and `--platform` says {platform.value}.",
            "Leave one of them out.",
        )


def _account(platform: str, account: str) -> AccountRef:
    known = PLATFORM_NAMES.get(platform.strip().lower())
    if known is None:
        raise UnusableRowError(f"The platform {quoted(platform)} is not one of {', '.join(Platform)}.")
    name = identifier(account, "account")
    if not name.strip("@ "):
        raise UnusableRowError("There is no account.")
    return account_of(Platform(known), name)
