"""Collects Instagram accounts of businesses and creators."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from collectors.api_client import ApiClient, Http
from collectors.configuration import ApiConfiguration
from collectors.instagram import metrics as native
from collectors.instagram import parsing
from collectors.instagram.client import InstagramClient, instagram_api
from collectors.meta import days as meta_days
from collectors.meta.asking import Insights, due_after, each_metric, each_object, insights_of, step
from collectors.meta.days import DAY_ZONE, Span
from collectors.meta.faults import BEFORE_CONVERSION
from collectors.meta.graph import MOST_IDS, next_token
from collectors.meta.reading import Document, by_end, by_id, entries, keyed, merged, moment, totals
from collectors.native_metrics import NativeMetric, asked_for
from collectors.steps import Step, StepPage, planned, walk
from domain.assignments import Assignment, KnownPost, Page, PlannedStep, Reach, Rejection
from domain.errors import FatalCollectorError, GoneError, SkippableCollectorError
from domain.observations import Batch, ContentType, DaySnapshot, PostSnapshot, Provenance
from domain.time_range import local_date

_SERIES_DAYS = 29
"""One call gives 30 days at most; a day less, because those around a change of the clocks are longer."""


class InstagramCollector:
    """Reads an account with the token of the Page that it belongs to."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = ApiClient(instagram_api(configuration), http, sleep)

    @property
    def provenance(self) -> Provenance:
        return Provenance.API

    @property
    def reach(self) -> Reach:
        """Insights go back two years, but every day of them is a call; they may come 48 hours late."""
        return Reach(backfill_days=90, trailing_days=3)

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        return planned(self._steps(assignment))

    def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        return walk(self._steps(assignment), cursor)

    def _steps(self, assignment: Assignment) -> list[Step]:
        client = InstagramClient(self._client.session(assignment), assignment.account.external_id)
        return _Reading(assignment, client, self._client.http.clock()).steps()


class _Reading:
    """One account, read over one window."""

    def __init__(self, assignment: Assignment, client: InstagramClient, now: datetime) -> None:
        self._assignment = assignment
        self._client = client
        self._user_id = assignment.account.external_id
        self._today = local_date(now, DAY_ZONE)
        self._since = assignment.window.since
        self._until = assignment.window.until
        self._days = meta_days.touched(assignment.window)
        # The window's end, not the clock: the days of a collection stay the same when it is taken up again later.
        self._complete = meta_days.complete(self._days, assignment.window.until)
        # A story is gone after 24 hours, which is no deletion: nobody is asked for old ones.
        self._due = [post for post in assignment.due if post.content_type is not ContentType.STORY]

    def steps(self) -> list[Step]:
        """Everything, in the order in which it is read: stories first, because they vanish."""
        pieces, days = meta_days.pieces(self._days, _SERIES_DAYS), meta_days.pieces(self._complete, 1)
        batches = -(-len(self._due) // MOST_IDS)
        kinds = len(native.BREAKDOWNS)
        table = [
            ("profile", native.PROFILE, self._profile, PlannedStep("profile", 1, 1)),
            ("stories", native.STORIES, self._stories, PlannedStep("stories", 1, 1, at_least=True)),
            ("media", native.MEDIA, self._media, PlannedStep("media", 1, 1, at_least=True)),
            (
                "due",
                native.MEDIUM_BY_ID,
                self._media_due,
                PlannedStep("media of before", batches, 2 * batches, 0, True),
            ),
            ("series", native.SERIES, self._series, PlannedStep("reach and new followers by day", pieces, pieces)),
            ("totals", native.TOTALS, self._totals, PlannedStep("insights day by day", days, days)),
            ("reach", native.WINDOW, self._reach, PlannedStep("28-day reach", 1, 1)),
            ("audience", native.DEMOGRAPHICS, self._audience, PlannedStep("demographics", 1, kinds)),
        ]
        left_out = {name for name, there in (("due", self._due), ("totals", self._complete)) if not there}
        return [step(*row, self._assignment) for row in table if row[0] not in left_out]

    async def _profile(self, _token: str | None) -> StepPage:
        try:
            reply = await self._client.profile()
        except GoneError as error:
            raise FatalCollectorError(f"There is no such account, or not for this token. {error.message}") from None
        day = parsing.profile_day(reply.document, reply.at)
        batch = Batch(days=(day,) if day else ())
        return StepPage(batch, profile=parsing.profile(reply.document, self._user_id))

    async def _stories(self, token: str | None) -> StepPage:
        reply = await self._client.stories(token)
        stories = keyed(entries(reply.document))
        page = await self._seen(stories, reply.at, dict.fromkeys(stories, ContentType.STORY))
        return StepPage(page.batch, next_token(reply.document), page.rejections)

    async def _media(self, token: str | None) -> StepPage:
        reply = await self._client.media(int(self._since.timestamp()), int(self._until.timestamp()), token)
        media = entries(reply.document)
        published = [(each, moment(each.get("timestamp"))) for each in media]
        inside = keyed(each for each, at in published if at is not None and self._since <= at < self._until)
        page = await self._seen(inside, reply.at)
        oldest = published[-1][1] if published else None
        too_old = oldest is not None and oldest < self._since
        return StepPage(page.batch, None if too_old else next_token(reply.document), page.rejections)

    async def _media_due(self, token: str | None) -> StepPage:
        some, following = due_after(self._due, token, MOST_IDS)
        found = await each_object([post.post_id for post in some], self._client.media_by_id)
        without = _without_insights(some)
        pages = [await self._seen(by_id(reply.document), reply.at, without=without) for reply in found.answers]
        return StepPage(
            Batch(posts=tuple(post for page in pages for post in page.batch.posts)),
            following,
            tuple({each.name: each for page in pages for each in page.rejections}.values()),
            tuple(found.gone),
        )

    async def _series(self, token: str | None) -> StepPage:
        span = meta_days.span_at(self._days, token, _SERIES_DAYS)
        names = self._names(native.DAY_SERIES)
        if span.first < self._today - timedelta(days=_SERIES_DAYS):
            names = [name for name in names if name not in native.LAST_30_DAYS_ONLY]
        replies, rejections = await each_metric(
            native.SERIES, names, lambda some: self._client.day_series(some, span, self._until)
        )
        if not replies:  # nothing of these days, so nothing of those before
            return StepPage(rejections=rejections)
        values = merged([by_end(reply.document, "day") for reply in replies])
        days = parsing.series_days(values, span, max(reply.at for reply in replies))
        return StepPage(Batch(days=days), meta_days.before(span, self._days), rejections)

    async def _totals(self, token: str | None) -> StepPage:
        assert self._complete is not None
        one = meta_days.span_at(self._complete, token, 1)
        replies, rejections = await each_metric(
            native.TOTALS, self._names(native.DAY_TOTALS), lambda some: self._client.totals(some, one)
        )
        if not replies:
            return StepPage(rejections=rejections)
        values = {name: value for reply in replies for name, value in totals(reply.document).items()}
        day = parsing.totals_day(values, one.first, max(reply.at for reply in replies))
        return StepPage(Batch(days=(day,) if day else ()), meta_days.before(one, self._complete), rejections)

    async def _reach(self, _token: str | None) -> StepPage:
        last = local_date(self._until, DAY_ZONE) - timedelta(days=1)
        days = Span(last - timedelta(days=meta_days.WINDOW_DAYS - 1), last)
        reply = await self._client.totals([each.name for each in native.WINDOW_28], days)
        window = parsing.window_reach(reply.document, days, reply.at)
        return StepPage(Batch(windows=(window,) if window else ()))

    async def _audience(self, _token: str | None) -> StepPage:
        found, at, refused = [], None, []
        for breakdown, dimension in native.BREAKDOWNS.items():
            try:
                reply = await self._client.follower_demographics(breakdown)
            except SkippableCollectorError as error:
                refused.append(Rejection(native.DEMOGRAPHICS, error.message))
                break  # who has fewer than 100 followers gets none of them
            at = reply.at
            found.append(parsing.follower_breakdown(reply.document, dimension))
        seen = tuple(each for each in found if each is not None)
        if at is None or not seen:
            return StepPage(rejections=tuple(refused))
        day = DaySnapshot(local_date(at, DAY_ZONE), at, {}, DAY_ZONE, seen)
        return StepPage(Batch(days=(day,)), rejections=tuple(refused))

    async def _seen(
        self,
        media: Mapping[str, Document],
        at: datetime,
        kinds: Mapping[str, ContentType] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> StepPage:
        """Media with their insights; those of one kind are asked together."""
        kinds = kinds or {key: parsing.content_type(medium) for key, medium in media.items()}
        together: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for key in media:
            if key not in without and native.MEDIA_INSIGHTS not in self._assignment.rejected:
                together[tuple(self._names(native.MEDIUM, kinds[key]))].append(key)
        found = [
            await insights_of(native.MEDIA_INSIGHTS, ids, names, self._client.media_insights)
            for names, ids in together.items()
        ]
        values = merged([each.values for each in found])
        never = without | {key for each in found for key in _too_old(each)}
        seen_at = max([at, *(each.seen_at for each in found if each.seen_at)])
        snapshots = tuple(
            PostSnapshot(
                key,
                seen_at,
                {**parsing.counters(medium), **parsing.insights(values.get(key, {}), kinds[key], self._today)},
                parsing.details(medium, kinds[key], has_insights=key not in never),
            )
            for key, medium in media.items()
        )
        rejections = {each.name: each for part in found for each in part.rejections}
        return StepPage(Batch(posts=snapshots), rejections=tuple(rejections.values()))

    def _names(self, table: Sequence[NativeMetric], kind: ContentType | None = None) -> list[str]:
        return [each.name for each in asked_for(table, self._today, self._assignment.rejected, kind)]


def _too_old(found: Insights) -> list[str]:
    return [key for key, error in found.refused.items() if error.reason_code == BEFORE_CONVERSION]


def _without_insights(posts: Sequence[KnownPost]) -> frozenset[str]:
    return frozenset(post.post_id for post in posts if post.metadata.get(parsing.NO_INSIGHTS))
