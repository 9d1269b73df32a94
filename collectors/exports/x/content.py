"""X: `account_analytics_content_<from>_<to>.csv`, lifetime numbers of the posts of a period."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from collectors.exports.cells import UnusableRowError, digits
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import heading
from collectors.exports.moments import snowflake_time, to_utc, x_day
from collectors.exports.x.posts import X_NAME, account_in_link, plain_text
from domain.metrics import MetricKey
from domain.observations import PostDetails, PostSnapshot
from domain.users import Platform

_ID = heading("Post id")
_DAY = heading("Date")
_TEXT = heading("Post text")
_LINK = heading("Post Link", "Link")
_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading("Impressions"),
    MetricKey.LIKES: heading("Likes"),
    MetricKey.PLATFORM_ENGAGEMENTS: heading("Engagements"),
    MetricKey.SAVES: heading("Bookmarks"),
    MetricKey.SENDS: heading("Shares", "Share"),
    MetricKey.FOLLOWERS_GAINED: heading("New follows"),
    MetricKey.COMMENTS: heading("Replies"),
    MetricKey.SHARES: heading("Reposts"),
    MetricKey.PROFILE_VIEWS: heading("Profile visits"),
    MetricKey.CLICKS: heading("URL Clicks"),
    MetricKey.VIDEO_VIEWS: heading("Video views"),
    MetricKey.MEDIA_VIEWS: heading("Media views"),
}
_DAY_TO_INSTANT = timedelta(hours=36)
"""From noon UTC of the stated day to any moment of that day anywhere: 12 hours of day, 14 of zone."""


class XContentRows:
    """One row is one post. Its day is cut in a zone that the file does not tell; its id is exact."""

    def __init__(self, opening: TableOpening) -> None:
        self._id, self._day, self._text, self._link = map(opening.columns.one, (_ID, _DAY, _TEXT, _LINK))
        self._metrics = opening.metric_cells(_METRICS)
        self._account = opening.options.account
        self._exported = opening.exported

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

    def rest(self) -> tuple[Row, ...]:
        """Nothing: every row is a fact."""
        return ()


def _posted_at(post_id: str, day: date) -> datetime:
    instant = snowflake_time(post_id)
    if instant is None or abs(instant - datetime.combine(day, time(12), UTC)) > _DAY_TO_INSTANT:
        raise UnusableRowError(f"The post id {post_id} is not that of a post of {day}.")
    return to_utc(instant, _UTC)


_UTC = ZoneInfo("UTC")

X_CONTENT = TableFormat(
    kind="x-content",
    title="X post analytics (account_analytics_content)",
    platform=Platform.X,
    required=(_ID, _DAY, _TEXT, _LINK, _METRICS[MetricKey.IMPRESSIONS], _METRICS[MetricKey.LIKES]),
    reader=XContentRows,
    metrics=_METRICS,
    name=X_NAME,
)
