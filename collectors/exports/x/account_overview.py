"""X: `account_overview_analytics.csv`, what an account received on each day."""

from datetime import UTC, datetime, time

from collectors.exports.accounts import named_account
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.headings import heading
from collectors.exports.moments import x_day
from collectors.exports.x.posts import X_NAME
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading("Impressions"),
    MetricKey.LIKES: heading("Likes"),
    MetricKey.PLATFORM_ENGAGEMENTS: heading("Engagements"),
    MetricKey.SAVES: heading("Bookmarks"),
    MetricKey.SENDS: heading("Shares", "Share"),
    MetricKey.FOLLOWERS_GAINED: heading("New follows"),
    MetricKey.FOLLOWERS_LOST: heading("Unfollows"),
    MetricKey.COMMENTS: heading("Replies"),
    MetricKey.SHARES: heading("Reposts"),
    MetricKey.PROFILE_VIEWS: heading("Profile visits"),
    MetricKey.POSTS_PUBLISHED: heading("Create Post"),
    MetricKey.VIDEO_VIEWS: heading("Video views"),
    MetricKey.MEDIA_VIEWS: heading("Media views"),
}
_DAY = heading("Date")
_DAY_ZONE = "UTC"
_NEWEST_DAY_NOTE = (
    "The newest day of the file may have been incomplete when it was exported; a later export completes it."
)


class AccountOverviewRows:
    """One row is one day, the newest first."""

    def __init__(self, opening: TableOpening) -> None:
        self._account = named_account(Platform.X, opening.options, "An account overview of X")
        opening.remarks.add(_NEWEST_DAY_NOTE)
        self._day = opening.columns.one(_DAY)
        self._metrics = opening.metric_cells(_METRICS)
        self._exported = opening.exported

    def read(self, cells: list[str]) -> Row:
        """A day and what was received on it."""
        day = x_day(cells[self._day])
        observed_at = self._exported.seen_at(datetime.combine(day, time(), UTC), what="The day lies")
        return (
            self._account,
            DaySnapshot(day, observed_at, self._metrics.read(cells, Platform.X), _DAY_ZONE),
            day,
        )

    def rest(self) -> tuple[Row, ...]:
        """Nothing: every row is a fact."""
        return ()


X_ACCOUNT_OVERVIEW = TableFormat(
    kind="x-account-overview",
    title="X account overview (account_overview_analytics)",
    platform=Platform.X,
    required=(
        _DAY,
        *(
            _METRICS[each]
            for each in (
                MetricKey.IMPRESSIONS,
                MetricKey.PLATFORM_ENGAGEMENTS,
                MetricKey.FOLLOWERS_GAINED,
                MetricKey.PROFILE_VIEWS,
            )
        ),
    ),
    reader=AccountOverviewRows,
    metrics=_METRICS,
    name=X_NAME,
    day_zone=_DAY_ZONE,
)
