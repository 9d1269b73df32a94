"""Collects Instagram accounts of businesses and creators."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from collectors.api_client import ApiClient
from collectors.configuration import ApiConfiguration
from collectors.instagram import metrics as native
from collectors.instagram import parsing
from collectors.instagram.client import InstagramClient, instagram_api
from collectors.meta.asking import Insights, due_after, each_metric, each_object, insights_of, step
from collectors.meta.days import DAY_ZONE, WINDOW_DAYS, Pieces, Span, complete, touched
from collectors.meta.faults import BEFORE_CONVERSION, about_edge
from collectors.meta.graph import MOST_IDS, next_token
from collectors.meta.reading import Document, by_end, by_id, entries, keyed, merged, moment, totals
from collectors.meta.refusals import Place, Refusals
from collectors.native_metrics import NativeMetric
from collectors.steps import Step, StepPage, SteppedCollector
from collectors.transport import Http
from domain.assignments import Assignment, KnownPost, PlannedStep, Reach, Rejection
from domain.audience import AudienceDimension
from domain.errors import FatalCollectorError, GoneError, SkippableCollectorError
from domain.observations import Batch, ContentType, DaySnapshot, PostSnapshot
from domain.ports import Clock
from domain.time_range import local_date

_SERIES_DAYS = 29
"""One call gives 30 days at most; a day less, because those around a change of the clocks are longer."""


class InstagramCollector(SteppedCollector):
    """Reads an account with the token of the Page that it belongs to."""

    reach = Reach(backfill_days=90, trailing_days=3)
    """Insights go back two years, but every day of them is a call; they may come 48 hours late."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = ApiClient(instagram_api(configuration), http, sleep)

    def steps(self, assignment: Assignment, cursor: str | None) -> list[Step]:
        """In the order in which they are read."""
        client = InstagramClient(self._client.session(assignment), assignment.account.external_id)
        return _Reading(assignment, client, self._client.http.clock).steps()


class _Reading:
    """One account, read over one window."""

    def __init__(self, assignment: Assignment, client: InstagramClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._user_id = assignment.account.external_id
        self._since = assignment.window.since
        self._until = assignment.window.until
        days = touched(assignment.window)
        # The window's end, not the clock: the days of a collection stay the same when it is taken up again later.
        over = complete(days, assignment.window.until)
        self._pieces = Pieces(days, _SERIES_DAYS, clock)
        self._complete = Pieces(over, 1, clock) if over is not None else None
        # A story is gone after 24 hours, which is no deletion: nobody is asked for old ones.
        self._due = [post for post in assignment.due if post.content_type is not ContentType.STORY]
        self._refusals = Refusals(assignment.rejected, native.METRICS)

    def steps(self) -> list[Step]:
        """Everything, in the order in which it is read: stories first, because they vanish. Cursors may lead to all of
        it, also where nothing is left."""
        batches = -(-len(self._due) // MOST_IDS)
        due = PlannedStep("media of before", batches, 2 * batches, at_least=batches > 0)
        pieces = len(self._pieces) if self._asked(native.OF_SERIES, native.DAY_SERIES) else 0
        days = len(self._complete or ()) if self._asked(native.OF_TOTALS, native.DAY_TOTALS) else 0
        window = len(self._asked(native.OF_28_DAYS, native.WINDOW_28))
        kinds = len(self._breakdowns())
        table = [
            ("profile", native.PROFILE, self._profile, PlannedStep("profile", 1, 1)),
            ("stories", native.STORIES, self._stories, PlannedStep("stories", 1, 1, at_least=True)),
            ("media", native.MEDIA, self._media, PlannedStep("media", 1, 1, at_least=True)),
            ("due", native.MEDIUM_BY_ID, self._media_due, due),
            ("series", native.SERIES, self._series, PlannedStep("reach and new followers by day", pieces, pieces)),
            ("totals", native.TOTALS, self._totals, PlannedStep("insights day by day", days, days)),
            ("reach", native.WINDOW, self._reach, PlannedStep("28-day reach", window, window)),
            ("audience", native.DEMOGRAPHICS, self._audience, PlannedStep("demographics", min(kinds, 1), kinds)),
        ]
        return [step(*row, self._refusals) for row in table]

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
            tuple(each for page in pages for each in page.rejections),
            tuple(found.gone),
        )

    async def _series(self, token: str | None) -> StepPage:
        span = self._pieces.at(token)
        if span is None:
            return StepPage()
        here = native.OF_SERIES if token is None else native.OF_SERIES.older()
        found: dict[datetime, dict[str, object]] = {}
        at, told = self._clock(), list[Rejection]()
        for days, metrics in self._series_of(span):
            names = self._asked(here, metrics)
            replies, rejections = await each_metric(
                here, names, partial(self._client.day_series, span=days, now=self._until), self._refusals
            )
            found = merged([found, *(by_end(reply.document, "day") for reply in replies)])
            at = max((reply.at for reply in replies), default=at)
            told += rejections
        left = self._asked(native.OF_SERIES.older(), native.DAY_SERIES_OF_OLD)
        following = self._pieces.before(span) if left else None
        return StepPage(Batch(days=parsing.series_days(found, span, at)), following, tuple(told))

    def _series_of(self, span: Span) -> list[tuple[Span, tuple[NativeMetric, ...]]]:
        """What to ask for in which of the days: some is known of the last 30 alone, counted from the present."""
        recent = max(span.first, self._today - timedelta(days=_SERIES_DAYS - 1))
        if recent == span.first:
            return [(span, native.DAY_SERIES)]
        parts: list[tuple[Span, tuple[NativeMetric, ...]]] = [(span, native.DAY_SERIES_OF_OLD)]
        if recent <= span.last:
            parts.append((Span(recent, span.last), native.DAY_SERIES_OF_NEW))
        return parts

    async def _totals(self, token: str | None) -> StepPage:
        one = self._complete.at(token) if self._complete is not None else None
        if self._complete is None or one is None:
            return StepPage()
        here = native.OF_TOTALS if token is None else native.OF_TOTALS.older()
        replies, rejections = await each_metric(
            here, self._asked(here, native.DAY_TOTALS), partial(self._client.totals, span=one), self._refusals
        )
        values = {name: value for reply in replies for name, value in totals(reply.document).items()}
        day = parsing.totals_day(values, one.first, max((reply.at for reply in replies), default=self._clock()))
        left = self._asked(native.OF_TOTALS.older(), native.DAY_TOTALS)
        return StepPage(Batch(days=(day,) if day else ()), self._complete.before(one) if left else None, rejections)

    async def _reach(self, _token: str | None) -> StepPage:
        last = local_date(self._until, DAY_ZONE) - timedelta(days=1)
        days = Span(last - timedelta(days=WINDOW_DAYS - 1), last)
        names = self._asked(native.OF_28_DAYS, native.WINDOW_28)
        if not names:
            return StepPage()
        reply = await self._client.totals(names, days)
        window = parsing.window_reach(reply.document, days, reply.at)
        return StepPage(Batch(windows=(window,) if window else ()))

    async def _audience(self, _token: str | None) -> StepPage:
        found, at, refused = [], self._clock(), []
        for breakdown, dimension in self._breakdowns().items():
            try:
                reply = await self._client.follower_demographics(breakdown)
            except SkippableCollectorError as error:
                refused.append(self._refusals.of_all(native.of_followers(breakdown), error))
                if about_edge(error):
                    break  # who has fewer than 100 followers gets none of them
                continue
            at = reply.at
            found.append(parsing.follower_breakdown(reply.document, dimension))
        seen = tuple(each for each in found if each is not None)
        day = DaySnapshot(local_date(at, DAY_ZONE), at, {}, DAY_ZONE, seen)
        return StepPage(Batch(days=(day,) if seen else ()), rejections=self._refusals.note(refused))

    async def _seen(
        self,
        media: Mapping[str, Document],
        at: datetime,
        kinds: Mapping[str, ContentType] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> StepPage:
        """Media with their insights; those of one kind are asked together."""
        kinds = kinds or {key: parsing.content_type(medium) for key, medium in media.items()}
        together: defaultdict[tuple[Place, tuple[str, ...]], list[str]] = defaultdict(list)
        for key, medium in media.items():
            if key not in without:
                place = native.of_media(parsing.product(medium, kinds[key]))
                together[place, tuple(self._asked(place, native.MEDIUM, kinds[key]))].append(key)
        found = [
            await insights_of(
                place, ids, self._refusals.left(place, names), self._client.media_insights, self._refusals
            )
            for (place, names), ids in together.items()
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
        return StepPage(Batch(posts=snapshots), rejections=tuple(each for part in found for each in part.rejections))

    def _asked(self, place: Place, metrics: Sequence[NativeMetric], kind: ContentType | None = None) -> list[str]:
        return self._refusals.asked(place, metrics, self._today, (kind,))

    def _breakdowns(self) -> dict[str, AudienceDimension]:
        return {
            name: dimension
            for name, dimension in native.BREAKDOWNS.items()
            if not self._refusals.covers(native.of_followers(name))
        }

    @property
    def _today(self) -> date:
        return local_date(self._clock(), DAY_ZONE)


def _too_old(found: Insights) -> list[str]:
    return [key for key, error in found.refused.items() if error.reason_code == BEFORE_CONVERSION]


def _without_insights(posts: Sequence[KnownPost]) -> frozenset[str]:
    return frozenset(post.post_id for post in posts if post.metadata.get(parsing.NO_INSIGHTS))
