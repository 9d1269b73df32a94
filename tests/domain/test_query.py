"""What may be asked, what an answer then needs, and what it may cost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.dimensions import Dimension
from domain.errors import InvalidInputError, QueryTooExpensiveError, RangeTooLongError
from domain.facts import EngagementGrain, EngagementNeed, EngagementSplit
from domain.filters import Comparator, Filter, Not, OneOf, TextContains, Threshold
from domain.metrics import MetricKey
from domain.query import GroupOrder, MetricQuery, checked, consistent
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import Account, Platform, User

USER = User("u1", None, "Europe/Berlin")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1), "Europe/Berlin")
LIKES = MetricQuery(USER, (), (MetricKey.LIKES,), MARCH)
GERMANY = OneOf(Dimension.COUNTRY, ("DE",))
REELS = OneOf(Dimension.CONTENT_TYPE, ("reel",))
MONDAYS = OneOf(Dimension.WEEKDAY, ("0",))


# ---------------------------------------------------------------- what is left open, and what needs which facts


@pytest.mark.parametrize(
    ("asked", "taken_by"),
    [
        ({}, None),
        ({"group_by": (Dimension.PLATFORM, Dimension.WEEKDAY)}, None),
        ({"group_by": (Dimension.COUNTRY,)}, Attribution.RECEIVED),
        ({"group_by": (Dimension.TAG,)}, Attribution.PUBLISHED),
        ({"group_by": (Dimension.TAG, Dimension.DEVICE)}, Attribution.RECEIVED),
        ({"filter": REELS}, Attribution.PUBLISHED),
        ({"filter": Not(GERMANY)}, Attribution.RECEIVED),
        ({"filter": MONDAYS}, None),
        ({"age": timedelta(hours=24)}, Attribution.PUBLISHED),
        ({"filter": REELS, "attribution": Attribution.RECEIVED}, Attribution.RECEIVED),
    ],
)
def test_what_is_asked_decides_the_attribution_where_it_leaves_no_choice(
    asked: dict[str, Any], taken_by: Attribution | None
) -> None:
    assert replace(LIKES, **asked).taken_by is taken_by


DAY, QUARTER = EngagementGrain.DAY, EngagementGrain.QUARTER_HOUR


@pytest.mark.parametrize(
    ("asked", "need"),
    [
        ({}, EngagementNeed(DAY)),
        ({"attribution": Attribution.PUBLISHED}, None),
        ({"group_by": (Dimension.TAG,)}, None),
        ({"group_by": (Dimension.WEEKDAY,)}, EngagementNeed(DAY)),
        ({"group_by": (Dimension.HOUR_OF_DAY,)}, EngagementNeed(QUARTER)),
        ({"granularity": Granularity.HOUR}, EngagementNeed(QUARTER)),
        ({"period": replace(MARCH, zone_name="Asia/Kathmandu")}, EngagementNeed(QUARTER)),
        ({"group_by": (Dimension.COUNTRY,)}, EngagementNeed(DAY, frozenset({EngagementSplit.COUNTRY}))),
        (
            {"group_by": (Dimension.COUNTRY,), "filter": REELS},
            EngagementNeed(DAY, frozenset({EngagementSplit.COUNTRY, EngagementSplit.POST})),
        ),
        (
            {"filter": REELS, "attribution": Attribution.RECEIVED},
            EngagementNeed(DAY, frozenset({EngagementSplit.POST})),
        ),
    ],
)
def test_engagements_are_read_as_finely_as_the_question_needs_and_no_finer(
    asked: dict[str, Any], need: EngagementNeed | None
) -> None:
    assert replace(LIKES, **asked).engagements == need


def test_texts_histories_and_older_posts_are_read_only_for_questions_about_them() -> None:
    plain = LIKES.facts_range
    about_text = replace(LIKES, filter=TextContains("sale")).facts_range
    at_an_age = replace(LIKES, age=timedelta(hours=24)).facts_range
    compared = replace(LIKES, metrics=(MetricKey.PERFORMANCE_INDEX,)).facts_range

    assert (plain.with_text, plain.readings, plain.posts_from) == (False, frozenset(), MARCH.starts_at)
    assert about_text.with_text
    assert MetricKey.VIEWS in at_an_age.readings
    assert compared.readings == {MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES, MetricKey.SAVES}
    assert compared.posts_from == MARCH.starts_at - timedelta(days=365)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"metrics": ()}, "Ask for 1 to 12 metrics; 0 were given."),
        ({"metrics": tuple(MetricKey)[:13]}, "Ask for 1 to 12 metrics; 13 were given."),
        (
            {"group_by": (Dimension.TAG, Dimension.PLATFORM, Dimension.WEEKDAY)},
            "An answer is split by at most 2 dimensions.",
        ),
        ({"group_by": (Dimension.TAG, Dimension.TAG)}, "A dimension stands twice in `groupBy`."),
        ({"limit": 0}, "`limit` is 0; it must be between 1 and 500."),
        ({"limit": 501}, "`limit` is 501; it must be between 1 and 500."),
        (
            {"order": GroupOrder(MetricKey.VIEWS)},
            "Groups can be ordered by a metric that is asked for; VIEWS is not.",
        ),
    ],
)
def test_a_question_out_of_bounds_is_refused_with_the_reason(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        checked(replace(LIKES, **asked))

    assert (caught.value.code, caught.value.message) == ("BAD_USER_INPUT", message)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"attribution": Attribution.PUBLISHED, "filter": GERMANY},
            "Posts have no country and no device; ask by RECEIVED, or leave the attribution out.",
        ),
        (
            {"age": timedelta(hours=24), "group_by": (Dimension.DEVICE,)},
            "Posts at an age cannot be cut by country or device.",
        ),
        (
            {"age": timedelta(hours=24), "attribution": Attribution.RECEIVED},
            "Posts are taken at an age by PUBLISHED only; RECEIVED has no posts.",
        ),
        ({"age": timedelta(minutes=14)}, "An age lies between 15 minutes and 366 days."),
        ({"age": timedelta(days=367)}, "An age lies between 15 minutes and 366 days."),
    ],
)
def test_a_question_that_contradicts_itself_is_refused_with_the_reason(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        consistent(replace(LIKES, **asked))

    assert caught.value.message == message


def test_a_question_within_all_bounds_is_given_back_as_it_is() -> None:
    threshold: Filter = Threshold(MetricKey.LIKES, Comparator.GT, 100)
    query = replace(LIKES, filter=threshold, limit=500, order=GroupOrder(MetricKey.LIKES), group_by=(Dimension.TAG,))

    assert checked(query) is query


# ---------------------------------------------------------------- what it may cost


@pytest.mark.parametrize(
    ("asked", "cells"),
    [
        ({}, 3),
        ({"metrics": (MetricKey.LIKES, MetricKey.VIEWS)}, 6),
        ({"granularity": Granularity.DAY}, 3 * 32),
        ({"granularity": Granularity.HOUR}, 3 * (31 * 24 + 2 + 1)),
        ({"granularity": Granularity.DAY, "group_by": (Dimension.PLATFORM,)}, 2 * 32),
        ({"granularity": Granularity.DAY, "group_by": (Dimension.ACCOUNT,)}, 3 * 32),
        ({"group_by": (Dimension.WEEKDAY, Dimension.HOUR_OF_DAY)}, 3 * 7 * 24),
        ({"group_by": (Dimension.TAG,)}, 3 * 50),
        ({"group_by": (Dimension.TAG,), "limit": 7}, 3 * 7),
        ({"group_by": (Dimension.TAG, Dimension.COUNTRY)}, 3 * 500),
    ],
)
def test_the_cost_knows_metrics_groups_accounts_and_buckets(
    make_account: Callable[..., Account], asked: dict[str, Any], cells: int
) -> None:
    accounts = (make_account(Platform.X, "x1"), make_account(Platform.X, "x2"), make_account(Platform.TIKTOK))

    assert replace(LIKES, accounts=accounts, **asked).cells() == cells


def test_what_costs_too_much_is_refused_before_anything_is_read(make_account: Callable[..., Account]) -> None:
    year = Period(date(2025, 1, 1), date(2026, 1, 1), "Europe/Berlin")
    query = replace(
        LIKES,
        accounts=(make_account(Platform.X, "x1"), make_account(Platform.X, "x2"), make_account(Platform.X, "x3")),
        period=year,
        granularity=Granularity.DAY,
        group_by=(Dimension.WEEKDAY, Dimension.HOUR_OF_DAY),
        metrics=(MetricKey.LIKES, MetricKey.VIEWS),
    )

    with pytest.raises(QueryTooExpensiveError) as caught:
        checked(query)

    assert (caught.value.code, caught.value.cells) == ("QUERY_TOO_EXPENSIVE", 2 * 3 * 168 * 366)
    assert caught.value.message.startswith("The answer would hold up to 368,928 values (metrics x groups x buckets)")


def test_a_year_of_hours_is_too_long() -> None:
    year = Period(date(2025, 1, 1), date(2026, 1, 1), "Europe/Berlin")

    with pytest.raises(RangeTooLongError):
        year.buckets(Granularity.HOUR)


@pytest.mark.parametrize("granularity", list(Granularity))
def test_the_number_of_buckets_is_never_counted_too_low(granularity: Granularity) -> None:
    for days in (1, 6, 31, 59, 150):
        for start in (date(2026, 1, 31), date(2025, 10, 20)):
            period = Period(start, start + timedelta(days=days), "Europe/Berlin")

            assert 0 <= period.count_buckets(granularity) - len(period.buckets(granularity)) <= 3
