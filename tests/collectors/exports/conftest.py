"""Writes a file, reads it, and keeps its usable and its rejected rows apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.exports.registry import NativeExports
from domain.exports import ExportDescription, ImportedRow, ImportOptions, LeftOutRow

EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that came out of one file."""

    description: ExportDescription
    rows: list[ImportedRow]
    rejected: list[LeftOutRow]

    @property
    def facts(self) -> list[Any]:
        return [row.fact for row in self.rows]


ReadFile = Callable[..., Read]


@pytest.fixture
def read_file() -> ReadFile:
    """Reads a file with options; the export date is fixed unless the test says otherwise."""

    def read(path: Path, **options: Any) -> Read:
        options = {"time_zone": "UTC", "observed_at": EXPORTED, **options}
        opened = NativeExports().open(path, ImportOptions(**options))
        rows: list[ImportedRow] = []
        rejected: list[LeftOutRow] = []
        for row in opened.rows():
            if isinstance(row, LeftOutRow):
                rejected.append(row)
            elif isinstance(row, ImportedRow):
                rows.append(row)
        return Read(opened.parts[0].description, rows, rejected)

    return read


@pytest.fixture
def read_text(tmp_path: Path, read_file: ReadFile) -> ReadFile:
    """Writes a text (or bytes) to a file and reads it; `mapping` may be the text of a mapping file."""

    def read(content: str | bytes, *, name: str = "export.csv", mapping: str | None = None, **options: Any) -> Read:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        if mapping is not None:
            options["mapping"] = tmp_path / "mapping.yaml"
            options["mapping"].write_text(mapping, encoding="utf-8")
        return read_file(path, **options)

    return read
