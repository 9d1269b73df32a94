"""A filter compiled to SQL picks the posts of which it holds: two interpreters of one language."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from domain.content import ContentOrderField, ContentPiece, ContentQuery, subject_of
from domain.dimensions import Dimension
from domain.errors import InvalidInputError
from domain.filters import (
    And,
    Comparator,
    Condition,
    Filter,
    MediaLength,
    Not,
    OneOf,
    Or,
    PublishedIn,
    TextContains,
    Threshold,
    holds,
)
from domain.metrics import MetricKey
from domain.observations import Batch, ContentType
from domain.users import Account, Platform
from persistence.database import Database
from persistence.models import AccountRow
from tests.factories import NOW, add_user, post, record
from tests.filter_strategies import LENGTHS, MONDAY, POST_DIMENSIONS, TAGS, TEXTS, conditions, filters

ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns")
"""A whole, a three-quarter and a half hour off; the clocks of St. John's go forward on 2026-03-08."""
POSTS = 120


@dataclass(frozen=True, slots=True)
class Stored:
    """Posts; Hypothesis refuses to print as many of them as there are."""

    pieces: list[ContentPiece] = field(repr=False)


@pytest.fixture
async def accounts(database: Database) -> list[Account]:
    """Two accounts whose ids are those of the strategies."""
    await add_user(database)
    platforms = {"a1": Platform.INSTAGRAM, "a2": Platform.X}
    async with database.write() as unit:
        for account_id, platform in platforms.items():
            row = {"external_id": account_id, "status": "active", "status_since": NOW, "created_at": NOW}
            await unit.connection.execute(
                insert(AccountRow).values(user_id="u1", account_id=account_id, platform=platform.value, **row)
            )
        return list((await unit.users.accounts(["u1"]))["u1"])


@pytest.fixture
async def stored(database: Database, accounts: list[Account]) -> Stored:
    """Posts of every kind, each with something missing somewhere."""
    chance = random.Random(7)
    for account in accounts:
        posts = []
        for i in range(POSTS // 2):
            known = chance.sample(("likes", "views", "impressions", "comments"), chance.randint(0, 4))
            posts.append(
                post(
                    f"{account.account_id}-{i}",
                    posted_at=MONDAY + timedelta(minutes=chance.randrange(0, 14 * 24 * 60, 15)),
                    text=chance.choice((None, "", *("".join(chance.sample(TEXTS, 2)) for _ in range(3)))),
                    content_type=chance.choice((ContentType.REEL, ContentType.IMAGE, ContentType.TEXT)),
                    tags=tuple(chance.sample(TAGS, chance.randint(0, 2))),
                    media_seconds=chance.choice((None, *LENGTHS)),
                    **_values(chance, known),
                )
            )
        await record(database, account, Batch(posts=tuple(posts)))
    return Stored(await _listed(database, None, "UTC"))


def _values(chance: random.Random, metrics: list[str]) -> dict[str, Any]:
    return {metric: chance.choice((0, 1, 2, 20, 100, 101)) for metric in metrics}


async def _listed(database: Database, filter: Filter | None, time_zone: str) -> list[ContentPiece]:
    query = ContentQuery("u1", ("a1", "a2"), 1_000, filter=filter, time_zone=time_zone)
    async with database.read() as unit:
        return list((await unit.content.pages([query]))[query].pieces)


async def _assert_alike(database: Database, stored: Stored, filter: Filter, time_zone: str) -> None:
    expected = {piece.post_id for piece in stored.pieces if holds(filter, subject_of(piece, time_zone)) is True}

    assert {piece.post_id for piece in await _listed(database, filter, time_zone)} == expected


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filter=filters(POST_DIMENSIONS), time_zone=st.sampled_from(ZONES))
async def test_the_database_picks_exactly_the_posts_of_which_the_filter_holds(
    database: Database, stored: Stored, filter: Filter, time_zone: str
) -> None:
    assert len(stored.pieces) == POSTS
    await _assert_alike(database, stored, filter, time_zone)
    await _assert_alike(database, stored, Not(filter), time_zone)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=conditions(POST_DIMENSIONS), time_zone=st.sampled_from(ZONES))
async def test_every_condition_alone_and_its_opposite_agree(
    database: Database, stored: Stored, condition: Condition, time_zone: str
) -> None:
    await _assert_alike(database, stored, condition, time_zone)
    await _assert_alike(database, stored, Not(condition), time_zone)


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (None, ["p1", "p2", "p3"]),
        (And(()), ["p1", "p2", "p3"]),
        (Or(()), []),
        (Not(Or(())), ["p1", "p2", "p3"]),
        (OneOf(Dimension.TAG, ("ads", "sale")), ["p1", "p2"]),
        (Not(OneOf(Dimension.TAG, ("ads",))), ["p2", "p3"]),
        (OneOf(Dimension.TAG, ('a"b',)), []),
        (TextContains("50%"), ["p1"]),
        (TextContains("ÜBER"), ["p2"]),
        (Not(TextContains("über")), ["p1"]),
        (MediaLength(15.0, 60.0), ["p1"]),
        (Not(MediaLength(15.0, 60.0)), ["p2"]),
        (Threshold(MetricKey.LIKES, Comparator.GT, 99.5), ["p1"]),
        (Threshold(MetricKey.LIKES, Comparator.LTE, 100), ["p1", "p2"]),
        (Not(Threshold(MetricKey.LIKES, Comparator.GT, 50)), ["p2"]),
        (Threshold(MetricKey.VIEWS, Comparator.EQ, 3_000_000_000), ["p1"]),
        (Threshold(MetricKey.ENGAGEMENT_RATE, Comparator.LT, 1e-6), ["p1"]),
        (PublishedIn(MONDAY, MONDAY + timedelta(hours=23)), []),
        (PublishedIn(MONDAY + timedelta(hours=23), MONDAY + timedelta(hours=24)), ["p1"]),
        # 23:00 UTC on Monday is midnight on Tuesday in Berlin.
        (OneOf(Dimension.WEEKDAY, ("1",)), ["p1", "p2"]),
        (OneOf(Dimension.HOUR_OF_DAY, ("0",)), ["p1"]),
        (OneOf(Dimension.WEEKDAY, ("6",)), ["p3"]),
        # 01:30 UTC on the day on which the clocks go forward is 03:30 in Berlin.
        (OneOf(Dimension.HOUR_OF_DAY, ("3",)), ["p3"]),
    ],
    ids=str,
)
async def test_posts_that_a_filter_picks(
    database: Database, accounts: list[Account], filter: Filter | None, expected: list[str]
) -> None:
    at_midnight, at_noon = MONDAY + timedelta(hours=23), MONDAY + timedelta(days=1, hours=12)
    summer_time = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    posts = (
        post(
            "p1", posted_at=at_midnight, text="50% off", tags=("ads",), media_seconds=15, likes=100, views=3_000_000_000
        ),
        post("p2", posted_at=at_noon, text="500 Über", tags=("sale", "café"), media_seconds=60, likes=3, views=4),
        post("p3", posted_at=summer_time, observed_at=summer_time, text=None, tags=(), impressions=1),
    )
    await record(database, accounts[0], Batch(posts=posts))

    found = await _listed(database, filter, "Europe/Berlin")

    assert sorted(piece.post_id for piece in found) == expected


@pytest.mark.parametrize(
    ("dimension", "message"),
    [
        (
            Dimension.COUNTRY,
            "Posts have no country; only single engagements do. Leave the condition out of a list of posts.",
        ),
        (
            Dimension.DEVICE,
            "Posts have no device; only single engagements do. Leave the condition out of a list of posts.",
        ),
    ],
)
async def test_posts_are_not_filtered_by_what_they_do_not_have(
    database: Database, accounts: list[Account], dimension: Dimension, message: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await _listed(database, Not(OneOf(dimension, ("DE",))), "UTC")

    assert refused.value.message == message


@pytest.mark.parametrize("order", list(ContentOrderField))
@pytest.mark.parametrize("descending", [True, False])
async def test_every_order_pages_through_all_posts_once_those_without_a_value_last(
    database: Database, accounts: list[Account], order: ContentOrderField, descending: bool
) -> None:
    if order is ContentOrderField.POSTED_AT:
        values: list[dict[str, Any]] = [{}, {}, {}]
    elif order is ContentOrderField.ENGAGEMENTS:
        values = [{"likes": 7}, {}, {"likes": 3}]
    elif order is ContentOrderField.ENGAGEMENT_RATE:
        values = [{"likes": 7, "views": 10}, {}, {"likes": 3, "views": 10}]
    else:
        values = [{order.value: 7}, {}, {order.value: 3}]
    posts = [
        post(f"p{i}", posted_at=MONDAY - timedelta(hours=i), **metrics) for i, metrics in enumerate(values, start=1)
    ]
    await record(database, accounts[0], Batch(posts=tuple(posts)))
    found: list[str] = []
    query = ContentQuery("u1", ("a1",), 1, order=order, descending=descending)

    async with database.read() as unit:
        for _ in range(3):
            page = (await unit.content.pages([query]))[query]
            found += [piece.post_id for piece in page.pieces]
            query = ContentQuery("u1", ("a1",), 1, page.cursor(page.pieces[-1], order), order, descending)

    by_time = ["p1", "p2", "p3"] if descending else ["p3", "p2", "p1"]
    by_value = ["p1", "p3", "p2"] if descending else ["p3", "p1", "p2"]
    assert found == (by_time if order is ContentOrderField.POSTED_AT else by_value)
    assert page.has_next is False
