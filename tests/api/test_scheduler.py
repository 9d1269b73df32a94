"""Collecting by itself: who is due, who leads, what is gone on with."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import stamina

from collectors.sandbox.scenarios import SCENARIOS
from collectors.sandbox.world import ACCOUNTS
from domain.collection import CollectionRun, RunStatus
from domain.scheduler import Scheduler
from domain.scheduling import Cadence
from domain.users import Account, AccountStatus, Platform
from persistence.database import Database
from tests.factories import NOW, FakeClock, add_user
from tests.sandboxes import HOUR, Playground, playground

QUICK = (Platform.X, Platform.TIKTOK)


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield


class Server:
    """One of several servers that share a database."""

    def __init__(self, play: Playground, name: str, every: timedelta = HOUR) -> None:
        self.play = play
        self.tasks: list[asyncio.Task[object]] = []
        collection = play.pulsegraph.services.collection
        storage = play.pulsegraph.services.storage
        self.scheduler = Scheduler(
            storage, collection, Cadence(every), play.clock, name, lambda event, /, **facts: None, self._spawn
        )

    def _spawn(self, work: Coroutine[object, object, object]) -> asyncio.Task[object]:
        task: asyncio.Task[object] = asyncio.create_task(work)
        self.tasks.append(task)
        return task

    async def step(self) -> int:
        """Look once, and wait for what that started."""
        started = await self.scheduler.step()
        await asyncio.gather(*self.tasks)
        return started


async def runs(database: Database, user_id: str = "u1") -> list[CollectionRun]:
    async with database.read() as unit:
        return await unit.runs.page(user_id, 50, None)


async def accounts(database: Database, user_id: str = "u1") -> dict[Platform, Account]:
    async with database.read() as unit:
        return {a.platform: a for a in (await unit.users.accounts([user_id]))[user_id]}


@pytest.fixture
async def play(database: Database, database_url: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Playground]:
    await add_user(database)
    found = playground(database_url, SCENARIOS["calm"], clock, tmp_path)
    await found.connect(platforms=QUICK)
    yield found
    await found.pulsegraph.close()


async def test_a_connected_account_is_collected_at_once_and_then_every_hour(
    play: Playground, database: Database, clock: FakeClock
) -> None:
    server = Server(play, "a:1")

    counts = []
    for minutes in (0, 10, 40, 20, 30, 40):
        clock.advance(minutes=minutes)
        counts.append(await server.step())

    assert counts == [1, 0, 0, 1, 0, 1]
    assert {run.status for run in await runs(database)} == {RunStatus.SUCCEEDED}
    for account in (await accounts(database)).values():
        assert account.collection.collected_until is not None
        assert account.collection.next_at is not None
        assert 54 <= (account.collection.next_at - clock.now).total_seconds() / 60 <= 66


async def test_the_first_collection_reads_far_back_and_the_next_ones_what_is_still_corrected(
    play: Playground, database: Database, clock: FakeClock
) -> None:
    server = Server(play, "a:1")
    await server.step()
    clock.advance(hours=2)
    await server.step()

    later, first = await runs(database)
    reach = {part.platform: (NOW - part.window.since).days for part in first.accounts if part.window}
    assert reach == {Platform.X: 90, Platform.TIKTOK: 365}
    trailing = {part.platform: (clock.now - part.window.since).days for part in later.accounts if part.window}
    assert trailing == {Platform.X: 3, Platform.TIKTOK: 7}


async def test_after_a_long_silence_nothing_in_between_is_left_out(
    play: Playground, database: Database, clock: FakeClock
) -> None:
    server = Server(play, "a:1")
    await server.step()
    clock.advance(days=30)
    await server.step()

    assert {part.window.since for part in (await runs(database))[0].accounts if part.window} == {NOW}


async def test_a_short_look_back_hides_no_gap(play: Playground, database: Database, clock: FakeClock) -> None:
    async def read_until() -> set[datetime | None]:
        return {account.collection.collected_until for account in (await accounts(database)).values()}

    await play.collect(days_back=3)
    assert await read_until() == {None}
    await play.collect()
    assert await read_until() == {NOW}
    clock.advance(days=30)
    await play.collect(days_back=3)
    assert await read_until() == {NOW}
    whole = await play.collect()
    assert {part.window.since for part in whole.accounts if part.window} == {NOW}
    assert await read_until() == {clock.now}


async def test_one_of_two_servers_leads_until_it_is_gone(play: Playground, clock: FakeClock) -> None:
    first, second = Server(play, "a:1"), Server(play, "b:1")

    assert [await first.step(), await second.step()] == [1, 0]
    clock.advance(hours=2)
    await first.scheduler._leads()
    assert [await second.step(), await first.step()] == [0, 1]
    clock.advance(hours=2)
    assert [await second.step(), await first.step()] == [1, 0]
    await second.scheduler.resign()
    clock.advance(seconds=1)
    assert await first.scheduler._leads()


async def test_a_failing_account_comes_less_and_less_often_and_recovers(
    play: Playground, database: Database, clock: FakeClock
) -> None:
    server = Server(play, "a:1")
    play.sandbox.tokens.revoke_platform(Platform.TIKTOK)

    await server.step()
    lost = (await accounts(database))[Platform.TIKTOK]
    clock.advance(days=2)
    await server.step()

    assert not lost.status.readable
    assert [part.platform for part in (await runs(database))[0].accounts] == [Platform.X]
    await play.connect(platforms=(Platform.TIKTOK,))
    assert await server.step() == 1
    assert (await accounts(database))[Platform.TIKTOK].status is AccountStatus.ACTIVE


async def test_an_account_may_never_be_collected_by_itself(
    play: Playground, database: Database, clock: FakeClock
) -> None:
    assert await Server(play, "a:1", every=timedelta(0)).step() == 0
    account = (await accounts(database))[Platform.X]
    async with database.write() as unit:
        await unit.users.set_pace(account, 30)
    clock.advance(hours=1)

    assert await Server(play, "a:1", every=timedelta(0)).step() == 1
    assert [part.platform for part in (await runs(database))[0].accounts] == [Platform.X]


async def test_a_run_that_another_process_left_is_gone_on_with(
    play: Playground, database: Database, clock: FakeClock
) -> None:
    collection = play.pulsegraph.services.collection
    run = await collection.start("u1", None)
    async with database.write() as unit:
        await unit.runs.release(run)

    assert await Server(play, "b:1").step() == 1

    (finished,) = await runs(database)
    assert (finished.run_id, finished.status) == (run.run_id, RunStatus.SUCCEEDED)


async def test_sample_accounts_and_strangers_are_left_alone(
    database: Database, database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await add_user(database)
    play = playground(database_url, SCENARIOS["calm"], clock, tmp_path)
    async with database.write() as unit:
        await unit.users.resolve_account("u1", ACCOUNTS[Platform.X], AccountStatus.SAMPLE)
        await unit.users.resolve_account("u1", ACCOUNTS[Platform.TIKTOK], AccountStatus.ACTIVE)

    assert await Server(play, "a:1").step() == 0
    await play.pulsegraph.close()


async def test_a_stopped_server_hands_its_runs_over(play: Playground, database: Database, clock: FakeClock) -> None:
    collection = play.pulsegraph.services.collection
    run = await collection.start("u1", None)
    reading = asyncio.create_task(collection.carry_out(run, handed_over=True))
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    (left,) = await runs(database)
    assert left.status in (RunStatus.QUEUED, RunStatus.RUNNING)
    assert await Server(play, "b:1").step() == 1
    assert [each.status for each in await runs(database)] == [RunStatus.SUCCEEDED]
