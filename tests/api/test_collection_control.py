"""Plans, cancelling, what was spent, and what is refused: collections by GraphQL over the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
import stamina
from sqlalchemy import select

from collectors.sandbox.scenarios import SCENARIOS, Scenario
from collectors.sandbox.world import ACCOUNTS
from domain.collection import RunStatus
from domain.users import Platform
from persistence.database import Database
from persistence.models import UserMetrics
from schema.app import create_app
from tests.factories import FakeClock, add_user
from tests.sandboxes import Playground, playground

Asks = Callable[..., Awaitable[dict[str, Any]]]

COLLECT = """mutation ($input: CollectInput!) { collect(input: $input) { __typename
  ... on CollectionRun { id runId accounts { platform since until } }
  ... on CollectionPlan { calls costUsd accounts {
    account { platform } since until calls costUsd problem steps { what pages calls costUsd atLeast } } }
  ... on Error { message } } }"""
CANCEL = """mutation ($id: ID!) { cancelCollection(id: $id) { __typename
  ... on CollectionRun { status cancelRequested } ... on Error { message } } }"""
RUN = """{ user(userId: "u1") { runs(first: 1) { edges { node { id
  status calls costUsd cancelRequested accounts { platform status reason pages calls costUsd waitsUntil } } } } } }"""
REFUSED = """{ user(userId: "u1") { accounts { platform rejectedMetrics { name reason since lastAt } } }
  metricCatalog(platform: FACEBOOK) { nativeNames { name rejectedSince } } }"""


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield


Makes = Callable[[Scenario], Awaitable[tuple[Playground, Asks]]]


@pytest.fixture
async def makes(database: Database, database_url: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Makes]:
    """A server over a sandbox with a scenario, its accounts connected, and a way to ask it."""
    made: list[tuple[Playground, httpx2.AsyncClient]] = []

    async def make(scenario: Scenario) -> tuple[Playground, Asks]:
        await add_user(database)
        play = playground(database_url, scenario, clock, tmp_path)
        await play.connect()
        play.sandbox.calls.clear()
        app = create_app(play.pulsegraph.settings, play.pulsegraph)
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test")
        made.append((play, client))

        async def ask(query: str, **variables: object) -> dict[str, Any]:
            answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
            assert "errors" not in answer, answer["errors"]
            found: dict[str, Any] = answer["data"]
            return found

        return play, ask

    yield make
    for play, client in made:
        await client.aclose()
        await play.pulsegraph.close()


async def until(ask: Asks, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The newest run, as soon as something holds of it."""
    async with asyncio.timeout(30):
        while True:
            run: dict[str, Any] = (await ask(RUN))["user"]["runs"]["edges"][0]["node"]
            if holds(run):
                return run
            await asyncio.sleep(0.02)


async def test_a_dry_run_names_steps_calls_and_cost_and_asks_nobody(makes: Makes) -> None:
    play, ask = await makes(SCENARIOS["calm"])

    plan = (await ask(COLLECT, input={"userId": "u1", "daysBack": 10, "dryRun": True}))["collect"]

    assert plan["__typename"] == "CollectionPlan"
    assert sum(play.sandbox.calls.values()) == 0
    by_platform = {each["account"]["platform"]: each for each in plan["accounts"]}
    assert set(by_platform) == {"FACEBOOK", "INSTAGRAM", "X", "LINKEDIN", "TIKTOK"}
    for each in by_platform.values():
        assert (each["since"], each["until"]) == ("2026-02-28T12:00:00+00:00", "2026-03-10T12:00:00+00:00")
        assert each["problem"] is None
        assert each["calls"] == sum(step["calls"] for step in each["steps"]) > 0
    assert plan["calls"] == sum(each["calls"] for each in by_platform.values())
    assert {name for name, each in by_platform.items() if each["costUsd"]} == {"X"}
    assert (await ask(RUN))["user"]["runs"]["edges"] == []


async def test_a_plan_of_everything_begins_where_each_platform_begins(makes: Makes) -> None:
    _, ask = await makes(SCENARIOS["calm"])

    plan = (await ask(COLLECT, input={"userId": "u1", "dryRun": True}))["collect"]

    assert {each["account"]["platform"]: each["since"][:10] for each in plan["accounts"]} == {
        "FACEBOOK": "2024-03-10",
        "INSTAGRAM": "2025-12-10",
        "X": "2025-12-10",
        "LINKEDIN": "2025-03-12",
        "TIKTOK": "2025-03-10",
    }


async def test_a_plan_says_which_accounts_cannot_be_read(makes: Makes) -> None:
    play, ask = await makes(SCENARIOS["calm"])
    async with play.pulsegraph.services.storage.read() as unit:
        (account, *_) = [a for a in (await unit.users.accounts(["u1"]))["u1"] if a.platform is Platform.X]
    await play.pulsegraph.services.connections.lose(account, None, revoked=True)

    plan = (await ask(COLLECT, input={"userId": "u1", "platforms": ["X"], "dryRun": True}))["collect"]

    (only,) = plan["accounts"]
    assert (only["problem"], only["calls"], only["steps"]) == ("It cannot be read: its status is REVOKED.", 0, [])


async def test_a_run_says_what_it_took(makes: Makes) -> None:
    play, ask = await makes(SCENARIOS["calm"])

    await play.collect(days_back=5)

    ((edge),) = (await ask(RUN))["user"]["runs"]["edges"]
    run = edge["node"]
    calls = {part["platform"].lower(): part["calls"] for part in run["accounts"]}
    assert run["status"] == "SUCCEEDED"
    assert calls == {platform.value: count for platform, count in play.sandbox.calls.items()}
    assert run["calls"] == sum(calls.values())
    assert run["costUsd"] == pytest.approx(sum(part["costUsd"] for part in run["accounts"]))
    assert run["costUsd"] > 0


async def test_a_cancelled_run_stops_within_seconds_and_keeps_what_it_stored(makes: Makes) -> None:
    play, ask = await makes(replace(SCENARIOS["slow"], slow_seconds=0.5))
    started = (await ask(COLLECT, input={"userId": "u1", "daysBack": 60}))["collect"]
    await until(ask, lambda run: any(part["pages"] for part in run["accounts"]))

    answer = (await ask(CANCEL, id=started["id"]))["cancelCollection"]
    node = await until(ask, lambda run: run["status"] != "RUNNING")

    assert answer["cancelRequested"] is True
    assert (node["status"], node["cancelRequested"]) == ("CANCELLED", True)
    assert {part["status"] for part in node["accounts"]} <= {"CANCELLED", "SUCCEEDED"}
    assert {part["reason"] for part in node["accounts"] if part["status"] == "CANCELLED"} == {"It was cancelled."}
    again = (await ask(CANCEL, id=started["id"]))["cancelCollection"]
    assert (again["__typename"], again["status"]) == ("CollectionRun", "CANCELLED")
    assert (await play.collect(days_back=5)).status is RunStatus.SUCCEEDED


async def test_a_run_of_nobody_cannot_be_cancelled(makes: Makes) -> None:
    _, ask = await makes(SCENARIOS["calm"])

    assert (await ask(CANCEL, id="bm9ib2R5"))["cancelCollection"] == {
        "__typename": "RunNotFoundError",
        "message": "There is no collection run 'bm9ib2R5'.",
    }


async def test_a_refused_metric_shows_on_the_account_and_in_the_catalog(
    makes: Makes, clock: FakeClock, tmp_path: Path
) -> None:
    """Claim 9: one name that is gone does not take the others with it, and is not silently missing."""
    play, ask = await makes(SCENARIOS["retired"])

    run = await play.collect(days_back=5)
    answer = await ask(REFUSED)
    accounts = {account["platform"]: account["rejectedMetrics"] for account in answer["user"]["accounts"]}
    names = {name["name"]: name["rejectedSince"] for m in answer["metricCatalog"] for name in m["nativeNames"]}

    assert run.status is RunStatus.SUCCEEDED
    assert {"post_clicks", "page_video_views"} <= {each["name"] for each in accounts["FACEBOOK"]}
    assert all(each["since"] == "2026-03-10T12:00:00+00:00" for each in accounts["FACEBOOK"])
    assert all("Facebook says" in each["reason"] for each in accounts["FACEBOOK"])
    assert names["post_clicks"] == "2026-03-10T12:00:00+00:00"
    assert names["post_media_view"] is None

    clock.advance(days=8)  # after a week it is asked for again; now the platform gives it
    calm = playground(play.pulsegraph.settings.database_url, SCENARIOS["calm"], clock, tmp_path)
    await calm.connect()
    await calm.collect(days_back=5)
    after = await ask(REFUSED)
    await calm.pulsegraph.close()
    assert [account["rejectedMetrics"] for account in after["user"]["accounts"]] == [[]] * 5


FOLLOWERS = """{ user(userId: "u1") { accounts { platform status }
  platforms { platform followers { value status asOf } } } }"""


async def test_the_last_value_of_an_account_whose_access_was_taken_away_stays_with_its_time(
    makes: Makes, database: Database, clock: FakeClock
) -> None:
    """Claim 10, over the collectors."""
    play, ask = await makes(SCENARIOS["calm"])
    await play.collect(platforms=(Platform.FACEBOOK,), days_back=5)
    play.sandbox.tokens.revoke_platform(Platform.FACEBOOK)
    clock.advance(days=6)

    run = await play.collect(platforms=(Platform.FACEBOOK,), days_back=5)
    answer = (await ask(FOLLOWERS))["user"]

    followers = {each["platform"]: each["followers"] for each in answer["platforms"]}["FACEBOOK"]
    async with database.read() as unit:
        query = select(UserMetrics.date, UserMetrics.followers).order_by(UserMetrics.date)
        days = [(row.date, row.followers) for row in await unit.connection.execute(query)]
    assert run.status is RunStatus.FAILED
    assert {a["platform"]: a["status"] for a in answer["accounts"]}["FACEBOOK"] == "REVOKED"
    assert days[-1][0] == date(2026, 3, 10)
    assert all(count > 0 for _, count in days)
    assert followers == {"value": days[-1][1], "status": "PARTIAL", "asOf": "2026-03-10T12:00:00+00:00"}


async def test_what_is_skipped_by_the_settings_is_never_asked_for(
    database: Database, database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await add_user(database)
    play = playground(database_url, SCENARIOS["calm"], clock, tmp_path)
    skipping = play.pulsegraph.settings.x.model_copy(update={"skip": ("tweets/analytics",)})
    await play.pulsegraph.close()
    frugal = playground(database_url, SCENARIOS["calm"], clock, tmp_path, x=skipping)
    await frugal.connect(platforms=(Platform.X,))
    frugal.sandbox.calls.clear()

    run = await frugal.collect(days_back=20)

    assert run.status is RunStatus.SUCCEEDED
    assert ACCOUNTS[Platform.X].external_id
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
        assert await unit.rejections.of_accounts([("u1", account.account_id)]) == {}
    usual = playground(database_url, SCENARIOS["calm"], clock, tmp_path)
    await usual.connect(platforms=(Platform.X,))
    usual.sandbox.calls.clear()
    await usual.collect(days_back=20)
    assert frugal.sandbox.calls[Platform.X] < usual.sandbox.calls[Platform.X]
    for each in (frugal, usual):
        await each.pulsegraph.close()
