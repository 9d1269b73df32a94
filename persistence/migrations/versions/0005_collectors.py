"""Collectors of real platforms: credentials and consents, schedules, refused metrics, spending, and who leads."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from persistence.column_types import UtcDateTime

revision = "0005"
down_revision = "0004"


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """Made anew for each use: a column belongs to one table."""
    return {
        "accounts": (
            sa.Column("credentials_expire_at", UtcDateTime(), nullable=True),
            sa.Column("refreshing_until", UtcDateTime(), nullable=True),
            sa.Column("collected_until", UtcDateTime(), nullable=True),
            sa.Column("reread_since", UtcDateTime(), nullable=True),
            sa.Column("next_collection_at", UtcDateTime(), nullable=True),
            sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("collect_every_minutes", sa.Integer(), nullable=True),
        ),
        "content_performance": (sa.Column("missing_since", UtcDateTime(), nullable=True),),
        "collection_runs": (
            sa.Column("cancel_requested_at", UtcDateTime(), nullable=True),
            sa.Column("takeovers", sa.Integer(), nullable=False, server_default="0"),
        ),
        "account_collections": (
            sa.Column("since", UtcDateTime(), nullable=True),
            sa.Column("until", UtcDateTime(), nullable=True),
            sa.Column("calls", sa.BigInteger(), nullable=False, server_default="0"),
            sa.Column("cost_micros", sa.BigInteger(), nullable=False, server_default="0"),
            sa.Column("waits_until", UtcDateTime(), nullable=True),
            sa.Column("resumptions", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("asked_for", sa.Boolean(), nullable=False, server_default=sa.false()),
        ),
    }


def upgrade() -> None:
    """Apply."""
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "metric_rejections",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("unread_since", UtcDateTime(), nullable=False),
        sa.Column("for_good", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id", "account_id"],
            ["accounts.user_id", "accounts.account_id"],
            name=op.f("fk_metric_rejections_user_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "account_id", "name", name=op.f("pk_metric_rejections")),
    )
    op.create_table(
        "consents",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("redirect_uri", sa.String(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_consents_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_consents")),
    )
    op.create_table(
        "platform_spend",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "day", name=op.f("pk_platform_spend")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )


def downgrade() -> None:
    """Take back. Connected accounts have to be connected anew."""
    for table in ("leases", "platform_spend", "consents", "metric_rejections"):
        op.drop_table(table)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
