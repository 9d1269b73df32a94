"""Meta Business Suite, in English: posts of Facebook pages or of an Instagram account, lifetime numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from collectors.exports.cells import UnusableRowError, digits, number, quoted
from collectors.exports.columns import Columns
from collectors.exports.export_date import DatedName, end_of
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import Heading, heading
from collectors.exports.moments import ZONE_LEEWAY, meta_time, zone
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

_FACEBOOK_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading("Impressions"),
    MetricKey.VIEWS: heading("Views"),
    MetricKey.REACH: heading("Reach"),
    MetricKey.PLATFORM_ENGAGEMENTS: heading("Reactions, Comments and Shares"),
    MetricKey.LIKES: heading("Reactions"),
    MetricKey.COMMENTS: heading("Comments"),
    MetricKey.SHARES: heading("Shares"),
    MetricKey.CLICKS: heading("Total clicks"),
    MetricKey.VIDEO_VIEWS: heading("3-second video views"),
    MetricKey.WATCH_TIME_SECONDS: heading("Seconds viewed"),
}
_INSTAGRAM_METRICS: MetricHeadings = {
    MetricKey.IMPRESSIONS: heading("Impressions"),
    MetricKey.VIEWS: heading("Views"),
    MetricKey.REACH: heading("Reach"),
    MetricKey.LIKES: heading("Likes"),
    MetricKey.SHARES: heading("Shares"),
    MetricKey.FOLLOWERS_GAINED: heading("Follows"),
    MetricKey.COMMENTS: heading("Comments"),
    MetricKey.SAVES: heading("Saves"),
}
_CONTENT_TYPES = {
    "photo": ContentType.IMAGE,
    "photos": ContentType.IMAGE,
    "image": ContentType.IMAGE,
    "carousel": ContentType.CAROUSEL,
    "album": ContentType.CAROUSEL,
    "video": ContentType.VIDEO,
    "videos": ContentType.VIDEO,
    "reel": ContentType.REEL,
    "reels": ContentType.REEL,
    "story": ContentType.STORY,
    "stories": ContentType.STORY,
    "link": ContentType.LINK,
    "links": ContentType.LINK,
    "text": ContentType.TEXT,
    "status": ContentType.TEXT,
    "live": ContentType.LIVE,
    "live video": ContentType.LIVE,
    "live videos": ContentType.LIVE,
}
_LIFETIME = frozenset({"", "lifetime"})


_POST_ID = heading("Post ID")
_PAGE_ID = heading("Page ID")
_PAGE_NAME = heading("Page name")
_ACCOUNT_ID = heading("Account ID")
_HANDLE = heading("Account username")
_ACCOUNT_NAME = heading("Account name")
_TIME = heading("Publish time")
_CAPTION = heading("Title"), heading("Description")
_LINK = heading("Permalink")
_TYPE = heading("Post type")
_PERIOD = heading("Date")
_DURATION = heading("Duration (sec)", "Duration (secs)")

_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


def _meta_day(text: str) -> date:
    month, day, year = text.split("-")
    return date(int(year), _MONTHS.index(month) // 3 + 1, int(day))


META_NAME = DatedName(
    re.compile(r"[A-Z][a-z]{2}-\d{2}-\d{4}_([A-Z][a-z]{2}-\d{2}-\d{4})_"), lambda text: end_of(_meta_day(text))
)


@dataclass(frozen=True, slots=True)
class _Network:
    metrics: MetricHeadings
    account: Callable[[Columns], Callable[[list[str]], AccountRef]]


class MetaContentRows:
    """One row is one post; the clock of the times is not named in the file."""

    def __init__(self, network: _Network, opening: TableOpening) -> None:
        columns, zone_name = opening.columns, opening.options.time_zone
        self._zone = zone(zone_name)
        opening.remarks.add(f"Times were read as {zone_name}, as the file names no zone; `--time-zone` changes it.")
        self._id, self._time = columns.one(_POST_ID), columns.one(_TIME)
        self._account = network.account(columns)
        self._captions = columns.named(*_CAPTION)
        self._link = columns.first(_LINK)
        self._type = columns.first(_TYPE)
        self._period = columns.first(_PERIOD)
        self._duration = columns.first(_DURATION)
        self._metrics = opening.metric_cells(network.metrics)
        self._exported = opening.exported

    def read(self, cells: list[str]) -> Row:
        """A post and its counters."""
        post_id = digits(cells[self._id], "post id")
        account = self._account(cells)
        period = _cell(cells, self._period)
        if period.casefold() not in _LIFETIME:
            raise UnusableRowError(
                f"It is about {quoted(period)}, not about the whole lifetime of the post.", LeftOut.OTHER_PERIOD
            )
        details = self._details(cells, meta_time(cells[self._time], self._zone))
        # The clock may be of another zone than we believe, so a post may seem to come from after the export.
        observed_at = self._exported.seen_at(details.posted_at, ZONE_LEEWAY)
        snapshot = PostSnapshot(post_id, observed_at, self._metrics.read(cells, account.platform), details)
        return account, snapshot, (account.external_id, post_id)

    def rest(self) -> tuple[Row, ...]:
        """Nothing: every row is a fact."""
        return ()

    def _details(self, cells: list[str], posted_at: datetime) -> PostDetails:
        text = max((cells[place] for place in self._captions), key=len, default="")
        seconds = _seconds(_cell(cells, self._duration))
        return PostDetails(
            posted_at,
            _content_type(_cell(cells, self._type)),
            text=text,
            url=_cell(cells, self._link) or None,
            tags=hashtags(text),
            metadata={} if seconds is None else {"duration_seconds": seconds},
            media_seconds=seconds,
        )


def _cell(cells: list[str], place: int | None) -> str:
    return "" if place is None else cells[place].strip()


def _content_type(post_type: str) -> ContentType:
    return _CONTENT_TYPES.get(post_type.casefold().removeprefix("ig ").strip(), ContentType.OTHER)


def _seconds(text: str) -> int | float | None:
    """The length of a video; pictures have a 0 there."""
    try:
        seconds = number(text)
    except ValueError:
        return None
    return seconds if seconds is not None and seconds > 0 else None


def _facebook_page(columns: Columns) -> Callable[[list[str]], AccountRef]:
    page_id, page_name = columns.one(_PAGE_ID), columns.first(_PAGE_NAME)

    def account(cells: list[str]) -> AccountRef:
        return AccountRef(Platform.FACEBOOK, digits(cells[page_id], "page id"), name=_cell(cells, page_name) or None)

    return account


def _instagram_account(columns: Columns) -> Callable[[list[str]], AccountRef]:
    account_id = columns.one(_ACCOUNT_ID)
    handle, name = columns.first(_HANDLE), columns.first(_ACCOUNT_NAME)

    def account(cells: list[str]) -> AccountRef:
        return AccountRef(
            Platform.INSTAGRAM,
            digits(cells[account_id], "account id"),
            _cell(cells, handle) or None,
            _cell(cells, name) or None,
        )

    return account


def _format(kind: str, title: str, platform: Platform, network: _Network, *required: Heading) -> TableFormat:
    return TableFormat(
        kind=kind,
        title=title,
        platform=platform,
        required=(_POST_ID, _TIME, _LINK, *required),
        reader=partial(MetaContentRows, network),
        metrics=network.metrics,
        name=META_NAME,
    )


FACEBOOK_CONTENT = _format(
    "facebook-content",
    "Facebook posts (Meta Business Suite)",
    Platform.FACEBOOK,
    _Network(_FACEBOOK_METRICS, _facebook_page),
    _PAGE_ID,
    _FACEBOOK_METRICS[MetricKey.LIKES],
    _FACEBOOK_METRICS[MetricKey.COMMENTS],
)
INSTAGRAM_CONTENT = _format(
    "instagram-content",
    "Instagram posts (Meta Business Suite)",
    Platform.INSTAGRAM,
    _Network(_INSTAGRAM_METRICS, _instagram_account),
    _ACCOUNT_ID,
    _HANDLE,
    _INSTAGRAM_METRICS[MetricKey.LIKES],
)
