"""Who may ask the sandbox: codes, access tokens, and refresh tokens that can be used once."""

from dataclasses import dataclass
from enum import StrEnum

from collectors.sandbox.scenarios import Scenario
from domain.users import Platform


class TokenState(StrEnum):
    """What a platform thinks of an access token."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Pair:
    """What is given out together."""

    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a code was given for."""

    platform: Platform
    client_id: str
    redirect_uri: str
    challenge: str | None
    """Of PKCE; None where the client sent none."""


class Tokens:
    """All of them, in memory. Names are counted, so they are the same in every run."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._count = 0
        self._codes: dict[str, Asked] = {}
        self._owners: dict[str, Platform] = {}
        self._calls: dict[str, int] = {}
        self._refresh: dict[str, Platform] = {}
        self._revoked: set[Platform] = set()
        self._ended: set[str] = set()

    def code(self, asked: Asked) -> str:
        """A code for a consent that was given."""
        code = self._name(asked.platform, "code")
        self._codes[code] = asked
        return code

    def take_code(self, code: str) -> Asked | None:
        """What the code stands for; a code can be taken once."""
        return self._codes.pop(code, None)

    def issue(self, platform: Platform) -> Pair:
        """A fresh pair; the access that was taken away is given again."""
        self._revoked.discard(platform)
        pair = Pair(self._name(platform, "access"), self._name(platform, "refresh"))
        self._owners[pair.access] = platform
        self._refresh[pair.refresh] = platform
        return pair

    def refresh(self, refresh: str) -> Pair | None:
        """A new pair for a refresh token, which is used up by that; None when it was, or is none."""
        platform = self._refresh.get(refresh)
        if platform is None or platform in self._revoked:
            return None
        del self._refresh[refresh]
        return self.issue(platform)

    def renew(self, access: str) -> str | None:
        """A new access token for one that is still valid, as Meta does it."""
        platform = self._owners.get(access)
        if platform is None or platform in self._revoked or access in self._ended:
            return None
        return self.issue(platform).access

    def revoke(self, token: str) -> None:
        """Take the access back that an access or refresh token stands for."""
        platform = self._owners.get(token) or self._refresh.get(token)
        if platform is not None:
            self._revoked.add(platform)

    def revoke_platform(self, platform: Platform) -> None:
        """As a person does in the platform's settings."""
        self._revoked.add(platform)

    def expire(self, access: str) -> None:
        """End a token before its time."""
        self._ended.add(access)

    def used(self, platform: Platform, access: str | None) -> TokenState:
        """Note a call, and say what the token is worth."""
        if access is None or self._owners.get(access) is not platform:
            return TokenState.UNKNOWN
        if platform in self._revoked:
            return TokenState.REVOKED
        self._calls[access] = self._calls.get(access, 0) + 1
        lives = self._scenario.token_lives_calls
        if access in self._ended or (lives is not None and self._calls[access] > lives):
            return TokenState.EXPIRED
        return TokenState.VALID

    def _name(self, platform: Platform, what: str) -> str:
        self._count += 1
        return f"sandbox-{platform.value}-{what}-{self._count:04d}"
