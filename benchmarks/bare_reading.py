"""Files of exports read without Pulsegraph: by the library that parses them, all that it gives thrown away."""

import csv
import json
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import ijson
from python_calamine import CalamineWorkbook

Reading = Callable[[Path], None]


def consume(rows: Iterable[object]) -> None:
    """Fetch all rows and keep none, as fast as Python can."""
    deque(rows, maxlen=0)


def by_csv(encoding: str = "utf-8") -> dict[str, Reading]:
    """By `csv.reader`."""
    return {"csv": partial(_csv, encoding)}


def by_calamine() -> dict[str, Reading]:
    """By `python_calamine`."""
    return {"calamine": _calamine}


def by_json(items: str = "item", before: int = 0) -> dict[str, Reading]:
    """By `ijson` one item after the other, and whole by `json.load`; so many bytes before the document are skipped."""
    return {"ijson": partial(_ijson, items, before), "json.load": partial(_json, before)}


def by_json_lines() -> dict[str, Reading]:
    """By `json.loads`, line by line."""
    return {"json.loads": _json_lines}


def _csv(encoding: str, path: Path) -> None:
    with path.open(encoding=encoding, newline="") as file:
        consume(csv.reader(file))


def _calamine(path: Path) -> None:
    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _ijson(items: str, before: int, path: Path) -> None:
    with path.open("rb") as file:
        file.seek(before)
        consume(ijson.items(file, items, use_float=True))


def _json(before: int, path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        file.seek(before)
        json.load(file)


def _json_lines(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        consume(map(json.loads, file))
