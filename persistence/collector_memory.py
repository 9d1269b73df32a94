"""What collectors must remember between runs: refused metrics, what a day has cost, and who leads."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, case, delete, func, select, tuple_
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
        """For each name that is refused now since when it is, on the account where that began first; a name that is
        refused in one place only, such as `media.shares`, counts as its last part, too."""
        query = (
            select(MetricRejection.name, func.min(MetricRejection.first_at).label("first_at"))
            .where(MetricRejection.platform == platform.value)
            .group_by(MetricRejection.name)
        )
        found: dict[str, datetime] = {}
        for row in await self._connection.execute(query):
            for name in {row.name, row.name.rpartition(".")[2]}:
                found[name] = min(row.first_at, found.get(name, row.first_at))
        return found

    async def note(
        self, account: Account, rejections: Sequence[Rejection], now: datetime, unread_since: datetime
    ) -> None:
        """Refused again: the first time stays, and the oldest window that lacks it."""
        table = cast("Table", MetricRejection.__table__)
        for each in rejections:
            statement = insert(self._connection, table).values(
                user_id=account.user_id,
                account_id=account.account_id,
                name=each.name,
                platform=account.platform.value,
                reason=each.reason,
                first_at=now,
                last_at=now,
                unread_since=unread_since,
                for_good=each.for_good,
            )
            new = statement.excluded
            older = case((new.unread_since < table.c.unread_since, new.unread_since), else_=table.c.unread_since)
            await self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["user_id", "account_id", "name"],
                    set_={"reason": new.reason, "last_at": new.last_at, "unread_since": older},
                )
            )

    async def lift(self, account: Account, kept: Collection[str], before: datetime | None) -> datetime | None:
        """Forget those that were last refused before a moment (None: whenever), except those `kept`; gives since when
        what they are about has not been read."""
        lifted = [
            MetricRejection.user_id == account.user_id,
            MetricRejection.account_id == account.account_id,
            MetricRejection.name.not_in(sorted(kept)),
        ]
        if before is not None:
            lifted += [MetricRejection.last_at < before, ~MetricRejection.for_good]
        query = select(func.min(MetricRejection.unread_since)).where(*lifted)
        unread_since = (await self._connection.execute(query)).scalar_one()
        await self._connection.execute(delete(MetricRejection).where(*lifted))
        return unread_since


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
