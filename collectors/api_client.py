"""HTTP with the platforms: one client, which is polite, patient within bounds, and never tells a token.

`Http` sends one request and gives its answer. `ApiSession` is one account's way to one API: it signs, counts what is
spent, obeys the platform's limits, and turns every refusal into the error that says what to do next.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlsplit

import httpx2
import orjson
import stamina

from domain.assignments import Assignment
from domain.credentials import redacted
from domain.errors import (
    AuthorizationLostError,
    CollectorError,
    FatalCollectorError,
    GoneError,
    RetriableCollectorError,
    SkippableCollectorError,
)
from domain.ports import Clock
from domain.users import Platform

MAX_BODY_BYTES = 32 * 2**20
_TIMEOUT = httpx2.Timeout(connect=10, read=30, write=30, pool=120)
_WHOLE_ANSWER_SECONDS = 120.0
"""However slowly the bytes drip."""
_CALLS_AT_ONCE = 4
"""To one host."""
_ATTEMPTS = 4
_LONGEST_WAIT_HERE = 60.0
"""Seconds; who has to wait longer is told so, and comes back."""
_LONGEST_PAUSE = 86_400.0
"""Seconds; whatever a header asks for, a platform is asked again after a day."""
_MAX_REDIRECTS = 3
_MAX_MESSAGE = 300
_SECRET_PARAMETERS = frozenset({"access_token", "appsecret_proof"})

Parameters = Mapping[str, str]


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


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    document: Any
    """Parsed JSON; None for an empty body."""
    at: datetime
    """When it was here, UTC: the moment at which its numbers were observed."""
    path: str
    """What was asked for, without host and parameters."""


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


class NotAnsweredError(Exception):
    """No usable answer came: the connection failed, it took too long, or it was no JSON."""


class Http:
    """Sends requests: bounded in time, in size, and in number at once to one host."""

    def __init__(
        self,
        clock: Clock,
        transport: httpx2.AsyncBaseTransport | None = None,
        whole_answer_seconds: float = _WHOLE_ANSWER_SECONDS,
    ) -> None:
        self._clock = clock
        self._transport = transport
        self._whole_answer_seconds = whole_answer_seconds
        self._client: httpx2.AsyncClient | None = None
        self._at_once: dict[str, asyncio.Semaphore] = {}

    @property
    def clock(self) -> Clock:
        """What the answers are dated by."""
        return self._clock

    async def close(self) -> None:
        """Give the connections back."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def send(
        self,
        method: str,
        url: str,
        parameters: Parameters | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request, and redirects within its origin.

        Raises:
            NotAnsweredError: there is no usable answer.
            FatalCollectorError: it redirects to somebody else, or is larger than any answer should be.
        """
        if self._client is None:
            self._client = httpx2.AsyncClient(transport=self._transport, timeout=_TIMEOUT)
        address = httpx2.URL(url).copy_merge_params(dict(parameters)) if parameters else httpx2.URL(url)
        host = address.host
        try:
            async with self._at_once.setdefault(host, asyncio.Semaphore(_CALLS_AT_ONCE)):
                async with asyncio.timeout(self._whole_answer_seconds):
                    for _ in range(_MAX_REDIRECTS + 1):
                        request = self._client.build_request(method, address, headers=headers, json=json, data=form)
                        response = await self._client.send(request, stream=True)
                        try:
                            if not response.has_redirect_location:
                                return await self._reply(response)
                            target = address.join(response.headers["location"])
                        finally:
                            await response.aclose()
                        if origin(str(target)) != origin(str(address)):
                            raise FatalCollectorError(f"{host} redirects to {target.host}, which was not asked for.")
                        address = target
        except TimeoutError:
            raise NotAnsweredError(f"{host} took too long to answer") from None
        except httpx2.TransportError as error:
            raise NotAnsweredError(f"{host} cannot be reached: {type(error).__name__}") from None
        except (httpx2.InvalidURL, httpx2.DecodingError) as error:
            raise NotAnsweredError(f"{host} answered what cannot be read: {type(error).__name__}") from None
        raise FatalCollectorError(f"{host} redirects in a circle.")

    async def _reply(self, response: httpx2.Response) -> Reply:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise FatalCollectorError(f"{response.url.host} sent more than {MAX_BODY_BYTES:,} bytes.")
        try:
            document = orjson.loads(body) if body.strip() else None
        except orjson.JSONDecodeError:
            claims_json = "json" in response.headers.get("content-type", "")
            if response.status_code < HTTPStatus.BAD_REQUEST or claims_json:
                raise NotAnsweredError(f"{response.url.host} sent something else than JSON") from None
            document = None  # an error page, whose status says enough
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, document, self._clock(), response.url.path)


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
        try:
            reply = await self._client.http.send(
                call.method,
                call.url,
                {**call.parameters, **signature.parameters},
                headers={"accept": "application/json", **self._api.headers, **call.headers, **signature.headers},
                json=call.json,
            )
        except NotAnsweredError:
            self._meter.called()
            raise
        self._meter.called(self._api.cost_micros(reply))
        seconds = self._api.pause(reply)
        if seconds:
            self._client.held[scope] = reply.at + timedelta(seconds=min(seconds, _LONGEST_PAUSE))
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


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def safe(message: str) -> str:
    """A platform's words without tokens, on one line, and not too many of them."""
    line = re.sub(r"\s+", " ", redacted(message)).strip()
    return line if len(line) <= _MAX_MESSAGE else f"{line[:_MAX_MESSAGE]}…"


def retry_after(reply: Reply) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110: seconds or a date); None without a usable one."""
    given = reply.headers.get("retry-after", "").strip()
    if given.isdecimal():
        return min(float(given), _LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - reply.at).total_seconds(), 0.0), _LONGEST_PAUSE)


def status_fault(reply: Reply, message: str | None = None, code: str | None = None) -> Fault | None:
    """What the HTTP status alone says: where every platform means the same by it."""
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    said = message or HTTPStatus(reply.status).phrase if reply.status in _KNOWN_STATUS else message or str(reply.status)
    if (
        reply.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
        and retry_after(reply) is not None
    ):
        return Fault(Recovery.WAIT, said, code, retry_after(reply))
    if reply.status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS) or reply.status >= _SERVER_ERROR:
        return Fault(Recovery.RETRY, said, code)
    recovery = {
        HTTPStatus.UNAUTHORIZED: Recovery.RENEW,
        HTTPStatus.FORBIDDEN: Recovery.SKIP,
        HTTPStatus.NOT_FOUND: Recovery.GONE,
        HTTPStatus.GONE: Recovery.GONE,
    }.get(HTTPStatus(reply.status) if reply.status in _KNOWN_STATUS else HTTPStatus.BAD_REQUEST, Recovery.FATAL)
    return Fault(recovery, said, code)


_KNOWN_STATUS = frozenset(int(status) for status in HTTPStatus)
_SERVER_ERROR = 500
