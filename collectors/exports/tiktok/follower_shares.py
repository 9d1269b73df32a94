"""TikTok Studio: `FollowerGender` and `FollowerTopTerritories`, what part of the followers is who and where."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from collectors.exports.cells import UnusableRowError, is_absent, quoted, share
from collectors.exports.formats import Row, TableFormat, TableOpening
from collectors.exports.headings import Heading, heading
from collectors.exports.tiktok.names import account_of_file
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.exports import LeftOut
from domain.observations import DaySnapshot
from domain.users import Platform

_GENDER = heading("Gender", de="Geschlecht", es="Género", fr="Genre", it="Genere", pt="Gênero", sv="Kön")
_TERRITORY = heading("Top territories", "Top countries", "Top locations")
_SHARE = heading(
    "Distribution",
    de="Verteilung",
    es="Distribución",
    fr="Répartition",
    it="Distribuzione",
    pt="Distribuição",
    sv="Fördelning",
)


class FollowerShareRows:
    """One row is one part of the followers as of the export; all rows are one breakdown."""

    def __init__(self, what: str, label: Heading, dimension: AudienceDimension, opening: TableOpening) -> None:
        self._account = account_of_file(opening, what)
        self._label, self._share = opening.columns.one(label), opening.columns.one(_SHARE)
        self._name = label.name
        self._dimension = dimension
        self._exported = opening.exported
        self._entries: dict[str, AudienceEntry] = {}

    def read(self, cells: list[str]) -> None:
        """Keep a part of the followers."""
        label = cells[self._label].strip()
        if is_absent(label):
            raise UnusableRowError(f"{self._name!r} is {quoted(label)}.")
        if label in self._entries:
            raise UnusableRowError(f"There is a row for {quoted(label)} before.", LeftOut.REPEATED)
        value, below = _share(cells[self._share])
        self._entries[label] = AudienceEntry(label, value, below=below)

    def rest(self) -> Iterator[Row]:
        """The breakdown, on the day of the export."""
        if self._entries:
            entries = tuple(self._entries.values())
            breakdown = AudienceBreakdown(AudienceGroup.FOLLOWERS, self._dimension, entries)
            at = self._exported.at
            # The end of a day is the first moment of the next.
            day = (at - timedelta(microseconds=1) if self._exported.leeway else at).date()
            yield self._account, DaySnapshot(day, at, {}, audience=(breakdown,)), day


def _share(text: str) -> tuple[float | None, float | None]:
    try:
        value, below = share(text, decimal_comma="," in text)
    except ValueError:
        raise UnusableRowError(f"{_SHARE.name!r} is {quoted(text)}, which is no part of a whole.") from None
    if value is None and below is None:
        raise UnusableRowError(f"{_SHARE.name!r} is {quoted(text)}: not observed.", LeftOut.NO_METRIC)
    return value, below


def _format(kind: str, title: str, what: str, label: Heading, dimension: AudienceDimension) -> TableFormat:
    return TableFormat(
        kind=kind,
        title=title,
        platform=Platform.TIKTOK,
        required=(label, _SHARE),
        reader=partial(FollowerShareRows, what, label, dimension),
    )


TIKTOK_FOLLOWER_GENDER = _format(
    "tiktok-follower-gender",
    "TikTok followers by gender (FollowerGender)",
    "A gender file of TikTok",
    _GENDER,
    AudienceDimension.GENDER,
)
TIKTOK_FOLLOWER_TERRITORIES = _format(
    "tiktok-follower-territories",
    "TikTok followers by country (FollowerTopTerritories)",
    "A list of territories of TikTok",
    _TERRITORY,
    AudienceDimension.COUNTRY,
)
