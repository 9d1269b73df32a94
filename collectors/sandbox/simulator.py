"""What the sandbox needs of the simulator of one platform."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from collectors.sandbox.tokens import TokenState
from domain.users import Platform


class Refusal(StrEnum):
    """What every platform can answer, each in its own form."""

    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    TOKEN_EXPIRED = "token expired"
    TOKEN_REVOKED = "token revoked"
    TOKEN_UNKNOWN = "token unknown"


REFUSAL_OF = {
    TokenState.EXPIRED: Refusal.TOKEN_EXPIRED,
    TokenState.REVOKED: Refusal.TOKEN_REVOKED,
    TokenState.UNKNOWN: Refusal.TOKEN_UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Simulator:
    """One platform: mounted at `/{platform}`, so `http://host:port/{platform}` stands for its API's host."""

    platform: Platform
    routes: Sequence[Route]
    """The API: every call needs a token."""
    open_routes: Sequence[Route]
    """What asks for consent and gives tokens; needs none."""
    token_of: Callable[[Request], str | None]
    """Where the platform carries the access token."""
    refuse: Callable[[Refusal, int], Response]
    """A refusal in the platform's form; the number is the seconds that a throttled client shall wait."""
