"""Connecting accounts, letting them go, and how often they are collected."""

from dataclasses import replace
from urllib.parse import urlsplit

from domain.connections import Disconnected
from domain.errors import AccountNotFoundError, InvalidInputError
from domain.users import Account, Platform
from resolvers import users
from resolvers.context import Context

_MAX_EVERY_MINUTES = 60 * 24 * 31


async def ask(context: Context, user_id: str, platform: Platform, redirect_uri: str | None) -> str:
    """The address that the person who shall give access is sent to."""
    services = context.services
    if redirect_uri is not None and urlsplit(redirect_uri).scheme not in ("http", "https"):
        raise InvalidInputError(f"`redirectUri` is {redirect_uri[:80]!r}; it must be an address of http or https.")
    return await services.connections.ask(user_id, platform, redirect_uri or callback_url(services.public_url))


async def grant(context: Context, state: str, code: str) -> tuple[Account, ...]:
    """The accounts that the answer opened."""
    return await context.services.connections.grant(state, code)


async def disconnect(context: Context, user_id: str, account_id: str, *, erase: bool) -> Disconnected:
    """Raises AccountNotFoundError, CollectionAlreadyRunningError."""
    return await context.services.connections.disconnect(user_id, account_id, erase=erase)


async def schedule(context: Context, user_id: str, account_id: str, every_minutes: int | None) -> Account:
    """Raises AccountNotFoundError, InvalidInputError."""
    if every_minutes is not None and not 0 <= every_minutes <= _MAX_EVERY_MINUTES:
        raise InvalidInputError(f"`everyMinutes` is {every_minutes}; it must be between 0 and {_MAX_EVERY_MINUTES}.")
    account = await users.account(context, user_id, account_id)
    if account is None:
        raise AccountNotFoundError(account_id)
    changed = replace(account.collection, every_minutes=every_minutes, next_at=None)
    async with context.services.storage.write() as unit:
        await unit.users.set_pace(account, every_minutes)
    return replace(account, collection=changed)


def callback_url(public_url: str) -> str:
    """Where platforms send a person back to; to be registered with them."""
    return f"{public_url}/connect/callback"
