"""The `collect` mutation and the subscriptions, over the real application."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import func, select

from collectors.sample import SAMPLE_ACCOUNTS
from domain.collection import AccountCollection, CollectionRun, RunStatus
from domain.errors import FatalCollectorError, RetriableCollectorError
from domain.observations import Batch, Provenance, Recorded
from domain.ports import CollectionWindow, MetricsChanged, Page
from domain.users import Account, AccountStatus, Platform
from persistence.database import Database
from persistence.models import MetricObservation, PostEngagement
from resolvers.context import Context
from schema.app import Pulsegraph
from schema.root import build_schema
from tests.factories import FakeClock, add_account, add_user

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

    def __init__(self, *steps: Page | Exception) -> None:
        self.steps = list(steps)
        self.cursors: list[str | None] = []

    def collector_for(self, account: Account) -> "Scripted":
        return self

    async def collect(self, account: Account, window: CollectionWindow, cursor: str | None) -> AsyncIterator[Page]:
        self.cursors.append(cursor)
        while self.steps:
            step = self.steps.pop(0)
            if isinstance(step, Exception):
                raise step
            yield step


async def _scripted_run(database: Database, clock: FakeClock, script: Scripted) -> tuple[CollectionRun, list[float]]:
    from domain.collecting import CollectionService
    from persistence.event_bus import MemoryEventBus

    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    await add_user(database)
    await add_account(database)
    service = CollectionService(
        database, script, MemoryEventBus(), clock, "elsewhere:1", lambda event, /, **facts: None, sleep
    )
    return await service.carry_out(await service.start("u1", None, 7)), slept


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


async def test_a_collector_that_breaks_leaves_no_run_unfinished(database: Database, clock: FakeClock) -> None:
    script = Scripted(Page(Batch(), "after 1"), KeyError("a bug"))

    with pytest.raises(KeyError, match="a bug"):
        await _scripted_run(database, clock, script)

    async with database.read() as unit:
        (run,) = await unit.runs.page("u1", 1, None)
    assert (run.status, run.accounts[0].status, run.accounts[0].pages) == (
        RunStatus.INTERRUPTED,
        RunStatus.INTERRUPTED,
        1,
    )


async def test_retrying_has_an_end(database: Database, clock: FakeClock) -> None:
    script = Scripted(*[RetriableCollectorError("Busy.") for _ in range(5)])

    run, slept = await _scripted_run(database, clock, script)

    assert (run.status, run.accounts[0].reason) == (RunStatus.FAILED, "Busy. Tried 5 times.")
    assert slept == [1.0, 2.0, 4.0, 8.0]


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
