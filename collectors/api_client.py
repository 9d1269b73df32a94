"""One account's way to one API: signed, counted, within the platform's limits, and with every refusal as the error that
says what to do next."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn
from urllib.parse import parse_qsl, urlsplit

import stamina

from collectors.faults import LONGEST_PAUSE, Fault, Recovery, safe
from collectors.transport import Http, NotAnsweredError, Parameters, Reply, origin
from domain.assignments import Assignment
from domain.errors import (
    AuthorizationLostError,
    CollectorError,
    FatalCollectorError,
    GoneError,
    RetriableCollectorError,
    SkippableCollectorError,
)
from domain.users import Platform

_ATTEMPTS = 4
_LONGEST_WAIT_HERE = 60.0
"""Seconds; who has to wait longer is told so, and comes back."""
_SECRET_PARAMETERS = frozenset({"access_token", "appsecret_proof"})


@dataclass(frozen=True, slots=True)
class Signature:
    """What a token adds to a request. Tokens travel in headers: addresses end up in logs."""

    headers: Mapping[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)


def bearer(token: str) -> Signature:
    """RFC 6750."""
    return Signature({"authorization": f"Bearer {token}"})


def _free(_reply: Reply) -> int:
    return 0


def _no_pause(_reply: Reply) -> float | None:
    return None


def _one_scope(_path: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Api:
    """How one platform speaks."""

    platform: Platform
    base_url: str
    """With the version where that stands in the path; without a slash at the end."""
    fault: Callable[[Reply], Fault | None]
    """What an answer refuses; None: nothing."""
    sign: Callable[[str], Signature] = bearer
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with every call."""
    pause: Callable[[Reply], float | None] = _no_pause
    """Seconds for which nothing may be asked any more in the scope of the call, from the headers about limits."""
    scope: Callable[[str], str] = _one_scope
    """Calls of one account with paths of one scope share a limit."""
    cost_micros: Callable[[Reply], int] = _free
    """What an answer costs, in millionths of a US dollar."""


class ApiClient:
    """One platform's API."""

    def __init__(self, api: Api, http: Http, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self.api = api
        self.http = http
        self.sleep = sleep
        self.held: dict[tuple[str, str], datetime] = {}
        """Until when nothing is asked, by account and scope."""

    def session(self, assignment: Assignment) -> "ApiSession":
        """The way of one account to it."""
        return ApiSession(self, assignment)


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    url: str
    parameters: Parameters
    json: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ApiSession:
    """Calls for one account."""

    def __init__(self, client: ApiClient, assignment: Assignment) -> None:
        self._client = client
        self._api = client.api
        self._account_id = assignment.account.account_id
        self._access = assignment.access
        self._meter = assignment.meter

    async def get(
        self, path: str, parameters: Parameters | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Read. Raises CollectorError; see `call`."""
        return await self.call("GET", path, parameters, headers=headers)

    async def post(self, path: str, parameters: Parameters | None = None, json: object = None) -> Reply:
        """Ask with a body. Raises CollectorError; see `call`."""
        return await self.call("POST", path, parameters, json)

    async def follow(self, url: str) -> Reply:
        """Read what a `next` address of this API leads to.

        Raises:
            FatalCollectorError: it leads elsewhere.
            CollectorError: as `call`.
        """
        base = self._api.base_url
        if origin(url) != origin(base):
            raise FatalCollectorError(
                f"{self._api.platform.label} names an address of {urlsplit(url).hostname} as the next page, not of "
                f"{urlsplit(base).hostname}."
            )
        parts = urlsplit(url)
        parameters = {
            name: value
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if name not in _SECRET_PARAMETERS
        }
        return await self._answer(_Call("GET", f"{parts.scheme}://{parts.netloc}{parts.path}", parameters))

    async def call(
        self,
        method: str,
        path: str,
        parameters: Parameters | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """An answer that refuses nothing.

        Raises:
            RetriableCollectorError: not now; short waits were tried.
            SkippableCollectorError: this one thing is refused for good; GoneError: it is not there.
            AuthorizationLostError: the token is refused, and so is a new one, or there is none.
            BudgetExhaustedError: the call would go beyond the budget.
            FatalCollectorError: anything else that only a person can change.
        """
        return await self._answer(_Call(method, f"{self._api.base_url}{path}", parameters or {}, json, headers or {}))

    async def _answer(self, call: "_Call") -> Reply:
        scope = (self._account_id, self._api.scope(urlsplit(call.url).path))
        token = await self._access.token()
        renewed = False
        try:
            async for attempt in stamina.retry_context(
                on=_wait_for, attempts=_ATTEMPTS, timeout=_LONGEST_WAIT_HERE * 2, wait_initial=0.5, wait_max=20
            ):
                with attempt:
                    await self._until_free(scope)
                    reply = await self._once(call, token, scope)
                    fault = self._api.fault(reply)
                    if fault is not None and fault.recovery is Recovery.RENEW and not renewed:
                        renewed = True
                        token = await self._renewed(token, fault)
                        reply = await self._once(call, token, scope)
                        fault = self._api.fault(reply)
                    if fault is None:
                        return reply
                    self._refuse(fault)
        except NotAnsweredError as error:
            raise RetriableCollectorError(f"{self._api.platform.label}: {error}.") from None
        except _SoonError as error:
            raise RetriableCollectorError(error.message, error.seconds) from None
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _once(self, call: "_Call", token: str, scope: tuple[str, str]) -> Reply:
        signature = self._api.sign(token)
        self._meter.before_call()
        cost = 0
        try:
            reply = await self._client.http.send(
                call.method,
                call.url,
                {**call.parameters, **signature.parameters},
                headers={"accept": "application/json", **self._api.headers, **call.headers, **signature.headers},
                json=call.json,
            )
            cost = self._api.cost_micros(reply)
        finally:
            self._meter.called(cost)
        seconds = self._api.pause(reply)
        if seconds:
            self._client.held[scope] = reply.at + timedelta(seconds=min(seconds, LONGEST_PAUSE))
        return reply

    async def _until_free(self, scope: tuple[str, str]) -> None:
        until = self._client.held.get(scope)
        if until is None:
            return
        seconds = (until - self._client.http.clock()).total_seconds()
        if seconds > _LONGEST_WAIT_HERE:
            raise RetriableCollectorError(f"{self._api.platform.label} allows no more calls for now.", seconds)
        if seconds > 0:
            await self._client.sleep(seconds)
        self._client.held.pop(scope, None)

    async def _renewed(self, token: str, fault: Fault) -> str:
        try:
            return await self._access.token(refused=token)
        except AuthorizationLostError as error:
            raise AuthorizationLostError(f"{error.message} {self._said(fault)}", revoked=error.revoked) from None

    def _refuse(self, fault: Fault) -> NoReturn:
        message = self._said(fault)
        match fault.recovery:
            case Recovery.RETRY:
                raise _SoonError(message, fault.wait_seconds)
            case Recovery.WAIT:
                if fault.wait_seconds is not None and fault.wait_seconds > _LONGEST_WAIT_HERE:
                    raise RetriableCollectorError(message, fault.wait_seconds)
                raise _SoonError(message, fault.wait_seconds)
            case Recovery.SKIP:
                raise SkippableCollectorError(message, fault.code)
            case Recovery.GONE:
                raise GoneError(message, fault.code)
            case Recovery.RENEW | Recovery.REVOKED:
                raise AuthorizationLostError(message, revoked=fault.recovery is Recovery.REVOKED)
            case Recovery.FATAL:
                raise FatalCollectorError(message)

    def _said(self, fault: Fault) -> str:
        code = f" ({fault.code})" if fault.code else ""
        return f"{self._api.platform.label} says{code}: {safe(fault.message)}"


class _SoonError(CollectorError):
    """The same may succeed soon."""

    def __init__(self, message: str, seconds: float | None) -> None:
        super().__init__(message)
        self.seconds = seconds


def _wait_for(error: Exception) -> bool | float:
    """Whether to try again, and when, for stamina: True leaves that to its growing waits."""
    if isinstance(error, _SoonError):
        return True if error.seconds is None else max(error.seconds, 0.0)
    return isinstance(error, NotAnsweredError)
