"""Periods, the instants they mean, and the buckets in them, across the odd clocks of the world."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import InvalidInputError, InvalidPeriodError, InvalidTimeZoneError, RangeTooLongError
from domain.time_range import (
    Granularity,
    Period,
    PeriodPreset,
    bucket_of,
    floor,
    local_date,
    start_of_day,
    step,
    zone,
)

HOUR = timedelta(hours=1)

# Half-hour shifts (Lord Howe), shifts at midnight (Sao Paulo, Cairo, Havana, Beirut), a minute after it (St. John's
# until 2011), a day that never was (Apia), quarter-hour offsets (Kathmandu, Chatham), and plain ones.
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Havana",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
)


def _day(year: int, month: int, day: int, zone_name: str) -> Period:
    start = date(year, month, day)
    return Period.custom(start, start + timedelta(days=1), zone_name)


# ---------------------------------------------------------------- presets

PRESETS_ON_16_MARCH_2026 = [
    (PeriodPreset.YESTERDAY, date(2026, 3, 15), date(2026, 3, 16)),
    (PeriodPreset.LAST_7_DAYS, date(2026, 3, 9), date(2026, 3, 16)),
    (PeriodPreset.LAST_28_DAYS, date(2026, 2, 16), date(2026, 3, 16)),
    (PeriodPreset.LAST_30_DAYS, date(2026, 2, 14), date(2026, 3, 16)),
    (PeriodPreset.LAST_90_DAYS, date(2025, 12, 16), date(2026, 3, 16)),
    (PeriodPreset.LAST_365_DAYS, date(2025, 3, 16), date(2026, 3, 16)),
    (PeriodPreset.LAST_WEEK, date(2026, 3, 9), date(2026, 3, 16)),
    (PeriodPreset.THIS_MONTH, date(2026, 3, 1), date(2026, 3, 16)),
    (PeriodPreset.LAST_MONTH, date(2026, 2, 1), date(2026, 3, 1)),
    (PeriodPreset.THIS_QUARTER, date(2026, 1, 1), date(2026, 3, 16)),
    (PeriodPreset.LAST_QUARTER, date(2025, 10, 1), date(2026, 1, 1)),
    (PeriodPreset.THIS_YEAR, date(2026, 1, 1), date(2026, 3, 16)),
    (PeriodPreset.LAST_YEAR, date(2025, 1, 1), date(2026, 1, 1)),
]


def test_every_preset_is_tried() -> None:
    tried = [preset for preset, _, _ in PRESETS_ON_16_MARCH_2026]

    assert [preset for preset in PeriodPreset if preset not in tried] == [PeriodPreset.THIS_WEEK]


@pytest.mark.parametrize(("preset", "start", "end"), PRESETS_ON_16_MARCH_2026)
def test_a_preset_is_made_of_complete_days(preset: PeriodPreset, start: date, end: date) -> None:
    now = datetime(2026, 3, 16, 9, tzinfo=UTC)

    period = Period.of_preset(preset, now, "Europe/Berlin")

    assert period == Period(start, end, "Europe/Berlin", preset)


def test_a_week_begins_when_the_users_weeks_do() -> None:
    sunday_afternoon = datetime(2026, 3, 15, 15, tzinfo=UTC)

    of_mondays = Period.of_preset(PeriodPreset.THIS_WEEK, sunday_afternoon, "UTC", week_start=0)
    of_saturdays = Period.of_preset(PeriodPreset.THIS_WEEK, sunday_afternoon, "UTC", week_start=5)

    assert (of_mondays.start, of_mondays.end) == (date(2026, 3, 9), date(2026, 3, 15))
    assert (of_saturdays.start, of_saturdays.end) == (date(2026, 3, 14), date(2026, 3, 15))
    with pytest.raises(InvalidPeriodError, match="This week has no complete day yet; ask for LAST_WEEK"):
        Period.of_preset(PeriodPreset.THIS_WEEK, sunday_afternoon, "UTC", week_start=6)


@pytest.mark.parametrize(
    ("zone_name", "yesterday"),
    [
        ("America/New_York", date(2026, 3, 14)),
        ("UTC", date(2026, 3, 14)),
        ("Europe/Berlin", date(2026, 3, 15)),
        ("Pacific/Kiritimati", date(2026, 3, 15)),
    ],
)
def test_a_preset_counts_from_today_in_the_users_zone(zone_name: str, yesterday: date) -> None:
    now = datetime(2026, 3, 15, 23, 30, tzinfo=UTC)

    period = Period.of_preset(PeriodPreset.YESTERDAY, now, zone_name)

    assert period.start == yesterday


@pytest.mark.parametrize(
    ("today", "preset", "start", "end"),
    [
        (date(2024, 3, 1), PeriodPreset.YESTERDAY, date(2024, 2, 29), date(2024, 3, 1)),
        (date(2024, 2, 29), PeriodPreset.THIS_MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 3, 31), PeriodPreset.LAST_MONTH, date(2024, 2, 1), date(2024, 3, 1)),
        (date(2026, 3, 31), PeriodPreset.LAST_MONTH, date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 1, 1), PeriodPreset.LAST_MONTH, date(2025, 12, 1), date(2026, 1, 1)),
        (date(2026, 12, 31), PeriodPreset.LAST_MONTH, date(2026, 11, 1), date(2026, 12, 1)),
        (date(2025, 2, 28), PeriodPreset.LAST_365_DAYS, date(2024, 2, 29), date(2025, 2, 28)),
        (date(2024, 3, 1), PeriodPreset.LAST_30_DAYS, date(2024, 1, 31), date(2024, 3, 1)),
    ],
)
def test_presets_follow_the_calendar_at_month_ends_and_leap_days(
    today: date, preset: PeriodPreset, start: date, end: date
) -> None:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)

    period = Period.of_preset(preset, now, "UTC")

    assert (period.start, period.end) == (start, end)


def test_this_month_is_refused_on_its_first_day() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    with pytest.raises(InvalidPeriodError, match="no complete day yet"):
        Period.of_preset(PeriodPreset.THIS_MONTH, now, "UTC")


# ---------------------------------------------------------------- custom periods


def test_a_custom_period_holds_its_first_day_and_not_its_end() -> None:
    period = Period.custom(date(2024, 2, 28), date(2024, 3, 1), "Europe/Berlin")

    assert period.days == 2
    assert period.starts_at == datetime(2024, 2, 27, 23, tzinfo=UTC)
    assert period.ends_at == datetime(2024, 2, 29, 23, tzinfo=UTC)


@pytest.mark.parametrize("end", [date(2026, 3, 1), date(2026, 3, 2)])
def test_a_period_that_does_not_end_after_its_start_is_refused(end: date) -> None:
    with pytest.raises(InvalidPeriodError) as caught:
        Period.custom(date(2026, 3, 2), end, "UTC")

    assert caught.value.code == "INVALID_PERIOD"
    assert "`end` is exclusive" in caught.value.message


def test_two_hundred_years_are_too_long() -> None:
    with pytest.raises(RangeTooLongError) as caught:
        Period.custom(date(1900, 1, 1), date(2100, 1, 1), "UTC")

    assert (caught.value.asked, caught.value.limit) == (73_049, 3_660)
    assert caught.value.message == "The period holds 73,049 days; at most 3,660 can be asked for at once."


def test_the_longest_period_is_3660_days() -> None:
    longest = Period.custom(date(2016, 1, 1), date(2016, 1, 1) + timedelta(days=3_660), "UTC")

    assert longest.days == 3_660
    with pytest.raises(RangeTooLongError):
        Period.custom(longest.start, longest.end + timedelta(days=1), "UTC")


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(1999, 12, 31), date(2000, 1, 2)), (date(2099, 12, 31), date(2100, 1, 2)), (date(1, 1, 1), date(1, 1, 2))],
)
def test_dates_out_of_the_calendar_we_serve_are_refused(start: date, end: date) -> None:
    with pytest.raises(InvalidPeriodError, match="between 2000-01-01 and 2100-01-01"):
        Period.custom(start, end, "UTC")


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "", "+01:00", "../etc/passwd", "Europe", "Europe/Berlin\0", "x" * 500]
)
def test_a_name_that_is_no_iana_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidTimeZoneError) as caught:
        Period.custom(date(2026, 3, 1), date(2026, 3, 2), name)

    assert caught.value.code == "INVALID_TIME_ZONE"
    assert len(caught.value.message) < 200
    assert isinstance(caught.value, InvalidInputError)


def test_complete_days_leave_out_the_running_day_and_the_future() -> None:
    now = datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
    period = Period.custom(date(2026, 3, 1), date(2026, 3, 31), "America/New_York")

    complete = period.complete_days(now)

    assert complete == Period(date(2026, 3, 1), date(2026, 3, 3), "America/New_York")


def test_no_complete_day_is_none() -> None:
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)

    assert Period.custom(date(2026, 3, 4), date(2026, 3, 5), "UTC").complete_days(now) is None
    assert Period.custom(date(2026, 4, 4), date(2026, 4, 5), "UTC").complete_days(now) is None


# ---------------------------------------------------------------- days


def test_day_buckets_are_23_hours_long_when_summer_time_starts() -> None:
    period = Period.custom(date(2026, 3, 28), date(2026, 3, 31), "Europe/Berlin")

    buckets = period.buckets(Granularity.DAY)

    assert [bucket.end - bucket.start for bucket in buckets] == [24 * HOUR, 23 * HOUR, 24 * HOUR]
    assert [bucket.label for bucket in buckets] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    assert [(bucket.first_day, bucket.last_day) for bucket in buckets] == [
        (date(2026, 3, 28), date(2026, 3, 29)),
        (date(2026, 3, 29), date(2026, 3, 30)),
        (date(2026, 3, 30), date(2026, 3, 31)),
    ]


@pytest.mark.parametrize(
    ("day", "starts_at", "hours"),
    [
        (_day(2026, 10, 25, "Europe/Berlin"), datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        (_day(2026, 3, 29, "Asia/Kathmandu"), datetime(2026, 3, 28, 18, 15, tzinfo=UTC), 24),
        (_day(2026, 4, 5, "Australia/Lord_Howe"), datetime(2026, 4, 4, 13, tzinfo=UTC), 24.5),
        (_day(2026, 10, 4, "Australia/Lord_Howe"), datetime(2026, 10, 3, 13, 30, tzinfo=UTC), 23.5),
        (_day(2011, 12, 29, "Pacific/Apia"), datetime(2011, 12, 29, 10, tzinfo=UTC), 24),
        (_day(2011, 12, 30, "Pacific/Apia"), datetime(2011, 12, 30, 10, tzinfo=UTC), 0),
        (_day(2011, 12, 31, "Pacific/Apia"), datetime(2011, 12, 30, 10, tzinfo=UTC), 24),
        (_day(2018, 11, 4, "America/Sao_Paulo"), datetime(2018, 11, 4, 3, tzinfo=UTC), 23),
        (_day(2018, 2, 17, "America/Sao_Paulo"), datetime(2018, 2, 17, 2, tzinfo=UTC), 25),
        (_day(2023, 4, 28, "Africa/Cairo"), datetime(2023, 4, 27, 22, tzinfo=UTC), 23),
        (_day(2026, 11, 1, "America/Havana"), datetime(2026, 11, 1, 4, tzinfo=UTC), 25),
    ],
    ids=lambda value: f"{value.start} {value.zone_name}" if isinstance(value, Period) else "",
)
def test_a_day_begins_at_the_first_instant_that_carries_its_date(
    day: Period, starts_at: datetime, hours: float
) -> None:
    (bucket,) = day.buckets(Granularity.DAY)

    assert bucket.start == starts_at
    assert bucket.end - bucket.start == hours * HOUR


def test_the_first_instant_of_a_day_without_midnight_carries_its_date() -> None:
    starts_at = start_of_day(date(2018, 11, 4), "America/Sao_Paulo")

    assert local_date(starts_at, "America/Sao_Paulo") == date(2018, 11, 4)
    assert local_date(starts_at - timedelta(microseconds=1), "America/Sao_Paulo") == date(2018, 11, 3)
    assert starts_at.astimezone(zone("America/Sao_Paulo")).isoformat() == "2018-11-04T01:00:00-02:00"


# ---------------------------------------------------------------- weeks, months, quarters, years


@pytest.mark.parametrize(
    ("granularity", "week_start", "start", "end", "labels"),
    [
        (Granularity.DAY, 0, date(2024, 2, 28), date(2024, 3, 2), ["2024-02-28", "2024-02-29", "2024-03-01"]),
        (Granularity.WEEK, 0, date(2026, 3, 4), date(2026, 3, 17), ["2026-03-04", "2026-03-09", "2026-03-16"]),
        (Granularity.WEEK, 6, date(2026, 3, 4), date(2026, 3, 17), ["2026-03-04", "2026-03-08", "2026-03-15"]),
        (Granularity.WEEK, 0, date(2026, 3, 2), date(2026, 3, 9), ["2026-03-02"]),
        (Granularity.WEEK, 6, date(2026, 3, 2), date(2026, 3, 9), ["2026-03-02", "2026-03-08"]),
        (Granularity.WEEK, 0, date(2020, 12, 28), date(2021, 1, 5), ["2020-12-28", "2021-01-04"]),
        (Granularity.MONTH, 0, date(2024, 1, 31), date(2024, 3, 2), ["2024-01-31", "2024-02-01", "2024-03-01"]),
        (Granularity.MONTH, 0, date(2026, 2, 1), date(2026, 3, 1), ["2026-02-01"]),
        (Granularity.QUARTER, 0, date(2025, 11, 15), date(2026, 5, 1), ["2025-11-15", "2026-01-01", "2026-04-01"]),
        (Granularity.YEAR, 0, date(2024, 12, 31), date(2026, 1, 2), ["2024-12-31", "2025-01-01", "2026-01-01"]),
    ],
)
def test_buckets_follow_the_calendar_and_are_cut_at_the_edges(
    granularity: Granularity, week_start: int, start: date, end: date, labels: list[str]
) -> None:
    buckets = Period.custom(start, end, "Europe/Berlin").buckets(granularity, week_start)

    assert [bucket.label for bucket in buckets] == labels
    assert buckets[-1].last_day == end


def test_ten_years_of_days_fit_and_a_year_of_hours_does_not() -> None:
    ten_years = Period.custom(date(2016, 1, 1), date(2026, 1, 1), "Europe/Berlin")
    year = Period.custom(date(2025, 1, 1), date(2026, 1, 1), "Europe/Berlin")

    assert len(ten_years.buckets(Granularity.DAY)) == 3_653
    with pytest.raises(RangeTooLongError) as caught:
        year.buckets(Granularity.HOUR)
    assert (caught.value.asked, caught.value.limit) == (8_760, 4_000)


# ---------------------------------------------------------------- hours


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (_day(2026, 3, 29, "Europe/Berlin"), 23),
        (_day(2026, 10, 25, "Europe/Berlin"), 25),
        (_day(2026, 3, 29, "Asia/Kathmandu"), 24),
        (_day(2026, 4, 5, "Australia/Lord_Howe"), 24),
        (_day(2026, 10, 4, "Australia/Lord_Howe"), 23),
        (_day(2011, 12, 30, "Pacific/Apia"), 0),
        (_day(2018, 11, 4, "America/Sao_Paulo"), 23),
        (_day(2018, 2, 17, "America/Sao_Paulo"), 25),
        (_day(2023, 4, 28, "Africa/Cairo"), 23),
    ],
    ids=lambda value: f"{value.start} {value.zone_name}" if isinstance(value, Period) else "",
)
def test_a_day_has_as_many_hour_buckets_as_its_clock_shows_full_hours(day: Period, count: int) -> None:
    buckets = day.buckets(Granularity.HOUR)

    assert len(buckets) == count


def test_the_hour_that_summer_time_skips_is_not_among_the_labels() -> None:
    buckets = _day(2026, 3, 29, "Europe/Berlin").buckets(Granularity.HOUR)

    assert [bucket.label for bucket in buckets[:4]] == [
        "2026-03-29T00:00+01:00",
        "2026-03-29T01:00+01:00",
        "2026-03-29T03:00+02:00",
        "2026-03-29T04:00+02:00",
    ]
    assert {bucket.end - bucket.start for bucket in buckets} == {HOUR}


def test_the_hour_that_comes_twice_has_two_buckets_told_apart_by_their_offset() -> None:
    buckets = _day(2026, 10, 25, "Europe/Berlin").buckets(Granularity.HOUR)

    assert [bucket.label for bucket in buckets[1:5]] == [
        "2026-10-25T01:00+02:00",
        "2026-10-25T02:00+02:00",
        "2026-10-25T02:00+01:00",
        "2026-10-25T03:00+01:00",
    ]
    assert {bucket.end - bucket.start for bucket in buckets} == {HOUR}


def test_hours_of_a_45_minute_zone_begin_at_its_own_full_hours() -> None:
    buckets = _day(2026, 3, 29, "Asia/Kathmandu").buckets(Granularity.HOUR)

    assert buckets[0].start == datetime(2026, 3, 28, 18, 15, tzinfo=UTC)
    assert buckets[23].start == datetime(2026, 3, 29, 17, 15, tzinfo=UTC)
    assert buckets[23].label == "2026-03-29T23:00+05:45"
    assert {bucket.end - bucket.start for bucket in buckets} == {HOUR}


def test_the_half_hour_shifted_on_lord_howe_belongs_to_the_hour_before() -> None:
    back = _day(2026, 4, 5, "Australia/Lord_Howe").buckets(Granularity.HOUR)
    forward = _day(2026, 10, 4, "Australia/Lord_Howe").buckets(Granularity.HOUR)

    assert [bucket.end - bucket.start for bucket in back[:3]] == [HOUR, 1.5 * HOUR, HOUR]
    assert [bucket.label for bucket in back[:3]] == [
        "2026-04-05T00:00+11:00",
        "2026-04-05T01:00+11:00",
        "2026-04-05T02:00+10:30",
    ]
    assert [bucket.end - bucket.start for bucket in forward[:3]] == [HOUR, 1.5 * HOUR, HOUR]
    assert [bucket.label for bucket in forward[:3]] == [
        "2026-10-04T00:00+10:30",
        "2026-10-04T01:00+10:30",
        "2026-10-04T03:00+11:00",
    ]


def test_a_day_without_midnight_has_hours_from_one_o_clock() -> None:
    buckets = _day(2018, 11, 4, "America/Sao_Paulo").buckets(Granularity.HOUR)

    assert buckets[0].label == "2018-11-04T01:00-02:00"
    assert buckets[22].label == "2018-11-04T23:00-02:00"


def test_no_whole_day_falls_into_an_hour() -> None:
    buckets = _day(2026, 3, 2, "UTC").buckets(Granularity.HOUR)

    assert {(bucket.first_day, bucket.last_day) for bucket in buckets} == {(date(2026, 3, 2), date(2026, 3, 2))}


# ---------------------------------------------------------------- laws


@st.composite
def cuts(draw: st.DrawFn) -> tuple[Period, Granularity, int]:
    granularity = draw(st.sampled_from(Granularity))
    start = draw(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
    # A third of the draws begin around a change of some clock, where it is hard.
    near = draw(
        st.sampled_from([None, None, date(2011, 12, 29), date(2018, 11, 3), date(2010, 11, 6), date(2026, 3, 28)])
    )
    days = draw(st.integers(1, 8 if granularity is Granularity.HOUR else 800))
    start = near or start
    period = Period.custom(start, start + timedelta(days=days), draw(st.sampled_from(ZONES)))
    return period, granularity, draw(st.integers(0, 6))


@given(cuts())
def test_buckets_tile_the_period(cut: tuple[Period, Granularity, int]) -> None:
    period, granularity, week_start = cut

    buckets = period.buckets(granularity, week_start)

    edges = [(period.starts_at, period.starts_at), *((b.start, b.end) for b in buckets)]
    assert all(earlier[1] == later[0] for earlier, later in pairwise(edges))
    assert edges[-1][1] == period.ends_at
    assert all(bucket.start <= bucket.end for bucket in buckets)
    assert len({bucket.label for bucket in buckets}) == len(buckets)
    if granularity is not Granularity.HOUR:
        days = [period.start, *(bucket.last_day for bucket in buckets)]
        assert [bucket.first_day for bucket in buckets] == days[:-1]
        assert days[-1] == period.end


@given(cuts(), st.floats(0, 1, exclude_max=True))
def test_every_instant_of_a_period_lies_in_exactly_one_bucket(
    cut: tuple[Period, Granularity, int], share: float
) -> None:
    period, granularity, week_start = cut
    length = period.ends_at - period.starts_at
    instant = period.starts_at + share * length
    assume(period.starts_at <= instant < period.ends_at)  # a day that does not exist holds no instant

    buckets = period.buckets(granularity, week_start)

    holding = [i for i, bucket in enumerate(buckets) if bucket.start <= instant < bucket.end]
    assert holding == [bucket_of([bucket.start for bucket in buckets], instant)]


def test_an_instant_before_the_first_bucket_is_in_none() -> None:
    starts = [datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)]

    assert bucket_of(starts, datetime(2026, 3, 1, 23, 59, tzinfo=UTC)) == -1
    assert bucket_of(starts, datetime(2026, 3, 2, tzinfo=UTC)) == 0
    assert bucket_of(starts, datetime(2026, 3, 3, tzinfo=UTC)) == 1


DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DATES, st.sampled_from(Granularity), st.integers(0, 6))
def test_floor_is_idempotent_and_never_after_the_day(day: date, granularity: Granularity, week_start: int) -> None:
    floored = floor(day, granularity, week_start)

    assert floor(floored, granularity, week_start) == floored
    assert floored <= day < step(floored, granularity, 1)


@given(DATES, st.sampled_from(Granularity), st.integers(0, 6), st.integers(-40, 40))
def test_whole_steps_from_a_floor_land_on_a_floor_and_lead_back(
    day: date, granularity: Granularity, week_start: int, count: int
) -> None:
    floored = floor(day, granularity, week_start)

    there = step(floored, granularity, count)

    assert floor(there, granularity, week_start) == there
    assert step(there, granularity, -count) == floored


@pytest.mark.parametrize(
    ("day", "granularity", "count", "expected"),
    [
        (date(2026, 1, 31), Granularity.MONTH, 1, date(2026, 2, 28)),
        (date(2024, 1, 31), Granularity.MONTH, 1, date(2024, 2, 29)),
        (date(2026, 1, 31), Granularity.MONTH, 3, date(2026, 4, 30)),
        (date(2026, 3, 31), Granularity.MONTH, -1, date(2026, 2, 28)),
        (date(2026, 1, 15), Granularity.MONTH, -1, date(2025, 12, 15)),
        (date(2026, 12, 15), Granularity.MONTH, 1, date(2027, 1, 15)),
        (date(2026, 11, 30), Granularity.QUARTER, 1, date(2027, 2, 28)),
        (date(2024, 2, 29), Granularity.YEAR, 1, date(2025, 2, 28)),
        (date(2024, 2, 29), Granularity.YEAR, -4, date(2020, 2, 29)),
        (date(2024, 2, 28), Granularity.WEEK, 1, date(2024, 3, 6)),
        (date(2024, 2, 28), Granularity.DAY, 2, date(2024, 3, 1)),
    ],
)
def test_a_day_that_the_target_month_lacks_becomes_its_last_day(
    day: date, granularity: Granularity, count: int, expected: date
) -> None:
    assert step(day, granularity, count) == expected
