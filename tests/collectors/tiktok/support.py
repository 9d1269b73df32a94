"""What the tests of TikTok share: assignments, answers from a list, and the sandbox's TikTok behind HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from collectors.configuration import ApiConfiguration
from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.simulator import REFUSAL_OF, Refusal, Simulator
from collectors.sandbox.tiktok import simulator
from collectors.sandbox.tokens import Pair, Tokens, TokenState
from collectors.sandbox.world import ACCOUNTS, World
from collectors.tiktok import TikTokCollector
from collectors.transport import Http
from domain.assignments import Assignment, Budget, KnownPost, Meter, Page
from domain.collection import CollectionWindow
from domain.credentials import Secret
from domain.errors import AuthorizationLostError
from domain.observations import ContentType, PostSnapshot
from domain.users import Account, AccountStatus, Platform
from tests.factories import NOW, FakeClock

REF = ACCOUNTS[Platform.TIKTOK]
RETIRED = Scenario("Some metrics are not offered any more.", retired_metrics=True)
Endpoint = Callable[[Request], Awaitable[Response]]


def account(external_id: str = REF.external_id) -> Account:
    return Account("u1", "a1", Platform.TIKTOK, external_id, None, None, AccountStatus.ACTIVE)


class FixedAccess:
    """One token, and nothing to renew it with."""

    def __init__(self, text: str = "act.secret") -> None:
        self.text = text

    async def token(self, refused: str | None = None) -> str:
        if refused is not None:
            raise AuthorizationLostError("There is no other token.")
        return self.text

    async def lost(self, *, revoked: bool) -> None:
        raise AssertionError("only who reads accounts says so")


class RenewingAccess:
    """Tokens of the sandbox."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.pair: Pair = tokens.issue(Platform.TIKTOK)
        self.renewed = 0

    async def token(self, refused: str | None = None) -> str:
        if refused is not None:
            fresh = self._tokens.refresh(self.pair.refresh)
            if fresh is None:
                raise AuthorizationLostError("The refresh token is not taken.", revoked=True)
            self.pair, self.renewed = fresh, self.renewed + 1
        return self.pair.access

    async def lost(self, *, revoked: bool) -> None:
        raise AssertionError("only who reads accounts says so")


def assignment(
    since: datetime,
    until: datetime = NOW,
    *,
    access: FixedAccess | RenewingAccess | None = None,
    due: Iterable[str] = (),
    rejected: Iterable[str] = (),
    calls: int | None = None,
    external_id: str = REF.external_id,
) -> Assignment:
    known = tuple(
        KnownPost(post_id, datetime(2026, 1, 1, tzinfo=UTC), ContentType.VIDEO, datetime(2026, 1, 2, tzinfo=UTC))
        for post_id in due
    )
    meter = Meter(Platform.TIKTOK, Budget(calls=calls))
    window = CollectionWindow(since, until)
    return Assignment(account(external_id), window, access or FixedAccess(), meter, known, frozenset(rejected))


async def no_wait(_seconds: float) -> None:
    return None


async def collected(pages: AsyncIterator[Page]) -> list[Page]:
    return [page async for page in pages]


@dataclass
class Answers:
    """Answers every request by a function, and remembers what was asked."""

    answer: Callable[[httpx2.Request], httpx2.Response]
    clock: FakeClock = field(default_factory=FakeClock)
    requests: list[httpx2.Request] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self.answer(request)

    @property
    def http(self) -> Http:
        return Http(self.clock, httpx2.MockTransport(self))

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.requests]

    def collector(self, version: str | None = None) -> TikTokCollector:
        return TikTokCollector(ApiConfiguration(version=version), self.http, no_wait)


def in_turn(*documents: Any) -> Callable[[httpx2.Request], httpx2.Response]:
    """HTTP 200 with one document after the other."""
    left = list(documents)
    return lambda _request: httpx2.Response(200, json=left.pop(0))


def display(**data: Any) -> dict[str, Any]:
    return {"data": data, "error": {"code": "ok", "message": "", "log_id": "l"}}


def business(**data: Any) -> dict[str, Any]:
    return {"code": 0, "message": "OK", "request_id": "r", "data": data}


@dataclass
class TikTokSandbox:
    """The simulator of TikTok alone, guarded as the whole sandbox guards it."""

    scenario: Scenario = field(default_factory=lambda: Scenario("Nothing goes wrong."))
    clock: FakeClock = field(default_factory=FakeClock)
    calls: int = 0

    def __post_init__(self) -> None:
        self.world = World(self.clock, self.scenario)
        self.tokens = Tokens(self.scenario)
        self.access = RenewingAccess(self.tokens)
        made = simulator(self.world, self.tokens, self.scenario)
        guarded = [
            Route(route.path, self._guarded(made, route.endpoint), methods=list(route.methods or ()))
            for route in made.routes
        ]
        app = Starlette(routes=[Mount("/tiktok", routes=[*made.open_routes, *guarded])])
        self.transport = httpx2.ASGITransport(app=app)
        self.http = Http(self.clock, self.transport)

    def _guarded(self, made: Simulator, endpoint: Endpoint) -> Endpoint:
        async def call(request: Request) -> Response:
            self.calls += 1
            if self.scenario.throttled is not None and self.scenario.throttled.hits(self.calls):
                return made.refuse(Refusal.THROTTLED, self.scenario.throttled_seconds)
            state = self.tokens.used(Platform.TIKTOK, made.token_of(request))
            if state is not TokenState.VALID:
                return made.refuse(REFUSAL_OF[state], 1)
            return await endpoint(request)

        return call

    def configuration(self, version: str | None = None) -> ApiConfiguration:
        return ApiConfiguration(
            client_id="sandbox-key",
            client_secret=Secret("sandbox-secret"),
            api_url="http://sandbox/tiktok",
            authorize_url="http://sandbox/tiktok/v2/auth/authorize/",
            version=version,
        )

    def collector(self, version: str | None = None) -> TikTokCollector:
        return TikTokCollector(self.configuration(version), self.http, no_wait)


def values(metrics: Mapping[Any, int | float]) -> dict[str, int | float]:
    """Metrics by their plain names."""
    return {key.value: value for key, value in metrics.items()}


def posts_of(pages: Sequence[Page]) -> list[PostSnapshot]:
    return [post for page in pages for post in page.batch.posts]


def known_before(sandbox: TikTokSandbox, count: int) -> list[str]:
    """The newest posts that were published before the last thirty days, deleted ones too."""
    everything = TikTokSandbox(clock=sandbox.clock).world
    posts = everything.posts(Platform.TIKTOK, until=NOW - timedelta(days=30))
    return [post.post_id for post in posts[:count]]


def given(sandbox: TikTokSandbox, days: int = 60, **options: Any) -> Assignment:
    return assignment(NOW - timedelta(days=days), access=sandbox.access, **options)
