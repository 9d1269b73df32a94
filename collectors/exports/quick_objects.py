"""Facts built quickly: for files of a million rows.

The constructor of a frozen dataclass sets each field through `object.__setattr__`, which was a third of
the time that it took to read an event. Here an object of a plain class with the same slots is filled and
then declared to be the fact.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from domain.exports import ImportedRow
from domain.observations import Engagement, EngagementSource, EngagementType

_SOURCE = EngagementSource.IMPORT
_NO_METADATA: Mapping[str, object] = {}

if TYPE_CHECKING:
    imported_row = ImportedRow

    def imported_engagement(
        dedupe_key: str,
        engagement_type: EngagementType,
        occurred_at: datetime,
        quantity: int,
        post_id: str | None,
        country: str | None,
        device: str | None,
    ) -> Engagement:
        """An engagement that was read from a file."""
        ...

else:

    class imported_row:
        __slots__ = ImportedRow.__slots__

        def __init__(self, line, account, fact):
            self.line = line
            self.account = account
            self.fact = fact
            self.__class__ = ImportedRow

    class imported_engagement:
        __slots__ = Engagement.__slots__

        def __init__(self, dedupe_key, engagement_type, occurred_at, quantity, post_id, country, device):
            self.dedupe_key = dedupe_key
            self.engagement_type = engagement_type
            self.occurred_at = occurred_at
            self.quantity = quantity
            self.post_id = post_id
            self.country = country
            self.device = device
            self.source = _SOURCE
            self.metadata = _NO_METADATA
            self.__class__ = Engagement
