"""Files that LinkedIn lets people download: workbooks of pages and of creators."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from collectors.exports.registry import NativeExports
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportQuestion, ImportedRow, ImportOptions, LeftOut, LeftOutRow
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot, WindowSnapshot
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]
Row = Sequence[Any]
Sheet = Sequence[Row]

# 7306192134921981952 >> 22 is 1741931947451: 2025-03-14 05:59:07.451 UTC. The others are made from such moments.
EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)
NAMED_AT = datetime(2025, 3, 17, 6, 36, 24, 396000, tzinfo=UTC)
BAKERY = AccountRef(Platform.LINKEDIN, "blue-oven", "blue-oven")
ADA = AccountRef(Platform.LINKEDIN, "ada", "ada")


def post_number(moment: datetime) -> int:
    """An id as LinkedIn would give it at that moment."""
    return round(moment.timestamp() * 1000) << 22


def link(moment: datetime, kind: str = "activity") -> str:
    return f"https://www.linkedin.com/feed/update/urn:li:{kind}:{post_number(moment)}"


def urn(moment: datetime) -> str:
    return f"urn:li:activity:{post_number(moment)}"


NOON = datetime(2025, 3, 3, 12, 30, 15, 250000, tzinfo=UTC)
URN = urn(NOON)


def workbook(**sheets: Sheet) -> bytes:
    """An .xlsx of these sheets; `_` in a name stands for a space."""
    names = [name.replace("_", " ") for name in sheets]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument'
        f'.spreadsheetml.{kind}+xml"/>'
        for part, kind in [
            ("workbook", "sheet.main"),
            *((f"worksheets/sheet{n}", "worksheet") for n in range(1, len(names) + 1)),
        ]
    )
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
    }
    for n, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{"".join(_row(*each) for each in enumerate(rows, 1))}'
            "</sheetData></worksheet>"
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def _row(number: int, cells: Row) -> str:
    return f'<row r="{number}">{"".join(_cell(f"{chr(65 + n)}{number}", cell) for n, cell in enumerate(cells))}</row>'


def _cell(place: str, cell: str | float) -> str:
    if cell == "":
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def csv_of(rows: Sheet) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


PARTS = ("organic", "sponsored", "total")
METRICS_HEADER = [
    "Date",
    *("Impressions (organic)", "Impressions (sponsored)", "Impressions (total)", "Unique impressions (organic)"),
    *(f"{name} ({part})" for name in ("Clicks", "Reactions", "Comments", "Reposts") for part in PARTS),
    *(f"Engagement rate ({part})" for part in PARTS),
]
METRICS_ROW = ["02/19/2025", 15, 5, 20, 10, 1, 2, 3, 4, 0, 4, 1, 0, 1, 2, 0, 2, 0.1, 0, 0.1]
ABOUT = ["Aggregated engagement metrics for all posts. Dates are those of the engagement, not of the post. " * 3]
POSTS_HEADER = [
    *("Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Campaign start date"),
    *("Campaign end date", "Audience", "Impressions", "Views", "Offsite Views", "Clicks", "Click through rate (CTR)"),
    *("Likes", "Comments", "Reposts", "Follows", "Engagement rate", "Content Type"),
]


def post_row(**changed: str | float) -> list[Any]:
    cells: dict[str, str | float] = {
        **dict.fromkeys(POSTS_HEADER, ""),
        **{"Post title": "Warm bread #Bread", "Post link": link(NOON), "Post type": "Organic"},
        **{"Posted by": "Mia Ofen", "Created date": "03/03/2025", "Audience": "All followers"},
        **{"Impressions": 26, "Views": 9, "Clicks": 2, "Likes": -1, "Comments": 3, "Reposts": 4, "Follows": 5},
        "Content Type": "Video",
    }
    return list({**cells, **{name.replace("_", " "): cell for name, cell in changed.items()}}.values())


def one_day(**metrics: int) -> dict[M, int]:
    return {M(name): value for name, value in metrics.items()}


@pytest.mark.parametrize("above", [pytest.param([ABOUT], id="described"), pytest.param([], id="plain")])
def test_metrics_of_a_page_give_a_day_with_its_totals(read_text: ReadFile, above: Sheet) -> None:
    content = workbook(Metrics=[*above, METRICS_HEADER, METRICS_ROW])

    read = read_text(content, name="blue-oven_content_1742193384396.xls", observed_at=None)

    assert read.rejected == []
    assert [row.account for row in read.rows] == [BAKERY]
    assert read.facts == [
        DaySnapshot(
            date(2025, 2, 19),
            NAMED_AT,
            one_day(impressions=20, reach=10, clicks=3, likes=4, comments=1, shares=2),
            "UTC",
        )
    ]
    assert read.description.kind == "linkedin-page-days"
    assert read.description.observed_at_from == "the file's name"
    assert read.description.notes == (
        "The account was taken from the file's name ('blue-oven'); `--account` names another.",
    )
    unread = dict(read.description.unread)
    assert unread["Clicks (sponsored)"] == "A part of the total, which is read."
    assert unread["Engagement rate (total)"] == "A rate, computed here from its parts."
    assert all(unread.values())


def test_metrics_saved_as_csv_are_read_as_well_and_an_account_given_counts(read_text: ReadFile) -> None:
    read = read_text(csv_of([ABOUT, METRICS_HEADER, METRICS_ROW]), account="@Blue-Oven")

    assert [row.account for row in read.rows] == [AccountRef(Platform.LINKEDIN, "blue-oven", "Blue-Oven")]
    assert read.facts[0].metrics == one_day(impressions=20, reach=10, clicks=3, likes=4, comments=1, shares=2)
    assert read.description.notes == ()


@pytest.mark.parametrize("content", [METRICS_ROW, post_row()], ids=["days", "posts"])
def test_page_is_asked_for_when_the_name_of_the_file_does_not_tell(read_text: ReadFile, content: list[Any]) -> None:
    header = METRICS_HEADER if content is METRICS_ROW else POSTS_HEADER

    with pytest.raises(ExportQuestionError) as error:
        read_text(workbook(Sheet1=[header, content]), name="march.xlsx")

    assert error.value.question is ExportQuestion.ACCOUNT


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        pytest.param("02/03/2025", date(2025, 2, 3), id="month first"),
        pytest.param("2025-02-03", date(2025, 2, 3), id="ISO"),
        pytest.param("2025-02-03 00:00:00", date(2025, 2, 3), id="ISO with midnight"),
        pytest.param("3.2.2025", date(2025, 2, 3), id="German spreadsheet"),
        pytest.param("19/02/2025", date(2025, 2, 19), id="British spreadsheet"),
        pytest.param(45691, date(2025, 2, 3), id="date without its format"),
    ],
)
def test_days_of_a_page_have_the_month_first_unless_they_cannot(
    read_text: ReadFile, cell: str | float, day: date
) -> None:
    read = read_text(workbook(Metrics=[METRICS_HEADER, [cell, *METRICS_ROW[1:]]]), account="blue-oven")

    assert [fact.day for fact in read.facts] == [day]


def test_days_of_a_page_that_a_spreadsheet_has_turned_are_known_by_their_sequence(read_text: ReadFile) -> None:
    rows = [[f"{day:02}/02/2025", *METRICS_ROW[1:]] for day in (9, 10, 11, 12)]

    read = read_text(workbook(Metrics=[METRICS_HEADER, *rows]), account="blue-oven")

    assert [fact.day for fact in read.facts] == [date(2025, 2, day) for day in (9, 10, 11, 12)]


def test_unusable_days_are_left_out_with_their_cause(read_text: ReadFile) -> None:
    rows: Sheet = [
        METRICS_ROW,
        METRICS_ROW,
        [METRICS_ROW[0], 1, *METRICS_ROW[2:]],
        ["Total", *METRICS_ROW[1:]],
        ["soon", *METRICS_ROW[1:]],
        ["02/30/2025", *METRICS_ROW[1:]],
        ["01/02/1999", *METRICS_ROW[1:]],
        ["12/24/2026", *METRICS_ROW[1:]],
    ]

    read = read_text(workbook(Metrics=[METRICS_HEADER, *rows]), account="blue-oven")

    assert [row.line for row in read.rows] == [2]
    assert read.rejected == [
        LeftOutRow(3, "It repeats line 2.", LeftOut.REPEATED),
        LeftOutRow(4, "Lines 2 and 4 are about the same but differ; line 2 was kept.", LeftOut.REPEATED),
        LeftOutRow(5, "It adds up the other rows.", LeftOut.TOTAL),
        LeftOutRow(6, "The date 'soon' cannot be read."),
        LeftOutRow(7, "The date '02/30/2025' cannot be read."),
        LeftOutRow(8, "The date 1999-01-02 lies before the year 2000."),
        LeftOutRow(
            9,
            "The day lies after the export date (2026-12-24 00:00 UTC, exported 2026-11-01 00:00 UTC).",
            LeftOut.AFTER_EXPORT,
        ),
    ]


def test_a_damaged_number_is_left_out_alone_and_likes_may_be_negative(read_text: ReadFile) -> None:
    row = dict(zip(METRICS_HEADER, METRICS_ROW, strict=True)) | {"Clicks (total)": "lots", "Reactions (total)": -2}

    read = read_text(workbook(Metrics=[METRICS_HEADER, list(row.values())]), account="blue-oven")

    assert read.facts[0].metrics == one_day(impressions=20, reach=10, likes=-2, comments=1, shares=2)
    assert read.description.notes == (
        "Column 'Clicks (total)': 1 cell left out; such as: 'Clicks (total)' is 'lots', which is no number.",
    )


def test_posts_of_a_page_have_their_urn_and_the_moment_inside_it(read_text: ReadFile) -> None:
    content = workbook(All_posts=[["Engagement of your posts"], POSTS_HEADER, post_row()])

    read = read_text(content, name="blue-oven_content_1742193384396 (1).xlsx", observed_at=None)

    assert read.rejected == []
    assert [row.account for row in read.rows] == [BAKERY]
    assert read.facts == [
        PostSnapshot(
            URN,
            NAMED_AT,
            one_day(impressions=26, video_views=9, clicks=2, likes=-1, comments=3, shares=4, followers_gained=5),
            PostDetails(NOON, ContentType.VIDEO, "Warm bread #Bread", link(NOON), ("bread",)),
        )
    ]
    assert read.description.kind == "linkedin-page-posts"
    assert all(reason for _, reason in read.description.unread)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        pytest.param("https://www.linkedin.com/feed/update/urn:li:share:{}/?x=1", "share", id="share"),
        pytest.param("https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A{}", "ugcPost", id="escaped"),
        pytest.param("https://www.linkedin.com/posts/ada_nice-activity-day-activity-{}-AbCd", "activity", id="slug"),
        pytest.param("https://www.linkedin.com/posts/ada_x-ugcPost-{}-9", "ugcPost", id="slug of an ugcPost"),
        pytest.param("urn:li:activity:{}", "activity", id="urn"),
    ],
)
def test_all_forms_of_links_lead_to_the_urn(read_text: ReadFile, url: str, kind: str) -> None:
    cell = url.format(post_number(NOON))

    read = read_text(workbook(All_posts=[POSTS_HEADER, post_row(Post_link=cell)]), account="blue-oven")

    assert [fact.post_id for fact in read.facts] == [f"urn:li:{kind}:{post_number(NOON)}"]
    assert read.facts[0].details.url == cell


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"Post_type": "Sponsored"}, id="English"),
        pytest.param({"Post_type": "Patrocinado"}, id="Spanish"),
        pytest.param({"Post_type": "Gesponsert"}, id="German"),
        pytest.param({"Post_type": "", "Campaign_name": "Spring"}, id="named campaign"),
    ],
)
def test_what_a_campaign_bought_is_not_mixed_into_the_post(read_text: ReadFile, changed: dict[str, str]) -> None:
    rows = [post_row(**changed, Impressions=9000), post_row()]

    read = read_text(workbook(All_posts=[POSTS_HEADER, *rows]), account="blue-oven")

    assert [fact.metrics[M.IMPRESSIONS] for fact in read.facts] == [26]
    assert [(each.line, each.cause) for each in read.rejected] == [(2, LeftOut.NO_METRIC)]
    assert "organic" in read.rejected[0].reason


def test_a_scheduled_share_was_published_on_the_stated_day_not_when_it_was_written(read_text: ReadFile) -> None:
    row = post_row(Post_link=link(NOON, "share"), Created_date="03/20/2025")

    read = read_text(workbook(All_posts=[POSTS_HEADER, row]), account="blue-oven")

    assert read.facts[0].details.posted_at == datetime(2025, 3, 20, 12, tzinfo=UTC)
    assert not read.facts[0].details.time_known
    assert "Of some posts only the day is known" in read.description.notes[-1]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"Created_date": "03/06/2025"}, f"The id {URN} is not that of a post of 2025-03-06.", id="day"),
        pytest.param(
            {"Post_link": link(NOON, "share"), "Created_date": "08/20/2025"},
            f"The id {URN.replace('activity', 'share')} is not that of a post of 2025-08-20.",
            id="scheduled too long",
        ),
        pytest.param(
            {"Post_link": "https://x.com/a"}, "'https://x.com/a' is no link to a post of LinkedIn.", id="link"
        ),
        pytest.param(
            {"Post_link": "urn:li:activity:12345", "Created_date": ""},
            "Nothing tells when urn:li:activity:12345 was published.",
            id="old id without a day",
        ),
        pytest.param(
            {"Impressions": "many"}, "'Impressions' is 'many', which is no number.", id="only damaged numbers"
        ),
    ],
)
def test_posts_that_contradict_themselves_are_left_out(
    read_text: ReadFile, changed: dict[str, str], reason: str
) -> None:
    blank = dict.fromkeys(("Views", "Clicks", "Likes", "Comments", "Reposts", "Follows"), "")
    rows = [post_row(), post_row(**{**blank, **changed})]

    read = read_text(workbook(All_posts=[POSTS_HEADER, *rows]), account="blue-oven")

    assert [row.line for row in read.rows] == [2]
    assert read.rejected == [LeftOutRow(3, reason)]


def test_a_post_without_a_day_and_without_a_video_is_read_for_what_it_says(read_text: ReadFile) -> None:
    row = post_row(Created_date="-", Campaign_name="-", Views="", Follows="-", Content_Type="Surprise", Post_title="")

    read = read_text(workbook(All_posts=[POSTS_HEADER, row]), account="blue-oven")

    assert read.facts[0].metrics == one_day(impressions=26, clicks=2, likes=-1, comments=3, shares=4)
    assert read.facts[0].details == PostDetails(NOON, ContentType.OTHER, "", link(NOON))


def test_a_post_of_old_numbering_has_a_day_and_no_hour(read_text: ReadFile) -> None:
    row = post_row(Post_link="https://www.linkedin.com/feed/update/urn:li:activity:12345")

    read = read_text(workbook(All_posts=[POSTS_HEADER, row]), account="blue-oven")

    assert read.facts[0].post_id == "urn:li:activity:12345"
    assert read.facts[0].details.posted_at == datetime(2025, 3, 3, 12, tzinfo=UTC)
    assert not read.facts[0].details.time_known


FOLLOWERS_HEADER = ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"]


def test_new_followers_of_a_page_are_net_gains(read_text: ReadFile) -> None:
    rows = [["07/20/2026", 0, -1, 0, -1], ["07/21/2026", 2, 4, 1, 7], ["07/22/2026", 0, 1, 0, ""]]
    content = workbook(New_followers=[FOLLOWERS_HEADER, *rows])

    read = read_text(content, name="blue-oven_followers_1785000000000.xls", observed_at=None)

    observed_at = datetime(2026, 7, 25, 17, 20, tzinfo=UTC)
    assert read.rejected == []
    assert [row.account for row in read.rows] == [BAKERY] * 3
    assert read.facts == [
        DaySnapshot(date(2026, 7, 20), observed_at, {M.FOLLOWERS_GAINED: -1}, "UTC"),
        DaySnapshot(date(2026, 7, 21), observed_at, {M.FOLLOWERS_GAINED: 7}, "UTC"),
        DaySnapshot(date(2026, 7, 22), observed_at, {}, "UTC"),
    ]
    assert read.description.kind == "linkedin-page-followers"
    assert any("net" in note for note in read.description.notes)
    assert read.description.unread == ()


def test_followers_of_a_file_of_2021_have_no_invited_ones(read_text: ReadFile) -> None:
    header = [name for name in FOLLOWERS_HEADER if "invited" not in name]

    read = read_text(workbook(New_followers=[header, ["07/21/2021", 2, 4, 6]]), account="blue-oven")

    assert [fact.metrics for fact in read.facts] == [{M.FOLLOWERS_GAINED: 6}]


def test_a_total_that_runs_on_is_the_number_of_followers(read_text: ReadFile) -> None:
    rows = [["07/20/2026", 0, 3, 0, 1003], ["07/21/2026", 2, 4, 1, 1010], ["07/22/2026", 0, 0, 0, 1010]]

    read = read_text(workbook(New_followers=[FOLLOWERS_HEADER, *rows]), account="blue-oven")

    assert [fact.metrics for fact in read.facts] == [{M.FOLLOWERS: count} for count in (1003, 1010, 1010)]
    assert "read as all followers" in read.description.notes[0]


def test_a_total_that_is_neither_is_left_out(read_text: ReadFile) -> None:
    rows = [["07/20/2026", 0, 3, 0, 3], ["07/21/2026", 2, 4, 1, 90], ["07/22/2026", 0, 1, 0, 1]]

    read = read_text(workbook(New_followers=[FOLLOWERS_HEADER, *rows]), account="blue-oven")

    assert [fact.metrics for fact in read.facts] == [{M.FOLLOWERS_GAINED: 3}, {M.FOLLOWERS_GAINED: 1}]
    assert read.rejected == [
        LeftOutRow(3, "The total is '90', but its parts are 7 together: it is not clear which of them is right.")
    ]


VISITORS_HEADER = [
    "Date",
    *(
        f"{section} {what} ({device})"
        for section in ("Overview", "Life", "Jobs", "Total")
        for what in ("page views", "unique visitors")
        for device in ("desktop", "mobile", "total")
    ),
]


def test_page_views_of_a_page_are_those_of_all_its_sections(read_text: ReadFile) -> None:
    row: list[Any] = ["07/20/2026", *range(1, 25)]

    read = read_text(
        workbook(Visitor_metrics=[VISITORS_HEADER, row]), name="blue-oven_visitors_1785000000000.xls", observed_at=None
    )

    assert len(VISITORS_HEADER) == 25
    assert [row.account for row in read.rows] == [BAKERY]
    assert read.facts == [
        DaySnapshot(date(2026, 7, 20), datetime(2026, 7, 25, 17, 20, tzinfo=UTC), {M.PROFILE_VIEWS: 21}, "UTC")
    ]
    assert read.description.kind == "linkedin-page-visitors"
    unread = dict(read.description.unread)
    assert len(unread) == 23
    assert all(unread.values())
    assert unread["Total unique visitors (total)"].startswith("Distinct visitors of one day")


@pytest.mark.parametrize(
    ("header", "count", "group", "dimension"),
    [
        pytest.param("Location", "Total followers", "followers", "location", id="en-location"),
        pytest.param("Job function", "Total followers", "followers", "job_function", id="en-function"),
        pytest.param("Seniority", "Total views", "visitors", "seniority", id="en-seniority"),
        pytest.param("Industry", "Total views", "visitors", "industry", id="en-industry"),
        pytest.param("Company size", "Total followers", "followers", "company_size", id="en-size"),
        pytest.param("Nivel de responsabilidad", "Total de seguidores", "followers", "seniority", id="es"),
        pytest.param("Setor", "Total de visualizações", "visitors", "industry", id="pt"),
        pytest.param("Dimensioni dell’azienda", "Follower totali", "followers", "company_size", id="it"),
        pytest.param("Lieu", "Nombre total de vues", "visitors", "location", id="fr"),
        pytest.param("Branche", "Follower:innen insgesamt", "followers", "industry", id="de"),
        pytest.param("Bedrijfsgrootte", "Totaal aantal volgers", "followers", "company_size", id="nl"),
    ],
)
def test_audiences_of_a_page_have_their_group_and_dimension_from_the_headers(
    read_text: ReadFile, header: str, count: str, group: str, dimension: str
) -> None:
    rows: Sheet = [[header, count], ["First", 1200], ["Second", "1.300"], ["Third", ""]]

    read = read_text(workbook(Sheet1=rows), account="blue-oven")

    entries = (AudienceEntry("First", count=1200), AudienceEntry("Second", count=1300))
    breakdown = AudienceBreakdown(AudienceGroup(group), AudienceDimension(dimension), entries)
    assert read.facts == [DaySnapshot(date(2026, 10, 31), EXPORTED, {}, "UTC", (breakdown,))]
    assert read.rejected == []


def test_audience_rows_that_say_nothing_are_left_out(read_text: ReadFile) -> None:
    rows: Sheet = [["Location", "Total followers"], ["Ulm", 3], ["Ulm", 4], ["", 5], ["Bonn", "some"], ["Kiel", -1]]

    read = read_text(workbook(Location=rows), account="blue-oven")

    assert [entry.label for entry in read.facts[0].audience[0].entries] == ["Ulm"]
    assert read.rejected == [
        LeftOutRow(3, "'Ulm' comes twice; the first was kept.", LeftOut.REPEATED),
        LeftOutRow(4, "It names nobody."),
        LeftOutRow(5, "The number of people is 'some', which is no number."),
        LeftOutRow(6, "The number of people is '-1'."),
    ]


def test_an_audience_without_entries_is_no_fact(read_text: ReadFile) -> None:
    read = read_text(workbook(Location=[["Location", "Total followers"]]), account="blue-oven")

    assert read.rows == []


TOP_HEADER = ["Post URL", "Post publish date", "Engagements", "", "Post URL", "Post publish date", "Impressions"]
DISCOVERY: Sheet = [["Overall Performance", "3/1/2025 - 3/31/2025"], ["Impressions", 90], ["Members reached", "1,040"]]
CREATOR_FILE = "AggregateAnalytics_Ada Beispiel_2025-03-01_2025-03-31.xlsx"
PERIOD_END = datetime(2025, 4, 1, tzinfo=UTC)


def top_posts(*rows: Row) -> Sheet:
    return [["Maximum of 50 posts available to include in this list"], [], TOP_HEADER, *rows]


def test_name_of_a_creator_is_taken_from_the_file_and_asked_for_otherwise(read_text: ReadFile) -> None:
    content = workbook(DISCOVERY=DISCOVERY)

    read = read_text(content, name=CREATOR_FILE, observed_at=None)
    with pytest.raises(ExportQuestionError) as error:
        read_text(content, name="Content_2025-03-01_2025-03-31.xlsx")

    assert [row.account for row in read.rows] == [AccountRef(Platform.LINKEDIN, "ada beispiel", name="Ada Beispiel")]
    assert read.description.notes[1:] == (
        "The account was taken from the file's name ('Ada Beispiel'); `--account` names another.",
    )
    assert error.value.question is ExportQuestion.ACCOUNT


def test_members_reached_are_a_number_of_the_whole_period(read_text: ReadFile) -> None:
    read = read_text(workbook(DISCOVERY=[*DISCOVERY, ["Mood", 7]]), name=CREATOR_FILE, observed_at=None)

    assert read.facts == [WindowSnapshot(M.REACH, date(2025, 3, 1), date(2025, 4, 1), 1040, PERIOD_END)]
    assert read.rejected == [
        LeftOutRow(2, "It adds up the impressions of the days.", LeftOut.TOTAL),
        LeftOutRow(4, "There is no metric for 'Mood' of a whole period.", LeftOut.NO_METRIC),
    ]
    assert read.description.kind == "linkedin-creator-discovery"


@pytest.mark.parametrize(
    ("sheet", "title", "period", "label"),
    [
        pytest.param("DISCOVERY", "Overall Performance", "3/5/2025 - 4/6/2025", "Unique views", id="en"),
        pytest.param("DÉCOUVERTE", "Performance globale", "05/03/2025 - 06/04/2025", "Membres touchés", id="fr"),
        pytest.param("Descoberta", "Irgendwie", "05/03/2025 - 06/04/2025", "Usuários alcançados", id="pt"),
        pytest.param("AUFFINDBARKEIT", "Gesamtleistung", "5.3.2025 – 6.4.2025", "Erreichte Mitglieder", id="de"),
        pytest.param("DESCUBRIMIENTO", "Rendimiento general", "5/3/2025 - 6/4/2025", "Miembros alcanzados", id="es"),
        pytest.param("Scoperta", "Prestazioni generali", "05/03/2025 - 06/04/2025", "Utenti raggiunti", id="it"),
        pytest.param("Anders", "Algehele prestaties", "5-3-2025 - 6-4-2025", "Bereikte leden", id="nl"),
    ],
)
def test_period_and_reach_are_read_in_every_language(
    read_text: ReadFile, sheet: str, title: str, period: str, label: str
) -> None:
    read = read_text(workbook(**{sheet: [[title, period], [label, "12"]]}), account="ada", name="x.xlsx")

    assert read.facts == [WindowSnapshot(M.REACH, date(2025, 3, 5), date(2025, 4, 7), 12, EXPORTED)]


def test_days_of_a_creator_come_in_any_order(read_text: ReadFile) -> None:
    rows = [["Date", "Impressions", "Engagements"], ["3/18/2025", "2", "0"], ["3/2/2025", "1,300", "7"]]

    read = read_text(workbook(ENGAGEMENT=rows), name=CREATOR_FILE, observed_at=None)

    assert read.facts == [
        DaySnapshot(date(2025, 3, 18), PERIOD_END, {M.IMPRESSIONS: 2, M.PLATFORM_ENGAGEMENTS: 0}, "UTC"),
        DaySnapshot(date(2025, 3, 2), PERIOD_END, {M.IMPRESSIONS: 1300, M.PLATFORM_ENGAGEMENTS: 7}, "UTC"),
    ]
    assert read.description.kind == "linkedin-creator-days"
    assert read.description.language == "en"


@pytest.mark.parametrize(
    ("header", "language", "cell"),
    [
        pytest.param(["Date", "Impressions", "Engagements"], "en", "3/4/2025", id="en"),
        pytest.param(["Date", "Impressions", "Interactions"], "fr", "04/03/2025", id="fr"),
        pytest.param(["Fecha", "Impresiones", "Interacciones"], "es", "4/3/2025", id="es"),
        pytest.param(["Data", "Impressões", "Engajamentos"], "pt", "04/03/2025", id="pt"),
        pytest.param(["Datum", "Impressionen", "Interaktionen"], "de", "4.3.2025", id="de"),
        pytest.param(["Data", "Impressioni", "Interazioni"], "it", "04/03/2025", id="it"),
        pytest.param(["Datum", "Vertoningen", "Interacties"], "nl", "4-3-2025", id="nl"),
    ],
)
def test_days_of_a_creator_are_written_as_the_language_does(
    read_text: ReadFile, header: list[str], language: str, cell: str
) -> None:
    read = read_text(workbook(Sheet1=[header, [cell, "2", "1"]]), account="ada", name="x.xlsx")

    assert [fact.day for fact in read.facts] == [date(2025, 3, 4)]
    assert read.facts[0].metrics == {M.IMPRESSIONS: 2, M.PLATFORM_ENGAGEMENTS: 1}
    assert read.description.language == language


def test_period_in_the_name_tells_the_order_of_day_and_month(read_text: ReadFile) -> None:
    rows = [["Date", "Impressions", "Engagements"], ["04/03/2025", "2", "1"]]

    read = read_text(workbook(ENGAGEMENT=rows), name=CREATOR_FILE, observed_at=None)

    assert [fact.day for fact in read.facts] == [date(2025, 3, 4)]


def test_followers_of_a_creator_are_the_stock_above_and_the_gains_below(read_text: ReadFile) -> None:
    rows: Sheet = [
        ["Total followers on 3/31/2025:", "1,782"],
        [],
        ["Date", "New followers"],
        ["3/30/2025", 3],
        ["3/31/2025", 0],
    ]

    read = read_text(workbook(FOLLOWERS=rows), name=CREATOR_FILE, observed_at=None)

    assert read.rejected == []
    assert read.facts == [
        DaySnapshot(date(2025, 3, 30), PERIOD_END, {M.FOLLOWERS_GAINED: 3}, "UTC"),
        DaySnapshot(date(2025, 3, 31), PERIOD_END, {M.FOLLOWERS_GAINED: 0}, "UTC"),
        DaySnapshot(date(2025, 3, 31), PERIOD_END, {M.FOLLOWERS: 1782}, "UTC"),
    ]
    assert read.description.kind == "linkedin-creator-followers"


@pytest.mark.parametrize(
    ("above", "header", "cell"),
    [
        pytest.param(
            ["Nombre total d'abonnés le 04/03/2025 :", 5], ["Date", "Nouveaux abonnés"], "04/03/2025", id="fr"
        ),
        pytest.param(["Total de seguidores em 04/03/2025", "5"], ["Data", "Novos seguidores"], "04/03/2025", id="pt"),
        pytest.param(["Total de seguidores a 4/3/2025", "5"], ["Fecha", "Nuevos seguidores"], "4/3/2025", id="es"),
        pytest.param(["Follower:innen am 4.3.2025: 5"], ["Datum", "Neue Follower:innen"], "4.3.2025", id="de"),
        pytest.param(["Follower totali al 04/03/2025", "5"], ["Data", "Nuovi follower"], "04/03/2025", id="it"),
        pytest.param(["Totaal aantal volgers op 4-3-2025", 5], ["Datum", "Nieuwe volgers"], "4-3-2025", id="nl"),
    ],
)
def test_followers_of_a_creator_are_read_in_every_language(
    read_text: ReadFile, above: list[Any], header: list[str], cell: str
) -> None:
    read = read_text(workbook(Sheet1=[above, [], header, [cell, "2"]]), account="ada", name="x.xlsx")

    assert read.facts == [
        DaySnapshot(date(2025, 3, 4), EXPORTED, {M.FOLLOWERS_GAINED: 2}, "UTC"),
        DaySnapshot(date(2025, 3, 4), EXPORTED, {M.FOLLOWERS: 5}, "UTC"),
    ]


@pytest.mark.parametrize(
    "above",
    [
        pytest.param([], id="missing"),
        pytest.param([["Total followers on 3/31/2025:", "-5"]], id="damaged"),
        pytest.param([["Total followers on 3/31/2025:", "lots"]], id="a word"),
        pytest.param([["Total followers", 782]], id="without a day"),
    ],
)
def test_a_missing_number_of_followers_is_said(read_text: ReadFile, above: Sheet) -> None:
    rows = [*above, ["Date", "New followers"], ["3/30/2025", 3]]

    read = read_text(workbook(FOLLOWERS=rows), account="ada")

    assert [fact.metrics for fact in read.facts] == [{M.FOLLOWERS_GAINED: 3}]
    assert read.description.notes == (
        "The number of all followers, which stands above the days as a rule, could not be read.",
    )


EARLY, FIRST, SECOND = (datetime(2025, month, 5, 9, tzinfo=UTC) for month in (2, 3, 3))
SECOND = SECOND.replace(day=8)


def test_rankings_of_posts_side_by_side_are_brought_together(read_text: ReadFile) -> None:
    rows = top_posts(
        [link(FIRST), "3/5/2025", "14", "", link(SECOND), "3/8/2025", "1,200"],
        [link(SECOND), "3/8/2025", "9", "", link(FIRST), "3/5/2025", "800"],
        ["", "", "", "", link(NOON), "3/3/2025", "7"],
    )

    read = read_text(workbook(TOP_POSTS=rows), name=CREATOR_FILE, observed_at=None)

    assert read.rejected == []
    assert {row.account.name for row in read.rows} == {"Ada Beispiel"}
    assert read.facts == [
        PostSnapshot(urn(moment), PERIOD_END, metrics, PostDetails(moment, url=link(moment)))
        for moment, metrics in (
            (FIRST, {M.PLATFORM_ENGAGEMENTS: 14, M.IMPRESSIONS: 800}),
            (SECOND, {M.PLATFORM_ENGAGEMENTS: 9, M.IMPRESSIONS: 1200}),
            (NOON, {M.IMPRESSIONS: 7}),
        )
    ]
    assert read.description.kind == "linkedin-creator-top-posts"
    assert any("50 best posts" in note for note in read.description.notes)


def test_posts_from_before_the_period_are_left_out_once(read_text: ReadFile) -> None:
    rows = top_posts(
        [link(EARLY), "2/5/2025", 14, "", link(FIRST), "3/5/2025", 30],
        [link(FIRST), "3/5/2025", 9, "", link(EARLY), "2/5/2025", 20],
    )

    read = read_text(workbook(TOP_POSTS=rows), name=CREATOR_FILE, observed_at=None)

    assert [fact.metrics for fact in read.facts] == [{M.IMPRESSIONS: 30, M.PLATFORM_ENGAGEMENTS: 9}]
    assert read.rejected == [
        LeftOutRow(
            4,
            f"{urn(EARLY)} was published before 2025-03-01, when the period of the file begins.",
            LeftOut.OTHER_PERIOD,
        )
    ]


def test_numbers_of_a_period_are_as_of_its_end_however_late_the_export_was(read_text: ReadFile) -> None:
    rows = top_posts([link(FIRST), "3/5/2025", 14, "", link(FIRST), "3/5/2025", 30])

    read = read_text(workbook(TOP_POSTS=rows), name=CREATOR_FILE)

    assert read.description.observed_at == EXPORTED
    assert [fact.observed_at for fact in read.facts] == [PERIOD_END]


def test_period_is_found_in_the_sheet_discovery_when_the_file_was_renamed(read_text: ReadFile) -> None:
    rows = top_posts([link(FIRST), "3/5/2025", 14], [link(EARLY), "2/5/2025", 3])
    content = workbook(TOP_POSTS=rows, DISCOVERY=DISCOVERY)

    read = read_text(content, name="mine.xlsx", account="ada", observed_at=None)

    assert read.description.observed_at == PERIOD_END
    assert read.description.observed_at_from == "the file's content"
    assert [type(fact).__name__ for fact in read.facts] == ["PostSnapshot", "WindowSnapshot"]
    assert [each.cause for each in read.rejected] == [LeftOut.OTHER_PERIOD, LeftOut.TOTAL]
    assert {row.account for row in read.rows} == {ADA}


def test_numbers_of_an_unknown_period_are_no_lifetime_counters(read_text: ReadFile) -> None:
    read = read_text(csv_of(top_posts([link(FIRST), "3/5/2025", 14, "", "", "", ""])), account="ada")

    assert read.rows == []
    assert [(each.line, each.cause) for each in read.rejected] == [(4, LeftOut.OTHER_PERIOD)]
    assert "tells the period" in read.rejected[0].reason


def test_damaged_rankings_leave_the_other_half_of_the_row_alone(read_text: ReadFile) -> None:
    rows = top_posts(
        ["somewhere", "3/5/2025", 14, "", link(FIRST), "3/5/2025", 30],
        [link(SECOND), "3/8/2025", "many", "", link(SECOND), "3/8/2025", 20],
        [link(FIRST), "3/25/2025", 5, "", link(SECOND), "3/8/2025", 21],
    )

    read = read_text(workbook(TOP_POSTS=rows), name=CREATOR_FILE, observed_at=None)

    assert [fact.metrics for fact in read.facts] == [
        {M.IMPRESSIONS: 30, M.PLATFORM_ENGAGEMENTS: 5},
        {M.IMPRESSIONS: 20},
    ]
    assert read.rejected == [
        LeftOutRow(4, "'somewhere' is no link to a post of LinkedIn."),
        LeftOutRow(5, "'Engagements' is 'many', which is no number."),
        LeftOutRow(6, f"{urn(SECOND)} comes twice; the first was kept.", LeftOut.REPEATED),
    ]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        pytest.param(["URL du post", "Date de publication du post", "Interactions"], "05/03/2025", id="fr"),
        pytest.param(["URL de la publicación", "Fecha de publicación", "Interacciones"], "5/3/2025", id="es"),
        pytest.param(["URL da publicação", "Data de publicação", "Engajamentos"], "05/03/2025", id="pt"),
        pytest.param(["Beitrags-URL", "Veröffentlichungsdatum", "Interaktionen"], "5.3.2025", id="de"),
        pytest.param(["URL del post", "Data di pubblicazione del post", "Interazioni"], "05/03/2025", id="it"),
        pytest.param(["URL van bijdrage", "Onbekend", "Interacties"], "5-3-2025", id="nl"),
    ],
)
def test_rankings_are_read_in_every_language(read_text: ReadFile, header: list[str], cell: str) -> None:
    content = workbook(Sheet1=[header, [link(FIRST), cell, "14"]])

    read = read_text(content, name=CREATOR_FILE, observed_at=None)

    assert [fact.metrics for fact in read.facts] == [{M.PLATFORM_ENGAGEMENTS: 14}]
    assert [fact.details.posted_at for fact in read.facts] == [FIRST]


DEMOGRAPHICS_HEADER = ["Top Demographics", "Value", "Percentage"]


@pytest.mark.parametrize(
    ("sheet", "kind", "group"),
    [
        pytest.param("DEMOGRAPHICS", "linkedin-creator-audience", "followers", id="until 2025"),
        pytest.param("AUDIENCE DEMOGRAPHICS", "linkedin-creator-audience", "followers", id="audience"),
        pytest.param("CONTENT DEMOGRAPHICS", "linkedin-creator-content-audience", "viewers", id="content"),
        pytest.param("Dados demográficos do público", "linkedin-creator-audience", "followers", id="pt audience"),
        pytest.param("Dados demográf. do conteúdo", "linkedin-creator-content-audience", "viewers", id="pt content"),
    ],
)
def test_demographics_are_of_the_followers_or_of_those_who_see_the_content(
    read_text: ReadFile, sheet: str, kind: str, group: str
) -> None:
    rows: Sheet = [
        DEMOGRAPHICS_HEADER,
        ["Job titles", "Baker", 0.127],
        ["Job titles", "Miller", "2%"],
        ["Companies", "Blue Oven", "< 1%"],
        ["Shoe size", "43", "5%"],
        ["Location", "Ulm", ""],
    ]

    read = read_text(workbook(**{sheet: rows}), name=f"Content_{CREATOR_FILE[-26:]}", account="ada", observed_at=None)

    assert read.description.kind == kind
    titles = (AudienceEntry("Baker", 0.127), AudienceEntry("Miller", 0.02))
    assert read.facts == [
        DaySnapshot(
            date(2025, 3, 31),
            PERIOD_END,
            {},
            "UTC",
            (
                AudienceBreakdown(AudienceGroup(group), AudienceDimension.JOB_TITLE, titles),
                AudienceBreakdown(
                    AudienceGroup(group), AudienceDimension.COMPANY, (AudienceEntry("Blue Oven", below=0.01),)
                ),
            ),
        )
    ]
    assert read.rejected == [LeftOutRow(5, "Nobody knows the dimension 'Shoe size'.", LeftOut.NO_METRIC)]


@pytest.mark.parametrize(
    ("header", "dimension", "share"),
    [
        pytest.param(["Valeur", "Pourcentage"], "Intitulés de poste", "Moins de 1 %", id="fr"),
        pytest.param(["Valor", "Porcentaje"], "Cargo", "Menos del 1 %", id="es"),
        pytest.param(["Valor", "Porcentagem"], "Cargo", "menos de 1%", id="pt"),
        pytest.param(["Wert", "Prozentsatz"], "Stellenbezeichnung", "< 1\u00a0%", id="de"),
        pytest.param(["Valore", "Percentuale"], "Qualifica", "Meno dell'1%", id="it"),
        pytest.param(["Waarde", "Percentage"], "Functietitel", "Minder dan 1%", id="nl"),
    ],
)
def test_demographics_are_read_in_every_language(
    read_text: ReadFile, header: list[str], dimension: str, share: str
) -> None:
    rows = [["Irgendwas", *header], [dimension, "A", "12,5\u00a0%"], [dimension, "B", share]]

    read = read_text(workbook(Sheet1=rows), account="ada", name="x.xlsx")

    entries = (AudienceEntry("A", 0.125), AudienceEntry("B", below=0.01))
    assert [fact.audience for fact in read.facts] == [
        (AudienceBreakdown(AudienceGroup.FOLLOWERS, AudienceDimension.JOB_TITLE, entries),)
    ]


@pytest.mark.parametrize("share", ["-3%", "150%", "half"])
def test_shares_that_are_none_are_left_out(read_text: ReadFile, share: str) -> None:
    rows = [DEMOGRAPHICS_HEADER, ["Seniority", "Owner", share]]

    read = read_text(workbook(DEMOGRAPHICS=rows), account="ada")

    assert read.rows == []
    assert read.rejected == [LeftOutRow(2, f"The share is {share!r}, which is none.")]


PAGE_HEADERS = {
    "es": (
        ["Fecha", "Impresiones (totales)", "Impresiones únicas (orgánicas)", "Clics (Totales)", "Reacciones (total)"],
        ["Comentarios (totales)", "Veces compartido (total)"],
        ["Título de la publicación", "Enlace de la publicación", "Tipo de publicación", "Fecha de creación"],
        ["Impresiones", "Visualizaciones", "Clics", "Recomendaciones", "Comentarios", "Veces compartido", "Seguidores"],
        ["Fecha", "Seguidores patrocinados", "Seguidores generales", "Total de seguidores"],
        ["Fecha", "Total de visualizaciones de la página (total)"],
    ),
    "pt": (
        ["Data", "Impressões (total)", "Impressões únicas (orgânicas)", "Cliques (total)", "Reações (total)"],
        ["Comentários (total)", "Compartilhamentos (total)"],
        ["Título da publicação", "Link da publicação", "Tipo de publicação", "Criação"],
        ["Impressões", "Visualizações", "Cliques", "Gostaram", "Comentários", "Compartilhamentos", "Seguidores"],
        ["Data", "Seguidores patrocinados", "Seguidores orgânicos", "Total de seguidores"],
        ["Data", "Total de visualizações da página (total)"],
    ),
    "it": (
        ["Data", "Impressioni (totale)", "Impressioni uniche (organiche)", "Clic (totale)", "Reazioni (totale)"],
        ["Commenti (totale)", "Diffusioni post (totali)"],
        ["Titolo del post", "Link del post", "Tipo di post", "Data di creazione"],
        ["Impressioni", "Visualizzazioni", "Clic", "Reazioni", "Commenti", "Diffusioni post", "Nuovi follower"],
        ["Data", "Follower sponsorizzati", "Follower organici", "Follower totali"],
        ["Data", "Totale visualizzazioni della pagina (totale)"],
    ),
    "fr": (
        ["Date", "Impressions (total)", "Impressions uniques (organiques)", "Clics (total)", "Réactions (total)"],
        ["Commentaires (total)", "Republications (total)"],
        ["Titre du post", "Lien du post", "Type de post", "Date de création"],
        ["Impressions", "Vues", "Clics", "J’aime", "Commentaires", "Republications", "Abonnements"],
        ["Date", "Abonnés sponsorisés", "Abonnés organiques", "Nombre total d’abonnés"],
        ["Date", "Nombre total de vues de la page (total)"],
    ),
    "de": (
        ["Datum", "Impressionen (gesamt)", "Eindeutige Impressionen (organisch)", "Klicks (gesamt)"],
        ["Reaktionen (gesamt)", "Kommentare (gesamt)", "Reposts (gesamt)"],
        ["Titel des Beitrags", "Link zum Beitrag", "Beitragstyp", "Erstellungsdatum"],
        ["Impressionen", "Aufrufe", "Klicks", "Reaktionen", "Kommentare", "Reposts", "Follower:innen"],
        ["Datum", "Gesponserte Follower", "Organische Follower", "Follower insgesamt"],
        ["Datum", "Seitenaufrufe insgesamt (gesamt)"],
    ),
    "nl": (
        ["Datum", "Weergaven (totaal)", "Unieke weergaven (organisch)", "Klikken (totaal)", "Waarderingen (totaal)"],
        ["Commentaren (totaal)", "Reposts (totaal)"],
        ["Titel van bijdrage", "Link naar bijdrage", "Type bijdrage", "Aanmaakdatum"],
        ["Vertoningen", "Weergaven", "Klikken", "Interessant", "Commentaren", "Reposts", "Volgers"],
        ["Datum", "Gesponsorde volgers", "Organische volgers", "Totaal aantal volgers"],
        ["Datum", "Totaal aantal paginaweergaven (totaal)"],
    ),
}


@pytest.mark.parametrize("language", PAGE_HEADERS)
def test_workbooks_of_a_page_are_read_in_every_language(read_text: ReadFile, language: str) -> None:
    days, more_days, posts, counters, followers, visitors = PAGE_HEADERS[language]
    content = workbook(
        A=[[*days, *more_days], ["03/04/2025", 1, 2, 3, 4, 5, 6]],
        B=[[*posts, *counters], ["Hi", link(NOON), "", "03/03/2025", 1, 2, 3, 4, 5, 6, 7]],
        C=[followers, ["03/04/2025", 1, 2, 3]],
        D=[visitors, ["03/04/2025", 8]],
    )

    read = read_text(content, name="blue-oven_content_1785000000000.xls")

    assert read.rejected == []
    assert [fact.metrics for fact in read.facts] == [
        one_day(impressions=1, reach=2, clicks=3, likes=4, comments=5, shares=6),
        one_day(impressions=1, video_views=2, clicks=3, likes=4, comments=5, shares=6, followers_gained=7),
        one_day(followers_gained=3),
        one_day(profile_views=8),
    ]
    assert [fact.day for fact in read.facts if isinstance(fact, DaySnapshot)] == [date(2025, 3, 4)] * 3
    assert read.description.language == language


def test_all_sheets_of_a_creators_workbook_are_parts(tmp_path: Path) -> None:
    path = tmp_path / CREATOR_FILE
    path.write_bytes(
        workbook(
            DISCOVERY=DISCOVERY,
            ENGAGEMENT=[["Date", "Impressions", "Engagements"], ["3/18/2025", 2, 0]],
            TOP_POSTS=top_posts([link(FIRST), "3/5/2025", 14, "", link(FIRST), "3/5/2025", 30]),
            FOLLOWERS=[["Total followers on 3/31/2025:", 5], [], ["Date", "New followers"], ["3/30/2025", 3]],
            AUDIENCE_DEMOGRAPHICS=[DEMOGRAPHICS_HEADER, ["Company", "Blue Oven", "2%"]],
            CONTENT_DEMOGRAPHICS=[DEMOGRAPHICS_HEADER, ["Company", "Blue Oven", "3%"]],
        )
    )

    opened = NativeExports().open(path, ImportOptions(time_zone="UTC"))

    assert opened.ignored == ()
    assert [(part.description.part, part.description.kind) for part in opened.parts] == [
        ("DISCOVERY", "linkedin-creator-discovery"),
        ("ENGAGEMENT", "linkedin-creator-days"),
        ("TOP POSTS", "linkedin-creator-top-posts"),
        ("FOLLOWERS", "linkedin-creator-followers"),
        ("AUDIENCE DEMOGRAPHICS", "linkedin-creator-audience"),
        ("CONTENT DEMOGRAPHICS", "linkedin-creator-content-audience"),
    ]
    assert len([row for row in opened.rows() if isinstance(row, ImportedRow)]) == 7


def in_klingon(header: Sequence[str], **known: str) -> list[str]:
    """Names that nobody knows, but for those of some columns."""
    return [known.get(f"_{place}", f"tlh {chr(97 + place)}") for place in range(len(header))]


def test_files_of_a_page_in_an_unknown_language_are_read_by_the_order_of_their_columns(read_text: ReadFile) -> None:
    content = workbook(
        A=[["jabbI'ID"], in_klingon(METRICS_HEADER), METRICS_ROW], B=[in_klingon(POSTS_HEADER), post_row()]
    )
    visitors: Row = ["07/20/2026", 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 0, 0, 0, 1, 6, 7, 1, 5, 6]

    read = read_text(content, name="blue-oven_content_1785000000000.xls")
    followers = read_text(
        workbook(A=[in_klingon(FOLLOWERS_HEADER), ["07/20/2026", 1, 2, 3, 6]]),
        name="blue-oven_followers_1785000000000.xls",
    )
    viewed = read_text(workbook(A=[in_klingon(VISITORS_HEADER), visitors]), name="blue-oven_visitors_1785000000000.xls")

    assert [*read.rejected, *followers.rejected, *viewed.rejected] == []
    assert [fact.metrics for fact in (*read.facts, *followers.facts, *viewed.facts)] == [
        one_day(impressions=20, reach=10, clicks=3, likes=4, comments=1, shares=2),
        one_day(impressions=26, video_views=9, clicks=2, likes=-1, comments=3, shares=4, followers_gained=5),
        one_day(followers_gained=6),
        one_day(profile_views=7),
    ]
    assert read.facts[1].details == PostDetails(NOON, ContentType.VIDEO, "Warm bread #Bread", link(NOON), ("bread",))
    for each in (read, followers, viewed):
        assert any("by their order" in note for note in each.description.notes)


def test_a_language_of_which_some_names_are_known_is_completed_by_the_order(read_text: ReadFile) -> None:
    header = in_klingon(METRICS_HEADER, _0="Datum", _3="Impressionen (gesamt)", _7="Klicks (gesamt)")

    read = read_text(workbook(A=[header, METRICS_ROW]), name="blue-oven_content_1785000000000.xls")

    assert read.facts[0].metrics == one_day(impressions=20, reach=10, clicks=3, likes=4, comments=1, shares=2)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(
            [name.replace("Reactions (total)", "Applause (total)") for name in METRICS_HEADER], id="English is known"
        ),
        pytest.param(
            in_klingon(METRICS_HEADER, _0="Datum", _3="Impressionen (gesamt)", _6="Klicks (gesamt)"), id="other order"
        ),
    ],
)
def test_the_order_is_not_trusted_where_names_speak_against_it(read_text: ReadFile, header: list[str]) -> None:
    read = read_text(workbook(A=[header, METRICS_ROW]), name="blue-oven_content_1785000000000.xls")

    assert M.LIKES not in read.facts[0].metrics
    assert read.facts[0].metrics[M.IMPRESSIONS] == 20
    assert not any("by their order" in note for note in read.description.notes)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        pytest.param("march.xls", METRICS_ROW, id="name of the file"),
        pytest.param("a_content_1785000000000.xls", [*METRICS_ROW[:3], 21, *METRICS_ROW[4:]], id="sum"),
        pytest.param("a_content_1785000000000.xls", ["tomorrow", *METRICS_ROW[1:]], id="day"),
        pytest.param("a_content_1785000000000.xls", METRICS_ROW[:19], id="width"),
    ],
)
def test_an_order_that_does_not_fit_is_refused(read_text: ReadFile, name: str, row: Row) -> None:
    with pytest.raises(UnreadableExportError):
        read_text(workbook(A=[in_klingon(METRICS_HEADER[: len(row)]), row]), name=name, account="a")


def test_a_blank_number_of_members_is_no_fact(read_text: ReadFile) -> None:
    read = read_text(workbook(DISCOVERY=[DISCOVERY[0], ["Members reached", "-"]]), name=CREATOR_FILE)

    assert read.rows == []
    assert read.rejected == [LeftOutRow(2, "'Members reached' is blank.", LeftOut.NO_METRIC)]


@pytest.mark.parametrize("name", ["Content_2025-13-01_2025-13-31.xlsx", "Content_2025-03-31_2025-03-01.xlsx"])
def test_a_period_in_the_name_that_is_none_does_not_count(read_text: ReadFile, name: str) -> None:
    rows = top_posts([link(FIRST), "3/5/2025", 14])

    read = read_text(workbook(TOP_POSTS=rows, DISCOVERY=DISCOVERY), name=name, account="ada")

    assert [fact.observed_at for fact in read.facts if isinstance(fact, PostSnapshot)] == [PERIOD_END]


def test_an_impossible_period_is_none(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError):
        read_text(workbook(DISCOVERY=[["Overall Performance", "3/41/2025 - 4/45/2025"]]), account="ada")


def test_a_damaged_part_of_new_followers_leaves_the_total_standing(read_text: ReadFile) -> None:
    read = read_text(workbook(A=[FOLLOWERS_HEADER, ["07/20/2026", "x", 4, 1, 7]]), account="blue-oven")

    assert [fact.metrics for fact in read.facts] == [{M.FOLLOWERS_GAINED: 7}]
