"""Best times and recommendations through GraphQL: the evidence can be asked for again, and nobody waits for a fit."""

import random
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.best_times import BestTimes, best_times
from domain.observations import Batch, ContentType
from domain.users import Platform
from persistence.database import Database
from tests.api.conftest import Ask
from tests.factories import add_account, add_user, post, record

PERIOD = 'period: {start: "2025-10-01", end: "2026-03-01"}'
EFFECT = "effect { lift lower upper lower80 upper80 probability posts effectivePosts }"


async def _clear_evenings(database: Database) -> None:
    """Three posts on each of 80 working days; those of the evening do three times as well, and reels six times."""
    await add_user(database)
    account = await add_account(database)
    chance = random.Random(3)
    posts = []
    for i in range(240):
        evening, reel = i % 3 == 2, chance.random() < 0.5
        at = datetime(2025, 10, 6, tzinfo=UTC) + timedelta(days=7 * (i // 15) + i // 3 % 5, hours=(7, 13, 19)[i % 3])
        likes = chance.lognormvariate(5, 0.6) * (3 if evening else 1) * (6 if reel else 1)
        kind = ContentType.REEL if reel else ContentType.IMAGE
        posts.append(post(str(i), posted_at=at, content_type=kind, likes=round(likes)))
    await record(database, account, Batch(posts=tuple(posts)))


async def test_a_recommendation_carries_its_evidence(database: Database, data: Ask) -> None:
    await _clear_evenings(database)

    found = await data(f"""{{ user(userId: "u1") {{ recommendations({PERIOD}) {{
        kind state posts weeks period {{ start end }} controlledFor model caveat contentType
        slot {{ weekend startHour endHour }} {EFFECT} }} }} }}""")

    time, kind = found["user"]["recommendations"]
    assert (time["kind"], time["state"], time["posts"], time["weeks"]) == ("POSTING_TIME", "SUPPORTED", 240, 16)
    assert time["slot"] == {"weekend": False, "startHour": 18, "endHour": 21}
    assert time["controlledFor"] == ["ACCOUNT", "CONTENT_TYPE", "TREND"]
    assert time["period"] == {"start": "2025-10-01", "end": "2026-03-01"}
    assert (kind["kind"], kind["state"], kind["contentType"]) == ("CONTENT_TYPE", "SUPPORTED", "REEL")
    assert kind["controlledFor"] == ["ACCOUNT", "DAY_OF_WEEK", "TIME_OF_DAY", "TREND"]
    for one in (time, kind):
        effect = one["effect"]
        assert effect["lower"] < effect["lower80"] < effect["lift"] < effect["upper80"] < effect["upper"]
        assert effect["effectivePosts"] < effect["posts"]
        assert one["model"] == "slot-model/1"
        assert one["caveat"].startswith("observational")


async def test_the_query_of_a_recommendation_gives_the_same_figures(database: Database, data: Ask) -> None:
    await _clear_evenings(database)
    await add_account(database, platform=Platform.X)
    asked = f"""{{ user(userId: "u1") {{ recommendations({PERIOD}, platforms: [INSTAGRAM]) {{
        query posts slot {{ weekend startHour endHour }} {EFFECT} }} }} }}"""
    time, kind = (await data(asked))["user"]["recommendations"]

    again = (await data(time["query"], userId="u1"))["user"]["bestTimes"]
    types = (await data(kind["query"], userId="u1"))["user"]

    assert "platforms: [INSTAGRAM]" in time["query"]
    assert again["posts"] == time["posts"]
    assert again["slots"][0] == {**time["slot"], "effect": time["effect"]}
    assert types["recommendations"][1]["effect"] == kind["effect"]
    assert {row["contentType"] for row in types["contentTypes"]} == {"IMAGE", "REEL"}


async def test_without_enough_data_there_is_a_labelled_default_and_no_finding(database: Database, data: Ask) -> None:
    await add_user(database)
    account = await add_account(database)
    await record(database, account, Batch(posts=(post(likes=10, posted_at=datetime(2026, 2, 10, 9, tzinfo=UTC)),)))
    recommended = await data(f'{{ user(userId: "u1") {{ recommendations({PERIOD}) {{ state query }} }} }}')

    found: dict[str, Any] = await data(f"""{{ user(userId: "u1") {{ bestTimes({PERIOD}) {{
        state posts effectivePosts slots {{ startHour }} untried {{ startHour }} defaultSource
        defaultSlots {{ weekend startHour endHour lift }} controlledFor persistence drift }} }} }}""")

    times = found["user"]["bestTimes"]
    assert (times["state"], times["posts"], times["effectivePosts"]) == ("NOT_ENOUGH_DATA", 1, 0)
    assert (times["slots"], times["untried"], times["controlledFor"]) == ([], [], [])
    assert times["defaultSlots"][0] == {"weekend": True, "startHour": 18, "endHour": 21, "lift": 0.092}
    assert len(times["defaultSlots"]) == 16
    assert times["defaultSource"].endswith("a weak default, not a finding about you")
    assert (times["persistence"], times["drift"]) == (0.55, 0.1)
    for one in recommended["user"]["recommendations"]:
        assert one["state"] == "NOT_ENOUGH_DATA"
        assert (await data(one["query"], userId="u1"))["user"] is not None


async def test_the_fit_runs_outside_the_thread_of_the_event_loop(
    database: Database, data: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_user(database)
    threads = []

    def noted(*arguments: Any) -> BestTimes:
        threads.append(threading.current_thread())
        return best_times(*arguments)

    monkeypatch.setattr("resolvers.analysis.best_times", noted)

    await data('{ user(userId: "u1") { bestTimes { state } } }')

    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


async def test_a_period_in_which_nothing_was_published_is_an_answer(database: Database, data: Ask) -> None:
    await add_user(database)
    found = await data("""{ user(userId: "u1") {
        bestTimes(period: {start: "2001-01-01", end: "2001-01-02"}) { state posts } } }""")

    assert found["user"]["bestTimes"] == {"state": "NOT_ENOUGH_DATA", "posts": 0}
