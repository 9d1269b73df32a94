"""LinkedIn creators: sheet TOP POSTS, the best posts of a period by engagements and, beside them, by impressions."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from collectors.exports.cells import UnusableRowError, measure
from collectors.exports.columns import Columns
from collectors.exports.export_date import ExportDate, end_of
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.headings import ENGLISH, heading
from collectors.exports.linkedin.days import Period, possible_days
from collectors.exports.linkedin.files import (
    CREATOR_NAME,
    creator_account,
    creator_export_date,
    creator_period,
)
from collectors.exports.linkedin.headings import ENGAGEMENTS, IMPRESSIONS
from collectors.exports.linkedin.posts import PostMoment, has_post_links, post_urn, published
from collectors.exports.tables import Table
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import PostDetails, PostSnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {MetricKey.PLATFORM_ENGAGEMENTS: ENGAGEMENTS, MetricKey.IMPRESSIONS: IMPRESSIONS}
_LINK = heading(
    "Post URL",
    "Post link",
    fr=("URL du post", "URL de la publication", "Lien du post"),
    es=("URL de la publicación", "Enlace de la publicación"),
    pt=("URL da publicação", "Link da publicação", "URL do post"),
    de=("Beitrags-URL", "URL des Beitrags", "Beitrag-URL", "Post-URL", "Link zum Beitrag"),
    it=("URL del post", "Link del post"),
    nl=("URL van bijdrage", "Bijdrage-URL", "URL bijdrage", "Bericht-URL", "Post-URL", "URL van post"),
)
_PUBLISHED = heading(
    "Post publish date",
    fr=("Date de publication du post", "Date de publication"),
    es=("Fecha de publicación", "Fecha de la publicación", "Fecha de publicación de la publicación"),
    pt=("Data de publicação", "Data da publicação", "Data de publicação da publicação", "Data de publicação do post"),
    de=("Veröffentlichungsdatum", "Veröffentlichungsdatum des Beitrags", "Datum der Veröffentlichung"),
    it=("Data di pubblicazione del post", "Data di pubblicazione", "Data pubblicazione post"),
    nl=("Publicatiedatum", "Publicatiedatum van bijdrage", "Publicatiedatum bijdrage", "Publicatiedatum bericht"),
)
_LIST_NOTE = (
    "The list holds the 50 best posts by engagements and the 50 best by impressions: other posts are missing, and a "
    "post of one list alone has only one of the numbers."
)
_NO_PERIOD = (
    "Neither the file's name nor a sheet DISCOVERY tells the period, so that the numbers may not be lifetime ones."
)


class _Ranking(NamedTuple):
    """One of the tables that stand side by side: a link, a day, and a number."""

    link: int
    day: int | None
    metrics: tuple[tuple[MetricKey, int, str], ...]


@dataclass(slots=True)
class _Post:
    link: str
    posted: PostMoment
    metrics: dict[MetricKey, int | float] = field(default_factory=dict)


class TopPostRows:
    """One row is a post of each table, of different posts as a rule. The numbers are those of the period, so that
    they are lifetime counters of the posts that were published in it, as of its end."""

    def __init__(self, opening: TableOpening) -> None:
        self._account = creator_account(opening)
        opening.remarks.add(_LIST_NOTE)
        self._rankings = _rankings(opening.columns)
        self._decimals = opening.metric_cells(_METRICS).decimals
        self._period = creator_period(opening.table)
        self._month_first = opening.language == ENGLISH
        self._exported = _as_of(opening.exported, self._period)
        self._posts: dict[str, _Post] = {}
        self._left_out: set[str] = set()

    def read(self, cells: list[str]) -> None:
        """Nothing yet: the other number of a post stands in another row."""
        errors: list[UnusableRowError] = []
        for ranking in self._rankings:
            if not cells[ranking.link].strip():
                continue
            try:
                self._take(ranking, cells)
            except UnusableRowError as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def rest(self) -> Iterable[Row]:
        """The posts, in the order in which they came."""
        for post_id, post in self._posts.items():
            if post.metrics:
                details = PostDetails(post.posted.at, url=post.link, time_known=post.posted.known)
                observed_at = self._exported.seen_at(post.posted.at)
                yield self._account, PostSnapshot(post_id, observed_at, post.metrics, details), post_id

    def _take(self, ranking: _Ranking, cells: list[str]) -> None:
        link = cells[ranking.link].strip()
        post_id = post_urn(link)
        if post_id in self._left_out:
            return
        post = self._posts.get(post_id) or self._new_post(post_id, link, ranking, cells)
        for metric, place, name in ranking.metrics:
            value = measure(cells[place], metric, name, Platform.LINKEDIN, decimals=self._decimals)
            if value is None:
                continue
            if metric in post.metrics:
                raise UnusableRowError(f"{post_id} comes twice; the first was kept.", LeftOut.REPEATED)
            post.metrics[metric] = value
        self._posts[post_id] = post

    def _new_post(self, post_id: str, link: str, ranking: _Ranking, cells: list[str]) -> _Post:
        stated = "" if ranking.day is None else cells[ranking.day].strip()
        posted = published(post_id, self._days(stated))
        if (reason := _partial(post_id, posted, self._period)) is not None:
            self._left_out.add(post_id)
            raise UnusableRowError(reason, LeftOut.OTHER_PERIOD)
        self._exported.seen_at(posted.at)
        return _Post(link, posted)

    def _days(self, stated: str) -> tuple[date, ...]:
        """What the cell may mean, the likeliest first."""
        if not stated:
            return ()
        days = possible_days(stated) if self._month_first else possible_days(stated)[::-1]
        return tuple(sorted(days, key=lambda day: self._period is None or day not in self._period))


def _rankings(columns: Columns) -> tuple[_Ranking, ...]:
    """Each table reaches from its link to the next one."""
    links = sorted(columns.named(_LINK))
    days = columns.named(_PUBLISHED)
    metrics = [
        (metric, place, columns.name(place)) for metric, name in _METRICS.items() for place in columns.named(name)
    ]
    return tuple(
        _Ranking(
            link,
            next((place for place in days if link < place < end), None),
            tuple(each for each in metrics if link < each[1] < end),
        )
        for link, end in zip(links, [*links[1:], 2**31], strict=True)
    )


def _partial(post_id: str, posted: PostMoment, period: Period | None) -> str | None:
    """Why the numbers may cover but a part of the post's life; None when they cover all of it."""
    if period is None:
        return _NO_PERIOD
    if posted.at.date() >= period.first:
        return None
    return f"{post_id} was published before {period.first}, when the period of the file begins."


def _as_of(exported: ExportDate, period: Period | None) -> ExportDate:
    """The end of the period, or the export when that was earlier: later reactions are not counted in."""
    return exported if period is None else replace(exported, at=min(exported.at, end_of(period.last)))


def _is_ranking(table: Table) -> bool:
    return any(table.has(each) for each in _METRICS.values()) and has_post_links(_LINK, table)


LINKEDIN_CREATOR_TOP_POSTS = TableFormat(
    kind="linkedin-creator-top-posts",
    title="LinkedIn creator, the best posts of a period (sheet TOP POSTS)",
    platform=Platform.LINKEDIN,
    required=(_LINK,),
    also=_is_ranking,
    reader=TopPostRows,
    metrics=_METRICS,
    name=CREATOR_NAME,
    content_date=creator_export_date,
)
