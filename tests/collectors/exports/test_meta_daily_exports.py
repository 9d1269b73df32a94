"""Daily tables and audiences of the Meta Business Suite."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from collectors.exports.meta.daily_titles import NO_METRIC, TITLES, metric_of, platform_of, why_no_metric
from collectors.exports.registry import NativeExports
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportQuestion, ImportedRow, ImportOptions, LeftOut
from domain.metrics import CATALOG, Subject
from domain.metrics import MetricKey as M
from domain.observations import DaySnapshot
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)
ADA = AccountRef(Platform.FACEBOOK, "ada", "ada")


def daily(title: str, *rows: tuple[str, str], header: str = '"Date","Primary"') -> str:
    lines = [f'"{title}"', header, *(f'"{day}","{value}"' for day, value in rows)]
    return "sep=,\n" + "\n".join(lines) + "\n"


def utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


FIRST, SECOND = ("2026-08-22T00:00:00", "3"), ("2026-08-23T00:00:00", "1,204")


def test_one_table_gives_its_metric_on_each_day(read_text: ReadFile) -> None:
    read = read_text(utf16(daily("Facebook follows", FIRST, SECOND)), account="ada")

    assert read.rejected == []
    assert read.description.kind == "meta-daily"
    assert read.description.part == "Facebook follows"
    assert read.description.form == "utf-16 text with commas"
    assert [(row.line, row.account, row.fact) for row in read.rows] == [
        (4, ADA, DaySnapshot(date(2026, 8, 22), EXPORTED, {M.FOLLOWERS_GAINED: 3})),
        (5, ADA, DaySnapshot(date(2026, 8, 23), EXPORTED, {M.FOLLOWERS_GAINED: 1204})),
    ]
    assert read.description.notes == (
        "The table 'Facebook follows' was read as followers_gained of each day.",
        "The file does not say in which time zone Meta cut the days; `--time-zone` says it. The newest day may have "
        "been incomplete when the file was exported; a later export completes it.",
    )


def test_a_zone_that_the_person_gives_is_that_of_the_days(read_text: ReadFile) -> None:
    read = read_text(daily("Facebook follows", FIRST), account="ada", time_zone="America/Chicago", time_zone_given=True)

    assert read.facts[0].day_zone == "America/Chicago"


def test_an_export_has_the_date_of_the_file(tmp_path: Path, read_file: ReadFile) -> None:
    path = tmp_path / "Views.csv"
    path.write_bytes(utf16(daily("Facebook visits", FIRST)))

    description = read_file(path, account="ada", observed_at=None).description

    assert description.observed_at_from == "the file's modification time"


@pytest.mark.parametrize(
    ("title", "platform", "metric"),
    [
        ("Facebook visits", Platform.FACEBOOK, M.PROFILE_VIEWS),
        ("Page visits", Platform.FACEBOOK, M.PROFILE_VIEWS),
        ("Facebook Page visits", Platform.FACEBOOK, M.PROFILE_VIEWS),
        ("Instagram profile visits", Platform.INSTAGRAM, M.PROFILE_VIEWS),
        ("Instagram follows", Platform.INSTAGRAM, M.FOLLOWERS_GAINED),
        ("New Instagram followers", Platform.INSTAGRAM, M.FOLLOWERS_GAINED),
        ("Facebook unfollows", Platform.FACEBOOK, M.FOLLOWERS_LOST),
        ("Facebook reach", Platform.FACEBOOK, M.REACH),
        ("Facebook impressions", Platform.FACEBOOK, M.IMPRESSIONS),
        ("Facebook 3-second views", Platform.FACEBOOK, M.VIDEO_VIEWS),
        ("Alcance no Facebook", Platform.FACEBOOK, M.REACH),
        ("Alcance do Instagram", Platform.INSTAGRAM, M.REACH),
        ("Visitas ao Facebook", Platform.FACEBOOK, M.PROFILE_VIEWS),
        ("Visitas ao perfil do Instagram", Platform.INSTAGRAM, M.PROFILE_VIEWS),
        ("Visitas al perfil de Instagram", Platform.INSTAGRAM, M.PROFILE_VIEWS),
        ("Facebook-Besuche", Platform.FACEBOOK, M.PROFILE_VIEWS),
        ("Instagram-Follows", Platform.INSTAGRAM, M.FOLLOWERS_GAINED),
        ("Couverture sur Facebook", Platform.FACEBOOK, M.REACH),
    ],
)
def test_a_title_may_name_its_platform(read_text: ReadFile, title: str, platform: Platform, metric: M) -> None:
    read = read_text(daily(title, FIRST), account="ada")

    assert [(row.account.platform, dict(row.fact.metrics)) for row in read.rows] == [(platform, {metric: 3})]


@pytest.mark.parametrize(
    ("title", "metric"),
    [
        ("Views", M.VIEWS),
        ("Viewers", M.REACH),
        ("Reach", M.REACH),
        ("Content interactions", M.PLATFORM_ENGAGEMENTS),
        ("Visualizaciones", M.VIEWS),
        ("Interacciones con el contenido", M.PLATFORM_ENGAGEMENTS),
        ("Interações com o conteúdo", M.PLATFORM_ENGAGEMENTS),
        ("Aufrufe", M.VIEWS),
        ("Content-Interaktionen", M.PLATFORM_ENGAGEMENTS),
        ("Vues", M.VIEWS),
    ],
)
def test_where_the_title_names_no_platform_the_person_does(read_text: ReadFile, title: str, metric: M) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(daily(title, FIRST), account="ada")
    read = read_text(daily(title, FIRST), account="ada", platform=Platform.INSTAGRAM)

    assert (asked.value.question, asked.value.choices) == (ExportQuestion.PLATFORM, ("facebook", "instagram"))
    assert read.rows[0].account == AccountRef(Platform.INSTAGRAM, "ada", "ada")
    assert read.facts[0].metrics == {metric: 3}


def test_the_account_is_asked_for(read_text: ReadFile) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(daily("Facebook visits", FIRST))

    assert asked.value.question is ExportQuestion.ACCOUNT


def test_another_platform_than_the_two_is_refused(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="is of Facebook or of Instagram, not of X"):
        read_text(daily("Views", FIRST), account="ada", platform=Platform.X)


def test_an_unknown_title_is_refused_by_name(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="a daily table with the title 'Holograms', which nobody knows"):
        read_text(daily("Holograms", FIRST), account="ada")


@pytest.mark.parametrize("title", ["Facebook link clicks", "Instagram link clicks", "Cliques no link", "Net follows"])
def test_tables_of_no_metric_are_left_out_with_the_reason(read_text: ReadFile, title: str) -> None:
    read = read_text(daily(title, FIRST, SECOND))

    assert read.rows == []
    assert [each.cause for each in read.rejected] == [LeftOut.NO_METRIC] * 2


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ('"Fecha","Primary"', "en"),
        ('"Fecha","Principal"', "es"),
        ('"Datum","Primär"', "de"),
        ('"Data","Primário"', "pt"),
        ('"Date","Primaire"', "fr"),
    ],
)
def test_headers_in_other_languages(read_text: ReadFile, header: str, language: str) -> None:
    read = read_text(daily("Facebook reach", FIRST, header=header), account="ada")

    assert read.facts == [DaySnapshot(date(2026, 8, 22), EXPORTED, {M.REACH: 3})]
    assert read.description.language == language


def test_the_period_to_compare_with_is_not_read(read_text: ReadFile) -> None:
    text = 'sep=,\n"Facebook reach"\n"Date","Primary","Secondary"\n"2026-08-22T00:00:00","3","999"\n'

    read = read_text(text, account="ada")

    assert read.facts == [DaySnapshot(date(2026, 8, 22), EXPORTED, {M.REACH: 3})]
    assert read.description.unread == (
        ("Secondary", "of another period, to compare with: these are not numbers of the days in the rows"),
    )


@pytest.mark.parametrize(
    ("day", "value", "cause", "reason"),
    [
        ("Total", "9", LeftOut.TOTAL, "It adds up the other rows."),
        ("22/08/2026", "9", LeftOut.UNREADABLE, "The date '22/08/2026' cannot be read as YYYY-MM-DD."),
        ("1970-01-01T00:00:00", "9", LeftOut.UNREADABLE, "The date 1970-01-01 lies before the year 2000."),
        ("2026-08-24T00:00:00", "many", LeftOut.UNREADABLE, "'Primary' is 'many', which is no number."),
        ("2026-08-24T00:00:00", "-4", LeftOut.UNREADABLE, "'Primary' is '-4'; it cannot be negative."),
        ("2026-08-24T00:00:00", "--", LeftOut.NO_METRIC, "There is no value for 2026-08-24."),
        ("2026-12-24T00:00:00", "9", LeftOut.AFTER_EXPORT, "The day lies after the export date"),
        ("2026-08-22T00:00:00", "9", LeftOut.REPEATED, "Lines 4 and 5 are about the same but differ"),
    ],
)
def test_rows_that_are_no_days_are_left_out(
    read_text: ReadFile, day: str, value: str, cause: LeftOut, reason: str
) -> None:
    read = read_text(daily("Facebook reach", FIRST, (day, value)), account="ada")

    assert [fact.metrics for fact in read.facts] == [{M.REACH: 3}]
    assert [each.cause for each in read.rejected] == [cause]
    assert read.rejected[0].reason.startswith(reason)


def test_tables_of_one_account_may_be_stacked(read_text: ReadFile) -> None:
    text = daily("Facebook follows", FIRST) + "\n" + daily("Views", SECOND).removeprefix("sep=,\n")

    read = read_text(utf16(text), account="ada", platform=Platform.FACEBOOK)

    assert read.rejected == []
    assert [(row.line, row.fact.metrics) for row in read.rows] == [(4, {M.FOLLOWERS_GAINED: 3}), (8, {M.VIEWS: 1204})]


def test_of_tables_of_both_platforms_only_those_of_the_named_one_are_read(read_text: ReadFile) -> None:
    text = daily("Alcance no Facebook", FIRST) + "\n" + daily("Alcance do Instagram", SECOND).removeprefix("sep=,\n")

    with pytest.raises(ExportQuestionError, match="has tables of Facebook and of Instagram") as asked:
        read_text(text, account="ada")
    read = read_text(text, account="ada", platform=Platform.INSTAGRAM)

    assert asked.value.question is ExportQuestion.PLATFORM
    assert [(row.account.platform, row.fact.metrics) for row in read.rows] == [(Platform.INSTAGRAM, {M.REACH: 1204})]
    assert [(each.line, each.cause) for each in read.rejected] == [(4, LeftOut.OTHER_ACCOUNT)]


def test_an_italian_title_means_two_things_and_it_is_said_which_was_taken(read_text: ReadFile) -> None:
    read = read_text(daily("Visualizzazioni", FIRST), account="ada", platform=Platform.INSTAGRAM)

    assert read.facts[0].metrics == {M.VIEWS: 3}
    assert any("In Italian" in note for note in read.description.notes)


def test_a_table_without_a_title_is_known_by_the_name_of_the_file(read_text: ReadFile) -> None:
    read = read_text('"Date","Primary"\n"2026-08-22","3"\n', name="Facebook visits.csv", account="ada")

    assert read.facts == [DaySnapshot(date(2026, 8, 22), EXPORTED, {M.PROFILE_VIEWS: 3})]


def sheet(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet of texts."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006"
    entries = {
        "[Content_Types].xml": f'<Types xmlns="{packed}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r1" '
        f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{links}"><sheets><sheet name="Hoja1" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r1" '
        f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return file.getvalue()


def test_a_table_that_was_saved_as_a_workbook_is_read(read_text: ReadFile) -> None:
    rows = [["sep="], ["Visitas a Facebook"], ["Fecha", "Primary"], list(FIRST)]

    read = read_text(sheet(rows), name="visitas.xlsx", account="ada")

    assert read.facts == [DaySnapshot(date(2026, 8, 22), EXPORTED, {M.PROFILE_VIEWS: 3})]


def test_every_title_means_one_thing() -> None:
    for metric, names in TITLES.items():
        assert {metric_of(name) for name in chain.from_iterable(names.names.values())} == {metric}
        assert {why_no_metric(name) for name in chain.from_iterable(names.names.values())} == {None}
    for names, why in NO_METRIC:
        assert {metric_of(name) for name in chain.from_iterable(names.names.values())} == {None}
        assert {why_no_metric(name) for name in chain.from_iterable(names.names.values())} == {why}


def test_every_metric_of_a_title_is_one_of_days() -> None:
    assert [metric for metric in TITLES if Subject.DAY not in CATALOG[metric].subjects] == []


def test_a_title_without_a_platform_names_none() -> None:
    assert [platform_of(title) for title in ("Views", "Reach", "Visitas al perfil")] == [None, None, None]


AUDIENCE = (
    'sep=,\n"Age & gender"\n"","Women","Men"\n"18-24","3.8","1.1"\n"65+","25.4","69.7"\n\n'
    '"Top cities"\n"Linz, Austria","Graz, Austria","Ulm, Germany"\n"8.4","3.7","0.5"\n\n'
    '"Top countries"\n"Austria","Germany"\n"95.7","< 1"\n\n'
    '"Top pages"\n"Zoo","Museum"\n"0.7","0.2"\n'
)


def followers_by(dimension: AudienceDimension, *entries: tuple[str, float]) -> AudienceBreakdown:
    return AudienceBreakdown(
        AudienceGroup.FOLLOWERS, dimension, tuple(AudienceEntry(label, share) for label, share in entries)
    )


AGES = followers_by(
    AudienceDimension.AGE_AND_GENDER,
    *(("Women, 18-24", 0.038), ("Men, 18-24", 0.011), ("Women, 65+", 0.254), ("Men, 65+", 0.697)),
)
CITIES = followers_by(
    AudienceDimension.CITY, ("Linz, Austria", 0.084), ("Graz, Austria", 0.037), ("Ulm, Germany", 0.005)
)


def audiences(facts: Sequence[DaySnapshot]) -> list[AudienceBreakdown]:
    return [breakdown for fact in facts for breakdown in fact.audience]


def test_an_audience_has_a_breakdown_for_each_block(tmp_path: Path) -> None:
    path = tmp_path / "Audience.csv"
    path.write_bytes(utf16(AUDIENCE))
    options = ImportOptions("UTC", platform=Platform.INSTAGRAM, account="ada", observed_at=EXPORTED)

    file = NativeExports().open(path, options)
    rows = list(file.rows())

    assert [(part.description.kind, part.description.part, part.description.language) for part in file.parts] == [
        ("meta-audience-ages", "Age & gender", "en"),
        ("meta-audience-cities", "Top cities", "en"),
        ("meta-audience-countries", "Top countries", "en"),
        ("meta-audience-pages", "Top pages", "en"),
    ]
    assert [part.description.unread for part in file.parts] == [()] * 4
    facts = [row.fact for row in rows if isinstance(row, ImportedRow)]
    assert {row.account for row in rows if isinstance(row, ImportedRow)} == {
        AccountRef(Platform.INSTAGRAM, "ada", "ada")
    }
    assert facts == [
        DaySnapshot(date(2026, 11, 1), EXPORTED, {}, None, (breakdown,))
        for breakdown in (
            AGES,
            CITIES,
            AudienceBreakdown(
                AudienceGroup.FOLLOWERS,
                AudienceDimension.COUNTRY,
                (AudienceEntry("Austria", 0.957), AudienceEntry("Germany", below=0.01)),
            ),
            followers_by(AudienceDimension.PAGE, ("Zoo", 0.007), ("Museum", 0.002)),
        )
    ]


def test_a_block_of_followers_says_the_platform_and_how_many_there_are(read_text: ReadFile) -> None:
    read = read_text(AUDIENCE.replace("sep=,\n", 'sep=,\n"Facebook followers"\n"2,345"\n\n'), account="ada")

    assert read.rejected == []
    assert {row.account for row in read.rows} == {ADA}
    assert [fact.metrics for fact in read.facts] == [{M.FOLLOWERS: 2345}, {}, {}, {}]


def test_a_header_without_a_cell_above_the_ages_gives_the_same_breakdown(read_text: ReadFile) -> None:
    read = read_text(AUDIENCE.replace('"","Women"', '"Women"'), platform=Platform.FACEBOOK, account="ada")

    assert audiences(read.facts)[0] == AGES


def test_shares_may_say_that_they_are_percentages_or_be_fractions(read_text: ReadFile) -> None:
    said = AUDIENCE.replace('"8.4","3.7","0.5"', '"8.4%","3.7%","0.5%"')
    fractions = (
        '"Age & gender"\n"Age","Women","Men"\n"18-24","0.038","0.011"\n"65+","0.254","0.697"\n\n'
        '"Top cities"\n"Linz, Austria","Graz, Austria","Ulm, Germany"\n"0.084","0.037","0.005"\n'
    )

    for text in (said, fractions):
        read = read_text(text, platform=Platform.FACEBOOK, account="ada")
        assert audiences(read.facts)[:2] == [AGES, CITIES]


def test_places_may_be_rows_of_a_label_and_a_share(read_text: ReadFile) -> None:
    text = '"Top cities"\n"City","Share"\n"Linz, Austria","8,4%"\n"Graz, Austria","3,7%"\n"Ulm, Germany","0,5%"\n'

    read = read_text(text, platform=Platform.FACEBOOK, account="ada")

    assert audiences(read.facts) == [CITIES]


def test_shares_that_are_none_and_second_rows_are_left_out(read_text: ReadFile) -> None:
    text = (
        '"Top cities"\n"Linz","Graz"\n"-","8.4"\n"1.0","2.0"\n\n'
        '"Age & gender"\n"","Women","Men"\n"18-24","130","4.0"\n"All","1","2"\n"65+","3.0","4.0"\n'
    )

    read = read_text(text, platform=Platform.FACEBOOK, account="ada")

    assert audiences(read.facts) == [
        followers_by(AudienceDimension.CITY, ("Graz", 0.084)),
        followers_by(AudienceDimension.AGE_AND_GENDER, ("Women, 65+", 0.03), ("Men, 65+", 0.04)),
    ]
    assert [(each.line, each.reason) for each in read.rejected] == [
        (4, "There was a row of shares before."),
        (8, "The share of 'Women, 18-24' is '130', which is none."),
        (9, "'All' is no range of ages."),
    ]


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("pt", ("Faixa etária e gênero", "Mulheres", "Homens", "Principais cidades")),
        ("es", ("Edad y sexo", "Mujeres", "Hombres", "Principales ciudades")),
        ("de", ("Alter und Geschlecht", "Frauen", "Männer", "Top-Städte")),
        ("fr", ("Âge et genre", "Femmes", "Hommes", "Principales villes")),
        ("it", ("Età e genere", "Donne", "Uomini", "Principali città")),
    ],
)
def test_audiences_in_other_languages(read_text: ReadFile, language: str, titles: tuple[str, ...]) -> None:
    ages, women, men, cities = titles
    text = f'sep=,\n"{ages}"\n"","{women}","{men}"\n"18-24","3.8","1.1"\n\n"{cities}"\n"Linz","Graz"\n"8.4","3.7"\n'

    read = read_text(utf16(text), platform=Platform.INSTAGRAM, account="ada")

    assert read.rejected == []
    assert read.description.language == language
    assert audiences(read.facts) == [
        followers_by(AudienceDimension.AGE_AND_GENDER, (f"{women}, 18-24", 0.038), (f"{men}, 18-24", 0.011)),
        followers_by(AudienceDimension.CITY, ("Linz", 0.084), ("Graz", 0.037)),
    ]


@pytest.mark.parametrize(
    ("options", "question"),
    [
        ({"account": "ada"}, ExportQuestion.PLATFORM),
        ({"platform": Platform.INSTAGRAM}, ExportQuestion.ACCOUNT),
    ],
)
def test_whose_audience_it_is_has_to_be_said(
    read_text: ReadFile, options: dict[str, Any], question: ExportQuestion
) -> None:
    with pytest.raises(ExportQuestionError) as asked:
        read_text(AUDIENCE, **options)

    assert asked.value.question is question


def test_many_tables_below_each_other_are_found_however_long_the_file_is(tmp_path: Path) -> None:
    titles = ("Views", "Viewers", "Content interactions", "Facebook visits", "Facebook follows")
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(365)]
    text = "sep=,\n"
    for number, title in enumerate(titles, start=1):
        rows = "".join(f'"{day.isoformat()}T00:00:00","{number}"\n' for day in days)
        text += f'"{title}"\n"Date","Primary"\n{rows}\n'
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode("utf-16"))

    opened = NativeExports().open(path, ImportOptions("UTC", account="ada", platform=Platform.FACEBOOK))

    assert path.stat().st_size > 64 * 1024
    assert [len(list(part.rows())) for part in opened.parts] == [365] * 5
    sums: dict[M, float] = {}
    for row in opened.rows():
        assert isinstance(row, ImportedRow)
        assert isinstance(row.fact, DaySnapshot)
        for metric, value in row.fact.metrics.items():
            sums[metric] = sums.get(metric, 0) + value
    assert sums == {
        M.VIEWS: 365,
        M.REACH: 730,
        M.PLATFORM_ENGAGEMENTS: 1095,
        M.PROFILE_VIEWS: 1460,
        M.FOLLOWERS_GAINED: 1825,
    }
