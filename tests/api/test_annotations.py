"""Annotations: made, moved and deleted by their owners, and shown in charts over time."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.errors import NotOwnerError
from domain.users import User
from persistence.database import Database
from resolvers import annotations
from resolvers.context import Context
from schema.app import Pulsegraph
from tests.factories import FakeClock, add_account, add_user

Ask = Callable[..., Awaitable[dict[str, Any]]]

CREATE = """mutation ($input: CreateAnnotationInput!) { createAnnotation(input: $input) {
  __typename
  ... on Annotation { id annotationId start end text owner createdAt updatedAt }
  ... on Error { message }
} }"""
UPDATE = """mutation ($input: UpdateAnnotationInput!) { updateAnnotation(input: $input) {
  __typename
  ... on Annotation { start end text updatedAt }
  ... on Error { message }
} }"""
DELETE = """mutation ($id: ID!) { deleteAnnotation(id: $id) {
  __typename
  ... on DeletedAnnotation { deletedId }
  ... on Error { message }
} }"""
LIST = """query ($period: PeriodInput) {
  user(userId: "u1") { annotations(period: $period) { text start end } }
}"""


@pytest.fixture
async def user(database: Database) -> User:
    return await add_user(database)


async def _create(data: Ask, **members: Any) -> dict[str, Any]:
    given = {"userId": "u1", "start": "2026-03-05", "text": "Sale", **members}
    found: dict[str, Any] = (await data(CREATE, input=given))["createAnnotation"]
    return found


async def _listed(data: Ask, period: dict[str, Any] | None = None) -> list[tuple[str, str, str]]:
    found = (await data(LIST, period=period))["user"]["annotations"]
    return [(mark["text"], mark["start"], mark["end"]) for mark in found]


async def test_an_annotation_is_one_day_unless_it_has_an_end_and_is_found_by_its_id(data: Ask, user: User) -> None:
    made = await _create(data, text=" Sale ")
    await _create(data, start="2026-02-20", end="2026-03-04", text="Campaign")

    assert made == {
        "__typename": "Annotation",
        "id": made["id"],
        "annotationId": made["annotationId"],
        "start": "2026-03-05",
        "end": "2026-03-06",
        "text": "Sale",
        "owner": "local",
        "createdAt": "2026-03-10T12:00:00+00:00",
        "updatedAt": "2026-03-10T12:00:00+00:00",
    }
    assert await _listed(data) == [("Campaign", "2026-02-20", "2026-03-04"), ("Sale", "2026-03-05", "2026-03-06")]
    assert await _listed(data, {"start": "2026-03-04", "end": "2026-03-09"}) == [("Sale", "2026-03-05", "2026-03-06")]
    node = await data("query ($id: ID!) { node(id: $id) { ... on Annotation { text } } }", id=made["id"])
    assert node == {"node": {"text": "Sale"}}


@pytest.mark.parametrize(
    ("members", "kind", "message"),
    [
        ({"userId": "ghost"}, "UserNotFoundError", "There is no user 'ghost'. The `users` query lists them."),
        ({"text": " "}, "InvalidInputError", "An annotation has 1 to 280 characters; 0 were given."),
        (
            {"end": "2026-03-05"},
            "InvalidInputError",
            "The period ends on 2026-03-05 before or when it starts, 2026-03-05. `end` is exclusive: for one day give "
            "the next day as its end.",
        ),
        ({"start": "9999-12-31"}, "InvalidInputError", "Dates must lie between 2000-01-01 and 2100-01-01."),
    ],
    ids=str,
)
async def test_why_an_annotation_is_not_made_is_a_member_of_the_union(
    data: Ask, user: User, members: dict[str, Any], kind: str, message: str
) -> None:
    assert await _create(data, **members) == {"__typename": kind, "message": message}
    assert await _listed(data) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"text": "Big sale"}, ("Big sale", "2026-03-05", "2026-03-07")),
        ({"start": "2026-03-01"}, ("Sale", "2026-03-01", "2026-03-03")),
        ({"end": "2026-03-09"}, ("Sale", "2026-03-05", "2026-03-09")),
        ({"start": "2026-03-08", "end": "2026-03-09"}, ("Sale", "2026-03-08", "2026-03-09")),
    ],
    ids=str,
)
async def test_only_what_is_given_is_changed_and_moving_keeps_the_number_of_days(
    data: Ask, user: User, clock: FakeClock, change: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    made = await _create(data, end="2026-03-07")
    clock.advance(hours=1)

    changed = (await data(UPDATE, input={"id": made["id"], **change}))["updateAnnotation"]

    assert (changed["text"], changed["start"], changed["end"]) == expected
    assert changed["updatedAt"] == "2026-03-10T13:00:00+00:00"
    assert await _listed(data) == [expected]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"end": "2026-03-05"}, "InvalidInputError"),
        ({"start": "2099-12-31"}, "InvalidInputError"),
        ({"text": "a" * 281}, "InvalidInputError"),
        ({"id": "nonsense"}, "AnnotationNotFoundError"),
    ],
    ids=str,
)
async def test_a_change_that_cannot_be_made_changes_nothing(
    data: Ask, user: User, change: dict[str, Any], kind: str
) -> None:
    made = await _create(data, end="2026-03-07")

    refused = (await data(UPDATE, input={"id": made["id"], **change}))["updateAnnotation"]

    assert refused["__typename"] == kind
    assert await _listed(data) == [("Sale", "2026-03-05", "2026-03-07")]


async def test_a_deleted_annotation_is_gone_and_cannot_be_deleted_again(data: Ask, user: User) -> None:
    made = await _create(data)

    first = (await data(DELETE, id=made["id"]))["deleteAnnotation"]
    again = (await data(DELETE, id=made["id"]))["deleteAnnotation"]

    assert first == {"__typename": "DeletedAnnotation", "deletedId": made["id"]}
    assert again["__typename"] == "AnnotationNotFoundError"
    assert await _listed(data) == []


async def test_everybody_sees_an_annotation_and_only_its_owner_changes_it(pulsegraph: Pulsegraph, user: User) -> None:
    ada, bob = (Context(pulsegraph.services, "test", viewer) for viewer in ("ada", "bob"))
    start = pulsegraph.services.clock().date()
    made = await annotations.create_annotation(ada, user, start, None, "Sale")

    with pytest.raises(NotOwnerError):
        await annotations.update_annotation(bob, "u1", made.annotation_id, text="Mine")
    with pytest.raises(NotOwnerError):
        await annotations.delete_annotation(bob, "u1", made.annotation_id)

    assert await annotations.annotations(bob, "u1") == (made,)


async def test_charts_over_time_show_the_annotations_of_their_days(data: Ask, user: User, database: Database) -> None:
    await add_account(database)
    await _create(data, start="2026-03-01", end="2026-03-04", text="Campaign")
    await _create(data, start="2026-03-09", text="Too late")
    document = """query ($kind: ChartKind!) { user(userId: "u1") {
      chart(kind: $kind, period: {start: "2026-03-02", end: "2026-03-06"}) {
        labels chartJs annotations { text start end firstLabel lastLabel }
    } } }"""

    over_time = (await data(document, kind="TIME_SERIES"))["user"]["chart"]
    split = (await data(document, kind="PLATFORM_COMPARISON"))["user"]["chart"]

    assert over_time["annotations"] == [
        {"text": "Campaign", "start": "2026-03-01", "end": "2026-03-04", "firstLabel": 0, "lastLabel": 1}
    ]
    marks = over_time["chartJs"]["data"]["datasets"][-1]
    assert marks["label"] == "▼ 2026-03-01 to 2026-03-03: Campaign"
    assert marks["data"] == [1, 1, None, None]
    assert split["annotations"] == []


async def test_the_charts_of_a_page_load_the_annotations_once(
    data: Ask, user: User, database: Database, statements: list[str]
) -> None:
    await add_account(database)
    statements.clear()
    charts = " ".join(
        f"c{i}: chart(kind: TIME_SERIES, metrics: [{m}]) {{ title }}" for i, m in enumerate(("LIKES", "VIEWS"))
    )

    await data(f'{{ user(userId: "u1") {{ {charts} annotations {{ text }} }} }}')

    assert len([sent for sent in statements if "FROM annotations" in sent]) == 1
