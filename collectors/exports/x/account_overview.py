"""X: `account_overview_analytics.csv`, what an account received on each day."""

from datetime import UTC, datetime, time

from collectors.exports.accounts import account_of
from collectors.exports.columns import Columns, MetricCells, MetricNames
from collectors.exports.export_date import X_NAME, ExportDate
from collectors.exports.moments import x_day
from collectors.exports.native import NativeFormat, Row
from domain.errors import UnreadableExportError
from domain.exports import ImportOptions
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import Platform

_METRICS: MetricNames = {
    MetricKey.IMPRESSIONS: ("Impressions",),
    MetricKey.LIKES: ("Likes",),
    MetricKey.PLATFORM_ENGAGEMENTS: ("Engagements",),
    MetricKey.SAVES: ("Bookmarks",),
    MetricKey.SENDS: ("Shares", "Share"),
    MetricKey.FOLLOWERS_GAINED: ("New follows",),
    MetricKey.FOLLOWERS_LOST: ("Unfollows",),
    MetricKey.COMMENTS: ("Replies",),
    MetricKey.SHARES: ("Reposts",),
    MetricKey.PROFILE_VIEWS: ("Profile visits",),
    MetricKey.POSTS_PUBLISHED: ("Create Post",),
    MetricKey.VIDEO_VIEWS: ("Video views",),
    MetricKey.MEDIA_VIEWS: ("Media views",),
}
_DAY_ZONE = "UTC"
_NEWEST_DAY_NOTE = (
    "The newest day of the file may have been incomplete when it was exported; a later export completes it."
)


class AccountOverviewRows:
    """One row is one day, the newest first."""

    def __init__(self, columns: Columns, options: ImportOptions, exported: ExportDate) -> None:
        if not options.account:
            raise UnreadableExportError(
                "An account overview of X does not say whose it is.",
                "Name the account with `--account HANDLE`.",
            )
        self.notes = [_NEWEST_DAY_NOTE]
        self._day = columns.one("Date")
        self._metrics = MetricCells.find(columns, _METRICS)
        self._account = account_of(Platform.X, options.account)
        self._exported = exported

    def read(self, cells: list[str]) -> Row:
        """A day and what was received on it."""
        day = x_day(cells[self._day])
        observed_at = self._exported.seen_at(datetime.combine(day, time(), UTC), what="The day lies")
        return (
            self._account,
            DaySnapshot(day, observed_at, self._metrics.read(cells, Platform.X), _DAY_ZONE),
            day,
        )


X_ACCOUNT_OVERVIEW = NativeFormat(
    kind="x-account-overview",
    title="X account overview (account_overview_analytics)",
    platform=Platform.X,
    required=(("Date",), ("Impressions",), ("Engagements",), ("New follows",), ("Profile visits",)),
    reader=AccountOverviewRows,
    name=X_NAME,
    day_zone=_DAY_ZONE,
)
