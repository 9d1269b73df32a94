"""Posts filtered through the API."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.observations import Batch, ContentType
from domain.users import Account, Platform
from persistence.database import Database
from tests.factories import add_account, add_user, post, record

Ask = Callable[..., Awaitable[dict[str, Any]]]

CONTENT = """query Content($filter: ContentFilter, $first: Int = 20, $after: String) {
  user(userId: "u1") {
    content(filter: $filter, first: $first, after: $after, orderBy: {direction: ASC}) {
      totalCount
      edges { cursor node { postId } }
    }
  }
}"""


@pytest.fixture
async def accounts(database: Database) -> tuple[Account, Account]:
    """An Instagram account with four posts and one on X with one, of a user in Berlin."""
    await add_user(database, time_zone="Europe/Berlin")
    instagram = await add_account(database)
    x = await add_account(database, platform=Platform.X)
    moments = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 3, 4, 8)]
    posts = (
        post("reel", posted_at=moments[0], content_type=ContentType.REEL, media_seconds=14.5, likes=150, views=1000),
        post("ad", posted_at=moments[1], tags=("ads",), text="Big SALE", likes=500, views=1000),
        post("quiet", posted_at=moments[2], tags=(), text="Sales talk", likes=3, views=1000),
        post("unseen", posted_at=moments[3], text=None),
    )
    await record(database, instagram, Batch(posts=posts))
    await record(database, x, Batch(posts=(post("tweet", posted_at=datetime(2026, 3, 9, 9, tzinfo=UTC), likes=200),)))
    return instagram, x


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (None, ["reel", "ad", "quiet", "unseen", "tweet"]),
        ({}, ["reel", "ad", "quiet", "unseen", "tweet"]),
        ({"platforms": None, "and": None, "not": None}, ["reel", "ad", "quiet", "unseen", "tweet"]),
        ({"platforms": ["X"]}, ["tweet"]),
        ({"contentTypes": ["REEL"]}, ["reel"]),
        ({"tags": ["#ADS"]}, ["ad"]),
        ({"not": {"tags": ["ads"]}}, ["reel", "quiet", "unseen", "tweet"]),
        ({"text": "sale"}, ["ad", "quiet"]),
        ({"text": ""}, ["reel", "ad", "quiet", "unseen", "tweet"]),
        ({"not": {"text": "sale"}}, ["reel", "tweet"]),
        ({"weekdays": ["MONDAY"]}, ["reel", "tweet"]),
        ({"weekdays": ["SUNDAY"]}, ["unseen"]),
        ({"hoursOfDay": [10]}, ["reel", "ad", "quiet", "unseen", "tweet"]),
        ({"hoursOfDay": [9]}, []),
        ({"mediaSeconds": {"below": 15}}, ["reel"]),
        ({"mediaSeconds": {"atLeast": 15}}, []),
        ({"metrics": [{"metric": "LIKES", "gt": 100, "lte": 200}]}, ["reel", "tweet"]),
        ({"metrics": [{"metric": "ENGAGEMENT_RATE", "gte": 0.5}]}, ["ad"]),
        ({"period": {"start": "2026-03-03", "end": "2026-03-05"}}, ["ad", "quiet"]),
        ({"platforms": ["INSTAGRAM"], "metrics": [{"metric": "LIKES", "gt": 100}]}, ["reel", "ad"]),
        ({"or": [{"platforms": ["X"]}, {"contentTypes": ["REEL"]}]}, ["reel", "tweet"]),
        (
            {"and": [{"or": [{"platforms": ["X"]}, {"text": "sale"}]}, {"not": {"tags": ["ads"]}}]},
            ["quiet", "tweet"],
        ),
        ({"or": [{"platforms": ["X"]}, {}]}, ["reel", "ad", "quiet", "unseen", "tweet"]),
        ({"not": {}}, []),
        ({"platforms": ["TIKTOK"]}, []),
    ],
    ids=str,
)
async def test_posts_that_a_filter_picks(
    data: Ask, accounts: object, filter: dict[str, Any] | None, expected: list[str]
) -> None:
    found = (await data(CONTENT, filter=filter))["user"]["content"]

    assert [edge["node"]["postId"] for edge in found["edges"]] == expected
    assert found["totalCount"] == len(expected)


async def test_a_post_tells_how_long_its_video_is(data: Ask, accounts: object) -> None:
    document = """{ user(userId: "u1") { content(orderBy: {direction: ASC}, first: 2) {
        edges { node { postId mediaSeconds } } } } }"""

    found = (await data(document))["user"]["content"]["edges"]

    assert [edge["node"] for edge in found] == [
        {"postId": "reel", "mediaSeconds": 14.5},
        {"postId": "ad", "mediaSeconds": None},
    ]


async def test_posts_of_an_account_by_its_global_id(data: Ask, accounts: object) -> None:
    known = await data('{ user(userId: "u1") { accounts { id platform } } }')
    ids = {account["platform"]: account["id"] for account in known["user"]["accounts"]}

    found = await data(CONTENT, filter={"not": {"accountIds": [ids["INSTAGRAM"]]}})

    assert [edge["node"]["postId"] for edge in found["user"]["content"]["edges"]] == ["tweet"]


@pytest.mark.parametrize(
    ("filter", "message"),
    [
        ({"platforms": []}, "`platforms` is empty, which matches nothing; leave it out to match everything."),
        ({"not": {"or": []}}, "`or` is empty, which matches nothing; leave it out to match everything."),
        ({"tags": ["#"]}, "A tag has 1 to 200 characters; 0 were given."),
        (
            {"countries": ["DE"]},
            "Posts have no country; only single engagements do. Leave the condition out of a list of posts.",
        ),
        ({"countries": ["Germany"]}, "'Germany' is no country; use two letters of ISO 3166-1, such as DE."),
        (
            {"or": [{"devices": ["mobile"]}, {"text": "a"}]},
            "Posts have no device; only single engagements do. Leave the condition out of a list of posts.",
        ),
        ({"hoursOfDay": [24]}, f"'24' is no hour of day; use one of {', '.join(map(str, range(24)))}."),
        ({"mediaSeconds": {}}, "A condition on the media length needs a bound: at least, below, or both."),
        ({"metrics": [{"metric": "LIKES"}]}, "The condition on LIKES needs one of gt, gte, lt, lte, eq."),
        ({"text": "a" * 201}, "The text to look for has 1 to 200 characters; 201 were given."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_filter_that_cannot_be_used_is_refused(
    ask: Ask, accounts: object, filter: dict[str, Any], message: str
) -> None:
    (error,) = (await ask(CONTENT, filter=filter))["errors"]

    assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", message)


@pytest.mark.parametrize("levels", [9, 60])
async def test_a_filter_that_is_too_deep_is_refused(ask: Ask, accounts: object, levels: int) -> None:
    filter: dict[str, Any] = {"text": "a"}
    for _ in range(levels):
        filter = {"not": filter}

    (error,) = (await ask(CONTENT, filter=filter))["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"] == "A filter is at most 8 levels deep."


async def test_a_cursor_goes_on_in_the_same_filter_however_it_is_written_and_in_no_other(
    data: Ask, ask: Ask, accounts: object
) -> None:
    written = {"platforms": ["INSTAGRAM"], "not": {"tags": ["ads"]}}
    reordered = {"and": [{"not": {"tags": ["#Ads"]}}, {"platforms": ["INSTAGRAM"]}]}
    first = (await data(CONTENT, filter=written, first=1))["user"]["content"]
    cursor = first["edges"][0]["cursor"]

    second = (await data(CONTENT, filter=reordered, first=1, after=cursor))["user"]["content"]
    other = await ask(CONTENT, filter={"platforms": ["INSTAGRAM"]}, first=1, after=cursor)

    assert [edge["node"]["postId"] for edge in (*first["edges"], *second["edges"])] == ["reel", "quiet"]
    assert other["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"


async def test_a_filtered_list_takes_one_statement_more_than_users_and_accounts(
    data: Ask, accounts: object, statements: list[str]
) -> None:
    await data(CONTENT, filter={"or": [{"text": "sale"}, {"weekdays": ["MONDAY"]}]})

    assert len([sent for sent in statements if sent.lstrip().upper().startswith(("SELECT", "WITH"))]) == 3


async def test_the_top_posts_of_a_platform_are_its_own(data: Ask, accounts: object) -> None:
    document = """{ user(userId: "u1") { platforms { platform topContent(first: 2) { platform postId } } } }"""

    found = (await data(document))["user"]["platforms"]

    assert found == [
        {
            "platform": "INSTAGRAM",
            "topContent": [
                {"platform": "INSTAGRAM", "postId": "ad"},
                {"platform": "INSTAGRAM", "postId": "reel"},
            ],
        },
        {"platform": "X", "topContent": [{"platform": "X", "postId": "tweet"}]},
    ]


CHARTS = """query Charts($filter: ContentFilter, $attribution: Attribution) { user(userId: "u1") {
  lines: chart(kind: TIME_SERIES, metrics: [LIKES], filter: $filter, attribution: $attribution,
    period: {start: "2026-03-02", end: "2026-03-05"}) { datasets { data } }
  kinds: chart(kind: CONTENT_TYPE_PERFORMANCE, metrics: [LIKES], filter: $filter,
    period: {start: "2026-03-02", end: "2026-03-10"}) { labels datasets { data } }
  posts: chart(kind: CONTENT_PERFORMANCE, metrics: [LIKES], filter: $filter,
    period: {start: "2026-03-02", end: "2026-03-10"}) { datasets { data } }
} }"""


async def test_a_chart_is_cut_by_its_filter_and_taken_as_it_asks(data: Ask, accounts: object) -> None:
    whole = (await data(CHARTS))["user"]
    cut = (await data(CHARTS, filter={"text": "sale"}))["user"]
    received = (await data(CHARTS, filter=None, attribution="RECEIVED"))["user"]

    assert whole["lines"]["datasets"] == [{"data": [150.0, 500.0, 3.0]}]
    assert cut["lines"]["datasets"] == [{"data": [None, 500.0, 3.0]}]
    assert received["lines"]["datasets"] == [{"data": [None, None, None]}]
    assert (whole["kinds"]["labels"], cut["kinds"]["labels"]) == (["Image", "Reel"], ["Image"])
    assert whole["posts"]["datasets"] == [{"data": [500.0, 200.0, 150.0, 3.0, None]}]
    assert cut["posts"]["datasets"] == [{"data": [500.0, 3.0]}]


async def test_posts_in_a_chart_are_not_taken_at_an_age(ask: Ask, accounts: object) -> None:
    answer = await ask('{ user(userId: "u1") { chart(kind: CONTENT_PERFORMANCE, ageHours: 24) { title } } }')

    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"] == "Posts are ranked as they were last seen; leave `ageHours` out of this chart."
