"""Post exports of the Meta Business Suite."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.errors import UnreadableExportError
from domain.exports import LeftOut
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

FACEBOOK = (
    '\ufeff"Post ID","Page ID","Page name",Title,Description,"Duration (sec)","Publish time",'
    'Permalink,"Post type",Date,Views,Reach,'
    '"Reactions, Comments and Shares",Reactions,Comments,Shares,"Total clicks",'
    '"3-second video views","Seconds viewed","Other Clicks"\n'
)
FACEBOOK_ROW = (
    '{id},100,"Ada & Co",{title},{description},41,"{time}",https://www.facebook.com/p/1,{type},{period},'
    "27,20,4,3,1,0,2,5,12.5,1\n"
)


def facebook(**values: str) -> str:
    given = {
        "id": "1827720132094663",
        "title": "Short",
        "description": "Longer #One",
        "time": "09/28/2026 18:12",
    }
    return FACEBOOK_ROW.format(**{**given, "type": "Photos", "period": "Lifetime", **values})


def test_facebook_export_gives_the_longer_caption_and_every_metric(read_text: ReadFile) -> None:
    read = read_text(FACEBOOK + facebook())

    assert read.rejected == []
    assert read.description.kind == "facebook-content"
    assert read.description.form == "utf-8-sig text with commas"
    assert read.description.unread == (("Other Clicks", "a part of the total clicks"),)
    assert read.rows[0].account == AccountRef(Platform.FACEBOOK, "100", None, "Ada & Co")
    assert read.facts[0].metrics == {
        M.VIEWS: 27,
        M.REACH: 20,
        M.PLATFORM_ENGAGEMENTS: 4,
        M.LIKES: 3,
        M.COMMENTS: 1,
        M.SHARES: 0,
        M.CLICKS: 2,
        M.VIDEO_VIEWS: 5,
        M.WATCH_TIME_SECONDS: 12.5,
    }
    details = read.facts[0].details
    assert details.text == "Longer #One"
    assert details.tags == ("one",)
    assert details.content_type is ContentType.IMAGE
    assert details.metadata == {"duration_seconds": 41}
    assert details.media_seconds == 41


@pytest.mark.parametrize("duration", ["0", "", "-5", "long"])
def test_what_is_no_length_of_a_video_is_not_taken_for_one(read_text: ReadFile, duration: str) -> None:
    header = "Post ID,Page ID,Publish time,Permalink,Duration (sec),Reactions,Comments\n"

    (fact,) = read_text(f"{header}1,100,03/15/2025 03:06,u,{duration},0,0\n").facts

    assert (fact.details.media_seconds, fact.details.metadata) == (None, {})


def test_files_of_early_2025_repeat_views_and_the_first_filled_cell_counts(read_text: ReadFile) -> None:
    header = "Post ID,Page ID,Publish time,Permalink,Date,Views,Reactions,Comments,Views\n"
    rows = "1,100,03/15/2025 03:06,u,Lifetime,,0,0,7\n2,100,03/15/2025 03:06,u,Lifetime,5,0,0,7\n"

    read = read_text(header + rows)

    assert [fact.metrics[M.VIEWS] for fact in read.facts] == [7, 5]


def test_files_of_2024_have_no_views(read_text: ReadFile) -> None:
    header = "Post ID,Page ID,Publish time,Permalink,Date,Impressions,Reach,Reactions,Comments\n"

    read = read_text(header + "1,100,03/15/2024 03:06,u,Lifetime,11,9,0,0\n")

    assert read.facts[0].metrics == {M.IMPRESSIONS: 11, M.REACH: 9, M.LIKES: 0, M.COMMENTS: 0}


@pytest.mark.parametrize(
    ("wall_clock", "instant"),
    [
        pytest.param("07/01/2026 12:00", datetime(2026, 7, 1, 10, 0, tzinfo=UTC), id="summer"),
        pytest.param("10/25/2026 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="twice, the first"),
        pytest.param("03/29/2026 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), id="never, moved by the jump"),
    ],
)
def test_publish_times_are_wall_clock_in_the_given_zone(
    read_text: ReadFile, wall_clock: str, instant: datetime
) -> None:
    read = read_text(FACEBOOK + facebook(time=wall_clock), time_zone="Europe/Berlin")

    assert read.facts[0].details.posted_at == instant
    assert read.description.notes == (
        "Times were read as Europe/Berlin, as the file names no zone; `--time-zone` changes it.",
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({"id": "1.82772E+15"}, "rounded", id="rounded id"),
        pytest.param({"id": ""}, "There is no post id", id="no id"),
        pytest.param({"id": "12a"}, "consist of digits", id="id with letters"),
        pytest.param({"time": "September 28"}, "MM/DD/YYYY", id="no time"),
        pytest.param({"time": "09/28/1970 18:12"}, "before the year 2000", id="1970"),
        pytest.param({"period": "03/01/2026"}, "not about the whole lifetime", id="one day of a post"),
        pytest.param({"time": "11/28/2026 18:12"}, "published after the export date", id="after the export"),
    ],
)
def test_rows_that_cannot_be_right_are_rejected(read_text: ReadFile, values: dict[str, str], reason: str) -> None:
    read = read_text(FACEBOOK + facebook(**values))

    assert read.rows == []
    assert reason in read.rejected[0].reason


@pytest.mark.parametrize(
    ("post_type", "expected"),
    [
        ("Photos", ContentType.IMAGE),
        ("Videos", ContentType.VIDEO),
        ("Reels", ContentType.REEL),
        ("Links", ContentType.LINK),
        ("Text", ContentType.TEXT),
        ("Status", ContentType.TEXT),
        ("Live", ContentType.LIVE),
        ("Stories", ContentType.STORY),
        ("IG image", ContentType.IMAGE),
        ("IG carousel", ContentType.CAROUSEL),
        ("IG reel", ContentType.REEL),
        ("IG story", ContentType.STORY),
        ("Hologram", ContentType.OTHER),
    ],
)
def test_post_types(read_text: ReadFile, post_type: str, expected: ContentType) -> None:
    assert read_text(FACEBOOK + facebook(type=post_type)).facts[0].details.content_type is expected


def test_a_day_that_cannot_be_a_month_is_rejected_where_other_rows_prove_the_month_first(read_text: ReadFile) -> None:
    rows = facebook(), facebook(id="2", time="09/29/2026 18:12"), facebook(id="3", time="28/09/2026 18:12")

    read = read_text(FACEBOOK + "".join(rows))

    assert [fact.post_id for fact in read.facts] == ["1827720132094663", "2"]
    assert [each.reason for each in read.rejected] == [
        "The publish time '28/09/2026 18:12' cannot be read as MM/DD/YYYY HH:MM."
    ]


def test_a_file_that_a_spreadsheet_wrote_with_the_day_first_is_read_so_as_its_rows_prove(read_text: ReadFile) -> None:
    rows = facebook(id="1", time="05/09/2026 18:12"), facebook(id="2", time="28/09/2026 18:12")

    read = read_text(FACEBOOK + "".join(rows))

    assert read.rejected == []
    assert [fact.details.posted_at for fact in read.facts] == [
        datetime(2026, 9, 5, 18, 12, tzinfo=UTC),
        datetime(2026, 9, 28, 18, 12, tzinfo=UTC),
    ]
    assert "Publish times were read with the day first, as rows of the file prove." in read.description.notes


def test_the_proof_may_stand_below_the_rows_that_are_looked_at_first(read_text: ReadFile) -> None:
    rows = [facebook(id=str(number), time="05/09/2026 18:12") for number in range(1, 31)]

    read = read_text(FACEBOOK + "".join(rows) + facebook(id="99", time="28/09/2026 18:12"))

    assert len(read.facts) == 31
    assert {fact.details.posted_at.month for fact in read.facts} == {9}


@pytest.mark.parametrize(
    ("time", "hour"),
    [("09/28/2026 6:12 PM", 18), ("09/28/2026 12:12 AM", 0), ("2026-09-28T18:12:00", 18), ("9/28/2026, 18:12:30", 18)],
)
def test_times_as_other_programs_write_them(read_text: ReadFile, time: str, hour: int) -> None:
    read = read_text(FACEBOOK + facebook(time=time))

    assert read.facts[0].details.posted_at == datetime(2026, 9, 28, hour, 12, tzinfo=UTC)


@pytest.mark.parametrize("time", ["09/28/2026 13:12 PM", "02/29/2026 18:12", "09/28/2026", "2026-13-01 18:12"])
def test_times_that_cannot_be_are_rejected(read_text: ReadFile, time: str) -> None:
    read = read_text(FACEBOOK + facebook(time=time))

    assert read.facts == []
    assert read.rejected[0].reason == f"The publish time {time!r} cannot be read as MM/DD/YYYY HH:MM."


def test_days_of_a_post_are_left_out_beside_its_lifetime(read_text: ReadFile) -> None:
    rows = facebook(period="09/28/2026"), facebook(period="2026-09-29"), facebook()

    read = read_text(FACEBOOK + "".join(rows))

    assert [row.line for row in read.rows] == [4]
    assert [each.cause for each in read.rejected] == [LeftOut.OTHER_PERIOD, LeftOut.OTHER_PERIOD]


def test_a_period_that_is_no_date_and_not_known_is_taken_for_the_lifetime_and_said_so(read_text: ReadFile) -> None:
    read = read_text(FACEBOOK + facebook(period="Eluaeg"))

    assert len(read.facts) == 1
    assert "The period 'Eluaeg' is no date; it was taken for the whole lifetime of the posts." in read.description.notes


def test_every_column_of_a_facebook_file_is_read_or_has_a_reason(read_text: ReadFile) -> None:
    header = (
        "Post ID,Page ID,Page name,Title,Description,Duration (sec),Publish time,Caption type,Permalink,Is crosspost,"
        "Is share,Post type,Languages,Custom labels,Funded content status,Data comment,Date,Views,Reach,"
        '"Reactions, Comments and Shares",Reactions,Comments,Shares,Total clicks,Other Clicks,Link Clicks,'
        "Matched Audience Targeting Consumption (Photo Click),Matched Audience Targeting Consumption (Video Click),"
        "Views from Organic posts,Views from Boosted posts,Reach from Organic posts,Reach from Boosted posts,"
        "3-second video views,1-minute video views,3-second viewers,1-minute viewers,"
        "3-second video views from Boosted posts,3-second video views from Organic posts,Engaged users,"
        "Negative feedback from users,Unique negative feedback from users,Negative feedback from users: Hide all,"
        "Seconds viewed,Average Seconds viewed,Estimated earnings (USD),Ad CPM (USD),Ad impressions\n"
    )

    description = read_text(header + "1,100" + "," * 45 + "\n").description

    assert [name for name, reason in description.unread if not reason] == []
    assert len(description.metrics) == 9


def test_a_story_of_instagram_has_visits_to_the_profile_and_its_replies_are_no_comments(read_text: ReadFile) -> None:
    read = read_text(
        "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,"
        "Data comment,Date,Views,Reach,Likes,Shares,Profile visits,Replies,Sticker taps,Navigation,Link clicks\n"
        "18000000000000001,17841000000000001,ada,Ada,,0,09/24/2026 15:30,https://www.instagram.com/stories/ada/1,"
        "IG story,,Lifetime,99,40,4,1,3,2,1,120,5\n"
    )

    assert read.facts[0].details.content_type is ContentType.STORY
    assert read.facts[0].metrics == {M.VIEWS: 99, M.REACH: 40, M.LIKES: 4, M.SHARES: 1, M.PROFILE_VIEWS: 3}
    assert [name for name, reason in read.description.unread if not reason] == []


def test_lines_are_counted_through_captions_of_several_lines(read_text: ReadFile) -> None:
    caption = '"one\n\nthree, ""quoted""\r\nfour"'

    read = read_text(FACEBOOK + facebook(description=caption) + facebook(id="") + facebook(id="2"))

    assert [row.line for row in read.rows] == [2, 7]
    assert [row.line for row in read.rejected] == [6]
    assert read.facts[0].details.text == 'one\n\nthree, "quoted"\r\nfour'


def test_pages_of_one_file_are_accounts_of_their_own(read_text: ReadFile) -> None:
    other = facebook(id="2").replace(",100,", ",200,")

    read = read_text(FACEBOOK + facebook() + other)

    assert [row.account.external_id for row in read.rows] == ["100", "200"]


def test_rows_of_another_page_than_the_named_one_are_rejected(read_text: ReadFile) -> None:
    other = facebook(id="2").replace(',100,"Ada & Co"', ',200,"Bob"')

    read = read_text(FACEBOOK + facebook() + other, account="100")

    assert [row.account.external_id for row in read.rows] == ["100"]
    assert read.rejected[0].reason == "It belongs to Bob, not to 100."


def test_instagram_export_gives_the_account_and_every_metric(read_text: ReadFile) -> None:
    read = read_text(
        'Post ID,Account ID,Account username,Account name,Description,"Duration (sec)",Publish time,'
        "Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves\n"
        '18182686576415017,17841,ada,"Ada L.",#ประเทศไทย #1,0,"09/24/2026 15:30",https://www.instagram.com/p/D/,'
        '"IG carousel",,Lifetime,"1,999",40,4,3,2,1,0\n',
        name="Sep-01-2026_Sep-30-2026_123.csv",
        observed_at=None,
    )

    assert read.description.kind == "instagram-content"
    assert read.description.observed_at == datetime(2026, 10, 1, tzinfo=UTC)
    assert read.rows[0].account == AccountRef(Platform.INSTAGRAM, "17841", "ada", "Ada L.")
    assert read.facts[0].post_id == "18182686576415017"
    assert read.facts[0].details.tags == ("ประเทศไทย",)
    assert read.facts[0].metrics == {
        M.VIEWS: 1999,
        M.REACH: 40,
        M.LIKES: 4,
        M.SHARES: 3,
        M.FOLLOWERS_GAINED: 2,
        M.COMMENTS: 1,
        M.SAVES: 0,
    }


def test_a_file_in_another_language_is_refused_with_what_was_seen(read_text: ReadFile) -> None:
    header = "Identificador de la publicación,Identificador de la cuenta,Hora de publicación\n"

    with pytest.raises(
        UnreadableExportError, match="utf-8 text with columns 'Identificador de la publicación'"
    ) as error:
        read_text(header + "1,2,3\n")

    assert "docs/imports.md" in error.value.expected
