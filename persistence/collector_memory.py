"""What collectors must remember between runs: refused metrics, what a day has cost, and who leads."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assignments import RejectedMetric, Rejection
from domain.collection import Spend
from domain.users import Account, Platform
from persistence.dialect import insert
from persistence.models import Lease, MetricRejection, PlatformSpend


class SqlRejections:
    """The domain's RejectionWriter."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_accounts(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[RejectedMetric, ...]]:
        """By (user id, account id); by name within an account."""
        query = (
            select(MetricRejection.__table__)
            .where(tuple_(MetricRejection.user_id, MetricRejection.account_id).in_(list(keys)))
            .order_by(MetricRejection.name)
        )
        found: dict[tuple[str, str], list[RejectedMetric]] = {}
        for row in await self._connection.execute(query):
            each = RejectedMetric(row.name, row.reason, row.first_at, row.last_at)
            found.setdefault((row.user_id, row.account_id), []).append(each)
        return {key: tuple(each) for key, each in found.items()}

    async def first_by_name(self, platform: Platform) -> dict[str, datetime]:
        """For each name that is refused now since when it is, on the account where that began first."""
        query = (
            select(MetricRejection.name, func.min(MetricRejection.first_at).label("first_at"))
            .where(MetricRejection.platform == platform.value)
            .group_by(MetricRejection.name)
        )
        return {row.name: row.first_at for row in await self._connection.execute(query)}

    async def note(self, account: Account, rejections: Sequence[Rejection], now: datetime) -> None:
        """Refused again: the first time stays."""
        for each in rejections:
            statement = insert(self._connection, cast("Table", MetricRejection.__table__)).values(
                user_id=account.user_id,
                account_id=account.account_id,
                name=each.name,
                platform=account.platform.value,
                reason=each.reason,
                first_at=now,
                last_at=now,
            )
            await self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["user_id", "account_id", "name"],
                    set_={"reason": statement.excluded.reason, "last_at": statement.excluded.last_at},
                )
            )

    async def clear(self, account: Account, kept: Collection[str], before: datetime) -> None:
        """Forget those that were last refused before a moment, except those `kept`."""
        statement = delete(MetricRejection).where(
            MetricRejection.user_id == account.user_id,
            MetricRejection.account_id == account.account_id,
            MetricRejection.last_at < before,
        )
        if kept:
            statement = statement.where(MetricRejection.name.not_in(sorted(kept)))
        await self._connection.execute(statement)


class SqlSpend:
    """The domain's SpendRepository."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, platform: Platform, day: date) -> Spend:
        """What a day has come to."""
        query = select(PlatformSpend.calls, PlatformSpend.cost_micros).where(
            PlatformSpend.platform == platform.value, PlatformSpend.day == day
        )
        row = (await self._connection.execute(query)).first()
        return Spend(row.calls, row.cost_micros) if row is not None else Spend()

    async def add(self, platform: Platform, day: date, spend: Spend) -> Spend:
        """Added by the database, so that nothing is lost between processes."""
        table = cast("Table", PlatformSpend.__table__)
        statement = insert(self._connection, table).values(
            platform=platform.value, day=day, calls=spend.calls, cost_micros=spend.cost_micros
        )
        added: dict[str, Any] = {name: table.c[name] + statement.excluded[name] for name in ("calls", "cost_micros")}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["platform", "day"], set_=added))
        return await self.of(platform, day)


class SqlLeases:
    """The domain's LeaseRepository."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """One statement decides, so that of several exactly one has it."""
        statement = insert(self._connection, cast("Table", Lease.__table__)).values(
            name=name, holder=holder, until=until
        )
        result = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": statement.excluded.holder, "until": statement.excluded.until},
                where=(Lease.holder == holder) | (Lease.until <= now),
            )
        )
        return result.rowcount == 1

    async def give_back(self, name: str, holder: str) -> None:
        """Somebody else may have it now."""
        await self._connection.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
