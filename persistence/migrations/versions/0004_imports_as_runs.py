"""Imports as durable runs with a full report; posts of which only the day is known; who said what of a post when."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from persistence.column_types import UtcDateTime

revision = "0004"
down_revision = "0003"

_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_COUNTS = ("posts_added", "observations_added", "engagements_added", "values_changed")


def upgrade() -> None:
    """Apply."""
    op.add_column("accounts", sa.Column("described_at", _JSON, nullable=True))
    op.add_column("content_performance", sa.Column("described_at", _JSON, nullable=True))
    op.add_column(
        "content_performance", sa.Column("time_known", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    old = _rows()
    op.drop_table("imports")
    new = op.create_table(
        "imports",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("heartbeat_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _COUNTS),
        sa.Column("report", _JSON, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_imports_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "import_id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_user_id_created_at"), "imports", ["user_id", "created_at"])
    if old:
        op.bulk_insert(new, [_as_run(row) for row in old])


def downgrade() -> None:
    """Take back. Reports of files with several parts lose all parts but their numbers."""
    rows = _rows()
    op.drop_table("imports")
    old = op.create_table(
        "imports",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("rows_read", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), nullable=False),
        sa.Column("accounts", _JSON, nullable=False),
        sa.Column("rejected", _JSON, nullable=False),
        sa.Column("notes", _JSON, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _COUNTS),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_imports_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "import_id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_user_id_imported_at"), "imports", ["user_id", "imported_at"])
    finished = [_as_report(row) for row in rows if row["status"] == "succeeded"]
    if finished:
        op.bulk_insert(old, finished)
    op.drop_column("content_performance", "time_known")
    op.drop_column("content_performance", "described_at")
    op.drop_column("accounts", "described_at")


def _rows() -> list[dict[str, Any]]:
    connection = op.get_bind()
    table = sa.Table("imports", sa.MetaData(), autoload_with=connection)
    for column in table.columns:
        if column.name.endswith("_at"):
            column.type = UtcDateTime()
    return [dict(row._mapping) for row in connection.execute(sa.select(table))]


def _as_run(row: dict[str, Any]) -> dict[str, Any]:
    part = {
        "kind": row["kind"],
        "title": row["kind"],
        "part": "",
        "form": "",
        "language": None,
        "why": "",
        "observed_at": row["observed_at"].isoformat(),
        "observed_at_from": "",
        "day_zone": None,
        "metrics": [],
        "unread": [],
        "notes": row["notes"],
        "rows_read": row["rows_read"],
        "posts": 0,
        "days": 0,
        "engagements": 0,
        "first_day": None,
        "last_day": None,
        "accounts": row["accounts"],
        "left_out": {"unreadable": row["rows_rejected"]} if row["rows_rejected"] else {},
        "examples": [[line, reason, "unreadable"] for line, reason in row["rejected"]],
    }
    return {
        **{name: row[name] for name in ("user_id", "import_id", "file_name", *_COUNTS)},
        "size_bytes": None,
        "status": "succeeded",
        "created_at": row["imported_at"],
        "finished_at": row["imported_at"],
        "worker": "",
        "heartbeat_at": row["imported_at"],
        "reason": None,
        "report": {"parts": [part], "ignored": []},
    }


def _as_report(row: dict[str, Any]) -> dict[str, Any]:
    parts = (row["report"] or {}).get("parts", [])
    return {
        **{name: row[name] for name in ("user_id", "import_id", "file_name", *_COUNTS)},
        "kind": parts[0]["kind"] if parts else "",
        "imported_at": row["created_at"],
        "observed_at": max((datetime.fromisoformat(part["observed_at"]) for part in parts), default=row["created_at"]),
        "rows_read": sum(part["rows_read"] for part in parts),
        "rows_rejected": sum(sum(part["left_out"].values()) for part in parts),
        "accounts": sorted({account for part in parts for account in part["accounts"]}),
        "rejected": [[line, reason] for part in parts for line, reason, _ in part["examples"]],
        "notes": [note for part in parts for note in part["notes"]],
    }
