"""TikTok Studio: `Overview`, `Viewers` and `FollowerHistory`, and the audience file of the Business Suite; all hold
one row for each day of an account."""

from functools import partial

from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.headings import heading
from collectors.exports.tables import Table
from collectors.exports.tiktok.day_years import A_DAY, DayYears, midnight
from collectors.exports.tiktok.names import TIKTOK_NAME, account_of_file
from domain.metrics import MetricKey
from domain.observations import DaySnapshot
from domain.users import Platform

DATE = heading("Date", sv="Datum", de="Datum", es="Fecha", fr="Date", it="Data", pt="Data", ja="日付")
"""TikTok Studio writes English headers whatever the language of its dates; the Business Suite translated them."""

_FOLLOWERS = heading("Followers", es="Seguidores", pt="Seguidores", de="Follower", fr="Followers", it="Follower")
_TOTAL_FOLLOWERS = heading("Total followers")
_NEW_FOLLOWERS = heading("New followers", sv="Nya följare")
_ENGAGED = heading("Engaged audience")
_FOLLOWERS_STEP = heading(
    "Difference in followers from previous day", pt="Diferença de seguidores em relação ao dia anterior"
)
_OVERVIEW_METRICS: MetricHeadings = {
    MetricKey.VIEWS: heading(
        "Video Views",
        "Post Views",
        sv="Videovisningar",
        de=("Videoaufrufe", "Video-Aufrufe"),
        es=("Visualizaciones de vídeo", "Visualizaciones de vídeos", "Visualizaciones del vídeo"),
        fr=("Vues de vidéos", "Vues de la vidéo", "Vues vidéo"),
        it=("Visualizzazioni video", "Visualizzazioni dei video"),
        pt=("Visualizações de vídeo", "Visualizações de vídeos", "Visualizações do vídeo"),
    ),
    MetricKey.REACH: heading("Reached audience", "Unique viewers", sv="Målgrupp som nåtts"),
    MetricKey.PROFILE_VIEWS: heading(
        "Profile Views",
        sv="Profilvisningar",
        de=("Profilaufrufe", "Profil-Aufrufe"),
        es=("Visualizaciones del perfil", "Visualizaciones de perfil", "Visitas al perfil"),
        fr=("Vues du profil", "Vues de profil"),
        it=("Visualizzazioni del profilo", "Visualizzazioni profilo"),
        pt=("Visualizações do perfil", "Visualizações de perfil"),
    ),
    MetricKey.LIKES: heading(
        "Likes", sv="Gilla-markeringar", es="Me gusta", pt=("Curtidas", "Gostos"), fr="J’aime", it="Mi piace"
    ),
    MetricKey.COMMENTS: heading(
        "Comments",
        sv="Kommentarer",
        de="Kommentare",
        es="Comentarios",
        fr="Commentaires",
        it="Commenti",
        pt="Comentários",
    ),
    MetricKey.SHARES: heading(
        "Shares",
        sv="Delningar",
        de=("Geteilt", "Geteilte Inhalte"),
        es=("Veces compartido", "Compartidos"),
        fr="Partages",
        it="Condivisioni",
        pt=("Compartilhamentos", "Partilhas"),
    ),
    MetricKey.WEBSITE_CLICKS: heading("Website clicks", sv="Webbplatsklickar"),
    MetricKey.FOLLOWERS_GAINED: _NEW_FOLLOWERS,
    MetricKey.FOLLOWERS_LOST: heading("Lost followers", sv="Tappade följare"),
}
_VIEWERS_METRICS: MetricHeadings = {MetricKey.REACH: heading("Total Viewers")}
_FOLLOWERS_METRICS: MetricHeadings = {MetricKey.FOLLOWERS: _FOLLOWERS}
_AUDIENCE_METRICS: MetricHeadings = {
    MetricKey.FOLLOWERS: _TOTAL_FOLLOWERS,
    MetricKey.FOLLOWERS_GAINED: _NEW_FOLLOWERS,
}
_FOLLOWS = "It follows from the followers of the days."
_NEWEST_DAYS_NOTE = (
    "TikTok completes its numbers over two or three days: the newest days of the file may change in a later export."
)


class DailyRows:
    """One row is one day, cut in a zone that the file does not tell."""

    def __init__(self, what: str, metrics: MetricHeadings, opening: TableOpening) -> None:
        self._account = account_of_file(opening, what)
        opening.remarks.add(_NEWEST_DAYS_NOTE)
        self._day = opening.columns.one(DATE)
        self._years = DayYears(opening, self._day)
        self._metrics = opening.metric_cells(metrics)
        self._exported = opening.exported

    def read(self, cells: list[str]) -> Row:
        """A day and its numbers; none where TikTok had not counted yet."""
        day = self._years.day(cells[self._day])
        observed_at = self._exported.seen_at(midnight(day), A_DAY, what="The day lies")
        return self._account, DaySnapshot(day, observed_at, self._metrics.read(cells, Platform.TIKTOK)), day


def _is_follower_history(table: Table) -> bool:
    """`Date, Followers` alone may be a file of anybody."""
    return table.has(_FOLLOWERS_STEP) or table.is_called(("FollowerHistory",))


TIKTOK_OVERVIEW = TableFormat(
    kind="tiktok-overview",
    title="TikTok account overview (Overview)",
    platform=Platform.TIKTOK,
    required=(DATE, _OVERVIEW_METRICS[MetricKey.VIEWS], _OVERVIEW_METRICS[MetricKey.PROFILE_VIEWS]),
    reader=partial(DailyRows, "An overview of TikTok", _OVERVIEW_METRICS),
    metrics=_OVERVIEW_METRICS,
    name=TIKTOK_NAME,
    lost={
        "Net growth": "It is the new followers less the lost ones.",
        "Product link clicks": "Clicks into TikTok's shop; the catalog counts those to the account's website.",
        "Product link complete payment": "Sales are no metric of the catalog.",
        "Product link GMV": "Sales are no metric of the catalog.",
        "Phone number clicks": "The catalog counts the clicks to the account's website alone.",
        "Leads submission": "Leads are no metric of the catalog.",
        "App download link clicks": "The catalog counts the clicks to the account's website alone.",
    },
)
TIKTOK_VIEWERS = TableFormat(
    kind="tiktok-viewers",
    title="TikTok viewers by day (Viewers)",
    bare=("viewers", "tiktok"),
    platform=Platform.TIKTOK,
    required=(DATE, _VIEWERS_METRICS[MetricKey.REACH]),
    reader=partial(DailyRows, "A list of viewers of TikTok", _VIEWERS_METRICS),
    metrics=_VIEWERS_METRICS,
    lost={
        "New Viewers": "A part of the viewers; 0 also on days of which nothing is known yet.",
        "Returning Viewers": "A part of the viewers; 0 also on days of which nothing is known yet.",
    },
)
TIKTOK_FOLLOWER_HISTORY = TableFormat(
    kind="tiktok-follower-history",
    title="TikTok followers by day (FollowerHistory)",
    platform=Platform.TIKTOK,
    required=(DATE, _FOLLOWERS),
    reader=partial(DailyRows, "A follower history of TikTok", _FOLLOWERS_METRICS),
    metrics=_FOLLOWERS_METRICS,
    lost={
        _FOLLOWERS_STEP.name: f"{_FOLLOWS} Files have been seen in which it is the step to the next day.",
    },
    also=_is_follower_history,
)
TIKTOK_AUDIENCE = TableFormat(
    kind="tiktok-audience",
    title="TikTok audience by day (Business Suite)",
    platform=Platform.TIKTOK,
    required=(DATE, _TOTAL_FOLLOWERS, _NEW_FOLLOWERS, _ENGAGED),
    reader=partial(DailyRows, "An audience file of TikTok", _AUDIENCE_METRICS),
    metrics=_AUDIENCE_METRICS,
    lost={_ENGAGED.name: "People who engaged; the catalog counts engagements, not people."},
)
