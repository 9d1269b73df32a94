"""What X calls the columns of its analytics files, in the languages of its web app.

The web app writes the labels that it shows into the header, so that they are those of the person's language, while
dates and numbers are American in every file. Most labels are known from the app's own word lists; where they are
not, several likely ones are given.
"""

from collectors.exports.columns import MetricCells
from collectors.exports.formats import MetricHeadings, TableOpening
from collectors.exports.headings import Heading, heading
from domain.metrics import MetricKey

DATE = heading(
    "Date", pt="Data", es="Fecha", fr="Date", de="Datum", it="Data", nl="Datum", ja="日付", ko="날짜", tr="Tarih",
    id="Tanggal",
)  # fmt: skip
POST_ID = heading(
    "Post id",
    pt="ID do post",
    es=("ID del post", "Identificador del post"),
    fr=("Identifiant du post", "ID du post"),
    de="Post-ID",
    it=("ID post", "ID del post"),
    nl="Post-ID",
    ja=("ポストID", "投稿ID"),
    ko=("게시물 ID", "게시물 아이디"),
    tr="Gönderi kimliği",
    id="ID postingan",
)
POST_TEXT = heading(
    "Post text",
    pt="Texto do post",
    es=("Texto del post", "Texto de post"),
    fr="Texte du post",
    de=("Post-Text", "Posttext", "Text des Posts"),
    it=("Testo post", "Testo del post"),
    nl=("Posttekst", "Tekst van post", "Tekst van de post"),
    ja=("ポスト本文", "ポストのテキスト"),
    ko=("게시물 텍스트", "게시물 본문", "게시물 내용"),
    tr="Gönderi metni",
    id="Teks postingan",
)
POST_LINK = heading(
    "Post Link",
    "Link",
    # Translators took "Post" for a verb in three languages.
    pt=("Postar link", "Link do post"),
    es=("Postear enlace", "Enlace del post", "Enlace"),
    fr=("Lien du post", "Lien"),
    de="Post-Link",
    it=("Link post", "Link del post"),
    nl=("Link plaatsen", "Postlink"),
    ja=("ポストのリンク", "リンク"),
    ko=("게시물 링크", "링크"),
    tr=("Gönderi Bağlantısı", "Bağlantı"),
    id=("Tautan Postingan", "Tautan"),
)
PROFILE_VISITS = heading(
    "Profile visits",
    pt=("Visitas ao perfil", "Visitas do perfil"),
    es=("Visitas del perfil", "Visitas al perfil"),
    fr="Visites du profil",
    de="Profilbesuche",
    it=("Visite al profilo", "Visite del profilo"),
    nl=("Profielbezoeken", "Profielweergaven"),
    ja=("プロフィールへのアクセス数", "プロフィール訪問数"),
    ko=("프로필 조회수", "프로필 방문", "프로필 방문수", "프로필 방문 횟수"),
    tr=("Profil ziyaretleri", "Profil ziyareti", "Profil ziyareti sayısı"),
    id="Kunjungan profil",
)
VIDEO_VIEWS = heading(
    "Video views",
    pt=("Visualizações de vídeo", "Visualizações do vídeo"),
    es="Reproducciones de video",
    fr=("Vues de la vidéo", "Vues des vidéos", "Vues de vidéos"),
    de=("Videoanzeigen", "Videoaufrufe"),
    it=("Visualizzazioni video", "Visualizzazioni del video"),
    nl="Videoweergaven",
    ja="動画再生数",
    ko=("동영상 조회수", "동영상 조회", "동영상 조회 수"),
    tr=("Video görüntülenmeleri", "Video görüntülemeleri"),
    id=("Tayangan video", "Penayangan video"),
)
MEDIA_VIEWS = heading(
    "Media views",
    pt="Visualizações de mídia",
    es="Visualizaciones de contenido multimedia",
    fr="Vues des médias",
    de="Medienaufrufe",
    it=("Visualizzazioni contenuti", "Visualizzazioni contenuti multimediali"),
    nl="Mediaweergaven",
    ja="メディアの再生数",
    ko=("미디어 조회수", "미디어 조회", "미디어 조회 수"),
    tr=("Medya görüntülemeleri", "Medya görüntülenmeleri"),
    id=("Tayangan media", "Penayangan media"),
)
RECEIVED: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading(
        "Impressions",
        pt="Impressões",
        es="Impresiones",
        fr="Impressions",
        de=("Impressions", "Impressionen"),
        it=("Visualizzazioni", "Impressioni"),
        nl=("Weergaven", "Vertoningen", "Impressies"),
        ja=("インプレッション数", "インプレッション"),
        ko=("노출수", "노출 수", "노출"),
        tr=("Görüntülenmeler", "Gösterimler", "Gösterim sayısı"),
        id="Impresi",
    ),
    MetricKey.LIKES: heading(
        "Likes",
        pt="Curtidas",
        es="Me gusta",
        fr="J'aime",
        de=("Gefällt mir", "„Gefällt mir“-Angaben", "„Gefällt mir“-Markierungen"),
        it="Mi piace",
        nl="Vind-ik-leuks",
        ja=("いいね", "いいね数"),
        ko=("마음에 들어요", "마음에 들어요 수"),
        tr=("Beğeniler", "Beğeni", "Beğeni sayısı"),
        id="Suka",
    ),
    MetricKey.PLATFORM_ENGAGEMENTS: heading(
        "Engagements",
        pt="Engajamentos",
        es="Interacciones",
        fr="Engagements",
        de="Interaktionen",
        it="Interazioni",
        nl="Interacties",
        ja=("エンゲージメント", "エンゲージメント数"),
        ko=("참여수", "참여 수", "참여"),
        tr="Etkileşimler",
        id=("Interaksi", "Keterlibatan"),
    ),
    MetricKey.SAVES: heading(
        "Bookmarks",
        pt="Itens salvos",
        es=("Elementos guardados", "Guardados"),
        fr="Signets",
        de="Lesezeichen",
        it="Segnalibri",
        nl="Bladwijzers",
        ja=("ブックマーク", "ブックマーク数"),
        ko="북마크",
        tr=("Yer İşaretleri", "Yer işareti"),
        id=("Markah", "Bookmark"),
    ),
    MetricKey.SENDS: heading(
        "Shares",
        "Share",
        pt=("Compartilhamentos", "Compartilhar"),
        es=("Compartidos", "Veces compartido", "Compartir"),
        fr=("Partages", "Partager"),
        de=("Mal geteilt", "Geteilt", "Teilen"),
        it=("Condivisioni", "Condividi"),
        nl=("Gedeeld", "Keer gedeeld", "Delen"),
        ja=("共有された回数", "共有数", "共有"),
        ko=("공유 수", "공유수", "공유"),
        tr=("Paylaşımlar", "Paylaşım", "Paylaş"),
        id=("Dibagikan", "Jumlah dibagikan", "Bagikan"),
    ),
    MetricKey.FOLLOWERS_GAINED: heading(
        "New follows",
        "New followers",
        pt="Novos seguidores",
        es=("Nuevos seguidores", "Nuevos seguimientos"),
        fr="Nouveaux abonnés",
        de=("Neue Follower*innen", "Neue Follower"),
        it="Nuovi follower",
        nl="Nieuwe volgers",
        ja=("新しいフォロー", "新しいフォロワー"),
        ko=("새로운 팔로우", "새로운 팔로워", "신규 팔로워", "새 팔로워"),
        tr=("Yeni takip sayısı", "Yeni takipçiler", "Yeni takipler"),
        id="Pengikut baru",
    ),
    MetricKey.COMMENTS: heading(
        "Replies",
        pt="Respostas",
        es="Respuestas",
        fr="Réponses",
        de="Antworten",
        it="Risposte",
        nl="Antwoorden",
        ja=("返信", "返信数"),
        ko=("답글", "댓글"),
        tr=("Yanıtlar", "Yanıt"),
        id="Balasan",
    ),
    MetricKey.SHARES: heading(
        "Reposts",
        pt="Reposts",
        es="Reposts",
        fr="Reposts",
        de="Reposts",
        it="Repost",
        nl="Reposts",
        ja=("リポスト", "リポスト数"),
        ko=("재게시", "재게시물"),
        tr=("Yeniden gönderiler", "Yeniden gönderi"),
        id=("Repost", "Posting ulang", "Postingan ulang"),
    ),
    MetricKey.PROFILE_VIEWS: PROFILE_VISITS,
    MetricKey.VIDEO_VIEWS: VIDEO_VIEWS,
    MetricKey.MEDIA_VIEWS: MEDIA_VIEWS,
}
"""What posts and accounts receive."""
UNFOLLOWS = heading(
    "Unfollows",
    pt="Deixar de seguir",
    es="Dejar de seguir",
    fr="Désabonnements",
    de="Entfolgungen",
    it="Follower persi",
    nl="Ontvolgen",
    ja="フォロー解除",
    ko="언팔로우",
    tr="Takibi bırakmalar",
    id="Berhenti mengikuti",
)
URL_CLICKS = heading(
    "URL Clicks",
    pt=("Cliques de URL", "Cliques na URL", "Cliques no URL"),
    es=("Clics en la URL", "Clics en URL", "Clics de URL"),
    fr=("Clics sur l'URL", "Clics sur URL", "Clics sur une URL"),
    de=("URL-Klicks", "Klicks auf URL"),
    it=("Clic su URL", "Clic sull'URL", "Clic URL"),
    nl=("URL-klikken", "Klikken op URL"),
    ja="URLのクリック数",
    ko=("URL 클릭", "URL 클릭수", "URL 클릭 수", "URL 클릭 횟수"),
    tr=("URL tıklamaları", "URL tıklaması"),
    id=("Klik URL", "Klik pada URL"),
)
CREATED_POSTS = heading(
    "Create Post",
    "Posts",
    pt="Criar post",
    es=("Crear post", "Crear un post"),
    fr=("Créer un post", "Créer post"),
    de=("Post erstellen", "Einen Post erstellen"),
    it=("Crea post", "Crea un post", "Post"),
    nl=("Post maken", "Post plaatsen", "Post aanmaken"),
    ja=("ポストを作成", "ポスト"),
    ko=("게시물 작성", "게시물 만들기", "게시물"),
    tr=("Gönderi oluştur", "Gönderiler"),
    id=("Buat postingan", "Postingan"),
)


def metric_cells(opening: TableOpening, metrics: MetricHeadings) -> MetricCells:
    """Where the metrics stand in a row. X writes `1938.0` in every language: only where a spreadsheet has written
    the file anew, with semicolons, is a comma that of decimals."""
    return MetricCells.find(opening.columns, metrics, opening.remarks, decimal_comma=opening.table.delimiter == ";")


def each_of(metrics: tuple[MetricKey, ...]) -> dict[MetricKey, Heading]:
    """The labels of some of what posts and accounts receive."""
    return {metric: RECEIVED[metric] for metric in metrics}
