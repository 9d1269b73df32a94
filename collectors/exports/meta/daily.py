"""Meta Business Suite: one metric of a page or an account, day by day; one table or several in a file."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath

from collectors.exports.accounts import named_account
from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.columns import MetricCells
from collectors.exports.detection import STACKED_BYTES, read_beginning
from collectors.exports.formats import Row, RowReader, TableFormat, TableOpening
from collectors.exports.headings import folded, heading
from collectors.exports.meta.daily_titles import is_known, metric_of, platform_of, why_no_metric
from collectors.exports.moments import EARLIEST, ZONE_LEEWAY, zone
from collectors.exports.tables import Table
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportQuestion, ImportOptions, LeftOut
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import AccountRef, Platform

PLATFORMS = (Platform.FACEBOOK, Platform.INSTAGRAM)

_DAY = heading(
    "Date", es="Fecha", pt="Data", it="Data", fr="Date", de="Datum", nl="Datum", pl="Data", tr="Tarih", sv="Datum"
)
_VALUE = heading(
    "Primary",
    es=("Principal", "Primario", "Primaria"),
    pt=("Principal", "Primário", "Primária"),
    it="Principale",
    fr=("Principal", "Principale", "Primaire"),
    de=("Primär", "Primäre", "Hauptwert"),
    nl=("Primair", "Primaire"),
    pl=("Główne", "Podstawowe", "Główny"),
)
_LOST = {"Secondary": "of another period, to compare with: these are not numbers of the days in the rows"}
_ZONE_NOTE = (
    "The file does not say in which time zone Meta cut the days; `--time-zone` says it. The newest day may have been "
    "incomplete when the file was exported; a later export completes it."
)
_SAME_TITLE_NOTE = (
    "In Italian the Business Suite gives the tables of views and of viewers the same title; this one was read as views."
)
_TOTALS = frozenset({"total", "totale", "gesamt", "insgesamt", "totaal", "lacznie", "toplam"})


def daily_rows(opening: TableOpening) -> RowReader:
    """The reader of a table after its title, which says the metric, and sometimes the platform.

    Raises:
        UnreadableExportError: nobody knows the title.
        ExportQuestionError: the file does not say of which platform or account it is.
    """
    title = title_of(opening.table)
    opening.columns.named(_DAY, _VALUE)
    if why := why_no_metric(title):
        return _RowsLeftOut(why, LeftOut.NO_METRIC)
    metric = metric_of(title)
    if metric is None:
        raise UnreadableExportError(
            f"{opening.source.name!r} has a daily table with the title {quoted(title)}, which nobody knows.",
            "Expected one of the titles in docs/imports.md, or a mapping file with `--mapping FILE`.",
        )
    platform = _platform(title, opening)
    if opening.options.platform not in (None, platform):
        return _RowsLeftOut(f"{quoted(title)} is of {platform.label}.", LeftOut.OTHER_ACCOUNT)
    opening.remarks.add(f"The table {quoted(title)} was read as {metric.value} of each day.")
    if "visualizzazioni" in folded(title).split():
        opening.remarks.add(_SAME_TITLE_NOTE)
    return MetaDailyRows(metric, named_account(platform, opening.options, _called(title, opening)), opening)


class MetaDailyRows:
    """One row is one day, and its number."""

    def __init__(self, metric: MetricKey, account: AccountRef, opening: TableOpening) -> None:
        self._account = account
        self._name = opening.source.name
        self._day = opening.columns.one(_DAY)
        self._values = MetricCells.find(opening.columns, {metric: _VALUE}, opening.remarks)
        self._exported = opening.exported
        self._day_zone = str(zone(opening.options.time_zone)) if opening.options.time_zone_given else None
        if self._day_zone is None:
            opening.remarks.add(_ZONE_NOTE)

    def read(self, cells: list[str]) -> Row:
        """A day and its one metric.

        Raises:
            UnreadableExportError: the row is the header of a table that was not found when the file was opened.
        """
        if folded(cells[self._day]) in _DAY.folded_names:
            raise UnreadableExportError(
                f"{self._name!r} has more tables below each other than are looked for.",
                "Export fewer metrics or a shorter period at a time.",
            )
        day = _calendar_day(cells[self._day])
        observed_at = self._exported.seen_at(datetime.combine(day, time(), UTC), ZONE_LEEWAY, what="The day lies")
        metrics = self._values.read(cells, self._account.platform)
        if not metrics:
            raise UnusableRowError(f"There is no value for {day}.", LeftOut.NO_METRIC)
        return self._account, DaySnapshot(day, observed_at, metrics, self._day_zone), day


@dataclass(frozen=True, slots=True)
class _RowsLeftOut:
    """Rows of a table that is known and not read."""

    reason: str
    cause: LeftOut

    def read(self, _cells: list[str]) -> Row:
        """Never a fact.

        Raises:
            UnusableRowError: always.
        """
        raise UnusableRowError(self.reason, self.cause)


def title_of(table: Table) -> str:
    """The line above the header, or else the name of the sheet or file."""
    titles = [cells[0] for cells in table.above if len(cells) == 1]
    return titles[-1] if titles else table.part or PurePosixPath(table.source.name).stem


def asked_platform(options: ImportOptions, what: str) -> Platform:
    """The platform that the person named, for a table (`what`) that may be of Facebook or of Instagram.

    Raises:
        ExportQuestionError: nobody has named one.
        UnreadableExportError: it is another one.
    """
    if options.platform is None:
        raise ExportQuestionError(
            ExportQuestion.PLATFORM, f"{what} does not say of which platform it is.", [each.value for each in PLATFORMS]
        )
    if options.platform not in PLATFORMS:
        raise UnreadableExportError(
            f"{what} is of Facebook or of Instagram, not of {options.platform.label}.",
            "Say which of the two with `--platform`.",
        )
    return options.platform


def _platform(title: str, opening: TableOpening) -> Platform:
    named = platform_of(title)
    if named is None:
        return asked_platform(opening.options, _called(title, opening))
    if opening.options.platform is None and not platforms_in(opening.table) <= {named}:
        raise ExportQuestionError(
            ExportQuestion.PLATFORM,
            f"{opening.source.name!r} has tables of Facebook and of Instagram; it is imported once for each account.",
            [each.value for each in PLATFORMS],
        )
    return named


def platforms_in(table: Table) -> set[Platform]:
    """The platforms that lines of one cell name, at the beginning of the file; none of a sheet."""
    if table.part:
        return set()
    lines = csv.reader(io.StringIO(_text(table), newline=""), delimiter=table.delimiter or ",")
    titles = (cells[0] for cells in lines if len(cells) == 1)
    return {platform for title in titles if (platform := platform_of(title)) is not None}


def _text(table: Table) -> str:
    return read_beginning(table.source, size=STACKED_BYTES).text


def _called(title: str, opening: TableOpening) -> str:
    return f"{opening.source.name!r} (the table {quoted(title)})"


def _calendar_day(text: str) -> date:
    """`2026-08-22T00:00:00`: the day as Meta cut it."""
    text = text.strip()
    if folded(text) in _TOTALS:
        raise UnusableRowError("It adds up the other rows.", LeftOut.TOTAL)
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise UnusableRowError(f"The date {quoted(text)} cannot be read as YYYY-MM-DD.") from None
    if day < EARLIEST.date():
        raise UnusableRowError(f"The date {day} lies before the year {EARLIEST.year}.")
    return day


def _has_title(table: Table) -> bool:
    return any(len(cells) == 1 for cells in table.above) or is_known(title_of(table))


META_DAILY = TableFormat(
    kind="meta-daily",
    title="daily numbers of Facebook or Instagram (Meta Business Suite)",
    platform=None,
    required=(_DAY, _VALUE),
    reader=daily_rows,
    lost=_LOST,
    also=_has_title,
    stacked=True,
)
