"""The examples of the document on the import format are read as they stand there."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.metrics import MetricKey as M
from domain.observations import ContentType, EngagementType

ReadFile = Callable[..., Any]

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "imports.md"


def example(language: str, position: int = 0) -> str:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return found[position]


def test_the_table_with_our_column_names(read_text: ReadFile) -> None:
    read = read_text(example("csv"))

    assert [fact.metrics for fact in read.facts] == [{M.LIKES: 41, M.COMMENTS: 7}]
    assert read.facts[0].details.tags == ("autumn",)


def test_the_json_line(read_text: ReadFile) -> None:
    read = read_text(example("json"))

    assert [(fact.dedupe_key, fact.engagement_type) for fact in read.facts] == [("e-1", EngagementType.LIKE)]


def test_the_mapping_file_with_its_table(read_text: ReadFile) -> None:
    read = read_text(example("csv", 1), mapping=example("yaml"))

    assert read.rejected == []
    assert [row.account.external_id for row in read.rows] == ["ada", "ada"]
    assert [fact.metrics for fact in read.facts] == [{M.LIKES: 1234, M.COMMENTS: 7}, {M.LIKES: 5}]
    assert [fact.details.content_type for fact in read.facts] == [ContentType.IMAGE, ContentType.OTHER]
    assert read.facts[1].details.posted_at == datetime(2026, 8, 22, 22, tzinfo=UTC)
