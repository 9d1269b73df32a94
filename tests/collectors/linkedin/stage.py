"""A LinkedIn to collect from: the sandbox's, or one that answers from a table."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import httpx2
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from collectors.configuration import ApiConfiguration
from collectors.linkedin import LinkedInCollector
from collectors.sandbox.linkedin import simulator
from collectors.sandbox.scenarios import SCENARIOS, Scenario
from collectors.sandbox.simulator import REFUSAL_OF
from collectors.sandbox.tokens import Tokens, TokenState
from collectors.sandbox.world import World
from collectors.transport import Http
from domain.assignments import Assignment, Budget, KnownPost, Meter, Page
from domain.collection import CollectionWindow
from domain.credentials import Secret
from domain.errors import AuthorizationLostError
from domain.observations import Batch, ContentType
from domain.users import Account, AccountStatus, Platform
from tests.factories import FakeClock

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SANDBOX = ApiConfiguration(
    client_id="app",
    client_secret=Secret("app-secret"),
    api_url="http://sandbox/linkedin",
    authorize_url="http://sandbox/linkedin/oauth/v2/authorization",
    token_url="http://sandbox/linkedin/oauth/v2/accessToken",
)


class StageAccess:
    """Tokens in the order in which they are given out; a refused one is followed by the next."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens)

    async def token(self, refused: str | None = None) -> str:
        if refused is not None and refused == self._tokens[0]:
            self._tokens.pop(0)
        if not self._tokens:
            raise AuthorizationLostError("There is no other token.")
        return self._tokens[0]

    async def lost(self, *, revoked: bool) -> None:
        raise AssertionError("only who reads accounts says so")


def account(external_id: str = "10203040") -> Account:
    return Account("u1", "a1", Platform.LINKEDIN, external_id, None, None, AccountStatus.ACTIVE)


def known(post_id: str, posted_at: datetime = NOW - timedelta(days=40)) -> KnownPost:
    return KnownPost(post_id, posted_at, ContentType.IMAGE, NOW - timedelta(days=1))


def assignment(
    *,
    days: int = 7,
    until: datetime = NOW,
    access: StageAccess | None = None,
    due: tuple[KnownPost, ...] = (),
    rejected: frozenset[str] = frozenset(),
    calls: int | None = None,
    external_id: str = "10203040",
) -> Assignment:
    return Assignment(
        account(external_id),
        CollectionWindow(until - timedelta(days=days), until),
        access or StageAccess("token-1"),
        Meter(Platform.LINKEDIN, Budget(calls=calls)),
        due,
        rejected,
    )


async def pages_of(collector: LinkedInCollector, given: Assignment, cursor: str | None = None) -> list[Page]:
    return [page async for page in collector.collect(given, cursor)]


def together(pages: list[Page]) -> Batch:
    return Batch(
        posts=tuple(post for page in pages for post in page.batch.posts),
        days=tuple(day for page in pages for day in page.batch.days),
    )


class SandboxStage:
    """The sandbox's LinkedIn alone, guarded as the sandbox guards it."""

    def __init__(self, scenario: Scenario = SCENARIOS["calm"]) -> None:
        self.clock = FakeClock(NOW)
        self.world = World(self.clock, scenario)
        self.tokens = Tokens(scenario)
        self.asked: list[str] = []
        """Paths with their queries, as they were on the wire."""
        self.denied: set[str] = set()
        """Beginnings of addresses that are refused for want of a permission."""
        made = simulator(self.world, self.tokens, scenario)
        guarded = [Route(route.path, self._guarded(route.endpoint)) for route in made.routes]
        self._simulator = made
        app = Starlette(routes=[Mount("/linkedin", routes=[*made.open_routes, *guarded])])
        self.transport = httpx2.ASGITransport(app=app)
        self.http = Http(self.clock, self.transport)
        self.collector = LinkedInCollector(SANDBOX, self.http, self._sleep)
        self.slept: list[float] = []

    def access(self) -> StageAccess:
        return StageAccess(self.tokens.issue(Platform.LINKEDIN).access)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def _guarded(self, endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def call(request: Request) -> Response:
            query = request.scope["query_string"].decode()
            path = request.url.path.removeprefix("/linkedin")
            asked = f"{path}?{query}" if query else path
            self.asked.append(asked)
            state = self.tokens.used(Platform.LINKEDIN, self._simulator.token_of(request))
            if state is not TokenState.VALID:
                return self._simulator.refuse(REFUSAL_OF[state], 1)
            if any(asked.startswith(beginning) for beginning in self.denied):
                return answer(403, {"status": 403, "code": "ACCESS_DENIED", "message": "Not enough permissions"})
            return await endpoint(request)

        return call


def answer(status: int, document: Any) -> Response:
    return Response(orjson.dumps(document), status, media_type="application/json")


class Recorded:
    """A LinkedIn that answers from a table of address beginnings; the longest one counts. What is not in it is not
    there. A tuple of a status and a document is a refusal."""

    def __init__(self, answers: Mapping[str, Any], now: datetime = NOW) -> None:
        self._answers = dict(answers)
        self.clock = FakeClock(now)
        self.asked: list[str] = []
        self.headers: list[httpx2.Headers] = []
        self.http = Http(self.clock, httpx2.MockTransport(self._answer))
        self.collector = LinkedInCollector(ApiConfiguration(), self.http, self._sleep)

    async def _sleep(self, _seconds: float) -> None:
        raise AssertionError("nothing makes it wait")

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        address = request.url.raw_path.decode()
        self.asked.append(address)
        self.headers.append(request.headers)
        fitting = [beginning for beginning in self._answers if unquote(address).startswith(beginning)]
        given = self._answers[max(fitting, key=len)] if fitting else (404, {"status": 404, "message": "Not there"})
        if isinstance(given, tuple):
            return httpx2.Response(given[0], json=given[1])
        return httpx2.Response(200, json=given)
