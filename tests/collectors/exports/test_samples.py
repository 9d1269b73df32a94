"""Every kind of export has a sample, and is read the same however a program in between has rewritten the table."""

import csv
import io
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.exports.generic.layout import TableKind
from collectors.exports.registry import DOCUMENT_FORMATS, TABLE_FORMATS, NativeExports
from domain.exports import ImportedRow, ReadRow
from tests.collectors.exports.samples import SAMPLES, Sample

NOTHING_STORED = {
    "instagram-archive-archived": "withdrawn posts are not public",
    "instagram-insights-interactions": "sums of many days cannot be told apart",
    "youtube-daily-content": "posts have lifetime counters here, not days",
}
"""Kinds that are known so that a person is told why nothing of them is stored."""
BY_PLACE = {
    "facebook-content-by-values": "its names are not known: the ids are those that stand first",
    "instagram-content-by-values": "its names are not known: the ids are those that stand first",
    "linkedin-creator-discovery": "its header is a title and a period",
    "linkedin-creator-top-posts": "its two tables stand side by side",
    "linkedin-creator-audience": "the column of the dimensions has many names, and stands first",
    "linkedin-creator-content-audience": "the column of the dimensions has many names, and stands first",
    **{
        f"youtube-{kind}": "only the first columns tell what the views are broken down by"
        for kind in (
            *("days", "totals", "countries", "cities", "age", "gender", "age-and-gender", "traffic-sources", "devices"),
            *("daily-countries", "daily-cities", "daily-age", "daily-gender", "daily-age-and-gender"),
            *("daily-traffic-sources", "daily-devices", "daily-content"),
        )
    },
}
"""Kinds whose columns must keep their order."""
NO_WIDER = {"youtube-totals": "that there are two columns is what tells it from other tables of days"}
"""Kinds that may have no further column."""
DECIMAL = re.compile(r"-?\d+\.\d+%?")


def with_every_sample(that: Callable[[Sample], bool] = lambda _: True) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", [each for each in SAMPLES if that(each)], ids=lambda sample: sample.id)


def is_table(sample: Sample) -> bool:
    return sample.above is not None


def is_text(sample: Sample) -> bool:
    return not sample.content.startswith(b"PK")


def is_json(sample: Sample) -> bool:
    return is_text(sample) and text_of(sample).startswith(("[", "{\n", "window."))


def rows(sample: Sample, folder: Path) -> list[ReadRow]:
    return list(NativeExports().open(sample.written(folder), sample.options).rows())


def facts(sample: Sample, folder: Path) -> list[object]:
    """The accounts with their facts; the lines may be others."""
    return [(row.account, row.fact) for row in rows(sample, folder) if isinstance(row, ImportedRow)]


def text_of(sample: Sample) -> str:
    return sample.content.decode("utf-16" if sample.content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")


def cells_of(sample: Sample) -> tuple[list[list[str]], list[list[str]]]:
    """The lines above the header, and the table."""
    lines = list(csv.reader(io.StringIO(text_of(sample), newline="")))
    assert sample.above is not None
    return lines[: sample.above], lines[sample.above :]


def rewritten(sample: Sample, table: list[list[str]], delimiter: str = ",") -> Sample:
    above, _ = cells_of(sample)
    if above and above[0][0] == "sep=":
        above[0] = [f"sep={delimiter}"]
    text = io.StringIO(newline="")
    if above and above[0][0].startswith("sep="):
        text.write(f"{above.pop(0)[0]}\n")
    csv.writer(text, delimiter=delimiter).writerows((*above, *table))
    return replace(sample, content=text.getvalue().encode())


def test_every_kind_has_a_sample_and_no_two_samples_are_called_the_same() -> None:
    kinds = {each.kind for each in (*TABLE_FORMATS, *DOCUMENT_FORMATS, *TableKind)}

    assert {kind for sample in SAMPLES for kind in sample.kinds} == kinds
    assert len({sample.id for sample in SAMPLES}) == len(SAMPLES)


@pytest.mark.parametrize("kinds", [NOTHING_STORED, BY_PLACE, NO_WIDER], ids=["nothing", "by place", "no wider"])
def test_every_exception_is_one_of_a_kind_that_has_a_sample(kinds: Mapping[str, str]) -> None:
    assert set(kinds) <= {kind for sample in SAMPLES for kind in sample.kinds}


@with_every_sample()
def test_a_sample_is_recognised_as_what_it_is_and_gives_facts(sample: Sample, tmp_path: Path) -> None:
    opened = NativeExports().open(sample.written(tmp_path), sample.options)
    stored = {part.description.kind: sum(isinstance(row, ImportedRow) for row in part.rows()) for part in opened.parts}

    assert tuple(part.description.kind for part in opened.parts) == sample.kinds
    assert [kind for kind, count in stored.items() if not count] == [each for each in stored if each in NOTHING_STORED]


@with_every_sample()
def test_reading_a_part_twice_gives_the_same_rows_and_notes(sample: Sample, tmp_path: Path) -> None:
    opened = NativeExports().open(sample.written(tmp_path), sample.options)

    first = [(list(part.rows()), part.description) for part in opened.parts]

    assert [(list(part.rows()), part.description) for part in opened.parts] == first
    assert rows(sample, tmp_path) == [row for part_rows, _ in first for row in part_rows]


@with_every_sample(lambda each: is_table(each) and each.kinds[0] not in BY_PLACE)
def test_the_order_of_the_columns_says_nothing(sample: Sample, tmp_path: Path) -> None:
    _, table = cells_of(sample)
    others = range(1, len(table[0]))
    order = [*random.Random(sample.id).sample(others, len(others)), 0]

    shuffled = rewritten(sample, [[cells[place] for place in order] for cells in table])

    assert facts(shuffled, tmp_path) == facts(sample, tmp_path)


@with_every_sample(lambda each: is_table(each) and each.kinds[0] not in NO_WIDER)
def test_a_column_that_nobody_knows_changes_nothing(sample: Sample, tmp_path: Path) -> None:
    _, (header, *lines) = cells_of(sample)

    wider = rewritten(sample, [[*header, "Mood of the day"], *([*cells, "7"] for cells in lines)])

    assert facts(wider, tmp_path) == facts(sample, tmp_path)
    (part,) = NativeExports().open(wider.written(tmp_path), wider.options).parts
    assert ("Mood of the day", "") in part.description.unread


@pytest.mark.parametrize("delimiter", [";", "\t", "|"], ids=["semicolons", "tabs", "bars"])
@with_every_sample(is_table)
def test_another_delimiter_gives_the_same_facts(sample: Sample, delimiter: str, tmp_path: Path) -> None:
    _, table = cells_of(sample)
    if delimiter == ";":  # programs that write it write decimal commas, too
        table = [[cell.replace(".", ",") if DECIMAL.fullmatch(cell) else cell for cell in cells] for cells in table]

    assert facts(rewritten(sample, table, delimiter), tmp_path) == facts(sample, tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@with_every_sample(is_text)
def test_another_mark_of_utf_8_gives_the_same_facts(sample: Sample, encoding: str, tmp_path: Path) -> None:
    other = replace(sample, content=text_of(sample).encode(encoding))

    assert facts(other, tmp_path) == facts(sample, tmp_path)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@with_every_sample(lambda each: is_text(each) and not is_json(each))
def test_another_encoding_gives_the_same_facts(sample: Sample, encoding: str, tmp_path: Path) -> None:
    """JSON documents are left out: they are UTF-8 (RFC 8259)."""
    other = replace(sample, content=("\ufeff" + text_of(sample)).encode(encoding))

    assert facts(other, tmp_path) == facts(sample, tmp_path)
