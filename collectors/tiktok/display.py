"""What is read through the Display API: numbers as they are now. It has no days of the past and no reach."""

from collections.abc import Sequence
from datetime import date

from collectors.api_client import ApiSession
from collectors.steps import Step, StepPage
from collectors.tiktok.asking import Asking
from collectors.tiktok.client import DisplayApi
from collectors.tiktok.metrics import PROFILE_NOW, VIDEO_LIFETIME
from collectors.tiktok.parsing import DAY_ZONE, data_of, display_post, merged_rows, merged_user, profile_of, stocks_of
from collectors.tiktok.videos import asked_by_id, cursor_of, due_step, found, listed, videos_step
from collectors.transport import Reply
from domain.assignments import Assignment, PlannedStep
from domain.observations import Batch, DaySnapshot, PostSnapshot
from domain.ports import Clock
from domain.time_range import local_date

USER, LIST, QUERY = "/v2/user/info/", "/v2/video/list/", "/v2/video/query/"
"""What a refusal of everything that an endpoint gives is told by."""
_WHO = ("display_name", "username")
_WHAT = ("id", "create_time", "title", "video_description", "duration", "share_url")
"""Always asked for: a post is not understood without it. Covers are not, for their addresses last six hours."""


class DisplaySteps:
    """One collection of one account."""

    def __init__(self, assignment: Assignment, session: ApiSession, clock: Clock) -> None:
        self._assignment = assignment
        self._api = DisplayApi(session)
        self._clock = clock
        self._who = Asking(PROFILE_NOW, assignment.rejected, _WHO)
        self._what = Asking(VIDEO_LIFETIME, assignment.rejected, alone=True)

    def table(self) -> tuple[Step, ...]:
        """In the order in which they are read."""
        profile = int(self._who.asks(USER, self._today()))
        return (
            Step("profile", self._profile, PlannedStep("profile", pages=profile, calls=profile)),
            videos_step(self._videos, self._what.asks(LIST, self._today())),
            due_step(self._due, self._assignment.due if self._what.asks(QUERY, self._today()) else ()),
        )

    async def _profile(self, _token: str | None) -> StepPage:
        replies, rejections = await self._who.replies(
            USER, lambda names: self._api.user(["open_id", *names]), self._today()
        )
        if not replies:
            return StepPage(rejections=rejections)
        user, at = merged_user(replies), replies[-1].at
        values = stocks_of(user, self._who.metrics(at.date()))
        days = (DaySnapshot(local_date(at, DAY_ZONE), at, values, DAY_ZONE),) if values else ()
        profile = profile_of(self._assignment.account, user.get("username"), user.get("display_name"))
        return StepPage(Batch(days=days), rejections=rejections, profile=profile)

    async def _videos(self, token: str | None) -> StepPage:
        """Private videos are not listed, nor are those that TikTok holds back for its rules: a page may be short, or
        empty, and yet there is more."""
        cursor = cursor_of(token)
        replies, rejections = await self._what.replies(
            LIST, lambda names: self._api.videos([*_WHAT, *names], cursor), self._today()
        )
        if not replies:
            return StepPage(rejections=rejections)
        return listed(self._posts(replies), data_of(replies[0]), self._assignment.window, rejections)

    async def _due(self, token: str | None) -> StepPage:
        """A video that was made private is not found any more than a deleted one: TikTok does not tell them apart."""
        ids, following = asked_by_id(self._assignment.due, token)
        if not ids:
            return StepPage()
        replies, rejections = await self._what.replies(
            QUERY, lambda names: self._api.videos_by_id([*_WHAT, *names], ids), self._today()
        )
        if not replies:
            return StepPage(rejections=rejections)
        return found(self._posts(replies), ids, following, rejections)

    def _posts(self, replies: Sequence[Reply]) -> list[PostSnapshot] | None:
        rows = merged_rows(replies, "videos", "id")
        if rows is None:
            return None
        at = replies[-1].at
        posts = (display_post(row, self._what.metrics(at.date()), at) for row in rows)
        return [post for post in posts if post is not None]

    def _today(self) -> date:
        return self._clock().date()
