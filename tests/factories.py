"""Makes the things that tests are about."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.collecting import CollectionService
from domain.connections import ConnectionService
from domain.metrics import MetricKey
from domain.observations import (
    Batch,
    ContentType,
    DaySnapshot,
    Engagement,
    EngagementType,
    PostDetails,
    PostSnapshot,
    Provenance,
    Recorded,
)
from domain.ports import CollectorRegistry, EventBus
from domain.reading import AccountReader, Policy
from domain.users import Account, AccountRef, AccountStatus, Platform, User
from persistence.database import Database
from persistence.event_bus import MemoryEventBus

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
"""A Tuesday; the last 30 complete days in UTC are 2026-02-08 to 2026-03-09."""


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        """Move on by a timedelta's arguments."""
        self.now += timedelta(**delta)


def post(
    post_id: str = "p1",
    *,
    posted_at: datetime = datetime(2026, 3, 1, 9, tzinfo=UTC),
    observed_at: datetime = NOW,
    text: str | None = "Hello #Coffee",
    content_type: ContentType = ContentType.IMAGE,
    tags: tuple[str, ...] = ("coffee",),
    media_seconds: float | None = None,
    **metrics: float,
) -> PostSnapshot:
    """A snapshot of a post; metrics by the names of the catalog."""
    url = f"https://example.com/{post_id}"
    details = PostDetails(posted_at, content_type, text, url, tags, media_seconds=media_seconds)
    return PostSnapshot(post_id, observed_at, _by_key(metrics), details)


def day(on: date, *, observed_at: datetime = NOW, **metrics: float) -> DaySnapshot:
    """A snapshot of an account's day."""
    return DaySnapshot(on, observed_at, _by_key(metrics), "UTC")


def like(key: str, at: datetime, quantity: int = 1, post_id: str | None = "p1") -> Engagement:
    """A single engagement."""
    return Engagement(key, EngagementType.LIKE, at, quantity, post_id, "DE", "mobile")


def _by_key(metrics: dict[str, Any]) -> dict[MetricKey, int | float]:
    return {MetricKey(name): value for name, value in metrics.items()}


async def add_user(database: Database, user_id: str = "u1", time_zone: str = "UTC") -> User:
    """A stored user."""
    user = User(user_id, user_id.title(), time_zone)
    async with database.write() as unit:
        await unit.users.add(user)
    return user


async def add_account(
    database: Database,
    user_id: str = "u1",
    platform: Platform = Platform.INSTAGRAM,
    external_id: str = "acme",
    status: AccountStatus = AccountStatus.ACTIVE,
) -> Account:
    """A stored account."""
    async with database.write() as unit:
        return await unit.users.resolve_account(user_id, AccountRef(platform, external_id, external_id), status)


async def record(database: Database, account: Account, batch: Batch, source_id: str = "test") -> Recorded:
    """Store a batch by the one place that writes numbers."""
    async with database.write() as unit:
        return await unit.ledger.record(account, batch, Provenance.API, source_id)


class NoAuthorizers:
    """No platform can be connected."""

    def authorizer_for(self, platform: Platform) -> None:
        return None


def collection_service(
    database: Database,
    clock: FakeClock,
    collectors: CollectorRegistry,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    policy: Policy | None = None,
    events: EventBus | None = None,
    worker: str = "elsewhere:1",
) -> CollectionService:
    """A service over any collectors, without a network."""
    bus = events or MemoryEventBus()

    def log(event: str, /, **facts: object) -> None:
        return None

    connections = ConnectionService(database, NoAuthorizers(), bus, clock, log, sleep)
    reader = AccountReader(database, collectors, connections, bus, clock, log, policy or Policy(), sleep)
    return CollectionService(database, collectors, reader, bus, clock, worker, log)
