"""What LinkedIn's refusals mean, and how it is asked."""

from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.faults import Recovery
from collectors.linkedin.client import LinkedInClient, fault_of, until_midnight
from collectors.transport import Http, Reply
from domain.errors import (
    AuthorizationLostError,
    FatalCollectorError,
    GoneError,
    RetriableCollectorError,
    SkippableCollectorError,
)
from tests.collectors.linkedin.stage import NOW, Recorded, StageAccess, assignment, pages_of
from tests.factories import FakeClock

MIDNIGHT = 12 * 3600.0
VERSION_HINT = " Set PULSEGRAPH_LINKEDIN__VERSION to a version of the API that is offered."


def reply(status: int, document: Any = None, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, headers or {}, document, NOW, "/rest/posts")


@pytest.mark.parametrize(
    ("status", "document", "recovery", "code"),
    [
        (401, {"serviceErrorCode": 65600, "code": "INVALID_ACCESS_TOKEN"}, Recovery.RENEW, "INVALID_ACCESS_TOKEN"),
        (401, {"serviceErrorCode": 65601, "code": "REVOKED_ACCESS_TOKEN"}, Recovery.REVOKED, "REVOKED_ACCESS_TOKEN"),
        (401, {"serviceErrorCode": 65601, "code": "UNAUTHORIZED"}, Recovery.RENEW, "UNAUTHORIZED"),
        (401, {"serviceErrorCode": 65602, "code": "EXPIRED_ACCESS_TOKEN"}, Recovery.RENEW, "EXPIRED_ACCESS_TOKEN"),
        (401, {"serviceErrorCode": 65601}, Recovery.RENEW, "65601"),
        (401, {"code": "REDACTED"}, Recovery.RENEW, "REDACTED"),
        (401, None, Recovery.RENEW, None),
        (401, {"code": ["REVOKED_ACCESS_TOKEN"], "serviceErrorCode": [65601]}, Recovery.RENEW, None),
        (400, {"code": {"VERSION_MISSING": 1}, "serviceErrorCode": 100}, Recovery.SKIP, "100"),
        (403, {"serviceErrorCode": 100, "code": "ACCESS_DENIED"}, Recovery.SKIP, "ACCESS_DENIED"),
        (404, {"serviceErrorCode": 0, "code": "RESOURCE_NOT_FOUND"}, Recovery.GONE, "RESOURCE_NOT_FOUND"),
        (404, {"serviceErrorCode": 0}, Recovery.GONE, None),
        (400, {"code": "VERSION_MISSING"}, Recovery.FATAL, "VERSION_MISSING"),
        (400, {"code": "ILLEGAL_ARGUMENT", "message": "Invalid timeIntervals"}, Recovery.SKIP, "ILLEGAL_ARGUMENT"),
        (422, {"message": "urn form"}, Recovery.SKIP, None),
        (426, {"code": "NONEXISTENT_VERSION"}, Recovery.FATAL, "NONEXISTENT_VERSION"),
        (426, None, Recovery.FATAL, None),
        (405, {"message": "no"}, Recovery.FATAL, None),
        (408, None, Recovery.RETRY, None),
        (500, {"message": "Internal Server Error"}, Recovery.RETRY, None),
        (502, ["odd"], Recovery.RETRY, None),
        (503, None, Recovery.RETRY, None),
        (504, None, Recovery.RETRY, None),
    ],
)
def test_refusals(status: int, document: Any, recovery: Recovery, code: str | None) -> None:
    fault = fault_of(reply(status, document))

    assert fault is not None
    assert (fault.recovery, fault.code, fault.wait_seconds) == (recovery, code, None)


def test_too_many_calls_are_too_many_for_the_day() -> None:
    said = {"status": 429, "message": "Resource level throttle limit for calls to this resource is reached."}
    fault, told = fault_of(reply(429, said)), fault_of(reply(429, said, {"retry-after": "7"}))

    assert fault is not None
    assert told is not None
    assert (fault.recovery, fault.wait_seconds) == (Recovery.WAIT, MIDNIGHT)
    assert (told.recovery, told.wait_seconds) == (Recovery.WAIT, 7.0)


def test_midnight_is_utc() -> None:
    assert until_midnight(datetime(2026, 3, 10, 23, 59, 30, tzinfo=UTC)) == 30.0
    assert until_midnight(datetime(2026, 3, 10, tzinfo=UTC)) == 86400.0


def test_good_answers_refuse_nothing() -> None:
    assert fault_of(reply(200, {"elements": []})) is None
    assert fault_of(reply(200, {"code": "VERSION_MISSING", "status": 400})) is None


@pytest.mark.parametrize(
    ("status", "document", "error"),
    [
        (426, {"code": "NONEXISTENT_VERSION", "message": "Requested version is not active"}, FatalCollectorError),
        (403, {"code": "ACCESS_DENIED", "message": "Not enough permissions"}, SkippableCollectorError),
        (404, {"code": "NOT_FOUND", "message": "Could not find entity"}, GoneError),
        (429, {"code": "TOO_MANY_REQUESTS", "message": "throttle limit"}, RetriableCollectorError),
        (503, None, RetriableCollectorError),
        (401, {"code": "UNAUTHORIZED", "message": "expired"}, AuthorizationLostError),
    ],
)
async def test_refusals_as_errors(status: int, document: Any, error: type[Exception]) -> None:
    recorded = Recorded({"/rest/organizations/1": (status, document)})
    client = LinkedInClient(ApiConfiguration(), recorded.http)

    with pytest.raises(error) as raised:
        await client.organization(client.session(assignment()), "1")

    assert type(raised.value) is error
    if status == 426:
        assert str(raised.value) == (
            f"LinkedIn says (NONEXISTENT_VERSION): Requested version is not active.{VERSION_HINT}"
        )
    if isinstance(raised.value, RetriableCollectorError):
        assert raised.value.retry_after_seconds == (MIDNIGHT if status == 429 else None)


async def test_it_says_who_took_the_access_away() -> None:
    revoked = {"status": 401, "serviceErrorCode": 65601, "code": "REVOKED_ACCESS_TOKEN", "message": "by the user"}
    recorded = Recorded({"/rest/organizations/1": (401, revoked)})
    client = LinkedInClient(ApiConfiguration(), recorded.http)

    with pytest.raises(AuthorizationLostError) as raised:
        await client.organization(client.session(assignment()), "1")

    assert raised.value.revoked
    assert len(recorded.asked) == 1


async def test_the_headers_and_the_address() -> None:
    recorded = Recorded({"/rest/networkSizes/": {"firstDegreeSize": 1}})
    client = LinkedInClient(ApiConfiguration(version="202609"), recorded.http)

    await client.followers(client.session(assignment(access=StageAccess("t-1"))), "1337")

    assert recorded.asked == ["/rest/networkSizes/urn%3Ali%3Aorganization%3A1337?edgeType=COMPANY_FOLLOWED_BY_MEMBER"]
    sent = recorded.headers[0]
    assert sent["host"] == "api.linkedin.com"
    assert sent["linkedin-version"] == "202609"
    assert sent["x-restli-protocol-version"] == "2.0.0"
    assert sent["authorization"] == "Bearer t-1"


async def test_urns_are_encoded_their_lists_are_not_and_the_method_is_said() -> None:
    recorded = Recorded({"/rest/": {"elements": []}})
    client = LinkedInClient(ApiConfiguration(), recorded.http)
    session = client.session(assignment())

    await client.statistics_of_posts(session, "1", "shares", ["urn:li:share:1", "urn:li:share:2"])
    await client.posts_by_urn(session, ["urn:li:share:1", "urn:li:ugcPost:2"])
    await client.post(session, "urn:li:ugcPost:2")

    assert [sent.get("x-restli-method") for sent in recorded.headers] == ["FINDER", "BATCH_GET", None]
    assert recorded.asked == [
        "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
        "&organizationalEntity=urn%3Ali%3Aorganization%3A1&shares=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A2)",
        "/rest/posts?ids=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3AugcPost%3A2)",
        "/rest/posts/urn%3Ali%3AugcPost%3A2",
    ]


async def test_every_finder_says_that_it_is_one() -> None:
    recorded = Recorded({"/rest/": {"elements": []}})
    client = LinkedInClient(ApiConfiguration(), recorded.http)
    session = client.session(assignment())
    first, end = date(2026, 3, 1), date(2026, 3, 2)

    await client.administered(session)
    await client.posts(session, "1", 0)
    await client.share_days(session, "1", first, end)
    await client.follower_days(session, "1", first, end)
    await client.page_days(session, "1", first, end)
    await client.follower_facets(session, "1")
    await client.organization(session, "1")
    await client.followers(session, "1")

    said = [sent.get("x-restli-method") for sent in recorded.headers]
    assert ["FINDER" if "?q=" in asked else None for asked in recorded.asked] == said
    assert said.count("FINDER") == 6


def paged(pages: list[dict[str, Any]], asked: list[str]) -> Http:
    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.raw_path.decode().partition("?")[2])
        return httpx2.Response(200, json=pages[min(len(asked), len(pages)) - 1])

    return Http(FakeClock(NOW), httpx2.MockTransport(answer))


async def test_pages_are_followed_while_linkedin_names_a_next_one() -> None:
    asked: list[str] = []
    following = [{"rel": "next", "href": "/rest/organizationAcls?start=2"}]
    pages = [
        {"paging": {"start": 0, "count": 2, "links": following}, "elements": [{"n": 1}, {"n": 2}]},
        {"paging": {"start": 2, "count": 2, "links": [{"rel": "prev"}]}, "elements": [{"n": 3}]},
    ]
    client = LinkedInClient(ApiConfiguration(), paged(pages, asked))

    given = await client.administered(client.session(assignment()))

    assert (given.found, given.whole) == (({"n": 1}, {"n": 2}, {"n": 3}), True)
    assert asked == [
        "q=roleAssignee&role=ADMINISTRATOR&state=APPROVED&start=0&count=100",
        "q=roleAssignee&role=ADMINISTRATOR&state=APPROVED&start=2&count=2",
    ]


async def test_pages_that_never_end() -> None:
    asked: list[str] = []
    page = {"paging": {"start": 0, "count": 1, "links": [{"rel": "next"}]}, "elements": [{}]}
    client = LinkedInClient(ApiConfiguration(), paged([page], asked))

    with pytest.raises(FatalCollectorError, match="names a next page again and again"):
        await client.administered(client.session(assignment()))

    assert len(asked) == 100


@pytest.mark.parametrize(
    ("document", "whole"),
    [
        ({"elements": [{}]}, True),
        ({"elements": [{}], "paging": {"count": 10, "start": 0}}, True),
        ({"elements": [{}], "paging": {"count": 1, "start": 0}}, False),
        ({"elements": [{}, {}], "paging": {"count": 1}}, True),
        ({"elements": [], "paging": {"count": 0}}, True),
        ({"elements": "odd", "paging": "odd"}, True),
        ({}, True),
        (None, True),
    ],
)
async def test_whether_an_answer_is_whole(document: Any, whole: bool) -> None:
    client = LinkedInClient(ApiConfiguration(), paged([document], []))

    given = await client.follower_facets(client.session(assignment()), "1")

    assert given.whole is whole


async def test_the_version_stops_a_collection() -> None:
    recorded = Recorded({"/rest/organizations/": (426, {"code": "NONEXISTENT_VERSION", "message": "not active"})})

    with pytest.raises(FatalCollectorError, match="PULSEGRAPH_LINKEDIN__VERSION"):
        await pages_of(recorded.collector, assignment())
