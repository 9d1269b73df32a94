"""LinkedIn creators: sheet DEMOGRAPHICS, since 2026 AUDIENCE DEMOGRAPHICS and CONTENT DEMOGRAPHICS."""

import re
from functools import partial
from pathlib import PurePosixPath

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.formats import Row, TableFormat, TableOpening
from collectors.exports.headings import folded, heading
from collectors.exports.linkedin.audience import Breakdowns, dimension_named, label_in, shared
from collectors.exports.linkedin.files import CREATOR_NAME, creator_account, creator_export_date
from collectors.exports.tables import Table
from domain.audience import AudienceGroup
from domain.exports import LeftOut
from domain.users import Platform

_VALUE = heading("Value", fr="Valeur", es="Valor", pt="Valor", de="Wert", it="Valore", nl="Waarde")
_SHARE = heading(
    "Percentage",
    fr="Pourcentage",
    es="Porcentaje",
    pt=("Porcentagem", "Percentual", "Percentagem"),
    de=("Prozentsatz", "Prozent", "Prozentualer Anteil"),
    it="Percentuale",
    nl="Percentage",
)
_CONTENT = ("conten", "conteudo", "inhalt", "beitrag", "inhoud")
"""How words for the content begin, in names of sheets."""
_WORKBOOK = re.compile(r"Content_\d{4}-\d{2}-\d{2}")
"""The workbook has it in its name, whatever the sheet is about."""


class CreatorAudienceRows:
    """One row is one value of a dimension. The single sheet of older files is about the followers: its shares are
    parts of their number."""

    def __init__(self, group: AudienceGroup, opening: TableOpening) -> None:
        columns = opening.columns
        self._breakdowns = Breakdowns(opening, creator_account(opening), group)
        self._dimension = columns.one(columns.name(0))
        self._value, self._share = columns.one(_VALUE), columns.one(_SHARE)

    def read(self, cells: list[str]) -> Row | None:
        """Nothing yet: the breakdowns are complete at the end."""
        dimension = dimension_named(cells[self._dimension])
        if dimension is None:
            raise UnusableRowError(f"Nobody knows the dimension {quoted(cells[self._dimension])}.", LeftOut.NO_METRIC)
        entry = shared(label_in(cells[self._value]), cells[self._share])
        if entry is not None:
            self._breakdowns.add(dimension, entry)
        return None

    def rest(self) -> tuple[Row, ...]:
        """All breakdowns of the sheet."""
        return tuple(self._breakdowns.rows())


def _is_breakdown(table: Table) -> bool:
    first = [cells[0] for cells in table.preview]
    return not first or any(dimension_named(cell) is not None for cell in first)


def _is_about_content(table: Table) -> bool:
    called = table.part or _WORKBOOK.sub("", PurePosixPath(table.source.name).stem)
    return any(word.startswith(_CONTENT) for word in folded(called).split())


def _is_of_content(table: Table) -> bool:
    return _is_breakdown(table) and _is_about_content(table)


def _is_of_followers(table: Table) -> bool:
    return _is_breakdown(table) and not _is_about_content(table)


LINKEDIN_CREATOR_AUDIENCE = TableFormat(
    kind="linkedin-creator-audience",
    title="LinkedIn creator, who follows (sheet DEMOGRAPHICS or AUDIENCE DEMOGRAPHICS)",
    platform=Platform.LINKEDIN,
    required=(_VALUE, _SHARE),
    also=_is_of_followers,
    reader=partial(CreatorAudienceRows, AudienceGroup.FOLLOWERS),
    name=CREATOR_NAME,
    content_date=creator_export_date,
)
LINKEDIN_CREATOR_CONTENT_AUDIENCE = TableFormat(
    kind="linkedin-creator-content-audience",
    title="LinkedIn creator, who sees the content (sheet CONTENT DEMOGRAPHICS)",
    platform=Platform.LINKEDIN,
    required=(_VALUE, _SHARE),
    also=_is_of_content,
    reader=partial(CreatorAudienceRows, AudienceGroup.VIEWERS),
    name=CREATOR_NAME,
    content_date=creator_export_date,
)
