"""What is read through the Accounts API of TikTok for Business: days, reach, watch time and audiences, too."""

from collections.abc import Sequence
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
    data_of,
    day_of,
    merged,
    merged_rows,
    profile_of,
    stocks_of,
)
from collectors.tiktok.videos import asked_by_id, cursor_of, due_step, found, listed, videos_step
from collectors.transport import Reply
from domain.assignments import Assignment, PlannedStep
from domain.observations import Batch, DaySnapshot, PostSnapshot
from domain.ports import Clock
from domain.time_range import local_date

ACCOUNT, DAYS, VIDEO_LIST = "/business/get/", "/business/get/ metrics", "/business/video/list/"
"""What a refusal of everything that an endpoint gives is told by."""
LOOK_BACK = timedelta(days=59)
"""Days more than sixty ago are refused, and it may be tomorrow when the call arrives."""
_WHO = ("display_name", "username", *AUDIENCE_FIELDS)
_WHAT = ("item_id", "create_time", "caption", "share_url", "video_duration")
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
        self._what = Asking(ITEM_LIFETIME, assignment.rejected, paths=_IN_VIDEOS, alone=True)

    def table(self) -> tuple[Step, ...]:
        """In the order in which they are read."""
        today = self._today()
        profile = int(self._who.asks(ACCOUNT, today))
        days = int(self._range() is not None and self._daily.asks(DAYS, today))
        listed_at_all = self._what.asks(VIDEO_LIST, today)
        return (
            Step("profile", self._profile, PlannedStep("profile and audience", pages=profile, calls=profile)),
            Step("days", self._days, PlannedStep("days", pages=days, calls=days)),
            videos_step(self._videos, listed_at_all),
            due_step(self._due, self._assignment.due if listed_at_all else ()),
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

    async def _videos(self, token: str | None) -> StepPage:
        """Only public videos are listed, and those that are shown as advertisements alone; an account whose videos are
        all for friends looks like an empty one. Their numbers reach back to their publication."""
        cursor = cursor_of(token)
        replies, rejections = await self._what.replies(
            VIDEO_LIST, lambda names: self._api.videos([*_WHAT, *names], cursor), self._today()
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
            VIDEO_LIST, lambda names: self._api.videos_by_id([*_WHAT, *names], ids), self._today()
        )
        if not replies:
            return StepPage(rejections=rejections)
        return found(self._posts(replies), ids, following, rejections)

    def _posts(self, replies: Sequence[Reply]) -> list[PostSnapshot] | None:
        rows = merged_rows(replies, "videos", "item_id")
        if rows is None:
            return None
        at = replies[-1].at
        posts = (business_post(row, self._what.metrics(at.date()), at) for row in rows)
        return [post for post in posts if post is not None]

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
