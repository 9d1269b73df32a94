"""Who follows, visits or sees an account."""

from datetime import date

from domain.audience import DatedBreakdown
from domain.users import Account
from resolvers.context import Context


async def audience(context: Context, account: Account, until: date | None) -> list[tuple[date, DatedBreakdown]]:
    """Of each breakdown the one of the latest day, up to `until` (inclusive)."""
    async with context.services.storage.read() as unit:
        return await unit.audience.newest(account.user_id, account.account_id, until)
