"""What a post is, is the same in whatever order its descriptions come, and nothing that was said gets lost."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.observations import Batch, ContentType, PostDetails, PostSnapshot
from domain.users import AccountRef, AccountStatus, Platform
from persistence.database import Database
from persistence.descriptions import columns_of, newest_said, said_of
from tests.factories import NOW, add_account, add_user, record

EXACT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)

DETAILS = st.builds(
    PostDetails,
    posted_at=st.sampled_from([EXACT, EXACT + timedelta(minutes=1)]),
    content_type=st.sampled_from([ContentType.OTHER, ContentType.IMAGE, ContentType.VIDEO]),
    text=st.sampled_from([None, "one", "two #tag"]),
    url=st.sampled_from([None, "https://example.com/1"]),
    tags=st.sampled_from([(), ("tag",)]),
    media_seconds=st.sampled_from([None, 1.5, 2.5]),
    time_known=st.booleans(),
)


@given(said=st.lists(st.tuples(DETAILS, st.integers(1, 3)), min_size=1, max_size=4))
def test_the_order_of_descriptions_does_not_matter(said: list[tuple[PostDetails, int]]) -> None:
    found = [
        newest_said(each for details, moment in order for each in said_of(details, moment))
        for order in permutations(said)
    ]

    assert all(each == found[0] for each in found)
    assert columns_of(found[0])["time_known"] is any(details.time_known for details, _ in said)


async def test_each_detail_is_that_which_was_said_last(database: Database) -> None:
    await add_user(database)
    account = await add_account(database)
    descriptions = [
        (3, PostDetails(DAY, time_known=False, url="https://example.com/new")),
        (1, PostDetails(EXACT, ContentType.REEL, "old #Tag", "https://example.com/old", ("tag",), {"a": 1}, 14.5)),
        (2, PostDetails(DAY, ContentType.VIDEO, time_known=False)),
    ]

    for day, details in descriptions:
        seen = NOW + timedelta(days=day)
        await record(database, account, Batch(posts=(PostSnapshot("p1", seen, {}, details),)))

    async with database.read() as unit:
        piece = await unit.content.find_by_post_id("u1", account.platform, "p1")
    assert piece is not None
    assert piece.details == PostDetails(
        EXACT, ContentType.VIDEO, "old #Tag", "https://example.com/new", ("tag",), {"a": 1}, 14.5
    )


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
async def test_handle_and_name_of_an_account_are_those_seen_last(database: Database, order: tuple[int, ...]) -> None:
    await add_user(database)
    seen: list[tuple[AccountRef, datetime]] = [
        (AccountRef(Platform.X, "1", "first", "First"), NOW),
        (AccountRef(Platform.X, "1", "second", None), NOW + timedelta(days=2)),
        (AccountRef(Platform.X, "1", None, "Between"), NOW + timedelta(days=1)),
    ]

    for place in order:
        ref, at = seen[place]
        async with database.write() as unit:
            account = await unit.users.resolve_account("u1", ref, AccountStatus.ACTIVE, at)

    found: Any = (account.handle, account.name)
    assert found == ("second", "Between")
