"""Collects one LinkedIn page."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from collectors.api_client import ApiSession
from collectors.configuration import ApiConfiguration
from collectors.linkedin import parsing
from collectors.linkedin.client import DAY_ZONE, PAGE_SIZE, Elements, LinkedInClient, elements_of, paging_of
from collectors.linkedin.lookup import Seen, looked_up, together
from collectors.linkedin.metrics import METRICS_OF, Edge
from collectors.linkedin.parsing import Document, Values
from collectors.linkedin.sifting import Answered, sifted
from collectors.native_metrics import NativeMetric, asked_for
from collectors.steps import Step, StepPage, SteppedCollector
from collectors.transport import Http
from domain.assignments import Assignment, KnownPost, PlannedStep, Reach, Rejection
from domain.errors import FatalCollectorError, SkippableCollectorError
from domain.observations import Batch, DaySnapshot, PostSnapshot
from domain.time_range import Granularity, local_date, step
from domain.users import Platform

_MONTHS_READ = 12
_ROLLING = timedelta(days=2)
"""The window of the statistics rolls on while we read: we stay so far away from its end."""
_KINDS = {"share": ("shares", Edge.SHARES), "ugcPost": ("ugcPosts", Edge.UGC_POSTS)}
"""What the statistics call each kind of post, and as what they may be refused. Posts that an export knows by their
activity are not among them: no answer says which share an activity is."""

T = TypeVar("T")
P = ParamSpec("P")
ReadDays = Callable[[Iterable[Document], datetime, Sequence[NativeMetric]], tuple[DaySnapshot, ...]]
AskDays = Callable[[ApiSession, str, date, date], Awaitable[Elements]]


class LinkedInCollector(SteppedCollector):
    """Reads pages by the Community Management API, in the name of one of their administrators."""

    reach = Reach(backfill_days=363, trailing_days=7)
    """Days come about two days late, and are corrected after that."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = LinkedInClient(configuration, http, sleep)
        self._clock = http.clock

    def steps(self, assignment: Assignment, cursor: str | None) -> tuple[Step, ...]:
        """In the order in which they are read."""
        return _Reading(self._client, assignment, local_date(self._clock(), DAY_ZONE)).steps(cursor)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The lifetime counters of a post, and when they were seen."""

    values: Values
    at: datetime


class _Reading:
    """One page over one window."""

    def __init__(self, client: LinkedInClient, assignment: Assignment, today: date) -> None:
        """`today` is the present's: a collection that goes on days later still has its old window, while that of the
        statistics has rolled on."""
        self._client = client
        self._session = client.session(assignment)
        self._number = assignment.account.external_id
        self._window = assignment.window
        self._rejected = assignment.rejected
        self._refused: set[Edge] = set()
        self._answered: set[Edge] = set()
        self._today = today
        self._earliest = step(today, Granularity.MONTH, -_MONTHS_READ) + _ROLLING
        self._first_day = max(local_date(assignment.window.since, DAY_ZONE), self._earliest)
        self._end_day = local_date(assignment.window.until, DAY_ZONE)
        self._due = sorted((post for post in assignment.due if _kind(post.post_id)), key=lambda post: post.post_id)

    def steps(self, cursor: str | None) -> tuple[Step, ...]:
        """What is read, in this order. The step that a cursor leads to is among them even when there is nothing left
        in it by now."""
        profile_calls = 1 + self._wants(Edge.FOLLOWERS)
        table = (
            (True, Step("profile", self._profile, PlannedStep("page and followers", 1, profile_calls))),
            (self._wants(Edge.POSTS), Step("posts", self._posts, PlannedStep("posts", 1, 1, at_least=True))),
            (bool(self._due), Step("due", self._older_posts, self._planned_due())),
            (
                self._wants_days(Edge.SHARE_DAYS),
                Step("share_days", self._share_days, PlannedStep("activity on posts by day", 1, 1)),
            ),
            (
                self._wants_days(Edge.FOLLOWER_DAYS),
                Step("follower_days", self._follower_days, PlannedStep("new followers by day", 1, 1)),
            ),
            (
                self._wants_days(Edge.PAGE_DAYS),
                Step("page_days", self._page_days, PlannedStep("page views by day", 1, 1)),
            ),
            (
                self._wants(Edge.FOLLOWER_FACETS),
                Step("facets", self._facets, PlannedStep("who follows the page", 1, 1)),
            ),
        )
        reached = (cursor or "").partition(":")[0]
        return tuple(each for wanted, each in table if wanted or each.name == reached)

    async def _profile(self, _token: str | None) -> StepPage:
        try:
            page = await self._client.organization(self._session, self._number)
        except SkippableCollectorError as error:
            raise FatalCollectorError(
                f"The page {self._number} of LinkedIn cannot be seen: whoever gave access must be its administrator. "
                f"{error.message}"
            ) from None
        size, rejections = await self._unless_refused(Edge.FOLLOWERS, self._client.followers, self._number)
        days = () if size is None else parsing.follower_day(size.document, size.at, self._metrics(Edge.FOLLOWERS))
        return StepPage(
            Batch(days=days), rejections=rejections, profile=parsing.account_of(page.document, self._number)
        )

    async def _posts(self, token: str | None) -> StepPage:
        start = _start(token)
        listed, refused = await self._unless_refused(Edge.POSTS, self._client.posts, self._number, start)
        if listed is None:
            return StepPage(rejections=refused)
        elements = elements_of(listed.document)
        posts = {
            post.urn: Seen(post, listed.at)
            for each in elements
            if (post := parsing.post_of(each)) is not None
            and self._window.since <= post.details.posted_at < self._window.until
        }
        moments = {urn: seen.post.details.posted_at for urn, seen in posts.items()}
        counted, rejections = await self._counted(moments, posts)
        snapshots = (_snapshot(urn, seen, counted.get(urn)) for urn, seen in posts.items())
        paging = paging_of(listed.document)
        more = paging.more or len(elements) >= (paging.count or PAGE_SIZE)
        goes_on = bool(elements) and more and not parsing.changed_before(listed.document, self._window.since)
        return StepPage(
            Batch(posts=tuple(each for each in snapshots if each is not None)),
            str(start + len(elements)) if goes_on else None,
            rejections,
        )

    async def _older_posts(self, token: str | None) -> StepPage:
        rest = [post for post in self._due if token is None or post.post_id > token]
        asked = rest[:PAGE_SIZE]
        look_up = partial(looked_up, self._client, self._session)
        answers, refused = await self._sifted(Edge.POSTS_BY_URN, [post.post_id for post in asked], look_up)
        found = together(each.given for each in answers)
        left = {post.post_id: post.posted_at for post in asked if post.post_id not in found.missing}
        counted, rejections = await self._counted(left, found.posts)
        snapshots = (_snapshot(urn, found.posts.get(urn), counted.get(urn)) for urn in left)
        return StepPage(
            Batch(posts=tuple(each for each in snapshots if each is not None)),
            asked[-1].post_id if len(rest) > len(asked) else None,
            (*refused, *rejections),
            tuple(post.post_id for post in asked if post.post_id in found.missing),
        )

    async def _share_days(self, _token: str | None) -> StepPage:
        return await self._by_day(Edge.SHARE_DAYS, self._client.share_days, parsing.share_days)

    async def _follower_days(self, _token: str | None) -> StepPage:
        return await self._by_day(Edge.FOLLOWER_DAYS, self._client.follower_days, parsing.follower_days)

    async def _page_days(self, _token: str | None) -> StepPage:
        return await self._by_day(Edge.PAGE_DAYS, self._client.page_days, parsing.page_days)

    async def _by_day(self, edge: Edge, ask: AskDays, read: ReadDays) -> StepPage:
        if not self._wants_days(edge):
            return StepPage()
        given, rejections = await self._unless_refused(edge, ask, self._number, self._first_day, self._end_day)
        if given is None:
            return StepPage(rejections=rejections)
        return StepPage(Batch(days=read(given.found, given.at, self._metrics(edge))))

    async def _facets(self, _token: str | None) -> StepPage:
        given, rejections = await self._unless_refused(Edge.FOLLOWER_FACETS, self._client.follower_facets, self._number)
        days = () if given is None else parsing.audience_of(given.found, given.at)
        return StepPage(Batch(days=days), rejections=rejections)

    async def _counted(
        self, posted: Mapping[str, datetime], present: Mapping[str, Seen]
    ) -> tuple[dict[str, _Counted], tuple[Rejection, ...]]:
        """The counters of posts, by URN; `present` are those that LinkedIn has just shown us."""
        counted: dict[str, _Counted] = {}
        rejections: tuple[Rejection, ...] = ()
        for kind, urns in self._countable(posted).items():
            parameter, edge = _KINDS[kind]
            ask = partial(self._client.statistics_of_posts, self._session, self._number, parameter)
            answers, refused = await self._sifted(edge, urns, ask)
            rejections += refused
            for answered in answers:
                counted |= self._counters(edge, answered, present)
        return counted, rejections

    def _counters(self, edge: Edge, answered: Answered[Elements], present: Mapping[str, Seen]) -> dict[str, _Counted]:
        given, metrics = answered.given, self._metrics(edge)
        found = parsing.counters_by_post(given.found, metrics)
        counted = {urn: _Counted(found[urn], given.at) for urn in answered.urns if urn in found}
        if given.whole:
            # Microsoft Learn, Organization Share Statistics: posts without any activity are left out.
            idle = _Counted({each.metric: 0 for each in metrics}, given.at)
            there = (urn for urn in answered.urns if urn in present and not present[urn].post.dark)
            counted = {urn: idle for urn in there} | counted
        return counted

    def _countable(self, posted: Mapping[str, datetime]) -> dict[str, list[str]]:
        """URNs by kind, as far as the statistics go back: beyond that a counter would shrink from day to day."""
        recent = [urn for urn, moment in posted.items() if local_date(moment, DAY_ZONE) >= self._earliest]
        wanted = [kind for kind, (_, edge) in _KINDS.items() if self._wants(edge)]
        by_kind = {kind: [urn for urn in recent if _kind(urn) == kind] for kind in wanted}
        return {kind: urns for kind, urns in by_kind.items() if urns}

    def _planned_due(self) -> PlannedStep:
        batches = [self._due[start : start + PAGE_SIZE] for start in range(0, len(self._due), PAGE_SIZE)]
        counted = sum(len(self._countable(_moments(batch))) for batch in batches)
        return PlannedStep(
            "posts published before", len(batches), counted + len(batches) * self._wants(Edge.POSTS_BY_URN)
        )

    def _wants(self, edge: Edge) -> bool:
        refused = edge in self._refused or edge.value in self._rejected
        return not refused and (edge not in METRICS_OF or bool(self._metrics(edge)))

    def _wants_days(self, edge: Edge) -> bool:
        """Not the running day: it is not counted yet."""
        return self._first_day < self._end_day and self._wants(edge)

    def _metrics(self, edge: Edge) -> tuple[NativeMetric, ...]:
        """A metric that is the sum of several names is not read without one of them."""
        asked = asked_for(METRICS_OF[edge], self._today, self._rejected)
        halved = {each.metric for each in METRICS_OF[edge] if each not in asked}
        return tuple(each for each in asked if each.metric not in halved)

    async def _sifted(
        self, edge: Edge, urns: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[T]]
    ) -> tuple[Sequence[Answered[T]], tuple[Rejection, ...]]:
        """What an endpoint gives of some posts; see `sifted`."""
        if not urns or not self._wants(edge):
            return (), ()
        found = await sifted(urns, ask, answered_before=edge in self._answered)
        if found.answers:
            self._answered.add(edge)
        return found.answers, () if found.refusal is None else self._rejection(edge, found.refusal)

    async def _unless_refused(
        self, edge: Edge, ask: Callable[Concatenate[ApiSession, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T | None, tuple[Rejection, ...]]:
        """What an endpoint gives. None when it is refused to this account, or was not long ago."""
        if not self._wants(edge):
            return None, ()
        try:
            return await ask(self._session, *args, **kwargs), ()
        except SkippableCollectorError as error:
            return None, self._rejection(edge, error)

    def _rejection(self, edge: Edge, error: SkippableCollectorError) -> tuple[Rejection, ...]:
        """Told once: it is not asked for again in this collection."""
        self._refused.add(edge)
        return (Rejection(edge.value, error.message),)


def _snapshot(urn: str, seen: Seen | None, counted: _Counted | None) -> PostSnapshot | None:
    """None for a post that was neither seen nor counted."""
    details = None if seen is None else seen.post.details
    if counted is not None:
        return PostSnapshot(urn, counted.at, counted.values, details)
    return None if seen is None else PostSnapshot(urn, seen.at, {}, details)


def _moments(posts: Iterable[KnownPost]) -> dict[str, datetime]:
    return {post.post_id: post.posted_at for post in posts}


def _kind(urn: str) -> str:
    """`share` or `ugcPost`; empty for what cannot be asked for."""
    kind, _, number = urn.removeprefix("urn:li:").partition(":")
    return kind if kind in _KINDS and number.isdecimal() else ""


def _start(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isdecimal():
        raise FatalCollectorError(f"The cursor does not belong to a collection of {Platform.LINKEDIN.label}.")
    return int(token)
