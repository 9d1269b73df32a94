"""X: `video_overview_analytics.csv`, two tables in one file: videos by day, and the list of the videos."""

from dataclasses import replace
from datetime import date

from collectors.exports.accounts import named_account
from collectors.exports.cells import UnusableRowError, clock
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.headings import heading
from collectors.exports.x.day_names import day_of
from collectors.exports.x.days import DAY_ZONE, NEWEST_DAY_NOTE, DayRows
from collectors.exports.x.labels import DATE, POST_LINK
from collectors.exports.x.lost_columns import A_RATE, MONEY, UNIQUE_OVER_UNKNOWN, LostColumns
from collectors.exports.x.posts import X_NAME, account_in_link, post_in_link, published_at
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import Platform

_VIEWS = heading(
    "Views",
    pt="Visualizações",
    es=("Visualizaciones", "Reproducciones"),
    fr="Vues",
    de=("Aufrufe", "Ansichten", "Mal angezeigt", "Anzeigen"),
    it="Visualizzazioni",
    nl="Weergaven",
    ja=("表示", "表示数", "表示回数", "再生数", "視聴回数", "件の表示"),
    ko=("조회수", "조회", "조회 수"),
    tr=("Görüntülenme", "Görüntülenmeler", "Görüntülemeler", "Görüntüleme", "Görüntülenme sayısı"),
    id="Tayangan",
)
_WATCH_TIME = heading(
    "Watch Time (ms)",
    scale=0.001,
    pt="Tempo de exibição (ms)",
    es="Tiempo de reproducción (ms)",
    fr="Temps de visionnage (ms)",
    de="Abspielzeit (ms)",
    it="Tempo di visione (ms)",
    nl="Kijktijd (ms)",
    ja="再生時間 (ms)",
    ko="시청 시간 (ms)",
    tr="İzlenme Süresi (ms)",
    id="Waktu Tonton (ms)",
)
_COMPLETION = heading(
    "Completion Rate",
    pt="Taxa de conclusões",
    es=("Tasa de finalización", "Porcentaje de finalización"),
    fr="Taux de complétion",
    de="Abschlussrate",
    it="Tasso di completamento",
    nl="Voltooiingsratio",
    ja="完了率",
    ko="완료율",
    tr="Tamamlanma Oranı",
    id="Tingkat Penyelesaian",
)
_AVERAGE_WATCH_TIME = heading(
    "Average Watch Time (ms)",
    pt="Tempo médio de exibição (ms)",
    es="Tiempo promedio de reproducción (ms)",
    fr="Temps de visionnage moyen (ms)",
    de="Durchschnittl. Abspielzeit (ms)",
    it="Tempo medio di visione (ms)",
    nl="Gemiddelde kijktijd (ms)",
    ja="平均再生時間 (ms)",
    ko="평균 시청 시간 (ms)",
    tr="Ortalama İzlenme Süresi (ms)",
    id="Rata-Rata Waktu Tonton (ms)",
)
_REVENUE = heading(
    "Estimated Revenue",
    pt="Receita estimada",
    es="Ingresos estimados",
    fr="Revenu estimé",
    de="Geschätzte Einkünfte",
    it="Stima ricavato",
    nl="Geschatte verdiensten",
    ja=("推定収益", "予想収益"),
    ko="예상 수익",
    tr="Tahminî Gelir",
    id="Estimasi Pendapatan",
)
_UPLOADED = heading(
    "Uploaded on",
    pt="Carregado em",
    es="Cargado el",
    fr="Téléchargement le",
    de="Hochgeladen am",
    it="Data di caricamento",
    nl="Geüpload op",
    ja=("更新日", "アップロード日"),
    ko="업로드 날짜",
    tr="Yüklenme tarihi",
    id="Diunggah pada",
)
_VIDEO_ID = heading(
    "Video ID",
    pt="ID do vídeo",
    es="ID del video",
    fr="Identifiant de la vidéo",
    de="Video-ID",
    it="ID video",
    nl="Video-ID",
    ja="動画ID",
    ko="동영상 ID",
    tr="Video kimliği",
    id="ID video",
)
_VIDEO_TITLE = heading(
    "Video title",
    pt="Título do vídeo",
    es="Título del video",
    fr="Titre de la vidéo",
    de="Videotitel",
    it="Titolo video",
    nl="Videotitel",
    ja="動画のタイトル",
    ko="동영상 제목",
    tr="Video başlığı",
    id="Judul video",
)
_VIDEO_LINK = heading(
    "Video Link",
    pt="Link do vídeo",
    es="Enlace del video",
    fr="Lien de la vidéo",
    de="Video-Link",
    it="Link video",
    nl="Videolink",
    ja="動画のリンク",
    ko="동영상 링크",
    tr="Video Bağlantısı",
    id="Tautan Video",
)
_DURATION = heading(
    "Duration",
    pt="Duração",
    es="Duración",
    fr="Durée",
    de="Dauer",
    it="Durata",
    nl="Duur",
    ja=("再生時間", "長さ", "期間"),
    ko=("길이", "재생 시간", "기간"),
    tr="Süre",
    id="Durasi",
)
_PUBLISHED = heading(
    "Published date",
    pt="Data de publicação",
    es="Fecha de publicación",
    fr="Date de publication",
    de="Veröffentlichungsdatum",
    it="Data di pubblicazione",
    nl="Publicatiedatum",
    ja="公開日",
    ko="게시일",
    tr="Yayınlanma tarihi",
    id="Tanggal publikasi",
)
_MONETIZED = heading(
    "Monetized",
    pt="Monetizado",
    es="Monetizado",
    fr="Monétisé",
    de="Monetarisiert",
    it="Monetizzazione",
    nl="Geld verdiend",
    ja="収益化",
    ko="수익 창출",
    tr="Para kazanma",
    id="Dimonetisasi",
)
_DAY_METRICS: MetricHeadings = {MetricKey.WATCH_TIME_SECONDS: _WATCH_TIME}
_OF_ALL_POSTS = (
    "of a video over all posts that show it, other people's too; the video views of the account's own posts are in the "
    "account overview and in post analytics"
)
_MILLISECOND_DIGITS = 3


class VideoDayRows:
    """One row is one day of all videos of the account, the newest first."""

    def __init__(self, opening: TableOpening) -> None:
        account = named_account(Platform.X, opening.options, "A video overview of X")
        opening.remarks.add(NEWEST_DAY_NOTE)
        metrics = opening.metric_cells(_DAY_METRICS)
        self._days = DayRows(account, opening.columns.one(DATE), metrics, opening.exported)

    def read(self, cells: list[str]) -> Row:
        """A day, and the time watched."""
        account, day, key = self._days.read(cells)
        assert isinstance(day, DaySnapshot)
        # A thousandth is no binary fraction, so that scaling to seconds leaves noise behind the third digit.
        metrics = {metric: round(value, _MILLISECOND_DIGITS) for metric, value in day.metrics.items()}
        return account, replace(day, metrics=metrics), key


class VideoListRows:
    """One row is one video of the last 100 days; some name the post that shows it. It tells what the post is, and no
    number of it.
    """

    def __init__(self, opening: TableOpening) -> None:
        self._video_id = opening.columns.one(_VIDEO_ID)
        self._links = opening.columns.named(POST_LINK, _VIDEO_LINK)
        self._published, self._duration = map(opening.columns.first, (_PUBLISHED, _DURATION))
        self._account = opening.options.account
        self._exported = opening.exported

    def read(self, cells: list[str]) -> Row:
        """The post that shows the video.

        Raises:
            UnusableRowError: no post is named.
        """
        link = next((cells[place].strip() for place in self._links if post_in_link(cells[place])), "")
        post_id = post_in_link(link)
        if post_id is None:
            raise UnusableRowError("It names no post; its views are those of a video by itself.", LeftOut.NO_METRIC)
        posted_at = published_at(post_id, self._day(cells))
        account = account_in_link(link, post_id, self._account)
        details = PostDetails(
            posted_at,
            ContentType.VIDEO,
            url=link,
            metadata={"video_id": cells[self._video_id].strip()},
            media_seconds=self._seconds(cells),
        )
        return account, PostSnapshot(post_id, self._exported.seen_at(posted_at), {}, details), post_id

    def _day(self, cells: list[str]) -> date | None:
        """The stated day of publication: empty in most files."""
        text = "" if self._published is None else cells[self._published].strip()
        return day_of(text) if text else None

    def _seconds(self, cells: list[str]) -> float | None:
        try:
            seconds = None if self._duration is None else clock(cells[self._duration])
        except ValueError:
            return None
        return seconds if seconds is not None and seconds >= 0 else None


X_VIDEO_DAYS = TableFormat(
    kind="x-video-days",
    title="X videos by day (video_overview_analytics, first table)",
    platform=Platform.X,
    required=(DATE, _WATCH_TIME, _COMPLETION),
    reader=VideoDayRows,
    metrics=_DAY_METRICS,
    name=X_NAME,
    day_zone=DAY_ZONE,
    lost=LostColumns(
        (_VIEWS, _OF_ALL_POSTS),
        (_COMPLETION, "a rate of a day; the catalog has completion on posts alone"),
        (_AVERAGE_WATCH_TIME, A_RATE),
        (_REVENUE, MONEY),
        (heading("Unique viewers", "Unique Video Views"), UNIQUE_OVER_UNKNOWN),
    ),
)
X_VIDEO_LIST = TableFormat(
    kind="x-video-list",
    title="X videos (video_overview_analytics, second table)",
    platform=Platform.X,
    required=(_VIDEO_ID, _VIDEO_TITLE, _VIDEO_LINK),
    reader=VideoListRows,
    name=X_NAME,
    lost=LostColumns(
        (_VIEWS, _OF_ALL_POSTS),
        (_UPLOADED, "when the file was uploaded, not when the post was published"),
        (_VIDEO_TITLE, "the name of the video, not the text of the post"),
        (_MONETIZED, "whether it may earn money is no metric"),
        (_REVENUE, MONEY),
    ),
)
