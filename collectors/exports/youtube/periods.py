"""Which days the numbers of a table cover, and which days YouTube means."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from collectors.exports.cells import UnusableRowError, count
from collectors.exports.detection import read_beginning
from collectors.exports.export_date import ExportDate, end_of
from collectors.exports.headings import Heading, folded, language_of
from collectors.exports.moments import ZONE_LEEWAY
from collectors.exports.remarks import Remarks
from collectors.exports.sources import Source
from collectors.exports.tables import Table, text_tables
from collectors.exports.youtube.dates import studio_day
from collectors.exports.youtube.downloads import download_name, neighbours
from collectors.exports.youtube.names import CHART_FILES, DATE, TOTALS_FILES, is_total
from domain.errors import UnreadableExportError
from domain.exports import ImportOptions, LeftOutRow

DAY_ZONE = "America/Los_Angeles"
"""YouTube cuts its days at midnight Pacific time."""

COARSE_REASON = "It is about a week or longer: choose days in YouTube Studio, and export again."

_ZONE = ZoneInfo(DAY_ZONE)
_MANY_ROWS = 20_000
"""Chart data are ordered by country or video and then by day: so many rows, of several of them, hold every day."""
_COARSE_DAYS = 6


@dataclass(frozen=True, slots=True)
class Period:
    """The days that the numbers of a table cover."""

    first: date
    last: date
    told_by: str
    """Where it was found, for a person."""


@dataclass(frozen=True, slots=True)
class DaysSeen:
    """The days in the date column of a table."""

    first: date
    last: date
    coarse: bool
    """A row is about a week or longer."""


def dated_table(source: Source, *second: Heading) -> Table | None:
    """The table of a file when its columns begin with the date, and then one of these headings."""

    def fit(table: Table) -> int:
        return int(begins_with(table, DATE) and (not second or any(begins_with(table, DATE, each) for each in second)))

    try:
        tables = text_tables(source, read_beginning(source), fit)
    except UnreadableExportError:
        return None
    return next((table for table in tables if fit(table)), None)


def begins_with(table: Table, *headings: Heading) -> bool:
    """True when these are the first columns, in this order."""
    first = [folded(name) for name in table.columns[: len(headings)]]
    pairs = zip(first, headings, strict=False)
    return len(first) == len(headings) and all(name in each.folded_names for name, each in pairs)


def days_seen(table: Table) -> DaysSeen | None:
    """The days of a table whose first column is the date; None when there is none that can be read."""
    days = sorted(_days(table))
    if not days:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return DaysSeen(days[0], days[-1], bool(gaps) and min(gaps) >= _COARSE_DAYS)


def _days(table: Table) -> set[date]:
    language = language_of((DATE,), table.columns)
    days: set[date] = set()
    latest, began_again = date.min, False
    for row, record in enumerate(table.records()):
        if row >= _MANY_ROWS and began_again:
            break
        if isinstance(record, LeftOutRow) or not record[1] or is_total(record[1][0]):
            continue
        try:
            day = studio_day(record[1][0], language)
        except UnusableRowError:
            continue
        began_again = began_again or day < latest
        latest = max(latest, day)
        days.add(day)
    return days


def period_of(table: Table, remarks: Remarks | None = None) -> Period | None:
    """The days that the numbers cover, as the dates in the file, those beside it, or the name of the download tell."""
    named = download_name(table.source)
    if begins_with(table, DATE):
        seen, told_by = days_seen(table), "its dates"
    else:
        seen, told_by = _days_beside(table, remarks)
    if seen is None:
        return None if named is None else Period(named.first, named.last, "the name of the download")
    if named is None:
        return Period(seen.first, seen.last, told_by)
    return Period(named.first, named.last if seen.coarse else seen.last, told_by)


def _days_beside(table: Table, remarks: Remarks | None) -> tuple[DaysSeen | None, str]:
    beside = [dated_table(source) for source in neighbours(table.source, TOTALS_FILES, CHART_FILES)]
    for each in sorted(filter(None, beside), key=lambda each: len(each.columns)):  # totals have the fewest
        try:
            seen = days_seen(each)
            if seen is not None and not _contradicts(table, each):
                return seen, f"the dates in {each.source.name!r}"
        except UnreadableExportError:
            continue  # it is refused when its own turn comes
        if seen is not None and remarks is not None:
            name = each.source.name
            remarks.add(f"{name!r} lies beside it, but adds up to other totals: it is not of this export.")
    return None, ""


def _contradicts(table: Table, totals: Table) -> bool:
    """True when a file that merely lies in the same folder cannot belong to a table: its sum is not the total."""
    if table.source.entry is not None or len(totals.columns) != 2 or not table.preview:
        return False
    name, total = folded(totals.columns[1]), table.preview[0]
    places = [place for place, each in enumerate(table.columns) if folded(each) == name and "%" not in each]
    if not places or not is_total(total[0]):
        return False
    try:
        stated = count(total[places[0]])
        summed = sum(count(record[1][1]) or 0 for record in totals.records() if isinstance(record, tuple))
    except (ValueError, IndexError):
        return False
    return isinstance(stated, int) and isinstance(summed, int) and stated != summed


def export_day(table: Table, _options: ImportOptions) -> ExportDate | None:
    """The end of the last day that the numbers cover."""
    period = period_of(table)
    if period is None:
        return None
    end = end_of(period.last).replace(tzinfo=_ZONE)
    source = "the file's name" if period.told_by == "the name of the download" else "the file's content"
    return ExportDate(end.astimezone(UTC), source, ZONE_LEEWAY)


def day_start(day: date) -> datetime:
    """The first moment of a day of YouTube's."""
    return datetime.combine(day, time(), _ZONE)


def day_at(moment: datetime) -> date:
    """The day of YouTube's at a moment."""
    return moment.astimezone(_ZONE).date()
