"""Every collector with an account and a window in which there is something to read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx2

from collectors.configuration import ApiConfiguration
from collectors.registry import COLLECTORS
from collectors.sample import SAMPLE_ACCOUNTS, SampleCollector
from collectors.sandbox.app import Sandbox
from collectors.sandbox.scenarios import SCENARIOS, Scenario
from collectors.sandbox.world import ACCOUNTS
from collectors.transport import Http
from domain.assignments import Assignment, Budget, KnownPost, Meter, Page
from domain.collection import CollectionWindow
from domain.credentials import Secret
from domain.errors import AuthorizationLostError
from domain.observations import Batch
from domain.ports import Collector
from domain.users import Account, AccountRef, AccountStatus, Platform

# Summer time starts in Los Angeles on 2026-03-08, inside the window; it ends in the middle of a day.
WINDOW = CollectionWindow(
    since=datetime(2026, 2, 26, 6, 30, tzinfo=UTC), until=datetime(2026, 3, 12, 15, 30, 12, tzinfo=UTC)
)


class Given:
    """Access with a token that is there; a refused one is renewed by `renew`."""

    def __init__(self, token: str = "a-token", renew: Callable[[], str] | None = None) -> None:
        self.current = token
        self.renewed = 0
        self.gone = False
        self._renew = renew

    async def token(self, refused: str | None = None) -> str:
        if refused is not None and refused == self.current:
            if self._renew is None:
                raise AuthorizationLostError("There is no other token.")
            self.renewed += 1
            self.current = self._renew()
        return self.current

    async def lost(self, *, revoked: bool) -> None:
        self.gone = True


def assignment(
    account: Account,
    window: CollectionWindow = WINDOW,
    access: Given | None = None,
    due: tuple[KnownPost, ...] = (),
    rejected: frozenset[str] = frozenset(),
    budget: Budget | None = None,
) -> Assignment:
    """What a collector is told."""
    return Assignment(account, window, access or Given(), Meter(account.platform, budget), due, rejected)


@dataclass(frozen=True, slots=True)
class Case:
    """A collector and what it is told; made anew for each test, because simulators count their calls."""

    collector: Collector
    assignment: Assignment
    sandbox: Sandbox | None = None

    async def pages(self, cursor: str | None = None, **changes: Any) -> list[Page]:
        given = replace(self.assignment, **changes)
        return [page async for page in self.collector.collect(given, cursor)]

    async def facts(self) -> Batch:
        return joined(await self.pages())


def joined(pages: list[Page]) -> Batch:
    """All facts of some pages."""
    batches = [page.batch for page in pages]
    return Batch(
        posts=tuple(post for batch in batches for post in batch.posts),
        days=tuple(day for batch in batches for day in batch.days),
        windows=tuple(window for batch in batches for window in batch.windows),
        engagements=tuple(one for batch in batches for one in batch.engagements),
    )


def account_of(ref: AccountRef, status: AccountStatus = AccountStatus.ACTIVE) -> Account:
    return Account(
        "u1", f"a-{ref.platform}", ref.platform, ref.external_id, ref.handle, ref.name, status, connected=True
    )


def sample_case(platform: Platform) -> Case:
    ref = next(ref for ref in SAMPLE_ACCOUNTS if ref.platform is platform)
    return Case(SampleCollector(), assignment(account_of(ref, AccountStatus.SAMPLE)))


def sandbox_case(
    platform: Platform,
    scenario: Scenario = SCENARIOS["calm"],
    version: str | None = None,
    budget: Budget | None = None,
    *,
    renews: bool = True,
) -> Case:
    """A collector that talks to the sandbox, whose present is the end of the window."""

    def clock() -> datetime:
        return WINDOW.until

    async def sleep(_seconds: float) -> None:
        return None

    sandbox = Sandbox(clock, scenario)
    configuration = ApiConfiguration("sandbox", Secret("sandbox"), f"http://sandbox/{platform.value}", version=version)
    http = Http(clock, httpx2.ASGITransport(app=sandbox.app))
    pair = sandbox.tokens.issue(platform)
    access = Given(pair.access, (lambda: sandbox.tokens.issue(platform).access) if renews else None)
    collector = COLLECTORS[platform](configuration, http, sleep)
    return Case(collector, assignment(account_of(ACCOUNTS[platform]), access=access, budget=budget), sandbox)


CASES: dict[str, Callable[[], Case]] = {
    **{f"sample-{ref.platform}": partial(sample_case, ref.platform) for ref in SAMPLE_ACCOUNTS},
    **{str(platform): partial(sandbox_case, platform) for platform in COLLECTORS},
    "tiktok-business": partial(sandbox_case, Platform.TIKTOK, version="business"),
}
APIS = [name for name in CASES if not name.startswith("sample-")]
