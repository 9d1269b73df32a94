"""Segments."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NameTakenError, SegmentNotFoundError
from domain.filter_forms import from_document, to_document
from domain.segments import Segment, by_name
from persistence.dialect import insert
from persistence.models import Segment as SegmentRow

_SEGMENTS = cast("Table", SegmentRow.__table__)


class SqlSegments:
    """The domain's SegmentWriter."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_users(self, user_ids: Sequence[str]) -> dict[str, tuple[Segment, ...]]:
        """Every user asked for is in it."""
        rows = await self._connection.execute(select(_SEGMENTS).where(_SEGMENTS.c.user_id.in_(user_ids)))
        found: dict[str, list[Segment]] = {user_id: [] for user_id in user_ids}
        for row in rows:
            found[row.user_id].append(_segment(row))
        return {user_id: by_name(segments) for user_id, segments in found.items()}

    async def find(self, user_id: str, segment_id: str) -> Segment | None:
        """A segment that is about to be changed: others who want to change it wait."""
        rows = await self._connection.execute(
            select(_SEGMENTS)
            .where(_SEGMENTS.c.user_id == user_id, _SEGMENTS.c.segment_id == segment_id)
            .with_for_update()
        )
        row = rows.one_or_none()
        return None if row is None else _segment(row)

    async def add(self, segment: Segment) -> None:
        """Raises NameTakenError."""
        statement = insert(self._connection, _SEGMENTS).on_conflict_do_nothing(index_elements=["user_id", "name"])
        result = await self._connection.execute(
            statement.values(
                user_id=segment.user_id,
                segment_id=segment.segment_id,
                owner=segment.owner,
                created_at=segment.created_at,
                **_changeable(segment),
            )
        )
        if result.rowcount == 0:
            raise NameTakenError(segment.name)

    async def update(self, segment: Segment) -> None:
        """Raises NameTakenError, SegmentNotFoundError."""
        try:
            result = await self._connection.execute(
                update(_SEGMENTS)
                .where(_SEGMENTS.c.user_id == segment.user_id, _SEGMENTS.c.segment_id == segment.segment_id)
                .values(**_changeable(segment))
            )
        except IntegrityError:  # the name is the only thing in it that must be unique
            raise NameTakenError(segment.name) from None
        if result.rowcount == 0:
            raise SegmentNotFoundError(segment.segment_id)

    async def delete(self, user_id: str, segment_id: str) -> None:
        """Harmless when it is gone already."""
        await self._connection.execute(
            delete(_SEGMENTS).where(_SEGMENTS.c.user_id == user_id, _SEGMENTS.c.segment_id == segment_id)
        )


def _changeable(segment: Segment) -> dict[str, Any]:
    return {
        "name": segment.name,
        "filter": to_document(segment.filter),
        "shared": segment.shared,
        "updated_at": segment.updated_at,
    }


def _segment(row: Any) -> Segment:
    return Segment(
        row.user_id,
        row.segment_id,
        row.name,
        from_document(row.filter),
        row.shared,
        row.owner,
        row.created_at,
        row.updated_at,
    )
