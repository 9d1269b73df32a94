"""The total row of a table: it is no fact, but shows what the table leaves out."""

from collections.abc import Mapping

from collectors.exports.cells import UnusableRowError
from collectors.exports.columns import MetricCells
from collectors.exports.remarks import Remarks
from collectors.exports.youtube.names import is_total
from domain.exports import LeftOut
from domain.metrics import CATALOG, MetricKey, MetricKind
from domain.users import Platform

_SECONDS_PER_HOUR = 3600
_ROUNDING_SECONDS = 0.5
"""Hours are written with four decimals: a row may be off by 0.18 seconds, and so may the total."""
_WORDS = {
    MetricKey.VIEWS: "views",
    MetricKey.WATCH_TIME_SECONDS: "hours of watch time",
    MetricKey.FOLLOWERS_GAINED: "subscribers",
    MetricKey.FOLLOWERS_LOST: "lost subscribers",
    MetricKey.IMPRESSIONS: "impressions",
    MetricKey.LIKES: "likes",
    MetricKey.COMMENTS: "comments",
    MetricKey.SHARES: "shares",
    MetricKey.POSTS_PUBLISHED: "videos published",
}


class Totals:
    """Adds up the rows of a table and compares them with its total row."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self._stated: Mapping[MetricKey, int | float] = {}
        self._sums: dict[MetricKey, int | float] = {}
        self._rows = 0

    def leave_out(self, label: str, cells: list[str], metrics: MetricCells) -> None:
        """Keep what the total row says.

        Raises:
            UnusableRowError: it is the total row.
        """
        if is_total(label):
            try:
                self._stated = metrics.read(cells, Platform.YOUTUBE)
            except UnusableRowError:
                self._stated = {}
            raise UnusableRowError("It adds up the other rows.", LeftOut.TOTAL)

    def add(self, metrics: Mapping[MetricKey, int | float]) -> None:
        """Count a row."""
        self._rows += 1
        for metric, value in metrics.items():
            self._sums[metric] = self._sums.get(metric, 0) + value

    def remark(self) -> None:
        """Say where the rows do not add up to the total."""
        for metric, stated in self._stated.items():
            summed = self._sums.get(metric, 0)
            if CATALOG[metric].kind is MetricKind.FLOW and abs(stated - summed) > self._tolerance(metric):
                self._remarks.add(
                    f"The table is cut or rounded: its rows add up to {_shown(metric, summed)} {_WORDS[metric]}, "
                    f"the Total row says {_shown(metric, stated)}."
                )

    def _tolerance(self, metric: MetricKey) -> float:
        return _ROUNDING_SECONDS * (self._rows + 1) if metric is MetricKey.WATCH_TIME_SECONDS else 0


def _shown(metric: MetricKey, value: int | float) -> str:
    return f"{value / _SECONDS_PER_HOUR:,.1f}" if metric is MetricKey.WATCH_TIME_SECONDS else f"{value:,}"
