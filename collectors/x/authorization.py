"""Access to an account on X: OAuth 2.0 with PKCE, for apps that keep a secret."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from collectors.api_client import bearer
from collectors.configuration import ApiConfiguration
from collectors.faults import Recovery, safe
from collectors.oauth import challenge, client_of, expiry, token_answer, with_query
from collectors.transport import Http, NotAnsweredError, Reply
from collectors.x.client import api
from collectors.x.faults import fault
from collectors.x.parsing import account_of
from domain.credentials import Consent, Credentials, Granted, Secret
from domain.errors import (
    AuthorizationLostError,
    FatalCollectorError,
    InvalidInputError,
    RetriableCollectorError,
)
from domain.users import Account, AccountRef, Platform

AUTHORIZE_URL = "https://x.com/i/oauth2/authorize"
SCOPES = ("tweet.read", "users.read", "offline.access")
"""The last one brings the refresh token: access alone ends after two hours."""


class XAuthorizer:
    """How X gives, renews and takes back access."""

    def __init__(self, configuration: ApiConfiguration, http: Http) -> None:
        self._configuration = configuration
        self._http = http
        self._api_url = api(configuration).base_url

    def authorization_url(self, consent: Consent) -> str:
        """Where the person is sent to. Raises InvalidInputError when the operator has set no app."""
        client_id, _ = client_of(self._configuration, Platform.X)
        return with_query(
            self._configuration.authorize_url or AUTHORIZE_URL,
            {
                "response_type": "code",
                "client_id": client_id,
                "redirect_uri": consent.redirect_uri,
                "scope": " ".join(SCOPES),
                "state": consent.state,
                "code_challenge": challenge(consent.verifier),
                "code_challenge_method": "S256",
            },
        )

    async def exchange(self, code: str, consent: Consent) -> tuple[Granted, ...]:
        """The one account of the person. A code lives for 30 seconds.

        Raises:
            InvalidInputError: the code is not taken.
            RetriableCollectorError: X cannot be reached.
        """
        try:
            answer = await self._token(
                grant_type="authorization_code",
                code=code,
                redirect_uri=consent.redirect_uri,
                code_verifier=consent.verifier.text,
            )
        except AuthorizationLostError as error:
            raise InvalidInputError(error.message) from None
        credentials = self._credentials(answer)
        return (Granted(await self._owner(credentials.access_token), credentials),)

    async def refresh(self, account: Account, credentials: Credentials) -> Credentials:
        """New credentials. The refresh token can be used once: that of the answer takes its place."""
        if credentials.refresh_token is None:
            raise AuthorizationLostError(
                f"The access to {account.label} on X ended, and X gave nothing to renew it with."
            )
        answer = await self._token(grant_type="refresh_token", refresh_token=credentials.refresh_token.text)
        return self._credentials(answer, credentials)

    async def revoke(self, account: Account, credentials: Credentials) -> bool:
        """End both tokens: X does not say that the end of one is that of the other."""
        for token in (credentials.refresh_token, credentials.access_token):
            if token is not None:
                await self._ask(f"{self._api_url}/2/oauth2/revoke", token=token.text)
        return True

    async def _token(self, **form: str) -> Mapping[str, Any]:
        return await self._ask(self._configuration.token_url or f"{self._api_url}/2/oauth2/token", **form)

    async def _ask(self, url: str, **form: str) -> Mapping[str, Any]:
        client_id, client_secret = client_of(self._configuration, Platform.X)
        return await token_answer(
            self._http, Platform.X, "POST", url, form=form, headers={"authorization": _basic(client_id, client_secret)}
        )

    def _credentials(self, answer: Mapping[str, Any], before: Credentials | None = None) -> Credentials:
        access, refresh, scope = (answer.get(name) for name in ("access_token", "refresh_token", "scope"))
        if not isinstance(access, str) or not access:
            raise FatalCollectorError("X gave no token, but something else.")
        given = Secret(refresh) if isinstance(refresh, str) and refresh else None
        return Credentials(
            Secret(access),
            expiry(answer, self._http.clock()),
            given or (before.refresh_token if before else None),
            scopes=tuple(scope.split()) if isinstance(scope, str) else (before.scopes if before else ()),
        )

    async def _owner(self, token: Secret) -> AccountRef:
        """Whose token it is."""
        try:
            reply = await self._http.send(
                "GET",
                f"{self._api_url}/2/users/me",
                headers={"accept": "application/json", **bearer(token.text).headers},
            )
        except NotAnsweredError as error:
            raise RetriableCollectorError(f"X: {error}.") from None
        _refuse(reply)
        owner = account_of(reply.document)
        if owner is None:
            raise FatalCollectorError("X does not say whose account it is.")
        return owner


def _refuse(reply: Reply) -> None:
    refusal = fault(reply)
    if refusal is None:
        return
    message = f"X says: {safe(refusal.message)}"
    match refusal.recovery:
        case Recovery.RETRY | Recovery.WAIT:
            raise RetriableCollectorError(message, refusal.wait_seconds)
        case Recovery.RENEW | Recovery.REVOKED:
            raise AuthorizationLostError(message)
        case _:
            raise FatalCollectorError(message)


def _basic(client_id: str, client_secret: str) -> str:
    """RFC 6749 §2.3.1: both are encoded as in forms first."""
    pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
