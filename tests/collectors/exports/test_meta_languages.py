"""Post exports of the Meta Business Suite in other languages than English."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pytest

from collectors.exports.headings import Heading
from collectors.exports.meta import content_columns as column
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

SPANISH = (
    '\ufeff"Identificador de la publicación","Identificador de la cuenta","Nombre de usuario de la cuenta",'
    '"Nombre de la cuenta",Descripción,"Duración (segundos)","Hora de publicación","Enlace permanente",'
    '"Tipo de publicación","Comentario sobre los datos",Fecha,Visualizaciones,Alcance,"Me gusta",'
    '"Veces que se compartió",Seguimientos,Comentarios,"Veces que se guardó"\n'
)
PORTUGUESE = (
    '\ufeff"Identificação do post","Identificação da conta","Nome de usuário da conta","Nome da conta",Descrição,'
    '"Duração (s)","Horário de publicação","Link permanente","Tipo de post","Comentário de dados",Data,Visualizações,'
    "Alcance,Curtidas,Compartilhamentos,Seguimentos,Comentários,Salvamentos\n"
)
ITALIAN = (
    '\ufeff"ID post","ID account","Nome utente dell\'account","Nome dell\'account",Descrizione,"Durata (s)",'
    '"Orario di pubblicazione","Link permanente","Tipo di post","Commento sui dati",Data,Visualizzazioni,Copertura,'
    '"Mi piace",Condivisioni,Follow,Commenti,Salvataggi\n'
)
DUTCH = (
    "\ufeffBericht-ID,Account-ID,Gebruikersnaam van account,Accountnaam,Beschrijving,Duur (sec.),Publicatietijdstip,"
    "Permalink,Berichttype,Opmerking over gegevens,Datum,Weergaven,Bereik,Vind-ik-leuks,Aantal keer gedeeld,Volgt,"
    "Opmerkingen,Aantal keer opgeslagen\n"
)
FRENCH = (
    '\ufeff"Identifiant de la publication","Identifiant du compte","Nom d’utilisateur du compte","Nom du compte",'
    'Description,"Durée (s)","Heure de publication",Permalien,"Type de publication","Commentaire sur les données",Date,'
    'Vues,Couverture,"Mentions J\'aime",Partages,Suivis,Commentaires,Enregistrements\n'
)
GERMAN = (
    "\ufeffBeitrags-ID,Konto-ID,Benutzername des Kontos,Kontoname,Beschreibung,Dauer (Sek.),Veröffentlichungszeit,"
    "Permalink,Beitragstyp,Datenkommentar,Datum,Aufrufe,Reichweite,„Gefällt mir“-Angaben,Geteilte Inhalte,Follows,"
    "Kommentare,Gespeichert\n"
)
POLISH = (
    "\ufeffIdentyfikator posta,Identyfikator konta,Nazwa użytkownika konta,Nazwa konta,Opis,Czas trwania (s),"
    "Czas publikacji,Bezpośredni link,Typ posta,Komentarz do danych,Data,Wyświetlenia,Zasięg,Polubienia,Udostępnienia,"
    "Obserwacje,Komentarze,Zapisy\n"
)
TURKISH = (
    "\ufeffGönderi Kimliği,Hesap Kimliği,Hesap kullanıcı adı,Hesap adı,Açıklama,Süre (sn),Yayınlanma zamanı,"
    "Kalıcı bağlantı,Gönderi türü,Veri yorumu,Tarih,Görüntülemeler,Erişim,Beğenmeler,Paylaşımlar,Takipler,Yorumlar,"
    "Kaydetmeler\n"
)
INDONESIAN = (
    "\ufeffID Postingan,ID Akun,Nama pengguna akun,Nama akun,Deskripsi,Durasi (detik),Waktu publikasi,Permalink,"
    "Jenis postingan,Komentar data,Tanggal,Tayangan,Jangkauan,Suka,Dibagikan,Pengikut baru,Komentar,Disimpan\n"
)
SWEDISH = (
    "\ufeffInläggs-ID,Konto-ID,Kontots användarnamn,Kontonamn,Beskrivning,Längd (sek.),Publiceringstid,Permalänk,"
    "Inläggstyp,Kommentar om data,Datum,Visningar,Räckvidd,Gilla-markeringar,Delningar,Följningar,Kommentarer,"
    "Sparningar\n"
)
ROW = (
    "18000000000000001,17841000000000001,ada,Ada L.,#Uno dos,{seconds},{time},https://www.instagram.com/p/D/,{type},,"
    "{period},1444,619,37,10,3,6,2\n"
)


def row(**values: str) -> str:
    return ROW.format(**{"seconds": "0", "time": "01/14/2026 11:05", "type": "", "period": "Total", **values})


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("es", SPANISH),
        ("pt", PORTUGUESE),
        ("it", ITALIAN),
        ("nl", DUTCH),
        ("fr", FRENCH),
        ("de", GERMAN),
        ("pl", POLISH),
        ("tr", TURKISH),
        ("id", INDONESIAN),
        ("sv", SWEDISH),
    ],
)
def test_instagram_files_hold_the_same_in_every_language(read_text: ReadFile, language: str, header: str) -> None:
    read = read_text(header + row(seconds="22"), name="Jan-01-2026_Mar-26-2026_1.csv", observed_at=None)

    assert read.rejected == []
    assert (read.description.kind, read.description.language) == ("instagram-content", language)
    assert read.description.observed_at == datetime(2026, 3, 27, tzinfo=UTC)
    assert read.rows[0].account == AccountRef(Platform.INSTAGRAM, "17841000000000001", "ada", "Ada L.")
    assert read.facts[0].details.posted_at == datetime(2026, 1, 14, 11, 5, tzinfo=UTC)
    assert read.facts[0].details.url == "https://www.instagram.com/p/D/"
    assert read.facts[0].details.tags == ("uno",)
    assert read.facts[0].details.media_seconds == 22
    assert read.facts[0].metrics == {
        M.VIEWS: 1444,
        M.REACH: 619,
        M.LIKES: 37,
        M.SHARES: 10,
        M.FOLLOWERS_GAINED: 3,
        M.COMMENTS: 6,
        M.SAVES: 2,
    }


FACEBOOK = {
    "es": (
        "Identificador de la publicación,Identificador de la página,Nombre de la página,Título,Descripción,"
        "Duración (segundos),Hora de publicación,Tipo de subtítulo,Enlace permanente,Tipo de publicación,Fecha,"
        'Visualizaciones,Alcance,"Reacciones, comentarios y veces que se compartió",Reacciones,Comentarios,'
        "Veces que se compartió,Total de clics,Reproducciones de video de 3 segundos,Segundos reproducidos"
    ),
    "pt": (
        "Identificação do post,Identificação da Página,Nome da Página,Título,Descrição,Duração (s),"
        "Horário de publicação,Tipo de legenda,Link permanente,Tipo de post,Data,Visualizações,Alcance,"
        '"Reações, comentários e compartilhamentos",Reações,Comentários,Compartilhamentos,Total de cliques,'
        "Visualizações de vídeo de 3 segundos,Segundos visualizados"
    ),
    "it": (
        "ID post,ID Pagina,Nome della Pagina,Titolo,Descrizione,Durata (s),Orario di pubblicazione,"
        'Tipo di didascalia,Link permanente,Tipo di post,Data,Visualizzazioni,Copertura,"Reazioni, commenti e '
        'condivisioni",Reazioni,Commenti,Condivisioni,Clic totali,Visualizzazioni di video di 3 secondi,'
        "Secondi visualizzati"
    ),
    "fr": (
        "Identifiant de la publication,ID de la Page,Nom de la Page,Titre,Description,Durée (s),Heure de publication,"
        'Type de légende,Permalien,Type de publication,Date,Vues,Couverture,"Réactions, commentaires et partages",'
        "Réactions,Commentaires,Partages,Total des clics,Vues de vidéo de 3 secondes,Secondes regardées"
    ),
    "de": (
        "Beitrags-ID,Seiten-ID,Name der Seite,Titel,Beschreibung,Dauer (Sek.),Veröffentlichungszeit,Untertiteltyp,"
        'Permalink,Beitragstyp,Datum,Aufrufe,Reichweite,"Reaktionen, Kommentare und geteilte Inhalte",Reaktionen,'
        "Kommentare,Geteilte Inhalte,Klicks insgesamt,3-Sekunden-Videoaufrufe,Angesehene Sekunden"
    ),
    "nl": (
        "Bericht-ID,Pagina-ID,Naam van pagina,Titel,Beschrijving,Duur (sec.),Publicatietijdstip,Type ondertiteling,"
        'Permalink,Berichttype,Datum,Weergaven,Bereik,"Reacties, opmerkingen en deelacties",Reacties,Opmerkingen,'
        "Deelacties,Totaal aantal klikken,Videoweergaven van 3 seconden,Seconden bekeken"
    ),
    "pl": (
        "Identyfikator posta,Identyfikator strony,Nazwa strony,Tytuł,Opis,Czas trwania (s),Czas publikacji,Typ napisów,"
        'Bezpośredni link,Typ posta,Data,Wyświetlenia,Zasięg,"Reakcje, komentarze i udostępnienia",Reakcje,Komentarze,'
        "Udostępnienia,Łączna liczba kliknięć,3-sekundowe wyświetlenia filmu,Obejrzane sekundy"
    ),
}


@pytest.mark.parametrize(("language", "header"), FACEBOOK.items())
def test_facebook_files_hold_the_same_in_every_language(read_text: ReadFile, language: str, header: str) -> None:
    cells = "1,100,Ada & Co,Short,Longer,41,01/14/2026 11:05,,https://www.facebook.com/p/1,Video,Total,"

    read = read_text(f"{header}\n{cells}27,20,4,3,1,0,2,5,152.234\n")

    assert read.rejected == []
    assert (read.description.kind, read.description.language) == ("facebook-content", language)
    assert read.rows[0].account == AccountRef(Platform.FACEBOOK, "100", None, "Ada & Co")
    assert read.facts[0].details.text == "Longer"
    assert read.facts[0].details.content_type is ContentType.VIDEO
    assert read.facts[0].metrics == {
        M.VIEWS: 27,
        M.REACH: 20,
        M.PLATFORM_ENGAGEMENTS: 4,
        M.LIKES: 3,
        M.COMMENTS: 1,
        M.SHARES: 0,
        M.CLICKS: 2,
        M.VIDEO_VIEWS: 5,
        M.WATCH_TIME_SECONDS: 152.234,
    }


def test_german_files_with_semicolons_have_points_in_thousands_commas_before_decimals_and_the_day_first(
    read_text: ReadFile,
) -> None:
    header = (
        "Beitrags-ID;Seiten-ID;Name der Seite;Titel;Beschreibung;Dauer (Sek.);Veröffentlichungszeit;Permalink;"
        "Beitragstyp;Datum;Aufrufe;Reichweite;Reaktionen;Kommentare;Angesehene Sekunden\n"
    )
    cells = "1;100;Ada & Co;Kurz;;41;05.09.2026 18:12;https://www.facebook.com/p/1;Foto;Gesamt;1.500;1.234;3;1;152,5\n"

    read = read_text(header + cells)

    assert read.rejected == []
    assert read.description.form == "utf-8 text with semicolons"
    assert read.facts[0].details.posted_at == datetime(2026, 9, 5, 18, 12, tzinfo=UTC)
    assert read.facts[0].metrics == {
        M.VIEWS: 1500,
        M.REACH: 1234,
        M.LIKES: 3,
        M.COMMENTS: 1,
        M.WATCH_TIME_SECONDS: 152.5,
    }


def test_an_order_of_day_and_month_that_nothing_proves_is_said_to_be_assumed(read_text: ReadFile) -> None:
    note = "Publish times were read with the month first, as Meta writes them; no row of the file proves it."

    german = read_text(GERMAN + row(time="03/05/2026 11:05"))
    spanish = read_text(SPANISH + row(time="03/05/2026 11:05"))

    assert german.facts[0].details.posted_at == datetime(2026, 3, 5, 11, 5, tzinfo=UTC)
    assert note in german.description.notes
    assert note not in spanish.description.notes


def test_of_columns_of_one_metric_in_two_languages_the_left_one_counts(read_text: ReadFile) -> None:
    read = read_text(SPANISH.replace("\n", ",Views\n") + row().replace("\n", ",9\n"))

    assert read.facts[0].metrics[M.VIEWS] == 1444


@pytest.mark.parametrize(
    "period",
    ["Total", "Lifetime", "Gesamt", "Lebenszeit", "Insgesamt", "Vitalício", "À vie", "Durée de vie", "Permanente", ""],
)
def test_the_lifetime_has_a_name_in_every_language(read_text: ReadFile, period: str) -> None:
    read = read_text(SPANISH + row(period=period))

    assert len(read.facts) == 1
    assert not any("lifetime" in note for note in read.description.notes)


@pytest.mark.parametrize(
    ("post_type", "expected"),
    [
        ("Imagen de Instagram", ContentType.IMAGE),
        ("Reel de Instagram", ContentType.REEL),
        ("Secuencia de Instagram", ContentType.CAROUSEL),
        ("Carrusel de Instagram", ContentType.CAROUSEL),
        ("Historia de Instagram", ContentType.STORY),
        ("Imagem do Instagram", ContentType.IMAGE),
        ("Carrossel do Instagram", ContentType.CAROUSEL),
        ("Reel do Instagram", ContentType.REEL),
        ("Story do Instagram", ContentType.STORY),
        ("Instagram-Bild", ContentType.IMAGE),
        ("Instagram-Karussell", ContentType.CAROUSEL),
        ("Instagram-Reel", ContentType.REEL),
        ("Image Instagram", ContentType.IMAGE),
        ("Carrousel Instagram", ContentType.CAROUSEL),
        ("Immagine di Instagram", ContentType.IMAGE),
        ("Carosello di Instagram", ContentType.CAROUSEL),
        ("Vídeo ao vivo", ContentType.LIVE),
        ("Vidéo en direct", ContentType.LIVE),
        ("Vídeos", ContentType.VIDEO),
        ("Enlaces", ContentType.LINK),
        ("Foto’s", ContentType.IMAGE),
        ("Estado", ContentType.TEXT),
        ("Holograma de Instagram", ContentType.OTHER),
    ],
)
def test_localised_post_types(read_text: ReadFile, post_type: str, expected: ContentType) -> None:
    assert read_text(SPANISH + row(type=post_type)).facts[0].details.content_type is expected


UNKNOWN = (
    "Opslags-id,Konto-id,Brugernavn,Navn,Beskrivelse,Varighed,Udgivelse,Link,Type,Kommentar,Dato,Visninger,Rækkevidde,"
    "Synes godt om,Delinger,Følger,Kommentarer,Gemt\n"
)


def test_a_file_with_unknown_names_is_found_by_what_stands_in_its_columns(read_text: ReadFile) -> None:
    second = row(time="01/15/2026 10:00").replace("18000000000000001", "18000000000000002")

    read = read_text(UNKNOWN + row() + second)

    assert read.rejected == []
    assert read.description.kind == "instagram-content-by-values"
    assert read.description.language == "da"
    assert [row.account.external_id for row in read.rows] == ["17841000000000001"] * 2
    assert [fact.post_id for fact in read.facts] == ["18000000000000001", "18000000000000002"]
    assert read.facts[0].details.posted_at == datetime(2026, 1, 14, 11, 5, tzinfo=UTC)
    assert read.facts[0].metrics == {M.VIEWS: 1444, M.REACH: 619, M.LIKES: 37, M.SHARES: 10, M.COMMENTS: 6}


def test_a_facebook_file_is_told_from_one_of_instagram_by_its_links(read_text: ReadFile) -> None:
    header = "Opslags-id,Side-id,Navn,Udgivelse,Link,Rækkevidde,Kommentarer\n"

    read = read_text(
        f"{header}122100000000000001,100000000001,Ada,01/14/2026 11:05,https://www.facebook.com/p/1,20,1\n"
    )

    assert read.description.kind == "facebook-content-by-values"
    assert read.rows[0].account == AccountRef(Platform.FACEBOOK, "100000000001")
    assert read.facts[0].metrics == {M.REACH: 20, M.COMMENTS: 1}


@pytest.mark.parametrize("metrics", [column.FACEBOOK_METRICS, column.INSTAGRAM_METRICS], ids=["facebook", "instagram"])
def test_no_name_is_that_of_two_columns(metrics: Mapping[M, Heading]) -> None:
    details = (
        *(column.POST_ID, column.PAGE_NAME, column.HANDLE, column.ACCOUNT_NAME, column.TIME, column.TITLE),
        *(column.DESCRIPTION, column.LINK, column.TYPE, column.PERIOD, column.DURATION),
    )
    names = Counter(chain.from_iterable(each.folded_names for each in (*details, *metrics.values())))

    assert [name for name, times in names.items() if times > 1] == []


def test_ids_of_pages_and_of_accounts_share_no_name() -> None:
    assert set(column.PAGE_ID.folded_names).isdisjoint(column.ACCOUNT_ID.folded_names)
    assert set(column.POST_ID.folded_names).isdisjoint((*column.PAGE_ID.folded_names, *column.ACCOUNT_ID.folded_names))
