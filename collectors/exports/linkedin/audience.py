"""Who follows, visits and sees an account: the dimensions, in the languages of the exports."""

import re
from collections.abc import Iterable

from collectors.exports.cells import UnusableRowError, count, is_absent, quoted, share
from collectors.exports.formats import Row, TableOpening
from collectors.exports.headings import Heading, folded, heading
from collectors.exports.linkedin.days import DAY_ZONE, start_of
from collectors.exports.linkedin.files import last_day
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.exports import LeftOut
from domain.observations import DaySnapshot
from domain.users import AccountRef

DIMENSIONS: dict[AudienceDimension, Heading] = {
    AudienceDimension.JOB_TITLE: heading(
        "Job title",
        "Job titles",
        fr=("Intitulé de poste", "Intitulés de poste", "Intitulés de postes", "Poste", "Postes"),
        es=("Cargo", "Cargos", "Puesto", "Puestos", "Denominación del empleo"),
        pt=("Cargo", "Cargos"),
        de=("Jobtitel", "Jobbezeichnung", "Jobbezeichnungen", "Stellenbezeichnung", "Position", "Positionen"),
        it=("Qualifica", "Qualifiche", "Posizione lavorativa", "Posizioni lavorative", "Titolo professionale"),
        nl=("Functietitel", "Functietitels", "Functiebenaming"),
    ),
    AudienceDimension.JOB_FUNCTION: heading(
        "Job function",
        "Job functions",
        fr=("Fonction", "Fonctions", "Domaine d’activité"),
        es=("Función laboral", "Función", "Funciones laborales"),
        pt=("Função", "Função de trabalho", "Funções", "Função profissional", "Área de atuação"),
        de=("Tätigkeitsbereich", "Tätigkeitsbereiche", "Jobfunktion", "Funktion", "Funktionsbereich"),
        it=("Funzione lavorativa", "Funzione", "Funzioni lavorative"),
        nl=("Functie", "Functies", "Functiegebied", "Jobfunctie"),
    ),
    AudienceDimension.LOCATION: heading(
        "Location",
        "Locations",
        fr=("Lieu", "Lieux", "Emplacement", "Emplacements", "Localisation"),
        es=("Ubicación", "Ubicaciones"),
        pt=("Localidade", "Localidades", "Localização", "Local"),
        de=("Standort", "Standorte", "Ort", "Orte"),
        it=("Località", "Luogo", "Luoghi"),
        nl=("Locatie", "Locaties"),
    ),
    AudienceDimension.INDUSTRY: heading(
        "Industry",
        "Industries",
        fr=("Secteur", "Secteurs", "Secteur d’activité", "Secteurs d’activité"),
        es=("Sector", "Sectores"),
        pt=("Setor", "Setores"),
        de=("Branche", "Branchen"),
        it=("Settore", "Settori"),
        nl=("Branche", "Branches", "Bedrijfstak", "Sector", "Sectoren"),
    ),
    AudienceDimension.SENIORITY: heading(
        "Seniority",
        "Seniorities",
        fr=("Niveau hiérarchique", "Niveaux hiérarchiques", "Ancienneté", "Niveau d’expérience"),
        es=("Nivel de responsabilidad", "Niveles de responsabilidad", "Nivel de experiencia", "Antigüedad"),
        pt=("Nível de experiência", "Nível", "Nível hierárquico", "Níveis de experiência", "Senioridade"),
        de=("Karrierestufe", "Karrierestufen", "Seniorität", "Berufserfahrung", "Hierarchiestufe"),
        it=("Anzianità", "Livello di anzianità", "Livello di esperienza"),
        nl=("Senioriteit", "Ervaringsniveau", "Functieniveau", "Anciënniteit"),
    ),
    AudienceDimension.COMPANY_SIZE: heading(
        "Company size",
        "Company sizes",
        fr=("Taille de l’entreprise", "Taille d’entreprise", "Tailles d’entreprise", "Effectif de l’entreprise"),
        es=("Tamaño de la empresa", "Tamaño de empresa"),
        pt=("Tamanho da empresa", "Tamanho", "Tamanhos de empresa"),
        de=("Unternehmensgröße", "Unternehmensgrößen", "Firmengröße", "Größe des Unternehmens"),
        it=("Dimensioni dell’azienda", "Dimensioni azienda", "Dimensione dell’azienda", "Dimensione azienda"),
        nl=("Bedrijfsgrootte", "Bedrijfsomvang", "Grootte van bedrijf"),
    ),
    AudienceDimension.COMPANY: heading(
        "Company",
        "Companies",
        fr=("Entreprise", "Entreprises"),
        es=("Empresa", "Empresas"),
        pt=("Empresa", "Empresas"),
        de=("Unternehmen", "Firma", "Firmen"),
        it=("Azienda", "Aziende"),
        nl=("Bedrijf", "Bedrijven"),
    ),
}
_NAMED = {name: dimension for dimension, each in DIMENSIONS.items() for name in each.folded_names}
_LESS_THAN = re.compile(
    r"(?:<|≤|less than|under|moins de|menos de|menos del|weniger als|unter|meno (?:dell|del|di)|minder dan)\W*(\d.*)",
    re.IGNORECASE,
)


def dimension_named(name: str) -> AudienceDimension | None:
    """The dimension that a cell or a column names."""
    return _NAMED.get(folded(name))


def counted(label: str, cell: str) -> AudienceEntry | None:
    """A value of a dimension and how many people have it; None when the cell is blank.

    Raises:
        UnusableRowError: it is no count.
    """
    try:
        people = count(cell)
    except ValueError:
        raise UnusableRowError(f"The number of people is {quoted(cell)}, which is no number.") from None
    if people is None:
        return None
    if not isinstance(people, int) or people < 0:
        raise UnusableRowError(f"The number of people is {quoted(cell)}.")
    return AudienceEntry(label, count=people)


def shared(label: str, cell: str) -> AudienceEntry | None:
    """A value of a dimension and which part of the people have it; None when the cell is blank.

    Raises:
        UnusableRowError: it is no share.
    """
    if is_absent(cell):
        return None
    bound = _LESS_THAN.fullmatch(cell.strip())
    try:
        part, below = share(f"< {bound[1]}" if bound else cell)
    except ValueError:
        raise UnusableRowError(f"The share is {quoted(cell)}, which is none.") from None
    return AudienceEntry(label, part, below=below)


def label_in(cell: str) -> str:
    """The value of a dimension.

    Raises:
        UnusableRowError: there is none.
    """
    if not cell.strip():
        raise UnusableRowError("It names nobody.")
    return cell.strip()


class Breakdowns:
    """Gathers the entries of a table, which are complete only at its end."""

    def __init__(self, opening: TableOpening, account: AccountRef, group: AudienceGroup) -> None:
        self._account, self._group, self._exported = account, group, opening.exported
        self._entries: dict[AudienceDimension, dict[str, AudienceEntry]] = {}

    def add(self, dimension: AudienceDimension, entry: AudienceEntry) -> None:
        """Keep an entry.

        Raises:
            UnusableRowError: there is one of that label already.
        """
        entries = self._entries.setdefault(dimension, {})
        if entry.label in entries:
            raise UnusableRowError(f"{quoted(entry.label)} comes twice; the first was kept.", LeftOut.REPEATED)
        entries[entry.label] = entry

    def rows(self) -> Iterable[Row]:
        """All of them as those of the last day that the file covers; nothing when the table was empty."""
        breakdowns = tuple(
            AudienceBreakdown(self._group, dimension, tuple(entries.values()))
            for dimension, entries in self._entries.items()
        )
        if breakdowns:
            day = last_day(self._exported)
            observed_at = self._exported.seen_at(start_of(day))
            yield self._account, DaySnapshot(day, observed_at, {}, DAY_ZONE, breakdowns), None
