"""Every format of this package, in the order in which they are documented."""

from collectors.exports.archives.instagram_audience import (
    INSTAGRAM_AUDIENCE,
    INSTAGRAM_INTERACTIONS,
    INSTAGRAM_REACH,
)
from collectors.exports.archives.instagram_insights import INSTAGRAM_INSIGHTS
from collectors.exports.archives.instagram_posts import (
    INSTAGRAM_ARCHIVED,
    INSTAGRAM_IGTV,
    INSTAGRAM_POSTS,
    INSTAGRAM_REELS,
    INSTAGRAM_STORIES,
)
from collectors.exports.archives.mastodon import MASTODON_ARCHIVE
from collectors.exports.archives.x import X_ARCHIVE
from collectors.exports.formats import DocumentFormat, TableFormat

TABLES: tuple[TableFormat, ...] = ()
DOCUMENTS: tuple[DocumentFormat, ...] = (
    X_ARCHIVE,
    INSTAGRAM_POSTS,
    INSTAGRAM_REELS,
    INSTAGRAM_STORIES,
    INSTAGRAM_IGTV,
    INSTAGRAM_ARCHIVED,
    *INSTAGRAM_INSIGHTS,
    INSTAGRAM_AUDIENCE,
    INSTAGRAM_REACH,
    INSTAGRAM_INTERACTIONS,
    MASTODON_ARCHIVE,
)
