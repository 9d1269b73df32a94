"""Users and their accounts."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.collection import RunStatus
from domain.credentials import Removed
from domain.errors import UserExistsError
from domain.users import Account, AccountRef, AccountStatus, Platform, Schedule, User
from persistence.column_types import UtcDateTime, to_micros
from persistence.dialect import insert
from persistence.models import (
    AccountCollectionRow,
    AccountRow,
    ContentPerformance,
    MetricObservation,
    PostEngagement,
    UserMetrics,
    UserRow,
)
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
    AccountRow.credentials.is_not(None).label("connected"),
    AccountRow.credentials_expire_at,
    AccountRow.collected_until,
    AccountRow.next_collection_at,
    AccountRow.failures,
    AccountRow.collect_every_minutes,
    AccountRow.reread_since,
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

    async def due_accounts(self, now: datetime) -> list[Account]:
        """Of all users: connected, not being read, and their time has come; the longest overdue first."""
        being_read = exists().where(
            AccountCollectionRow.user_id == AccountRow.user_id,
            AccountCollectionRow.account_id == AccountRow.account_id,
            AccountCollectionRow.status.in_([RunStatus.QUEUED.value, RunStatus.RUNNING.value]),
        )
        query = (
            select(*_ACCOUNT_COLUMNS)
            .where(
                AccountRow.credentials.is_not(None),
                AccountRow.status.in_([status.value for status in AccountStatus if status.readable]),
                AccountRow.next_collection_at.is_(None) | (AccountRow.next_collection_at <= now),
                ~being_read,
            )
            .order_by(AccountRow.next_collection_at.nulls_first(), AccountRow.user_id, AccountRow.account_id)
        )
        return [_account(row) for row in await self._connection.execute(query)]

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
        """The account that a source names, added when new. Handle and name are those that were seen last; without
        `seen_at` they only fill in what is unknown.

        Sources name one account by its id or by its handle, in whatever order: a handle finds the account that has it,
        and an id is adopted by the account that was known by its handle alone.
        """
        moment = 0 if seen_at is None else to_micros(seen_at)
        given = {name: value for name, value in (("handle", ref.handle), ("name", ref.name)) if value}
        row = await self._known_account(user_id, ref)
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
            newer = _newer(row, ref, seen_at)
            if not _by_handle(ref) and row.external_id != ref.external_id:
                newer["external_id"] = ref.external_id
            if not newer:
                return _account(row)
            mine = (AccountRow.user_id == user_id, AccountRow.account_id == row.account_id)
            await self._connection.execute(update(AccountRow).where(*mine).values(**newer))
        found = await self._known_account(user_id, ref)
        assert found is not None
        return _account(found)

    async def _known_account(self, user_id: str, ref: AccountRef) -> Any | None:
        """The row of an account, by its id, else by its handle; held until the transaction ends."""
        rows = await self._connection.execute(
            select(*_ACCOUNT_COLUMNS, AccountRow.described_at)
            .where(AccountRow.user_id == user_id, AccountRow.platform == ref.platform.value)
            .order_by(AccountRow.account_id)
            .with_for_update()
        )
        accounts = rows.all()
        exact = next((row for row in accounts if row.external_id == ref.external_id), None)
        if exact is not None:
            return exact
        if _by_handle(ref):
            wanted = ref.external_id.casefold()
            return next((row for row in accounts if wanted in (_folded(row.handle), _folded(row.name))), None)
        names = {_folded(ref.handle), _folded(ref.name)} - {None}
        return next((row for row in accounts if _by_handle(row) and row.external_id.casefold() in names), None)

    async def set_account_status(self, account: Account, status: AccountStatus, at: datetime) -> None:
        """Whether the account can be read from now on; since when changes only with the status."""
        as_before = (AccountRow.status == status.value, AccountRow.status_since)
        await self._connection.execute(
            update(AccountRow)
            .where(*_is_account(account, AccountRow))
            .values(
                status=status.value,
                status_since=case(as_before, else_=literal(at, UtcDateTime())),
            )
        )

    async def describe_account(self, account: Account, ref: AccountRef, seen_at: datetime) -> None:
        """Handle and name as its platform shows them now. Locks this account and no other."""
        mine = _is_account(account, AccountRow)
        query = select(*_ACCOUNT_COLUMNS, AccountRow.described_at).where(*mine).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is not None and (newer := _newer(row, ref, seen_at)):
            await self._connection.execute(update(AccountRow).where(*mine).values(**newer))

    async def note_collection(self, account: Account, schedule: Schedule) -> None:
        """Until when it was read, when it comes next, and its failures; how often stays as somebody said meanwhile."""
        await self._connection.execute(
            update(AccountRow)
            .where(*_is_account(account, AccountRow))
            .values(
                collected_until=schedule.collected_until,
                next_collection_at=schedule.next_at,
                failures=schedule.failures,
                reread_since=schedule.reread_since,
            )
        )

    async def schedule_of(self, account: Account) -> Schedule:
        """As it stands now; nobody else changes it before the transaction ends."""
        query = select(*_ACCOUNT_COLUMNS).where(*_is_account(account, AccountRow)).with_for_update()
        row = (await self._connection.execute(query)).first()
        return account.collection if row is None else _account(row).collection

    async def set_pace(self, account: Account, every_minutes: int | None) -> None:
        """How often it is collected, which it is at once."""
        await self._connection.execute(
            update(AccountRow)
            .where(*_is_account(account, AccountRow))
            .values(collect_every_minutes=every_minutes, next_collection_at=None)
        )

    async def erase_account(self, account: Account) -> Removed:
        """Remove an account; whatever belongs to it goes with it."""
        counts = [
            (
                await self._connection.execute(
                    select(func.count()).select_from(table).where(*_is_account(account, table))
                )
            ).scalar_one()
            for table in (ContentPerformance, UserMetrics, MetricObservation, PostEngagement)
        ]
        await self._connection.execute(delete(AccountRow).where(*_is_account(account, AccountRow)))
        return Removed(*counts)


def _is_account(account: Account, table: Any) -> tuple[Any, Any]:
    """For a WHERE clause."""
    return table.user_id == account.user_id, table.account_id == account.account_id


def _by_handle(account: Any) -> bool:
    """True when the platform's own id of an account is not known: its handle stands for it."""
    return bool(account.handle is not None and account.external_id == account.handle.lower())


def _folded(name: str | None) -> str | None:
    return None if name is None else name.casefold()


def _newer(row: Any, ref: AccountRef, seen_at: datetime | None) -> dict[str, object]:
    """The columns that a handle and a name change, seen at a moment; None: they only fill in what is unknown."""
    moment = 0 if seen_at is None else to_micros(seen_at)
    given = {name: value for name, value in (("handle", ref.handle), ("name", ref.name)) if value}
    newer: dict[str, object] = {
        name: value for name, value in given.items() if _is_newer(row, name, (moment, value), seen_at)
    }
    if newer:
        newer["described_at"] = {**(row.described_at or {}), **dict.fromkeys(newer, moment)}
    return newer


def _is_newer(row: Any, name: str, said: tuple[int, str], seen_at: datetime | None) -> bool:
    """Whether a handle or name replaces what is known."""
    known = getattr(row, name)
    if known is None:
        return True
    return seen_at is not None and said > ((row.described_at or {}).get(name, 0), known)


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
        bool(row.connected),
        row.credentials_expire_at,
        Schedule(
            row.collected_until, row.next_collection_at, row.failures, row.collect_every_minutes, row.reread_since
        ),
    )
