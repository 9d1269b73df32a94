"""Files that X lets people download."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.errors import UnreadableExportError
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

# 1886483849795768598 was published at 2025-02-03 18:36:13.623 UTC: its upper bits are the milliseconds.
EARLY = "Post id,Date,Post text,Link,Impressions,Likes,Engagements,Bookmarks,Share,New follows,Replies,Reposts,"
EARLY += "Profile visits,Detail expands,Url clicks,Hashtag clicks,Permalink clicks\r\n"
LATE = "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,"
LATE += "Reposts,Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks\n"
ROW = '1886483849795768598,{day},"{text}",https://x.com/Ada/status/1886483849795768598,{numbers}\n'
NUMBERS = "12,1,2,3,4,5,6,7,8,9,10,11,12"
DAY = '"Mon, Feb 03, 2025"'
IN_ENGAGEMENTS = "one of the kinds of interaction that engagements count together; the catalog has no metric for it"


def row(day: str = "Mon Feb 03 2025", text: str = "Hi", numbers: str = NUMBERS) -> str:
    return ROW.format(day=day, text=text, numbers=numbers)


@pytest.mark.parametrize(
    ("header", "day"),
    [pytest.param(EARLY, "Mon Feb 03 2025", id="early"), pytest.param(LATE, DAY, id="late")],
)
def test_content_export_of_both_header_variants_gives_the_post_with_every_metric(
    read_text: ReadFile, header: str, day: str
) -> None:
    read = read_text(header + row(day, "Maps &amp; #Graphs, #graphs"), name="export.csv")

    assert read.rejected == []
    assert read.rows[0].account == AccountRef(Platform.X, "ada", "Ada")
    assert read.rows[0].line == 2
    assert read.facts == [
        PostSnapshot(
            "1886483849795768598",
            datetime(2026, 11, 1, tzinfo=UTC),
            {
                M.IMPRESSIONS: 12,
                M.LIKES: 1,
                M.PLATFORM_ENGAGEMENTS: 2,
                M.SAVES: 3,
                M.SENDS: 4,
                M.FOLLOWERS_GAINED: 5,
                M.COMMENTS: 6,
                M.SHARES: 7,
                M.PROFILE_VIEWS: 8,
                M.CLICKS: 10,
            },
            PostDetails(
                datetime(2025, 2, 3, 18, 36, 13, 623000, tzinfo=UTC),
                ContentType.OTHER,
                "Maps & #Graphs, #graphs",
                "https://x.com/Ada/status/1886483849795768598",
                ("graphs",),
            ),
        )
    ]
    assert read.description.kind == "x-content"
    assert [(name.lower(), reason) for name, reason in read.description.unread] == [
        ("detail expands", IN_ENGAGEMENTS),
        ("hashtag clicks", IN_ENGAGEMENTS),
        ("permalink clicks", IN_ENGAGEMENTS),
    ]


@pytest.mark.parametrize(
    ("impressions", "reason"),
    [
        pytest.param("12.5", "a count is a whole number", id="fraction"),
        pytest.param("-1", "cannot be negative", id="negative"),
        pytest.param("many", "is no number", id="word"),
        pytest.param("1.2K", "is no number", id="rounded"),
        pytest.param("< 1%", "is no number", id="bound"),
    ],
)
def test_an_impossible_number_is_left_out_with_a_remark_and_the_others_are_kept(
    read_text: ReadFile, impressions: str, reason: str
) -> None:
    read = read_text(EARLY + row(numbers=f"{impressions},1,2,3,4,5,6,7,8,9,10,11,12"))

    assert M.IMPRESSIONS not in read.facts[0].metrics
    assert read.facts[0].metrics[M.LIKES] == 1
    (note,) = read.description.notes
    assert note.startswith("Column 'Impressions': 1 cell left out; such as: ")
    assert reason in note


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        pytest.param("a,b,c,d,e,f,g,h,i,j,k,l,m", "is no number", id="no cell is a number"),
        pytest.param("12,1,2", "has 7 cells where the header has 17", id="short row"),
    ],
)
def test_a_row_that_is_not_what_the_header_says_is_left_out(read_text: ReadFile, numbers: str, reason: str) -> None:
    read = read_text(EARLY + row(numbers=numbers) + row())

    assert len(read.rows) == 1
    assert read.rejected[0].line == 2
    assert reason in read.rejected[0].reason


def test_blank_and_dash_cells_are_absent_and_never_zero(read_text: ReadFile) -> None:
    read = read_text(EARLY + row(numbers="1938.0,,-,undefined,0,,,,,,,,"))

    assert read.facts[0].metrics == {M.IMPRESSIONS: 1938, M.SENDS: 0}


def test_ids_that_a_spreadsheet_rounded_are_rejected(read_text: ReadFile) -> None:
    rounded = row().replace("1886483849795768598,", "1.88648E+18,", 1)
    cut_to_15_digits = row().replace("1886483849795768598,", "1886483849795760000,", 1)

    read = read_text(EARLY + rounded + cut_to_15_digits)

    assert read.rows == []
    assert [each.line for each in read.rejected] == [2, 3]
    assert "rounded" in read.rejected[0].reason
    assert "the link is that of post '1886483849795768598'" in read.rejected[1].reason


def test_a_day_far_from_the_instant_in_the_id_rejects_the_row(read_text: ReadFile) -> None:
    read = read_text(EARLY + row("Sat Feb 01 2025") + row("Feb 3rd"))

    assert read.rows == []
    assert read.rejected[0].reason == "The post id 1886483849795768598 is not that of a post of 2025-02-01."
    assert "cannot be read" in read.rejected[1].reason


def test_repeated_posts_are_rejected_with_the_lines_of_both(read_text: ReadFile) -> None:
    read = read_text(EARLY + row(text="two\nlines") + row(text="two\nlines") + row(numbers="99" + NUMBERS[2:]))

    assert [each.line for each in read.rows] == [2]
    assert [each.line for each in read.rejected] == [4, 6]
    assert read.rejected[0].reason == "It repeats line 2."
    assert read.rejected[1].reason == "Lines 2 and 6 are about the same but differ; line 2 was kept."


def test_posts_after_a_stated_export_date_are_rejected(read_text: ReadFile) -> None:
    read = read_text(EARLY + row(), observed_at=datetime(2025, 2, 3, 18, tzinfo=UTC))

    assert read.rows == []
    assert "published after the export date" in read.rejected[0].reason


@pytest.mark.parametrize(
    ("name", "observed_at", "source"),
    [
        pytest.param(
            "account_analytics_content_2024-11-06_2025-02-04.csv",
            datetime(2025, 2, 5, tzinfo=UTC),
            "the file's name",
            id="the end of the last day",
        ),
        pytest.param(
            "account_analytics_content_2024-11-06_2025-02-02.csv",
            datetime(2025, 2, 3, tzinfo=UTC),
            "the file's name",
            id="a name that ends before the post",
        ),
    ],
)
def test_the_export_date_is_the_end_of_the_last_day_in_the_name(
    read_text: ReadFile, name: str, observed_at: datetime, source: str
) -> None:
    read = read_text(EARLY + row(), name=name, observed_at=None)

    assert read.description.observed_at == observed_at
    assert read.description.observed_at_from == source


def test_a_post_of_the_last_evening_west_of_greenwich_was_not_seen_before_it_was_published(read_text: ReadFile) -> None:
    # 18:36 UTC; the last day of the name ends at 00:00 UTC of the 3rd, when it still was the 2nd in America.
    name = "account_analytics_content_2024-11-06_2025-02-02.csv"
    early_id = "1886237849795768598"  # 2025-02-03 02:18 UTC
    text = (EARLY + row("Sun Feb 02 2025")).replace("1886483849795768598", early_id)

    read = read_text(text, name=name, observed_at=None)

    assert read.facts[0].observed_at == read.facts[0].details.posted_at
    assert read.facts[0].details.posted_at.hour == 2


def test_an_account_that_is_not_the_one_named_is_refused_naming_both(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="belongs to @Ada, not to 'bob'"):
        read_text(EARLY + row(), account="bob")


def test_a_handle_may_be_given_with_an_at_sign_and_in_any_case(read_text: ReadFile) -> None:
    assert len(read_text(EARLY + row(), account="@ADA").rows) == 1


CLASSIC_NAMES = (
    "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,replies,likes,"
    "user profile clicks,url clicks,hashtag clicks,follows,media views,promoted impressions,promoted likes"
)
CLASSIC_ROW = (
    '"812369747765362688","https://twitter.com/Ada/status/812369747765362688","Hi #r",'
    '"2016-12-23 20:50 +0200",'
    '"1938.0","18.0","0.0092","1.0","2.0","3.0","4.0","15.0","5.0","6","7",{promoted}\n'
)


def test_classic_export_reads_organic_columns_and_the_offset_of_the_time(read_text: ReadFile) -> None:
    read = read_text(
        CLASSIC_NAMES + "\n" + CLASSIC_ROW.format(promoted='"-","-"'),
        name="tweet_activity_metrics_Ada_20161201_20170101_en.csv",
        observed_at=None,
    )

    assert read.rejected == []
    assert read.description.kind == "x-tweet-activity"
    assert read.description.observed_at == datetime(2017, 1, 1, tzinfo=UTC)
    assert [note for note in read.description.notes if "as the file's name says" not in note] == []
    assert read.description.unread == (
        ("engagement rate", "computed here, from its parts"),
        ("hashtag clicks", IN_ENGAGEMENTS),
    )
    assert read.facts[0].details.posted_at == datetime(2016, 12, 23, 18, 50, tzinfo=UTC)
    assert read.facts[0].metrics == {
        M.IMPRESSIONS: 1938,
        M.PLATFORM_ENGAGEMENTS: 18,
        M.SHARES: 1,
        M.COMMENTS: 2,
        M.LIKES: 3,
        M.PROFILE_VIEWS: 4,
        M.CLICKS: 15,
        M.FOLLOWERS_GAINED: 6,
        M.MEDIA_VIEWS: 7,
    }


def test_promoted_numbers_are_left_out_and_said_so(read_text: ReadFile) -> None:
    read = read_text(CLASSIC_NAMES + "\n" + CLASSIC_ROW.format(promoted='"500.0","4"'))

    assert read.facts[0].metrics[M.IMPRESSIONS] == 1938
    assert len(read.description.notes) == 1
    assert "promoted" in read.description.notes[0]


OVERVIEW = (
    "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,"
    'Profile visits,Create Post,Video views,Media views\n"Tue, Aug 26, 2025",444,4,29,0,0,1,2,6,3,7,8,9,10\n'
    '"Mon, Aug 25, 2025",8893,19,164,5,0,5,0,7,0,104,8,0,'
)


def test_account_overview_gives_days_of_the_named_account(read_text: ReadFile) -> None:
    read = read_text(OVERVIEW, account="@Koe")

    assert read.rejected == []
    assert read.description.kind == "x-account-overview"
    assert read.description.day_zone == "UTC"
    assert len(read.description.notes) == 1
    assert {each.account for each in read.rows} == {AccountRef(Platform.X, "koe", "Koe")}
    assert read.facts[0] == DaySnapshot(
        date(2025, 8, 26),
        datetime(2026, 11, 1, tzinfo=UTC),
        {
            M.IMPRESSIONS: 444,
            M.LIKES: 4,
            M.PLATFORM_ENGAGEMENTS: 29,
            M.SAVES: 0,
            M.SENDS: 0,
            M.FOLLOWERS_GAINED: 1,
            M.FOLLOWERS_LOST: 2,
            M.COMMENTS: 6,
            M.SHARES: 3,
            M.PROFILE_VIEWS: 7,
            M.POSTS_PUBLISHED: 8,
            M.VIDEO_VIEWS: 9,
            M.MEDIA_VIEWS: 10,
        },
        "UTC",
    )
    assert M.MEDIA_VIEWS not in read.facts[1].metrics


def test_account_overview_without_an_account_asks_for_it(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="--account"):
        read_text(OVERVIEW)


def test_a_platform_that_contradicts_the_file_is_refused(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="is a file of X, not of Facebook"):
        read_text(OVERVIEW, account="koe", platform=Platform.FACEBOOK)
