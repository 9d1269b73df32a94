"""What is asked of Facebook, literally."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx2
import pytest

from collectors.api_client import ApiClient
from collectors.configuration import ApiConfiguration
from collectors.facebook.client import FacebookClient, facebook_api
from collectors.meta.days import Span
from collectors.transport import Reply
from domain.credentials import Secret
from domain.users import Platform
from tests.collectors.meta.reading import answering, assigned
from tests.factories import NOW, FakeClock

POST_FIELDS = (
    "id,message,story,created_time,permalink_url,status_type,"
    "attachments{media_type,type,title,url,unshimmed_url,target},shares,"
    "reactions.limit(0).summary(total_count),comments.filter(stream).limit(0).summary(total_count)"
)
REEL_FIELDS = "id,post_id,description,created_time,length,permalink_url"
MARCH = Span(date(2026, 3, 1), date(2026, 3, 10))


@pytest.mark.parametrize(
    ("call", "path", "parameters"),
    [
        (lambda c: c.profile(), "/9", {"fields": "id,name,username,followers_count"}),
        (
            lambda c: c.published_posts(1, 2, None),
            "/9/published_posts",
            {"fields": POST_FIELDS, "since": "1", "until": "2", "limit": "50"},
        ),
        (
            lambda c: c.published_posts(1, 2, "after=QVF"),
            "/9/published_posts",
            {"fields": POST_FIELDS, "since": "1", "until": "2", "after": "QVF", "limit": "50"},
        ),
        (
            lambda c: c.reels(1, 2, None),
            "/9/video_reels",
            {"fields": REEL_FIELDS, "since": "1", "until": "2", "limit": "50"},
        ),
        (lambda c: c.posts(["9_1", "9_2"]), "/", {"ids": "9_1,9_2", "fields": POST_FIELDS}),
        (lambda c: c.reels_by_id(["7"]), "/", {"ids": "7", "fields": REEL_FIELDS}),
        (lambda c: c.videos(["7", "8"]), "/", {"ids": "7,8", "fields": "id,length"}),
        (
            lambda c: c.post_insights(["9_1"], ["post_clicks", "post_media_view"]),
            "/",
            {"ids": "9_1", "fields": "id,insights.metric(post_clicks,post_media_view).period(lifetime)"},
        ),
        (
            lambda c: c.video_insights(["7"], ["blue_reels_play_count"]),
            "/",
            {"ids": "7", "fields": "id,video_insights.metric(blue_reels_play_count)"},
        ),
        (
            lambda c: c.page_insights(["page_media_view", "page_follows"], "day", MARCH),
            "/9/insights",
            {
                "metric": "page_media_view,page_follows",
                "period": "day",
                "since": "1772352000",  # 2026-03-01 08:00 UTC
                "until": "1773212400",  # 2026-03-11 07:00 UTC: the clocks changed
            },
        ),
    ],
)
async def test_every_call(
    call: Callable[[FacebookClient], Awaitable[Reply]], path: str, parameters: dict[str, str], clock: FakeClock
) -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> tuple[int, Any]:
        seen.append(request)
        return 200, {}

    async with answering(answer, clock) as http:
        client = ApiClient(facebook_api(ApiConfiguration(client_secret=Secret("secret"))), http)
        await call(FacebookClient(client.session(assigned(Platform.FACEBOOK, NOW)), "9"))

    (request,) = seen
    given = dict(request.url.params)
    assert len(given.pop("appsecret_proof")) == 64
    assert (request.method, request.url.host, request.url.path) == ("GET", "graph.facebook.com", f"/v25.0{path}")
    assert given == parameters
    assert request.headers["authorization"] == "Bearer token-1"
