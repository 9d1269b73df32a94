"""Answers as TikTok's documentation quotes them and as others have written them down, read by the collector."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.tiktok import TikTokAuthorizer
from domain.credentials import Consent, Credentials, Secret
from domain.errors import AuthorizationLostError, InvalidInputError
from domain.observations import ContentType, DaySnapshot, PostDetails
from domain.users import AccountRef, Platform
from tests.collectors.tiktok.support import Answers, account, assignment, business, collected, values
from tests.factories import FakeClock

ROOT = Path(__file__).resolve().parents[3]
PAYLOADS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "payloads" / "tiktok"
OPEN_ID = "723f24d7-e717-40f8-a2b6-cb8464cd23b4"
FIRST, SECOND = "7340000000000000001", "7340000000000000002"
READ_AT = datetime(2026, 1, 2, 10, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason="the recorded answers are not here; PULSEGRAPH_SHARED says where they are"
)


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / name).read_bytes())


def recorded(request: httpx2.Request) -> httpx2.Response:
    """The recording that belongs to a request."""
    body = json.loads(request.content) if request.content else {}
    match request.method, request.url.path, body:
        case "GET", "/v2/user/info/", {}:
            name = "user_info.json"
        case "POST", "/v2/video/list/", {"max_count": 20, "cursor": 1767301445000}:
            name = "video_list_page2.json"
        case "POST", "/v2/video/list/", {"max_count": 20}:
            name = "video_list_page1.json"
        case "POST", "/v2/video/query/", {"filters": {"video_ids": list()}}:
            name = "video_query.json"
        case _:
            raise AssertionError(f"nothing was recorded for {request.method} {request.url}")
    return httpx2.Response(200, json=payload(name))


async def test_a_profile_two_pages_of_videos_and_one_looked_up_again() -> None:
    answers = Answers(recorded, FakeClock(READ_AT))
    given = assignment(READ_AT - timedelta(days=7), READ_AT, due=[FIRST, "7330000000000000009"], external_id=OPEN_ID)

    profile, page1, page2, looked_up = await collected(answers.collector().collect(given, None))

    assert profile.profile == AccountRef(Platform.TIKTOK, OPEN_ID, None, "User Name")
    (today,) = profile.batch.days
    assert (today.day, today.day_zone, today.observed_at) == (date(2026, 1, 2), "UTC", READ_AT)
    assert values(today.metrics) == {"followers": 100, "following": 10, "posts_count": 5}

    (first,) = page1.batch.posts
    assert first.post_id == FIRST
    assert first.details == PostDetails(
        posted_at=datetime(2026, 1, 1, 21, 4, 5, tzinfo=UTC),
        content_type=ContentType.VIDEO,
        text="Deterministic fixture",
        url="https://www.tiktok.com/@creator/video/7340000000000000001",
        metadata={"title": "First fixture video"},
    )
    assert values(first.metrics) == {"views": 101, "video_views": 101, "likes": 11, "comments": 2, "shares": 3}
    assert page1.cursor == "videos:1767301445000"

    (second,) = page2.batch.posts
    assert second.post_id == SECOND
    assert second.details is not None
    assert second.details.posted_at == datetime(2026, 1, 1, 20, 47, 25, tzinfo=UTC)
    assert values(second.metrics) == {"views": 202, "video_views": 202, "likes": 12, "comments": 4, "shares": 5}
    assert page2.cursor == "due:"

    (again,) = looked_up.batch.posts
    assert again.details is not None
    assert (again.post_id, again.details.text) == (FIRST, "Updated deterministic fixture")
    assert values(again.metrics) == {"views": 303, "video_views": 303, "likes": 21, "comments": 5, "shares": 8}
    assert looked_up.missing == ("7330000000000000009",)
    assert looked_up.cursor is None
    assert answers.paths == ["/v2/user/info/", "/v2/video/list/", "/v2/video/list/", "/v2/video/query/"]


async def test_the_list_ends_where_the_window_begins() -> None:
    answers = Answers(recorded, FakeClock(READ_AT))
    given = assignment(datetime(2026, 1, 1, 21, 4, 6, tzinfo=UTC), READ_AT, external_id=OPEN_ID)

    pages = await collected(answers.collector().collect(given, None))

    assert [len(page.batch.posts) for page in pages] == [0, 0]
    assert answers.paths == ["/v2/user/info/", "/v2/video/list/"]


@pytest.mark.parametrize(
    ("number", "calls", "error"),
    [
        (0, 1, "AuthorizationLostError: There is no other token. TikTok says (access_token_invalid): invalid"),
        (2, 4, "RetriableCollectorError: TikTok says (rate_limit_exceeded): slow down"),
    ],
)
async def test_refusals_that_end_the_collection(number: int, calls: int, error: str) -> None:
    refusal = payload("errors.json")[number]
    answers = Answers(
        lambda _r: httpx2.Response(refusal["http_status"], json=refusal["body"], headers=refusal["headers"])
    )

    with pytest.raises(Exception, match="TikTok says") as caught:
        await collected(answers.collector().collect(assignment(READ_AT), None))

    assert f"{type(caught.value).__name__}: {caught.value}" == error
    assert len(answers.requests) == calls
    assert getattr(caught.value, "retry_after_seconds", 30.0) == 30.0


async def test_a_scope_that_was_not_granted_leaves_the_rest_readable() -> None:
    refusal = payload("errors.json")[1]

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/v2/user/info/":
            return recorded(request)
        return httpx2.Response(refusal["http_status"], json=refusal["body"])

    pages = await collected(Answers(answer, FakeClock(READ_AT)).collector().collect(assignment(READ_AT), None))

    said = "TikTok says (scope_not_authorized): missing"
    assert [[(each.name, each.reason) for each in page.rejections] for page in pages] == [
        [],
        [("/v2/video/list/", said)],
    ]
    assert [len(page.batch.days) for page in pages] == [1, 0]


CONFIGURATION = ApiConfiguration(client_id="key", client_secret=Secret("app-secret"))
CONSENT = Consent("state", "https://pulsegraph.example/callback", Secret("v" * 43))


async def test_the_documented_answer_of_the_token_endpoint_opens_one_account() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=payload("oauth_token.json" if request.method == "POST" else "user_info.json"))

    answers = Answers(answer, FakeClock(READ_AT))

    (granted,) = await TikTokAuthorizer(CONFIGURATION, answers.http).exchange("the-code", CONSENT)

    assert granted.account == AccountRef(Platform.TIKTOK, "afd97af1-b87b-48b9-ac98-410aghda5344", None, "User Name")
    assert granted.credentials == Credentials(
        access_token=Secret("act.example12345Example12345Example"),
        expires_at=datetime(2026, 1, 3, 10, tzinfo=UTC),
        refresh_token=Secret("rft.example12345Example12345Example"),
        refresh_expires_at=datetime(2027, 1, 2, 10, tzinfo=UTC),
        scopes=("user.info.basic", "video.list"),
    )
    assert str(answers.requests[1].url) == "https://open.tiktokapis.com/v2/user/info/?fields=open_id%2Cdisplay_name"


@pytest.mark.parametrize("status", [200, 400])
async def test_the_documented_refusal_is_one_with_either_status(status: int) -> None:
    answers = Answers(lambda _r: httpx2.Response(status, json=payload("oauth_token_error.json")))
    authorizer = TikTokAuthorizer(CONFIGURATION, answers.http)
    credentials = Credentials(Secret("a"), refresh_token=Secret("r"))
    said = "invalid_request Redirect_uri is not matched with the uri when requesting code"

    with pytest.raises(InvalidInputError, match=said):
        await authorizer.exchange("the-code", CONSENT)
    with pytest.raises(AuthorizationLostError, match=said):
        await authorizer.refresh(account(), credentials)


def sample(schema: Any, name: str = "") -> Any:
    """A value of the form that a JSON schema describes; numbers are told apart by the length of their names."""
    kind = (
        next(each for each in schema["type"] if each != "null") if isinstance(schema["type"], list) else schema["type"]
    )
    match kind:
        case "object":
            return {key: sample(each, key) for key, each in schema["properties"].items()}
        case "array":
            return [sample(schema["items"], name)]
        case "integer":
            return 100 + len(name)
        case "number":
            return len(name) / 100
        case _:
            return {"date": "2026-01-01", "create_time": "1767301445", "item_id": FIRST, "hour": "7"}.get(name, name)


async def test_answers_of_the_form_that_the_schemas_of_the_accounts_api_describe() -> None:
    accounts = sample(payload("spec/accounts.schema.json"))["data"]
    videos = [sample(payload("spec/videos.schema.json"))]

    def answer(request: httpx2.Request) -> httpx2.Response:
        listed = request.url.path.endswith("/business/video/list/")
        data = {"videos": videos, "has_more": False, "cursor": 0} if listed else accounts
        return httpx2.Response(200, json=business(**data))

    answers = Answers(answer, FakeClock(READ_AT))
    given = assignment(READ_AT - timedelta(days=7), READ_AT, external_id=OPEN_ID)

    profile, days, listed = await collected(answers.collector("business").collect(given, None))

    assert profile.profile == AccountRef(Platform.TIKTOK, OPEN_ID, "username", "display_name")
    (now,) = profile.batch.days
    assert (now.day, values(now.metrics)) == (date(2026, 1, 2), {"followers": 115})
    assert [each.name for each in now.audience] == ["followers:gender", "followers:country"]
    (day,) = days.batch.days
    assert isinstance(day, DaySnapshot)
    assert (day.day, day.day_zone) == (date(2026, 1, 1), "UTC")
    assert values(day.metrics) == {
        "followers": 115,
        "views": 111,
        "video_views": 111,
        "likes": 105,
        "comments": 108,
        "shares": 106,
        "profile_views": 113,
    }
    assert [(entry.label, entry.count) for entry in day.audience[0].entries] == [("7", 105)]
    (post,) = listed.batch.posts
    assert post.details is not None
    assert (post.post_id, post.details.posted_at) == (FIRST, datetime(2026, 1, 1, 21, 4, 5, tzinfo=UTC))
    assert (post.details.text, post.details.media_seconds) == ("caption", 0.14)
    assert values(post.metrics) == {
        "views": 111,
        "video_views": 111,
        "reach": 105,
        "likes": 105,
        "comments": 108,
        "shares": 106,
        "watch_time_seconds": 0.18,
        "video_completion_rate": 0.23,
    }
