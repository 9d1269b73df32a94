"""Meta Business Suite: `Audience.csv`, who follows a page or an account; a block for age and gender, cities, countries
and pages each, with percentages.

The shapes are those of programs that read such files: the ages are rows below `Women` and `Men`; of the places and
pages a row of labels stands above a row of numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise

from collectors.exports.accounts import named_account
from collectors.exports.cells import UnusableRowError, fraction, is_absent, measure, quoted, share
from collectors.exports.detection import read_beginning
from collectors.exports.formats import Row, TableFormat, TableOpening
from collectors.exports.headings import folded, heading, language_of
from collectors.exports.meta.daily import asked_platform, platforms_in
from collectors.exports.tables import Table
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import AccountRef, Platform

_AGES = heading(
    *("Age & gender", "Age and gender", "Age range and gender", "Age range & gender"),
    es=("Edad y sexo", "Edad y género", "Rango de edad y sexo", "Rango de edad y género"),
    pt=("Faixa etária e gênero", "Idade e gênero", "Idade e género", "Faixa etária e género"),
    it=("Età e genere", "Fascia d'età e genere", "Età e sesso"),
    fr=("Âge et genre", "Âge et sexe", "Tranche d’âge et genre"),
    de=("Alter und Geschlecht", "Alter & Geschlecht", "Altersgruppe und Geschlecht"),
    nl=("Leeftijd en geslacht", "Leeftijd en gender"),
    pl=("Wiek i płeć",),
)
_CITIES = heading(
    *("Top cities", "Top towns/cities", "Top towns and cities"),
    es=("Principales ciudades", "Ciudades principales", "Ciudades con más seguidores"),
    pt=("Principais cidades", "Cidades principais"),
    it=("Principali città", "Città principali"),
    fr=("Principales villes", "Villes principales"),
    de=("Top-Städte", "Wichtigste Städte", "Häufigste Städte", "Städte mit den meisten Followern"),
    nl=("Belangrijkste plaatsen", "Belangrijkste steden", "Topsteden"),
    pl=("Najpopularniejsze miasta", "Najważniejsze miasta"),
)
_COUNTRIES = heading(
    "Top countries",
    es=("Principales países", "Países principales"),
    pt=("Principais países", "Países principais"),
    it=("Principali Paesi", "Paesi principali"),
    fr=("Principaux pays", "Pays principaux"),
    de=("Top-Länder", "Wichtigste Länder", "Häufigste Länder"),
    nl=("Belangrijkste landen", "Toplanden"),
    pl=("Najpopularniejsze kraje", "Najważniejsze kraje"),
)
_PAGES = heading(
    "Top pages",
    es=("Principales páginas", "Páginas principales"),
    pt=("Principais Páginas", "Páginas principais"),
    it=("Principali Pagine", "Pagine principali"),
    fr=("Principales Pages", "Pages principales"),
    de=("Top-Seiten", "Wichtigste Seiten", "Häufigste Seiten"),
    nl=("Belangrijkste pagina's", "Toppagina's"),
    pl=("Najpopularniejsze strony",),
)
_FOLLOWERS = heading(
    *("Followers", "Facebook followers", "Instagram followers", "Lifetime followers", "Followers lifetime"),
    *("Total followers",),
    es=("Seguidores", "Seguidores de Facebook", "Seguidores de Instagram", "Total de seguidores"),
    pt=("Seguidores", "Seguidores do Facebook", "Seguidores do Instagram", "Total de seguidores"),
    it=("Follower", "Follower di Facebook", "Follower di Instagram", "Follower totali"),
    fr=("Followers", "Abonnés", "Followers Facebook", "Followers Instagram", "Abonnés Facebook", "Abonnés Instagram"),
    de=("Follower", "Facebook-Follower", "Instagram-Follower", "Follower*innen", "Follower insgesamt"),
    nl=("Volgers", "Facebook-volgers", "Instagram-volgers", "Totaal aantal volgers"),
    pl=("Obserwujący",),
)
_WOMEN = heading(
    *("Women", "Female"),
    es="Mujeres",
    pt="Mulheres",
    it="Donne",
    fr="Femmes",
    de=("Frauen", "Weiblich"),
    nl="Vrouwen",
    pl="Kobiety",
)
_MEN = heading(
    *("Men", "Male"),
    es="Hombres",
    pt="Homens",
    it="Uomini",
    fr="Hommes",
    de=("Männer", "Männlich"),
    nl="Mannen",
    pl="Mężczyźni",
)
_AGE = re.compile(r"\d{1,2} ?[-–—] ?\d{1,2}|\d{1,2} ?\+|\+ ?\d{1,2}")
_LARGEST_FRACTION = 1
_LARGEST_PERCENTAGE = 100


@dataclass(frozen=True, slots=True)
class _Whose:
    """The account and the moment of a whole file."""

    account: AccountRef
    exported_at: datetime
    in_percent: bool

    @classmethod
    def of(cls, opening: TableOpening) -> "_Whose":
        platforms = platforms_in(opening.table)
        if opening.options.platform is None and len(platforms) == 1:
            platform = next(iter(platforms))
        else:
            platform = asked_platform(opening.options, f"{opening.source.name!r} (an audience)")
        account = named_account(platform, opening.options, f"An audience of {platform.label}")
        return cls(account, opening.exported.at, _is_in_percent(opening.table))

    def day(self, breakdown: AudienceBreakdown, followers: int | float | None = None) -> Row:
        """What was true at the export."""
        metrics = {} if followers is None else {MetricKey.FOLLOWERS: followers}
        day = DaySnapshot(self.exported_at.date(), self.exported_at, metrics, None, (breakdown,))
        return self.account, day, None


class AgeRows:
    """One row is one range of ages, and its shares of women and men."""

    def __init__(self, opening: TableOpening) -> None:
        self._whose = _Whose.of(opening)
        self._genders = [(place, opening.columns.name(place)) for place in opening.columns.named(_WOMEN, _MEN)]
        self._followers = _followers(_lines(opening.table), self._whose.account.platform)
        self._entries: list[AudienceEntry] = []
        if any(place == 0 for place, _ in self._genders):
            self._read_wider(opening)

    def read(self, cells: list[str]) -> None:
        """A part of the breakdown."""
        if not _AGE.fullmatch(cells[0].strip()):
            raise UnusableRowError(f"{quoted(cells[0])} is no range of ages.", LeftOut.NO_METRIC)
        self._add(cells, 0)

    def rest(self) -> Iterable[Row]:
        """The breakdown, and how many follow when the file says it."""
        if self._entries:
            yield self._whose.day(_followers_by(AudienceDimension.AGE_AND_GENDER, self._entries), self._followers)

    def _add(self, cells: Sequence[str], offset: int) -> None:
        labelled = ((f"{gender}, {cells[0].strip()}", cells[place + offset]) for place, gender in self._genders)
        self._entries += _entries(labelled, self._whose)

    def _read_wider(self, opening: TableOpening) -> None:
        """A header without a cell above the ages: its rows are wider than it, so that nobody passes them on."""
        width = len(opening.table.columns) + 1
        for cells in _lines(opening.table):
            if len(cells) == width and _AGE.fullmatch(cells[0]):
                try:
                    self._add(cells, 1)
                except UnusableRowError as error:
                    opening.remarks.add(error.reason)


class LabelRows:
    """The header is the labels, and the row below it their shares; or every row is a label and its share."""

    def __init__(self, dimension: AudienceDimension, opening: TableOpening) -> None:
        self._dimension = dimension
        self._whose = _Whose.of(opening)
        self._labels = opening.table.columns
        opening.columns.named(*dict.fromkeys(self._labels))
        self._entries: list[AudienceEntry] = []

    def read(self, cells: list[str]) -> None:
        """A part of the breakdown."""
        first = cells[0].strip()
        if len(cells) == 2 and not is_absent(first) and not _is_number(first):
            pairs = [(first, cells[1])]
        elif self._entries:
            raise UnusableRowError("There was a row of shares before.", LeftOut.REPEATED)
        else:
            pairs = list(zip(self._labels, cells, strict=True))
        self._entries += _entries(pairs, self._whose)

    def rest(self) -> Iterable[Row]:
        """The breakdown."""
        if self._entries:
            yield self._whose.day(_followers_by(self._dimension, self._entries))


@dataclass(frozen=True, slots=True)
class _BlockFormat(TableFormat):
    """A table that is recognised by the title above it: its columns are names of places."""

    def fit(self, table: Table) -> int:
        """1 when the title is that of this block."""
        return int(_title(table) in self.required[0].folded_names)

    def language(self, table: Table) -> str | None:
        """Of the title."""
        return language_of(self.required, [_title(table)])


def _title(table: Table) -> str:
    return folded(table.above[-1][0]) if table.above and len(table.above[-1]) == 1 else ""


def _followers_by(dimension: AudienceDimension, entries: Sequence[AudienceEntry]) -> AudienceBreakdown:
    return AudienceBreakdown(AudienceGroup.FOLLOWERS, dimension, tuple(entries))


def _entries(pairs: Iterable[tuple[str, str]], whose: _Whose) -> list[AudienceEntry]:
    """Labels with their shares; those of which the file does not say the share are left out."""
    return [_entry(label, text.strip(), whose) for label, text in pairs if label and not is_absent(text)]


def _entry(label: str, text: str, whose: _Whose) -> AudienceEntry:
    try:
        value, below = share(f"{text}%" if whose.in_percent and not text.endswith("%") else text)
    except ValueError:
        raise UnusableRowError(f"The share of {quoted(label)} is {quoted(text)}, which is none.") from None
    return AudienceEntry(label, value, None, below)


def _is_number(text: str) -> bool:
    try:
        return fraction(text.strip(" <≤")) is not None
    except ValueError:
        return False


def _lines(table: Table) -> list[list[str]]:
    """The filled cells of the lines at the beginning of the file; of a sheet only those above its table."""
    if table.part:
        return [list(cells) for cells in table.above]
    text = io.StringIO(read_beginning(table.source).text, newline="")
    lines = csv.reader(text, delimiter=table.delimiter or ",")
    return [filled for cells in lines if (filled := [cell.strip() for cell in cells if cell.strip()])]


def _is_in_percent(table: Table) -> bool:
    """True when `8.4` means 8.4 %: no part of a whole is larger than 1. Decided by all blocks of a file, since the
    few numbers of one block may all be below 1 %.
    """
    lines = table.preview if table.part else _lines(table)
    texts = (cell for cells in lines if len(cells) > 1 for cell in cells if not _AGE.fullmatch(cell.strip()))
    return any(_LARGEST_FRACTION < _plain_number(text) <= _LARGEST_PERCENTAGE for text in texts)


def _plain_number(text: str) -> float:
    """0 when it is none, or a percentage that says so."""
    return 0 if "%" in text or not _is_number(text) else fraction(text.strip(" <≤")) or 0


def _followers(lines: Sequence[Sequence[str]], platform: Platform) -> int | float | None:
    """The number below a title of followers, in the same line as a word or alone."""
    for title, below in pairwise(lines):
        if len(title) == 1 and folded(title[0]) in _FOLLOWERS.folded_names:
            try:
                return measure(below[-1], MetricKey.FOLLOWERS, title[0], platform)
            except UnusableRowError:
                return None
    return None


META_AUDIENCE_AGES = TableFormat(
    kind="meta-audience-ages",
    title="followers by age and gender (Meta Business Suite)",
    platform=None,
    required=(_WOMEN, _MEN),
    reader=AgeRows,
    also=lambda table: _title(table) in _AGES.folded_names,
)
META_AUDIENCE_CITIES, META_AUDIENCE_COUNTRIES, META_AUDIENCE_PAGES = (
    _BlockFormat(
        kind=f"meta-audience-{what}",
        title=f"followers by {by} (Meta Business Suite)",
        platform=None,
        required=(title,),
        reader=partial(LabelRows, dimension),
    )
    for what, by, title, dimension in (
        ("cities", "city", _CITIES, AudienceDimension.CITY),
        ("countries", "country", _COUNTRIES, AudienceDimension.COUNTRY),
        ("pages", "pages that they like", _PAGES, AudienceDimension.PAGE),
    )
)
