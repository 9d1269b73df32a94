"""How the API may be asked, and what it says when it cannot answer."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.observations import Batch
from domain.users import Platform
from persistence.database import Database
from resolvers.pagination import encode_cursor
from schema.app import Pulsegraph
from tests.factories import add_account, add_user, day, post, record

Ask = Callable[..., Awaitable[dict[str, Any]]]


def error_of(answer: dict[str, Any]) -> tuple[str, str]:
    (error,) = answer["errors"]
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        (
            '{ user(userId: "ghost") { id } }',
            "USER_NOT_FOUND",
            "There is no user 'ghost'. The `users` query lists them.",
        ),
        (
            '{ user(userId: "u1") { overview(period: {start: "2026-03-02", end: "2026-03-01"}) { notHere: sample } } }',
            "INVALID_PERIOD",
            "The period ends on 2026-03-01 before or when it starts, 2026-03-02. `end` is exclusive: for one day give "
            "the next day as its end.",
        ),
        (
            '{ user(userId: "u1") { overview(period: {start: "2000-01-01", end: "2200-01-01"}) { sample } } }',
            "RANGE_TOO_LONG",
            "The period holds 73,049 days; at most 3,660 can be asked for at once.",
        ),
        (
            '{ user(userId: "u1") { series(metrics: [LIKES], granularity: HOUR, '
            'period: {start: "2024-01-01", end: "2026-01-01"}) { label } } }',
            "RANGE_TOO_LONG",
            "The period holds 17,544 buckets; at most 4,000 can be asked for at once.",
        ),
        (
            '{ user(userId: "u1") { overview(period: {start: "2026-03-02"}) { sample } } }',
            "INVALID_PERIOD",
            "A custom period needs both `start` and `end` (exclusive).",
        ),
        (
            '{ user(userId: "u1") { content(first: 101) { totalCount } } }',
            "INVALID_PAGE_SIZE",
            "`first` is 101; it must be between 1 and 100.",
        ),
        (
            '{ user(userId: "u1") { content(after: "bm9uc2Vuc2U") { totalCount } } }',
            "INVALID_CURSOR",
            "The cursor does not belong to this list. Start without `after`, and keep filter and order the same while "
            "paging.",
        ),
        (
            '{ user(userId: "u1") { chart(kind: ENGAGEMENT_BREAKDOWN, metrics: [REACH]) { title } } }',
            "BAD_USER_INPUT",
            "A breakdown shows parts of the engagements: LIKES, COMMENTS, SHARES, SAVES.",
        ),
        (
            '{ user(userId: "u1") { series(metrics: []) { label } } }',
            "BAD_USER_INPUT",
            "Ask for 1 to 12 metrics; 0 were given.",
        ),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nothing' on type 'Query'."),
        ("{ user(", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>."),
    ],
)
async def test_bad_questions_get_a_code_and_say_what_to_do(
    database: Database, ask: Ask, document: str, code: str, message: str
) -> None:
    await add_user(database)

    answer = await ask(document)

    assert error_of(answer) == (code, message)


async def test_a_document_that_is_refused_twice_names_each_request(client: httpx2.AsyncClient) -> None:
    answers = [await client.post("/graphql", json={"query": "{ nothing }"}) for _ in range(2)]

    ids = [answer.json()["errors"][0]["extensions"]["requestId"] for answer in answers]
    assert ids == [answer.headers["x-request-id"] for answer in answers]
    assert ids[0] != ids[1]


async def test_unexpected_failures_are_masked_and_can_be_found_by_the_request_id(
    database: Database, pulsegraph: Pulsegraph, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("disk full: /var/secret/path")

    monkeypatch.setattr(pulsegraph.services.storage, "read", fail)

    response = await client.post("/graphql", json={"query": '{ user(userId: "u1") { id } }'})

    (error,) = response.json()["errors"]
    assert error["message"] == "Something went wrong on the server. Its log has the details, by the request id."
    assert error["extensions"] == {"code": "INTERNAL", "requestId": response.headers["x-request-id"]}
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("{ " + " ".join(f"a{i}: viewer {{ version }}" for i in range(70)) + " }", "root fields 70"),
        ("{ nodes(ids: []) { " + " ".join(f"a{i}: id" for i in range(61)) + " } }", "aliases 61"),
        (
            "{ users { edges { node { runs { edges { node { accounts { account { id } } } } } } } } "
            'x: user(userId: "a") { '
            + "overview { platforms { topContent { account { " * 5
            + "id"
            + " } } } }" * 5
            + " } }",
            "depth 22",
        ),
    ],
)
async def test_documents_that_are_too_large_are_refused(ask: Ask, document: str, what: str) -> None:
    answer = await ask(document)

    messages = [e["message"] for e in answer["errors"] if e["extensions"]["code"] == "LIMIT_EXCEEDED"]
    assert [m for m in messages if what in m], answer["errors"]


async def test_fragments_that_double_at_each_level_are_measured_at_once(ask: Ask) -> None:
    levels = 60
    fragments = "".join(f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }} " for i in range(levels))
    document = f"{{ ...f0 }} {fragments} fragment f{levels} on Query {{ viewer {{ version }} }}"

    answer = await ask(document)

    assert "LIMIT_EXCEEDED" in {e["extensions"]["code"] for e in answer["errors"]}


async def test_introspection_is_not_taken_for_a_deep_document(ask: Ask) -> None:
    from graphql import get_introspection_query

    answer = await ask(get_introspection_query())

    assert "errors" not in answer


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: httpx2.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ viewer { version } }" + " " * 1_000_001})

    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"] == {"code": "BODY_TOO_LARGE"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"query": "{ user(userId: \\"a\\\\u0000\\") { id } }"}',
        b'{"query": "subscription { collection(runId: 1) { id } }"}',
        b"null",
        b"1",
        b'"x"',
        b"true",
        b"{",
        b"",
        b'{"query": NaN}',
        b"\xff\xfe",
        b'{"query":"\xff"}',
        b"[" * 100_000,
    ],
)
async def test_a_body_that_is_no_json_object_is_refused_with_a_code(client: httpx2.AsyncClient, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("variables", ["1" * 5000, "[" * 5000, "not json", "[]", "\0"])
async def test_variables_in_the_address_must_be_a_json_object(client: httpx2.AsyncClient, variables: str) -> None:
    response = await client.get("/graphql", params={"query": "{ __typename }", "variables": variables})

    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


async def test_every_object_is_found_again_by_its_global_id(database: Database, data: Ask) -> None:
    await add_user(database)
    account = await add_account(database, platform=Platform.X)
    await record(database, account, Batch(posts=(post("42", likes=1),)))
    found = await data(
        '{ user(userId: "u1") { id accounts { id } content { edges { node { id } } } } }',
    )
    ids = [
        found["user"]["id"],
        found["user"]["accounts"][0]["id"],
        found["user"]["content"]["edges"][0]["node"]["id"],
    ]

    again = await data("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=[*ids, "bm90aGluZw"])

    assert again["nodes"] == [
        {"__typename": "User", "id": ids[0]},
        {"__typename": "Account", "id": ids[1]},
        {"__typename": "ContentPiece", "id": ids[2]},
        None,
    ]


async def test_a_global_id_with_a_part_that_is_no_text_is_the_id_of_nothing(data: Ask) -> None:
    ids = [encode_cursor("Account", "u1", 1), encode_cursor("ContentPiece", "u1", None, "42"), encode_cursor("User", 1)]

    found = await data("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)

    assert found["nodes"] == [None, None, None]


async def test_a_cursor_of_another_order_is_refused(database: Database, ask: Ask, data: Ask) -> None:
    await add_user(database)
    account = await add_account(database)
    await record(database, account, Batch(posts=(post("a", likes=1), post("b", likes=2))))
    page = await data('{ user(userId: "u1") { content(first: 1) { pageInfo { endCursor } } } }')
    cursor = page["user"]["content"]["pageInfo"]["endCursor"]

    answer = await ask(
        'query ($c: String) { user(userId: "u1") { content(after: $c, orderBy: {field: LIKES}) { totalCount } } }',
        c=cursor,
    )

    assert error_of(answer)[0] == "INVALID_CURSOR"


PAGE = """
query ($first: Int!, $after: String, $field: ContentOrderField!, $direction: OrderDirection!) {
  user(userId: "u1") {
    content(first: $first, after: $after, orderBy: {field: $field, direction: $direction}) {
      totalCount pageInfo { hasNextPage endCursor } edges { node { postId } }
    }
  }
}
"""


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(1, 7), field=st.sampled_from(["POSTED_AT", "LIKES", "SAVES"]), down=st.booleans())
async def test_paging_gives_every_post_once_in_the_order_of_the_whole_list(
    database: Database, data: Ask, first: int, field: str, down: bool
) -> None:
    async with database.read() as unit:
        known = await unit.users.find(["u1"])
    if not known:
        await add_user(database)
        account = await add_account(database)
        first_day = datetime(2026, 1, 1, tzinfo=UTC)
        posts = tuple(
            post(f"p{i:02}", posted_at=first_day + timedelta(days=i // 3), likes=i % 4, saves=i % 3)
            if i % 2
            else post(f"p{i:02}", posted_at=first_day + timedelta(days=i // 3), likes=i % 4)
            for i in range(20)
        )
        await record(database, account, Batch(posts=posts))
    variables: dict[str, object] = {"field": field, "direction": "DESC" if down else "ASC"}
    whole = (await data(PAGE, first=100, after=None, **variables))["user"]["content"]

    seen, after = [], None
    while True:
        page = (await data(PAGE, first=first, after=after, **variables))["user"]["content"]
        assert page["totalCount"] == 20
        seen += [edge["node"]["postId"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == [edge["node"]["postId"] for edge in whole["edges"]]
    assert sorted(seen) == [f"p{i:02}" for i in range(20)]


async def test_text_is_found_in_any_case_and_wildcards_are_plain_characters(database: Database, data: Ask) -> None:
    await add_user(database)
    account = await add_account(database)
    posts = (post("a", text="ÜBER uns", likes=1), post("b", text="100% Arabica", likes=1), post("c", text="100 g"))
    await record(database, account, Batch(posts=posts))
    document = """query ($text: String) { user(userId: "u1") { content(filter: {text: $text}) {
        edges { node { postId } } } } }"""

    found = {
        text: [edge["node"]["postId"] for edge in (await data(document, text=text))["user"]["content"]["edges"]]
        for text in ("über", "100%", "100")
    }

    assert found == {"über": ["a"], "100%": ["b"], "100": ["b", "c"]}


USERS = """
{ users(first: 50) { edges { node { userId
    accounts { label }
    platforms { platform followers { value status } engagements { value coverage { measured } }
      topContent(first: 3) { postId account { label } } }
    overview(compareTo: {}) { totalFollowers { value change { previous } } totalEngagement { value } }
    content(first: 3, orderBy: {field: ENGAGEMENTS}) { edges { node { postId account { label } } } }
} } } }
"""


@pytest.mark.parametrize("users", [1, 12])
async def test_a_list_of_users_costs_a_constant_number_of_statements(
    database: Database, data: Ask, statements: list[str], users: int
) -> None:
    for number in range(users):
        await add_user(database, f"u{number:02}")
        for platform in (Platform.X, Platform.INSTAGRAM):
            account = await add_account(database, f"u{number:02}", platform)
            await record(
                database,
                account,
                Batch(posts=(post(likes=number, impressions=9),), days=(day(date(2026, 3, 1), followers=9),)),
            )
    statements.clear()

    found = await data(USERS)

    asked = [s for s in statements if s.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(found["users"]["edges"]) == users
    assert len(asked) == 11


async def test_the_catalog_names_what_a_platform_calls_a_metric_and_while_it_did(data: Ask) -> None:
    found = await data("""{ metricCatalog(platform: INSTAGRAM) { key kind unit additiveOver nativeNames {
        platform name validFrom validUntil successor } } }""")

    by_key = {metric["key"]: metric for metric in found["metricCatalog"]}
    assert by_key["IMPRESSIONS"]["nativeNames"] == [
        {
            "platform": "INSTAGRAM",
            "name": "impressions",
            "validFrom": None,
            "validUntil": "2025-04-21",
            "successor": "views",
        },
        {
            "platform": "INSTAGRAM",
            "name": "Impressions",
            "validFrom": None,
            "validUntil": "2025-04-21",
            "successor": "Views",
        },
    ]
    assert (by_key["REACH"]["kind"], by_key["REACH"]["additiveOver"]) == ("UNIQUE", [])
    assert by_key["FOLLOWERS"]["additiveOver"] == ["ACCOUNTS", "PLATFORMS"]
    assert "SENDS" not in by_key


async def test_values_are_formatted_in_the_language_asked_for(database: Database, data: Ask, ask: Ask) -> None:
    await add_user(database)
    account = await add_account(database)
    await record(database, account, Batch(days=(day(date(2026, 3, 9), followers=1_234_567),)))
    document = 'query ($l: String!) { user(userId: "u1") { overview { totalFollowers { formatted(locale: $l) } } } }'

    found = [
        (await data(document, l=tag))["user"]["overview"]["totalFollowers"]["formatted"]
        for tag in ("en", "de", "fr-CH")
    ]

    assert found == ["1,234,567", "1.234.567", "1\u202f234\u202f567"]
    assert error_of(await ask(document, l="klingon"))[0] == "BAD_USER_INPUT"
