"""HTTP with the platforms: what is tried again, what is waited for, what is never told, and where it never goes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator

import httpx2
import pytest
import stamina

from collectors.api_client import Api, ApiClient, ApiSession
from collectors.faults import Fault, Recovery, retry_after, safe, status_fault
from collectors.transport import Http, Reply
from domain.assignments import Budget
from domain.errors import (
    AuthorizationLostError,
    BudgetExhaustedError,
    FatalCollectorError,
    GoneError,
    PulsegraphError,
    RetriableCollectorError,
    SkippableCollectorError,
)
from domain.users import Account, AccountStatus, Platform
from tests.collectors.cases import Given, assignment
from tests.factories import NOW, FakeClock

Answer = httpx2.Response | Exception
ACCOUNT = Account("u1", "a1", Platform.X, "1", "kestrel", None, AccountStatus.ACTIVE)


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield


class World:
    """A session whose platform answers what the test says, one answer a call."""

    def __init__(
        self,
        *answers: Answer,
        fault: Callable[[Reply], Fault | None] = status_fault,
        pause: Callable[[Reply], float | None] = lambda _reply: None,
        cost: Callable[[Reply], int] = lambda _reply: 0,
        budget: Budget | None = None,
        renew: Callable[[], str] | None = None,
        whole_answer_seconds: float = 5,
    ) -> None:
        self.answers = list(answers)
        self.requests: list[httpx2.Request] = []
        self.clock = FakeClock()
        self.slept: list[float] = []
        api = Api(
            Platform.X, "https://api.example.com/2", fault, pause=pause, cost_micros=cost, headers={"x-version": "7"}
        )
        http = Http(self.clock, httpx2.MockTransport(self._answer), whole_answer_seconds)
        self.access = Given("secret-1", renew)
        self.assignment = assignment(ACCOUNT, access=self.access, budget=budget)
        self.client = ApiClient(api, http, self._sleep)

    @property
    def session(self) -> ApiSession:
        return self.client.session(self.assignment)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(seconds=seconds)


def ok(**document: object) -> httpx2.Response:
    return httpx2.Response(200, json=document)


async def test_a_call_carries_its_token_in_a_header_and_its_parameters_in_the_address() -> None:
    world = World(ok(data=1))

    reply = await world.session.get("/users/me", {"fields": "a,b", "ids": "1"})

    assert (reply.document, reply.at, reply.path) == ({"data": 1}, NOW, "/2/users/me")
    (request,) = world.requests
    assert str(request.url) == "https://api.example.com/2/users/me?fields=a%2Cb&ids=1"
    assert (request.headers["authorization"], request.headers["x-version"]) == ("Bearer secret-1", "7")


@pytest.mark.parametrize(
    "passing",
    [
        httpx2.Response(500, text="<html>"),
        httpx2.Response(503),
        httpx2.Response(429),
        httpx2.Response(429, headers={"retry-after": "3"}),
        httpx2.Response(200, text='{"data": [1, 2'),
        httpx2.Response(200, text="<!DOCTYPE html>"),
        httpx2.Response(400, text='{"error": {"co', headers={"content-type": "application/json; charset=UTF-8"}),
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
        httpx2.RemoteProtocolError("cut off"),
    ],
    ids=lambda answer: repr(answer),
)
async def test_what_passes_is_tried_again(passing: Answer) -> None:
    world = World(passing, passing, ok(data=1))

    assert (await world.session.get("/a")).document == {"data": 1}
    assert world.assignment.meter.unpaid.calls == len(world.requests) == 3


async def test_trying_again_has_an_end_and_says_what_was_wrong() -> None:
    world = World(*[httpx2.ConnectError("refused")] * 4)

    with pytest.raises(RetriableCollectorError) as error:
        await world.session.get("/a")

    assert error.value.message == "X: api.example.com cannot be reached: ConnectError."
    assert world.answers == []


async def test_a_long_wait_is_told_and_not_slept_through() -> None:
    world = World(httpx2.Response(429, headers={"retry-after": "840"}))

    with pytest.raises(RetriableCollectorError) as error:
        await world.session.get("/a")

    assert (error.value.retry_after_seconds, error.value.message) == (840.0, "X says: Too Many Requests")
    assert len(world.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, FatalCollectorError),
        (403, SkippableCollectorError),
        (404, GoneError),
        (410, GoneError),
        (422, FatalCollectorError),
        (499, FatalCollectorError),
    ],
)
async def test_a_refusal_that_stays_is_not_tried_again(status: int, kind: type[PulsegraphError]) -> None:
    world = World(httpx2.Response(status, json={"error": "no"}))

    with pytest.raises(kind):
        await world.session.get("/a")

    assert len(world.requests) == 1


async def test_a_refused_token_is_renewed_once_and_the_call_made_again() -> None:
    world = World(httpx2.Response(401), ok(data=1), renew=lambda: "secret-2")

    assert (await world.session.get("/a")).document == {"data": 1}
    assert [request.headers["authorization"] for request in world.requests] == ["Bearer secret-1", "Bearer secret-2"]


async def test_a_new_token_that_is_refused_too_means_that_access_is_lost() -> None:
    world = World(httpx2.Response(401), httpx2.Response(401), renew=lambda: "secret-2")

    with pytest.raises(AuthorizationLostError) as error:
        await world.session.get("/a")

    assert (error.value.revoked, len(world.requests)) == (False, 2)


async def test_without_another_token_access_is_lost_with_the_platforms_words() -> None:
    world = World(
        httpx2.Response(401, json={}), fault=lambda _reply: Fault(Recovery.RENEW, "Session has expired", "190/463")
    )

    with pytest.raises(AuthorizationLostError) as error:
        await world.session.get("/a")

    assert error.value.message == "There is no other token. X says (190/463): Session has expired"


async def test_access_that_was_taken_away_is_not_asked_for_again() -> None:
    world = World(ok(), fault=lambda _reply: Fault(Recovery.REVOKED, "App removed"), renew=lambda: "secret-2")

    with pytest.raises(AuthorizationLostError) as error:
        await world.session.get("/a")

    assert (error.value.revoked, world.access.renewed) == (True, 0)


async def test_the_platforms_limits_are_obeyed_before_they_are_hit() -> None:
    world = World(ok(), ok(), pause=lambda reply: 30.0 if reply.at == NOW else None)

    await world.session.get("/a")
    await world.session.get("/a")

    assert world.slept == [30.0]


async def test_a_limit_that_lasts_is_told_before_anybody_is_asked() -> None:
    world = World(ok(), pause=lambda _reply: 900.0)

    await world.session.get("/a")
    with pytest.raises(RetriableCollectorError) as error:
        await world.session.get("/a")

    assert (error.value.retry_after_seconds, len(world.requests)) == (900.0, 1)


async def test_calls_and_money_are_counted_and_end_with_the_budget() -> None:
    world = World(ok(), ok(), ok(), cost=lambda _reply: 5_000, budget=Budget(cost_micros=10_000))

    await world.session.get("/a")
    await world.session.get("/a")
    with pytest.raises(BudgetExhaustedError) as error:
        await world.session.get("/a")

    assert error.value.message == "The budget of money for X is used up; the collection goes on when it is renewed."
    spent = world.assignment.meter.unpaid
    assert (spent.calls, spent.cost_micros, len(world.requests)) == (2, 10_000, 2)


async def test_a_redirect_within_the_host_is_followed_and_another_is_not() -> None:
    world = World(
        httpx2.Response(302, headers={"location": "/3/a"}),
        ok(data=1),
        httpx2.Response(302, headers={"location": "https://elsewhere.example.com/2/a"}),
    )

    assert (await world.session.get("/a")).path == "/3/a"
    with pytest.raises(FatalCollectorError, match="redirects to elsewhere"):
        await world.session.get("/a")
    assert [request.url.host for request in world.requests] == ["api.example.com"] * 3


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/2/a?after=1",
        "http://api.example.com/2/a",
        "https://api.example.com:8443/2/a",
        "https://api.example.com@evil.example.com/2/a",
        "file:///etc/passwd",
        "//evil.example.com/2/a",
    ],
)
async def test_a_next_page_elsewhere_is_not_asked_for(url: str) -> None:
    world = World(ok())

    with pytest.raises(FatalCollectorError, match="names an address of"):
        await world.session.follow(url)
    assert world.requests == []


async def test_a_next_page_is_signed_anew_and_loses_the_token_in_its_address() -> None:
    world = World(ok())

    await world.session.follow("https://api.example.com/2/a?access_token=EAAold&after=Q%3D&appsecret_proof=ab&limit=5")

    (request,) = world.requests
    assert str(request.url) == "https://api.example.com/2/a?after=Q%3D&limit=5"
    assert request.headers["authorization"] == "Bearer secret-1"


async def test_an_answer_without_end_is_cut_off() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 2**20

    world = World(httpx2.Response(200, content=endless()))

    with pytest.raises(FatalCollectorError, match="sent more than 33,554,432 bytes"):
        await world.session.get("/a")


async def test_a_body_that_drips_for_ever_ends_with_the_deadline() -> None:
    async def dripping() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    world = World(*[httpx2.Response(200, content=dripping()) for _ in range(4)], whole_answer_seconds=0.02)

    with pytest.raises(RetriableCollectorError) as error:
        await world.session.get("/a")

    assert error.value.message == "X: api.example.com took too long to answer."


async def test_at_most_four_calls_run_at_once_to_a_host() -> None:
    running, most = 0, 0

    async def answer(_request: httpx2.Request) -> httpx2.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return ok()

    http = Http(FakeClock(), httpx2.MockTransport(answer))
    await asyncio.gather(*(http.send("GET", "https://api.example.com/a") for _ in range(20)))

    assert most == 4


async def test_no_token_is_told_by_errors_logs_or_addresses(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    leak = "Bad token EAAGm0PX4ZCpsBAKZCwZDZD12345 at https://api.example.com/?access_token=secret-1&code=abc"
    world = World(
        httpx2.Response(401, json={"m": leak}), fault=lambda reply: Fault(Recovery.FATAL, reply.document["m"], "190")
    )

    with pytest.raises(FatalCollectorError) as error:
        await world.session.get("/a")

    assert error.value.message == "X says (190): Bad token *** at https://api.example.com/?access_token=***&code=***"
    assert "secret-1" not in " ".join(caplog.messages)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("99999999999999999999", 86_400.0),
        ("Tue, 10 Mar 2099 12:01:30 GMT", 86_400.0),
        ("Tue, 10 Mar 2026 12:01:30 GMT", 90.0),
        ("Tue, 10 Mar 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(Reply(429, {"retry-after": header}, None, NOW, "/a")) == seconds


def test_words_of_a_platform_are_one_line_and_not_too_long() -> None:
    assert safe("a\n  b\tc") == "a b c"
    assert safe("x" * 500) == "x" * 300 + "…"
