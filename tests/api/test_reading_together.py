"""Several accounts, processes and people at once: nothing waits for ever, nothing is spent or lost twice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.assignments import Assignment, Budget, Page, PlannedStep, Reach, Rejection
from domain.collecting import CollectionService
from domain.collection import AccountCollection, CollectionRun, RunStatus, Spend
from domain.connections import ConnectionService
from domain.credentials import Consent, Credentials, Granted, Secret
from domain.errors import (
    AuthorizationLostError,
    CollectionAlreadyRunningError,
    FatalCollectorError,
    RetriableCollectorError,
    StorageUnavailableError,
)
from domain.observations import Batch, Provenance
from domain.reading import Policy
from domain.users import Account, AccountRef, AccountStatus, Platform
from persistence.database import Database
from persistence.event_bus import MemoryEventBus
from persistence.vault import Vault, new_key
from tests.factories import NOW, FakeClock, add_account, add_user, collection_service, post

HOUR = timedelta(hours=1)
Reads = Callable[[Assignment, str | None], AsyncIterator[Page]]


class By:
    """The collector of all accounts: a function of the test."""

    provenance = Provenance.API
    reach = Reach(backfill_days=30, trailing_days=3)

    def __init__(self, reads: Reads) -> None:
        self.reads = reads
        self.cursors: list[str | None] = []

    def collector_for(self, account: Account) -> "By":
        return self

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        return ()

    def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        self.cursors.append(cursor)
        return self.reads(assignment, cursor)


async def accounts_of(database: Database, count: int, user_id: str = "u1") -> list[Account]:
    await add_user(database, user_id)
    return [await add_account(database, user_id, Platform.FACEBOOK, f"page-{number}") for number in range(count)]


async def run_to_the_end(service: CollectionService, user_id: str = "u1") -> CollectionRun:
    return await service.carry_out(await service.start(user_id, None))


async def test_pages_of_one_person_are_read_at_the_same_time_and_none_waits_for_another(
    database: Database, clock: FakeClock
) -> None:
    """Each page names its account, as profiles do."""
    await accounts_of(database, 4)

    async def reads(assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        account = assignment.account
        for number in range(int(cursor or 0), 4):
            profile = AccountRef(account.platform, account.external_id, f"{account.external_id}-{clock.now:%H}", "Page")
            batch = Batch(posts=(post(f"p{number}", observed_at=clock.now, likes=number),))
            assignment.meter.called(10)
            yield Page(batch, str(number + 1) if number < 3 else None, profile=profile)

    service = collection_service(database, clock, By(reads))
    for _ in range(6):
        clock.advance(hours=1)
        run = await run_to_the_end(service)
        assert {part.status for part in run.accounts} == {RunStatus.SUCCEEDED}, [part.reason for part in run.accounts]
        assert {part.pages for part in run.accounts} == {4}
    async with database.read() as unit:
        handles = {account.handle for account in (await unit.users.accounts(["u1"]))["u1"]}
        spent = await unit.spend.of(Platform.FACEBOOK, clock.now.date())
    assert handles == {f"page-{number}-18" for number in range(4)}
    assert spent == Spend(6 * 16, 6 * 160)


async def test_accounts_share_one_budget(database: Database, clock: FakeClock) -> None:
    await accounts_of(database, 4)
    made = 0

    async def reads(assignment: Assignment, _cursor: str | None) -> AsyncIterator[Page]:
        nonlocal made
        while True:
            assignment.meter.before_call()
            await asyncio.sleep(0)
            made += 1
            assignment.meter.called(1_000)
            if made % 5 == 0:
                yield Page(Batch(), "on")

    policy = Policy({Platform.FACEBOOK: Budget(calls=23)})
    run = await run_to_the_end(collection_service(database, clock, By(reads), policy=policy))

    assert made == 23
    assert {part.reason for part in run.accounts} == {
        "The budget of calls for Facebook is used up; the collection goes on when it is renewed."
    }
    async with database.read() as unit:
        assert await unit.spend.of(Platform.FACEBOOK, NOW.date()) == Spend(23, 23_000)
    assert run.spend == Spend(23, 23_000)


async def test_what_a_stopped_collection_has_spent_is_counted(database: Database, clock: FakeClock) -> None:
    await accounts_of(database, 1)
    called = asyncio.Event()

    async def reads(assignment: Assignment, _cursor: str | None) -> AsyncIterator[Page]:
        assignment.meter.called(500)
        called.set()
        await asyncio.sleep(60)
        yield Page(Batch(), None)

    service = collection_service(database, clock, By(reads))
    running = asyncio.create_task(run_to_the_end(service))
    await called.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    async with database.read() as unit:
        assert await unit.spend.of(Platform.FACEBOOK, NOW.date()) == Spend(1, 500)
        (run,) = await unit.runs.page("u1", 5, None)
    assert (run.status, run.spend) == (RunStatus.INTERRUPTED, Spend(1, 500))


async def test_a_cursor_that_leads_nowhere_is_given_up_and_the_account_begun_anew(
    database: Database, clock: FakeClock
) -> None:
    await accounts_of(database, 1)

    async def reads(_assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        if cursor is None:
            yield Page(Batch(), "dead end")
        raise FatalCollectorError("The page is not there any more.")

    collector = By(reads)
    service = collection_service(database, clock, collector)
    for _ in range(6):
        clock.advance(hours=1)
        await run_to_the_end(service)

    assert collector.cursors == [None, "dead end", "dead end", "dead end", None, "dead end"]


async def test_waiting_for_a_new_budget_gives_up_no_cursor(database: Database, clock: FakeClock) -> None:
    await accounts_of(database, 1)

    async def reads(assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        for number in range(int(cursor or 0), 9):
            assignment.meter.before_call()
            assignment.meter.called()
            yield Page(Batch(), str(number + 1) if number < 8 else None)

    collector = By(reads)
    service = collection_service(database, clock, collector, policy=Policy({Platform.FACEBOOK: Budget(calls=3)}))
    for _ in range(5):
        await run_to_the_end(service)
    clock.advance(days=1)
    await run_to_the_end(service)

    assert collector.cursors == [None, "3", "3", "3", "3", "3"]


async def test_cancelling_anywhere_leaves_the_database_to_the_others(database: Database, clock: FakeClock) -> None:
    """However deep in a transaction it comes: what was stored is counted, what was not is read again."""
    await accounts_of(database, 1)

    async def reads(assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        for number in range(int(cursor or 0), 400):
            assignment.meter.called()
            yield Page(Batch(posts=(post(f"p{number}", likes=1),)), str(number + 1))

    service = collection_service(database, clock, By(reads))
    for hundredths in range(24):
        running = asyncio.create_task(run_to_the_end(service))
        await asyncio.sleep(0.08 + hundredths * 0.0017)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    async with asyncio.timeout(20), database.write() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
        runs = await unit.runs.page("u1", 50, None)
        stored = await unit.content.find([("u1", account.account_id, f"p{number}") for number in range(400)])
    assert 0 < len(stored) < 400
    assert len(stored) == max(int(run.accounts[0].cursor or 0) for run in runs)
    assert {run.status for run in runs} == {RunStatus.INTERRUPTED}


async def test_connecting_anew_during_a_backfill_has_it_read_once_more(database: Database, clock: FakeClock) -> None:
    """The refused part was passed over before the person gave the permission."""
    (account,) = await accounts_of(database, 1)
    refused, go_on = asyncio.Event(), asyncio.Event()

    async def reads(_assignment: Assignment, _cursor: str | None) -> AsyncIterator[Page]:
        yield Page(Batch(), "on", (Rejection("page_media_view", "No."),))
        refused.set()
        await go_on.wait()
        yield Page(Batch(), None)

    service = collection_service(database, clock, By(reads))
    running = asyncio.create_task(run_to_the_end(service))
    await refused.wait()
    async with database.write() as unit:  # as `connect` does it
        schedule = await unit.users.schedule_of(account)
        since = await unit.rejections.lift(account, (), None)
        await unit.users.note_collection(account, schedule.reading_anew(since))
        await unit.users.set_pace(account, 7)
    go_on.set()
    await running

    async with database.read() as unit:
        (after,) = (await unit.users.accounts(["u1"]))["u1"]
    assert after.collection.reread_since == NOW - timedelta(days=30)
    assert after.collection.next_at is not None
    assert after.collection.next_at - NOW < timedelta(minutes=8)
    second = await service.start("u1", None)
    assert second.since == NOW - timedelta(days=30)


async def test_a_database_that_is_away_for_a_while_fails_no_account(database: Database, clock: FakeClock) -> None:
    await accounts_of(database, 1)
    away = 3

    async def reads(_assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        nonlocal away
        for number in range(int(cursor or 0), 3):
            if number == 1 and away:
                away -= 1
                raise StorageUnavailableError
            yield Page(Batch(posts=(post(f"p{number}", likes=1),)), str(number + 1) if number < 2 else None)

    collector = By(reads)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    run = await run_to_the_end(collection_service(database, clock, collector, sleep))

    assert (run.status, run.accounts[0].pages) == (RunStatus.SUCCEEDED, 3)
    assert (collector.cursors, slept) == ([None, "1", "1", "1"], [5.0, 20.0, 80.0])
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
    assert (account.status, account.collection.failures) == (AccountStatus.ACTIVE, 0)


async def test_what_somebody_cancelled_is_not_gone_on_with_and_not_begun_at_once(
    database: Database, clock: FakeClock
) -> None:
    await accounts_of(database, 1)
    stored = asyncio.Event()

    async def reads(_assignment: Assignment, _cursor: str | None) -> AsyncIterator[Page]:
        yield Page(Batch(), "in the middle")
        stored.set()
        await asyncio.sleep(60)

    collector = By(reads)
    service = collection_service(database, clock, collector)
    run = await service.start("u1", None)
    running = asyncio.create_task(service.carry_out(run))
    await stored.wait()
    await service.cancel("u1", run.run_id)
    cancelled = await running

    assert (cancelled.status, cancelled.accounts[0].pages) == (RunStatus.CANCELLED, 1)
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
        assert await unit.runs.resumable(account, NOW - HOUR) is None
    assert account.collection.next_at is not None
    assert account.collection.next_at > clock.now


async def test_a_platform_that_asks_to_wait_for_ever_is_asked_again_tomorrow(
    database: Database, clock: FakeClock
) -> None:
    await accounts_of(database, 2)

    async def reads(assignment: Assignment, _cursor: str | None) -> AsyncIterator[Page]:
        if assignment.account.external_id == "page-0":
            raise RetriableCollectorError("Too many.", 1e14)
        yield Page(Batch(), None)

    run = await run_to_the_end(collection_service(database, clock, By(reads)))

    assert sorted(part.status for part in run.accounts) == [RunStatus.FAILED, RunStatus.SUCCEEDED]
    async with database.read() as unit:
        times = {a.external_id: a.collection.next_at for a in (await unit.users.accounts(["u1"]))["u1"]}
    assert times["page-0"] == NOW + timedelta(days=1)


async def test_posts_that_vanish_all_together_are_not_taken_for_deleted(database: Database, clock: FakeClock) -> None:
    (account,) = await accounts_of(database, 1)
    names = [f"p{number}" for number in range(6)]
    missing: Sequence[str] = ()

    async def reads(assignment: Assignment, _cursor: str | None) -> AsyncIterator[Page]:
        seen = tuple(post(name, observed_at=clock.now, likes=1) for name in names if name not in missing)
        yield Page(Batch(posts=seen), None, missing=tuple(missing))

    service = collection_service(database, clock, By(reads))

    async def deleted() -> set[str]:
        await run_to_the_end(service)
        async with database.read() as unit:
            found = await unit.content.find([("u1", account.account_id, name) for name in names])
        return {key[2] for key, piece in found.items() if piece.deleted_at is not None}

    assert await deleted() == set()
    missing = names
    for _ in range(3):
        clock.advance(hours=12)
        assert await deleted() == set()
    missing = names[:5]
    clock.advance(hours=12)
    assert await deleted() == set(names[:5])
    missing = ()
    assert await deleted() == set()


async def test_a_run_that_was_taken_over_is_left_alone_by_the_one_who_had_it(
    database: Database, clock: FakeClock
) -> None:
    await accounts_of(database, 1)
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def stalls(_assignment: Assignment, _cursor: str | None) -> AsyncIterator[Page]:
        yield Page(Batch(), "first")
        reading.set()
        await go_on.wait()
        yield Page(Batch(posts=(post("late", likes=1),)), None)

    async def finishes(_assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        assert cursor == "first"
        yield Page(Batch(posts=(post("in time", likes=1),)), None)

    stalled = collection_service(database, clock, By(stalls), worker="laptop:1")
    other = collection_service(database, clock, By(finishes), worker="server:1")
    late = asyncio.create_task(run_to_the_end(stalled))
    await reading.wait()
    clock.advance(minutes=2)
    assert await stalled.take_over_abandoned() == []
    (taken,) = await other.take_over_abandoned()
    assert (await other.carry_out(taken)).status is RunStatus.SUCCEEDED
    go_on.set()

    assert (await late).status is RunStatus.SUCCEEDED
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
        found = await unit.content.find([("u1", account.account_id, name) for name in ("late", "in time")])
        (run,) = await unit.runs.page("u1", 5, None)
    assert {key[2] for key in found} == {"in time"}
    assert (run.status, [part.status for part in run.accounts]) == (RunStatus.SUCCEEDED, [RunStatus.SUCCEEDED])
    again = collection_service(database, clock, By(finishes), worker="server:2")
    assert isinstance((await again.start("u1", None)).accounts[0], AccountCollection)


# ---------------------------------------------------------------- renewing


class Renewing:
    """A platform that takes its time to renew, and takes every refresh token once."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()
        self.used: list[str] = []
        self.revoked: list[str] = []
        self.error: Exception | None = None

    def authorizer_for(self, platform: Platform) -> "Renewing":
        return self

    def authorization_url(self, consent: Consent) -> str:
        return consent.redirect_uri

    async def exchange(self, code: str, consent: Consent) -> tuple[Granted, ...]:
        return ()

    async def refresh(self, account: Account, credentials: Credentials) -> Credentials:
        assert credentials.refresh_token is not None
        self.used.append(credentials.refresh_token.text)
        self.asked.set()
        await self.answer.wait()
        if self.error is not None:
            raise self.error
        return replace(fresh(f"new-{len(self.used)}"), expires_at=NOW + 24 * HOUR)

    async def revoke(self, account: Account, credentials: Credentials) -> bool:
        self.revoked.append(credentials.access_token.text)
        return True


def fresh(name: str) -> Credentials:
    return Credentials(Secret(f"access-{name}"), NOW + 2 * HOUR, Secret(f"refresh-{name}"), NOW + 24 * 365 * HOUR)


REF = AccountRef(Platform.X, "1", "kestrel")


@pytest.fixture
async def renewing(
    database: Database, database_url: str, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[tuple[ConnectionService, Renewing, Account]]:
    await add_user(database)
    storage = Database(database_url, clock, vault=Vault(key_file=tmp_path / "key"))
    platform = Renewing()
    service = ConnectionService(storage, platform, MemoryEventBus(), clock, lambda event, /, **facts: None)
    account = await service.connect("u1", Granted(REF, fresh("old")))
    clock.now = NOW + 2 * HOUR - timedelta(minutes=4)
    yield service, platform, account
    await service.close()
    await storage.close()


async def status_of(database: Database) -> AccountStatus:
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
    return account.status


async def test_a_renewal_that_nobody_waits_for_any_more_is_stored_all_the_same(
    renewing: tuple[ConnectionService, Renewing, Account], database: Database
) -> None:
    service, platform, account = renewing
    waiting = asyncio.create_task(service.access(account).token())
    await platform.asked.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    platform.answer.set()
    await service.close()

    assert await service.access(account).token() == "access-new-1"
    assert platform.used == ["refresh-old"]


async def test_connecting_anew_during_a_failing_renewal_wins(
    renewing: tuple[ConnectionService, Renewing, Account], database: Database, clock: FakeClock
) -> None:
    service, platform, account = renewing
    clock.now = NOW + 3 * HOUR
    waiting = asyncio.create_task(service.access(account).token())
    await platform.asked.wait()
    await service.connect("u1", Granted(REF, replace(fresh("mended"), expires_at=NOW + 24 * HOUR)))
    platform.error = AuthorizationLostError("The refresh token was used.", revoked=True)
    platform.answer.set()
    with pytest.raises(AuthorizationLostError):
        await waiting

    assert await status_of(database) is AccountStatus.ACTIVE
    assert await service.access(account).token() == "access-mended"


async def test_a_renewal_that_ends_after_disconnecting_brings_nothing_back(
    renewing: tuple[ConnectionService, Renewing, Account], database: Database
) -> None:
    service, platform, account = renewing
    waiting = asyncio.create_task(service.access(account).token())
    await platform.asked.wait()
    gone = await service.disconnect("u1", account.account_id, erase=False)
    platform.answer.set()
    with pytest.raises(AuthorizationLostError):
        await waiting

    assert (gone.revoked, platform.revoked) == (True, ["access-old"])
    assert await status_of(database) is AccountStatus.DISCONNECTED
    with pytest.raises(AuthorizationLostError):
        await service.access(account).token()


async def test_a_refused_disconnect_takes_nothing_away(
    renewing: tuple[ConnectionService, Renewing, Account], database: Database, clock: FakeClock
) -> None:
    service, platform, account = renewing

    async def reads(_assignment: Assignment, _cursor: str | None) -> AsyncIterator[Page]:
        yield Page(Batch(), None)

    await collection_service(database, clock, By(reads)).start("u1", None)
    with pytest.raises(CollectionAlreadyRunningError):
        await service.disconnect("u1", account.account_id, erase=True)

    platform.answer.set()
    assert platform.revoked == []
    assert await service.access(account).token() == "access-new-1"
    assert await status_of(database) is AccountStatus.ACTIVE


async def test_an_account_whose_key_was_lost_can_still_be_erased(
    renewing: tuple[ConnectionService, Renewing, Account], database: Database, database_url: str, clock: FakeClock
) -> None:
    _, platform, account = renewing
    storage = Database(database_url, clock, vault=Vault([new_key()]))
    service = ConnectionService(storage, platform, MemoryEventBus(), clock, lambda event, /, **facts: None)

    gone = await service.disconnect("u1", account.account_id, erase=True)

    assert (gone.revoked, gone.removed is not None) == (False, True)
    async with database.read() as unit:
        assert (await unit.users.accounts(["u1"]))["u1"] == ()
    await storage.close()


async def test_many_accounts_are_let_go_at_the_same_time(
    renewing: tuple[ConnectionService, Renewing, Account], database: Database
) -> None:
    service, platform, first = renewing
    others = [
        await service.connect("u1", Granted(AccountRef(Platform.X, str(number)), fresh(f"{number}")))
        for number in range(2, 6)
    ]

    gone = await asyncio.gather(
        *(service.disconnect("u1", account.account_id, erase=True) for account in (first, *others))
    )

    assert [each.revoked for each in gone] == [True] * 5
    assert len(platform.revoked) == 5
    async with database.read() as unit:
        assert (await unit.users.accounts(["u1"]))["u1"] == ()
