"""Engagements that no rollup knows as they are asked for, added up by the database from the single rows."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.facts import EngagementFact, EngagementGrain, EngagementNeed, EngagementSplit, FactsRange
from domain.observations import EngagementType
from domain.time_range import start_of_day
from persistence.column_types import UtcDateTime, to_micros
from persistence.dialect import quarter_hour_of
from persistence.fact_ranges import day_ranges, of_types
from persistence.models import PostEngagement, UserRow
from persistence.rollups import day_of, instant_of

_COLUMNS = {
    EngagementSplit.COUNTRY: PostEngagement.source_country,
    EngagementSplit.DEVICE: PostEngagement.source_device,
    EngagementSplit.POST: PostEngagement.post_id,
}
_FIELDS = {EngagementSplit.COUNTRY: "country", EngagementSplit.DEVICE: "device", EngagementSplit.POST: "post_id"}
_KINDS = {kind.value: kind for kind in EngagementType}
_QUARTERS_OF_A_DAY = 96


async def event_sums(
    connection: AsyncConnection,
    ranges: Sequence[FactsRange],
    need: EngagementNeed,
    conditions: Sequence[ColumnElement[bool]] = (),
) -> list[tuple[str, str, EngagementFact]]:
    """(user id, account id, sum) by the grain and by what is split."""
    if need.grain is EngagementGrain.QUARTER_HOUR:
        quarter = quarter_hour_of(connection, PostEngagement.engagement_time)
        return await _sums(connection, ranges, need, quarter, conditions)
    found = []
    zones = await time_zones(connection, ranges)
    for zone_name in sorted(set(zones.values())):
        own = [r for r in ranges if zones.get(r.user_id) == zone_name]
        day = _local_ordinal(connection, min(r.start for r in own), max(r.end for r in own), zone_name)
        found += await _sums(connection, own, need, day, conditions)
    return found


async def time_zones(connection: AsyncConnection, ranges: Sequence[FactsRange]) -> dict[str, str]:
    """The zone of each user, in which the days of the rollups are cut."""
    wanted = sorted({r.user_id for r in ranges})
    rows = await connection.execute(select(UserRow.user_id, UserRow.time_zone).where(UserRow.user_id.in_(wanted)))
    return {user_id: zone_name for user_id, zone_name in rows}


async def _sums(
    connection: AsyncConnection,
    ranges: Sequence[FactsRange],
    need: EngagementNeed,
    bucket_of_event: ColumnElement[int],
    conditions: Sequence[ColumnElement[bool]],
) -> list[tuple[str, str, EngagementFact]]:
    table, wanted = PostEngagement, day_ranges(ranges)
    splits = sorted(need.split)
    key = (table.user_id, table.account_id, table.engagement_type, bucket_of_event, *(_COLUMNS[s] for s in splits))
    rows = await connection.execute(
        select(*key, func.sum(table.quantity))
        .select_from(wanted)
        .join(
            table,
            and_(
                table.user_id == wanted.c.user_id,
                table.engagement_time >= wanted.c.starts_at,
                table.engagement_time < wanted.c.ends_at,
                of_types(table.engagement_type, ranges),
                *conditions,
            ),
        )
        .group_by(*key)
    )
    by_day = need.grain is EngagementGrain.DAY
    found = []
    for row in rows.all():
        user_id, account_id, kind, number, *values, quantity = tuple[Any, ...](row)
        day, instant = (day_of(int(number)), None) if by_day else (None, instant_of(int(number)))
        split: dict[str, str | None] = {_FIELDS[s]: value for s, value in zip(splits, values, strict=True)}
        found.append((user_id, account_id, EngagementFact(day, instant, _KINDS[kind], int(quantity), **split)))
    return found


def _local_ordinal(connection: AsyncConnection, start: date, end: date, zone_name: str) -> ColumnElement[int]:
    """The ordinal of the local date of an event on one of the days from `start` to `end` (exclusive).

    Days of 24 hours in a row are counted in quarter hours from the first of them; every other day stands for itself.
    """
    instant = PostEngagement.engagement_time
    quarter = quarter_hour_of(connection, instant)
    branches = []
    for first, last, even in _runs(start, end, zone_name):
        begin = to_micros(start_of_day(first, zone_name)) // 900_000_000
        ordinal = literal(first.toordinal(), BigInteger())
        value = ordinal + (quarter - begin) // _QUARTERS_OF_A_DAY if even else ordinal
        branches.append((instant < literal(start_of_day(last, zone_name), UtcDateTime()), value))
    return case(*branches, else_=literal(end.toordinal() - 1, BigInteger()))


def _runs(start: date, end: date, zone_name: str) -> Iterator[tuple[date, date, bool]]:
    """(first, last (exclusive), True when all of them have 24 hours)."""
    one = timedelta(days=1)
    first = day = start
    while day < end:
        if start_of_day(day + one, zone_name) - start_of_day(day, zone_name) != one:
            if first < day:
                yield first, day, True
            yield day, day + one, False
            first = day + one
        day += one
    if first < end:
        yield first, end, True
