"""What a native format is: its signature, and a reader of its rows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol

from collectors.exports.columns import Columns
from collectors.exports.export_date import DatedName, ExportDate
from domain.exports import ImportOptions
from domain.observations import DaySnapshot, Engagement, PostSnapshot
from domain.users import AccountRef, Platform

Row = tuple[AccountRef, PostSnapshot | DaySnapshot | Engagement, Hashable | None]
"""Account, fact, and what must not come twice in a file (None: anything may)."""


class RowReader(Protocol):
    """Reads the rows of one file, in order."""

    notes: list[str]
    """What a person should know; may grow while rows are read."""

    def read(self, cells: list[str]) -> Row:
        """The fact in a row.

        Raises:
            UnusableRowError: it cannot be right.
        """
        ...


@dataclass(frozen=True, slots=True)
class NativeFormat:
    """One kind of file that a platform lets people download."""

    kind: str
    title: str
    platform: Platform
    required: tuple[tuple[str, ...], ...]
    """Of each group one column must be there. More columns may: they change every few months."""
    reader: Callable[[Columns, ImportOptions, ExportDate], RowReader]
    name: DatedName
    day_zone: str | None = None

    def recognises(self, columns: Columns) -> bool:
        """True when the columns are those of this format."""
        return all(any(name in columns for name in group) for group in self.required)
