"""Annotations: listing them, and changing one's own."""

import secrets
from dataclasses import replace
from datetime import date, timedelta

from domain.annotations import Annotation, annotation_days, annotation_text, overlapping, owned
from domain.time_range import MAX_DATE, MIN_DATE, Period
from domain.users import User
from resolvers.context import Context


async def annotations(context: Context, user_id: str, period: Period | None = None) -> tuple[Annotation, ...]:
    """Those of the period, or all, oldest first."""
    found = await context.loaders.annotations.load(user_id) or ()
    start, end = (period.start, period.end) if period is not None else (MIN_DATE, MAX_DATE)
    return overlapping(found, start, end)


async def annotation(context: Context, user_id: str, annotation_id: str) -> Annotation | None:
    """One annotation."""
    return next((a for a in await annotations(context, user_id) if a.annotation_id == annotation_id), None)


async def create_annotation(context: Context, user: User, start: date, end: date | None, text: str) -> Annotation:
    """A new annotation of the viewer. Raises InvalidInputError."""
    first_day, end_day = annotation_days(start, end)
    made = Annotation(
        user.user_id,
        secrets.token_hex(8),
        first_day,
        end_day,
        annotation_text(text),
        context.viewer,
        context.now,
        context.now,
    )
    async with context.services.storage.write() as unit:
        await unit.annotations.add(made)
    context.loaders.annotations.clear_all()
    return made


async def update_annotation(
    context: Context,
    user_id: str,
    annotation_id: str,
    *,
    start: date | None = None,
    end: date | None = None,
    text: str | None = None,
) -> Annotation:
    """Change what is given. A new start without an end moves the days and keeps how many they are.

    Raises:
        AnnotationNotFoundError, NotOwnerError, InvalidInputError.
    """
    async with context.services.storage.write() as unit:
        before = owned(await unit.annotations.find(user_id, annotation_id), annotation_id, context.viewer)
        first_day = start or before.start
        first_day, end_day = annotation_days(first_day, end or _later(first_day, before.end - before.start))
        after = replace(
            before,
            start=first_day,
            end=end_day,
            text=before.text if text is None else annotation_text(text),
            updated_at=context.now,
        )
        await unit.annotations.update(after)
    context.loaders.annotations.clear_all()
    return after


def _later(day: date, days: timedelta) -> date:
    """So many days later, but not after the end of the calendar."""
    return date.max if date.max - day < days else day + days


async def delete_annotation(context: Context, user_id: str, annotation_id: str) -> None:
    """Raises AnnotationNotFoundError, NotOwnerError."""
    async with context.services.storage.write() as unit:
        owned(await unit.annotations.find(user_id, annotation_id), annotation_id, context.viewer)
        await unit.annotations.delete(user_id, annotation_id)
    context.loaders.annotations.clear_all()
