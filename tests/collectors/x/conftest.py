"""Fixtures of the tests of X."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
import stamina
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from collectors.sandbox import x
from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.simulator import REFUSAL_OF, Refusal
from collectors.sandbox.tokens import Tokens, TokenState
from collectors.sandbox.world import World
from domain.users import Platform
from tests.collectors.x.stage import Answers, Bench, Recorder, Sandbox
from tests.factories import FakeClock


@pytest.fixture(autouse=True)
def _immediate_retries() -> Iterator[None]:
    stamina.set_testing(True, attempts=4)
    yield
    stamina.set_testing(False)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def bench(clock: FakeClock, recorder: Recorder) -> Callable[..., Bench]:
    """A collector whose requests a function of the test answers."""

    def make(answers: Answers, **options: Any) -> Bench:
        async def answer(request: httpx2.Request) -> httpx2.Response:
            recorder.calls.append((request.url.path, dict(request.url.params)))
            return answers(request)

        return Bench(clock, httpx2.MockTransport(answer), recorder, **options)

    return make


@pytest.fixture
def sandbox(clock: FakeClock, recorder: Recorder) -> Callable[..., Sandbox]:
    """X in a scenario."""

    def make(scenario: Scenario | None = None, **options: Any) -> Sandbox:
        scenario = scenario or Scenario("Nothing goes wrong.")
        world, tokens = World(clock, scenario), Tokens(scenario)
        simulator = x.simulator(world, tokens, scenario)
        overridden: dict[str, Callable[[], Response]] = {}
        count = 0

        def guarded(endpoint: Any) -> Any:
            async def call(request: Request) -> Response:
                nonlocal count
                count += 1
                path = request.url.path.removeprefix("/x")
                recorder.calls.append((path, dict(request.query_params)))
                if scenario.throttled is not None and scenario.throttled.hits(count):
                    return simulator.refuse(Refusal.THROTTLED, scenario.throttled_seconds)
                state = tokens.used(Platform.X, simulator.token_of(request))
                if state is not TokenState.VALID:
                    return simulator.refuse(REFUSAL_OF[state], 1)
                if path in overridden:
                    return overridden[path]()
                answer: Response = await endpoint(request)
                return answer

            return call

        routes = [Route(route.path, guarded(route.endpoint), methods=["GET"]) for route in simulator.routes]
        app = Starlette(routes=[Mount("/x", routes=[*simulator.open_routes, *routes])])
        made = Bench(
            clock, httpx2.ASGITransport(app=app), recorder, api_url="http://sandbox/x", tokens=tokens, **options
        )
        return Sandbox(world, tokens, made, recorder, overridden, app)

    return make
