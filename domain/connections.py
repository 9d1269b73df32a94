"""Connecting accounts: consent, credentials that are renewed in time, and letting go of an account again."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from domain.credentials import Authorizer, Consent, Credentials, Granted, Removed, Secret, StoredConsent
from domain.errors import (
    AccountNotFoundError,
    AuthorizationLostError,
    CollectionAlreadyRunningError,
    CollectorError,
    InvalidInputError,
    StorageNotReadyError,
    UserNotFoundError,
)
from domain.ports import AccountChanged, Clock, EventBus, Log
from domain.storage import ReadUnit, Storage, WriteUnit
from domain.users import Account, AccountStatus, Platform

CONSENT_LASTS = timedelta(minutes=15)
"""How long a person may take to answer."""
_ENDS_SOON = timedelta(minutes=1)
"""A token that ends sooner is not used any more."""
_RENEWED_AT_LATEST = timedelta(minutes=5)
_RENEWED_SHARE = 10
"""Tokens are renewed when a tenth of their life is left: of 60 days six, of two hours twelve minutes."""
_TURN_LASTS = timedelta(minutes=5)
"""How long one process may take to renew credentials before another one tries: longer than any answer takes."""
_LOOK_AGAIN_SECONDS = 0.5


class AuthorizerRegistry(Protocol):
    """Who gives access to a platform."""

    def authorizer_for(self, platform: Platform) -> Authorizer | None:
        """None when accounts of the platform cannot be connected."""
        ...


@dataclass(frozen=True, slots=True)
class Disconnected:
    """What became of an account that was let go."""

    account: Account
    revoked: bool
    """Whether the platform knows that the access is not wanted any more; it is not told while another account is read
    with the same consent."""
    removed: Removed | None
    """What was erased; None: its history is kept."""


class ConnectionService:
    """Connects accounts and keeps their credentials."""

    def __init__(
        self,
        storage: Storage,
        authorizers: AuthorizerRegistry,
        events: EventBus,
        clock: Clock,
        log: Log,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._storage = storage
        self._authorizers = authorizers
        self._events = events
        self._clock = clock
        self._log = log
        self._sleep = sleep
        self._renewing: set[asyncio.Task[Credentials]] = set()

    async def close(self) -> None:
        """Wait for renewals under way: what they are given must be stored, or the account is lost."""
        await asyncio.gather(*self._renewing, return_exceptions=True)

    async def ask(self, user_id: str, platform: Platform, redirect_uri: str) -> str:
        """Where to send the person who shall give access; the answer comes to `redirect_uri`, for `grant`.

        Raises:
            UserNotFoundError: no such user.
            InvalidInputError: accounts of the platform cannot be connected, or no app is set for it.
        """
        authorizer = self._authorizer(platform)
        consent = Consent(secrets.token_urlsafe(32), redirect_uri, Secret(secrets.token_urlsafe(64)))
        address = authorizer.authorization_url(consent)
        async with self._storage.write() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            await unit.credentials.add_consent(StoredConsent(user_id, platform, consent, self._clock() + CONSENT_LASTS))
        self._log("consent asked for", user_id=user_id, platform=platform.value)
        return address

    async def grant(self, state: str, code: str) -> tuple[Account, ...]:
        """Turn the code of an answer into connected accounts.

        Raises:
            InvalidInputError: nobody was asked under this state, it was answered before, or the code is not taken.
            CollectorError: the platform does not give tokens for it.
        """
        async with self._storage.write() as unit:
            stored = await unit.credentials.take_consent(state, self._clock())
        if stored is None:
            raise InvalidInputError("Nobody was asked for this consent, or it was too long ago. Connect anew.")
        granted = await self._authorizer(stored.platform).exchange(code, stored.consent)
        return tuple([await self.connect(stored.user_id, each) for each in granted])

    async def connect(self, user_id: str, granted: Granted) -> Account:
        """Store credentials for an account, which is added when it is new.

        Raises:
            UserNotFoundError: no such user.
        """
        now = self._clock()
        async with self._storage.write() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            account = await unit.users.resolve_account(user_id, granted.account, AccountStatus.ACTIVE, now)
            await unit.credentials.save(account, replace(granted.credentials, obtained_at=now))
            await unit.users.set_account_status(account, AccountStatus.ACTIVE, now)
            schedule = replace(await unit.users.schedule_of(account), failures=0, next_at=None)
            refused_since = await unit.rejections.lift(account, (), None)  # a new consent may hold other permissions
            await unit.users.note_collection(account, schedule.reading_anew(refused_since))
            connected = await _account(unit, user_id, account.account_id)
        self._log("account connected", user_id=user_id, platform=connected.platform.value, account=connected.label)
        self._events.publish(AccountChanged(user_id, account.account_id))
        return connected

    async def disconnect(self, user_id: str, account_id: str, *, erase: bool) -> Disconnected:
        """Forget the credentials, and tell the platform; with `erase` also everything that is known of the account.

        Raises:
            AccountNotFoundError: no such account.
            CollectionAlreadyRunningError: it is being collected; cancel that first.
        """
        async with self._storage.write() as unit:
            account = await _account(unit, user_id, account_id)
            run_id = await unit.runs.unfinished_of(account)
            if run_id is not None:
                raise CollectionAlreadyRunningError(run_id)
            credentials = await self._readable(unit, account, lock=True)
            shared = credentials is not None and await self._is_shared(unit, account, credentials)
            await unit.credentials.remove(account)
            await unit.users.set_account_status(account, AccountStatus.DISCONNECTED, self._clock())
            left = await _account(unit, user_id, account_id)
            removed = await unit.users.erase_account(account) if erase else None
        revoked = credentials is not None and not shared and await self._revoked(account, credentials)
        self._log("account disconnected", user_id=user_id, platform=account.platform.value, erased=erase)
        self._events.publish(AccountChanged(user_id, account_id))
        return Disconnected(left, revoked, removed)

    def access(self, account: Account) -> "AccountAccess":
        """The way to the account's token."""
        return AccountAccess(self, account, self._clock)

    async def fresh(self, account: Account, refused: str | None) -> Credentials:
        """Credentials whose token can be used now and is not `refused`; renewed when need be, by one at a time.

        Those that can still be used, but could not be renewed early, are given as they are.

        Raises:
            AuthorizationLostError: a person has to give access again; the account says so from now on.
            RetriableCollectorError: the platform cannot renew them at the moment.
        """
        while True:
            now = self._clock()
            turn = now + _TURN_LASTS
            async with self._storage.write() as unit:
                credentials = await self._stored(unit, account)
                if _usable(credentials, refused, now):
                    return credentials
                mine = await unit.credentials.take_refresh(account, now, turn)
                if mine:  # somebody may have renewed them while this one waited for its turn
                    credentials = await self._stored(unit, account)
                    if _usable(credentials, refused, now):
                        await unit.credentials.give_back_refresh(account, turn)
                        return credentials
            if mine:
                renewal = asyncio.create_task(self._renew(account, credentials, refused, turn))
                self._renewing.add(renewal)
                renewal.add_done_callback(self._renewing.discard)
                return await asyncio.shield(renewal)  # once asked for, it is stored, whoever still waits for it
            await self._sleep(_LOOK_AGAIN_SECONDS)

    async def _stored(self, unit: WriteUnit, account: Account) -> Credentials:
        credentials = await unit.credentials.find(account)
        if credentials is None:
            raise AuthorizationLostError(f"There is no access to {account.label} on {account.platform.label}.")
        return credentials

    async def lose(self, account: Account, credentials: Credentials | None, *, revoked: bool) -> None:
        """Note that a person has to give access again, unless the account has other credentials by now."""
        status = AccountStatus.REVOKED if revoked else AccountStatus.EXPIRED
        async with self._storage.write() as unit:
            known = await unit.credentials.find(account, lock=True)
            if known is None or (credentials is not None and known.access_token != credentials.access_token):
                return
            await unit.users.set_account_status(account, status, self._clock())
        self._log("access lost", platform=account.platform.value, account=account.label, revoked=revoked)
        self._events.publish(AccountChanged(account.user_id, account.account_id))

    async def _renew(
        self, account: Account, credentials: Credentials, refused: str | None, turn: datetime
    ) -> Credentials:
        """What is new is stored before it is used: a refresh token can be used once, and must not be lost."""
        try:
            renewed = await self._authorizer(account.platform).refresh(account, credentials)
        except CollectorError as error:
            await self._give_back(account, turn)
            if credentials.access_token.text != refused and not ends_soon(credentials, self._clock()):
                return credentials
            if isinstance(error, AuthorizationLostError):
                await self.lose(account, credentials, revoked=error.revoked)
            raise
        except BaseException:
            await self._give_back(account, turn)
            raise
        async with self._storage.write() as unit:
            known = await unit.credentials.find(account, lock=True)
            if known is None:
                raise AuthorizationLostError(f"{account.label} on {account.platform.label} was disconnected.")
            if known.access_token != credentials.access_token:  # connected anew meanwhile
                return known
            renewed = replace(renewed, obtained_at=self._clock())
            await unit.credentials.save(account, renewed)
        self._log("credentials renewed", platform=account.platform.value, account=account.label)
        return renewed

    async def _give_back(self, account: Account, turn: datetime) -> None:
        async with self._storage.write() as unit:
            await unit.credentials.give_back_refresh(account, turn)

    async def _readable(self, unit: WriteUnit, account: Account, *, lock: bool = False) -> Credentials | None:
        """The credentials, if they can be opened: a lost key must not keep an account from being let go."""
        try:
            return await unit.credentials.find(account, lock=lock)
        except StorageNotReadyError as error:
            self._log("credentials cannot be opened", account=account.label, reason=error.message)
            return None

    async def _is_shared(self, unit: WriteUnit, account: Account, credentials: Credentials) -> bool:
        """Whether another account is read with the same consent: revoking it would take that one's access away."""
        others = [
            await self._readable(unit, other)
            for other in (await unit.users.accounts([account.user_id]))[account.user_id]
            if other.connected and other.account_id != account.account_id and other.platform is account.platform
        ]
        return any(
            other is not None
            and (
                other.access_token == credentials.access_token or _same(other.refresh_token, credentials.refresh_token)
            )
            for other in others
        )

    async def _revoked(self, account: Account, credentials: Credentials) -> bool:
        """Whether the platform took note; that it could not be told is no reason to keep the credentials."""
        authorizer = self._authorizers.authorizer_for(account.platform)
        if authorizer is None:
            return False
        try:
            return await authorizer.revoke(account, credentials)
        except (CollectorError, InvalidInputError) as error:
            self._log("platform was not told", platform=account.platform.value, reason=error.message)
            return False

    def _authorizer(self, platform: Platform) -> Authorizer:
        found = self._authorizers.authorizer_for(platform)
        if found is None:
            raise InvalidInputError(f"Accounts of {platform.label} cannot be connected; import their exports instead.")
        return found


class AccountAccess:
    """The domain's `Access`: the token in memory while it is good."""

    def __init__(self, connections: ConnectionService, account: Account, clock: Clock) -> None:
        self._connections = connections
        self._account = account
        self._clock = clock
        self._turn = asyncio.Lock()
        self._known: Credentials | None = None

    async def token(self, refused: str | None = None) -> str:
        """As `ConnectionService.fresh`, which is asked only when need be."""
        async with self._turn:
            known = self._known
            if known is None or known.access_token.text == refused or ends_soon(known, self._clock()):
                known = self._known = await self._connections.fresh(self._account, refused)
            return known.access_token.text

    async def lost(self, *, revoked: bool) -> None:
        """As `ConnectionService.lose`, about the token that was used; without one, renewing has told it already."""
        if self._known is not None:
            await self._connections.lose(self._account, self._known, revoked=revoked)


def ends_soon(credentials: Credentials, now: datetime) -> bool:
    """Whether the token is no good any more, or not for long."""
    return credentials.expires_at is not None and credentials.expires_at - now < _ENDS_SOON


def _usable(credentials: Credentials, refused: str | None, now: datetime) -> bool:
    return credentials.access_token.text != refused and not _is_old(credentials, now)


def _is_old(credentials: Credentials, now: datetime) -> bool:
    """Whether it is time to renew. A token that does not end by itself is as old as what it was made of: Meta's tokens
    of Pages come from that of a person, which ends after 60 days."""
    ends = credentials.expires_at or credentials.refresh_expires_at
    if ends is None:
        return False
    life = ends - (credentials.obtained_at or ends)
    return ends - now < max(life / _RENEWED_SHARE, _RENEWED_AT_LATEST)


def _same(one: Secret | None, other: Secret | None) -> bool:
    return one is not None and one == other


async def _account(unit: ReadUnit | WriteUnit, user_id: str, account_id: str) -> Account:
    for account in (await unit.users.accounts([user_id]))[user_id]:
        if account.account_id == account_id:
            return account
    raise AccountNotFoundError(account_id)
