"""Users, their accounts and their tokens."""

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from persistence.models.base import Base, Document, Items, belongs_to_user


class UserRow(Base):
    """A tenant."""

    __tablename__ = "users"

    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    time_zone: Mapped[str]
    week_start: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[datetime]


class AccountRow(Base):
    """One profile, page or channel on one platform."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("user_id", "platform", "external_id"), belongs_to_user())

    user_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str]
    external_id: Mapped[str]
    handle: Mapped[str | None]
    name: Mapped[str | None]
    described_at: Mapped[Document]
    """When handle and name were seen, as microseconds since 1970; newer ones replace them."""
    status: Mapped[str]
    status_since: Mapped[datetime]
    credentials: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Encrypted; never leaves the server."""
    credentials_expire_at: Mapped[datetime | None]
    """When a person has to give access again at the latest; NULL: not known."""
    refreshing_until: Mapped[datetime | None]
    """Somebody renews the credentials; after this moment another may try."""
    collected_until: Mapped[datetime | None]
    """End of the newest window that was read whole."""
    reread_since: Mapped[datetime | None]
    """From when it is read anew the next time."""
    next_collection_at: Mapped[datetime | None]
    """NULL: as soon as the scheduler looks."""
    failures: Mapped[int] = mapped_column(Integer, server_default="0")
    """Collections that failed since the last one that succeeded."""
    collect_every_minutes: Mapped[int | None] = mapped_column(Integer)
    """NULL: as the settings say; 0: never by itself."""
    created_at: Mapped[datetime]
    last_observed_at: Mapped[datetime | None]
    """The newest observation of anything on the account; NULL: nothing was seen yet."""


class ApiToken(Base):
    """A key to the API, of which only the hash is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = (UniqueConstraint("token_hash"), belongs_to_user())

    user_id: Mapped[str] = mapped_column(primary_key=True)
    token_id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    prefix: Mapped[str]
    scopes: Mapped[Items]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
