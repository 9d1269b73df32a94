"""Segments: kept, shared, changed by their owners alone, and used to filter."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.dimensions import Dimension
from domain.errors import NameTakenError, NotOwnerError, SegmentNotFoundError
from domain.filters import OneOf
from domain.observations import Batch
from domain.users import User
from persistence.database import Database
from resolvers import segments
from resolvers.context import Context
from schema.app import Pulsegraph
from tests.factories import FakeClock, add_account, add_user, post, record

Ask = Callable[..., Awaitable[dict[str, Any]]]

ADS = OneOf(Dimension.TAG, ("ads",))
CREATE = """mutation ($input: CreateSegmentInput!) { createSegment(input: $input) {
  __typename
  ... on Segment { id segmentId name filter description shared owner createdAt updatedAt }
  ... on Error { message }
} }"""
UPDATE = """mutation ($input: UpdateSegmentInput!) { updateSegment(input: $input) {
  __typename
  ... on Segment { name description shared createdAt updatedAt }
  ... on Error { message }
} }"""
DELETE = """mutation ($id: ID!) { deleteSegment(id: $id) {
  __typename
  ... on DeletedSegment { deletedId }
  ... on Error { message }
} }"""
NAMES = '{ user(userId: "u1") { segments { name } } }'
CONTENT = """query ($segment: ID, $filter: ContentFilter) { user(userId: "u1") {
  content(segment: $segment, filter: $filter, orderBy: {direction: ASC}) { edges { node { postId } } }
} }"""


@pytest.fixture
async def user(database: Database) -> User:
    return await add_user(database)


async def _create(data: Ask, **members: Any) -> dict[str, Any]:
    given = {"userId": "u1", "name": "Ads", "filter": {"tags": ["ads"]}, **members}
    found: dict[str, Any] = (await data(CREATE, input=given))["createSegment"]
    return found


async def _names(data: Ask) -> list[str]:
    return [segment["name"] for segment in (await data(NAMES))["user"]["segments"]]


async def test_a_segment_is_kept_with_its_filter_in_words_and_found_again_by_its_id(data: Ask, user: User) -> None:
    made = await _create(data, name="  Ads on X ", filter={"platforms": ["X"], "not": {"tags": ["#Ads"]}}, shared=True)

    assert made == {
        "__typename": "Segment",
        "id": made["id"],
        "segmentId": made["segmentId"],
        "name": "Ads on X",
        "filter": {
            "version": 1,
            "filter": {
                "and": [
                    {"not": {"one_of": {"dimension": "tag", "values": ["ads"]}}},
                    {"one_of": {"dimension": "platform", "values": ["x"]}},
                ]
            },
        },
        "description": "not (tag is ads), and platform is x",
        "shared": True,
        "owner": "local",
        "createdAt": "2026-03-10T12:00:00+00:00",
        "updatedAt": "2026-03-10T12:00:00+00:00",
    }
    node = await data("query ($id: ID!) { node(id: $id) { id ... on Segment { name } } }", id=made["id"])
    assert node == {"node": {"id": made["id"], "name": "Ads on X"}}


async def test_segments_are_sorted_by_name_upper_and_lower_case_alike(data: Ask, user: User) -> None:
    for name in ("beta", "Alpha", "alpha"):
        await _create(data, name=name)

    assert await _names(data) == ["Alpha", "alpha", "beta"]


@pytest.mark.parametrize(
    ("members", "kind", "message"),
    [
        ({"userId": "ghost"}, "UserNotFoundError", "There is no user 'ghost'. The `users` query lists them."),
        ({}, "NameTakenError", "The name 'Ads' is taken."),
        ({"name": " Ads "}, "NameTakenError", "The name 'Ads' is taken."),
        (
            {"name": "  "},
            "InvalidInputError",
            "The name of a segment has 1 to 80 characters; 0 were given.",
        ),
        (
            {"name": "a" * 81},
            "InvalidInputError",
            "The name of a segment has 1 to 80 characters; 81 were given.",
        ),
        (
            {"name": "New", "filter": {"tags": []}},
            "InvalidInputError",
            "`tags` is empty, which matches nothing; leave it out to match everything.",
        ),
        (
            {"name": "New", "filter": {"accountIds": ["nonsense"]}},
            "InvalidInputError",
            "`accountIds`: 'nonsense' is not the id of a Account.",
        ),
        (
            {"name": "New", "filter": {"period": {"start": "2026-03-02"}}},
            "InvalidInputError",
            "A custom period needs both `start` and `end` (exclusive).",
        ),
    ],
    ids=str,
)
async def test_why_a_segment_is_not_made_is_a_member_of_the_union(
    data: Ask, user: User, members: dict[str, Any], kind: str, message: str
) -> None:
    await _create(data)

    refused = await _create(data, **members)

    assert refused == {"__typename": kind, "message": message}
    assert await _names(data) == ["Ads"]


async def test_only_what_is_given_is_changed(data: Ask, user: User, clock: FakeClock) -> None:
    made = await _create(data)
    clock.advance(hours=1)

    renamed = (await data(UPDATE, input={"id": made["id"], "name": "Adverts"}))["updateSegment"]
    shared = (await data(UPDATE, input={"id": made["id"], "shared": True, "filter": {}}))["updateSegment"]

    times = {"createdAt": "2026-03-10T12:00:00+00:00", "updatedAt": "2026-03-10T13:00:00+00:00"}
    assert renamed == {
        "__typename": "Segment",
        "name": "Adverts",
        "description": "tag is ads",
        "shared": False,
        **times,
    }
    assert shared == {"__typename": "Segment", "name": "Adverts", "description": "everything", "shared": True, **times}


async def test_a_name_that_is_taken_or_an_id_that_is_unknown_changes_nothing(data: Ask, user: User) -> None:
    made = await _create(data)
    await _create(data, name="Other")

    taken = (await data(UPDATE, input={"id": made["id"], "name": "Other"}))["updateSegment"]
    unknown = (await data(UPDATE, input={"id": "nonsense", "name": "New"}))["updateSegment"]

    assert taken == {"__typename": "NameTakenError", "message": "The name 'Other' is taken."}
    assert unknown == {
        "__typename": "SegmentNotFoundError",
        "message": "There is no segment 'nonsense'. `User.segments` lists them.",
    }
    assert await _names(data) == ["Ads", "Other"]


async def test_a_deleted_segment_is_gone_and_cannot_be_deleted_again(data: Ask, user: User) -> None:
    made = await _create(data)

    first = (await data(DELETE, id=made["id"]))["deleteSegment"]
    again = (await data(DELETE, id=made["id"]))["deleteSegment"]

    assert first == {"__typename": "DeletedSegment", "deletedId": made["id"]}
    assert again["__typename"] == "SegmentNotFoundError"
    assert await _names(data) == []


async def test_what_is_not_shared_is_seen_by_its_owner_alone(pulsegraph: Pulsegraph, user: User) -> None:
    ada, bob = (Context(pulsegraph.services, "test", viewer) for viewer in ("ada", "bob"))
    private = await segments.create_segment(ada, user, "Private", ADS, False)
    shared = await segments.create_segment(ada, user, "Shared", ADS, True)

    assert await segments.segments(ada, "u1") == (private, shared)
    assert await segments.segments(bob, "u1") == (shared,)
    assert await segments.segment(bob, "u1", private.segment_id) is None
    with pytest.raises(SegmentNotFoundError):
        await segments.segment_filter(bob, user, "Private")
    with pytest.raises(NameTakenError):
        await segments.create_segment(bob, user, "Private", ADS, False)


async def test_only_the_owner_changes_or_deletes_a_segment(pulsegraph: Pulsegraph, user: User) -> None:
    ada, bob = (Context(pulsegraph.services, "test", viewer) for viewer in ("ada", "bob"))
    private = await segments.create_segment(ada, user, "Private", ADS, False)
    shared = await segments.create_segment(ada, user, "Shared", ADS, True)

    with pytest.raises(NotOwnerError) as refused:
        await segments.update_segment(bob, "u1", shared.segment_id, name="Mine")
    with pytest.raises(NotOwnerError):
        await segments.delete_segment(bob, "u1", shared.segment_id)
    with pytest.raises(SegmentNotFoundError):
        await segments.update_segment(bob, "u1", private.segment_id, shared=True)

    assert refused.value.message == "The segment belongs to 'ada', who alone may change it."
    assert await segments.segments(Context(pulsegraph.services, "test", "ada"), "u1") == (private, shared)


async def test_a_list_of_posts_is_cut_by_a_segment_and_a_filter_together(
    data: Ask, ask: Ask, user: User, database: Database
) -> None:
    posts = (post("ad", tags=("ads",), text="Sale"), post("other", tags=("ads",)), post("talk", text="Sale"))
    await record(database, await add_account(database), Batch(posts=posts))
    made = await _create(data)

    async def listed(**variables: Any) -> list[str]:
        found = (await data(CONTENT, **variables))["user"]["content"]
        return sorted(edge["node"]["postId"] for edge in found["edges"])

    assert await listed(segment="Ads") == ["ad", "other"]
    assert await listed(segment=made["id"]) == ["ad", "other"]
    assert await listed(segment=made["segmentId"], filter={"text": "sale"}) == ["ad"]
    (error,) = (await ask(CONTENT, segment="Ghost"))["errors"]
    assert (error["extensions"]["code"], error["message"]) == (
        "SEGMENT_NOT_FOUND",
        "There is no segment 'Ghost'. `User.segments` lists them.",
    )


async def test_the_segment_of_another_user_is_not_found(data: Ask, ask: Ask, user: User, database: Database) -> None:
    await add_user(database, "u2")
    foreign = await _create(data, userId="u2")

    (error,) = (await ask(CONTENT, segment=foreign["id"]))["errors"]

    assert error["extensions"]["code"] == "SEGMENT_NOT_FOUND"
