"""Global ids: one opaque id for every object that can be asked for again by `node`."""

import strawberry

from domain.errors import InvalidCursorError, NotFoundError
from resolvers.pagination import decode_cursor, encode_cursor


@strawberry.interface(description="An object with a global id, by which `node` finds it again.")
class Node:
    """Relay's interface."""

    id: strawberry.ID = strawberry.field(description="Global id; opaque.")


def global_id(type_name: str, *key: str) -> strawberry.ID:
    """The global id of an object."""
    return strawberry.ID(encode_cursor(type_name, *key))


def key_of(type_name: str, length: int, id_: str) -> tuple[str, ...] | None:
    """The key in a global id, of so many parts; None when it is the id of something else."""
    try:
        parts = decode_cursor(type_name, id_, length)
    except InvalidCursorError:
        return None
    key = tuple(part for part in parts if isinstance(part, str))
    return key if len(key) == length else None


def local_key(type_name: str, id_: str) -> str:
    """The last part of a global id of that type. Raises NotFoundError."""
    for length in (1, 2, 3):
        key = key_of(type_name, length, id_)
        if key is not None:
            return key[-1]
    raise NotFoundError(f"{id_[:80]!r} is not the id of a {type_name}.")
