"""X until 2024: `tweet_activity_metrics_<user>_<from>_<to>_en.csv`, lifetime numbers of posts of a period."""

from collectors.exports.cells import ABSENT, digits
from collectors.exports.columns import Columns, MetricCells, MetricNames
from collectors.exports.export_date import X_CLASSIC_NAME, ExportDate
from collectors.exports.hashtags import hashtags
from collectors.exports.moments import classic_time
from collectors.exports.native import NativeFormat, Row
from collectors.exports.x.posts import account_in_link, plain_text
from domain.exports import ImportOptions
from domain.metrics import MetricKey
from domain.observations import PostDetails, PostSnapshot
from domain.users import Platform

_METRICS: MetricNames = {
    MetricKey.IMPRESSIONS: ("impressions",),
    MetricKey.PLATFORM_ENGAGEMENTS: ("engagements",),
    MetricKey.SHARES: ("retweets",),
    MetricKey.COMMENTS: ("replies",),
    MetricKey.LIKES: ("likes",),
    MetricKey.PROFILE_VIEWS: ("user profile clicks",),
    MetricKey.CLICKS: ("url clicks",),
    MetricKey.FOLLOWERS_GAINED: ("follows",),
    MetricKey.MEDIA_VIEWS: ("media views",),
}
_PROMOTED = tuple(
    f"promoted {name}"
    for name in (
        *(
            "impressions",
            "engagements",
            "engagement rate",
            "retweets",
            "replies",
            "likes",
            "user profile clicks",
        ),
        *("url clicks", "hashtag clicks", "detail expands", "permalink clicks", "app opens", "app installs"),
        *("follows", "email tweet", "dial phone", "media views", "media engagements"),
    )
)
_PROMOTED_NOTE = "Some posts were promoted; only their organic numbers were read, as this file keeps the two apart."


class TweetActivityRows:
    """One row is one post; promoted numbers have columns of their own, which are `-` as a rule."""

    def __init__(self, columns: Columns, options: ImportOptions, exported: ExportDate) -> None:
        self.notes: list[str] = []
        names = ("Tweet id", "Tweet permalink", "Tweet text", "time")
        self._id, self._link, self._text, self._time = map(columns.one, names)
        self._metrics = MetricCells.find(columns, _METRICS)
        self._promoted = columns.named(*_PROMOTED)
        self._account = options.account
        self._exported = exported

    def read(self, cells: list[str]) -> Row:
        """A post and its organic counters."""
        post_id = digits(cells[self._id], "post id")
        posted_at = classic_time(cells[self._time])
        account = account_in_link(cells[self._link], post_id, self._account)
        text = plain_text(cells[self._text])
        details = PostDetails(posted_at, text=text, url=cells[self._link].strip() or None, tags=hashtags(text))
        snapshot = PostSnapshot(
            post_id, self._exported.seen_at(posted_at), self._metrics.read(cells, Platform.X), details
        )
        if not self.notes and any(_is_promoted(cells[place]) for place in self._promoted):
            self.notes.append(_PROMOTED_NOTE)
        return account, snapshot, post_id


def _is_promoted(cell: str) -> bool:
    return cell.strip().casefold() not in ABSENT and cell.strip(" 0.") != ""


X_TWEET_ACTIVITY = NativeFormat(
    kind="x-tweet-activity",
    title="X post activity, until 2024 (tweet_activity_metrics)",
    platform=Platform.X,
    required=(("Tweet id",), ("Tweet permalink",), ("Tweet text",), ("time",), ("impressions",)),
    reader=TweetActivityRows,
    name=X_CLASSIC_NAME,
)
