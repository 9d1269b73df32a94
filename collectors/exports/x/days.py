"""What X's files of days have in common."""

from datetime import UTC, datetime, time

from collectors.exports.columns import MetricCells
from collectors.exports.export_date import ExportDate
from collectors.exports.formats import Row
from collectors.exports.x.day_names import day_of
from domain.observations import DaySnapshot
from domain.users import AccountRef, Platform

DAY_ZONE = "UTC"
NEWEST_DAY_NOTE = (
    "The newest day of the file may have been incomplete when it was exported; a later export completes it."
)


class DayRows:
    """One row is one day of one account."""

    def __init__(self, account: AccountRef, day: int, metrics: MetricCells, exported: ExportDate) -> None:
        self._account = account
        self._day = day
        """The column of the date."""
        self._metrics = metrics
        self._exported = exported

    def read(self, cells: list[str]) -> Row:
        """A day and what was received on it."""
        day = day_of(cells[self._day])
        observed_at = self._exported.seen_at(datetime.combine(day, time(), UTC), what="The day lies")
        return self._account, DaySnapshot(day, observed_at, self._metrics.read(cells, Platform.X), DAY_ZONE), day
