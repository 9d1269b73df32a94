"""Consent, tokens, and what becomes of them."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.linkedin import LinkedInAuthorizer
from collectors.transport import Http
from domain.credentials import Consent, Credentials, Secret
from domain.errors import (
    AuthorizationLostError,
    FatalCollectorError,
    InvalidInputError,
    RetriableCollectorError,
)
from domain.users import AccountRef, Platform
from tests.collectors.linkedin.stage import NOW, SANDBOX, SandboxStage, StageAccess, account, assignment, pages_of
from tests.factories import FakeClock

CONSENT = Consent("state-1", "http://localhost:8000/connect/linkedin?tab=1", Secret("v" * 43))
PAGE = AccountRef(Platform.LINKEDIN, "10203040", "kestrel-coffee", "Kestrel Coffee")


async def consented(stage: SandboxStage, url: str) -> dict[str, str]:
    """What the person's browser comes back with."""
    async with httpx2.AsyncClient(transport=stage.transport) as browser:
        answer = await browser.get(url)
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def test_where_the_person_is_sent_to() -> None:
    configuration = ApiConfiguration(client_id="app", client_secret=Secret("app-secret"))
    authorizer = LinkedInAuthorizer(configuration, Http(FakeClock(NOW)))

    assert authorizer.authorization_url(CONSENT) == (
        "https://www.linkedin.com/oauth/v2/authorization?response_type=code&client_id=app"
        "&redirect_uri=http%3A%2F%2Flocalhost%3A8000%2Fconnect%2Flinkedin%3Ftab%3D1&state=state-1"
        "&scope=r_organization_social+rw_organization_admin"
    )


def test_without_an_app_nobody_is_sent_anywhere() -> None:
    authorizer = LinkedInAuthorizer(ApiConfiguration(client_id="app"), Http(FakeClock(NOW)))

    with pytest.raises(InvalidInputError, match="PULSEGRAPH_LINKEDIN__CLIENT_ID"):
        authorizer.authorization_url(CONSENT)


async def test_from_consent_to_revocation(stage: SandboxStage) -> None:
    authorizer = LinkedInAuthorizer(SANDBOX, stage.http)
    back = await consented(stage, authorizer.authorization_url(CONSENT))
    assert (back["tab"], back["state"]) == ("1", "state-1")

    (granted,) = await authorizer.exchange(back["code"], CONSENT)

    assert granted.account == PAGE
    first = granted.credentials
    assert first.expires_at == NOW + timedelta(days=60)
    assert first.refresh_expires_at == NOW + timedelta(days=365)
    assert first.scopes == ("r_organization_social", "rw_organization_admin")
    assert first.refresh_token is not None

    stage.clock.advance(days=59)
    second = await authorizer.refresh(account(), first)
    assert second.access_token != first.access_token
    assert second.expires_at == NOW + timedelta(days=59 + 60)
    with pytest.raises(AuthorizationLostError, match="invalid_grant"):
        await authorizer.refresh(account(), first)

    await authorizer.revoke(account(), second)
    with pytest.raises(AuthorizationLostError) as raised:
        await pages_of(stage.collector, assignment(access=StageAccess(second.access_token.text)))
    assert raised.value.revoked


async def test_a_code_is_taken_once_and_from_its_owner(stage: SandboxStage) -> None:
    authorizer = LinkedInAuthorizer(SANDBOX, stage.http)
    back = await consented(stage, authorizer.authorization_url(CONSENT))
    await authorizer.exchange(back["code"], CONSENT)

    for code, consent in (
        (back["code"], CONSENT),
        ("made-up", CONSENT),
        (
            (await consented(stage, authorizer.authorization_url(CONSENT)))["code"],
            Consent("state-1", "http://elsewhere/", CONSENT.verifier),
        ),
    ):
        with pytest.raises(InvalidInputError) as raised:
            await authorizer.exchange(code, consent)
        assert code not in str(raised.value)


async def test_without_a_refresh_token_a_person_is_needed(stage: SandboxStage) -> None:
    authorizer = LinkedInAuthorizer(SANDBOX, stage.http)

    with pytest.raises(AuthorizationLostError, match="no refresh token"):
        await authorizer.refresh(account(), Credentials(Secret("t")))


def answering(*answers: Any) -> tuple[Http, list[httpx2.Request]]:
    """Gives the answers one after the other: a status, or a document."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        given = answers[len(asked)]
        asked.append(request)
        return httpx2.Response(given) if isinstance(given, int) else httpx2.Response(200, json=given)

    return Http(FakeClock(NOW), httpx2.MockTransport(answer)), asked


async def test_a_new_token_may_need_some_seconds() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    acls = {
        "elements": [
            {"organization": "urn:li:organization:7", "role": "ADMINISTRATOR"},
            {"organization": "urn:li:organizationBrand:8"},
            {"organization": "urn:li:organization:7"},
            {"organization": "urn:li:person:9"},
        ]
    }
    http, asked = answering({"access_token": "t", "expires_in": "5184000"}, 401, acls, {"localizedName": "Seven"}, 403)

    granted = await LinkedInAuthorizer(SANDBOX, http, sleep).exchange("code", CONSENT)

    assert [each.account for each in granted] == [
        AccountRef(Platform.LINKEDIN, "7", None, "Seven"),
        AccountRef(Platform.LINKEDIN, "8"),
    ]
    assert granted[0].credentials == Credentials(Secret("t"), NOW + timedelta(days=60))
    assert slept == [3.0]
    assert [request.url.path for request in asked] == [
        "/linkedin/oauth/v2/accessToken",
        "/linkedin/rest/organizationAcls",
        "/linkedin/rest/organizationAcls",
        "/linkedin/rest/organizations/7",
        "/linkedin/rest/organizations/8",
    ]


async def test_what_is_not_told_anew_stays() -> None:
    http, asked = answering({"access_token": "new", "expires_in": 60})
    old = Credentials(Secret("old"), NOW, Secret("refresh"), NOW + timedelta(days=9), ("r_organization_social",))

    found = await LinkedInAuthorizer(SANDBOX, http).refresh(account(), old)

    assert found == Credentials(
        Secret("new"),
        NOW + timedelta(seconds=60),
        Secret("refresh"),
        NOW + timedelta(days=9),
        ("r_organization_social",),
    )
    assert dict(parse_qsl(asked[0].content.decode())) == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh",
        "client_id": "app",
        "client_secret": "app-secret",
    }


async def test_an_answer_without_a_token() -> None:
    http, _ = answering({"expires_in": 60})

    with pytest.raises(FatalCollectorError, match="without a token"):
        await LinkedInAuthorizer(SANDBOX, http).exchange("code", CONSENT)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_revocation_that_has_to_be_tried_again(status: int) -> None:
    http, _ = answering(status)

    with pytest.raises(RetriableCollectorError):
        await LinkedInAuthorizer(SANDBOX, http).revoke(account(), Credentials(Secret("t")))


@pytest.mark.parametrize("status", [200, 400, 401])
async def test_a_revocation(status: int) -> None:
    http, asked = answering(status)

    await LinkedInAuthorizer(SANDBOX, http).revoke(account(), Credentials(Secret("t")))

    assert asked[0].url == "http://sandbox/linkedin/oauth/v2/revoke"
    assert dict(parse_qsl(asked[0].content.decode())) == {
        "client_id": "app",
        "client_secret": "app-secret",
        "token": "t",
    }
