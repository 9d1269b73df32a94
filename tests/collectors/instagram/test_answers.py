"""A Instagram of our own, for what the sandbox does not do."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.instagram import InstagramCollector
from collectors.instagram import metrics as native
from domain.assignments import KnownPost, Page
from domain.errors import FatalCollectorError
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import Platform
from tests.collectors.meta.reading import all_of, answering, assigned, rejections
from tests.factories import NOW, FakeClock

IG = Platform.INSTAGRAM


class Instagram:
    """Answers what is told for a path or for a part of `fields`, and nothing for all the rest."""

    def __init__(self, answers: dict[str, tuple[int, Any]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        path, query = request.url.path.removeprefix("/v25.0"), dict(request.url.params)
        self.asked.append((path, query))
        for part, answer in self.answers.items():
            if path.endswith(f"/{part}") or ("ids" in query and part in query["fields"]):
                return answer
        return 200, {} if "ids" in query else {"data": []}


async def collect(answer: Instagram, **given: Any) -> list[Page]:
    async with answering(answer, FakeClock()) as http:
        assignment = assigned(IG, NOW - timedelta(days=3), NOW, **given)
        return [page async for page in InstagramCollector(ApiConfiguration(), http).collect(assignment, None)]


def refusal(message: str, code: int, **more: Any) -> tuple[int, Any]:
    return 400, {"error": {"message": message, "type": "OAuthException", "code": code, **more}}


def medium(key: str, **more: Any) -> dict[str, Any]:
    base = {"id": key, "media_type": "IMAGE", "media_product_type": "FEED", "timestamp": "2026-03-09T10:00:00+0000"}
    return {**base, **more}


async def test_refused_edges_are_rejections_and_the_rest_goes_on() -> None:
    no_permission = refusal("(#10) Application does not have permission for this action", 10)
    instagram = Instagram(
        {"stories": no_permission, "insights": no_permission, "media": (200, {"data": [medium("17")]})}
    )

    pages = await collect(instagram)

    assert [post.post_id for post in all_of(pages).posts] == ["17"]
    assert [each.name for each in rejections(pages)] == [
        native.STORIES,
        native.MEDIA_INSIGHTS,
        native.SERIES,
        native.TOTALS,
        native.WINDOW,
        native.DEMOGRAPHICS,
    ]


async def test_refused_edges_are_not_asked_while_they_are() -> None:
    instagram = Instagram({"media": (200, {"data": [medium("17")]})})

    await collect(
        instagram,
        rejected=[
            native.STORIES,
            native.MEDIA_INSIGHTS,
            native.SERIES,
            native.TOTALS,
            native.WINDOW,
            native.DEMOGRAPHICS,
        ],
    )

    assert [path for path, _ in instagram.asked] == ["/17841400000000001", "/17841400000000001/media"]


async def test_an_account_that_is_not_there_is_fatal() -> None:
    gone = refusal("Unsupported get request. Object with ID '17841400000000001' does not exist", 100, error_subcode=33)

    with pytest.raises(FatalCollectorError, match="There is no such account"):
        await collect(Instagram({"17841400000000001": gone}))


class Converted(Instagram):
    """One medium is older than the business account."""

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        query = dict(request.url.params)
        if "insights" in query.get("fields", "") and "ids" in query:
            self.asked.append((request.url.path, query))
            ids = query["ids"].split(",")
            if "2" in ids:
                words = "Media posted before business account conversion"
                return refusal("Invalid parameter", 100, error_subcode=2108006, error_user_title=words)
            data = [{"name": "reach", "period": "lifetime", "values": [{"value": 5}]}]
            return 200, {each: {"id": each, "insights": {"data": data}} for each in ids}
        return super().__call__(request)


async def test_a_medium_of_before_the_conversion_spoils_no_other_and_is_marked() -> None:
    media = {"data": [medium(key) for key in ("3", "2", "1")]}

    pages = await collect(Converted({"media": (200, media)}))

    found = {post.post_id: post for post in all_of(pages).posts}
    assert {key: dict(post.metrics) for key, post in found.items()} == {"3": {M.REACH: 5}, "2": {}, "1": {M.REACH: 5}}
    assert {key: post.details.metadata for key, post in found.items() if post.details} == {
        "3": {},
        "2": {"no_insights": True},
        "1": {},
    }
    assert rejections(pages) == []


async def test_a_marked_medium_is_not_asked_for_insights_again() -> None:
    documents = {key: medium(key, timestamp="2020-01-01T10:00:00+0000") for key in ("1", "2")}
    instagram = Converted({"caption": (200, documents)})
    due = [
        KnownPost("1", NOW, ContentType.IMAGE, NOW),
        KnownPost("2", NOW, ContentType.IMAGE, NOW, metadata={"no_insights": True}),
    ]

    pages = await collect(instagram, due=due)

    assert [query["ids"] for _, query in instagram.asked if "insights" in query.get("fields", "")] == ["1"]
    marked = {post.post_id: post.details.metadata for post in all_of(pages).posts if post.details}
    assert marked == {"1": {}, "2": {"no_insights": True}}


async def test_a_story_that_few_have_seen_has_no_insights_yet() -> None:
    few = refusal("(#10) Not enough viewers for the media to show insights", 10)
    story = medium("5", media_product_type="STORY")

    pages = await collect(Instagram({"stories": (200, {"data": [story]}), "insights.metric": few}))

    (post,) = all_of(pages).posts
    assert post.metrics == {}
    assert post.details is not None
    assert post.details.metadata == {}
    assert native.MEDIA_INSIGHTS not in [each.name for each in rejections(pages)]


async def test_few_followers_have_no_demographics() -> None:
    class Few(Instagram):
        def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
            if dict(request.url.params).get("metric") == "follower_demographics":
                self.asked.append((request.url.path, {}))
                return refusal("(#2874010) Not enough users to show demographics", 2874010)
            return super().__call__(request)

    instagram = Few({})
    pages = await collect(instagram)

    assert [each.name for each in rejections(pages)] == [native.DEMOGRAPHICS]
    assert not any(day.audience for day in all_of(pages).days)


async def test_every_native_metric_is_in_the_catalog() -> None:
    assert {each.native.platform for each in native.METRICS} == {IG}
