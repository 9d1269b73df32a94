"""X until 2024: `tweet_activity_metrics_<user>_<from>_<to>_en.csv`, lifetime numbers of posts of a period."""

import re
from datetime import UTC, datetime

from collectors.exports.cells import digits, is_absent
from collectors.exports.export_date import DatedName
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import heading
from collectors.exports.moments import classic_time
from collectors.exports.x.posts import account_in_link, plain_text
from domain.metrics import MetricKey
from domain.observations import PostDetails, PostSnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading("impressions"),
    MetricKey.PLATFORM_ENGAGEMENTS: heading("engagements"),
    MetricKey.SHARES: heading("retweets"),
    MetricKey.COMMENTS: heading("replies"),
    MetricKey.LIKES: heading("likes"),
    MetricKey.PROFILE_VIEWS: heading("user profile clicks"),
    MetricKey.CLICKS: heading("url clicks"),
    MetricKey.FOLLOWERS_GAINED: heading("follows"),
    MetricKey.MEDIA_VIEWS: heading("media views"),
}
X_CLASSIC_NAME = DatedName(
    re.compile(r"_\d{8}_(\d{8})(?!\d)"), lambda text: datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC)
)
"""The last date in the name is the first day that is no longer covered."""
_ID, _LINK, _TEXT, _TIME = (heading(name) for name in ("Tweet id", "Tweet permalink", "Tweet text", "time"))
_PROMOTED = tuple(
    heading(f"promoted {name}")
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

    def __init__(self, opening: TableOpening) -> None:
        self._id, self._link, self._text, self._time = map(opening.columns.one, (_ID, _LINK, _TEXT, _TIME))
        self._metrics = opening.metric_cells(_METRICS)
        self._promoted = opening.columns.named(*_PROMOTED)
        self._account = opening.options.account
        self._exported = opening.exported
        self._remarks = opening.remarks

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
        if any(_is_promoted(cells[place]) for place in self._promoted):
            self._remarks.add(_PROMOTED_NOTE)
        return account, snapshot, post_id

    def rest(self) -> tuple[Row, ...]:
        """Nothing: every row is a fact."""
        return ()


def _is_promoted(cell: str) -> bool:
    return not is_absent(cell) and cell.strip(" 0.") != ""


X_TWEET_ACTIVITY = TableFormat(
    kind="x-tweet-activity",
    title="X post activity, until 2024 (tweet_activity_metrics)",
    platform=Platform.X,
    required=(_ID, _LINK, _TEXT, _TIME, _METRICS[MetricKey.IMPRESSIONS]),
    reader=TweetActivityRows,
    metrics=_METRICS,
    name=X_CLASSIC_NAME,
)
