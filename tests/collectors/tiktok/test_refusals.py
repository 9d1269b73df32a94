"""What TikTok refuses, for good or for now, and what is read all the same."""

import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from collectors.sandbox.scenarios import Burst, Scenario
from domain.errors import AuthorizationLostError, RetriableCollectorError
from domain.metrics import MetricKey
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
    known_before,
    posts_of,
    values,
)
from tests.factories import NOW

APIS = ("display", "business")
REFUSAL: dict[str, Any] = {
    "error": {"code": "scope_not_authorized", "message": "m"},
    "code": 40001,
    "message": "m",
}
"""In the words of both APIs."""


@pytest.mark.parametrize(
    ("api", "path", "metric", "others"),
    [
        ("display", "share_count", MetricKey.SHARES, ["comments", "likes", "video_views", "views"]),
        ("business", "total_time_watched", MetricKey.WATCH_TIME_SECONDS,
         ["comments", "followers_gained", "likes", "profile_views", "reach", "shares", "video_completion_rate",
          "video_views", "views"]),
    ],
)  # fmt: skip
async def test_a_retired_name_costs_only_itself(api: str, path: str, metric: MetricKey, others: list[str]) -> None:
    sandbox, calm = TikTokSandbox(RETIRED), TikTokSandbox()
    due = known_before(sandbox, 25)

    pages = await collected(sandbox.collector(api).collect(given(sandbox, due=due), None))
    expected = await collected(calm.collector(api).collect(given(calm, due=due), None))

    refused = [[rejection.name for rejection in page.rejections] for page in pages if page.batch.posts]
    assert refused == [[path]] * 5
    without = [{key: value for key, value in post.metrics.items() if key is not metric} for post in posts_of(expected)]
    assert [dict(post.metrics) for post in posts_of(pages)] == without
    assert [post.details for post in posts_of(pages)] == [post.details for post in posts_of(expected)]
    assert sorted({key.value for post in posts_of(pages) for key in post.metrics}) == others


async def test_a_retired_name_of_days_costs_only_itself() -> None:
    sandbox = TikTokSandbox(RETIRED)

    _, days, *_ = await collected(sandbox.collector("business").collect(given(sandbox, days=7), None))

    assert [(each.name, each.reason) for each in days.rejections] == [
        ("unique_video_views", "TikTok says (40002): fields: unique_video_views is not supported")
    ]
    assert len(days.batch.days) == 7
    assert {MetricKey.REACH in day.metrics for day in days.batch.days} == {False}
    assert {len(day.metrics) for day in days.batch.days} == {10}
    assert {len(day.audience) for day in days.batch.days} == {1}


@pytest.mark.parametrize(("api", "calls"), [("display", 5), ("business", 6)])
async def test_what_was_refused_not_long_ago_is_not_asked_for(api: str, calls: int) -> None:
    sandbox = TikTokSandbox(RETIRED)
    rejected = ["share_count", "total_time_watched", "unique_video_views"]
    due = known_before(sandbox, 3)

    pages = await collected(sandbox.collector(api).collect(given(sandbox, due=due, rejected=rejected), None))

    assert [page.rejections for page in pages] == [()] * len(pages)
    assert sandbox.calls == calls


@pytest.mark.parametrize(("api", "renewed"), [("display", 3), ("business", 4)])
async def test_tokens_that_end_in_the_middle_are_renewed(api: str, renewed: int) -> None:
    sandbox = TikTokSandbox(Scenario("Access tokens end after every call.", token_lives_calls=1))

    pages = await collected(sandbox.collector(api).collect(given(sandbox), None))

    assert len(posts_of(pages)) == 53
    assert sandbox.access.renewed == renewed


@pytest.mark.parametrize("api", APIS)
async def test_access_that_was_taken_away_ends_the_collection(api: str) -> None:
    sandbox = TikTokSandbox()
    sandbox.tokens.revoke_platform(Platform.TIKTOK)

    with pytest.raises(AuthorizationLostError) as caught:
        await collected(sandbox.collector(api).collect(given(sandbox), None))

    assert caught.value.revoked
    assert sandbox.calls == 1


@pytest.mark.parametrize("api", APIS)
async def test_too_many_calls_are_made_again(api: str) -> None:
    sandbox = TikTokSandbox(Scenario("Of every three calls one is too many.", throttled=Burst(3, 1)))

    assert len(posts_of(await collected(sandbox.collector(api).collect(given(sandbox), None)))) == 53


async def test_a_long_wait_is_left_to_whoever_asked() -> None:
    sandbox = TikTokSandbox(Scenario("All are too many.", throttled=Burst(1, 1), throttled_seconds=900))

    with pytest.raises(RetriableCollectorError) as caught:
        await collected(sandbox.collector().collect(given(sandbox), None))

    assert (caught.value.retry_after_seconds, sandbox.calls) == (900.0, 1)


@pytest.mark.parametrize(
    ("api", "scope", "named"),
    [
        ("display", {"follower_count", "following_count", "video_count"},
         ["follower_count", "following_count", "video_count"]),
        ("business", {"audience_ages", "audience_genders", "audience_countries", "audience_cities"},
         ["audience_ages", "audience_genders", "audience_countries", "audience_cities"]),
    ],
)  # fmt: skip
async def test_fields_of_a_scope_that_is_missing_are_named_and_the_rest_is_read(
    api: str, scope: set[str], named: list[str]
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = set(re.findall(r"\w+", request.url.params["fields"]))
        user = {"username": "kestrel", "followers_count": 7}
        return httpx2.Response(
            200, json=REFUSAL if asked & scope else display(user=user, videos=[], **user) | {"code": 0}
        )

    pages = await collected(Answers(answer).collector(api).collect(assignment(NOW), None))

    assert [each.name for each in pages[0].rejections] == named
    assert pages[0].profile == AccountRef(Platform.TIKTOK, REF.external_id, "kestrel", None)
    assert [page.rejections for page in pages[1:]] == [()] * len(pages[1:])


@pytest.mark.parametrize(("api", "edges"), [
    ("display", ["/v2/user/info/"]), ("business", ["/business/get/", "/business/get/ metrics"]),
])  # fmt: skip
async def test_a_profile_that_is_not_permitted_leaves_the_videos_readable(api: str, edges: list[str]) -> None:
    video = {"id": "7", "item_id": "7", "create_time": int(NOW.timestamp()) - 60, "like_count": 1, "likes": 1}
    good = display(videos=[video], has_more=False) | {"code": 0}

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=good if "/video/" in request.url.path else REFUSAL)

    pages = await collected(Answers(answer).collector(api).collect(assignment(NOW - timedelta(days=7)), None))

    assert [each.name for page in pages for each in page.rejections] == edges
    assert [(post.post_id, values(post.metrics)) for post in posts_of(pages)] == [("7", {"likes": 1})]
    assert pages[0].profile is None


@pytest.mark.parametrize(
    ("rejected", "in_days", "in_videos"),
    [("videos.profile_views", True, False), ("metrics.profile_views", False, True), ("profile_views", True, True)],
)
async def test_a_field_refused_in_one_place_is_still_asked_for_in_the_other(
    rejected: str, in_days: bool, in_videos: bool
) -> None:
    sandbox = TikTokSandbox()

    pages = await collected(sandbox.collector("business").collect(given(sandbox, days=7, rejected=[rejected]), None))

    assert {MetricKey.PROFILE_VIEWS in day.metrics for day in pages[1].batch.days} == {in_days}
    assert {MetricKey.PROFILE_VIEWS in post.metrics for post in posts_of(pages)} == {in_videos}


async def test_a_refusal_of_a_name_that_stands_in_two_places_says_which_is_meant() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        refused = "/video/" in request.url.path and "profile_views" in request.url.params["fields"]
        return httpx2.Response(200, json=REFUSAL if refused else business(videos=[], metrics=[]))

    pages = await collected(Answers(answer).collector("business").collect(assignment(NOW - timedelta(days=7)), None))

    assert [each.name for page in pages for each in page.rejections] == ["videos.profile_views"]


@pytest.mark.parametrize(("api", "rejected"), [
    ("display", ["/v2/user/info/", "/v2/video/list/", "/v2/video/query/"]),
    ("business", ["/business/get/", "/business/get/ metrics", "/business/video/list/"]),
])  # fmt: skip
async def test_where_everything_was_refused_nothing_is_planned_and_nothing_called(
    api: str, rejected: list[str]
) -> None:
    sandbox = TikTokSandbox()
    task = given(sandbox, due=["7"], rejected=rejected)

    pages = await collected(sandbox.collector(api).collect(task, None))

    assert sandbox.collector(api).plan(task) == ()
    assert sandbox.calls == 0
    assert [len(page.batch) for page in pages] == [0] * len(pages)


@pytest.mark.parametrize(("api", "edge"), [("display", "/v2/video/list/"), ("business", "/business/video/list/")])
async def test_an_endpoint_that_is_not_permitted_is_named_itself_and_makes_nothing_missing(api: str, edge: str) -> None:
    good = display(user={"open_id": "o"}) | {"code": 0}

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=REFUSAL if "/video/" in request.url.path else good)

    answers = Answers(answer)
    pages = await collected(answers.collector(api).collect(assignment(NOW, due=["123"]), None))
    before = len(answers.requests)
    edges = [rejection.name for page in pages for rejection in page.rejections]
    again = await collected(answers.collector(api).collect(assignment(NOW, due=["123"], rejected=edges), None))

    assert edges[0] == edge
    assert {"/v2/video/list/", "/v2/video/query/", "/business/video/list/"}.issuperset(edges)
    assert [page.missing for page in pages] == [()] * len(pages)
    assert [page.rejections for page in again] == [()] * len(again)
    assert [path for path in answers.paths[before:] if "/video/" in path] == []


ALL_REFUSED = {
    "display": (["/v2/user/info/"] * 2 + ["/v2/video/list/"] * 2 + ["/v2/video/query/"] * 2,
                ["/v2/user/info/", "/v2/video/list/", "/v2/video/query/"]),
    "business": (["/open_api/v1.3/business/get/"] * 6 + ["/open_api/v1.3/business/video/list/"] * 2,
                 ["/business/get/", "/business/get/ metrics", "/business/video/list/"]),
}  # fmt: skip


@pytest.mark.parametrize("code", ["scope_not_authorized", "scope_permission_missed"])
@pytest.mark.parametrize("api", APIS)
async def test_that_nothing_is_permitted_takes_few_calls_and_is_told_once(api: str, code: str) -> None:
    refusal = REFUSAL | {"error": {"code": code, "message": "m"}}
    answers = Answers(lambda _request: httpx2.Response(200, json=refusal))
    due = [str(number) for number in range(100, 145)]

    pages = await collected(answers.collector(api).collect(assignment(NOW - timedelta(days=7), due=due), None))

    paths, edges = ALL_REFUSED[api]
    assert answers.paths == paths
    assert [each.name for page in pages for each in page.rejections] == edges
    assert [page.missing for page in pages] == [()] * len(pages)
    assert pages[-1].cursor is None


@pytest.mark.parametrize(("api", "fields", "calls"), [
    ("display", ["view_count", "like_count", "comment_count", "share_count"], 8),
    ("business", ["video_views", "reach", "likes", "comments", "shares", "total_time_watched",
                  "full_video_watched_rate", "new_followers", "profile_views"], 18),
])  # fmt: skip
async def test_videos_whose_every_number_is_not_permitted_are_read_without(
    api: str, fields: list[str], calls: int
) -> None:
    video = {"id": "7", "item_id": "7", "create_time": int(NOW.timestamp()) - 60}
    good = display(user={"open_id": "o"}, videos=[video], metrics=[], has_more=False) | {"code": 0}

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = set(re.findall(r"\w+", request.url.params["fields"]))
        refused = "/video/" in request.url.path and asked & set(fields)
        return httpx2.Response(200, json=REFUSAL if refused else good)

    answers = Answers(answer)
    pages = await collected(answers.collector(api).collect(assignment(NOW - timedelta(days=7), due=["3"]), None))

    assert [(post.post_id, dict(post.metrics)) for post in posts_of(pages)] == [("7", {})]
    assert {each.name.removeprefix("videos.") for page in pages for each in page.rejections} == set(fields)
    # All, none, the fields down to each alone, and the videos by id, which are asked for none of them any more.
    assert len([path for path in answers.paths if "/video/" in path]) == calls + 1


@pytest.mark.parametrize(
    ("permitted", "given"),
    [({"followers_count"}, {MetricKey.FOLLOWERS}), ({"video_views"}, {MetricKey.VIEWS, MetricKey.VIDEO_VIEWS})],
)
async def test_of_days_that_is_read_for_which_there_is_a_permission(permitted: set[str], given: set[MetricKey]) -> None:
    row = {"date": "2026-03-08", "followers_count": 7, "video_views": 9}

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = set(re.findall(r"\w+", request.url.params["fields"]))
        shown = {name: value for name, value in row.items() if name in asked or name == "date"}
        return httpx2.Response(200, json=business(metrics=[shown], videos=[]) if asked <= permitted else REFUSAL)

    _, days, *_ = await collected(
        Answers(answer).collector("business").collect(assignment(NOW - timedelta(days=7)), None)
    )

    assert [set(day.metrics) for day in days.batch.days] == [given]
    assert {each.name.removeprefix("metrics.") for each in days.rejections}.isdisjoint(permitted)


async def test_what_was_refused_not_long_ago_is_not_even_asked_for_to_learn_of_permissions() -> None:
    answers = Answers(lambda _request: httpx2.Response(200, json=REFUSAL))
    rejected = ["display_name", "followers_count", "metrics.followers_count", "/business/get/ metrics"]

    await collected(answers.collector("business").collect(assignment(NOW, rejected=rejected), None))

    asked = {name for each in answers.requests for name in re.findall(r"\w+", each.url.params["fields"])}
    assert {"display_name", "followers_count"} & asked == set()


@pytest.mark.parametrize("api", APIS)
async def test_another_refusal_of_everything_is_traced_to_its_fields(api: str) -> None:
    """A parameter that is refused may be one field, which may even be all that the smallest permissions would give."""
    refusal = REFUSAL | {"error": {"code": "invalid_params", "message": "m"}, "code": 40002}
    answers = Answers(lambda _request: httpx2.Response(200, json=refusal))

    pages = await collected(answers.collector(api).collect(assignment(NOW - timedelta(days=7), due=["5"]), None))

    assert [each.name for page in pages for each in page.rejections] == ALL_REFUSED[api][1]
    assert len(answers.requests) == {"display": 9 + 8 + 8, "business": 17 + 21 + 18}[api]
