"""Every format of this package, in the order in which they are documented."""

from collectors.exports.formats import DocumentFormat, TableFormat
from collectors.exports.meta.audience import (
    META_AUDIENCE_AGES,
    META_AUDIENCE_CITIES,
    META_AUDIENCE_COUNTRIES,
    META_AUDIENCE_PAGES,
)
from collectors.exports.meta.content import (
    FACEBOOK_CONTENT,
    FACEBOOK_CONTENT_BY_VALUES,
    INSTAGRAM_CONTENT,
    INSTAGRAM_CONTENT_BY_VALUES,
)
from collectors.exports.meta.daily import META_DAILY

TABLES: tuple[TableFormat, ...] = (
    FACEBOOK_CONTENT,
    INSTAGRAM_CONTENT,
    FACEBOOK_CONTENT_BY_VALUES,
    INSTAGRAM_CONTENT_BY_VALUES,
    META_DAILY,
    META_AUDIENCE_AGES,
    META_AUDIENCE_CITIES,
    META_AUDIENCE_COUNTRIES,
    META_AUDIENCE_PAGES,
)
DOCUMENTS: tuple[DocumentFormat, ...] = ()
