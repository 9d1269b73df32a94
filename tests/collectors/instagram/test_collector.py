"""Instagram of the sandbox, read through the collector."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from collectors.instagram import InstagramCollector
from collectors.sandbox.scenarios import SCENARIOS
from domain.assignments import Budget, KnownPost, Page, total
from domain.audience import AudienceDimension, AudienceEntry
from domain.errors import AuthorizationLostError, BudgetExhaustedError, FatalCollectorError
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import Platform
from tests.collectors.meta.reading import Trial, all_of, missing, rejections, without_moments
from tests.factories import NOW

IG = Platform.INSTAGRAM
NOT_TOLD = {
    ContentType.REEL: {M.FOLLOWERS_GAINED, M.PROFILE_VIEWS},
}


@pytest.fixture
async def trial() -> AsyncIterator[Trial]:
    found = Trial(IG)
    yield found
    await found.http.close()


def known(trial: Trial, days: int, until: int = 15) -> list[KnownPost]:
    now = trial.clock.now
    posts = trial.sandbox.world.posts(IG, now - timedelta(days=days), now - timedelta(days=until))
    return [KnownPost(each.post_id, each.posted_at, each.details.content_type, now) for each in posts]


async def test_media_have_the_counters_of_the_world(trial: Trial) -> None:
    pages = await trial.read(trial.assigned(days=30))

    world = {post.post_id: post for post in trial.sandbox.world.posts(IG, NOW - timedelta(days=30))}
    found = {post.post_id: post for page in pages[2:] for post in page.batch.posts}
    assert list(found) == list(world)
    for key, post in found.items():
        kind = world[key].details.content_type
        truth = {
            metric: value
            for metric, value in trial.sandbox.world.counters(IG, world[key]).items()
            if metric not in NOT_TOLD.get(kind, ())
        }
        assert post.metrics == truth
        assert post.details is not None
        assert (post.details.content_type, post.details.text) == (kind, world[key].details.text)
    assert {post.details.content_type for post in found.values() if post.details} == {
        ContentType.IMAGE,
        ContentType.CAROUSEL,
        ContentType.REEL,
    }


async def test_stories_come_first_because_they_vanish(trial: Trial) -> None:
    pages = await trial.read(trial.assigned(days=30))

    new = trial.sandbox.world.posts(IG, NOW - timedelta(hours=24))
    stories = pages[1].batch.posts
    assert len(stories) == len(new) > 0
    for story, post in zip(stories, new, strict=True):
        assert story.details is not None
        assert story.details.content_type is ContentType.STORY
        assert story.details.posted_at == post.posted_at
        assert story.metrics.keys() == {
            *(M.LIKES, M.COMMENTS, M.REACH, M.VIEWS, M.SHARES),
            *(M.PLATFORM_ENGAGEMENTS, M.FOLLOWERS_GAINED, M.PROFILE_VIEWS),
        }


async def test_old_stories_are_not_asked_for(trial: Trial) -> None:
    due = [KnownPost("18000000000000001", NOW, ContentType.STORY, NOW)]
    assignment = trial.assigned(days=2, due=due)

    pages = await trial.read(assignment)

    assert missing(pages) == []
    assert [step.calls for step in trial.collector.plan(assignment) if step.what == "media of before"] == []


async def test_days_have_the_numbers_of_the_world_across_the_change_of_the_clocks(trial: Trial) -> None:
    pages = await trial.read(trial.assigned(days=4))

    by_day: dict[date, dict[M, int | float]] = {}
    for snapshot in all_of(pages).days[1:]:
        by_day.setdefault(snapshot.day, {}).update(snapshot.metrics)
    complete = [date(2026, 3, number) for number in (6, 7, 8, 9)]
    assert sorted(by_day) == [*complete, date(2026, 3, 10)]
    assert by_day[date(2026, 3, 10)] == {}  # the audience; of the running day nothing is told
    for day in complete:
        truth = dict(trial.sandbox.world.day(IG, day) or {})
        del truth[M.POSTS_PUBLISHED]
        assert by_day[day] == truth


async def test_the_profile_and_the_audience_are_of_today(trial: Trial) -> None:
    days = all_of(await trial.read(trial.assigned(days=2))).days

    assert (days[0].day, days[0].metrics) == (date(2026, 3, 10), trial.sandbox.world.stocks(IG))
    (audience,) = [day for day in days if day.audience]
    assert audience.day == date(2026, 3, 10)
    assert [each.name for each in audience.audience] == [
        "followers:age",
        "followers:gender",
        "followers:country",
        "followers:city",
    ]
    gender = audience.audience[1]
    followers = days[0].metrics[M.FOLLOWERS]
    assert gender.dimension is AudienceDimension.GENDER
    assert gender.entries[0] == AudienceEntry("F", count=int(followers * 0.58))


async def test_the_reach_of_28_days_is_of_the_last_complete_ones(trial: Trial) -> None:
    (window,) = all_of(await trial.read(trial.assigned(days=2))).windows

    daily = [trial.sandbox.world.day(IG, date(2026, 3, 9) - timedelta(days=back)) or {} for back in range(28)]
    reach = [int(day[M.REACH]) for day in daily]
    assert (window.metric, window.start, window.end) == (M.REACH, date(2026, 2, 10), date(2026, 3, 10))
    assert window.value == int(max(reach) + (sum(reach) - max(reach)) * 0.27)


async def test_the_plan_is_what_is_called(trial: Trial) -> None:
    assignment = trial.assigned(days=40, due=known(trial, 100, 41))
    plan = trial.collector.plan(assignment)

    assert trial.calls == 0
    await trial.read(assignment)
    exact = {step.what: (step.pages, step.calls) for step in plan if not step.at_least}
    assert exact == {
        "profile": (1, 1),
        "reach and new followers by day": (2, 2),
        "insights day by day": (40, 40),
        "28-day reach": (1, 1),
        "demographics": (1, 4),
    }
    assert [step.what for step in plan if step.at_least] == ["stories", "media", "media of before"]
    assert total(plan).calls <= trial.calls == assignment.meter.unpaid.calls


async def test_new_followers_are_asked_for_only_where_they_are_known(trial: Trial) -> None:
    days = all_of(await trial.read(trial.assigned(days=60))).days

    reached = sorted(day.day for day in days if M.REACH in day.metrics)
    gained = sorted(day.day for day in days if M.FOLLOWERS_GAINED in day.metrics)
    assert (reached[0], reached[-1], len(reached)) == (date(2026, 1, 9), date(2026, 3, 9), 60)
    assert (gained[0], gained[-1], len(gained)) == (date(2026, 2, 10), date(2026, 3, 9), 28)


async def test_resuming_from_a_cursor_gives_exactly_the_remaining_pages(trial: Trial) -> None:
    assignment = trial.assigned(days=60, due=known(trial, 130, 61))
    pages = await trial.read(assignment)

    assert len({page.cursor for page in pages}) == len(pages)
    for number in [*range(1, 12), len(pages) - 2, len(pages) - 1]:
        other = InstagramCollector(trial.configuration, trial.http)
        rest = [each async for each in other.collect(assignment, pages[number - 1].cursor)]
        assert without_moments(rest) == without_moments(pages[number:])


async def test_gone_on_with_days_later_it_asks_for_nothing_that_is_known_no_more(trial: Trial) -> None:
    assignment = trial.assigned(days=730)
    trial.clock.advance(days=3)

    page = await anext(trial.collector.collect(assignment, "series:2024-04-01"))

    assert (page.rejections, page.cursor) == ((), "totals:")
    assert min(day.day for day in page.batch.days) == date(2024, 3, 14)


async def test_a_cursor_of_somebody_else_is_fatal(trial: Trial) -> None:
    for cursor in ("not a cursor", "totals:2020-01-01", "series:x"):
        with pytest.raises(FatalCollectorError):
            await trial.read(trial.assigned(), cursor)


async def test_retired_metrics_are_rejected_and_everything_else_is_there() -> None:
    trial = Trial(IG, "retired")
    pages = await trial.read(trial.assigned(days=5))

    found = all_of(pages)
    assert {each.name for each in rejections(pages)} == {"website_clicks", "follows"}
    assert not any(M.FOLLOWERS_GAINED in post.metrics for post in found.posts)
    assert all({M.REACH, M.VIEWS} <= post.metrics.keys() for post in found.posts)
    totals = [day.metrics for day in found.days if M.VIEWS in day.metrics]
    assert len(totals) == 5
    assert all(M.PROFILE_VIEWS in day and M.WEBSITE_CLICKS not in day for day in totals)

    again = await trial.read(trial.assigned(days=5, rejected=["website_clicks", "follows"]))
    assert rejections(again) == []
    await trial.http.close()


@pytest.mark.parametrize("remembered", [True, False])
async def test_going_on_after_refusals_gives_the_same_facts(remembered: bool) -> None:
    trial = Trial(IG, "retired")
    pages = await trial.read(trial.assigned(days=20))

    for number, page in enumerate(pages[:-1], start=1):
        told = [each.name for each in rejections(pages[:number])] if remembered else []
        rest = await trial.read(trial.assigned(days=20, rejected=told), page.cursor)
        assert [each.batch for each in rest] == [each.batch for each in pages[number:]]
    await trial.http.close()


async def test_deleted_media_are_missing() -> None:
    trial, gone = Trial(IG), Trial(IG, "deleted")
    due = known(trial, 60)
    there = [each.post_id for each in due if gone.sandbox.world.post(IG, each.post_id)]

    pages = await gone.read(gone.assigned(days=3, due=due))

    assert 0 < len(there) < len(due)
    assert sorted(missing(pages)) == sorted({each.post_id for each in due} - set(there))
    assert set(there) <= {post.post_id for post in all_of(pages).posts}
    assert rejections(pages) == []
    await trial.http.close()
    await gone.http.close()


async def test_a_budget_ends_it_where_it_is_used_up(trial: Trial) -> None:
    pages: list[Page] = []

    with pytest.raises(BudgetExhaustedError):
        await trial.read(trial.assigned(budget=Budget(calls=1)), into=pages)

    assert trial.calls == 1
    assert [page.cursor for page in pages] == ["stories:"]


async def test_access_that_was_taken_away_ends_it() -> None:
    trial = Trial(IG, "revoked")

    with pytest.raises(AuthorizationLostError) as caught:
        await trial.read(trial.assigned())
    assert caught.value.revoked
    await trial.http.close()


@pytest.mark.parametrize("name", ["throttled", "broken", "malformed", "rough"])
async def test_troubles_change_nothing(name: str) -> None:
    calm, trial = Trial(IG), Trial(IG, replace(SCENARIOS[name], deletes_posts=False, retired_metrics=False))
    token = trial.token()
    token.following = [trial.sandbox.tokens.issue(IG).access for _ in range(9)]

    pages = await trial.read(trial.assigned(days=10, access=token))

    expected = await calm.read(calm.assigned(days=10))
    assert [post.post_id for post in all_of(pages).posts] == [post.post_id for post in all_of(expected).posts]
    assert [day.day for day in all_of(pages).days] == [day.day for day in all_of(expected).days]
    await calm.http.close()
    await trial.http.close()
