"""Answers as facts: what is odd, missing or null stays out."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from collectors.tiktok.metrics import ACCOUNT_DAYS, ITEM_LIFETIME, METRICS, PROFILE_NOW, VIDEO_LIFETIME
from collectors.tiktok.parsing import (
    audience_of,
    business_post,
    day_of,
    display_post,
    merged_rows,
    next_cursor,
    profile_of,
    stocks_of,
)
from collectors.transport import Reply
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.observations import ContentType, PostDetails
from domain.users import AccountRef, Platform
from tests.collectors.tiktok.support import account, display, values
from tests.factories import NOW

VIDEO: dict[str, Any] = {
    "id": "7340000000000000001",
    "create_time": 1767301445,
    "title": "",
    "video_description": "New roast #Coffee #fyp",
    "duration": 31,
    "share_url": "https://www.tiktok.com/@kestrelcoffee/video/7340000000000000001?utm_source=awkey",
    "view_count": 101,
    "like_count": 11,
    "comment_count": 2,
    "share_count": 3,
}


def reply(document: Any) -> Reply:
    return Reply(200, {}, document, NOW, "/")


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: f"{metric.name}-{metric.metric}")
def test_the_catalog_knows_every_name(metric: Any) -> None:
    assert metric.native.name == metric.name


def test_a_video_is_a_post_with_its_counters() -> None:
    post = display_post(VIDEO, VIDEO_LIFETIME, NOW)

    assert post is not None
    assert (post.post_id, post.observed_at) == ("7340000000000000001", NOW)
    assert post.details == PostDetails(
        posted_at=datetime(2026, 1, 1, 21, 4, 5, tzinfo=UTC),
        content_type=ContentType.VIDEO,
        text="New roast #Coffee #fyp",
        url="https://www.tiktok.com/@kestrelcoffee/video/7340000000000000001",
        tags=("coffee", "fyp"),
        media_seconds=31.0,
    )
    assert values(post.metrics) == {"views": 101, "video_views": 101, "likes": 11, "comments": 2, "shares": 3}


@pytest.mark.parametrize(
    ("title", "caption", "text", "metadata", "tags"),
    [
        ("A title", "A caption #b", "A caption #b", {"title": "A title"}, ("b",)),
        ("Title #a", "Caption #b", "Caption #b", {"title": "Title #a"}, ("a", "b")),
        ("The same", "The same", "The same", {}, ()),
        ("Only a title #a", "", "Only a title #a", {}, ("a",)),
        (None, None, None, {}, ()),
        ("", "NUL\x00 #c", "NUL #c", {}, ("c",)),
    ],
)
def test_the_text_is_the_caption_and_a_title_of_its_own_is_kept(
    title: str | None, caption: str | None, text: str | None, metadata: dict[str, str], tags: tuple[str, ...]
) -> None:
    post = display_post(VIDEO | {"title": title, "video_description": caption}, VIDEO_LIFETIME, NOW)

    assert post is not None
    assert post.details is not None
    assert (post.details.text, post.details.metadata, post.details.tags) == (text, metadata, tags)


@pytest.mark.parametrize(
    ("shown", "metrics"),
    [
        ({}, {"views": 101, "video_views": 101, "likes": 11, "comments": 2, "shares": 3}),
        ({"like_count": None}, {"views": 101, "video_views": 101, "comments": 2, "shares": 3}),
        ({"like_count": 0}, {"views": 101, "video_views": 101, "likes": 0, "comments": 2, "shares": 3}),
        ({"view_count": "101"}, {"views": 101, "video_views": 101, "likes": 11, "comments": 2, "shares": 3}),
        ({"view_count": "many"}, {"likes": 11, "comments": 2, "shares": 3}),
        ({"view_count": True, "like_count": []}, {"comments": 2, "shares": 3}),
        ({"view_count": -1, "like_count": 1.5}, {"comments": 2, "shares": 3}),
        ({"view_count": "9" * 400, "like_count": "inf"}, {"comments": 2, "shares": 3}),
        ({"view_count": 3_000_000_000.0}, {"views": 3_000_000_000, "video_views": 3_000_000_000, "likes": 11,
                                           "comments": 2, "shares": 3}),
    ],
)  # fmt: skip
def test_what_is_no_count_is_not_observed(shown: dict[str, Any], metrics: dict[str, int]) -> None:
    post = display_post(VIDEO | shown, VIDEO_LIFETIME, NOW)

    assert post is not None
    assert values(post.metrics) == metrics


@pytest.mark.parametrize("create_time", [None, "soon", 1767301445000, -1, 0])
def test_a_time_that_is_none_leaves_the_numbers_alone(create_time: Any) -> None:
    post = display_post(VIDEO | {"create_time": create_time}, VIDEO_LIFETIME, NOW)

    assert post is not None
    assert post.details is None
    assert len(post.metrics) == 5


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("7340000000000000001", "7340000000000000001"),
        (7340000000000000001, "7340000000000000001"),
        (None, None),
        ("", None),
        (7.34e18, None),
        (True, None),
    ],
)
def test_an_id_is_text_and_never_a_float(given: Any, kept: str | None) -> None:
    post = display_post(VIDEO | {"id": given}, VIDEO_LIFETIME, NOW)

    assert (post.post_id if post else None) == kept


@pytest.mark.parametrize("url", [None, "", "not an address", "http://[", 7])
def test_an_address_that_is_none_is_left_out(url: Any) -> None:
    post = display_post(VIDEO | {"share_url": url, "duration": 0}, VIDEO_LIFETIME, NOW)

    assert post is not None
    assert post.details is not None
    assert (post.details.url, post.details.content_type, post.details.media_seconds) == (None, ContentType.VIDEO, None)


ITEM: dict[str, Any] = {
    "item_id": "6995316737801538821",
    "create_time": "1628461703",
    "caption": "me and me casa #cat",
    "share_url": "https://www.tiktok.com/@feather/video/6995316737801538821?utm_campaign=tt4d_open_api",
    "video_duration": 20.001,
    "video_views": 603,
    "reach": 136,
    "likes": 243,
    "comments": 10,
    "shares": 12,
    "favorites": 7,
    "total_time_watched": 587.024,
    "average_time_watched": 3.862,
    "full_video_watched_rate": 0.0395,
    "new_followers": 4,
    "profile_views": 9,
}


def test_an_item_of_the_accounts_api_has_reach_and_watch_time() -> None:
    post = business_post(ITEM, ITEM_LIFETIME, NOW)

    assert post is not None
    assert post.details == PostDetails(
        posted_at=datetime(2021, 8, 8, 22, 28, 23, tzinfo=UTC),
        content_type=ContentType.VIDEO,
        text="me and me casa #cat",
        url="https://www.tiktok.com/@feather/video/6995316737801538821",
        tags=("cat",),
        media_seconds=20.001,
    )
    assert values(post.metrics) == {
        "views": 603,
        "video_views": 603,
        "reach": 136,
        "likes": 243,
        "comments": 10,
        "shares": 12,
        "watch_time_seconds": 587.024,
        "video_completion_rate": 0.0395,
        "followers_gained": 4,
        "profile_views": 9,
    }


def test_a_photo_has_views_but_no_video_views() -> None:
    photo = ITEM | {"share_url": "https://www.tiktok.com/@feather/photo/6995316737801538821"}

    post = business_post(photo, ITEM_LIFETIME, NOW)

    assert post is not None
    assert post.details is not None
    assert post.details.content_type is ContentType.IMAGE
    assert sorted(values(post.metrics)) == [
        "comments", "followers_gained", "likes", "profile_views", "reach", "shares", "views",
    ]  # fmt: skip


@pytest.mark.parametrize("rate", [1.01, -0.1, None, "REDACTED"])
def test_a_completion_rate_is_a_fraction(rate: Any) -> None:
    post = business_post({"item_id": "1", "full_video_watched_rate": rate, "likes": 2}, ITEM_LIFETIME, NOW)

    assert post is not None
    assert values(post.metrics) == {"likes": 2}


def test_a_row_is_a_utc_day_and_the_net_change_is_no_number_of_followers() -> None:
    row = {
        "date": "2026-03-08",
        "followers_count": 1124,
        "daily_total_followers": -3,
        "daily_new_followers": 5,
        "daily_lost_followers": 8,
        "video_views": 1126,
        "unique_video_views": 700,
        "likes": 26,
        "comments": 4,
        "shares": 0,
        "profile_views": 31,
        "bio_link_clicks": 2,
        "engaged_audience": 20,
        "audience_activity": [{"hour": "1", "count": 18}, {"hour": "0", "count": 12}, {"hour": "24", "count": 1}, None],
    }

    day = day_of(row, ACCOUNT_DAYS, NOW)

    assert day is not None
    assert (day.day, day.day_zone, day.observed_at) == (date(2026, 3, 8), "UTC", NOW)
    assert values(day.metrics) == {
        "followers": 1124,
        "followers_gained": 5,
        "followers_lost": 8,
        "views": 1126,
        "video_views": 1126,
        "reach": 700,
        "likes": 26,
        "comments": 4,
        "shares": 0,
        "profile_views": 31,
        "website_clicks": 2,
    }
    hours = (AudienceEntry("0", count=12), AudienceEntry("1", count=18))
    assert day.audience == (AudienceBreakdown(AudienceGroup.FOLLOWERS, AudienceDimension.HOUR, hours),)


@pytest.mark.parametrize("row", [{"likes": 1}, {"date": "yesterday", "likes": 1}, {"date": "2026-03-08"}, {}])
def test_a_row_without_a_day_or_without_numbers_is_none(row: dict[str, Any]) -> None:
    assert day_of(row, ACCOUNT_DAYS, NOW) is None


def test_the_audience_comes_in_fractions() -> None:
    data = {
        "audience_ages": [{"age": "18-24", "percentage": 0.6}, {"age": "55+", "percentage": 60}],
        "audience_genders": [{"gender": "Female", "percentage": 0.6031}, {"gender": "Male", "percentage": "0.1685"}],
        "audience_countries": [{"country": "MY", "percentage": 0.1797}, {"percentage": 0.5}],
        "audience_cities": [{"city_name": "Taipei", "percentage": 0.5996}, {"city_name": "Taipei", "percentage": 0.1}],
    }

    assert [(each.name, each.entries) for each in audience_of(data)] == [
        ("followers:age", (AudienceEntry("18-24", share=0.6),)),
        ("followers:gender", (AudienceEntry("Female", share=0.6031), AudienceEntry("Male", share=0.1685))),
        ("followers:country", (AudienceEntry("MY", share=0.1797),)),
        ("followers:city", (AudienceEntry("Taipei", share=0.5996),)),
    ]


@pytest.mark.parametrize("data", [{}, {"audience_ages": []}, {"audience_ages": None}, {"audience_ages": {"a": 1}}])
def test_with_fewer_than_a_hundred_followers_there_is_no_audience(data: dict[str, Any]) -> None:
    assert audience_of(data) == ()


def test_several_answers_about_the_same_videos_become_one() -> None:
    first = reply(display(videos=[{"id": "1", "like_count": 5}, {"id": "2", "like_count": 6}]))
    second = reply(display(videos=[{"id": "2", "view_count": 8}, {"id": "1", "view_count": 7}, {"view_count": 9}]))

    assert merged_rows([first, second], "videos", "id") == [
        {"id": "1", "like_count": 5, "view_count": 7},
        {"id": "2", "like_count": 6, "view_count": 8},
    ]


@pytest.mark.parametrize(
    ("data", "rows"),
    [({"videos": []}, []), ({"videos": None}, []), ({}, None), ({"videos": [None, "x", {"id": "1"}]}, [{"id": "1"}])],
)
def test_no_list_is_not_an_empty_list(data: dict[str, Any], rows: Any) -> None:
    assert merged_rows([reply(display(**data))], "videos", "id") == rows


@pytest.mark.parametrize(
    ("data", "cursor"),
    [
        ({"has_more": True, "cursor": 1767301445000}, 1767301445000),
        ({"has_more": True, "cursor": "1767301445000"}, 1767301445000),
        ({"has_more": 1, "cursor": 1767301445000}, 1767301445000),
        ({"has_more": "true", "cursor": 1767301445000}, 1767301445000),
        ({"has_more": "True", "cursor": 1767301445000}, 1767301445000),
        ({"has_more": "1", "cursor": 1767301445000}, 1767301445000),
        ({"has_more": False, "cursor": 1767301445000}, None),
        ({"has_more": 0, "cursor": 1767301445000}, None),
        ({"has_more": "false", "cursor": 1767301445000}, None),
        ({"has_more": "", "cursor": 1767301445000}, None),
        ({"has_more": None, "cursor": 1767301445000}, None),
        ({"has_more": [True], "cursor": 1767301445000}, None),
        ({"cursor": 1767301445000}, None),
        ({"has_more": True, "cursor": 0}, None),
        ({"has_more": True}, None),
    ],
)
def test_has_more_decides_whether_the_cursor_leads_on(data: dict[str, Any], cursor: int | None) -> None:
    assert next_cursor(data) == cursor


def test_a_profile_shows_stocks_and_who_it_is() -> None:
    user = {"follower_count": 100, "following_count": 0, "likes_count": 50, "video_count": None}

    assert values(stocks_of(user, PROFILE_NOW)) == {"followers": 100, "following": 0}
    assert profile_of(account("o1"), "kestrel", None) == AccountRef(Platform.TIKTOK, "o1", "kestrel", None)
    assert profile_of(account("o1"), None, "") is None
