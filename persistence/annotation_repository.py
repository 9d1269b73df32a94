"""Annotations."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.annotations import Annotation
from persistence.models import Annotation as AnnotationRow

_ANNOTATIONS = cast("Table", AnnotationRow.__table__)


class SqlAnnotations:
    """The domain's AnnotationWriter."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_users(self, user_ids: Sequence[str]) -> dict[str, tuple[Annotation, ...]]:
        """Every user asked for is in it."""
        rows = await self._connection.execute(
            select(_ANNOTATIONS)
            .where(_ANNOTATIONS.c.user_id.in_(user_ids))
            .order_by(_ANNOTATIONS.c.user_id, _ANNOTATIONS.c.start_day, _ANNOTATIONS.c.annotation_id)
        )
        found: dict[str, list[Annotation]] = {user_id: [] for user_id in user_ids}
        for row in rows:
            found[row.user_id].append(_annotation(row))
        return {user_id: tuple(annotations) for user_id, annotations in found.items()}

    async def find(self, user_id: str, annotation_id: str) -> Annotation | None:
        """An annotation that is about to be changed: others who want to change it wait."""
        rows = await self._connection.execute(
            select(_ANNOTATIONS)
            .where(_ANNOTATIONS.c.user_id == user_id, _ANNOTATIONS.c.annotation_id == annotation_id)
            .with_for_update()
        )
        row = rows.one_or_none()
        return None if row is None else _annotation(row)

    async def add(self, annotation: Annotation) -> None:
        """Keep a new one."""
        await self._connection.execute(
            insert(_ANNOTATIONS).values(
                user_id=annotation.user_id,
                annotation_id=annotation.annotation_id,
                owner=annotation.owner,
                created_at=annotation.created_at,
                **_changeable(annotation),
            )
        )

    async def update(self, annotation: Annotation) -> None:
        """Store days and text."""
        await self._connection.execute(
            update(_ANNOTATIONS)
            .where(
                _ANNOTATIONS.c.user_id == annotation.user_id,
                _ANNOTATIONS.c.annotation_id == annotation.annotation_id,
            )
            .values(**_changeable(annotation))
        )

    async def delete(self, user_id: str, annotation_id: str) -> None:
        """Harmless when it is gone already."""
        await self._connection.execute(
            delete(_ANNOTATIONS).where(_ANNOTATIONS.c.user_id == user_id, _ANNOTATIONS.c.annotation_id == annotation_id)
        )


def _changeable(annotation: Annotation) -> dict[str, Any]:
    return {
        "start_day": annotation.start,
        "end_day": annotation.end,
        "text": annotation.text,
        "updated_at": annotation.updated_at,
    }


def _annotation(row: Any) -> Annotation:
    return Annotation(
        row.user_id,
        row.annotation_id,
        row.start_day,
        row.end_day,
        row.text,
        row.owner,
        row.created_at,
        row.updated_at,
    )
