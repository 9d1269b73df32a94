"""What all tables share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from persistence.column_types import UtcDateTime

Count = Annotated[int | None, mapped_column(BigInteger)]
"""A 64-bit count; NULL means not observed, and there is no default: a zero is an observation."""

Document = Annotated[
    Mapping[str, Any] | None,
    mapped_column(JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")),
]
Items = Annotated[
    list[Any], mapped_column(JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"))
]


class Base(DeclarativeBase):
    """Declarative base with names for every constraint, so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime(), str: String()}


def belongs_to_user() -> ForeignKeyConstraint:
    """Rows vanish with their user."""
    return ForeignKeyConstraint(["user_id"], ["users.user_id"], ondelete="CASCADE")


def belongs_to_account() -> ForeignKeyConstraint:
    """Rows vanish with their account."""
    return ForeignKeyConstraint(
        ["user_id", "account_id"], ["accounts.user_id", "accounts.account_id"], ondelete="CASCADE"
    )
