"""Instagram: followers and reach of a whole account, from `past_instagram_insights` of its archive."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from collectors.exports.archives.date_ranges import DateRange, date_range, has_year
from collectors.exports.archives.instagram import begins_with, exported_at, owner, value_of, values_of
from collectors.exports.archives.json_values import is_storable, member
from collectors.exports.archives.left_out import LeftOutItems
from collectors.exports.cells import UnusableRowError, is_absent, measure, quoted, share
from collectors.exports.formats import DocumentFormat, DocumentOpening, MetricHeadings, Row
from collectors.exports.headings import Heading, heading
from collectors.exports.moments import ZONE_LEEWAY
from collectors.exports.remarks import Remarks
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import DaySnapshot, WindowSnapshot
from domain.users import Platform

_RANGE = heading(
    "Date Range",
    de=("Zeitraum", "Datumsbereich"),
    es=("Intervalo de fechas", "Período", "Rango de fechas"),
    fr=("Période", "Plage de dates"),
    pt=("Intervalo de datas", "Período"),
    it=("Intervallo di date", "Periodo"),
)
_FOLLOWERS: MetricHeadings = {
    MetricKey.FOLLOWERS: heading("Followers", de="Follower", fr=("Followers", "Abonnés"), it="Follower")
}
_FOLLOWERS_OR_FOLLOWS = heading(es="Seguidores", pt="Seguidores")
"""Portuguese has one word for both, and of two values under one label the file keeps one."""
_FOLLOWS = heading(
    es=("Seguimientos", "Nuevos seguidores", "Seguidores nuevos"), pt=("Novos seguidores", "Seguimentos")
)
_REACH: MetricHeadings = {
    MetricKey.REACH: heading(
        "Accounts reached",
        de="Erreichte Konten",
        es="Cuentas alcanzadas",
        fr="Comptes touchés",
        pt="Contas alcançadas",
        it="Account raggiunti",
    )
}
_LISTS = {
    AudienceDimension.CITY: heading(
        "Follower Percentage by City",
        de=("Prozentualer Anteil der Follower nach Stadt", "Prozentualer Anteil der Follower nach Ort"),
        es=("Porcentaje de seguidores por ciudad",),
        fr=("Pourcentage de followers en fonction de la ville",),
        pt=("Porcentagem de seguidores por cidade", "Percentagem de seguidores por cidade"),
        it=("Percentuale di follower per città", "Percentuale follower per città"),
    ),
    AudienceDimension.COUNTRY: heading(
        "Follower Percentage by Country",
        de=("Prozentualer Anteil der Follower nach Land",),
        es=("Porcentaje de seguidores por país",),
        fr=("Pourcentage de followers en fonction du pays",),
        pt=("Porcentagem de seguidores por país", "Percentagem de seguidores por país"),
        it=("Percentuale di follower per Paese", "Percentuale follower per Paese"),
    ),
    AudienceDimension.AGE: heading(
        "Follower Percentage by Age for All Genders",
        de=("Prozentualer Anteil an Followern nach Alter für alle Geschlechter",),
        es=("Porcentaje de seguidores por edad para todos los géneros", "Porcentaje de seguidores por edad"),
        fr=("Pourcentage de followers en fonction de l’âge pour tous les genres",),
        pt=(
            "Porcentagem de seguidores por idade para todos os gêneros",
            "Percentagem de seguidores por idade para todos os géneros",
        ),
        it=("Percentuale di follower per età per tutti i generi",),
    ),
}
_GENDERS = {
    "Men": heading(
        "Total Follower Percentage for Men",
        de=("Prozentualer Anteil an männlichen Followern insgesamt",),
        es=("Porcentaje total de seguidores para hombres", "Porcentaje total de seguidores hombres"),
        fr=("Pourcentage du total des followers hommes",),
        pt=(
            "Porcentagem do total de seguidores para homens",
            "Percentagem total de seguidores que são homens",
            "Percentagem total de seguidores para homens",
        ),
        it=("Percentuale totale di follower uomini",),
    ),
    "Women": heading(
        "Total Follower Percentage for Women",
        de=("Prozentualer Anteil an weiblichen Followern insgesamt",),
        es=("Porcentaje total de seguidores para mujeres", "Porcentaje total de seguidores mujeres"),
        fr=("Pourcentage du total des followers femmes", "Pourcentage du total des de followers femmes"),
        pt=(
            "Porcentagem do total de seguidores para mulheres",
            "Percentagem total de seguidores que são mulheres",
            "Percentagem total de seguidores para mulheres",
        ),
        it=("Percentuale totale di follower donne",),
    ),
}
_LANGUAGES = ("en", "de", "es", "fr", "pt", "it")
_LONGEST_LIST = 10_000
_NO_RANGE = "The file does not say of which day its followers are; they are stored on the day of the export."
_ONE_WORD = (
    "'Seguidores' was not read: in this language it may be the followers or the new ones, and the file keeps but one."
)


class _AccountInsights:
    """What the files about a whole account have in common: whose they are, and of which days."""

    def __init__(self, opening: DocumentOpening) -> None:
        self._account = owner(opening, "A file of insights of Instagram, without personal_information.json beside it,")
        self._exported = opening.exported
        self._year = opening.options.year
        self._remarks = opening.remarks

    def _days(self, text: str) -> DateRange:
        days = date_range(text, self._exported.at.date(), self._year)
        if not has_year(text) and self._year is None:
            self._remarks.add(
                f"The date range {quoted(text)} tells no year; taken for the last one before the export, which ends "
                f"on {days.last}. Say `--year` if it is another one."
            )
        return days

    def _seen_at(self, last: date) -> datetime:
        return self._exported.seen_at(datetime.combine(last, time(), UTC), ZONE_LEEWAY, "The date range ends")


class InstagramAudience(_AccountInsights):
    """One item is the audience at the end of a range of days."""

    def read(self, item: Any) -> Row:
        """The followers of the last day, and who they are."""
        values = values_of(member(item, "string_map_data"))
        followers = _followers(values, self._remarks)
        audience = _breakdowns(values, self._remarks)
        if followers is None and not audience:
            raise UnusableRowError("It tells nothing about followers that can be read.", LeftOut.NO_METRIC)
        text = value_of(values, _RANGE)
        if text:
            day = self._days(text).last
        else:
            day = self._exported.at.date()
            self._remarks.add(_NO_RANGE)
        metrics = {} if followers is None else {MetricKey.FOLLOWERS: followers}
        return self._account, DaySnapshot(day, self._seen_at(day), metrics, audience=audience), day


class InstagramReach(_AccountInsights):
    """One item is how many accounts were reached in a range of days, as the platform counted them."""

    def read(self, item: Any) -> Row:
        """The reach of the range."""
        values = values_of(member(item, "string_map_data"))
        wanted = _REACH[MetricKey.REACH]
        value = measure(value_of(values, wanted), MetricKey.REACH, wanted.name, Platform.INSTAGRAM)
        if value is None:
            raise UnusableRowError("It does not tell how many accounts were reached.", LeftOut.NO_METRIC)
        days = self._days(value_of(values, _RANGE))
        observed_at = self._seen_at(days.last)
        window = WindowSnapshot(MetricKey.REACH, days.first, days.last + timedelta(days=1), value, observed_at)
        return self._account, window, (days.first, days.last)


def _followers(values: dict[str, str], remarks: Remarks) -> int | float | None:
    wanted = _FOLLOWERS[MetricKey.FOLLOWERS]
    text = value_of(values, wanted)
    if not text and (one_word := value_of(values, _FOLLOWERS_OR_FOLLOWS)):
        if value_of(values, _FOLLOWS):
            text = one_word
        else:
            remarks.add(_ONE_WORD)
    try:
        return measure(text, MetricKey.FOLLOWERS, wanted.name, Platform.INSTAGRAM)
    except UnusableRowError as error:
        remarks.left_out(wanted.name, f"such as: {error.reason}")
        return None


def _breakdowns(values: dict[str, str], remarks: Remarks) -> tuple[AudienceBreakdown, ...]:
    found = {dimension: _entries(values, each, remarks) for dimension, each in _LISTS.items()}
    genders = ((label, value_of(values, each), each) for label, each in _GENDERS.items())
    found[AudienceDimension.GENDER] = tuple(
        entry for label, text, each in genders if (entry := _entry(label, text, each, remarks)) is not None
    )
    return tuple(
        AudienceBreakdown(AudienceGroup.FOLLOWERS, dimension, entries)
        for dimension, entries in found.items()
        if entries
    )


def _entries(values: dict[str, str], wanted: Heading, remarks: Remarks) -> tuple[AudienceEntry, ...]:
    """`Berlin: 5.1%, Wien: 4%`; labels may hold commas, and the numbers may have decimal ones."""
    text = value_of(values, wanted)
    if len(text) > _LONGEST_LIST:
        remarks.left_out(wanted.name, "it is endlessly long.")
        return ()
    entries: dict[str, AudienceEntry] = {}
    for part in text.split("%")[:-1]:
        label, _, number = part.lstrip(", ").rpartition(":")
        entry = _entry(label.strip(), f"{number.strip()}%", wanted, remarks)
        if entry is not None:
            entries.setdefault(entry.label, entry)
    return tuple(entries.values())


def _entry(label: str, text: str, wanted: Heading, remarks: Remarks) -> AudienceEntry | None:
    if is_absent(text):
        return None
    try:
        value, below = share(text)
    except ValueError:
        remarks.left_out(wanted.name, f"such as: {quoted(text)} is no share.")
        return None
    if not label or not is_storable(label) or (value is None and below is None):
        return None
    return AudienceEntry(label, value, below=below)


INSTAGRAM_AUDIENCE = DocumentFormat(
    kind="instagram-insights-audience",
    title="Instagram archive: followers (audience_insights.json)",
    platform=Platform.INSTAGRAM,
    begins=begins_with("organic_insights_audience"),
    items="organic_insights_audience.item",
    reader=InstagramAudience,
    why="It begins with organic_insights_audience.",
    metrics=_FOLLOWERS,
    content_date=exported_at,
    lost={
        "Follows": "the new followers of many days, which cannot be told apart",
        "Unfollows": "the lost followers of many days, which cannot be told apart",
        "Overall followers": "the difference of the two",
        "Followers Delta": "a comparison with the days before",
        "Follower Percentage by Age for Men": "shares of the men alone, not of all followers",
        "Follower Percentage by Age for Women": "shares of the women alone, not of all followers",
        "Monday Follower Activity": "rounded, and of no certain Monday; the other weekdays alike",
    },
    languages=_LANGUAGES,
)
INSTAGRAM_REACH = DocumentFormat(
    kind="instagram-insights-reach",
    title="Instagram archive: accounts reached (profiles_reached.json)",
    platform=Platform.INSTAGRAM,
    begins=begins_with("organic_insights_reach"),
    items="organic_insights_reach.item",
    reader=InstagramReach,
    why="It begins with organic_insights_reach.",
    metrics=_REACH,
    content_date=exported_at,
    lost={
        "Accounts reached delta": "a comparison with the days before",
        "Followers": "the followers' share of the reach",
        "Non-Followers": "the others' share of the reach",
        "Impressions": "the sum of many days, which cannot be told apart",
        "Profile visits": "the sum of many days, which cannot be told apart",
        "External link taps": "the sum of many days, which cannot be told apart",
    },
    languages=_LANGUAGES,
)
INSTAGRAM_INTERACTIONS = DocumentFormat(
    kind="instagram-insights-interactions",
    title="Instagram archive: interactions (content_interactions.json)",
    platform=Platform.INSTAGRAM,
    begins=begins_with("organic_insights_interactions"),
    items="organic_insights_interactions.item",
    reader=partial(
        LeftOutItems, "It adds up the interactions of many days, which cannot be told apart.", LeftOut.OTHER_PERIOD
    ),
    why="It begins with organic_insights_interactions.",
    content_date=exported_at,
    lost={
        "Content interactions": "the sum of many days, which cannot be told apart; so are those of posts and reels",
        "Accounts engaged": "the catalog counts no accounts that interacted",
    },
    languages=_LANGUAGES,
)
