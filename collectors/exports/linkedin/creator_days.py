"""LinkedIn creators: sheets ENGAGEMENT and FOLLOWERS, what was received on each day."""

from collections.abc import Iterable
from functools import partial

from collectors.exports.cells import UnusableRowError, measure
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.headings import heading
from collectors.exports.linkedin.day_rows import DayRows
from collectors.exports.linkedin.days import DAY_ZONE, dates_in, start_of
from collectors.exports.linkedin.files import CREATOR, CREATOR_NAME, creator_export_date
from collectors.exports.linkedin.headings import DAY, ENGAGEMENTS, IMPRESSIONS
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {MetricKey.IMPRESSIONS: IMPRESSIONS, MetricKey.PLATFORM_ENGAGEMENTS: ENGAGEMENTS}
_FOLLOWER_METRICS: MetricHeadings = {
    MetricKey.FOLLOWERS_GAINED: heading(
        "New followers",
        fr=("Nouveaux abonnés", "Nouveaux followers"),
        es=("Nuevos seguidores", "Seguidores nuevos"),
        pt=("Novos seguidores", "Seguidores novos"),
        de=("Neue Follower:innen", "Neue Follower", "Neue Follower innen", "Neue Follower*innen"),
        it=("Nuovi follower", "Nuovi followers"),
        nl=("Nieuwe volgers",),
    ),
}
_NO_STOCK = "The number of all followers, which stands above the days as a rule, could not be read."


class CreatorFollowerRows(DayRows):
    """One row is one day; above the rows stands how many followers there were on the last of them."""

    def __init__(self, opening: TableOpening) -> None:
        super().__init__(CREATOR, _FOLLOWER_METRICS, opening)
        self._above, self._remarks = opening.table.above, opening.remarks

    def rest(self) -> Iterable[Row]:
        """The followers of the day that the line above the rows names."""
        stock = next((each for line in self._above if (each := self._stock(line)) is not None), None)
        if stock is None:
            self._remarks.add(_NO_STOCK)
        else:
            yield self._account, stock, None

    def _stock(self, line: tuple[str, ...]) -> DaySnapshot | None:
        """`Total followers on 8/5/2024: | 782`, in one cell or two."""
        sentence = line[0]
        if not (dates := dates_in(sentence)):
            return None
        number = line[1] if len(line) > 1 else sentence.partition(dates[0])[2].strip(" :\u00a0")
        try:
            day = self._days.read(dates[0])
            followers = measure(number, MetricKey.FOLLOWERS, sentence, Platform.LINKEDIN)
            observed_at = self._exported.seen_at(start_of(day), what="The day lies")
        except UnusableRowError:
            return None
        return None if followers is None else DaySnapshot(day, observed_at, {MetricKey.FOLLOWERS: followers}, DAY_ZONE)


_MOST_COLUMNS = 5
"""The sheet has three columns; a table with many more that has these, too, is somebody else's."""

LINKEDIN_CREATOR_DAYS = TableFormat(
    kind="linkedin-creator-days",
    title="LinkedIn creator, impressions and engagements by day (sheet ENGAGEMENT)",
    bare=("engagement", "linkedin", "aggregateanalytics"),
    platform=Platform.LINKEDIN,
    required=(DAY, *_METRICS.values()),
    also=lambda table: sum(map(bool, table.columns)) <= _MOST_COLUMNS,
    reader=partial(DayRows, CREATOR, _METRICS),
    metrics=_METRICS,
    name=CREATOR_NAME,
    content_date=creator_export_date,
    day_zone=DAY_ZONE,
)
LINKEDIN_CREATOR_FOLLOWERS = TableFormat(
    kind="linkedin-creator-followers",
    title="LinkedIn creator, followers (sheet FOLLOWERS)",
    bare=("follower", "linkedin", "aggregateanalytics"),
    platform=Platform.LINKEDIN,
    required=(DAY, *_FOLLOWER_METRICS.values()),
    reader=CreatorFollowerRows,
    metrics=_FOLLOWER_METRICS,
    name=CREATOR_NAME,
    content_date=creator_export_date,
    day_zone=DAY_ZONE,
)
