"""Files of X whose headers are in the person's language, and days as other languages write them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from collectors.exports.cells import UnusableRowError
from collectors.exports.headings import heading
from collectors.exports.x.day_names import day_of
from collectors.exports.x.lost_columns import LostColumns
from domain.metrics import MetricKey as M
from domain.observations import DaySnapshot
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)
# 1886483849795768598 was published at 2025-02-03 18:36:13.623 UTC.
POST = (
    '1886483849795768598,"Mon, Feb 03, 2025",Hi,https://x.com/Ada/status/1886483849795768598,'
    "1200,1,2,3,4,5,6,7,8,9,10,11,12\n"
)
CONTENT_HEADERS = {
    "pt": "ID do post,Data,Texto do post,Postar link,Impressões,Curtidas,Engajamentos,Itens salvos,Compartilhamentos,"
    "Novos seguidores,Respostas,Reposts,Visitas ao perfil,Expansões de detalhes,Cliques de URL,Cliques de hashtag,"
    "Cliques de link permanente",
    "es": "ID del post,Fecha,Texto del post,Postear enlace,Impresiones,Me gusta,Interacciones,Elementos guardados,"
    "Compartidos,Nuevos seguidores,Respuestas,Reposts,Visitas del perfil,Detail Expands,URL Clicks,Hashtag Clicks,"
    "Permalink Clicks",
    "fr": "Identifiant du post,Date,Texte du post,Lien du post,Impressions,J'aime,Engagements,Signets,Partages,"
    "Nouveaux abonnés,Réponses,Reposts,Visites du profil,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks",
    "de": "Post-ID,Datum,Post-Text,Post-Link,Impressions,Gefällt mir,Interaktionen,Lesezeichen,Mal geteilt,"
    "Neue Follower*innen,Antworten,Reposts,Profilbesuche,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks",
    "it": "ID post,Data,Testo post,Link post,Visualizzazioni,Mi piace,Interazioni,Segnalibri,Condivisioni,"
    "Nuovi follower,Risposte,Repost,Visite al profilo,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks",
    "nl": "Post-ID,Datum,Posttekst,Link plaatsen,Weergaven,Vind-ik-leuks,Interacties,Bladwijzers,Gedeeld,"
    "Nieuwe volgers,Antwoorden,Reposts,Profielbezoeken,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks",
    # A stray backslash behind one name is in real files.
    "ja": "ポストID,日付,ポスト本文,ポストのリンク,インプレッション数,いいね,エンゲージメント,ブックマーク,"
    "共有された回数\\,新しいフォロー,返信,リポスト,プロフィールへのアクセス数,詳細のクリック数,URLのクリック数,ハッシュタグのクリック数,"
    "パーマリンクのクリック数",
    "ko": "게시물 ID,날짜,게시물 텍스트,게시물 링크,노출수,마음에 들어요,참여수,북마크,공유 수,새로운 팔로우,답글,"
    "재게시,프로필 조회수,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks",
    "tr": "Gönderi kimliği,Tarih,Gönderi metni,Gönderi Bağlantısı,Görüntülenmeler,Beğeniler,Etkileşimler,"
    "Yer İşaretleri,Paylaşımlar,Yeni takip sayısı,Yanıtlar,Yeniden gönderiler,Profil ziyaretleri,Detail Expands,"
    "URL Clicks,Hashtag Clicks,Permalink Clicks",
    "id": "ID postingan,Tanggal,Teks postingan,Tautan Postingan,Impresi,Suka,Interaksi,Markah,Dibagikan,Pengikut baru,"
    "Balasan,Posting ulang,Kunjungan profil,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks",
}


@pytest.mark.parametrize(("language", "header"), CONTENT_HEADERS.items(), ids=CONTENT_HEADERS)
def test_post_analytics_are_read_in_every_language(read_text: ReadFile, language: str, header: str) -> None:
    read = read_text(f"{header}\n{POST}")

    assert read.rejected == []
    assert read.description.kind == "x-content"
    assert read.description.language == language
    assert read.rows[0].account == AccountRef(Platform.X, "ada", "Ada")
    assert read.facts[0].details.text == "Hi"
    assert read.facts[0].metrics == {
        M.IMPRESSIONS: 1200,
        M.LIKES: 1,
        M.PLATFORM_ENGAGEMENTS: 2,
        M.SAVES: 3,
        M.SENDS: 4,
        M.FOLLOWERS_GAINED: 5,
        M.COMMENTS: 6,
        M.SHARES: 7,
        M.PROFILE_VIEWS: 8,
        M.CLICKS: 10,
    }
    assert len(read.description.unread) == 3
    assert all(reason for _, reason in read.description.unread)


OVERVIEW_HEADERS = {
    "pt": "Data,Impressões,Curtidas,Engajamentos,Itens salvos,Compartilhamentos,Novos seguidores,Deixar de seguir,"
    "Respostas,Reposts,Visitas ao perfil,Criar post,Visualizações de vídeo,Visualizações de mídia",
    "es": "Fecha,Impresiones,Me gusta,Interacciones,Elementos guardados,Compartidos,Nuevos seguidores,Dejar de seguir,"
    "Respuestas,Reposts,Visitas del perfil,Crear post,Reproducciones de video,Visualizaciones de contenido multimedia",
    "fr": "Date,Impressions,J'aime,Engagements,Signets,Partages,Nouveaux abonnés,Désabonnements,Réponses,Reposts,"
    "Visites du profil,Create Post,Vues de la vidéo,Vues des médias",
    "de": "Datum,Impressions,Gefällt mir,Interaktionen,Lesezeichen,Mal geteilt,Neue Follower*innen,Entfolgungen,"
    "Antworten,Reposts,Profilbesuche,Create Post,Videoanzeigen,Medienaufrufe",
    "it": "Data,Visualizzazioni,Mi piace,Interazioni,Segnalibri,Condivisioni,Nuovi follower,Follower persi,Risposte,"
    "Repost,Visite al profilo,Create Post,Visualizzazioni video,Visualizzazioni contenuti",
    "nl": "Datum,Weergaven,Vind-ik-leuks,Interacties,Bladwijzers,Gedeeld,Nieuwe volgers,Ontvolgen,Antwoorden,Reposts,"
    "Profielbezoeken,Create Post,Videoweergaven,Mediaweergaven",
    "ja": "Date,インプレッション数,いいね,エンゲージメント,ブックマーク,共有された回数,新しいフォロー,フォロー解除,"
    "返信,リポスト,プロフィールへのアクセス数,ポストを作成,動画再生数,メディアの再生数",
    "ko": "날짜,노출수,마음에 들어요,참여수,북마크,공유 수,새로운 팔로우,언팔로우,답글,재게시,프로필 조회수,"
    "Create Post,동영상 조회수,미디어 조회수",
    "tr": "Tarih,Görüntülenmeler,Beğeniler,Etkileşimler,Yer İşaretleri,Paylaşımlar,Yeni takip sayısı,"
    "Takibi bırakmalar,Yanıtlar,Yeniden gönderiler,Profil ziyaretleri,Create Post,Video görüntülenmeleri,"
    "Medya görüntülemeleri",
    "id": "Tanggal,Impresi,Suka,Interaksi,Markah,Dibagikan,Pengikut baru,Berhenti mengikuti,Balasan,Posting ulang,"
    "Kunjungan profil,Create Post,Tayangan video,Tayangan media",
}


@pytest.mark.parametrize(("language", "header"), OVERVIEW_HEADERS.items(), ids=OVERVIEW_HEADERS)
def test_account_overviews_are_read_in_every_language(read_text: ReadFile, language: str, header: str) -> None:
    read = read_text(f'{header}\n"Tue, Aug 26, 2025",444,4,29,0,11,1,2,6,3,7,8,9,10\n', account="Ada")

    assert read.description.kind == "x-account-overview"
    assert read.description.language == language
    assert read.description.unread == ()
    assert read.facts == [
        DaySnapshot(
            date(2025, 8, 26),
            EXPORTED,
            {
                M.IMPRESSIONS: 444,
                M.LIKES: 4,
                M.PLATFORM_ENGAGEMENTS: 29,
                M.SAVES: 0,
                M.SENDS: 11,
                M.FOLLOWERS_GAINED: 1,
                M.FOLLOWERS_LOST: 2,
                M.COMMENTS: 6,
                M.SHARES: 3,
                M.PROFILE_VIEWS: 7,
                M.POSTS_PUBLISHED: 8,
                M.VIDEO_VIEWS: 9,
                M.MEDIA_VIEWS: 10,
            },
            "UTC",
        )
    ]


VIDEO_HEADERS = {
    "pt": "Data,Visualizações,Tempo de exibição (ms),Taxa de conclusões,Tempo médio de exibição (ms),Receita estimada",
    "es": "Fecha,Visualizaciones,Tiempo de reproducción (ms),Tasa de finalización,"
    "Tiempo promedio de reproducción (ms),Ingresos estimados",
    "fr": "Date,Vues,Temps de visionnage (ms),Taux de complétion,Temps de visionnage moyen (ms),Revenu estimé",
    "de": "Datum,Aufrufe,Abspielzeit (ms),Abschlussrate,Durchschnittl. Abspielzeit (ms),Geschätzte Einkünfte",
    "it": "Data,Visualizzazioni,Tempo di visione (ms),Tasso di completamento,Tempo medio di visione (ms),"
    "Stima ricavato",
    "nl": "Datum,Weergaven,Kijktijd (ms),Voltooiingsratio,Gemiddelde kijktijd (ms),Geschatte verdiensten",
    "ja": "日付,表示,再生時間 (ms),完了率,平均再生時間 (ms),推定収益",
    "ko": "날짜,조회수,시청 시간 (ms),완료율,평균 시청 시간 (ms),예상 수익",
    "tr": "Tarih,Görüntülenme,İzlenme Süresi (ms),Tamamlanma Oranı,Ortalama İzlenme Süresi (ms),Tahminî Gelir",
    "id": "Tanggal,Tayangan,Waktu Tonton (ms),Tingkat Penyelesaian,Rata-Rata Waktu Tonton (ms),Estimasi Pendapatan",
}


@pytest.mark.parametrize(("language", "header"), VIDEO_HEADERS.items(), ids=VIDEO_HEADERS)
def test_video_days_are_read_in_every_language(read_text: ReadFile, language: str, header: str) -> None:
    read = read_text(f'{header}\n"Tue, Aug 26, 2025",444,8000,12.50,2001,0\n', account="Ada")

    assert read.description.kind == "x-video-days"
    assert read.description.language == language
    assert read.facts == [DaySnapshot(date(2025, 8, 26), EXPORTED, {M.WATCH_TIME_SECONDS: 8}, "UTC")]
    assert len(read.description.unread) == 4
    assert all(reason for _, reason in read.description.unread)


VIDEO_LIST_HEADERS = {
    "pt": "Carregado em:,ID do vídeo,Título do vídeo,Visualizações,Duração,Link do vídeo,Monetizado,Receita estimada,"
    "Data de publicação,Postar link",
    "es": "Cargado el:,ID del video,Título del video,Visualizaciones,Duración,Enlace del video,Monetizado,"
    "Ingresos estimados,Fecha de publicación,Postear enlace",
    "fr": "Téléchargement le,Identifiant de la vidéo,Titre de la vidéo,Vues,Durée,Lien de la vidéo,Monétisé,"
    "Revenu estimé,Date de publication,Lien du post",
    "de": "Hochgeladen am:,Video-ID,Videotitel,Aufrufe,Dauer,Video-Link,Monetarisiert,Geschätzte Einkünfte,"
    "Veröffentlichungsdatum,Post-Link",
    "it": "Data di caricamento:,ID video,Titolo video,Visualizzazioni,Durata,Link video,Monetizzazione,Stima ricavato,"
    "Data di pubblicazione,Link post",
    "nl": "Geüpload op:,Video-ID,Videotitel,Weergaven,Duur,Videolink,Geld verdiend,Geschatte verdiensten,"
    "Publicatiedatum,Link plaatsen",
    "ja": "更新日:,動画ID,動画のタイトル,表示,長さ,動画のリンク,収益化,推定収益,公開日,ポストのリンク",
    "ko": "업로드 날짜:,동영상 ID,동영상 제목,조회수,길이,동영상 링크,수익 창출,예상 수익,게시일,게시물 링크",
    "tr": "Yüklenme tarihi:,Video kimliği,Video başlığı,Görüntülenme,Süre,Video Bağlantısı,Para kazanma,Tahminî Gelir,"
    "Yayınlanma tarihi,Gönderi Bağlantısı",
    "id": "Diunggah pada:,ID video,Judul video,Tayangan,Durasi,Tautan Video,Dimonetisasi,Estimasi Pendapatan,"
    "Tanggal publikasi,Tautan Postingan",
}


@pytest.mark.parametrize(("language", "header"), VIDEO_LIST_HEADERS.items(), ids=VIDEO_LIST_HEADERS)
def test_lists_of_videos_are_read_in_every_language(read_text: ReadFile, language: str, header: str) -> None:
    row = '"Feb 3, 2025",13_1,Rain,77,4:34,https://video.example/a.mp4,No,0,"Feb 3, 2025",https://x.com/Ada/status/'

    read = read_text(f"{header}\n{row}1886483849795768598\n")

    assert read.description.kind == "x-video-list"
    assert read.description.language == language
    assert read.facts[0].post_id == "1886483849795768598"
    assert read.facts[0].metrics == {}
    assert read.facts[0].details.media_seconds == 274
    assert len(read.description.unread) == 5
    assert all(reason for _, reason in read.description.unread)


CLASSIC_HEADERS = {
    "pt": "id do Tweet,link permanente do Tweet,texto do Tweet,horário,impressões,engajamentos,taxa de engajamento,"
    "retweets,respostas,favoritos,cliques no perfil do usuário:,cliques no URL,cliques em hashtags:,seguiram,"
    "visualizações da mídia,impressões promovido(a)(s),cliques no perfil do usuário: promovido(a)(s)",
    "fr": "identifiant du Tweet,permalien du Tweet,texte du Tweet,heure,impressions,engagements,taux d'engagement,"
    "Retweets,réponses,J'aime,clics sur le profil de l'utilisateur,clics sur l'URL,clics sur le hashtag,abonnements,"
    "vues du média,impressions sponsorisés,Retweets sponsorisés",
    "ja": "ツイートID,ツイートの固定リンク,ツイート本文,時間,インプレッション,エンゲージメント,エンゲージメント率,"
    "リツイート,返信,いいね,ユーザープロフィールクリック,URLクリック数,ハッシュタグクリック,フォローしている,メディアの再生数,"
    "プロモのインプレッション,プロモのリツイート",
}


@pytest.mark.parametrize(("language", "header"), CLASSIC_HEADERS.items(), ids=CLASSIC_HEADERS)
def test_numbers_of_classic_files_have_a_decimal_point_in_every_language(
    read_text: ReadFile, language: str, header: str
) -> None:
    row = (
        "812369747765362688,https://twitter.com/Ada/status/812369747765362688,Hi,2016-12-23 18:50 +0000,"
        '1938.0,18.0,0.0092,1.0,2.0,3.0,4.0,15.0,5.0,6.0,7.0,"20.0",-\n'
    )

    read = read_text(f"{header}\n{row}")

    assert read.rejected == []
    assert read.description.kind == "x-tweet-activity"
    assert read.description.language == language
    assert read.facts[0].metrics == {
        M.IMPRESSIONS: 1938,
        M.PLATFORM_ENGAGEMENTS: 18,
        M.SHARES: 1,
        M.COMMENTS: 2,
        M.LIKES: 3,
        M.PROFILE_VIEWS: 4,
        M.CLICKS: 15,
        M.FOLLOWERS_GAINED: 6,
        M.MEDIA_VIEWS: 7,
    }
    assert len(read.description.unread) == 2
    assert all(reason for _, reason in read.description.unread)
    assert len(read.description.notes) == 1
    assert "promoted" in read.description.notes[0]


def test_the_japanese_daily_file_keeps_one_english_name(read_text: ReadFile) -> None:
    text = "日付,Tweets published,インプレッション,エンゲージメント,いいね\n2021-08-01,2,1938.0,18.0,3.0\n"

    read = read_text(text, name="daily_tweet_activity_metrics_Ada_20210801_20210901_ja.csv")

    assert read.description.kind == "x-daily-activity"
    assert read.facts[0].metrics == {
        M.POSTS_PUBLISHED: 2,
        M.IMPRESSIONS: 1938,
        M.PLATFORM_ENGAGEMENTS: 18,
        M.LIKES: 3,
    }


def test_a_text_column_of_an_unknown_name_costs_the_text_alone(read_text: ReadFile) -> None:
    header = CONTENT_HEADERS["nl"].replace("Posttekst", "Wat er staat")

    read = read_text(f"{header}\n{POST}")

    assert read.facts[0].details.text is None
    assert read.facts[0].metrics[M.IMPRESSIONS] == 1200
    assert ("Wat er staat", "") in read.description.unread


def test_newer_columns_of_post_analytics_are_read_or_lost_with_a_reason(read_text: ReadFile) -> None:
    more = "Video views,Media views,Media Engagements,Unfollows,Unique Impressions,Video Starts,Cost,Quote posts"
    header = CONTENT_HEADERS["fr"].rsplit(",", 4)[0] + "," + more
    row = POST.strip().rsplit(",", 4)[0] + ",21,22,23,24,25,26,27.5,28\n"

    read = read_text(f"{header}\n{row}")

    assert read.description.kind == "x-content"
    assert read.facts[0].metrics[M.VIDEO_VIEWS] == 21
    assert read.facts[0].metrics[M.MEDIA_VIEWS] == 22
    assert M.FOLLOWERS_LOST not in read.facts[0].metrics
    assert M.REACH not in read.facts[0].metrics
    assert [name for name, _ in read.description.unread] == more.split(",")[2:]
    assert all(reason for _, reason in read.description.unread)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Sat, Aug 22, 2026", id="American"),
        pytest.param("Sat Aug 22 2026", id="American, early"),
        pytest.param("Aug 22, 2026", id="American without weekday"),
        pytest.param("2026-08-22", id="ISO"),
        pytest.param("sáb., 22 ago. 2026", id="Portuguese"),
        pytest.param("sáb, 22 de ago de 2026", id="Portuguese with particles"),
        pytest.param("sábado, 22 de agosto de 2026", id="Portuguese in full"),
        pytest.param("sam. 22 août 2026", id="French"),
        pytest.param("Sa., 22. Aug. 2026", id="German"),
        pytest.param("sab 22 ago 2026", id="Italian"),
        pytest.param("za 22 aug 2026", id="Dutch"),
        pytest.param("22 Ağu 2026 Cmt", id="Turkish"),
        pytest.param("Sab, 22 Agu 2026", id="Indonesian"),
        pytest.param("сб, 22 авг. 2026 г.", id="Russian"),
        pytest.param("2026年8月22日(土)", id="Japanese"),
        pytest.param("2026. 8. 22. (토)", id="Korean"),
        pytest.param("2026/08/22", id="year first"),
    ],
)
def test_a_day_is_read_as_every_language_writes_it(text: str) -> None:
    assert day_of(text) == date(2026, 8, 22)


def test_a_word_that_is_a_weekday_in_one_place_and_a_month_in_another_is_told_apart() -> None:
    assert day_of("mar, 3 feb 2026") == date(2026, 2, 3)
    assert day_of("mar, 3 mar 2026") == date(2026, 3, 3)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("22/08/2026", id="day or month first"),
        pytest.param("sex., 31 fev. 2026", id="no such day"),
        pytest.param("22 foo 2026", id="no month"),
        pytest.param("22 ago foo 2026", id="an unknown word"),
        pytest.param("ago 2026", id="no day"),
        pytest.param("22 23 ago 2026", id="two days"),
        pytest.param("22 ago 1999", id="before every network"),
        pytest.param("", id="nothing"),
        pytest.param("22 ago 2026" + " " * 60 + "x", id="too long"),
    ],
)
def test_what_is_no_certain_day_is_refused(text: str) -> None:
    with pytest.raises(UnusableRowError):
        day_of(text)


def test_reasons_are_found_under_every_name_and_listed_in_english() -> None:
    lost = LostColumns((heading("Detail Expands", pt="Expansões de detalhes"), "a part"), (heading("Cost"), "money"))

    assert list(lost) == ["Detail Expands", "Cost"]
    assert len(lost) == 2
    assert lost.get("expansoes de DETALHES:", "") == "a part"
    assert lost.get("Likes", "") == ""
