"""What the titles of daily tables of the Meta Business Suite mean: `Facebook visits`, `Alcance do Instagram`."""

from collections.abc import Iterable, Mapping

from collectors.exports.headings import Heading, folded, heading
from domain.metrics import MetricKey
from domain.users import Platform

TITLES: Mapping[MetricKey, Heading] = {
    MetricKey.VIEWS: heading(
        "Views",
        es=("Visualizaciones", "Vistas"),
        pt="Visualizações",
        it="Visualizzazioni",
        fr=("Vues", "Affichages"),
        de=("Aufrufe", "Ansichten", "Views"),
        nl="Weergaven",
        pl="Wyświetlenia",
    ),
    MetricKey.REACH: heading(
        *("Reach", "Viewers", "Accounts reached"),
        es=("Alcance", "Espectadores", "Cuentas alcanzadas"),
        pt=("Alcance", "Espectadores", "Visualizadores", "Contas alcançadas"),
        it=("Copertura", "Spettatori", "Visualizzatori", "Account raggiunti"),
        fr=("Couverture", "Portée", "Spectateurs", "Spectateur·ices", "Comptes touchés"),
        de=("Reichweite", "Betrachter", "Zuschauer", "Zuschauer*innen", "Betrachter*innen", "Erreichte Konten"),
        nl=("Bereik", "Kijkers", "Bereikte accounts"),
        pl=("Zasięg", "Widzowie", "Wyświetlający"),
    ),
    MetricKey.PLATFORM_ENGAGEMENTS: heading(
        *("Content interactions", "Interactions"),
        es=("Interacciones con el contenido", "Interacciones con contenido", "Interacciones"),
        pt=("Interações com o conteúdo", "Interações com conteúdo", "Interações"),
        it=("Interazioni con i contenuti", "Interazioni con il contenuto", "Interazioni"),
        fr=("Interactions avec le contenu", "Interactions sur le contenu", "Interactions avec les contenus"),
        de=("Content-Interaktionen", "Interaktionen mit Inhalten", "Inhaltsinteraktionen", "Interaktionen"),
        nl=("Contentinteracties", "Interacties met content", "Interacties met contentonderdelen", "Interacties"),
        pl=("Interakcje z treściami", "Interakcje z materiałami", "Interakcje"),
    ),
    MetricKey.PROFILE_VIEWS: heading(
        *("Facebook visits", "Page visits", "Profile visits"),
        es=("Visitas", "Visitas al perfil", "Visitas a la página"),
        pt=("Visitas", "Visitas ao perfil", "Visitas à Página"),
        it=("Visite", "Visite al profilo", "Visite alla Pagina"),
        fr=("Visites", "Visites du profil", "Visites de la Page", "Visites sur le profil", "Visites sur la Page"),
        de=("Besuche", "Profilbesuche", "Seitenbesuche", "Profilaufrufe", "Seitenaufrufe"),
        nl=("Bezoeken", "Profielbezoeken", "Paginabezoeken", "Bezoeken aan profiel"),
        pl=("Wizyty", "Wizyty w profilu", "Wizyty na stronie", "Odwiedziny"),
    ),
    MetricKey.FOLLOWERS_GAINED: heading(
        *("Follows", "New followers", "New follows"),
        es=("Seguimientos", "Nuevos seguidores", "Seguidores nuevos"),
        pt=("Seguimentos", "Novos seguidores", "Seguidores novos"),
        it=("Follow", "Nuovi follower", "Follower acquisiti"),
        fr=("Suivis", "Nouveaux followers", "Nouveaux abonnés"),
        de=("Follows", "Neue Follower", "Abonnements", "Neue Abonnenten"),
        nl=("Volgacties", "Nieuwe volgers"),
        pl=("Obserwacje", "Nowi obserwujący", "Obserwowania"),
    ),
    MetricKey.FOLLOWERS_LOST: heading(
        *("Unfollows", "Lost followers"),
        es=("Dejaron de seguir", "Seguidores perdidos", "Dejar de seguir"),
        pt=("Deixaram de seguir", "Seguidores perdidos"),
        it=("Unfollow", "Hanno smesso di seguire", "Follower persi"),
        fr=("Désabonnements", "Ne suivent plus", "Followers perdus"),
        de=("Unfollows", "Entfolgungen", "Nicht mehr gefolgt", "Verlorene Follower"),
        nl=("Ontvolgd", "Verloren volgers", "Niet meer gevolgd"),
        pl=("Przestali obserwować", "Utraceni obserwujący"),
    ),
    MetricKey.IMPRESSIONS: heading(
        "Impressions",
        es="Impresiones",
        pt="Impressões",
        it="Impression",
        fr="Impressions",
        de="Impressionen",
        nl="Impressies",
    ),
    MetricKey.VIDEO_VIEWS: heading(
        *("3-second views", "3-second video views"),
        es=("Visualizaciones de 3 segundos", "Reproducciones de 3 segundos", "Reproducciones de video de 3 segundos"),
        pt=("Visualizações de 3 segundos", "Visualizações de vídeo de 3 segundos"),
        it=("Visualizzazioni di 3 secondi", "Visualizzazioni di video di 3 secondi"),
        fr=("Vues de 3 secondes", "Vues de vidéo de 3 secondes"),
        de=("3-Sekunden-Aufrufe", "3-Sekunden-Videoaufrufe", "Aufrufe von 3 Sekunden"),
        nl=("Weergaven van 3 seconden", "Videoweergaven van 3 seconden"),
    ),
}
"""The titles without the name of the platform, by the metric that their days are of."""

NO_METRIC: tuple[tuple[Heading, str], ...] = (
    (
        heading(
            "Link clicks",
            es=("Clics en el enlace", "Clics en enlaces"),
            pt=("Cliques no link", "Cliques em links"),
            it=("Clic sul link", "Clic sui link"),
            fr=("Clics sur un lien", "Clics sur le lien", "Clics sur des liens"),
            de=("Link-Klicks", "Linkklicks", "Klicks auf den Link"),
            nl=("Klikken op link", "Linkklikken"),
            pl=("Kliknięcia linku", "Kliknięcia linków"),
        ),
        "Clicks on links are but a part of all clicks, and none on the profile's website alone.",
    ),
    (
        heading(
            "Net follows",
            es="Seguimientos netos",
            pt="Seguimentos líquidos",
            it="Follow netti",
            fr="Suivis nets",
            de=("Netto-Follows", "Follows netto"),
        ),
        "The net number is computed here from the numbers of followers.",
    ),
    (
        heading(*("1-minute views", "1-minute video views", "15-second views", "ThruPlays")),
        "It counts views over another threshold than that of the video views which are read.",
    ),
    (
        heading(*("Viewers from ads", "Paid reach", "Paid impressions", "Views from ads", "Ad spend", "Amount spent")),
        "Numbers of ads are not read.",
    ),
    (
        heading(*("Approximate content monetization earnings", "Estimated earnings", "Earnings")),
        "Money is not kept.",
    ),
    (
        heading(*("Messaging contacts", "New messaging contacts", "Messaging conversations started")),
        "There is no metric for messages.",
    ),
)
"""Titles that are known and of no metric, and why."""

_PLATFORMS = {"facebook": Platform.FACEBOOK, "instagram": Platform.INSTAGRAM}
_PAGE = frozenset({"page", "pagina", "seitenbesuche", "seitenaufrufe", "paginabezoeken", "strona", "stronie"})
"""Words for pages, which Facebook has and Instagram has not."""
_JOINING = frozenset(
    {
        *(
            "a",
            "al",
            "ao",
            "auf",
            "d",
            "da",
            "de",
            "del",
            "dell",
            "della",
            "di",
            "do",
            "des",
            "du",
            "en",
            "for",
            "from",
        ),
        *("no", "na", "of", "on", "op", "su", "sur", "bei", "von", "van", "w", "z", "the", "la", "le"),
    }
)


def metric_of(title: str) -> MetricKey | None:
    """The metric of a daily table; None when the title is unknown, or known to be of none."""
    wanted = _meaning(title)
    return next((metric for metric, names in TITLES.items() if wanted in _meanings(names)), None)


def why_no_metric(title: str) -> str | None:
    """Why a table is not read whose title is known; None when the title is unknown."""
    wanted = _meaning(title)
    return next((why for names, why in NO_METRIC if wanted in _meanings(names)), None)


def is_known(title: str) -> bool:
    """True for every title of which we know what it means."""
    return metric_of(title) is not None or why_no_metric(title) is not None


def platform_of(title: str) -> Platform | None:
    """The platform that a title names; None: both have tables of this title."""
    words = folded(title).split()
    named = next((_PLATFORMS[word] for word in words if word in _PLATFORMS), None)
    return Platform.FACEBOOK if named is None and not _PAGE.isdisjoint(words) else named


def _meaning(title: str) -> str:
    words = (word for word in folded(title).split() if word not in _PLATFORMS and word not in _JOINING)
    return " ".join(words)


def _meanings(names: Heading) -> Iterable[str]:
    return (_meaning(name) for name in names.folded_names)
