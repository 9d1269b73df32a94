"""Breaks in what a platform reports, and what one is told beside an answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.cautions import Break, CautionCode, breaks_of
from domain.engine import Measures, measure
from domain.facts import DayFact, PostFact, UserFacts
from domain.metrics import MetricKey
from domain.query import MetricQuery
from domain.time_range import Period
from domain.users import Account, AccountStatus, Platform, User

USER = User("u1", None, "UTC")
SPRING = Period(date(2025, 4, 1), date(2025, 5, 1), "UTC")


def _codes(answer: Measures) -> list[CautionCode]:
    return [caution.code for caution in answer.cautions]


# ---------------------------------------------------------------- claim 12


def test_instagram_ceased_to_report_impressions_and_began_to_report_views_on_one_day(
    make_account: Callable[..., Account],
) -> None:
    accounts = (make_account(Platform.INSTAGRAM), make_account(Platform.X))

    assert breaks_of(MetricKey.IMPRESSIONS, accounts, SPRING) == (
        Break(MetricKey.IMPRESSIONS, Platform.INSTAGRAM, date(2025, 4, 21), True, "impressions", "views"),
    )
    assert breaks_of(MetricKey.VIEWS, accounts, SPRING) == (
        Break(MetricKey.VIEWS, Platform.INSTAGRAM, date(2025, 4, 21), False, "views", None),
    )
    assert breaks_of(MetricKey.LIKES, accounts, SPRING) == ()


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (date(2025, 4, 20), date(2025, 4, 22), 1),
        (date(2025, 4, 21), date(2025, 4, 22), 0),
        (date(2025, 4, 20), date(2025, 4, 21), 0),
    ],
)
def test_a_break_is_told_when_both_sides_of_it_are_in_the_period(
    make_account: Callable[..., Account], start: date, end: date, found: int
) -> None:
    period = Period(start, end, "UTC")

    assert len(breaks_of(MetricKey.IMPRESSIONS, (make_account(Platform.INSTAGRAM),), period)) == found


def test_a_break_is_a_caution_of_the_answer(make_account: Callable[..., Account]) -> None:
    query = MetricQuery(USER, (make_account(Platform.INSTAGRAM),), (MetricKey.IMPRESSIONS,), SPRING)

    (caution,) = measure(query, UserFacts()).cautions

    assert caution.code is CautionCode.DEFINITION_BREAK
    assert caution.message == (
        "Instagram ceased to report impressions (impressions) on 2025-04-21; views took its place and counts otherwise."
    )


# ---------------------------------------------------------------- the others


def test_nothing_is_told_when_there_is_nothing_to_know(make_account: Callable[..., Account]) -> None:
    query = MetricQuery(USER, (make_account(),), (MetricKey.LIKES,), SPRING, now=datetime(2026, 3, 1, tzinfo=UTC))

    assert measure(query, UserFacts()).cautions == ()


def test_a_period_that_includes_today_says_so_in_its_own_zone(make_account: Callable[..., Account]) -> None:
    late = datetime(2025, 4, 30, 23, 30, tzinfo=UTC)
    query = MetricQuery(USER, (make_account(),), (MetricKey.LIKES,), SPRING, now=late)

    assert _codes(measure(query, UserFacts())) == [CautionCode.RUNNING_DAY]
    assert _codes(measure(replace(query, period=replace(SPRING, zone_name="Asia/Tokyo")), UserFacts())) == []


def test_platform_days_of_another_zone_or_of_none_are_named(
    make_account: Callable[..., Account], make_day: Callable[..., DayFact], make_facts: Callable[..., UserFacts]
) -> None:
    days = [
        replace(make_day(date(2025, 4, 2), likes=1), day_zone="America/Los_Angeles"),
        replace(make_day(date(2025, 4, 3), likes=1), day_zone="UTC"),
        replace(make_day(date(2025, 4, 4), likes=1), day_zone=None),
    ]
    query = MetricQuery(USER, (make_account(),), (MetricKey.LIKES,), SPRING)

    (caution,) = measure(query, make_facts(days=days)).cautions

    assert caution.code is CautionCode.PLATFORM_DAYS_IN_ANOTHER_ZONE
    assert caution.message == (
        "Some platform days were cut in America/Los_Angeles, a zone that the platform does not tell, not in UTC; each "
        "is shown on the date that it carries."
    )
    assert measure(query, make_facts(days=days[1:2])).cautions == ()


def test_youtube_beside_other_platforms_is_kept_apart_and_told(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    accounts = (make_account(Platform.X), make_account(Platform.YOUTUBE))
    in_april = datetime(2025, 4, 2, 10, tzinfo=UTC)
    posts = [
        make_post_fact("x", post_id="a", posted_at=in_april, likes=3),
        make_post_fact("youtube", post_id="b", posted_at=in_april, likes=100),
    ]
    query = MetricQuery(USER, accounts, (MetricKey.LIKES,), SPRING)

    together = measure(query, make_facts(posts=posts))
    alone = measure(replace(query, accounts=accounts[1:]), make_facts(posts=posts))

    assert (together.total(MetricKey.LIKES).value, _codes(together)) == (3, [CautionCode.PLATFORMS_KEPT_APART])
    assert together.total(MetricKey.LIKES).basis == (
        "sum of the likes that the posts published in the period have received so far; without YouTube, which is not "
        "added to other platforms"
    )
    assert (alone.total(MetricKey.LIKES).value, _codes(alone)) == (100, [])


def test_made_up_numbers_are_called_so(make_account: Callable[..., Account]) -> None:
    query = MetricQuery(USER, (make_account(status=AccountStatus.SAMPLE),), (MetricKey.LIKES,), SPRING)

    assert _codes(measure(query, UserFacts())) == [CautionCode.SAMPLE_DATA]
