"""Access to LinkedIn pages: OAuth 2.0 for web applications, in the name of a person who is their administrator."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from collectors.api_client import ApiSession
from collectors.configuration import ApiConfiguration
from collectors.linkedin import parsing
from collectors.linkedin.client import LinkedInClient
from collectors.oauth import client_of, expiry, token_answer, with_query
from collectors.transport import Http
from domain.assignments import Assignment, Meter
from domain.collection import CollectionWindow
from domain.credentials import Consent, Credentials, Granted, Secret
from domain.errors import (
    AuthorizationLostError,
    FatalCollectorError,
    InvalidInputError,
    SkippableCollectorError,
)
from domain.users import Account, AccountRef, AccountStatus, Platform

AUTHORIZE_URL = "https://www.linkedin.com/oauth/v2/authorization"
TOKEN_URL = "https://www.linkedin.com/oauth/v2/accessToken"
SCOPES = ("r_organization_social", "rw_organization_admin")
"""Posts, and the statistics of a page, which LinkedIn gives with this scope alone."""
_FRESH_SECONDS = 3.0
"""A new token may need some seconds until all of LinkedIn knows it."""


class LinkedInAuthorizer:
    """LinkedIn has no PKCE for web applications: it is the client secret that binds a code to us."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._configuration = configuration
        self._http = http
        self._sleep = sleep
        self._client = LinkedInClient(configuration, http, sleep)
        self._token_url = configuration.token_url or TOKEN_URL

    def authorization_url(self, consent: Consent) -> str:
        """Raises InvalidInputError when no app is set."""
        client_id, _ = client_of(self._configuration, Platform.LINKEDIN)
        return with_query(
            self._configuration.authorize_url or AUTHORIZE_URL,
            {
                "response_type": "code",
                "client_id": client_id,
                "redirect_uri": consent.redirect_uri,
                "state": consent.state,
                "scope": " ".join(SCOPES),
            },
        )

    async def exchange(self, code: str, consent: Consent) -> tuple[Granted, ...]:
        """Every page of which the person is an administrator; all share one token.

        Raises:
            InvalidInputError: the code is not taken.
        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": consent.redirect_uri}
        try:
            credentials = await self._tokens(form)
        except AuthorizationLostError as error:
            raise InvalidInputError(error.message) from None
        session = self._session(credentials.access_token)
        pages = await self._client.administered(session)
        numbers = [parsing.organization_number(each.get("organization")) for each in pages.found]
        known = dict.fromkeys(number for number in numbers if number is not None)
        return tuple([Granted(await self._page(session, number), credentials) for number in known])

    async def refresh(self, account: Account, credentials: Credentials) -> Credentials:
        """Only apps in LinkedIn's programs are given refresh tokens; they end a year after the consent, however often
        they are used.
        """
        if credentials.refresh_token is None:
            raise AuthorizationLostError("LinkedIn gave no refresh token to this app: a person has to give access.")
        form = {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token.text}
        return await self._tokens(form, credentials)

    async def revoke(self, account: Account, credentials: Credentials) -> bool:
        """Ends the token, and with it the access to all pages that came with the same consent."""
        client_id, secret = client_of(self._configuration, Platform.LINKEDIN)
        url = f"{self._token_url.rpartition('/')[0]}/revoke"
        form = {"client_id": client_id, "client_secret": secret, "token": credentials.access_token.text}
        with suppress(AuthorizationLostError):  # there is no such token any more, which is what was wanted
            await token_answer(self._http, Platform.LINKEDIN, "POST", url, form=form)
        return True

    async def _page(self, session: ApiSession, number: str) -> AccountRef:
        try:
            page = await self._client.organization(session, number)
        except SkippableCollectorError:
            return AccountRef(Platform.LINKEDIN, number)
        return parsing.account_of(page.document, number)

    async def _tokens(self, form: Mapping[str, str], old: Credentials | None = None) -> Credentials:
        client_id, secret = client_of(self._configuration, Platform.LINKEDIN)
        document = await token_answer(
            self._http,
            Platform.LINKEDIN,
            "POST",
            self._token_url,
            form={**form, "client_id": client_id, "client_secret": secret},
        )
        return _credentials(document, self._http.clock(), old)

    def _session(self, token: Secret) -> ApiSession:
        """A way to the API before there is an account."""
        nobody = Account("", "", Platform.LINKEDIN, "", None, None, AccountStatus.ACTIVE)
        now = self._http.clock()
        access = _FreshAccess(token, self._sleep)
        return self._client.session(Assignment(nobody, CollectionWindow(now, now), access, Meter(Platform.LINKEDIN)))


class _FreshAccess:
    """A token that was given a moment ago: when it is not taken, it is tried again a little later."""

    def __init__(self, token: Secret, sleep: Callable[[float], Awaitable[object]]) -> None:
        self._token = token
        self._sleep = sleep

    async def token(self, refused: str | None = None) -> str:
        if refused is not None:
            await self._sleep(_FRESH_SECONDS)
        return self._token.text

    async def lost(self, *, revoked: bool) -> None:
        """There is no account yet that could lose it."""


def _credentials(document: Mapping[str, Any], now: datetime, old: Credentials | None) -> Credentials:
    token, refresh, scope = (document.get(name) for name in ("access_token", "refresh_token", "scope"))
    if not isinstance(token, str) or not token:
        raise FatalCollectorError("LinkedIn gave an answer without a token.")
    renewed = isinstance(refresh, str) and bool(refresh)
    return Credentials(
        access_token=Secret(token),
        expires_at=expiry(document, now),
        refresh_token=Secret(str(refresh)) if renewed else old.refresh_token if old else None,
        refresh_expires_at=expiry(document, now, "refresh_token_expires_in")
        or (old.refresh_expires_at if old else None),
        scopes=_scopes(scope) or (old.scopes if old else ()),
    )


def _scopes(scope: object) -> tuple[str, ...]:
    """LinkedIn separates them by commas in answers, and by spaces in requests."""
    return tuple(scope.replace(",", " ").split()) if isinstance(scope, str) else ()
