"""YouTube Studio: chart data, the views of each day by country or by another dimension."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.tables import Table
from collectors.exports.youtube.dates import studio_day
from collectors.exports.youtube.dimensions import DIMENSIONS, Dimension, Values
from collectors.exports.youtube.downloads import channel
from collectors.exports.youtube.lost import LOST
from collectors.exports.youtube.names import CONTENT, DATE, VIEWS, is_total
from collectors.exports.youtube.periods import COARSE_REASON, DAY_ZONE, begins_with, day_start, days_seen, export_day
from domain.audience import AudienceBreakdown, AudienceEntry, AudienceGroup
from domain.errors import UnreadableExportError
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import Platform

MOST_VALUES = 200_000
"""Kept in memory until the file ends, as it is ordered by country: two years of 250 countries."""

_METRICS: MetricHeadings = {MetricKey.VIEWS: VIEWS}


class ChartRows:
    """One row is one value of the dimension on one day; all of a day are one breakdown."""

    def __init__(self, dimension: Dimension, opening: TableOpening) -> None:
        self._account = channel(opening)
        self._dimension = dimension
        self._day = opening.columns.one(DATE)
        self._values = Values(dimension, opening.table, opening.columns)
        self._language = opening.language
        self._exported = opening.exported
        self._name = opening.source.name
        self._days: dict[date, dict[tuple[str, ...], AudienceEntry]] = {}
        self._kept = 0
        seen = days_seen(opening.table)
        self._coarse = seen is not None and seen.coarse

    def read(self, cells: list[str]) -> None:
        """Keep a value for the breakdown of its day.

        Raises:
            UnreadableExportError: there are too many.
        """
        key = self._values.key(cells)
        if is_total(cells[self._day]) or is_total(key[0]):
            raise UnusableRowError("It adds up the other rows.", LeftOut.TOTAL)
        day = studio_day(cells[self._day], self._language)
        if self._coarse:
            raise UnusableRowError(COARSE_REASON, LeftOut.NO_METRIC)
        self._exported.seen_at(day_start(day), what="The day lies")
        entry = self._values.entry(cells)
        entries = self._days.setdefault(day, {})
        if key in entries:
            raise UnusableRowError(
                f"{quoted(entry.label)} is there twice on {day}; the first counts.", LeftOut.REPEATED
            )
        if self._kept >= MOST_VALUES:
            raise UnreadableExportError(
                f"{self._name!r} has more than {MOST_VALUES:,} values.", "Export a shorter period of YouTube Studio."
            )
        entries[key] = entry
        self._kept += 1

    def rest(self) -> Iterator[Row]:
        """The days in order, each with its breakdown."""
        for day, entries in sorted(self._days.items()):
            breakdown = AudienceBreakdown(AudienceGroup.VIEWERS, self._dimension.dimension, tuple(entries.values()))
            observed_at = self._exported.seen_at(day_start(day))
            yield self._account, DaySnapshot(day, observed_at, {}, DAY_ZONE, (breakdown,)), None


class ContentChartRows:
    """One row is the views of one video on one day: a post has lifetime counters here, not days."""

    def __init__(self, opening: TableOpening) -> None:
        opening.columns.named(DATE, CONTENT, VIEWS)
        opening.remarks.add(
            "Views of single videos on single days have no place here; the table data beside have their sums."
        )

    def read(self, cells: list[str]) -> Row:
        """Nothing."""
        raise UnusableRowError("It is about one video on one day.", LeftOut.NO_METRIC)


def _format(dimension: Dimension) -> TableFormat:
    def leads(table: Table) -> bool:
        return dimension.leads(table, DATE)

    return TableFormat(
        kind=f"youtube-daily-{dimension.kind}",
        title=f"YouTube Studio, chart data by {dimension.title}",
        platform=Platform.YOUTUBE,
        required=(DATE, *dimension.headings, VIEWS),
        reader=partial(ChartRows, dimension),
        metrics=_METRICS,
        content_date=export_day,
        day_zone=DAY_ZONE,
        lost=LOST,
        also=leads,
    )


YOUTUBE_CHARTS = (
    *map(_format, DIMENSIONS),
    TableFormat(
        kind="youtube-daily-content",
        title="YouTube Studio, chart data by content (not stored)",
        platform=Platform.YOUTUBE,
        required=(DATE, CONTENT),
        reader=ContentChartRows,
        content_date=export_day,
        day_zone=DAY_ZONE,
        also=lambda table: begins_with(table, DATE, CONTENT),
    ),
)
