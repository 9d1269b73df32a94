"""X until 2024: `daily_tweet_activity_metrics_<user>_<from>_<to>_en.csv`, what an account received on each day."""

import re

from collectors.exports.accounts import account_of, named_account
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.headings import heading
from collectors.exports.x.classic import CLASSIC_LOST, CLASSIC_NAME, COUNTERS, PromotedColumns
from collectors.exports.x.days import DAY_ZONE, DayRows
from collectors.exports.x.labels import DATE
from domain.metrics import MetricKey
from domain.users import AccountRef, Platform

_POSTS = heading(
    "Tweets published",
    # The Japanese file says it in English; others may.
    pt="Tweets publicados",
    es="Tweets publicados",
    fr="Tweets publiés",
    de="Veröffentlichte Tweets",
)
_METRICS: MetricHeadings = {MetricKey.POSTS_PUBLISHED: _POSTS, **COUNTERS}
_HANDLE = re.compile(r"daily_tweet_activity_metrics_(\w{1,20}?)_\d{8}_\d{8}(?!\d)", re.ASCII)
_PROMOTED_NOTE = "Some posts were promoted; only the organic numbers were read, as this file keeps the two apart."


class DailyActivityRows:
    """One row is one day: what happened on it to posts of whatever age."""

    def __init__(self, opening: TableOpening) -> None:
        day = opening.columns.one(DATE)
        self._days = DayRows(_account(opening), day, opening.metric_cells(_METRICS), opening.exported)
        self._promoted = PromotedColumns(opening, _PROMOTED_NOTE)

    def read(self, cells: list[str]) -> Row:
        """A day and its organic numbers."""
        row = self._days.read(cells)
        self._promoted.look_at(cells)
        return row


def _account(opening: TableOpening) -> AccountRef:
    """The account in the file's name, else the one that the person named."""
    names = (_HANDLE.search(name) for name in opening.source.names)
    handle = next((found[1] for found in names if found is not None), None)
    if handle is not None:
        return account_of(Platform.X, handle)
    return named_account(Platform.X, opening.options, "A daily activity file of X under another name")


X_DAILY_ACTIVITY = TableFormat(
    kind="x-daily-activity",
    title="X activity by day, until 2024 (daily_tweet_activity_metrics)",
    platform=Platform.X,
    required=(DATE, _POSTS, COUNTERS[MetricKey.IMPRESSIONS], COUNTERS[MetricKey.PLATFORM_ENGAGEMENTS]),
    reader=DailyActivityRows,
    metrics=_METRICS,
    name=CLASSIC_NAME,
    day_zone=DAY_ZONE,
    lost=CLASSIC_LOST,
)
