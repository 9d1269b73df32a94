"""X: `data/tweets.js` of an account's archive, every post with its likes and reposts."""

import re
from datetime import datetime, timedelta
from typing import Any

from collectors.exports.accounts import account_of, named_account
from collectors.exports.archives.json_values import (
    UTC_ZONE,
    cell,
    from_companion,
    iso_instant,
    member,
    objects,
    text,
    whole_items,
)
from collectors.exports.cells import UnusableRowError, digits, quoted
from collectors.exports.columns import Columns, MetricCells
from collectors.exports.export_date import ExportDate
from collectors.exports.formats import DocumentFormat, DocumentOpening, MetricHeadings, Row
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import heading
from collectors.exports.moments import snowflake_time, to_utc
from collectors.exports.sources import Source
from collectors.exports.x.posts import plain_text
from domain.errors import UnreadableExportError
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

_METRICS: MetricHeadings = {
    MetricKey.LIKES: heading("favorite_count"),
    MetricKey.SHARES: heading("retweet_count"),
}
_COUNTERS = tuple(each.name for each in _METRICS.values())
_PART = re.compile(r"\A\ufeff?\s*window\.YTD\.(\w+)\.part\d+\s*=\s*\[", re.ASCII)
_POSTS = frozenset({"tweet", "tweets", "community_tweet"})
"""The parts of an archive that hold published posts; there are some hundred others."""
_MEDIA_TYPES = {"photo": ContentType.IMAGE, "video": ContentType.VIDEO, "animated_gif": ContentType.VIDEO}
_HANDLE = re.compile(r"\w{1,20}", re.ASCII)
_STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w{1,20})/status/(\d+)/", re.ASCII)
# Not strptime: its month names follow the locale of the server.
_CREATED = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ID_TO_TIME = timedelta(hours=1)
"""In archives of sixteen years the moment in the id and the stated second were never two seconds apart."""


class XArchivePosts:
    """One item is one post, or one repost of somebody else's."""

    def __init__(self, opening: DocumentOpening) -> None:
        self._account = _account(opening)
        self._exported = opening.exported
        self._counters = MetricCells.find(Columns(_COUNTERS), _METRICS, opening.remarks)

    def read(self, item: Any) -> Row:
        """A post with its counters."""
        post = item["tweet"] if isinstance(member(item, "tweet"), dict) else item
        post_id = digits(cell(_first(post, "id_str", "id")), "post id")
        words = plain_text(text(_first(post, "full_text", "text"), "text") or "")
        if words.startswith("RT @") or isinstance(member(post, "retweeted_status"), dict):
            raise UnusableRowError("It passes on somebody else's post.", LeftOut.NOT_OWN)
        posted_at = _posted_at(post_id, member(post, "created_at"))
        details = PostDetails(
            posted_at,
            _content_type(post),
            words,
            f"https://x.com/{self._account.handle or 'i/web'}/status/{post_id}",
            _tags(post, words),
            media_seconds=_media_seconds(post),
        )
        metrics = self._counters.read([cell(member(post, name)) for name in _COUNTERS], Platform.X)
        observed_at = self._exported.seen_at(posted_at)
        return self._account, PostSnapshot(post_id, observed_at, metrics, details), post_id


def _account(opening: DocumentOpening) -> AccountRef:
    named = (
        from_companion(opening.source, "manifest.js", "userInfo.userName"),
        from_companion(opening.source, "account.js", "item.account.username"),
        opening.options.account,
        _handle_in_links(opening.beginning),
    )
    handle = next((each for each in named if isinstance(each, str) and _HANDLE.fullmatch(each.removeprefix("@"))), None)
    if handle is not None:
        return account_of(Platform.X, handle)
    return named_account(Platform.X, opening.options, f"{opening.source.name!r}, without the manifest.js beside it,")


def _handle_in_links(beginning: str) -> str | None:
    """The handle in the link to a picture of one of the account's own posts."""
    for item in whole_items(beginning):
        post = item["tweet"] if isinstance(member(item, "tweet"), dict) else item
        for media in _media(post):
            link = _STATUS.match(cell(media.get("expanded_url")))
            if link is not None and link[2] == member(post, "id_str") and not member(post, "retweeted_status"):
                return link[1]
    return None


def _first(post: Any, *names: str) -> Any:
    """The first of the members that is there."""
    return next((value for name in names if (value := member(post, name)) is not None), None)


def _posted_at(post_id: str, created: Any) -> datetime:
    parts = _CREATED.fullmatch(created) if isinstance(created, str) else None
    if parts is None or parts[1] not in _MONTHS:
        raise UnusableRowError("There is no time of publication that can be read.")
    month, day, clock, offset, year = parts.groups()
    try:
        moment = datetime.fromisoformat(f"{year}-{_MONTHS.index(month) + 1:02}-{day}T{clock}{offset}")
    except ValueError:
        raise UnusableRowError(f"The time {quoted(created)} cannot be read.") from None
    stated = to_utc(moment, UTC_ZONE)
    exact = snowflake_time(post_id)
    if exact is None:
        return stated
    if abs(exact - stated) > _ID_TO_TIME:
        raise UnusableRowError(f"The post id {post_id} is not that of a post of {stated:%Y-%m-%d %H:%M} UTC.")
    return exact


def _media(post: Any) -> list[dict[str, Any]]:
    """The pictures and videos; the extended entities have all of them, the others the first alone."""
    return objects(member(post, "extended_entities", "media")) or objects(member(post, "entities", "media"))


def _content_type(post: Any) -> ContentType:
    media = _media(post)
    if len(media) > 1:
        return ContentType.CAROUSEL
    if media:
        return _MEDIA_TYPES.get(cell(media[0].get("type")), ContentType.OTHER)
    return ContentType.LINK if objects(member(post, "entities", "urls")) else ContentType.TEXT


def _media_seconds(post: Any) -> float | None:
    lengths = [cell(member(media, "video_info", "duration_millis")) for media in _media(post)]
    milliseconds = [int(each) for each in lengths if each.isascii() and each.isdecimal() and len(each) < 10]
    return sum(milliseconds) / 1000 if milliseconds else None


def _tags(post: Any, words: str) -> tuple[str, ...]:
    named = (text(each.get("text"), "hashtag") for each in objects(member(post, "entities", "hashtags")))
    return tuple(dict.fromkeys(each.lower() for each in named if each)) or hashtags(words)


def _generated_at(source: Source, beginning: str) -> ExportDate | None:
    """The moment in the manifest. It is looked up before anything is asked, so other parts are refused here.

    Raises:
        UnreadableExportError: this part of the archive holds no posts.
    """
    part = _PART.match(beginning)
    if part is not None and part[1] not in _POSTS:
        raise UnreadableExportError(
            f"{source.name!r} is the part {part[1]!r} of an archive of X, in which there are no published posts.",
            "Import its data/tweets.js, or the whole archive.",
        )
    generated = from_companion(source, "manifest.js", "archiveInfo.generationDate")
    try:
        return ExportDate(iso_instant(generated, "date"), "the archive's manifest")
    except UnusableRowError:
        return None


X_ARCHIVE = DocumentFormat(
    kind="x-archive",
    title="X archive (tweets.js)",
    platform=Platform.X,
    begins=_PART,
    items="item",
    reader=XArchivePosts,
    why="It begins with window.YTD.tweets.",
    metrics=_METRICS,
    content_date=_generated_at,
    lost={
        "favorited": "whether the account itself likes the post",
        "retweeted": "whether the account itself reposted it",
        "edit_info": "until when the post could be edited",
        "source": "the program it was written with",
        "in_reply_to_status_id": "replies are posts like others",
    },
)
