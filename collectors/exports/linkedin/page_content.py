"""LinkedIn pages: `<page>_content_<ms>.xls`, what the page received on each day, and its posts."""

from functools import partial
from typing import NamedTuple

from collectors.exports.cells import UnusableRowError, is_absent
from collectors.exports.formats import MetricHeadings, Row, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import folded, heading
from collectors.exports.linkedin.day_rows import DayRows
from collectors.exports.linkedin.days import DAY_ZONE, possible_days
from collectors.exports.linkedin.files import PAGE, PAGE_NAME, page_account
from collectors.exports.linkedin.headings import DAY, total
from collectors.exports.linkedin.layout import Layout, PageFormat, cells_by_order, reads_by_order
from collectors.exports.linkedin.posts import has_post_links, post_urn, published
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import Platform

_DAY_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: total(
        "Impressions",
        fr="Impressions",
        es="Impresiones",
        pt="Impressões",
        de=("Impressionen", "Impressions"),
        it="Impressioni",
        nl=("Weergaven", "Impressies", "Vertoningen"),
    ),
    MetricKey.REACH: heading(
        "Unique impressions (organic)",
        fr=("Impressions uniques (organiques)", "Impressions uniques (organique)"),
        es=("Impresiones únicas (orgánicas)", "Impresiones únicas (generales)"),
        pt="Impressões únicas (orgânicas)",
        de=(
            "Einzelne Impressionen (organisch)",
            "Eindeutige Impressionen (organisch)",
            "Unique Impressions (organisch)",
        ),
        it=("Impressioni uniche (organiche)", "Impressioni univoche (organiche)"),
        nl=("Unieke weergaven (organisch)", "Unieke impressies (organisch)", "Unieke vertoningen (organisch)"),
    ),
    MetricKey.CLICKS: total("Clicks", fr="Clics", es="Clics", pt="Cliques", de="Klicks", it="Clic", nl="Klikken"),
    MetricKey.LIKES: total(
        "Reactions",
        fr="Réactions",
        es="Reacciones",
        pt="Reações",
        de="Reaktionen",
        it="Reazioni",
        nl=("Waarderingen", "Interessant"),
    ),
    MetricKey.COMMENTS: total(
        "Comments",
        fr="Commentaires",
        es="Comentarios",
        pt="Comentários",
        de="Kommentare",
        it="Commenti",
        nl=("Commentaren", "Opmerkingen"),
    ),
    MetricKey.SHARES: total(
        "Reposts",
        "Shares",
        fr=("Republications", "Partages"),
        es=("Veces compartido", "Republicaciones"),
        pt=("Compartilhamentos", "Partilhas", "Republicações"),
        de=("Reposts", "Geteilte Beiträge", "Geteilte Inhalte", "Geteilt"),
        it=("Diffusioni post", "Condivisioni", "Diffusioni"),
        nl=("Reposts", "Gedeeld", "Keren gedeeld"),
    ),
}
_DAY_LAYOUT = Layout(
    "content",
    20,
    0,
    {
        MetricKey.IMPRESSIONS: 3,
        MetricKey.REACH: 4,
        MetricKey.CLICKS: 7,
        MetricKey.LIKES: 10,
        MetricKey.COMMENTS: 13,
        MetricKey.SHARES: 16,
    },
    ((1, 2, 3), (5, 6, 7), (8, 9, 10), (11, 12, 13), (14, 15, 16)),
)
_PART = "A part of the total, which is read."
_RATE = "A rate, computed here from its parts."
_PARTS = {
    f"{name} ({part})": _PART
    for name in ("Impressions", "Clicks", "Reactions", "Comments", "Reposts", "Shares")
    for part in ("organic", "sponsored")
}
_DAY_LOST = _PARTS | {f"Engagement rate ({part})": _RATE for part in ("organic", "sponsored", "total")}

_POST_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading(
        "Impressions",
        fr="Impressions",
        es="Impresiones",
        pt="Impressões",
        de=("Impressionen", "Impressions"),
        it="Impressioni",
        nl=("Impressies", "Vertoningen"),
    ),
    MetricKey.VIDEO_VIEWS: heading(
        "Views",
        "Video views",
        fr=("Vues", "Visionnages"),
        es="Visualizaciones",
        pt="Visualizações",
        de=("Aufrufe", "Ansichten", "Videoaufrufe"),
        it="Visualizzazioni",
        nl=("Weergaven", "Videoweergaven"),
    ),
    MetricKey.CLICKS: heading("Clicks", fr="Clics", es="Clics", pt="Cliques", de="Klicks", it="Clic", nl="Klikken"),
    MetricKey.LIKES: heading(
        "Likes",
        "Reactions",
        fr=("J’aime", "Mentions J’aime", "Réactions"),
        es=("Recomendaciones", "Reacciones", "Me gusta"),
        pt=("Gostaram", "Gostei", "Reações", "Curtidas"),
        de=("Likes", "Gefällt mir", "Gefällt-mir-Angaben", "Reaktionen"),
        it=("Consigliati", "Reazioni", "Mi piace", "Consiglia"),
        nl=("Interessant", "Likes", "Waarderingen"),
    ),
    MetricKey.COMMENTS: heading(
        "Comments",
        fr="Commentaires",
        es="Comentarios",
        pt="Comentários",
        de="Kommentare",
        it="Commenti",
        nl=("Commentaren", "Opmerkingen"),
    ),
    MetricKey.SHARES: heading(
        "Reposts",
        "Shares",
        fr=("Republications", "Partages"),
        es=("Veces compartido", "Republicaciones"),
        pt=("Compartilhamentos", "Partilhas", "Republicações"),
        de=("Reposts", "Geteilte Beiträge", "Geteilte Inhalte", "Geteilt"),
        it=("Diffusioni post", "Condivisioni"),
        nl=("Reposts", "Gedeeld", "Keren gedeeld"),
    ),
    MetricKey.FOLLOWERS_GAINED: heading(
        "Follows",
        fr=("Abonnements", "Nouveaux abonnés", "Abonnés"),
        es=("Seguidores", "Seguimientos"),
        pt=("Seguidores", "Seguimentos"),
        de=("Follows", "Follower:innen", "Follower", "Neue Follower"),
        it=("Nuovi follower", "Follower"),
        nl=("Volgers", "Nieuwe volgers"),
    ),
}
_TEXT = heading(
    "Post title",
    "Update title",
    fr=("Titre du post", "Titre de la publication"),
    es="Título de la publicación",
    pt="Título da publicação",
    de=("Titel des Beitrags", "Beitragstitel", "Posttitel"),
    it="Titolo del post",
    nl=("Titel van bijdrage", "Titel bijdrage", "Berichttitel", "Titel van post"),
)
_LINK = heading(
    "Post link",
    "Update link",
    fr=("Lien du post", "Lien de la publication", "Lien vers le post"),
    es="Enlace de la publicación",
    pt="Link da publicação",
    de=("Link zum Beitrag", "Beitragslink", "Link des Beitrags", "Postlink"),
    it=("Link del post", "Link al post"),
    nl=("Link naar bijdrage", "Link bijdrage", "Berichtlink", "Link naar post"),
)
_POST_TYPE = heading(
    "Post type",
    "Update type",
    fr=("Type de post", "Type de publication"),
    es="Tipo de publicación",
    pt="Tipo de publicação",
    de=("Beitragstyp", "Beitragsart", "Art des Beitrags"),
    it="Tipo di post",
    nl=("Type bijdrage", "Berichttype", "Type post"),
)
_CREATED = heading(
    "Created date",
    fr=("Date de création", "Créé le"),
    es="Fecha de creación",
    pt=("Criação", "Data de criação", "Data da criação"),
    de=("Erstellungsdatum", "Erstellt am", "Datum der Erstellung"),
    it=("Data di creazione", "Data creazione"),
    nl=("Aanmaakdatum", "Datum gemaakt", "Gemaakt op", "Datum van aanmaak"),
)
_CAMPAIGN = heading(
    "Campaign name",
    fr=("Nom de la campagne", "Nom de campagne"),
    es="Nombre de la campaña",
    pt="Nome da campanha",
    de=("Kampagnenname", "Name der Kampagne"),
    it=("Nome della campagna", "Nome campagna"),
    nl=("Campagnenaam", "Naam campagne"),
)
_CONTENT_TYPE = heading(
    "Content Type",
    fr="Type de contenu",
    es="Tipo de contenido",
    pt="Tipo de conteúdo",
    de=("Inhaltstyp", "Art des Inhalts", "Inhaltsart", "Content-Typ"),
    it="Tipo di contenuto",
    nl=("Type content", "Inhoudstype", "Contenttype", "Type inhoud"),
)
_POST_LAYOUT = Layout(
    "content",
    20,
    5,
    {
        MetricKey.IMPRESSIONS: 9,
        MetricKey.VIDEO_VIEWS: 10,
        MetricKey.CLICKS: 12,
        MetricKey.LIKES: 14,
        MetricKey.COMMENTS: 15,
        MetricKey.SHARES: 16,
        MetricKey.FOLLOWERS_GAINED: 17,
    },
)
_POST_LOST = {
    "Posted by": "The member who posted for the page; no number.",
    "Campaign start date": "Rows of campaigns are left out.",
    "Campaign end date": "Rows of campaigns are left out.",
    "Audience": "To whom the post was shown; no number.",
    "Offsite Views": "Views outside LinkedIn, which it counts by other rules.",
    "Click through rate (CTR)": _RATE,
    "Engagement rate": _RATE,
}
_SPONSORED = ("sponsor", "patrocin", "gespons", "promo", "anzeige", "beworben")
"""How post types of campaigns begin, in all languages."""
_SPONSORED_REASON = (
    "It holds what a campaign bought for the post; the counters of a post are its organic ones, as in LinkedIn's API."
)
_CONTENT_TYPES = {
    folded(name): content_type
    for content_type, names in {
        ContentType.VIDEO: ("Video", "Vidéo", "Vídeo", "Native video"),
        ContentType.IMAGE: ("Image", "Photo", "Imagen", "Imagem", "Bild", "Immagine", "Afbeelding", "Foto"),
        ContentType.CAROUSEL: ("Carousel", "Multi image", "Multi photo", "Multiimage", "Multiphoto", "Multiple images"),
        ContentType.DOCUMENT: ("Document", "PDF", "Documento", "Dokument"),
        ContentType.LINK: ("Article", "Link", "Artículo", "Artigo", "Artikel", "Articolo", "Newsletter", "Lien"),
        ContentType.POLL: ("Poll", "Sondage", "Encuesta", "Enquete", "Umfrage", "Sondaggio", "Peiling", "Enquête"),
        ContentType.TEXT: ("Text", "Texte", "Texto", "Testo", "Tekst"),
        ContentType.LIVE: ("Live", "Live video", "LinkedIn Live"),
    }.items()
    for name in names
}
_UNTIMED = "Of some posts only the day is known: their ids are older than the day on which they were published."


class _Places(NamedTuple):
    """Where the columns are that are no metrics."""

    link: int
    created: int | None
    text: int | None
    post_type: int | None
    campaign: int | None
    content_type: int | None


_DETAILS = {1: _LINK, 5: _CREATED, 0: _TEXT, 2: _POST_TYPE, 3: _CAMPAIGN, 19: _CONTENT_TYPE}
"""By place in the order of the files; those of `_Places`."""
_POST_NAMES = _DETAILS | {place: _POST_METRICS[metric] for metric, place in _POST_LAYOUT.metrics.items()}
_POST_REQUIRED = (_LINK, _POST_METRICS[MetricKey.IMPRESSIONS])


class PagePostRows:
    """One row is one post, or one campaign of a post; a post without campaigns has but one row."""

    def __init__(self, opening: TableOpening) -> None:
        columns = opening.columns
        self._account = page_account(opening)
        if reads_by_order(_POST_LAYOUT, _POST_REQUIRED, _POST_NAMES, opening):
            self._places = _Places(*(columns.one(columns.name(place)) for place in _DETAILS))
            self._metrics = cells_by_order(_POST_LAYOUT, opening)
        else:
            self._places = _Places(columns.one(_LINK), *map(columns.first, list(_DETAILS.values())[1:]))
            self._metrics = opening.metric_cells(_POST_METRICS)
        self._exported = opening.exported
        self._remarks = opening.remarks
        opening.remarks.add("Posts are read with their organic numbers; rows of campaigns are left out.")

    def read(self, cells: list[str]) -> Row:
        """A post and its organic counters."""
        if _cell(cells, self._places.campaign) or folded(_cell(cells, self._places.post_type)).startswith(_SPONSORED):
            raise UnusableRowError(_SPONSORED_REASON, LeftOut.NO_METRIC)
        post_id = post_urn(cells[self._places.link])
        stated = _cell(cells, self._places.created)
        posted = published(post_id, possible_days(stated) if stated else ())
        if not posted.known:
            self._remarks.add(_UNTIMED)
        text = "" if self._places.text is None else cells[self._places.text]
        content_type = _CONTENT_TYPES.get(folded(_cell(cells, self._places.content_type)), ContentType.OTHER)
        details = PostDetails(
            posted.at,
            content_type,
            text,
            cells[self._places.link].strip(),
            hashtags(text),
            time_known=posted.known,
        )
        observed_at = self._exported.seen_at(posted.at)
        metrics = self._metrics.read(cells, Platform.LINKEDIN)
        return self._account, PostSnapshot(post_id, observed_at, metrics, details), post_id


def _cell(cells: list[str], place: int | None) -> str:
    return "" if place is None or is_absent(cells[place]) else cells[place].strip()


LINKEDIN_PAGE_DAYS = PageFormat(
    kind="linkedin-page-days",
    title="LinkedIn page, content by day (sheet Metrics)",
    platform=Platform.LINKEDIN,
    required=(DAY, _DAY_METRICS[MetricKey.IMPRESSIONS]),
    reader=partial(DayRows, PAGE, _DAY_METRICS, layout=_DAY_LAYOUT),
    layout=_DAY_LAYOUT,
    metrics=_DAY_METRICS,
    name=PAGE_NAME,
    day_zone=DAY_ZONE,
    lost=_DAY_LOST,
)
LINKEDIN_PAGE_POSTS = PageFormat(
    kind="linkedin-page-posts",
    title="LinkedIn page, posts (sheet All posts)",
    platform=Platform.LINKEDIN,
    required=_POST_REQUIRED,
    also=partial(has_post_links, _LINK),
    reader=PagePostRows,
    layout=_POST_LAYOUT,
    metrics=_POST_METRICS,
    name=PAGE_NAME,
    lost=_POST_LOST,
)
