"""How the numbers of a table are written."""

import re

from collectors.exports.headings import Heading, folded
from collectors.exports.tables import Table

_WITH_COMMA = re.compile(r"-?[\d.\s]*\d,(?:\d{1,2}|\d{4,})", re.ASCII)
_WITH_POINT = re.compile(r"-?[\d,\s]*\d\.(?:\d{1,2}|\d{4,})", re.ASCII)


def decimal_comma(table: Table, wanted: Heading) -> bool:
    """True when the numbers are written `1.234,5`.

    YouTube Studio writes a point in every language; a program that the file went through may have changed it.
    """
    places = [place for place, name in enumerate(table.columns) if folded(name) in wanted.folded_names]
    cells = [cells[place].strip() for cells in table.preview for place in places if place < len(cells)]
    if any(_WITH_COMMA.fullmatch(cell) for cell in cells):
        return True
    return table.delimiter == ";" and not any(_WITH_POINT.fullmatch(cell) for cell in cells)
