"""X: `account_overview_analytics.csv`, what an account received on each day."""

from collectors.exports.accounts import named_account
from collectors.exports.formats import MetricHeadings, TableFormat, TableOpening
from collectors.exports.x.days import DAY_ZONE, NEWEST_DAY_NOTE, DayRows
from collectors.exports.x.labels import CREATED_POSTS, DATE, POST_ID, RECEIVED, UNFOLLOWS, each_of
from collectors.exports.x.lost_columns import POST_COLUMNS, LostColumns
from collectors.exports.x.posts import X_NAME
from domain.metrics import MetricKey
from domain.users import Platform

_METRICS: MetricHeadings = {
    **RECEIVED,
    MetricKey.FOLLOWERS_LOST: UNFOLLOWS,
    MetricKey.POSTS_PUBLISHED: CREATED_POSTS,
}
_REQUIRED = (MetricKey.IMPRESSIONS, MetricKey.LIKES, MetricKey.FOLLOWERS_GAINED)


def _rows(opening: TableOpening) -> DayRows:
    """One row is one day, the newest first."""
    account = named_account(Platform.X, opening.options, "An account overview of X")
    opening.remarks.add(NEWEST_DAY_NOTE)
    return DayRows(account, opening.columns.one(DATE), opening.metric_cells(_METRICS), opening.exported)


X_ACCOUNT_OVERVIEW = TableFormat(
    kind="x-account-overview",
    title="X account overview (account_overview_analytics)",
    platform=Platform.X,
    required=(DATE, *each_of(_REQUIRED).values()),
    reader=_rows,
    metrics=_METRICS,
    name=X_NAME,
    day_zone=DAY_ZONE,
    lost=LostColumns(*POST_COLUMNS),
    also=lambda table: not table.has(POST_ID),
)
