"""What is refused is told of no more than it is about."""

from datetime import date

import pytest

from collectors.facebook import metrics as facebook
from collectors.instagram import metrics as instagram
from collectors.meta.refusals import Place, Refusals
from domain.assignments import Rejection
from domain.errors import SkippableCollectorError

TODAY = date(2026, 3, 10)
BAD = "(#100) metric[0] must be one of the following values: a"
OTHER_PRODUCT = "(#100) The Media Insights API does not support the shares metric for this media product type."
SINCE = "(#100) For metric follower_count, since must be within the last 30 days"
STORY, FEED = instagram.of_media("STORY"), instagram.of_media("FEED")


@pytest.mark.parametrize(
    ("place", "name", "reason", "told"),
    [
        (STORY, "follows", BAD, "follows"),
        (STORY, "shares", BAD, "media.shares"),
        (STORY, "shares", OTHER_PRODUCT, "STORY.shares"),
        (instagram.OF_TOTALS, "shares", BAD, "total_value.shares"),
        (instagram.OF_SERIES, "reach", BAD, "time_series.reach"),
        (instagram.OF_SERIES, "follower_count", SINCE, "follower_count"),
        (instagram.OF_SERIES.older(), "follower_count", SINCE, "older.follower_count"),
        (instagram.OF_SERIES.older(), "follower_count", BAD, "follower_count"),
    ],
)
def test_a_metric_is_told_with_its_place_where_others_have_the_name(
    place: Place, name: str, reason: str, told: str
) -> None:
    refusal = Refusals((), instagram.METRICS).of_metric(place, name, reason)

    assert refusal == Rejection(told, reason, for_good=told.startswith("older."))


def test_names_of_several_periods_are_told_with_the_period() -> None:
    refusals = Refusals((), facebook.METRICS)

    names = ("page_total_media_view_unique", "page_views_total")
    assert [refusals.of_metric(facebook.OF_DAY, name, BAD).name for name in names] == [
        "day.page_total_media_view_unique",
        "page_views_total",
    ]


@pytest.mark.parametrize(
    ("known", "story", "feed", "totals"),
    [
        ("STORY.shares", False, True, True),
        ("media.shares", False, False, True),
        ("total_value.shares", True, True, False),
        ("shares", False, False, False),
        ("GET /{ig-media}/insights (STORY)", False, True, True),
        ("GET /{ig-media}/insights", False, False, True),
    ],
)
def test_a_refusal_holds_where_it_was_told_of(known: str, story: bool, feed: bool, totals: bool) -> None:
    refusals = Refusals([known], instagram.METRICS)

    assert ("shares" in refusals.asked(STORY, instagram.MEDIUM, TODAY)) is story
    assert ("shares" in refusals.asked(FEED, instagram.MEDIUM, TODAY)) is feed
    assert ("shares" in refusals.asked(instagram.OF_TOTALS, instagram.DAY_TOTALS, TODAY)) is totals


def test_an_edge_is_refused_where_the_refusal_says_so_and_else_the_part() -> None:
    refusals = Refusals((), ())
    odd, permission = SkippableCollectorError("odd", "100"), SkippableCollectorError("(#10) no", "10")

    assert refusals.of_all(STORY, odd).name == "GET /{ig-media}/insights (STORY)"
    assert refusals.of_all(STORY, permission).name == "GET /{ig-media}/insights"
    assert refusals.of_all(instagram.OF_TOTALS, odd).name == instagram.TOTALS


def test_older_days_are_asked_for_again() -> None:
    older = facebook.OF_DAY.older()
    refusals = Refusals([older.whole_part], facebook.METRICS)

    assert older.whole_part == "GET /{page}/insights (older)"
    assert refusals.left(older, ["a"]) == refusals.left(facebook.OF_DAY, ["a"]) == ["a"]


def test_each_is_told_once() -> None:
    refusals = Refusals(["known"], ())
    new = Rejection("new", "why")

    assert refusals.note([new, Rejection("known", "why"), new]) == (new,)
    assert refusals.note([new]) == ()
