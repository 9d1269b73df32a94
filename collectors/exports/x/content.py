"""X: `account_analytics_content_<from>_<to>.csv`, lifetime numbers of the posts of a period."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from collectors.exports.cells import UnusableRowError, digits
from collectors.exports.columns import Columns, MetricCells, MetricNames
from collectors.exports.export_date import X_NAME, ExportDate
from collectors.exports.hashtags import hashtags
from collectors.exports.moments import snowflake_time, to_utc, x_day
from collectors.exports.native import NativeFormat, Row
from collectors.exports.x.posts import account_in_link, plain_text
from domain.exports import ImportOptions
from domain.metrics import MetricKey
from domain.observations import PostDetails, PostSnapshot
from domain.users import Platform

_LINK = ("Post Link", "Link")
_METRICS: MetricNames = {
    MetricKey.IMPRESSIONS: ("Impressions",),
    MetricKey.LIKES: ("Likes",),
    MetricKey.PLATFORM_ENGAGEMENTS: ("Engagements",),
    MetricKey.SAVES: ("Bookmarks",),
    MetricKey.SENDS: ("Shares", "Share"),
    MetricKey.FOLLOWERS_GAINED: ("New follows",),
    MetricKey.COMMENTS: ("Replies",),
    MetricKey.SHARES: ("Reposts",),
    MetricKey.PROFILE_VIEWS: ("Profile visits",),
    MetricKey.CLICKS: ("URL Clicks",),
    MetricKey.VIDEO_VIEWS: ("Video views",),
    MetricKey.MEDIA_VIEWS: ("Media views",),
}
_DAY_TO_INSTANT = timedelta(hours=36)
"""From noon UTC of the stated day to any moment of that day anywhere: 12 hours of day, 14 of zone."""


class XContentRows:
    """One row is one post. Its day is cut in a zone that the file does not tell; its id is exact."""

    def __init__(self, columns: Columns, options: ImportOptions, exported: ExportDate) -> None:
        self.notes: list[str] = []
        self._id, self._day, self._text = map(columns.one, ("Post id", "Date", "Post text"))
        self._link = columns.named(*_LINK)[0]
        self._metrics = MetricCells.find(columns, _METRICS)
        self._account = options.account
        self._exported = exported

    def read(self, cells: list[str]) -> Row:
        """A post and its counters."""
        post_id = digits(cells[self._id], "post id")
        posted_at = _posted_at(post_id, x_day(cells[self._day]))
        account = account_in_link(cells[self._link], post_id, self._account)
        text = plain_text(cells[self._text])
        details = PostDetails(posted_at, text=text, url=cells[self._link].strip() or None, tags=hashtags(text))
        observed_at = self._exported.seen_at(posted_at)
        return (
            account,
            PostSnapshot(post_id, observed_at, self._metrics.read(cells, Platform.X), details),
            post_id,
        )


def _posted_at(post_id: str, day: date) -> datetime:
    instant = snowflake_time(post_id)
    if instant is None or abs(instant - datetime.combine(day, time(12), UTC)) > _DAY_TO_INSTANT:
        raise UnusableRowError(f"The post id {post_id} is not that of a post of {day}.")
    return to_utc(instant, _UTC)


_UTC = ZoneInfo("UTC")

X_CONTENT = NativeFormat(
    kind="x-content",
    title="X post analytics (account_analytics_content)",
    platform=Platform.X,
    required=(("Post id",), ("Date",), ("Post text",), _LINK, ("Impressions",), ("Likes",)),
    reader=XContentRows,
    name=X_NAME,
)
