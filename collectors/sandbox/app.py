"""The sandbox as an ASGI application: each platform at its own path, with the troubles of a scenario."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from collectors.sandbox import facebook, instagram, linkedin, tiktok, x
from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.simulator import REFUSAL_OF, Refusal, Simulator
from collectors.sandbox.tokens import Tokens, TokenState
from collectors.sandbox.world import ACCOUNTS, World
from domain.ports import Clock
from domain.users import Platform

Endpoint = Callable[[Request], Awaitable[Response]]

_MAKERS = {
    Platform.FACEBOOK: facebook.simulator,
    Platform.INSTAGRAM: instagram.simulator,
    Platform.X: x.simulator,
    Platform.LINKEDIN: linkedin.simulator,
    Platform.TIKTOK: tiktok.simulator,
}


SETTINGS: Mapping[Platform, Mapping[str, str]] = {
    Platform.FACEBOOK: {},
    Platform.INSTAGRAM: {},
    Platform.X: {"AUTHORIZE_URL": "/i/oauth2/authorize", "TOKEN_URL": "/2/oauth2/token"},
    Platform.LINKEDIN: {"AUTHORIZE_URL": "/oauth/v2/authorization", "TOKEN_URL": "/oauth/v2/accessToken"},
    Platform.TIKTOK: {"AUTHORIZE_URL": "/v2/auth/authorize/", "TOKEN_URL": "/v2/oauth/token/"},
}
"""Where each platform asks for consent and gives tokens, below its own path; Meta's follow from where the API is."""


class Sandbox:
    """World, tokens and application. `calls` counts the calls to each platform's API, refused ones too."""

    def __init__(self, clock: Clock, scenario: Scenario, seed: int = 1) -> None:
        self.scenario = scenario
        self.world = World(clock, scenario, seed)
        self.tokens = Tokens(scenario)
        self.calls: Counter[Platform] = Counter()
        self._down_since: dict[Platform, datetime] = {}
        routes: list[BaseRoute] = [Route("/", self._index)]
        for platform, make in _MAKERS.items():
            simulator = make(self.world, self.tokens, scenario)
            guarded = [
                Route(route.path, self._guarded(simulator, route.endpoint), methods=list(route.methods or ()))
                for route in simulator.routes
            ]
            routes.append(Mount(f"/{platform.value}", routes=[*simulator.open_routes, *guarded]))
        self.app = Starlette(routes=routes)

    async def _index(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "scenario": self.scenario.about,
                "accounts": {platform.value: ref.external_id for platform, ref in ACCOUNTS.items()},
                "calls": {platform.value: count for platform, count in self.calls.items()},
            }
        )

    def _guarded(self, simulator: Simulator, endpoint: Endpoint) -> Endpoint:
        async def call(request: Request) -> Response:
            platform = simulator.platform
            self.calls[platform] += 1
            number = self.calls[platform]
            refusal = self._trouble(platform, number)
            if refusal is None:
                state = self.tokens.used(platform, simulator.token_of(request))
                if state is not TokenState.VALID:
                    refusal = REFUSAL_OF[state]
            if refusal is not None:
                return simulator.refuse(refusal, self.scenario.throttled_seconds)
            if self.scenario.broken is not None and self.scenario.broken.hits(number):
                return HTMLResponse("<!DOCTYPE html><title>Sorry</title>", 500)
            return await self._damaged(await endpoint(request), number)

        return call

    def _trouble(self, platform: Platform, number: int) -> Refusal | None:
        scenario = self.scenario
        if scenario.token_revoked_at == number:
            self.tokens.revoke_platform(platform)
        if scenario.down_from is not None and number >= scenario.down_from:
            since = self._down_since.setdefault(platform, self.world.now)
            if self.world.now < since + timedelta(seconds=scenario.down_seconds):
                return Refusal.UNAVAILABLE
        if scenario.throttled is not None and scenario.throttled.hits(number):
            return Refusal.THROTTLED
        return None

    async def _damaged(self, response: Response, number: int) -> Response:
        scenario = self.scenario
        if scenario.malformed is not None and scenario.malformed.hits(number):
            body = bytes(response.body)
            return Response(body[: len(body) // 2], response.status_code, media_type="application/json")
        if scenario.slow is not None and scenario.slow.hits(number):
            return _dripping(response, scenario.slow_seconds)
        return response


def _dripping(response: Response, seconds: float) -> Response:
    body = bytes(response.body)
    pieces = 10
    size = max(len(body) // pieces, 1)

    async def drip() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]
            await asyncio.sleep(seconds / pieces)

    return StreamingResponse(drip(), response.status_code, media_type="application/json")
