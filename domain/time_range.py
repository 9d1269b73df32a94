"""Time: periods of whole local days, the UTC instants they mean, and the calendar buckets in them.

Every range is half-open. A zone is an IANA name. A day begins at the first instant that carries its
date, so days may have 23, 24 or 25 hours, half-hour steps, or none at all (Apia, 2011-12-30).
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import InvalidPeriodError, InvalidTimeZoneError, RangeTooLongError, too_many_days

MAX_PERIOD_DAYS = 3_660
"""Ten years: longer than the platforms remember, short enough to answer at once."""
MAX_BUCKETS = 4_000
"""Ten years of days fit; a year of hours does not."""
MIN_DATE = date(2000, 1, 1)
MAX_DATE = date(2100, 1, 1)


class Granularity(StrEnum):
    """The width of a bucket on the time axis."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class PeriodPreset(StrEnum):
    """Periods that move with today, all of complete days in the user's zone."""

    YESTERDAY = "yesterday"
    LAST_7_DAYS = "last_7_days"
    LAST_28_DAYS = "last_28_days"
    LAST_30_DAYS = "last_30_days"
    LAST_90_DAYS = "last_90_days"
    LAST_365_DAYS = "last_365_days"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"


_PRESET_DAYS = {
    PeriodPreset.YESTERDAY: 1,
    PeriodPreset.LAST_7_DAYS: 7,
    PeriodPreset.LAST_28_DAYS: 28,
    PeriodPreset.LAST_30_DAYS: 30,
    PeriodPreset.LAST_90_DAYS: 90,
    PeriodPreset.LAST_365_DAYS: 365,
}
_RUNNING = {
    PeriodPreset.THIS_WEEK: Granularity.WEEK,
    PeriodPreset.THIS_MONTH: Granularity.MONTH,
    PeriodPreset.THIS_QUARTER: Granularity.QUARTER,
    PeriodPreset.THIS_YEAR: Granularity.YEAR,
}
"""What has begun and is not over: its complete days so far."""
_LAST = {
    PeriodPreset.LAST_WEEK: Granularity.WEEK,
    PeriodPreset.LAST_MONTH: Granularity.MONTH,
    PeriodPreset.LAST_QUARTER: Granularity.QUARTER,
    PeriodPreset.LAST_YEAR: Granularity.YEAR,
}
"""The whole one before that which runs."""


_PER_DAY = {
    Granularity.HOUR: 24.0,
    Granularity.DAY: 1.0,
    Granularity.WEEK: 1 / 7,
    Granularity.MONTH: 1 / 28,
    Granularity.QUARTER: 1 / 90,
    Granularity.YEAR: 1 / 365,
}


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        InvalidTimeZoneError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidTimeZoneError(name) from None


def start_of_day(day: date, zone_name: str) -> datetime:
    """The first instant (UTC) of a local day."""
    return datetime.combine(day, time.min, tzinfo=zone(zone_name)).astimezone(UTC)


def local_date(instant: datetime, zone_name: str) -> date:
    """The calendar date on which an instant falls in a zone."""
    return instant.astimezone(zone(zone_name)).date()


@dataclass(frozen=True, slots=True)
class Bucket:
    """One step of the time axis: [start, end) as UTC instants, and the local dates it covers."""

    start: datetime
    end: datetime
    first_day: date
    last_day: date
    """Exclusive. Within an hour bucket both dates are those of its day, so no whole day falls in it."""
    label: str
    """ISO 8601: the local date, or the local date and hour with its offset."""

    @property
    def has_days(self) -> bool:
        """False for an hour."""
        return self.last_day > self.first_day


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days [start, end) in a zone."""

    start: date
    end: date
    zone_name: str
    preset: PeriodPreset | None = None

    @classmethod
    def custom(cls, start: date, end: date, zone_name: str) -> "Period":
        """A checked period.

        Raises:
            InvalidTimeZoneError: no such zone.
            InvalidPeriodError: the end is not after the start, or a date is out of the calendar we serve.
            RangeTooLongError: more than MAX_PERIOD_DAYS days.
        """
        zone(zone_name)
        if end <= start:
            raise InvalidPeriodError(
                f"The period ends on {end} before or when it starts, {start}. `end` is exclusive: for one day "
                "give the next day as its end."
            )
        if (end - start).days > MAX_PERIOD_DAYS:
            raise too_many_days(start, end, MAX_PERIOD_DAYS)
        if start < MIN_DATE or end > MAX_DATE:
            raise InvalidPeriodError(f"Dates must lie between {MIN_DATE} and {MAX_DATE}.")
        return cls(start, end, zone_name)

    @classmethod
    def of_preset(cls, preset: PeriodPreset, now: datetime, zone_name: str, week_start: int = 0) -> "Period":
        """The complete days that a preset means now; today is never among them.

        Raises:
            InvalidPeriodError: what runs began today, so that no day of it is complete.
        """
        today = local_date(now, zone_name)
        if preset in _RUNNING:
            start = floor(today, _RUNNING[preset], week_start)
            if start == today:
                name = preset.name.removeprefix("THIS_")
                raise InvalidPeriodError(
                    f"This {name.lower()} has no complete day yet; ask for LAST_{name} or a custom period."
                )
            return cls(start, today, zone_name, preset)
        if preset in _LAST:
            end = floor(today, _LAST[preset], week_start)
            return cls(step(end, _LAST[preset], -1), end, zone_name, preset)
        return cls(today - timedelta(days=_PRESET_DAYS[preset]), today, zone_name, preset)

    @property
    def calendar_step(self) -> Granularity | None:
        """The week, month, quarter or year that the preset means one of; None for plain days."""
        if self.preset is None:
            return None
        return _RUNNING.get(self.preset) or _LAST.get(self.preset)

    @property
    def running(self) -> bool:
        """True when the preset means something that is not over."""
        return self.preset in _RUNNING

    @property
    def days(self) -> int:
        """How many calendar days it holds."""
        return (self.end - self.start).days

    @property
    def starts_at(self) -> datetime:
        """First instant, UTC."""
        return start_of_day(self.start, self.zone_name)

    @property
    def ends_at(self) -> datetime:
        """First instant after it, UTC."""
        return start_of_day(self.end, self.zone_name)

    def complete_days(self, now: datetime) -> "Period | None":
        """The part before today; None when nothing is left."""
        end = min(self.end, local_date(now, self.zone_name))
        return Period(self.start, end, self.zone_name, self.preset) if end > self.start else None

    def buckets(self, granularity: Granularity, week_start: int = 0) -> tuple[Bucket, ...]:
        """The calendar buckets that cover the period, cut at its edges; none is missing, empty or not.

        Raises:
            RangeTooLongError: more than MAX_BUCKETS.
        """
        if granularity is Granularity.HOUR:
            return self._hours()
        edges = [self.start]
        current = floor(self.start, granularity, week_start)
        while (current := step(current, granularity, 1)) < self.end:
            edges.append(current)
        if len(edges) > MAX_BUCKETS:
            raise RangeTooLongError(len(edges), MAX_BUCKETS, "buckets")
        edges.append(self.end)
        instants = [start_of_day(edge, self.zone_name) for edge in edges]
        return tuple(
            Bucket(instants[i], instants[i + 1], edges[i], edges[i + 1], edges[i].isoformat())
            for i in range(len(edges) - 1)
        )

    def count_buckets(self, granularity: Granularity) -> int:
        """How many buckets there are, or up to three more; nothing is built for it."""
        return int(self.days * _PER_DAY[granularity]) + (0 if granularity is Granularity.DAY else 2)

    def _hours(self) -> tuple[Bucket, ...]:
        if self.days * 24 > MAX_BUCKETS:
            raise RangeTooLongError(self.days * 24, MAX_BUCKETS, "buckets")
        tz = zone(self.zone_name)
        instant, end = self.starts_at, self.ends_at
        found = []
        while instant < end:
            following = _next_hour(instant, tz)
            local = instant.astimezone(tz)
            label = local.isoformat(timespec="minutes")
            found.append(Bucket(instant, min(following, end), local.date(), local.date(), label))
            instant = following
        return tuple(found)


def _next_hour(instant: datetime, tz: ZoneInfo) -> datetime:
    """The next instant at which a local clock shows a full hour.

    Found by quarter hours, because zones are shifted, and summer time is started, by 15, 30, 45 or 60 minutes.
    """
    following = instant + timedelta(minutes=15)
    while following.astimezone(tz).minute != 0:
        following += timedelta(minutes=15)
    return following


def floor(day: date, granularity: Granularity, week_start: int = 0) -> date:
    """The first day of the week, month, quarter or year that the day lies in."""
    match granularity:
        case Granularity.WEEK:
            return day - timedelta(days=(day.weekday() - week_start) % 7)
        case Granularity.MONTH:
            return day.replace(day=1)
        case Granularity.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Granularity.YEAR:
            return day.replace(month=1, day=1)
        case Granularity.DAY | Granularity.HOUR:
            return day


def step(day: date, granularity: Granularity, count: int) -> date:
    """Calendar arithmetic. A day that the target month lacks becomes its last day (31 January + 1 month)."""
    match granularity:
        case Granularity.DAY | Granularity.HOUR:
            return day + timedelta(days=count)
        case Granularity.WEEK:
            return day + timedelta(weeks=count)
        case Granularity.MONTH:
            months = count
        case Granularity.QUARTER:
            months = count * 3
        case Granularity.YEAR:
            months = count * 12
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def bucket_of(starts: list[datetime], instant: datetime) -> int:
    """Index of the bucket that holds an instant, given the buckets' starts; -1 before the first."""
    return bisect_right(starts, instant) - 1
