"""One request and its answer, over HTTP: bounded in time, in size, and in number at once to one host."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx2
import orjson

from domain.errors import FatalCollectorError
from domain.ports import Clock

MAX_BODY_BYTES = 32 * 2**20
_TIMEOUT = httpx2.Timeout(connect=10, read=30, write=30, pool=120)
_WHOLE_ANSWER_SECONDS = 120.0
"""However slowly the bytes drip."""
_CALLS_AT_ONCE = 4
"""To one host."""
_MAX_REDIRECTS = 3
Parameters = Mapping[str, str]


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


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
