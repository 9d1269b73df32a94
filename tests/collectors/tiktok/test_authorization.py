"""Consent, exchange, renewal and revocation, through either API."""

import hashlib
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.tiktok import TikTokAuthorizer
from domain.credentials import Consent, Credentials, Secret
from domain.errors import (
    AuthorizationLostError,
    FatalCollectorError,
    InvalidInputError,
    RetriableCollectorError,
)
from domain.users import AccountRef, Platform
from tests.collectors.tiktok.support import Answers, TikTokSandbox, account, business

APIS = ("display", "business")
VERIFIER = "kestrel-coffee-verifier-of-43-characters-ok"
CONSENT = Consent("the-state", "https://pulsegraph.example/callback", Secret(VERIFIER))
CONFIGURATION = ApiConfiguration(client_id="key", client_secret=Secret("app-secret"))
OLD = Credentials(
    Secret("act.old"),
    datetime(2026, 3, 10, tzinfo=UTC),
    Secret("rft.old"),
    datetime(2027, 1, 1, tzinfo=UTC),
    ("user.info.basic",),
)


def authorizer_of(sandbox: TikTokSandbox, api: str) -> TikTokAuthorizer:
    return TikTokAuthorizer(sandbox.configuration(api), sandbox.http)


async def agreed(sandbox: TikTokSandbox, authorizer: TikTokAuthorizer) -> str:
    """The code that the person's browser comes back with."""
    async with httpx2.AsyncClient(transport=sandbox.transport) as browser:
        response = await browser.get(authorizer.authorization_url(CONSENT))
    assert response.status_code == 302
    target = urlsplit(response.headers["location"])
    answer = parse_qs(target.query)
    assert (target.netloc, target.path, answer["state"]) == ("pulsegraph.example", "/callback", ["the-state"])
    return answer["code"][0]


def test_the_display_api_is_asked_with_commas_and_a_hexadecimal_challenge() -> None:
    url = TikTokAuthorizer(CONFIGURATION, Answers(lambda _r: httpx2.Response(500)).http).authorization_url(CONSENT)

    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://www.tiktok.com/v2/auth/authorize/"
    assert dict(parse_qsl(parts.query)) == {
        "client_key": "key",
        "scope": "user.info.basic,user.info.profile,user.info.stats,video.list",
        "response_type": "code",
        "redirect_uri": "https://pulsegraph.example/callback",
        "state": "the-state",
        "code_challenge": hashlib.sha256(VERIFIER.encode()).hexdigest(),
        "code_challenge_method": "S256",
    }


def test_the_accounts_api_is_asked_for_insights_and_without_a_challenge() -> None:
    configuration = ApiConfiguration(client_id="key", client_secret=Secret("app-secret"), version="business")
    authorizer = TikTokAuthorizer(configuration, Answers(lambda _r: httpx2.Response(500)).http)

    asked = dict(parse_qsl(urlsplit(authorizer.authorization_url(CONSENT)).query))

    assert asked["scope"] == (
        "user.info.basic,user.info.username,user.info.stats,user.insights,video.list,video.insights"
    )
    assert "code_challenge" not in asked


def test_without_an_app_nobody_can_be_asked() -> None:
    authorizer = TikTokAuthorizer(ApiConfiguration(), Answers(lambda _r: httpx2.Response(500)).http)

    with pytest.raises(InvalidInputError, match="PULSEGRAPH_TIKTOK__CLIENT_ID"):
        authorizer.authorization_url(CONSENT)


@pytest.mark.parametrize("api", APIS)
async def test_from_consent_to_revocation(api: str) -> None:
    sandbox = TikTokSandbox()
    authorizer = authorizer_of(sandbox, api)

    (granted,) = await authorizer.exchange(await agreed(sandbox, authorizer), CONSENT)
    renewed = await authorizer.refresh(account(), granted.credentials)
    with pytest.raises(AuthorizationLostError):
        await authorizer.refresh(account(), granted.credentials)
    await authorizer.revoke(account(), renewed)
    with pytest.raises(AuthorizationLostError):
        await authorizer.refresh(account(), renewed)

    assert granted.account == AccountRef(
        Platform.TIKTOK, "-000kestrelCoffeeOpenId000", "kestrelcoffee", "Kestrel Coffee"
    )
    first = granted.credentials
    assert first.expires_at == renewed.expires_at == datetime(2026, 3, 11, 12, tzinfo=UTC)
    assert first.refresh_expires_at == renewed.refresh_expires_at == datetime(2027, 3, 10, 12, tzinfo=UTC)
    assert len({first.access_token, renewed.access_token, first.refresh_token, renewed.refresh_token}) == 4
    assert "video.list" in first.scopes
    assert first.scopes == renewed.scopes


@pytest.mark.parametrize("api", APIS)
async def test_a_code_can_be_used_once(api: str) -> None:
    sandbox = TikTokSandbox()
    authorizer = authorizer_of(sandbox, api)
    code = await agreed(sandbox, authorizer)
    await authorizer.exchange(code, CONSENT)

    with pytest.raises(InvalidInputError, match="The code was not taken; start again"):
        await authorizer.exchange(code, CONSENT)


async def test_the_verifier_must_be_that_of_the_challenge() -> None:
    sandbox = TikTokSandbox()
    authorizer = authorizer_of(sandbox, "display")
    code = await agreed(sandbox, authorizer)

    with pytest.raises(InvalidInputError, match="Code verifier or code challenge is invalid"):
        await authorizer.exchange(code, Consent("the-state", CONSENT.redirect_uri, Secret("x" * 43)))


@pytest.mark.parametrize("api", APIS)
async def test_a_code_belongs_to_its_redirect_uri(api: str) -> None:
    sandbox = TikTokSandbox()
    authorizer = authorizer_of(sandbox, api)
    code = await agreed(sandbox, authorizer)

    with pytest.raises(InvalidInputError, match=r"(?i)redirect_uri"):
        await authorizer.exchange(code, Consent("the-state", "https://elsewhere.example/", Secret(VERIFIER)))


def answered(document: object, _request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json=document)


async def test_the_display_api_takes_a_form_and_the_accounts_api_json() -> None:
    tokens = {"access_token": "act.new", "open_id": "o1", "expires_in": 86400}
    asked = {}
    for api, document in (("display", tokens), ("business", business(**tokens))):
        answers = Answers(partial(answered, document))
        configuration = ApiConfiguration(client_id="key", client_secret=Secret("app-secret"), version=api)
        await TikTokAuthorizer(configuration, answers.http).exchange("the-code", CONSENT)
        request = answers.requests[0]
        asked[api] = (str(request.url), request.headers["content-type"], request.content.decode())

    assert asked["display"] == (
        "https://open.tiktokapis.com/v2/oauth/token/",
        "application/x-www-form-urlencoded",
        "client_key=key&client_secret=app-secret&grant_type=authorization_code"
        f"&redirect_uri=https%3A%2F%2Fpulsegraph.example%2Fcallback&code=the-code&code_verifier={VERIFIER}",
    )
    assert asked["business"] == (
        "https://business-api.tiktok.com/open_api/v1.3/tt_user/oauth2/token/",
        "application/json",
        '{"client_id":"key","client_secret":"app-secret","grant_type":"authorization_code",'
        '"redirect_uri":"https://pulsegraph.example/callback","auth_code":"the-code"}',
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"refresh_token": "rft.new", "refresh_expires_in": 60}, ("rft.new", datetime(2026, 3, 10, 12, 1, tzinfo=UTC))),
        ({"refresh_token": "rft.new"}, ("rft.new", None)),
        ({}, ("rft.old", datetime(2027, 1, 1, tzinfo=UTC))),
        ({"refresh_token": ""}, ("rft.old", datetime(2027, 1, 1, tzinfo=UTC))),
    ],
)
async def test_a_new_refresh_token_replaces_the_old_one(given: dict[str, Any], kept: tuple[str, datetime]) -> None:
    answers = Answers(lambda _r: httpx2.Response(200, json={"access_token": "act.new", "expires_in": "86400", **given}))

    renewed = await TikTokAuthorizer(CONFIGURATION, answers.http).refresh(account(), OLD)

    assert renewed == Credentials(
        Secret("act.new"), datetime(2026, 3, 11, 12, tzinfo=UTC), Secret(kept[0]), kept[1], ("user.info.basic",)
    )


async def test_the_account_is_known_when_its_profile_is_not_shown() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            return httpx2.Response(200, json={"access_token": "act.new", "open_id": "o1"})
        return httpx2.Response(503, text="<html>")

    (granted,) = await TikTokAuthorizer(CONFIGURATION, Answers(answer).http).exchange("the-code", CONSENT)

    assert granted.account == AccountRef(Platform.TIKTOK, "o1", None, None)
    assert granted.credentials == Credentials(Secret("act.new"))


@pytest.mark.parametrize(
    ("status", "document", "error"),
    [
        (400, {"error": "invalid_grant", "error_description": "expired"}, AuthorizationLostError),
        (200, {"error": "invalid_grant", "error_description": "expired"}, AuthorizationLostError),
        (200, {"error": {"code": "access_token_invalid", "message": "m"}}, AuthorizationLostError),
        (200, {"code": 40131, "message": "m", "data": {}}, AuthorizationLostError),
        (401, None, AuthorizationLostError),
        (200, {"error": "server_error", "error_description": "later"}, RetriableCollectorError),
        (400, {"error": "temporarily_unavailable"}, RetriableCollectorError),
        (200, {"code": 40100, "message": "too many", "data": {}}, RetriableCollectorError),
        (200, {"code": 50000, "message": "system error", "data": {}}, RetriableCollectorError),
        (429, {}, RetriableCollectorError),
        (502, None, RetriableCollectorError),
        (200, {}, FatalCollectorError),
        (200, {"access_token": None}, FatalCollectorError),
    ],
)
async def test_only_a_refusal_of_the_token_itself_loses_the_account(
    status: int, document: Any, error: type[Exception]
) -> None:
    answers = Answers(lambda _r: httpx2.Response(status, json=document))

    with pytest.raises(error) as caught:
        await TikTokAuthorizer(CONFIGURATION, answers.http).refresh(account(), OLD)

    assert type(caught.value) is error
    assert "rft.old" not in str(caught.value)
    assert "app-secret" not in str(caught.value)


async def test_without_a_refresh_token_a_person_is_needed() -> None:
    answers = Answers(lambda _r: httpx2.Response(500))

    with pytest.raises(AuthorizationLostError, match="There is no refresh token"):
        await TikTokAuthorizer(CONFIGURATION, answers.http).refresh(account(), Credentials(Secret("a")))

    assert answers.requests == []


@pytest.mark.parametrize(
    ("api", "url", "body"),
    [
        (
            "display",
            "https://open.tiktokapis.com/v2/oauth/revoke/",
            "client_key=key&client_secret=app-secret&token=act.old",
        ),
        (
            "business",
            "https://business-api.tiktok.com/open_api/v1.3/tt_user/oauth2/revoke/",
            '{"client_id":"key","client_secret":"app-secret","access_token":"act.old"}',
        ),
    ],
)
async def test_an_empty_answer_to_a_revocation_is_success(api: str, url: str, body: str) -> None:
    answers = Answers(lambda _r: httpx2.Response(200))
    configuration = ApiConfiguration(client_id="key", client_secret=Secret("app-secret"), version=api)

    await TikTokAuthorizer(configuration, answers.http).revoke(account(), OLD)

    assert [(str(request.url), request.content.decode()) for request in answers.requests] == [(url, body)]


async def test_tokens_may_be_given_elsewhere() -> None:
    answers = Answers(lambda _r: httpx2.Response(200, json=business(access_token="act.new")))
    configuration = ApiConfiguration(
        client_id="key", client_secret=Secret("s"), version="business", token_url="https://proxy.example/oauth2/token/"
    )

    await TikTokAuthorizer(configuration, answers.http).refresh(account(), OLD)

    assert str(answers.requests[0].url) == "https://proxy.example/oauth2/refresh_token/"
