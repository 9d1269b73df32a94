"""Facebook of the sandbox, read through the collector."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from collectors.facebook import FacebookCollector
from collectors.sandbox.scenarios import SCENARIOS, Burst, Scenario
from domain.assignments import Budget, KnownPost, Page, total
from domain.errors import AuthorizationLostError, BudgetExhaustedError, FatalCollectorError, RetriableCollectorError
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import Platform
from tests.collectors.meta.reading import Trial, all_of, missing, rejections, without_moments
from tests.factories import NOW, FakeClock

FB = Platform.FACEBOOK


@pytest.fixture
async def trial() -> AsyncIterator[Trial]:
    found = Trial(FB)
    yield found
    await found.http.close()


def known(trial: Trial, days: int, until: int = 15) -> list[KnownPost]:
    """Posts of before that the world knows, newest first."""
    now = trial.clock.now
    posts = trial.sandbox.world.posts(FB, now - timedelta(days=days), now - timedelta(days=until))
    return [KnownPost(each.post_id, each.posted_at, each.details.content_type, now) for each in posts]


async def test_posts_have_the_counters_of_the_world(trial: Trial) -> None:
    pages = await trial.read(trial.assigned(days=30))

    world = {post.post_id: post for post in trial.sandbox.world.posts(FB, NOW - timedelta(days=30))}
    found = {post.post_id: post for post in all_of(pages).posts}
    assert list(found) == list(world)
    for key, post in found.items():
        truth = {
            metric: value
            for metric, value in trial.sandbox.world.counters(FB, world[key]).items()
            if metric is not M.PLATFORM_ENGAGEMENTS
        }
        assert post.metrics == {M.SHARES: 0, **truth}
        assert post.details is not None
        assert post.details.content_type is world[key].details.content_type
        assert post.details.posted_at == world[key].posted_at
        assert post.details.text == world[key].details.text
        assert post.details.media_seconds == world[key].details.media_seconds
    assert {post.details.content_type for post in found.values() if post.details} == {
        ContentType.IMAGE,
        ContentType.VIDEO,
        ContentType.LINK,
        ContentType.REEL,
    }


async def test_days_have_the_numbers_of_the_world_across_the_change_of_the_clocks(trial: Trial) -> None:
    pages = await trial.read(trial.assigned(days=4))

    profile, *days = all_of(pages).days
    assert [day.day for day in days] == [date(2026, 3, number) for number in (6, 7, 8, 9, 10)]
    for day in days:
        truth = dict(trial.sandbox.world.day(FB, day.day) or {})
        for not_told in (M.COMMENTS, M.SHARES, M.POSTS_PUBLISHED):
            truth.pop(not_told)
        assert {metric: value for metric, value in day.metrics.items() if metric is not M.FOLLOWERS} == truth
    assert profile.metrics == trial.sandbox.world.stocks(FB)
    assert [M.FOLLOWERS in day.metrics for day in days] == [True, True, True, True, False]
    assert days[-2].metrics[M.FOLLOWERS] < profile.metrics[M.FOLLOWERS]


async def test_windows_end_with_days_that_are_over(trial: Trial) -> None:
    windows = all_of(await trial.read(trial.assigned(days=4))).windows

    assert [(window.start, window.end) for window in windows] == [
        (date(2026, 2, 7), date(2026, 3, 7)),
        (date(2026, 2, 8), date(2026, 3, 8)),
        (date(2026, 2, 9), date(2026, 3, 9)),
        (date(2026, 2, 10), date(2026, 3, 10)),
    ]


async def test_the_plan_is_what_is_called(trial: Trial) -> None:
    assignment = trial.assigned(days=400, due=known(trial, 460, 401))
    plan = trial.collector.plan(assignment)

    assert trial.calls == 0
    pages = await trial.read(assignment)
    exact = {step.what: (step.pages, step.calls) for step in plan if not step.at_least}
    assert exact == {"profile": (1, 1), "page insights": (5, 5), "28-day reach": (5, 5)}
    assert [step.what for step in plan if step.at_least] == ["posts", "posts of before", "reels that are no posts"]
    assert len([page for page in pages if page.batch.days]) == 1 + 5
    assert total(plan).calls <= trial.calls == assignment.meter.unpaid.calls


async def test_a_list_is_read_page_by_page_with_its_insights(trial: Trial) -> None:
    pages = await trial.read(trial.assigned(days=200))

    sizes = [len(page.batch.posts) for page in pages if page.batch.posts]
    assert sizes[:-1] == [50] * (len(sizes) - 1)
    assert len(sizes) > 2
    assert sum(sizes) == len(trial.sandbox.world.posts(FB, NOW - timedelta(days=200)))


async def test_resuming_from_a_cursor_gives_exactly_the_remaining_pages(trial: Trial) -> None:
    assignment = trial.assigned(days=200, due=known(trial, 280, 201))
    pages = await trial.read(assignment)

    assert len({page.cursor for page in pages}) == len(pages)
    for number, page in enumerate(pages[:-1], start=1):
        other = FacebookCollector(trial.configuration, trial.http)
        rest = [each async for each in other.collect(assignment, page.cursor)]
        assert without_moments(rest) == without_moments(pages[number:])


async def test_cursors_hold_no_token_and_no_address(trial: Trial) -> None:
    pages = await trial.read(trial.assigned(days=200))

    assert all("sandbox" not in (page.cursor or "") and "token" not in (page.cursor or "") for page in pages)


async def test_gone_on_with_days_later_it_asks_for_nothing_that_is_known_no_more(trial: Trial) -> None:
    assignment = trial.assigned(days=730)
    trial.clock.advance(days=3)

    pages = await trial.read(assignment, "days:2024-04-01")

    assert rejections(pages) == []
    assert min(day.day for day in all_of(pages).days) == date(2024, 3, 14)


async def test_a_cursor_of_somebody_else_is_fatal(trial: Trial) -> None:
    for cursor in ("not a cursor", "days:2020-01-01", "elsewhere:"):
        with pytest.raises(FatalCollectorError):
            await trial.read(trial.assigned(), cursor)


async def test_retired_metrics_are_rejected_and_everything_else_is_there() -> None:
    trial = Trial(FB, "retired")
    pages = await trial.read(trial.assigned(days=10))

    found = all_of(pages)
    assert {each.name for each in rejections(pages)} == {"page_video_views", "post_clicks"}
    assert all({M.VIEWS, M.REACH} <= post.metrics.keys() for post in found.posts)
    assert not any(M.CLICKS in post.metrics for post in found.posts)
    assert all({M.VIEWS, M.REACH, M.PROFILE_VIEWS, M.LIKES} <= day.metrics.keys() for day in found.days[1:])
    await trial.http.close()


@pytest.mark.parametrize("remembered", [True, False])
async def test_going_on_after_refusals_gives_the_same_facts(remembered: bool) -> None:
    trial = Trial(FB, "retired")
    pages = await trial.read(trial.assigned(days=200))

    for number, page in enumerate(pages[:-1], start=1):
        told = [each.name for each in rejections(pages[:number])] if remembered else []
        rest = await trial.read(trial.assigned(days=200, rejected=told), page.cursor)
        assert [each.batch for each in rest] == [each.batch for each in pages[number:]]
    await trial.http.close()


async def test_what_was_rejected_is_not_asked_for() -> None:
    trial = Trial(FB, "retired")
    pages = await trial.read(trial.assigned(days=10, rejected=["page_video_views", "post_clicks"]))
    calls = trial.calls

    assert rejections(pages) == []
    assert calls == 8  # profile, posts with insights, lengths and plays; reels, days, reach
    await trial.http.close()


async def test_a_reaction_that_is_refused_leaves_no_likes_of_the_day(clock: FakeClock) -> None:
    trial = Trial(FB)
    pages = await trial.read(trial.assigned(days=4, rejected=["page_actions_post_reactions_haha_total"]))

    assert not any(M.LIKES in day.metrics for day in all_of(pages).days)
    await trial.http.close()


async def test_deleted_posts_are_missing() -> None:
    trial = Trial(FB)
    due = known(trial, 120)
    gone = Trial(FB, "deleted")
    there = [each.post_id for each in due if gone.sandbox.world.post(FB, each.post_id)]

    pages = await gone.read(gone.assigned(days=14, due=due))

    assert 0 < len(there) < len(due)
    assert sorted(missing(pages)) == sorted({each.post_id for each in due} - set(there))
    assert sorted(post.post_id for page in pages[2:] for post in page.batch.posts) == sorted(there)
    assert rejections(pages) == []
    await trial.http.close()
    await gone.http.close()


async def test_due_posts_are_read_fifty_at_a_time(trial: Trial) -> None:
    due = known(trial, 180)

    pages = await trial.read(trial.assigned(due=due))

    ids = sorted(each.post_id for each in due)
    sizes = [len(page.batch.posts) for page in pages[2:] if page.batch.posts]
    assert [post.post_id for page in pages[2:] for post in page.batch.posts] == ids
    assert sizes[0] == 50
    assert pages[2].cursor == f"due:{ids[49]}"


async def test_a_budget_ends_it_where_it_is_used_up(trial: Trial) -> None:
    pages: list[Page] = []

    with pytest.raises(BudgetExhaustedError):
        await trial.read(trial.assigned(budget=Budget(calls=4)), into=pages)

    assert trial.calls == 4
    assert [page.cursor for page in pages] == ["posts:"]


async def test_an_ended_token_is_renewed_in_the_middle() -> None:
    trial = Trial(FB, "expiry")
    token = trial.token()
    token.following = [trial.sandbox.tokens.issue(FB).access for _ in range(3)]

    pages = await trial.read(trial.assigned(days=200, access=token))

    assert pages[-1].cursor is None
    assert len(token.following) < 3
    await trial.http.close()


async def test_access_that_was_taken_away_ends_it() -> None:
    trial = Trial(FB, Scenario("revoked", token_revoked_at=3))

    with pytest.raises(AuthorizationLostError, match="has not authorized application") as caught:
        await trial.read(trial.assigned())
    assert caught.value.revoked
    await trial.http.close()


async def test_a_throttled_call_is_made_again_after_the_time_that_was_told() -> None:
    trial = Trial(FB, "throttled")

    pages = await trial.read(trial.assigned(days=200))

    assert pages[-1].cursor is None
    assert trial.slept
    assert all(0 < seconds <= 1 for seconds in trial.slept)
    await trial.http.close()


async def test_a_long_wait_is_left_to_whoever_started_it() -> None:
    trial = Trial(FB, Scenario("long", throttled=Burst(3, 1), throttled_seconds=1800))

    with pytest.raises(RetriableCollectorError, match="Page request limit") as caught:
        await trial.read(trial.assigned())
    assert caught.value.retry_after_seconds == 1800
    await trial.http.close()


@pytest.mark.parametrize("name", ["broken", "malformed", "late", "rough"])
async def test_troubles_change_nothing(name: str) -> None:
    calm, trial = Trial(FB), Trial(FB, replace(SCENARIOS[name], deletes_posts=False, retired_metrics=False))
    token = trial.token()
    token.following = [trial.sandbox.tokens.issue(FB).access for _ in range(9)]

    pages = await trial.read(trial.assigned(days=100, access=token))

    expected = await calm.read(calm.assigned(days=100))
    assert [post.post_id for post in all_of(pages).posts] == [post.post_id for post in all_of(expected).posts]
    assert [day.day for day in all_of(pages).days] == [day.day for day in all_of(expected).days]
    await calm.http.close()
    await trial.http.close()
