"""Counting what a part of an export holds, while its rows are read."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

from domain.exports import (
    ExportFile,
    ExportPart,
    FileReport,
    GatheredRow,
    ImportedRow,
    LeftOut,
    LeftOutRow,
    PartReport,
    ReadRow,
)
from domain.observations import DaySnapshot, Engagement, PostSnapshot, WindowSnapshot

MOST_EXAMPLES = 1_000
"""So many left out rows of a part are kept one by one; the others are counted."""


class PartTally:
    """One part while it is read."""

    def __init__(self, part: ExportPart) -> None:
        self._part = part
        self._rows = self._posts = self._engagements = 0
        self._days: set[tuple[str, date]] = set()
        self._first: date | None = None
        self._last: date | None = None
        self._accounts: dict[str, None] = {}
        self._left_out = Counter[LeftOut]()
        self._examples: list[LeftOutRow] = []

    def add(self, row: ReadRow) -> None:
        """Count a row."""
        self._rows += not (isinstance(row, ImportedRow) and row.gathered)
        if isinstance(row, GatheredRow):
            return
        if isinstance(row, LeftOutRow):
            self._left_out[row.cause] += 1
            if len(self._examples) < MOST_EXAMPLES:
                self._examples.append(row)
            return
        self._accounts[row.account.handle or row.account.name or row.account.external_id] = None
        match row.fact:
            case PostSnapshot(details=details):
                self._posts += 1
                if details is not None:
                    self._span(_day(details.posted_at))
            case DaySnapshot(day=day):
                self._days.add((row.account.external_id, day))
                self._span(day)
            case WindowSnapshot(start=start):
                self._span(start)
            case Engagement(occurred_at=occurred_at):
                self._engagements += 1
                self._span(_day(occurred_at))

    def report(self) -> PartReport:
        """All of it; complete when the last row was added."""
        return PartReport(
            self._part.description,
            self._rows,
            self._posts,
            len(self._days),
            self._engagements,
            self._first,
            self._last,
            tuple(self._accounts),
            dict(self._left_out),
            tuple(self._examples),
        )

    def _span(self, day: date) -> None:
        if self._first is None or day < self._first:
            self._first = day
        if self._last is None or day > self._last:
            self._last = day


def read_through(file: ExportFile) -> FileReport:
    """What a file holds, nothing stored."""
    reports = []
    for part in file.parts:
        tally = PartTally(part)
        for _ in tallied(part, tally):
            pass
        reports.append(tally.report())
    return FileReport(tuple(reports), file.ignored)


def tallied(part: ExportPart, tally: PartTally) -> Iterator[ReadRow]:
    """The rows of a part, counted as they go by."""
    for row in part.rows():
        tally.add(row)
        yield row


def _day(moment: datetime) -> date:
    return moment.date() if moment.tzinfo is UTC else moment.astimezone(UTC).date()
