"""OAuth 2.0 with the platforms (RFC 6749, PKCE of RFC 7636): what is the same for all of them."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from collectors.configuration import ApiConfiguration
from collectors.faults import safe
from collectors.transport import Http, NotAnsweredError
from domain.credentials import Secret
from domain.errors import AuthorizationLostError, FatalCollectorError, InvalidInputError, RetriableCollectorError
from domain.users import Platform

_PASSING = frozenset({"server_error", "temporarily_unavailable"})
"""Errors of RFC 6749 that are nobody's fault, whatever the status."""


def challenge(verifier: Secret) -> str:
    """The S256 code challenge: base64url without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.text.encode()).digest()).rstrip(b"=").decode()


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """An address with parameters."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"


def client_of(configuration: ApiConfiguration, platform: Platform) -> tuple[str, str]:
    """Client id and secret of the operator's app.

    Raises:
        InvalidInputError: none is set.
    """
    if not configuration.client_id or configuration.client_secret is None:
        name = platform.value.upper()
        raise InvalidInputError(
            f"No app is set for {platform.label}: register one there, and set PULSEGRAPH_{name}__CLIENT_ID and "
            f"PULSEGRAPH_{name}__CLIENT_SECRET."
        )
    return configuration.client_id, configuration.client_secret.text


async def token_answer(
    http: Http,
    platform: Platform,
    method: str,
    url: str,
    *,
    parameters: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    json: object = None,
) -> Mapping[str, Any]:
    """What a token endpoint gives; an empty answer is an empty mapping, as revoking has nothing to say.

    Raises:
        RetriableCollectorError: it cannot be reached, or is not well.
        AuthorizationLostError: it refuses what it was given; `revoked` is left False.
        FatalCollectorError: it answers what no token endpoint answers.
    """
    try:
        reply = await http.send(
            method, url, parameters, headers={"accept": "application/json", **(headers or {})}, form=form, json=json
        )
    except NotAnsweredError as error:
        raise RetriableCollectorError(f"{platform.label}: {error}.") from None
    document = {} if reply.document is None else reply.document
    passing = isinstance(document, Mapping) and str(document.get("error")) in _PASSING
    if passing or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RetriableCollectorError(f"{platform.label} cannot give tokens at the moment (HTTP {reply.status}).")
    if reply.status >= HTTPStatus.BAD_REQUEST or (isinstance(document, Mapping) and document.get("error")):
        raise AuthorizationLostError(f"{platform.label} says: {safe(_refusal(document, reply.status))}")
    if not isinstance(document, Mapping):
        raise FatalCollectorError(f"{platform.label} gave no token, but something else.")
    return document


def expiry(document: Mapping[str, Any], now: datetime, name: str = "expires_in") -> datetime | None:
    """When what was given ends; None when it does not say so."""
    seconds = document.get(name)
    if isinstance(seconds, str) and seconds.isdecimal():
        seconds = int(seconds)
    return now + timedelta(seconds=seconds) if isinstance(seconds, int | float) and seconds > 0 else None


def _refusal(document: object, status: int) -> str:
    """The words of RFC 6749 §5.2, or those of Meta."""
    if not isinstance(document, Mapping):
        return f"HTTP {status}"
    error = document.get("error")
    if isinstance(error, Mapping):
        return str(error.get("message") or error)
    return " ".join(str(part) for part in (error, document.get("error_description") or document.get("message")) if part)
