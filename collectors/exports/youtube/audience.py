"""YouTube Studio: table data by a dimension, such as the countries that the views came from."""

from collections.abc import Hashable, Iterator
from datetime import date, timedelta
from functools import partial

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.columns import MetricCells
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.youtube.dimensions import DIMENSIONS, Dimension, Values
from collectors.exports.youtube.downloads import channel, neighbours
from collectors.exports.youtube.lost import LOST
from collectors.exports.youtube.names import CHART_FILES, DATE, VIEWS
from collectors.exports.youtube.periods import DAY_ZONE, Period, dated_table, day_at, export_day, period_of
from collectors.exports.youtube.totals import Totals
from domain.audience import AudienceBreakdown, AudienceEntry, AudienceGroup
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {MetricKey.VIEWS: VIEWS}
_LOST = LOST | {"Watch time (hours)": "the views are read", "Impressions": "the views are read"}


class AudienceRows:
    """One row is one value of the dimension, after a row of totals; all of them are one breakdown."""

    def __init__(self, dimension: Dimension, opening: TableOpening) -> None:
        self._account = channel(opening)
        self._dimension = dimension
        self._values = Values(dimension, opening.table, opening.columns)
        self._views = MetricCells.find(opening.columns, self._values.counted, opening.remarks)
        self._totals = Totals(opening.remarks)
        self._exported = opening.exported
        self._entries: dict[Hashable, AudienceEntry] = {}
        period = period_of(opening.table, opening.remarks)
        self._day = _day(dimension, opening, period)
        days = "days that the file does not name" if period is None else f"the days {period.first} to {period.last}"
        opening.remarks.add(f"The breakdown is about the views of {days}; it is kept with the day {self._day}.")

    def read(self, cells: list[str]) -> None:
        """Keep a value for the breakdown."""
        key = self._values.key(cells)
        self._totals.leave_out(key[0], cells, self._views)
        entry = self._values.entry(cells)
        if key in self._entries:
            raise UnusableRowError(f"{quoted(entry.label)} is there twice; the first counts.", LeftOut.REPEATED)
        self._entries[key] = entry
        if entry.count is not None:
            self._totals.add({MetricKey.VIEWS: entry.count})

    def rest(self) -> Iterator[Row]:
        """The breakdown."""
        self._totals.remark()
        if not self._entries:
            return
        breakdown = AudienceBreakdown(AudienceGroup.VIEWERS, self._dimension.dimension, tuple(self._entries.values()))
        yield (
            self._account,
            DaySnapshot(self._day, self._exported.at, {}, DAY_ZONE, (breakdown,)),
            None,
        )


def _day(dimension: Dimension, opening: TableOpening, period: Period | None) -> date:
    """The last day of the period; the day after where chart data tell that day's own breakdown."""
    exported_on = day_at(opening.exported.at)
    if period is None or period.last >= exported_on:
        return exported_on
    charts = (dated_table(source, dimension.headings[0]) for source in neighbours(opening.source, CHART_FILES))
    after = any(chart is not None and dimension.leads(chart, DATE) for chart in charts)
    return period.last + timedelta(days=after)


def _format(dimension: Dimension) -> TableFormat:
    return TableFormat(
        kind=f"youtube-{dimension.kind}",
        title=f"YouTube Studio, table data by {dimension.title}",
        platform=Platform.YOUTUBE,
        required=(*dimension.headings, VIEWS),
        reader=partial(AudienceRows, dimension),
        metrics=_METRICS,
        content_date=export_day,
        day_zone=DAY_ZONE,
        lost=_LOST,
        also=dimension.leads,
    )


YOUTUBE_AUDIENCE = tuple(map(_format, DIMENSIONS))
