"""LinkedIn pages: `<page>_visitors_<ms>.xls`, sheet Visitor metrics."""

from functools import partial

from collectors.exports.formats import MetricHeadings
from collectors.exports.linkedin.day_rows import DayRows
from collectors.exports.linkedin.days import DAY_ZONE
from collectors.exports.linkedin.files import PAGE, PAGE_NAME
from collectors.exports.linkedin.headings import DAY, total
from collectors.exports.linkedin.layout import Layout, PageFormat
from domain.metrics import MetricKey
from domain.users import Platform

_PAGE_VIEWS = total(
    "Total page views",
    fr=("Total des vues de la page", "Nombre total de vues de la page", "Total des pages vues", "Vues de la page"),
    es=("Total de visualizaciones de la página", "Visualizaciones totales de la página"),
    pt="Total de visualizações da página",
    de=(
        "Seitenaufrufe insgesamt",
        "Gesamtzahl der Seitenaufrufe",
        "Gesamte Seitenaufrufe",
        "Seitenansichten insgesamt",
    ),
    it=("Totale visualizzazioni della pagina", "Visualizzazioni totali della pagina"),
    nl=("Totaal aantal paginaweergaven", "Totaal paginaweergaven"),
)
_METRICS: MetricHeadings = {MetricKey.PROFILE_VIEWS: _PAGE_VIEWS}
_LAYOUT = Layout("visitors", 25, 0, {MetricKey.PROFILE_VIEWS: 21}, ((1, 2, 3), (7, 8, 9), (13, 14, 15), (19, 20, 21)))
_SECTIONS = ("Overview", "Life", "Jobs", "Products", "People", "About", "Events", "Services", "Insights")
_DEVICES = ("desktop", "mobile", "total")
_PART = "A part of all page views, which are read."
_UNIQUE = "Distinct visitors of one day add up over nothing, and nothing else here is counted so."
_LOST = (
    {f"{section} page views ({device})": _PART for section in _SECTIONS for device in _DEVICES}
    | {f"Total page views ({device})": _PART for device in ("desktop", "mobile")}
    | {f"{section} unique visitors ({device})": _UNIQUE for section in (*_SECTIONS, "Total") for device in _DEVICES}
)


LINKEDIN_PAGE_VISITORS = PageFormat(
    kind="linkedin-page-visitors",
    title="LinkedIn page, page views by day (sheet Visitor metrics)",
    platform=Platform.LINKEDIN,
    required=(DAY, _PAGE_VIEWS),
    reader=partial(DayRows, PAGE, _METRICS, layout=_LAYOUT),
    layout=_LAYOUT,
    metrics=_METRICS,
    name=PAGE_NAME,
    day_zone=DAY_ZONE,
    lost=_LOST,
)
