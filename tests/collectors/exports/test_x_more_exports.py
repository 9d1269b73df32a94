"""Days and videos that X lets people download."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.exports.registry import NativeExports
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportQuestion, ImportedRow, ImportOptions, LeftOut, LeftOutRow
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)
ADA = AccountRef(Platform.X, "ada", "Ada")

COUNTERS = (
    "impressions,engagements,engagement rate,retweets,replies,likes,user profile clicks,url clicks,hashtag clicks,"
    "detail expands,permalink clicks,app opens,app installs,follows,email tweet,dial phone,media views,"
    "media engagements"
)
PROMOTED = ",".join(f"promoted {name}" for name in COUNTERS.split(","))
DAILY = f"Date,Tweets published,{COUNTERS},{PROMOTED}\n"
DAILY_NAME = "daily_tweet_activity_metrics_Ada_20210801_20210901_en.csv"
NOTHING = ",".join(['"-"'] * 18)


def daily(day: str, numbers: str, promoted: str = NOTHING) -> str:
    return f'"{day}",{numbers},{promoted}\n'


NUMBERS = '"2","1938.0","18.0","0.0093","1","3","4","5","6","7","8","9","0","0","10","0","0","11","12"'


def test_daily_activity_gives_days_of_the_account_in_the_name(read_text: ReadFile) -> None:
    read = read_text(
        DAILY + daily("2021-08-01", NUMBERS) + daily("2021-08-02", NUMBERS.replace('"2"', '"0"', 1)),
        name=DAILY_NAME,
        observed_at=None,
    )

    assert read.rejected == []
    assert read.description.kind == "x-daily-activity"
    assert read.description.day_zone == "UTC"
    assert read.description.observed_at_from == "the file's name"
    assert [note for note in read.description.notes if "as the file's name says" not in note] == []
    assert [row.account for row in read.rows] == [ADA, ADA]
    assert read.facts[0] == DaySnapshot(
        date(2021, 8, 1),
        datetime(2021, 9, 1, tzinfo=UTC),
        {
            M.POSTS_PUBLISHED: 2,
            M.IMPRESSIONS: 1938,
            M.PLATFORM_ENGAGEMENTS: 18,
            M.SHARES: 1,
            M.COMMENTS: 3,
            M.LIKES: 4,
            M.PROFILE_VIEWS: 5,
            M.CLICKS: 6,
            M.FOLLOWERS_GAINED: 10,
            M.MEDIA_VIEWS: 11,
        },
        "UTC",
    )
    assert read.facts[1].day == date(2021, 8, 2)
    assert read.facts[1].metrics[M.POSTS_PUBLISHED] == 0


def test_every_unread_column_of_daily_activity_has_a_reason(read_text: ReadFile) -> None:
    read = read_text(DAILY + daily("2021-08-01", NUMBERS), name=DAILY_NAME)

    assert [name for name, _ in read.description.unread] == [
        "engagement rate",
        "hashtag clicks",
        "detail expands",
        "permalink clicks",
        "app opens",
        "app installs",
        "email tweet",
        "dial phone",
        "media engagements",
    ]
    assert all(reason for _, reason in read.description.unread)


def test_promoted_numbers_of_a_day_are_not_added_and_said_so(read_text: ReadFile) -> None:
    promoted = '"500.0",' + ",".join(['"-"'] * 17)

    read = read_text(DAILY + daily("2021-08-01", NUMBERS, promoted), name=DAILY_NAME)

    assert read.facts[0].metrics[M.IMPRESSIONS] == 1938
    (note,) = read.description.notes
    assert note.startswith("Some posts were promoted")


def test_a_daily_activity_file_under_another_name_asks_for_the_account(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(DAILY + daily("2021-08-01", NUMBERS), name="export.csv")

    assert asked.value.question is ExportQuestion.ACCOUNT
    assert read_text(DAILY + daily("2021-08-01", NUMBERS), name="export.csv", account="@Ada").rows[0].account == ADA


def test_a_daily_activity_file_of_another_account_is_refused(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="belongs to @Ada, not to 'bob'"):
        read_text(DAILY + daily("2021-08-01", NUMBERS), name=DAILY_NAME, account="bob")


def test_handles_with_digits_and_underscores_are_read_whole_from_the_name(read_text: ReadFile) -> None:
    name = "daily_tweet_activity_metrics_ada_1815_20210801_20210901_en (1).csv"

    read = read_text(DAILY + daily("2021-08-01", NUMBERS), name=name)

    assert read.rows[0].account == AccountRef(Platform.X, "ada_1815", "ada_1815")


def test_repeated_damaged_and_future_days_are_left_out_with_their_causes(read_text: ReadFile) -> None:
    text = DAILY + "".join(daily(day, NUMBERS) for day in ("2021-08-01", "2021-08-01", "someday", "2021-09-02"))

    read = read_text(text, name=DAILY_NAME, observed_at=datetime(2021, 9, 1, tzinfo=UTC))

    assert [fact.day for fact in read.facts] == [date(2021, 8, 1)]
    assert [(row.line, row.cause) for row in read.rejected] == [
        (3, LeftOut.REPEATED),
        (4, LeftOut.UNREADABLE),
        (5, LeftOut.AFTER_EXPORT),
    ]


VIDEO_DAYS = (
    "Video overview,,,,,\n"
    "Date,Views,Watch Time (ms),Completion Rate,Average Watch Time (ms),Estimated Revenue\n"
    '"Tue, Aug 26, 2025",444,1001,12.50,2,0\n'
    '"Mon, Aug 25, 2025",0,123456789,45.00,4001,1.25\n'
)
# 1886483849795768598 was published at 2025-02-03 18:36:13.623 UTC.
LINK = "https://x.com/Ada/status/1886483849795768598"
VIDEO_LIST = (
    "Your videos,,,,,,,,,\n"
    "Uploaded on:,Video ID,Video title,Views,Duration,Video Link,Monetized,Estimated revenue,Published date,Post Link\n"
    '"Feb 3, 2025",13_1886483849795768590,"Rain, again",77,4:34,https://video.example/a.mp4,No,0,"Feb 3, 2025",'
    f"{LINK}\n"
    '"Feb 2, 2025",13_1886483849795768591,Sun,5,0:07,https://video.example/b.mp4,No,0,,\n'
)
VIDEO_FILE = VIDEO_DAYS + ",,,,,,,,,\n" + VIDEO_LIST


def parts_of(path: Path, text: str, **options: Any) -> list[tuple[Any, list[ImportedRow], list[LeftOutRow]]]:
    """The description, the rows and the left-out rows of every table in the file."""
    path.write_text(text, encoding="utf-8")
    opened = NativeExports().open(path, ImportOptions("UTC", observed_at=EXPORTED, **options))
    found = []
    for part in opened.parts:
        rows = list(part.rows())
        kept = [row for row in rows if isinstance(row, ImportedRow)]
        left_out = [row for row in rows if isinstance(row, LeftOutRow)]
        found.append((part.description, kept, left_out))
    return found


def test_video_overview_gives_days_in_seconds_and_posts_of_the_videos(tmp_path: Path) -> None:
    days, videos = parts_of(tmp_path / "video_overview_analytics.csv", VIDEO_FILE, account="Ada")

    assert days[0].kind == "x-video-days"
    assert days[0].part == "Video overview"
    assert days[0].day_zone == "UTC"
    assert [row.account for row in days[1]] == [ADA, ADA]
    assert [row.fact for row in days[1]] == [
        DaySnapshot(date(2025, 8, 26), EXPORTED, {M.WATCH_TIME_SECONDS: 1.001}, "UTC"),
        DaySnapshot(date(2025, 8, 25), EXPORTED, {M.WATCH_TIME_SECONDS: 123456.789}, "UTC"),
    ]
    assert days[2] == []
    assert videos[0].kind == "x-video-list"
    assert videos[0].part == "Your videos"
    assert [(row.line, row.account, row.fact) for row in videos[1]] == [
        (
            8,
            ADA,
            PostSnapshot(
                "1886483849795768598",
                EXPORTED,
                {},
                PostDetails(
                    datetime(2025, 2, 3, 18, 36, 13, 623000, tzinfo=UTC),
                    ContentType.VIDEO,
                    url=LINK,
                    metadata={"video_id": "13_1886483849795768590"},
                    media_seconds=274,
                ),
            ),
        )
    ]
    assert videos[2] == [
        LeftOutRow(9, "It names no post; its views are those of a video by itself.", LeftOut.NO_METRIC)
    ]


def test_rates_and_money_of_videos_are_lost_with_reasons(tmp_path: Path) -> None:
    days, videos = parts_of(tmp_path / "video_overview_analytics.csv", VIDEO_FILE, account="Ada")

    unread = dict(days[0].unread)
    assert list(unread) == ["Views", "Completion Rate", "Average Watch Time (ms)", "Estimated Revenue"]
    assert "over all posts that show it, other people's too" in unread["Views"]
    assert [name for name, _ in videos[0].unread] == [
        *("Uploaded on:", "Video title", "Views", "Monetized", "Estimated revenue"),
    ]
    assert all(reason for each in (days, videos) for _, reason in each[0].unread)


def test_video_days_without_revenue_and_without_videos_are_a_file_of_one_table(read_text: ReadFile) -> None:
    text = (
        'Date,Views,Watch Time (ms),Completion Rate,Average Watch Time (ms)\n"Tue, Aug 26, 2025",444,8000,12.50,2001\n'
    )

    read = read_text(text, account="Ada")

    assert read.facts == [DaySnapshot(date(2025, 8, 26), EXPORTED, {M.WATCH_TIME_SECONDS: 8}, "UTC")]


def test_video_days_without_an_account_ask_for_it(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(VIDEO_FILE)

    assert asked.value.question is ExportQuestion.ACCOUNT


@pytest.mark.parametrize(
    ("published", "post_link", "video_link", "posts"),
    [
        pytest.param("", "", LINK + "/video/1", ["1886483849795768598"], id="the video's link is that of a post"),
        pytest.param("", LINK.replace("Ada", "i"), "", ["1886483849795768598"], id="a link without a handle"),
        pytest.param("Feb 1, 2025", LINK, "", [], id="a day that is not that of the id"),
        pytest.param("soon", LINK, "", [], id="a day that cannot be read"),
        pytest.param("", "https://x.com/Ada/status/123", "", [], id="an id without a time"),
        pytest.param("", "not a link", "", [], id="no permalink"),
    ],
)
def test_a_video_counts_only_for_a_post_that_is_surely_named(
    read_text: ReadFile, published: str, post_link: str, video_link: str, posts: list[str]
) -> None:
    header = VIDEO_LIST.splitlines()[1]
    row = f'"Feb 3, 2025",13_1,Rain,77,4:34,{video_link},No,0,"{published}",{post_link}\n'

    read = read_text(f"{header}\n{row}", account="Ada")

    assert [fact.post_id for fact in read.facts] == posts
    assert len(read.rejected) == 1 - len(posts)
