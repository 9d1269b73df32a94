"""Annotation, and the mutations of annotations."""

from datetime import date, datetime
from typing import Annotated

import strawberry

import domain.annotations as annotations_domain
from domain.errors import AnnotationNotFoundError as AnnotationNotFound
from resolvers import annotations, users
from schema.errors import AnnotationNotFoundError, InvalidInputError, NotOwnerError, UserNotFoundError
from schema.info import Info
from schema.nodes import Node, global_id, key_of


@strawberry.type(description="A mark on the time axis, such as a campaign or an outage. Charts over time show it.")
class Annotation(Node):
    """An annotation."""

    annotation_id: strawberry.ID = strawberry.field(description="Its own id.")
    start: date = strawberry.field(description="First day, in the user's zone.")
    end: date = strawberry.field(description="Day after the last one (exclusive).")
    text: str = strawberry.field(description="What happened, 1 to 280 characters.")
    owner: str = strawberry.field(description="Who made it, and alone may change it.")
    created_at: datetime = strawberry.field(description="When it was made, UTC.")
    updated_at: datetime = strawberry.field(description="When it was last changed, UTC.")

    @classmethod
    def from_domain(cls, annotation: annotations_domain.Annotation) -> "Annotation":
        """As the contract shows it."""
        return cls(
            id=global_id("Annotation", annotation.user_id, annotation.annotation_id),
            annotation_id=strawberry.ID(annotation.annotation_id),
            start=annotation.start,
            end=annotation.end,
            text=annotation.text,
            owner=annotation.owner,
            created_at=annotation.created_at,
            updated_at=annotation.updated_at,
        )


@strawberry.type(description="An annotation that is no more.")
class DeletedAnnotation:
    """What is left of it."""

    deleted_id: strawberry.ID = strawberry.field(description="The global id that it had.")


@strawberry.input(description="A new annotation.")
class CreateAnnotationInput:
    """For `createAnnotation`."""

    user_id: strawberry.ID = strawberry.field(description="The user's own id.")
    start: date = strawberry.field(description="First day, in the user's zone.")
    end: date | None = strawberry.field(
        default=None, description="Day after the last one (exclusive). Null: it is one day."
    )
    text: str = strawberry.field(description="What happened, 1 to 280 characters without the blanks around them.")


@strawberry.input(description="What shall be other than it is. Only the owner may change an annotation.")
class UpdateAnnotationInput:
    """For `updateAnnotation`."""

    id: strawberry.ID = strawberry.field(description="The annotation's global id.")
    start: date | None = strawberry.field(default=None, description="Its new first day. Null: as it is.")
    end: date | None = strawberry.field(
        default=None, description="Day after the new last one (exclusive). Null: it keeps as many days as it has."
    )
    text: str | None = strawberry.field(default=None, description="Its new text. Null: as it is.")


CreateAnnotationResult = Annotated[
    Annotation | UserNotFoundError | InvalidInputError,
    strawberry.union("CreateAnnotationResult", description="The new annotation, or why there is none."),
]
UpdateAnnotationResult = Annotated[
    Annotation | AnnotationNotFoundError | NotOwnerError | InvalidInputError,
    strawberry.union("UpdateAnnotationResult", description="The annotation as it is now, or why it is as it was."),
]
DeleteAnnotationResult = Annotated[
    DeletedAnnotation | AnnotationNotFoundError | NotOwnerError,
    strawberry.union("DeleteAnnotationResult", description="The annotation that is gone, or why it is still there."),
]


@strawberry.type
class AnnotationMutations:
    """What can be done with annotations."""

    @strawberry.mutation(description="Mark days with a text. The annotation belongs to whoever makes it.")
    async def create_annotation(
        self, info: Info, input: Annotated[CreateAnnotationInput, strawberry.argument(description="The annotation.")]
    ) -> CreateAnnotationResult:
        """Raises what the union holds."""
        user = await users.user(info.context, input.user_id)
        made = await annotations.create_annotation(info.context, user, input.start, input.end, input.text)
        return Annotation.from_domain(made)

    @strawberry.mutation(description="Move an annotation, or give it another text.")
    async def update_annotation(
        self, info: Info, input: Annotated[UpdateAnnotationInput, strawberry.argument(description="The change.")]
    ) -> UpdateAnnotationResult:
        """Raises what the union holds."""
        user_id, annotation_id = _key(input.id)
        changed = await annotations.update_annotation(
            info.context, user_id, annotation_id, start=input.start, end=input.end, text=input.text
        )
        return Annotation.from_domain(changed)

    @strawberry.mutation(description="Delete an annotation. Only its owner may.")
    async def delete_annotation(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its global id.")]
    ) -> DeleteAnnotationResult:
        """Raises what the union holds."""
        user_id, annotation_id = _key(id)
        await annotations.delete_annotation(info.context, user_id, annotation_id)
        return DeletedAnnotation(deleted_id=id)


def _key(id_: str) -> tuple[str, str]:
    """User id and annotation id in a global id. Raises AnnotationNotFoundError."""
    key = key_of("Annotation", 2, id_)
    if key is None:
        raise AnnotationNotFound(id_)
    return key[0], key[1]
