"""Answers that X really gave, read where they lie, through the collector."""

import json as text_json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from collectors.x import XAuthorizer
from collectors.x.parsing import answer_of, post_snapshots
from domain.assignments import Page
from domain.credentials import Consent, Secret
from domain.metrics import MetricKey
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform
from tests.collectors.x.stage import Bench, Recorder, at, json, known
from tests.factories import FakeClock

ROOT = Path(__file__).resolve().parents[3]
PAYLOADS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "payloads" / "x"

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason="The recorded answers are not there; PULSEGRAPH_SHARED says where they are."
)

Benches = Callable[..., Bench]
Recorded = Mapping[str, httpx2.Response]
NOTHING_ELSE = frozenset({"tweets/analytics", "non_public_metrics"})


def cassette(name: str) -> httpx2.Response:
    """A recording with its headers: packed as it came, or unpacked by the recorder."""
    (recorded,) = yaml.safe_load((PAYLOADS / "tweepy" / f"{name}.yaml").read_text())["interactions"]
    body = recorded["response"]["body"]["string"]
    headers = {key.lower(): values[0] for key, values in recorded["response"]["headers"].items()}
    if isinstance(body, str):
        body = body.encode()
        del headers["content-encoding"]
    headers["content-length"] = str(len(body))
    return httpx2.Response(recorded["response"]["status"]["code"], headers=headers, content=body)


def fixture(name: str) -> Any:
    """A document of python-twitter."""
    return text_json.loads((PAYLOADS / "python-twitter" / f"{name}.json").read_text())


async def replayed(bench: Benches, answers: Recorded, user_id: str, **window: Any) -> list[Page]:
    """A collection that is answered by path; further pages are empty, as X documents it."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if "pagination_token" in request.url.params:
            return json({"meta": {"result_count": 0}})
        return answers[request.url.path]

    stage = bench(answer, user_id=user_id)
    return await stage.pages(stage.assignment(**window, rejected=NOTHING_ELSE))


def profile_of_twitter() -> httpx2.Response:
    return json({"data": fixture("user/users_resp")["data"][0]})


@pytest.mark.parametrize("name", ["test_client_get_users_tweets", "test_asyncclient_get_users_tweets"])
async def test_a_recorded_timeline(bench: Benches, clock: FakeClock, recorder: Recorder, name: str) -> None:
    clock.now = parsedate_to_datetime(cassette(name).headers["date"].replace("UTC", "GMT"))
    pages = await replayed(
        bench,
        {"/2/users/783214": profile_of_twitter(), "/2/users/783214/tweets": cassette(name)},
        "783214",
        since=at("2022-08-01 00:00"),
        until=clock.now,
    )
    assert [page.cursor for page in pages] == [
        "posts:",
        "earlier:",
        "earlier:7140dibdnow9c7btw4232poeq0wapgnwgwqwvuwn3peex",
        None,
    ]
    assert pages[1].batch.posts == (
        PostSnapshot(
            "1577730467436138524",
            clock.now,
            {},
            PostDetails(
                datetime(2022, 10, 5, 18, 40, 30, 908_000, tzinfo=UTC),
                ContentType.TEXT,
                "whoa, it works\n\nnow everyone can mix GIFs, videos, and images in one Tweet, available on iOS and "
                "Android https://t.co/3OQ4eGsUku https://t.co/LVVolAQPZi",
                "https://x.com/kestrelcoffee/status/1577730467436138524",
            ),
        ),
    )
    assert [(post.post_id, post.details and post.details.posted_at) for post in pages[2].batch.posts] == [
        ("1565318587736285184", datetime(2022, 9, 1, 12, 40, 8, 186_000, tzinfo=UTC))
    ]
    assert recorder.calls[2][1]["end_time"] == f"{clock.now - timedelta(days=28):%Y-%m-%dT%H}:00:00Z"
    assert recorder.slept == []


async def test_a_profile_with_its_counters(bench: Benches, clock: FakeClock) -> None:
    pages = await replayed(
        bench,
        {
            "/2/users/2244994945": json(fixture("user/user_resp")),
            "/2/users/2244994945/tweets": json(fixture("timeline/timeline_tweets")),
        },
        "2244994945",
        since=at("2021-02-18 00:00"),
        until=at("2021-02-24 00:00"),
    )
    assert pages[0].profile == AccountRef(Platform.X, "2244994945", "TwitterDev", "Twitter Dev")
    assert pages[0].batch.days == (
        DaySnapshot(
            date(2026, 3, 10),
            clock.now,
            {MetricKey.FOLLOWERS: 514_020, MetricKey.FOLLOWING: 2_038, MetricKey.POSTS_COUNT: 3_639},
            "UTC",
        ),
    )
    counters = (MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES)
    assert [
        (post.post_id, post.details and post.details.posted_at, *(post.metrics[each] for each in counters))
        for post in pages[2].batch.posts
    ] == [
        ("1364275610764201984", at("2021-02-23 18:07:07"), 37, 2, 11),
        ("1362876655061073928", at("2021-02-19 21:28:10"), 58, 7, 22),
        ("1362439338978467841", at("2021-02-18 16:30:25"), 9, 2, 0),
        ("1362439338169016324", at("2021-02-18 16:30:25"), 8, 2, 1),
        ("1362439336910675970", at("2021-02-18 16:30:25"), 74, 9, 19),
    ]
    assert all(set(post.metrics) == set(counters) for post in pages[2].batch.posts)
    newest = pages[2].batch.posts[0].details
    assert newest is not None
    assert newest.tags == ("twitterapi",)
    assert pages[2].cursor == "earlier:7140dibdnow9c7btw3w3itbygz8uu5pbs45oy6erjc2ls"
    assert len(pages) == 4


async def test_the_counters_of_the_other_recorded_profile(bench: Benches) -> None:
    answers = {"/2/users/783214": profile_of_twitter(), "/2/users/783214/tweets": json({"meta": {"result_count": 0}})}
    pages = await replayed(bench, answers, "783214", since=at("2026-03-09 00:00"))
    assert pages[0].batch.days[0].metrics == {
        MetricKey.FOLLOWERS: 58_677_711,
        MetricKey.FOLLOWING: 9,
        MetricKey.POSTS_COUNT: 13_944,
    }


@pytest.mark.parametrize(
    ("document", "since", "until", "ids"),
    [
        (
            "timeline/timeline_reverse_chronological",
            "2022-05-06 18:19:54",
            "2022-05-12 17:00:00",
            ["1524468552404668416", "1523757705436958720", "1522642324781633536"],
        ),
        (
            "timeline/timeline_mentions",
            "2021-02-24 00:00:00",
            "2021-02-24 01:00:00",
            ["1364377794327633925", "1364377404156772352", "1364373969852366849", "1364367885582352386"],
        ),
        ("tweet/tweet_retweet_tweets_resp", "2023-11-01 00:00:00", "2023-11-20 00:00:00", []),
        (
            "tweet/tweet_quote_tweets_resp",
            "2021-08-01 00:00:00",
            "2022-03-01 00:00:00",
            ["1427332549479526400", "1422638903412940805"],
        ),
        (
            "searches/search_tweets_for_nyc",
            "2020-06-24 00:00:00",
            "2020-06-25 00:00:00",
            ["1275840892281249793", "1275840891014561796", "1275840878238552064"],
        ),
        (
            "tweet/tweets_by_user_bookmark",
            "2020-07-01 00:00:00",
            "2021-03-01 00:00:00",
            [
                "1365416026435854338",
                "1362449997430542337",
                "1296487407475462144",
                "1294346980072624128",
                "1283153843367206912",
            ],
        ),
        (
            "user/user_liked_tweets_resp",
            "2021-05-10 00:00:00",
            "2021-06-01 00:00:00",
            ["1395474683630399500", "1391793672732114944"],
        ),
    ],
)
async def test_lists_of_posts(bench: Benches, document: str, since: str, until: str, ids: list[str]) -> None:
    """Only own posts of the window, though some of these lists are of other people's."""
    answers = {"/2/users/783214": profile_of_twitter(), "/2/users/783214/tweets": json(fixture(document))}
    pages = await replayed(bench, answers, "783214", since=at(since), until=at(until))
    found = {post.post_id for page in pages for post in page.batch.posts}
    assert found == set(ids)


async def test_kinds_of_posts(bench: Benches) -> None:
    answers = {
        "/2/users/783214": profile_of_twitter(),
        "/2/users/783214/tweets": json(fixture("searches/search_tweets_query")),
    }
    pages = await replayed(bench, answers, "783214", since=at("2020-06-24 00:00"), until=at("2020-06-26 00:00"))
    assert [
        (post.post_id, post.details and post.details.content_type, post.details and dict(post.details.metadata))
        for post in pages[2].batch.posts
    ] == [
        ("1276035977375477760", ContentType.VIDEO, {"language": "en", "kind": "reply"}),
        ("1275882613572583424", ContentType.TEXT, {"language": "en", "kind": "reply"}),
        ("1275763727908798470", ContentType.VIDEO, {"language": "und", "kind": "reply"}),
        ("1275653067283759104", ContentType.TEXT, {"language": "en", "kind": "reply"}),
    ]


async def test_recorded_posts_by_id(bench: Benches, clock: FakeClock, recorder: Recorder) -> None:
    """The recording has no counters: nothing is made up for them."""
    answers = {
        "/2/users/783214": profile_of_twitter(),
        "/2/users/783214/tweets": json({"meta": {"result_count": 0}}),
        "/2/tweets": cassette("test_asyncclient_get_tweets"),
    }
    due = tuple(known(each, at("2020-08-12 17:00")) for each in ("1293593516040269825", "1293595870563381249", "20"))
    pages = await replayed(bench, answers, "783214", since=at("2026-03-09 00:00"), due=due)
    assert recorder.calls[-1][1]["ids"] == "1293593516040269825,1293595870563381249,20"
    assert pages[-1].missing == ()
    assert [
        (post.post_id, post.metrics, post.details and (post.details.posted_at, post.details.tags))
        for post in pages[-1].batch.posts
    ] == [
        ("1293593516040269825", {}, (datetime(2020, 8, 12, 17, 1, 42, 686_000, tzinfo=UTC), ("twitterapi",))),
        (
            "1293595870563381249",
            {},
            (datetime(2020, 8, 12, 17, 11, 4, 48_000, tzinfo=UTC), ("twitterapi", "earlyaccess", "versionbump")),
        ),
    ]


async def test_posts_by_id_with_their_authors(bench: Benches) -> None:
    answers = {
        "/2/users/783214": profile_of_twitter(),
        "/2/users/783214/tweets": json({"meta": {"result_count": 0}}),
        "/2/tweets": json(fixture("tweet/tweets_resp")),
    }
    due = (known("1261326399320715264", at("2020-05-15 16:03")), known("1278347468690915330", at("2020-07-01 15:19")))
    pages = await replayed(bench, answers, "783214", since=at("2026-03-09 00:00"), due=due)
    assert [(post.post_id, post.details and post.details.posted_at) for post in pages[-1].batch.posts] == [
        ("1261326399320715264", at("2020-05-15 16:03:42")),
        ("1278347468690915330", at("2020-07-01 15:19:21")),
    ]


async def test_a_post_with_a_video(bench: Benches) -> None:
    whole = fixture("tweet/tweet_resp")
    answers = {
        "/2/users/783214": profile_of_twitter(),
        "/2/users/783214/tweets": json({"meta": {"result_count": 0}}),
        "/2/tweets": json({**whole, "data": [whole["data"]]}),
    }
    due = (known("1067094924124872705", at("2018-11-26 16:37")),)
    pages = await replayed(bench, answers, "783214", since=at("2026-03-09 00:00"), due=due)
    found = pages[-1].batch.posts[0].details
    assert found is not None
    assert (found.content_type, found.media_seconds) == (ContentType.VIDEO, 136.637)
    assert found.posted_at == datetime(2018, 11, 26, 16, 37, 10, 233_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "count", "token"),
    [
        ("test_asyncclient_get_liked_tweets", 96, "7140dibdnow9c7btw4543y9ogasjr42z236pfnyg7hsts"),
        ("test_client_get_users_mentions", 10, "7140dibdnow9c7btw423i3sy3u5zupmkcpofxcsmxj48j"),
        ("test_asyncclient_get_users_mentions", 2, "7140dibdnow9c7btw423i3sy5bxqs2le36uxls6whj6ly"),
    ],
)
def test_long_recorded_lists(name: str, count: int, token: str) -> None:
    answer = answer_of(cassette(name).json())
    assert (len(answer.posts), answer.next_token, answer.problems) == (count, token, ())
    assert all(post.details is not None for post in post_snapshots(answer, at("2026-03-10 12:00"), None))


@pytest.mark.parametrize("name", ["test_client_get_me", "test_asyncclient_get_me", "user/me_resp"])
async def test_whose_token_it_is(bench: Benches, name: str) -> None:
    me = cassette(name) if name.startswith("test") else json(fixture(name))
    stage = bench(lambda request: me if request.url.path == "/2/users/me" else json({"access_token": "new"}))
    consent = Consent("state", "https://pulse.example/", Secret("v" * 43))
    (granted,) = await XAuthorizer(stage.configuration, stage.http).exchange("code", consent)
    expected = {
        "user/me_resp": AccountRef(Platform.X, "2244994945", "TwitterDev", "Twitter Dev"),
    }.get(name, AccountRef(Platform.X, "1072250532645998596", "TweepyDev", "Tweepy Testing"))
    assert granted.account == expected


async def test_requests_are_those_of_the_specification(bench: Benches, recorder: Recorder) -> None:
    """With the new names: every parameter that is sent is there, and every listed value is one of those allowed."""
    specification = text_json.loads((PAYLOADS / "spec" / "x_openapi_v2.167.json").read_text())
    paths, shared = specification["paths"], specification["components"]["parameters"]
    listed = {"data": [{"id": "11", "created_at": "2026-03-09T09:00:00Z"}], "meta": {"next_token": "t"}}

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/2/users/12":
            return json({"data": {"id": "12"}})
        return json({"meta": {}} if "pagination_token" in request.url.params else listed)

    stage = bench(answer, user_id="12", version="posts")
    due = (known("10", at("2026-01-01 09:00")),)
    await stage.pages(stage.assignment(at("2025-12-01 12:00"), due=due))
    templates = {path: path.replace("/users/12", "/users/{id}") for path in recorder.paths}
    assert set(templates.values()) == {"/2/users/{id}", "/2/users/{id}/tweets", "/2/tweets", "/2/tweets/analytics"}
    for path, parameters in recorder.calls:
        known_ones = [
            shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            for each in paths[templates[path]]["get"]["parameters"]
        ]
        allowed = {each["name"]: each["schema"] for each in known_ones}
        needed = {each["name"] for each in known_ones if each.get("required")}
        assert needed - {"id"} <= set(parameters) <= set(allowed)
        for name, value in parameters.items():
            values = allowed[name].get("items", allowed[name]).get("enum")
            assert values is None or set(value.split(",")) <= set(values)
