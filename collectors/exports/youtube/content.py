"""YouTube Studio: table data by content, the numbers of single videos."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time

from collectors.exports.cells import UnusableRowError, clock, identifier, number, quoted
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import folded
from collectors.exports.youtube.dates import studio_day
from collectors.exports.youtube.downloads import channel
from collectors.exports.youtube.lost import LOST
from collectors.exports.youtube.names import (
    COMMENTS,
    CONTENT,
    CONTENT_TYPE,
    DATE,
    DURATION,
    IMPRESSIONS,
    LIKES,
    PUBLISHED,
    SHARES,
    SUBSCRIBERS,
    TITLE,
    UNIQUE_VIEWERS,
    VIEWS,
    WATCH_TIME,
)
from collectors.exports.youtube.periods import Period, export_day, period_of
from collectors.exports.youtube.totals import Totals
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import Platform

_METRICS: MetricHeadings = {
    MetricKey.VIEWS: VIEWS,
    MetricKey.WATCH_TIME_SECONDS: WATCH_TIME,
    MetricKey.FOLLOWERS_GAINED: SUBSCRIBERS,
    MetricKey.IMPRESSIONS: IMPRESSIONS,
    MetricKey.LIKES: LIKES,
    MetricKey.COMMENTS: COMMENTS,
    MetricKey.SHARES: SHARES,
    MetricKey.REACH: UNIQUE_VIEWERS,
}
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
_COMMUNITY_POST_ID = re.compile(r"Ugk[A-Za-z0-9_-]{8,}", re.ASCII)
_PLAYLIST_ID = re.compile(r"(?:PL|UU|LL|FL|OL|RD|EL|VL)[A-Za-z0-9_-]{10,}", re.ASCII)
_CONTENT_TYPES = {
    folded(name): content_type
    for content_type, names in {
        ContentType.REEL: ("Short", "Shorts", "ショート", "쇼츠"),
        ContentType.LIVE: (
            "Live",
            "Live stream",
            "Live streams",
            "Livestream",
            "Livestreams",
            "En directo",
            "Emisiones en directo",
            "Ao vivo",
            "Transmissões ao vivo",
            "En direct",
            "Live streaming",
            "ライブ配信",
            "Прямая трансляция",
            "Трансляции",
        ),
        ContentType.OTHER: ("Post", "Posts", "Beiträge", "Publicaciones", "Postagens", "投稿"),
    }.items()
    for name in names
}
_LIFETIME_NOTE = (
    "The file does not say which days its numbers cover: they are taken for the posts' whole life. Import the ZIP as "
    "it was downloaded, whose name and totals tell the period, when another period than the lifetime was chosen."
)


class ContentRows:
    """One row is one video, after a row of totals. Of the time of publishing only the day is told."""

    def __init__(self, opening: TableOpening) -> None:
        self._account = channel(opening)
        columns = opening.columns
        self._id, self._published = columns.one(CONTENT), columns.one(PUBLISHED)
        self._title, self._duration, self._type = map(columns.first, (TITLE, DURATION, CONTENT_TYPE))
        self._metrics = opening.metric_cells(_METRICS)
        self._language = opening.language
        self._exported = opening.exported
        self._totals = Totals(opening.remarks)
        self._period = period_of(opening.table, opening.remarks)
        self._undated = 0
        self._remarks = opening.remarks
        self._remarks.add(_LIFETIME_NOTE if self._period is None else _period_note(self._period))

    def read(self, cells: list[str]) -> Row:
        """A video and its counters."""
        self._totals.leave_out(cells[self._id], cells, self._metrics)
        post_id = _post_id(cells[self._id])
        metrics = self._metrics.read(cells, Platform.YOUTUBE)
        self._totals.add(metrics)
        if not cells[self._published].strip():
            return self._account, self._undated_snapshot(post_id, metrics), post_id
        details = self._details(cells, post_id)
        observed_at = self._exported.seen_at(details.posted_at)
        return self._account, PostSnapshot(post_id, observed_at, metrics, details), post_id

    def rest(self) -> tuple[Row, ...]:
        """No fact; what there is to say of the totals is a remark."""
        self._totals.remark()
        if self._undated:
            self._remarks.add(
                f"Videos of which it does not say when they were published: {self._undated:,}. Their numbers are kept; "
                "they are shown once another source tells what they are."
            )
        return ()

    def _undated_snapshot(self, post_id: str, metrics: Mapping[MetricKey, int | float]) -> PostSnapshot:
        if self._period is not None:
            raise UnusableRowError(
                f"It does not say when {post_id} was published, and so not whether its numbers cover its whole life.",
                LeftOut.OTHER_PERIOD,
            )
        self._undated += 1
        return PostSnapshot(post_id, self._exported.at, metrics)

    def _details(self, cells: list[str], post_id: str) -> PostDetails:
        day = studio_day(cells[self._published], self._language)
        if self._period is not None and day < self._period.first:
            raise UnusableRowError(
                f"It was published on {day}, and the numbers begin on {self._period.first}: "
                "they cover a part of its life only.",
                LeftOut.OTHER_PERIOD,
            )
        title = "" if self._title is None else cells[self._title].strip()
        return PostDetails(
            datetime.combine(day, time(12), UTC),
            _content_type(post_id, "" if self._type is None else cells[self._type]),
            text=title,
            url=_url(post_id),
            tags=hashtags(title),
            media_seconds=None if self._duration is None else _seconds(cells[self._duration]),
            time_known=False,
        )


def _period_note(period: Period) -> str:
    return (
        f"Its numbers cover the days from {period.first} to {period.last} ({period.told_by}): posts that were "
        "published before are left out."
    )


def _post_id(text: str) -> str:
    post_id = identifier(text, "id of the video")
    if _VIDEO_ID.fullmatch(post_id) or _COMMUNITY_POST_ID.fullmatch(post_id):
        return post_id
    if _PLAYLIST_ID.fullmatch(post_id):
        raise UnusableRowError(f"{quoted(post_id)} is a playlist, not a video.", LeftOut.NO_METRIC)
    raise UnusableRowError(f"{quoted(post_id)} is no id of a video.")


def _url(post_id: str) -> str:
    path = "watch?v=" if _VIDEO_ID.fullmatch(post_id) else "post/"
    return f"https://www.youtube.com/{path}{post_id}"


def _content_type(post_id: str, text: str) -> ContentType:
    if not _VIDEO_ID.fullmatch(post_id):
        return ContentType.OTHER
    return _CONTENT_TYPES.get(folded(text), ContentType.VIDEO)


def _seconds(text: str) -> int | float | None:
    try:
        seconds = clock(text) if ":" in text else number(text)
    except ValueError:
        return None
    return seconds if seconds is not None and seconds > 0 else None


YOUTUBE_CONTENT = TableFormat(
    kind="youtube-content",
    title="YouTube Studio, table data by content",
    platform=Platform.YOUTUBE,
    required=(CONTENT, PUBLISHED),
    reader=ContentRows,
    metrics=_METRICS,
    content_date=export_day,
    lost=LOST | {"Subscribers lost": "the lost followers of a single post have no place here"},
    also=lambda table: not table.has(DATE),
)
