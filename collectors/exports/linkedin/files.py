"""What the names of LinkedIn's files, and the first sheet of a creator's workbook, tell about all that is in them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from collectors.exports.accounts import account_of, named_account
from collectors.exports.export_date import DatedName, ExportDate, end_of, iso_day
from collectors.exports.formats import TableOpening
from collectors.exports.headings import ENGLISH, heading, language_of
from collectors.exports.linkedin.days import Days, Period, period_in
from collectors.exports.moments import ZONE_LEEWAY
from collectors.exports.sources import Source
from collectors.exports.tables import Table
from domain.exports import ImportOptions
from domain.users import AccountRef, Platform

PAGE_NAME = DatedName(
    re.compile(r"_(?:content|updates|followers|visitors)_(\d{13})(?!\d)"),
    lambda milliseconds: datetime.fromtimestamp(int(milliseconds) / 1000, UTC),
    is_day=False,
)
"""`<page>_content_1742193384396.xls`: the number is the moment of the export."""
OVERALL = heading(
    "Overall Performance",
    fr=("Performance globale", "Performances globales", "Performance générale", "Performances générales"),
    es=("Rendimiento general", "Rendimiento global", "Resultados generales", "Desempeño general"),
    pt=("Desempenho geral", "Performance geral", "Desempenho global"),
    de=("Gesamtleistung", "Gesamtperformance", "Allgemeine Leistung", "Leistung insgesamt", "Performance insgesamt"),
    it=("Prestazioni complessive", "Prestazioni generali", "Rendimento complessivo", "Performance complessive"),
    nl=("Algehele prestaties", "Algemene prestaties", "Totale prestaties"),
)
"""What stands left of the period in the sheet DISCOVERY."""
_PAGE = re.compile(r"(.+?)_(?:content|updates|followers|visitors)_\d{13}(?!\d)")

_PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2})\D{1,5}(\d{4}-\d{2}-\d{2})", re.ASCII)
CREATOR_NAME = DatedName(
    re.compile(r"\d{4}-\d{2}-\d{2}\D{1,5}(\d{4}-\d{2}-\d{2})", re.ASCII), lambda text: end_of(iso_day(text))
)
"""`Content_<from>_<to>.xlsx`, `AggregateAnalytics_<name>_<from>_<to>.xlsx`: both days are covered."""
_CREATOR = re.compile(r"AggregateAnalytics_(.+?)_\d{4}-\d{2}-\d{2}")

_FROM_NAME = "The account was taken from the file's name ({}); `--account` names another."


def page_account(opening: TableOpening) -> AccountRef:
    """The page in the file's name, else the one that the person named. LinkedIn writes the page's handle into the
    name: a file with another one belongs to another page.

    Raises:
        ExportQuestionError: neither is there.
    """
    name = _in_name(_PAGE, opening.source)
    if name is None:
        return named_account(Platform.LINKEDIN, opening.options, "An export of a LinkedIn page")
    opening.remarks.add(_FROM_NAME.format(repr(name)))
    return account_of(Platform.LINKEDIN, name)


def creator_account(opening: TableOpening) -> AccountRef:
    """The creator whom the person named, else the one in the file's name, which is a name and no handle.

    Raises:
        ExportQuestionError: neither is there.
    """
    name = _in_name(_CREATOR, opening.source)
    if opening.options.account or name is None:
        return named_account(Platform.LINKEDIN, opening.options, "An export of a LinkedIn creator")
    opening.remarks.add(_FROM_NAME.format(repr(name)))
    return AccountRef(Platform.LINKEDIN, name.lower(), name=name)


@dataclass(frozen=True, slots=True)
class Family:
    """What the files of one kind of account have in common."""

    account: Callable[[TableOpening], AccountRef]
    months_first: Callable[[TableOpening], bool]
    """True when dates begin with the month, unless they show that they do not."""
    period: Callable[[Table], Period | None]

    def days(self, opening: TableOpening, place: int) -> Days:
        """How the dates in a column are read."""
        texts = [cells[place] for cells in opening.table.preview]
        return Days.of(texts, month_first=self.months_first(opening), period=self.period(opening.table))


def creator_period(table: Table) -> Period | None:
    """The days that a creator's file covers: from its name, else from its sheet DISCOVERY."""
    return _period_in_name(table.source) or _period_in_workbook(table)


def creator_export_date(table: Table, _options: ImportOptions) -> ExportDate | None:
    """The end of the period in the sheet DISCOVERY, for files that have lost their name."""
    if _period_in_name(table.source) is not None:
        return None
    period = _period_in_workbook(table)
    return None if period is None else ExportDate(end_of(period.last), "the file's content", ZONE_LEEWAY)


def stated_period(cells: Sequence[str]) -> Period | None:
    """The period in the first row of DISCOVERY: `Overall Performance | 8/7/2023 - 8/5/2024`."""
    if len(cells) < 2:
        return None
    return period_in(cells[1], month_first=language_of((OVERALL,), cells) == ENGLISH)


def last_day(exported: ExportDate) -> date:
    """The day that was over, or going on, when the file was exported."""
    return (exported.at - datetime.resolution).date()


def _in_name(pattern: re.Pattern[str], source: Source) -> str | None:
    found = (pattern.search(name) for name in source.names)
    return next((name for each in found if each is not None and (name := each[1].strip())), None)


def _period_in_name(source: Source) -> Period | None:
    for name in source.names:
        if found := _PERIOD.search(name):
            try:
                period = Period(iso_day(found[1]), iso_day(found[2]))
            except ValueError:
                continue
            if period.first <= period.last:
                return period
    return None


def _period_in_workbook(table: Table) -> Period | None:
    rows = table.first_rows or (table.columns,)
    return next((period for row in rows if (period := stated_period(row)) is not None), None)


PAGE = Family(page_account, lambda _opening: True, lambda _table: None)
"""Files of pages write the month first in every language."""
CREATOR = Family(creator_account, lambda opening: opening.language == ENGLISH, creator_period)
