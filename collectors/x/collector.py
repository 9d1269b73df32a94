"""Reads an account on X: its profile, the posts of the window, and the counters of older ones."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from collectors.configuration import ApiConfiguration
from collectors.faults import safe
from collectors.native_metrics import NativeMetric, asked_for, each_or_none
from collectors.steps import Step, StepPage, SteppedCollector
from collectors.transport import Http, Reply
from collectors.x.client import PAGE_SIZE, XClient
from collectors.x.faults import refused_name, refused_parameter
from collectors.x.metrics import (
    ANALYTICS_EDGE,
    ANALYTICS_METRICS,
    ANALYTICS_TIMES,
    EARLIER_ANALYTICS_EDGE,
    LATE_ANALYTICS_METRICS,
    PRIVATE_FIELD,
)
from collectors.x.parsing import Answer, account_of, analytics_snapshots, answer_of, post_snapshots, stocks_of
from collectors.x.prices import Resource, price
from domain.assignments import Assignment, KnownPost, PlannedStep, Reach, Rejection
from domain.errors import FatalCollectorError, SkippableCollectorError
from domain.observations import Batch, PostSnapshot

PRIVATE_FOR = timedelta(days=29)
"""X shows private metrics for 30 days. A timeline that is asked for them leaves older posts out, without a word; so one
day is kept back."""
OVERLAP = timedelta(days=1)
"""How much of what is young enough for private metrics is listed once more without them: the border moves while pages
are read, and no post may fall between."""


class XCollector(SteppedCollector):
    """A collector of X. `version` of the configuration says how requests name posts: `tweets`, which is the default, or
    `posts`.

    Raises:
        InvalidInputError: on creation, when there is no such generation of names.
    """

    reach = Reach(backfill_days=90, trailing_days=3)

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = XClient(configuration, http, sleep)

    def steps(self, assignment: Assignment, cursor: str | None) -> tuple[Step, ...]:
        """In the order in which they are read; how many posts there are in the window, only X knows."""
        return _Reading(self._client, assignment).steps()


@dataclass(frozen=True, slots=True)
class _Posts:
    """What a call for posts, and the calls that mended it, gave."""

    snapshots: list[PostSnapshot]
    answer: Answer
    """The first one."""
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of the window."""

    since: datetime
    until: datetime
    end: datetime | None
    """What X is told: it takes no end that is too close to the present."""
    young: bool
    """Whether its posts are young enough for private metrics."""


class _Reading:
    """One account, read once. What X refuses is not asked for again."""

    def __init__(self, client: XClient, assignment: Assignment) -> None:
        self._client = client
        self._session = client.session(assignment)
        self._account = assignment.account
        self._rejected = assignment.rejected
        self._since, self._until = assignment.window.since, assignment.window.until
        self._due = sorted(assignment.due, key=lambda post: post.post_id)
        self._private = PRIVATE_FIELD not in self._rejected

    @property
    def _private_from(self) -> datetime:
        """From when on posts are young enough for private metrics now, which may be long after the window was made. It
        moves by whole hours, so that the pages of a list are asked for in one way as a rule."""
        return (self._client.now - PRIVATE_FOR).replace(minute=0, second=0, microsecond=0)

    def steps(self) -> tuple[Step, ...]:
        """The table of steps."""
        user_price = price(Resource.USER, self._client.now.date())
        earlier = self._planned_list("earlier posts", young=False) if self._has_earlier else PlannedStep("", 0, 0)
        return (
            Step("profile", self._read_profile, PlannedStep("profile", 1, 1, user_price)),
            Step("posts", self._read_recent, self._planned_list("posts", young=True)),
            Step("earlier", self._read_earlier, earlier),
            Step("due", self._read_due, self._planned_due()),
        )

    @property
    def _has_earlier(self) -> bool:
        """Whether the window holds posts that are too old for private metrics."""
        return self._since < self._private_from + OVERLAP

    def _planned_list(self, what: str, *, young: bool) -> PlannedStep:
        """One full page: how many there will be, only X knows."""
        calls, each = self._taken_by_posts(young=young)
        return PlannedStep(what, 1, calls, PAGE_SIZE * each, at_least=True)

    def _planned_due(self) -> PlannedStep:
        pages = calls = cost = 0
        for batch in self._batches(self._due):
            calls_of_page, each = self._taken_by_posts(young=self._is_young(batch[0].posted_at))
            pages, calls, cost = pages + 1, calls + calls_of_page, cost + len(batch) * each
        return PlannedStep("counters of older posts", pages, calls, cost)

    def _taken_by_posts(self, *, young: bool) -> tuple[int, int]:
        """How many calls a page of posts takes, and what each post costs, with its analytics."""
        today = self._client.now.date()
        if self._analytics_of(young=young):
            return 2, price(Resource.POST, today) + price(Resource.ANALYTICS, today)
        return 1, price(Resource.POST, today)

    async def _read_profile(self, _token: str | None) -> StepPage:
        if not (self._account.external_id.isascii() and self._account.external_id.isdecimal()):
            raise FatalCollectorError(f"{self._account.label} is not known by its number on X: connect the account.")
        reply = await _needed(self._client.user(self._session, self._account.external_id))
        profile = account_of(reply.document)
        if profile is None:
            raise FatalCollectorError(_nothing_but(answer_of(reply.document)))
        stocks = stocks_of(reply.document, reply.at)
        return StepPage(Batch(days=() if stocks is None else (stocks,)), profile=profile)

    async def _read_recent(self, token: str | None) -> StepPage:
        since = max(self._since, self._private_from)
        if since >= self._until:
            return StepPage()  # so late that all of it is too old by now
        return await self._read_timeline(_Span(since, self._until, None, young=True), token)

    async def _read_earlier(self, token: str | None) -> StepPage:
        if not self._has_earlier:
            return StepPage()
        until = min(self._until, self._private_from + OVERLAP)
        return await self._read_timeline(_Span(self._since, until, until, young=False), token)

    async def _read_timeline(self, span: _Span, token: str | None) -> StepPage:
        """One page of own posts, and what the analytics have of them."""

        async def ask(private: bool) -> Reply:
            return await self._list(span, token, private=private)

        found = await self._read_posts(ask, private=span.young)
        if not found.answer.whole and not found.snapshots:
            raise FatalCollectorError(_nothing_but(found.answer))
        inside = [post for post in found.snapshots if _in(post, span)]
        too_old = any(post.details is not None and post.details.posted_at < span.since for post in found.snapshots)
        more, rejections = await self._read_analytics(inside, young=span.young)
        return StepPage(
            Batch((*inside, *more)),
            None if too_old else found.answer.next_token,
            (*found.rejections, *rejections),
        )

    async def _list(self, span: _Span, token: str | None, *, private: bool) -> Reply:
        """A page of the timeline; the first one when X does not take the token any more, as after days it may not."""
        client, user_id = self._client, self._account.external_id
        try:
            return await client.timeline(self._session, user_id, span.since, span.end, token, private=private)
        except SkippableCollectorError as error:
            if token is None or not refused_parameter(error.message, frozenset({"pagination_token"})):
                raise
        return await client.timeline(self._session, user_id, span.since, span.end, None, private=private)

    async def _read_due(self, token: str | None) -> StepPage:
        left = [post for post in self._due if token is None or post.post_id > token]
        batch = next(self._batches(left), [])
        if not batch:
            return StepPage()
        ids = [post.post_id for post in batch]
        young = self._is_young(batch[0].posted_at)

        async def ask(private: bool) -> Reply:
            return await self._client.posts(self._session, ids, private=private)

        found = await self._read_posts(ask, private=young)
        missing = (found.answer.not_there | found.answer.replaced) & set(ids)
        there = [post for post in found.snapshots if post.post_id not in missing]
        more, rejections = await self._read_analytics(there, young=young)
        return StepPage(
            Batch((*there, *more)),
            ids[-1] if len(left) > len(batch) else None,
            (*found.rejections, *rejections),
            tuple(sorted(missing)),
        )

    async def _read_posts(self, ask: Callable[[bool], Awaitable[Reply]], *, private: bool) -> _Posts:
        """Posts with their private metrics, and without where those are refused: X leaves such posts out altogether."""
        asked = private and self._private
        rejections: list[Rejection] = []
        try:
            reply = await ask(asked)
        except SkippableCollectorError as error:
            if not asked:
                raise FatalCollectorError(error.message) from None
            reply = await _needed(ask(False))  # when this is refused as well, it was not about the private metrics
            rejections.append(self._without_private(error.message))
        answer = answer_of(reply.document)
        snapshots = self._snapshots(answer, reply)
        refused = answer.refused_fields
        if asked and refused:
            if answer.refuses_private:
                rejections.append(self._without_private(refused[0].message or "not authorized"))
            lost = sorted(answer.refused_posts - answer.ids)
            if lost:
                again = await _needed(self._client.posts(self._session, lost[:PAGE_SIZE], private=False))
                snapshots += self._snapshots(answer_of(again.document), again)
            elif not answer.posts:
                reply = await _needed(ask(False))
                answer = answer_of(reply.document)
                snapshots = self._snapshots(answer, reply)
        return _Posts(snapshots, answer, tuple(rejections))

    async def _read_analytics(
        self, posts: Sequence[PostSnapshot], *, young: bool
    ) -> tuple[tuple[PostSnapshot, ...], tuple[Rejection, ...]]:
        """What only the analytics have of posts, since each was published."""
        asked = self._analytics_of(young=young)
        end = self._client.analytics_end
        published = {
            post.post_id: post.details.posted_at
            for post in posts
            if post.details is not None and post.details.posted_at < end
        }
        if not young:  # the others are in the overlap, and have been asked for
            published = {name: moment for name, moment in published.items() if not self._is_young(moment)}
        if not (asked and published):
            return (), ()
        ids = list(published)
        start = min(published.values()).replace(minute=0, second=0, microsecond=0)

        async def ask(names: Sequence[str]) -> list[PostSnapshot]:
            try:
                reply = await self._client.analytics(self._session, ids, start, end, names)
            except SkippableCollectorError as error:
                if refused_name(error.message, frozenset(names)):
                    raise
                raise _EdgeRefusedError(error.message) from None
            wanted = [each for each in asked if each.name in names]
            return [post for post in analytics_snapshots(reply.document, reply.at, wanted) if post.post_id in ids]

        try:
            answers, rejections = await each_or_none(
                [each.name for each in asked],
                ask,
                lambda error, names: refused_name(error.message, frozenset(names)),
            )
        except _EdgeRefusedError as error:
            return (), (self._without_analytics(str(error), young=young),)
        self._rejected |= {each.name for each in rejections}
        return tuple(post for answer in answers for post in answer), rejections

    def _analytics_of(self, *, young: bool) -> tuple[NativeMetric, ...]:
        """What the analytics are asked for."""
        if {ANALYTICS_EDGE, _edge(young)} & self._rejected:
            return ()
        metrics = ANALYTICS_METRICS if young and self._private else (*ANALYTICS_METRICS, *LATE_ANALYTICS_METRICS)
        return asked_for(metrics, self._client.now.date(), self._rejected)

    def _without_analytics(self, reason: str, *, young: bool) -> Rejection:
        parameter = refused_parameter(reason, frozenset(ANALYTICS_TIMES))
        if parameter is not None:
            return Rejection(ANALYTICS_TIMES[parameter], reason, for_good=True)
        self._rejected |= {_edge(young)}
        return Rejection(_edge(young), reason)

    def _batches(self, posts: Iterable[KnownPost]) -> Iterator[list[KnownPost]]:
        """As many as fit into one call; those with private metrics and those without apart."""
        for _, alike in groupby(posts, lambda post: self._is_young(post.posted_at)):
            batch: list[KnownPost] = []
            for post in alike:
                batch.append(post)
                if len(batch) == PAGE_SIZE:
                    yield batch
                    batch = []
            if batch:
                yield batch

    def _is_young(self, posted_at: datetime) -> bool:
        return posted_at >= self._private_from

    def _without_private(self, reason: str) -> Rejection:
        self._private = False
        return Rejection(PRIVATE_FIELD, safe(reason))

    def _snapshots(self, answer: Answer, reply: Reply) -> list[PostSnapshot]:
        return list(post_snapshots(answer, reply.at, self._account.handle))


class _EdgeRefusedError(Exception):
    """The endpoint itself is refused, not a name in the request."""


def _edge(young: bool) -> str:
    """What a refusal of the analytics as a whole is called."""
    return ANALYTICS_EDGE if young else EARLIER_ANALYTICS_EDGE


async def _needed(call: Awaitable[Reply]) -> Reply:
    """An answer without which the account cannot be read."""
    try:
        return await call
    except SkippableCollectorError as error:
        raise FatalCollectorError(error.message) from None


def _nothing_but(answer: Answer) -> str:
    said = next((each.message for each in answer.problems if each.message), "it gave no such account")
    return f"X says: {safe(said)}"


def _in(post: PostSnapshot, span: _Span) -> bool:
    return post.details is not None and span.since <= post.details.posted_at < span.until
