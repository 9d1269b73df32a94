"""Users and their accounts."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import UserExistsError
from domain.users import Account, AccountRef, AccountStatus, Platform, User
from persistence.column_types import to_micros
from persistence.dialect import insert
from persistence.models import AccountRow, UserRow
from persistence.rollups import rebuild_days

_ACCOUNT_COLUMNS = (
    AccountRow.user_id,
    AccountRow.account_id,
    AccountRow.platform,
    AccountRow.external_id,
    AccountRow.handle,
    AccountRow.name,
    AccountRow.status,
    AccountRow.status_since,
    AccountRow.last_observed_at,
)


class SqlUsers:
    """The domain's UserWriter."""

    def __init__(self, connection: AsyncConnection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    async def find(self, user_ids: Sequence[str]) -> dict[str, User]:
        """Users by id; those who do not exist are not in it."""
        rows = await self._connection.execute(_users().where(UserRow.user_id.in_(user_ids)))
        return {row.user_id: _user(row) for row in rows}

    async def page(self, first: int, after: str | None) -> list[User]:
        """In the order of their ids."""
        query = _users().order_by(UserRow.user_id).limit(first)
        if after is not None:
            query = query.where(UserRow.user_id > after)
        return [_user(row) for row in await self._connection.execute(query)]

    async def count(self) -> int:
        """How many users there are."""
        return (await self._connection.execute(select(func.count()).select_from(UserRow))).scalar_one()

    async def accounts(self, user_ids: Sequence[str]) -> dict[str, tuple[Account, ...]]:
        """Every user asked for is in it."""
        query = select(*_ACCOUNT_COLUMNS).where(AccountRow.user_id.in_(user_ids)).order_by(AccountRow.account_id)
        found: dict[str, list[Account]] = {user_id: [] for user_id in user_ids}
        for row in await self._connection.execute(query):
            found[row.user_id].append(_account(row))
        return {user_id: tuple(accounts) for user_id, accounts in found.items()}

    async def add(self, user: User) -> None:
        """Raises UserExistsError."""
        statement = insert(self._connection, UserRow.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
        result = await self._connection.execute(
            statement.values(
                user_id=user.user_id,
                name=user.name,
                time_zone=user.time_zone,
                week_start=user.week_start,
                created_at=self._clock(),
            )
        )
        if result.rowcount == 0:
            raise UserExistsError(user.user_id)

    async def update(self, user: User) -> None:
        """Store what can change. In another zone the days of the engagement rollup are other days."""
        locked = _users().where(UserRow.user_id == user.user_id).with_for_update()
        before = _user((await self._connection.execute(locked)).one())
        await self._connection.execute(
            update(UserRow)
            .where(UserRow.user_id == user.user_id)
            .values(name=user.name, time_zone=user.time_zone, week_start=user.week_start)
        )
        if before.time_zone != user.time_zone:
            await rebuild_days(self._connection, user.user_id, user.time_zone)

    async def resolve_account(
        self, user_id: str, ref: AccountRef, status: AccountStatus, seen_at: datetime | None = None
    ) -> Account:
        """The account of that platform and external id; added when new. Handle and name are those that were seen
        last; without `seen_at` they only fill in what is unknown.
        """
        key = (
            AccountRow.user_id == user_id,
            AccountRow.platform == ref.platform.value,
            AccountRow.external_id == ref.external_id,
        )
        query = select(*_ACCOUNT_COLUMNS, AccountRow.described_at).where(*key)
        moment = 0 if seen_at is None else to_micros(seen_at)
        given = {name: value for name, value in (("handle", ref.handle), ("name", ref.name)) if value}
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            now = self._clock()
            statement = insert(self._connection, AccountRow.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
            await self._connection.execute(
                statement.values(
                    user_id=user_id,
                    account_id=secrets.token_hex(8),
                    platform=ref.platform.value,
                    external_id=ref.external_id,
                    handle=ref.handle,
                    name=ref.name,
                    described_at=dict.fromkeys(given, moment) or None,
                    status=status.value,
                    status_since=now,
                    created_at=now,
                )
            )
        else:
            known = {name: (row.described_at or {}).get(name, 0) for name in given}
            newer = {
                name: value
                for name, value in given.items()
                if (getattr(row, name) is None) or (moment, value) > (known[name], getattr(row, name))
            }
            if seen_at is None:
                newer = {name: value for name, value in newer.items() if getattr(row, name) is None}
            if not newer:
                return _account(row)
            described_at = {**(row.described_at or {}), **dict.fromkeys(newer, moment)}
            await self._connection.execute(update(AccountRow).where(*key).values(**newer, described_at=described_at))
        return _account((await self._connection.execute(query)).one())

    async def set_account_status(self, account: Account, status: AccountStatus, at: datetime) -> None:
        """Whether the account can be read from now on."""
        await self._connection.execute(
            update(AccountRow)
            .where(AccountRow.user_id == account.user_id, AccountRow.account_id == account.account_id)
            .values(status=status.value, status_since=at)
        )


def _users() -> Any:
    return select(UserRow.user_id, UserRow.name, UserRow.time_zone, UserRow.week_start)


def _user(row: Any) -> User:
    return User(row.user_id, row.name, row.time_zone, row.week_start)


def _account(row: Any) -> Account:
    return Account(
        row.user_id,
        row.account_id,
        Platform(row.platform),
        row.external_id,
        row.handle,
        row.name,
        AccountStatus(row.status),
        row.status_since,
        row.last_observed_at,
    )
