"""Reads the analyzer's facts: a fixed number of statements, however many users and ranges are asked for.

What is known at present lies in the wide tables and the rollups; what was known earlier is read from the ledger, by
`persistence.past_facts`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import String, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.facts import (
    DayFact,
    EngagementFact,
    EngagementGap,
    EngagementGrain,
    EngagementNeed,
    EngagementSplit,
    Facts,
    FactsQuery,
    FactsRange,
    Knowledge,
    PostFact,
    Revision,
    UserFacts,
)
from domain.metrics import CATALOG, DAY_METRICS, POST_METRICS, MetricKey, MetricKind
from domain.observations import ContentType, EngagementType, WindowSnapshot
from domain.time_range import local_date, start_of_day
from persistence.column_types import to_micros
from persistence.dialect import chunks, rows_as_table
from persistence.event_sums import event_sums, time_zones
from persistence.fact_ranges import bucket_ranges, day_ranges, known_in, merged, of_types, shortest_gap
from persistence.models import (
    AccountRow,
    ContentPerformance,
    EngagementBreakdown,
    EngagementGapRow,
    EngagementRollup,
    MetricObservation,
    UserMetrics,
)
from persistence.past_facts import PastFacts
from persistence.rollups import GRAIN_CODE, LIFETIME, SPLIT_CODE, bucket_of, day_of, instant_of

Users = dict[str, UserFacts]

_POST_COLUMNS = [getattr(ContentPerformance, key.value) for key in POST_METRICS]
_DAY_COLUMNS = [getattr(UserMetrics, key.value) for key in DAY_METRICS]
_UNIQUE = [key.value for key, metric in CATALOG.items() if metric.kind is MetricKind.UNIQUE]
_KINDS = {kind.value: kind for kind in EngagementType}


class SqlFacts:
    """The domain's FactRepository."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, query: FactsQuery) -> Facts:
        """Posts, days, platform windows, and engagements as they are needed, as far as they may be known."""
        found = {(r.user_id, r.knowledge): UserFacts() for r in query.ranges}
        for knowledge in dict.fromkeys(r.knowledge for r in query.ranges):
            ranges = [r for r in query.ranges if r.knowledge == knowledge]
            users = {r.user_id: found[r.user_id, knowledge] for r in ranges}
            if knowledge.is_present:
                await self._load_posts(merged(ranges), users)
                await self._load_days(merged(ranges), users)
            else:
                past = PastFacts(self._connection, knowledge)
                await past.load_posts(merged(ranges), users)
                await past.load_days(merged(ranges), users)
            await self._load_windows(ranges, knowledge, users)
            await self._load_readings(merged([r for r in ranges if r.readings]), knowledge, users)
            for need in dict.fromkeys(r.engagements for r in ranges if r.engagements is not None):
                wanted = merged([r for r in ranges if r.engagements == need])
                await self._load_received(wanted, need, knowledge, users)
            await self._load_gaps(merged([r for r in ranges if r.engagements is not None]), knowledge, users)
        return Facts(found)

    async def revisions(
        self, subjects: Sequence[tuple[str, str, str, str]], metrics: Sequence[MetricKey]
    ) -> dict[tuple[str, str, str, str], tuple[Revision, ...]]:
        """The ledger of posts and days, oldest first."""
        found: dict[tuple[str, str, str, str], list[Revision]] = {subject: [] for subject in subjects}
        table = MetricObservation
        owner = (table.user_id, table.account_id, table.post_id, table.period)
        for part in chunks(list(found)):
            wanted = rows_as_table("wanted", [(c.key, String()) for c in owner], part)
            query = (
                select(*owner, table.metric, table.value, table.observed_at, table.recorded_at)
                .join(wanted, and_(*(wanted.c[c.key] == c for c in owner)))
                .where(table.metric.in_([m.value for m in metrics]))
                .order_by(table.observed_at, table.metric, table.value)
            )
            rows = await self._connection.execute(query)
            for user_id, account_id, post_id, period, metric, value, observed_at, recorded_at in rows:
                revision = Revision(MetricKey(metric), value, observed_at, recorded_at)
                found[user_id, account_id, post_id, period].append(revision)
        return {subject: tuple(revisions) for subject, revisions in found.items()}

    async def restatements(self, user_id: str, start: date, end: date) -> list[tuple[str, date, Revision]]:
        """Every observation of a platform day in [start, end) of which there are several with unlike values, as
        (account id, day, observation), by account, day, metric and time.
        """
        table = MetricObservation
        days = (
            table.user_id == user_id,
            table.post_id == "",
            table.period >= start.isoformat(),
            table.period < end.isoformat(),
            func.length(table.period) == len(start.isoformat()),
        )
        key = (table.account_id, table.period, table.metric)
        restated = (
            select(*key).where(*days).group_by(*key).having(func.count(table.value.distinct()) > 1).cte("restated")
        )
        rows = await self._connection.execute(
            select(*key, table.value, table.observed_at, table.recorded_at)
            .join(restated, and_(*(restated.c[c.key] == c for c in key)))
            .where(*days)
            .order_by(*key, table.observed_at, table.value)
        )
        return [
            (account_id, date.fromisoformat(period), Revision(MetricKey(metric), value, observed_at, recorded_at))
            for account_id, period, metric, value, observed_at, recorded_at in rows
        ]

    async def _load_posts(self, ranges: Sequence[FactsRange], users: Users) -> None:
        table, wanted = ContentPerformance, day_ranges(ranges)
        with_text = any(r.with_text for r in ranges)
        rows = await self._connection.execute(
            select(table.user_id, *self._columns_of_post(with_text))
            .select_from(wanted)
            .join(
                table,
                and_(
                    table.user_id == wanted.c.user_id,
                    table.posted_at >= wanted.c.posts_from,
                    table.posted_at < wanted.c.ends_at,
                ),
            )
            .order_by(table.posted_at, table.account_id, table.post_id)
        )
        for user_id, *row in rows.all():
            users[user_id].posts.append(_post(row, with_text))

    def _columns_of_post(self, with_text: bool) -> list[Any]:
        table = ContentPerformance
        what = [
            table.account_id,
            table.post_id,
            table.posted_at,
            table.time_known,
            table.content_type,
            table.observed_at,
        ]
        return [*what, table.tags, table.media_seconds, *([table.text] if with_text else []), *_POST_COLUMNS]

    async def _load_days(self, ranges: Sequence[FactsRange], users: Users) -> None:
        """The days of the ranges, and before each range the last day on which followers were seen."""
        table, wanted = UserMetrics, day_ranges(ranges)
        columns = (table.user_id, table.account_id, table.date, table.observed_at, table.day_zone, *_DAY_COLUMNS)
        inside = (
            select(*columns)
            .select_from(wanted)
            .join(
                table,
                and_(table.user_id == wanted.c.user_id, table.date >= wanted.c.start, table.date < wanted.c.end),
            )
        )
        earlier = UserMetrics.__table__.alias("earlier")
        last_before = (
            select(func.max(earlier.c.date))
            .where(
                earlier.c.user_id == AccountRow.user_id,
                earlier.c.account_id == AccountRow.account_id,
                earlier.c.date < wanted.c.start,
                earlier.c.followers.is_not(None),
            )
            .correlate(AccountRow, wanted)
            .scalar_subquery()
        )
        # Materialized: else SQLite puts it into the join, and looks for the last day once for every day there is.
        anchors = (
            select(AccountRow.user_id, AccountRow.account_id, last_before.label("date"))
            .select_from(wanted)
            .join(AccountRow, AccountRow.user_id == wanted.c.user_id)
            .cte("anchors")
            .prefix_with("MATERIALIZED")
        )
        before = (
            select(*columns)
            .select_from(anchors)
            .join(
                table,
                and_(
                    table.user_id == anchors.c.user_id,
                    table.account_id == anchors.c.account_id,
                    table.date == anchors.c.date,
                ),
            )
        )
        seen = set()
        for query in (inside, before):
            for user_id, account_id, day, seen_at, zone, *counters in (await self._connection.execute(query)).all():
                if (user_id, account_id, day) not in seen:
                    seen.add((user_id, account_id, day))
                    facts = users[user_id].days.setdefault(account_id, [])
                    facts.append(DayFact(account_id, day, seen_at, tuple(counters), zone))
        for user in users.values():
            for facts in user.days.values():
                facts.sort(key=lambda fact: fact.day)

    async def _load_windows(self, ranges: Sequence[FactsRange], knowledge: Knowledge, users: Users) -> None:
        """What the platforms computed themselves over exactly one of the ranges."""
        table = MetricObservation
        periods = {(r.user_id, f"{r.start}/{r.end}"): r for r in ranges}
        wanted = rows_as_table("wanted", [("user_id", String()), ("period", String())], list(periods))
        accounts = select(AccountRow.account_id).where(AccountRow.user_id == wanted.c.user_id).correlate(wanted)
        rows = await self._connection.execute(
            select(table.user_id, table.account_id, table.metric, table.period, table.value, table.observed_at)
            .select_from(wanted)
            .join(
                table,
                and_(
                    table.user_id == wanted.c.user_id,
                    table.account_id.in_(accounts),
                    table.post_id == "",
                    table.period == wanted.c.period,
                    table.metric.in_(_UNIQUE),
                    *known_in(knowledge),
                ),
            )
        )
        for user_id, account_id, metric, period, value, observed_at in rows:
            cut = periods[user_id, period]
            window = WindowSnapshot(MetricKey(metric), cut.start, cut.end, value, observed_at)
            users[user_id].windows.setdefault(account_id, []).append(window)

    async def _load_readings(self, ranges: Sequence[FactsRange], knowledge: Knowledge, users: Users) -> None:
        """Every observation of the posts of the ranges, of the metrics that are asked for."""
        if not ranges:
            return
        table, posts, wanted = MetricObservation, ContentPerformance, day_ranges(ranges)
        metrics = frozenset[MetricKey]().union(*(r.readings for r in ranges))
        rows = await self._connection.execute(
            select(table.user_id, table.account_id, table.post_id, table.metric, table.observed_at, table.value)
            .select_from(wanted)
            .join(
                posts,
                and_(
                    posts.user_id == wanted.c.user_id,
                    posts.posted_at >= wanted.c.posts_from,
                    posts.posted_at < wanted.c.ends_at,
                ),
            )
            .join(
                table,
                and_(
                    table.user_id == posts.user_id,
                    table.account_id == posts.account_id,
                    table.post_id == posts.post_id,
                    table.period == LIFETIME,
                    table.metric.in_([metric.value for metric in metrics]),
                    *known_in(knowledge),
                ),
            )
        )
        found: dict[tuple[str, str, str], dict[MetricKey, dict[int, float]]] = {}
        for user_id, account_id, post_id, metric, observed_at, value in rows.all():
            by_moment = found.setdefault((user_id, account_id, post_id), {}).setdefault(MetricKey(metric), {})
            moment = to_micros(observed_at)
            by_moment[moment] = max(value, by_moment.get(moment, value))
        for (user_id, *key), readings in found.items():
            users[user_id].readings[key[0], key[1]] = {
                metric: tuple(sorted(by_moment.items())) for metric, by_moment in readings.items()
            }

    # ------------------------------------------------------------ engagements

    async def _load_received(
        self, ranges: Sequence[FactsRange], need: EngagementNeed, knowledge: Knowledge, users: Users
    ) -> None:
        """From the rollups where these hold what is needed and nothing later, else from the engagements themselves."""
        settled, rest = await self._parted(ranges, need, knowledge)
        if settled:
            await self._load_settled(settled, need, users)
        if rest and not need.split and need.grain is EngagementGrain.DAY and knowledge.recorded_by is None:
            assert knowledge.observed_by is not None
            quarter = instant_of(bucket_of(knowledge.observed_by))
            hours = [replace(r, ends_at=quarter) for r in rest if r.starts_at < quarter]
            if hours:
                await self._load_rollups(hours, need, EngagementGrain.QUARTER_HOUR, users)
            rest = [replace(r, starts_at=max(r.starts_at, quarter)) for r in rest]
        if rest:
            await PastFacts(self._connection, knowledge).load_engagements(rest, need, users)
        if EngagementSplit.POST in need.split:
            await self._load_older_posts(need, any(r.with_text for r in ranges), knowledge, users)

    async def _parted(
        self, ranges: Sequence[FactsRange], need: EngagementNeed, knowledge: Knowledge
    ) -> tuple[list[FactsRange], list[FactsRange]]:
        """The whole days, or quarter hours, in which nothing came later than may be known, and what is left."""
        known_by = knowledge.observed_by
        if knowledge.recorded_by is not None:
            return [], list(ranges)
        if known_by is None:
            return list(ranges), []
        settled, rest = [r for r in ranges if r.ends_at <= known_by], [r for r in ranges if r.ends_at > known_by]
        if not rest:
            return settled, []
        zones = await time_zones(self._connection, rest) if need.grain is EngagementGrain.DAY else {}
        for i, r in enumerate(rest):
            day = local_date(known_by, zones[r.user_id]) if zones else r.end
            edge = start_of_day(day, zones[r.user_id]) if zones else instant_of(bucket_of(known_by))
            if r.starts_at < edge:
                settled.append(replace(r, end=day, ends_at=edge))
                rest[i] = replace(r, start=day, starts_at=edge)
        return settled, rest

    async def _load_settled(self, ranges: Sequence[FactsRange], need: EngagementNeed, users: Users) -> None:
        if not need.split:
            await self._load_rollups(ranges, need, need.grain, users)
        elif need.grain is EngagementGrain.DAY and len(need.split) == 1 and need.split <= SPLIT_CODE.keys():
            await self._load_breakdowns(ranges, need, users)
        else:
            for user_id, account_id, fact in await event_sums(self._connection, ranges, need):
                users[user_id].engagements.setdefault((need, account_id), []).append(fact)

    async def _load_rollups(
        self, ranges: Sequence[FactsRange], need: EngagementNeed, grain: EngagementGrain, users: Users
    ) -> None:
        table, wanted = EngagementRollup, bucket_ranges(ranges, grain)
        rows = await self._connection.execute(
            select(table.user_id, table.account_id, table.bucket, table.engagement_type, table.quantity)
            .select_from(wanted)
            .join(
                table,
                and_(
                    table.user_id == wanted.c.user_id,
                    table.grain == GRAIN_CODE[grain],
                    of_types(table.engagement_type, ranges),
                    table.bucket >= wanted.c.first,
                    table.bucket < wanted.c.last,
                ),
            )
        )
        by_day = grain is EngagementGrain.DAY
        for user_id, account_id, bucket, kind, quantity in rows.all():
            day, instant = (day_of(bucket), None) if by_day else (None, instant_of(bucket))
            facts = users[user_id].engagements.setdefault((need, account_id), [])
            facts.append(EngagementFact(day, instant, _KINDS[kind], quantity))

    async def _load_breakdowns(self, ranges: Sequence[FactsRange], need: EngagementNeed, users: Users) -> None:
        """What is known of one dimension by the day, and what is left of the day's total."""
        (split,) = need.split
        table, wanted = EngagementBreakdown, bucket_ranges(ranges, EngagementGrain.DAY)
        rows = await self._connection.execute(
            select(table.user_id, table.account_id, table.bucket, table.engagement_type, table.value, table.quantity)
            .select_from(wanted)
            .join(
                table,
                and_(
                    table.user_id == wanted.c.user_id,
                    table.dimension == SPLIT_CODE[split],
                    of_types(table.engagement_type, ranges),
                    table.bucket >= wanted.c.first,
                    table.bucket < wanted.c.last,
                ),
            )
        )
        known: dict[tuple[str, str, date, EngagementType], int] = {}
        for user_id, account_id, bucket, kind, value, quantity in rows.all():
            day = day_of(bucket)
            known[user_id, account_id, day, _KINDS[kind]] = (
                known.get((user_id, account_id, day, _KINDS[kind]), 0) + quantity
            )
            facts = users[user_id].engagements.setdefault((need, account_id), [])
            facts.append(EngagementFact(day, None, _KINDS[kind], quantity, **{split.value: value}))
        totals: Users = {user_id: UserFacts() for user_id in users}
        await self._load_rollups(ranges, EngagementNeed(EngagementGrain.DAY), EngagementGrain.DAY, totals)
        for user_id, user in totals.items():
            for (_, account_id), all_facts in user.engagements.items():
                for fact in all_facts:
                    assert fact.day is not None
                    rest = fact.quantity - known.get((user_id, account_id, fact.day, fact.engagement_type), 0)
                    if rest:
                        facts = users[user_id].engagements.setdefault((need, account_id), [])
                        facts.append(EngagementFact(fact.day, None, fact.engagement_type, rest))

    async def _load_gaps(self, ranges: Sequence[FactsRange], knowledge: Knowledge, users: Users) -> None:
        if not ranges:
            return
        if not knowledge.is_present:  # even of settled days: a gap may have been closed later, by what is not known yet
            await PastFacts(self._connection, knowledge).load_gaps(ranges, users)
            return
        table, wanted = EngagementGapRow, bucket_ranges(ranges, EngagementGrain.QUARTER_HOUR)
        shortest = shortest_gap(ranges) // timedelta(minutes=15)
        rows = await self._connection.execute(
            select(
                table.user_id,
                table.account_id,
                table.engagement_type,
                table.since_bucket,
                table.until_bucket,
                table.quantity,
            )
            .select_from(wanted)
            .join(
                table,
                and_(
                    table.user_id == wanted.c.user_id,
                    table.until_bucket >= wanted.c.first,
                    table.since_bucket < wanted.c.last,
                    table.quantity != 0,
                    table.until_bucket - table.since_bucket >= shortest,
                    of_types(table.engagement_type, ranges),
                ),
            )
        )
        for user_id, account_id, kind, since, until, quantity in rows.all():
            gap = EngagementGap(_KINDS[kind], instant_of(since), instant_of(until), quantity)
            users[user_id].gaps.setdefault(account_id, []).append(gap)

    async def _load_older_posts(
        self, need: EngagementNeed, with_text: bool, knowledge: Knowledge, users: Users
    ) -> None:
        """The posts that received engagements in a range but were published before it."""
        table = ContentPerformance
        for user_id, user in users.items():
            here = {post.key for post in user.posts}
            wanted = {
                (account_id, fact.post_id)
                for (found, account_id), facts in user.engagements.items()
                if found == need
                for fact in facts
                if fact.post_id is not None
            }
            if not knowledge.is_present:
                past = PastFacts(self._connection, knowledge)
                await past.load_older_posts(user_id, sorted(wanted - here), with_text, users)
                continue
            for part in chunks(sorted(wanted - here)):
                keys = rows_as_table("wanted", [("account_id", String()), ("post_id", String())], part)
                rows = await self._connection.execute(
                    select(*self._columns_of_post(with_text))
                    .select_from(keys)
                    .join(
                        table,
                        and_(
                            table.user_id == user_id,
                            table.account_id == keys.c.account_id,
                            table.post_id == keys.c.post_id,
                        ),
                    )
                )
                for row in rows.all():
                    post = _post(row, with_text)
                    user.older_posts[post.key] = post


def _post(row: Sequence[Any], with_text: bool) -> PostFact:
    account_id, post_id, posted_at, time_known, content_type, observed_at, tags, media_seconds, *others = row
    text = others.pop(0) if with_text else None
    return PostFact(
        account_id,
        post_id,
        posted_at,
        ContentType(content_type),
        observed_at,
        tuple(others),
        tuple(tags or ()),
        media_seconds,
        text,
        time_known=time_known,
    )
