"""What collectors remember: refused metrics, consents, spending, and who leads."""

import datetime as dt
from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from persistence.models.base import Base, belongs_to_account, belongs_to_user


class MetricRejection(Base):
    """A metric that a platform refuses for an account."""

    __tablename__ = "metric_rejections"
    __table_args__ = (belongs_to_account(),)

    user_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """As the platform calls it."""
    platform: Mapped[str]
    reason: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    unread_since: Mapped[datetime]
    """Beginning of the oldest window that was read without it."""
    for_good: Mapped[bool]
    """It is remembered until the account is connected anew."""


class ConsentRow(Base):
    """A person who was asked for access and has not answered yet."""

    __tablename__ = "consents"
    __table_args__ = (belongs_to_user(),)

    state: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    platform: Mapped[str]
    redirect_uri: Mapped[str]
    verifier: Mapped[bytes] = mapped_column(LargeBinary)
    """Encrypted."""
    expires_at: Mapped[datetime]


class PlatformSpend(Base):
    """What a UTC day's calls to a platform took, over all accounts: the budget is the operator's."""

    __tablename__ = "platform_spend"

    platform: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(BigInteger)
    cost_micros: Mapped[int] = mapped_column(BigInteger)


class Lease(Base):
    """Who does what only one process may do, and until when at the latest."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
