"""Engagement rollups: what is added to them, and how they are rebuilt and checked."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.facts import EngagementGrain
from domain.time_range import local_date
from persistence.column_types import from_micros, to_micros
from persistence.dialect import OnConflict, write_rows
from persistence.models import EngagementRollup, PostEngagement, UserRow

_QUARTER_HOUR_MICROS = 15 * 60 * 1_000_000
GRAIN_CODE = {EngagementGrain.DAY: 0, EngagementGrain.QUARTER_HOUR: 1}

_TABLE = cast("Table", EngagementRollup.__table__)
_COLUMNS = ("user_id", "grain", "bucket", "account_id", "engagement_type", "quantity")

Key = tuple[int, int, str, str]
"""(grain, bucket, account id, engagement type)."""
Addition = tuple[str, str, int, int]
"""(account id, engagement type, microseconds since 1970, quantity)."""


def instant_of(bucket: int) -> datetime:
    """Start of a quarter-hour bucket."""
    return from_micros(bucket * _QUARTER_HOUR_MICROS)


def bucket_of(instant: datetime) -> int:
    """The quarter hour that an instant lies in."""
    return to_micros(instant) // _QUARTER_HOUR_MICROS


def day_of(bucket: int) -> date:
    """Date of a day bucket."""
    return date.fromordinal(bucket)


@lru_cache(maxsize=65_536)
def _local_ordinal(quarter: int, zone_name: str) -> int:
    return local_date(instant_of(quarter), zone_name).toordinal()


def grouped(additions: Iterable[Addition], zone_name: str) -> Counter[Key]:
    """What to add to which rollup rows: a whole batch becomes a few rows."""
    quarters: Counter[tuple[str, str, int]] = Counter()
    for account_id, kind, micros, quantity in additions:
        quarters[account_id, kind, micros // _QUARTER_HOUR_MICROS] += quantity
    sums: Counter[Key] = Counter()
    for (account_id, kind, quarter), quantity in quarters.items():
        sums[1, quarter, account_id, kind] = quantity
        sums[0, _local_ordinal(quarter, zone_name), account_id, kind] += quantity
    return sums


async def add(connection: AsyncConnection, user_id: str, sums: Counter[Key]) -> None:
    """Add the sums to the stored rows."""
    rows = [(user_id, *key, quantity) for key, quantity in sums.items()]
    await write_rows(connection, _TABLE, _COLUMNS, rows, OnConflict.ADD_QUANTITY)


async def rebuild_days(connection: AsyncConnection, user_id: str, zone_name: str) -> None:
    """Cut the days anew in a zone, from the quarter hours."""
    await connection.execute(
        delete(EngagementRollup).where(EngagementRollup.user_id == user_id, EngagementRollup.grain == 0)
    )
    rows = await connection.execute(
        select(
            EngagementRollup.bucket,
            EngagementRollup.account_id,
            EngagementRollup.engagement_type,
            EngagementRollup.quantity,
        ).where(EngagementRollup.user_id == user_id, EngagementRollup.grain == 1)
    )
    sums: Counter[Key] = Counter()
    for quarter, account_id, kind, quantity in rows:
        sums[0, _local_ordinal(quarter, zone_name), account_id, kind] += quantity
    await add(connection, user_id, sums)


async def from_engagements(connection: AsyncConnection, user_id: str, zone_name: str) -> Counter[Key]:
    """What the rollups of a user must hold, read from the engagements themselves."""
    rows = await connection.stream(
        select(
            PostEngagement.account_id,
            PostEngagement.engagement_type,
            PostEngagement.engagement_time,
            PostEngagement.quantity,
        ).where(PostEngagement.user_id == user_id)
    )
    sums: Counter[Key] = Counter()
    async for part in rows.partitions(10_000):
        sums.update(grouped(((a, kind, to_micros(at), quantity) for a, kind, at, quantity in part), zone_name))
    return sums


async def rebuild(connection: AsyncConnection) -> int:
    """Build the rollups of all users anew; gives the number of rows."""
    users = (await connection.execute(select(UserRow.user_id, UserRow.time_zone))).all()
    await connection.execute(delete(EngagementRollup))
    count = 0
    for user_id, zone_name in users:
        sums = await from_engagements(connection, user_id, zone_name)
        await add(connection, user_id, sums)
        count += len(sums)
    return count


async def differences(connection: AsyncConnection) -> int:
    """How many rollup rows disagree with the engagements; 0 when all is well. A row of zero counts as none."""
    count = 0
    for user_id, zone_name in (await connection.execute(select(UserRow.user_id, UserRow.time_zone))).all():
        expected = await from_engagements(connection, user_id, zone_name)
        stored: Counter[Key] = Counter()
        rows = await connection.execute(
            select(
                EngagementRollup.grain,
                EngagementRollup.bucket,
                EngagementRollup.account_id,
                EngagementRollup.engagement_type,
                EngagementRollup.quantity,
            ).where(EngagementRollup.user_id == user_id)
        )
        for grain, bucket, account_id, kind, quantity in rows:
            stored[grain, bucket, account_id, kind] = quantity
        count += sum(expected[key] != stored[key] for key in expected.keys() | stored.keys())
    return count
