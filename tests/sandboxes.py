"""A server whose platforms are the sandbox: the whole path, without a network, under a clock that the test moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx2
from sqlalchemy import Table, select

from collectors.sandbox.app import Sandbox
from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.world import ACCOUNTS
from collectors.transport import Http
from domain.collection import CollectionRun
from domain.users import Account, Platform
from persistence.database import Database
from persistence.models import (
    ContentPerformance,
    EngagementBreakdown,
    EngagementGapRow,
    EngagementRollup,
    MetricObservation,
    MetricRejection,
    PostEngagement,
    UserMetrics,
)
from schema.app import Pulsegraph, assemble, sandbox_settings
from schema.settings import PlatformSettings, Settings
from tests.factories import FakeClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_LONG_SECONDS = 60
NUMBERS = (
    MetricObservation,
    ContentPerformance,
    UserMetrics,
    PostEngagement,
    EngagementRollup,
    EngagementGapRow,
    EngagementBreakdown,
)
"""The tables that hold numbers."""


def settings_of(address: str, **others: Any) -> Settings:
    """Settings with which a sandbox at an address stands for the platforms."""
    platforms: dict[str, dict[str, str]] = {}
    for name, value in sandbox_settings(address).items():
        platform, _, setting = name.removeprefix("PULSEGRAPH_").lower().partition("__")
        platforms.setdefault(platform, {})[setting] = value
    given: dict[str, Any] = {name: PlatformSettings.model_validate(values) for name, values in platforms.items()}
    return Settings(**(given | others))


@dataclass(slots=True)
class Playground:
    """Server and sandbox, with one clock. Long waits move it; short ones do not, so that they change no fact."""

    pulsegraph: Pulsegraph
    sandbox: Sandbox
    clock: FakeClock
    slept: list[float] = field(default_factory=list)

    async def connect(self, user_id: str = "u1", platforms: tuple[Platform, ...] = tuple(ACCOUNTS)) -> list[Account]:
        """As a person does it in the browser."""
        connections = self.pulsegraph.services.connections
        accounts: list[Account] = []
        for platform in platforms:
            address = await connections.ask(user_id, platform, "http://here/connect/callback")
            accounts += await connections.grant(*await self.answer(address))
        return accounts

    async def answer(self, address: str) -> tuple[str, str]:
        """State and code of the person who says yes."""
        transport = httpx2.ASGITransport(app=self.sandbox.app)
        async with httpx2.AsyncClient(transport=transport) as browser:
            response = await browser.get(address)
        said = parse_qs(urlsplit(response.headers["location"]).query)
        return said["state"][0], said["code"][0]

    async def collect(
        self, user_id: str = "u1", platforms: tuple[Platform, ...] | None = None, days_back: int | None = None
    ) -> CollectionRun:
        """To the end."""
        service = self.pulsegraph.services.collection
        return await service.carry_out(await service.start(user_id, platforms, days_back))


def playground(database_url: str, scenario: Scenario, clock: FakeClock, folder: Path, **others: Any) -> Playground:
    """Made anew for each test."""
    sandbox = Sandbox(clock, scenario)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if seconds >= _LONG_SECONDS:
            clock.advance(seconds=seconds)

    settings = settings_of("http://sandbox", database_url=database_url, secret_key_file=folder / "key", **others)
    http = Http(clock, httpx2.ASGITransport(app=sandbox.app))
    return Playground(assemble(settings, clock, http, sleep), sandbox, clock, slept)


Row = tuple[tuple[str, object], ...]
"""Names and values of the columns."""


async def numbers(database: Database, user_id: str) -> dict[str, list[Row]]:
    """Everything that the tables of numbers hold for a user, without the names that are made up for each run."""
    async with database.read() as unit:
        accounts = {
            a.account_id: f"{a.platform} {a.external_id}" for a in (await unit.users.accounts([user_id]))[user_id]
        }
        found = {}
        for model in NUMBERS:
            table = cast("Table", model.__table__)
            rows = await unit.connection.execute(select(table).where(table.c.user_id == user_id))
            found[table.name] = sorted((_named(row._asdict(), accounts) for row in rows), key=repr)
    return found


async def rejections(database: Database, user_id: str) -> set[tuple[str, str]]:
    """(platform, name) of everything that was refused."""
    async with database.read() as unit:
        query = select(MetricRejection.platform, MetricRejection.name).where(MetricRejection.user_id == user_id)
        return {(row.platform, row.name) for row in await unit.connection.execute(query)}


def _named(row: Mapping[str, Any], accounts: Mapping[str, str]) -> Row:
    left_out = ("user_id", "source_id", "recorded_at")
    values = {name: value for name, value in row.items() if name not in left_out}
    values["account_id"] = accounts[values["account_id"]]
    return tuple((name, str(value) if isinstance(value, dict | list) else value) for name, value in values.items())
