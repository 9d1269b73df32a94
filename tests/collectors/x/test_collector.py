"""Collections of X, over the simulator and over answers given word by word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest
from starlette.responses import JSONResponse

from collectors.sandbox.scenarios import Burst, Scenario
from domain.assignments import Budget, KnownPost, Page, PlannedStep, Rejection
from domain.errors import BudgetExhaustedError, FatalCollectorError
from domain.metrics import MetricKey
from domain.observations import DaySnapshot, PostSnapshot, Provenance
from domain.users import AccountRef, Platform
from tests.collectors.x.stage import USER_ID, Bench, Recorder, Sandbox, at, json, known
from tests.factories import NOW, FakeClock

Sandboxes = Callable[..., Sandbox]
Benches = Callable[..., Bench]

TIMELINE = f"/2/users/{USER_ID}/tweets"
PROFILE = {"data": {"id": USER_ID, "username": "kestrelcoffee", "name": "Kestrel Coffee"}}
PRIVATE = {MetricKey.CLICKS, MetricKey.PROFILE_VIEWS, MetricKey.PLATFORM_ENGAGEMENTS}
NO_EXTRAS = frozenset({"tweets/analytics"})


def posts_of(pages: list[Page]) -> dict[str, dict[MetricKey, int | float]]:
    """What all snapshots say of each post."""
    found: dict[str, dict[MetricKey, int | float]] = {}
    for page in pages:
        for post in page.batch.posts:
            found.setdefault(post.post_id, {}).update(post.metrics)
    return found


def due_of(sandbox: Sandbox, *days: float) -> tuple[KnownPost, ...]:
    """The newest posts that were published that many days ago."""
    found = [sandbox.world.posts(Platform.X, until=NOW - timedelta(days=each))[0] for each in days]
    return tuple(known(post.post_id, post.posted_at) for post in found)


async def test_a_short_window(sandbox: Sandboxes) -> None:
    stage = sandbox()
    pages = await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=3)))
    assert stage.recorder.paths == [f"/2/users/{USER_ID}", TIMELINE, "/2/tweets/analytics"]
    assert pages[0].profile == AccountRef(Platform.X, USER_ID, "kestrelcoffee", "Kestrel Coffee")
    stocks = {MetricKey.FOLLOWERS: 43_011, MetricKey.FOLLOWING: 387, MetricKey.POSTS_COUNT: 4_572}
    assert pages[0].batch.days == (DaySnapshot(date(2026, 3, 10), NOW, stocks, "UTC"),)
    assert [(page.cursor, len(page.batch.posts), page.rejections) for page in pages] == [
        ("posts:", 0, ()),
        (None, 14, ()),
    ]
    newest = stage.world.posts(Platform.X)[0]
    assert pages[1].batch.posts[0] == PostSnapshot(
        newest.post_id,
        NOW,
        {
            MetricKey.LIKES: 112,
            MetricKey.COMMENTS: 20,
            MetricKey.SHARES: 37,
            MetricKey.SAVES: 13,
            MetricKey.IMPRESSIONS: 10_850,
            MetricKey.CLICKS: 0,
            MetricKey.PROFILE_VIEWS: 37,
            MetricKey.PLATFORM_ENGAGEMENTS: 219,
        },
        replace(
            newest.details,
            url=f"https://x.com/kestrelcoffee/status/{newest.post_id}",
            metadata={"language": "en"},
        ),
    )
    assert pages[1].batch.posts[7] == PostSnapshot(
        newest.post_id,
        NOW,
        {MetricKey.FOLLOWERS_GAINED: 1, MetricKey.MEDIA_VIEWS: 2_838, MetricKey.SENDS: 9},
    )


async def test_a_long_window_reads_older_posts_without_private_fields(sandbox: Sandboxes) -> None:
    stage = sandbox()
    pages = await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=90)))
    found = posts_of(pages)
    there = stage.world.posts(Platform.X, NOW - timedelta(days=90))
    assert set(found) == {post.post_id for post in there}
    for post in there:
        expected = stage.world.counters(Platform.X, post)
        shown = {metric: value for metric, value in found[post.post_id].items() if metric in expected}
        assert shown == expected
        assert found[post.post_id].keys() >= PRIVATE
    asked = [
        (parameters["start_time"], parameters.get("end_time"), "non_public_metrics" in parameters["tweet.fields"])
        for path, parameters in stage.recorder.calls
        if path == TIMELINE
    ]
    assert asked == [
        ("2026-02-09T12:00:00Z", None, True),
        ("2025-12-10T12:00:00Z", "2026-02-10T12:00:00Z", False),
        ("2025-12-10T12:00:00Z", "2026-02-10T12:00:00Z", False),
    ]
    assert [
        parameters["analytics.fields"] for path, parameters in stage.recorder.calls if path.endswith("analytics")
    ] == [
        "id,follows,media_views,shares",
        *["id,follows,media_views,shares,url_clicks,user_profile_clicks,engagements"] * 2,
    ]


async def test_every_cursor_leads_to_the_remaining_pages(sandbox: Sandboxes) -> None:
    stage = sandbox()
    assignment = stage.bench.assignment(NOW - timedelta(days=150), due=due_of(stage, 160, 170, 180))
    pages = await stage.bench.pages(assignment)
    assert [page.cursor.partition(":")[0] if page.cursor else None for page in pages] == [
        "posts",
        "earlier",
        "earlier",
        "earlier",
        "due",
        None,
    ]
    for number, page in enumerate(pages[:-1], start=1):
        assert page.cursor is not None
        assert await stage.bench.pages(assignment, page.cursor) == pages[number:]


async def test_a_cursor_of_another_collection_is_refused(sandbox: Sandboxes) -> None:
    stage = sandbox()
    with pytest.raises(FatalCollectorError):
        await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=3)), "elsewhere:5")


async def test_a_plan_is_what_is_done(sandbox: Sandboxes) -> None:
    stage = sandbox()
    posts = stage.world.posts(Platform.X, until=NOW - timedelta(days=3))[:200]
    due = tuple(known(post.post_id, post.posted_at) for post in posts)
    assignment = stage.bench.assignment(NOW - timedelta(days=3), due=due, rejected=NO_EXTRAS)
    plan = stage.bench.collector.plan(assignment)
    young = sum(post.posted_at >= NOW - timedelta(days=29) for post in due)
    assert 0 < young < 100
    assert plan == (
        PlannedStep("profile", 1, 1, 10_000),
        PlannedStep("posts", 1, 1, 500_000, at_least=True),
        PlannedStep("counters of older posts", 3, 3, 1_000_000),
    )
    assert stage.recorder.calls == []
    pages = await stage.bench.pages(assignment)
    assert len(pages) == 5
    assert stage.recorder.paths == [f"/2/users/{USER_ID}", TIMELINE, *["/2/tweets"] * 3]
    assert [parameters["ids"].count(",") + 1 for path, parameters in stage.recorder.calls[2:]] == [
        100,
        100 - young,
        young,
    ]
    assert stage.bench.meter.unpaid.cost_micros == 10_000 + 7 * 5_000 + 1_000_000


def test_a_plan_of_a_long_window(sandbox: Sandboxes) -> None:
    stage = sandbox()
    plan = stage.bench.collector.plan(stage.bench.assignment(NOW - timedelta(days=90)))
    assert plan == (
        PlannedStep("profile", 1, 1, 10_000),
        PlannedStep("posts", 1, 2, 1_000_000, at_least=True),
        PlannedStep("earlier posts", 1, 2, 1_000_000, at_least=True),
    )
    assert stage.bench.collector.provenance is Provenance.API


async def test_due_posts_show_private_metrics_while_they_are_young(sandbox: Sandboxes) -> None:
    stage = sandbox()
    due = due_of(stage, 5, 10, 40, 50)
    pages = await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=3), due=due, rejected=NO_EXTRAS))
    found = posts_of(pages[2:])
    assert [len(page.batch.posts) for page in pages[2:]] == [2, 2]
    assert [found[post.post_id].keys() >= PRIVATE for post in due] == [True, True, False, False]
    assert [found[post.post_id].keys().isdisjoint(PRIVATE) for post in due] == [False, False, True, True]
    assert all(MetricKey.LIKES in metrics for metrics in found.values())


async def test_posts_that_grew_too_old_meanwhile_keep_their_public_metrics(
    sandbox: Sandboxes, clock: FakeClock
) -> None:
    stage = sandbox()
    due = due_of(stage, 20, 28.2)
    assignment = stage.bench.assignment(NOW - timedelta(days=3), due=due, rejected=NO_EXTRAS)
    clock.advance(days=2)
    pages = await stage.bench.pages(assignment, "due:")
    assert [
        (parameters["ids"], "non_public_metrics" in parameters["tweet.fields"])
        for _, parameters in stage.recorder.calls
    ] == [(due[1].post_id, False), (due[0].post_id, True)]
    found = posts_of(pages)
    assert [found[post.post_id].keys() >= PRIVATE for post in due] == [True, False]
    assert MetricKey.LIKES in found[due[1].post_id]
    assert pages[0].rejections == ()


async def test_deleted_posts_are_missing(sandbox: Sandboxes) -> None:
    stage = sandbox(Scenario("Some posts are deleted.", deletes_posts=True))
    calm = sandbox().world
    there = {post.post_id for post in stage.world.posts(Platform.X)}
    posts = calm.posts(Platform.X, NOW - timedelta(days=25), NOW - timedelta(days=5))
    gone = sorted(post.post_id for post in posts if post.post_id not in there)
    assert len(gone) == 3
    due = tuple(known(post.post_id, post.posted_at) for post in posts)
    pages = await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=3), due=due, rejected=NO_EXTRAS))
    assert pages[-1].missing == tuple(gone)
    assert {post.post_id for post in pages[-1].batch.posts} == {post.post_id for post in posts} - set(gone)


async def test_a_retired_name_is_rejected_and_the_others_are_there(sandbox: Sandboxes) -> None:
    stage = sandbox(Scenario("Some metrics are not offered any more.", retired_metrics=True))
    pages = await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=90)))
    assert [[each.name for each in page.rejections] for page in pages] == [[], ["media_views"], [], []]
    refusal = "The `analytics.fields` query parameter value [media_views] is not one of [bookmarks,"
    assert pages[1].rejections[0].reason.startswith(f"X says (invalid-request): {refusal}")
    metrics = set().union(*posts_of(pages).values())
    assert metrics >= {MetricKey.FOLLOWERS_GAINED, MetricKey.SENDS, MetricKey.CLICKS, MetricKey.LIKES}
    assert MetricKey.MEDIA_VIEWS not in metrics
    assert stage.recorder.paths.count("/2/tweets/analytics") == 4


async def test_what_was_rejected_before_is_not_asked_for(sandbox: Sandboxes) -> None:
    stage = sandbox()
    rejected = frozenset({"media_views", "non_public_metrics"})
    pages = await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=3), rejected=rejected))
    assert "non_public_metrics" not in stage.recorder.calls[1][1]["tweet.fields"]
    assert stage.recorder.calls[2][1]["analytics.fields"] == (
        "id,follows,shares,url_clicks,user_profile_clicks,engagements"
    )
    assert all(metrics.keys() >= PRIVATE for metrics in posts_of(pages).values())


async def test_forbidden_analytics_are_rejected_once(sandbox: Sandboxes) -> None:
    stage = sandbox()
    body = {"title": "Forbidden", "detail": "Not enrolled.", "type": "https://api.x.com/2/problems/client-forbidden"}
    stage.overridden["/2/tweets/analytics"] = lambda: JSONResponse(body, 403)
    pages = await stage.bench.pages(stage.bench.assignment(NOW - timedelta(days=90)))
    assert [page.rejections for page in pages] == [
        (),
        (Rejection("tweets/analytics", "X says (client-forbidden): Not enrolled."),),
        (),
        (),
    ]
    assert stage.recorder.paths.count("/2/tweets/analytics") == 1
    assert len(posts_of(pages)) == 164


async def test_analytics_that_do_not_go_back_so_far_stay_for_newer_posts(bench: Benches, recorder: Recorder) -> None:
    """A span that is refused is no name in the request, and says nothing about another span."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("analytics"):
            early = request.url.params["start_time"] < "2026-02"
            return json({"title": "Too far back."}, 403) if early else json({"data": [{"id": "12", "follows": 2}]})
        if request.url.path != TIMELINE:
            return json(PROFILE)
        early = "end_time" in request.url.params
        return json({"data": [post("11", 1, created_at="2026-01-05T09:00:00Z") if early else post("12", 1)]})

    stage = bench(answer)
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=90)))
    assert posts_of(pages) == {
        "12": {MetricKey.LIKES: 1, MetricKey.FOLLOWERS_GAINED: 2},
        "11": {MetricKey.LIKES: 1},
    }
    assert pages[2].rejections == (Rejection("tweets/analytics of earlier posts", "X says: Too far back."),)
    again = await stage.pages(
        stage.assignment(NOW - timedelta(days=90), rejected=frozenset({pages[2].rejections[0].name}))
    )
    assert [page.rejections for page in again] == [(), (), ()]
    assert [parameters["start_time"] for path, parameters in recorder.calls if path.endswith("analytics")] == [
        "2026-03-09T09:00:00Z",
        "2026-01-05T09:00:00Z",
        "2026-03-09T09:00:00Z",
    ]


async def test_tokens_that_end_and_limits_that_are_reached(sandbox: Sandboxes) -> None:
    scenario = Scenario("Both.", token_lives_calls=2, throttled=Burst(4, 1))
    stage, calm = sandbox(scenario), sandbox()
    window = NOW - timedelta(days=90)
    pages = await stage.bench.pages(stage.bench.assignment(window))
    assert posts_of(pages) == posts_of(await calm.bench.pages(calm.bench.assignment(window)))
    assert set(stage.recorder.slept) == {1.0}


async def test_a_budget_of_calls(sandbox: Sandboxes) -> None:
    stage = sandbox()
    assignment = stage.bench.assignment(NOW - timedelta(days=90), budget=Budget(calls=3))
    pages = stage.bench.collector.collect(assignment, None)
    assert [(await anext(pages)).cursor for _ in range(2)] == ["posts:", "earlier:"]
    with pytest.raises(BudgetExhaustedError):
        await anext(pages)
    assert len(stage.recorder.calls) == 3


def refused_field(post_id: str) -> dict[str, str]:
    return {
        "resource_type": "tweet",
        "field": "non_public_metrics.impression_count",
        "resource_id": post_id,
        "title": "Field Authorization Error",
        "detail": "Sorry, you are not authorized to access it.",
        "type": "https://api.twitter.com/2/problems/not-authorized-for-field",
    }


PRIVATE_SHOWN = {"non_public_metrics": {"url_link_clicks": 7}}


def post(post_id: str, likes: int, **members: Any) -> dict[str, Any]:
    created = "2026-03-09T09:00:00.000Z"
    return {"id": post_id, "text": "Hi", "created_at": created, "public_metrics": {"like_count": likes}, **members}


async def test_private_metrics_that_the_token_may_not_see(bench: Benches, recorder: Recorder) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        private = "non_public_metrics" in request.url.params.get("tweet.fields", "")
        if request.url.path == TIMELINE:
            assert private
            return json({"errors": [refused_field("11"), refused_field("12")], "meta": {"result_count": 0}})
        if request.url.path == "/2/tweets":
            assert not private
            return json({"data": [post(each, int(each)) for each in request.url.params["ids"].split(",")]})
        return json(PROFILE)

    stage = bench(answer)
    pages = await stage.pages(
        stage.assignment(NOW - timedelta(days=3), due=(known("10", at("2026-03-01 09:00")),), rejected=NO_EXTRAS)
    )
    assert recorder.paths == [f"/2/users/{USER_ID}", TIMELINE, "/2/tweets", "/2/tweets"]
    assert posts_of(pages) == {each: {MetricKey.LIKES: int(each)} for each in ("11", "12", "10")}
    assert [page.rejections for page in pages] == [
        (),
        (Rejection("non_public_metrics", "Sorry, you are not authorized to access it."),),
        (),
    ]
    assert pages[0].batch.days == ()


@pytest.mark.parametrize("others", [(), ("11",)])
async def test_private_metrics_of_one_post_are_refused_to_it_alone(
    bench: Benches, recorder: Recorder, others: tuple[str, ...]
) -> None:
    """It may be somebody else's as well. The next page, and the next collection, ask for those of the others."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == TIMELINE:
            return json({"errors": [refused_field("12")], "meta": {"next_token": "t"}} if page() == 1 else {"meta": {}})
        if request.url.path != "/2/tweets":
            return json(PROFILE)
        asked = request.url.params["ids"].split(",")
        private = "non_public_metrics" in request.url.params["tweet.fields"]
        shown = [
            post(each, int(each), **PRIVATE_SHOWN if private else {}) for each in asked if each != "10" or not private
        ]
        refused = [refused_field("10")] if private and "10" in asked else []
        return json({**({"data": shown} if shown else {}), **({"errors": refused} if refused else {})})

    def page() -> int:
        return recorder.paths.count(TIMELINE)

    stage = bench(answer)
    due = tuple(known(each, at("2026-03-01 09:00")) for each in ("10", *others))
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=3), due=due, rejected=NO_EXTRAS))
    assert [page.rejections for page in pages] == [()] * 4
    assert [
        (path.rpartition("/")[2], parameters.get("ids"), "non_public_metrics" in parameters["tweet.fields"])
        for path, parameters in recorder.calls[1:]
    ] == [
        ("tweets", None, True),
        ("tweets", "12", False),
        ("tweets", None, True),
        ("tweets", ",".join(("10", *others)), True),
        ("tweets", "10", False),
    ]
    shown = {each: {MetricKey.LIKES: int(each), MetricKey.CLICKS: 7} for each in others}
    assert posts_of(pages) == {"12": {MetricKey.LIKES: 12}, "10": {MetricKey.LIKES: 10}, **shown}


@pytest.mark.parametrize(
    ("subjects", "shown", "rejected"),
    [
        (("11", "12"), (), ["non_public_metrics"]),
        (("11", "12"), ("13",), []),
        (("11",), (), []),
        (("",), (), ["non_public_metrics"]),
        (("non_public_metrics",), (), ["non_public_metrics"]),
    ],
)
async def test_when_private_metrics_are_refused_to_all(
    bench: Benches, subjects: tuple[str, ...], shown: tuple[str, ...], rejected: list[str]
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params
        if request.url.path not in (TIMELINE, "/2/tweets"):
            return json(PROFILE)
        if "non_public_metrics" not in asked["tweet.fields"]:
            return json({"data": [post(each, 1) for each in asked.get("ids", "11").split(",")]})
        errors = [refused_field(each) for each in subjects]
        data = {"data": [post(each, 1, **PRIVATE_SHOWN) for each in shown]} if shown else {}
        return json({**data, "errors": errors, "meta": {"result_count": len(shown)}})

    stage = bench(answer)
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=3), rejected=NO_EXTRAS))
    assert [each.name for each in pages[1].rejections] == rejected
    named = {each for each in subjects if each.isdecimal()}
    assert set(posts_of(pages)) == (named or {"11"}) | set(shown)


@pytest.mark.parametrize("whole", [True, False])
async def test_private_metrics_whose_refusal_names_no_post(bench: Benches, recorder: Recorder, whole: bool) -> None:
    """A refusal of the whole call, and one in an answer that says nothing of which posts."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path != TIMELINE:
            return json(PROFILE)
        if "non_public_metrics" in request.url.params["tweet.fields"]:
            return json(refused_field(""), 403) if whole else json({"errors": [refused_field("")]})
        return json({"data": [post("11", 4)], "meta": {"result_count": 1}})

    stage = bench(answer)
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=3), rejected=NO_EXTRAS))
    assert recorder.paths == [f"/2/users/{USER_ID}", TIMELINE, TIMELINE]
    assert posts_of(pages) == {"11": {MetricKey.LIKES: 4}}
    assert [each.name for each in pages[1].rejections] == ["non_public_metrics"]


async def test_a_page_that_goes_back_too_far_is_the_last(bench: Benches, recorder: Recorder) -> None:
    listed = {
        "data": [
            post("14", 1, created_at="2026-03-10T12:00:00.000Z"),
            post("13", 1),
            post("12", 1, text="RT @somebody: else's"),
            post("11", 1, created_at="2026-03-07T11:59:59.000Z"),
        ],
        "meta": {"next_token": "more"},
    }
    stage = bench(lambda request: json(listed if request.url.path == TIMELINE else PROFILE))
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=3), rejected=NO_EXTRAS))
    assert list(posts_of(pages)) == ["13"]
    assert pages[-1].cursor is None
    assert recorder.paths == [f"/2/users/{USER_ID}", TIMELINE]


async def test_due_posts_that_are_something_else_now(bench: Benches) -> None:
    """Gone, edited since, withheld, or left out without a word; the refused ones are neither missing nor counted."""
    body = {
        "data": [
            post("10", 1, edit_history_tweet_ids=["10", "20"]),
            post("22", 3, edit_history_tweet_ids=["21", "22"]),
            post("15", 2),
        ],
        "errors": [
            {"value": "12", "type": "https://api.twitter.com/2/problems/resource-not-found"},
            {"resource_id": "13", "type": "https://api.x.com/2/problems/not-authorized-for-resource"},
            {"resource_id": "99", "type": "https://api.x.com/2/problems/resource-not-found"},
        ],
    }
    answers = {f"/2/users/{USER_ID}": PROFILE, TIMELINE: {"meta": {"result_count": 0}}, "/2/tweets": body}
    stage = bench(lambda request: json(answers[request.url.path]))
    due = tuple(known(each, at("2026-01-01 09:00")) for each in ("10", "12", "13", "14", "15", "21"))
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=3), due=due))
    assert pages[-1].missing == ("10", "12", "21")
    assert posts_of(pages) == {"15": {MetricKey.LIKES: 2}, "22": {MetricKey.LIKES: 3}}


NOT_FOUND = {"title": "Not Found Error", "detail": "Could not find user.", "type": "about:blank"}


@pytest.mark.parametrize(
    ("path", "status", "body", "message"),
    [
        (f"/2/users/{USER_ID}", 200, {"errors": [NOT_FOUND]}, "X says: Could not find user."),
        (f"/2/users/{USER_ID}", 200, {}, "X says: it gave no such account"),
        (f"/2/users/{USER_ID}", 403, NOT_FOUND, "X says: Could not find user."),
        (TIMELINE, 200, {"errors": [NOT_FOUND]}, "X says: Could not find user."),
        (TIMELINE, 404, NOT_FOUND, "X says: Could not find user."),
        ("/2/tweets", 403, NOT_FOUND, "X says: Could not find user."),
    ],
)
async def test_without_this_there_is_no_collection(
    bench: Benches, path: str, status: int, body: dict[str, Any], message: str
) -> None:
    good = {f"/2/users/{USER_ID}": PROFILE, TIMELINE: {"meta": {"result_count": 0}}}
    stage = bench(lambda request: json(body, status) if request.url.path == path else json(good[request.url.path]))
    due = (known("10", at("2026-01-01 09:00")),)
    with pytest.raises(FatalCollectorError) as raised:
        await stage.pages(stage.assignment(NOW - timedelta(days=3), due=due))
    assert raised.value.message == message


async def test_an_account_that_is_known_by_its_handle_alone(bench: Benches, recorder: Recorder) -> None:
    stage = bench(lambda request: json(PROFILE), user_id="kestrelcoffee")
    with pytest.raises(FatalCollectorError, match="kestrelcoffee is not known by its number on X"):
        await stage.pages(stage.assignment(NOW - timedelta(days=3)))
    assert recorder.calls == []
