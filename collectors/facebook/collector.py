"""Collects Facebook Pages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime

from collectors.api_client import ApiClient, Http, Reply
from collectors.configuration import ApiConfiguration
from collectors.facebook import metrics as native
from collectors.facebook import parsing
from collectors.facebook.client import FacebookClient, facebook_api
from collectors.meta import days as meta_days
from collectors.meta.asking import Insights, due_after, each_metric, each_object, insights_of, step
from collectors.meta.days import DAY_ZONE, Span
from collectors.meta.graph import MOST_IDS, next_token
from collectors.meta.reading import Document, by_end, by_id, entries, keyed, merged, moment, not_negative, text
from collectors.native_metrics import NativeMetric, asked_for
from collectors.steps import Step, StepPage, planned, walk
from domain.assignments import Assignment, Page, PlannedStep, Reach, Rejection
from domain.errors import FatalCollectorError, GoneError, SkippableCollectorError
from domain.metrics import MetricKey
from domain.observations import Batch, ContentType, PostDetails, PostSnapshot, Provenance
from domain.time_range import local_date

_INSIGHTS_DAYS = 89
"""One call gives 90 days at most; a day less, because those around a change of the clocks have another length."""


class FacebookCollector:
    """Reads a Page with its token."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = ApiClient(facebook_api(configuration), http, sleep)

    @property
    def provenance(self) -> Provenance:
        return Provenance.API

    @property
    def reach(self) -> Reach:
        """Insights go back two years, and are counted anew about once a day."""
        return Reach(backfill_days=730, trailing_days=3)

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        return planned(self._steps(assignment))

    def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        return walk(self._steps(assignment), cursor)

    def _steps(self, assignment: Assignment) -> list[Step]:
        client = FacebookClient(self._client.session(assignment), assignment.account.external_id)
        return _Reading(assignment, client, self._client.http.clock()).steps()


class _Reading:
    """One Page, read over one window."""

    def __init__(self, assignment: Assignment, client: FacebookClient, now: datetime) -> None:
        self._assignment = assignment
        self._client = client
        self._page_id = assignment.account.external_id
        self._today = local_date(now, DAY_ZONE)
        self._since = assignment.window.since
        self._until = assignment.window.until
        self._days = meta_days.touched(assignment.window)

    def steps(self) -> list[Step]:
        """Everything, in the order in which it is read."""
        due, pieces = self._assignment.due, meta_days.pieces(self._days, _INSIGHTS_DAYS)
        batches = -(-len(due) // MOST_IDS)
        table = [
            ("profile", native.PAGE, self._profile, PlannedStep("profile", 1, 1)),
            ("posts", native.POSTS, self._posts, PlannedStep("posts", 1, 1, at_least=True)),
            ("due", "GET /{post}", self._due, PlannedStep("posts of before", batches, 2 * batches, at_least=True)),
            ("reels", native.REELS, self._reels, PlannedStep("reels that are no posts", 1, 1, at_least=True)),
            ("days", native.PAGE_INSIGHTS, self._page_days, PlannedStep("page insights", pieces, pieces)),
            ("reach", native.PAGE_INSIGHTS_28, self._page_reach, PlannedStep("28-day reach", pieces, pieces)),
        ]
        return [step(*row, self._assignment) for row in table if row[0] != "due" or due]

    async def _profile(self, _token: str | None) -> StepPage:
        try:
            reply = await self._client.profile()
        except GoneError as error:
            raise FatalCollectorError(f"There is no such Page, or not for this token. {error.message}") from None
        day = parsing.profile_day(reply.document, reply.at)
        batch = Batch(days=(day,) if day else ())
        return StepPage(batch, profile=parsing.profile(reply.document, self._page_id))

    async def _posts(self, token: str | None) -> StepPage:
        reply = await self._client.published_posts(*self._bounds(), token)
        posts = entries(reply.document)
        page = await self._seen(keyed(self._inside(posts)), reply.at)
        return StepPage(page.batch, self._onward(posts, reply.document), page.rejections)

    async def _due(self, token: str | None) -> StepPage:
        some, following = due_after(self._assignment.due, token, MOST_IDS)
        ids = [post.post_id for post in some]
        # Reels that are no posts have a plain number, and other fields.
        posts = await each_object([key for key in ids if "_" in key], self._client.posts)
        reels = await each_object([key for key in ids if "_" not in key], self._client.reels_by_id)
        pages = [
            *[await self._seen(by_id(reply.document), reply.at) for reply in posts.answers],
            *[await self._seen_reels(by_id(reply.document), reply.at) for reply in reels.answers],
        ]
        return StepPage(
            Batch(posts=tuple(post for page in pages for post in page.batch.posts)),
            following,
            _each_once(rejection for page in pages for rejection in page.rejections),
            (*posts.gone, *reels.gone),
        )

    async def _reels(self, token: str | None) -> StepPage:
        reply = await self._client.reels(*self._bounds(), token)
        reels = entries(reply.document)
        alone = [reel for reel in self._inside(reels) if text(reel.get("post_id")) is None]
        page = await self._seen_reels(keyed(alone), reply.at)
        return StepPage(page.batch, self._onward(reels, reply.document), page.rejections)

    async def _page_days(self, token: str | None) -> StepPage:
        span = meta_days.span_at(self._days, token, _INSIGHTS_DAYS)
        tables = native.PAGE_DAY, native.PAGE_DAY_BEFORE
        values, at, rejections = await self._page_insights(native.PAGE_INSIGHTS, "day", tables, span)
        if at is None:  # nothing of these days, so nothing of those before
            return StepPage(rejections=rejections)
        days = parsing.day_snapshots(values, span, self._today, at)
        return StepPage(Batch(days=days), meta_days.before(span, self._days), rejections)

    async def _page_reach(self, token: str | None) -> StepPage:
        span = meta_days.span_at(self._days, token, _INSIGHTS_DAYS)
        tables = native.PAGE_28, native.PAGE_28_BEFORE
        values, at, rejections = await self._page_insights(native.PAGE_INSIGHTS_28, "days_28", tables, span)
        if at is None:
            # The same names give the reach of days: what is refused is 28 days of it, not the metric.
            refused = tuple(Rejection(native.PAGE_INSIGHTS_28, each.reason) for each in rejections[:1])
            return StepPage(rejections=refused)
        windows = parsing.window_snapshots(values, span, self._today, at)
        return StepPage(Batch(windows=windows), meta_days.before(span, self._days))

    async def _page_insights(
        self, edge: str, period: str, tables: Sequence[tuple[NativeMetric, ...]], span: Span
    ) -> tuple[dict[datetime, dict[str, object]], datetime | None, tuple[Rejection, ...]]:
        names = self._names(tables)
        replies, rejections = await each_metric(
            edge, names, lambda some: self._client.page_insights(some, period, span)
        )
        values = merged([by_end(reply.document, period) for reply in replies])
        return values, max((reply.at for reply in replies), default=None), rejections

    async def _seen(self, posts: Mapping[str, Document], at: datetime) -> StepPage:
        """Posts with their insights, and with what only their videos tell."""
        kinds = {key: parsing.content_type(post) for key, post in posts.items()}
        names = self._names((native.POST, native.POST_BEFORE), kinds.values())
        found = await self._insights(native.POST_INSIGHTS, list(posts), names, self._client.post_insights)
        videos = {key: video for key, post in posts.items() if (video := parsing.video_id(post)) is not None}
        lengths, refused = await self._lengths(list(videos.values()))
        reels = [video for key, video in videos.items() if kinds[key] is ContentType.REEL]
        plays = await self._reel_plays(reels)
        seen_at = max([at, *(each.seen_at for each in (found, plays) if each.seen_at)])
        snapshots = []
        for key, post in posts.items():
            values = {**found.values.get(key, {}), **plays.values.get(videos.get(key, ""), {})}
            said = parsing.details(post, lengths.get(videos.get(key, "")))
            snapshots.append(self._snapshot(key, seen_at, parsing.counters(post), values, kinds[key], said))
        return StepPage(Batch(posts=tuple(snapshots)), rejections=(*found.rejections, *refused, *plays.rejections))

    async def _seen_reels(self, reels: Mapping[str, Document], at: datetime) -> StepPage:
        plays = await self._reel_plays(list(reels))
        seen_at = max(at, plays.seen_at or at)
        snapshots = [
            self._snapshot(key, seen_at, {}, plays.values.get(key, {}), ContentType.REEL, parsing.reel_details(reel))
            for key, reel in reels.items()
        ]
        return StepPage(Batch(posts=tuple(snapshots)), rejections=plays.rejections)

    def _snapshot(
        self,
        post_id: str,
        at: datetime,
        counters: Mapping[MetricKey, int | float],
        values: Mapping[str, object],
        kind: ContentType,
        said: PostDetails | None,
    ) -> PostSnapshot:
        tables = (*native.POST, *native.VIDEO), native.POST_BEFORE
        metrics = {**counters, **parsing.insights(values, *tables, self._today, kind)}
        return PostSnapshot(post_id, at, not_negative(metrics), said)

    async def _lengths(self, videos: list[str]) -> tuple[dict[str, float | None], tuple[Rejection, ...]]:
        """How long videos are, in seconds."""
        if not videos or native.VIDEO_LENGTH in self._assignment.rejected:
            return {}, ()
        try:
            found = await each_object(videos, self._client.videos)
        except SkippableCollectorError as error:
            return {}, (Rejection(native.VIDEO_LENGTH, error.message),)
        documents = {key: each for reply in found.answers for key, each in by_id(reply.document).items()}
        return {key: parsing.media_seconds(each) for key, each in documents.items()}, ()

    async def _reel_plays(self, reels: list[str]) -> Insights:
        names = self._names((native.VIDEO,))
        return await self._insights(native.VIDEO_INSIGHTS, reels, names, self._client.video_insights)

    async def _insights(
        self,
        edge: str,
        ids: list[str],
        names: list[str],
        ask: Callable[[Sequence[str], Sequence[str]], Awaitable[Reply]],
    ) -> Insights:
        if edge in self._assignment.rejected:
            return Insights()
        return await insights_of(edge, ids, names, ask)

    def _names(
        self, tables: Sequence[tuple[NativeMetric, ...]], kinds: Iterable[ContentType | None] = (None,)
    ) -> list[str]:
        """What to ask for: each name once, in the order of the tables."""
        rejected = self._assignment.rejected
        asked = {
            each.name for table in tables for kind in kinds for each in asked_for(table, self._today, rejected, kind)
        }
        return list(dict.fromkeys(each.name for table in tables for each in table if each.name in asked))

    def _bounds(self) -> tuple[int, int]:
        return int(self._since.timestamp()), int(self._until.timestamp())

    def _inside(self, documents: Sequence[Document]) -> list[Document]:
        """Those published in the window; the platform compares whole seconds, and may think otherwise of `since`."""
        published = [(each, moment(each.get("created_time"))) for each in documents]
        return [each for each, at in published if at is not None and self._since <= at < self._until]

    def _onward(self, documents: Sequence[Document], document: object) -> str | None:
        """The next page of a list that begins with the newest; None when it would be older than the window."""
        oldest = moment(documents[-1].get("created_time")) if documents else None
        return None if oldest is not None and oldest < self._since else next_token(document)


def _each_once(rejections: Iterable[Rejection]) -> tuple[Rejection, ...]:
    return tuple({each.name: each for each in rejections}.values())
