"""What a post is, put together from all that was said of it: of each detail what was said last.

Sources say different things of a post (one has the caption, the other the kind), and what a source does not say takes
nothing away. So every detail has a time of its own.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from domain.observations import ContentType, PostDetails
from persistence.column_types import from_micros, to_micros

Said = tuple[str, int, Any]
"""Name of a detail, when it was said (microseconds since 1970), and what."""


def said_of(details: PostDetails, moment: int) -> list[Said]:
    """What details say; a detail that they leave out is not among it."""
    kind = None if details.content_type is ContentType.OTHER else details.content_type.value
    found: dict[str, Any] = {
        "content_type": kind,
        "posted_at": [details.time_known, to_micros(details.posted_at)],
        "text": None if details.text is None else [details.text, list(details.tags)],
        "url": details.url,
        "media_seconds": details.media_seconds,
        "metadata": dict(details.metadata) or None,
    }
    if details.text is None and details.tags:
        found["tags"] = list(details.tags)
    return [(name, moment, value) for name, value in found.items() if value is not None]


def newest_said(said: Iterable[Said]) -> dict[str, tuple[int, Any]]:
    """Of each detail what was said last. A known time of publication stands above a mere day, whenever it was said;
    of two things of one moment the same one stays, whichever came first.
    """
    found: dict[str, tuple[int, Any]] = {}
    for name, moment, value in said:
        known = found.get(name)
        if known is None or _order(name, moment, value) > _order(name, *known):
            found[name] = (moment, value)
    return found


def columns_of(said: Mapping[str, tuple[int, Any]]) -> dict[str, object]:
    """The columns of a post's row."""
    value = {name: what for name, (_, what) in said.items()}
    time_known, posted_at = value["posted_at"]
    text, tags = value.get("text", (None, value.get("tags", [])))
    return {
        "content_type": value.get("content_type", ContentType.OTHER.value),
        "posted_at": from_micros(posted_at),
        "time_known": time_known,
        "text": text,
        "url": value.get("url"),
        "tags": tags,
        "media_seconds": value.get("media_seconds"),
        "metadata": value.get("metadata"),
    }


def details_of(row: Any) -> PostDetails:
    """What the row of a post says."""
    posted_at: datetime = row.posted_at
    return PostDetails(
        posted_at,
        ContentType(row.content_type),
        row.text,
        row.url,
        tuple(row.tags or ()),
        row.metadata if isinstance(row.metadata, dict) else {},
        row.media_seconds,
        row.time_known,
    )


def _order(name: str, moment: int, value: Any) -> tuple[bool, int, str]:
    known = name == "posted_at" and value[0]
    return known, moment, json.dumps(value, sort_keys=True)
