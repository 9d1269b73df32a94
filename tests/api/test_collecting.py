"""The `collect` mutation and the subscriptions, over the real application."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from collectors.sample import SAMPLE_ACCOUNTS
from domain.assignments import Assignment, Page, PlannedStep, Reach, Rejection
from domain.collection import AccountCollection, CollectionRun, RunStatus
from domain.errors import FatalCollectorError, RetriableCollectorError
from domain.observations import Batch, Provenance, Recorded
from domain.ports import MetricsChanged
from domain.users import Account, AccountStatus, Platform
from persistence.database import Database
from persistence.models import MetricObservation, PostEngagement
from resolvers.context import Context
from schema.app import Pulsegraph
from schema.root import build_schema
from tests.factories import FakeClock, add_account, add_user, collection_service, day

Ask = Callable[..., Awaitable[dict[str, Any]]]

COLLECT = """
mutation ($input: CollectInput!) { collect(input: $input) {
  __typename
  ... on CollectionRun { runId status accounts { platform status } }
  ... on Error { message }
  ... on CollectionAlreadyRunningError { runId }
} }
"""


async def sample_user(database: Database, platforms: tuple[Platform, ...] = (Platform.X,)) -> None:
    await add_user(database)
    async with database.write() as unit:
        for ref in SAMPLE_ACCOUNTS:
            if ref.platform in platforms:
                await unit.users.resolve_account("u1", ref, AccountStatus.SAMPLE)


async def finished(pulsegraph: Pulsegraph, run_id: str) -> CollectionRun:
    for _ in range(600):
        async with pulsegraph.services.storage.read() as unit:
            run = (await unit.runs.find([run_id]))[run_id]
        if run.status.finished:
            return run
        await asyncio.sleep(0.05)
    raise AssertionError("the run did not end")


async def rows(database: Database) -> tuple[int, int]:
    async with database.read() as unit:
        counts = [
            (await unit.connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (MetricObservation, PostEngagement)
        ]
    return counts[0], counts[1]


async def test_collect_answers_at_once_and_the_run_goes_on(
    database: Database, pulsegraph: Pulsegraph, data: Ask
) -> None:
    await sample_user(database)

    answer = (await data(COLLECT, input={"userId": "u1", "daysBack": 3}))["collect"]

    assert (answer["__typename"], answer["status"]) == ("CollectionRun", "QUEUED")
    assert answer["accounts"] == [{"platform": "X", "status": "QUEUED"}]
    run = await finished(pulsegraph, answer["runId"])
    assert run.status is RunStatus.SUCCEEDED
    assert run.recorded.posts_added > 0


async def test_two_collects_at_once_make_one_run_and_one_set_of_rows(
    database: Database, pulsegraph: Pulsegraph, data: Ask
) -> None:
    """Claim 17."""
    await sample_user(database)
    variables = {"input": {"userId": "u1", "daysBack": 3}}

    answers = [a["collect"] for a in await asyncio.gather(data(COLLECT, **variables), data(COLLECT, **variables))]

    by_type = {answer["__typename"]: answer for answer in answers}
    assert set(by_type) == {"CollectionRun", "CollectionAlreadyRunningError"}
    assert by_type["CollectionAlreadyRunningError"]["runId"] == by_type["CollectionRun"]["runId"]
    await finished(pulsegraph, by_type["CollectionRun"]["runId"])
    once = await rows(database)
    again = (await data(COLLECT, **variables))["collect"]
    run = await finished(pulsegraph, again["runId"])
    assert await rows(database) == once
    assert run.recorded == Recorded()


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"userId": "ghost"}, "UserNotFoundError", "There is no user 'ghost'. The `users` query lists them."),
        (
            {"userId": "u1", "platforms": ["TIKTOK"]},
            "AccountNotConnectedError",
            "User 'u1' has no account on TikTok that can be collected.",
        ),
        (
            {"userId": "u1", "daysBack": 0},
            "InvalidInputError",
            "`daysBack` is 0; it must be between 1 and 3660.",
        ),
        (
            {"userId": "u1", "platforms": []},
            "InvalidInputError",
            "`platforms` is empty; leave it out to collect from all.",
        ),
    ],
)
async def test_expected_failures_are_types_and_change_nothing(
    database: Database, data: Ask, given: dict[str, object], kind: str, message: str
) -> None:
    await sample_user(database)

    answer = (await data(COLLECT, input=given))["collect"]

    assert (answer["__typename"], answer["message"]) == (kind, message)
    assert await rows(database) == (0, 0)


class Scripted:
    """A collector that does what the test says."""

    provenance = Provenance.API
    reach = Reach(backfill_days=30, trailing_days=3)

    def __init__(self, *steps: Page | Exception) -> None:
        self.steps = list(steps)
        self.cursors: list[str | None] = []
        self.given: list[Assignment] = []
        self.at_most = 0

    def only_next(self) -> None:
        """The next collection takes one step and no more."""
        self.at_most = 1

    def collector_for(self, account: Account) -> "Scripted":
        return self

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        return (PlannedStep("what the test says", len(self.steps), len(self.steps)),)

    async def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        self.cursors.append(cursor)
        self.given.append(assignment)
        for _ in range(self.at_most or len(self.steps)):
            step = self.steps.pop(0)
            if isinstance(step, Exception):
                raise step
            yield step


class World:
    """A service over a scripted collector; its clock moves while it waits."""

    def __init__(self, database: Database, clock: FakeClock, script: Scripted) -> None:
        self.clock = clock
        self.slept: list[float] = []
        self.service = collection_service(database, clock, script, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(seconds=seconds)


async def _scripted_run(database: Database, clock: FakeClock, script: Scripted) -> tuple[CollectionRun, list[float]]:
    await add_user(database)
    await add_account(database)
    world = World(database, clock, script)
    return await world.service.carry_out(await world.service.start("u1", None, 7)), world.slept


async def test_a_retriable_error_waits_and_goes_on_from_the_last_page(database: Database, clock: FakeClock) -> None:
    script = Scripted(
        Page(Batch(), "after 1"), RetriableCollectorError("Too many requests.", 42.0), Page(Batch(), None)
    )

    run, slept = await _scripted_run(database, clock, script)

    assert (run.status, run.accounts[0].pages) == (RunStatus.SUCCEEDED, 2)
    assert (script.cursors, slept) == ([None, "after 1"], [42.0])


async def test_a_fatal_error_ends_the_account_with_its_reason(database: Database, clock: FakeClock) -> None:
    script = Scripted(Page(Batch(), "after 1"), FatalCollectorError("The access was revoked."))

    run, _ = await _scripted_run(database, clock, script)

    assert (run.status, run.accounts[0].reason, run.accounts[0].pages) == (
        RunStatus.FAILED,
        "The access was revoked.",
        1,
    )


async def test_a_collector_that_breaks_ends_its_account_and_no_other(database: Database, clock: FakeClock) -> None:
    script = Scripted(Page(Batch(), "after 1"), KeyError("a bug"))

    run, _ = await _scripted_run(database, clock, script)

    assert (run.status, run.accounts[0].reason, run.accounts[0].pages) == (
        RunStatus.FAILED,
        "Something unexpected happened; the log says what.",
        1,
    )


async def test_waiting_lasts_longer_than_an_hour_and_then_has_an_end(database: Database, clock: FakeClock) -> None:
    script = Scripted(*[RetriableCollectorError("Busy.") for _ in range(10)])

    run, slept = await _scripted_run(database, clock, script)

    assert (run.status, run.accounts[0].reason) == (RunStatus.FAILED, "Busy. Tried 10 times.")
    assert slept == [5.0, 20.0, 80.0, 320.0, 900.0, 900.0, 900.0, 900.0, 900.0]
    assert sum(slept[:-1]) > 3_600


async def test_who_is_asked_to_wait_for_hours_comes_back_with_the_next_collection(
    database: Database, clock: FakeClock
) -> None:
    script = Scripted(Page(Batch(), "after 1"), RetriableCollectorError("Until midnight.", 12 * 3_600.0))

    run, slept = await _scripted_run(database, clock, script)

    assert (run.status, run.accounts[0].reason, slept) == (RunStatus.FAILED, "Until midnight.", [])
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
    assert account.collection.next_at == clock.now + timedelta(hours=12)
    assert (account.status, account.collection.failures) == (AccountStatus.ACTIVE, 0)


async def test_what_was_refused_is_read_from_where_it_was_first_missing_once_it_is_given(
    database: Database, clock: FakeClock
) -> None:
    await add_user(database)
    await add_account(database)
    refused = Page(Batch(), None, (Rejection("reach", "No."),))
    given = Page(Batch(days=(day(date(2026, 3, 18), reach=5),)), None)
    silent = Page(Batch(days=(day(date(2026, 3, 18), views=5),)), None)
    script = Scripted(refused, silent, silent, given, given, given)
    world = World(database, clock, script)
    began = clock.now
    for days in (0, 1, 7, 1, 1, 1):
        clock.advance(days=days)
        script.only_next()
        await world.service.carry_out(await world.service.start("u1", None))

    since = [(given.window.since - began).days for given in script.given]
    assert since == [-30, -2, 1, 6, -30, 8], "that nothing was said of it does not mean that it is given again"
    assert [bool(each.rejected) for each in script.given] == [False, True, False, False, False, False]


async def test_a_run_whose_process_is_gone_is_interrupted_and_can_be_started_again(
    database: Database, pulsegraph: Pulsegraph, clock: FakeClock, data: Ask
) -> None:
    await sample_user(database)
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
    part = AccountCollection(account.account_id, account.platform, RunStatus.RUNNING, "here", 3, Recorded(), None)
    lost = CollectionRun("u1", "lost", RunStatus.RUNNING, clock.now, clock.now, clock.now, None, (part,))
    async with database.write() as unit:
        await unit.runs.add(lost, "another-host:1")

    refused = (await data(COLLECT, input={"userId": "u1"}))["collect"]
    clock.advance(seconds=61)
    started = (await data(COLLECT, input={"userId": "u1", "daysBack": 1}))["collect"]

    assert (refused["__typename"], started["__typename"]) == ("CollectionAlreadyRunningError", "CollectionRun")
    async with database.read() as unit:
        assert (await unit.runs.find(["lost"]))["lost"].status is RunStatus.INTERRUPTED
    await finished(pulsegraph, started["runId"])


async def test_stopping_the_server_interrupts_the_run_and_keeps_what_was_stored(
    database: Database, pulsegraph: Pulsegraph
) -> None:
    await sample_user(database, tuple(Platform))
    run = await pulsegraph.services.collection.start("u1", None, 30)
    async with pulsegraph.services.events.subscribe(lambda event: isinstance(event, MetricsChanged)) as changes:
        pulsegraph.services.spawn(pulsegraph.services.collection.carry_out(run))
        await anext(changes)

    await pulsegraph.tasks.cancel()

    async with database.read() as unit:
        stored = (await unit.runs.find([run.run_id]))[run.run_id]
    assert stored.status is RunStatus.INTERRUPTED
    assert {part.status for part in stored.accounts} <= {RunStatus.SUCCEEDED, RunStatus.INTERRUPTED}
    assert stored.recorded.observations_added == (await rows(database))[0]


METRICS = 'subscription { metrics(userId: "u1") { platform views { value } impressions { value } } }'


@asynccontextmanager
async def subscribed(pulsegraph: Pulsegraph, document: str) -> AsyncIterator[Any]:
    stream = await build_schema().stream(document, context_value=Context(pulsegraph.services, "test"))
    try:
        yield stream
    finally:
        await stream.aclose()


async def test_metrics_come_at_once_then_within_a_second_of_a_change_and_else_never(
    database: Database, pulsegraph: Pulsegraph, clock: FakeClock
) -> None:
    """Claim 15."""
    await sample_user(database)
    service = pulsegraph.services.collection
    await service.carry_out(await service.start("u1", None, 40))

    async with subscribed(pulsegraph, METRICS) as stream:
        first = await asyncio.wait_for(anext(stream), 5)
        following = asyncio.ensure_future(anext(stream))
        await service.carry_out(await service.start("u1", None, 2))
        await asyncio.sleep(0.3)
        assert not following.done(), "nothing changed, so nothing may be sent"

        clock.advance(hours=6)
        await service.carry_out(await service.start("u1", None, 2))
        second = await asyncio.wait_for(following, 1)

    assert first.data["metrics"]["platform"] == second.data["metrics"]["platform"] == "X"
    assert second.data["metrics"]["impressions"]["value"] != first.data["metrics"]["impressions"]["value"]


async def test_a_slow_subscriber_blocks_nobody_and_sees_the_newest(pulsegraph: Pulsegraph) -> None:
    bus = pulsegraph.services.events
    async with bus.subscribe(lambda event: True) as slow, bus.subscribe(lambda event: True) as quick:
        for number in range(1000):
            bus.publish(MetricsChanged(f"u{number}", frozenset()))

        assert (await anext(quick)).user_id == "u936"
        seen = [(await anext(slow)).user_id for _ in range(64)]

    assert seen[-1] == "u999"


async def test_progress_of_a_run_is_followed_to_its_end(database: Database, pulsegraph: Pulsegraph) -> None:
    await sample_user(database)
    service = pulsegraph.services.collection
    run = await service.start("u1", None, 3)
    statuses = []

    document = f'subscription {{ collection(runId: "{run.run_id}") {{ status progress }} }}'
    async with subscribed(pulsegraph, document) as stream:
        pulsegraph.services.spawn(service.carry_out(run))
        async for event in stream:
            statuses.append((event.data["collection"]["status"], event.data["collection"]["progress"]))

    assert statuses[0][0] in ("QUEUED", "RUNNING")
    assert statuses[-1] == ("SUCCEEDED", 1.0)


async def test_a_subscription_to_an_unknown_user_ends_with_a_coded_error(pulsegraph: Pulsegraph) -> None:
    async with subscribed(pulsegraph, METRICS) as stream:
        result = await anext(stream)

    assert [error.extensions["code"] for error in result.errors] == ["USER_NOT_FOUND"]
