"""Reads an account through its collector: from the sandbox, or from whatever a function answers."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from collectors.configuration import ApiConfiguration
from collectors.facebook import FacebookAuthorizer, FacebookCollector
from collectors.instagram import InstagramAuthorizer, InstagramCollector
from collectors.sandbox.app import Sandbox
from collectors.sandbox.scenarios import SCENARIOS, Scenario
from collectors.sandbox.world import ACCOUNTS
from collectors.transport import Http
from domain.assignments import Assignment, Budget, KnownPost, Meter, Page, Rejection
from domain.collection import CollectionWindow
from domain.credentials import Secret
from domain.errors import AuthorizationLostError
from domain.observations import Batch
from domain.users import Account, AccountStatus, Platform
from tests.factories import NOW, FakeClock

COLLECTORS: dict[Platform, type[FacebookCollector] | type[InstagramCollector]] = {
    Platform.FACEBOOK: FacebookCollector,
    Platform.INSTAGRAM: InstagramCollector,
}
AUTHORIZERS: dict[Platform, type[FacebookAuthorizer] | type[InstagramAuthorizer]] = {
    Platform.FACEBOOK: FacebookAuthorizer,
    Platform.INSTAGRAM: InstagramAuthorizer,
}
Answer = Callable[[httpx2.Request], tuple[int, Any]]


@dataclass
class GivenToken:
    """A token that nobody renews, or that is renewed to the next of some."""

    now: str = "token-1"
    following: list[str] = field(default_factory=list)

    async def token(self, refused: str | None = None) -> str:
        if refused is not None and refused == self.now:
            if not self.following:
                raise AuthorizationLostError("There is no other token.")
            self.now = self.following.pop(0)
        return self.now

    async def lost(self, *, revoked: bool) -> None:
        """Nobody is told."""


def account(platform: Platform, external_id: str | None = None) -> Account:
    ref = ACCOUNTS[platform]
    return Account("u1", "a1", platform, external_id or ref.external_id, ref.handle, ref.name, AccountStatus.ACTIVE)


def assigned(
    platform: Platform,
    since: datetime,
    until: datetime = NOW,
    *,
    external_id: str | None = None,
    access: GivenToken | None = None,
    budget: Budget | None = None,
    due: Iterable[KnownPost] = (),
    rejected: Iterable[str] = (),
) -> Assignment:
    return Assignment(
        account(platform, external_id),
        CollectionWindow(since, until),
        access or GivenToken(),
        Meter(platform, budget),
        tuple(due),
        frozenset(rejected),
    )


def all_of(pages: Iterable[Page]) -> Batch:
    pages = list(pages)
    return Batch(
        posts=tuple(post for page in pages for post in page.batch.posts),
        days=tuple(day for page in pages for day in page.batch.days),
        windows=tuple(window for page in pages for window in page.batch.windows),
    )


def rejections(pages: Iterable[Page]) -> list[Rejection]:
    return [each for page in pages for each in page.rejections]


def missing(pages: Iterable[Page]) -> list[str]:
    return [each for page in pages for each in page.missing]


@asynccontextmanager
async def answering(answer: Answer, clock: FakeClock) -> AsyncIterator[Http]:
    """HTTP with a platform that a function plays."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        status, document = answer(request)
        return httpx2.Response(status, json=document)

    http = Http(clock, httpx2.MockTransport(respond))
    yield http
    await http.close()


class Trial:
    """One platform of the sandbox, and the collector that reads it."""

    def __init__(self, platform: Platform, scenario: Scenario | str = "calm") -> None:
        self.clock = FakeClock()
        self.platform = platform
        self.sandbox = Sandbox(self.clock, SCENARIOS[scenario] if isinstance(scenario, str) else scenario)
        self.configuration = ApiConfiguration(
            client_id="app-1", client_secret=Secret("app-secret"), api_url=f"http://sandbox/{platform.value}"
        )
        self.http = Http(self.clock, httpx2.ASGITransport(app=self.sandbox.app))
        self.collector = COLLECTORS[platform](self.configuration, self.http, self._sleep)
        self.authorizer = AUTHORIZERS[platform](self.configuration, self.http)
        self.slept: list[float] = []

    @property
    def calls(self) -> int:
        """To the API, those about tokens not counted."""
        return self.sandbox.calls[self.platform]

    def token(self) -> GivenToken:
        """One that the sandbox gave."""
        return GivenToken(self.sandbox.tokens.issue(self.platform).access)

    def assigned(self, days: float = 14, access: GivenToken | None = None, **given: Any) -> Assignment:
        now = self.clock.now
        return assigned(self.platform, now - timedelta(days=days), now, access=access or self.token(), **given)

    async def read(
        self, assignment: Assignment, cursor: str | None = None, into: list[Page] | None = None
    ) -> list[Page]:
        """All pages; `into` keeps those that there were before it failed."""
        pages = [] if into is None else into
        async for page in self.collector.collect(assignment, cursor):
            pages.append(page)
        return pages

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(seconds=seconds)


def without_moments(pages: Iterable[Page]) -> list[Page]:
    """Pages apart from when they were seen."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        replace(
            page,
            batch=Batch(
                tuple(replace(post, observed_at=at) for post in page.batch.posts),
                tuple(replace(day, observed_at=at) for day in page.batch.days),
                tuple(replace(window, observed_at=at) for window in page.batch.windows),
            ),
        )
        for page in pages
    ]
