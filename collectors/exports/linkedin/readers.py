"""Every format of this package, in the order in which they are documented."""

from collectors.exports.formats import DocumentFormat, TableFormat
from collectors.exports.linkedin.creator_audience import LINKEDIN_CREATOR_AUDIENCE, LINKEDIN_CREATOR_CONTENT_AUDIENCE
from collectors.exports.linkedin.creator_days import LINKEDIN_CREATOR_DAYS, LINKEDIN_CREATOR_FOLLOWERS
from collectors.exports.linkedin.creator_discovery import LINKEDIN_CREATOR_DISCOVERY
from collectors.exports.linkedin.creator_top_posts import LINKEDIN_CREATOR_TOP_POSTS
from collectors.exports.linkedin.page_audience import LINKEDIN_PAGE_FOLLOWER_AUDIENCE, LINKEDIN_PAGE_VISITOR_AUDIENCE
from collectors.exports.linkedin.page_content import LINKEDIN_PAGE_DAYS, LINKEDIN_PAGE_POSTS
from collectors.exports.linkedin.page_followers import LINKEDIN_PAGE_FOLLOWERS
from collectors.exports.linkedin.page_visitors import LINKEDIN_PAGE_VISITORS

TABLES: tuple[TableFormat, ...] = (
    LINKEDIN_PAGE_DAYS,
    LINKEDIN_PAGE_POSTS,
    LINKEDIN_PAGE_FOLLOWERS,
    LINKEDIN_PAGE_FOLLOWER_AUDIENCE,
    LINKEDIN_PAGE_VISITORS,
    LINKEDIN_PAGE_VISITOR_AUDIENCE,
    LINKEDIN_CREATOR_DISCOVERY,
    LINKEDIN_CREATOR_DAYS,
    LINKEDIN_CREATOR_TOP_POSTS,
    LINKEDIN_CREATOR_FOLLOWERS,
    LINKEDIN_CREATOR_AUDIENCE,
    LINKEDIN_CREATOR_CONTENT_AUDIENCE,
)
DOCUMENTS: tuple[DocumentFormat, ...] = ()
