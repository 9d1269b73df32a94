"""What a refusal means: what to do next, and what may be told of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus

from collectors.transport import Reply
from domain.credentials import redacted

LONGEST_PAUSE = 86_400.0
"""Seconds; whatever a header asks for, a platform is asked again after a day."""
_MAX_MESSAGE = 300


class Recovery(StrEnum):
    """What to do after a refusal."""

    RETRY = "retry"
    """It is temporary: the same again, a little later."""
    WAIT = "wait"
    """Too many calls: the same again when the platform says so."""
    RENEW = "renew"
    """The token is not taken: once more with a new one."""
    REVOKED = "revoked"
    """Somebody took the access away: stop until a person gives it again."""
    SKIP = "skip"
    """This one thing not, the rest yes."""
    GONE = "gone"
    """It does not exist, or not for us."""
    FATAL = "fatal"
    """Stop: somebody has to change something."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal, understood."""

    recovery: Recovery
    message: str
    """In the platform's words."""
    code: str | None = None
    """The platform's own code."""
    wait_seconds: float | None = None


def safe(message: str) -> str:
    """A platform's words without tokens, on one line, and not too many of them."""
    line = re.sub(r"\s+", " ", redacted(message)).strip()
    return line if len(line) <= _MAX_MESSAGE else f"{line[:_MAX_MESSAGE]}…"


def retry_after(reply: Reply) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110: seconds or a date); None without a usable one."""
    given = reply.headers.get("retry-after", "").strip()
    if given.isdecimal():
        return min(float(given), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - reply.at).total_seconds(), 0.0), LONGEST_PAUSE)


def status_fault(reply: Reply, message: str | None = None, code: str | None = None) -> Fault | None:
    """What the HTTP status alone says: where every platform means the same by it."""
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    said = message or _phrase(reply.status)
    wait = retry_after(reply)
    if wait is not None and reply.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return Fault(Recovery.WAIT, said, code, wait)
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Fault(Recovery.RETRY, said, code)
    return Fault(_BY_STATUS.get(reply.status, Recovery.FATAL), said, code)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP {status}"


_BY_STATUS: Mapping[int, Recovery] = {
    HTTPStatus.UNAUTHORIZED: Recovery.RENEW,
    HTTPStatus.FORBIDDEN: Recovery.SKIP,
    HTTPStatus.NOT_FOUND: Recovery.GONE,
    HTTPStatus.REQUEST_TIMEOUT: Recovery.RETRY,
    HTTPStatus.GONE: Recovery.GONE,
    HTTPStatus.TOO_MANY_REQUESTS: Recovery.RETRY,
}
