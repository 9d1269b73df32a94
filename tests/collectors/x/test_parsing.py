"""Answers of X in every shape that they come in."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from collectors.x.metrics import ANALYTICS_METRICS, LATE_ANALYTICS_METRICS, METRICS
from collectors.x.parsing import account_of, analytics_snapshots, answer_of, post_snapshots, stocks_of
from domain.metrics import MetricKey
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform
from tests.factories import NOW

ID = "1900000000000000000"


def post(**members: Any) -> dict[str, Any]:
    return {"id": ID, "text": "Hello", "created_at": "2026-03-01T09:00:00.000Z", **members}


def only(*posts: dict[str, Any], **body: Any) -> PostSnapshot:
    (snapshot,) = post_snapshots(answer_of({"data": list(posts), **body}), NOW, "kestrel")
    return snapshot


def details(**members: Any) -> PostDetails:
    found = only(post(**members)).details
    assert found is not None
    return found


def test_every_metric_is_in_the_catalog() -> None:
    assert {each.native.platform for each in METRICS} == {Platform.X}
    assert all(each.exists_on(date(2026, 11, 1)) for each in METRICS)


@pytest.mark.parametrize("reposts", ["retweet_count", "repost_count"])
def test_counters_of_a_post_under_both_names(reposts: str) -> None:
    snapshot = only(
        post(
            public_metrics={
                reposts: 50,
                "reply_count": 12,
                "like_count": 234,
                "quote_count": 5,
                "bookmark_count": 8,
                "impression_count": 5432,
            },
            non_public_metrics={
                "impression_count": 5432,
                "url_link_clicks": 89,
                "user_profile_clicks": 156,
                "engagements": 345,
            },
        )
    )
    assert snapshot == PostSnapshot(
        ID,
        NOW,
        {
            MetricKey.LIKES: 234,
            MetricKey.COMMENTS: 12,
            MetricKey.SHARES: 55,
            MetricKey.SAVES: 8,
            MetricKey.IMPRESSIONS: 5432,
            MetricKey.CLICKS: 89,
            MetricKey.PROFILE_VIEWS: 156,
            MetricKey.PLATFORM_ENGAGEMENTS: 345,
        },
        PostDetails(
            datetime(2026, 3, 1, 9, tzinfo=UTC), ContentType.TEXT, "Hello", f"https://x.com/kestrel/status/{ID}"
        ),
    )


@pytest.mark.parametrize(
    ("counters", "metrics"),
    [
        ({"like_count": 0}, {MetricKey.LIKES: 0}),
        ({"like_count": None}, {}),
        ({"like_count": "7"}, {MetricKey.LIKES: 7}),
        ({"like_count": 7.0}, {MetricKey.LIKES: 7}),
        ({"like_count": 7.5}, {}),
        ({"like_count": float("nan")}, {}),
        ({"like_count": -1}, {}),
        ({"like_count": True}, {}),
        ({"like_count": "REDACTED"}, {}),
        ({"like_count": {"value": 7}}, {}),
        ({"retweet_count": 3}, {}),
        ({"retweet_count": 3, "quote_count": 0}, {MetricKey.SHARES: 3}),
        ([], {}),
        ("many", {}),
        (None, {}),
    ],
)
def test_only_what_was_counted_is_a_number(counters: object, metrics: dict[MetricKey, int]) -> None:
    assert only(post(public_metrics=counters)).metrics == metrics


@pytest.mark.parametrize(
    ("created", "metrics"),
    [
        ("2022-12-14T23:59:59.000Z", {}),
        ("2022-12-15T00:00:00.000Z", {MetricKey.IMPRESSIONS: 0}),
    ],
)
def test_no_impressions_before_they_were_counted(created: str, metrics: dict[MetricKey, int]) -> None:
    assert only(post(created_at=created, public_metrics={"impression_count": 0})).metrics == metrics


@pytest.mark.parametrize("name", ["referenced_tweets", "referenced_posts"])
@pytest.mark.parametrize(
    ("kinds", "text", "own"),
    [
        (("retweeted",), "RT @a: b", False),
        (("reposted",), "b", False),
        (("quoted", "retweeted"), "RT @a: b", False),
        (("quoted",), "RT @a: b", True),
        (("replied_to",), "@a b", True),
        ((), "RT @a: b", False),
        ((), "RT this", True),
    ],
)
def test_reposts_are_somebody_elses(name: str, kinds: tuple[str, ...], text: str, own: bool) -> None:
    references = [{"type": kind, "id": "5"} for kind in kinds]
    answer = answer_of({"data": [post(text=text, **{name: references})]})
    assert len(list(post_snapshots(answer, NOW, None))) == own


@pytest.mark.parametrize("name", ["edit_history_tweet_ids", "edit_history_post_ids"])
def test_an_edited_post_is_its_last_version(name: str) -> None:
    old, new = post(**{name: ["10", ID]}, id="10"), post(**{name: ["10", ID]})
    answer = answer_of({"data": [old, new]})
    assert [each.post_id for each in post_snapshots(answer, NOW, None)] == [ID]
    assert answer.replaced == {"10"}
    assert only(new).details == PostDetails(
        datetime(2026, 3, 1, 9, tzinfo=UTC),
        ContentType.TEXT,
        "Hello",
        f"https://x.com/kestrel/status/{ID}",
        metadata={"edits": 1},
    )


@pytest.mark.parametrize("name", ["note_tweet", "note_post"])
def test_a_long_post_is_read_whole(name: str) -> None:
    found = details(
        text="Short &amp; …",
        entities={"hashtags": [{"tag": "Short"}]},
        **{name: {"text": "Long &lt;3 &amp;amp; #More", "entities": {"hashtags": [{"tag": "More"}, {"tag": "more"}]}}},
    )
    assert (found.text, found.tags) == ("Long <3 &amp; #More", ("more",))


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({}, ContentType.TEXT),
        ({"attachments": {"media_keys": ["3_1"]}}, ContentType.IMAGE),
        ({"attachments": {"media_keys": ["7_1"]}}, ContentType.VIDEO),
        ({"attachments": {"media_keys": ["16_1"]}}, ContentType.VIDEO),
        ({"attachments": {"media_keys": ["99_1"]}}, ContentType.OTHER),
        ({"attachments": {"media_keys": ["3_1", "7_1"]}}, ContentType.CAROUSEL),
        ({"attachments": {"media_keys": None, "poll_ids": ["1"]}}, ContentType.POLL),
        ({"attachments": {"media_keys": [3]}}, ContentType.TEXT),
        ({"entities": {"urls": [{"expanded_url": "https://example.com/a"}]}}, ContentType.LINK),
        (
            {
                "entities": {"urls": [{"expanded_url": "https://twitter.com/a/status/77"}]},
                "referenced_tweets": [{"type": "quoted", "id": "77"}],
            },
            ContentType.TEXT,
        ),
        ({"entities": None, "attachments": "?"}, ContentType.TEXT),
    ],
)
def test_what_kind_of_post_it_is(members: dict[str, Any], kind: ContentType) -> None:
    assert details(**members).content_type is kind


def test_media_tell_kind_and_length() -> None:
    found = only(
        post(attachments={"media_keys": ["5_1"]}),
        includes={"media": [{"media_key": "5_1", "type": "video", "duration_ms": 136_637}, {"type": "photo"}, 3]},
    ).details
    assert found is not None
    assert (found.content_type, found.media_seconds) == (ContentType.VIDEO, 136.637)


def test_what_else_is_said_of_a_post() -> None:
    found = details(lang="en", referenced_tweets=[{"type": "quoted", "id": "1"}, {"type": "replied_to", "id": "2"}])
    assert found.metadata == {"language": "en", "kind": "reply"}
    assert details(text="#Eins und #2 #zwei").tags == ("eins", "zwei")


def test_the_id_tells_the_moment_where_nothing_else_does() -> None:
    moment = datetime(2022, 10, 5, 18, 40, 30, 908_000, tzinfo=UTC)
    for created in (None, "yesterday", 5):
        found = only(post(id="1577730467436138524", created_at=created)).details
        assert found is not None
        assert found.posted_at == moment
    assert only({"id": "20", "text": "before the ids of today"}) == PostSnapshot("20", NOW, {})


@pytest.mark.parametrize(
    ("document", "posts", "token", "whole"),
    [
        ({"meta": {"result_count": 0}}, 0, None, True),
        ({"data": [post()], "meta": {"next_token": "t"}}, 1, "t", True),
        ({"data": [post(id=1_900_000_000_000_000_001)], "meta": {"next_token": 5}}, 1, None, True),
        ({"data": [post(id=None), post(id=True), post(id="x"), 5, None]}, 0, None, True),
        ({"data": {"id": ID}}, 0, None, True),
        ({"errors": [{"title": "Not Found Error"}]}, 0, None, False),
        ({}, 0, None, True),
        (None, 0, None, True),
        ([post()], 0, None, True),
    ],
)
def test_answers_of_every_shape(document: object, posts: int, token: str | None, whole: bool) -> None:
    answer = answer_of(document)
    assert (len(answer.posts), answer.next_token, answer.whole) == (posts, token, whole)


def test_errors_beside_data() -> None:
    kinds = ("resource-not-found", "not-authorized-for-field", "not-authorized-for-resource", "field-unauthorized")
    answer = answer_of(
        {
            "data": [post()],
            "errors": [
                {"type": f"https://api.twitter.com/2/problems/{kind}", "value": f"{number}", "detail": "Sorry."}
                for number, kind in enumerate(kinds)
            ]
            + ["odd", {"type": 5}],
        }
    )
    assert answer.not_there == {"0"}
    assert [each.subject for each in answer.refused_fields] == ["1", "3"]
    assert not answer.has_private
    assert len(answer.problems) == 5


@pytest.mark.parametrize("count", ["tweet_count", "post_count"])
def test_a_profile_under_both_names(count: str) -> None:
    counters = {"followers_count": 514_020, "following_count": 2_038, count: 3_639, "listed_count": 1_676}
    document = {"data": {"id": "12", "username": "k", "name": "K", "public_metrics": counters}}
    assert account_of(document) == AccountRef(Platform.X, "12", "k", "K")
    late = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    assert stocks_of(document, late) == DaySnapshot(
        date(2026, 3, 9),
        late,
        {MetricKey.FOLLOWERS: 514_020, MetricKey.FOLLOWING: 2_038, MetricKey.POSTS_COUNT: 3_639},
        "UTC",
    )


@pytest.mark.parametrize("document", [None, {}, {"data": []}, {"data": {"id": None}}, {"errors": [{}]}])
def test_no_profile(document: object) -> None:
    assert account_of(document) is None
    assert stocks_of(document, NOW) is None


def test_analytics_in_one_sum() -> None:
    document = {
        "data": [
            {"id": ID, "follows": 3, "media_views": 776, "shares": 0, "likes": 167},
            {"id": ID, "follows": 4},
            {"id": "12", "follows": None, "url_clicks": 9, "user_profile_clicks": 2, "engagements": 20},
            {"id": "13"},
            "odd",
        ]
    }
    assert list(analytics_snapshots(document, NOW, (*ANALYTICS_METRICS, *LATE_ANALYTICS_METRICS))) == [
        PostSnapshot(ID, NOW, {MetricKey.FOLLOWERS_GAINED: 3, MetricKey.MEDIA_VIEWS: 776, MetricKey.SENDS: 0}),
        PostSnapshot("12", NOW, {MetricKey.CLICKS: 9, MetricKey.PROFILE_VIEWS: 2, MetricKey.PLATFORM_ENGAGEMENTS: 20}),
    ]


def test_analytics_in_pieces_count_only_when_all_are_known() -> None:
    pieces = [
        {"timestamp": "2026-03-01T00:00:00Z", "metrics": {"follows": 1, "media_views": 10, "shares": 2}},
        {"timestamp": "2026-03-02T00:00:00Z", "metrics": {"follows": 2, "media_views": None, "shares": 3}},
    ]
    document = {"data": [{"id": ID, "timestamped_metrics": pieces}, {"id": "12", "timestamped_metrics": []}]}
    assert list(analytics_snapshots(document, NOW, ANALYTICS_METRICS)) == [
        PostSnapshot(ID, NOW, {MetricKey.FOLLOWERS_GAINED: 3, MetricKey.SENDS: 5})
    ]
