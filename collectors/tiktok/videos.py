"""Reading videos, which both APIs page in the same way: listed by time, and looked up by id."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Protocol

from collectors.native_metrics import NativeMetric
from collectors.steps import Step, StepPage
from collectors.tiktok.asking import Asking
from collectors.tiktok.client import PAGE_SIZE
from collectors.tiktok.parsing import data_of, merged_rows, moment_of, next_cursor
from collectors.transport import Reply
from domain.assignments import Assignment, KnownPost, PlannedStep, Rejection
from domain.collection import CollectionWindow
from domain.errors import FatalCollectorError
from domain.observations import Batch, PostSnapshot
from domain.ports import Clock


@dataclass(frozen=True, slots=True)
class VideoForm:
    """How one API gives videos."""

    list_edge: str
    query_edge: str
    """What a refusal of everything in the list, and in what is asked for by id, is told by."""
    always: tuple[str, ...]
    """Always asked for: a post is not understood without it."""
    id_name: str
    parse: Callable[[Mapping[str, Any], Iterable[NativeMetric], datetime], PostSnapshot | None]


class VideoApi(Protocol):
    """What both clients have."""

    async def videos(self, names: Sequence[str], cursor: int | None) -> Reply:
        """A page of the list."""
        ...

    async def videos_by_id(self, names: Sequence[str], ids: Sequence[str]) -> Reply:
        """Some of them."""
        ...


class Videos:
    """The videos of one account, in one collection."""

    def __init__(self, form: VideoForm, api: VideoApi, asking: Asking, assignment: Assignment, clock: Clock) -> None:
        self._form = form
        self._api = api
        self._asking = asking
        self._assignment = assignment
        self._clock = clock

    def steps(self) -> tuple[Step, Step]:
        """Those of the window, of which only the list knows how many pages there are; and earlier ones, by id."""
        today = self._clock().date()
        pages = int(self._asking.asks(self._form.list_edge, today))
        due = self._assignment.due if self._asking.asks(self._form.query_edge, today) else ()
        batches = ceil(len(_askable(due)) / PAGE_SIZE)
        return (
            Step("videos", self._listed, PlannedStep("videos", pages=pages, calls=pages, at_least=True)),
            Step("due", self._due, PlannedStep("earlier videos", pages=batches, calls=batches)),
        )

    async def _listed(self, token: str | None) -> StepPage:
        """Only public videos are listed, and those that are shown as advertisements alone; an account whose videos are
        all for friends looks like an empty one. TikTok holds some back for its rules, too: a page may be short, or
        empty, and yet there is more."""
        cursor = cursor_of(token)
        replies, rejections = await self._asking.replies(
            self._form.list_edge,
            lambda names: self._api.videos([*self._form.always, *names], cursor),
            self._clock().date(),
        )
        if not replies:
            return StepPage(rejections=rejections)
        return listed(self._posts(replies), data_of(replies[0]), self._assignment.window, rejections)

    async def _due(self, token: str | None) -> StepPage:
        """A video that was made private is not found any more than a deleted one: TikTok does not tell them apart."""
        ids, following = asked_by_id(self._assignment.due, token)
        if not ids:
            return StepPage()
        replies, rejections = await self._asking.replies(
            self._form.query_edge,
            lambda names: self._api.videos_by_id([*self._form.always, *names], ids),
            self._clock().date(),
        )
        if not replies:
            return StepPage(rejections=rejections)
        return found(self._posts(replies), ids, following, rejections)

    def _posts(self, replies: Sequence[Reply]) -> list[PostSnapshot] | None:
        rows = merged_rows(replies, "videos", self._form.id_name)
        if rows is None:
            return None
        at = replies[-1].at
        posts = (self._form.parse(row, self._asking.metrics(at.date()), at) for row in rows)
        return [post for post in posts if post is not None]


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
