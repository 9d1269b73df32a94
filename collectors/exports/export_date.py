"""When a file was exported: what its numbers are true of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from collectors.exports.cells import UnusableRowError
from collectors.exports.moments import ZONE_LEEWAY
from collectors.exports.sources import Source
from domain.errors import ExportQuestionError
from domain.exports import ExportQuestion, ImportOptions, LeftOut


@dataclass(frozen=True, slots=True)
class ExportDate:
    """The moment, and how far posts may seem to be younger than it."""

    at: datetime
    source: str
    leeway: timedelta = timedelta(0)
    """Above zero where the moment is the end of a day whose zone the file does not tell."""
    written_later: datetime | None = None
    """When the file was last changed, where that is long after the moment: it was copied, or exported later than its
    name says."""

    def seen_at(
        self, happened_at: datetime, leeway: timedelta = timedelta(0), what: str = "It was published"
    ) -> datetime:
        """When something that happened then was observed: at the export, and never before it happened.

        Raises:
            UnusableRowError: it happened after the export date.
        """
        if happened_at <= self.at:
            return self.at
        if happened_at <= self.at + max(self.leeway, leeway):
            return happened_at
        raise UnusableRowError(
            f"{what} after the export date ({happened_at:%Y-%m-%d %H:%M} UTC, exported {self.at:%Y-%m-%d %H:%M} UTC).",
            LeftOut.AFTER_EXPORT,
        )


@dataclass(frozen=True, slots=True)
class DatedName:
    """How the names of a kind of file hold the moment of the export, or the period that the file covers."""

    pattern: re.Pattern[str]
    """The first group is the moment, or the last day."""
    end: Callable[[str], datetime]
    """From the group to the end of what the file covers, UTC."""
    is_day: bool = True
    """The end is that of a day in a zone that the name does not tell."""


_USUAL_DELAY = timedelta(days=2)
_LAST_DAY = date.max - timedelta(days=3)
"""So that there are dates, too, for what lies some days after the end of any day."""


def iso_day(text: str) -> date:
    """`2026-08-22`."""
    return date.fromisoformat(text)


def export_date(
    source: Source, options: ImportOptions, name: DatedName | None, from_content: ExportDate | None = None
) -> ExportDate:
    """What the person said, else what the content says, else the end of the last day in the name, else the
    modification time.

    Raises:
        ExportQuestionError: none of them is known.
    """
    if options.observed_at is not None:
        return ExportDate(options.observed_at.astimezone(UTC), "`--observed-at`")
    if from_content is not None:
        return from_content
    written_at = source.modified_at(known=options.modification_time_known)
    end = next((end for each in source.names if (end := _end(each, name)) is not None), None)
    if end is None or name is None:
        if written_at is None:
            raise ExportQuestionError(ExportQuestion.OBSERVED_AT, f"{source.name!r} does not say when it was exported.")
        return ExportDate(written_at, "the file's modification time")
    if written_at is not None and name.is_day and end - timedelta(days=1) <= written_at < end:
        # Exported while that day was still going on: nothing can have been observed later than written.
        return ExportDate(written_at, "the file's modification time")
    late = name.is_day and written_at is not None and written_at > end + _USUAL_DELAY
    return ExportDate(
        end, "the file's name", ZONE_LEEWAY if name.is_day else timedelta(0), written_at if late else None
    )


def _end(file_name: str, name: DatedName | None) -> datetime | None:
    found = name.pattern.search(file_name) if name is not None else None
    try:
        return name.end(found[1]) if name is not None and found is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def end_of(day: date) -> datetime:
    """The end of a day in UTC; of the last days that there are dates for, an earlier one."""
    return datetime.combine(min(day, _LAST_DAY), time(), UTC) + timedelta(days=1)
