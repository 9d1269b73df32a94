"""Encodings, damage and noise: what is not understood is refused in words, whatever it is."""

import contextlib
import random
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.exports.cells import number
from collectors.exports.hashtags import hashtags
from collectors.exports.moments import snowflake_time, x_day
from collectors.exports.registry import NativeExports
from domain.errors import UnreadableExportError
from domain.exports import ImportedRow, ImportOptions, LeftOutRow

ReadFile = Callable[..., Any]

HEADER = "type,occurred_at,platform,account,device\n"
ROW = "like,2026-08-22T12:00:00Z,x,ada,{device}\n"
CAPTION = "Café € größer"
SPOKEN = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
OPTIONS = ImportOptions("UTC", account="ada", observed_at=datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("encoding", "mark", "expected"),
    [
        pytest.param("utf-8", b"", "utf-8", id="utf-8"),
        pytest.param("utf-8", b"\xef\xbb\xbf", "utf-8-sig", id="utf-8 with mark"),
        pytest.param("utf-16-le", b"\xff\xfe", "utf-16", id="utf-16 little"),
        pytest.param("utf-16-be", b"\xfe\xff", "utf-16", id="utf-16 big"),
        pytest.param("cp1252", b"", "cp1252", id="windows"),
    ],
)
def test_encodings(read_text: ReadFile, encoding: str, mark: bytes, expected: str) -> None:
    read = read_text(mark + (HEADER + ROW.format(device=CAPTION)).encode(encoding))

    assert read.description.form.split(" ")[0] == expected
    assert read.facts[0].device == CAPTION


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("before", ["", "sep={}\n", '"sep={}"\r\n', "\n\n"])
def test_delimiters_and_what_stands_before_the_header(read_text: ReadFile, delimiter: str, before: str) -> None:
    lines = before.format(delimiter) + (HEADER + ROW.format(device="ios")).replace(",", delimiter)

    read = read_text(lines)

    assert SPOKEN[delimiter] in read.description.form
    assert [row.line for row in read.rows] == [lines.count("\n")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(read_text: ReadFile, line_end: str) -> None:
    read = read_text((HEADER + ROW.format(device="a") + "\n,,,,\n" + ROW.format(device="b")).replace("\n", line_end))

    assert [(row.line, row.fact.device) for row in read.rows] == [(2, "a"), (5, "b")]
    assert read.rejected == []


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \r\n\t", "is empty", id="blank"),
        pytest.param(b"PK\x03\x04rest", "is damaged", id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0rest", "is a damaged workbook", id="xls"),
        pytest.param(b"a,b\n\x00\x01,2\n", "is not text", id="zero bytes"),
        pytest.param(bytes(range(256)) * 9, "is not text", id="noise"),
        pytest.param(b"Date,Primary\n2026-01-01,2\n", "utf-8 text with columns 'Date', 'Primary'", id="unknown"),
        pytest.param(b'{"a": 1}\n', "JSON Lines of 'a'", id="unknown json"),
        pytest.param(b"{" * 5000, "no readable object", id="nested json"),
    ],
)
def test_what_is_no_export_is_refused_saying_what_it_is(read_text: ReadFile, content: bytes, seen: str) -> None:
    with pytest.raises(UnreadableExportError) as error:
        read_text(content)

    assert seen in error.value.seen
    assert "Expected" in error.value.expected


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableExportError, match="cannot be opened"):
        NativeExports().open(tmp_path / "nothing.csv", OPTIONS)


def test_a_file_that_breaks_off_within_quotes_is_refused_where_the_row_begins(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="quotes that open in the row of line 3"):
        read_text(HEADER + ROW.format(device="ios") + ROW.format(device='"broken') + ROW.format(device="ios"))


def test_quotes_that_do_not_match_cost_one_row_only(read_text: ReadFile) -> None:
    read = read_text(HEADER + ROW.format(device='"a"b') + ROW.format(device="ios"))

    assert [row.line for row in read.rows] == [3]
    assert read.rejected == [LeftOutRow(2, "The quotes in it do not match.")]


def test_text_that_turns_into_noise_is_refused_while_reading(read_text: ReadFile) -> None:
    rows = ROW.format(device="ios") * 20_000

    with pytest.raises(UnreadableExportError, match="is not utf-8 text"):
        read_text((HEADER + rows).encode() + b"\xff\xfe\xfd\n")


def test_a_record_without_an_end_is_given_up(read_text: ReadFile) -> None:
    with pytest.raises(UnreadableExportError, match="a record that does not end"):
        read_text(HEADER + ROW.format(device="ios") + "x" * 5_000_000)


def test_lines_are_whole_wherever_a_block_ends(read_text: ReadFile) -> None:
    # Rows of 7 to 70 characters with both line ends put every kind of cut at the end of some block.
    chance = random.Random(20260822)
    devices = ["d" * chance.randrange(1, 64) for _ in range(20_000)]
    text = HEADER + "".join(ROW.format(device=f'"{each}\r\n{each}"').replace("\n", "\r\n") for each in devices)

    read = read_text(text.replace("\r\r\n", "\r\n"))

    assert read.rejected == []
    assert [fact.device for fact in read.facts] == [f"{each}\r\n{each}" for each in devices]
    assert read.rows[-1].line == 2 * 20_000


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("date,followers,note\n")
        file.writelines(f"x{number},1,{'n' * 500}\n" for number in range(40_000))
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("kind: days\nplatform: x\ntime: date\nmetrics: {followers: followers}\n", encoding="utf-8")

    tracemalloc.start()
    opened = NativeExports().open(path, ImportOptions("UTC", account="ada", mapping=mapping))
    count = sum(1 for _ in opened.rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 40_000
    assert path.stat().st_size > 20_000_000
    assert peak < 6_000_000


def test_a_large_file_of_noise_is_refused_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    path.write_bytes(random.Random(7).randbytes(1_000_000) * 20)

    tracemalloc.start()
    with pytest.raises(UnreadableExportError, match="is not text"):
        NativeExports().open(path, OPTIONS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1_000_000


NATIVE_HEADERS = st.sampled_from(
    [
        "Post id,Date,Post text,Link,Impressions,Likes\n",
        "Tweet id,Tweet permalink,Tweet text,time,impressions\n",
        "Date,Impressions,Engagements,New follows,Profile visits\n",
        "Post ID,Page ID,Publish time,Permalink,Reactions,Comments\n",
        "Post ID,Account ID,Account username,Publish time,Permalink,Likes\n",
        "post_id,posted_at,platform,likes\n",
        "date,platform,likes\n",
        "type,occurred_at,platform,quantity\n",
        '{"type": "like", "occurred_at": "2026-08-22T12:00:00Z", "platform": "x"}\n',
        "",
    ]
)
CELLS = st.one_of(
    st.sampled_from(["like", "x", "1", "-", "3.0E+14", "Mon Feb 03 2025", "2026-08-22", "1886483849795768598"]),
    st.sampled_from(["12/31/9999 23:59", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", '"', "\r", "\u2028"]),
    st.text(max_size=8),
)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=7).map(",".join)).map("\n".join)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=NATIVE_HEADERS, body=st.one_of(ROWS.map(lambda text: text.encode("utf-8", "replace")), st.binary()))
def test_whatever_the_bytes_there_are_rows_or_a_refusal(tmp_path: Path, header: str, body: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(header.encode() + body)

    try:
        rows = list(NativeExports().open(path, OPTIONS).rows())
    except UnreadableExportError:
        pass
    else:
        assert all(isinstance(row, (ImportedRow, LeftOutRow)) for row in rows)
        assert [row.line for row in rows] == sorted(row.line for row in rows)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))))
def test_whatever_the_mapping_file_there_are_rows_or_a_refusal(tmp_path: Path, content: bytes) -> None:
    path, mapping = tmp_path / "any.csv", tmp_path / "mapping.yaml"
    path.write_text("date,likes\n2026-08-22,1\n", encoding="utf-8")
    mapping.write_bytes(b"kind: days\ntime: date\nplatform: x\n" + content)

    with contextlib.suppress(UnreadableExportError):
        list(NativeExports().open(path, ImportOptions("UTC", account="ada", mapping=mapping)).rows())


COUNTS = st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1)


@given(count=COUNTS)
def test_counts_survive_every_way_of_writing_them(count: int) -> None:
    assert number(str(count)) == count
    assert number(f"{count:,}") == count
    assert number(f" {count}.0 ") == count
    assert isinstance(number(f"{count}.00"), int)


@pytest.mark.parametrize(
    "text", ["1.2E+06", "1e3", "12,34", "1 000", "0x10", "٣", "--1", "1.", ".5", "9" * 20, "9" * 5000]
)
def test_texts_that_are_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        number(text)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "undefined", "N/A", "NaN", "null"])
def test_texts_that_say_that_there_is_no_number(text: str) -> None:
    assert number(text) is None


@given(day=st.dates(min_value=date(2000, 1, 1)))
def test_days_of_x_survive_both_ways_of_writing_them(day: date) -> None:
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    assert x_day(f"Mon {names[day.month - 1]} {day.day:02} {day.year}") == day
    assert x_day(f"Sat, {names[day.month - 1]} {day.day}, {day.year}") == day


@given(milliseconds=st.integers(min_value=10**9, max_value=2**41 - 1))
def test_the_time_in_a_post_id_is_exact_to_the_millisecond(milliseconds: int) -> None:
    instant = snowflake_time(str(milliseconds << 22))

    assert instant is not None
    assert round((instant - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000) == milliseconds + 1288834974657


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#One #one ONE#two #3 #4u", ("one", "4u")),
        ("https://x.com/a#b &#39; # ##c", ()),
        ("(#über), #snake_case! #日本語。#नमस्ते", ("über", "snake_case", "日本語", "नमस्ते")),
    ],
)
def test_hashtags(text: str, tags: tuple[str, ...]) -> None:
    assert hashtags(text) == tags
