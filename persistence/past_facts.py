"""Facts as they were known at an earlier moment, read from the ledger, which forgets nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, String, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from domain.facts import (
    DAY_INDEX,
    POST_INDEX,
    DayFact,
    EngagementFact,
    EngagementGap,
    EngagementGrain,
    EngagementNeed,
    EngagementSplit,
    FactsRange,
    Knowledge,
    PostFact,
    UserFacts,
)
from domain.history import Reading, deltas
from domain.metrics import DAY_METRICS, POST_METRICS, MetricKey
from domain.observations import ENGAGEMENT_OF, ContentType, EngagementSource, EngagementType
from persistence.column_types import from_micros, to_micros
from persistence.dialect import chunks, rows_as_table
from persistence.event_sums import event_sums
from persistence.fact_ranges import day_ranges, known_in, shortest_gap
from persistence.models import AccountRow, ContentPerformance, MetricObservation, PostEngagement, UserMetrics
from persistence.rollups import LIFETIME, bucket_of, instant_of

Users = dict[str, UserFacts]
_ISO_DAY = len("2026-03-01")


class PastFacts:
    """What was known at some moment."""

    def __init__(self, connection: AsyncConnection, knowledge: Knowledge) -> None:
        self._connection = connection
        self._knowledge = knowledge

    async def load_posts(self, ranges: Sequence[FactsRange], users: Users) -> None:
        """The posts that were known, with the counters last seen by then. What a post is (its text, its kind) is told
        as it is known today.
        """
        posts, wanted = ContentPerformance, day_ranges(ranges)
        in_range = and_(
            posts.user_id == wanted.c.user_id,
            posts.posted_at >= wanted.c.posts_from,
            posts.posted_at < wanted.c.ends_at,
        )
        for user_id, post in await self._posts(wanted, in_range, any(r.with_text for r in ranges)):
            users[user_id].posts.append(post)

    async def load_older_posts(
        self, user_id: str, keys: Sequence[tuple[str, str]], with_text: bool, users: Users
    ) -> None:
        """The same for some posts of one user, by their accounts and ids."""
        posts = ContentPerformance
        for part in chunks(list(keys)):
            wanted = rows_as_table("wanted", [("account_id", String()), ("post_id", String())], part)
            named = and_(
                posts.user_id == user_id,
                posts.account_id == wanted.c.account_id,
                posts.post_id == wanted.c.post_id,
            )
            for _, post in await self._posts(wanted, named, with_text):
                users[user_id].older_posts[post.key] = post

    async def _posts(self, wanted: CTE, chosen: ColumnElement[bool], with_text: bool) -> list[tuple[str, PostFact]]:
        """(user, post) of the posts that a condition joins with what is wanted, in the order of publication."""
        posts, table = ContentPerformance, MetricObservation
        counters = await self._latest(
            select(table.user_id, table.account_id, table.post_id, table.metric, table.value, table.observed_at)
            .select_from(wanted)
            .join(posts, chosen)
            .join(
                table,
                and_(
                    table.user_id == posts.user_id,
                    table.account_id == posts.account_id,
                    table.post_id == posts.post_id,
                    table.period == LIFETIME,
                    *known_in(self._knowledge),
                ),
            ),
            ("user_id", "account_id", "post_id", "metric"),
        )
        values: dict[tuple[str, str, str], list[float | None]] = {}
        seen: dict[tuple[str, str, str], datetime] = {}
        for user_id, account_id, post_id, metric, value, observed_at in counters:
            key = (user_id, account_id, post_id)
            row = values.setdefault(key, [None] * len(POST_METRICS))
            row[POST_INDEX[MetricKey(metric)]] = value
            seen[key] = max(observed_at, seen.get(key, observed_at))
        text = [posts.text] if with_text else []
        rows = await self._connection.execute(
            select(
                posts.user_id,
                posts.account_id,
                posts.post_id,
                posts.posted_at,
                posts.time_known,
                posts.content_type,
                posts.observed_at,
                posts.tags,
                posts.media_seconds,
                *text,
            )
            .select_from(wanted)
            .join(posts, chosen)
            .order_by(posts.posted_at, posts.account_id, posts.post_id)
        )
        found = []
        for user_id, account_id, post_id, posted_at, time_known, kind, looked_at, tags, media_seconds, *texts in rows:
            key = (user_id, account_id, post_id)
            if key not in values and not was_observed(self._knowledge, looked_at):
                continue
            post = PostFact(
                account_id,
                post_id,
                posted_at,
                ContentType(kind),
                seen.get(key, looked_at),
                tuple(values.get(key, [None] * len(POST_METRICS))),
                tuple(tags or ()),
                media_seconds,
                texts[0] if texts else None,
                time_known=time_known,
            )
            found.append((user_id, post))
        return found

    async def load_days(self, ranges: Sequence[FactsRange], users: Users) -> None:
        """The days of the ranges, and before each range the last day on which followers were seen."""
        table = MetricObservation
        found: dict[tuple[str, str, date], list[tuple[MetricKey, float, datetime]]] = {}
        for r in ranges:
            start, end = r.start.isoformat(), r.end.isoformat()
            days = (
                table.user_id == r.user_id,
                table.account_id.in_(select(AccountRow.account_id).where(AccountRow.user_id == r.user_id)),
                table.post_id == "",
                func.length(table.period) == _ISO_DAY,
                *known_in(self._knowledge),
            )
            columns = (table.user_id, table.account_id, table.period, table.metric, table.value, table.observed_at)
            last_before = (
                select(table.account_id, func.max(table.period).label("period"))
                .where(*days, table.period < start, table.metric == MetricKey.FOLLOWERS.value)
                .group_by(table.account_id)
                .cte("last_before")
            )
            anchored = and_(table.account_id == last_before.c.account_id, table.period == last_before.c.period)
            key = ("user_id", "account_id", "period", "metric")
            inside = select(*columns).where(*days, table.period >= start, table.period < end)
            before = select(*columns).join(last_before, anchored).where(*days)
            for query in (inside, before):
                for user_id, account_id, period, metric, value, observed_at in await self._latest(query, key):
                    day = date.fromisoformat(period)
                    found.setdefault((user_id, account_id, day), []).append((MetricKey(metric), value, observed_at))
        zones = await self._zones(found)
        for (user_id, account_id, day), readings in sorted(found.items()):
            values: list[float | None] = [None] * len(DAY_METRICS)
            for metric, value, _ in readings:
                values[DAY_INDEX[metric]] = value
            fact = DayFact(
                account_id, day, max(at for *_, at in readings), tuple(values), zones.get((user_id, account_id, day))
            )
            users[user_id].days.setdefault(account_id, []).append(fact)

    async def _zones(self, days: Iterable[tuple[str, str, date]]) -> dict[tuple[str, str, date], str | None]:
        """In which zones the platforms cut these days, as it is known today."""
        table = UserMetrics
        columns: list[tuple[str, TypeEngine[Any]]] = [("user_id", String()), ("account_id", String()), ("day", Date())]
        found: dict[tuple[str, str, date], str | None] = {}
        for part in chunks(list(days)):
            wanted = rows_as_table("wanted", columns, part)
            named = and_(
                table.user_id == wanted.c.user_id,
                table.account_id == wanted.c.account_id,
                table.date == wanted.c.day,
            )
            rows = await self._connection.execute(
                select(table.user_id, table.account_id, table.date, table.day_zone)
                .select_from(wanted)
                .join(table, named)
            )
            found |= {(user_id, account_id, day): zone for user_id, account_id, day, zone in rows}
        return found

    async def _latest(self, query: Any, key: Sequence[str]) -> Iterable[Sequence[Any]]:
        """Of each key the newest row; of two observed at one moment the greater value, as for the present state."""
        rows = query.cte("known")
        by = (rows.c.observed_at.desc(), rows.c.value.desc())
        rank = func.row_number().over(partition_by=[rows.c[name] for name in key], order_by=by).label("rank")
        ranked: CTE = select(rows, rank).cte("ranked")
        columns = [column for column in ranked.c if column.key != "rank"]
        return (await self._connection.execute(select(*columns).where(ranked.c.rank == 1))).all()

    # ------------------------------------------------------------ engagements

    async def load_engagements(self, ranges: Sequence[FactsRange], need: EngagementNeed, users: Users) -> None:
        """Single events that were known, and the changes between the observations that were."""
        await self._load_events(ranges, need, users)
        for user_id, account_id, post_id, kind, _, until, quantity in await self._deltas(ranges):
            if any(r.user_id == user_id and r.starts_at <= until < r.ends_at for r in ranges):
                split = post_id if EngagementSplit.POST in need.split else None
                fact = EngagementFact(None, until, kind, quantity, post_id=split)
                users[user_id].engagements.setdefault((need, account_id), []).append(fact)

    async def load_gaps(self, ranges: Sequence[FactsRange], users: Users) -> None:
        """The long stretches between the observations that were known; one may end long after its range does."""
        shortest = shortest_gap(ranges)
        gaps: Counter[tuple[str, str, EngagementType, datetime, datetime, bool]] = Counter()
        for user_id, account_id, _, kind, since, until, quantity in await self._deltas(ranges, beyond_the_end=True):
            if until - since >= shortest:
                gaps[user_id, account_id, kind, since, until, quantity > 0] += quantity
        for (user_id, account_id, kind, since, until, _), quantity in gaps.items():
            gap = EngagementGap(kind, since, until, quantity)
            users[user_id].gaps.setdefault(account_id, []).append(gap)

    async def _load_events(self, ranges: Sequence[FactsRange], need: EngagementNeed, users: Users) -> None:
        table = PostEngagement
        known = [table.source != EngagementSource.DELTA.value]
        if self._knowledge.observed_by is not None:
            known.append(table.engagement_time <= self._knowledge.observed_by)
        if self._knowledge.recorded_by is not None:
            recorded = table.recorded_at <= self._knowledge.recorded_by
            known.append(or_(table.recorded_at.is_(None), recorded))
        finer = replace(need, grain=EngagementGrain.QUARTER_HOUR)  # the days may have been those of another zone then
        for user_id, account_id, fact in await event_sums(self._connection, ranges, finer, known):
            users[user_id].engagements.setdefault((need, account_id), []).append(fact)

    async def _deltas(
        self, ranges: Sequence[FactsRange], *, beyond_the_end: bool = False
    ) -> list[tuple[str, str, str, EngagementType, datetime, datetime, int]]:
        """(user, account, post, type, since, until, quantity) of every change of a counter before the ends of the
        ranges, or of every one; both moments are starts of quarter hours.
        """
        table, wanted = MetricObservation, day_ranges(ranges)
        in_time = [] if beyond_the_end else [table.observed_at < wanted.c.ends_at]
        rows = await self._connection.execute(
            select(table.user_id, table.account_id, table.post_id, table.metric, table.observed_at, table.value)
            .select_from(wanted)
            .join(table, and_(table.user_id == wanted.c.user_id, *in_time))
            .where(
                table.period == LIFETIME,
                table.metric.in_(_counters(ranges)),
                *known_in(self._knowledge),
            )
            .distinct()
        )
        counters: dict[tuple[str, str, str, str], list[Reading]] = {}
        for user_id, account_id, post_id, metric, observed_at, value in rows.all():
            counters.setdefault((user_id, account_id, post_id, metric), []).append((to_micros(observed_at), value))
        found = []
        for (user_id, account_id, post_id, metric), readings in counters.items():
            kind = ENGAGEMENT_OF[MetricKey(metric)]
            for moment, (since, quantity) in deltas(readings).items():
                found.append((user_id, account_id, post_id, kind, _quarter(since), _quarter(moment), int(quantity)))
        return found


def was_observed(knowledge: Knowledge, at: datetime) -> bool:
    """Whether a post of which no counter was known had been looked at; `at` is when it was last."""
    return knowledge.recorded_by is None and (knowledge.observed_by is None or at <= knowledge.observed_by)


def _counters(ranges: Sequence[FactsRange]) -> list[str]:
    """The counters whose changes are the engagements that the ranges ask for."""
    asked = [r.types for r in ranges]
    return [
        metric.value for metric, kind in ENGAGEMENT_OF.items() if any(types is None or kind in types for types in asked)
    ]


def _quarter(micros: int) -> datetime:
    return instant_of(bucket_of(from_micros(micros)))
