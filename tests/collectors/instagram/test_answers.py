"""A Instagram of our own, for what the sandbox does not do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
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
from domain.time_range import start_of_day
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


STORY = medium("5", media_product_type="STORY")
BY_ID = "insights.metric"
ZONE = "America/Los_Angeles"


class Playing(Instagram):
    """Insights for all that is asked for; `refuse` says what is refused."""

    def __init__(
        self,
        refuse: Callable[[dict[str, str]], tuple[int, Any] | None],
        answers: dict[str, tuple[int, Any]] | None = None,
    ) -> None:
        super().__init__(answers or {})
        self.refuse = refuse

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        query = dict(request.url.params)
        of_media = BY_ID in query.get("fields", "")
        if not of_media and not request.url.path.endswith("/insights"):
            return super().__call__(request)
        self.asked.append((request.url.path, query))
        refused = self.refuse(query)
        if refused is not None:
            return refused
        if of_media:
            data = [{"name": "reach", "values": [{"value": 5}]}]
            return 200, {each: {"id": each, "insights": {"data": data}} for each in query["ids"].split(",")}
        if query.get("metric_type") == "total_value":
            return 200, {"data": [{"name": name, "total_value": {"value": 7}} for name in query["metric"].split(",")]}
        since, until = (datetime.fromtimestamp(int(query[name]), UTC) for name in ("since", "until"))
        midnights = (start_of_day(since.date() + timedelta(days=number), ZONE) for number in range(32))
        ends = [end.isoformat() for end in midnights if since <= end <= until]
        return 200, {
            "data": [
                {"name": name, "period": "day", "values": [{"value": 7, "end_time": end} for end in ends]}
                for name in query["metric"].split(",")
            ]
        }

    def totals(self) -> list[str]:
        """The names that were asked for day by day, call by call."""
        given = [query for path, query in self.asked if path.endswith("/insights")]
        return [each["metric"] for each in given if each["metric_type"] == "total_value" and "views" in each["metric"]]


async def test_a_metric_that_stories_do_not_have_is_left_to_all_others() -> None:
    words = "(#100) The Media Insights API does not support the shares metric for this media product type."

    def refuse(query: dict[str, str]) -> tuple[int, Any] | None:
        return refusal(words, 100) if query.get("ids") == "5" and "shares" in query["fields"] else None

    answers = {"stories": (200, {"data": [STORY]}), "media": (200, {"data": [medium("17")]})}
    pages = await collect(Playing(refuse, answers))
    refused = [each.name for each in rejections(pages)]
    assert refused == ["STORY.shares"]

    again = Playing(refuse, answers)
    assert rejections(await collect(again, rejected=refused)) == []
    asked = {query["ids"]: "shares" in query["fields"] for _, query in again.asked if BY_ID in query.get("fields", "")}
    assert asked == {"5": False, "17": True}
    assert all("shares" in names for names in again.totals())


async def test_a_metric_that_advertisements_do_not_have_is_left_to_the_feed() -> None:
    words = "(#100) The Media Insights API does not support the saved metric for this media product type."

    def refuse(query: dict[str, str]) -> tuple[int, Any] | None:
        return refusal(words, 100) if "18" in query.get("ids", "") and "saved" in query["fields"] else None

    media = {"data": [medium("17"), medium("18", media_product_type="AD")]}
    pages = await collect(Playing(refuse, {"media": (200, media)}))

    assert [each.name for each in rejections(pages)] == ["AD.saved"]
    assert [dict(post.metrics) for post in all_of(pages).posts] == [{M.REACH: 5}] * 2


async def test_a_name_that_the_endpoint_does_not_know_is_left_to_the_other_endpoints() -> None:
    words = "(#100) metric[1] must be one of the following values: reach, shares"
    instagram = Playing(
        lambda query: refusal(words, 100) if "(reach,views," in query.get("fields", "") else None,
        {"media": (200, {"data": [medium("17")]})},
    )

    pages = await collect(instagram)

    assert [each.name for each in rejections(pages)] == ["media.views"]
    assert all("views" in names for names in instagram.totals())


@pytest.mark.parametrize(
    "odd",
    [
        refusal("(#100) Invalid parameter", 100),
        refusal("Invalid parameter", 100, error_subcode=2108005),
        refusal("(#10) Application does not have permission for this action", 10),
        refusal("Please reduce the amount of data you're asking for, then retry your request", 1),
    ],
)
async def test_an_odd_refusal_of_one_medium_spoils_no_other(odd: tuple[int, Any]) -> None:
    media = {"data": [medium(key) for key in ("110", "111", "112")]}

    pages = await collect(
        Playing(lambda query: odd if "111" in query.get("ids", "") else None, {"media": (200, media)})
    )

    assert [(post.post_id, dict(post.metrics)) for post in all_of(pages).posts] == [
        ("110", {M.REACH: 5}),
        ("111", {}),
        ("112", {M.REACH: 5}),
    ]
    assert rejections(pages) == []


async def test_stories_that_are_all_refused_leave_the_media_their_insights() -> None:
    stories = {"data": [STORY, {**STORY, "id": "6"}]}
    answers = {"stories": (200, stories), "media": (200, {"data": [medium("17")]})}

    pages = await collect(
        Playing(lambda query: refusal("(#100) odd", 100) if query.get("ids", "17") != "17" else None, answers)
    )

    assert [each.name for each in rejections(pages)] == ["GET /{ig-media}/insights (STORY)"]
    assert {post.post_id: dict(post.metrics) for post in all_of(pages).posts} == {"5": {}, "6": {}, "17": {M.REACH: 5}}


async def read(
    instagram: Instagram, clock: FakeClock, days: int, cursor: str | None = None, until: datetime = NOW
) -> list[Page]:
    async with answering(instagram, clock) as http:
        collector = InstagramCollector(ApiConfiguration(), http)
        assignment = assigned(IG, until - timedelta(days=days), until)
        return [page async for page in collector.collect(assignment, cursor)]


@pytest.mark.parametrize("late", [0, 1, 2, 3])
async def test_new_followers_are_asked_for_in_the_last_30_days_from_the_present(late: int) -> None:
    def refuse(query: dict[str, str]) -> tuple[int, Any] | None:
        oldest = (NOW + timedelta(days=late - 30)).timestamp()
        if "follower_count" in query.get("metric", "") and int(query["since"]) < oldest:
            return refusal("(#100) For metric follower_count, since must be within the last 30 days", 100)
        return None

    pages = await read(Playing(refuse), FakeClock(NOW + timedelta(days=late)), 60, "series:")

    gained = sorted({day.day for day in all_of(pages).days if M.FOLLOWERS_GAINED in day.metrics})
    reached = sorted({day.day for day in all_of(pages).days if M.REACH in day.metrics})
    assert rejections(pages) == []
    assert (gained[0], gained[-1]) == (date(2026, 2, 10) + timedelta(days=late), date(2026, 3, 9))
    assert (reached[0], reached[-1]) == (date(2026, 1, 9), date(2026, 3, 9))


async def test_what_is_gone_on_with_days_later_asks_for_nothing_older_than_two_years() -> None:
    def refuse(query: dict[str, str]) -> tuple[int, Any] | None:
        too_old = int(query.get("since", NOW.timestamp())) < (NOW - timedelta(days=730)).timestamp()
        return refusal("(#100) since param is not valid", 100) if too_old else None

    instagram = Playing(refuse)
    until = NOW - timedelta(days=3)
    pages = await read(instagram, FakeClock(), 730, "series:2024-03-20", until)

    assert rejections(pages) == []
    assert min(day.day for day in all_of(pages).days) == date(2024, 3, 11)
    assert (await read(instagram, FakeClock(), 730, "totals:2024-03-09", until))[0].batch.days == ()


async def test_a_day_that_is_refused_takes_no_other_with_it() -> None:
    first = int((NOW - timedelta(days=5)).timestamp())

    def refuse(query: dict[str, str]) -> tuple[int, Any] | None:
        odd = "website_clicks" in query.get("metric", "") and int(query["since"]) < first < int(query["until"])
        return refusal("(#100) Invalid parameter", 100) if odd else None

    pages = await read(Playing(refuse), FakeClock(), 9, "totals:")

    assert [each.name for each in rejections(pages)] == [f"{native.TOTALS} (older)"]
    found = [day.day for day in all_of(pages).days if M.VIEWS in day.metrics]
    assert found == [date(2026, 3, number) for number in (9, 8, 7, 6, 4, 3, 2, 1)]


@pytest.mark.parametrize(
    ("words", "searching"),
    [
        ("(#100) metric[7] must be one of the following values: views", 1),
        ("(#100) The value must be a valid insights metric", 6),
    ],
)
async def test_a_bad_name_is_searched_for_once_in_a_collection(words: str, searching: int) -> None:
    instagram = Playing(lambda query: refusal(words, 100) if "website_clicks" in query.get("metric", "") else None)

    pages = await read(instagram, FakeClock(), 90, "totals:")

    assert [each.name for each in rejections(pages)] == ["website_clicks"]
    asked = [query for _, query in instagram.asked if query.get("metric_type") == "total_value"]
    assert len([query for query in asked if query["period"] == "day" and query["metric"] != "reach"]) == 90 + searching


async def test_one_breakdown_that_is_refused_leaves_the_others() -> None:
    def refuse(query: dict[str, str]) -> tuple[int, Any] | None:
        return refusal("(#100) Invalid parameter", 100) if query.get("breakdown") == "gender" else None

    instagram = Playing(refuse)
    pages = await collect(instagram)
    refused = [each.name for each in rejections(pages)]

    assert refused == [f"{native.DEMOGRAPHICS} (gender)"]
    assert [query["breakdown"] for _, query in instagram.asked if "breakdown" in query] == [*native.BREAKDOWNS]
    again = Playing(refuse)
    await collect(again, rejected=refused)
    assert [query["breakdown"] for _, query in again.asked if "breakdown" in query] == ["age", "country", "city"]


@pytest.mark.parametrize("cursor", ["due:", "due:17"])
async def test_a_cursor_of_due_media_leads_on_when_none_are_left(cursor: str) -> None:
    pages = await read(Playing(lambda _query: None), FakeClock(), 3, cursor)

    assert (pages[0].batch.posts, pages[0].cursor) == ((), "series:")


async def test_what_was_refused_is_not_planned() -> None:
    rejected = [each.name for each in (*native.DAY_TOTALS, *native.DAY_SERIES)]
    async with answering(Instagram({}), FakeClock()) as http:
        plan = InstagramCollector(ApiConfiguration(), http).plan(
            assigned(IG, NOW - timedelta(days=90), rejected=rejected)
        )

    assert {step.what: step.calls for step in plan if not step.at_least} == {
        "profile": 1,
        "demographics": 4,
    }
