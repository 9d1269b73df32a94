"""LinkedIn pages: `<page>_followers_<ms>.xls`, sheet New followers."""

from itertools import pairwise

from collectors.exports.cells import UnusableRowError, count, quoted
from collectors.exports.columns import MetricCells
from collectors.exports.formats import MetricHeadings, Row, TableOpening
from collectors.exports.headings import heading
from collectors.exports.linkedin.days import DAY_ZONE, start_of
from collectors.exports.linkedin.files import PAGE, PAGE_NAME
from collectors.exports.linkedin.headings import DAY, FOLLOWERS_TOTAL
from collectors.exports.linkedin.layout import Layout, PageFormat, reads_by_order
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {MetricKey.FOLLOWERS_GAINED: FOLLOWERS_TOTAL}
_ORGANIC = heading(
    "Organic followers",
    fr=("Abonnés organiques", "Abonnés naturels"),
    es=("Seguidores generales", "Seguidores orgánicos"),
    pt="Seguidores orgânicos",
    de=("Organische Follower:innen", "Organische Follower", "Follower:innen (organisch)", "Follower (organisch)"),
    it="Follower organici",
    nl="Organische volgers",
)
_SPONSORED = heading(
    "Sponsored followers",
    fr=("Abonnés sponsorisés", "Abonnés payants"),
    es="Seguidores patrocinados",
    pt="Seguidores patrocinados",
    de=("Gesponserte Follower:innen", "Gesponserte Follower", "Follower:innen (gesponsert)", "Follower (gesponsert)"),
    it="Follower sponsorizzati",
    nl=("Gesponsorde volgers", "Betaalde volgers"),
)
_INVITED = heading(
    "Auto-invited followers",
    fr=("Abonnés invités automatiquement", "Abonnés auto-invités"),
    es=("Seguidores invitados automáticamente", "Seguidores autoinvitados"),
    pt="Seguidores convidados automaticamente",
    de=("Automatisch eingeladene Follower:innen", "Automatisch eingeladene Follower"),
    it="Follower invitati automaticamente",
    nl=("Automatisch uitgenodigde volgers",),
)
_PARTS = (_SPONSORED, _ORGANIC, _INVITED)
_LAYOUT = Layout("followers", 5, 0, {MetricKey.FOLLOWERS_GAINED: 4}, ((1, 2, 3, 4),))
_REQUIRED = (DAY, FOLLOWERS_TOTAL, _ORGANIC)
_NAMES = dict(enumerate((DAY, *_PARTS, FOLLOWERS_TOTAL)))
_STOCK_NOTE = "The total grows by the new followers of each day, so that it was read as all followers."
_NET_NOTE = "New followers are net: those who left are taken off, so that a day may be negative."


class PageFollowerRows:
    """One row is one day. The total is that of the day's parts; where it runs on, it is the number of followers."""

    def __init__(self, opening: TableOpening) -> None:
        columns, preview = opening.columns, opening.table.preview
        self._account = PAGE.account(opening)
        if reads_by_order(_LAYOUT, _REQUIRED, _NAMES, opening):
            columns.named(*opening.table.columns)
            self._day, *parts, self._total = range(_LAYOUT.width)
            self._parts = tuple(parts)
        else:
            self._day, self._total = columns.one(DAY), columns.one(FOLLOWERS_TOTAL)
            self._parts = columns.named(*_PARTS)
        self._days = PAGE.days(opening, self._day)
        self._running = self._runs_on(preview)
        opening.remarks.add(_STOCK_NOTE if self._running else _NET_NOTE)
        self._metrics = MetricCells.find(
            columns, {MetricKey.FOLLOWERS_GAINED: columns.name(self._total)}, opening.remarks
        )
        self._exported = opening.exported

    def read(self, cells: list[str]) -> Row:
        """A day, and how many followers it brought or had."""
        day = self._days.read(cells[self._day])
        observed_at = self._exported.seen_at(start_of(day), what="The day lies")
        metrics = self._metrics.read(cells, Platform.LINKEDIN)
        gained = metrics.get(MetricKey.FOLLOWERS_GAINED)
        if self._running:
            metrics = {} if gained is None else {MetricKey.FOLLOWERS: gained}
        elif gained is not None and (parts := self._sum_of_parts(cells)) not in (None, gained):
            raise UnusableRowError(
                f"The total is {quoted(cells[self._total])}, but its parts are {parts:,} together: "
                "it is not clear which of them is right."
            )
        return self._account, DaySnapshot(day, observed_at, metrics, DAY_ZONE), day

    def _runs_on(self, rows: tuple[list[str], ...]) -> bool:
        """True when the total is no row's own, but each one's is that of the day before and its own parts."""
        known = [
            (total, parts)
            for cells in rows
            if (total := _count(cells[self._total])) is not None and (parts := self._sum_of_parts(cells)) is not None
        ]
        if all(total == parts for total, parts in known):
            return False
        steps = [(later[0] - earlier[0], later[1]) for earlier, later in pairwise(known)]
        return bool(steps) and all(step == parts for step, parts in steps)

    def _sum_of_parts(self, cells: list[str]) -> int | float | None:
        """None when one of them was not observed."""
        parts = [_count(cells[place]) for place in self._parts]
        return None if None in parts else sum(part for part in parts if part is not None)


def _count(text: str) -> int | float | None:
    try:
        return count(text)
    except ValueError:
        return None


LINKEDIN_PAGE_FOLLOWERS = PageFormat(
    kind="linkedin-page-followers",
    title="LinkedIn page, new followers by day (sheet New followers)",
    platform=Platform.LINKEDIN,
    required=_REQUIRED,
    reader=PageFollowerRows,
    layout=_LAYOUT,
    metrics=_METRICS,
    name=PAGE_NAME,
    day_zone=DAY_ZONE,
)
