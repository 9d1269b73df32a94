"""Engagements by country and device, stretches without observation, and when things became known.

The new tables are filled as numbers come in; `pulsegraph db rebuild-rollups` fills them from what is there already.
"""

import sqlalchemy as sa
from alembic import op

from persistence.column_types import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.add_column("accounts", sa.Column("last_observed_at", UtcDateTime(), nullable=True))
    op.add_column("post_engagements", sa.Column("recorded_at", UtcDateTime(), nullable=True))
    op.create_table(
        "engagement_breakdowns",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("dimension", sa.SmallInteger(), nullable=False),
        sa.Column("bucket", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("engagement_type", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        _belongs_to_account("engagement_breakdowns"),
        sa.PrimaryKeyConstraint(
            "user_id",
            "dimension",
            "bucket",
            "account_id",
            "engagement_type",
            "value",
            name=op.f("pk_engagement_breakdowns"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "engagement_gaps",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("until_bucket", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("engagement_type", sa.String(), nullable=False),
        sa.Column("since_bucket", sa.BigInteger(), nullable=False),
        sa.Column("direction", sa.SmallInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        _belongs_to_account("engagement_gaps"),
        sa.PrimaryKeyConstraint(
            "user_id",
            "until_bucket",
            "account_id",
            "engagement_type",
            "since_bucket",
            "direction",
            name=op.f("pk_engagement_gaps"),
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("engagement_gaps")
    op.drop_table("engagement_breakdowns")
    op.drop_column("post_engagements", "recorded_at")
    op.drop_column("accounts", "last_observed_at")


def _belongs_to_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id", "account_id"],
        ["accounts.user_id", "accounts.account_id"],
        name=op.f(f"fk_{table}_user_id_account_id"),
        ondelete="CASCADE",
    )
