"""Consent by Facebook Login, for Pages and for the Instagram accounts that belong to them.

A code gives a short token of the person, that a long one (60 days), and that a token for each Page. A Page token from a
long one does not end by itself, but dies with the person's: the long token is kept to ask for Page tokens again.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from collectors.configuration import ApiConfiguration
from collectors.faults import Fault, Recovery, safe
from collectors.meta.faults import fault_of
from collectors.meta.graph import DEFAULT_VERSION, following, graph_url, next_token, signature
from collectors.meta.reading import Document, entries, text
from collectors.oauth import client_of, expiry, with_query
from collectors.transport import Http, NotAnsweredError
from domain.credentials import Consent, Credentials, Granted, Secret
from domain.errors import (
    AuthorizationLostError,
    CollectorError,
    FatalCollectorError,
    InvalidInputError,
    RetriableCollectorError,
)
from domain.users import Account, AccountRef, Platform

_DIALOG_HOST = "https://www.facebook.com"
_PAGE_FIELDS = "id,name,username,access_token,tasks,instagram_business_account{id,username,name}"
SEES_PAGES = ("pages_show_list", "business_management", "pages_read_engagement")
"""What it takes to see Pages; since v17.0 those of a business portfolio are listed only with the second."""
_MOST_LISTS = 100
"""Pages of a person's list of Pages; nobody has so many."""


class MetaAuthorizer(ABC):
    """What is the same for both platforms."""

    platform: ClassVar[Platform]
    scopes: ClassVar[tuple[str, ...]]
    own_scopes: ClassVar[tuple[str, ...]]
    """Those that the other platform's accounts do without."""
    none_found: ClassVar[str]
    """What may be the reason when a consent opens no account."""

    def __init__(self, configuration: ApiConfiguration, http: Http) -> None:
        self._configuration = configuration
        self._http = http
        self._url = graph_url(configuration)

    @abstractmethod
    def account_of(self, page: Document) -> AccountRef | None:
        """The account that stands in an entry of `/me/accounts`; None when there is none of this platform."""

    def authorization_url(self, consent: Consent) -> str:
        """Where the person is sent to. Facebook Login has no PKCE for server apps; the secret stands for it."""
        client_id, _ = client_of(self._configuration, self.platform)
        version = self._configuration.version or DEFAULT_VERSION
        # A simulator has the dialog where it has all the rest; Facebook has it on a host of its own.
        host = (self._configuration.api_url or _DIALOG_HOST).rstrip("/")
        return with_query(
            self._configuration.authorize_url or f"{host}/{version}/dialog/oauth",
            {
                "client_id": client_id,
                "redirect_uri": consent.redirect_uri,
                "state": consent.state,
                "response_type": "code",
                "scope": ",".join(self.scopes),
            },
        )

    async def exchange(self, code: str, consent: Consent) -> tuple[Granted, ...]:
        """The accounts of the Pages that the person let us see.

        Raises:
            InvalidInputError: the code is refused, or there are no accounts.
            CollectorError: Meta does not answer now, or the app is not registered as it should be.
        """
        try:
            answer = await self._token({"redirect_uri": consent.redirect_uri, "code": code})
        except AuthorizationLostError as error:
            raise InvalidInputError(f"The consent cannot be completed. {error.message}") from None
        person, ends = await self._prolonged(_token_of(answer, self.platform))
        granted = tuple(
            [
                Granted(account, self._credentials(token, person, ends))
                async for account, token in self._accounts(person)
            ]
        )
        if not granted:
            raise InvalidInputError(f"The consent opens no account of {self.platform.label}. {self.none_found}")
        return granted

    async def refresh(self, account: Account, credentials: Credentials) -> Credentials:
        """A new token for the Page, and sixty more days for the person's.

        A list without the Page is no proof that it was taken away: it leaves out Pages of business portfolios, for
        example while their permission is missing. A Page's token does not end by itself, and is kept while it is taken.
        """
        if credentials.refresh_token is None:
            raise AuthorizationLostError(f"There is no token to ask {self.platform.label} for another with.")
        person, ends = await self._prolonged(credentials.refresh_token.text)
        async for found, token in self._accounts(person):
            if found.external_id == account.external_id:
                return self._credentials(token, person, ends)
        kept = credentials.access_token.text
        try:
            await self._ask("GET", f"{self._url}/{account.external_id}", kept, {"fields": "id"})
        except AuthorizationLostError as error:
            raise AuthorizationLostError(
                f"{self.platform.label} does not show {account.label} any more to the person who connected it. "
                f"{error.message}",
                revoked=error.revoked,
            ) from None
        return self._credentials(kept, person, ends)

    async def revoke(self, account: Account, credentials: Credentials) -> bool:
        """Give back the permissions that only this platform needs.

        Meta knows no consent for a single Page, only the person's for all of them. So nothing is given back while the
        same consent opens other accounts of the platform, which would be lost, too.
        """
        if credentials.refresh_token is None:
            return False
        person = credentials.refresh_token.text
        others = [found async for found, _ in self._accounts(person) if found.external_id != account.external_id]
        if others:
            return False
        for scope in self.own_scopes:
            await self._ask("DELETE", f"{self._url}/me/permissions/{scope}", person, {})
        return True

    async def _accounts(self, person: str) -> AsyncIterator[tuple[AccountRef, str]]:
        """Every account with the token of its Page. Without a token the person has no task there that we could use."""
        token: str | None = None
        for _ in range(_MOST_LISTS):
            parameters = following({"fields": _PAGE_FIELDS, "limit": "100"}, token)
            document = await self._ask("GET", f"{self._url}/me/accounts", person, parameters)
            for page in entries(document):
                account, page_token = self.account_of(page), text(page.get("access_token"))
                if account is not None and page_token is not None:
                    yield account, page_token
            token = next_token(document)
            if token is None:
                return

    async def _prolonged(self, person: str) -> tuple[str, datetime | None]:
        answer = await self._token({"grant_type": "fb_exchange_token", "fb_exchange_token": person})
        return _token_of(answer, self.platform), expiry(answer, self._http.clock())

    async def _token(self, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        client_id, client_secret = client_of(self._configuration, self.platform)
        url = self._configuration.token_url or f"{self._url}/oauth/access_token"
        return await self._send("GET", url, {"client_id": client_id, "client_secret": client_secret, **parameters}, {})

    async def _ask(self, method: str, url: str, token: str, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        signed = signature(self._configuration.client_secret, token)
        return await self._send(method, url, {**parameters, **signed.parameters}, signed.headers)

    async def _send(
        self, method: str, url: str, parameters: Mapping[str, str], headers: Mapping[str, str]
    ) -> Mapping[str, Any]:
        """An answer about tokens. Its refusals have the codes of all others: a throttled one ends no authorization."""
        label = self.platform.label
        try:
            reply = await self._http.send(method, url, parameters, headers={"accept": "application/json", **headers})
        except NotAnsweredError as error:
            raise RetriableCollectorError(f"{label}: {error}.") from None
        fault = fault_of(reply)
        if fault is not None:
            raise _refused(f"{label} says: {safe(fault.message)}", fault)
        if not isinstance(reply.document, Mapping):
            raise FatalCollectorError(f"{label} gave no token, but something else.")
        return reply.document

    def _credentials(self, page_token: str, person: str, ends: datetime | None) -> Credentials:
        return Credentials(
            Secret(page_token), refresh_token=Secret(person), refresh_expires_at=ends, scopes=self.scopes
        )


def _token_of(answer: Mapping[str, Any], platform: Platform) -> str:
    token = text(answer.get("access_token"))
    if token is None:
        raise FatalCollectorError(f"{platform.label} gave no token, but something else.")
    return token


def _refused(message: str, fault: Fault) -> CollectorError:
    if "client secret" in message.lower() or fault.recovery is Recovery.FATAL:
        return FatalCollectorError(message)
    if fault.recovery in (Recovery.RETRY, Recovery.WAIT):
        return RetriableCollectorError(message, fault.wait_seconds)
    return AuthorizationLostError(message, revoked=fault.recovery is Recovery.REVOKED)
