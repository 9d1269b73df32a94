"""Users and their accounts."""

from domain.errors import UserNotFoundError
from domain.users import Account, Platform, User, in_scope
from resolvers.context import Context
from resolvers.pagination import Page, page_size


async def user(context: Context, user_id: str) -> User:
    """Raises UserNotFoundError."""
    found = await context.loaders.users.load(user_id)
    if found is None:
        raise UserNotFoundError(user_id)
    return found


async def users(context: Context, first: int, after: str | None) -> Page[User]:
    """A page of all users, by id."""
    size = page_size(first)
    async with context.services.storage.read() as unit:
        found = await unit.users.page(size + 1, after)
        total = await unit.users.count()
    return Page(found[:size], len(found) > size, total)


async def accounts(context: Context, user: User, platforms: frozenset[Platform] | None = None) -> tuple[Account, ...]:
    """The accounts whose numbers may be shown together."""
    return in_scope(await context.loaders.accounts.load(user.user_id) or (), platforms)


async def account(context: Context, user_id: str, account_id: str) -> Account | None:
    """One account."""
    found = await context.loaders.accounts.load(user_id) or ()
    return next((a for a in found if a.account_id == account_id), None)
