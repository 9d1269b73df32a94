"""LinkedIn's Community Management API: its addresses in Rest.li 2.0, and what its refusals mean.

Rest.li wants URNs encoded, and the brackets, commas and colons around them not: `shares=List(urn%3Ali%3Ashare%3A1)`.
An encoder of query parameters would encode both, so that queries are written here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from collectors.api_client import Api, ApiClient, ApiSession
from collectors.configuration import ApiConfiguration
from collectors.faults import Fault, Recovery, retry_after, safe, status_fault
from collectors.transport import Http, Reply
from domain.assignments import Assignment
from domain.errors import FatalCollectorError, SkippableCollectorError
from domain.time_range import local_date, start_of_day
from domain.users import Platform

API_URL = "https://api.linkedin.com"
VERSION = "202606"
DAY_ZONE = "UTC"
"""LinkedIn cuts its days there."""

PAGE_SIZE = 50
"""Posts in one page, and URNs in one request: 50 of them keep an address below LinkedIn's 4 KB."""
_ACL_PAGE_SIZE = 100
_MOST_PAGES = 100
"""Of one answer that comes in pages; more is a circle."""

_REVOKED = frozenset({"REVOKED_ACCESS_TOKEN"})
"""The service error 65601 stands for revoked and for ended tokens alike, so that only the code tells them apart."""
_VERSION_CODES = frozenset({"VERSION_MISSING", "NONEXISTENT_VERSION"})
_DENIED = frozenset({"ACCESS_DENIED", "100"})
_ONE_REQUEST = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
"""The request is not taken as it is; others may be."""
_BATCH_GET = {"x-restli-method": "BATCH_GET"}
"""Several things by their keys; LinkedIn's documentation of posts wants it to be said."""
_FINDER = {"x-restli-method": "FINDER"}
"""Whatever has a `q`."""


def fault_of(reply: Reply) -> Fault | None:
    """What an answer refuses, by its HTTP status first: the texts differ from service to service."""
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    document = reply.document if isinstance(reply.document, Mapping) else {}
    given, number = (_word(document.get(name)) for name in ("code", "serviceErrorCode"))
    code = given or number
    message = str(document.get("message") or f"HTTP {reply.status}")
    if reply.status == HTTPStatus.UPGRADE_REQUIRED or given in _VERSION_CODES:
        hint = "Set PULSEGRAPH_LINKEDIN__VERSION to a version of the API that is offered."
        return Fault(Recovery.FATAL, f"{message.rstrip('.')}. {hint}", code)
    if reply.status == HTTPStatus.UNAUTHORIZED:
        return Fault(Recovery.REVOKED if given in _REVOKED else Recovery.RENEW, message, code)
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        # Limits are those of a day, and no header tells of them.
        waits = retry_after(reply)
        return Fault(Recovery.WAIT, message, code, waits if waits is not None else until_midnight(reply.at))
    if reply.status in _ONE_REQUEST:
        return Fault(Recovery.SKIP, message, code)
    return status_fault(reply, message, code)


def is_denied(error: SkippableCollectorError) -> bool:
    """Whether it is refused for want of a permission."""
    return error.reason_code in _DENIED


def until_midnight(at: datetime) -> float:
    """Seconds until the next UTC day, when the limits are new."""
    tomorrow = local_date(at, DAY_ZONE) + timedelta(days=1)
    return (start_of_day(tomorrow, DAY_ZONE) - at).total_seconds()


def organization_urn(number: str) -> str:
    """`urn:li:organization:1337` of an account's external id."""
    return f"urn:li:organization:{number}"


@dataclass(frozen=True, slots=True)
class Elements:
    """A list that LinkedIn gave, all its pages together."""

    found: tuple[Mapping[str, Any], ...]
    at: datetime
    whole: bool
    """False when there may be more than was given, so that nothing may be read from what is not there."""


class LinkedInClient:
    """One method for each endpoint."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        api = Api(
            Platform.LINKEDIN,
            (configuration.api_url or API_URL).rstrip("/"),
            fault_of,
            headers={
                "linkedin-version": configuration.version or VERSION,
                "x-restli-protocol-version": "2.0.0",
            },
        )
        self._client = ApiClient(api, http, sleep)

    def session(self, assignment: Assignment) -> ApiSession:
        """One account's way to it."""
        return self._client.session(assignment)

    async def organization(self, session: ApiSession, number: str) -> Reply:
        """Name and vanity name of a page."""
        return await session.get(f"/rest/organizations/{_encoded(number)}")

    async def followers(self, session: ApiSession, number: str) -> Reply:
        """How many members follow a page."""
        urn = _encoded(organization_urn(number))
        return await session.get(f"/rest/networkSizes/{urn}?edgeType=COMPANY_FOLLOWED_BY_MEMBER")

    async def posts(self, session: ApiSession, number: str, start: int) -> Reply:
        """One page of what a page published, the most lately changed first. Drafts are for their authors alone, and
        not in it."""
        author = _encoded(organization_urn(number))
        return await session.get(
            f"/rest/posts?q=author&author={author}&sortBy=LAST_MODIFIED&start={start}&count={PAGE_SIZE}",
            headers=_FINDER,
        )

    async def posts_by_urn(self, session: ApiSession, urns: Sequence[str]) -> Reply:
        """Several posts: `results`, `statuses` and `errors` by URN."""
        return await session.get(f"/rest/posts?ids={_list(urns)}", headers=_BATCH_GET)

    async def post(self, session: ApiSession, urn: str) -> Reply:
        """One post. Raises GoneError when there is none."""
        return await session.get(f"/rest/posts/{_encoded(urn)}")

    async def statistics_of_posts(self, session: ApiSession, number: str, kind: str, urns: Sequence[str]) -> Elements:
        """Lifetime counters of posts of one kind, `shares` or `ugcPosts`; who had none is not in it."""
        entity = _encoded(organization_urn(number))
        return await self._all(
            session,
            "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
            f"&organizationalEntity={entity}&{kind}={_list(urns)}",
        )

    async def share_days(self, session: ApiSession, number: str, first: date, end: date) -> Elements:
        """What all posts of a page received, day by day."""
        return await self._days(session, "organizationalEntityShareStatistics", number, first, end)

    async def follower_days(self, session: ApiSession, number: str, first: date, end: date) -> Elements:
        """The followers a page won, day by day."""
        return await self._days(session, "organizationalEntityFollowerStatistics", number, first, end)

    async def page_days(self, session: ApiSession, number: str, first: date, end: date) -> Elements:
        """The visits of a page, day by day."""
        return await self._days(session, "organizationPageStatistics", number, first, end, finder="organization")

    async def follower_facets(self, session: ApiSession, number: str) -> Elements:
        """Who follows a page: the 100 largest groups of each kind."""
        entity = _encoded(organization_urn(number))
        return await self._all(
            session,
            f"/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity={entity}",
        )

    async def administered(self, session: ApiSession) -> Elements:
        """The pages of which the person is an administrator."""
        return await self._all(
            session,
            f"/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED&start=0&count={_ACL_PAGE_SIZE}",
        )

    async def _days(
        self, session: ApiSession, resource: str, number: str, first: date, end: date, finder: str = ""
    ) -> Elements:
        finder = finder or "organizationalEntity"
        interval = f"(timeRange:(start:{_milliseconds(first)},end:{_milliseconds(end)}),timeGranularityType:DAY)"
        entity = _encoded(organization_urn(number))
        return await self._all(session, f"/rest/{resource}?q={finder}&{finder}={entity}&timeIntervals={interval}")

    async def _all(self, session: ApiSession, path: str) -> Elements:
        """All pages of an answer: as long as LinkedIn itself names a next one."""
        found: list[Mapping[str, Any]] = []
        asked = path
        for _ in range(_MOST_PAGES):
            reply = await session.get(asked, headers=_FINDER)
            page = elements_of(reply.document)
            found += page
            paging = paging_of(reply.document)
            if not paging.more or not page:
                return Elements(tuple(found), reply.at, whole=not paging.full(len(page)))
            asked = _at(path, paging.start + len(page), paging.count or len(page))
        raise FatalCollectorError("LinkedIn names a next page again and again; the rest was not read.")


@dataclass(frozen=True, slots=True)
class Paging:
    """Where an answer stands in its list, as far as it says so. `total` is mostly left out."""

    start: int = 0
    count: int | None = None
    more: bool = False
    """It names a next page."""

    def full(self, size: int) -> bool:
        """Whether so many elements just fill the page, which leaves open if there are more."""
        return size > 0 and size == self.count


def paging_of(document: object) -> Paging:
    """The `paging` of an answer."""
    paging = document.get("paging") if isinstance(document, Mapping) else None
    if not isinstance(paging, Mapping):
        return Paging()
    start, count, links = paging.get("start"), paging.get("count"), paging.get("links")
    named = links if isinstance(links, list) else []
    more = any(isinstance(link, Mapping) and link.get("rel") == "next" for link in named)
    return Paging(start if isinstance(start, int) else 0, count if isinstance(count, int) else None, more)


def elements_of(document: object) -> list[Mapping[str, Any]]:
    """The `elements` of an answer that are objects."""
    elements = document.get("elements") if isinstance(document, Mapping) else None
    return [each for each in elements if isinstance(each, Mapping)] if isinstance(elements, list) else []


def words_of(document: object) -> str:
    """What an error inside an answer says."""
    message = document.get("message") if isinstance(document, Mapping) else None
    return safe(str(message)) if message else "no reason given"


def _word(value: object) -> str | None:
    """A code, which is a text or a number; 0 says nothing."""
    return str(value) if isinstance(value, str | int) and value else None


def _encoded(text: str) -> str:
    return quote(text, safe="")


def _list(urns: Sequence[str]) -> str:
    return f"List({','.join(map(_encoded, urns))})"


def _milliseconds(day: date) -> int:
    return int(start_of_day(day, DAY_ZONE).timestamp()) * 1000


def _at(path: str, start: int, count: int) -> str:
    """The same query, further on."""
    address, _, query = path.partition("?")
    kept = [part for part in query.split("&") if not part.startswith(("start=", "count="))]
    return f"{address}?{'&'.join([*kept, f'start={start}', f'count={count}'])}"
