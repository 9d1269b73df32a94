"""When a file was exported: what its numbers are true of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from collectors.exports.cells import UnusableRowError
from collectors.exports.moments import ZONE_LEEWAY
from domain.exports import ImportOptions


@dataclass(frozen=True, slots=True)
class ExportDate:
    """The moment, and how far posts may seem to be younger than it."""

    at: datetime
    source: str
    leeway: timedelta = timedelta(0)
    """Above zero where the moment is the end of a day whose zone the file does not tell."""

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
            f"{what} after the export date ({happened_at:%Y-%m-%d %H:%M} UTC, exported {self.at:%Y-%m-%d %H:%M} UTC)."
        )


@dataclass(frozen=True, slots=True)
class DatedName:
    """How the names of a kind of file hold the period that the file covers."""

    pattern: re.Pattern[str]
    """The group is the last day."""
    last_day: Callable[[str], date]
    inclusive: bool


def _iso(text: str) -> date:
    return date.fromisoformat(text)


def _meta(text: str) -> date:
    month, day, year = text.split("-")
    return date(int(year), "JanFebMarAprMayJunJulAugSepOctNovDec".index(month) // 3 + 1, int(day))


X_NAME = DatedName(re.compile(r"_\d{4}-\d{2}-\d{2}_(\d{4}-\d{2}-\d{2})"), _iso, inclusive=True)
X_CLASSIC_NAME = DatedName(re.compile(r"_\d{8}_(\d{8})(?!\d)"), _iso, inclusive=False)
META_NAME = DatedName(re.compile(r"[A-Z][a-z]{2}-\d{2}-\d{4}_([A-Z][a-z]{2}-\d{2}-\d{4})_"), _meta, inclusive=True)


def export_date(path: Path, options: ImportOptions, name: DatedName | None) -> ExportDate:
    """What the person said, else the end of the last day in the name, else the modification time."""
    if options.observed_at is not None:
        return ExportDate(options.observed_at.astimezone(UTC), "`--observed-at`")
    written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    last_day = _last_day(path.name, name)
    if name is None or last_day is None:
        return ExportDate(written_at, "the file's modification time")
    start = datetime.combine(last_day, time(), UTC)
    end = start + timedelta(days=1) if name.inclusive else start
    if start <= written_at < end:
        # Exported while that day was still going on: nothing can have been observed later than written.
        return ExportDate(written_at, "the file's modification time")
    return ExportDate(end, "the file's name", ZONE_LEEWAY)


def _last_day(file_name: str, name: DatedName | None) -> date | None:
    found = name.pattern.search(file_name) if name is not None else None
    try:
        day = name.last_day(found[1]) if name is not None and found is not None else None
    except ValueError:
        return None
    return day if day is not None and day.year < date.max.year else None
