"""Segments: looking them up, and changing one's own."""

import secrets
from dataclasses import replace

from domain.errors import InvalidCursorError, SegmentNotFoundError
from domain.filters import Filter
from domain.segments import Segment, owned, segment_name
from domain.users import User
from resolvers.context import Context
from resolvers.pagination import decode_cursor


async def segments(context: Context, user_id: str) -> tuple[Segment, ...]:
    """Those that the viewer may see, by name."""
    found = await context.loaders.segments.load(user_id) or ()
    return tuple(segment for segment in found if segment.visible_to(context.viewer))


async def segment(context: Context, user_id: str, segment_id: str) -> Segment | None:
    """One segment, if the viewer may see it."""
    return next((s for s in await segments(context, user_id) if s.segment_id == segment_id), None)


async def segment_filter(context: Context, user: User, name_or_id: str) -> Filter:
    """The filter of a segment by its name, its own or its global id.

    Raises:
        SegmentNotFoundError: the user has none such that the viewer may see.
    """
    segment_id = _local_id(user.user_id, name_or_id)
    for found in await segments(context, user.user_id):
        if found.segment_id == segment_id or found.name == name_or_id:
            return found.filter
    raise SegmentNotFoundError(name_or_id)


def _local_id(user_id: str, id_: str) -> str | None:
    """The id of a segment of the user, in a global id or as it is; None for the segment of another user."""
    try:
        owner, segment_id = decode_cursor("Segment", id_, 2)
    except InvalidCursorError:
        return id_
    return str(segment_id) if owner == user_id else None


async def create_segment(context: Context, user: User, name: str, filter: Filter, shared: bool) -> Segment:
    """A new segment of the viewer. Raises InvalidInputError, NameTakenError."""
    segment = Segment(
        user.user_id,
        secrets.token_hex(8),
        segment_name(name),
        filter,
        shared,
        context.viewer,
        context.now,
        context.now,
    )
    async with context.services.storage.write() as unit:
        await unit.segments.add(segment)
    context.loaders.segments.clear_all()
    return segment


async def update_segment(
    context: Context,
    user_id: str,
    segment_id: str,
    *,
    name: str | None = None,
    filter: Filter | None = None,
    shared: bool | None = None,
) -> Segment:
    """Change what is given. Raises SegmentNotFoundError, NotOwnerError, NameTakenError, InvalidInputError."""
    async with context.services.storage.write() as unit:
        before = owned(await unit.segments.find(user_id, segment_id), segment_id, context.viewer)
        after = replace(
            before,
            name=before.name if name is None else segment_name(name),
            filter=before.filter if filter is None else filter,
            shared=before.shared if shared is None else shared,
            updated_at=context.now,
        )
        await unit.segments.update(after)
    context.loaders.segments.clear_all()
    return after


async def delete_segment(context: Context, user_id: str, segment_id: str) -> None:
    """Raises SegmentNotFoundError, NotOwnerError."""
    async with context.services.storage.write() as unit:
        owned(await unit.segments.find(user_id, segment_id), segment_id, context.viewer)
        await unit.segments.delete(user_id, segment_id)
    context.loaders.segments.clear_all()
