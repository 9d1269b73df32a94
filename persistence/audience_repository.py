"""Breakdowns of audiences, read."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.audience import DatedBreakdown, from_document
from persistence.models import UserMetrics


class SqlAudience:
    """The domain's AudienceRepository."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def newest(self, user_id: str, account_id: str, until: date | None) -> list[tuple[date, DatedBreakdown]]:
        """Of each breakdown of an account the one of the latest day, up to `until` (inclusive), by name."""
        query = (
            select(UserMetrics.date, UserMetrics.audience_demographics)
            .where(
                UserMetrics.user_id == user_id,
                UserMetrics.account_id == account_id,
                UserMetrics.audience_demographics.is_not(None),
            )
            .order_by(UserMetrics.date)
        )
        if until is not None:
            query = query.where(UserMetrics.date <= until)
        found: dict[str, tuple[date, DatedBreakdown]] = {}
        for day, documents in await self._connection.execute(query):
            for name, document in (documents or {}).items():
                found[name] = (day, from_document(name, document))
        return [found[name] for name in sorted(found)]
