"""Mastodon: `outbox.json` of an account's archive, what it published as ActivityPub activities."""

import re
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from collectors.exports.archives.html_text import html_text
from collectors.exports.archives.json_values import (
    cell,
    elements,
    from_companion,
    is_storable,
    iso_instant,
    member,
    objects,
    text,
)
from collectors.exports.cells import UnusableRowError, identifier
from collectors.exports.columns import Columns, MetricCells
from collectors.exports.export_date import ExportDate
from collectors.exports.formats import DocumentFormat, DocumentOpening, MetricHeadings, Row
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import heading
from collectors.exports.moments import ZONE_LEEWAY
from collectors.exports.sources import Source
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

_METRICS: MetricHeadings = {
    MetricKey.LIKES: heading("likes.totalItems"),
    MetricKey.SHARES: heading("shares.totalItems"),
}
_COUNTERS = tuple(each.name for each in _METRICS.values())
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_POSTS = frozenset({"Note", "Question"})
_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)
_HOST = re.compile(r"[\w.-]{1,253}(?::\d{1,5})?")
_ACTOR_PATH = re.compile(r"/users/([^/]+)/?")
"""Newer servers give accounts numbers (`/ap/users/116…`), which are no handles."""
_PROFILE_PATH = re.compile(r"/@([^/@]+)(?:/.*)?")
_ARCHIVE_NAME = re.compile(r"\Aarchive-(\d{8})(\d{6})-[0-9a-f]{8,64}\.zip\Z", re.ASCII)
_MEDIA_KINDS = {"image": ContentType.IMAGE, "video": ContentType.VIDEO}
_NO_COUNTERS = "The archive tells likes and boosts only where the server was recent; other posts come without numbers."


class MastodonActivities:
    """One item is one activity: a post, a boost of somebody else's, or something else."""

    def __init__(self, opening: DocumentOpening) -> None:
        opening.remarks.add(_NO_COUNTERS)
        self._actor = from_companion(opening.source, "actor.json", "id")
        self._actor_name = from_companion(opening.source, "actor.json", "preferredUsername")
        self._exported = opening.exported
        self._counters = MetricCells.find(Columns(_COUNTERS), _METRICS, opening.remarks)

    def read(self, item: Any) -> Row:
        """A public post."""
        post = _public_post(item)
        account = self._account(item, post)
        post_id = identifier(_path(text(post.get("id"), "post id")).rstrip("/").rpartition("/")[2], "post id")
        posted_at = iso_instant(post.get("published") or member(item, "published"), "time of publication")
        words = html_text(text(post.get("content"), "text") or "")
        url = text(post.get("url"), "link") or text(post.get("id"), "link")
        details = PostDetails(posted_at, _content_type(post), _storable(words), url, _tags(post, words))
        cells = [cell(member(post, *name.split("."))) for name in _COUNTERS]
        observed_at = self._exported.seen_at(posted_at)
        snapshot = PostSnapshot(post_id, observed_at, self._counters.read(cells, Platform.MASTODON), details)
        return account, snapshot, (account.external_id, post_id)

    def _account(self, activity: Any, post: dict[str, Any]) -> AccountRef:
        """`user@host` of the one who published.

        Raises:
            UnusableRowError: no address in the activity holds the name.
        """
        actor = member(activity, "actor")
        address = text(actor if isinstance(actor, str) else member(actor, "id"), "actor") or ""
        in_addresses = (
            _name(path, where)
            for path, where in (
                (_ACTOR_PATH, address),
                (_PROFILE_PATH, address),
                (_PROFILE_PATH, cell(post.get("url"))),
            )
        )
        own = self._actor_name if address and address == self._actor else None
        names = chain((own,), in_addresses)
        name = next((each for each in names if isinstance(each, str) and _NAME.fullmatch(each)), None)
        host = _host(address)
        if name is None or not _HOST.fullmatch(host):
            raise UnusableRowError("It does not name the account that published it.")
        handle = f"{name}@{host}"
        return AccountRef(Platform.MASTODON, handle.lower(), handle)


def _public_post(activity: Any) -> dict[str, Any]:
    """The post that the activity published for everybody.

    Raises:
        UnusableRowError: it is something else, or for chosen people.
    """
    kind = member(activity, "type")
    if kind == "Announce":
        raise UnusableRowError("It boosts somebody else's post.", LeftOut.NOT_OWN)
    post = member(activity, "object")
    if kind != "Create" or not isinstance(post, dict) or cell(post.get("type")) not in _POSTS:
        raise UnusableRowError("The activity published no post.", LeftOut.NO_METRIC)
    if not _PUBLIC.intersection(_addressees(activity) or _addressees(post)):
        raise UnusableRowError("It was not for everybody.", LeftOut.NOT_PUBLIC)
    return post


def _addressees(said: Any) -> list[str]:
    values = [each for name in ("to", "cc") for each in (member(said, name), *elements(member(said, name)))]
    return [each for each in values if isinstance(each, str)]


def _path(address: str | None) -> str:
    try:
        return urlsplit(address or "").path
    except ValueError:
        return ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _name(path: re.Pattern[str], address: str) -> str | None:
    found = path.fullmatch(_path(address))
    return None if found is None else found[1]


def _storable(words: str) -> str:
    if not is_storable(words):  # an entity may stand for what the document itself does not hold
        raise UnusableRowError("The text holds characters that are no text.")
    return words


def _content_type(post: dict[str, Any]) -> ContentType:
    if post["type"] == "Question":
        return ContentType.POLL
    kinds = [cell(each.get("mediaType")).partition("/")[0] for each in objects(post.get("attachment"))]
    if len(kinds) > 1:
        return ContentType.CAROUSEL
    return _MEDIA_KINDS.get(kinds[0], ContentType.OTHER) if kinds else ContentType.TEXT


def _tags(post: dict[str, Any], words: str) -> tuple[str, ...]:
    named = (text(each.get("name"), "hashtag") for each in objects(post.get("tag")) if each.get("type") == "Hashtag")
    tags = (each.lstrip("#").lower() for each in named if each)
    return tuple(dict.fromkeys(each for each in tags if each)) or hashtags(words)


def _exported_at(source: Source, _beginning: str) -> ExportDate | None:
    """The moment in the archive's name, as in `archive-20260822120000-0a1b….zip`."""
    found = next((found for name in source.names if (found := _ARCHIVE_NAME.match(name))), None)
    try:
        return found and ExportDate(iso_instant("T".join(found.groups()), "date"), "the archive's name", ZONE_LEEWAY)
    except UnusableRowError:
        return None


MASTODON_ARCHIVE = DocumentFormat(
    kind="mastodon-archive",
    title="Mastodon archive (outbox.json)",
    platform=Platform.MASTODON,
    begins=re.compile(r'\A\ufeff?\s*\{(?=.*"OrderedCollection").*"orderedItems"\s*:\s*\[\s*\{', re.DOTALL),
    items="orderedItems.item",
    reader=MastodonActivities,
    why="It is a collection of ActivityPub activities.",
    metrics=_METRICS,
    content_date=_exported_at,
    lost={
        "replies": "a list of the first replies, not their number",
        "summary": "the content warning, not the text",
    },
)
