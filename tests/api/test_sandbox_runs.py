"""Whole collections over the sandbox: whatever goes wrong, nothing is lost or doubled, every absence explained."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import stamina
from sqlalchemy import select

from collectors.sandbox.scenarios import SCENARIOS, Burst, Scenario
from collectors.sandbox.world import ACCOUNTS
from domain.collection import RunStatus
from domain.credentials import Credentials, Granted, Secret
from domain.metrics import ENGAGEMENT_PARTS, MetricKey
from domain.observations import ENGAGEMENT_OF, ContentType
from domain.users import AccountStatus, Platform
from persistence.database import Database
from persistence.models import ContentPerformance, MetricObservation, PlatformSpend, PostEngagement, UserMetrics
from schema.settings import PlatformSettings
from tests.factories import NOW, FakeClock, add_user
from tests.sandboxes import DAY, HOUR, Playground, numbers, playground, rejections

DAYS_BACK = 20


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=5):
        yield


async def started(database: Database, scenario: Scenario, clock: FakeClock, folder: Path, user: str) -> Playground:
    await add_user(database, user)
    play = playground(str(database.url.render_as_string(hide_password=False)), scenario, clock, folder)
    await play.connect(user)
    return play


async def sums_agree(database: Database) -> None:
    """What was received of each post between its first and its newest observation is what its counters rose by:
    nothing lost, nothing doubled."""
    received: dict[tuple[str, str, str], int] = defaultdict(int)
    readings: dict[tuple[str, str, str], list[tuple[datetime, float]]] = defaultdict(list)
    kinds = {metric.value: ENGAGEMENT_OF[metric].value for metric in ENGAGEMENT_PARTS}
    async with database.read() as unit:
        for row in await unit.connection.execute(select(PostEngagement.__table__)):
            received[row.account_id, row.post_id or "", row.engagement_type] += row.quantity
        for row in await unit.connection.execute(select(MetricObservation.__table__)):
            if row.post_id and row.metric in kinds:
                readings[row.account_id, row.post_id, kinds[row.metric]].append((row.observed_at, row.value))
    risen = {key: int(max(seen)[1] - min(seen)[1]) for key, seen in readings.items()}
    assert {key: received.get(key, 0) for key in risen} == risen
    assert all(len(seen) == len({moment for moment, _ in seen}) for seen in readings.values())


TROUBLES = {
    "429 storms": Scenario("", throttled=Burst(10, 3)),
    "malformed JSON": Scenario("", malformed=Burst(4, 1)),
    "errors of theirs": Scenario("", broken=Burst(7, 2)),
    "slow bodies": Scenario("", slow=Burst(5, 1), slow_seconds=0.01),
    "tokens that end in the middle": Scenario("", token_lives_calls=7),
    "all at once": Scenario(
        "", throttled=Burst(13, 2), malformed=Burst(9, 1), broken=Burst(17, 1), token_lives_calls=11
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_passes_leaves_the_same_tables_as_a_calm_day(
    trouble: str, database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    calm = await started(database, SCENARIOS["calm"], clock, tmp_path, "calm")
    rough = await started(database, TROUBLES[trouble], clock, tmp_path, "rough")

    runs = [await calm.collect("calm", days_back=DAYS_BACK), await rough.collect("rough", days_back=DAYS_BACK)]

    assert [run.status for run in runs] == [RunStatus.SUCCEEDED] * 2
    expected, found = await numbers(database, "calm"), await numbers(database, "rough")
    assert all(expected[table] for table in ("metric_observations", "content_performance", "user_metrics"))
    for table, rows in expected.items():
        assert found[table] == rows, table
    await sums_agree(database)
    for play in (calm, rough):
        await play.pulsegraph.close()


async def test_collecting_twice_at_the_same_moment_changes_nothing(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """Claim 17."""
    play = await started(database, SCENARIOS["calm"], clock, tmp_path, "u1")
    await play.collect(days_back=DAYS_BACK)
    once = await numbers(database, "u1")

    again = await play.collect(days_back=DAYS_BACK)

    assert again.recorded.observations_added == 0
    assert await numbers(database, "u1") == once
    await play.pulsegraph.close()


async def test_a_platform_that_is_down_for_an_hour_is_waited_for(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    calm = await started(database, SCENARIOS["calm"], clock, tmp_path, "calm")
    await calm.collect("calm", days_back=DAYS_BACK)
    expected = await keys(database, "calm")
    down = await started(database, replace(SCENARIOS["down"], down_from=3), clock, tmp_path, "down")

    run = await down.collect("down", days_back=DAYS_BACK)

    assert run.status is RunStatus.SUCCEEDED
    assert clock.now - NOW >= HOUR
    found = await keys(database, "down")
    assert {key for key in expected - found if "2026-03" in key[2] or key[2] == "lifetime"} == set()
    await sums_agree(database)
    for play in (calm, down):
        await play.pulsegraph.close()


async def keys(database: Database, user_id: str) -> set[tuple[str, str, str, str]]:
    """What was observed at all: platform account, post, period, metric."""
    rows = (await numbers(database, user_id))["metric_observations"]
    found = set()
    for row in rows:
        values: dict[str, Any] = dict(row)
        found.add((values["account_id"], values["post_id"], values["period"], values["metric"]))
    return found


async def test_access_that_is_taken_away_keeps_what_was_read_and_goes_on_when_given_again(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    play = await started(database, Scenario("", token_revoked_at=4), clock, tmp_path, "u1")

    first = await play.collect(days_back=None)
    async with database.read() as unit:
        lost = {a.platform: a.status for a in (await unit.users.accounts(["u1"]))["u1"]}
    await play.connect("u1", tuple(p for p, status in lost.items() if not status.readable))
    second = await play.collect()

    assert first.status in (RunStatus.PARTIAL, RunStatus.FAILED)
    assert AccountStatus.REVOKED in lost.values() or AccountStatus.EXPIRED in lost.values()
    parts = {part.platform: part for part in first.accounts if part.status is RunStatus.FAILED}
    assert parts
    for part in second.accounts:
        assert part.status is RunStatus.SUCCEEDED
        if part.platform in parts:  # the same window, from where it ended
            assert part.window == parts[part.platform].window
    calm = await started(database, SCENARIOS["calm"], clock, tmp_path, "calm")
    await calm.collect("calm")
    assert await numbers(database, "u1") == await numbers(database, "calm")
    for each in (play, calm):
        await each.pulsegraph.close()


async def test_a_week_of_a_rough_life(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    """Late data, deletions, retired metrics and all that goes wrong besides, collected every six hours."""
    play = await started(database, replace(SCENARIOS["rough"], deletes_posts=True), clock, tmp_path, "u1")
    began = clock.now
    statuses = []
    while clock.now < began + 7 * DAY:
        statuses.append((await play.collect(days_back=None)).status)
        clock.advance(hours=6)

    assert set(statuses) == {RunStatus.SUCCEEDED}
    await sums_agree(database)
    world = play.sandbox.world
    async with database.read() as unit:
        accounts = {a.account_id: a.platform for a in (await unit.users.accounts(["u1"]))["u1"]}
        posts = (await unit.connection.execute(select(ContentPerformance.__table__))).all()
        days = (await unit.connection.execute(select(UserMetrics.__table__))).all()

    # Deletions: all that the platform has deleted for a day are marked, and no other; when, lies after the fact.
    for post in posts:
        if post.content_type == ContentType.STORY.value:
            continue  # they vanish after a day: nobody deleted them
        gone = world.post(accounts[post.account_id], post.post_id.replace("ugcPost", "share")) is None
        if post.deleted_at is not None:
            assert gone, post.post_id
            assert post.deleted_at >= post.posted_at + 3 * DAY
        elif gone:
            assert clock.now - max(post.posted_at + 3 * DAY, began) < 2 * DAY + 8 * HOUR, (post.platform, post.post_id)
    assert sum(post.deleted_at is not None for post in posts) >= 5

    # Late data: days that have settled show the truth, though they showed less at first.
    settled = clock.now - 4 * DAY
    compared = 0
    for day in days:
        platform = accounts[day.account_id]
        truth = world.day(platform, day.date) or {}
        if not began.date() <= day.date < settled.date():
            continue
        for metric in (MetricKey.VIEWS, MetricKey.IMPRESSIONS, MetricKey.LIKES, MetricKey.REACH):
            shown = getattr(day, metric.value)
            if shown is not None and metric in truth:
                assert shown == truth[metric], (platform, day.date, metric)
                compared += 1
    assert compared >= 10

    refused = await rejections(database, "u1")
    assert {platform for platform, _ in refused} >= {"facebook", "instagram"}
    await play.pulsegraph.close()


async def test_spending_is_counted_and_a_budget_ends_the_day(
    database: Database, clock: FakeClock, database_url: str, tmp_path: Path
) -> None:
    await add_user(database)
    play = playground(database_url, SCENARIOS["calm"], clock, tmp_path)
    await play.connect(platforms=(Platform.X,))
    play.sandbox.calls.clear()
    whole = await play.collect(days_back=DAYS_BACK)
    calls = play.sandbox.calls[Platform.X]

    assert whole.spend.calls == calls
    assert whole.spend.cost_micros > 0
    async with database.read() as unit:
        (day,) = (await unit.connection.execute(select(PlatformSpend.__table__))).all()
    assert (day.platform, day.calls, day.cost_micros) == ("x", calls, whole.spend.cost_micros)

    await play.pulsegraph.close()
    left = PlatformSettings(**{**play.pulsegraph.settings.x.model_dump(), "max_calls_per_day": calls + 2})
    frugal = playground(database_url, SCENARIOS["calm"], clock, tmp_path, x=left)
    token = frugal.sandbox.tokens.issue(Platform.X)
    async with database.write() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
    await frugal.pulsegraph.services.connections.connect(
        "u1", Granted(ACCOUNTS[Platform.X], Credentials(Secret(token.access)))
    )
    run = await frugal.collect(days_back=DAYS_BACK)
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]

    assert frugal.sandbox.calls[Platform.X] == 2
    assert (run.status, run.accounts[0].reason) == (
        RunStatus.FAILED,
        "The budget of calls for X is used up; the collection goes on when it is renewed.",
    )
    assert account.collection.next_at == datetime(2026, 3, 11, tzinfo=UTC)
    assert account.status is AccountStatus.ACTIVE
    clock.now = datetime(2026, 3, 11, tzinfo=UTC)
    assert (await frugal.collect(days_back=DAYS_BACK)).status is RunStatus.SUCCEEDED
    await frugal.pulsegraph.close()


async def test_a_plan_costs_nothing_and_says_what_collecting_would(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    play = await started(database, SCENARIOS["calm"], clock, tmp_path, "u1")
    play.sandbox.calls.clear()

    plans = await play.pulsegraph.services.collection.plan("u1", None, DAYS_BACK)

    assert sum(play.sandbox.calls.values()) == 0
    run = await play.collect(days_back=DAYS_BACK)
    assert [(part.status, part.reason) for part in run.accounts] == [(RunStatus.SUCCEEDED, None)] * 5
    made = {part.platform: part.spend.calls for part in run.accounts}
    assert {plan.account.platform for plan in plans} == set(made)
    for plan in plans:
        assert plan.problem is None
        assert plan.spend.calls > 0
        if not any(step.at_least for step in plan.steps):
            assert plan.spend.calls == made[plan.account.platform]
        else:
            assert plan.spend.calls <= made[plan.account.platform]
    async with database.read() as unit:
        rows = (await unit.connection.execute(select(MetricObservation.provenance).distinct())).scalars().all()
    assert rows == ["api"]
    await play.pulsegraph.close()
