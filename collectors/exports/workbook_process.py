"""Reads a workbook in a process of its own, which may die of it: damaged and hostile ones make their reader ask for far
more memory than there is, or never end.
"""

import io
import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

MOST_CELLS = 500_000
"""They are held in memory all at once. The most that a platform writes are 40,000 (a year of LinkedIn's visitors)."""
MOST_CHARACTERS = 16 * 2**20
MOST_SHEETS = 100
MOST_SECONDS = 20
_MOST_MEMORY_BYTES = 512 * 2**20
"""The cells take 40 bytes each while they are read; what is between the farthest of them counts."""
_EXACT = 10**15
"""Floats hold whole numbers exactly up to here; an id in a number cell has more digits, and has lost the last ones."""

Rows = list[list[str]]


class UnreadableWorkbookError(Exception):
    """Says what it is, as the end of a sentence."""


def read_sheets(content: bytes) -> list[tuple[str, Rows]]:
    """The rows of each sheet by its name, the cells as they would stand in a CSV file.

    Raises:
        UnreadableWorkbookError: it is no workbook, encrypted, damaged, or far too large.
    """
    command = [sys.executable, "-P", __file__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableWorkbookError("is a damaged workbook, which takes too long to read") from None
    if done.returncode:
        raise UnreadableWorkbookError("is a damaged workbook, or one that is far too large when it is unpacked")
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise UnreadableWorkbookError(answer)
    return [(name, rows) for name, rows in answer]


def as_text(cell: object) -> str:
    """A cell as it would stand in a CSV file."""
    match cell:
        case str():
            return cell.replace("\0", "\ufffd")
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            minutes, seconds = divmod(int(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case None:
            return ""
        case _:
            return str(cell)


def _sheets(content: bytes) -> list[tuple[str, Rows]] | str:
    """The sheets, or what is wrong with the workbook."""
    sheets: list[tuple[str, Rows]] = []
    cells_left, characters_left = MOST_CELLS, MOST_CHARACTERS
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(workbook.sheet_names) > MOST_SHEETS:
            return "is a workbook of too many sheets"
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            cells_left -= _size(sheet)
            if cells_left < 0:
                return "is a workbook of too many cells"
            rows = [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            characters_left -= sum(len(cell) for row in rows for cell in row)
            if characters_left < 0:
                return "is a workbook of too much text"
            sheets.append((as_text(name), rows))
    except PasswordError:
        return "is a workbook with a password"
    except (CalamineError, ValueError, OverflowError) as error:
        return f"is a damaged workbook ({str(error)[:80]})"
    return sheets


def _size(sheet: CalamineSheet) -> int:
    """How many cells there are from the first one of the sheet to the farthest."""
    last_row, last_column = sheet.end or (-1, -1)
    return (last_row + 1) * (last_column + 1)


def _limit_memory() -> None:
    if sys.platform == "win32":
        return  # it has no such limit
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))


if __name__ == "__main__":
    _limit_memory()
    json.dump(_sheets(sys.stdin.buffer.read()), sys.stdout)
