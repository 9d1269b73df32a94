"""Reading videos, which both APIs page in the same way: listed by time, and looked up by id."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from math import ceil
from typing import Any

from collectors.steps import Step, StepPage
from collectors.tiktok.client import PAGE_SIZE
from collectors.tiktok.parsing import moment_of, next_cursor
from domain.assignments import KnownPost, PlannedStep, Rejection
from domain.collection import CollectionWindow
from domain.errors import FatalCollectorError
from domain.observations import Batch, PostSnapshot

Read = Callable[[str | None], Awaitable[StepPage]]


def videos_step(read: Read, listed_at_all: bool) -> Step:
    """The videos of the window; how many pages that takes, only the list knows."""
    pages = int(listed_at_all)
    return Step("videos", read, PlannedStep("videos", pages=pages, calls=pages, at_least=True))


def due_step(read: Read, due: Sequence[KnownPost]) -> Step:
    """Earlier videos, by id. It stays in the table when there are none, for cursors may lead to it."""
    batches = ceil(len(_askable(due)) / PAGE_SIZE)
    return Step("due", read, PlannedStep("earlier videos", pages=batches, calls=batches))


def cursor_of(token: str | None) -> int | None:
    """Raises FatalCollectorError when a token is none of ours."""
    if token is None:
        return None
    if not (token.isascii() and token.isdigit()):
        raise FatalCollectorError("The cursor does not belong to this collection.")
    return int(token)


def listed(
    posts: Sequence[PostSnapshot] | None,
    data: Mapping[str, Any],
    window: CollectionWindow,
    rejections: tuple[Rejection, ...],
) -> StepPage:
    """A page of the list, and where it goes on: not beyond the first videos that are older than the window.

    That all of a page are older ends the list; one alone may be a video that TikTok lists out of order.
    """
    dated = [(post, post.details.posted_at) for post in posts or () if post.details is not None]
    inside = tuple(post for post, posted_at in dated if window.since <= posted_at < window.until)
    following = next_cursor(data)
    if following is not None:
        reached = moment_of(following)
        all_older = bool(dated) and all(posted_at < window.since for _, posted_at in dated)
        if all_older or (reached is not None and reached < window.since):
            following = None
    return StepPage(Batch(posts=inside), None if following is None else str(following), rejections)


def asked_by_id(due: Sequence[KnownPost], token: str | None) -> tuple[list[str], str | None]:
    """The ids of the next batch, and the token that leads to the one after it: the last id of this."""
    left = [post_id for post_id in _askable(due) if token is None or post_id > token]
    batch = left[:PAGE_SIZE]
    return batch, batch[-1] if len(left) > PAGE_SIZE else None


def found(
    posts: Sequence[PostSnapshot] | None, ids: Sequence[str], following: str | None, rejections: tuple[Rejection, ...]
) -> StepPage:
    """What was looked up. An answer without a list says nothing about what is not there."""
    by_id = {post.post_id: post for post in posts or ()}
    missing = tuple(post_id for post_id in ids if post_id not in by_id) if posts is not None else ()
    asked = tuple(by_id[post_id] for post_id in ids if post_id in by_id)
    return StepPage(Batch(posts=asked), following, rejections, missing)


def _askable(due: Sequence[KnownPost]) -> list[str]:
    """Sorted. TikTok's ids are numbers; another, of some import, would have the whole batch refused."""
    return sorted({post.post_id for post in due if post.post_id.isascii() and post.post_id.isdigit()})
