"""The collector over the sandbox's TikTok, through either API."""

import json
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from collectors.sandbox.scenarios import Scenario
from domain.assignments import total
from domain.errors import BudgetExhaustedError, FatalCollectorError
from domain.metrics import CATALOG, MetricKey, Subject, Unit
from domain.observations import Provenance
from domain.users import AccountRef, Platform
from tests.collectors.tiktok.support import (
    REF,
    RETIRED,
    Answers,
    TikTokSandbox,
    assignment,
    business,
    collected,
    display,
    given,
    in_turn,
    known_before,
    posts_of,
    values,
)
from tests.factories import NOW

APIS = ("display", "business")
DELETED = Scenario("Some posts are deleted.", deletes_posts=True)


@pytest.mark.parametrize("api", APIS)
async def test_every_video_of_the_window_is_told_once_with_what_the_platform_shows(api: str) -> None:
    sandbox = TikTokSandbox()
    there = sandbox.world.posts(Platform.TIKTOK, since=NOW - timedelta(days=60))

    pages = await collected(sandbox.collector(api).collect(given(sandbox), None))

    posts = posts_of(pages)
    assert len(there) == 53
    assert [post.post_id for post in posts] == [post.post_id for post in there]
    assert [post.details.posted_at for post in posts if post.details] == [post.posted_at for post in there]
    assert [post.details.text for post in posts if post.details] == [post.details.text for post in there]
    shown = [sandbox.world.counters(Platform.TIKTOK, post) for post in there]
    for metric in (MetricKey.VIEWS, MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES):
        assert [post.metrics.get(metric) for post in posts] == [each.get(metric) for each in shown]


@pytest.mark.parametrize(("api", "metrics"), [
    ("display", {"views", "video_views", "likes", "comments", "shares"}),
    ("business", {"views", "video_views", "likes", "comments", "shares", "reach", "watch_time_seconds",
                  "video_completion_rate", "followers_gained", "profile_views"}),
])  # fmt: skip
async def test_counts_are_whole_and_belong_to_posts(api: str, metrics: set[str]) -> None:
    sandbox = TikTokSandbox()

    posts = posts_of(await collected(sandbox.collector(api).collect(given(sandbox), None)))

    seen = [item for post in posts for item in post.metrics.items()]
    assert {metric.value for metric, _ in seen} == metrics
    assert {metric for metric, _ in seen if Subject.POST not in CATALOG[metric].subjects} == set()
    assert {type(value) for metric, value in seen if CATALOG[metric].unit is Unit.COUNT} == {int}


async def test_the_display_api_shows_the_profile_of_today_and_no_other_day() -> None:
    sandbox = TikTokSandbox()

    pages = await collected(sandbox.collector().collect(given(sandbox), None))

    (day,) = [day for page in pages for day in page.batch.days]
    assert (day.day, day.day_zone, day.observed_at) == (date(2026, 3, 10), "UTC", NOW)
    assert values(day.metrics) == values(sandbox.world.stocks(Platform.TIKTOK))
    assert sorted(values(day.metrics)) == ["followers", "following", "posts_count"]
    assert pages[0].profile == AccountRef(Platform.TIKTOK, REF.external_id, "kestrelcoffee", "Kestrel Coffee")


async def test_the_accounts_api_shows_whole_utc_days_and_the_audience_of_today() -> None:
    sandbox = TikTokSandbox()

    profile, days, *_ = await collected(sandbox.collector("business").collect(given(sandbox, days=5), None))

    assert [day.day.isoformat() for day in days.batch.days] == [
        "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09",
    ]  # fmt: skip
    last = days.batch.days[-1]
    truth = sandbox.world.day(Platform.TIKTOK, last.day) or {}
    assert last.metrics[MetricKey.VIEWS] == truth[MetricKey.VIEWS]
    assert last.metrics[MetricKey.FOLLOWERS_GAINED] == truth[MetricKey.FOLLOWERS_GAINED]
    assert last.metrics[MetricKey.WEBSITE_CLICKS] == truth[MetricKey.WEBSITE_CLICKS]
    assert {metric for metric in last.metrics if Subject.DAY not in CATALOG[metric].subjects} == set()
    assert [each.name for each in last.audience] == ["followers:hour"]
    (today,) = profile.batch.days
    assert today.day == date(2026, 3, 10)
    assert values(today.metrics) == values(sandbox.world.stocks(Platform.TIKTOK))
    assert [each.name for each in today.audience] == [
        "followers:age", "followers:gender", "followers:country", "followers:city",
    ]  # fmt: skip


async def test_the_accounts_api_is_asked_for_lists_in_json_and_for_days_to_yesterday() -> None:
    answers = Answers(lambda _request: httpx2.Response(200, json=business(videos=[], metrics=[])))

    await collected(answers.collector("business").collect(assignment(NOW - timedelta(days=3), due=["7"]), None))

    _, days, listed, looked_up = (dict(request.url.params) for request in answers.requests)
    assert (days["business_id"], days["start_date"], days["end_date"]) == (REF.external_id, "2026-03-07", "2026-03-09")
    assert json.loads(days["fields"]) == [
        "audience_activity", "followers_count", "daily_new_followers", "daily_lost_followers", "video_views",
        "unique_video_views", "likes", "comments", "shares", "profile_views", "bio_link_clicks",
    ]  # fmt: skip
    assert (listed["max_count"], "cursor" in listed) == ("20", False)
    assert json.loads(looked_up["filters"]) == {"video_ids": ["7"]}
    assert answers.requests[0].headers["access-token"] == "act.secret"


async def test_days_are_asked_for_no_further_back_than_can_be_answered() -> None:
    sandbox = TikTokSandbox()

    _, days, *_ = await collected(sandbox.collector("business").collect(given(sandbox, days=365), None))

    assert (len(days.batch.days), days.batch.days[0].day) == (59, date(2026, 1, 10))
    assert days.rejections == ()


@pytest.mark.parametrize("api", APIS)
async def test_a_page_is_followed_by_has_more_and_not_by_its_length(api: str) -> None:
    sandbox = TikTokSandbox()

    pages = await collected(sandbox.collector(api).collect(given(sandbox), None))

    listed = [page for page in pages if page.batch.posts]
    assert [len(page.batch.posts) for page in listed] == [19, 19, 15]


async def test_an_empty_page_may_be_followed_by_a_full_one() -> None:
    video = {"id": "7", "create_time": int(NOW.timestamp()) - 60, "like_count": 1}
    answers = Answers(
        in_turn(
            display(user={"open_id": "o"}),
            display(videos=[], has_more=True, cursor=int(NOW.timestamp() - 30) * 1000),
            display(videos=[video], has_more=False, cursor=0),
        )
    )

    pages = await collected(answers.collector().collect(assignment(NOW - timedelta(days=7)), None))

    assert [[post.post_id for post in page.batch.posts] for page in pages] == [[], [], ["7"]]
    assert [json.loads(request.content) for request in answers.requests[1:]] == [
        {"max_count": 20},
        {"max_count": 20, "cursor": 1773143970000},
    ]


async def test_one_old_video_between_new_ones_does_not_end_the_list() -> None:
    now = int(NOW.timestamp())
    answers = Answers(
        in_turn(
            display(user={"open_id": "o"}),
            display(
                videos=[{"id": "1", "create_time": now - 86_400 * 300}, {"id": "9", "create_time": now - 60}],
                has_more=True,
                cursor=(now - 60) * 1000,
            ),
            display(videos=[{"id": "8", "create_time": now - 120}], has_more=False, cursor=0),
        )
    )

    pages = await collected(answers.collector().collect(assignment(NOW - timedelta(days=7)), None))

    assert [post.post_id for post in posts_of(pages)] == ["9", "8"]


async def test_pages_that_run_in_a_circle_are_noticed() -> None:
    page = display(videos=[], has_more=True, cursor=int(NOW.timestamp()) * 1000)
    answers = Answers(in_turn(display(user={"open_id": "o"}), page, page, page))

    with pytest.raises(FatalCollectorError, match="The pages of videos run in a circle"):
        await collected(answers.collector().collect(assignment(NOW - timedelta(days=7)), None))

    assert len(answers.requests) == 3


@pytest.mark.parametrize("api", APIS)
async def test_earlier_videos_are_looked_up_twenty_at_a_time(api: str) -> None:
    sandbox = TikTokSandbox()
    due = known_before(sandbox, 45)

    pages = await collected(sandbox.collector(api).collect(given(sandbox, days=1, due=due), None))

    looked_up = pages[-3:]
    assert [len(page.batch.posts) for page in looked_up] == [20, 20, 5]
    assert [post.post_id for post in posts_of(looked_up)] == sorted(due)
    assert looked_up[0].cursor == f"due:{sorted(due)[19]}"
    assert [page.missing for page in pages] == [()] * len(pages)


@pytest.mark.parametrize("api", APIS)
async def test_a_deleted_video_is_missing_and_no_error(api: str) -> None:
    sandbox = TikTokSandbox(DELETED)
    due = known_before(sandbox, 20)
    gone = [post_id for post_id in sorted(due) if sandbox.world.post(Platform.TIKTOK, post_id) is None]

    pages = await collected(sandbox.collector(api).collect(given(sandbox, days=1, due=due), None))

    assert len(gone) == 2
    assert list(pages[-1].missing) == gone
    assert len(pages[-1].batch.posts) == 18


@pytest.mark.parametrize(("api", "empty"), [("display", display()), ("business", business())])
async def test_an_answer_without_a_list_makes_nothing_missing(api: str, empty: dict[str, Any]) -> None:
    answers = Answers(lambda _request: httpx2.Response(200, json=empty))

    pages = await collected(answers.collector(api).collect(assignment(NOW, due=["123"]), None))

    assert [page.missing for page in pages] == [()] * len(pages)


async def test_ids_that_are_none_of_tiktoks_are_not_asked_for() -> None:
    answers = Answers(lambda _request: httpx2.Response(200, json=display(videos=[])))

    pages = await collected(answers.collector().collect(assignment(NOW, due=["200", "tiktok_import_7", "31"]), None))

    assert json.loads(answers.requests[-1].content) == {"filters": {"video_ids": ["200", "31"]}}
    assert pages[-1].missing == ("200", "31")


@pytest.mark.parametrize("api", APIS)
async def test_the_plan_is_what_is_called_when_it_can_be_known(api: str) -> None:
    sandbox = TikTokSandbox()
    collector = sandbox.collector(api)
    task = given(sandbox, days=10, due=known_before(sandbox, 41))

    plan = collector.plan(task)
    await collected(collector.collect(task, None))

    steps = [(step.what, step.pages, step.calls, step.at_least) for step in plan]
    first = {"display": [("profile", 1, 1, False)]}.get(
        api, [("profile and audience", 1, 1, False), ("days", 1, 1, False)]
    )
    assert steps == [*first, ("videos", 1, 1, True), ("earlier videos", 3, 3, False)]
    assert task.meter.unpaid.calls == sandbox.calls == total(plan).calls == len(first) + 4


@pytest.mark.parametrize("api", APIS)
def test_what_is_not_due_is_not_planned(api: str) -> None:
    sandbox = TikTokSandbox()

    plan = sandbox.collector(api).plan(given(sandbox))

    assert plan[-1].what == "videos"
    assert sandbox.calls == 0


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("scenario", [Scenario("Nothing goes wrong."), RETIRED, DELETED], ids=lambda each: each.about)
async def test_a_new_process_goes_on_from_every_cursor(api: str, scenario: Scenario) -> None:
    sandbox = TikTokSandbox(scenario)
    task = given(sandbox, due=known_before(sandbox, 45))
    pages = await collected(sandbox.collector(api).collect(task, None))

    for number, page in enumerate(pages[:-1], start=1):
        assert await collected(sandbox.collector(api).collect(task, page.cursor)) == pages[number:]
    assert pages[-1].cursor is None


@pytest.mark.parametrize("api", APIS)
async def test_what_is_due_may_be_done_when_a_collection_goes_on(api: str) -> None:
    sandbox = TikTokSandbox()

    pages = await collected(sandbox.collector(api).collect(given(sandbox), "due:7340000000000000001"))

    assert [(len(page.batch), page.cursor) for page in pages] == [(0, None)]
    assert sandbox.calls == 0


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("cursor", ["", "nothing", "stories:", "videos:tomorrow", "videos:-1"])
async def test_a_cursor_of_something_else_is_fatal(api: str, cursor: str) -> None:
    sandbox = TikTokSandbox()

    with pytest.raises(FatalCollectorError, match="does not belong"):
        await collected(sandbox.collector(api).collect(given(sandbox), cursor))

    assert sandbox.calls == 0


@pytest.mark.parametrize("api", APIS)
async def test_the_budget_ends_the_collection_between_two_calls(api: str) -> None:
    sandbox = TikTokSandbox()
    pages = sandbox.collector(api).collect(given(sandbox, calls=2), None)

    first, second = await anext(pages), await anext(pages)
    with pytest.raises(BudgetExhaustedError):
        await anext(pages)

    assert (len(first.batch.days), len(second.batch), sandbox.calls) == (1, {"display": 19, "business": 59}[api], 2)


async def test_where_tiktok_has_nothing_it_says_so() -> None:
    sandbox = TikTokSandbox()
    headers = {"authorization": f"Bearer {sandbox.access.pair.access}"}

    display_reply = await sandbox.http.send("GET", "http://sandbox/tiktok/v2/nowhere/", headers=headers)
    business_reply = await sandbox.http.send("GET", "http://sandbox/tiktok/open_api/v1.3/x/", headers=headers)

    assert (display_reply.status, display_reply.document) == (404, None)
    assert (business_reply.status, business_reply.document["code"]) == (200, 40006)


def test_it_reads_real_accounts() -> None:
    collector = TikTokSandbox().collector()

    assert collector.provenance is Provenance.API
    assert (collector.reach.backfill_days, collector.reach.trailing_days) == (365, 7)
