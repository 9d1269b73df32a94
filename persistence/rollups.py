"""Engagement rollups: what is added to them, and how they are rebuilt and checked."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.facts import EngagementGrain, EngagementSplit
from domain.history import Delta, deltas
from domain.metrics import MetricKey
from domain.observations import ENGAGEMENT_OF
from domain.time_range import local_date
from persistence.column_types import from_micros, to_micros
from persistence.dialect import OnConflict, write_rows
from persistence.models import (
    EngagementBreakdown,
    EngagementGapRow,
    EngagementRollup,
    MetricObservation,
    PostEngagement,
    UserRow,
)

LIFETIME = "lifetime"
"""The ledger's period of a post's counters."""
_QUARTER_HOUR_MICROS = 15 * 60 * 1_000_000
SHORTEST_GAP = timedelta(minutes=90)
"""A shorter stretch between two observations makes no bucket uncertain, not even an hour."""
_GAP_QUARTERS = SHORTEST_GAP // timedelta(minutes=15)
GRAIN_CODE = {EngagementGrain.DAY: 0, EngagementGrain.QUARTER_HOUR: 1}
SPLIT_CODE = {EngagementSplit.COUNTRY: 0, EngagementSplit.DEVICE: 1}

Key = tuple[Any, ...]
"""The primary key of a row but for the user."""


class Addition(NamedTuple):
    """Engagements to be added to the rollups."""

    account_id: str
    engagement_type: str
    micros: int
    """Since 1970."""
    quantity: int
    country: str | None = None
    device: str | None = None


@dataclass(slots=True)
class Sums:
    """What the rollup tables of one user hold, or what is to be added to them."""

    totals: Counter[Key] = field(default_factory=Counter)
    """By (grain, bucket, account id, engagement type)."""
    breakdowns: Counter[Key] = field(default_factory=Counter)
    """By (dimension, day, account id, engagement type, value); what is not known has no row."""
    gaps: Counter[Key] = field(default_factory=Counter)
    """By (until, account id, engagement type, since, direction), in quarter hours."""

    def add_events(self, additions: Iterable[Addition], zone_name: str) -> None:
        """A whole batch becomes a few rows."""
        quarters: Counter[Key] = Counter()
        for account_id, kind, micros, quantity, country, device in additions:
            quarter = micros // _QUARTER_HOUR_MICROS
            quarters[account_id, kind, quarter] += quantity
            if country is not None:
                self.breakdowns[0, _local_ordinal(quarter, zone_name), account_id, kind, country] += quantity
            if device is not None:
                self.breakdowns[1, _local_ordinal(quarter, zone_name), account_id, kind, device] += quantity
        for (account_id, kind, quarter), quantity in quarters.items():
            self.totals[1, quarter, account_id, kind] += quantity
            self.totals[0, _local_ordinal(quarter, zone_name), account_id, kind] += quantity

    def add_gap(self, account_id: str, kind: str, until_micros: int, delta: Delta, sign: int = 1) -> None:
        """Note a long stretch between two observations, or with `sign` -1 that it is none any more."""
        if not delta.quantity:
            return
        since, until = delta.since // _QUARTER_HOUR_MICROS, until_micros // _QUARTER_HOUR_MICROS
        if until - since >= _GAP_QUARTERS:
            direction = 1 if delta.quantity > 0 else -1
            self.gaps[until, account_id, kind, since, direction] += sign * int(delta.quantity)


_STORED: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("totals", EngagementRollup, ("grain", "bucket", "account_id", "engagement_type")),
    ("breakdowns", EngagementBreakdown, ("dimension", "bucket", "account_id", "engagement_type", "value")),
    ("gaps", EngagementGapRow, ("until_bucket", "account_id", "engagement_type", "since_bucket", "direction")),
)
"""Which sums lie in which table, by which columns."""


@lru_cache(maxsize=65_536)
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


async def add(connection: AsyncConnection, user_id: str, sums: Sums) -> None:
    """Add the sums to the stored rows."""
    for name, model, columns in _STORED:
        counted: Counter[Key] = getattr(sums, name)
        rows = [(user_id, *key, quantity) for key, quantity in counted.items()]
        table = cast("Table", model.__table__)
        await write_rows(connection, table, ("user_id", *columns, "quantity"), rows, OnConflict.ADD_QUANTITY)


async def rebuild_days(connection: AsyncConnection, user_id: str, zone_name: str) -> None:
    """Cut the days anew in a zone: the totals from the quarter hours, the breakdowns from the engagements."""
    await connection.execute(
        delete(EngagementRollup).where(EngagementRollup.user_id == user_id, EngagementRollup.grain == 0)
    )
    await connection.execute(delete(EngagementBreakdown).where(EngagementBreakdown.user_id == user_id))
    rows = await connection.execute(
        select(
            EngagementRollup.bucket,
            EngagementRollup.account_id,
            EngagementRollup.engagement_type,
            EngagementRollup.quantity,
        ).where(EngagementRollup.user_id == user_id, EngagementRollup.grain == 1)
    )
    sums = Sums()
    for quarter, account_id, kind, quantity in rows:
        sums.totals[0, _local_ordinal(quarter, zone_name), account_id, kind] += quantity
    known = Sums()
    async for part in _events(connection, user_id, split_only=True):
        known.add_events(part, zone_name)
    sums.breakdowns = known.breakdowns
    await add(connection, user_id, sums)


async def from_engagements(connection: AsyncConnection, user_id: str, zone_name: str) -> Sums:
    """What the rollups of a user must hold, read from the engagements and the ledger themselves."""
    sums = Sums()
    async for part in _events(connection, user_id):
        sums.add_events(part, zone_name)
    async for account_id, metric, readings in _counters(connection, user_id):
        for until, delta in deltas(readings).items():
            sums.add_gap(account_id, ENGAGEMENT_OF[metric].value, until, delta)
    return sums


async def _events(connection: AsyncConnection, user_id: str, split_only: bool = False) -> AsyncIterator[list[Addition]]:
    table = PostEngagement
    query = select(
        table.account_id,
        table.engagement_type,
        table.engagement_time,
        table.quantity,
        table.source_country,
        table.source_device,
    ).where(table.user_id == user_id)
    if split_only:
        query = query.where(or_(table.source_country.is_not(None), table.source_device.is_not(None)))
    rows = await connection.stream(query)
    async for part in rows.partitions(10_000):
        yield [
            Addition(account, kind, to_micros(at), quantity, country, device)
            for account, kind, at, quantity, country, device in part
        ]


async def _counters(
    connection: AsyncConnection, user_id: str
) -> AsyncIterator[tuple[str, MetricKey, list[tuple[int, float]]]]:
    """The readings of every counter of every post whose changes are engagements."""
    table = MetricObservation
    rows = await connection.stream(
        select(table.account_id, table.post_id, table.metric, table.observed_at, table.value)
        .where(
            table.user_id == user_id,
            table.period == LIFETIME,
            table.metric.in_([metric.value for metric in ENGAGEMENT_OF]),
        )
        .order_by(table.account_id, table.post_id, table.metric)
    )
    waiting: list[Any] = []
    async for part in rows.partitions(10_000):
        waiting += part
        groups = [(key, list(found)) for key, found in groupby(waiting, key=lambda row: row[:3])]
        for (account_id, _, metric), found in groups[:-1]:
            yield account_id, MetricKey(metric), [(to_micros(at), value) for *_, at, value in found]
        waiting = groups[-1][1]
    if waiting:
        account_id, _, metric = waiting[0][:3]
        yield account_id, MetricKey(metric), [(to_micros(at), value) for *_, at, value in waiting]


async def rebuild(connection: AsyncConnection) -> int:
    """Build the rollups of all users anew; gives the number of rows."""
    users = (await connection.execute(select(UserRow.user_id, UserRow.time_zone))).all()
    for _, model, _ in _STORED:
        await connection.execute(delete(model))
    count = 0
    for user_id, zone_name in users:
        sums = await from_engagements(connection, user_id, zone_name)
        await add(connection, user_id, sums)
        count += len(sums.totals) + len(sums.breakdowns) + len(sums.gaps)
    return count


async def differences(connection: AsyncConnection) -> int:
    """How many rollup rows disagree with the engagements; 0 when all is well. A row of zero counts as none."""
    count = 0
    for user_id, zone_name in (await connection.execute(select(UserRow.user_id, UserRow.time_zone))).all():
        expected = await from_engagements(connection, user_id, zone_name)
        for name, model, columns in _STORED:
            rows = await connection.execute(
                select(*(getattr(model, column) for column in columns), model.quantity).where(model.user_id == user_id)
            )
            stored = Counter[Key]({tuple(key): quantity for *key, quantity in rows})
            wanted: Counter[Key] = getattr(expected, name)
            count += sum(wanted[key] != stored[key] for key in wanted.keys() | stored.keys())
    return count
