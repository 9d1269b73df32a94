"""Analytics: whose, for how long, and what their refusals mean."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from domain.assignments import PlannedStep, Rejection
from domain.metrics import MetricKey
from tests.collectors.x.stage import USER_ID, Bench, Recorder, Sandbox, at, json, known
from tests.factories import NOW

Benches = Callable[..., Bench]
Sandboxes = Callable[..., Sandbox]

TIMELINE = f"/2/users/{USER_ID}/tweets"
ANALYTICS = "/2/tweets/analytics"
GIVEN = {"follows": 9, "media_views": 4, "shares": 2, "url_clicks": 3, "user_profile_clicks": 5, "engagements": 11}
RECENT = frozenset({MetricKey.FOLLOWERS_GAINED, MetricKey.MEDIA_VIEWS, MetricKey.SENDS})
LATE = frozenset({MetricKey.CLICKS, MetricKey.PROFILE_VIEWS, MetricKey.PLATFORM_ENGAGEMENTS})


def server(
    published: Mapping[str, datetime],
    analytics: Callable[[httpx2.QueryParams], httpx2.Response | None] = lambda asked: None,
    listed: tuple[str, ...] = (),
) -> Callable[[httpx2.Request], httpx2.Response]:
    """Posts by id, some of them in the timeline; the analytics give all that is asked for, unless a test says else."""

    def shown(name: str, asked: httpx2.QueryParams) -> dict[str, Any]:
        private = {"non_public_metrics": {"url_link_clicks": 1, "user_profile_clicks": 1, "engagements": 1}}
        created = published[name].isoformat(timespec="milliseconds")
        post = {"id": name, "text": "Hi", "created_at": created, "public_metrics": {"like_count": 1}}
        return post | (private if "non_public_metrics" in asked["tweet.fields"] else {})

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params
        match request.url.path:
            case "/2/tweets":
                return json({"data": [shown(name, asked) for name in asked["ids"].split(",") if name in published]})
            case path if path == TIMELINE:
                return json({"data": [shown(name, asked) for name in listed], "meta": {}})
            case path if path == ANALYTICS:
                names = [name for name in asked["analytics.fields"].split(",") if name in GIVEN]
                values = {name: GIVEN[name] for name in names}
                given = json({"data": [{"id": each, **values} for each in asked["ids"].split(",")]})
                return analytics(asked) or given
        return json({"data": {"id": USER_ID, "username": "kestrelcoffee"}})

    return answer


def refusal(message: str) -> httpx2.Response:
    kind = "https://api.x.com/2/problems/invalid-request"
    return json({"errors": [{"message": message}], "title": "Invalid Request", "type": kind}, 400)


def asked_of(recorder: Recorder) -> list[tuple[str, str]]:
    """Posts and names of each call for analytics."""
    return [
        (parameters["ids"], parameters["analytics.fields"]) for path, parameters in recorder.calls if path == ANALYTICS
    ]


async def test_older_posts_keep_their_analytics(bench: Benches, recorder: Recorder) -> None:
    published = {"10": NOW - timedelta(days=400), "11": NOW - timedelta(days=60), "12": NOW - timedelta(days=5)}
    due = tuple(known(name, posted_at) for name, posted_at in published.items())
    stage = bench(server(published))
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=3), due=due), "due:")
    assert asked_of(recorder) == [
        ("10,11", "id,follows,media_views,shares,url_clicks,user_profile_clicks,engagements"),
        ("12", "id,follows,media_views,shares"),
    ]
    assert [[(post.post_id, frozenset(post.metrics)) for post in page.batch.posts] for page in pages] == [
        [
            ("10", {MetricKey.LIKES}),
            ("11", {MetricKey.LIKES}),
            ("10", RECENT | LATE),
            ("11", RECENT | LATE),
        ],
        [("12", {MetricKey.LIKES} | LATE), ("12", RECENT)],
    ]
    assert [post.metrics[MetricKey.FOLLOWERS_GAINED] for post in pages[1].batch.posts[1:]] == [9]


async def test_missing_posts_have_no_analytics(bench: Benches, recorder: Recorder) -> None:
    posted_at = NOW - timedelta(days=60)
    stage = bench(server({"11": posted_at}))
    due = (known("10", posted_at), known("11", posted_at))
    await stage.pages(stage.assignment(NOW - timedelta(days=3), due=due), "due:")
    assert [ids for ids, _ in asked_of(recorder)] == ["11"]


async def test_analytics_that_the_operator_saves_are_not_asked_for(bench: Benches, recorder: Recorder) -> None:
    posted_at = NOW - timedelta(days=5)
    stage = bench(server({"10": posted_at}))
    rejected = frozenset({"tweets/analytics"})
    assignment = stage.assignment(NOW - timedelta(days=3), due=(known("10", posted_at),), rejected=rejected)
    assert stage.collector.plan(assignment)[-1] == PlannedStep("counters of older posts", 1, 1, 5_000)
    await stage.pages(assignment)
    assert asked_of(recorder) == []


async def test_the_plan_counts_the_analytics_of_older_posts(sandbox: Sandboxes) -> None:
    stage = sandbox()
    posts = stage.world.posts(stage.bench.account.platform, until=NOW - timedelta(days=3))[:200]
    due = tuple(known(post.post_id, post.posted_at) for post in posts)
    assignment = stage.bench.assignment(NOW - timedelta(days=3), due=due)
    (*_, planned) = stage.bench.collector.plan(assignment)
    assert planned == PlannedStep("counters of older posts", 3, 6, 2_000_000)
    await stage.bench.pages(assignment, "due:")
    spent = stage.bench.meter.unpaid
    assert (spent.calls, spent.cost_micros) == (6, 2_000_000)


async def test_they_end_a_moment_ago(bench: Benches, recorder: Recorder) -> None:
    """X refuses an end that is too near, and has nothing of posts that were published after it."""
    published = {"12": NOW - timedelta(seconds=29), "11": NOW - timedelta(seconds=31)}
    stage = bench(server(published, listed=("12", "11")))
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=3)))
    asked = recorder.calls[-1][1]
    assert (asked["ids"], asked["start_time"], asked["end_time"]) == (
        "11",
        "2026-03-10T11:00:00Z",
        "2026-03-10T11:59:30Z",
    )
    assert {post.post_id for post in pages[1].batch.posts} == {"11", "12"}


async def test_a_post_of_this_moment_alone_has_none(bench: Benches, recorder: Recorder) -> None:
    stage = bench(server({"12": NOW - timedelta(seconds=5)}, listed=("12",)))
    await stage.pages(stage.assignment(NOW - timedelta(days=3)))
    assert asked_of(recorder) == []


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (
            "Invalid 'end_time':'2026-03-10T11:59:30Z'. 'end_time' must be a minimum of 10 seconds prior to the "
            "request time.",
            "tweets/analytics end_time",
        ),
        (
            "The `start_time` query parameter value [2025-01-01T00:00:00Z] is too early.",
            "tweets/analytics start_time",
        ),
    ],
)
async def test_a_refused_moment_forbids_no_other_span(
    bench: Benches, recorder: Recorder, message: str, name: str
) -> None:
    """It is told, and the next batch, and the next collection, are asked for as ever."""
    published = {"10": NOW - timedelta(days=400), "12": NOW - timedelta(days=5)}
    due = tuple(known(each, posted_at) for each, posted_at in published.items())
    stage = bench(server(published, lambda asked: refusal(message) if asked["ids"] == "10" else None))
    for rejected in (frozenset[str](), frozenset({name})):
        recorder.calls.clear()
        assignment = stage.assignment(NOW - timedelta(days=3), due=due, rejected=rejected)
        pages = await stage.pages(assignment, "due:")
        assert [page.rejections for page in pages] == [
            (Rejection(name, f"X says (invalid-request): {message}", for_good=True),),
            (),
        ]
        assert [ids for ids, _ in asked_of(recorder)] == ["10", "12"]
        assert pages[1].batch.posts[-1].metrics[MetricKey.FOLLOWERS_GAINED] == 9


async def test_analytics_that_are_refused_to_old_posts_stay_for_young_ones(bench: Benches, recorder: Recorder) -> None:
    published = {"10": at("2025-01-01 09:00"), "12": NOW - timedelta(days=5)}
    due = tuple(known(each, posted_at) for each, posted_at in published.items())
    forbidden = json({"title": "Forbidden", "detail": "Too old."}, 403)
    stage = bench(server(published, lambda asked: forbidden if asked["ids"] == "10" else None))
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=3), due=due), "due:")
    assert [[each.name for each in page.rejections] for page in pages] == [["tweets/analytics of earlier posts"], []]
    assert pages[1].batch.posts[-1].metrics[MetricKey.SENDS] == 2
    rejected = frozenset({"tweets/analytics of earlier posts"})
    recorder.calls.clear()
    await stage.pages(stage.assignment(NOW - timedelta(days=3), due=due, rejected=rejected), "due:")
    assert [ids for ids, _ in asked_of(recorder)] == ["12"]


async def test_what_is_listed_twice_is_paid_once_in_analytics(sandbox: Sandboxes) -> None:
    stage = sandbox()
    await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=40)))
    ids = [each for asked, _ in asked_of(stage.recorder) for each in asked.split(",")]
    assert len(ids) == len(set(ids)) > 50
