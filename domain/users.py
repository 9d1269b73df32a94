"""Who owns the numbers: users (tenants) and their accounts on the platforms."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Platform(StrEnum):
    """A social network. The value is what the database stores."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    LINKEDIN = "linkedin"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    MASTODON = "mastodon"

    @property
    def label(self) -> str:
        """The network's name as people write it."""
        return _LABELS[self]


_LABELS = {
    Platform.FACEBOOK: "Facebook",
    Platform.INSTAGRAM: "Instagram",
    Platform.X: "X",
    Platform.LINKEDIN: "LinkedIn",
    Platform.TIKTOK: "TikTok",
    Platform.YOUTUBE: "YouTube",
    Platform.MASTODON: "Mastodon",
}

STANDS_APART = frozenset({Platform.YOUTUBE})
"""Platforms whose numbers are not added to those of others: YouTube's terms for developers name engagement that
combines YouTube with other platforms as not allowed."""


class AccountStatus(StrEnum):
    """Whether an account can be read, and whether its numbers are real."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    FAILING = "failing"
    SAMPLE = "sample"
    DISCONNECTED = "disconnected"
    """Nobody wants it to be read any more; its history is kept."""

    @property
    def readable(self) -> bool:
        """True when new numbers can be expected from the platform."""
        return self not in (AccountStatus.EXPIRED, AccountStatus.REVOKED, AccountStatus.DISCONNECTED)


@dataclass(frozen=True, slots=True)
class User:
    """A tenant. Every row of every table belongs to exactly one."""

    user_id: str
    name: str | None
    time_zone: str
    """IANA name; days, weeks and months of this user's numbers are cut here."""
    week_start: int = 0
    """0 is Monday (ISO weeks), 6 is Sunday."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an account was and will be collected."""

    collected_until: datetime | None = None
    """The end of the newest window that was read whole; None: none was."""
    next_at: datetime | None = None
    """When the scheduler takes it up again; None: as soon as it looks."""
    failures: int = 0
    """Collections that failed since the last one that succeeded."""
    every_minutes: int | None = None
    """How often; None: as the settings say; 0: never by itself."""
    reread_since: datetime | None = None
    """From when it is read anew the next time, because something is given now that was refused then."""

    def reading_anew(self, since: datetime | None) -> "Schedule":
        """The same, with what was not read since a moment to be read anew; None: nothing."""
        known = [moment for moment in (self.reread_since, since) if moment is not None]
        return replace(self, reread_since=min(known, default=None))


@dataclass(frozen=True, slots=True)
class Account:
    """One profile, page or channel on one platform. Several on one platform are normal."""

    user_id: str
    account_id: str
    platform: Platform
    external_id: str
    """The platform's own id where it is known, else the handle. Always text: ids have up to 19 digits."""
    handle: str | None
    name: str | None
    status: AccountStatus
    status_since: datetime | None = None
    last_observed_at: datetime | None = None
    """The newest observation of anything on it; None: nothing was seen yet."""
    connected: bool = False
    """True when there are credentials to read it with."""
    credentials_expire_at: datetime | None = None
    """When a person has to give access again at the latest; None: never by itself, or not known."""
    collection: "Schedule" = field(default_factory=lambda: Schedule())

    @property
    def label(self) -> str:
        """How a person would name the account."""
        return self.handle or self.name or self.external_id


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account as a source names it, before it is known whether we have it."""

    platform: Platform
    external_id: str
    handle: str | None = None
    name: str | None = None


def in_scope(accounts: tuple[Account, ...], platforms: frozenset[Platform] | None) -> tuple[Account, ...]:
    """The accounts whose numbers may stand in one answer, in a stable order.

    Made-up numbers are never added to real ones: as soon as a user has one real account, the sample
    accounts are left out.
    """
    wanted = [a for a in accounts if platforms is None or a.platform in platforms]
    if any(a.status is not AccountStatus.SAMPLE for a in accounts):
        wanted = [a for a in wanted if a.status is not AccountStatus.SAMPLE]
    order = list(Platform)
    return tuple(sorted(wanted, key=lambda a: (order.index(a.platform), a.label, a.account_id)))
