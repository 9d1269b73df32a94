"""The posts that collectors have seen: when each last moved, and which are gone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assignments import KnownPost
from domain.observations import ContentType, Provenance
from domain.users import Account
from persistence.dialect import chunks
from persistence.models import ContentPerformance, MetricObservation
from persistence.rollups import LIFETIME


class SqlKnownPosts:
    """The domain's KnownPosts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, account: Account, before: datetime, unseen_since: datetime | None) -> list[KnownPost]:
        """By id. Posts that came from files alone are not among them: their ids may be others than the API's."""
        published = ContentPerformance.posted_at < before
        if unseen_since is not None:
            published = or_(published, ContentPerformance.observed_at < unseen_since)
        from_api = exists().where(
            MetricObservation.user_id == ContentPerformance.user_id,
            MetricObservation.account_id == ContentPerformance.account_id,
            MetricObservation.post_id == ContentPerformance.post_id,
            MetricObservation.period == LIFETIME,
            MetricObservation.provenance == Provenance.API.value,
        )
        query = (
            select(
                ContentPerformance.post_id,
                ContentPerformance.posted_at,
                ContentPerformance.content_type,
                ContentPerformance.observed_at,
                ContentPerformance.missing_since,
                ContentPerformance.deleted_at,
                ContentPerformance.details.label("details"),
            )
            .where(*_of(account), published, from_api)
            .order_by(ContentPerformance.post_id)
        )
        rows = (await self._connection.execute(query)).all()
        moved = await self._moved(account, [row.post_id for row in rows])
        return [
            KnownPost(
                row.post_id,
                row.posted_at,
                ContentType(row.content_type),
                row.observed_at,
                moved.get(row.post_id),
                row.missing_since,
                row.details or {},
                row.deleted_at is not None,
            )
            for row in rows
        ]

    async def note(
        self, account: Account, seen: Collection[str], missing: Collection[str], now: datetime, confirm_after: timedelta
    ) -> int:
        """Only a second miss, `confirm_after` the first or later, makes a post deleted."""
        for part in chunks(sorted(seen)):
            came_back = or_(ContentPerformance.missing_since.is_not(None), ContentPerformance.deleted_at.is_not(None))
            await self._connection.execute(
                update(ContentPerformance)
                .where(*_of(account), ContentPerformance.post_id.in_(part), came_back)
                .values(missing_since=None, deleted_at=None)
            )
        deleted = 0
        for part in chunks(sorted(missing)):
            missed = and_(*_of(account), ContentPerformance.post_id.in_(part))
            is_deleted = ContentPerformance.deleted_at.is_not(None)
            confirmed = await self._connection.execute(
                update(ContentPerformance)
                .where(missed, ~is_deleted, ContentPerformance.missing_since <= now - confirm_after)
                .values(deleted_at=ContentPerformance.missing_since)
            )
            deleted += confirmed.rowcount
            await self._connection.execute(
                update(ContentPerformance)
                .where(missed, or_(is_deleted, ContentPerformance.missing_since.is_(None)))
                .values(missing_since=now)
            )
        return deleted

    async def _moved(self, account: Account, post_ids: list[str]) -> dict[str, datetime]:
        """When each post first showed a value that it had not shown before, for the last time."""
        found: dict[str, datetime] = {}
        for part in chunks(post_ids):
            first_shown = (
                select(MetricObservation.post_id, func.min(MetricObservation.observed_at).label("at"))
                .where(
                    MetricObservation.user_id == account.user_id,
                    MetricObservation.account_id == account.account_id,
                    MetricObservation.post_id.in_(part),
                    MetricObservation.period == LIFETIME,
                )
                .group_by(MetricObservation.post_id, MetricObservation.metric, MetricObservation.value)
                .subquery()
            )
            rows = await self._connection.execute(
                select(first_shown.c.post_id, func.max(first_shown.c.at).label("at")).group_by(first_shown.c.post_id)
            )
            found |= {row.post_id: row.at for row in rows}
        return found


def _of(account: Account) -> tuple[Any, Any]:
    return ContentPerformance.user_id == account.user_id, ContentPerformance.account_id == account.account_id
