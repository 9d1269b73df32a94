"""Archives that people may ask X, Instagram and Mastodon for."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from collectors.exports.archives.date_ranges import date_range
from collectors.exports.archives.html_text import html_text
from collectors.exports.archives.readers import DOCUMENTS
from collectors.exports.cells import UnusableRowError
from collectors.exports.export_date import ExportDate
from collectors.exports.formats import DocumentFormat, DocumentOpening
from collectors.exports.registry import NativeExports
from collectors.exports.remarks import Remarks
from collectors.exports.sources import Source
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.errors import UnreadableExportError
from domain.exports import ImportOptions, LeftOut, LeftOutRow
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot, WindowSnapshot
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)
ADA_ON_X = AccountRef(Platform.X, "ada", "Ada")
ADA_ON_INSTAGRAM = AccountRef(Platform.INSTAGRAM, "ada.pics", "ada.pics")

# 1886483849795768598 was published at 2025-02-03 18:36:13.623 UTC: its upper bits are the milliseconds.
POST_ID = "1886483849795768598"
CREATED = "Mon Feb 03 18:36:13 +0000 2025"
MANIFEST = 'window.__THAR_CONFIG = {"userInfo": {"accountId": "7", "userName": "Ada"}, '
MANIFEST += '"archiveInfo": {"generationDate": "2026-10-02T03:04:05.678Z"}}'
ACCOUNT = 'window.YTD.account.part0 = [{"account": {"accountId": "7", "username": "Ada"}}]'


def tweet(**changes: Any) -> dict[str, Any]:
    post = {
        "id_str": POST_ID,
        "created_at": CREATED,
        "full_text": "Maps &amp; #Graphs &lt;3",
        "favorite_count": "3",
        "retweet_count": "0",
        "entities": {"hashtags": [{"text": "Graphs"}], "urls": []},
        **changes,
    }
    return {name: value for name, value in post.items() if value is not None}


def script(*items: Any, part: str = "tweets.part0") -> str:
    return f"window.YTD.{part} = {json.dumps(items)}"


def photo(kind: str = "photo", **changes: Any) -> dict[str, Any]:
    return {"type": kind, "expanded_url": f"https://twitter.com/Ada/status/{POST_ID}/photo/1", **changes}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(script({"tweet": tweet()}), "tweets.js", id="today"),
        pytest.param(script({"tweet": tweet()}, part="tweets.part1"), "tweets-part1.js", id="part"),
        pytest.param(script(tweet(), part="tweet.part0"), "tweet.js", id="bare, years ago"),
        pytest.param(
            "\ufeff" + script({"tweet": tweet()}, part="community_tweet.part0"), "community.js", id="community"
        ),
    ],
)
def test_a_post_of_the_archive_of_x_has_its_likes_and_reposts(read_text: ReadFile, content: str, name: str) -> None:
    read = read_text(content, name=name, account="@Ada")

    assert read.description.kind == "x-archive"
    assert read.rejected == []
    assert [(row.line, row.account) for row in read.rows] == [(1, ADA_ON_X)]
    assert read.facts == [
        PostSnapshot(
            POST_ID,
            EXPORTED,
            {M.LIKES: 3, M.SHARES: 0},
            PostDetails(
                datetime(2025, 2, 3, 18, 36, 13, 623000, tzinfo=UTC),
                ContentType.TEXT,
                "Maps & #Graphs <3",
                f"https://x.com/Ada/status/{POST_ID}",
                ("graphs",),
            ),
        )
    ]


def test_the_manifest_names_the_account_and_the_moment_of_the_export(read_text: ReadFile, tmp_path: Path) -> None:
    (tmp_path / "manifest.js").write_text(MANIFEST)

    read = read_text(script({"tweet": tweet()}), name="tweets.js", observed_at=None)

    assert read.rows[0].account == ADA_ON_X
    assert read.description.observed_at == datetime(2026, 10, 2, 3, 4, 5, 678000, tzinfo=UTC)
    assert read.description.observed_at_from == "the archive's manifest"


def test_without_a_manifest_account_js_names_the_account(read_text: ReadFile, tmp_path: Path) -> None:
    (tmp_path / "account.js").write_text(ACCOUNT)

    read = read_text(script({"tweet": tweet()}), name="tweets.js", observed_at=None)

    assert read.rows[0].account == ADA_ON_X
    assert read.description.observed_at_from == "the file's modification time"


def test_a_damaged_manifest_leaves_the_account_open(read_text: ReadFile, tmp_path: Path) -> None:
    (tmp_path / "manifest.js").write_text('window.__THAR_CONFIG = {"userInfo": {"userNa')

    with pytest.raises(UnreadableExportError, match="--account"):
        read_text(script({"tweet": tweet()}), name="tweets.js")


def test_the_link_of_an_own_picture_names_the_account(read_text: ReadFile) -> None:
    other = photo(expanded_url="https://twitter.com/Bob/status/1700000000000000000/photo/1")
    posts = (tweet(id_str="1", entities={"media": [other]}), tweet(entities={"media": [photo()]}))

    read = read_text(script(*({"tweet": post} for post in posts)), name="tweets.js")

    assert {row.account for row in read.rows} == {ADA_ON_X}


def test_a_file_that_does_not_name_the_account_asks_for_it(read_text: ReadFile) -> None:
    other = photo(expanded_url="https://twitter.com/Bob/status/1700000000000000000/photo/1")

    with pytest.raises(UnreadableExportError, match="--account"):
        read_text(script({"tweet": tweet(entities={"media": [other]})}), name="tweets.js")


def test_posts_of_another_account_than_the_named_one_are_refused(read_text: ReadFile, tmp_path: Path) -> None:
    (tmp_path / "manifest.js").write_text(MANIFEST)

    read = read_text(script({"tweet": tweet()}), name="tweets.js", account="bob")

    assert read.rows == []
    assert [(each.line, each.cause) for each in read.rejected] == [(1, LeftOut.OTHER_ACCOUNT)]


@pytest.mark.parametrize(
    ("changes", "kind", "seconds"),
    [
        pytest.param({}, ContentType.TEXT, None, id="text"),
        pytest.param({"entities": {"urls": [{"url": "https://t.co/a"}]}}, ContentType.LINK, None, id="link"),
        pytest.param({"entities": {"media": [photo()], "urls": [{}]}}, ContentType.IMAGE, None, id="picture"),
        pytest.param(
            {"entities": {"media": [photo()]}, "extended_entities": {"media": [photo(), photo()]}},
            ContentType.CAROUSEL,
            None,
            id="several pictures",
        ),
        pytest.param(
            {"extended_entities": {"media": [photo("video", video_info={"duration_millis": "4560"})]}},
            ContentType.VIDEO,
            4.56,
            id="video",
        ),
        pytest.param(
            {"extended_entities": {"media": [photo("animated_gif")]}}, ContentType.VIDEO, None, id="animation"
        ),
        pytest.param({"extended_entities": {"media": [photo("hologram")]}}, ContentType.OTHER, None, id="unknown"),
    ],
)
def test_the_media_tell_what_kind_of_post_it_is(
    read_text: ReadFile, changes: dict[str, Any], kind: ContentType, seconds: float | None
) -> None:
    read = read_text(script({"tweet": tweet(**changes)}), name="tweets.js", account="Ada")

    assert read.facts[0].details.content_type is kind
    assert read.facts[0].details.media_seconds == seconds
    assert read.facts[0].details.tags == ("graphs",)


def test_replies_are_own_posts_and_reposts_are_not(read_text: ReadFile) -> None:
    posts = (
        tweet(full_text="@bob Yes", in_reply_to_status_id_str="1"),
        tweet(id_str="2", full_text="RT @bob: No", favorite_count="99"),
        tweet(id_str="3", full_text=None, text="No", retweeted_status={"id_str": "4"}),
    )

    read = read_text(script(*({"tweet": post} for post in posts)), name="tweets.js", account="Ada")

    assert [row.line for row in read.rows] == [1]
    assert [(each.line, each.cause) for each in read.rejected] == [(2, LeftOut.NOT_OWN), (3, LeftOut.NOT_OWN)]


@pytest.mark.parametrize(
    ("changes", "metrics"),
    [
        pytest.param({"favorite_count": None}, {M.SHARES: 0}, id="absent is not zero"),
        pytest.param({"favorite_count": None, "retweet_count": None}, {}, id="both absent"),
        pytest.param({"favorite_count": 5, "retweet_count": 6.0}, {M.LIKES: 5, M.SHARES: 6}, id="numbers"),
        pytest.param({"favorite_count": "many"}, {M.SHARES: 0}, id="one is no number"),
        pytest.param({"favorite_count": True}, {M.SHARES: 0}, id="one is no count"),
    ],
)
def test_counters_of_x_are_what_the_post_says(
    read_text: ReadFile, changes: dict[str, Any], metrics: dict[M, int]
) -> None:
    read = read_text(script({"tweet": tweet(**changes)}), name="tweets.js", account="Ada")

    assert read.facts[0].metrics == metrics


def test_a_post_from_before_ids_held_the_time_has_the_stated_one(read_text: ReadFile) -> None:
    old = tweet(id_str="28678001", created_at="Mon Oct 25 17:21:38 +0200 2010")

    read = read_text(script({"tweet": old}), name="tweets.js", account="Ada")

    assert read.facts[0].details.posted_at == datetime(2010, 10, 25, 15, 21, 38, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        pytest.param(None, "There is no post id.", id="null"),
        pytest.param({"tweet": {}}, "There is no post id.", id="empty"),
        pytest.param({"tweet": tweet(id_str="one")}, "has to consist of digits", id="id"),
        pytest.param({"tweet": tweet(created_at=None)}, "no time of publication", id="no time"),
        pytest.param({"tweet": tweet(created_at="Mon Mai 03 18:36:13 +0000 2025")}, "no time of", id="other language"),
        pytest.param({"tweet": tweet(created_at="Mon Feb 30 18:36:13 +0000 2025")}, "cannot be read", id="no day"),
        pytest.param({"tweet": tweet(created_at="Mon Feb 03 20:36:13 +0000 2025")}, "is not that of", id="other time"),
        pytest.param({"tweet": tweet(full_text="a\0b")}, "characters that are no text", id="zero"),
        pytest.param({"tweet": tweet(favorite_count="x", retweet_count="y")}, "is no number", id="no counter"),
    ],
)
def test_a_damaged_post_costs_itself_alone(read_text: ReadFile, item: Any, reason: str) -> None:
    read = read_text(script(item, {"tweet": tweet()}), name="tweets.js", account="Ada")

    assert [row.line for row in read.rows] == [2]
    assert [(each.line, each.cause) for each in read.rejected] == [(1, LeftOut.UNREADABLE)]
    assert reason in read.rejected[0].reason


def test_a_repeated_post_is_left_out(read_text: ReadFile) -> None:
    read = read_text(script({"tweet": tweet()}, {"tweet": tweet()}), name="tweets.js", account="Ada")

    assert [row.line for row in read.rows] == [1]
    assert read.rejected == [LeftOutRow(2, "It repeats line 1.", LeftOut.REPEATED)]


@pytest.mark.parametrize("part", ["deleted_tweets.part0", "tweet_headers.part0", "direct_messages.part1"])
def test_parts_without_published_posts_are_refused_by_name(read_text: ReadFile, part: str) -> None:
    with pytest.raises(UnreadableExportError, match=rf"part '{part[:-6]}' of an archive of X"):
        read_text(script({"tweet": tweet()}, part=part), name="part.js", account="Ada", observed_at=None)


def test_a_whole_archive_of_x_is_its_posts(read_file: ReadFile, tmp_path: Path) -> None:
    path = tmp_path / "twitter-2026-10-02.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/account.js", ACCOUNT)
        archive.writestr("data/manifest.js", MANIFEST)
        archive.writestr("data/deleted-tweets.js", script({"tweet": tweet(id_str="1")}, part="deleted_tweets.part0"))
        archive.writestr("data/tweets.js", script({"tweet": tweet()}))

    read = read_file(path, observed_at=None)

    assert [fact.post_id for fact in read.facts] == [POST_ID]
    assert read.rows[0].account == ADA_ON_X
    assert read.description.part == "data/tweets.js"
    assert read.description.observed_at == datetime(2026, 10, 2, 3, 4, 5, 678000, tzinfo=UTC)


def test_an_archive_of_x_says_why_its_other_parts_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/manifest.js", MANIFEST)
        archive.writestr("data/like.js", script({"like": {}}, part="like.part0"))
        archive.writestr("data/tweets.js", script({"tweet": tweet()}))

    opened = NativeExports().open(path, ImportOptions("UTC"))

    reasons = dict(opened.ignored)
    assert reasons["data/like.js"] == (
        "'like.js' is the part 'like' of an archive of X, in which there are no published posts."
    )


PICTURE = "media/posts/202608/26869124_963875653776238_1813323969621655552_n_17842440550048800.jpg"
SUMMER = 1787400000
"""2026-08-22 12:00 UTC."""


def media(uri: str = PICTURE, title: str = "", seconds: int = SUMMER) -> dict[str, Any]:
    return {"uri": uri, "creation_timestamp": seconds, "title": title}


def garbled(text: str) -> str:
    """As Instagram writes it."""
    return text.encode().decode("latin-1")


PERSONAL = {"profile_user": [{"string_map_data": {"Email": {"value": "a@b"}, "Username": {"value": "ada.pics"}}}]}


def test_a_post_of_instagram_has_text_kind_and_time_but_no_numbers(read_text: ReadFile) -> None:
    posts = [{"media": [media(title=garbled("Café ☕ #Über"))]}]

    read = read_text(json.dumps(posts), name="posts_1.json", account="@ada.pics")

    assert read.description.kind == "instagram-archive-posts"
    assert read.rejected == []
    assert [(row.line, row.account) for row in read.rows] == [(1, ADA_ON_INSTAGRAM)]
    assert read.facts == [
        PostSnapshot(
            "17842440550048800",
            EXPORTED,
            {},
            PostDetails(datetime(2026, 8, 22, 12, tzinfo=UTC), ContentType.IMAGE, "Café ☕ #Über", tags=("über",)),
        )
    ]


def test_text_that_is_not_garbled_stays_as_it_is(read_text: ReadFile) -> None:
    read = read_text(json.dumps([{"media": [media(title="Café")]}]), name="posts_1.json", account="ada.pics")

    assert read.facts[0].details.text == "Café"


def test_a_carousel_has_its_own_caption_and_time_and_the_id_of_its_first_picture(read_text: ReadFile) -> None:
    pictures = [media(), media("media/posts/17900000000000001.mp4", "one of them", SUMMER - 60)]
    post = {"media": pictures, "title": "Both", "creation_timestamp": SUMMER + 5}

    read = read_text(json.dumps([post]), name="posts_1.json", account="ada.pics")

    (fact,) = read.facts
    assert fact.post_id == "17842440550048800"
    assert fact.details == PostDetails(datetime(2026, 8, 22, 12, 0, 5, tzinfo=UTC), ContentType.CAROUSEL, "Both")
    assert len(read.description.notes) == 1
    assert "media id of the first of them" in read.description.notes[0]


@pytest.mark.parametrize(
    ("uri", "post_id", "kind"),
    [
        pytest.param("media/posts/18117474704481294.jpg", "18117474704481294", ContentType.IMAGE, id="id alone"),
        pytest.param("media/posts/a_n_17842440550048800.MP4", "17842440550048800", ContentType.VIDEO, id="video"),
        pytest.param("media/1_963875653776238_n.webp", "1_963875653776238_n", ContentType.IMAGE, id="no id"),
        pytest.param("media/posts/summer", "summer", ContentType.OTHER, id="no ending"),
        pytest.param(
            "https://cdn.test/x/17842440550048800.heic?a=1", "17842440550048800", ContentType.IMAGE, id="link"
        ),
    ],
)
def test_the_media_id_stands_at_the_end_of_the_file_name(
    read_text: ReadFile, uri: str, post_id: str, kind: ContentType
) -> None:
    read = read_text(json.dumps([{"media": [media(uri)]}]), name="posts_1.json", account="ada.pics")

    assert read.facts[0].post_id == post_id
    assert read.facts[0].details.content_type is kind


@pytest.mark.parametrize(
    ("document", "kind", "content_type"),
    [
        pytest.param(
            {"ig_reels_media": [{"media": [media()]}]}, "instagram-archive-reels", ContentType.REEL, id="reel"
        ),
        pytest.param({"ig_stories": [media()]}, "instagram-archive-stories", ContentType.STORY, id="story"),
        pytest.param({"ig_igtv_media": [{"media": [media()]}]}, "instagram-archive-igtv", ContentType.VIDEO, id="igtv"),
    ],
)
def test_other_lists_of_media_tell_their_kind(
    read_text: ReadFile, document: Any, kind: str, content_type: ContentType
) -> None:
    read = read_text(json.dumps(document, indent=2), name="list.json", account="ada.pics")

    assert read.description.kind == kind
    assert [fact.details.content_type for fact in read.facts] == [content_type]
    assert [fact.post_id for fact in read.facts] == ["17842440550048800"]


def test_withdrawn_posts_are_left_out_as_not_public(read_text: ReadFile) -> None:
    read = read_text(json.dumps({"ig_archived_post_media": [{"media": [media()]}]}), name="archived_posts.json")

    assert read.rows == []
    assert [(each.line, each.cause) for each in read.rejected] == [(1, LeftOut.NOT_PUBLIC)]


@pytest.mark.parametrize("name", ["reposts.json", "other_content.json", "recently_deleted_media.json"])
def test_lists_that_are_no_published_posts_are_refused(read_text: ReadFile, name: str) -> None:
    with pytest.raises(UnreadableExportError, match="no published posts of the account"):
        read_text(json.dumps([{"media": [media()]}]), name=name, account="ada.pics")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        pytest.param({"media": []}, "no picture or video", id="no media"),
        pytest.param("media", "no picture or video", id="text"),
        pytest.param({"media": [media(uri="")]}, "has no name", id="no name"),
        pytest.param({"media": [{"uri": PICTURE}]}, "There is no time of publication.", id="no time"),
        pytest.param({"media": [media(seconds=10**17)]}, "is out of range", id="time"),
        pytest.param({"media": [media(seconds=0)]}, "lies before the year 2000", id="no time became 1970"),
        pytest.param({"media": [media(title="a\0b")]}, "The caption holds characters", id="zero"),
        pytest.param({"media": [media("a" * 300 + ".jpg")]}, "has 300 characters", id="endless name"),
    ],
)
def test_a_damaged_post_of_instagram_costs_itself_alone(read_text: ReadFile, item: Any, reason: str) -> None:
    read = read_text(json.dumps([{"media": [media()]}, item]), name="posts_1.json", account="ada.pics")

    assert [row.line for row in read.rows] == [1]
    assert [each.line for each in read.rejected] == [2]
    assert reason in read.rejected[0].reason


@pytest.mark.parametrize(
    "label",
    [
        "Username",
        "Benutzername",
        "Nombre de usuario",
        "Nom d’utilisateur",
        "Nome de usuário",
        "Nome de utilizador",
        "Nome utente",
    ],
)
def test_an_archive_of_instagram_names_its_owner_in_any_language(
    read_file: ReadFile, tmp_path: Path, label: str
) -> None:
    path = tmp_path / "instagram-ada.pics-2026-10-03-a1B2c3D4.zip"
    personal = {"profile_user": [{"string_map_data": {garbled(label): {"value": "ada.pics"}}}]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("personal_information/personal_information/personal_information.json", json.dumps(personal))
        archive.writestr("your_instagram_activity/media/posts_1.json", json.dumps([{"media": [media()]}]))

    read = read_file(path, observed_at=None)

    assert [row.account for row in read.rows] == [ADA_ON_INSTAGRAM]
    assert read.description.observed_at == datetime(2026, 10, 4, tzinfo=UTC)
    assert read.description.observed_at_from == "the archive's name"


@pytest.mark.parametrize(
    "document",
    [[{"media": [media()]}], {"organic_insights_posts": []}, {"organic_insights_audience": []}],
    ids=["posts", "insights", "audience"],
)
def test_files_of_instagram_that_do_not_name_the_account_ask_for_it(read_text: ReadFile, document: Any) -> None:
    with pytest.raises(UnreadableExportError, match="--account"):
        read_text(json.dumps(document), name="file.json")


def labelled(**values: str) -> dict[str, Any]:
    return {garbled(name): {"href": "", "value": value, "timestamp": 0} for name, value in values.items()}


CREATION = {"Creation Timestamp": {"href": "", "value": "", "timestamp": SUMMER}}
ALL_OF_A_POST = {
    M.IMPRESSIONS: 3119,
    M.REACH: 2800,
    M.LIKES: 60,
    M.COMMENTS: 6,
    M.SHARES: 0,
    M.SAVES: 1,
    M.FOLLOWERS_GAINED: 2,
    M.PROFILE_VIEWS: 9,
}


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(
            "Impressions|Accounts reached|Likes|Comments|Shares|Saves|Follows|Profile visits",
            id="en",
        ),
        pytest.param(
            "Impressionen|Erreichte Konten|„Gefällt mir“-Angaben|Kommentare|Geteilt|Gespeichert|Neue Follower|"
            "Profilaufrufe",
            id="de",
        ),
        pytest.param(
            "Impressions|Comptes touchés|J'aime|Commentaires|Partages|Enregistrements|Followers en plus|"
            "Visites du profil",
            id="fr",
        ),
        pytest.param(
            "Impressões|Contas alcançadas|Curtidas|Comentários|Compartilhamentos|Salvamentos|Seguidores|"
            "Visitas ao perfil",
            id="pt",
        ),
        pytest.param(
            "Impresiones|Cuentas alcanzadas|Me gusta|Comentarios|Compartidos|Guardados|Seguimientos|Visitas al perfil",
            id="es",
        ),
        pytest.param(
            "Impression|Account raggiunti|Mi piace|Commenti|Condivisioni|Salvataggi|Nuovi follower|Visite al profilo",
            id="it",
        ),
    ],
)
def test_insights_of_a_post_are_read_in_every_language(read_text: ReadFile, labels: str) -> None:
    values = labelled(**dict(zip(labels.split("|"), ("3,119", "2.800", "60", "6", "0", "1", "2", "9"), strict=True)))
    item = {"media_map_data": {garbled("Miniatur"): media(title=garbled("Süß"))}, "string_map_data": CREATION | values}

    read = read_text(json.dumps({"organic_insights_posts": [item]}), name="posts.json", account="ada.pics")

    assert read.description.kind == "instagram-insights-posts"
    assert read.rejected == []
    assert read.facts == [
        PostSnapshot(
            "17842440550048800",
            EXPORTED,
            ALL_OF_A_POST,
            PostDetails(datetime(2026, 8, 22, 12, tzinfo=UTC), ContentType.OTHER, "Süß"),
        )
    ]


def test_insights_of_a_reel_have_plays_length_and_caption(read_text: ReadFile, tmp_path: Path) -> None:
    (tmp_path / "personal_information.json").write_text(json.dumps(PERSONAL))
    values = labelled(
        **{
            "Caption": "Fast #cars",
            "Duration": "15.5",
            "Instagram Plays": "55,000",
            "Instagram Likes": "3,100",
            "Instagram Comments": "--",
            "Facebook Likes": "4",
        }
    )
    item = {
        "media_map_data": {"Media Thumbnail": media(seconds=SUMMER + 60)},
        "string_map_data": values | {"Upload Timestamp": {"value": "", "timestamp": SUMMER}},
    }

    read = read_text(json.dumps({"organic_insights_reels": [item]}), name="reels.json")

    assert [row.account for row in read.rows] == [ADA_ON_INSTAGRAM]
    assert read.facts == [
        PostSnapshot(
            "17842440550048800",
            EXPORTED,
            {M.VIEWS: 55000, M.LIKES: 3100},
            PostDetails(
                datetime(2026, 8, 22, 12, tzinfo=UTC),
                ContentType.REEL,
                "Fast #cars",
                tags=("cars",),
                media_seconds=15.5,
            ),
        )
    ]


def test_insights_of_a_live_video_without_a_picture_have_an_id_of_their_own(read_text: ReadFile) -> None:
    times = {"Start Time": {"timestamp": SUMMER}, "End Time": {"timestamp": SUMMER + 600}}
    item = {"media_map_data": {}, "string_map_data": labelled(**{"Accounts reached": "59"}) | times}

    read = read_text(json.dumps({"organic_insights_live": [item]}), name="live_videos.json", account="ada.pics")

    (fact,) = read.facts
    assert fact.post_id == "live-20260822T120000Z"
    assert fact.metrics == {M.REACH: 59}
    assert fact.details == PostDetails(datetime(2026, 8, 22, 12, tzinfo=UTC), ContentType.LIVE)


def test_answers_to_a_story_are_no_comments(read_text: ReadFile) -> None:
    values = labelled(**{"Impressions": "12", "Replies": "3"})
    item = {"media_map_data": {"Media Thumbnail": media()}, "string_map_data": CREATION | values}

    read = read_text(json.dumps({"organic_insights_stories": [item]}), name="stories.json", account="ada.pics")

    assert read.facts[0].metrics == {M.IMPRESSIONS: 12}
    assert read.facts[0].details.content_type is ContentType.STORY


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        pytest.param({}, "It holds no numbers.", id="empty"),
        pytest.param({"string_map_data": {}}, "There is no time of publication.", id="no time"),
        pytest.param({"string_map_data": labelled(Likes="1")}, "There is no time of publication.", id="no stamp"),
        pytest.param({"string_map_data": CREATION | labelled(Likes="lots")}, "is no number", id="no number"),
    ],
)
def test_damaged_insights_are_left_out(read_text: ReadFile, item: Any, reason: str) -> None:
    read = read_text(json.dumps({"organic_insights_posts": [item]}), name="posts.json", account="ada.pics")

    assert read.rows == []
    assert [each.line for each in read.rejected] == [1]
    assert reason in read.rejected[0].reason


GERMAN_AUDIENCE = {
    "Zeitraum": "9. Juli - 6. Okt.",
    "Follower": "10.801",
    "Neue Follower": "264",
    "Prozentualer Anteil der Follower nach Land": "Deutschland: 84,5%, Österreich: 4%, Kongo, Republik: 0,2%",
    "Prozentualer Anteil an Followern nach Alter für alle Geschlechter": "13-17: 0,1%, 65+: 2,1%",
    "Prozentualer Anteil an weiblichen Followern insgesamt": "78,8%",
    "Prozentualer Anteil an männlichen Followern insgesamt": "21,1%",
    "Follower-Aktivität am Montag": "9.298",
}


def test_the_audience_is_that_of_the_last_day_of_the_range(read_text: ReadFile) -> None:
    values = {garbled(name): {"value": garbled(value)} for name, value in GERMAN_AUDIENCE.items()}

    read = read_text(
        json.dumps({"organic_insights_audience": [{"string_map_data": values}]}), name="a.json", account="ada.pics"
    )

    followers = AudienceGroup.FOLLOWERS
    assert read.rejected == []
    assert read.facts == [
        DaySnapshot(
            date(2026, 10, 6),
            EXPORTED,
            {M.FOLLOWERS: 10801},
            audience=(
                AudienceBreakdown(
                    followers,
                    AudienceDimension.COUNTRY,
                    (
                        AudienceEntry("Deutschland", 0.845),
                        AudienceEntry("Österreich", 0.04),
                        AudienceEntry("Kongo, Republik", 0.002),
                    ),
                ),
                AudienceBreakdown(
                    followers, AudienceDimension.AGE, (AudienceEntry("13-17", 0.001), AudienceEntry("65+", 0.021))
                ),
                AudienceBreakdown(
                    followers, AudienceDimension.GENDER, (AudienceEntry("Men", 0.211), AudienceEntry("Women", 0.788))
                ),
            ),
        )
    ]
    assert [note for note in read.description.notes if "--year" in note and "2026-10-06" in note] != []


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        pytest.param(
            ("Date Range", "Followers", "Follower Percentage by City", "Total Follower Percentage for Men"),
            102,
            id="en",
        ),
        pytest.param(
            (
                "Période",
                "Followers",
                "Pourcentage de followers en fonction de la ville",
                "Pourcentage du total des followers hommes",
            ),
            102,
            id="fr",
        ),
        pytest.param(
            (
                "Intervalo de datas",
                "Seguidores",
                "Porcentagem de seguidores por cidade",
                "Porcentagem do total de seguidores para homens",
            ),
            None,
            id="pt has one word for two numbers",
        ),
        pytest.param(
            (
                "Período",
                "Seguidores",
                "Porcentaje de seguidores por ciudad",
                "Porcentaje total de seguidores para hombres",
            ),
            None,
            id="es without the new followers",
        ),
        pytest.param(
            (
                "Intervallo di date",
                "Follower",
                "Percentuale di follower per città",
                "Percentuale totale di follower uomini",
            ),
            102,
            id="it",
        ),
    ],
)
def test_labels_of_the_audience_are_read_in_every_language(
    read_text: ReadFile, labels: tuple[str, ...], expected: int | None
) -> None:
    values = labelled(**dict(zip(labels, ("May 29 - Aug 26", "102", "Rome: < 1%", "40%"), strict=True)))

    read = read_text(
        json.dumps({"organic_insights_audience": [{"string_map_data": values}]}), name="a.json", account="ada.pics"
    )

    (fact,) = read.facts
    assert fact.day == date(2026, 8, 26)
    assert fact.metrics == ({} if expected is None else {M.FOLLOWERS: expected})
    assert [each.entries for each in fact.audience] == [
        (AudienceEntry("Rome", below=0.01),),
        (AudienceEntry("Men", 0.4),),
    ]


def test_followers_are_read_where_the_new_ones_have_a_word_of_their_own(read_text: ReadFile) -> None:
    values = labelled(**{"Período": "29 de mayo - 26 de ago.", "Seguidores": "102", "Seguimientos": "7"})

    read = read_text(
        json.dumps({"organic_insights_audience": [{"string_map_data": values}]}), name="a.json", account="ada.pics"
    )

    assert read.facts == [DaySnapshot(date(2026, 8, 26), EXPORTED, {M.FOLLOWERS: 102})]


def test_an_audience_without_a_range_is_that_of_the_day_of_the_export(read_text: ReadFile) -> None:
    document = {"organic_insights_audience": [{"string_map_data": labelled(Followers="5")}]}

    read = read_text(json.dumps(document), name="a.json", account="ada.pics")

    assert read.facts == [DaySnapshot(date(2026, 11, 1), EXPORTED, {M.FOLLOWERS: 5})]
    assert "stored on the day of the export" in read.description.notes[0]


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        pytest.param(labelled(**{"Date Range": "May 29 - Aug 26"}), LeftOut.NO_METRIC, id="no number"),
        pytest.param(labelled(**{"Date Range": "29/5 - 26/8", "Followers": "5"}), LeftOut.UNREADABLE, id="range"),
        pytest.param(
            labelled(**{"Date Range": "Nov 2, 2025 - Nov 20, 2026", "Followers": "5"}),
            LeftOut.AFTER_EXPORT,
            id="future",
        ),
    ],
)
def test_an_audience_that_cannot_be_dated_or_counted_is_left_out(
    read_text: ReadFile, values: dict[str, Any], cause: LeftOut
) -> None:
    read = read_text(
        json.dumps({"organic_insights_audience": [{"string_map_data": values}]}), name="a.json", account="ada.pics"
    )

    assert read.rows == []
    assert [each.cause for each in read.rejected] == [cause]


REACH = {
    "Date Range": "Dec 5 - Mar 4",
    "Accounts Reached": "95,911",
    "Accounts Reached Delta": "-21.3%",
    "Followers": "1%",
    "Impressions": "610,362",
}


@pytest.mark.parametrize(
    ("year", "first", "end"),
    [
        pytest.param(None, date(2025, 12, 5), date(2026, 3, 5), id="last one before the export"),
        pytest.param(2024, date(2023, 12, 5), date(2024, 3, 5), id="of the year that was said"),
    ],
)
def test_the_reach_of_a_range_is_a_window(read_text: ReadFile, year: int | None, first: date, end: date) -> None:
    document = {"organic_insights_reach": [{"string_map_data": labelled(**REACH)}]}

    read = read_text(json.dumps(document), name="profiles_reached.json", account="ada.pics", year=year)

    assert read.rejected == []
    assert read.facts == [WindowSnapshot(M.REACH, first, end, 95911, EXPORTED)]


@pytest.mark.parametrize(
    "label", ["Erreichte Konten", "Cuentas alcanzadas", "Comptes touchés", "Contas alcançadas", "Account raggiunti"]
)
def test_the_reach_is_read_in_every_language(read_text: ReadFile, label: str) -> None:
    values = labelled(**{"Date Range": "Sep 1 - Sep 30", label: "3359140"})

    read = read_text(
        json.dumps({"organic_insights_reach": [{"string_map_data": values}]}), name="r.json", account="ada.pics"
    )

    assert read.facts == [WindowSnapshot(M.REACH, date(2026, 9, 1), date(2026, 10, 1), 3359140, EXPORTED)]


def test_a_reach_without_its_range_is_left_out(read_text: ReadFile) -> None:
    items = [
        {"string_map_data": labelled(**{"Accounts reached": "5"})},
        {"string_map_data": labelled(**{"Date Range": "Sep 1 - Sep 30"})},
    ]

    read = read_text(json.dumps({"organic_insights_reach": items}), name="r.json", account="ada.pics")

    assert read.rows == []
    assert [each.cause for each in read.rejected] == [LeftOut.UNREADABLE, LeftOut.NO_METRIC]


def test_interactions_of_many_days_are_left_out(read_text: ReadFile) -> None:
    values = labelled(**{"Date Range": "Sep 1 - Sep 30", "Content Interactions": "7,257"})

    read = read_text(json.dumps({"organic_insights_interactions": [{"string_map_data": values}]}), name="i.json")

    assert read.description.kind == "instagram-insights-interactions"
    assert read.rows == []
    assert [(each.line, each.cause) for each in read.rejected] == [(1, LeftOut.OTHER_PERIOD)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Apr 17 - Jul 15", date(2026, 4, 17), date(2026, 7, 15)),
        ("Nov 2 - Nov 20", date(2025, 11, 2), date(2025, 11, 20)),
        ("Aug 5 - Nov 2", date(2026, 8, 5), date(2026, 11, 2)),
        ("Aug 6 - Nov 3", date(2025, 8, 6), date(2025, 11, 3)),
        ("Dec 17, 2023 - Mar 15, 2024", date(2023, 12, 17), date(2024, 3, 15)),
        ("Dec 1 - Feb 29, 2024", date(2023, 12, 1), date(2024, 2, 29)),
        ("1. März – 30. Mai", date(2026, 3, 1), date(2026, 5, 30)),
        ("17 févr. - 15 août", date(2026, 2, 17), date(2026, 8, 15)),
        ("1 de set. de 2026 - 31 de out. de 2026", date(2026, 9, 1), date(2026, 10, 31)),
        ("17 gen - 15 lug", date(2026, 1, 17), date(2026, 7, 15)),
        ("17 ene - 15 jun", date(2026, 1, 17), date(2026, 6, 15)),
    ],
)
def test_date_ranges(text: str, first: date, last: date) -> None:
    assert date_range(text, date(2026, 11, 1)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "Apr 17", "Apr - Jul", "17 - 15", "Apr 17 - Jul 15 - Aug 1", "Feb 29 - Mar 1, 2025"),
        *("Foo 1 - Bar 2", "jui 1 - jui 2", "May 1, 2026 - Apr 1, 2026", "Apr 17, 1950 - Jul 15, 1950", "9" * 5000),
    ],
)
def test_texts_that_are_no_date_range(text: str) -> None:
    with pytest.raises(UnusableRowError, match="cannot be read"):
        date_range(text, date(2026, 11, 1))


HOST = "https://social.test"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS_ONLY = {"to": [f"{HOST}/users/Ada/followers"], "cc": []}


def note(**changes: Any) -> dict[str, Any]:
    return {
        "id": f"{HOST}/users/Ada/statuses/109305976208011760",
        "type": "Note",
        "published": "2022-11-08T03:07:14Z",
        "url": f"{HOST}/@Ada/109305976208011760",
        "to": [PUBLIC],
        "content": '<p>Maps &amp; <a href="x">#<span>Graphs</span></a></p><p>One<br />two</p>',
        "tag": [{"type": "Hashtag", "name": "#Graphs"}, {"type": "Mention", "name": "@bob"}],
        "attachment": [],
        **changes,
    }


def activity(post: Any = None, **changes: Any) -> dict[str, Any]:
    post = note() if post is None else post
    return {"type": "Create", "actor": f"{HOST}/users/Ada", "to": [PUBLIC], "cc": [], "object": post, **changes}


def outbox(*items: Any) -> str:
    head = {"@context": [{"likes": {"@id": "x"}}], "id": "outbox.json", "type": "OrderedCollection"}
    return json.dumps({**head, "totalItems": len(items), "orderedItems": items})


ADA_ON_MASTODON = AccountRef(Platform.MASTODON, "ada@social.test", "Ada@social.test")


def test_a_post_of_mastodon_is_plain_text(read_text: ReadFile) -> None:
    read = read_text(outbox(activity()), name="outbox.json")

    assert read.description.kind == "mastodon-archive"
    assert read.rejected == []
    assert [(row.line, row.account) for row in read.rows] == [(1, ADA_ON_MASTODON)]
    assert read.facts == [
        PostSnapshot(
            "109305976208011760",
            EXPORTED,
            {},
            PostDetails(
                datetime(2022, 11, 8, 3, 7, 14, tzinfo=UTC),
                ContentType.TEXT,
                "Maps & #Graphs\n\nOne\ntwo",
                f"{HOST}/@Ada/109305976208011760",
                ("graphs",),
            ),
        )
    ]


def test_newer_archives_of_mastodon_tell_likes_and_boosts(read_text: ReadFile) -> None:
    post = note(likes={"type": "Collection", "totalItems": 4}, shares={"totalItems": 0})

    read = read_text(outbox(activity(post)), name="outbox.json")

    assert read.facts[0].metrics == {M.LIKES: 4, M.SHARES: 0}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        pytest.param({"attachment": [{"mediaType": "image/png"}]}, ContentType.IMAGE, id="picture"),
        pytest.param({"attachment": [{"mediaType": "video/mp4"}]}, ContentType.VIDEO, id="video"),
        pytest.param({"attachment": [{"mediaType": "audio/ogg"}]}, ContentType.OTHER, id="sound"),
        pytest.param({"attachment": [{"mediaType": "image/png"}] * 2}, ContentType.CAROUSEL, id="pictures"),
        pytest.param({"attachment": {"mediaType": "image/png"}}, ContentType.TEXT, id="no list"),
        pytest.param({"type": "Question"}, ContentType.POLL, id="poll"),
    ],
)
def test_attachments_tell_what_kind_of_post_it_is(
    read_text: ReadFile, changes: dict[str, Any], kind: ContentType
) -> None:
    read = read_text(outbox(activity(note(**changes))), name="outbox.json")

    assert [fact.details.content_type for fact in read.facts] == [kind]


@pytest.mark.parametrize(
    ("item", "cause"),
    [
        pytest.param(activity(f"{HOST}/1", type="Announce"), LeftOut.NOT_OWN, id="boost"),
        pytest.param(activity(type="Announce", to=["x"]), LeftOut.NOT_OWN, id="private boost"),
        pytest.param(activity(**FOLLOWERS_ONLY), LeftOut.NOT_PUBLIC, id="followers only"),
        pytest.param(activity(note(**FOLLOWERS_ONLY), to=None, cc=None), LeftOut.NOT_PUBLIC, id="said by the post"),
        pytest.param(activity(note(to=[]), to=[], cc=[]), LeftOut.NOT_PUBLIC, id="to nobody"),
        pytest.param(activity(type="Like"), LeftOut.NO_METRIC, id="like"),
        pytest.param(activity(note(type="Event")), LeftOut.NO_METRIC, id="event"),
        pytest.param(activity(f"{HOST}/1"), LeftOut.NO_METRIC, id="post elsewhere"),
        pytest.param(activity(note(id=None)), LeftOut.UNREADABLE, id="no id"),
        pytest.param(activity(note(published="yesterday")), LeftOut.UNREADABLE, id="time"),
        pytest.param(activity(note(content="&#xD800;\ud800")), LeftOut.UNREADABLE, id="half a character"),
        pytest.param(
            activity(
                actor="https://[",
            ),
            LeftOut.UNREADABLE,
            id="actor",
        ),
    ],
)
def test_activities_that_are_no_public_posts_are_left_out(item: Any, cause: LeftOut) -> None:
    with pytest.raises(UnusableRowError) as error:
        reader("mastodon-archive").read(item)

    assert error.value.cause is cause


@pytest.mark.parametrize("public", ["as:Public", "Public", [PUBLIC]])
def test_a_post_that_is_unlisted_is_public(read_text: ReadFile, public: Any) -> None:
    read = read_text(outbox(activity(to=["x"], cc=public)), name="outbox.json")

    assert len(read.facts) == 1


@pytest.mark.parametrize(
    ("actor", "url"),
    [
        pytest.param(f"{HOST}/@Ada", None, id="profile"),
        pytest.param({"id": f"{HOST}/users/Ada/"}, None, id="object"),
        pytest.param(f"{HOST}/ap/users/116", f"{HOST}/@Ada/1", id="numbered, named by the link"),
    ],
)
def test_the_account_is_named_by_its_addresses(read_text: ReadFile, actor: Any, url: str | None) -> None:
    read = read_text(outbox(activity(note(url=url), actor=actor)), name="outbox.json")

    assert [row.account for row in read.rows] == [ADA_ON_MASTODON]


def test_a_numbered_account_is_named_by_the_file_beside(read_text: ReadFile, tmp_path: Path) -> None:
    (tmp_path / "actor.json").write_text(json.dumps({"id": f"{HOST}/ap/users/116", "preferredUsername": "Ada"}))

    read = read_text(outbox(activity(note(url=None), actor=f"{HOST}/ap/users/116")), name="outbox.json")

    assert [row.account for row in read.rows] == [ADA_ON_MASTODON]
    assert read.facts[0].details.url == f"{HOST}/users/Ada/statuses/109305976208011760"


def test_posts_of_another_account_of_mastodon_are_refused(read_text: ReadFile) -> None:
    read = read_text(outbox(activity()), name="outbox.json", account="@bob@social.test")

    assert [each.cause for each in read.rejected] == [LeftOut.OTHER_ACCOUNT]
    assert len(read_text(outbox(activity()), name="outbox.json", account="@Ada@Social.test").rows) == 1


def test_the_name_of_an_archive_of_mastodon_tells_when_it_was_made(read_file: ReadFile, tmp_path: Path) -> None:
    path = tmp_path / "archive-20261003040506-0a1b2c3d4e5f60718293a4b5c6d7e8f9.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("outbox.json", outbox(activity()))
        archive.writestr("likes.json", json.dumps({"type": "OrderedCollection", "orderedItems": [f"{HOST}/1"]}))

    read = read_file(path, observed_at=None)

    assert len(read.facts) == 1
    assert read.description.observed_at == datetime(2026, 10, 3, 4, 5, 6, tzinfo=UTC)
    assert read.description.observed_at_from == "the archive's name"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ('<a href="https://a.test/b"><span class="invisible">https://</span>a.test/b</a>', "https://a.test/b"),
        ("&lt;b&gt; &amp;amp; &quot;&#x1F600;&nbsp;!", '<b> &amp; "\U0001f600\xa0!'),
        ("<ul><li>One</li><li>Two</li></ul>End", "One\nTwo\n\nEnd"),
        ("a<script>alert(1)</script>b<!-- c --><style>d</style>", "ab"),
        ("<p>open <b>tags", "open tags"),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(html: str, text: str) -> None:
    assert html_text(html) == text


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param("a" * 100_001, "100,001 characters", id="endless"),
        pytest.param("<p>" + "<a " * 30_000, "is no HTML", id="tags that never close"),
        pytest.param("<![foo[", "is no HTML", id="broken declaration"),
    ],
)
def test_what_is_no_html_is_refused(html: str, reason: str) -> None:
    with pytest.raises(UnusableRowError, match=reason):
        html_text(html)


def reader(kind: str) -> Any:
    document = next(each for each in DOCUMENTS if each.kind == kind)
    return opened(document)


def opened(document: DocumentFormat) -> Any:
    options = ImportOptions("UTC", account="ada", observed_at=EXPORTED)
    exported = ExportDate(EXPORTED, "`--observed-at`")
    return document.reader(DocumentOpening(Source(Path("nothing.json")), "", options, exported, Remarks()))


# fmt: off
NAMES = st.sampled_from([
    "tweet", "id_str", "id", "created_at", "full_text", "entities", "extended_entities", "media", "hashtags", "urls",
    "text", "type", "video_info", "duration_millis", "favorite_count", "retweet_count", "retweeted_status", "uri",
    "creation_timestamp", "title", "string_map_data", "media_map_data", "value", "timestamp", "Likes", "Followers",
    "Duration", "Caption", "Date Range", "Accounts reached", "Follower Percentage by City", "actor", "object",
    "published", "to", "cc", "content", "tag", "name", "attachment", "mediaType", "totalItems", "likes", "shares",
    "url",
])
# fmt: on
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=20),
    st.sampled_from(
        [POST_ID, CREATED, "Create", "Note", "Question", PUBLIC, "Hashtag", PICTURE, SUMMER, "\0", "\ud800"]
    ),
    st.sampled_from(["Apr 17 - Jul 15", "Dec 31, 9999 - Dec 31, 9999", "Rome: 5%, a:b: <1%", "1,234", "https://["]),
    st.sampled_from([f"{HOST}/users/Ada", f"{HOST}/@Ada/1", "<p>a<br>b", "<![foo[", "2022-11-08T03:07:14Z", "photo"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES | st.text(max_size=5), inner)),
    max_leaves=25,
)
LIKELY = st.one_of(
    JSON,
    st.dictionaries(NAMES, JSON).map(lambda changes: {"tweet": tweet() | changes}),
    st.dictionaries(NAMES, JSON).map(lambda changes: {"media": [media() | changes]}),
    st.dictionaries(NAMES, JSON).map(
        lambda changes: {"string_map_data": CREATION | changes, "media_map_data": changes}
    ),
    st.dictionaries(NAMES, JSON).map(lambda changes: activity(note() | changes)),
    st.dictionaries(NAMES, JSON).map(lambda changes: activity() | changes),
)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(item=LIKELY)
@example(item={"tweet": tweet(id_str=None, id=10**400)})
@example(item={"media": [media(seconds=10**400)]})
@example(item={"media": [{"uri": PICTURE, "creation_timestamp": float("inf")}]})
@example(item=activity(note(content="<![foo[")))
def test_whatever_an_item_is_it_is_a_fact_or_is_left_out(item: Any) -> None:
    for document in DOCUMENTS:
        try:
            row = opened(document).read(item)
        except UnusableRowError:
            continue
        said = repr(row[1])
        assert "\\x00" not in said
        assert "\\ud8" not in said


@pytest.mark.parametrize("content", ["[]", '{"a": [1]}', '[{"media": {"uri": "a"}, "creation_timestamp": 1}]'])
def test_other_documents_are_nobodys(read_text: ReadFile, content: str) -> None:
    with pytest.raises(UnreadableExportError):
        read_text(content, name="posts_1.json", account="ada")
