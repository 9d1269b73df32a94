"""Access to an account: what a platform gave us to read it with, and how to keep that out of every text."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.users import Account, AccountRef, Platform


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that shows itself only when asked: no message, log line or traceback contains it."""

    text: str = field(repr=False)

    def __str__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What one account is read with."""

    access_token: Secret
    expires_at: datetime | None = None
    """UTC; None: it does not end by itself, as far as the platform said."""
    refresh_token: Secret | None = None
    """What a new access token is asked for with; for Meta the long-lived token of the person."""
    refresh_expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    obtained_at: datetime | None = None
    """When they were given; None: not known."""

    @property
    def last_until(self) -> datetime | None:
        """When a person has to give access again at the latest; None: not known."""
        return self.refresh_expires_at if self.refresh_token is not None else self.expires_at


@dataclass(frozen=True, slots=True)
class Consent:
    """One question to a person whether we may read an account (OAuth 2.0 authorization code with PKCE)."""

    state: str
    """Comes back with the answer; names the question."""
    redirect_uri: str
    verifier: Secret
    """The PKCE code verifier, 43 to 128 characters."""


@dataclass(frozen=True, slots=True)
class Granted:
    """One account that a consent gave access to."""

    account: AccountRef
    credentials: Credentials


@dataclass(frozen=True, slots=True)
class StoredConsent:
    """A consent that a person was asked for."""

    user_id: str
    platform: Platform
    consent: Consent
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed with an account."""

    posts: int
    days: int
    observations: int
    engagements: int


class Authorizer(Protocol):
    """How one platform gives, renews and takes back access.

    All coroutines raise RetriableCollectorError when the platform cannot be reached, and AuthorizationLostError when it
    refuses; a `code` that is not taken is an InvalidInputError.
    """

    def authorization_url(self, consent: Consent) -> str:
        """Where the person is sent to."""
        ...

    async def exchange(self, code: str, consent: Consent) -> tuple[Granted, ...]:
        """The accounts that a code opens, each with lasting credentials where the platform has those."""
        ...

    async def refresh(self, account: Account, credentials: Credentials) -> Credentials:
        """New credentials for the old ones, whose refresh token may be used up by this call."""
        ...

    async def revoke(self, account: Account, credentials: Credentials) -> bool:
        """Tell the platform that the access is no longer wanted; False when there is no way to say so of this account
        alone."""
        ...


_SECRET_NAMES = (
    r"access_?token|refresh_?token|fb_exchange_token|input_token|id_token|client_?secret|appsecret_proof|code_verifier|"
    r"authorization_code|auth_code|code|password|authorization|access-token|token"
)
_PATTERNS = (
    (re.compile(rf"(?i)(?<![\w-])({_SECRET_NAMES})(=|%3D)[^&\s\"'<>]+"), r"\1\2***"),
    (re.compile(rf"(?i)(\\?[\"'](?:{_SECRET_NAMES})\\?[\"']\s*:\s*)\\?[\"'][^\"'\\]*\\?[\"']"), r'\1"***"'),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 ***"),
    (re.compile(rf"(?i)(?<![\w-])({_SECRET_NAMES})(:\s*)(?!bearer|basic)[\w.~+/=-]{{8,}}"), r"\1\2***"),
    (re.compile(r"\b(?:EAA|IGQ|AQ[A-Z])[A-Za-z0-9_-]{20,}"), "***"),
    (re.compile(r"(://[^/\s:@]+:)[^@/\s]+@"), r"\1***@"),
)
"""How tokens stand in addresses, forms, JSON (also JSON inside a text), headers and database addresses, and how those
of Meta and LinkedIn begin."""


def redacted(text: str) -> str:
    """The text without anything that looks like a token or a password."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text
