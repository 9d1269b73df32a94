"""Files that TikTok Studio, and its Business Suite, let people download."""

import io
import os
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.exports.registry import NativeExports
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportQuestion, ImportOptions, LeftOut
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)
"""What the fixtures take for the export date."""
ADA = AccountRef(Platform.TIKTOK, "ada", "Ada")

OVERVIEW = ("Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares")
VIEWERS = ("Date", "Total Viewers", "New Viewers", "Returning Viewers")
HISTORY = ("Date", "Followers", "Difference in followers from previous day")
ACTIVITY = ("Date", "Hour", "Active followers")
CONTENT = (
    *("Time", "Video title", "Video link", "Post time"),
    *("Total likes", "Total comments", "Total shares", "Total views"),
)
SWEDISH_OVERVIEW = (
    *("Datum", "Videovisningar", "Målgrupp som nåtts", "Profilvisningar", "Gilla-markeringar", "Delningar"),
    *("Kommentarer", "Klick på produktlänkar", "Webbplatsklickar", "Nettotillväxt", "Nya följare", "Tappade följare"),
)

# The upper 32 bits of an id of TikTok are its moment: 1756700000 << 32 is 2025-09-01 04:13:20 UTC.
GIVEN_AT = datetime(2025, 9, 1, 4, 13, 20, tzinfo=UTC)
POST_ID = str(1756700000 << 32 | 4711)
LINK = f"https://www.tiktok.com/@Ada.Lovelace/video/{POST_ID}"


def csv(header: Sequence[str], *rows: Sequence[str]) -> bytes:
    """As TikTok writes it: byte order mark, everything quoted, no line break at the end."""
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (header, *rows)).encode("utf-8-sig")


def days(*labels: str) -> bytes:
    return csv(OVERVIEW, *((label, "10", "1", "2", "3", "4") for label in labels))


def post(
    *, time: str = "October 30", title: str = "Hi", link: str = LINK, posted: str = "September 1", views: str = "40"
) -> tuple[str, ...]:
    return time, title, link, posted, "4", "3", "2", views


def written(path: Path, content: bytes, at: datetime) -> Path:
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def archive(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, entry in entries.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 10, 31, 12, 0, 0)), entry)
    return content.getvalue()


def workbook(sheet: str, rows: Sequence[Sequence[str]]) -> bytes:
    """The smallest .xlsx with texts in its cells."""
    cells = "".join(
        f'<row r="{line}">'
        + "".join(f'<c r="{"ABCDEFGH"[place]}{line}" t="str"><v>{cell}</v></c>' for place, cell in enumerate(row))
        + "</row>"
        for line, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relation = '<Relationships xmlns="{0}/relationships"><Relationship Id="r1" Type="{1}/{2}" Target="{3}"/>'
    return archive(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{package}/content-types">'
                f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
                f'<Override PartName="/xl/s.xml" ContentType="{kinds}.worksheet+xml"/></Types>'
            ).encode(),
            "_rels/.rels": (
                relation.format(package, office, "officeDocument", "xl/workbook.xml") + "</Relationships>"
            ).encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{sheet}" sheetId="1" r:id="r1"/>'
                "</sheets></workbook>"
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                relation.format(package, office, "worksheet", "s.xml") + "</Relationships>"
            ).encode(),
            "xl/s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode(),
        }
    )


# Overview


def test_overview_gives_every_metric_of_each_day(read_text: ReadFile) -> None:
    content = csv(
        OVERVIEW, ("October 29", "1,591", "7", "10", "1", "0"), ("October 30", "5", "undefined", "", "0", "-")
    )

    read = read_text(content, name="Overview.csv", account="Ada")

    assert read.rejected == []
    assert [(row.line, row.account) for row in read.rows] == [(2, ADA), (3, ADA)]
    assert read.facts == [
        DaySnapshot(
            date(2026, 10, 29),
            EXPORTED,
            {M.VIEWS: 1591, M.PROFILE_VIEWS: 7, M.LIKES: 10, M.COMMENTS: 1, M.SHARES: 0},
        ),
        DaySnapshot(date(2026, 10, 30), EXPORTED, {M.VIEWS: 5, M.COMMENTS: 0}),
    ]
    assert read.description.kind == "tiktok-overview"
    assert read.description.language == "en"
    assert read.description.unread == ()


def test_overview_of_the_business_suite_in_swedish_gives_reach_and_followers_too(read_text: ReadFile) -> None:
    row = ("2026/10/30", "100", "80", "7", "6", "5", "4", "3", "2", "1", "9", "8")

    read = read_text(csv(SWEDISH_OVERVIEW, row), account="Ada")

    assert read.description.language == "sv"
    assert read.facts == [
        DaySnapshot(
            date(2026, 10, 30),
            EXPORTED,
            {
                M.VIEWS: 100,
                M.REACH: 80,
                M.PROFILE_VIEWS: 7,
                M.LIKES: 6,
                M.SHARES: 5,
                M.COMMENTS: 4,
                M.WEBSITE_CLICKS: 2,
                M.FOLLOWERS_GAINED: 9,
                M.FOLLOWERS_LOST: 8,
            },
        )
    ]
    assert [name for name, _ in read.description.unread] == ["Klick på produktlänkar", "Nettotillväxt"]


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", "Date,Video views,Profile views"),
        ("sv", "Datum,Videovisningar,Profilvisningar"),
        ("de", "Datum,Videoaufrufe,Profilaufrufe"),
        ("es", "Fecha,Visualizaciones de vídeo,Visualizaciones del perfil"),
        ("fr", "Date,Vues de vidéos,Vues du profil"),
        ("it", "Data,Visualizzazioni video,Visualizzazioni del profilo"),
        ("pt", "Data,Visualizações de vídeo,Visualizações do perfil"),
    ],
)
def test_overview_is_recognised_by_its_headers_in_every_language(
    read_text: ReadFile, language: str, header: str
) -> None:
    read = read_text(f"{header}\nOctober 30,5,4\n", account="Ada")

    assert read.description.kind == "tiktok-overview"
    assert read.description.language == language
    assert read.facts[0].metrics == {M.VIEWS: 5, M.PROFILE_VIEWS: 4}


def test_what_no_metric_can_be_is_left_out_with_a_remark_and_the_rest_of_the_day_is_kept(read_text: ReadFile) -> None:
    read = read_text(csv(OVERVIEW, ("October 30", "5", "1", "2.5", "1", "many")), account="Ada")

    assert read.facts[0].metrics == {M.VIEWS: 5, M.PROFILE_VIEWS: 1, M.COMMENTS: 1}
    assert [note for note in read.description.notes if note.startswith("Column")] == [
        "Column 'Likes': 1 cell left out; such as: 'Likes' is '2.5'; a count is a whole number.",
        "Column 'Shares': 1 cell left out; such as: 'Shares' is 'many', which is no number.",
    ]


def test_a_file_without_the_account_asks_for_it(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(days("October 30"), name="Overview.csv")

    assert asked.value.question is ExportQuestion.ACCOUNT


def test_repeated_days_and_unreadable_dates_are_left_out_with_their_lines(read_text: ReadFile) -> None:
    read = read_text(days("October 29", "October 29", "Total", "October 30"), account="Ada")

    assert [fact.day.day for fact in read.facts] == [29, 30]
    assert [(each.line, each.reason, each.cause) for each in read.rejected] == [
        (3, "It repeats line 2.", LeftOut.REPEATED),
        (4, "The date 'Total' cannot be read.", LeftOut.UNREADABLE),
    ]


def test_a_file_of_another_platform_is_refused(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="is a file of TikTok, not of X"):
        read_text(days("October 30"), account="Ada", platform=Platform.X)


# Days without a year


@pytest.mark.parametrize(
    ("label", "month", "day"),
    [
        ("February 28", 2, 28),
        ("28 February", 2, 28),
        ("Feb 28", 2, 28),
        ("Sept 5", 9, 5),
        ("28 de febrero", 2, 28),
        ("28 de fevereiro", 2, 28),
        ("28 février", 2, 28),
        ("1er mars", 3, 1),
        ("28. Februar", 2, 28),
        ("5. März", 3, 5),
        ("28 febbraio", 2, 28),
        ("28 februari", 2, 28),
        ("28 Şubat", 2, 28),
        ("2月28日", 2, 28),
        ("2월 28일", 2, 28),
        ("28 апреля", 4, 28),
        ("28 квітня", 4, 28),
        ("18 tháng Tám", 8, 18),
        ("18 tháng Mười Hai", 12, 18),
        ("18 tháng 8", 8, 18),
        ("28 Agustus", 8, 28),
        ("28 Ogos", 8, 28),
        ("28 สิงหาคม", 8, 28),
        ("28 Αυγούστου", 8, 28),
        ("٢٨ أغسطس", 8, 28),
        ("28 במרץ", 3, 28),
        ("28 जून", 6, 28),
        ("28 जनवरी", 1, 28),
        ("8 listopada", 11, 8),
        ("8. listopada", 10, 8),
        ("augusztus 8.", 8, 8),
        ("rugpjūčio 8 d.", 8, 8),
        ("8 d’agost", 8, 8),
    ],
)
def test_days_are_read_in_the_languages_of_the_app(read_text: ReadFile, label: str, month: int, day: int) -> None:
    read = read_text(days(label), account="Ada", year=2025)

    assert [fact.day for fact in read.facts] == [date(2025, month, day)]


@pytest.mark.parametrize(
    "label",
    ["2025-03-08", "2025/03/08", "March 8, 2025", "8 de marzo de 2025", "8. März 2025", "2025年3月8日", "8 mars 2025"],
)
def test_a_year_in_the_file_holds_whatever_else_is_said(read_text: ReadFile, label: str) -> None:
    read = read_text(days(label), account="Ada", year=2024)

    assert [fact.day for fact in read.facts] == [date(2025, 3, 8)]


@pytest.mark.parametrize(
    "label",
    ["", "undefined", "March", "30", "February 30", "07/12/2026", "March 4 5", "Smarch 4", "3 undecimber", "x" * 100],
)
def test_what_is_no_day_for_sure_is_left_out(read_text: ReadFile, label: str) -> None:
    read = read_text(days(label, "October 30"), account="Ada")

    assert [fact.day for fact in read.facts] == [date(2026, 10, 30)]
    assert [each.line for each in read.rejected] == [2]
    assert "cannot be read" in read.rejected[0].reason


def test_the_last_row_is_of_the_latest_year_that_the_export_date_allows(read_text: ReadFile) -> None:
    # A clock east of UTC may be a day ahead of it.
    assert read_text(days("November 2"), account="Ada").facts[0].day == date(2026, 11, 2)
    assert read_text(days("November 3"), account="Ada").facts[0].day == date(2025, 11, 3)


def test_years_are_counted_back_over_the_turn_of_the_year(read_text: ReadFile) -> None:
    read = read_text(days("November 2", "December 31", "January 1", "February 28", "November 1"), account="Ada")

    assert [str(fact.day) for fact in read.facts] == [
        "2025-11-02",
        "2025-12-31",
        "2026-01-01",
        "2026-02-28",
        "2026-11-01",
    ]


def test_days_may_be_missing_in_a_file(read_text: ReadFile) -> None:
    forward = read_text(days("December 30", "January 1", "January 3", "October 30"), account="Ada")
    backward = read_text(days("October 30", "January 3", "January 1", "December 30"), account="Ada")

    expected = ["2025-12-30", "2026-01-01", "2026-01-03", "2026-10-30"]
    assert [str(fact.day) for fact in forward.facts] == expected
    assert [str(fact.day) for fact in backward.facts] == expected[::-1]


def test_a_file_with_the_newest_day_first_is_read_the_other_way_round(read_text: ReadFile) -> None:
    read = read_text(days("January 2", "January 1", "December 31", "December 30"), account="Ada")

    assert [str(fact.day) for fact in read.facts] == ["2026-01-02", "2026-01-01", "2025-12-31", "2025-12-30"]


def test_the_given_year_is_that_of_the_last_row(read_text: ReadFile) -> None:
    read = read_text(days("December 31", "January 1"), account="Ada", year=2024)

    assert [str(fact.day) for fact in read.facts] == ["2023-12-31", "2024-01-01"]
    assert not any("year" in note for note in read.description.notes)


def test_a_leap_day_makes_the_year_a_leap_year(read_text: ReadFile) -> None:
    read = read_text(days("December 31", "January 1", "February 29", "March 1"), account="Ada")

    assert [str(fact.day) for fact in read.facts] == ["2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01"]


def test_a_leap_day_of_a_given_year_without_one_is_left_out(read_text: ReadFile) -> None:
    read = read_text(days("February 28", "February 29", "March 1"), account="Ada", year=2025)

    assert [str(fact.day) for fact in read.facts] == ["2025-02-28", "2025-03-01"]
    assert [each.reason for each in read.rejected] == ["There is no day 2-29 (month and day) in 2025."]


def test_days_after_the_export_date_are_left_out(read_text: ReadFile) -> None:
    read = read_text(days("October 30", "November 5"), account="Ada", year=2026)

    assert [fact.day for fact in read.facts] == [date(2026, 10, 30)]
    assert [(each.line, each.cause) for each in read.rejected] == [(3, LeftOut.AFTER_EXPORT)]


def test_a_year_that_hangs_on_the_time_of_the_file_is_said(tmp_path: Path, read_file: ReadFile) -> None:
    path = written(tmp_path / "Overview.csv", days("December 31", "January 1"), datetime(2026, 1, 3, tzinfo=UTC))

    read = read_file(path, account="Ada", observed_at=None)

    assert [str(fact.day) for fact in read.facts] == ["2025-12-31", "2026-01-01"]
    assert read.facts[0].observed_at == datetime(2026, 1, 3, tzinfo=UTC)
    assert (
        "The year of the last row, 2026, was taken from the file's modification time; `--year` changes it."
        in read.description.notes
    )


def test_an_upload_without_an_export_date_asks_for_it(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(days("October 30"), account="Ada", observed_at=None, modification_time_known=False)

    assert asked.value.question is ExportQuestion.OBSERVED_AT


def test_far_more_rows_than_a_year_has_hours_are_refused(read_text: ReadFile) -> None:
    rows = csv(ACTIVITY, *(("October 30", "1", "5") for _ in range(20_001)))

    with pytest.raises(UnreadableExportError, match="has more than 20,000 rows of days without a year"):
        read_text(rows, account="Ada")


# The archive and its name


def test_the_name_of_the_archive_tells_account_export_date_and_year(read_text: ReadFile) -> None:
    # 1767225600 is 2026-01-01 00:00 UTC: the last day that the file covers is 1 January, whenever it is imported.
    content = archive({"Overview.csv": days("December 31", "January 1")})

    read = read_text(content, name="Overview_2025-12-31_1767225600_ada.l2.0 (1).zip", observed_at=None)

    assert [str(fact.day) for fact in read.facts] == ["2025-12-31", "2026-01-01"]
    assert {row.account for row in read.rows} == {AccountRef(Platform.TIKTOK, "ada.l2.0", "ada.l2.0")}
    assert read.description.observed_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert read.description.observed_at_from == "the file's name"
    assert "The account, @ada.l2.0, was taken from the file's name." in read.description.notes


def test_the_period_in_the_name_decides_the_year_of_a_file_that_is_said_to_be_exported_later(
    read_text: ReadFile,
) -> None:
    content = archive({"Overview.csv": days("December 31", "January 1")})

    read = read_text(content, name="Overview_2024-12-31_1735689600_ada.zip")

    assert [str(fact.day) for fact in read.facts] == ["2024-12-31", "2025-01-01"]
    assert {fact.observed_at for fact in read.facts} == {EXPORTED}


def test_all_files_of_a_followers_archive_are_read_even_those_with_a_header_alone(read_text: ReadFile) -> None:
    content = archive(
        {
            "FollowerHistory.csv": csv(HISTORY, ("October 30", "12", "0")),
            "FollowerActivity.csv": csv(ACTIVITY),
            "FollowerGender.csv": csv(("Gender", "Distribution")),
            "FollowerTopTerritories.csv": csv(("Top territories", "Distribution"), ("BR", "1")),
        }
    )

    read = read_text(content, name="Followers_ada.zip", account="Ada")

    assert read.rejected == []
    assert [fact.day for fact in read.facts] == [date(2026, 10, 30), date(2026, 11, 1)]


def test_the_name_of_a_followers_archive_is_not_taken_for_the_account(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(archive({"FollowerHistory.csv": csv(HISTORY, ("October 30", "12", "0"))}), name="Followers_old.zip")

    assert asked.value.question is ExportQuestion.ACCOUNT


# Viewers and followers by day


def test_viewers_are_the_reach_of_the_day_and_undefined_is_not_observed(read_text: ReadFile) -> None:
    rows = (("October 29", "663", "622", "41"), ("October 30", "undefined", "0", "0"))

    read = read_text(workbook("Viewers", (VIEWERS, *rows)), name="Viewers.xlsx", account="Ada")

    assert read.rejected == []
    assert read.facts == [
        DaySnapshot(date(2026, 10, 29), EXPORTED, {M.REACH: 663}),
        DaySnapshot(date(2026, 10, 30), EXPORTED, {}),
    ]
    assert read.description.kind == "tiktok-viewers"
    assert [name for name, why in read.description.unread if why] == ["New Viewers", "Returning Viewers"]


def test_follower_history_gives_the_stock_of_each_day_and_not_the_step(read_text: ReadFile) -> None:
    read = read_text(csv(HISTORY, ("October 29", "10405", "35"), ("October 30", "10440", "-6")), account="Ada")

    assert read.facts == [
        DaySnapshot(date(2026, 10, 29), EXPORTED, {M.FOLLOWERS: 10405}),
        DaySnapshot(date(2026, 10, 30), EXPORTED, {M.FOLLOWERS: 10440}),
    ]
    assert read.description.kind == "tiktok-follower-history"
    assert [name for name, why in read.description.unread if why] == ["Difference in followers from previous day"]


def test_dates_and_followers_alone_are_of_tiktok_only_when_the_file_is_called_so(read_text: ReadFile) -> None:
    content = csv(("Date", "Followers"), ("October 30", "12"))

    assert read_text(content, name="FollowerHistory.csv", account="Ada").facts[0].metrics == {M.FOLLOWERS: 12}
    with pytest.raises(UnreadableExportError):
        read_text(content, name="numbers.csv", account="Ada")


def test_audience_file_of_the_business_suite_gives_stock_and_gain(read_text: ReadFile) -> None:
    header = ("Date", "New followers", "Total followers", "Engaged audience")

    read = read_text(csv(header, ("2026-10-30", "5", "1,205", "77")), account="Ada")

    assert read.description.kind == "tiktok-audience"
    assert read.facts == [
        DaySnapshot(date(2026, 10, 30), EXPORTED, {M.FOLLOWERS: 1205, M.FOLLOWERS_GAINED: 5}),
    ]


# Followers by hour, gender and country


def hours(*counts: tuple[str, int]) -> AudienceBreakdown:
    entries = tuple(AudienceEntry(hour, count=count) for hour, count in counts)
    return AudienceBreakdown(AudienceGroup.FOLLOWERS, AudienceDimension.HOUR, entries)


def test_active_followers_are_one_breakdown_of_each_day_in_whatever_order_the_rows_are(read_text: ReadFile) -> None:
    rows = (
        *(("October 29", "1", "7"), ("October 30", "1", "0"), ("October 31", "1", "4")),
        *(("October 29", "0", "5"), ("October 30", "0", "9"), ("October 31", "0", "undefined")),
    )

    read = read_text(csv(ACTIVITY, *rows), account="Ada")

    assert read.rejected == []
    assert read.facts == [
        DaySnapshot(date(2026, 10, 29), EXPORTED, {}, audience=(hours(("0", 5), ("1", 7)),)),
        DaySnapshot(date(2026, 10, 30), EXPORTED, {}, audience=(hours(("0", 9), ("1", 0)),)),
        DaySnapshot(date(2026, 10, 31), EXPORTED, {}, audience=(hours(("1", 4)),)),
    ]


def test_hours_of_days_around_the_turn_of_the_year_may_be_sorted_by_hour(read_text: ReadFile) -> None:
    week = ("December 30", "December 31", "January 1", "January 2")

    read = read_text(csv(ACTIVITY, *((day, str(hour), "7") for hour in range(3) for day in week)), account="Ada")

    assert [str(fact.day) for fact in read.facts] == ["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"]
    assert {fact.audience for fact in read.facts} == {(hours(("0", 7), ("1", 7), ("2", 7)),)}


def test_zeros_of_hours_that_were_still_to_come_are_not_observed(read_text: ReadFile) -> None:
    rows = (("October 30", "22", "8"), ("October 30", "23", "0"), ("October 31", "0", "0"), ("October 31", "1", "6"))

    read = read_text(csv(ACTIVITY, *rows, ("October 31", "2", "0"), ("October 31", "3", "0")), account="Ada")

    assert [fact.audience for fact in read.facts] == [
        (hours(("22", 8), ("23", 0)),),
        (hours(("0", 0), ("1", 6)),),
    ]
    assert any("the hours that were still to come" in note for note in read.description.notes)


def test_hours_that_cannot_be_right_are_left_out(read_text: ReadFile) -> None:
    rows = (
        *(("October 30", "24", "1"), ("October 30", "noon", "1"), ("October 30", "1", "x"), ("October 30", "2", "-1")),
        *(("October 30", "3", "7"), ("October 30", "3", "8")),
    )

    read = read_text(csv(ACTIVITY, *rows), account="Ada")

    assert [fact.audience for fact in read.facts] == [(hours(("3", 7)),)]
    assert [(each.line, each.reason) for each in read.rejected] == [
        (2, "'Hour' is '24'; hours go from 0 to 23."),
        (3, "'Hour' is 'noon'; hours go from 0 to 23."),
        (4, "'Active followers' is 'x', which is no number."),
        (5, "'Active followers' is '-1'; it cannot be a count of people."),
        (7, "There is a row for 2026-10-30, hour 3, before."),
    ]
    assert read.rejected[-1].cause is LeftOut.REPEATED


@pytest.mark.parametrize(
    ("header", "kind", "dimension"),
    [
        ("Gender", "tiktok-follower-gender", AudienceDimension.GENDER),
        ("Top territories", "tiktok-follower-territories", AudienceDimension.COUNTRY),
    ],
)
def test_shares_of_the_followers_are_one_breakdown_of_the_day_of_the_export(
    read_text: ReadFile, header: str, kind: str, dimension: AudienceDimension
) -> None:
    rows = (("First", "0.59"), ("Second", "40.5%"), ("Others", "< 1%"))

    read = read_text(csv((header, "Distribution"), *rows), account="Ada")

    entries = (
        AudienceEntry("First", 0.59),
        AudienceEntry("Second", 0.405),
        AudienceEntry("Others", below=0.01),
    )
    assert read.description.kind == kind
    assert read.facts == [
        DaySnapshot(
            date(2026, 11, 1),
            EXPORTED,
            {},
            audience=(AudienceBreakdown(AudienceGroup.FOLLOWERS, dimension, entries),),
        )
    ]


def test_shares_that_cannot_be_right_are_left_out(read_text: ReadFile) -> None:
    rows = (("", "0.1"), ("Female", "59"), ("Male", "undefined"), ("Other", "0"), ("Other", "1"))

    read = read_text(csv(("Gender", "Distribution"), *rows), account="Ada")

    assert [entry.label for entry in read.facts[0].audience[0].entries] == ["Other"]
    assert [(each.line, each.cause) for each in read.rejected] == [
        (2, LeftOut.UNREADABLE),
        (3, LeftOut.UNREADABLE),
        (4, LeftOut.NO_METRIC),
        (6, LeftOut.REPEATED),
    ]


# Content


def test_a_post_has_account_id_time_and_lifetime_counters(read_text: ReadFile) -> None:
    read = read_text(csv(CONTENT, post(title="Notes on #Engines, #engines", views="1,040")))

    assert read.rejected == []
    assert read.rows[0].account == AccountRef(Platform.TIKTOK, "ada.lovelace", "Ada.Lovelace")
    assert read.facts == [
        PostSnapshot(
            POST_ID,
            EXPORTED,
            {M.LIKES: 4, M.COMMENTS: 3, M.SHARES: 2, M.VIEWS: 1040},
            PostDetails(GIVEN_AT, ContentType.VIDEO, "Notes on #Engines, #engines", LINK, ("engines",)),
        )
    ]
    assert read.description.kind == "tiktok-content"
    assert read.description.unread == ()


def test_undefined_titles_and_numbers_are_absent_and_photos_are_pictures(read_text: ReadFile) -> None:
    row = post(title="undefined", link=LINK.replace("/video/", "/photo/") + "?lang=en", views="undefined")

    read = read_text(csv(CONTENT, row))

    assert read.facts[0].metrics == {M.LIKES: 4, M.COMMENTS: 3, M.SHARES: 2}
    assert read.facts[0].details.text is None
    assert read.facts[0].details.content_type is ContentType.IMAGE
    assert read.facts[0].post_id == POST_ID


@pytest.mark.parametrize(
    ("posted", "time_known", "posted_at"),
    [
        pytest.param("September 1", True, GIVEN_AT, id="same day"),
        pytest.param("August 31", True, GIVEN_AT, id="west of UTC"),
        pytest.param("1. September", True, GIVEN_AT, id="another language"),
        pytest.param("2025/09/01 06:13", True, GIVEN_AT, id="with year and time"),
        pytest.param("", True, GIVEN_AT, id="not said"),
        pytest.param("soon", True, GIVEN_AT, id="unreadable"),
        pytest.param("September 3", False, datetime(2025, 9, 3, 12, tzinfo=UTC), id="scheduled"),
    ],
)
def test_the_id_holds_the_time_of_a_post_unless_it_was_scheduled(
    read_text: ReadFile, posted: str, time_known: bool, posted_at: datetime
) -> None:
    read = read_text(csv(CONTENT, post(posted=posted)))

    assert read.facts[0].details.posted_at == posted_at
    assert read.facts[0].details.time_known is time_known
    assert any("scheduled" in note for note in read.description.notes) is not time_known


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(post(posted="August 30"), f"The post id {POST_ID} is not that of a post of 2025-08-30.", id="day"),
        pytest.param(
            post(link="https://www.tiktok.com/@ada/video/123"), "The post id 123 holds no time.", id="short id"
        ),
        pytest.param(post(link=""), "'Video link' is '', which is no link to a post of TikTok.", id="no link"),
        pytest.param(
            post(link=f"https://www.tiktok.com/@/video/{POST_ID}"),
            "The link does not name the account; say it with `--account HANDLE`.",
            id="no account",
        ),
        pytest.param(
            post(link="https://www.tiktok.com/@ada/video/7.5276E+18"),
            "The post id 7 holds no time.",
            id="rounded by a spreadsheet",
        ),
    ],
)
def test_posts_that_cannot_be_placed_are_left_out(read_text: ReadFile, row: Sequence[str], reason: str) -> None:
    read = read_text(csv(CONTENT, row, post()))

    assert [fact.post_id for fact in read.facts] == [POST_ID]
    assert [(each.line, each.reason) for each in read.rejected] == [(2, reason)]


def test_a_named_account_stands_in_where_the_links_have_none(read_text: ReadFile) -> None:
    read = read_text(csv(CONTENT, post(link=f"https://www.tiktok.com/@/video/{POST_ID}")), account="Ada")

    assert read.rows[0].account == ADA


def test_posts_of_another_account_than_the_named_one_are_refused(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match=r"belongs to @Ada\.Lovelace, not to 'grace'"):
        read_text(csv(CONTENT, post()), account="grace")


@pytest.mark.parametrize(
    ("written_at", "observed_at", "told_by"),
    [
        pytest.param(
            datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC), "the file's content", id="later"
        ),
        pytest.param(
            datetime(2026, 2, 28, 15, tzinfo=UTC),
            datetime(2026, 2, 28, 15, tzinfo=UTC),
            "the file's modification time",
            id="that very day",
        ),
        pytest.param(
            datetime(2026, 2, 27, 20, tzinfo=UTC),
            datetime(2026, 2, 27, 20, tzinfo=UTC),
            "the file's modification time",
            id="in a zone ahead of UTC",
        ),
    ],
)
def test_the_day_of_the_export_stands_in_the_file_and_its_year_is_the_latest_that_fits(
    tmp_path: Path, read_file: ReadFile, written_at: datetime, observed_at: datetime, told_by: str
) -> None:
    path = written(tmp_path / "Content.csv", csv(CONTENT, post(time="28 de febrero")), written_at)

    read = read_file(path, observed_at=None)

    assert (read.description.observed_at, read.description.observed_at_from) == (observed_at, told_by)
    assert [fact.observed_at for fact in read.facts] == [observed_at]
    assert (
        "The year of the export day, 2026, was taken from the file's modification time; `--year` changes it."
        in read.description.notes
    )


def test_the_year_of_the_export_day_can_be_given(tmp_path: Path, read_file: ReadFile) -> None:
    path = written(tmp_path / "Content.csv", csv(CONTENT, post(time="December 31")), datetime(2027, 2, 1, tzinfo=UTC))

    assert read_file(path, observed_at=None).description.observed_at == datetime(2027, 1, 1, tzinfo=UTC)
    given = read_file(path, observed_at=None, year=2025)
    assert given.description.observed_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert given.description.notes == ()


def test_an_upload_asks_for_the_year_of_the_export_day_and_names_those_that_fit(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(csv(CONTENT, post(time="February 28")), observed_at=None, modification_time_known=False)

    assert asked.value.question is ExportQuestion.YEAR
    assert asked.value.choices == ("2026",)


def test_posts_after_the_export_date_are_left_out(read_text: ReadFile) -> None:
    read = read_text(csv(CONTENT, post()), observed_at=datetime(2025, 8, 1, tzinfo=UTC))

    assert read.facts == []
    assert [each.cause for each in read.rejected] == [LeftOut.AFTER_EXPORT]


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", "Video title,Video link,Post time,Video views,Likes,Comments,Shares,Add to Favorites"),
        (
            "sv",
            "Videotitel,Videolänk,Publiceringstid,Videovisningar,Gilla-markeringar,Kommentarer,Delningar,"
            "Lägg till i Favoriter",
        ),
    ],
)
def test_video_file_of_the_business_suite_has_saves_and_no_day_of_export(
    read_text: ReadFile, language: str, header: str
) -> None:
    read = read_text(f"{header}\nHi,{LINK},2025/09/01 06:13,50,4,3,2,1\n")

    assert read.description.kind == "tiktok-content"
    assert read.description.language == language
    assert read.facts[0].metrics == {M.VIEWS: 50, M.LIKES: 4, M.COMMENTS: 3, M.SHARES: 2}
    assert read.facts[0].details.text == "Hi"
    assert read.facts[0].details.posted_at == GIVEN_AT


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("ja", "日付,動画タイトル,動画リンク,投稿日,いいね,コメント,シェア,再生数"),
        (
            "es",
            "Hora,Título del vídeo,Enlace del vídeo,Hora de publicación,Me gusta totales,Comentarios totales,"
            "Veces compartido,Visualizaciones totales",
        ),
    ],
)
def test_posts_are_recognised_by_headers_in_other_languages(read_text: ReadFile, language: str, header: str) -> None:
    read = read_text(f"{header}\n9月13日,Hi,{LINK},9月1日,4,3,2,50\n")

    assert read.description.language == language
    assert read.facts[0].metrics == {M.LIKES: 4, M.COMMENTS: 3, M.SHARES: 2, M.VIEWS: 50}


def test_recognising_a_file_stores_nothing_in_the_rows_that_follow(tmp_path: Path) -> None:
    path = tmp_path / "Overview.csv"
    path.write_bytes(days("December 31", "January 1"))
    opened = NativeExports().open(path, ImportOptions(time_zone="UTC", account="Ada", observed_at=EXPORTED))

    first, second = list(opened.rows()), list(opened.rows())

    assert first == second
    assert len(first) == 2
