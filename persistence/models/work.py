"""Work that fills the tables: collection runs and imports."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Integer, false, text
from sqlalchemy.orm import Mapped, mapped_column

from persistence.models.base import Base, Document, belongs_to_account, belongs_to_user


class RecordedCounts:
    """What storing has added so far."""

    posts_added: Mapped[int] = mapped_column(BigInteger)
    observations_added: Mapped[int] = mapped_column(BigInteger)
    engagements_added: Mapped[int] = mapped_column(BigInteger)
    values_changed: Mapped[int] = mapped_column(BigInteger)


class CollectionRunRow(Base):
    """One `collect`."""

    __tablename__ = "collection_runs"
    __table_args__ = (belongs_to_user(), Index(None, "user_id", "created_at"), Index(None, "run_id"))

    user_id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    worker: Mapped[str]
    """`host:process id` of whoever works on it; empty: nobody any more."""
    heartbeat_at: Mapped[datetime]
    cancel_requested_at: Mapped[datetime | None]
    takeovers: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many processes took it over from one that was gone."""


class AccountCollectionRow(RecordedCounts, Base):
    """The part of a run that reads one account; an account has at most one that is unfinished."""

    __tablename__ = "account_collections"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "run_id"], ["collection_runs.user_id", "collection_runs.run_id"], ondelete="CASCADE"
        ),
        belongs_to_account(),
        Index(
            "uq_account_collections_unfinished",
            "user_id",
            "account_id",
            unique=True,
            sqlite_where=text("status IN ('queued', 'running')"),
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
    )

    user_id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str]
    status: Mapped[str]
    cursor: Mapped[str | None]
    pages: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str | None]
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    """The window that it reads; NULL for runs that were made before each account had its own."""
    calls: Mapped[int] = mapped_column(BigInteger, server_default="0")
    cost_micros: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """Millionths of a US dollar."""
    waits_until: Mapped[datetime | None]
    resumptions: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many parts before it, in a row, came no further from the same cursor."""
    asked_for: Mapped[bool] = mapped_column(server_default=false())
    """Somebody chose the window: nothing goes on with it."""


class ImportRow(RecordedCounts, Base):
    """One file that is imported."""

    __tablename__ = "imports"
    __table_args__ = (belongs_to_user(), Index(None, "user_id", "created_at"))

    user_id: Mapped[str] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    worker: Mapped[str]
    """`host:process id` of whoever works on it."""
    heartbeat_at: Mapped[datetime]
    reason: Mapped[str | None]
    """Why it did not succeed."""
    report: Mapped[Document]
    """What came of it, part by part; NULL until it is finished."""
