"""Segments: filters of a user that have a name and can be used again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import InvalidInputError, NotOwnerError, SegmentNotFoundError
from domain.filters import Filter

MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Segment:
    """A named filter. Its weekdays and hours are those of the user's zone."""

    user_id: str
    segment_id: str
    name: str
    """1 to MAX_NAME characters; a user has each name once."""
    filter: Filter
    shared: bool
    """True: everybody who sees the user sees it. False: its owner alone."""
    owner: str
    """The viewer who made it; nobody else may change it."""
    created_at: datetime
    updated_at: datetime

    def visible_to(self, viewer: str) -> bool:
        """True for shared ones and the viewer's own."""
        return self.shared or self.owner == viewer


def segment_name(text: str) -> str:
    """The name without blanks around it.

    Raises:
        InvalidInputError: it is empty or too long.
    """
    name = text.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise InvalidInputError(f"The name of a segment has 1 to {MAX_NAME} characters; {len(name)} were given.")
    return name


def owned(segment: Segment | None, segment_id: str, viewer: str) -> Segment:
    """The segment, for one who wants to change it.

    Raises:
        SegmentNotFoundError: there is none, or not for this viewer.
        NotOwnerError: somebody else made it.
    """
    if segment is None or not segment.visible_to(viewer):
        raise SegmentNotFoundError(segment_id)
    if segment.owner != viewer:
        raise NotOwnerError("segment", segment.owner)
    return segment


def by_name(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Sorted as people look for them: upper and lower case alike."""
    return tuple(sorted(segments, key=lambda segment: (segment.name.casefold(), segment.name)))
