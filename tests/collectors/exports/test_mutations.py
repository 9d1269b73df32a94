"""Damaged, mutilated and hostile files: there are sane rows or a refusal in words, soon, and nothing else.

`PULSEGRAPH_FUZZ_EXAMPLES` says how many times more mutations than usual are tried, such as 20.
"""

import codecs
import csv
import io
import json
import math
import os
import random
import resource
import time
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, assert_never

import pytest

from collectors.exports import recognised
from collectors.exports.registry import DOCUMENT_FORMATS, TABLE_FORMATS, NativeExports
from domain.audience import AudienceBreakdown
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportQuestion, GatheredRow, ImportedRow, ImportOptions, LeftOutRow
from domain.metrics import CATALOG, MetricKey, Subject, Unit
from domain.observations import DaySnapshot, Engagement, PostSnapshot, WindowSnapshot
from domain.users import Platform
from tests.collectors.exports.samples import EXPORTED, SAMPLES, Sample, archive, workbook

ROOT = Path(__file__).resolve().parents[3]
DATASETS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets"
LARGEST_READ = 64 * 1024
PER_SAMPLE, PER_REAL_FILE = (each * int(os.environ.get("PULSEGRAPH_FUZZ_EXAMPLES", "1")) for each in (30, 15))

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST_AFTER_EXPORT = timedelta(days=62)
MOST_SECONDS = 5
MOST_BYTES = 100 * 2**20
MOST_ID_CHARACTERS = 255
LARGEST_NUMBER = 2**63 - 1


# What holds of whatever is read.


def check_fact(fact: object, exported: datetime) -> None:
    latest = exported + min(LATEST_AFTER_EXPORT, datetime.max.replace(tzinfo=UTC) - exported)
    match fact:
        case PostSnapshot():
            check_id(fact.post_id)
            check_metrics(fact.metrics, Subject.POST)
            if fact.details is not None:
                check_moment(fact.details.posted_at, latest)
                assert fact.observed_at >= fact.details.posted_at
                assert fact.details.media_seconds is None or 0 <= fact.details.media_seconds <= LARGEST_NUMBER
                assert all(fact.details.tags)
        case DaySnapshot():
            check_metrics(fact.metrics, Subject.DAY)
            check_day(fact.day, latest)
            assert fact.observed_at >= datetime.combine(fact.day, datetime.min.time(), UTC)
            for breakdown in fact.audience:
                check_breakdown(breakdown)
        case WindowSnapshot():
            check_metrics({fact.metric: fact.value}, Subject.DAY)
            check_day(fact.start, latest)
            check_day(fact.end, latest)
            assert fact.start < fact.end
        case Engagement():
            check_id(fact.dedupe_key)
            assert fact.post_id is None or check_id(fact.post_id)
            check_moment(fact.occurred_at, latest)
            assert isinstance(fact.quantity, int)
            assert abs(fact.quantity) <= LARGEST_NUMBER
        case _:
            pytest.fail(f"{type(fact).__name__} is no fact")
    if not isinstance(fact, Engagement):
        check_moment(fact.observed_at, latest)


def check_id(text: str) -> bool:
    assert text.strip() == text
    assert 0 < len(text) <= MOST_ID_CHARACTERS
    return True


def check_moment(moment: datetime, latest: datetime) -> None:
    assert moment.utcoffset() == timedelta(0)
    assert EARLIEST <= moment <= latest


def check_day(day: date, latest: datetime) -> None:
    assert EARLIEST.date() <= day <= latest.date()


def check_metrics(metrics: Mapping[MetricKey, int | float], subject: Subject) -> None:
    for metric, value in metrics.items():
        assert subject in CATALOG[metric].subjects
        assert type(value) in (int, float)
        assert math.isfinite(value)
        assert abs(value) <= LARGEST_NUMBER
        assert CATALOG[metric].unit is not Unit.COUNT or isinstance(value, int)
        assert CATALOG[metric].unit is not Unit.FRACTION or 0 <= value <= 1


def check_breakdown(breakdown: AudienceBreakdown) -> None:
    assert breakdown.entries
    for entry in breakdown.entries:
        assert entry.label.strip()
        assert entry.share is None or 0 <= entry.share <= 1
        assert entry.below is None or 0 <= entry.below <= 1
        assert entry.count is None or (type(entry.count) is int and 0 <= entry.count <= LARGEST_NUMBER)
        assert (entry.share, entry.count, entry.below).count(None) == 2


def texts_in(value: object) -> Iterator[str]:
    """All texts of a value, which are stored."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from texts_in(name)
            yield from texts_in(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts_in(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts_in(getattr(value, each.name))


def check_texts(value: object) -> None:
    for text in texts_in(value):
        assert "\0" not in text
        text.encode()


def check_file(path: Path, options: ImportOptions) -> bool:
    """Read a file, and check all of what comes out of it. False when it was refused."""
    began, most_before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            opened = NativeExports().open(path, options)
            for part in opened.parts:
                for row in part.rows():
                    check_row(row, part.description.observed_at)
                check_texts(part.description)
            check_texts(opened.ignored)
    except UnreadableExportError as refused:
        check_texts((refused.seen, refused.expected))
        return False
    finally:
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most_before
        assert grown * 1024 < MOST_BYTES
        assert time.perf_counter() - began < MOST_SECONDS
    return True


def check_row(row: object, exported: datetime) -> None:
    match row:
        case ImportedRow():
            check_id(row.account.external_id)
            check_fact(row.fact, exported)
        case GatheredRow():
            pass
        case LeftOutRow():
            assert row.reason
        case _:
            pytest.fail(f"{type(row).__name__} is no row")
    assert row.line >= 0
    check_texts(row)


# How files are mutated.

Chance = random.Random
Mutation = Callable[[Chance, bytes], bytes]

NASTY_CELLS = (
    *(
        "",
        " ",
        "-",
        "--",
        "undefined",
        "NaN",
        "inf",
        "-inf",
        "\0",
        "a\0b",
        '"',
        '""',
        "'",
        "\u2028",
        "\ufeff",
        "\u200f",
    ),
    *("9" * 19, "9" * 20, "9" * 400, "9" * 5000, "-" + "9" * 18, "1e999", "1E+18", "0x10", "-0", "0.5", "1,5", "1.5"),
    *("1.234.567", "1,234,567", "1 234", "½", "٣", "१२", "< 1%", "<", "%", "101%", "-1%", "100,0%", "99:99:99"),
    *("-1:00", "9" * 30 + ":00:00", "31/02/2025", "02/30/2025", "12/31/9999", "9999-12-31", "9999-12-31T23:59:59Z"),
    *("0001-01-01", "0000-00-00", "1970-01-01", "2000-01-01", "29 February", "Dec 31, 9999", "Mon, Feb 30, 2026"),
    *("45691", "99999", "0", "-1", "=1+1", "+1", "@SUM(A1)", "#NAME?", "#REF!", "1.9E+18", "TRUE", "Total", "2026"),
    *("9" * 30, "1" * 20, "18446744073709551615", "9223372036854775807", "https://x.com/", "urn:li:activity:1"),
    *("https://www.tiktok.com/@/video/1", "https://www.tiktok.com/@a/video/99999999999999999999", "a" * 300, "#" * 300),
    *("https://x.com/a/status/99999999999999999999", "<p>" * 90, "&#" + "9" * 5000 + ";", "\r", "\r\n", "\n", "\x1a"),
    *("\ud800", "😀" * 100, "e\u0301" * 50, "sep=;", "Date", "Post ID", "1\u00a0234", "1’234", "12:00", "true", "null"),
)
NASTY_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63 - 1, 2**63, -(2**63), 10**30, 1e308, -1e308, 5e-324, 10**17),
    *("", "\0", "\ud800", "9" * 5000, [], {}, [[]], [{}], {"": ""}, {"\ud800": 1}, {"\0": 1}, {"value": {"value": 1}}),
    *NASTY_CELLS[:40],
)
NASTY_NAMES = (
    *(
        "export",
        ".csv",
        "a.b.c",
        "9999-99-99.csv",
        "x_9999-99-99_9999-99-99.csv",
        "Content 9999-12-30_9999-12-31 A.csv",
    ),
    *("account_analytics_content_0001-01-01_9999-12-31.csv", "tweet_activity_metrics_a_00000000_99999999_en.csv"),
    *(
        "Jan-32-2026_Foo-99-9999_1.csv",
        "Jan-01-2026_Dec-31-9999_1.csv",
        " _content_9999999999999.csv",
        "Table data.csv",
    ),
    *("blue_content_0000000000000.csv", "AggregateAnalytics_ _0001-01-01_9999-12-31.csv", "Totals.csv", "Audience.csv"),
    *(
        "Overview_0000-00-00_9999999999_a.csv",
        "Overview_2026-09-01_0000000000_..csv",
        "Content_2025-03-01_2025-03-01.csv",
    ),
    *("instagram-a-9999-12-31-a.zip", "archive-99999999999999-0a1b2c3d.zip", "Content 2026-01-01_2026-02-01   .zip"),
    *(
        "FollowerHistory.csv",
        "FollowerGender.csv",
        "DISCOVERY.csv",
        "posts_1.json",
        "reposts.json",
        "tweets.js",
        "\u202e.csv",
    ),
    *(
        "Content 9999-12-31_9999-12-31 A.zip",
        "AggregateAnalytics_A_2025-03-01_9999-12-31.csv",
        "daily_tweet_activity.csv",
    ),
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-7", "cp037")
OTHER_ENTRIES: tuple[tuple[str, bytes], ...] = (
    ("../../outside.csv", b"Date,Views\n2026-09-14,1\n"),
    ("/absolute.csv", b"Date,Views\n2026-09-14,1\n"),
    ("C:\\windows.csv", b"Date,Views\n2026-09-14,1\n"),
    ("folder/", b""),
    ("empty.csv", b""),
    ("zeros.csv", b"\0" * 2000),
    ("inner.zip", archive({"a.csv": "Date,Views\n2026-09-14,1\n"})),
    ("inner.csv", archive({"a.csv": "Date,Views\n2026-09-14,1\n"})),
    ("Totals.csv", b"Date,Views\n9999-12-31,1\n"),
    ("Chart data.csv", b"Date,Geography,Views\n9999-12-31,US,1\n0001-01-01,US,1\n"),
    ("manifest.js", b'{"userInfo": {"userName": 7}, "archiveInfo": {"generationDate": "9999-12-31T23:59:59-14:00"}}'),
    ("account.js", b'[{"account": {"username": "\\ud800"}}]'),
    ("actor.json", b'{"id": "https://mastodon.example/users/Ada", "preferredUsername": "../.."}'),
    ("personal_information.json", b'{"profile_user": [{"string_map_data": {"Username": {"value": "\\u0000"}}}]}'),
)


def flipped(chance: Chance, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def inserted(chance: Chance, content: bytes) -> bytes:
    place = chance.randint(0, len(content))
    what = chance.choice(
        (chance.randbytes(chance.choice((1, 2, 50))), b"\0", b'"', b"\r", b"\xff\xfe", b"{", b"PK\x03\x04")
    )
    return content[:place] + what + content[place:]


def dropped(chance: Chance, content: bytes) -> bytes:
    start, end = slice_of(chance, content)
    return content[:start] + content[end:]


def repeated(chance: Chance, content: bytes) -> bytes:
    start, end = slice_of(chance, content)
    return content[:end] + content[start:end] * chance.choice((1, 2, 20)) + content[end:]


def truncated(chance: Chance, content: bytes) -> bytes:
    return content[: chance.randint(0, len(content))]


def beheaded(chance: Chance, content: bytes) -> bytes:
    return content[chance.randint(0, min(len(content), 200)) :]


def slice_of(chance: Chance, content: bytes) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + chance.choice((1, 2, 10, 100, 1000)))


def encoded_otherwise(chance: Chance, content: bytes) -> bytes:
    text = content.decode(encoding_of(content), "replace")
    other = text.encode(chance.choice(ENCODINGS), "replace")
    if chance.random() < 0.3:
        half = len(other) // 2
        other = other[:half] + text.encode(chance.choice(ENCODINGS), "replace")[half:]
    return chance.choice((b"", b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) + other


BYTE_MUTATIONS: tuple[Mutation, ...] = (flipped, inserted, dropped, repeated, truncated, beheaded, encoded_otherwise)


def encoding_of(content: bytes) -> str:
    return "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def with_other_cells(chance: Chance, content: bytes) -> bytes:
    """A text of tables after one or several changes to its lines, columns and cells."""
    encoding = encoding_of(content)
    delimiter = chance.choice((",", ",", ",", ";", "\t", "|", "^"))
    try:
        lines = list(csv.reader(io.StringIO(content.decode(encoding, "replace"), newline="")))
    except csv.Error:
        return flipped(chance, content)
    for _ in range(chance.choice((1, 1, 2, 4))):
        if lines:
            chance.choice(CELL_MUTATIONS)(chance, lines)
    text = io.StringIO(newline="")
    quoted = chance.random() < 0.3
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(lines)
    return text.getvalue().encode(encoding, "surrogatepass" if chance.random() < 0.5 else "replace")


def other_cell(chance: Chance, lines: list[list[str]]) -> None:
    cells = chance.choice(lines)
    if cells:
        cells[chance.randrange(len(cells))] = chance.choice(NASTY_CELLS)


def cell_of_elsewhere(chance: Chance, lines: list[list[str]]) -> None:
    cells, others = chance.choice(lines), chance.choice(lines)
    if cells and others:
        cells[chance.randrange(len(cells))] = chance.choice(others)


def other_column(chance: Chance, lines: list[list[str]]) -> None:
    nasty, place = chance.choice(NASTY_CELLS), chance.randrange(max(map(len, lines)) or 1)
    for cells in lines[chance.randint(0, 2) :]:
        if place < len(cells):
            cells[place] = nasty


def other_order(chance: Chance, lines: list[list[str]]) -> None:
    order = chance.sample(range(widest := max(map(len, lines))), widest)
    lines[:] = [[cells[place] for place in order if place < len(cells)] for cells in lines]


def dropped_column(chance: Chance, lines: list[list[str]]) -> None:
    place = chance.randrange(max(map(len, lines)) or 1)
    lines[:] = [cells[:place] + cells[place + 1 :] for cells in lines]


def repeated_column(chance: Chance, lines: list[list[str]]) -> None:
    place = chance.randrange(max(map(len, lines)) or 1)
    lines[:] = [[*cells, *cells[place : place + 1]] for cells in lines]


def dropped_line(chance: Chance, lines: list[list[str]]) -> None:
    del lines[chance.randrange(len(lines))]


def repeated_line(chance: Chance, lines: list[list[str]]) -> None:
    line = chance.choice(lines)
    lines[:] = [*lines, *([*line] for _ in range(chance.choice((1, 2, 100))))]


def shuffled_lines(chance: Chance, lines: list[list[str]]) -> None:
    chance.shuffle(lines)


CELL_MUTATIONS: tuple[Callable[[Chance, list[list[str]]], None], ...] = (
    *(other_cell, other_cell, other_cell, cell_of_elsewhere, other_column, other_order),
    *(dropped_column, repeated_column, dropped_line, repeated_line, shuffled_lines),
)


def with_other_values(chance: Chance, content: bytes) -> bytes:
    """A JSON document of which some members are something else, or not there."""
    text = content.decode(encoding_of(content), "replace")
    begins = min((place for bracket in "[{" if (place := text.find(bracket)) >= 0), default=0)
    try:
        document = json.loads(text[begins:])
    except (ValueError, RecursionError):
        return with_other_cells(chance, content)
    for _ in range(chance.choice((1, 1, 2, 4))):
        change_somewhere(chance, document)
    written = json.dumps(document, ensure_ascii=chance.random() < 0.7, indent=chance.choice((None, 2)))
    if chance.random() < 0.1:
        depth = chance.choice((50, 500, 5000))
        written = written.replace('"', "[" * depth + "1" + "]" * depth + ',"', chance.choice((1, 3)))
    return (text[:begins] + written).encode("utf-8", "replace")


def change_somewhere(chance: Chance, document: Any) -> None:
    places = list(places_in(document))
    if not places:
        return
    holder, place = chance.choice(places)
    match chance.randrange(5):
        case 0:
            del holder[place]
        case 1:
            holder[place] = [holder[place], holder[place]]
        case 2 if isinstance(holder, list):
            holder.append(chance.choice(NASTY_VALUES))
        case 2:
            holder[chance.choice(NASTY_CELLS)] = holder.pop(place)
        case _:
            holder[place] = chance.choice(NASTY_VALUES)


def places_in(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every list and object with every place in it."""
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for place, value in items:
        yield document, place
        yield from places_in(value)


def repacked(chance: Chance, content: bytes) -> bytes:
    """An archive or a workbook of which an entry is something else, or called something else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = [(info, packed.read(info)) for info in packed.infolist()]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        return flipped(chance, content)
    if not entries:
        return flipped(chance, content)
    place = chance.randrange(len(entries))
    info, inner = entries[place]
    match chance.randrange(8):
        case 0:
            del entries[place]
        case 1:
            entries.append((zipfile.ZipInfo(other := chance.choice(OTHER_ENTRIES)[0]), dict(OTHER_ENTRIES)[other]))
        case 2:
            entries[place] = (
                zipfile.ZipInfo(
                    chance.choice(NASTY_NAMES), chance.choice(((1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)))
                ),
                inner,
            )
        case _:
            entries[place] = info, mutated_content(chance, inner)
    file = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as packed,
    ):
        warnings.simplefilter("ignore")  # two entries of one name
        for entry, data in entries:
            packed.writestr(entry, data)
    return file.getvalue()


def with_other_elements(chance: Chance, content: bytes) -> bytes:
    """A part of a workbook with other texts, numbers or places in it."""
    text = content.decode("utf-8", "replace")
    for _ in range(chance.choice((1, 2, 5))):
        pieces = text.replace(">", ">\n").replace("<", "\n<").split("\n")
        place = chance.randrange(len(pieces))
        match chance.randrange(4):
            case 0:
                pieces[place] = chance.choice(NASTY_CELLS).replace("<", "&lt;")
            case 1:
                pieces[place : place + 1] = [pieces[place]] * chance.choice((0, 2, 50))
            case 2:
                pieces[place] = pieces[place].replace(
                    'r="', f'r="{chance.choice(("", "XFD", "AA", "0", "-1", "ZZZZ"))}', 1
                )
            case _:
                pieces[place] = pieces[place].replace(
                    't="s"', chance.choice(('t="d"', 't="e"', 't="b"', 't="str"', "")), 1
                )
        text = "".join(pieces)
    return text.encode("utf-8", "replace")


def mutated_content(chance: Chance, content: bytes) -> bytes:
    """One mutation that goes with what it is, or one of the bytes."""
    if chance.random() < 0.3:
        return chance.choice(BYTE_MUTATIONS)(chance, content)
    begins = content.lstrip(codecs.BOM_UTF8)[:8]
    if begins.startswith(b"PK"):
        return repacked(chance, content)
    if begins.startswith(b"<?xml"):
        return with_other_elements(chance, content)
    if begins.startswith((b"[", b"{", b"window.")):
        return with_other_values(chance, content)
    if b"\0" in content and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return chance.choice(BYTE_MUTATIONS)(chance, content)
    return with_other_cells(chance, content)


def mutated(chance: Chance, sample: Sample) -> Sample:
    """The sample after some mutations of its content, and sometimes of its name and of what the person says."""
    content, name, said = sample.content, sample.name, dict(sample.said)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = mutated_content(chance, content)
    if chance.random() < 0.15:
        name = chance.choice(NASTY_NAMES)
    if chance.random() < 0.05:
        entries = {name: content} | dict(chance.sample(OTHER_ENTRIES, chance.randint(0, 2)))
        name, content = "download.zip", archive(entries)
    while chance.random() < 0.2:
        said |= chance.choice(OTHER_OPTIONS)
    return replace(sample, content=content, name=name, said=said)


OTHER_OPTIONS: tuple[dict[str, Any], ...] = (
    *({"observed_at": None}, {"observed_at": EXPORTED}, {"account": None}, {"account": "100"}, {"account": "@Ada"}),
    *({"year": year} for year in (1, 1999, 2026, 9999)),
    *({"platform": platform} for platform in Platform),
    *({"kind": each.kind} for each in TABLE_FORMATS),
    *({"kind": each.kind} for each in DOCUMENT_FORMATS),
    *({"time_zone": zone, "time_zone_given": True} for zone in ("Pacific/Kiritimati", "America/Los_Angeles")),
    {"modification_time_known": False, "observed_at": None},
)


# Real files.


def real_files() -> list[Path]:
    """Two of each folder and ending, the smallest: the others are like them."""
    by_shape: dict[tuple[Path, str], list[Path]] = {}
    for path in sorted(DATASETS.rglob("*"), key=lambda path: (path.stat().st_size, path)):
        if path.is_file() and path.suffix != ".md" and "research" not in path.parts:
            by_shape.setdefault((path.parent, path.suffix), []).append(path)
    return [path for paths in by_shape.values() for path in paths[:2]]


def sample_of(path: Path, folder: Path) -> Sample:
    """The beginning of a real file, with an answer to everything that it leaves open."""
    with path.open("rb") as file:
        content = file.read(LARGEST_READ)
    sample = Sample((), path.name, content)
    while True:
        try:
            NativeExports().open(sample.written(folder), sample.options)
        except ExportQuestionError as asked:
            sample = replace(sample, said={**sample.said, **answer(asked)})
        except UnreadableExportError:  # such as the manifest of an archive, which is read for the others alone
            return sample
        else:
            return sample


def answer(asked: ExportQuestionError) -> dict[str, Any]:
    match asked.question:
        case ExportQuestion.ACCOUNT:
            return {"account": "ada"}
        case ExportQuestion.PLATFORM:
            return {"platform": Platform(asked.choices[0])}
        case ExportQuestion.YEAR:
            return {"year": 2026}
        case ExportQuestion.KIND:
            return {"kind": asked.choices[0]}
        case ExportQuestion.OBSERVED_AT:
            return {"observed_at": EXPORTED}
        case ExportQuestion.TIME_ZONE:
            return {"time_zone": "UTC", "time_zone_given": True}
        case _:
            assert_never(asked.question)


def try_mutations(sample: Sample, name: str, folder: Path, cases: int) -> None:
    for number in range(cases):
        case = mutated(Chance(f"{name} {number}"), sample)
        file_folder = folder / str(number)
        file_folder.mkdir()
        path = case.written(file_folder)
        try:
            check_file(path, case.options)
        except BaseException as error:
            error.add_note(f"Mutation {number} of {name}, with {dict(case.said)}")
            raise
        path.unlink()


@pytest.mark.parametrize("sample", [pytest.param(each, id=each.id) for each in SAMPLES])
def test_a_mutated_sample_is_sane_or_refused(sample: Sample, tmp_path: Path) -> None:
    assert check_file(sample.written(tmp_path), sample.options)

    try_mutations(sample, sample.id, tmp_path, PER_SAMPLE)


@pytest.mark.skipif(
    not DATASETS.is_dir(), reason="The real exports are not there; PULSEGRAPH_SHARED says where they are."
)
@pytest.mark.parametrize("path", [pytest.param(each, id=str(each.relative_to(DATASETS))) for each in real_files()])
def test_a_mutated_real_file_is_sane_or_refused(path: Path, tmp_path: Path) -> None:
    sample = sample_of(path, tmp_path)

    try_mutations(sample, path.name, tmp_path, PER_REAL_FILE)


# What mutations have found, and what they find too seldom.


def refusal(folder: Path, name: str, content: bytes, **said: Any) -> str:
    """What a file is refused as, after a look at how much time and memory that took."""
    sample = Sample((), name, content, {"account": "ada", **said})
    assert not check_file(sample.written(folder), sample.options)
    with pytest.raises(UnreadableExportError) as refused:
        list(NativeExports().open(sample.written(folder), sample.options).rows())
    return refused.value.seen


def rows_of(folder: Path, name: str, content: str | bytes, **said: Any) -> list[object]:
    """The facts of a sane file, and the reasons for the rows that are left out."""
    data = content if isinstance(content, bytes) else content.encode()
    sample = Sample((), name, data, {"account": "ada", **said})
    assert check_file(sample.written(folder), sample.options)
    rows = NativeExports().open(sample.written(folder), sample.options).rows()
    return [
        row.fact if isinstance(row, ImportedRow) else row.reason for row in rows if not isinstance(row, GatheredRow)
    ]


def workbook_with(part: str, content: str) -> bytes:
    """A workbook of one sheet, with something else in place of one of its parts."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"Metrics": [("Date", "Views")]}))) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for info in source.infolist():
            changed.writestr(info.filename, content if info.filename == part else source.read(info))
    return file.getvalue()


def sheet_of(*rows: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    return workbook_with("xl/worksheets/sheet1.xml", sheet)


def far_cell(row: str) -> bytes:
    return sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>', row)


def open_document(*rows: str) -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


REPEATED_CELL = (
    '<table:table-row table:number-rows-repeated="100000"><table:table-cell office:value-type="string" '
    'table:number-columns-repeated="1000"><text:p>a</text:p></table:table-cell></table:table-row>'
)
ENTITIES = "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in pairwise("abcdefghij"))
OLE_WITH_COUNTS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + b"\xff" * 2000


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        pytest.param(far_cell('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "far too large", id="far"),
        pytest.param(far_cell("<row r='1048576'><c r='CV1048576'><v>1</v></c></row>"), "far too large", id="quotes"),
        pytest.param(far_cell('<row r="1048576"><c r ="cv1048576"><v>1</v></c></row>'), "far too large", id="case"),
        pytest.param(far_cell(f'<row r="4294967295">{"<c><v>1</v></c>" * 9}</row>'), "far too large", id="row alone"),
        pytest.param(far_cell('<row r="600000"><c r="A600000"><v>1</v></c></row>'), "too many cells", id="tall"),
        pytest.param(open_document(REPEATED_CELL), "far too large", id="repeated"),
        pytest.param(
            workbook({str(number): [("Date", "Impressions", "Engagements")] for number in range(101)}),
            "too many sheets",
            id="sheets",
        ),
        pytest.param(
            workbook_with("xl/sharedStrings.xml", f'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]><sst>&j;</sst>'),
            "damaged",
            id="entities",
        ),
        pytest.param(
            sheet_of(f'<row><c t="inlineStr"><is><t>{"a" * 2**20}</t></is></c></row>' * 17),
            "too much text",
            id="text",
        ),
        pytest.param(OLE_WITH_COUNTS, "damaged workbook", id="old and damaged"),
    ],
)
def test_workbooks_that_ask_for_too_much_are_refused(tmp_path: Path, content: bytes, seen: str) -> None:
    assert seen in refusal(tmp_path, "Metrics.xlsx", content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'[{"media":[{"x":' + b"[" * 60_000 + b'1], "creation_timestamp": 1', id="lists"),
        pytest.param(b'{"organic_insights_posts":[' + b'{"a":' * 1_000_000, id="objects"),
        pytest.param(b'{"organic_insights_posts":["' + b"]}" * 99 + b'\\"",' + b'{"a":["\\\\",' * 99, id="texts"),
        pytest.param(b'{"organic_insights_posts":[' + b" " * 2**16 + b"[" * 200, id="later"),
    ],
)
def test_documents_that_are_nested_too_deeply_are_refused(tmp_path: Path, content: bytes) -> None:
    assert "nested too deeply" in refusal(tmp_path, "posts_1.json", content)


@pytest.mark.parametrize("text", ["[" * 100_000, '\\"[{' * 30_000, "\\\\" * 40_001, "}]" * 50_000], ids=len)
def test_brackets_in_texts_nest_nothing(tmp_path: Path, text: str) -> None:
    nested = '{"a": [' * 10 + "1" + "]}" * 10
    item = f'{{"media": [{{"uri": "a.jpg", "creation_timestamp": 1789378200, "title": "{text}", "x": {nested}}}]}}'

    items = ", ".join(item.replace("a.jpg", f"{name}.jpg") for name in "abc")

    facts = rows_of(tmp_path, "posts_1.json", f"[{items}]")

    assert [fact.post_id for fact in facts if isinstance(fact, PostSnapshot)] == ["a", "b", "c"]


def test_endless_numbers_make_a_document_damaged(tmp_path: Path) -> None:
    content = b'window.YTD.tweets.part0 = [{"tweet": {"id": ' + b"9" * 100_000 + b"}}]"

    assert "is no JSON" in refusal(tmp_path, "tweets.js", content)


def test_endless_entities_in_html_cost_one_post(tmp_path: Path) -> None:
    outbox = next(each for each in SAMPLES if each.kinds == ("mastodon-archive",)).content

    (reason, *_) = rows_of(tmp_path, "outbox.json", outbox.replace(b"Bread &amp;", b"Bread &#" + b"9" * 5000 + b";"))

    assert reason == "The text is no HTML."


def zipped(entries: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return file.getvalue()


DAYS = "Date,Geography,Views\n2026-09-14,US,1\n"


def with_flags(content: bytes, flags: int) -> bytes:
    """An archive of one entry that says of it what it is not."""
    changed = bytearray(content)
    changed[6] |= flags
    changed[content.rfind(b"PK\x01\x02") + 8] |= flags
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        pytest.param(zipped({"../a.csv": DAYS}), "leads out of the archive", id="above"),
        pytest.param(zipped({"a/../../a.csv": DAYS}), "leads out of the archive", id="above a folder"),
        pytest.param(zipped({"/a.csv": DAYS}), "leads out of the archive", id="absolute"),
        pytest.param(zipped({"..\\a.csv": DAYS}), "leads out of the archive", id="backslash"),
        pytest.param(zipped({"C:/a.csv": DAYS}), "leads out of the archive", id="drive"),
        pytest.param(zipped({"_content" * 8000 + ".csv": DAYS}), "a name that no file can have", id="endless name"),
        pytest.param(zipped({"ä.csv": DAYS}).replace("ä".encode(), b"\xff\xff"), "damaged", id="name in no encoding"),
        pytest.param(with_flags(zipped({"a.csv": DAYS}), 1), "'a.csv' is encrypted", id="encrypted"),
        pytest.param(zipped({"a.csv": "0" * 3_000_000}), "grows more than 200 times", id="ratio"),
        pytest.param(zipped({"a.csv": "0" * 3_000_000}, zipfile.ZIP_BZIP2), "grows more than", id="ratio of bzip2"),
        pytest.param(zipped({"a.csv": DAYS})[:-30], "damaged", id="truncated"),
        pytest.param(zipped({"a.csv": DAYS}, zipfile.ZIP_STORED).replace(b"US", b"GB"), "damaged", id="checksum"),
        pytest.param(zipped({"a.csv": DAYS}).replace(b"PK\x03\x04", b"PK\x03\x05"), "damaged", id="no entry"),
        pytest.param(zipped({"a.zip": zipped({"a.csv": DAYS})}), "without any export", id="archive in archive"),
        pytest.param(
            zipped({f"{number}.csv": "a,b\n" for number in range(2000)}), "without any export", id="many entries"
        ),
    ],
)
def test_archives_that_are_hostile_or_damaged_are_refused(tmp_path: Path, content: bytes, seen: str) -> None:
    assert seen in refusal(tmp_path, "download.zip", content)


def test_an_archive_of_many_files_costs_no_more_than_they_do(tmp_path: Path) -> None:
    pictures = {f"media/{number}.jpg": b"" for number in range(20_000)}
    documents = {f"{number}.json": b"{}" for number in range(200)}

    facts = rows_of(tmp_path, "download.zip", zipped({**pictures, **documents, "a.csv": DAYS}))

    assert len(facts) == 1


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("a,b\n" * 16_000, "with columns 'a', 'b'", id="names"),
        pytest.param("Date,Views\n" * 5_000, "more than 100 tables", id="headers"),
        pytest.param(
            "Facebook follows\nDate,Primary\n2026-09-14,1\n" * 2_000, "more than 100 tables", id="daily tables"
        ),
        pytest.param("Top cities\nLinz,Graz\n0.1,0.2\n" * 2_000, "more than 100 tables", id="audiences"),
    ],
)
def test_texts_of_headers_alone_are_refused_soon(tmp_path: Path, text: str, seen: str) -> None:
    assert seen in refusal(tmp_path, "export.csv", text.encode(), platform=Platform.INSTAGRAM)


def test_rows_that_belong_together_are_not_held_without_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognised, "MOST_GATHERED", 3)
    text = "Gender,Distribution\nMale,0.1\nFemale,0.2\nOther,0.3\n"

    kept = rows_of(tmp_path, "FollowerGender.csv", text)

    assert isinstance(kept[0], DaySnapshot)
    assert len(kept[0].audience[0].entries) == 3
    assert "more than 3 rows that belong together" in refusal(
        tmp_path, "FollowerGender.csv", f"{text}Unknown,0.4\n".encode()
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("Totals.csv", "Date,Views\n9999-12-31,1\n", id="youtube"),
        pytest.param("Chart data.csv", "Date,Geography,Views\n9999-12-31,US,1\n", id="youtube chart"),
        pytest.param("DISCOVERY.csv", "Overall Performance,3/1/2025 - 12/31/9999\nMembers reached,7\n", id="linkedin"),
        pytest.param(
            "AggregateAnalytics_A_2025-03-01_9999-12-31.csv",
            "Post URL,Engagements\nhttps://www.linkedin.com/feed/update/urn:li:activity:7302304235520000077,1\n",
            id="linkedin posts",
        ),
        pytest.param(
            "Content.csv",
            "Time,Video link,Post time,Total likes,Total views\n"
            "9999-12-31,https://www.tiktok.com/@ada/video/7685320849175351911,9999-12-31,1,1\n",
            id="tiktok",
        ),
    ],
)
def test_the_last_day_of_all_is_a_day(tmp_path: Path, name: str, text: str) -> None:
    assert len(rows_of(tmp_path, name, text, observed_at=None)) == 1


def test_a_name_that_is_blank_in_the_file_name_is_asked_for(tmp_path: Path) -> None:
    days = "Date,Impressions (total)\n03/03/2025,1\n"
    for name, text in (
        (" _content_1742193384396.csv", days),
        ("AggregateAnalytics_ _2025-03-01_2025-03-31.csv", "Date,Impressions,Engagements\n3/3/2025,1,1\n"),
        ("Content 2026-09-01_2026-10-01   .zip", ""),
    ):
        content = text.encode() or zipped({"Table data.csv": DAYS})
        assert "does not say whose it is" in refusal(tmp_path, name, content, account=None)


@pytest.mark.parametrize("account", ["@", " ", "\0", "a" * 256, "\ud800"])
def test_an_account_that_is_none_is_refused(tmp_path: Path, account: str) -> None:
    assert "is no account" in refusal(tmp_path, "Totals.csv", b"Date,Views\n2026-09-14,1\n", account=account)


@pytest.mark.parametrize("year", [1, 1999, 9999])
def test_an_export_of_another_age_is_refused(tmp_path: Path, year: int) -> None:
    said = datetime(year, 1, 1, tzinfo=UTC)

    assert f"exported in {year}" in refusal(tmp_path, "Totals.csv", b"Date,Views\n2026-09-14,1\n", observed_at=said)


def test_days_before_all_networks_are_left_out_whatever_the_year_that_was_said(tmp_path: Path) -> None:
    text = '"Date","Total Viewers"\n"September 14","4"\n'

    assert rows_of(tmp_path, "Viewers.csv", text, year=1999) == ["The date 1999-09-14 lies before the year 2000."]


def test_columns_of_the_same_name_are_those_that_stand_there(tmp_path: Path) -> None:
    text = "Overall Performance,3/1/2025 - 3/31/2025,Overall Performance\nMembers reached,7,8\n"

    (window,) = rows_of(tmp_path, "DISCOVERY.csv", text)

    assert isinstance(window, WindowSnapshot)
    assert window.value == 7


@pytest.mark.parametrize("followers", ["12.5", "-3", "9" * 30])
def test_followers_above_an_audience_are_a_count_or_not_known(tmp_path: Path, followers: str) -> None:
    text = f'Instagram followers\n{followers}\n\nAge & gender\n"",Women,Men\n18-24,0.5,0.4\n'

    (day,) = rows_of(tmp_path, "Audience.csv", text)

    assert isinstance(day, DaySnapshot)
    assert day.metrics == {}


def test_numbers_stay_storable_when_they_are_scaled(tmp_path: Path) -> None:
    text = f"Date,Views,Watch time (hours)\n2026-09-14,1,{2**63 - 1}\n"

    (day,) = rows_of(tmp_path, "Table data.csv", text)

    assert isinstance(day, DaySnapshot)
    assert day.metrics == {MetricKey.VIEWS: 1}


@pytest.mark.parametrize("length", ["-1:00", "9" * 30 + ":00:00"])
def test_a_video_has_no_impossible_length(tmp_path: Path, length: str) -> None:
    text = (
        "Video ID,Video title,Video Link,Views,Duration,Post Link\n"
        f"1,A,https://video.example/a.mp4,7,{length},https://x.com/ada/status/2099430452229046277\n"
    )

    (post,) = rows_of(tmp_path, "video_overview_analytics.csv", text)

    assert isinstance(post, PostSnapshot)
    assert post.details is not None
    assert post.details.media_seconds is None


def test_a_share_below_nothing_is_none(tmp_path: Path) -> None:
    text = "Top Demographics,Value,Percentage\nJob titles,Founder,12%\nJob titles,Baker,< -\n"

    day, reason = rows_of(tmp_path, f"{'AggregateAnalytics_A_2025-03-01_2025-03-31'}.csv", text)[::-1]

    assert reason == "The share is '< -', which is none."
    assert isinstance(day, DaySnapshot)
    assert [entry.label for entry in day.audience[0].entries] == ["Founder"]


@pytest.mark.parametrize("encoding", ["unicode_escape", "raw_unicode_escape", "utf-7", "rot13", "bz2", "nothing"])
def test_an_encoding_that_may_spell_what_is_no_text_is_refused(tmp_path: Path, encoding: str) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(f"kind: days\nplatform: x\ntime: date\nmetrics: {{likes: likes}}\nencoding: {encoding}\n")

    assert f"is not {encoding} text" in refusal(tmp_path, "days.csv", b"date,likes\n2026-08-22,1\n", mapping=mapping)
