"""Every format of this package, in the order in which they are documented."""

from collectors.exports.formats import DocumentFormat, TableFormat
from collectors.exports.meta.content import FACEBOOK_CONTENT, INSTAGRAM_CONTENT

TABLES: tuple[TableFormat, ...] = (FACEBOOK_CONTENT, INSTAGRAM_CONTENT)
DOCUMENTS: tuple[DocumentFormat, ...] = ()
