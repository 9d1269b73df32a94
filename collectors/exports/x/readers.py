"""Every format of this package, in the order in which they are documented."""

from collectors.exports.formats import DocumentFormat, TableFormat
from collectors.exports.x.account_overview import X_ACCOUNT_OVERVIEW
from collectors.exports.x.content import X_CONTENT
from collectors.exports.x.daily_activity import X_DAILY_ACTIVITY
from collectors.exports.x.tweet_activity import X_TWEET_ACTIVITY
from collectors.exports.x.video_overview import X_VIDEO_DAYS, X_VIDEO_LIST

TABLES: tuple[TableFormat, ...] = (
    X_CONTENT,
    X_ACCOUNT_OVERVIEW,
    X_VIDEO_DAYS,
    X_VIDEO_LIST,
    X_TWEET_ACTIVITY,
    X_DAILY_ACTIVITY,
)
DOCUMENTS: tuple[DocumentFormat, ...] = ()
