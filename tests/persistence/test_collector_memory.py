"""Refused metrics, spending, leases, and runs that change hands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.assignments import RejectedMetric, Rejection
from domain.collection import AccountCollection, CollectionRun, CollectionWindow, RunLostError, RunStatus, Spend
from domain.observations import Batch, Recorded
from domain.users import Account, AccountStatus, Platform, Schedule
from persistence.database import Database
from tests.factories import NOW, add_account, add_user, day, post, record

HOUR = timedelta(hours=1)


async def test_a_rejection_keeps_its_first_day_and_is_forgotten_when_it_was_asked_for_and_given(
    database: Database,
) -> None:
    await add_user(database)
    account = await add_account(database)
    key = ("u1", account.account_id)
    async with database.write() as unit:
        await unit.rejections.note(account, [Rejection("reach", "No."), Rejection("views", "No.")], NOW, NOW - HOUR)
        await unit.rejections.note(account, [Rejection("reach", "Not now.")], NOW + HOUR, NOW - 3 * HOUR)
        await unit.rejections.note(account, [Rejection("reach", "Not now.")], NOW + HOUR, NOW - 2 * HOUR)
    async with database.read() as unit:
        assert await unit.rejections.of_accounts([key, ("u1", "other")]) == {
            key: (RejectedMetric("reach", "Not now.", NOW, NOW + HOUR), RejectedMetric("views", "No.", NOW, NOW))
        }
        assert await unit.rejections.first_by_name(Platform.INSTAGRAM) == {"reach": NOW, "views": NOW}
        assert await unit.rejections.first_by_name(Platform.X) == {}

    async with database.write() as unit:
        assert await unit.rejections.lift(account, (), NOW) is None
        assert await unit.rejections.lift(account, frozenset({"views"}), NOW + 2 * HOUR) == NOW - 3 * HOUR
    async with database.read() as unit:
        assert [each.name for each in (await unit.rejections.of_accounts([key]))[key]] == ["views"]
    async with database.write() as unit:
        assert await unit.rejections.lift(account, (), None) == NOW - HOUR
        assert await unit.rejections.of_accounts([key]) == {}


async def test_what_is_refused_for_good_is_forgotten_only_when_the_account_is_connected_anew(
    database: Database,
) -> None:
    await add_user(database)
    account = await add_account(database)
    refused = [Rejection("older days", "Too long ago.", for_good=True), Rejection("media.shares", "No.")]
    async with database.write() as unit:
        await unit.rejections.note(account, refused, NOW, NOW - HOUR)
        assert await unit.rejections.first_by_name(Platform.INSTAGRAM) == dict.fromkeys(
            ("older days", "media.shares", "shares"), NOW
        )
        assert await unit.rejections.lift(account, (), NOW + HOUR) == NOW - HOUR
    async with database.read() as unit:
        key = ("u1", account.account_id)
        assert [each.name for each in (await unit.rejections.of_accounts([key]))[key]] == ["older days"]
    async with database.write() as unit:
        assert await unit.rejections.lift(account, (), None) == NOW - HOUR


async def test_spending_adds_up_by_day_and_platform(database: Database) -> None:
    today, tomorrow = date(2026, 3, 10), date(2026, 3, 11)
    async with database.write() as unit:
        assert await unit.spend.of(Platform.X, today) == Spend()
        assert await unit.spend.add(Platform.X, today, Spend(2, 10_000)) == Spend(2, 10_000)
        assert await unit.spend.add(Platform.X, today, Spend(1, 5_000)) == Spend(3, 15_000)
        assert await unit.spend.add(Platform.X, tomorrow, Spend(1)) == Spend(1)
        assert await unit.spend.add(Platform.TIKTOK, today, Spend(7)) == Spend(7)
        assert await unit.spend.of(Platform.X, today) == Spend(3, 15_000)


async def test_a_lease_has_one_holder_until_it_ends(database: Database) -> None:
    answers = []
    async with database.write() as unit:
        for holder, at in (("a", 0), ("b", 1), ("a", 2), ("b", 3), ("b", 5)):
            answers.append(await unit.leases.take("scheduler", holder, NOW + at * HOUR, NOW + (at + 3) * HOUR))
        await unit.leases.give_back("scheduler", "a")
        answers.append(await unit.leases.take("scheduler", "a", NOW + 6 * HOUR, NOW + 7 * HOUR))
        await unit.leases.give_back("scheduler", "b")
        answers.append(await unit.leases.take("scheduler", "a", NOW + 6 * HOUR, NOW + 7 * HOUR))

    assert answers == [True, False, True, False, True, False, True]


def run_of(account: Account, run_id: str, status: RunStatus, cursor: str | None = "posts:7") -> CollectionRun:
    window = CollectionWindow(NOW - 90 * 24 * HOUR, NOW)
    part = AccountCollection(
        account.account_id, account.platform, status, cursor, 2, Recorded(1, 2), "why", window, Spend(3, 4), NOW
    )
    return CollectionRun(account.user_id, run_id, status, window.since, window.until, NOW, None, (part,))


async def test_a_run_comes_back_as_it_was_stored(database: Database) -> None:
    await add_user(database)
    run = replace(run_of(await add_account(database), "r1", RunStatus.RUNNING), worker="here:1")
    async with database.write() as unit:
        await unit.runs.add(run, "here:1")
    async with database.read() as unit:
        assert (await unit.runs.find(["r1"]))["r1"] == run


async def test_a_worker_that_was_taken_over_from_stores_nothing_more(database: Database) -> None:
    await add_user(database)
    account = await add_account(database)
    run = replace(run_of(account, "r1", RunStatus.RUNNING), worker="old:1")
    async with database.write() as unit:
        await unit.runs.add(run, "old:1")
    async with database.write() as unit:
        (taken,) = await unit.runs.take_over_abandoned("new:1", NOW + 2 * HOUR, ())
        assert await unit.runs.take_over_abandoned("third:1", NOW + 5 * HOUR, {"r1"}) == []

    done = replace(run, status=RunStatus.SUCCEEDED)
    async with database.write() as unit:
        for late in (
            unit.runs.save_part(run, run.accounts[0], NOW),
            unit.runs.beat(run, NOW),
            unit.runs.save_status(done),
            unit.runs.release(run),
        ):
            with pytest.raises(RunLostError):
                await late
    async with database.write() as unit:
        await unit.runs.save_status(replace(taken, status=RunStatus.SUCCEEDED))
    with pytest.raises(RunLostError):
        async with database.write() as unit:
            await unit.runs.save_part(taken, taken.accounts[0], NOW)
    async with database.read() as unit:
        assert (await unit.runs.find(["r1"]))["r1"].worker == "new:1"


async def test_an_abandoned_run_is_taken_over_by_exactly_one_and_not_for_ever(database: Database) -> None:
    await add_user(database)
    account = await add_account(database)
    async with database.write() as unit:
        await unit.runs.add(run_of(account, "r1", RunStatus.RUNNING), "gone:1")
        assert await unit.runs.take_over_abandoned("early:1", NOW + timedelta(seconds=60), ()) == []

    later = NOW
    takers = []
    for number in range(7):
        later += timedelta(seconds=61)
        async with database.write() as unit:
            first = await unit.runs.take_over_abandoned(f"worker{number}:1", later, ())
        async with database.write() as unit:
            second = await unit.runs.take_over_abandoned(f"other{number}:1", later, ())
        takers.append((len(first), len(second)))

    assert takers == [(1, 0)] * 5 + [(0, 0)] * 2
    async with database.write() as unit:
        (ended,) = await unit.runs.interrupt_abandoned(later, ())
    assert ended.status is RunStatus.INTERRUPTED


async def test_a_run_that_was_released_is_taken_over_at_once_and_that_does_not_count(database: Database) -> None:
    await add_user(database)
    run = run_of(await add_account(database), "r1", RunStatus.RUNNING)
    async with database.write() as unit:
        await unit.runs.add(run, "here:1")
        for worker in ["here:1", *["next:1"] * 9]:
            await unit.runs.release(replace(run, worker=worker))
            assert [each.run_id for each in await unit.runs.take_over_abandoned("next:1", NOW, ())] == ["r1"]


async def test_what_ended_in_the_middle_can_be_gone_on_with(database: Database) -> None:
    await add_user(database)
    account = await add_account(database)

    async def resumable() -> AccountCollection | None:
        async with database.read() as unit:
            return await unit.runs.resumable(account, NOW - HOUR)

    assert await resumable() is None
    async with database.write() as unit:
        await unit.runs.add(run_of(account, "r1", RunStatus.FAILED), "here:1")
    found = await resumable()
    assert found is not None
    assert (found.cursor, found.window) == ("posts:7", CollectionWindow(NOW - 90 * 24 * HOUR, NOW))
    async with database.write() as unit:
        await unit.runs.add(run_of(account, "r2", RunStatus.SUCCEEDED, None), "here:1")
    assert await resumable() is None


async def test_accounts_are_due_when_they_are_connected_readable_idle_and_their_time_has_come(
    database: Database,
) -> None:
    await add_user(database)
    names = ("now", "past", "later", "unconnected", "revoked", "busy")
    accounts = {name: await add_account(database, external_id=name, platform=Platform.X) for name in names}
    at = {"now": NOW, "past": NOW - HOUR, "later": NOW + HOUR, "revoked": NOW, "busy": NOW}
    async with database.write() as unit:
        for name, account in accounts.items():
            await unit.users.note_collection(account, Schedule(next_at=at.get(name)))
            if name != "unconnected":
                await unit.users._connection.exec_driver_sql(
                    f"UPDATE accounts SET credentials = '' WHERE account_id = '{account.account_id}'"
                )
        await unit.users.set_account_status(accounts["revoked"], AccountStatus.REVOKED, NOW)
        await unit.runs.add(run_of(accounts["busy"], "r1", RunStatus.QUEUED), "here:1")
    async with database.read() as unit:
        assert [account.external_id for account in await unit.users.due_accounts(NOW)] == ["past", "now"]


async def test_erasing_an_account_says_what_it_removed_and_leaves_the_others(database: Database) -> None:
    await add_user(database)
    account, other = await add_account(database), await add_account(database, external_id="other")
    for each in (account, other):
        posts = (post("p1", observed_at=NOW - HOUR, likes=3), post("p1", likes=5), post("p2", likes=1))
        await record(database, each, Batch(posts=posts, days=(day(date(2026, 3, 1), followers=7),)))

    async with database.write() as unit:
        removed = await unit.users.erase_account(account)
    async with database.read() as unit:
        left = (await unit.users.accounts(["u1"]))["u1"]
        gone = await unit.content.find([("u1", account.account_id, "p1")])
        kept = await unit.content.find([("u1", other.account_id, "p1")])

    assert (removed.posts, removed.days, removed.observations) == (2, 1, 4)
    assert removed.engagements > 0
    assert ([each.external_id for each in left], len(gone), len(kept)) == (["other"], 0, 1)
