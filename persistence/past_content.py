"""Posts with their counters as they were known at an earlier moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.content import ContentPiece, ContentQuery, with_derived
from domain.metrics import CATALOG, MetricKey, Unit
from domain.users import Platform
from persistence.descriptions import details_of
from persistence.fact_ranges import known_in
from persistence.models import ContentPerformance, MetricObservation
from persistence.past_facts import was_observed
from persistence.rollups import LIFETIME

_Readings = dict[MetricKey, tuple[float, datetime]]


async def past_pieces(connection: AsyncConnection, query: ContentQuery) -> list[ContentPiece]:
    """The posts of the accounts and days of a query that were known; its filter and order are left to the caller."""
    posts = ContentPerformance
    mine: list[Any] = [posts.user_id == query.user_id, posts.account_id.in_(query.account_ids)]
    if query.posted_from is not None:
        mine.append(posts.posted_at >= query.posted_from)
    if query.posted_before is not None:
        mine.append(posts.posted_at < query.posted_before)
    readings = await _readings(connection, query, mine)
    rows = await connection.execute(select(posts.__table__).where(*mine))
    return [
        _piece(row, readings.get((row.account_id, row.post_id), {}), query)
        for row in rows
        if (row.account_id, row.post_id) in readings or was_observed(query.knowledge, row.observed_at)
    ]


async def _readings(
    connection: AsyncConnection, query: ContentQuery, mine: Sequence[Any]
) -> dict[tuple[str, str], _Readings]:
    table, posts = MetricObservation, ContentPerformance
    newest_first = (table.observed_at.desc(), table.value.desc())
    rank = func.row_number().over(partition_by=(table.account_id, table.post_id, table.metric), order_by=newest_first)
    ranked = (
        select(table.account_id, table.post_id, table.metric, table.value, table.observed_at, rank.label("rank"))
        .join(
            posts,
            and_(posts.user_id == table.user_id, posts.account_id == table.account_id, posts.post_id == table.post_id),
        )
        .where(*mine, table.period == LIFETIME, *known_in(query.knowledge))
        .cte("ranked")
    )
    rows = await connection.execute(
        select(ranked.c.account_id, ranked.c.post_id, ranked.c.metric, ranked.c.value, ranked.c.observed_at).where(
            ranked.c.rank == 1
        )
    )
    found: dict[tuple[str, str], _Readings] = {}
    for account_id, post_id, metric, value, observed_at in rows:
        found.setdefault((account_id, post_id), {})[MetricKey(metric)] = (value, observed_at)
    return found


def _piece(row: Any, readings: _Readings, query: ContentQuery) -> ContentPiece:
    known_by = query.knowledge.observed_by
    platform = Platform(row.platform)
    counted = {
        metric: int(value) if CATALOG[metric].unit is Unit.COUNT else value for metric, (value, _) in readings.items()
    }
    metrics = with_derived(counted, platform)
    newest = max((at for _, at in readings.values()), default=row.observed_at)
    return ContentPiece(
        row.user_id,
        row.account_id,
        platform,
        row.post_id,
        details_of(row),
        metrics,
        {metric: readings[metric][1] if metric in readings else newest for metric in metrics},
        None if row.deleted_at is None or (known_by is not None and row.deleted_at > known_by) else row.deleted_at,
        query.knowledge,
    )
