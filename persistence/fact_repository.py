"""Reads the analyzer's facts: a fixed number of statements, however many users and ranges are asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, BigInteger, Date, String, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from domain.facts import (
    DayFact,
    EngagementFact,
    EngagementGrain,
    Facts,
    FactsQuery,
    FactsRange,
    PostFact,
    Revision,
    UserFacts,
)
from domain.metrics import CATALOG, DAY_METRICS, POST_METRICS, MetricKey, MetricKind
from domain.observations import ContentType, EngagementType, WindowSnapshot
from persistence.column_types import UtcDateTime
from persistence.dialect import chunks, rows_as_table
from persistence.ledger import LIFETIME
from persistence.models import (
    AccountRow,
    ContentPerformance,
    EngagementRollup,
    MetricObservation,
    UserMetrics,
)
from persistence.rollups import GRAIN_CODE, bucket_of, day_of, instant_of

_POST_COLUMNS = [getattr(ContentPerformance, key.value) for key in POST_METRICS]
_DAY_COLUMNS = [getattr(UserMetrics, key.value) for key in DAY_METRICS]
_UNIQUE = [key.value for key, metric in CATALOG.items() if metric.kind is MetricKind.UNIQUE]


class SqlFacts:
    """The domain's FactRepository."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, query: FactsQuery) -> Facts:
        """Posts, days, platform windows, and engagements of the grains that are needed."""
        users = {r.user_id: UserFacts() for r in query.ranges}
        ranges = _merged(query.ranges)
        if ranges:
            await self._load_posts(ranges, users)
            await self._load_days(ranges, users)
            await self._load_windows(query.ranges, users)
            for grain in EngagementGrain:
                wanted = _merged([r for r in query.ranges if r.grain is grain])
                if wanted:
                    await self._load_engagements(wanted, grain, users)
        return Facts(users)

    async def revisions(
        self, subjects: Sequence[tuple[str, str, str]], metrics: Sequence[MetricKey]
    ) -> dict[tuple[str, str, str], tuple[Revision, ...]]:
        """The ledger of posts, oldest first."""
        found: dict[tuple[str, str, str], list[Revision]] = {subject: [] for subject in subjects}
        owner = (MetricObservation.user_id, MetricObservation.account_id, MetricObservation.post_id)
        for part in chunks(list(found)):
            wanted = rows_as_table("wanted", [(c.key, String()) for c in owner], part)
            query = (
                select(*owner, MetricObservation.metric, MetricObservation.value, MetricObservation.observed_at)
                .join(wanted, and_(*(wanted.c[c.key] == c for c in owner)))
                .where(
                    MetricObservation.period == LIFETIME,
                    MetricObservation.metric.in_([m.value for m in metrics]),
                )
                .order_by(MetricObservation.observed_at, MetricObservation.metric, MetricObservation.value)
            )
            for *subject, metric, value, observed_at in await self._connection.execute(query):
                found[tuple(subject)].append(Revision(MetricKey(metric), value, observed_at))  # type: ignore[index]
        return {subject: tuple(revisions) for subject, revisions in found.items()}

    async def _load_posts(self, ranges: Sequence[FactsRange], users: dict[str, UserFacts]) -> None:
        table, wanted = ContentPerformance, _cte(ranges)
        rows = await self._connection.execute(
            select(
                table.user_id, table.account_id, table.post_id, table.posted_at, table.content_type, table.observed_at,
                *_POST_COLUMNS,
            )
            .select_from(wanted)
            .join(
                table,
                and_(
                    table.user_id == wanted.c.user_id,
                    table.posted_at >= wanted.c.starts_at,
                    table.posted_at < wanted.c.ends_at,
                ),
            )
            .order_by(table.posted_at, table.account_id, table.post_id)
        )  # fmt: skip
        for user_id, account_id, post_id, posted_at, content_type, observed_at, *counters in rows.all():
            users[user_id].posts.append(
                PostFact(account_id, post_id, posted_at, ContentType(content_type), observed_at, tuple(counters))
            )

    async def _load_days(self, ranges: Sequence[FactsRange], users: dict[str, UserFacts]) -> None:
        """The days of the ranges, and before each range the last day on which followers were seen."""
        table, wanted = UserMetrics, _cte(ranges)
        columns = (table.user_id, table.account_id, table.date, table.observed_at, *_DAY_COLUMNS)
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
            for user_id, account_id, day, observed_at, *counters in (await self._connection.execute(query)).all():
                if (user_id, account_id, day) not in seen:
                    seen.add((user_id, account_id, day))
                    facts = users[user_id].days.setdefault(account_id, [])
                    facts.append(DayFact(account_id, day, observed_at, tuple(counters)))
        for user in users.values():
            for facts in user.days.values():
                facts.sort(key=lambda fact: fact.day)

    async def _load_windows(self, ranges: Sequence[FactsRange], users: dict[str, UserFacts]) -> None:
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
                ),
            )
        )
        for user_id, account_id, metric, period, value, observed_at in rows:
            cut = periods[user_id, period]
            window = WindowSnapshot(MetricKey(metric), cut.start, cut.end, value, observed_at)
            users[user_id].windows.setdefault(account_id, []).append(window)

    async def _load_engagements(
        self, ranges: Sequence[FactsRange], grain: EngagementGrain, users: dict[str, UserFacts]
    ) -> None:
        table, wanted = EngagementRollup, _bucket_cte(ranges, grain)
        rows = await self._connection.execute(
            select(table.user_id, table.account_id, table.bucket, table.engagement_type, table.quantity)
            .select_from(wanted)
            .join(
                table,
                and_(
                    table.user_id == wanted.c.user_id,
                    table.grain == GRAIN_CODE[grain],
                    table.bucket >= wanted.c.first,
                    table.bucket < wanted.c.last,
                ),
            )
        )
        step = day_of if grain is EngagementGrain.DAY else instant_of
        kinds = {kind.value: kind for kind in EngagementType}
        for user_id, account_id, bucket, kind, quantity in rows.all():
            at = step(bucket)
            day, instant = (None, at) if isinstance(at, datetime) else (at, None)
            facts = users[user_id].engagements.setdefault((grain, account_id), [])
            facts.append(EngagementFact(day, instant, kinds[kind], quantity))


def _merged(ranges: Sequence[FactsRange]) -> list[FactsRange]:
    """Ranges of the same user that overlap or touch become one, so that no row is read twice."""
    found: list[FactsRange] = []
    for r in sorted(ranges, key=lambda r: (r.user_id, r.start, r.starts_at)):
        last = found[-1] if found else None
        if last is not None and last.user_id == r.user_id and r.start <= last.end and r.starts_at <= last.ends_at:
            found[-1] = FactsRange(
                r.user_id,
                last.start,
                max(last.end, r.end),
                last.starts_at,
                max(last.ends_at, r.ends_at),
                last.grain,
            )
        else:
            found.append(r)
    return found


def _cte(ranges: Sequence[FactsRange]) -> CTE:
    columns: list[tuple[str, TypeEngine[Any]]] = [
        ("user_id", String()),
        ("start", Date()),
        ("end", Date()),
        ("starts_at", UtcDateTime()),
        ("ends_at", UtcDateTime()),
    ]
    return rows_as_table("wanted", columns, [(r.user_id, r.start, r.end, r.starts_at, r.ends_at) for r in ranges])


def _bucket_cte(ranges: Sequence[FactsRange], grain: EngagementGrain) -> CTE:
    columns: list[tuple[str, TypeEngine[Any]]] = [
        ("user_id", String()),
        ("first", BigInteger()),
        ("last", BigInteger()),
    ]
    if grain is EngagementGrain.DAY:
        rows = [(r.user_id, r.start.toordinal(), r.end.toordinal()) for r in ranges]
    else:
        rows = [(r.user_id, bucket_of(r.starts_at), bucket_of(r.ends_at)) for r in ranges]
    return rows_as_table("wanted", columns, rows)
