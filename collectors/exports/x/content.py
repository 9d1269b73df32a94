"""X: `account_analytics_content_<from>_<to>.csv`, lifetime numbers of the posts of a period."""

from collectors.exports.cells import digits
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.x.day_names import day_of
from collectors.exports.x.labels import (
    DATE,
    POST_ID,
    POST_LINK,
    POST_TEXT,
    RECEIVED,
    UNFOLLOWS,
    URL_CLICKS,
    each_of,
)
from collectors.exports.x.lost_columns import POST_COLUMNS, LostColumns
from collectors.exports.x.posts import X_NAME, account_in_link, names_account, plain_text, published_at
from domain.errors import ExportQuestionError
from domain.exports import ExportQuestion
from domain.metrics import MetricKey
from domain.observations import PostDetails, PostSnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {**RECEIVED, MetricKey.CLICKS: URL_CLICKS}
_REQUIRED = (MetricKey.IMPRESSIONS, MetricKey.LIKES)
"""Words that are known in every language. Those for the text and the link are not, and need not be found."""


class XContentRows:
    """One row is one post. Its day is cut in a zone that the file does not tell; its id is exact."""

    def __init__(self, opening: TableOpening) -> None:
        self._id, self._day = map(opening.columns.one, (POST_ID, DATE))
        self._text, self._link = map(opening.columns.first, (POST_TEXT, POST_LINK))
        self._metrics = opening.metric_cells(_METRICS)
        self._account = opening.options.account
        self._exported = opening.exported
        links = [cells[self._link] for cells in opening.table.preview] if self._link is not None else []
        if not self._account and opening.table.preview and not any(map(names_account, links)):
            raise ExportQuestionError(ExportQuestion.ACCOUNT, f"{opening.source.name!r} has no link to a post of it.")

    def read(self, cells: list[str]) -> Row:
        """A post and its counters."""
        post_id = digits(cells[self._id], "post id")
        posted_at = published_at(post_id, day_of(cells[self._day]))
        link = "" if self._link is None else cells[self._link].strip()
        account = account_in_link(link, post_id, self._account)
        text = None if self._text is None else plain_text(cells[self._text])
        details = PostDetails(posted_at, text=text, url=link or None, tags=hashtags(text or ""))
        observed_at = self._exported.seen_at(posted_at)
        return account, PostSnapshot(post_id, observed_at, self._metrics.read(cells, Platform.X), details), post_id


X_CONTENT = TableFormat(
    kind="x-content",
    title="X post analytics (account_analytics_content)",
    platform=Platform.X,
    required=(POST_ID, DATE, *each_of(_REQUIRED).values()),
    reader=XContentRows,
    metrics=_METRICS,
    name=X_NAME,
    lost=LostColumns(
        *POST_COLUMNS, (UNFOLLOWS, "a follower is lost by the account, not by a post; the account overview has it")
    ),
)
