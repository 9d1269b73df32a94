"""Every format of this package, in the order in which they are documented."""

from collectors.exports.formats import DocumentFormat, TableFormat
from collectors.exports.youtube.audience import YOUTUBE_AUDIENCE
from collectors.exports.youtube.charts import YOUTUBE_CHARTS
from collectors.exports.youtube.content import YOUTUBE_CONTENT
from collectors.exports.youtube.days import YOUTUBE_DAYS, YOUTUBE_TOTALS

TABLES: tuple[TableFormat, ...] = (YOUTUBE_CONTENT, YOUTUBE_DAYS, YOUTUBE_TOTALS, *YOUTUBE_AUDIENCE, *YOUTUBE_CHARTS)
DOCUMENTS: tuple[DocumentFormat, ...] = ()
