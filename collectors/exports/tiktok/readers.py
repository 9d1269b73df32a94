"""Every format of this package, in the order in which they are documented."""

from collectors.exports.formats import DocumentFormat, TableFormat
from collectors.exports.tiktok.content import TIKTOK_CONTENT
from collectors.exports.tiktok.daily import (
    TIKTOK_AUDIENCE,
    TIKTOK_FOLLOWER_HISTORY,
    TIKTOK_OVERVIEW,
    TIKTOK_VIEWERS,
)
from collectors.exports.tiktok.follower_activity import TIKTOK_FOLLOWER_ACTIVITY
from collectors.exports.tiktok.follower_shares import TIKTOK_FOLLOWER_GENDER, TIKTOK_FOLLOWER_TERRITORIES

TABLES: tuple[TableFormat, ...] = (
    TIKTOK_CONTENT,
    TIKTOK_OVERVIEW,
    TIKTOK_VIEWERS,
    TIKTOK_FOLLOWER_HISTORY,
    TIKTOK_FOLLOWER_ACTIVITY,
    TIKTOK_FOLLOWER_GENDER,
    TIKTOK_FOLLOWER_TERRITORIES,
    TIKTOK_AUDIENCE,
)
DOCUMENTS: tuple[DocumentFormat, ...] = ()
