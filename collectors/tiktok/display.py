"""What is read through the Display API: numbers as they are now. It has no days of the past and no reach."""

from datetime import date

from collectors.api_client import ApiSession
from collectors.steps import Step, StepPage
from collectors.tiktok.asking import Asking
from collectors.tiktok.client import DisplayApi
from collectors.tiktok.metrics import PROFILE_NOW, VIDEO_LIFETIME
from collectors.tiktok.parsing import DAY_ZONE, display_post, merged_user, profile_of, stocks_of
from collectors.tiktok.videos import VideoForm, Videos
from domain.assignments import Assignment, PlannedStep
from domain.observations import Batch, DaySnapshot
from domain.ports import Clock
from domain.time_range import local_date

USER, LIST, QUERY = "/v2/user/info/", "/v2/video/list/", "/v2/video/query/"
"""What a refusal of everything that an endpoint gives is told by."""
_WHO = ("display_name", "username")
_VIDEOS = VideoForm(
    list_edge=LIST,
    query_edge=QUERY,
    always=("id", "create_time", "title", "video_description", "duration", "share_url"),
    id_name="id",
    parse=display_post,
)
"""Covers are not asked for: their addresses last six hours."""


class DisplaySteps:
    """One collection of one account."""

    def __init__(self, assignment: Assignment, session: ApiSession, clock: Clock) -> None:
        self._assignment = assignment
        self._api = DisplayApi(session)
        self._clock = clock
        self._who = Asking(PROFILE_NOW, assignment.rejected, _WHO)
        what = Asking(VIDEO_LIFETIME, assignment.rejected, alone=True)
        self._videos = Videos(_VIDEOS, self._api, what, assignment, clock)

    def table(self) -> tuple[Step, ...]:
        """In the order in which they are read."""
        profile = int(self._who.asks(USER, self._today()))
        return (
            Step("profile", self._profile, PlannedStep("profile", pages=profile, calls=profile)),
            *self._videos.steps(),
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

    def _today(self) -> date:
        return self._clock().date()
