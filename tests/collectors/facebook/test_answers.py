"""A Facebook of our own, for what the sandbox does not do."""

from collections.abc import Callable
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
from domain.observations import Batch, ContentType
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
    assert [page.cursor for page in pages] == ["posts:", "reach:", None]


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


async def test_28_days_that_are_refused_are_not_the_days() -> None:
    class OnlyDays(Facebook):
        def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
            if dict(request.url.params).get("period") == "days_28":
                return refusal("(#100) The value must be a valid insights metric", 100)
            return super().__call__(request)

    pages = await collect(OnlyDays())

    refused = [each.name for each in rejections(pages)]
    assert refused == ["days_28.page_total_media_view_unique", "days_28.page_impressions_unique"]

    again = OnlyDays()
    assert rejections(await collect(again, rejected=refused)) == []
    (asked,) = [query for path, query in again.asked if path.endswith("insights")]
    assert asked["period"] == "day"
    assert {"page_total_media_view_unique", "page_impressions_unique"} < set(asked["metric"].split(","))


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


class Insights(Facebook):
    """A Page with insights; `refuse` says what is refused of a request for them."""

    def __init__(self, refuse: Callable[[dict[str, str]], tuple[int, Any] | None], **answers: tuple[int, Any]) -> None:
        super().__init__(**answers)
        self.refuse = refuse

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        query = dict(request.url.params)
        if not request.url.path.endswith("/insights"):
            return super().__call__(request)
        self.asked.append((request.url.path, query))
        end = datetime.fromtimestamp(int(query["until"]), UTC).isoformat()
        series = [
            {"name": name, "period": query["period"], "values": [{"value": 7, "end_time": end}]}
            for name in query["metric"].split(",")
        ]
        return self.refuse(query) or (200, {"data": series})

    def calls(self, period: str) -> int:
        return sum(query.get("period") == period for _, query in self.asked)


TOO_OLD = refusal("(#100) since param is not valid. Metrics data is available for the last 2 years", 100)


@pytest.mark.parametrize("late", [0, 1, 2, 3])
async def test_what_is_gone_on_with_days_later_asks_for_nothing_older_than_two_years(late: int) -> None:
    def refuse(query: dict[str, str]) -> tuple[int, Any] | None:
        return TOO_OLD if int(query["since"]) < (NOW - timedelta(days=731)).timestamp() else None

    clock = FakeClock(NOW - timedelta(days=late))
    facebook = Insights(refuse)
    async with answering(facebook, clock) as http:
        collector = FacebookCollector(ApiConfiguration(), http)
        assignment = assigned(FB, clock.now - timedelta(days=730), clock.now)
        pages: list[Page] = []
        async for page in collector.collect(assignment, None):
            pages.append(page)
            if (page.cursor or "").startswith("days:2"):
                break
        clock.advance(days=late)
        pages += [page async for page in collector.collect(assignment, pages[-1].cursor)]

    assert rejections(pages) == []
    assert pages[-1].cursor is None
    assert len([day for day in all_of(pages).days if M.VIEWS in day.metrics]) == 9
    assert len(all_of(pages).windows) == 9 - (late == 0)  # the running day has none


@pytest.mark.parametrize("cursor", ["days:2024-03-11", "reach:2024-03-11", "due:1_2", "due:"])
async def test_a_cursor_of_what_is_left_no_more_leads_on(cursor: str) -> None:
    async with answering(Insights(lambda _query: None), FakeClock(NOW + timedelta(days=3))) as http:
        collector = FacebookCollector(ApiConfiguration(), http)
        pages = [page async for page in collector.collect(assigned(FB, NOW - timedelta(days=730)), cursor)]

    assert (pages[0].batch, pages[-1].cursor) == (Batch(), None)


async def test_refused_older_days_leave_the_newest_what_they_are() -> None:
    newest = NOW - timedelta(days=95)
    odd = refusal("(#100) Invalid parameter", 100)
    facebook = Insights(lambda query: odd if int(query["since"]) < newest.timestamp() else None)

    pages = await collect(facebook, NOW - timedelta(days=400))

    assert [each.name for each in rejections(pages)] == [
        "GET /{page}/insights (older)",
        "GET /{page}/insights period=days_28 (older)",
    ]
    assert (facebook.calls("day"), facebook.calls("days_28")) == (5, 5)
    again = Insights(lambda _query: None)
    await collect(again, rejected=[each.name for each in rejections(pages)])
    assert (again.calls("day"), again.calls("days_28")) == (1, 1)


async def test_one_piece_that_is_refused_takes_none_of_the_others() -> None:
    asked = []

    def refuse(query: dict[str, str]) -> tuple[int, Any] | None:
        asked.append(query)
        return refusal("(#100) Invalid parameter", 100) if len(asked) == 2 else None

    pages = await collect(Insights(refuse), NOW - timedelta(days=400))

    assert [each.name for each in rejections(pages)] == ["GET /{page}/insights (older)"]
    assert len([day for day in all_of(pages).days if M.VIEWS in day.metrics]) == 4


async def test_a_permission_that_is_lost_in_the_middle_ends_it() -> None:
    newest = NOW - timedelta(days=95)
    facebook = Insights(lambda query: NO_PERMISSION if int(query["since"]) < newest.timestamp() else None)

    pages = await collect(facebook, NOW - timedelta(days=400))

    assert [each.name for each in rejections(pages)] == [native.PAGE_INSIGHTS, native.PAGE_INSIGHTS_28]
    assert (facebook.calls("day"), facebook.calls("days_28")) == (2, 2)


BAD_NAME = refusal("(#100) The value must be a valid insights metric", 100)


async def test_a_bad_name_is_searched_for_once_in_a_collection() -> None:
    facebook = Insights(lambda query: BAD_NAME if "page_views_total" in query["metric"].split(",") else None)

    pages = await collect(facebook, NOW - timedelta(days=730))

    assert [each.name for each in rejections(pages)] == ["page_views_total"]
    # Nine pieces; in the first the name was found by halving.
    assert (facebook.calls("day"), facebook.calls("days_28")) == (17, 9)


async def test_a_refused_edge_of_posts_is_asked_once_in_a_collection() -> None:
    class Long(Facebook):
        def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
            if request.url.path.endswith("published_posts"):
                number = int(dict(request.url.params).get("after", "1"))
                post = {"id": f"1_{number}", "created_time": "2026-03-09T10:00:00+0000"}
                paging = {"next": f"{request.url.copy_set_param('after', number + 1)}"} if number < 4 else {}
                return 200, {"data": [post], "paging": paging}
            return super().__call__(request)

    facebook = Long(**{"insights.metric": NO_PERMISSION})
    pages = await collect(facebook)

    assert len(all_of(pages).posts) == 4
    assert len([query for _, query in facebook.asked if "insights.metric" in query.get("fields", "")]) == 1
    assert [each.name for each in rejections(pages)] == ["GET /{post}/insights"]


@pytest.mark.parametrize("part", ["message", "insights.metric"])
async def test_due_posts_that_are_too_many_at_once_are_read_in_parts(part: str) -> None:
    class Small(Facebook):
        def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
            query = dict(request.url.params)
            if "ids" not in query:
                return super().__call__(request)
            ids = query["ids"].split(",")
            if part in query["fields"] and len(ids) > 10:
                return refusal("Please reduce the amount of data you're asking for, then retry your request", 1)
            data = [{"name": "post_media_view", "values": [{"value": 5}]}]
            made = {"created_time": "2026-02-01T10:00:00+0000", "message": "x", "insights": {"data": data}}
            return 200, {each: {"id": each, **made} for each in ids}

    due = [KnownPost(f"1_{number:02}", NOW, ContentType.TEXT, NOW) for number in range(30)]
    pages = await collect(Small(), due=due)

    posts = all_of(pages).posts
    assert [post.post_id for post in posts] == [post.post_id for post in due]
    assert {post.metrics.get(M.VIEWS) for post in posts} == {5}
    assert rejections(pages) == []


async def test_refused_reels_take_no_posts_with_them() -> None:
    class NoReels(Facebook):
        def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
            query = dict(request.url.params)
            if "post_id" in query.get("fields", "") and "ids" in query:
                return refusal("(#100) Invalid parameter", 100)
            return super().__call__(request)

    facebook = NoReels(**{"message": (200, {"1_2": {"id": "1_2", "created_time": "2026-02-01T10:00:00+0000"}})})
    due = [KnownPost(key, NOW, ContentType.REEL, NOW) for key in ("71", "72", "1_2")]

    pages = await collect(facebook, due=due)

    assert [post.post_id for post in all_of(pages).posts] == ["1_2"]
    assert [each.name for each in rejections(pages)] == ["GET /{reel}"]
