"""What the Meta Business Suite calls the columns of its post exports, in every language we know or may expect.

Seen in real files: English, Spanish, Brazilian Portuguese, Italian, Dutch, and French of Facebook pages. The other
names are those of Meta's own pages in the language; several are given where we do not know which one the file has.
The languages at the end of a list are those of which only some names are known; their files are found by what stands
in the columns.
"""

from collectors.exports.formats import MetricHeadings
from collectors.exports.headings import heading
from domain.metrics import MetricKey

POST_ID = heading(
    "Post ID",
    es=("Identificador de la publicación", "ID de la publicación", "ID de publicación"),
    pt=(
        "Identificação do post",
        "ID do post",
        "Identificador do post",
        "ID da publicação",
        "Identificação da publicação",
    ),
    it=("ID post", "ID del post", "Identificativo post", "ID contenuto"),
    fr=("Identifiant de la publication", "Identifiant de publication", "ID de la publication", "ID de publication"),
    de=("Beitrags-ID", "Beitrag-ID", "ID des Beitrags", "Beitragskennung", "Beitrags-Nr."),
    nl=("Bericht-ID", "ID van bericht", "Post-ID"),
    pl=("Identyfikator posta", "ID posta", "Identyfikator publikacji"),
    tr=("Gönderi Kimliği", "Gönderi ID'si", "Gönderi No"),
    id=("ID Postingan", "ID Kiriman"),
    sv=("Inläggs-ID", "ID för inlägg"),
)
PAGE_ID = heading(
    "Page ID",
    es=("Identificador de la página", "ID de la página", "ID de página"),
    pt=("Identificação da Página", "ID da Página", "Identificador da Página"),
    it=("ID Pagina", "ID della Pagina", "Identificativo Pagina"),
    fr=("ID de la Page", "Identifiant de la Page", "ID de Page", "Identifiant de Page"),
    de=("Seiten-ID", "ID der Seite", "Seitenkennung"),
    nl=("Pagina-ID", "ID van pagina"),
    pl=("Identyfikator strony", "ID strony"),
    tr=("Sayfa Kimliği", "Sayfa ID'si", "Sayfa No"),
    id=("ID Halaman",),
    sv=("Sid-ID", "ID för sida", "Sidans ID"),
)
PAGE_NAME = heading(
    "Page name",
    es="Nombre de la página",
    pt="Nome da Página",
    it=("Nome della Pagina", "Nome Pagina"),
    fr=("Nom de la Page", "Nom de Page"),
    de=("Name der Seite", "Seitenname"),
    nl=("Naam van pagina", "Paginanaam"),
    pl="Nazwa strony",
    tr="Sayfa adı",
    id="Nama Halaman",
    sv=("Sidnamn", "Sidans namn"),
)
ACCOUNT_ID = heading(
    "Account ID",
    es=("Identificador de la cuenta", "ID de la cuenta", "ID de cuenta"),
    pt=("Identificação da conta", "ID da conta", "Identificador da conta"),
    it=("ID account", "ID dell'account", "Identificativo account"),
    fr=("Identifiant du compte", "ID du compte", "Identifiant de compte", "ID de compte"),
    de=("Konto-ID", "ID des Kontos", "Kontokennung", "Kontonummer", "Account-ID"),
    nl=("Account-ID", "ID van account"),
    pl=("Identyfikator konta", "ID konta"),
    tr=("Hesap Kimliği", "Hesap ID'si", "Hesap No"),
    id=("ID Akun",),
    sv=("Konto-ID", "Kontots ID"),
)
HANDLE = heading(
    "Account username",
    es="Nombre de usuario de la cuenta",
    pt=("Nome de usuário da conta", "Nome de utilizador da conta"),
    it=("Nome utente dell'account", "Nome utente account"),
    fr=("Nom d’utilisateur du compte", "Nom d’utilisateur·ice du compte", "Nom de profil du compte"),
    de=(
        "Benutzername des Kontos",
        "Kontobenutzername",
        "Konto-Benutzername",
        "Nutzername des Kontos",
        "Kontonutzername",
    ),
    nl=("Gebruikersnaam van account", "Accountgebruikersnaam", "Gebruikersnaam account"),
    pl=("Nazwa użytkownika konta",),
    tr=("Hesap kullanıcı adı", "Hesabın kullanıcı adı"),
    id=("Nama pengguna akun",),
    sv=("Kontots användarnamn", "Användarnamn för konto"),
)
ACCOUNT_NAME = heading(
    "Account name",
    es="Nombre de la cuenta",
    pt="Nome da conta",
    it=("Nome dell'account", "Nome account"),
    fr=("Nom du compte", "Nom de compte"),
    de=("Kontoname", "Name des Kontos", "Konto-Name"),
    nl=("Naam van account", "Accountnaam"),
    pl="Nazwa konta",
    tr=("Hesap adı", "Hesabın adı"),
    id="Nama akun",
    sv=("Kontonamn", "Kontots namn"),
)
TIME = heading(
    "Publish time",
    es=("Hora de publicación", "Fecha de publicación"),
    pt=("Horário de publicação", "Hora de publicação", "Data de publicação"),
    it=("Orario di pubblicazione", "Ora di pubblicazione", "Data di pubblicazione"),
    fr=("Heure de publication", "Date de publication", "Date et heure de publication"),
    de=(
        *("Veröffentlichungszeit", "Zeit der Veröffentlichung", "Veröffentlichungszeitpunkt", "Veröffentlicht um"),
        *("Zeitpunkt der Veröffentlichung", "Uhrzeit der Veröffentlichung", "Veröffentlichungsdatum"),
        *("Veröffentlicht am", "Datum der Veröffentlichung", "Zeitpunkt der Posting-Veröffentlichung"),
    ),
    nl=("Publicatietijdstip", "Tijdstip van publicatie", "Publicatietijd"),
    pl=("Czas publikacji", "Godzina publikacji", "Data publikacji"),
    tr=("Yayınlanma zamanı", "Yayınlama zamanı", "Paylaşım zamanı", "Yayın zamanı"),
    id=("Waktu publikasi", "Waktu terbit", "Waktu diterbitkan"),
    sv=("Publiceringstid", "Publiceringstidpunkt", "Tid för publicering"),
)
TITLE = heading(
    "Title",
    es="Título",
    pt="Título",
    it="Titolo",
    fr="Titre",
    de="Titel",
    nl="Titel",
    pl="Tytuł",
    tr="Başlık",
    id="Judul",
    sv="Titel",
)
DESCRIPTION = heading(
    "Description",
    es="Descripción",
    pt="Descrição",
    it="Descrizione",
    fr="Description",
    de="Beschreibung",
    nl=("Beschrijving", "Omschrijving"),
    pl="Opis",
    tr="Açıklama",
    id=("Deskripsi", "Keterangan"),
    sv="Beskrivning",
)
LINK = heading(
    "Permalink",
    es=("Enlace permanente", "Vínculo permanente"),
    pt=("Link permanente", "Ligação permanente", "Permalink"),
    it=("Link permanente", "Permalink"),
    fr=("Permalien", "Lien permanent"),
    de=("Permalink", "Permanenter Link", "Dauerhafter Link"),
    nl=("Permalink", "Permanente link"),
    pl=("Bezpośredni link", "Link bezpośredni", "Stały link", "Link stały"),
    tr=("Kalıcı bağlantı",),
    id=("Permalink", "Tautan permanen"),
    sv=("Permalänk", "Permanent länk"),
)
TYPE = heading(
    "Post type",
    es="Tipo de publicación",
    pt=("Tipo de post", "Tipo de publicação"),
    it="Tipo di post",
    fr=("Type de publication", "Type de post"),
    de=("Beitragstyp", "Art des Beitrags", "Beitragsart", "Beitrags-Typ"),
    nl=("Berichttype", "Type bericht"),
    pl=("Typ posta", "Rodzaj posta", "Typ publikacji"),
    tr=("Gönderi türü", "Gönderi tipi"),
    id=("Jenis postingan", "Tipe postingan", "Jenis kiriman"),
    sv=("Inläggstyp", "Typ av inlägg"),
)
PERIOD = heading(
    "Date",
    es="Fecha",
    pt="Data",
    it="Data",
    fr="Date",
    de="Datum",
    nl="Datum",
    pl="Data",
    tr="Tarih",
    id="Tanggal",
    sv="Datum",
)
DURATION = heading(
    *("Duration (sec)", "Duration (secs)", "Duration (seconds)", "Duration (s)"),
    es=("Duración (segundos)", "Duración (s)", "Duración (seg)"),
    pt=("Duração (s)", "Duração (segundos)", "Duração (seg)"),
    it=("Durata (s)", "Durata (sec)", "Durata (secondi)"),
    fr=("Durée (s)", "Durée (sec)", "Durée (secondes)", "Durée (en secondes)", "Durée (en s)"),
    de=("Dauer (Sek.)", "Dauer (Sekunden)", "Dauer (s)", "Dauer (in Sekunden)", "Dauer in Sekunden"),
    nl=("Duur (sec.)", "Duur (seconden)", "Duur (s)"),
    pl=("Czas trwania (s)", "Czas trwania (sek.)", "Czas trwania (w sekundach)", "Długość (s)"),
    tr=("Süre (sn)", "Süre (saniye)"),
    id=("Durasi (detik)", "Durasi (dtk)"),
    sv=("Längd (sek.)", "Varaktighet (sek.)", "Längd (sekunder)", "Varaktighet (s)"),
)

_IMPRESSIONS = heading(
    "Impressions",
    es="Impresiones",
    pt="Impressões",
    it="Impression",
    fr="Impressions",
    de="Impressionen",
    nl="Impressies",
    pl="Impresje",
    tr="Gösterimler",
    id="Impresi",
    sv="Exponeringar",
)
_VIEWS = heading(
    "Views",
    es=("Visualizaciones", "Vistas"),
    pt="Visualizações",
    it="Visualizzazioni",
    fr=("Vues", "Visionnements"),
    de=("Aufrufe", "Ansichten", "Views"),
    nl="Weergaven",
    pl="Wyświetlenia",
    tr=("Görüntülemeler", "Görüntülenme", "Görüntülenmeler", "Görüntüleme"),
    id=("Tayangan", "Penayangan", "Dilihat"),
    sv="Visningar",
    da="Visninger",
    no="Visninger",
    fi="Katselukerrat",
    cs="Zobrazení",
    hu="Megtekintések",
    ro="Vizualizări",
)
_REACH = heading(
    "Reach",
    es="Alcance",
    pt="Alcance",
    it="Copertura",
    fr=("Couverture", "Portée"),
    de=("Reichweite", "Erreichte Personen", "Erreichte Konten"),
    nl="Bereik",
    pl="Zasięg",
    tr="Erişim",
    id="Jangkauan",
    sv="Räckvidd",
    da="Rækkevidde",
    no="Rekkevidde",
    fi="Kattavuus",
    cs="Dosah",
    hu="Elérés",
    ro="Acoperire",
)
_COMMENTS = heading(
    "Comments",
    es="Comentarios",
    pt="Comentários",
    it="Commenti",
    fr="Commentaires",
    de="Kommentare",
    nl="Opmerkingen",
    pl="Komentarze",
    tr="Yorumlar",
    id="Komentar",
    sv="Kommentarer",
    da="Kommentarer",
    no="Kommentarer",
    fi="Kommentit",
    cs="Komentáře",
    hu="Hozzászólások",
    ro="Comentarii",
)
_SHARES = heading(
    "Shares",
    es=("Veces que se compartió", "Veces compartido", "Compartidos", "Contenido compartido"),
    pt=("Compartilhamentos", "Partilhas"),
    it="Condivisioni",
    fr="Partages",
    de=(
        *("Geteilte Inhalte", "Mal geteilt", "Geteilt", "Teilungen", "Shares", "Geteilte Beiträge"),
        *("Anzahl der geteilten Inhalte", "Wie oft geteilt", "Anzahl geteilter Inhalte", "Weiterleitungen"),
    ),
    nl=("Deelacties", "Aantal keer gedeeld", "Keer gedeeld"),
    pl="Udostępnienia",
    tr="Paylaşımlar",
    id=("Dibagikan", "Pembagian", "Bagikan"),
    sv=("Delningar", "Delade"),
    da="Delinger",
    no="Delinger",
    fi="Jaot",
    cs="Sdílení",
    hu="Megosztások",
    ro="Distribuiri",
)
_PLATFORM_ENGAGEMENTS = heading(
    "Reactions, Comments and Shares",
    es=("Reacciones, comentarios y veces que se compartió", "Reacciones, comentarios y contenido compartido"),
    pt=("Reações, comentários e compartilhamentos", "Reações, comentários e partilhas"),
    it="Reazioni, commenti e condivisioni",
    fr="Réactions, commentaires et partages",
    de=(
        *("Reaktionen, Kommentare und geteilte Inhalte", "Reaktionen, Kommentare und Shares"),
        *("Reaktionen, Kommentare und geteilte Beiträge", "Reaktionen, Kommentare und Mal geteilt"),
        *("Reaktionen, Kommentare und Teilungen", "Reaktionen, Kommentare und Anzahl der geteilten Inhalte"),
    ),
    nl="Reacties, opmerkingen en deelacties",
    pl="Reakcje, komentarze i udostępnienia",
    tr=("İfadeler, yorumlar ve paylaşımlar", "Tepkiler, yorumlar ve paylaşımlar"),
    id=("Reaksi, komentar, dan pembagian", "Tanggapan, komentar, dan pembagian", "Tanggapan, Komentar, dan Dibagikan"),
    sv="Reaktioner, kommentarer och delningar",
)
_REACTIONS = heading(
    "Reactions",
    es="Reacciones",
    pt="Reações",
    it="Reazioni",
    fr="Réactions",
    de="Reaktionen",
    nl="Reacties",
    pl="Reakcje",
    tr=("İfadeler", "Tepkiler"),
    id=("Reaksi", "Tanggapan"),
    sv="Reaktioner",
    da="Reaktioner",
    no="Reaksjoner",
    fi="Reaktiot",
    cs="Reakce",
    hu="Reakciók",
    ro="Reacții",
)
_CLICKS = heading(
    "Total clicks",
    es=("Total de clics", "Clics totales"),
    pt=("Total de cliques", "Cliques totais"),
    it=("Clic totali", "Totale clic", "Totale dei clic", "Numero totale di clic"),
    fr=("Total des clics", "Total de clics", "Nombre total de clics", "Clics totaux"),
    de=("Klicks insgesamt", "Gesamtzahl der Klicks", "Klicks gesamt", "Gesamte Klicks", "Gesamtklicks", "Alle Klicks"),
    nl=("Totaal aantal klikken", "Totaal klikken"),
    pl=("Łączna liczba kliknięć", "Suma kliknięć", "Kliknięcia łącznie"),
    tr=("Toplam tıklamalar", "Toplam tıklama"),
    id=("Total klik", "Jumlah klik"),
    sv=("Totalt antal klick", "Klick totalt"),
)
_VIDEO_VIEWS = heading(
    "3-second video views",
    es=("Reproducciones de video de 3 segundos", "Reproducciones de vídeo de 3 segundos"),
    pt=(
        *("Visualizações de vídeo de 3 segundos", "Reproduções de vídeo de 3 segundos"),
        *("Visualizações do vídeo por 3 segundos", "Visualizações de vídeo por 3 segundos"),
    ),
    it=(
        "Visualizzazioni del video di 3 secondi",
        "Visualizzazioni di video di 3 secondi",
        "Visualizzazioni video di 3 secondi",
    ),
    fr=(
        *("Vues de vidéo de 3 secondes", "Vues de 3 secondes", "Lectures vidéo de 3 secondes"),
        *("Vues vidéo de 3 secondes", "Vues de vidéos de 3 secondes", "Vues de vidéo d’au moins 3 secondes"),
    ),
    de=(
        *(
            "3-Sekunden-Videoaufrufe",
            "3-Sekunden-Video-Views",
            "Videoaufrufe von 3 Sekunden",
            "Videoaufrufe (3 Sekunden)",
        ),
        *("3-sekündige Videoaufrufe", "3-Sekunden-Videowiedergaben", "3-Sekunden-Video-Aufrufe"),
    ),
    nl="Videoweergaven van 3 seconden",
    pl=("3-sekundowe wyświetlenia filmu", "3-sekundowe wyświetlenia filmów", "Wyświetlenia filmu przez 3 sekundy"),
    tr=("3 saniyelik video görüntülemeleri", "3 saniyelik video görüntüleme"),
    id=("Penayangan video 3 detik", "Tayangan video 3 detik"),
    sv=("3-sekunders videovisningar", "Videovisningar på 3 sekunder"),
)
_WATCH_TIME = heading(
    "Seconds viewed",
    es=("Segundos reproducidos", "Segundos vistos"),
    pt=("Segundos visualizados", "Segundos assistidos", "Segundos vistos"),
    it=("Secondi visualizzati", "Secondi di visualizzazione", "Secondi guardati"),
    fr=("Secondes regardées", "Secondes visionnées", "Secondes vues"),
    de=("Angesehene Sekunden", "Sekunden angesehen", "Wiedergegebene Sekunden", "Aufgerufene Sekunden"),
    nl=("Seconden bekeken", "Bekeken seconden"),
    pl=("Obejrzane sekundy", "Wyświetlone sekundy"),
    tr=("İzlenen saniye", "Görüntülenen saniye"),
    id=("Detik ditonton", "Detik yang ditonton"),
    sv=("Visade sekunder", "Sekunder visade"),
)
_LIKES = heading(
    "Likes",
    es="Me gusta",
    pt=("Curtidas", "Gostos"),
    it="Mi piace",
    fr=("Mentions J’aime", "J’aime", "Mentions « J’aime »"),
    de=("„Gefällt mir“-Angaben", "Gefällt mir", "Gefällt-mir-Angaben", "„Gefällt mir“", "Likes"),
    nl=("Vind-ik-leuks", "Likes"),
    pl=("Polubienia", "Liczba polubień"),
    tr=("Beğenmeler", "Beğeniler", "Beğeni"),
    id=("Suka", "Tanda suka"),
    sv=("Gilla-markeringar", "Gillamarkeringar", "Gillningar"),
    da=("Synes godt om", "Synes godt om-markeringer"),
    no=("Liker", "Likerklikk"),
    fi="Tykkäykset",
    cs=("To se mi líbí", "Označení To se mi líbí"),
    hu=("Kedvelések", "Tetszésnyilvánítások"),
    ro="Aprecieri",
)
_FOLLOWS = heading(
    "Follows",
    es=("Seguimientos", "Seguidores nuevos", "Nuevos seguidores"),
    pt=("Seguimentos", "Seguidores novos", "Novos seguidores", "Seguidores"),
    it=("Follow", "Nuovi follower", "Follower acquisiti", "Persone che hanno iniziato a seguirti"),
    fr=("Suivis", "Nouveaux followers", "Suivi", "Abonnements", "Nouveaux abonnés", "Followers", "Abonnés"),
    de=("Follows", "Neue Follower", "Abonnements", "Follower gewonnen", "Gefolgt"),
    nl=("Volgt", "Volgacties", "Nieuwe volgers", "Gevolgd", "Volgers"),
    pl=("Obserwacje", "Obserwowania", "Nowi obserwujący", "Nowe obserwacje"),
    tr=("Takipler", "Takip etmeler", "Yeni takipçiler", "Takip"),
    id=("Mengikuti", "Pengikut baru", "Ikuti"),
    sv=("Följningar", "Nya följare", "Följer"),
)
_SAVES = heading(
    "Saves",
    es=("Veces que se guardó", "Guardados", "Veces guardado"),
    pt=("Salvamentos", "Itens salvos", "Guardados", "Itens guardados"),
    it="Salvataggi",
    fr=("Enregistrements", "Sauvegardes", "Éléments enregistrés", "Contenus enregistrés"),
    de=("Mal gespeichert", "Gespeichert", "Gespeicherte Inhalte", "Speicherungen", "Saves", "Gespeicherte Beiträge"),
    nl=("Aantal keer opgeslagen", "Opgeslagen", "Keer opgeslagen"),
    pl=("Zapisy", "Zapisania", "Zapisane"),
    tr=("Kaydetmeler", "Kaydedilenler", "Kaydetme"),
    id=("Simpan", "Disimpan", "Penyimpanan"),
    sv=("Sparningar", "Sparade", "Antal sparade"),
)
_PROFILE_VIEWS = heading(
    "Profile visits",
    es="Visitas al perfil",
    pt="Visitas ao perfil",
    it="Visite al profilo",
    fr=("Visites du profil", "Visites de profil"),
    de=("Profilbesuche", "Profilaufrufe"),
    nl=("Profielbezoeken", "Bezoeken aan profiel"),
    pl=("Wizyty w profilu", "Wizyty na profilu"),
    tr="Profil ziyaretleri",
    id="Kunjungan profil",
    sv="Profilbesök",
)

FACEBOOK_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: _IMPRESSIONS,
    MetricKey.VIEWS: _VIEWS,
    MetricKey.REACH: _REACH,
    MetricKey.PLATFORM_ENGAGEMENTS: _PLATFORM_ENGAGEMENTS,
    MetricKey.LIKES: _REACTIONS,
    MetricKey.COMMENTS: _COMMENTS,
    MetricKey.SHARES: _SHARES,
    MetricKey.CLICKS: _CLICKS,
    MetricKey.VIDEO_VIEWS: _VIDEO_VIEWS,
    MetricKey.WATCH_TIME_SECONDS: _WATCH_TIME,
}
INSTAGRAM_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: _IMPRESSIONS,
    MetricKey.VIEWS: _VIEWS,
    MetricKey.REACH: _REACH,
    MetricKey.LIKES: _LIKES,
    MetricKey.SHARES: _SHARES,
    MetricKey.FOLLOWERS_GAINED: _FOLLOWS,
    MetricKey.COMMENTS: _COMMENTS,
    MetricKey.SAVES: _SAVES,
    MetricKey.PROFILE_VIEWS: _PROFILE_VIEWS,
}

_PART_OF_CLICKS = "a part of the total clicks"
_PART_OF_VIEWS = "a part of the views"
_PART_OF_REACH = "a part of the reach, which does not add up"
_PART_OF_VIDEO_VIEWS = "a part of the video views"
_OTHER_THRESHOLD = "another threshold than that of the video views which are read"
_PEOPLE = "people who watched, for which there is no metric besides reach"
_MONEY = "money is not kept"
_FEEDBACK = "people who hid the post, for which there is no metric"
_ABOUT_THE_POST = "a detail that nothing is computed from"

FACEBOOK_LOST = {
    **dict.fromkeys(("Other clicks", "Other Clicks", "Link clicks", "Link Clicks"), _PART_OF_CLICKS),
    **dict.fromkeys(
        (f"Matched Audience Targeting Consumption ({what} Click)" for what in ("Photo", "Video")), _PART_OF_CLICKS
    ),
    **dict.fromkeys((f"Views from {kind} posts" for kind in ("Organic", "Boosted")), _PART_OF_VIEWS),
    **dict.fromkeys((f"Reach from {kind} posts" for kind in ("Organic", "Boosted")), _PART_OF_REACH),
    **dict.fromkeys(
        (f"3-second video views from {kind} posts" for kind in ("Organic", "Boosted")), _PART_OF_VIDEO_VIEWS
    ),
    **dict.fromkeys(("1-minute video views", "1-Minute Video Views"), _OTHER_THRESHOLD),
    **dict.fromkeys(("3-second viewers", "1-minute viewers", "Engaged users", "Returning viewers"), _PEOPLE),
    "Average Seconds viewed": "follows from the seconds viewed and the views",
    **dict.fromkeys(
        (
            *("Estimated earnings (USD)", "Ad CPM (USD)", "Ad impressions"),
            *("Approximate content monetization earnings", "Estimated stars earnings (USD)"),
        ),
        _MONEY,
    ),
    **dict.fromkeys(
        (
            *("Negative feedback from users", "Unique negative feedback from users"),
            *("Negative feedback from users: Hide all", "Unique negative feedback from users: Hide all"),
            *("Negative feedback from users: Hide", "Unique negative feedback from users: Hide"),
        ),
        _FEEDBACK,
    ),
    **dict.fromkeys(
        (
            *("Caption type", "Is crosspost", "Is share", "Languages", "Custom labels"),
            *("Funded content status", "Data comment"),
        ),
        _ABOUT_THE_POST,
    ),
}
"""English names of columns that are not read, and why."""
INSTAGRAM_LOST = {
    "Data comment": _ABOUT_THE_POST,
    "Replies": "answers to a story are private messages, not comments",
    "Link clicks": "clicks on the link of a story, for which there is no metric on Instagram",
    "Sticker taps": "taps on a story, for which there is no metric",
    "Navigation": "taps on a story, for which there is no metric",
}
"""English names of columns that are not read, and why."""
