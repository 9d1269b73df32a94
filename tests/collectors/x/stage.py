"""X in the tests: a collector over the simulator, or over answers that a test gives word by word."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2
import orjson
from starlette.applications import Starlette
from starlette.responses import Response

from collectors.configuration import ApiConfiguration
from collectors.sandbox.tokens import Tokens
from collectors.sandbox.world import World
from collectors.transport import Http
from collectors.x import XCollector
from domain.assignments import Assignment, Budget, KnownPost, Meter, Page
from domain.collection import CollectionWindow
from domain.credentials import Secret
from domain.observations import ContentType
from domain.users import Account, AccountStatus, Platform
from tests.factories import NOW, FakeClock

USER_ID = "1200300400500600700"
"""The sandbox's account."""


class Access:
    """A token, and a way to a new one."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens
        self.pair = tokens.issue(Platform.X) if tokens else None

    async def token(self, refused: str | None = None) -> str:
        """A new one when the old one was refused."""
        if self._tokens is None or self.pair is None:
            return "a-token"
        if refused is not None:
            renewed = self._tokens.refresh(self.pair.refresh)
            assert renewed is not None
            self.pair = renewed
        return self.pair.access

    async def lost(self, *, revoked: bool) -> None:
        """Nobody has to know."""


def known(post_id: str, posted_at: datetime) -> KnownPost:
    """A post that we have."""
    return KnownPost(post_id, posted_at, ContentType.TEXT, posted_at)


@dataclass
class Recorder:
    """Everything that a collection asked for, and how long it was told to wait."""

    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """What was asked for, without parameters."""
        return [path for path, _ in self.calls]

    async def sleep(self, seconds: float) -> None:
        """Do not."""
        self.slept.append(seconds)


class Bench:
    """A collector over some transport."""

    def __init__(
        self,
        clock: FakeClock,
        transport: httpx2.AsyncBaseTransport,
        recorder: Recorder,
        *,
        api_url: str | None = None,
        user_id: str = USER_ID,
        tokens: Tokens | None = None,
        version: str | None = None,
    ) -> None:
        self.configuration = ApiConfiguration("client", Secret("client-secret"), api_url, version=version)
        self.http = Http(clock, transport)
        self.recorder = recorder
        self.tokens = tokens
        self.meter = Meter(Platform.X)
        self.collector = XCollector(self.configuration, self.http, recorder.sleep)
        self.account = Account("u1", "a1", Platform.X, user_id, "kestrelcoffee", None, AccountStatus.ACTIVE)

    def assignment(
        self,
        since: datetime,
        until: datetime = NOW,
        due: tuple[KnownPost, ...] = (),
        rejected: frozenset[str] = frozenset(),
        budget: Budget | None = None,
    ) -> Assignment:
        """What to read."""
        self.meter = Meter(Platform.X, budget)
        window = CollectionWindow(since, until)
        return Assignment(self.account, window, Access(self.tokens), self.meter, due, rejected)

    async def pages(self, assignment: Assignment, cursor: str | None = None) -> list[Page]:
        """All pages from a cursor on."""
        return [page async for page in self.collector.collect(assignment, cursor)]


Answers = Callable[[httpx2.Request], httpx2.Response]


@dataclass
class Sandbox:
    """The simulator of X alone."""

    world: World
    tokens: Tokens
    bench: Bench
    recorder: Recorder
    overridden: dict[str, Callable[[], Response]]
    """Answers instead of the simulator's, by path."""
    app: Starlette


def at(text: str) -> datetime:
    """`2026-03-01 09:00`, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def json(document: object, status: int = 200, **headers: str) -> httpx2.Response:
    """An answer in JSON; underscores in the names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(
        status, content=orjson.dumps(document), headers={"content-type": "application/json", **named}
    )
