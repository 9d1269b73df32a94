"""Collects one LinkedIn page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Concatenate, ParamSpec, TypeVar

from collectors.api_client import ApiSession, Http
from collectors.configuration import ApiConfiguration
from collectors.linkedin import parsing
from collectors.linkedin.client import DAY_ZONE, PAGE_SIZE, Elements, LinkedInClient, elements_of, paging_of
from collectors.linkedin.metrics import METRICS_OF, Edge
from collectors.linkedin.parsing import Document, Lookup, Post, Values
from collectors.native_metrics import NativeMetric, asked_for
from collectors.steps import Step, StepPage, planned, walk
from domain.assignments import Assignment, KnownPost, Page, PlannedStep, Reach, Rejection
from domain.errors import FatalCollectorError, GoneError, SkippableCollectorError
from domain.observations import Batch, DaySnapshot, PostDetails, PostSnapshot, Provenance
from domain.time_range import Granularity, local_date, step
from domain.users import Platform

_MONTHS_READ = 12
_ROLLING = timedelta(days=2)
"""The window of the statistics rolls on while we read: we stay so far away from its end."""
_KINDS = {"share": "shares", "ugcPost": "ugcPosts"}
"""What the statistics call each kind of post. Posts that an export knows by their activity are not among them: no
answer says which share an activity is."""

T = TypeVar("T")
P = ParamSpec("P")
ReadDays = Callable[[Iterable[Document], datetime, Sequence[NativeMetric]], tuple[DaySnapshot, ...]]
AskDays = Callable[[ApiSession, str, date, date], Awaitable[Elements]]


class LinkedInCollector:
    """Reads pages by the Community Management API, in the name of one of their administrators."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = LinkedInClient(configuration, http, sleep)

    @property
    def provenance(self) -> Provenance:
        return Provenance.API

    @property
    def reach(self) -> Reach:
        """Days come about two days late, and are corrected after that."""
        return Reach(backfill_days=363, trailing_days=7)

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        return planned(_Reading(self._client, assignment).steps)

    def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        """Raises CollectorError; see the protocol."""
        return walk(_Reading(self._client, assignment).steps, cursor)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The lifetime counters of a post, and when they were seen."""

    values: Values
    at: datetime


class _Reading:
    """One page over one window."""

    def __init__(self, client: LinkedInClient, assignment: Assignment) -> None:
        self._client = client
        self._session = client.session(assignment)
        self._number = assignment.account.external_id
        self._window = assignment.window
        self._rejected = assignment.rejected
        self._today = local_date(assignment.window.until, DAY_ZONE)
        self._earliest = step(self._today, Granularity.MONTH, -_MONTHS_READ) + _ROLLING
        self._first_day = max(local_date(assignment.window.since, DAY_ZONE), self._earliest)
        self._due = sorted((post for post in assignment.due if _kind(post.post_id)), key=lambda post: post.post_id)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What is read, in this order."""
        days = self._first_day < self._today  # the running day is not counted yet
        profile_calls = 1 + self._wants(Edge.FOLLOWERS)
        table = (
            (True, Step("profile", self._profile, PlannedStep("page and followers", 1, profile_calls))),
            (self._wants(Edge.POSTS), Step("posts", self._posts, PlannedStep("posts", 1, 1, at_least=True))),
            (bool(self._due), Step("due", self._older_posts, self._planned_due())),
            (
                days and self._wants(Edge.SHARE_DAYS),
                Step("share_days", self._share_days, PlannedStep("activity on posts by day", 1, 1)),
            ),
            (
                days and self._wants(Edge.FOLLOWER_DAYS),
                Step("follower_days", self._follower_days, PlannedStep("new followers by day", 1, 1)),
            ),
            (
                days and self._wants(Edge.PAGE_DAYS),
                Step("page_days", self._page_days, PlannedStep("page views by day", 1, 1)),
            ),
            (
                self._wants(Edge.FOLLOWER_FACETS),
                Step("facets", self._facets, PlannedStep("who follows the page", 1, 1)),
            ),
        )
        return tuple(each for wanted, each in table if wanted)

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
            post.urn: post
            for each in elements
            if (post := parsing.post_of(each)) is not None
            and self._window.since <= post.details.posted_at < self._window.until
        }
        counted, rejections = await self._counted({urn: post.details.posted_at for urn, post in posts.items()}, posts)
        paging = paging_of(listed.document)
        more = paging.more or len(elements) >= (paging.count or PAGE_SIZE)
        goes_on = bool(elements) and more and not parsing.changed_before(listed.document, self._window.since)
        return StepPage(
            Batch(posts=tuple(_snapshot(urn, posts[urn].details, counted.get(urn), listed.at) for urn in posts)),
            str(start + len(elements)) if goes_on else None,
            rejections,
        )

    async def _older_posts(self, token: str | None) -> StepPage:
        rest = [post for post in self._due if token is None or post.post_id > token]
        asked = rest[:PAGE_SIZE]
        found, at, refused = await self._look_up([post.post_id for post in asked])
        posts = {post.urn: post for post in found.posts}
        left = {post.post_id: post.posted_at for post in asked if post.post_id not in found.missing}
        counted, rejections = await self._counted(left, posts)
        snapshots = [
            _snapshot(urn, posts[urn].details if urn in posts else None, counted.get(urn), at)
            for urn in left
            if urn in posts or urn in counted
        ]
        return StepPage(
            Batch(posts=tuple(snapshots)),
            asked[-1].post_id if len(rest) > len(asked) else None,
            (*refused, *rejections),
            found.missing,
        )

    async def _share_days(self, _token: str | None) -> StepPage:
        return await self._by_day(Edge.SHARE_DAYS, self._client.share_days, parsing.share_days)

    async def _follower_days(self, _token: str | None) -> StepPage:
        return await self._by_day(Edge.FOLLOWER_DAYS, self._client.follower_days, parsing.follower_days)

    async def _page_days(self, _token: str | None) -> StepPage:
        return await self._by_day(Edge.PAGE_DAYS, self._client.page_days, parsing.page_days)

    async def _by_day(self, edge: Edge, ask: AskDays, read: ReadDays) -> StepPage:
        given, rejections = await self._unless_refused(edge, ask, self._number, self._first_day, self._today)
        if given is None:
            return StepPage(rejections=rejections)
        return StepPage(Batch(days=read(given.found, given.at, self._metrics(edge))))

    async def _facets(self, _token: str | None) -> StepPage:
        given, rejections = await self._unless_refused(Edge.FOLLOWER_FACETS, self._client.follower_facets, self._number)
        days = () if given is None else parsing.audience_of(given.found, given.at)
        return StepPage(Batch(days=days), rejections=rejections)

    async def _look_up(self, urns: Sequence[str]) -> tuple[Lookup, datetime, tuple[Rejection, ...]]:
        """What the posts are by now, and which of them are not there any more."""
        nothing = Lookup((), (), tuple(urns))
        if not self._wants(Edge.POSTS):
            return nothing, self._window.until, ()
        if len(urns) == 1:
            return *await self._one_by_one(nothing, self._window.until), ()
        reply, rejections = await self._unless_refused(Edge.POSTS, self._client.posts_by_urn, urns)
        if reply is None:
            return nothing, self._window.until, rejections
        return *await self._one_by_one(parsing.lookup_of(reply.document, urns), reply.at), rejections

    async def _one_by_one(self, lookup: Lookup, at: datetime) -> tuple[Lookup, datetime]:
        """Ask for each of those that a batch says nothing about: only then it is known that a post is not there."""
        posts, missing, unanswered = list(lookup.posts), list(lookup.missing), []
        for urn in lookup.unanswered:
            try:
                reply = await self._client.post(self._session, urn)
            except GoneError:
                missing.append(urn)
            except SkippableCollectorError:
                unanswered.append(urn)
            else:
                at = reply.at
                posts += [post for post in (parsing.post_of(reply.document),) if post is not None]
        return Lookup(tuple(posts), tuple(missing), tuple(unanswered)), at

    async def _counted(
        self, posted: Mapping[str, datetime], present: Mapping[str, Post]
    ) -> tuple[dict[str, _Counted], tuple[Rejection, ...]]:
        """The counters of posts, by URN; `present` are those that LinkedIn has just shown us."""
        metrics = self._metrics(Edge.POST_STATISTICS)
        counted: dict[str, _Counted] = {}
        for kind, urns in self._countable(posted).items():
            given, rejections = await self._unless_refused(
                Edge.POST_STATISTICS, self._client.statistics_of_posts, self._number, _KINDS[kind], urns
            )
            if given is None:
                return counted, rejections
            found = parsing.counters_by_post(given.found, metrics)
            for urn in urns:
                if urn in found:
                    counted[urn] = _Counted(found[urn], given.at)
                elif given.whole and urn in present and not present[urn].dark:
                    # Microsoft Learn, Organization Share Statistics: posts without any activity are left out.
                    counted[urn] = _Counted({each.metric: 0 for each in metrics}, given.at)
        return counted, ()

    def _countable(self, posted: Mapping[str, datetime]) -> dict[str, list[str]]:
        """URNs by kind, as far as the statistics go back: beyond that a counter would shrink from day to day."""
        if not self._wants(Edge.POST_STATISTICS):
            return {}
        recent = [urn for urn, moment in posted.items() if local_date(moment, DAY_ZONE) >= self._earliest]
        by_kind = {kind: [urn for urn in recent if _kind(urn) == kind] for kind in _KINDS}
        return {kind: urns for kind, urns in by_kind.items() if urns}

    def _planned_due(self) -> PlannedStep:
        batches = [self._due[start : start + PAGE_SIZE] for start in range(0, len(self._due), PAGE_SIZE)]
        counted = sum(len(self._countable(_moments(batch))) for batch in batches)
        return PlannedStep("posts published before", len(batches), counted + len(batches) * self._wants(Edge.POSTS))

    def _wants(self, edge: Edge) -> bool:
        return edge.value not in self._rejected and (edge not in METRICS_OF or bool(self._metrics(edge)))

    def _metrics(self, edge: Edge) -> tuple[NativeMetric, ...]:
        return asked_for(METRICS_OF[edge], self._today, self._rejected)

    async def _unless_refused(
        self, edge: Edge, ask: Callable[Concatenate[ApiSession, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T | None, tuple[Rejection, ...]]:
        """What an endpoint gives. None when it is refused to this account, or was not long ago."""
        if not self._wants(edge):
            return None, ()
        try:
            return await ask(self._session, *args, **kwargs), ()
        except SkippableCollectorError as error:
            return None, (Rejection(edge.value, error.message),)


def _snapshot(urn: str, details: PostDetails | None, counted: _Counted | None, seen_at: datetime) -> PostSnapshot:
    if counted is None:
        return PostSnapshot(urn, seen_at, {}, details)
    return PostSnapshot(urn, counted.at, counted.values, details)


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
