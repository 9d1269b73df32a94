"""YouTube Studio: what a channel received on each day, as table data by date and as totals."""

from collectors.exports.cells import UnusableRowError
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.headings import Heading
from collectors.exports.tables import Table
from collectors.exports.youtube.dates import studio_day
from collectors.exports.youtube.dimensions import DIMENSIONS
from collectors.exports.youtube.downloads import came_with_table, channel, is_named
from collectors.exports.youtube.lost import LOST
from collectors.exports.youtube.names import (
    AVERAGE_DURATION,
    CLICK_RATE,
    COMMENTS,
    CONTENT,
    DATE,
    ENGAGED_VIEWS,
    IMPRESSIONS,
    LIKES,
    SHARES,
    SUBSCRIBERS,
    SUBSCRIBERS_LOST,
    TABLE_FILES,
    TOTALS_FILES,
    UNIQUE_VIEWERS,
    VIDEOS_PUBLISHED,
    VIEWS,
    WATCH_TIME,
)
from collectors.exports.youtube.periods import COARSE_REASON, DAY_ZONE, begins_with, day_start, days_seen, export_day
from collectors.exports.youtube.totals import Totals
from domain.errors import ExportQuestionError
from domain.exports import ExportQuestion, ImportOptions, LeftOut
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {
    MetricKey.VIEWS: VIEWS,
    MetricKey.WATCH_TIME_SECONDS: WATCH_TIME,
    MetricKey.FOLLOWERS_GAINED: SUBSCRIBERS,
    MetricKey.FOLLOWERS_LOST: SUBSCRIBERS_LOST,
    MetricKey.IMPRESSIONS: IMPRESSIONS,
    MetricKey.LIKES: LIKES,
    MetricKey.COMMENTS: COMMENTS,
    MetricKey.SHARES: SHARES,
    MetricKey.REACH: UNIQUE_VIEWERS,
    MetricKey.POSTS_PUBLISHED: VIDEOS_PUBLISHED,
}
_OF_YOUTUBE_ALONE = (
    WATCH_TIME,
    SUBSCRIBERS,
    SUBSCRIBERS_LOST,
    CLICK_RATE,
    AVERAGE_DURATION,
    ENGAGED_VIEWS,
    VIDEOS_PUBLISHED,
)
_TOTALS_KIND = "youtube-totals"
_FILTER_NOTE = (
    "A filter that was set in YouTube Studio is not named in the file: the numbers are taken for the whole channel's."
)


class DayRows:
    """One row is one day; table data have a row of totals before."""

    def __init__(self, opening: TableOpening) -> None:
        self._account = channel(opening)
        opening.remarks.add(_FILTER_NOTE)
        self._day = opening.columns.one(DATE)
        self._metrics = opening.metric_cells(_METRICS)
        self._language = opening.language
        self._exported = opening.exported
        self._totals = Totals(opening.remarks)
        seen = days_seen(opening.table)
        self._coarse = seen is not None and seen.coarse

    def read(self, cells: list[str]) -> Row:
        """A day and what was received on it."""
        self._totals.leave_out(cells[self._day], cells, self._metrics)
        day = studio_day(cells[self._day], self._language)
        if self._coarse:
            raise UnusableRowError(COARSE_REASON, LeftOut.NO_METRIC)
        metrics = self._metrics.read(cells, Platform.YOUTUBE)
        self._totals.add(metrics)
        observed_at = self._exported.seen_at(day_start(day), what="The day lies")
        return self._account, DaySnapshot(day, observed_at, metrics, DAY_ZONE), day

    def rest(self) -> tuple[Row, ...]:
        """No fact; what there is to say of the totals is a remark."""
        self._totals.remark()
        return ()


def totals_rows(opening: TableOpening) -> DayRows:
    """The reader of a file of two columns, when it is known to be one of YouTube.

    Raises:
        ExportQuestionError: it may be of any platform.
    """
    if not _is_of_youtube(opening.table, opening.options):
        raise ExportQuestionError(
            ExportQuestion.PLATFORM,
            f"{opening.source.name!r} holds days and {opening.columns.name(1)!r}, and does not say of which platform.",
            [Platform.YOUTUBE.value],
        )
    return DayRows(opening)


def _is_of_youtube(table: Table, options: ImportOptions) -> bool:
    said = options.platform is Platform.YOUTUBE or options.kind == _TOTALS_KIND
    return said or is_named(table, TOTALS_FILES) or came_with_table(table)


def _is_totals(table: Table) -> bool:
    return len(table.columns) == 2 and any(begins_with(table, DATE, each) for each in _METRICS.values())


def _is_days(table: Table) -> bool:
    dimensions: tuple[Heading, ...] = (CONTENT, *(each.headings[0] for each in DIMENSIONS))
    if len(table.columns) < 3 or not begins_with(table, DATE) or any(map(table.has, dimensions)):
        return False
    return any(map(table.has, _OF_YOUTUBE_ALONE)) or (
        any(map(table.has, _METRICS.values())) and is_named(table, TABLE_FILES)
    )


YOUTUBE_DAYS = TableFormat(
    kind="youtube-days",
    title="YouTube Studio, table data by date",
    platform=Platform.YOUTUBE,
    required=(DATE,),
    reader=DayRows,
    metrics=_METRICS,
    content_date=export_day,
    day_zone=DAY_ZONE,
    lost=LOST,
    also=_is_days,
)
YOUTUBE_TOTALS = TableFormat(
    kind=_TOTALS_KIND,
    title="YouTube Studio, totals (one number for each day)",
    platform=Platform.YOUTUBE,
    required=(DATE,),
    reader=totals_rows,
    metrics=_METRICS,
    content_date=export_day,
    day_zone=DAY_ZONE,
    sheets=TOTALS_FILES,
    also=_is_totals,
)
