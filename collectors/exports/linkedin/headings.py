"""Column names that several of LinkedIn's exports share.

Established: English, the pages' files in Spanish, Portuguese and Italian, the creators' files in French. The other
names are those that LinkedIn's pages show in these languages; a table under yet other names is left aside, not misread.
"""

from collectors.exports.headings import ENGLISH, Heading, heading

DAY = heading("Date", fr="Date", es="Fecha", pt="Data", de="Datum", it="Data", nl="Datum")

_TOTAL = {
    ENGLISH: ("total",),
    "fr": ("total", "totale", "totales", "totaux"),
    "es": ("total", "totales"),
    "pt": ("total", "totais"),
    "de": ("gesamt", "insgesamt", "total"),
    "it": ("totale", "totali"),
    "nl": ("totaal",),
}


def total(*english: str, **others: str | tuple[str, ...]) -> Heading:
    """The heading of a total beside its parts: `Clicks (total)`, `Clic (totale)`."""
    names = {ENGLISH: english} | {lang: (each,) if isinstance(each, str) else each for lang, each in others.items()}
    return Heading({lang: tuple(f"{name} ({word})" for name in names[lang] for word in _TOTAL[lang]) for lang in names})


FOLLOWERS_TOTAL = heading(
    "Total followers",
    fr=("Total des abonnés", "Nombre total d’abonnés", "Total d’abonnés", "Abonnés au total"),
    es=("Total de seguidores", "Seguidores totales"),
    pt="Total de seguidores",
    de=("Follower:innen insgesamt", "Follower insgesamt", "Gesamtzahl der Follower:innen", "Gesamtzahl der Follower"),
    it=("Follower totali", "Totale follower"),
    nl=("Totaal aantal volgers", "Totaal volgers"),
)
VIEWS_TOTAL = heading(
    "Total views",
    fr=("Total des vues", "Nombre total de vues", "Vues totales"),
    es=("Total de visualizaciones", "Visualizaciones totales"),
    pt="Total de visualizações",
    de=("Aufrufe insgesamt", "Ansichten insgesamt", "Gesamtzahl der Aufrufe", "Gesamtaufrufe"),
    it=("Visualizzazioni totali", "Totale visualizzazioni"),
    nl=("Totaal aantal weergaven", "Totaal weergaven"),
)
IMPRESSIONS = heading(
    "Impressions",
    fr="Impressions",
    es="Impresiones",
    pt="Impressões",
    de=("Impressionen", "Impressions"),
    it="Impressioni",
    nl=("Impressies", "Vertoningen", "Weergaven"),
)
ENGAGEMENTS = heading(
    "Engagements",
    fr=("Interactions", "Engagements"),
    es=("Interacciones", "Interacción"),
    pt=("Engajamentos", "Interações", "Engajamento"),
    de=("Interaktionen", "Engagements", "Engagement"),
    it=("Interazioni", "Engagement", "Coinvolgimenti"),
    nl=("Interacties", "Engagements", "Engagement", "Betrokkenheid"),
)
"""What creators' files call so: reactions, comments, reposts and more."""
