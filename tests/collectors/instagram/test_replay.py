"""Recorded answers of Instagram, read through the collector.

What was never recorded is answered as nothing (`"data": []`), or refused as the recorded refusals are.
"""

import re
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.instagram import InstagramCollector, parsing
from collectors.instagram import metrics as native
from collectors.meta.days import Span
from collectors.meta.reading import totals
from collectors.native_metrics import values_of
from domain.assignments import KnownPost, Page
from domain.errors import AuthorizationLostError
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, WindowSnapshot
from domain.users import AccountRef, Platform
from tests.collectors.meta.reading import all_of, answering, assigned, missing, rejections
from tests.collectors.meta.recordings import cassette, fixture, needs_payloads
from tests.factories import FakeClock

pytestmark = needs_payloads

ACCOUNT = "17841403584244541"
MARCH = datetime(2026, 3, 6, 10, 4, 15, tzinfo=UTC)
APRIL = datetime(2026, 4, 21, 9, 13, 18, tzinfo=UTC)
FIXTURES = "instagram/python-facebook"
NOTHING: dict[str, Any] = {"data": []}


async def collect(answer: Any, since: datetime, until: datetime, **given: Any) -> list[Page]:
    async with answering(answer, FakeClock(until)) as http:
        collector = InstagramCollector(ApiConfiguration(), http)
        assignment = assigned(Platform.INSTAGRAM, since, until, external_id=ACCOUNT, **given)
        return [page async for page in collector.collect(assignment, None)]


class Recorded:
    """The account of the first cassette, as it answered on 2026-03-06."""

    def __init__(self) -> None:
        taken = cassette("instagram/keboola_v23_ig.cassette.json")
        self.profile = next(body for _, query, _, body in taken if "follows_count" in query.get("fields", ""))
        self.media = {
            query.get("after", ""): body
            for path, query, _, body in taken
            if path == f"/{ACCOUNT}/media" and "timestamp" in query["fields"] and body["data"]
        }
        self.stories = next(body for path, _, _, body in taken if path == f"/{ACCOUNT}/stories")
        refused = [body for _, _, status, body in taken if status == 400]
        self.second_unknown = next(body for body in refused if "metric[1]" in body["error"]["message"])
        self.no_permission = next(body for body in refused if "(#10)" in body["error"]["message"])

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        query, path = dict(request.url.params), request.url.path.removeprefix("/v25.0")
        if path == f"/{ACCOUNT}":
            return 200, self.profile
        if path == f"/{ACCOUNT}/media":
            return 200, self.media[query.get("after", "")]
        if path == f"/{ACCOUNT}/stories":
            return 200, self.stories
        if query.get("metric") == "follower_demographics":
            return 400, self.no_permission
        if query.get("metric") == "reach,follower_count":
            return 400, self.second_unknown
        return 200, {} if "ids" in query else NOTHING


async def test_all_media_of_ten_years_by_the_recorded_cursors() -> None:
    pages = await collect(Recorded(), datetime(2009, 1, 1, tzinfo=UTC), MARCH)

    posts = all_of(pages).posts
    kinds = [post.details.content_type for post in posts if post.details]
    assert len(posts) == len({post.post_id for post in posts}) == 160
    assert [len(page.batch.posts) for page in pages if page.batch.posts] == [25, 25, 25, 25, 25, 25, 10]
    assert sum(post.metrics[M.LIKES] for post in posts) == 2441
    assert sum(post.metrics[M.COMMENTS] for post in posts) == 138
    assert (kinds.count(ContentType.IMAGE), kinds.count(ContentType.CAROUSEL)) == (130, 11)
    assert kinds.count(ContentType.VIDEO) + kinds.count(ContentType.REEL) == 19
    album, reel = posts[0], posts[1]
    assert album.post_id == "18552016081025633"
    assert album.metrics == {M.LIKES: 7, M.COMMENTS: 0}
    assert album.details is not None
    assert album.details.posted_at == datetime(2025, 12, 2, 6, 26, 26, tzinfo=UTC)
    assert album.details.url == "https://www.instagram.com/p/DRwD8GFjeo8/"
    assert album.details.tags == ("europeanstartupembassy",)
    assert reel.metrics == {M.LIKES: 6, M.COMMENTS: 1}
    assert reel.details is not None
    assert reel.details.content_type is ContentType.REEL
    assert (posts[-1].post_id, posts[-1].details and posts[-1].details.posted_at) == (
        "17859968239048435",
        datetime(2016, 7, 18, 16, 27, 54, tzinfo=UTC),
    )


async def test_a_list_is_left_where_it_becomes_older_than_the_window() -> None:
    pages = await collect(Recorded(), datetime(2025, 11, 26, tzinfo=UTC), MARCH)

    assert [post.post_id for post in all_of(pages).posts] == [
        "18552016081025633",
        "17883126771414655",
        "17861658633540905",
    ]
    assert len([page for page in pages if page.batch.posts]) == 1


async def test_the_profile_is_a_stock_of_the_day_in_california() -> None:
    pages = await collect(Recorded(), datetime(2026, 3, 5, tzinfo=UTC), MARCH)

    assert pages[0].profile == AccountRef(Platform.INSTAGRAM, ACCOUNT, "keboola_official", "Keboola")
    assert pages[0].batch.days == (
        DaySnapshot(
            date(2026, 3, 6),
            MARCH,
            {M.FOLLOWERS: 280, M.FOLLOWING: 78, M.POSTS_COUNT: 160},
            "America/Los_Angeles",
        ),
    )


async def test_recorded_refusals_name_the_metric_or_the_edge() -> None:
    pages = await collect(Recorded(), datetime(2026, 3, 5, tzinfo=UTC), MARCH)

    found = {each.name: each.reason for each in rejections(pages)}
    assert list(found) == ["follower_count", "GET /{ig-user}/insights metric=follower_demographics"]
    assert found["follower_count"].startswith("Instagram says (100): (#100) metric[1] must be one of the following")
    assert found["GET /{ig-user}/insights metric=follower_demographics"] == (
        "Instagram says (10): (#10) Application does not have permission for this action"
    )


class Insights:
    """The second cassette: a series of eight days, and the totals of the newest of them."""

    def __init__(self) -> None:
        taken = cassette("instagram/keboola_v23_metric_type.cassette.json")
        values = [value for _, _, _, body in taken[3:] for value in body["data"][0]["values"]]
        self.values = {value["end_time"]: value for value in values}
        self.of_seven_days, self.newest_day = taken[1][3], taken[2][3]

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        query, path = dict(request.url.params), request.url.path.removeprefix("/v25.0")
        if path == f"/{ACCOUNT}":
            return 200, {"id": ACCOUNT}
        if query.get("metric_type") == "time_series":
            within = [value for end, value in self.values.items() if self.inside(end, query)]
            return 200, {"data": [{"name": "reach", "period": "day", "values": within}]}
        if "since" not in query:
            return 200, NOTHING
        newest = self.inside("2026-04-21T07:00:00+0000", query) and not self.inside("2026-04-20T07:00:00+0000", query)
        if query.get("metric_type") == "total_value" and newest:
            names = set(query["metric"].split(","))
            return 200, {"data": [each for each in self.newest_day["data"] if each["name"] in names]}
        return 200, NOTHING

    @staticmethod
    def inside(end: str, query: dict[str, str]) -> bool:
        return int(query["since"]) <= datetime.fromisoformat(end).timestamp() <= int(query["until"])


async def test_the_days_of_a_series_are_those_before_their_end() -> None:
    pages = await collect(Insights(), datetime(2026, 4, 13, 7, tzinfo=UTC), APRIL)

    days = {day.day: day.metrics for day in all_of(pages).days if M.REACH in day.metrics}
    assert days == {
        date(2026, 4, 13): {M.REACH: 1},
        date(2026, 4, 14): {M.REACH: 0},
        date(2026, 4, 15): {M.REACH: 2},
        date(2026, 4, 16): {M.REACH: 0},
        date(2026, 4, 17): {M.REACH: 0},
        date(2026, 4, 18): {M.REACH: 0},
        date(2026, 4, 19): {M.REACH: 0},
        date(2026, 4, 20): {M.REACH: 0},
    }


async def test_the_totals_of_a_day_are_zeros_where_the_platform_says_so() -> None:
    pages = await collect(Insights(), datetime(2026, 4, 19, 7, tzinfo=UTC), APRIL)

    totals_of = [day for day in all_of(pages).days if M.VIEWS in day.metrics]
    assert totals_of == [
        DaySnapshot(
            date(2026, 4, 20),
            APRIL,
            {M.VIEWS: 0, M.LIKES: 0, M.COMMENTS: 0, M.SHARES: 0, M.SAVES: 0, M.PLATFORM_ENGAGEMENTS: 0},
            "America/Los_Angeles",
        )
    ]  # profile_views and website_clicks were not asked for in the recording: absent, not 0


def test_the_total_of_several_days_is_a_window() -> None:
    recorded = Insights().of_seven_days
    days = Span(date(2026, 4, 13), date(2026, 4, 19))

    assert parsing.window_reach(recorded, days, APRIL) == WindowSnapshot(
        M.REACH, date(2026, 4, 13), date(2026, 4, 20), 3, APRIL
    )
    assert values_of(totals(recorded), native.DAY_TOTALS)[M.VIEWS] == 21
    assert "follows_and_unfollows" not in totals(recorded)  # it has no value without a breakdown


async def test_stories_by_two_recorded_pages() -> None:
    first, second = (fixture(f"{FIXTURES}/stories/stories_fields_p{number}.json") for number in (1, 2))

    def answer(request: httpx2.Request) -> tuple[int, Any]:
        query = dict(request.url.params)
        if request.url.path.endswith("/stories"):
            return 200, second if query.get("after") == "after" else first
        return 200, {} if "ids" in query else NOTHING

    pages = await collect(answer, datetime(2020, 10, 16, tzinfo=UTC), datetime(2020, 10, 16, 20, tzinfo=UTC))

    found = [post.post_id for post in all_of(pages).posts]
    assert found == ["18168273289049440", "17876166859931045", "17967354091336995"]
    assert all("token" not in (page.cursor or "") for page in pages)


async def test_stories_as_they_are_described() -> None:
    def answer(request: httpx2.Request) -> tuple[int, Any]:
        if request.url.path.endswith("/stories"):
            return 200, fixture(f"{FIXTURES}/users/stories.json")
        return 200, {} if "ids" in dict(request.url.params) else NOTHING

    pages = await collect(answer, datetime(2021, 8, 19, tzinfo=UTC), datetime(2021, 8, 19, 20, tzinfo=UTC))

    picture, video = all_of(pages).posts
    assert picture.metrics == {M.LIKES: 0, M.COMMENTS: 0}
    assert picture.details is not None
    assert picture.details.content_type is ContentType.STORY
    assert picture.details.url == "https://instagram.com/stories/ikroskun/2643655939345226184"
    assert video.details is not None
    assert video.details.posted_at == datetime(2021, 8, 19, 10, 19, 3, tzinfo=UTC)


async def test_media_by_their_ids_with_recorded_insights() -> None:
    media = fixture(f"{FIXTURES}/medias/medias_fields.json")
    insights = fixture(f"{FIXTURES}/medias/insights.json")
    activity = fixture(f"{FIXTURES}/medias/insights_new.json")

    def answer(request: httpx2.Request) -> tuple[int, Any]:
        query = dict(request.url.params)
        if "ids" not in query:
            return 200, NOTHING
        if (wanted := re.search(r"insights\.metric\(([^)]*)\)", query["fields"])) is None:
            return 200, media
        names = set(wanted[1].split(","))
        data = [each for each in (*insights["data"], *activity["data"]) if each["name"] in names]
        return 200, {each: {"id": each, "insights": {"data": data}} for each in query["ids"].split(",")}

    at = datetime(2021, 7, 26, 12, tzinfo=UTC)
    due = [KnownPost(each, at, ContentType.OTHER, at) for each in media]
    pages = await collect(answer, datetime(2021, 7, 26, 11, tzinfo=UTC), at, due=due)

    found = {post.post_id: post for post in all_of(pages).posts}
    album = found["17896129349106152"]
    assert set(found) == set(media)
    assert album.metrics == {M.LIKES: 1, M.COMMENTS: 0, M.REACH: 5, M.SAVES: 0}
    assert album.details is not None
    assert (album.details.content_type, album.details.text) == (ContentType.CAROUSEL, "ALBUM")
    assert missing(pages) == []


async def test_the_series_of_2017() -> None:
    def answer(request: httpx2.Request) -> tuple[int, Any]:
        if dict(request.url.params).get("metric_type") == "time_series":
            return 200, fixture(f"{FIXTURES}/users/user_insights.json")
        return 200, {} if "ids" in dict(request.url.params) else NOTHING

    pages = await collect(answer, datetime(2017, 5, 3, 7, tzinfo=UTC), datetime(2017, 5, 5, 7, tzinfo=UTC))

    assert {day.day: day.metrics for day in all_of(pages).days} == {
        date(2017, 5, 3): {M.REACH: 3},
        date(2017, 5, 4): {M.REACH: 36},
    }


def test_a_total_with_breakdowns_is_its_total() -> None:
    recorded = fixture(f"{FIXTURES}/users/user_insights_new.json")

    assert totals(recorded) == {"reach": 14516883}


async def test_a_dead_token_ends_it() -> None:
    def answer(_request: httpx2.Request) -> tuple[int, Any]:
        words = "Error validating access token: Session has expired on Friday."
        return 400, {"error": {"message": words, "type": "OAuthException", "code": "REDACTED", "error_subcode": 463}}

    with pytest.raises(AuthorizationLostError, match="Session has expired on Friday") as caught:
        await collect(answer, datetime(2026, 3, 5, tzinfo=UTC), MARCH)

    assert not caught.value.revoked
