"""What both files of X's analytics until 2024 have in common: the same counters, by post and by day."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from collectors.exports.cells import is_absent
from collectors.exports.export_date import DatedName
from collectors.exports.formats import MetricHeadings, TableOpening
from collectors.exports.headings import Heading, heading
from collectors.exports.x.lost_columns import A_RATE, IN_ENGAGEMENTS, LostColumns
from domain.metrics import MetricKey

COUNTERS: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading(
        "impressions", pt="impressões", es="impresiones", fr="impressions", de="Impressions", ja="インプレッション"
    ),
    MetricKey.PLATFORM_ENGAGEMENTS: heading(
        "engagements",
        pt="engajamentos",
        es="interacciones",
        fr="engagements",
        de="Interaktionen",
        ja="エンゲージメント",
    ),
    MetricKey.SHARES: heading("retweets", pt="retweets", es="retweets", fr="Retweets", de="Retweets", ja="リツイート"),
    MetricKey.COMMENTS: heading("replies", pt="respostas", es="respuestas", fr="réponses", de="Antworten", ja="返信"),
    MetricKey.LIKES: heading(
        "likes",
        "favorites",
        pt=("favoritos", "curtidas"),
        es=("me gusta", "favoritos"),
        fr="J'aime",
        de=("Gefällt mir", "„Gefällt mir“-Angaben"),
        ja="いいね",
    ),
    MetricKey.PROFILE_VIEWS: heading(
        "user profile clicks",
        pt="cliques no perfil do usuário",
        es=("clics en el perfil de usuario", "clics en el perfil del usuario", "clics de perfil de usuario"),
        fr="clics sur le profil de l'utilisateur",
        de=("Klicks auf Nutzerprofil", "Klicks auf das Nutzerprofil"),
        ja="ユーザープロフィールクリック",
    ),
    MetricKey.CLICKS: heading(
        "url clicks",
        pt="cliques no URL",
        es=("clics en la URL", "clics en URL", "clics de URL"),
        fr="clics sur l'URL",
        de=("URL-Klicks", "Klicks auf URL"),
        ja="URLクリック数",
    ),
    MetricKey.FOLLOWERS_GAINED: heading(
        "follows",
        pt="seguiram",
        es=("seguimientos", "seguidores"),
        fr="abonnements",
        de=("Folge ich", "Folgen"),
        ja="フォローしている",
    ),
    MetricKey.MEDIA_VIEWS: heading(
        "media views",
        pt=("visualizações da mídia", "visualizações de mídia"),
        es=("visualizaciones de multimedia", "vistas de medios"),
        fr=("vues du média", "vues des médias"),
        de=("Medienaufrufe", "Medienansichten"),
        ja="メディアの再生数",
    ),
}
CLASSIC_NAME = DatedName(
    re.compile(r"_\d{8}_(\d{8})(?!\d)"), lambda text: datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC)
)
"""The last date in the name is the first day that is no longer covered."""
_UNREAD = (
    (
        heading(
            "engagement rate",
            pt="taxa de engajamento",
            es="tasa de interacción",
            fr="taux d'engagement",
            ja="エンゲージメント率",
        ),
        A_RATE,
    ),
    (
        heading("hashtag clicks", pt="cliques em hashtags", fr="clics sur le hashtag", ja="ハッシュタグクリック"),
        IN_ENGAGEMENTS,
    ),
    (
        heading("detail expands", pt="expansões de detalhes", fr="ouvertures des détails", ja="詳細クリック"),
        IN_ENGAGEMENTS,
    ),
    (
        heading(
            "permalink clicks",
            pt="cliques no link permanente",
            fr="clics sur le permalien",
            ja="固定リンクのクリック数",
        ),
        IN_ENGAGEMENTS,
    ),
    (heading("app opens", pt="aberturas de aplicativos", ja="アプリ表示"), IN_ENGAGEMENTS),
    (heading("app installs", pt="instalações de aplicativo", ja="アプリインストール"), IN_ENGAGEMENTS),
    (heading("email tweet", pt="Tweet enviado por e-mail", ja="ツイートをメール送信"), IN_ENGAGEMENTS),
    (heading("dial phone", pt="número de telefone discado", ja="ダイアル式電話"), IN_ENGAGEMENTS),
    (
        heading(
            "media engagements",
            pt="engajamentos com mídia",
            ja=("メディアのエンゲージメント数", "メディアのエンゲージメント"),
        ),
        IN_ENGAGEMENTS,
    ),
)
CLASSIC_LOST = LostColumns(*_UNREAD)
_PROMOTED_WORDS = {
    "en": "promoted {}",
    "pt": "{} promovido(a)(s)",
    "es": "{} promocionados",
    "fr": "{} sponsorisés",
    "de": "gesponserte {}",
    "ja": "プロモの{}",
}
"""How each language says that a column of the same name is about advertising."""


def _promoted(counter: Heading) -> Heading:
    return Heading(
        {
            language: tuple(_PROMOTED_WORDS[language].format(name) for name in names)
            for language, names in counter.names.items()
        }
    )


_PROMOTED = tuple(_promoted(each) for each in (*COUNTERS.values(), *(each for each, _ in _UNREAD)))


class PromotedColumns:
    """Numbers of advertising have columns of their own, which are `-` as a rule; they are never added."""

    def __init__(self, opening: TableOpening, note: str) -> None:
        self._places = opening.columns.named(*_PROMOTED)
        self._remarks = opening.remarks
        self._note = note

    def look_at(self, cells: Sequence[str]) -> None:
        """Say that there was advertising, when there was any."""
        if any(_says_something(cells[place]) for place in self._places):
            self._remarks.add(self._note)


def _says_something(cell: str) -> bool:
    return cell != "-" and not is_absent(cell) and cell.strip(" 0.") != ""
