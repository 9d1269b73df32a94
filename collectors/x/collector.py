"""Reads an account on X: its profile, the posts of the window, and the counters of older ones."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from collectors.api_client import Http, Reply, safe
from collectors.configuration import ApiConfiguration
from collectors.native_metrics import asked_for, each_or_none
from collectors.steps import Step, StepPage, planned, walk
from collectors.x.client import OLD_NAMES, PAGE_SIZE, FieldNames, XClient
from collectors.x.faults import refused_name
from collectors.x.metrics import (
    ANALYTICS_EDGE,
    ANALYTICS_METRICS,
    EARLIER_ANALYTICS_EDGE,
    LATE_ANALYTICS_METRICS,
    PRIVATE_FIELD,
)
from collectors.x.parsing import Answer, account_of, analytics_snapshots, answer_of, post_snapshots, stocks_of
from collectors.x.prices import Resource, price
from domain.assignments import Assignment, KnownPost, Page, PlannedStep, Reach, Rejection
from domain.errors import FatalCollectorError, SkippableCollectorError
from domain.observations import Batch, PostSnapshot, Provenance

PRIVATE_FOR = timedelta(days=29)
"""X shows private metrics for 30 days. A timeline that is asked for them leaves older posts out, without a word; so one
day is kept back for a collection that is interrupted and goes on later."""


class XCollector:
    """A collector of X."""

    provenance = Provenance.API
    reach = Reach(backfill_days=90, trailing_days=3)

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        names: FieldNames = OLD_NAMES,
    ) -> None:
        self._client = XClient(configuration, http, sleep, names)

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        """The steps; how many posts there are in the window, only X knows."""
        return planned(_Reading(self._client, assignment).steps())

    def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        """Raises RetriableCollectorError and FatalCollectorError."""
        return walk(_Reading(self._client, assignment).steps(), cursor)


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
    private: bool
    """Whether its posts are young enough for private metrics."""
    edge: str
    """What a refusal of its analytics is called."""


class _Reading:
    """One account, read once. What X refuses is not asked for again."""

    def __init__(self, client: XClient, assignment: Assignment) -> None:
        self._client = client
        self._session = client.session(assignment)
        self._account = assignment.account
        self._rejected = assignment.rejected
        self._since, self._until = assignment.window.since, assignment.window.until
        self._private_from = self._until - PRIVATE_FOR
        self._due = sorted(assignment.due, key=lambda post: post.post_id)
        self._private = PRIVATE_FIELD not in self._rejected

    def steps(self) -> tuple[Step, ...]:
        """The table of steps."""
        today = self._client.now.date()
        batches = len(list(self._batches(self._due)))
        due_cost = len(self._due) * price(Resource.POST, today)
        steps = [
            Step("profile", self._read_profile, PlannedStep("profile", 1, 1, price(Resource.USER, today))),
            Step("posts", self._read_recent, PlannedStep("posts", 1, 1, at_least=True)),
        ]
        if self._since < self._private_from:
            steps.append(Step("earlier", self._read_earlier, PlannedStep("earlier posts", 1, 1, at_least=True)))
        if self._due:
            steps.append(
                Step("due", self._read_due, PlannedStep("counters of older posts", batches, batches, due_cost))
            )
        return tuple(steps)

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
        return await self._read_timeline(_Span(since, self._until, None, True, ANALYTICS_EDGE), token)

    async def _read_earlier(self, token: str | None) -> StepPage:
        border = self._private_from
        return await self._read_timeline(_Span(self._since, border, border, False, EARLIER_ANALYTICS_EDGE), token)

    async def _read_timeline(self, span: _Span, token: str | None) -> StepPage:
        """One page of own posts, and what the analytics have of them."""
        client, user_id = self._client, self._account.external_id

        async def ask(private: bool) -> Reply:
            return await client.timeline(self._session, user_id, span.since, span.end, token, private=private)

        found = await self._read_posts(ask, private=span.private)
        if not found.answer.whole and not found.snapshots:
            raise FatalCollectorError(_nothing_but(found.answer))
        inside = [post for post in found.snapshots if _in(post, span)]
        too_old = any(post.details is not None and post.details.posted_at < span.since for post in found.snapshots)
        more, rejections = await self._read_analytics(inside, span)
        return StepPage(
            Batch((*inside, *more)),
            None if too_old else found.answer.next_token,
            (*found.rejections, *rejections),
        )

    async def _read_due(self, token: str | None) -> StepPage:
        left = [post for post in self._due if token is None or post.post_id > token]
        batch = next(self._batches(left), [])
        if not batch:
            return StepPage()
        ids = [post.post_id for post in batch]

        async def ask(private: bool) -> Reply:
            return await self._client.posts(self._session, ids, private=private)

        found = await self._read_posts(ask, private=self._shows_private(batch[0]))
        missing = (found.answer.not_there | found.answer.replaced) & set(ids)
        return StepPage(
            Batch(tuple(post for post in found.snapshots if post.post_id not in missing)),
            ids[-1] if len(left) > len(batch) else None,
            found.rejections,
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
            if not answer.has_private:
                rejections.append(self._without_private(refused[0].message or "not authorized"))
            lost = sorted({each.subject for each in refused if each.subject} - answer.ids)
            if lost:
                again = await _needed(self._client.posts(self._session, lost[:PAGE_SIZE], private=False))
                snapshots += self._snapshots(answer_of(again.document), again)
            elif not answer.posts:
                reply = await _needed(ask(False))
                answer = answer_of(reply.document)
                snapshots = self._snapshots(answer, reply)
        return _Posts(snapshots, answer, tuple(rejections))

    async def _read_analytics(
        self, posts: Sequence[PostSnapshot], span: _Span
    ) -> tuple[tuple[PostSnapshot, ...], tuple[Rejection, ...]]:
        """What only the analytics have of posts, since each was published."""
        private = span.private and self._private
        metrics = ANALYTICS_METRICS if private else (*ANALYTICS_METRICS, *LATE_ANALYTICS_METRICS)
        asked = asked_for(metrics, self._client.now.date(), self._rejected)
        published = [post.details.posted_at for post in posts if post.details is not None]
        if not (asked and published) or {ANALYTICS_EDGE, span.edge} & self._rejected:
            return (), ()
        ids = [post.post_id for post in posts]
        start = min(published).replace(minute=0, second=0, microsecond=0)

        async def ask(names: Sequence[str]) -> list[PostSnapshot]:
            try:
                reply = await self._client.analytics(self._session, ids, start, self._client.now, names)
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
            self._rejected |= {span.edge}
            return (), (Rejection(span.edge, str(error)),)
        self._rejected |= {each.name for each in rejections}
        return tuple(post for answer in answers for post in answer), rejections

    def _batches(self, posts: Iterable[KnownPost]) -> Iterator[list[KnownPost]]:
        """As many as fit into one call; those with private metrics and those without apart."""
        for _, alike in groupby(posts, self._shows_private):
            batch: list[KnownPost] = []
            for post in alike:
                batch.append(post)
                if len(batch) == PAGE_SIZE:
                    yield batch
                    batch = []
            if batch:
                yield batch

    def _shows_private(self, post: KnownPost) -> bool:
        return post.posted_at >= self._private_from

    def _without_private(self, reason: str) -> Rejection:
        self._private = False
        return Rejection(PRIVATE_FIELD, safe(reason))

    def _snapshots(self, answer: Answer, reply: Reply) -> list[PostSnapshot]:
        return list(post_snapshots(answer, reply.at, self._account.handle))


class _EdgeRefusedError(Exception):
    """The endpoint itself is refused, not a name in the request."""


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
