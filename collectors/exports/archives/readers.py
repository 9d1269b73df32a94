"""Every format of this package, in the order in which they are documented."""

from collectors.exports.formats import DocumentFormat, TableFormat

TABLES: tuple[TableFormat, ...] = ()
DOCUMENTS: tuple[DocumentFormat, ...] = ()
