"""TikTok Studio: `FollowerActivity`, how many followers were active in each hour of the last days."""

import re
from collections.abc import Iterator
from datetime import date

from collectors.exports.cells import UnusableRowError, count, quoted
from collectors.exports.formats import Row, TableFormat, TableOpening
from collectors.exports.headings import heading
from collectors.exports.tiktok.daily import DATE
from collectors.exports.tiktok.day_years import A_DAY, DayYears, midnight
from collectors.exports.tiktok.names import account_of_file
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.exports import LeftOut
from domain.observations import DaySnapshot
from domain.users import Platform

_HOUR = heading("Hour")
_ACTIVE = heading("Active followers")
_WRITTEN_HOUR = re.compile(r"(\d{1,2})(?::00(?::00)?)?", re.ASCII)
_FUTURE_HOURS_NOTE = (
    "The zeros at the end of the newest day were left out: TikTok writes 0 for the hours that were still to come."
)


class FollowerActivityRows:
    """One row is one hour of one day; the day is complete when the file has ended."""

    def __init__(self, opening: TableOpening) -> None:
        self._account = account_of_file(opening, "A follower activity of TikTok")
        self._day, self._hour, self._active = map(opening.columns.one, (DATE, _HOUR, _ACTIVE))
        self._years = DayYears(opening, self._day)
        self._exported = opening.exported
        self._remarks = opening.remarks
        self._days: dict[date, dict[int, int | None]] = {}

    def read(self, cells: list[str]) -> None:
        """Keep an hour of a day."""
        day = self._years.day(cells[self._day])
        self._exported.seen_at(midnight(day), A_DAY, what="The day lies")
        hour, active = _hour(cells[self._hour]), _active(cells[self._active])
        hours = self._days.setdefault(day, {})
        if hour in hours:
            raise UnusableRowError(f"There is a row for {day}, hour {hour}, before.", LeftOut.REPEATED)
        hours[hour] = active

    def rest(self) -> Iterator[Row]:
        """The days with their hours."""
        newest = max(self._days, default=None)
        for day, hours in sorted(self._days.items()):
            counts = sorted((hour, active) for hour, active in hours.items() if active is not None)
            while day == newest and counts and counts[-1][1] == 0:
                counts.pop()
                self._remarks.add(_FUTURE_HOURS_NOTE)
            if counts:
                entries = tuple(AudienceEntry(str(hour), count=active) for hour, active in counts)
                breakdown = AudienceBreakdown(AudienceGroup.FOLLOWERS, AudienceDimension.HOUR, entries)
                observed_at = self._exported.seen_at(midnight(day), A_DAY)
                yield self._account, DaySnapshot(day, observed_at, {}, audience=(breakdown,)), day


def _hour(text: str) -> int:
    parts = _WRITTEN_HOUR.fullmatch(text.strip())
    if parts is None or int(parts[1]) > 23:
        raise UnusableRowError(f"{_HOUR.name!r} is {quoted(text)}; hours go from 0 to 23.")
    return int(parts[1])


def _active(text: str) -> int | None:
    try:
        value = count(text)
    except ValueError:
        raise UnusableRowError(f"{_ACTIVE.name!r} is {quoted(text)}, which is no number.") from None
    if isinstance(value, float) or (value is not None and value < 0):
        raise UnusableRowError(f"{_ACTIVE.name!r} is {quoted(text)}; it cannot be a count of people.")
    return value


TIKTOK_FOLLOWER_ACTIVITY = TableFormat(
    kind="tiktok-follower-activity",
    title="TikTok active followers by hour (FollowerActivity)",
    platform=Platform.TIKTOK,
    required=(DATE, _HOUR, _ACTIVE),
    reader=FollowerActivityRows,
)
