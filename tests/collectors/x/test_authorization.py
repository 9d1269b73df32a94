"""Consent, exchange, refresh and revocation, against the simulator."""

import base64
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.sandbox.tokens import TokenState
from collectors.x import XAuthorizer
from domain.credentials import Consent, Credentials, Secret
from domain.errors import (
    AuthorizationLostError,
    FatalCollectorError,
    InvalidInputError,
    RetriableCollectorError,
)
from domain.users import AccountRef, Platform
from tests.collectors.x.stage import USER_ID, Bench, Sandbox, json
from tests.factories import NOW

Sandboxes = Callable[..., Sandbox]
Benches = Callable[..., Bench]

CONSENT = Consent(
    "the-state", "https://pulse.example/connected?via=x", Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
)
"""The verifier is that of RFC 7636, appendix B."""
CREDENTIALS = Credentials(Secret("old-access"), refresh_token=Secret("old-refresh"), scopes=("tweet.read",))
AUTHORIZE = "http://sandbox/x/i/oauth2/authorize"


def authorizer_of(bench: Bench) -> XAuthorizer:
    configuration = ApiConfiguration("client", Secret("s3cr:t%"), bench.configuration.api_url, AUTHORIZE)
    return XAuthorizer(configuration, bench.http)


async def consented(stage: Sandbox) -> str:
    """The code that the simulator's page gives."""
    url = authorizer_of(stage.bench).authorization_url(CONSENT)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=stage.app)) as client:
        response = await client.get(url)
    assert response.status_code == 302
    back = urlsplit(response.headers["location"])
    query = dict(parse_qsl(back.query))
    assert (back.netloc, query["via"], query["state"]) == ("pulse.example", "x", "the-state")
    return query["code"]


def test_where_a_person_is_sent_to(bench: Benches) -> None:
    stage = bench(lambda request: json({}))
    url = XAuthorizer(ApiConfiguration("client", Secret("secret")), stage.http).authorization_url(CONSENT)
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://x.com/i/oauth2/authorize"
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["client"],
        "redirect_uri": ["https://pulse.example/connected?via=x"],
        "scope": ["tweet.read users.read offline.access"],
        "state": ["the-state"],
        "code_challenge": ["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
        "code_challenge_method": ["S256"],
    }


def test_without_an_app_nobody_is_sent_anywhere(bench: Benches) -> None:
    with pytest.raises(InvalidInputError, match="PULSEGRAPH_X__CLIENT_ID"):
        XAuthorizer(ApiConfiguration(), bench(lambda request: json({})).http).authorization_url(CONSENT)


async def test_from_consent_to_revocation(sandbox: Sandboxes) -> None:
    stage = sandbox()
    authorizer = authorizer_of(stage.bench)
    (granted,) = await authorizer.exchange(await consented(stage), CONSENT)
    assert granted.account == AccountRef(Platform.X, USER_ID, "kestrelcoffee", "Kestrel Coffee")
    first = granted.credentials
    assert first.expires_at == NOW + timedelta(hours=2)
    assert first.refresh_expires_at is None
    assert first.scopes == ("tweet.read", "users.read", "offline.access")

    second = await authorizer.refresh(stage.bench.account, first)
    assert second.refresh_token is not None
    assert first.refresh_token is not None
    assert second.access_token.text != first.access_token.text
    assert second.refresh_token.text != first.refresh_token.text
    with pytest.raises(AuthorizationLostError) as raised:
        await authorizer.refresh(stage.bench.account, first)
    assert raised.value.message == "X says: invalid_request Value passed for the token was invalid."

    await authorizer.revoke(stage.bench.account, second)
    assert stage.tokens.used(Platform.X, second.access_token.text) is TokenState.REVOKED


async def test_a_code_is_taken_once(sandbox: Sandboxes) -> None:
    stage = sandbox()
    code = await consented(stage)
    await authorizer_of(stage.bench).exchange(code, CONSENT)
    with pytest.raises(InvalidInputError, match="Value passed for the authorization code was invalid"):
        await authorizer_of(stage.bench).exchange(code, CONSENT)


@pytest.mark.parametrize(
    "other",
    [
        Consent("the-state", CONSENT.redirect_uri, Secret("w" * 43)),
        Consent("the-state", "https://elsewhere.example/", CONSENT.verifier),
    ],
)
async def test_a_code_is_for_who_asked(sandbox: Sandboxes, other: Consent) -> None:
    stage = sandbox()
    with pytest.raises(InvalidInputError):
        await authorizer_of(stage.bench).exchange(await consented(stage), other)


async def test_how_the_client_shows_itself(bench: Benches) -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return json({"token_type": "bearer", "expires_in": 7200, "access_token": "new"})

    stage = bench(answer)
    renewed = await authorizer_of(stage).refresh(stage.account, CREDENTIALS)
    assert seen[0].url == "https://api.x.com/2/oauth2/token"
    kind, _, coded = seen[0].headers["authorization"].partition(" ")
    assert (kind, base64.b64decode(coded)) == ("Basic", b"client:s3cr%3At%25")
    assert dict(parse_qsl(seen[0].content.decode())) == {"grant_type": "refresh_token", "refresh_token": "old-refresh"}
    assert renewed == Credentials(
        Secret("new"), NOW + timedelta(hours=2), Secret("old-refresh"), scopes=("tweet.read",)
    )


async def test_both_tokens_are_revoked(bench: Benches) -> None:
    seen: list[dict[str, str]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.url == "https://api.x.com/2/oauth2/revoke"
        seen.append(dict(parse_qsl(request.content.decode())))
        return json({"revoked": True})

    stage = bench(answer)
    await authorizer_of(stage).revoke(stage.account, CREDENTIALS)
    assert seen == [{"token": "old-refresh"}, {"token": "old-access"}]


async def test_without_a_refresh_token_access_ends(bench: Benches) -> None:
    stage = bench(lambda request: json({}))
    with pytest.raises(AuthorizationLostError):
        await authorizer_of(stage).refresh(stage.account, Credentials(Secret("access")))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"title": "Unauthorized", "type": "about:blank"}, AuthorizationLostError),
        (429, {"title": "Too Many Requests"}, RetriableCollectorError),
        (503, {"title": "Service Unavailable"}, RetriableCollectorError),
        (403, {"title": "Forbidden", "type": "https://api.x.com/2/problems/client-forbidden"}, FatalCollectorError),
        (200, {"errors": [{}]}, FatalCollectorError),
    ],
)
async def test_a_token_whose_owner_is_not_told(
    bench: Benches, status: int, body: dict[str, object], error: type[Exception]
) -> None:
    stage = bench(
        lambda request: json(body, status) if request.url.path == "/2/users/me" else json({"access_token": "new"})
    )
    with pytest.raises(error) as raised:
        await authorizer_of(stage).exchange("code", CONSENT)
    assert type(raised.value) is error


@pytest.mark.parametrize(("body", "status"), [({"nothing": 1}, 200), ({"access_token": 5}, 200), ([], 200)])
async def test_answers_that_are_no_token(bench: Benches, body: object, status: int) -> None:
    stage = bench(lambda request: json(body, status))
    with pytest.raises(FatalCollectorError, match="X gave no token"):
        await authorizer_of(stage).exchange("code", CONSENT)
