"""TikTok Studio: `Content`, lifetime numbers of posts, and the video file of the Business Suite."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from collectors.exports.accounts import account_of
from collectors.exports.cells import UnusableRowError, is_absent, quoted
from collectors.exports.columns import Columns
from collectors.exports.export_date import ExportDate, end_of
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import heading
from collectors.exports.moments import ZONE_LEEWAY, to_utc
from collectors.exports.remarks import Remarks
from collectors.exports.tables import Table
from collectors.exports.tiktok.day_labels import DayLabel, day_label
from collectors.exports.tiktok.day_years import A_DAY, FILE_TIME, LEAP_CYCLE
from domain.errors import ExportQuestionError
from domain.exports import ExportQuestion, ImportOptions
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

_EXPORT_DAY = heading("Time")
_LINK = heading(
    "Video link",
    "Post link",
    sv="Videolänk",
    de="Videolink",
    es=("Enlace del vídeo", "Enlace de vídeo"),
    fr="Lien de la vidéo",
    it="Link del video",
    pt="Link do vídeo",
    ja="動画リンク",
)
_TITLE = heading(
    "Video title",
    "Post title",
    sv="Videotitel",
    de="Videotitel",
    es=("Título del vídeo", "Título de vídeo"),
    fr="Titre de la vidéo",
    it="Titolo del video",
    pt="Título do vídeo",
    ja="動画タイトル",
)
_POST_TIME = heading(
    "Post time",
    "Publishing time",
    "Video publish time",
    sv="Publiceringstid",
    es="Hora de publicación",
    ja=("投稿日", "投稿日時"),
)
_METRICS: MetricHeadings = {
    MetricKey.LIKES: heading("Total likes", "Likes", sv="Gilla-markeringar", es="Me gusta totales", ja="いいね"),
    MetricKey.COMMENTS: heading(
        "Total comments", "Comments", sv="Kommentarer", es="Comentarios totales", ja="コメント"
    ),
    MetricKey.SHARES: heading("Total shares", "Shares", sv="Delningar", es="Veces compartido", ja="シェア"),
    MetricKey.VIEWS: heading(
        "Total views", "Video views", sv="Videovisningar", es="Visualizaciones totales", ja="再生数"
    ),
}
_PERMALINK = re.compile(r"(?:https?://)?(?:\w+\.)?tiktok\.com/@([\w.]*)/(video|photo)/(\d{1,20})\b", re.ASCII)
_TYPES = {"video": ContentType.VIDEO, "photo": ContentType.IMAGE}
_SECONDS_BITS = 32
"""The upper half of an id is the moment at which it was given, in Unix seconds."""
_WEST_OF_UTC = timedelta(hours=12)
_LONGEST_WAIT = timedelta(days=62)
"""TikTok lets people schedule posts some weeks ahead."""
_UTC = ZoneInfo("UTC")
_SCHEDULED_NOTE = (
    "The ids of some posts are older than the day they were published on: they were scheduled, and only the day "
    "is known."
)


class ContentRows:
    """One row is one post. Its id is exact; the stated day has no year."""

    def __init__(self, opening: TableOpening) -> None:
        columns = opening.columns
        self._link = columns.one(_LINK)
        self._title, self._post_time = columns.first(_TITLE), columns.first(_POST_TIME)
        columns.first(_EXPORT_DAY)
        self._metrics = opening.metric_cells(_METRICS)
        self._account = opening.options.account
        self._exported = opening.exported
        self._remarks = opening.remarks
        _note_year(opening)

    def read(self, cells: list[str]) -> Row:
        """A post and its counters."""
        link = _cell(cells, self._link)
        account, content_type, post_id = _post(link, self._account)
        posted_at, time_known = _posted_at(post_id, _cell(cells, self._post_time), self._remarks)
        title = _cell(cells, self._title)
        text = None if is_absent(title) else title
        details = PostDetails(
            posted_at, content_type, text=text, url=link, tags=hashtags(text or ""), time_known=time_known
        )
        observed_at = self._exported.seen_at(posted_at, timedelta(0) if time_known else A_DAY)
        snapshot = PostSnapshot(post_id, observed_at, self._metrics.read(cells, Platform.TIKTOK), details)
        return account, snapshot, post_id


def export_day(table: Table, options: ImportOptions) -> ExportDate | None:
    """The day in the column `Time`, which is the same in every row.

    Raises:
        ExportQuestionError: nothing tells its year.
    """
    label = _export_label(table)
    if label is None or options.observed_at is not None:
        return None
    written_at = table.source.modified_at(known=options.modification_time_known)
    day = _dated(label, table, options, written_at)
    if day is None:
        return None
    end = end_of(day)
    if written_at is not None and end - 2 * A_DAY <= written_at < end:
        # Exported while that day was still going on, or in a zone ahead of UTC: nothing was observed after writing.
        return ExportDate(written_at, FILE_TIME)
    return ExportDate(end, "the file's content", ZONE_LEEWAY)


def _export_label(table: Table) -> DayLabel | None:
    place = Columns(table.columns).first(_EXPORT_DAY)
    if place is None:
        return None
    return next((label for cells in table.preview if (label := _label(cells[place])) is not None), None)


def _label(text: str) -> DayLabel | None:
    try:
        return day_label(text)
    except UnusableRowError:
        return None


def _dated(label: DayLabel, table: Table, options: ImportOptions, written_at: datetime | None) -> date | None:
    """The export day with its year: the latest that fits between the newest post and the time of the file."""
    if (known := label.year or options.year) is not None:
        return _within(label, known)
    newest = _newest_post(table)
    earliest = date.min if newest is None else (newest - A_DAY).date()
    if written_at is None:
        first = [] if newest is None else range(newest.year, newest.year + 2)
        raise ExportQuestionError(
            ExportQuestion.YEAR,
            f"{table.source.name!r} says the day of its export without the year.",
            [str(year) for year in first if (day := _within(label, year)) is not None and day >= earliest],
        )
    latest = (written_at + A_DAY).date()
    days = (_within(label, year) for year in range(latest.year, latest.year - LEAP_CYCLE, -1))
    return next((day for day in days if day is not None and earliest <= day <= latest), None)


def _within(label: DayLabel, year: int) -> date | None:
    try:
        return label.within(year)
    except UnusableRowError:
        return None


def _newest_post(table: Table) -> datetime | None:
    place = Columns(table.columns).one(_LINK)
    links = [found for cells in table.preview if (found := _PERMALINK.match(cells[place].strip())) is not None]
    return max((moment for found in links if (moment := _given_at(int(found[3]))) is not None), default=None)


def _note_year(opening: TableOpening) -> None:
    label = _export_label(opening.table)
    options, exported = opening.options, opening.exported
    if label is not None and label.year is None and options.year is None and options.observed_at is None:
        year = (exported.at - timedelta(microseconds=1)).year
        opening.remarks.add(f"The year of the export day, {year}, was taken from {FILE_TIME}; `--year` changes it.")


def _post(link: str, given: str | None) -> tuple[AccountRef, ContentType, str]:
    parts = _PERMALINK.match(link)
    if parts is None:
        raise UnusableRowError(f"{_LINK.name!r} is {quoted(link)}, which is no link to a post of TikTok.")
    handle, kind, post_id = parts.groups()
    if not handle and not given:
        raise UnusableRowError("The link does not name the account; say it with `--account HANDLE`.")
    return account_of(Platform.TIKTOK, f"@{handle}" if handle else given or ""), _TYPES[kind], post_id


def _given_at(post_id: int) -> datetime | None:
    try:
        return to_utc(datetime.fromtimestamp(post_id >> _SECONDS_BITS, UTC), _UTC)
    except (UnusableRowError, OverflowError, ValueError, OSError):
        return None


def _posted_at(post_id: str, stated: str, remarks: Remarks) -> tuple[datetime, bool]:
    """When a post was published, and whether more than the day is known.

    Raises:
        UnusableRowError: its id holds no moment, or one that does not go with the stated day.
    """
    given_at = _given_at(int(post_id))
    if given_at is None:
        raise UnusableRowError(f"The post id {post_id} holds no time.")
    if is_absent(stated):
        return given_at, True
    label = _label(stated)
    if label is None:
        remarks.left_out(_POST_TIME.name, f"such as {quoted(stated)}; the ids of the posts hold their times, too.")
        return given_at, True
    day = _stated_day(label, given_at)
    begins, ends = datetime.combine(day, time(), UTC) - ZONE_LEEWAY, end_of(day) + _WEST_OF_UTC
    if begins <= given_at < ends:
        return given_at, True
    if begins - _LONGEST_WAIT <= given_at < begins:
        remarks.add(_SCHEDULED_NOTE)
        return datetime.combine(day, time(12), UTC), False
    raise UnusableRowError(f"The post id {post_id} is not that of a post of {day}.")


def _stated_day(label: DayLabel, given_at: datetime) -> date:
    """The day in the year in which it lies nearest to the moment."""
    years = [label.year] if label.year else range(given_at.year - 1, given_at.year + 2)
    days = [day for year in years if (day := _within(label, year)) is not None]
    if not days:
        raise UnusableRowError(f"There is no 29 February about {given_at.year}, when the id of the post was given.")
    return min(days, key=lambda day: abs(datetime.combine(day, time(12), UTC) - given_at))


def _cell(cells: list[str], place: int | None) -> str:
    return "" if place is None else cells[place].strip()


TIKTOK_CONTENT = TableFormat(
    kind="tiktok-content",
    title="TikTok posts (Content)",
    platform=Platform.TIKTOK,
    required=(_LINK, _METRICS[MetricKey.VIEWS], _METRICS[MetricKey.LIKES]),
    reader=ContentRows,
    metrics=_METRICS,
    content_date=export_day,
)
