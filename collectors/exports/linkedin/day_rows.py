"""Tables of which each row is a day of an account."""

from collectors.exports.formats import MetricHeadings, Row, TableOpening
from collectors.exports.linkedin.days import DAY_ZONE, start_of
from collectors.exports.linkedin.files import Family
from collectors.exports.linkedin.headings import DAY
from collectors.exports.linkedin.layout import Layout, cells_by_order, reads_by_order
from domain.observations import DaySnapshot
from domain.users import Platform


class DayRows:
    """One row is one day, in any order; the numbers are what was received on it."""

    def __init__(
        self, family: Family, metrics: MetricHeadings, opening: TableOpening, layout: Layout | None = None
    ) -> None:
        columns = opening.columns
        self._account = family.account(opening)
        if layout is not None and _by_order(layout, metrics, opening):
            self._day, self._metrics = columns.one(columns.name(layout.day)), cells_by_order(layout, opening)
        else:
            self._day, self._metrics = columns.one(DAY), opening.metric_cells(metrics)
        self._days = family.days(opening, self._day)
        self._exported = opening.exported

    def read(self, cells: list[str]) -> Row:
        """A day and its numbers."""
        day = self._days.read(cells[self._day])
        observed_at = self._exported.seen_at(start_of(day), what="The day lies")
        metrics = self._metrics.read(cells, Platform.LINKEDIN)
        return self._account, DaySnapshot(day, observed_at, metrics, DAY_ZONE), day


def _by_order(layout: Layout, metrics: MetricHeadings, opening: TableOpening) -> bool:
    names = {layout.day: DAY} | {place: metrics[metric] for metric, place in layout.metrics.items()}
    first = next(iter(metrics.values()))
    return reads_by_order(layout, (DAY, first), names, opening)
