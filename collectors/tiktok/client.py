"""TikTok's two APIs for an account's own numbers: addresses, signatures, refusals, and the endpoints that are read.

They share nothing but the name: the Display API (https://developers.tiktok.com/doc/display-api-overview) speaks of
videos with an `error.code` that is `ok` on success, the Accounts API of TikTok for Business
(https://business-api.tiktok.com/portal/docs) of items with a `code` that is 0 on success. Tokens of one are unknown
to the other.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import orjson

from collectors.api_client import Api, ApiSession, Signature, bearer
from collectors.configuration import ApiConfiguration
from collectors.faults import Fault, Recovery, retry_after, status_fault
from collectors.transport import Reply
from domain.errors import InvalidInputError, SkippableCollectorError
from domain.users import Platform

PAGE_SIZE = 20
"""The most videos that either API gives, or finds by their ids, in one answer."""

_DISPLAY_URL = "https://open.tiktokapis.com"
_BUSINESS_URL = "https://business-api.tiktok.com"
_BUSINESS_PATH = "/open_api/v1.3"
_SLIDING_WINDOW_SECONDS = 60.0
"""The Display API allows 600 calls a minute to each endpoint, and does not say when there is room again."""
_THEIR_FAULT = 50_000
"""Codes of the Accounts API from here on are faults on TikTok's side."""


class ApiKind(StrEnum):
    """Which of the two. The operator's app is registered for one of them, so an installation reads through one."""

    DISPLAY = "display"
    BUSINESS = "business"


def kind_of(configuration: ApiConfiguration) -> ApiKind:
    """What the operator chose as `version`; the Display API when nothing is set.

    Raises:
        InvalidInputError: there is no such API.
    """
    chosen = configuration.version or ApiKind.DISPLAY.value
    try:
        return ApiKind(chosen)
    except ValueError:
        names = " or ".join(kind.value for kind in ApiKind)
        raise InvalidInputError(
            f"{chosen[:40]!r} is no API of TikTok; PULSEGRAPH_TIKTOK__VERSION is {names}."
        ) from None


def base_url(configuration: ApiConfiguration) -> str:
    """Where the chosen API is. The version in the path is part of it for the Accounts API only."""
    given = configuration.api_url.rstrip("/") if configuration.api_url else None
    if kind_of(configuration) is ApiKind.BUSINESS:
        return f"{given or _BUSINESS_URL}{_BUSINESS_PATH}"
    return given or _DISPLAY_URL


def api_of(configuration: ApiConfiguration) -> Api:
    """How the chosen API speaks. Neither tells in headers how many calls are left."""
    url = base_url(configuration)
    if kind_of(configuration) is ApiKind.BUSINESS:
        return Api(Platform.TIKTOK, url, business_fault, access_token_header)
    return Api(Platform.TIKTOK, url, display_fault, bearer)


def access_token_header(token: str) -> Signature:
    """The Accounts API has a header of its own."""
    return Signature({"access-token": token})


_DISPLAY_RECOVERIES = {
    "access_token_invalid": Recovery.RENEW,
    "scope_not_authorized": Recovery.SKIP,
    "scope_permission_missed": Recovery.SKIP,
    "invalid_params": Recovery.SKIP,
    "rate_limit_exceeded": Recovery.WAIT,
    "internal_error": Recovery.RETRY,
}
"""`error.code` of the Display API. Refused parameters are skipped, for the one that is meant may be a field; which,
is found out by asking for fewer."""

_BUSINESS_RECOVERIES = {
    40001: Recovery.SKIP,  # no permission, for a field or for all
    40002: Recovery.SKIP,  # a parameter, such as a field that is offered no more
    40100: Recovery.WAIT,
    40102: Recovery.RENEW,  # expired
    40104: Recovery.RENEW,  # empty
    40105: Recovery.RENEW,  # incorrect or revoked
    40131: Recovery.RENEW,  # the same, said by the endpoints of tt_user
    40133: Recovery.WAIT,
    51021: Recovery.WAIT,
}
"""`code` of the Accounts API, which comes with HTTP 200. Limits are in calls a second: no need to wait for long."""

_NOT_PERMITTED = frozenset({"scope_not_authorized", "scope_permission_missed", "40001"})
"""Of either API."""


def is_not_permitted(error: SkippableCollectorError) -> bool:
    """Whether something was refused for want of a permission, be it for one field or for a whole endpoint."""
    return error.reason_code in _NOT_PERMITTED


def display_fault(reply: Reply) -> Fault | None:
    """What an answer of the Display API refuses. `ok` is an error code, and means that there is none."""
    document = reply.document if isinstance(reply.document, Mapping) else {}
    error = document.get("error")
    if isinstance(error, Mapping):
        code, message = str(error.get("code") or ""), str(error.get("message") or "")
    else:  # a text where the answer comes from the token endpoints' side
        code, message = str(error or ""), str(document.get("error_description") or "")
    if code == "ok":
        return status_fault(reply)
    recovery = _DISPLAY_RECOVERIES.get(code)
    if recovery is Recovery.WAIT:
        seconds = retry_after(reply)
        return Fault(recovery, message, code, _SLIDING_WINDOW_SECONDS if seconds is None else seconds)
    if recovery is not None:
        return Fault(recovery, message, code)
    said = status_fault(reply, message or None, code or None)
    if said is None and code:
        return Fault(Recovery.FATAL, message or "the call failed", code)
    if said is None and not isinstance(document.get("data"), Mapping):
        return Fault(Recovery.RETRY, "the answer holds nothing")
    return said


def business_fault(reply: Reply) -> Fault | None:
    """What an answer of the Accounts API refuses; the HTTP status says 200 nearly always."""
    document = reply.document if isinstance(reply.document, Mapping) else {}
    given, message = document.get("code"), str(document.get("message") or "")
    if _whole(given) == 0:
        return status_fault(reply)
    recovery = business_recovery(given)
    if recovery is not None:
        seconds = retry_after(reply) if recovery is Recovery.WAIT else None
        return Fault(recovery, message, str(given), seconds)
    said = status_fault(reply, message or None, str(given) if given is not None else None)
    if said is not None:
        return said
    if given is None:
        return Fault(Recovery.RETRY, "the answer holds no code")
    return Fault(Recovery.FATAL, message or "the call failed", str(given))


def business_recovery(code: object) -> Recovery | None:
    """What to do after a `code` of the Accounts API; None when that is not known."""
    number = _whole(code)
    if number is None:
        return None
    return _BUSINESS_RECOVERIES.get(number, Recovery.RETRY if number >= _THEIR_FAULT else None)


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


class DisplayApi:
    """The endpoints of the Display API; the token says whose account is meant."""

    def __init__(self, session: ApiSession) -> None:
        self._session = session

    async def user(self, fields: Sequence[str]) -> Reply:
        """`GET /v2/user/info/`."""
        return await self._session.get("/v2/user/info/", {"fields": ",".join(fields)})

    async def videos(self, fields: Sequence[str], cursor: int | None) -> Reply:
        """`POST /v2/video/list/`: newest first, those published before the cursor (Unix milliseconds)."""
        body: dict[str, object] = {"max_count": PAGE_SIZE}
        if cursor is not None:
            body["cursor"] = cursor
        return await self._session.post("/v2/video/list/", {"fields": ",".join(fields)}, body)

    async def videos_by_id(self, fields: Sequence[str], ids: Sequence[str]) -> Reply:
        """`POST /v2/video/query/`: at most PAGE_SIZE ids; what is not there is left out of the answer."""
        body = {"filters": {"video_ids": list(ids)}}
        return await self._session.post("/v2/video/query/", {"fields": ",".join(fields)}, body)


class BusinessApi:
    """The endpoints of the Accounts API. Lists travel in parameters as JSON."""

    def __init__(self, session: ApiSession, business_id: str) -> None:
        self._session = session
        self._business_id = business_id

    async def account(self, fields: Sequence[str], first: date, last: date) -> Reply:
        """`GET /business/get/`: what the account is now, and its UTC days, `last` included."""
        dates = {"start_date": first.isoformat(), "end_date": last.isoformat()}
        return await self._get("/business/get/", fields, dates)

    async def videos(self, fields: Sequence[str], cursor: int | None) -> Reply:
        """`GET /business/video/list/`: newest first, those published before the cursor (Unix milliseconds)."""
        page = {"max_count": str(PAGE_SIZE)} | ({} if cursor is None else {"cursor": str(cursor)})
        return await self._get("/business/video/list/", fields, page)

    async def videos_by_id(self, fields: Sequence[str], ids: Sequence[str]) -> Reply:
        """The same endpoint, filtered: at most PAGE_SIZE ids; what is not there is left out of the answer."""
        chosen = {"filters": _json({"video_ids": list(ids)}), "max_count": str(PAGE_SIZE)}
        return await self._get("/business/video/list/", fields, chosen)

    async def _get(self, path: str, fields: Sequence[str], parameters: Mapping[str, str]) -> Reply:
        mine = {"business_id": self._business_id, "fields": _json(list(fields))}
        return await self._session.get(path, {**mine, **parameters})


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
