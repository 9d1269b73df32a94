"""Media length of posts; segments and annotations with an owner.

Nothing has written segments or annotations before this version, so their tables are made anew. Going back loses them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from persistence.column_types import UtcDateTime

revision = "0002"
down_revision = "0001"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.add_column("content_performance", sa.Column("media_seconds", sa.Double(), nullable=True))
    op.drop_table("segments")
    op.create_table(
        "segments",
        *_segment_columns(),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        *_segment_constraints(),
    )
    op.drop_table("annotations")
    op.create_table(
        "annotations",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("annotation_id", sa.String(), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        *_annotation_constraints(),
    )
    op.create_index(op.f("ix_annotations_user_id_start_day"), "annotations", ["user_id", "start_day"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("annotations")
    op.create_table(
        "annotations",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("annotation_id", sa.String(), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *_annotation_constraints(),
    )
    op.drop_table("segments")
    op.create_table("segments", *_segment_columns(), *_segment_constraints())
    op.drop_column("content_performance", "media_seconds")


def _segment_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("segment_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filter", _JSON, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    ]


def _segment_constraints() -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_segments_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "segment_id", name=op.f("pk_segments")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_segments_user_id_name")),
    ]


def _annotation_constraints() -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_annotations_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "annotation_id", name=op.f("pk_annotations")),
    ]
