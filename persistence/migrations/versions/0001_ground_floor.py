"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from persistence.column_types import UtcDateTime

revision = "0001"
down_revision = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TABLES = (
    "users",
    "accounts",
    "alert_rules",
    "annotations",
    "api_tokens",
    "collection_runs",
    "imports",
    "reports",
    "segments",
    "account_collections",
    "alerts",
    "content_performance",
    "engagement_rollups",
    "metric_observations",
    "post_engagements",
    "report_deliveries",
    "user_metrics",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("week_start", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_users")),
    )
    op.create_table(
        "accounts",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_since", UtcDateTime(), nullable=False),
        sa.Column("credentials", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_accounts_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "account_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint(
            "user_id", "platform", "external_id", name=op.f("uq_accounts_user_id_platform_external_id")
        ),
    )
    op.create_table(
        "alert_rules",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("definition", _JSON, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("muted_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_alert_rules_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "rule_id", name=op.f("pk_alert_rules")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_alert_rules_user_id_name")),
    )
    op.create_table(
        "annotations",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("annotation_id", sa.String(), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_annotations_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "annotation_id", name=op.f("pk_annotations")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("token_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("scopes", _JSON, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_api_tokens_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "token_id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "collection_runs",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("heartbeat_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_collection_runs_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "run_id", name=op.f("pk_collection_runs")),
    )
    op.create_index(op.f("ix_collection_runs_run_id"), "collection_runs", ["run_id"], unique=False)
    op.create_index(
        op.f("ix_collection_runs_user_id_created_at"),
        "collection_runs",
        ["user_id", "created_at"],
        unique=False,
    )

    op.create_table(
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
        sa.Column("posts_added", sa.BigInteger(), nullable=False),
        sa.Column("observations_added", sa.BigInteger(), nullable=False),
        sa.Column("engagements_added", sa.BigInteger(), nullable=False),
        sa.Column("values_changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_imports_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "import_id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_user_id_imported_at"), "imports", ["user_id", "imported_at"], unique=False)

    op.create_table(
        "reports",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("definition", _JSON, nullable=True),
        sa.Column("schedule", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_reports_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "report_id", name=op.f("pk_reports")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_reports_user_id_name")),
    )
    op.create_table(
        "segments",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("segment_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filter", _JSON, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_segments_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "segment_id", name=op.f("pk_segments")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_segments_user_id_name")),
    )
    op.create_table(
        "account_collections",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("posts_added", sa.BigInteger(), nullable=False),
        sa.Column("observations_added", sa.BigInteger(), nullable=False),
        sa.Column("engagements_added", sa.BigInteger(), nullable=False),
        sa.Column("values_changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id", "account_id"],
            ["accounts.user_id", "accounts.account_id"],
            name=op.f("fk_account_collections_user_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "run_id"],
            ["collection_runs.user_id", "collection_runs.run_id"],
            name=op.f("fk_account_collections_user_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "run_id", "account_id", name=op.f("pk_account_collections")),
    )
    op.create_index(
        "uq_account_collections_unfinished",
        "account_collections",
        ["user_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('queued', 'running')"),
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )

    op.create_table(
        "alerts",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("evidence", _JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id", "rule_id"],
            ["alert_rules.user_id", "alert_rules.rule_id"],
            name=op.f("fk_alerts_user_id_rule_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "alert_id", name=op.f("pk_alerts")),
    )
    op.create_table(
        "content_performance",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("tags", _JSON, nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("metadata", _JSON, nullable=True),
        sa.Column("video_completion_rate", sa.Double(), nullable=True),
        sa.Column("followers_gained", sa.BigInteger(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("comments", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.BigInteger(), nullable=True),
        sa.Column("saves", sa.BigInteger(), nullable=True),
        sa.Column("sends", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("video_views", sa.BigInteger(), nullable=True),
        sa.Column("media_views", sa.BigInteger(), nullable=True),
        sa.Column("watch_time_seconds", sa.Double(), nullable=True),
        sa.Column("profile_views", sa.BigInteger(), nullable=True),
        sa.Column("platform_engagements", sa.BigInteger(), nullable=True),
        sa.Column("engagements", sa.BigInteger(), nullable=True),
        sa.Column("engagement_rate", sa.Double(), nullable=True),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("observed", _JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id", "account_id"],
            ["accounts.user_id", "accounts.account_id"],
            name=op.f("fk_content_performance_user_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "account_id", "post_id", name=op.f("pk_content_performance")),
    )
    op.create_index(
        op.f("ix_content_performance_user_id_posted_at"),
        "content_performance",
        ["user_id", "posted_at"],
        unique=False,
    )

    op.create_table(
        "engagement_rollups",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("grain", sa.SmallInteger(), nullable=False),
        sa.Column("bucket", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("engagement_type", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id", "account_id"],
            ["accounts.user_id", "accounts.account_id"],
            name=op.f("fk_engagement_rollups_user_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "user_id", "grain", "bucket", "account_id", "engagement_type", name=op.f("pk_engagement_rollups")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "metric_observations",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id", "account_id"],
            ["accounts.user_id", "accounts.account_id"],
            name=op.f("fk_metric_observations_user_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "user_id",
            "account_id",
            "post_id",
            "period",
            "metric",
            "observed_at",
            "value",
            name=op.f("pk_metric_observations"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post_engagements",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=True),
        sa.Column("engagement_type", sa.String(), nullable=False),
        sa.Column("engagement_time", UtcDateTime(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("source_country", sa.String(), nullable=True),
        sa.Column("source_device", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("metadata", _JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id", "account_id"],
            ["accounts.user_id", "accounts.account_id"],
            name=op.f("fk_post_engagements_user_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "account_id", "dedupe_key", name=op.f("pk_post_engagements")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_deliveries",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id", "report_id"],
            ["reports.user_id", "reports.report_id"],
            name=op.f("fk_report_deliveries_user_id_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "delivery_id", name=op.f("pk_report_deliveries")),
    )
    op.create_table(
        "user_metrics",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("day_zone", sa.String(), nullable=True),
        sa.Column("followers", sa.BigInteger(), nullable=True),
        sa.Column("following", sa.BigInteger(), nullable=True),
        sa.Column("posts_count", sa.BigInteger(), nullable=True),
        sa.Column("followers_lost", sa.BigInteger(), nullable=True),
        sa.Column("posts_published", sa.BigInteger(), nullable=True),
        sa.Column("website_clicks", sa.BigInteger(), nullable=True),
        sa.Column("audience_demographics", _JSON, nullable=True),
        sa.Column("followers_gained", sa.BigInteger(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("comments", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.BigInteger(), nullable=True),
        sa.Column("saves", sa.BigInteger(), nullable=True),
        sa.Column("sends", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("video_views", sa.BigInteger(), nullable=True),
        sa.Column("media_views", sa.BigInteger(), nullable=True),
        sa.Column("watch_time_seconds", sa.Double(), nullable=True),
        sa.Column("profile_views", sa.BigInteger(), nullable=True),
        sa.Column("platform_engagements", sa.BigInteger(), nullable=True),
        sa.Column("engagements", sa.BigInteger(), nullable=True),
        sa.Column("engagement_rate", sa.Double(), nullable=True),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("observed", _JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id", "account_id"],
            ["accounts.user_id", "accounts.account_id"],
            name=op.f("fk_user_metrics_user_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "account_id", "date", name=op.f("pk_user_metrics")),
    )
    op.create_index(op.f("ix_user_metrics_user_id_date"), "user_metrics", ["user_id", "date"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in reversed(_TABLES):
        op.drop_table(table)
