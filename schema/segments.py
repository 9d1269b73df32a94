"""Segment, and the mutations of segments."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

import domain.segments as segments_domain
from domain.errors import SegmentNotFoundError as SegmentNotFound
from domain.filter_forms import to_document
from domain.filter_words import describe
from domain.filters import And
from resolvers import segments, users
from schema.errors import (
    InvalidInputError,
    NameTakenError,
    NotOwnerError,
    SegmentNotFoundError,
    UserNotFoundError,
)
from schema.filter_input import ContentFilter, to_filter
from schema.info import Info
from schema.nodes import Node, global_id, key_of


@strawberry.type(description="A named filter of a user, to be used again.")
class Segment(Node):
    """A segment."""

    segment_id: strawberry.ID = strawberry.field(description="Its own id.")
    name: str = strawberry.field(description="Its name, 1 to 80 characters; a user has each name once.")
    filter: JSON = strawberry.field(
        description="The filter as a document: `version`, and `filter` as a tree of `and`, `or`, `not` and conditions."
    )
    description: str = strawberry.field(description="The filter on one line, in English.")
    shared: bool = strawberry.field(description="True: everybody who sees the user sees it. False: its owner alone.")
    owner: str = strawberry.field(description="Who made it, and alone may change it.")
    created_at: datetime = strawberry.field(description="When it was made, UTC.")
    updated_at: datetime = strawberry.field(description="When it was last changed, UTC.")

    @classmethod
    def from_domain(cls, segment: segments_domain.Segment) -> "Segment":
        """As the contract shows it."""
        return cls(
            id=global_id("Segment", segment.user_id, segment.segment_id),
            segment_id=strawberry.ID(segment.segment_id),
            name=segment.name,
            filter=JSON(to_document(segment.filter)),
            description=describe(segment.filter),
            shared=segment.shared,
            owner=segment.owner,
            created_at=segment.created_at,
            updated_at=segment.updated_at,
        )


@strawberry.type(description="A segment that is no more.")
class DeletedSegment:
    """What is left of it."""

    deleted_id: strawberry.ID = strawberry.field(description="The global id that it had.")


@strawberry.input(description="A new segment.")
class CreateSegmentInput:
    """For `createSegment`."""

    user_id: strawberry.ID = strawberry.field(description="The user's own id.")
    name: str = strawberry.field(description="1 to 80 characters without the blanks around them; not taken yet.")
    filter: ContentFilter = strawberry.field(
        description="What belongs to it. A period is kept as the days that it means now."
    )
    shared: bool = strawberry.field(default=False, description="True: for everybody who sees the user.")


@strawberry.input(description="What shall be other than it is. Only the owner may change a segment.")
class UpdateSegmentInput:
    """For `updateSegment`."""

    id: strawberry.ID = strawberry.field(description="The segment's global id.")
    name: str | None = strawberry.field(default=None, description="Its new name. Null: as it is.")
    filter: ContentFilter | None = strawberry.field(default=None, description="Its new filter. Null: as it is.")
    shared: bool | None = strawberry.field(default=None, description="Share it, or no longer. Null: as it is.")


CreateSegmentResult = Annotated[
    Segment | UserNotFoundError | NameTakenError | InvalidInputError,
    strawberry.union("CreateSegmentResult", description="The new segment, or why there is none."),
]
UpdateSegmentResult = Annotated[
    Segment | SegmentNotFoundError | NotOwnerError | NameTakenError | InvalidInputError,
    strawberry.union("UpdateSegmentResult", description="The segment as it is now, or why it is as it was."),
]
DeleteSegmentResult = Annotated[
    DeletedSegment | SegmentNotFoundError | NotOwnerError,
    strawberry.union("DeleteSegmentResult", description="The segment that is gone, or why it is still there."),
]


@strawberry.type
class SegmentMutations:
    """What can be done with segments."""

    @strawberry.mutation(description="Keep a filter under a name. It belongs to whoever makes it.")
    async def create_segment(
        self, info: Info, input: Annotated[CreateSegmentInput, strawberry.argument(description="The segment.")]
    ) -> CreateSegmentResult:
        """Raises what the union holds."""
        user = await users.user(info.context, input.user_id)
        filter = to_filter(input.filter, user, info.context.now) or And(())
        return Segment.from_domain(await segments.create_segment(info.context, user, input.name, filter, input.shared))

    @strawberry.mutation(description="Rename a segment, give it another filter, share it or no longer.")
    async def update_segment(
        self, info: Info, input: Annotated[UpdateSegmentInput, strawberry.argument(description="The change.")]
    ) -> UpdateSegmentResult:
        """Raises what the union holds."""
        user_id, segment_id = _key(input.id)
        filter = None
        if input.filter is not None:
            user = await info.context.loaders.users.load(user_id)
            if user is None:
                raise SegmentNotFound(input.id)
            filter = to_filter(input.filter, user, info.context.now) or And(())
        return Segment.from_domain(
            await segments.update_segment(
                info.context, user_id, segment_id, name=input.name, filter=filter, shared=input.shared
            )
        )

    @strawberry.mutation(description="Delete a segment. Only its owner may.")
    async def delete_segment(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its global id.")]
    ) -> DeleteSegmentResult:
        """Raises what the union holds."""
        user_id, segment_id = _key(id)
        await segments.delete_segment(info.context, user_id, segment_id)
        return DeletedSegment(deleted_id=id)


def _key(id_: str) -> tuple[str, str]:
    """User id and segment id in a global id. Raises SegmentNotFoundError."""
    key = key_of("Segment", 2, id_)
    if key is None:
        raise SegmentNotFound(id_)
    return key[0], key[1]
