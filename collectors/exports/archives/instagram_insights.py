"""Instagram: numbers of posts, reels, stories and live videos, from `past_instagram_insights` of an archive."""

from datetime import datetime
from functools import partial
from typing import Any

from collectors.exports.archives.instagram import begins_with, exported_at, media_id, owner, value_of, values_of, words
from collectors.exports.archives.json_values import instant, member
from collectors.exports.cells import clock, number, quoted
from collectors.exports.columns import Columns, MetricCells
from collectors.exports.formats import DocumentFormat, DocumentOpening, MetricHeadings, Row
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import heading
from collectors.exports.remarks import Remarks
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import Platform

METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading(
        "Impressions",
        de="Impressionen",
        es="Impresiones",
        fr="Impressions",
        pt=("Impressões", "Impressões (total)"),
        it=("Impression", "Impressioni"),
    ),
    MetricKey.VIEWS: heading(
        "Views",
        "Instagram Views",
        "Instagram Plays",
        "Plays",
        de=("Aufrufe", "Instagram-Aufrufe", "Wiedergaben", "Instagram-Wiedergaben"),
        es=("Visualizaciones", "Reproducciones", "Reproducciones en Instagram", "Reproducciones de Instagram"),
        fr=("Vues", "Vues Instagram", "Lectures", "Lectures Instagram", "Lectures sur Instagram"),
        pt=("Visualizações", "Reproduções", "Reproduções do Instagram", "Reproduções no Instagram"),
        it=("Visualizzazioni", "Riproduzioni", "Riproduzioni su Instagram", "Riproduzioni di Instagram"),
    ),
    MetricKey.REACH: heading(
        "Accounts reached",
        "Reach",
        de=("Erreichte Konten", "Reichweite"),
        es=("Cuentas alcanzadas", "Alcance"),
        fr=("Comptes touchés", "Couverture", "Portée"),
        pt=("Contas alcançadas", "Alcance"),
        it=("Account raggiunti", "Copertura"),
    ),
    MetricKey.LIKES: heading(
        "Likes",
        "Instagram Likes",
        de=("„Gefällt mir“-Angaben", "Gefällt mir", "Likes", "Instagram-Likes", "Instagram-„Gefällt mir“-Angaben"),
        es=("Me gusta", "Me gusta en Instagram", "Me gusta de Instagram"),
        fr=("J’aime", "Mentions J’aime", "Mentions J’aime Instagram", "Mentions J’aime sur Instagram"),
        pt=("Curtidas", "Gostos", "Curtidas do Instagram", "Curtidas no Instagram", "Gostos no Instagram"),
        it=("Mi piace", "Mi piace su Instagram", "Mi piace di Instagram"),
    ),
    MetricKey.COMMENTS: heading(
        "Comments",
        "Instagram Comments",
        de=("Kommentare", "Instagram-Kommentare"),
        es=("Comentarios", "Comentarios en Instagram", "Comentarios de Instagram"),
        fr=("Commentaires", "Commentaires Instagram", "Commentaires sur Instagram"),
        pt=("Comentários", "Comentários do Instagram", "Comentários no Instagram"),
        it=("Commenti", "Commenti su Instagram", "Commenti di Instagram"),
    ),
    MetricKey.SHARES: heading(
        "Shares",
        "Instagram Shares",
        de=("Geteilte Inhalte", "Geteilt", "Teilungen", "Instagram-Shares"),
        es=("Veces que se compartió", "Veces compartido", "Compartidos", "Veces compartido en Instagram"),
        fr=("Partages", "Partages Instagram", "Partages sur Instagram"),
        pt=("Compartilhamentos", "Partilhas", "Compartilhamentos do Instagram", "Compartilhamentos no Instagram"),
        it=("Condivisioni", "Condivisioni su Instagram", "Condivisioni di Instagram"),
    ),
    MetricKey.SAVES: heading(
        "Saves",
        "Instagram Saves",
        de=("Gespeichert", "Gespeicherte Inhalte", "Speicherungen", "Instagram-Speicherungen"),
        es=("Veces que se guardó", "Veces guardado", "Guardados", "Veces guardado en Instagram"),
        fr=("Enregistrements", "Enregistrements Instagram", "Enregistrements sur Instagram"),
        pt=("Salvamentos", "Guardados", "Itens salvos", "Salvamentos do Instagram", "Salvamentos no Instagram"),
        it=("Salvataggi", "Elementi salvati", "Salvataggi su Instagram"),
    ),
    MetricKey.FOLLOWERS_GAINED: heading(
        "Follows",
        "New follows",
        de=("Neue Follower", "Follows"),
        es=("Seguimientos", "Nuevos seguidores", "Seguidores nuevos", "Seguidores"),
        fr=("Followers en plus", "Nouveaux followers", "Abonnements"),
        pt=("Seguidores", "Novos seguidores", "Seguimentos"),
        it=("Nuovi follower", "Follow"),
    ),
    MetricKey.PROFILE_VIEWS: heading(
        "Profile visits",
        de=("Profilbesuche", "Profilaufrufe"),
        es=("Visitas al perfil", "Visitas del perfil"),
        fr=("Visites du profil", "Visites de profil", "Visites sur le profil"),
        pt="Visitas ao perfil",
        it=("Visite al profilo", "Visite del profilo", "Visite sul profilo"),
    ),
}
"""Labels for the numbers of one post. `Followers` is not among them: elsewhere it is a stock, or a share."""
_CAPTION = heading(
    "Caption", de="Bildunterschrift", es=("Pie de foto", "Descripción"), fr="Légende", pt="Legenda", it="Didascalia"
)
_LENGTH = heading("Duration", de="Dauer", es="Duración", fr="Durée", pt="Duração", it="Durata")


class InstagramInsights:
    """One item is one post with its numbers, under labels in the language of the account."""

    def __init__(self, kind: ContentType, opening: DocumentOpening) -> None:
        self._kind = kind
        self._account = owner(opening, "A file of insights of Instagram, without personal_information.json beside it,")
        self._exported = opening.exported
        self._remarks = opening.remarks
        self._cells: dict[tuple[str, ...], MetricCells] = {}

    def read(self, item: Any) -> Row:
        """A post with its counters."""
        values = values_of(member(item, "string_map_data"))
        media = next((each for each in _members(member(item, "media_map_data")) if isinstance(each, dict)), {})
        posted_at = _posted_at(item, media)
        post_id = media_id(media.get("uri")) or f"{self._kind.value}-{posted_at:%Y%m%dT%H%M%SZ}"
        text = words(media.get("title"), "caption") or words(value_of(values, _CAPTION), "caption")
        details = PostDetails(
            posted_at,
            self._kind,
            text,
            tags=hashtags(text or ""),
            media_seconds=_seconds(value_of(values, _LENGTH), self._remarks),
        )
        metrics = self._metric_cells(tuple(values)).read(tuple(values.values()), Platform.INSTAGRAM)
        return self._account, PostSnapshot(post_id, self._exported.seen_at(posted_at), metrics, details), post_id

    def _metric_cells(self, labels: tuple[str, ...]) -> MetricCells:
        if labels not in self._cells:
            if len(self._cells) >= _MOST_LABELLINGS:
                self._cells.clear()
            self._cells[labels] = MetricCells.find(Columns(labels), METRICS, self._remarks)
        return self._cells[labels]


_MOST_LABELLINGS = 100
"""Items of one file have the same labels but for a few that some leave out."""


def _members(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []


def _posted_at(item: Any, media: dict[str, Any]) -> datetime:
    """Of the labelled values only times have a timestamp; a live video has its end, too."""
    labelled = [member(each, "timestamp") for each in _members(member(item, "string_map_data"))]
    stated = [each for each in labelled if each.__class__ in (int, float) and each > 0]
    return instant(min(stated) if stated else media.get("creation_timestamp"), "time of publication")


def _seconds(text: str, remarks: Remarks) -> int | float | None:
    try:
        value = clock(text) if ":" in text else number(text)
    except ValueError:
        value = -1
    if value is not None and value < 0:
        remarks.left_out(_LENGTH.name, f"such as: {quoted(text)} is no length in seconds.")
        return None
    return value


def _format(what: str, content_type: ContentType) -> DocumentFormat:
    member_name = f"organic_insights_{what}"
    return DocumentFormat(
        kind=f"instagram-insights-{what}",
        title=f"Instagram archive: insights of {_SHOWN.get(what, what)} (past_instagram_insights)",
        platform=Platform.INSTAGRAM,
        begins=begins_with(member_name),
        items=f"{member_name}.item",
        reader=partial(InstagramInsights, content_type),
        why=f"It begins with {member_name}.",
        metrics=METRICS,
        content_date=exported_at,
        lost={
            "External link taps": "taps on a link by those who saw the post; the catalog counts them by day only",
            "Replies": "answers to a story are private messages, not comments",
            "Initial Plays": "a part of the plays",
            "Facebook Plays": "of the copy on Facebook",
            "Facebook Likes": "of the copy on Facebook",
        },
        languages=("en", "de", "es", "fr", "pt", "it"),
    )


_SHOWN = {"live": "live videos"}

INSTAGRAM_INSIGHTS = (
    # A post's thumbnail does not tell whether it is one picture or several.
    _format("posts", ContentType.OTHER),
    _format("reels", ContentType.REEL),
    _format("stories", ContentType.STORY),
    _format("videos", ContentType.VIDEO),
    _format("live", ContentType.LIVE),
)
