"""Connecting accounts over the real application and the sandbox: consent, tokens, and letting go."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import stamina
from sqlalchemy import text

from collectors.sandbox.scenarios import SCENARIOS, Scenario
from collectors.sandbox.world import ACCOUNTS
from domain.collection import RunStatus
from domain.errors import AuthorizationLostError, InvalidInputError, RetriableCollectorError
from domain.users import AccountStatus, Platform
from persistence.database import Database
from schema.app import create_app
from tests.factories import NOW, FakeClock, add_user
from tests.sandboxes import DAY, HOUR, Playground, playground

Asks = Callable[..., Awaitable[dict[str, Any]]]
PLATFORMS = tuple(ACCOUNTS)


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield


@pytest.fixture
async def play(database: Database, database_url: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Playground]:
    await add_user(database)
    found = playground(database_url, SCENARIOS["calm"], clock, tmp_path, public_url="https://numbers.example.com/")
    yield found
    await found.pulsegraph.close()


@pytest.fixture
async def browser(play: Playground) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(play.pulsegraph.settings, play.pulsegraph)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as http:
        yield http


@pytest.fixture
def asks(browser: httpx2.AsyncClient) -> Asks:
    async def send(query: str, **variables: object) -> dict[str, Any]:
        answer = (await browser.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        return found

    return send


CONNECT = """mutation ($input: ConnectInput!) { connect(input: $input) {
  __typename ... on Consent { authorizationUrl } ... on Error { message } } }"""
FINISH = """mutation ($input: FinishConnectionInput!) { finishConnection(input: $input) { __typename
  ... on Connected { accounts { id platform externalId handle status connected } } ... on Error { message } } }"""
DISCONNECT = """mutation ($input: DisconnectInput!) { disconnect(input: $input) { __typename
  ... on Disconnection { revoked account { status connected } erased { posts days observations engagements } }
  ... on Error { message } } }"""


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_person_connects_an_account_in_the_browser(
    platform: Platform, play: Playground, browser: httpx2.AsyncClient, database: Database
) -> None:
    asked = await browser.get(f"/connect/{platform}", params={"user": "u1"})
    state, code = await play.answer(asked.headers["location"])
    answered = await browser.get("/connect/callback", params={"state": state, "code": code})

    parameters = parse_qs(urlsplit(asked.headers["location"]).query)
    assert (asked.status_code, answered.status_code) == (303, 200)
    assert parameters["redirect_uri"] == ["https://numbers.example.com/connect/callback"]
    ref = ACCOUNTS[platform]
    assert answered.text == f"Connected: {ref.handle} ({platform.label}). This window can be closed."
    async with database.read() as unit:
        (account,) = (await unit.users.accounts(["u1"]))["u1"]
    assert (account.platform, account.external_id, account.handle) == (platform, ref.external_id, ref.handle)
    assert (account.status, account.connected) == (AccountStatus.ACTIVE, True)


async def test_the_challenge_is_made_anew_for_every_consent(play: Playground, browser: httpx2.AsyncClient) -> None:
    addresses = [(await browser.get("/connect/x", params={"user": "u1"})).headers["location"] for _ in range(2)]

    parameters = [parse_qs(urlsplit(address).query) for address in addresses]
    assert [each["code_challenge_method"] for each in parameters] == [["S256"], ["S256"]]
    assert (
        len({each["code_challenge"][0] for each in parameters}) == len({each["state"][0] for each in parameters}) == 2
    )


@pytest.mark.parametrize(
    ("path", "parameters", "status", "said"),
    [
        ("/connect/x", {"user": "ghost"}, 400, "There is no user 'ghost'. The `users` query lists them."),
        ("/connect/myspace", {"user": "u1"}, 404, "There is no platform 'myspace'."),
        (
            "/connect/youtube",
            {"user": "u1"},
            400,
            "Accounts of YouTube cannot be connected; import their exports instead.",
        ),
        ("/connect/callback", {"error": "access_denied"}, 400, "Nothing was connected: access_denied."),
        (
            "/connect/callback",
            {"state": "s", "code": "c"},
            400,
            "Nothing was connected: Nobody was asked for this consent, or it was too long ago. Connect anew.",
        ),
    ],
)
async def test_what_cannot_be_connected_is_said(
    browser: httpx2.AsyncClient, path: str, parameters: dict[str, str], status: int, said: str
) -> None:
    response = await browser.get(path, params=parameters)

    assert (response.status_code, response.text) == (status, said)


async def test_an_answer_is_taken_once_and_within_a_quarter_of_an_hour(play: Playground, clock: FakeClock) -> None:
    connections = play.pulsegraph.services.connections
    first = await play.answer(await connections.ask("u1", Platform.X, "http://here/cb"))
    late = await play.answer(await connections.ask("u1", Platform.X, "http://here/cb"))
    await connections.grant(*first)

    with pytest.raises(InvalidInputError):
        await connections.grant(*first)
    clock.advance(minutes=15)
    with pytest.raises(InvalidInputError):
        await connections.grant(*late)


async def test_a_code_that_the_platform_does_not_take_connects_nothing(play: Playground, database: Database) -> None:
    connections = play.pulsegraph.services.connections
    for platform in PLATFORMS:
        state, _ = await play.answer(await connections.ask("u1", platform, "http://here/cb"))
        with pytest.raises(InvalidInputError):
            await connections.grant(state, "not-a-code")
    async with database.read() as unit:
        assert (await unit.users.accounts(["u1"]))["u1"] == ()


async def test_a_frontend_connects_and_disconnects_by_graphql(play: Playground, asks: Asks) -> None:
    given = {"userId": "u1", "platform": "LINKEDIN", "redirectUri": "https://app.example.com/back"}
    asked = (await asks(CONNECT, input=given))["connect"]
    state, code = await play.answer(asked["authorizationUrl"])
    (account,) = (await asks(FINISH, input={"state": state, "code": code}))["finishConnection"]["accounts"]
    gone = (await asks(DISCONNECT, input={"accountId": account["id"]}))["disconnect"]

    assert parse_qs(urlsplit(asked["authorizationUrl"]).query)["redirect_uri"] == ["https://app.example.com/back"]
    assert (account["externalId"], account["status"], account["connected"]) == ("10203040", "ACTIVE", True)
    assert gone == {
        "__typename": "Disconnection",
        "revoked": True,
        "account": {"status": "DISCONNECTED", "connected": False},
        "erased": None,
    }


async def test_credentials_cannot_be_read_through_the_api(asks: Asks) -> None:
    schema = await asks("{ __schema { types { name fields { name } inputFields { name } } } }")
    names = {
        field["name"].lower()
        for kind in schema["__schema"]["types"]
        for field in (kind["fields"] or []) + (kind["inputFields"] or [])
    }

    assert {name for name in names if "token" in name or "secret" in name} == set()
    assert {name for name in names if "credential" in name} == {"credentialsexpireat"}


async def test_disconnecting_keeps_the_history_and_erasing_says_what_it_removed(
    play: Playground, asks: Asks, database: Database
) -> None:
    (account,) = await play.connect(platforms=(Platform.TIKTOK,))
    await play.collect(days_back=20)
    async with database.read() as unit:
        count = (await unit.connection.execute(text("SELECT count(*) FROM content_performance"))).scalar_one()
        rows = (await unit.connection.execute(text("SELECT count(*) FROM metric_observations"))).scalar_one()
    id_ = (await asks('{ user(userId: "u1") { accounts { id } } }'))["user"]["accounts"][0]["id"]

    kept = (await asks(DISCONNECT, input={"accountId": id_}))["disconnect"]
    refused = await play.pulsegraph.services.collection.plan("u1", None, None)
    erased = (await asks(DISCONNECT, input={"accountId": id_, "erase": True}))["disconnect"]
    again = (await asks(DISCONNECT, input={"accountId": id_}))["disconnect"]

    assert count > 0
    assert (kept["erased"], kept["revoked"]) == (None, True)
    assert [plan.problem for plan in refused] == ["Nothing can read it: it is not connected."]
    assert (erased["erased"]["posts"], erased["erased"]["observations"], erased["revoked"]) == (count, rows, False)
    assert again == {
        "__typename": "AccountNotFoundError",
        "message": f"There is no account '{account.account_id}'. `User.accounts` lists them.",
    }
    async with database.read() as unit:
        for table in ("content_performance", "user_metrics", "metric_observations", "post_engagements"):
            assert (await unit.connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0


async def test_an_account_that_is_being_collected_is_not_let_go(play: Playground, asks: Asks) -> None:
    await play.connect(platforms=(Platform.X,))
    id_ = (await asks('{ user(userId: "u1") { accounts { id } } }'))["user"]["accounts"][0]["id"]
    await play.pulsegraph.services.collection.start("u1", None, 3)

    assert (await asks(DISCONNECT, input={"accountId": id_}))["disconnect"]["__typename"] == (
        "CollectionAlreadyRunningError"
    )


async def test_a_consent_that_other_accounts_live_on_is_not_revoked(play: Playground) -> None:
    connections = play.pulsegraph.services.connections
    (account,) = await play.connect(platforms=(Platform.LINKEDIN,))
    async with play.pulsegraph.services.storage.write() as unit:
        credentials = await unit.credentials.find(account)
        twin = await unit.users.resolve_account(
            "u1", ACCOUNTS[Platform.LINKEDIN].__class__(Platform.LINKEDIN, "999"), AccountStatus.ACTIVE
        )
        assert credentials is not None
        await unit.credentials.save(twin, credentials)

    assert (await connections.disconnect("u1", twin.account_id, erase=True)).revoked is False
    assert (await connections.disconnect("u1", account.account_id, erase=False)).revoked is True


# ---------------------------------------------------------------- tokens that end


@pytest.mark.parametrize("platform", [Platform.X, Platform.LINKEDIN, Platform.TIKTOK])
async def test_tokens_are_renewed_before_they_end_and_the_single_use_token_is_stored(
    platform: Platform, play: Playground, clock: FakeClock
) -> None:
    (account,) = await play.connect(platforms=(platform,))
    access = play.pulsegraph.services.connections.access
    first = await access(account).token()
    async with play.pulsegraph.services.storage.read() as unit:
        before = await unit.credentials.find(account)
    assert before is not None
    assert before.expires_at is not None
    assert before.refresh_token is not None

    assert await access(account).token() == first
    clock.now = before.expires_at - timedelta(minutes=4)
    second = await access(account).token()
    async with play.pulsegraph.services.storage.read() as unit:
        after = await unit.credentials.find(account)

    assert second != first
    assert after is not None
    assert after.access_token.text == second
    assert after.refresh_token is not None
    assert after.obtained_at == clock.now
    assert await access(account).token() == second


async def test_of_many_who_find_the_token_refused_one_renews_it(play: Playground) -> None:
    import asyncio

    (account,) = await play.connect(platforms=(Platform.X,))
    connections = play.pulsegraph.services.connections
    old = await connections.access(account).token()

    renewed = await asyncio.gather(*(connections.access(account).token(refused=old) for _ in range(6)))

    assert len(set(renewed)) == 1
    assert renewed[0] != old


async def test_access_that_was_taken_away_marks_the_account_and_connecting_again_mends_it(
    play: Playground, database: Database
) -> None:
    (account,) = await play.connect(platforms=(Platform.FACEBOOK,))
    play.sandbox.tokens.revoke_platform(Platform.FACEBOOK)

    run = await play.collect()
    async with database.read() as unit:
        (lost,) = (await unit.users.accounts(["u1"]))["u1"]
    await play.connect(platforms=(Platform.FACEBOOK,))
    async with database.read() as unit:
        (mended,) = (await unit.users.accounts(["u1"]))["u1"]

    assert run.status is RunStatus.FAILED
    assert (lost.status, lost.account_id) == (AccountStatus.REVOKED, account.account_id)
    assert (mended.status, mended.account_id) == (AccountStatus.ACTIVE, account.account_id)
    assert (await play.collect(days_back=3)).status is RunStatus.SUCCEEDED


async def test_a_platform_that_cannot_renew_now_costs_no_account(
    database: Database, database_url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_user(database)
    play = playground(database_url, Scenario(""), clock, tmp_path)
    (account,) = await play.connect(platforms=(Platform.X,))
    fresh = play.pulsegraph.services.connections

    async def broken(*_: object) -> None:
        raise RetriableCollectorError("Down.")

    monkeypatch.setattr(fresh._authorizer(Platform.X), "refresh", broken)
    clock.now = NOW + 2 * HOUR - timedelta(minutes=4)
    assert (await fresh.access(account).token()).startswith("sandbox-x-access")  # old, but good for four minutes
    clock.now = NOW + 3 * HOUR
    with pytest.raises(RetriableCollectorError):
        await fresh.access(account).token()
    async with database.read() as unit:
        (after,) = (await unit.users.accounts(["u1"]))["u1"]
    assert after.status is AccountStatus.ACTIVE
    clock.now = NOW + 400 * DAY
    monkeypatch.undo()
    play.sandbox.tokens.revoke_platform(Platform.X)
    with pytest.raises(AuthorizationLostError):
        await fresh.access(account).token()
    await play.pulsegraph.close()


async def test_an_account_is_collected_as_often_as_was_said(play: Playground, asks: Asks) -> None:
    await play.connect(platforms=(Platform.X,))
    id_ = (await asks('{ user(userId: "u1") { accounts { id } } }'))["user"]["accounts"][0]["id"]
    change = """mutation ($input: ScheduleAccountInput!) { scheduleAccount(input: $input) {
      __typename ... on Account { collectEveryMinutes nextCollectionAt } ... on Error { message } } }"""

    assert (await asks(change, input={"accountId": id_, "everyMinutes": 15}))["scheduleAccount"] == {
        "__typename": "Account",
        "collectEveryMinutes": 15,
        "nextCollectionAt": None,
    }
    assert (await asks(change, input={"accountId": id_, "everyMinutes": -1}))["scheduleAccount"]["message"] == (
        "`everyMinutes` is -1; it must be between 0 and 44640."
    )
    assert (await asks(change, input={"accountId": "nobody"}))["scheduleAccount"]["__typename"] == (
        "AccountNotFoundError"
    )
