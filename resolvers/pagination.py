"""Pages and the opaque cursors between them."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.content import ContentCursor, ContentQuery
from domain.errors import InvalidCursorError, PageSizeError

T = TypeVar("T")

MAX_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list."""

    items: Sequence[T]
    has_next: bool
    total: int


def page_size(first: int) -> int:
    """`first`, checked. Raises PageSizeError."""
    if not 1 <= first <= MAX_PAGE_SIZE:
        raise PageSizeError(first, MAX_PAGE_SIZE)
    return first


def encode_cursor(kind: str, *place: object) -> str:
    """A cursor that says which list it belongs to."""
    return base64.urlsafe_b64encode(json.dumps([kind, *place], separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(kind: str, cursor: str, length: int) -> list[object]:
    """The place in the list. Raises InvalidCursorError when it is not a cursor of this list."""
    try:
        content = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeError, RecursionError):
        raise InvalidCursorError from None
    if not isinstance(content, list) or len(content) != length + 1 or content[0] != kind:
        raise InvalidCursorError
    if any(isinstance(part, str) and "\0" in part for part in content):
        raise InvalidCursorError
    return content[1:]


def _list_name(query: ContentQuery) -> str:
    """Tells lists of posts apart by user, accounts, filter and order."""
    period = (query.posted_from, query.posted_before)
    which = (query.user_id, query.account_ids, period, query.filter, query.time_zone, query.knowledge)
    parts = (*which, query.order, query.descending)
    return "posts:" + hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def encode_content_cursor(query: ContentQuery, cursor: ContentCursor) -> str:
    """The cursor after a post, valid for this filter and order alone."""
    return encode_cursor(_list_name(query), cursor.value, cursor.account_id, cursor.post_id)


def decode_content_cursor(query: ContentQuery, cursor: str) -> ContentCursor:
    """Raises InvalidCursorError for the cursor of another list."""
    value, account_id, post_id = decode_cursor(_list_name(query), cursor, 3)
    if not isinstance(account_id, str) or not isinstance(post_id, str) or isinstance(value, bool):
        raise InvalidCursorError
    if value is not None and not isinstance(value, int | float):
        raise InvalidCursorError
    return ContentCursor(value, account_id, post_id)
