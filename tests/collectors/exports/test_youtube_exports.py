"""Files that YouTube Studio lets people download."""

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.exports.cells import UnusableRowError
from collectors.exports.registry import NativeExports
from collectors.exports.youtube import charts
from collectors.exports.youtube.dates import studio_day
from collectors.exports.youtube.names import is_total
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportFile, ExportQuestion, ImportedRow, ImportOptions, LeftOut, LeftOutRow
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)
ADA = AccountRef(Platform.YOUTUBE, "ada", "Ada")
COLUMNS = "Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Impressions,"
COLUMNS += "Impressions click-through rate (%)\n"
TOTAL = "Total,,,,30,2.5,3,700,4.1\n"
FIRST = 'aaaaaaaaa-1,"Maps, #Graphs","Dec 18, 2022",4197,20,1.5,2,400,4.59\n'
SECOND = '-bbbbbbbb_2,Trees,"Jan 5, 2023",0:01:05,10,1,1,300,2.5\n'


def zipped(tmp_path: Path, name: str, **entries: str) -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        for entry, text in entries.items():
            archive.writestr(entry.replace("_", " ") + ".csv", text)
    return path


def opened(path: Path, **options: Any) -> ExportFile:
    return NativeExports().open(path, ImportOptions(**{"time_zone": "UTC", **options}))


def facts(file: ExportFile) -> list[Any]:
    return [row.fact for row in file.rows() if isinstance(row, ImportedRow)]


def left_out(file: ExportFile) -> list[LeftOut]:
    return [row.cause for row in file.rows() if isinstance(row, LeftOutRow)]


def viewers(dimension: AudienceDimension, *entries: AudienceEntry) -> tuple[AudienceBreakdown, ...]:
    return (AudienceBreakdown(AudienceGroup.VIEWERS, dimension, entries),)


def test_table_data_by_content_gives_videos_with_the_day_of_publishing_alone(read_text: ReadFile) -> None:
    read = read_text(COLUMNS + TOTAL + FIRST + SECOND, account="@Ada")

    assert [(each.line, each.cause) for each in read.rejected] == [(2, LeftOut.TOTAL)]
    assert {row.account for row in read.rows} == {ADA}
    assert read.facts == [
        PostSnapshot(
            "aaaaaaaaa-1",
            EXPORTED,
            {M.VIEWS: 20, M.WATCH_TIME_SECONDS: 5400, M.FOLLOWERS_GAINED: 2, M.IMPRESSIONS: 400},
            PostDetails(
                datetime(2022, 12, 18, 12, tzinfo=UTC),
                ContentType.VIDEO,
                "Maps, #Graphs",
                "https://www.youtube.com/watch?v=aaaaaaaaa-1",
                ("graphs",),
                media_seconds=4197,
                time_known=False,
            ),
        ),
        PostSnapshot(
            "-bbbbbbbb_2",
            EXPORTED,
            {M.VIEWS: 10, M.WATCH_TIME_SECONDS: 3600, M.FOLLOWERS_GAINED: 1, M.IMPRESSIONS: 300},
            PostDetails(
                datetime(2023, 1, 5, 12, tzinfo=UTC),
                ContentType.VIDEO,
                "Trees",
                "https://www.youtube.com/watch?v=-bbbbbbbb_2",
                media_seconds=65,
                time_known=False,
            ),
        ),
    ]
    assert read.description.kind == "youtube-content"
    assert read.description.unread == (("Impressions click-through rate (%)", "a rate: it follows from other columns"),)
    (note,) = read.description.notes
    assert note.startswith("The file does not say which days its numbers cover: they are taken for the posts' whole")


def content_notes(read_file: ReadFile, tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "Table data.csv"
    path.write_text(text, encoding="utf-8")
    (part,) = opened(path, account="ada").parts
    list(part.rows())
    return [note for note in part.description.notes if "Total row" in note]


def test_a_table_that_was_cut_says_so_for_every_metric(read_file: ReadFile, tmp_path: Path) -> None:
    notes = content_notes(read_file, tmp_path, COLUMNS + "Total,,,,15503810,2.5,1576,700,4\n" + FIRST + SECOND)

    assert notes == [
        "The table is cut or rounded: its rows add up to 30 views, the Total row says 15,503,810.",
        "The table is cut or rounded: its rows add up to 3 subscribers, the Total row says 1,576.",
    ]


def test_the_rounding_of_hours_is_no_difference_but_hours_are(read_file: ReadFile, tmp_path: Path) -> None:
    rounded = content_notes(read_file, tmp_path, COLUMNS + TOTAL.replace("2.5", "2.5001") + FIRST + SECOND)
    cut = content_notes(read_file, tmp_path, COLUMNS + TOTAL.replace("2.5", "1200.25") + FIRST + SECOND)

    assert rounded == []
    assert cut == [
        "The table is cut or rounded: its rows add up to 2.5 hours of watch time, the Total row says 1,200.2."
    ]


def test_subscribers_that_left_make_a_negative_number(read_text: ReadFile) -> None:
    read = read_text(COLUMNS + FIRST.replace(",2,400", ",-2,400"), account="ada")

    assert read.facts[0].metrics[M.FOLLOWERS_GAINED] == -2


def test_likes_that_were_taken_back_make_a_negative_number(read_text: ReadFile) -> None:
    header = "Content,Video title,Video publish time,Likes\n"

    read = read_text(header + 'aaaaaaaaa-1,A,"Dec 18, 2022",-1\n', account="ada")

    assert read.facts[0].metrics == {M.LIKES: -1}


def test_the_gain_of_subscribers_goes_before_the_net_and_losses_of_a_video_are_left(read_text: ReadFile) -> None:
    header = "Content,Video title,Video publish time,Subscribers,Subscribers lost,Subscribers gained,Likes,"
    header += "Comments added,Shares,Unique viewers,Engaged views,Estimated revenue (USD)\n"

    read = read_text(header + 'aaaaaaaaa-1,A,"Dec 18, 2022",3,4,7,5,6,8,9,1,2.5\n', account="ada")

    assert read.facts[0].metrics == {M.FOLLOWERS_GAINED: 7, M.LIKES: 5, M.COMMENTS: 6, M.SHARES: 8, M.REACH: 9}
    assert read.description.unread == (
        ("Subscribers lost", "the lost followers of a single post have no place here"),
        ("Engaged views", "a part of the views"),
        ("Estimated revenue (USD)", "money is not kept here"),
    )


def test_blank_cells_are_not_observed(read_text: ReadFile) -> None:
    read = read_text(COLUMNS + 'aaaaaaaaa-1,A,"Dec 18, 2022",,,,,269,0\n', account="ada")

    assert read.facts[0].metrics == {M.IMPRESSIONS: 269}
    assert read.facts[0].details.media_seconds is None


@pytest.mark.parametrize(
    ("row", "cause", "reason"),
    [
        pytest.param('#NAME?,A,"Dec 18, 2022",1,2,3,4,5,6', LeftOut.UNREADABLE, "is no id of a video", id="formula"),
        pytest.param('1.2E+10,A,"Dec 18, 2022",1,2,3,4,5,6', LeftOut.UNREADABLE, "has rounded it", id="rounded id"),
        pytest.param('PLabcdefghijkl,A,"Dec 18, 2022",1,2,3,4,5,6', LeftOut.NO_METRIC, "is a playlist", id="playlist"),
        pytest.param("aaaaaaaaa-1,A,last week,1,2,3,4,5,6", LeftOut.UNREADABLE, "cannot be read", id="no day"),
        pytest.param("aaaaaaaaa-1,A,03/04/2023,1,2,3,4,5,6", LeftOut.UNREADABLE, "one of two months", id="which month"),
        pytest.param("aaaaaaaaa-1,A,1970-01-01,1,2,3,4,5,6", LeftOut.UNREADABLE, "before the year 2000", id="epoch"),
        pytest.param('aaaaaaaaa-1,A,"Dec 18, 2022",1,x,y,z,w,6', LeftOut.UNREADABLE, "is no number", id="words"),
        pytest.param('aaaaaaaaa-1,A,"Dec 2, 2026",1,2,3,4,5,6', LeftOut.AFTER_EXPORT, "after the export", id="future"),
        pytest.param("aaaaaaaaa-1,A", LeftOut.UNREADABLE, "2 cells where the header has 9", id="short"),
    ],
)
def test_damaged_rows_are_left_out_and_the_others_are_kept(
    read_text: ReadFile, row: str, cause: LeftOut, reason: str
) -> None:
    read = read_text(COLUMNS + row + "\n" + SECOND, account="ada")

    assert [fact.post_id for fact in read.facts] == ["-bbbbbbbb_2"]
    assert [(each.line, each.cause) for each in read.rejected] == [(2, cause)]
    assert reason in read.rejected[0].reason


def test_an_impossible_cell_is_left_out_with_a_remark(read_text: ReadFile) -> None:
    read = read_text(COLUMNS + FIRST.replace(",20,", ",20.5,"), account="ada")

    assert M.VIEWS not in read.facts[0].metrics
    assert any("Column 'Views': 1 cell left out" in note for note in read.description.notes)


def test_repeated_videos_are_left_out(read_text: ReadFile) -> None:
    read = read_text(COLUMNS + FIRST + FIRST + FIRST.replace(",20,", ",21,"), account="ada")

    assert [row.line for row in read.rows] == [2]
    assert [(each.line, each.cause) for each in read.rejected] == [(3, LeftOut.REPEATED), (4, LeftOut.REPEATED)]


def test_numbers_of_a_video_without_publish_time_are_kept_undescribed(read_text: ReadFile, tmp_path: Path) -> None:
    read = read_text(COLUMNS + "aaaaaaaaa-1,A,,90,20,,,,\n", account="ada", name="lifetime.csv")
    (part,) = opened(tmp_path / "lifetime.csv", account="ada", observed_at=EXPORTED).parts
    list(part.rows())

    assert read.facts == [PostSnapshot("aaaaaaaaa-1", EXPORTED, {M.VIEWS: 20})]
    assert any("does not say when they were published: 1." in note for note in part.description.notes)


def test_community_posts_and_stated_types_of_content_are_told_apart(read_text: ReadFile) -> None:
    header = "Content,Video title,Video publish time,Content type,Views\n"
    rows = [
        'aaaaaaaaa-1,A,"Dec 18, 2022",Shorts,1',
        'aaaaaaaaa-2,B,"Dec 18, 2022",Live streams,2',
        'aaaaaaaaa-3,C,"Dec 18, 2022",Videos,3',
        'UgkxABCdefGHIjklMNOpqrSTUvwxYZ012345,D,"Dec 18, 2022",Posts,4',
    ]

    read = read_text(header + "\n".join(rows), account="ada")

    types = [fact.details.content_type for fact in read.facts]
    assert types == [ContentType.REEL, ContentType.LIVE, ContentType.VIDEO, ContentType.OTHER]
    assert read.facts[3].details.url == "https://www.youtube.com/post/UgkxABCdefGHIjklMNOpqrSTUvwxYZ012345"


def test_an_archive_tells_the_period_and_posts_from_before_are_left_out(tmp_path: Path) -> None:
    path = zipped(
        tmp_path,
        "Content 2023-01-01_2023-01-11 Ada's Maps.zip",
        Table_data=COLUMNS + TOTAL + FIRST + SECOND + "ccccccccccc,C,,9,1,,,,\n",
        Chart_data="Date,Content,Video title,Video publish time,Duration,Views\n"
        '2023-01-01,-bbbbbbbb_2,Trees,"Jan 5, 2023",65,0\n2023-01-02,-bbbbbbbb_2,Trees,"Jan 5, 2023",65,0\n',
        Totals="Date,Views\n2023-01-01,1\n2023-01-02,2\n2023-01-09,3\n",
    )

    file = opened(path)

    kinds = [part.description.kind for part in file.parts]
    assert kinds == ["youtube-daily-content", "youtube-content", "youtube-totals"]
    assert left_out(file) == [
        LeftOut.NO_METRIC,
        LeftOut.NO_METRIC,
        LeftOut.TOTAL,
        LeftOut.OTHER_PERIOD,
        LeftOut.OTHER_PERIOD,
    ]
    content = file.parts[1].description
    assert content.observed_at == datetime(2023, 1, 10, 8, tzinfo=UTC)
    assert content.observed_at_from == "the file's content"
    assert content.notes[:2] == (
        'The channel "Ada\'s Maps" is taken from the name of the file; `--account` says another.',
        "Its numbers cover the days from 2023-01-01 to 2023-01-09 (the dates in 'Totals.csv'): posts that were "
        "published before are left out.",
    )
    read = facts(file)
    assert read[0].post_id == "-bbbbbbbb_2"
    assert [(fact.day, fact.metrics) for fact in read[1:]] == [
        (date(2023, 1, 1), {M.VIEWS: 1}),
        (date(2023, 1, 2), {M.VIEWS: 2}),
        (date(2023, 1, 9), {M.VIEWS: 3}),
    ]
    accounts = {row.account for row in file.rows() if isinstance(row, ImportedRow)}
    assert accounts == {AccountRef(Platform.YOUTUBE, "ada's maps", name="Ada's Maps")}


def test_the_second_date_in_a_name_is_the_day_after_the_last(tmp_path: Path) -> None:
    path = zipped(tmp_path, "Content 2023-01-01_2023-01-08 Ada (1).zip", Table_data=COLUMNS + SECOND)

    (part,) = opened(path).parts

    assert part.description.observed_at == datetime(2023, 1, 8, 8, tzinfo=UTC)
    assert part.description.observed_at_from == "the file's name"
    assert [row.account.name for row in part.rows() if isinstance(row, ImportedRow)] == ["Ada"]


def test_a_folder_that_a_download_was_unpacked_to_tells_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "Contenido 2023-01-01_2023-01-08 Ada"
    folder.mkdir()
    table = folder / "Datos de la tabla.csv"
    table.write_text(COLUMNS + FIRST + SECOND, encoding="utf-8")

    file = opened(table)

    assert [fact.post_id for fact in facts(file)] == ["-bbbbbbbb_2"]
    assert left_out(file) == [LeftOut.OTHER_PERIOD]


def test_totals_in_the_same_folder_that_add_up_to_something_else_are_not_believed(tmp_path: Path) -> None:
    table = tmp_path / "Table data.csv"
    table.write_text(COLUMNS + TOTAL + FIRST + SECOND, encoding="utf-8")
    totals = tmp_path / "Totals.csv"

    totals.write_text("Date,Views\n2023-01-01,31\n", encoding="utf-8")
    of_another = opened(table, account="ada")
    kept_with_another = facts(of_another)
    totals.write_text("Date,Views\n2023-01-01,30\n", encoding="utf-8")
    of_this = opened(table, account="ada")

    assert len(kept_with_another) == 2
    assert "'Totals.csv' lies beside it, but adds up to other totals" in of_another.parts[0].description.notes[0]
    assert [fact.post_id for fact in facts(of_this)] == []
    assert of_this.parts[0].description.observed_at == datetime(2023, 1, 2, 8, tzinfo=UTC)


def test_a_file_without_channel_asks_for_the_account(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(COLUMNS + FIRST)

    assert asked.value.question is ExportQuestion.ACCOUNT


def test_table_data_by_date_gives_days_of_pacific_time(read_text: ReadFile) -> None:
    header = "Date,Views,Watch time (hours),Average view duration,Subscribers gained,Subscribers lost,Videos published,"
    header += "Impressions,Likes,Comments added,Shares,Unique viewers\n"
    rows = "Total,15,1.5,0:03:00,7,9,1,90,6,4,2,9\n2023-03-12,10,1,0:03:00,5,6,1,60,4,3,2,8\n"

    read = read_text(header + rows + "2023-03-11,5,0.5,0:03:00,2,3,0,30,2,1,,7\n", account="ada")

    assert [each.cause for each in read.rejected] == [LeftOut.TOTAL]
    assert read.description.kind == "youtube-days"
    assert read.description.day_zone == "America/Los_Angeles"
    assert read.facts[0] == DaySnapshot(
        date(2023, 3, 12),
        EXPORTED,
        {
            M.VIEWS: 10,
            M.WATCH_TIME_SECONDS: 3600,
            M.FOLLOWERS_GAINED: 5,
            M.FOLLOWERS_LOST: 6,
            M.POSTS_PUBLISHED: 1,
            M.IMPRESSIONS: 60,
            M.LIKES: 4,
            M.COMMENTS: 3,
            M.SHARES: 2,
            M.REACH: 8,
        },
        "America/Los_Angeles",
    )
    assert M.SHARES not in read.facts[1].metrics
    assert read.description.unread == (
        ("Average view duration", "an average: it follows from watch time, views and duration"),
    )


def test_the_last_day_of_pacific_time_is_the_export_date_of_days(read_text: ReadFile) -> None:
    read = read_text("Date,Views\n2023-07-01,1\n2023-07-02,2\n", name="Totals.csv", account="ada", observed_at=None)

    assert read.description.observed_at == datetime(2023, 7, 3, 7, tzinfo=UTC)
    assert [fact.metrics for fact in read.facts] == [{M.VIEWS: 1}, {M.VIEWS: 2}]
    assert {fact.observed_at for fact in read.facts} == {datetime(2023, 7, 3, 7, tzinfo=UTC)}


@pytest.mark.parametrize("name", ["Totals.csv", "Totals (2).csv", "Gesamtwerte.csv", "合計.csv", "Totales.csv"])
def test_a_bare_file_of_days_is_recognised_by_its_name(read_text: ReadFile, name: str) -> None:
    read = read_text("Date,Views\n2023-07-01,1\n", name=name, account="ada")

    assert read.description.kind == "youtube-totals"
    assert len(read.facts) == 1


def test_a_bare_file_of_days_of_another_name_asks_for_the_platform(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text("Date,Views\n2023-07-01,1\n", account="ada")

    assert asked.value.question is ExportQuestion.PLATFORM
    assert asked.value.choices == ("youtube",)


@pytest.mark.parametrize(
    "answer", [pytest.param({"platform": Platform.YOUTUBE}, id="platform"), {"kind": "youtube-totals"}]
)
def test_the_answer_makes_a_bare_file_of_days_readable(read_text: ReadFile, answer: dict[str, Any]) -> None:
    read = read_text("Date,Subscribers\n2023-07-01,4\n", account="ada", **answer)

    assert read.facts[0].metrics == {M.FOLLOWERS_GAINED: 4}


def test_a_bare_file_of_days_beside_table_data_is_of_youtube(read_text: ReadFile, tmp_path: Path) -> None:
    (tmp_path / "Table data.csv").write_text(COLUMNS + FIRST, encoding="utf-8")

    read = read_text("Date,Views\n2023-07-01,1\n", name="renamed.csv", account="ada")

    assert read.description.kind == "youtube-totals"


def test_weeks_and_months_are_not_taken_for_days(read_text: ReadFile) -> None:
    weeks = "Date,Views\n2023-07-02,1\n2023-07-09,2\n2023-07-16,3\n"

    read = read_text(weeks, name="Totals.csv", account="ada")

    assert read.facts == []
    assert [each.cause for each in read.rejected] == [LeftOut.NO_METRIC] * 3
    assert "about a week or longer" in read.rejected[0].reason


def test_the_own_format_of_days_is_no_table_of_youtube(read_text: ReadFile) -> None:
    text = "platform,account,date,views,likes\nyoutube,ada,2023-07-01,1,2\n"

    assert read_text(text).description.kind == "generic-days"


def test_countries_are_one_breakdown_of_viewers_kept_with_the_last_day(tmp_path: Path) -> None:
    path = zipped(
        tmp_path,
        "Geography 2023-07-01_2023-07-03 Ada.zip",
        Table_data="Geography,Views,Average view duration,Watch time (hours)\nTotal,40,0:04:34,1\n"
        "US,20,0:05:42,0.5\nIN,9,0:03:08,0.5\nZZ,0,,0\n",
    )

    file = opened(path, account="ada")

    entries = [AudienceEntry("US", count=20), AudienceEntry("IN", count=9), AudienceEntry("ZZ", count=0)]
    assert facts(file) == [
        DaySnapshot(
            date(2023, 7, 2),
            datetime(2023, 7, 3, 7, tzinfo=UTC),
            {},
            "America/Los_Angeles",
            viewers(AudienceDimension.COUNTRY, *entries),
        )
    ]
    assert left_out(file) == [LeftOut.TOTAL]
    assert file.parts[0].description.notes == (
        "The breakdown is about the views of the days 2023-07-01 to 2023-07-02; it is kept with the day 2023-07-02.",
        "The table is cut or rounded: its rows add up to 29 views, the Total row says 40.",
    )


@pytest.mark.parametrize(
    ("table", "kind", "dimension", "entries"),
    [
        pytest.param(
            "Viewer age,Views (%),Watch time (hours) (%)\nTotal,100,100\n18–24 years,12.5,9\n25–34 years,87.5,91\n",
            "youtube-age",
            AudienceDimension.AGE,
            [AudienceEntry("18–24 years", 0.125), AudienceEntry("25–34 years", 0.875)],
            id="age",
        ),
        pytest.param(
            "Viewer gender,Views (%)\nFemale,33.3%\nMale,66.7%\n",
            "youtube-gender",
            AudienceDimension.GENDER,
            [AudienceEntry("Female", 0.333), AudienceEntry("Male", 0.667)],
            id="gender",
        ),
        pytest.param(
            "Viewer age,Viewer gender,Views (%)\n18–24 years,Female,40\n18–24 years,Male,60\n",
            "youtube-age-and-gender",
            AudienceDimension.AGE_AND_GENDER,
            [AudienceEntry("18–24 years, Female", 0.4), AudienceEntry("18–24 years, Male", 0.6)],
            id="age and gender",
        ),
        pytest.param(
            "Cities,City name,Geography,Views\nTotal,,,5\n0x89c2:0xc80b,Springfield,US,4\n0x1:0x2,,CA,1\n",
            "youtube-cities",
            AudienceDimension.CITY,
            [AudienceEntry("Springfield", count=4), AudienceEntry("0x1:0x2", count=1)],
            id="cities",
        ),
        pytest.param(
            'Traffic source,Views,Impressions\nTotal,"1,205",9\nYouTube search,"1,200",9\nNotifications,5,\n',
            "youtube-traffic-sources",
            AudienceDimension.TRAFFIC_SOURCE,
            [AudienceEntry("YouTube search", count=1200), AudienceEntry("Notifications", count=5)],
            id="traffic sources",
        ),
        pytest.param(
            "Device type,Views\nMobile phone,3\nTV,2\n",
            "youtube-devices",
            AudienceDimension.DEVICE,
            [AudienceEntry("Mobile phone", count=3), AudienceEntry("TV", count=2)],
            id="devices",
        ),
    ],
)
def test_other_dimensions_are_breakdowns_of_the_export_day(
    read_text: ReadFile, table: str, kind: str, dimension: AudienceDimension, entries: list[AudienceEntry]
) -> None:
    # 00:00 UTC of the first of November is the last of October in Los Angeles.
    read = read_text(table, account="ada")

    assert read.description.kind == kind
    assert [fact.day for fact in read.facts] == [date(2026, 10, 31)]
    assert read.facts[0].audience == viewers(dimension, *entries)
    assert [each.cause for each in read.rejected] == [LeftOut.TOTAL] * table.count("Total")
    assert not any("Total row" in note for note in read.description.notes)


def test_values_that_are_damaged_or_there_twice_are_left_out_of_a_breakdown(read_text: ReadFile) -> None:
    read = read_text("Geography,Views\nUS,4\nUS,5\nIN,many\nDE,\n,3\nFR,2\n", account="ada")

    assert read.facts[0].audience == viewers(
        AudienceDimension.COUNTRY, AudienceEntry("US", count=4), AudienceEntry("FR", count=2)
    )
    assert [(each.line, each.cause) for each in read.rejected] == [
        (3, LeftOut.REPEATED),
        (4, LeftOut.UNREADABLE),
        (5, LeftOut.NO_METRIC),
        (6, LeftOut.UNREADABLE),
    ]


def test_a_share_above_one_is_no_share(read_text: ReadFile) -> None:
    read = read_text("Viewer gender,Views (%)\nFemale,133\nMale,50\n", account="ada")

    assert read.facts[0].audience == viewers(AudienceDimension.GENDER, AudienceEntry("Male", 0.5))
    assert "which is no share" in read.rejected[0].reason


def test_the_parts_of_one_traffic_source_are_no_breakdown_of_all(read_text: ReadFile) -> None:
    read = read_text("Traffic source,Source type,Source title,Views\nYT_RELATED.x,Content,A,3\n", account="ada")

    assert read.facts == []
    assert [each.cause for each in read.rejected] == [LeftOut.NO_METRIC]


def test_a_table_by_two_dimensions_of_which_one_is_unknown_here_is_refused(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError):
        read_text("Geography,Device type,Views\nUS,TV,3\n", account="ada")


CHART = "Date,Geography,Views\n2023-07-01,US,5\n2023-07-02,US,0\n2023-07-01,IN,2\n2023-07-02,IN,3\n"


def test_chart_data_give_a_breakdown_of_every_day(read_text: ReadFile) -> None:
    read = read_text(CHART, account="ada", name="Chart data.csv", observed_at=None)

    assert read.rejected == []
    assert read.description.kind == "youtube-daily-countries"
    assert read.facts == [
        DaySnapshot(
            day,
            datetime(2023, 7, 3, 7, tzinfo=UTC),
            {},
            "America/Los_Angeles",
            viewers(AudienceDimension.COUNTRY, AudienceEntry("US", count=us), AudienceEntry("IN", count=india)),
        )
        for day, us, india in [(date(2023, 7, 1), 5, 2), (date(2023, 7, 2), 0, 3)]
    ]


def test_a_breakdown_of_the_period_does_not_take_the_place_of_that_of_its_last_day(tmp_path: Path) -> None:
    path = zipped(tmp_path, "download.zip", Table_data="Geography,Views\nTotal,10\nUS,5\nIN,5\n", Chart_data=CHART)

    days = [(fact.day, fact.audience[0].entries[0].count) for fact in facts(opened(path, account="ada"))]

    assert days == [(date(2023, 7, 1), 5), (date(2023, 7, 2), 0), (date(2023, 7, 3), 5)]


def test_a_chart_of_far_too_many_values_is_refused(read_text: ReadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "MOST_VALUES", 3)

    with pytest.raises(UnreadableExportError, match="has more than 3 values"):
        read_text(CHART, account="ada")


def test_values_there_twice_and_weeks_are_left_out_of_charts(read_text: ReadFile) -> None:
    twice = read_text(CHART + "2023-07-01,US,9\n", account="ada")
    weeks = read_text("Date,Geography,Views\n2023-07-01,US,5\n2023-07-08,US,5\n", account="ada")

    assert [(each.line, each.cause) for each in twice.rejected] == [(6, LeftOut.REPEATED)]
    assert [each.cause for each in weeks.rejected] == [LeftOut.NO_METRIC] * 2
    assert weeks.facts == []


LANGUAGES = [
    pytest.param(
        "Videos,Videotitel,Veröffentlichungszeitpunkt des Videos,Dauer,Aufrufe,Wiedergabezeit (Stunden),Abonnenten,"
        "Impressionen",
        "Gesamt",
        "18.12.2022",
        "de",
        id="de",
    ),
    pytest.param(
        "Contenido,Título del vídeo,Hora de publicación del vídeo,Duración,Visualizaciones,"
        "Tiempo de visualización (horas),Suscriptores,Impresiones",
        "Total",
        "18 dic 2022",
        "es",
        id="es",
    ),
    pytest.param(
        "Conteúdo,Título do vídeo,Horário de publicação do vídeo,Duração,Visualizações,Tempo de exibição (horas),"
        "Inscritos,Impressões",
        "Total",
        "18 de dez. de 2022",
        "pt",
        id="pt",
    ),
    pytest.param(
        "Contenu,Titre de la vidéo,Heure de publication de la vidéo,Durée,Vues,Durée de visionnage (heures),Abonnés,"
        "Impressions",
        "Total",
        "18 déc. 2022",
        "fr",
        id="fr",
    ),
    pytest.param(
        "Contenuti,Titolo del video,Ora di pubblicazione del video,Durata,Visualizzazioni,"
        "Tempo di visualizzazione (ore),Iscritti,Impressioni",
        "Totale",
        "18 dic 2022",
        "it",
        id="it",
    ),
    pytest.param(
        "Content,Videotitel,Publicatietijd van video,Duur,Weergaven,Weergavetijd (uren),Abonnees,Vertoningen",
        "Totaal",
        "18 dec 2022",
        "nl",
        id="nl",
    ),
    pytest.param(
        "コンテンツ,動画のタイトル,動画公開時刻,長さ,視聴回数,総再生時間（単位: 時間）,チャンネル登録者,"
        "インプレッション数",
        "合計",
        "2022年12月18日",
        "ja",
        id="ja",
    ),
    pytest.param(
        "Контент,Название видео,Время публикации видео,Продолжительность,Просмотры,Время просмотра (часы),Подписчики,"
        "Показы",
        "Итоговое значение",
        "18 дек. 2022 г.",
        "ru",
        id="ru",
    ),
    pytest.param(
        "콘텐츠,동영상 제목,동영상 게시 시간,길이,조회수,시청 시간(단위: 시간),구독자,노출수",
        "합계",
        "2022. 12. 18.",
        "ko",
        id="ko",
    ),
    pytest.param(
        "İçerik,Video başlığı,Videonun yayınlanma zamanı,Süre,Görüntüleme,İzlenme süresi (saat),Aboneler,Gösterimler",
        "Toplam",
        "18 Ara 2022",
        "tr",
        id="tr",
    ),
]


@pytest.mark.parametrize(("header", "total", "day", "language"), LANGUAGES)
def test_headers_totals_and_days_of_every_language(
    read_text: ReadFile, header: str, total: str, day: str, language: str
) -> None:
    rows = f"{total},,,,5,354.676,1,9\naaaaaaaaa-1,A,{day},60,5,354.676,1,9\n"

    read = read_text(f"{header}\n{rows}", account="ada")

    assert read.description.language == language
    assert [each.cause for each in read.rejected] == [LeftOut.TOTAL]
    assert read.facts[0].details.posted_at == datetime(2022, 12, 18, 12, tzinfo=UTC)
    assert read.facts[0].metrics == {
        M.VIEWS: 5,
        M.WATCH_TIME_SECONDS: pytest.approx(1276833.6),
        M.FOLLOWERS_GAINED: 1,
        M.IMPRESSIONS: 9,
    }


@pytest.mark.parametrize("language", ["de", "es", "pt", "fr", "it", "nl", "ja", "ru", "ko", "tr", None])
def test_english_days_stay_readable_in_files_of_every_language(language: str | None) -> None:
    assert studio_day("Dec 18, 2022", language) == date(2022, 12, 18)


def test_a_point_in_a_german_file_is_no_separator_of_thousands_but_a_comma_is_read(read_text: ReadFile) -> None:
    header = "Videos,Veröffentlichungszeitpunkt des Videos,Aufrufe,Wiedergabezeit (Stunden)"

    native = read_text(f'{header}\naaaaaaaaa-1,"Dec 18, 2022",1234,1.234\n', account="ada")
    resaved = read_text(f"{header.replace(',', ';')}\naaaaaaaaa-1;18.12.2022;1.234;1,5\n", account="ada")

    assert native.facts[0].metrics == {M.VIEWS: 1234, M.WATCH_TIME_SECONDS: pytest.approx(4442.4)}
    assert resaved.facts[0].metrics == {M.VIEWS: 1234, M.WATCH_TIME_SECONDS: 5400}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        pytest.param("Datum,Aufrufe,Wiedergabezeit (Stunden)", "youtube-days", id="de days"),
        pytest.param("Fecha,Visualizaciones,Suscriptores", "youtube-days", id="es days"),
        pytest.param("日付,視聴回数,総再生時間（単位: 時間）", "youtube-days", id="ja days"),
        pytest.param("Geografie,Aufrufe", "youtube-countries", id="de countries"),
        pytest.param("Área geográfica,Visualizaciones", "youtube-countries", id="es countries"),
        pytest.param("Cidades,Nome da cidade,Visualizações", "youtube-cities", id="pt cities"),
        pytest.param("Zone géographique,Vues", "youtube-countries", id="fr countries"),
        pytest.param("Idade do espectador,Visualizações (%)", "youtube-age", id="pt age"),
        pytest.param("Источник трафика,Просмотры", "youtube-traffic-sources", id="ru traffic"),
        pytest.param("Sorgente di traffico,Visualizzazioni", "youtube-traffic-sources", id="it traffic"),
        pytest.param("デバイスのタイプ,視聴回数", "youtube-devices", id="ja devices"),
        pytest.param("Datum,Videos,Videotitel,Dauer,Aufrufe", "youtube-daily-content", id="de chart"),
        pytest.param("日付,コンテンツ,動画のタイトル,視聴回数", "youtube-daily-content", id="ja chart"),
        pytest.param("Data,Cidades,Nome da cidade,Visualizações", "youtube-daily-cities", id="pt chart"),
    ],
)
def test_kinds_are_recognised_in_other_languages(read_text: ReadFile, header: str, kind: str) -> None:
    blank = "," * header.count(",")

    assert read_text(f"{header}\nx{blank}\n", account="ada").description.kind == kind


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("1 mars 2024", "fr", date(2024, 3, 1)),
        ("28 sept. 2026", "fr", date(2026, 9, 28)),
        ("29 de febrero de 2024", "es", date(2024, 2, 29)),
        ("5. Mai 2023", "de", date(2023, 5, 5)),
        ("Okt 5, 2023", "de", date(2023, 10, 5)),
        ("5 мая 2023 г.", "ru", date(2023, 5, 5)),
        ("2026/10/07", "ja", date(2026, 10, 7)),
        ("03/04/2023", "pt", date(2023, 4, 3)),
        ("12/18/2022", "en", date(2022, 12, 18)),
        ("18/12/2022", "en", date(2022, 12, 18)),
    ],
)
def test_days_are_read_in_the_language_of_the_file(text: str, language: str, day: date) -> None:
    assert studio_day(text, language) == day


@pytest.mark.parametrize(
    "text", ["", "2022", "Dec 2022", "Dec 18", "Feb 30, 2023", "Dec 18, 2022, 5:00 PM", "ju 1 2022"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    with pytest.raises(UnusableRowError):
        studio_day(text, "en")


def test_soft_hyphens_in_a_total_are_nothing() -> None:
    assert is_total("Ge\u00adsamt")
    assert not is_total("Totally maps")
