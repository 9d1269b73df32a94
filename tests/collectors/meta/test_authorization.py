"""Consent, renewal and its end, with both platforms of the sandbox and with a Meta of our own."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.meta.authorization import MetaAuthorizer
from collectors.transport import Http
from domain.credentials import Consent, Credentials, Secret
from domain.errors import AuthorizationLostError, FatalCollectorError, InvalidInputError, RetriableCollectorError
from domain.users import Platform
from tests.collectors.meta.reading import AUTHORIZERS, GivenToken, Trial, account, answering
from tests.factories import NOW, FakeClock

CONSENT = Consent("state-1", "https://pulsegraph.example/back?of=meta", Secret("v" * 43))
CONFIGURED = ApiConfiguration(client_id="app-1", client_secret=Secret("app-secret"))


@pytest.fixture(params=[Platform.FACEBOOK, Platform.INSTAGRAM])
async def trial(request: pytest.FixtureRequest) -> AsyncIterator[Trial]:
    found = Trial(request.param)
    yield found
    await found.http.close()


async def consented(trial: Trial) -> str:
    """What a person brings back from the dialog."""
    reply = await httpx2.AsyncClient(transport=httpx2.ASGITransport(app=trial.sandbox.app)).get(
        trial.authorizer.authorization_url(CONSENT)
    )
    back = urlsplit(reply.headers["location"])
    given = dict(parse_qsl(back.query))
    assert (back.netloc, given["of"], given["state"]) == ("pulsegraph.example", "meta", "state-1")
    return given["code"]


def test_the_dialog_is_on_facebook_s_own_host() -> None:
    address = urlsplit(AUTHORIZERS[Platform.INSTAGRAM](CONFIGURED, Http(FakeClock())).authorization_url(CONSENT))

    assert (address.netloc, address.path) == ("www.facebook.com", "/v25.0/dialog/oauth")
    assert parse_qs(address.query) == {
        "client_id": ["app-1"],
        "redirect_uri": ["https://pulsegraph.example/back?of=meta"],
        "state": ["state-1"],
        "response_type": ["code"],
        "scope": [
            "pages_show_list,business_management,pages_read_engagement,instagram_basic,instagram_manage_insights"
        ],
    }


def test_without_an_app_nobody_can_be_asked() -> None:
    with pytest.raises(InvalidInputError, match="PULSEGRAPH_FACEBOOK__CLIENT_ID"):
        AUTHORIZERS[Platform.FACEBOOK](ApiConfiguration(), Http(FakeClock())).authorization_url(CONSENT)


async def test_a_consent_opens_the_account(trial: Trial) -> None:
    (granted,) = await trial.authorizer.exchange(await consented(trial), CONSENT)

    credentials = granted.credentials
    assert granted.account.external_id == account(trial.platform).external_id
    assert (granted.account.handle, granted.account.name) == ("kestrelcoffee", "Kestrel Coffee")
    assert credentials.expires_at is None  # the token of a Page does not end by itself
    assert credentials.refresh_expires_at == NOW + timedelta(days=60)
    token = GivenToken(credentials.access_token.text)
    pages = await trial.read(trial.assigned(days=2, access=token))
    assert pages[0].profile == granted.account


async def test_a_code_can_be_used_once(trial: Trial) -> None:
    code = await consented(trial)
    await trial.authorizer.exchange(code, CONSENT)

    with pytest.raises(InvalidInputError, match="This authorization code has been used"):
        await trial.authorizer.exchange(code, CONSENT)


async def test_a_code_is_for_one_address(trial: Trial) -> None:
    code = await consented(trial)

    with pytest.raises(InvalidInputError, match="redirect_uri"):
        await trial.authorizer.exchange(code, Consent("state-1", "https://other.example", Secret("v" * 43)))


async def test_a_refreshed_token_opens_the_same_account(trial: Trial) -> None:
    (granted,) = await trial.authorizer.exchange(await consented(trial), CONSENT)
    trial.sandbox.tokens.expire(granted.credentials.access_token.text)

    renewed = await trial.authorizer.refresh(account(trial.platform), granted.credentials)

    assert renewed.access_token != granted.credentials.access_token
    assert await trial.read(trial.assigned(days=2, access=GivenToken(renewed.access_token.text)))


async def test_after_it_is_given_back_the_token_is_refused(trial: Trial) -> None:
    (granted,) = await trial.authorizer.exchange(await consented(trial), CONSENT)

    await trial.authorizer.revoke(account(trial.platform), granted.credentials)

    with pytest.raises(AuthorizationLostError) as caught:
        await trial.read(trial.assigned(access=GivenToken(granted.credentials.access_token.text)))
    assert caught.value.revoked
    with pytest.raises(AuthorizationLostError):
        await trial.authorizer.refresh(account(trial.platform), granted.credentials)


async def test_without_the_person_s_token_there_is_no_way_to_another(trial: Trial) -> None:
    with pytest.raises(AuthorizationLostError):
        await trial.authorizer.refresh(account(trial.platform), Credentials(Secret("token")))
    await trial.authorizer.revoke(account(trial.platform), Credentials(Secret("token")))


class Meta:
    """A person with three Pages on two lists: one without Instagram, one without a token."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.proofs: set[str | None] = set()

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        path, query = request.url.path.removeprefix("/v25.0"), dict(request.url.params)
        self.asked.append((request.method, path))
        if path == "/oauth/access_token":
            return 200, {"access_token": "person", "token_type": "bearer"}
        assert request.headers["authorization"] == "Bearer person"
        self.proofs.add(query.get("appsecret_proof"))
        if request.method == "DELETE":
            return 200, {"success": True}
        if query.get("after") == "2":
            business = {"id": "17841", "username": "one"}
            return 200, {
                "data": [{"id": "3", "name": "Third", "access_token": "c", "instagram_business_account": business}]
            }
        pages = [{"id": "1", "name": "First", "access_token": "a"}, {"id": "2", "name": "No task"}, {"name": "No id"}]
        address = "https://graph.facebook.com/v25.0/me/accounts?access_token=person&after=2"
        return 200, {"data": pages, "paging": {"cursors": {"after": "2"}, "next": address}}


def authorizer(platform: Platform, http: Any) -> MetaAuthorizer:
    made: MetaAuthorizer = AUTHORIZERS[platform](CONFIGURED, http)
    return made


@pytest.mark.parametrize(
    ("platform", "accounts"),
    [(Platform.FACEBOOK, [("1", "a"), ("3", "c")]), (Platform.INSTAGRAM, [("17841", "c")])],
)
async def test_every_page_with_a_token_on_every_list(
    platform: Platform, accounts: list[tuple[str, str]], clock: FakeClock
) -> None:
    meta = Meta()
    async with answering(meta, clock) as http:
        granted = await authorizer(platform, http).exchange("code", CONSENT)

    assert [(each.account.external_id, each.credentials.access_token.text) for each in granted] == accounts
    assert granted[0].credentials.refresh_expires_at is None  # it was not said
    assert None not in meta.proofs


@pytest.mark.parametrize(
    ("platform", "told"), [(Platform.FACEBOOK, "business_management"), (Platform.INSTAGRAM, "instagram_basic")]
)
async def test_a_consent_that_opens_nothing_says_what_may_be_missing(
    platform: Platform, told: str, clock: FakeClock
) -> None:
    def answer(request: httpx2.Request) -> tuple[int, Any]:
        return 200, {"data": []} if request.url.path.endswith("accounts") else {"access_token": "person"}

    async with answering(answer, clock) as http:
        with pytest.raises(InvalidInputError, match=f"opens no account of {platform.label}.*{told}"):
            await authorizer(platform, http).exchange("code", CONSENT)


class Unlisted:
    """A person whose list is empty, and a Page whose token is good, or is refused."""

    def __init__(self, refusal: dict[str, Any] | None = None) -> None:
        self.refusal = refusal
        self.asked: list[tuple[str, str]] = []

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        path = request.url.path.removeprefix("/v25.0")
        self.asked.append((path, request.headers.get("authorization", "")))
        if path == "/oauth/access_token":
            return 200, {"access_token": "longer", "expires_in": 5_184_000}
        if path == "/me/accounts":
            return 200, {"data": []}
        return (400, {"error": self.refusal}) if self.refusal else (200, {"id": path[1:]})


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
async def test_a_page_that_is_not_listed_keeps_a_token_that_is_good(platform: Platform, clock: FakeClock) -> None:
    meta = Unlisted()
    async with answering(meta, clock) as http:
        renewed = await authorizer(platform, http).refresh(
            account(platform, "99"), Credentials(Secret("page"), refresh_token=Secret("person"))
        )

    assert (renewed.access_token.text, renewed.refresh_token) == ("page", Secret("longer"))
    assert renewed.refresh_expires_at == NOW + timedelta(days=60)
    assert meta.asked[1:] == [("/me/accounts", "Bearer longer"), ("/99", "Bearer page")]


@pytest.mark.parametrize(("subcode", "revoked"), [(492, True), (463, False)])
async def test_a_page_that_is_not_listed_and_whose_token_is_refused_is_lost(
    subcode: int, revoked: bool, clock: FakeClock
) -> None:
    refusal = {"message": "Error validating access token", "code": 190, "error_subcode": subcode}
    async with answering(Unlisted(refusal), clock) as http:
        with pytest.raises(AuthorizationLostError, match="does not show kestrelcoffee any more") as caught:
            await authorizer(Platform.FACEBOOK, http).refresh(
                account(Platform.FACEBOOK, "99"), Credentials(Secret("page"), refresh_token=Secret("person"))
            )
    assert caught.value.revoked is revoked


async def test_a_page_that_cannot_be_asked_for_now_is_not_lost(clock: FakeClock) -> None:
    async with answering(Unlisted({"message": "Try again", "code": 2}), clock) as http:
        with pytest.raises(RetriableCollectorError):
            await authorizer(Platform.FACEBOOK, http).refresh(
                account(Platform.FACEBOOK, "99"), Credentials(Secret("page"), refresh_token=Secret("person"))
            )


async def test_nothing_is_given_back_while_the_consent_opens_other_accounts(clock: FakeClock) -> None:
    meta, credentials = Meta(), Credentials(Secret("c"), refresh_token=Secret("person"))
    async with answering(meta, clock) as http:
        await authorizer(Platform.FACEBOOK, http).revoke(account(Platform.FACEBOOK, "3"), credentials)
        await authorizer(Platform.INSTAGRAM, http).revoke(account(Platform.INSTAGRAM, "17841"), credentials)

    assert [each for each in meta.asked if each[0] == "DELETE"] == [
        ("DELETE", "/me/permissions/instagram_manage_insights"),
        ("DELETE", "/me/permissions/instagram_basic"),
    ]


@pytest.mark.parametrize(
    ("status", "error", "seconds"),
    [
        (503, {"code": 2, "is_transient": True}, None),
        (500, None, None),
        (400, {"code": 4, "message": "(#4) Application request limit reached"}, 900),
    ],
)
async def test_a_platform_that_cannot_answer_now_is_asked_again_later(
    status: int, error: Any, seconds: float | None, clock: FakeClock
) -> None:
    credentials = Credentials(Secret("x"), refresh_token=Secret("person"))
    async with answering(lambda _request: (status, {"error": error}), clock) as http:
        with pytest.raises(RetriableCollectorError) as caught:
            await authorizer(Platform.FACEBOOK, http).refresh(account(Platform.FACEBOOK), credentials)
    assert caught.value.retry_after_seconds == seconds


async def test_a_wrong_secret_is_for_the_operator(clock: FakeClock) -> None:
    error = {"message": "Error validating client secret.", "type": "OAuthException", "code": 1}
    async with answering(lambda _request: (400, {"error": error}), clock) as http:
        with pytest.raises(FatalCollectorError, match="client secret"):
            await authorizer(Platform.FACEBOOK, http).exchange("code", CONSENT)


async def test_a_removed_app_was_taken_away(clock: FakeClock) -> None:
    error = {"message": "Error validating access token", "code": 190, "error_subcode": 458}
    credentials = Credentials(Secret("x"), refresh_token=Secret("person"))
    async with answering(lambda _request: (400, {"error": error}), clock) as http:
        with pytest.raises(AuthorizationLostError) as caught:
            await authorizer(Platform.FACEBOOK, http).refresh(account(Platform.FACEBOOK), credentials)
    assert caught.value.revoked
