"""Collects Facebook Pages."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from collectors.api_client import ApiClient
from collectors.configuration import ApiConfiguration
from collectors.facebook import metrics as native
from collectors.facebook import parsing
from collectors.facebook.client import FacebookClient, facebook_api
from collectors.meta.asking import Found, Insights, due_after, each_metric, each_object, insights_of, step
from collectors.meta.days import DAY_ZONE, Pieces, Span, touched
from collectors.meta.graph import MOST_IDS, next_token
from collectors.meta.reading import Document, by_end, by_id, entries, keyed, merged, moment, not_negative, text
from collectors.meta.refusals import Place, Refusals
from collectors.steps import Step, StepPage, SteppedCollector
from collectors.transport import Http, Reply
from domain.assignments import Assignment, PlannedStep, Reach, Rejection
from domain.errors import FatalCollectorError, GoneError, SkippableCollectorError
from domain.metrics import MetricKey
from domain.observations import Batch, ContentType, PostDetails, PostSnapshot
from domain.ports import Clock
from domain.time_range import local_date

_INSIGHTS_DAYS = 89
"""One call gives 90 days at most; a day less, because those around a change of the clocks have another length."""
_PAGE_METRICS = {
    native.OF_DAY: (*native.PAGE_DAY, *native.PAGE_DAY_BEFORE),
    native.OF_28_DAYS: (*native.PAGE_28, *native.PAGE_28_BEFORE),
}


class FacebookCollector(SteppedCollector):
    """Reads a Page with its token."""

    reach = Reach(backfill_days=730, trailing_days=3)
    """Insights go back two years, and are counted anew about once a day."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = ApiClient(facebook_api(configuration), http, sleep)

    def steps(self, assignment: Assignment, cursor: str | None) -> list[Step]:
        """In the order in which they are read."""
        client = FacebookClient(self._client.session(assignment), assignment.account.external_id)
        return _Reading(assignment, client, self._client.http.clock).steps()


@dataclass(frozen=True, slots=True)
class _PageInsights:
    """One piece of the insights of a Page."""

    span: Span
    at: datetime
    """When they were here."""
    values: Mapping[datetime, Mapping[str, object]] = field(default_factory=dict)
    """By the moment at which each period ends, and by the platform's own name."""
    following: str | None = None
    rejections: tuple[Rejection, ...] = ()


class _Reading:
    """One Page, read over one window."""

    def __init__(self, assignment: Assignment, client: FacebookClient, clock: Clock) -> None:
        self._due_posts = assignment.due
        self._client = client
        self._clock = clock
        self._page_id = assignment.account.external_id
        self._since = assignment.window.since
        self._until = assignment.window.until
        self._pieces = Pieces(touched(assignment.window), _INSIGHTS_DAYS, clock)
        self._refusals = Refusals(assignment.rejected, native.METRICS)

    def steps(self) -> list[Step]:
        """Everything, in the order in which it is read. Cursors may lead to all of it, also where nothing is left."""
        batches = -(-len(self._due_posts) // MOST_IDS)
        due = PlannedStep("posts of before", batches, 2 * batches, at_least=batches > 0)
        days, reach = self._planned(native.OF_DAY), self._planned(native.OF_28_DAYS)
        table = [
            ("profile", native.PAGE, self._profile, PlannedStep("profile", 1, 1)),
            ("posts", native.POSTS, self._posts, PlannedStep("posts", 1, 1, at_least=True)),
            ("due", native.POST_BY_ID, self._due, due),
            ("reels", native.REELS, self._reels, PlannedStep("reels that are no posts", 1, 1, at_least=True)),
            ("days", native.PAGE_INSIGHTS, self._page_days, PlannedStep("page insights", days, days)),
            ("reach", native.PAGE_INSIGHTS_28, self._page_reach, PlannedStep("28-day reach", reach, reach)),
        ]
        return [step(*row, self._refusals) for row in table]

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
        some, following = due_after(self._due_posts, token, MOST_IDS)
        ids = [post.post_id for post in some]
        posts = await each_object([key for key in ids if "_" in key], self._client.posts)
        # Reels that are no posts have a plain number, and other fields.
        plain = [key for key in ids if "_" not in key]
        reels, refused = await self._objects(native.REEL_BY_ID, plain, self._client.reels_by_id)
        pages = [
            *[await self._seen(by_id(reply.document), reply.at) for reply in posts.answers],
            *[await self._seen_reels(by_id(reply.document), reply.at) for reply in reels.answers],
        ]
        return StepPage(
            Batch(posts=tuple(post for page in pages for post in page.batch.posts)),
            following,
            (*refused, *(rejection for page in pages for rejection in page.rejections)),
            (*posts.gone, *reels.gone),
        )

    async def _reels(self, token: str | None) -> StepPage:
        reply = await self._client.reels(*self._bounds(), token)
        reels = entries(reply.document)
        alone = [reel for reel in self._inside(reels) if text(reel.get("post_id")) is None]
        page = await self._seen_reels(keyed(alone), reply.at)
        return StepPage(page.batch, self._onward(reels, reply.document), page.rejections)

    async def _page_days(self, token: str | None) -> StepPage:
        found = await self._page_insights(token, native.OF_DAY)
        days = parsing.day_snapshots(found.values, found.span, self._today, found.at)
        return StepPage(Batch(days=days), found.following, found.rejections)

    async def _page_reach(self, token: str | None) -> StepPage:
        found = await self._page_insights(token, native.OF_28_DAYS)
        windows = parsing.window_snapshots(found.values, found.span, self._today, found.at)
        return StepPage(Batch(windows=windows), found.following, found.rejections)

    async def _page_insights(self, token: str | None, place: Place) -> "_PageInsights":
        """A piece of the days. What is refused of older ones alone leaves the newest what they are."""
        span, metrics = self._pieces.at(token), _PAGE_METRICS[place]
        if span is None:
            return _PageInsights(self._pieces.days, self._clock())
        here = place if token is None else place.older()
        replies, rejections = await each_metric(
            here,
            self._refusals.asked(here, metrics, self._today),
            lambda some: self._client.page_insights(some, place.name, span),
            self._refusals,
        )
        left = self._refusals.asked(place.older(), metrics, self._today)
        return _PageInsights(
            span,
            max((reply.at for reply in replies), default=self._clock()),
            merged([by_end(reply.document, place.name) for reply in replies]),
            self._pieces.before(span) if left else None,
            rejections,
        )

    async def _seen(self, posts: Mapping[str, Document], at: datetime) -> StepPage:
        """Posts with their insights, and with what only their videos tell."""
        kinds = {key: parsing.content_type(post) for key, post in posts.items()}
        names = self._refusals.asked(native.OF_POST, (*native.POST, *native.POST_BEFORE), self._today, kinds.values())
        found = await insights_of(native.OF_POST, list(posts), names, self._client.post_insights, self._refusals)
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
        found, rejections = await self._objects(native.VIDEO_LENGTH, videos, self._client.videos)
        documents = {key: each for reply in found.answers for key, each in by_id(reply.document).items()}
        return {key: parsing.media_seconds(each) for key, each in documents.items()}, rejections

    async def _objects(
        self, edge: str, ids: list[str], ask: Callable[[Sequence[str]], Awaitable[Reply]]
    ) -> tuple[Found[Reply], tuple[Rejection, ...]]:
        """Objects that the rest of a page can do without."""
        if edge in self._refusals:
            return Found(), ()
        try:
            return await each_object(ids, ask), ()
        except SkippableCollectorError as error:
            return Found(), self._refusals.note([Rejection(edge, error.message)])

    async def _reel_plays(self, reels: list[str]) -> Insights:
        names = self._refusals.asked(native.OF_VIDEO, native.VIDEO, self._today)
        return await insights_of(native.OF_VIDEO, reels, names, self._client.video_insights, self._refusals)

    def _planned(self, place: Place) -> int:
        """Calls for insights of the Page."""
        return len(self._pieces) if self._refusals.asked(place, _PAGE_METRICS[place], self._today) else 0

    @property
    def _today(self) -> date:
        return local_date(self._clock(), DAY_ZONE)

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
