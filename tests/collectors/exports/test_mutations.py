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
import sys
import time
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, assert_never

import pytest

from collectors.exports.registry import DOCUMENT_FORMATS, TABLE_FORMATS, NativeExports
from domain.audience import AudienceBreakdown
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportQuestion, GatheredRow, ImportedRow, ImportOptions, LeftOutRow
from domain.metrics import CATALOG, MetricKey, Subject, Unit
from domain.observations import DaySnapshot, Engagement, PostSnapshot, WindowSnapshot
from domain.users import Platform
from tests.collectors.exports.samples import EXPORTED, SAMPLES, Sample, archive

ROOT = Path(__file__).resolve().parents[3]
DATASETS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets"
LARGEST_READ = 64 * 1024
PER_SAMPLE, PER_REAL_FILE = (each * int(os.environ.get("PULSEGRAPH_FUZZ_EXAMPLES", "1")) for each in (40, 40))

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
    *("", " ", "-", "--", "undefined", "NaN", "inf", "-inf", "\0", "a\0b", '"', '""', "'", "\u2028", "\ufeff", "\u200f"),
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
    *("export", ".csv", "a.b.c", "9999-99-99.csv", "x_9999-99-99_9999-99-99.csv", "Content 9999-12-30_9999-12-31 A.csv"),
    *("account_analytics_content_0001-01-01_9999-12-31.csv", "tweet_activity_metrics_a_00000000_99999999_en.csv"),
    *("Jan-32-2026_Foo-99-9999_1.csv", "Jan-01-2026_Dec-31-9999_1.csv", " _content_9999999999999.csv", "Table data.csv"),
    *("blue_content_0000000000000.csv", "AggregateAnalytics_ _0001-01-01_9999-12-31.csv", "Totals.csv", "Audience.csv"),
    *("Overview_0000-00-00_9999999999_a.csv", "Overview_2026-09-01_0000000000_..csv", "Content_2025-03-01_2025-03-01.csv"),
    *("instagram-a-9999-12-31-a.zip", "archive-99999999999999-0a1b2c3d.zip", "Content 2026-01-01_2026-02-01   .zip"),
    *("FollowerHistory.csv", "FollowerGender.csv", "DISCOVERY.csv", "posts_1.json", "reposts.json", "tweets.js", "\u202e.csv"),
    *("Content 9999-12-31_9999-12-31 A.zip", "AggregateAnalytics_A_2025-03-01_9999-12-31.csv", "daily_tweet_activity.csv"),
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
    what = chance.choice((chance.randbytes(chance.choice((1, 2, 50))), b"\0", b'"', b"\r", b"\xff\xfe", b"{", b"PK\x03\x04"))
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
    quoting = csv.QUOTE_ALL if chance.random() < 0.3 else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows(lines)
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
    except ValueError:
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
    items = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
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
            entries[place] = zipfile.ZipInfo(chance.choice(NASTY_NAMES), chance.choice(((1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)))), inner
        case _:
            entries[place] = info, mutated_content(chance, inner)
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as packed:
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
                pieces[place] = pieces[place].replace('r="', f'r="{chance.choice(("", "XFD", "AA", "0", "-1", "ZZZZ"))}', 1)
            case _:
                pieces[place] = pieces[place].replace('t="s"', chance.choice(('t="d"', 't="e"', 't="b"', 't="str"', "")), 1)
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


@pytest.mark.skipif(not DATASETS.is_dir(), reason="The real exports are not there; PULSEGRAPH_SHARED says where they are.")
@pytest.mark.parametrize("path", [pytest.param(each, id=str(each.relative_to(DATASETS))) for each in real_files()])
def test_a_mutated_real_file_is_sane_or_refused(path: Path, tmp_path: Path) -> None:
    sample = sample_of(path, tmp_path)

    try_mutations(sample, path.name, tmp_path, PER_REAL_FILE)
