"""LinkedIn creators: sheet DISCOVERY, impressions and members reached of the whole period."""

from dataclasses import dataclass
from datetime import timedelta

from collectors.exports.cells import UnusableRowError, measure, quoted
from collectors.exports.formats import Row, TableFormat, TableOpening
from collectors.exports.headings import folded, heading
from collectors.exports.linkedin.days import start_of
from collectors.exports.linkedin.files import (
    CREATOR_NAME,
    OVERALL,
    creator_account,
    creator_export_date,
    stated_period,
)
from collectors.exports.linkedin.headings import IMPRESSIONS
from collectors.exports.tables import Table
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import WindowSnapshot
from domain.users import Platform

_REACHED = heading(
    "Members reached",
    "Unique views",
    "Unique viewers",
    fr=("Membres touchés", "Membres atteints", "Vues uniques"),
    es=("Miembros alcanzados", "Usuarios alcanzados", "Visualizaciones únicas"),
    pt=("Usuários alcançados", "Membros alcançados", "Utilizadores alcançados", "Visualizações únicas"),
    de=("Erreichte Mitglieder", "Mitglieder erreicht", "Erreichte Personen", "Einzelaufrufe", "Eindeutige Aufrufe"),
    it=("Utenti raggiunti", "Membri raggiunti", "Visualizzazioni uniche"),
    nl=("Bereikte leden", "Leden bereikt", "Unieke weergaven"),
)


class CreatorDiscoveryRows:
    """One row is one number of the period that stands in the first row."""

    def __init__(self, opening: TableOpening) -> None:
        period = stated_period(opening.table.columns)
        assert period is not None
        self._period = period
        self._account = creator_account(opening)
        self._label, self._value = 0, 1
        opening.columns.named(*opening.table.columns[:2])
        self._exported = opening.exported

    def read(self, cells: list[str]) -> Row:
        """How many members were reached in the period."""
        label = cells[self._label].strip()
        if folded(label) in IMPRESSIONS.folded_names:
            raise UnusableRowError("It adds up the impressions of the days.", LeftOut.TOTAL)
        if folded(label) not in _REACHED.folded_names:
            raise UnusableRowError(f"There is no metric for {quoted(label)} of a whole period.", LeftOut.NO_METRIC)
        reached = measure(cells[self._value], MetricKey.REACH, label, Platform.LINKEDIN)
        if reached is None:
            raise UnusableRowError(f"{quoted(label)} is blank.", LeftOut.NO_METRIC)
        first, last = self._period.first, self._period.last
        observed_at = self._exported.seen_at(start_of(last), what="The period ends")
        window = WindowSnapshot(MetricKey.REACH, first, last + timedelta(days=1), reached, observed_at)
        return self._account, window, (MetricKey.REACH, first, last)


@dataclass(frozen=True, slots=True)
class _PeriodFormat(TableFormat):
    """The header is a title and a period: the title may be in a language that nobody foresaw."""

    def fit(self, table: Table) -> int:
        """As much as a table of two columns fits when its sheet, or the title, is known."""
        known = table.has(OVERALL) or table.is_called(self.sheets)
        return 2 if known and stated_period(table.columns) is not None else 0


LINKEDIN_CREATOR_DISCOVERY = _PeriodFormat(
    kind="linkedin-creator-discovery",
    title="LinkedIn creator, members reached in the period (sheet DISCOVERY)",
    platform=Platform.LINKEDIN,
    required=(OVERALL,),
    reader=CreatorDiscoveryRows,
    name=CREATOR_NAME,
    content_date=creator_export_date,
    sheets=("DISCOVERY", "DÉCOUVERTE", "DESCUBRIMIENTO", "Descoberta", "Auffindbarkeit", "Scoperta", "Ontdekken"),
)
