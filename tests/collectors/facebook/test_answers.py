"""A Facebook of our own, for what the sandbox does not do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.facebook import FacebookCollector
from collectors.facebook import metrics as native
from domain.assignments import KnownPost, Page
from domain.errors import AuthorizationLostError, FatalCollectorError
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import Platform
from tests.collectors.meta.reading import all_of, answering, assigned, rejections
from tests.factories import NOW, FakeClock

FB = Platform.FACEBOOK


class Facebook:
    """Answers what is told for a path or for a part of `fields`, and nothing for all the rest."""

    def __init__(self, **answers: tuple[int, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        path, query = request.url.path.removeprefix("/v25.0"), dict(request.url.params)
        self.asked.append((path, query))
        for part, answer in self.answers.items():
            if path.endswith(f"/{part}") or ("ids" in query and part in query["fields"]):
                return answer
        return 200, {} if "ids" in query else {"data": []}


async def collect(answer: Facebook, since: datetime = NOW - timedelta(days=3), **given: Any) -> list[Page]:
    clock = FakeClock(given.pop("now", NOW))
    async with answering(answer, clock) as http:
        assignment = assigned(FB, since, clock.now, **given)
        return [page async for page in FacebookCollector(ApiConfiguration(), http).collect(assignment, None)]


def refusal(message: str, code: int, **more: Any) -> tuple[int, Any]:
    return 400, {"error": {"message": message, "type": "OAuthException", "code": code, **more}}


NO_PERMISSION = refusal("(#10) This endpoint requires the 'read_insights' permission", 10)


async def test_a_refused_edge_is_one_rejection_and_the_rest_goes_on() -> None:
    facebook = Facebook(
        insights=NO_PERMISSION,
        published_posts=(200, {"data": [{"id": "1_2", "created_time": "2026-03-09T10:00:00+0000"}]}),
    )

    pages = await collect(facebook)

    assert [each.name for each in rejections(pages)] == [
        "GET /{post}/insights",
        "GET /{page}/insights",
        "GET /{page}/insights period=days_28",
    ]
    assert [post.post_id for post in all_of(pages).posts] == ["1_2"]


async def test_a_refused_edge_is_asked_once_however_long_the_window() -> None:
    facebook = Facebook(insights=NO_PERMISSION)

    await collect(facebook, NOW - timedelta(days=400))

    assert [path for path, _ in facebook.asked].count("/100200300400500/insights") == 2


async def test_refused_edges_are_not_asked_while_they_are() -> None:
    facebook = Facebook()

    pages = await collect(facebook, rejected=[native.PAGE_INSIGHTS, native.REELS])

    assert [path for path, _ in facebook.asked] == [
        "/100200300400500",
        "/100200300400500/published_posts",
        "/100200300400500/insights",
    ]
    assert len(pages) == 5


async def test_refused_insights_of_posts_leave_what_the_posts_tell() -> None:
    posts = {
        "data": [
            {"id": "1_2", "created_time": "2026-03-09T10:00:00+0000", "reactions": {"summary": {"total_count": 5}}}
        ]
    }

    pages = await collect(Facebook(published_posts=(200, posts), **{"insights.metric": NO_PERMISSION}))

    (post,) = all_of(pages).posts
    assert post.metrics == {M.LIKES: 5, M.SHARES: 0}
    assert [each.name for each in rejections(pages)] == ["GET /{post}/insights"]


async def test_a_page_that_is_not_there_is_fatal() -> None:
    gone = refusal("Unsupported get request. Object with ID '100200300400500' does not exist", 100, error_subcode=33)

    with pytest.raises(FatalCollectorError, match="There is no such Page"):
        await collect(Facebook(**{"100200300400500": gone}))


async def test_28_days_that_are_refused_are_not_the_metric() -> None:
    class OnlyDays(Facebook):
        def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
            if dict(request.url.params).get("period") == "days_28":
                return refusal("(#100) The value must be a valid insights metric", 100)
            return super().__call__(request)

    pages = await collect(OnlyDays())

    assert [each.name for each in rejections(pages)] == ["GET /{page}/insights period=days_28"]


async def test_reels_that_are_no_posts_are_pieces_of_their_own() -> None:
    reels = {
        "data": [
            {"id": "71", "post_id": "2", "created_time": "2026-03-09T10:00:00+0000", "length": 9},
            {
                "id": "72",
                "created_time": "2026-03-09T09:00:00+0000",
                "description": "Crema #espresso",
                "length": 12.5,
                "permalink_url": "/reel/72/",
            },
        ]
    }
    plays = {"72": {"video_insights": {"data": [{"name": "blue_reels_play_count", "values": [{"value": 340}]}]}}}

    pages = await collect(Facebook(video_reels=(200, reels), **{"video_insights": (200, plays)}))

    (reel,) = all_of(pages).posts
    assert (reel.post_id, reel.metrics) == ("72", {M.VIDEO_VIEWS: 340})
    assert reel.details is not None
    assert (reel.details.content_type, reel.details.text) == (ContentType.REEL, "Crema #espresso")
    assert (reel.details.url, reel.details.media_seconds) == ("https://www.facebook.com/reel/72/", 12.5)


async def test_due_reels_are_asked_for_as_videos() -> None:
    facebook = Facebook(**{"post_id": (200, {"72": {"id": "72", "created_time": "2026-02-01T09:00:00+0000"}})})
    due = [KnownPost(key, NOW, ContentType.REEL, NOW) for key in ("72", "1_2")]

    pages = await collect(facebook, due=due)

    asked = [(query["ids"], "message" in query["fields"]) for path, query in facebook.asked if path == "/"]
    assert asked == [("1_2", True), ("72", False), ("72", False)]
    assert [post.post_id for post in all_of(pages).posts] == ["72"]


async def test_names_that_ended_are_not_asked_for() -> None:
    now = datetime(2026, 6, 15, 12, tzinfo=UTC)
    before, after = Facebook(), Facebook()

    await collect(before, now - timedelta(days=30), now=now - timedelta(days=1))
    await collect(after, now - timedelta(days=30), now=now)

    def asked(facebook: Facebook) -> set[str]:
        return {name for _, query in facebook.asked for name in query.get("metric", "").split(",") if "unique" in name}

    assert asked(before) == {"page_total_media_view_unique", "page_impressions_unique", "page_daily_unfollows_unique"}
    assert asked(after) == {"page_total_media_view_unique", "page_daily_unfollows_unique"}


async def test_a_list_that_is_too_much_is_asked_for_in_smaller_pages() -> None:
    class Large(Facebook):
        def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
            if int(dict(request.url.params).get("limit", 0)) > 25:
                return 500, {"error": {"code": 1, "message": "Please reduce the amount of data you're asking for"}}
            return super().__call__(request)

    facebook = Large()
    await collect(facebook)

    assert [query["limit"] for path, query in facebook.asked if path.endswith("published_posts")] == ["25"]


async def test_the_same_place_again_is_a_circle() -> None:
    address = "https://graph.facebook.com/v25.0/1/published_posts?after=QVF"
    post = {"id": "1_2", "created_time": "2026-03-09T10:00:00+0000"}

    with pytest.raises(FatalCollectorError, match="circle"):
        await collect(Facebook(published_posts=(200, {"data": [post], "paging": {"next": address}})))


async def test_an_empty_page_with_a_next_is_not_the_end() -> None:
    class Gap(Facebook):
        def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
            query = dict(request.url.params)
            if request.url.path.endswith("published_posts"):
                if query.get("after") == "B":
                    return 200, {"data": [{"id": "1_2", "created_time": "2026-03-09T10:00:00+0000"}]}
                return 200, {"data": [], "paging": {"next": f"{request.url.copy_set_param('after', 'B')}"}}
            return super().__call__(request)

    assert [post.post_id for post in all_of(await collect(Gap())).posts] == ["1_2"]


async def test_no_secret_stands_in_a_refusal() -> None:
    words = "Error validating access_token=EAABsbCS1234567890abcdefghijk: expired"

    with pytest.raises(AuthorizationLostError) as caught:
        await collect(Facebook(**{"100200300400500": refusal(words, 190, error_subcode=458)}))
    assert "EAAB" not in caught.value.message


async def test_every_native_metric_is_in_the_catalog() -> None:
    assert {each.native.platform for each in native.METRICS} == {FB}
