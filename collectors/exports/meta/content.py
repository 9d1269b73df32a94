"""Meta Business Suite, in English: posts of Facebook pages or of an Instagram account, lifetime numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from collectors.exports.cells import UnusableRowError, digits, number, quoted
from collectors.exports.columns import Columns, MetricCells, MetricNames
from collectors.exports.export_date import META_NAME, ExportDate
from collectors.exports.hashtags import hashtags
from collectors.exports.moments import ZONE_LEEWAY, meta_time, zone
from collectors.exports.native import NativeFormat, Row
from domain.exports import ImportOptions
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

_FACEBOOK_METRICS: MetricNames = {
    MetricKey.IMPRESSIONS: ("Impressions",),
    MetricKey.VIEWS: ("Views",),
    MetricKey.REACH: ("Reach",),
    MetricKey.PLATFORM_ENGAGEMENTS: ("Reactions, Comments and Shares",),
    MetricKey.LIKES: ("Reactions",),
    MetricKey.COMMENTS: ("Comments",),
    MetricKey.SHARES: ("Shares",),
    MetricKey.CLICKS: ("Total clicks",),
    MetricKey.VIDEO_VIEWS: ("3-second video views",),
    MetricKey.WATCH_TIME_SECONDS: ("Seconds viewed",),
}
_INSTAGRAM_METRICS: MetricNames = {
    MetricKey.IMPRESSIONS: ("Impressions",),
    MetricKey.VIEWS: ("Views",),
    MetricKey.REACH: ("Reach",),
    MetricKey.LIKES: ("Likes",),
    MetricKey.SHARES: ("Shares",),
    MetricKey.FOLLOWERS_GAINED: ("Follows",),
    MetricKey.COMMENTS: ("Comments",),
    MetricKey.SAVES: ("Saves",),
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


@dataclass(frozen=True, slots=True)
class _Network:
    metrics: MetricNames
    account: Callable[[Columns], Callable[[list[str]], AccountRef]]


class MetaContentRows:
    """One row is one post; the clock of the times is not named in the file."""

    def __init__(self, network: _Network, columns: Columns, options: ImportOptions, exported: ExportDate) -> None:
        self._zone = zone(options.time_zone)
        self.notes = [f"Times were read as {options.time_zone}, as the file names no zone; `--time-zone` changes it."]
        self._id, self._time = columns.one("Post ID"), columns.one("Publish time")
        self._account = network.account(columns)
        self._captions = columns.named("Title", "Description")
        self._link = columns.first("Permalink")
        self._type = columns.first("Post type")
        self._period = columns.first("Date")
        self._duration = columns.first("Duration (sec)", "Duration (secs)")
        self._metrics = MetricCells.find(columns, network.metrics)
        self._exported = exported

    def read(self, cells: list[str]) -> Row:
        """A post and its counters."""
        post_id = digits(cells[self._id], "post id")
        account = self._account(cells)
        period = _cell(cells, self._period)
        if period.casefold() not in _LIFETIME:
            raise UnusableRowError(f"It is about {quoted(period)}, not about the whole lifetime of the post.")
        details = self._details(cells, meta_time(cells[self._time], self._zone))
        # The clock may be of another zone than we believe, so a post may seem to come from after the export.
        observed_at = self._exported.seen_at(details.posted_at, ZONE_LEEWAY)
        snapshot = PostSnapshot(post_id, observed_at, self._metrics.read(cells, account.platform), details)
        return account, snapshot, (account.external_id, post_id)

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
    page_id, page_name = columns.one("Page ID"), columns.first("Page name")

    def account(cells: list[str]) -> AccountRef:
        return AccountRef(Platform.FACEBOOK, digits(cells[page_id], "page id"), name=_cell(cells, page_name) or None)

    return account


def _instagram_account(columns: Columns) -> Callable[[list[str]], AccountRef]:
    account_id = columns.one("Account ID")
    handle, name = columns.first("Account username"), columns.first("Account name")

    def account(cells: list[str]) -> AccountRef:
        return AccountRef(
            Platform.INSTAGRAM,
            digits(cells[account_id], "account id"),
            _cell(cells, handle) or None,
            _cell(cells, name) or None,
        )

    return account


def _reader(network: _Network) -> Callable[[Columns, ImportOptions, ExportDate], MetaContentRows]:
    def rows(columns: Columns, options: ImportOptions, exported: ExportDate) -> MetaContentRows:
        return MetaContentRows(network, columns, options, exported)

    return rows


FACEBOOK_CONTENT = NativeFormat(
    kind="facebook-content",
    title="Facebook posts (Meta Business Suite)",
    platform=Platform.FACEBOOK,
    required=(("Post ID",), ("Page ID",), ("Publish time",), ("Permalink",), ("Reactions",), ("Comments",)),
    reader=_reader(_Network(_FACEBOOK_METRICS, _facebook_page)),
    name=META_NAME,
)
INSTAGRAM_CONTENT = NativeFormat(
    kind="instagram-content",
    title="Instagram posts (Meta Business Suite)",
    platform=Platform.INSTAGRAM,
    required=(
        ("Post ID",),
        ("Account ID",),
        ("Account username",),
        ("Publish time",),
        ("Permalink",),
        ("Likes",),
    ),
    reader=_reader(_Network(_INSTAGRAM_METRICS, _instagram_account)),
    name=META_NAME,
)
