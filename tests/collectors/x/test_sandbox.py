"""The simulator by itself: paging, limits, and refusals in X's form."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from domain.users import Platform
from tests.collectors.x.stage import USER_ID, Sandbox
from tests.factories import NOW

Sandboxes = Callable[..., Sandbox]


async def get(stage: Sandbox, path: str, token: str | None = None, **parameters: str) -> httpx2.Response:
    access = token or stage.tokens.issue(Platform.X).access
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=stage.app)) as client:
        return await client.get(
            f"http://sandbox/x{path}",
            params={name.replace("__", "."): value for name, value in parameters.items()},
            headers={"authorization": f"Bearer {access}"},
        )


async def test_a_timeline_page_by_page(sandbox: Sandboxes) -> None:
    stage = sandbox()
    found: list[str] = []
    parameters = {"max_results": "5", "start_time": f"{NOW - timedelta(days=5):%Y-%m-%dT%H:%M:%SZ}"}
    counts: list[int] = []
    while True:
        body = (await get(stage, f"/2/users/{USER_ID}/tweets", **parameters)).json()
        found += [post["id"] for post in body["data"]]
        counts.append(body["meta"]["result_count"])
        if "next_token" not in body["meta"]:
            break
        parameters["pagination_token"] = body["meta"]["next_token"]
    assert found == [post.post_id for post in stage.world.posts(Platform.X, NOW - timedelta(days=5))]
    assert counts[:-1] == [5] * (len(counts) - 1)


async def test_an_empty_page_has_no_data(sandbox: Sandboxes) -> None:
    answer = await get(sandbox(), f"/2/users/{USER_ID}/tweets", start_time=f"{NOW:%Y-%m-%dT%H:%M:%SZ}")
    assert answer.json() == {"meta": {"result_count": 0}}


async def test_fields_that_are_not_asked_for_are_not_there(sandbox: Sandboxes) -> None:
    answer = await get(sandbox(), f"/2/users/{USER_ID}/tweets")
    assert {name for post in answer.json()["data"] for name in post} == {"id", "text", "edit_history_tweet_ids"}
    assert (await get(sandbox(), "/2/users/me")).json() == {
        "data": {"id": USER_ID, "name": "Kestrel Coffee", "username": "kestrelcoffee"}
    }


async def test_limits_in_the_headers(sandbox: Sandboxes) -> None:
    stage = sandbox()
    answers = [await get(stage, f"/2/users/{USER_ID}") for _ in range(2)]
    assert [answer.headers["x-rate-limit-remaining"] for answer in answers] == ["899", "898"]
    assert answers[0].headers["x-rate-limit-limit"] == "900"
    assert int(answers[0].headers["x-rate-limit-reset"]) == NOW.timestamp() + 900


@pytest.mark.parametrize(
    ("path", "parameters", "status", "kind"),
    [
        ("/2/nothing", {}, 404, "about:blank"),
        (f"/2/users/{USER_ID}/tweets", {"max_results": "4"}, 400, "invalid-request"),
        (f"/2/users/{USER_ID}/tweets", {"pagination_token": "5"}, 400, "invalid-request"),
        (f"/2/users/{USER_ID}/tweets", {"tweet__fields": "nothing"}, 400, "invalid-request"),
        ("/2/tweets", {}, 400, "invalid-request"),
        ("/2/tweets", {"ids": "1", "tweet__fields": "nothing"}, 400, "invalid-request"),
        ("/2/tweets", {"ids": ",".join(["1"] * 101)}, 400, "invalid-request"),
        ("/2/tweets/analytics", {"ids": "1"}, 400, "invalid-request"),
        ("/2/tweets/analytics", {"ids": "1", "analytics__fields": "nothing"}, 400, "invalid-request"),
        ("/2/tweets", {"ids": "1", "post__fields": "lang"}, 400, "invalid-request"),
        (f"/2/users/{USER_ID}/tweets", {"end_time": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}, 400, "invalid-request"),
        (
            "/2/tweets/analytics",
            {"ids": "1", "start_time": "2026-03-01T00:00:00Z", "end_time": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"},
            400,
            "invalid-request",
        ),
    ],
)
async def test_refusals(sandbox: Sandboxes, path: str, parameters: dict[str, Any], status: int, kind: str) -> None:
    answer = await get(sandbox(), path, **parameters)
    assert answer.status_code == status
    assert answer.json()["type"].rpartition("/problems/")[2] == kind


async def test_who_is_not_known(sandbox: Sandboxes) -> None:
    assert (await get(sandbox(), "/2/users/me", token="nobody")).json() == {
        "title": "Unauthorized",
        "type": "about:blank",
        "status": 401,
        "detail": "Unauthorized",
    }
    somebody = (await get(sandbox(), "/2/users/12")).json()
    assert somebody["errors"][0]["detail"] == "Could not find user with id: [12]."


async def test_the_days_of_a_post_add_up_to_its_counters(sandbox: Sandboxes) -> None:
    stage = sandbox()
    post = stage.world.posts(Platform.X, until=NOW - timedelta(days=2))[0]
    asked = {
        "ids": post.post_id,
        "start_time": f"{post.posted_at - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
        "end_time": f"{NOW - timedelta(seconds=10):%Y-%m-%dT%H:%M:%SZ}",
        "analytics__fields": "likes,impressions",
    }
    (whole,) = (await get(stage, "/2/tweets/analytics", **asked)).json()["data"]
    (parts,) = (await get(stage, "/2/tweets/analytics", **asked, granularity="daily")).json()["data"]
    days = [day["metrics"] for day in parts["timestamped_metrics"]]
    assert len(days) > 2
    assert whole == {"id": post.post_id, **{name: sum(day[name] for day in days) for name in ("impressions", "likes")}}
