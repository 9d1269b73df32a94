"""Documents that are known, and of which nothing can be stored."""

from typing import Any

from collectors.exports.cells import UnusableRowError
from collectors.exports.formats import DocumentOpening, Row
from domain.exports import LeftOut


class LeftOutItems:
    """Leaves every item out for one reason, and so need not know whose they are."""

    def __init__(self, reason: str, cause: LeftOut, _opening: DocumentOpening) -> None:
        self._reason, self._cause = reason, cause

    def read(self, _item: Any) -> Row:
        """Never a fact."""
        raise UnusableRowError(self._reason, self._cause)
