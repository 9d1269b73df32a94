"""What watches the numbers: saved filters, marks on the time axis, reports and alerts."""

from datetime import date, datetime

from sqlalchemy import Double, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from persistence.models.base import Base, Document, belongs_to_user


class Segment(Base):
    """A named filter."""

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("user_id", "name"), belongs_to_user())

    user_id: Mapped[str] = mapped_column(primary_key=True)
    segment_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    filter: Mapped[Document]
    """A document of `domain.filters`."""
    shared: Mapped[bool]
    """Seen by everybody who sees the user; otherwise by its owner alone."""
    owner: Mapped[str]
    """Who made it."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Annotation(Base):
    """A mark on the time axis."""

    __tablename__ = "annotations"
    __table_args__ = (belongs_to_user(), Index(None, "user_id", "start_day"))

    user_id: Mapped[str] = mapped_column(primary_key=True)
    annotation_id: Mapped[str] = mapped_column(primary_key=True)
    start_day: Mapped[date]
    end_day: Mapped[date]
    """Exclusive."""
    text: Mapped[str]
    owner: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Report(Base):
    """A report that is sent on a schedule."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("user_id", "name"), belongs_to_user())

    user_id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    definition: Mapped[Document]
    schedule: Mapped[str | None]
    created_at: Mapped[datetime]


class ReportDelivery(Base):
    """One sending of a report."""

    __tablename__ = "report_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "report_id"], ["reports.user_id", "reports.report_id"], ondelete="CASCADE"),
    )

    user_id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str]
    status: Mapped[str]
    due_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class AlertRule(Base):
    """What shall be watched."""

    __tablename__ = "alert_rules"
    __table_args__ = (UniqueConstraint("user_id", "name"), belongs_to_user())

    user_id: Mapped[str] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    definition: Mapped[Document]
    created_at: Mapped[datetime]
    muted_until: Mapped[datetime | None]


class Alert(Base):
    """Something that a rule noticed."""

    __tablename__ = "alerts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "rule_id"], ["alert_rules.user_id", "alert_rules.rule_id"], ondelete="CASCADE"
        ),
    )

    user_id: Mapped[str] = mapped_column(primary_key=True)
    alert_id: Mapped[str] = mapped_column(primary_key=True)
    rule_id: Mapped[str]
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    value: Mapped[float | None] = mapped_column(Double)
    evidence: Mapped[Document]
