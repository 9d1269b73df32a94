"""Time: whatever the clocks do, each quarter hour is in one bucket, in one weekday and in one hour."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dimensions import Dimension
from domain.engine import Measures
from domain.facts import EngagementFact
from domain.metrics import MetricKey
from domain.slices import Attribution
from domain.time_range import Granularity, Period, floor, step
from tests.domain import reference_engine as reference
from tests.domain import worlds

QUARTER = timedelta(minutes=15)
ZONES = (
    "Africa/Casablanca",
    "America/Caracas",
    "America/Havana",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "UTC",
)
LONG = st.builds(
    lambda zone_name, start, days: Period(start, start + timedelta(days=days), zone_name),
    st.sampled_from(ZONES),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(1, 150),
)
"""Periods in zones with all sorts of offsets and changes."""


@given(LONG, st.sampled_from(Granularity), st.integers(0, 6))
def test_buckets_cover_a_period_without_a_gap_or_an_overlap(
    period: Period, granularity: Granularity, week_start: int
) -> None:
    buckets = period.buckets(granularity, week_start)

    assert buckets[0].start == period.starts_at
    assert buckets[-1].end == period.ends_at
    assert all(one.end == following.start for one, following in pairwise(buckets))
    assert all(bucket.start <= bucket.end for bucket in buckets)
    if granularity is not Granularity.HOUR:
        days = [b.first_day + timedelta(n) for b in buckets for n in range((b.last_day - b.first_day).days)]
        assert days == reference.days_of(period)


@settings(max_examples=100)
@given(worlds.periods(), st.sampled_from(Granularity), st.integers(0, 6))
def test_each_quarter_hour_is_in_the_bucket_that_the_local_calendar_says(
    period: Period, granularity: Granularity, week_start: int
) -> None:
    expected = reference.stretches(period, granularity, week_start)

    buckets = period.buckets(granularity, week_start)

    assert len(buckets) == len(expected)
    for bucket, stretch in zip(buckets, expected, strict=True):
        count = (bucket.end - bucket.start) // QUARTER
        assert {bucket.start + n * QUARTER for n in range(count)} == stretch.quarters
        assert all(bucket.first_day <= day < bucket.last_day for day in stretch.days)


@given(worlds.periods(4))
def test_an_hour_bucket_is_one_hour_of_one_day_and_two_alike_differ_in_their_offset(period: Period) -> None:
    tz = ZoneInfo(period.zone_name)

    hours = period.buckets(Granularity.HOUR)

    assert len({hour.label for hour in hours}) == len(hours)
    for hour in hours:
        inside = {hour.start + n * QUARTER for n in range((hour.end - hour.start) // QUARTER)}
        before: set[tuple[date, int]] = set()
        after: set[tuple[date, int]] = set()
        for at in (at.astimezone(tz) for at in inside):
            unchanged = at.utcoffset() == hour.start.astimezone(tz).utcoffset()
            (before if unchanged else after).add((at.date(), at.hour))
        assert len(before) == 1
        # What a change of the clocks leaves of an hour whose beginning it skipped belongs to the hour before.
        assert not after or period.zone_name in ("Australia/Lord_Howe", "Pacific/Chatham")
        assert datetime.fromisoformat(hour.label) == hour.start
        assert datetime.fromisoformat(hour.label).utcoffset() == hour.start.astimezone(tz).utcoffset()


@given(LONG)
def test_iso_weeks_are_those_of_the_calendar_and_others_begin_on_their_day(period: Period) -> None:
    iso = period.buckets(Granularity.WEEK, 0)
    sunday = period.buckets(Granularity.WEEK, 6)

    assert Counter(day.isocalendar()[:2] for day in reference.days_of(period)) == Counter(
        {week.first_day.isocalendar()[:2]: (week.last_day - week.first_day).days for week in iso}
    )
    assert all(week.first_day.isoweekday() == 7 for week in sunday[1:])
    assert all((week.last_day - week.first_day).days == 7 for week in sunday[1:-1])


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.sampled_from(Granularity), st.integers(0, 6))
def test_a_day_lies_in_its_step_and_the_step_after_it_begins_later(
    day: date, granularity: Granularity, week_start: int
) -> None:
    first = floor(day, granularity, week_start)
    following = step(first, granularity, 1)

    assert first <= day < following
    assert floor(following, granularity, week_start) == following
    assert step(following, granularity, -1) == first


# ---------------------------------------------------------------- the engine


def _by_clock(period: Period, key: Callable[[datetime], str]) -> dict[str, int]:
    """Quarter hours of a period by what the clock showed, each told through zoneinfo."""
    tz = ZoneInfo(period.zone_name)
    return dict(Counter(key(at.astimezone(tz)) for at in reference.quarters_of(period)))


ODD_PERIODS = [Period(day, day + timedelta(days=4), zone_name) for zone_name, day in worlds.ODD_DAYS]


@pytest.mark.parametrize("granularity", [None, Granularity.HOUR, Granularity.DAY, Granularity.WEEK])
@pytest.mark.parametrize("period", ODD_PERIODS, ids=lambda period: f"{period.zone_name} {period.start}")
def test_a_like_in_every_quarter_hour_is_counted_once_by_every_clock(
    ask: Callable[..., Measures],
    make_engagement: Callable[..., tuple[str, EngagementFact]],
    period: Period,
    granularity: Granularity | None,
) -> None:
    around = [period.starts_at - 8 * QUARTER + n * QUARTER for n in range(96 * (period.days + 1))]
    likes = [make_engagement(at) for at in around]

    def groups(dimension: Dimension) -> dict[str | None, float]:
        answer = ask(
            MetricKey.LIKES,
            # Loaded in both grains, because only hours need the finer one.
            engagements=[*likes, *(make_engagement(at.astimezone(ZoneInfo(period.zone_name)).date()) for at in around)],
            start=period.start,
            end=period.end,
            zone_name=period.zone_name,
            granularity=granularity,
            group_by=(dimension,),
            attribution=Attribution.RECEIVED,
        )
        for group in answer.groups if granularity is not None else ():
            points = [point.value for point in group.points[0] if point.value is not None]
            assert sum(points) == (group.totals[0].value or 0)
        return {g.group.keys[0].value: g.totals[0].value for g in answer.groups if g.totals[0].value}

    assert groups(Dimension.HOUR_OF_DAY) == _by_clock(period, lambda local: str(local.hour))
    assert groups(Dimension.WEEKDAY) == _by_clock(period, lambda local: str(local.weekday()))


@pytest.mark.parametrize("period", ODD_PERIODS, ids=lambda period: f"{period.zone_name} {period.start}")
def test_a_day_has_as_many_quarter_hours_as_its_clock_shows(period: Period) -> None:
    tz = ZoneInfo(period.zone_name)
    shown = Counter(at.astimezone(tz).date() for at in reference.quarters_of(period))

    days = period.buckets(Granularity.DAY)

    assert {day.first_day: (day.end - day.start) // QUARTER for day in days} == {
        day: shown[day] for day in reference.days_of(period)
    }


def test_the_odd_days_are_odd() -> None:
    hours = {
        (period.zone_name, bucket.first_day): (bucket.end - bucket.start) / timedelta(hours=1)
        for period in ODD_PERIODS
        for bucket in period.buckets(Granularity.DAY)
        if bucket.end - bucket.start != timedelta(hours=24)
    }

    assert hours == {
        ("Europe/Berlin", date(2026, 3, 29)): 23,
        ("Europe/Berlin", date(2026, 10, 25)): 25,
        ("Australia/Lord_Howe", date(2026, 4, 5)): 24.5,
        ("Australia/Lord_Howe", date(2026, 10, 4)): 23.5,
        ("Pacific/Chatham", date(2026, 4, 5)): 25,
        ("Pacific/Apia", date(2011, 12, 30)): 0,
        ("America/Sao_Paulo", date(2018, 11, 4)): 23,
        ("America/Sao_Paulo", date(2018, 2, 17)): 25,
    }


def test_a_day_that_begins_twice_holds_the_hour_between() -> None:
    # In St. John's the clock went from 00:01 on 7 November 2010 back to 23:01: the 7th had begun, and it stays begun.
    period = Period(date(2010, 11, 6), date(2010, 11, 8), "America/St_Johns")

    sixth, seventh = period.buckets(Granularity.DAY)

    assert (sixth.start, sixth.end) == (
        datetime(2010, 11, 6, 2, 30, tzinfo=UTC),
        datetime(2010, 11, 7, 2, 30, tzinfo=UTC),
    )
    assert seventh.end - seventh.start == timedelta(hours=25)
