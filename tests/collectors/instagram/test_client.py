"""What is asked of Instagram, literally."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx2
import pytest

from collectors.api_client import ApiClient
from collectors.configuration import ApiConfiguration
from collectors.instagram.client import InstagramClient, instagram_api
from collectors.meta.days import Span
from collectors.transport import Reply
from domain.users import Platform
from tests.collectors.meta.reading import answering, assigned
from tests.factories import NOW, FakeClock

MEDIA_FIELDS = "id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count"
EIGHTH = Span(date(2026, 3, 8), date(2026, 3, 8))
TODAY = Span(date(2026, 3, 1), date(2026, 3, 10))


@pytest.mark.parametrize(
    ("call", "path", "parameters"),
    [
        (
            lambda c: c.profile(),
            "/9",
            {"fields": "id,username,name,followers_count,follows_count,media_count"},
        ),
        (lambda c: c.stories(None), "/9/stories", {"fields": MEDIA_FIELDS, "limit": "50"}),
        (
            lambda c: c.media(1, 2, "after=QVF"),
            "/9/media",
            {"fields": MEDIA_FIELDS, "since": "1", "until": "2", "after": "QVF", "limit": "50"},
        ),
        (lambda c: c.media_by_id(["7", "8"]), "/", {"ids": "7,8", "fields": MEDIA_FIELDS}),
        (
            lambda c: c.media_insights(["7"], ["reach", "saved"]),
            "/",
            {"ids": "7", "fields": "id,insights.metric(reach,saved).period(lifetime)"},
        ),
        (
            lambda c: c.totals(["views", "likes"], EIGHTH),
            "/9/insights",
            {
                "metric": "views,likes",
                "period": "day",
                "metric_type": "total_value",
                "since": "1772956801",  # a second after 2026-03-08 08:00 UTC
                "until": "1773039600",  # 2026-03-09 07:00 UTC: a day of 23 hours
            },
        ),
        (
            lambda c: c.day_series(["reach"], TODAY, NOW),
            "/9/insights",
            {
                "metric": "reach",
                "period": "day",
                "metric_type": "time_series",
                "since": "1772352001",
                "until": "1773144000",  # now
            },
        ),
        (
            lambda c: c.follower_demographics("age"),
            "/9/insights",
            {
                "metric": "follower_demographics",
                "period": "lifetime",
                "metric_type": "total_value",
                "breakdown": "age",
            },
        ),
    ],
)
async def test_every_call(
    call: Callable[[InstagramClient], Awaitable[Reply]], path: str, parameters: dict[str, str], clock: FakeClock
) -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> tuple[int, Any]:
        seen.append(request)
        return 200, {}

    async with answering(answer, clock) as http:
        client = ApiClient(instagram_api(ApiConfiguration()), http)
        await call(InstagramClient(client.session(assigned(Platform.INSTAGRAM, NOW)), "9"))

    (request,) = seen
    assert (request.method, request.url.host, request.url.path) == ("GET", "graph.facebook.com", f"/v25.0{path}")
    assert dict(request.url.params) == parameters
    assert request.headers["authorization"] == "Bearer token-1"
