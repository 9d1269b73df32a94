"""How a person gives access to a TikTok account, and how it is renewed and given back.

Display API: https://developers.tiktok.com/doc/oauth-user-access-token-management. Accounts API: the endpoints below
`/tt_user/`. Both ask on the same page, give access for a day and a refresh token for a year, and may exchange the
refresh token each time it is used: the new one is to be kept.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from collectors.configuration import ApiConfiguration
from collectors.faults import Recovery, safe
from collectors.oauth import client_of, expiry, with_query
from collectors.tiktok.client import ApiKind, access_token_header, base_url, business_recovery, kind_of
from collectors.tiktok.parsing import data_of, shown_account
from collectors.transport import Http, NotAnsweredError, Reply
from domain.credentials import Consent, Credentials, Granted, Secret
from domain.errors import AuthorizationLostError, FatalCollectorError, InvalidInputError, RetriableCollectorError
from domain.users import Account, AccountRef, Platform

_AUTHORIZE_URL = "https://www.tiktok.com/v2/auth/authorize/"
_SCOPES = {
    ApiKind.DISPLAY: ("user.info.basic", "user.info.profile", "user.info.stats", "video.list"),
    ApiKind.BUSINESS: (
        "user.info.basic",
        "user.info.username",
        "user.info.stats",
        "user.insights",
        "video.list",
        "video.insights",
    ),
}
_PASSING = frozenset({"server_error", "temporarily_unavailable", "internal_error", "rate_limit_exceeded"})
"""Refusals of the token endpoints that say nothing about what they were given."""


class TikTokAuthorizer:
    """For the API that `version` of the configuration names; see TikTokCollector."""

    def __init__(self, configuration: ApiConfiguration, http: Http) -> None:
        self._configuration = configuration
        self._http = http
        self._kind = kind_of(configuration)
        self._base = base_url(configuration)

    def authorization_url(self, consent: Consent) -> str:
        """The scopes stand in one parameter, with commas between them."""
        client, _ = client_of(self._configuration, Platform.TIKTOK)
        asked = {
            "client_key": client,
            "scope": ",".join(_SCOPES[self._kind]),
            "response_type": "code",
            "redirect_uri": consent.redirect_uri,
            "state": consent.state,
        }
        if self._kind is ApiKind.DISPLAY:  # the token endpoint of the other API takes no verifier
            asked |= {"code_challenge": hex_challenge(consent.verifier), "code_challenge_method": "S256"}
        return with_query(self._configuration.authorize_url or _AUTHORIZE_URL, asked)

    async def exchange(self, code: str, consent: Consent) -> tuple[Granted, ...]:
        """The one account of the person who consented."""
        given = {"grant_type": "authorization_code", "redirect_uri": consent.redirect_uri}
        if self._kind is ApiKind.DISPLAY:
            given |= {"code": code, "code_verifier": consent.verifier.text}
        else:
            given |= {"auth_code": code}
        try:
            document = await self._tokens("token/", given)
        except AuthorizationLostError as error:
            raise InvalidInputError(f"The code was not taken; start again. {error.message}") from None
        open_id = document.get("open_id")
        if not isinstance(open_id, str) or not open_id:
            raise FatalCollectorError("TikTok gave a token without saying whose account it opens.")
        credentials = _credentials(document, self._http.clock(), None)
        return (Granted(await self._who(open_id, credentials), credentials),)

    async def refresh(self, account: Account, credentials: Credentials) -> Credentials:
        """With another refresh token, if TikTok gave one."""
        if credentials.refresh_token is None:
            raise AuthorizationLostError(f"There is no refresh token for {account.label}: connect the account again.")
        given = {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token.text}
        end = "token/" if self._kind is ApiKind.DISPLAY else "refresh_token/"
        return _credentials(await self._tokens(end, given), self._http.clock(), credentials)

    async def revoke(self, account: Account, credentials: Credentials) -> bool:
        """An empty answer is what success looks like."""
        name = "token" if self._kind is ApiKind.DISPLAY else "access_token"
        await self._post(f"{self._oauth_root}revoke/", {name: credentials.access_token.text})
        return True

    @property
    def _oauth_root(self) -> str:
        return f"{self._base}/v2/oauth/" if self._kind is ApiKind.DISPLAY else f"{self._base}/tt_user/oauth2/"

    async def _tokens(self, end: str, given: Mapping[str, str]) -> Mapping[str, Any]:
        root = (self._configuration.token_url or "").removesuffix("token/") or self._oauth_root
        reply = await self._post(f"{root}{end}", given)
        document = data_of(reply) if self._kind is ApiKind.BUSINESS else reply.document
        if not isinstance(document, Mapping) or not isinstance(document.get("access_token"), str):
            raise FatalCollectorError("TikTok gave no token, but something else.")
        return document

    async def _post(self, url: str, given: Mapping[str, str]) -> Reply:
        """Form for the one API, JSON for the other; both name the app in it.

        Raises:
            RetriableCollectorError: not now.
            AuthorizationLostError: it refuses what it was given.
        """
        client, secret = client_of(self._configuration, Platform.TIKTOK)
        headers = {"accept": "application/json", "cache-control": "no-cache"}
        try:
            if self._kind is ApiKind.DISPLAY:
                form = {"client_key": client, "client_secret": secret, **given}
                reply = await self._http.send("POST", url, headers=headers, form=form)
            else:
                body = {"client_id": client, "client_secret": secret, **given}
                reply = await self._http.send("POST", url, headers=headers, json=body)
        except NotAnsweredError as error:
            raise RetriableCollectorError(f"{Platform.TIKTOK.label}: {error}.") from None
        _refuse(reply)
        return reply

    async def _who(self, open_id: str, credentials: Credentials) -> AccountRef:
        """Handle and name, as far as they are shown: the account is known without them."""
        token = credentials.access_token.text
        if self._kind is ApiKind.DISPLAY:
            url, headers = f"{self._base}/v2/user/info/", {"authorization": f"Bearer {token}"}
            handle = ",username" if "user.info.profile" in credentials.scopes else ""
            parameters = {"fields": f"open_id,display_name{handle}"}
        else:
            url, headers = f"{self._base}/business/get/", dict(access_token_header(token).headers)
            handle = ',"username"' if "user.info.username" in credentials.scopes else ""
            parameters = {"business_id": open_id, "fields": f'["display_name"{handle}]'}
        try:
            data = data_of(await self._http.send("GET", url, parameters, headers=headers))
        except NotAnsweredError:
            data = {}
        shown = data.get("user", {}) if self._kind is ApiKind.DISPLAY else data
        shown = shown if isinstance(shown, Mapping) else {}
        return shown_account(open_id, shown.get("username"), shown.get("display_name"))


def hex_challenge(verifier: Secret) -> str:
    """The S256 code challenge as TikTok wants it: hexadecimal, not the base64url of RFC 7636."""
    return hashlib.sha256(verifier.text.encode()).hexdigest()


def _credentials(document: Mapping[str, Any], now: datetime, old: Credentials | None) -> Credentials:
    given = document.get("refresh_token")
    refresh = Secret(given) if isinstance(given, str) and given else None
    kept = (old.refresh_token, old.refresh_expires_at) if old is not None else (None, None)
    ends = expiry(document, now, "refresh_expires_in") or expiry(document, now, "refresh_token_expires_in")
    scope = document.get("scope")
    scopes = tuple(name.strip() for name in scope.split(",") if name.strip()) if isinstance(scope, str) else ()
    return Credentials(
        access_token=Secret(str(document["access_token"])),
        expires_at=expiry(document, now),
        refresh_token=refresh or kept[0],
        refresh_expires_at=ends or (kept[1] if refresh is None else None),
        scopes=scopes or (old.scopes if old is not None else ()),
    )


def _refuse(reply: Reply) -> None:
    """Errors come as a text, as an object or as a number, and sometimes with HTTP 200."""
    document = reply.document if isinstance(reply.document, Mapping) else {}
    error, code = document.get("error"), document.get("code")
    if isinstance(error, Mapping):
        name, message = str(error.get("code") or ""), error.get("message")
    else:
        name, message = str(error or ""), document.get("error_description") or document.get("message")
    if name in ("", "ok") and isinstance(code, int) and code != 0:
        name = str(code)
    passing = (
        name in _PASSING
        or reply.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)
        or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or business_recovery(code) in (Recovery.WAIT, Recovery.RETRY)
    )
    if not passing and name in ("", "ok") and reply.status < HTTPStatus.BAD_REQUEST:
        return
    said = safe(" ".join(str(part) for part in (name, message) if part) or f"HTTP {reply.status}")
    if passing:
        raise RetriableCollectorError(f"{Platform.TIKTOK.label} cannot do it at the moment: {said}")
    raise AuthorizationLostError(f"{Platform.TIKTOK.label} says: {said}")
