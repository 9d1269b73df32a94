"""What is read through the Accounts API of TikTok for Business: days, reach, watch time and audiences, too."""

from datetime import date, timedelta

from collectors.api_client import ApiSession
from collectors.steps import Step, StepPage
from collectors.tiktok.asking import Asking
from collectors.tiktok.client import BusinessApi
from collectors.tiktok.metrics import ACCOUNT_DAYS, ACCOUNT_NOW, ITEM_LIFETIME
from collectors.tiktok.parsing import (
    ACTIVITY_FIELD,
    AUDIENCE_FIELDS,
    DAY_ZONE,
    audience_of,
    business_post,
    day_of,
    merged,
    merged_rows,
    profile_of,
    stocks_of,
)
from collectors.tiktok.videos import VideoForm, Videos
from domain.assignments import Assignment, PlannedStep
from domain.observations import Batch, DaySnapshot
from domain.ports import Clock
from domain.time_range import local_date

ACCOUNT, DAYS, VIDEO_LIST = "/business/get/", "/business/get/ metrics", "/business/video/list/"
"""What a refusal of everything that an endpoint gives is told by."""
LOOK_BACK = timedelta(days=59)
"""Days more than sixty ago are refused, and it may be tomorrow when the call arrives."""
_WHO = ("display_name", "username", *AUDIENCE_FIELDS)
_VIDEOS = VideoForm(
    list_edge=VIDEO_LIST,
    query_edge=VIDEO_LIST,
    always=("item_id", "create_time", "caption", "share_url", "video_duration"),
    id_name="item_id",
    parse=business_post,
)
_IN_DAYS = {metric.name: f"metrics.{metric.name}" for metric in (*ACCOUNT_NOW, *ITEM_LIFETIME)}
_IN_VIDEOS = {metric.name: f"videos.{metric.name}" for metric in ACCOUNT_DAYS}
"""How TikTok writes the names that stand in several places of its answers; the profile's own have no prefix."""
_LEAST_OF_NOW, _LEAST_OF_DAYS = (("display_name",), ("followers_count",)), (("followers_count",), ("video_views",))
"""Names, stocks and insights are permissions of their own; there is none that all of them need."""
_A_DAY = timedelta(days=1)
_AUDIENCE_DAYS = timedelta(days=7)
"""What TikTok itself takes when no dates are given."""


class BusinessSteps:
    """One collection of one account."""

    def __init__(self, assignment: Assignment, session: ApiSession, clock: Clock) -> None:
        self._assignment = assignment
        self._api = BusinessApi(session, assignment.account.external_id)
        self._clock = clock
        self._who = Asking(ACCOUNT_NOW, assignment.rejected, _WHO, least=_LEAST_OF_NOW)
        self._daily = Asking(ACCOUNT_DAYS, assignment.rejected, (ACTIVITY_FIELD,), _IN_DAYS, least=_LEAST_OF_DAYS)
        what = Asking(ITEM_LIFETIME, assignment.rejected, paths=_IN_VIDEOS, alone=True)
        self._videos = Videos(_VIDEOS, self._api, what, assignment, clock)

    def table(self) -> tuple[Step, ...]:
        """In the order in which they are read."""
        today = self._today()
        profile = int(self._who.asks(ACCOUNT, today))
        days = int(self._range() is not None and self._daily.asks(DAYS, today))
        return (
            Step("profile", self._profile, PlannedStep("profile and audience", pages=profile, calls=profile)),
            Step("days", self._days, PlannedStep("days", pages=days, calls=days)),
            *self._videos.steps(),
        )

    async def _profile(self, _token: str | None) -> StepPage:
        today = self._today()
        replies, rejections = await self._who.replies(
            ACCOUNT, lambda names: self._api.account(names, today - _AUDIENCE_DAYS, today - _A_DAY), today
        )
        if not replies:
            return StepPage(rejections=rejections)
        data, at = merged(replies), replies[-1].at
        values, audience = stocks_of(data, self._who.metrics(at.date())), audience_of(data)
        day = DaySnapshot(local_date(at, DAY_ZONE), at, values, DAY_ZONE, audience)
        profile = profile_of(self._assignment.account, data.get("username"), data.get("display_name"))
        return StepPage(Batch(days=(day,) if values or audience else ()), rejections=rejections, profile=profile)

    async def _days(self, _token: str | None) -> StepPage:
        """Days come late, within 24 to 48 hours of their end, and are corrected."""
        dates = self._range()
        if dates is None:
            return StepPage()
        first, last = dates
        replies, rejections = await self._daily.replies(
            DAYS, lambda names: self._api.account(names, first, last), self._today()
        )
        rows = merged_rows(replies, "metrics", "date") or []
        metrics = self._daily.metrics(self._today())
        days = (day_of(row, metrics, replies[-1].at) for row in rows)
        inside = sorted((day for day in days if day and first <= day.day <= last), key=lambda day: day.day)
        return StepPage(Batch(days=tuple(inside)), rejections=rejections)

    def _range(self) -> tuple[date, date] | None:
        """First and last day that can be read of the window. The running day cannot: yesterday is what TikTok takes
        for the last day when none is named.
        """
        today, window = self._today(), self._assignment.window
        first = max(local_date(window.since, DAY_ZONE), today - LOOK_BACK)
        last = min(local_date(window.until, DAY_ZONE), today - _A_DAY)
        return (first, last) if first <= last else None

    def _today(self) -> date:
        return self._clock().date()
