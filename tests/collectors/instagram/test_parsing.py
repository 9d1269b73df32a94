"""Instagram's JSON, whole and odd, as our facts."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from collectors.instagram import parsing
from collectors.meta.days import Span
from collectors.meta.reading import by_end, totals
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, WindowSnapshot
from domain.users import AccountRef, Platform

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MEDIUM = {
    "id": "17",
    "caption": "Latte art #coffee #art",
    "media_type": "IMAGE",
    "media_product_type": "FEED",
    "permalink": "https://www.instagram.com/p/abc/",
    "timestamp": "2026-11-19T18:00:00+0000",
    "like_count": 7,
    "comments_count": 2,
}


@pytest.mark.parametrize(
    ("changed", "metrics"),
    [
        ({}, {M.LIKES: 7, M.COMMENTS: 2}),
        ({"like_count": None}, {M.COMMENTS: 2}),
        ({"like_count": "7", "comments_count": "x"}, {M.LIKES: 7}),
        ({"like_count": -1}, {M.COMMENTS: 2}),
        ({"like_count": True}, {M.COMMENTS: 2}),
    ],
)
def test_hidden_likes_are_not_0(changed: dict[str, Any], metrics: dict[M, int]) -> None:
    assert parsing.counters({**MEDIUM, **changed}) == metrics


@pytest.mark.parametrize(
    ("medium", "kind"),
    [
        ({"media_type": "IMAGE", "media_product_type": "FEED"}, ContentType.IMAGE),
        ({"media_type": "VIDEO", "media_product_type": "FEED"}, ContentType.VIDEO),
        ({"media_type": "CAROUSEL_ALBUM", "media_product_type": "FEED"}, ContentType.CAROUSEL),
        ({"media_type": "VIDEO", "media_product_type": "REELS"}, ContentType.REEL),
        ({"media_type": "IMAGE", "media_product_type": "STORY"}, ContentType.STORY),
        ({"media_type": "IMAGE", "media_product_type": "AD"}, ContentType.IMAGE),
        ({"media_type": "VIDEO", "permalink": "https://www.instagram.com/reel/abc/"}, ContentType.REEL),
        ({"media_type": "VIDEO", "media_product_type": "FEED", "permalink": "/reel/abc/"}, ContentType.VIDEO),
        ({"media_type": "HOLOGRAM"}, ContentType.OTHER),
        ({}, ContentType.OTHER),
    ],
)
def test_what_kind_of_medium_it_is(medium: dict[str, Any], kind: ContentType) -> None:
    assert parsing.content_type(medium) is kind


def test_what_a_medium_is() -> None:
    details = parsing.details(MEDIUM, ContentType.IMAGE)
    old = parsing.details(MEDIUM, ContentType.IMAGE, has_insights=False)

    assert details is not None
    assert details.posted_at == datetime(2026, 11, 19, 18, tzinfo=UTC)
    assert (details.text, details.tags) == ("Latte art #coffee #art", ("coffee", "art"))
    assert details.url == "https://www.instagram.com/p/abc/"
    assert details.metadata == {}
    assert old is not None
    assert old.metadata == {"no_insights": True}
    assert parsing.details({"id": "17"}, ContentType.IMAGE) is None


@pytest.mark.parametrize(
    ("kind", "metrics"),
    [
        (ContentType.IMAGE, {M.REACH: 1, M.SAVES: 2, M.FOLLOWERS_GAINED: 3}),
        (ContentType.STORY, {M.REACH: 1, M.FOLLOWERS_GAINED: 3}),
        (ContentType.REEL, {M.REACH: 1, M.SAVES: 2, M.WATCH_TIME_SECONDS: 4.5}),
        (ContentType.OTHER, {M.REACH: 1}),
    ],
)
def test_each_kind_has_its_own_insights(kind: ContentType, metrics: dict[M, float]) -> None:
    found = {"reach": 1, "saved": 2, "follows": 3, "ig_reels_video_view_total_time": 4500, "navigation": 9}

    assert parsing.insights(found, kind, TODAY) == metrics


def test_the_profile() -> None:
    document = {"id": "1", "username": "kestrel", "name": "Kestrel", "followers_count": 280, "media_count": "160"}

    assert parsing.profile(document, "1") == AccountRef(Platform.INSTAGRAM, "1", "kestrel", "Kestrel")
    assert parsing.profile_day(document, AT) == DaySnapshot(
        date(2026, 11, 20), AT, {M.FOLLOWERS: 280, M.POSTS_COUNT: 160}, "America/Los_Angeles"
    )
    assert parsing.profile_day({"followers_count": None}, AT) is None


def test_days_of_a_series_outside_of_what_was_asked_are_left_out() -> None:
    values = [
        {"value": 1, "end_time": "2026-11-18T08:00:00+0000"},
        {"value": 2, "end_time": "2026-11-19T08:00:00+0000"},
        {"value": None, "end_time": "2026-11-20T08:00:00+0000"},
    ]
    document = {"data": [{"name": "reach", "period": "day", "values": values}]}

    days = parsing.series_days(by_end(document, "day"), Span(date(2026, 11, 18), date(2026, 11, 20)), AT)

    assert [(day.day, day.metrics) for day in days] == [(date(2026, 11, 18), {M.REACH: 2})]


@pytest.mark.parametrize(
    ("document", "metrics"),
    [
        ({"data": [{"name": "views", "total_value": {"value": 21}}]}, {M.VIEWS: 21}),
        ({"data": [{"name": "views", "total_value": {"value": 0}}, {"name": "likes"}]}, {M.VIEWS: 0}),
        ({"data": [{"name": "views", "total_value": None}]}, None),
        ({"data": []}, None),
    ],
)
def test_the_totals_of_a_day(document: Any, metrics: dict[M, int] | None) -> None:
    day = parsing.totals_day(totals(document), date(2026, 11, 18), AT)

    assert day == (None if metrics is None else DaySnapshot(date(2026, 11, 18), AT, metrics, "America/Los_Angeles"))


def test_no_reach_is_no_window() -> None:
    days = Span(date(2026, 10, 23), date(2026, 11, 19))

    assert parsing.window_reach({"data": []}, days, AT) is None
    assert parsing.window_reach({"data": [{"name": "reach", "total_value": {"value": 9}}]}, days, AT) == WindowSnapshot(
        M.REACH, date(2026, 10, 23), date(2026, 11, 20), 9, AT
    )


def test_followers_by_one_dimension() -> None:
    results = [
        {"dimension_values": ["DE"], "value": 120},
        {"dimension_values": ["AT"], "value": "30"},
        {"dimension_values": ["CH"], "value": None},
        {"dimension_values": None, "value": 3},
        None,
    ]
    total = {"breakdowns": [{"dimension_keys": ["country"], "results": results}]}
    document = {"data": [{"name": "follower_demographics", "period": "lifetime", "total_value": total}]}

    assert parsing.follower_breakdown(document, AudienceDimension.COUNTRY) == AudienceBreakdown(
        AudienceGroup.FOLLOWERS,
        AudienceDimension.COUNTRY,
        (AudienceEntry("DE", count=120), AudienceEntry("AT", count=30)),
    )


@pytest.mark.parametrize(
    "document", [None, {}, {"data": []}, {"data": [{"total_value": {"breakdowns": [{"results": []}]}}]}]
)
def test_few_followers_have_no_dimensions(document: Any) -> None:
    assert parsing.follower_breakdown(document, AudienceDimension.AGE) is None
