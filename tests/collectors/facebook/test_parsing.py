"""Facebook's JSON, whole and odd, as our facts."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from collectors.facebook import metrics as native
from collectors.facebook import parsing
from collectors.meta.days import Span
from collectors.meta.reading import by_end, by_id, moment, number, text, totals
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, WindowSnapshot
from domain.users import AccountRef, Platform

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
POST = {
    "id": "1_2",
    "message": "Roast day #coffee",
    "created_time": "2026-11-19T18:00:00+0000",
    "permalink_url": "https://www.facebook.com/1/posts/2",
    "shares": {"count": 3},
    "reactions": {"data": [], "summary": {"total_count": 7}},
    "comments": {"data": [], "summary": {"total_count": 2}},
}


def attached(**attachment: Any) -> dict[str, Any]:
    return {"attachments": {"data": [attachment]}}


def test_the_counters_of_a_post() -> None:
    assert parsing.counters(POST) == {M.LIKES: 7, M.COMMENTS: 2, M.SHARES: 3}


@pytest.mark.parametrize(
    ("changed", "metrics"),
    [
        ({"shares": None}, {M.LIKES: 7, M.COMMENTS: 2, M.SHARES: 0}),
        ({"shares": {"count": None}}, {M.LIKES: 7, M.COMMENTS: 2}),
        ({"reactions": None, "comments": {"data": []}}, {M.SHARES: 3}),
        ({"reactions": {"summary": {"total_count": "7"}}}, {M.LIKES: 7, M.COMMENTS: 2, M.SHARES: 3}),
        ({"reactions": {"summary": {"total_count": True}}}, {M.COMMENTS: 2, M.SHARES: 3}),
        ({"reactions": {"summary": {"total_count": -1}}}, {M.COMMENTS: 2, M.SHARES: 3}),
        ({"reactions": []}, {M.COMMENTS: 2, M.SHARES: 3}),
    ],
)
def test_only_shares_are_0_when_they_are_left_out(changed: dict[str, Any], metrics: dict[M, int]) -> None:
    assert parsing.counters({**POST, **changed}) == metrics


def test_what_a_post_is() -> None:
    details = parsing.details(POST, 12.5)

    assert details is not None
    assert details.posted_at == datetime(2026, 11, 19, 18, tzinfo=UTC)
    assert (details.text, details.tags) == ("Roast day #coffee", ("coffee",))
    assert details.url == "https://www.facebook.com/1/posts/2"
    assert (details.content_type, details.media_seconds) == (ContentType.TEXT, 12.5)


def test_a_post_without_a_message_has_its_story() -> None:
    told = parsing.details({**POST, "message": None, "story": "Kestrel Coffee updated their cover photo."})
    silent = parsing.details({**POST, "message": " "})

    assert told is not None
    assert told.text == "Kestrel Coffee updated their cover photo."
    assert silent is not None
    assert silent.text is None


@pytest.mark.parametrize("created", [None, "", "yesterday", "2026-11-19T18:00:00", 1, "2026-13-01T00:00:00+0000"])
def test_a_post_without_its_time_is_not_described(created: Any) -> None:
    assert parsing.details({**POST, "created_time": created}) is None


@pytest.mark.parametrize(
    ("post", "kind"),
    [
        (attached(media_type="photo", type="photo"), ContentType.IMAGE),
        (attached(type="photo"), ContentType.IMAGE),
        (attached(media_type="album", type="album"), ContentType.CAROUSEL),
        (attached(media_type="video", type="video_inline"), ContentType.VIDEO),
        (attached(media_type="link", type="share"), ContentType.LINK),
        (attached(type="share"), ContentType.LINK),
        (
            attached(media_type="video", unshimmed_url="https://www.facebook.com/reel/772082889219065/"),
            ContentType.REEL,
        ),
        ({**attached(media_type="video"), "permalink_url": "https://www.facebook.com/reel/7/"}, ContentType.REEL),
        (attached(media_type="new thing"), ContentType.OTHER),
        ({**attached(media_type="new thing"), "status_type": "added_photos"}, ContentType.IMAGE),
        ({"message": "Hello"}, ContentType.TEXT),
        ({"status_type": "added_video"}, ContentType.VIDEO),
        ({}, ContentType.OTHER),
        ({"attachments": None, "message": "Hello"}, ContentType.TEXT),
        ({"attachments": {"data": ["text"]}}, ContentType.OTHER),
    ],
)
def test_what_kind_of_post_it_is(post: dict[str, Any], kind: ContentType) -> None:
    assert parsing.content_type(post) is kind


@pytest.mark.parametrize(
    ("post", "video"),
    [
        (attached(media_type="video", unshimmed_url="https://www.facebook.com/reel/77/"), "77"),
        (attached(media_type="video", unshimmed_url="https://www.facebook.com/1/videos/88"), "88"),
        (attached(media_type="video", url="https://www.facebook.com/page/videos/a-title/99/"), "99"),
        (attached(media_type="video", target={"id": "66"}), "66"),
        (attached(media_type="photo", target={"id": "55"}), None),
        (attached(media_type="video"), None),
        ({}, None),
    ],
)
def test_the_video_of_a_post(post: dict[str, Any], video: str | None) -> None:
    assert parsing.video_id(post) == video


@pytest.mark.parametrize(
    ("length", "seconds"),
    [(33.583, 33.583), ("9", 9.0), (0, None), (None, None), ("x", None), ("9" * 400, None), (10**400, None)],
)
def test_the_length_of_a_video(length: Any, seconds: float | None) -> None:
    assert parsing.media_seconds({"length": length}) == seconds


def test_the_profile() -> None:
    document = {"id": "1", "name": "Kestrel Coffee", "username": "kestrel", "followers_count": 1385, "fan_count": 1300}

    assert parsing.profile(document, "1") == AccountRef(Platform.FACEBOOK, "1", "kestrel", "Kestrel Coffee")
    assert parsing.profile_day(document, datetime(2026, 11, 20, 7, 59, tzinfo=UTC)) == DaySnapshot(
        date(2026, 11, 19),
        datetime(2026, 11, 20, 7, 59, tzinfo=UTC),
        {M.FOLLOWERS: 1385},
        "America/Los_Angeles",
    )


@pytest.mark.parametrize("document", [None, [], {}, {"followers_count": None}, {"fan_count": 3}])
def test_a_profile_without_followers_is_no_day(document: Any) -> None:
    assert parsing.profile_day(document, AT) is None


def insight(name: str, period: str, *values: Any) -> dict[str, Any]:
    return {"name": name, "period": period, "values": list(values)}


def ended(value: Any, end_time: Any) -> dict[str, Any]:
    return {"value": value, "end_time": end_time}


def test_days_of_which_something_is_odd() -> None:
    document = {
        "data": [
            insight(
                "page_media_view", "day", ended(5, "2026-11-19T08:00:00+0000"), ended(6, "2026-11-20T08:00:00+0000")
            ),
            insight("page_media_view", "week", ended(50, "2026-11-19T08:00:00+0000")),
            insight("page_follows", "lifetime", {"value": 1406}),
            insight("page_follows", "day", ended("1385", "2026-11-19T08:00:00+0000"), ended(1386, None)),
            insight("page_views_total", "day", ended({}, "2026-11-19T08:00:00+0000"), "text"),
            insight("unheard_of", "day", ended(9, "2026-11-19T08:00:00+0000")),
            {"name": "page_video_views", "period": "day", "values": None},
            {"period": "day"},
            None,
        ]
    }

    days = parsing.day_snapshots(by_end(document, "day"), Span(date(2026, 11, 1), TODAY), TODAY, AT)

    assert [(day.day, dict(day.metrics)) for day in days] == [
        (date(2026, 11, 18), {M.VIEWS: 5, M.FOLLOWERS: 1385}),
        (date(2026, 11, 19), {M.VIEWS: 6}),
    ]


def test_likes_of_a_day_are_all_six_reactions() -> None:
    names = [each.name for each in native.PAGE_DAY if each.metric is M.LIKES]

    assert len(names) == 6
    assert parsing.insights(dict.fromkeys(names, 2), native.PAGE_DAY, (), TODAY) == {M.LIKES: 12}
    assert parsing.insights(dict.fromkeys(names[:5], 2), native.PAGE_DAY, (), TODAY) == {}


def test_a_name_of_before_stands_in_only_while_there_was_one() -> None:
    march = date(2026, 3, 5)
    both: dict[str, object] = {"post_impressions_unique": 26, "post_total_media_view_unique": 30}

    def reach(found: dict[str, object], today: date) -> int | float | None:
        return parsing.insights(found, native.POST, native.POST_BEFORE, today).get(M.REACH)

    assert reach(both, march) == 30
    assert reach({"post_impressions_unique": 26}, march) == 26
    assert reach({"post_impressions_unique": 26}, TODAY) is None


def test_kinds_have_their_own_plays() -> None:
    found: dict[str, object] = {"post_video_views": 5, "post_video_view_time": 61234, "blue_reels_play_count": 8}
    table = (*native.POST, *native.VIDEO)

    def counted(kind: ContentType) -> dict[M, int | float]:
        return parsing.insights(found, table, (), TODAY, kind)

    assert counted(ContentType.VIDEO) == {M.VIDEO_VIEWS: 5, M.WATCH_TIME_SECONDS: 61.234}
    assert counted(ContentType.REEL) == {M.VIDEO_VIEWS: 8, M.WATCH_TIME_SECONDS: 61.234}
    assert counted(ContentType.IMAGE) == {}


def test_28_days_that_are_not_over_are_left_out() -> None:
    document = {
        "data": [
            insight(
                "page_total_media_view_unique",
                "days_28",
                ended(900, "2026-11-20T08:00:00+0000"),
                ended(950, "2026-11-21T08:00:00+0000"),
            )
        ]
    }

    windows = parsing.window_snapshots(by_end(document, "days_28"), Span(date(2026, 11, 1), TODAY), TODAY, AT)

    assert windows == (WindowSnapshot(M.REACH, date(2026, 10, 23), date(2026, 11, 20), 900, AT),)


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"data": [insight("a", "lifetime", {"value": 3})]}, {"a": 3}),
        ({"data": [insight("a", "lifetime", {"value": {"like": 3}})]}, {"a": None}),
        ({"data": [{"name": "a", "total_value": {"value": 4}}]}, {"a": 4}),
        ({"data": [{"name": "a"}, {"name": "b", "values": []}]}, {}),
        ({"data": {}}, {}),
        (None, {}),
    ],
)
def test_totals_of_insights(document: Any, found: dict[str, object]) -> None:
    assert totals(document) == found


def test_values_that_are_not_what_they_should_be_count_as_absent() -> None:
    odd: list[Any] = ["a", " ", 17, True, None, []]

    assert [text(value) for value in odd] == ["a", None, "17", None, None, None]
    assert [number(value) for value in (1, 1.5, "12", "-3", "1e9", True, None)] == [1, 1.5, 12, -3, None, None, None]
    assert moment("2026-03-04T08:00:00+0000") == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert by_id({"1": {"id": "1"}, "2": None}) == {"1": {"id": "1"}}
    assert by_id([]) == {}
