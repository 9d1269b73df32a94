"""The engine: one question, one answer, split and cut as asked; and the laws that hold for all of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dimensions import Dimension
from domain.engine import Measures, Totals, measure
from domain.facts import DayFact, EngagementFact, EngagementGrain, EngagementNeed, PostFact, UserFacts
from domain.groups import Group, GroupKey
from domain.metrics import MetricKey
from domain.observations import ContentType, EngagementType
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import Account, Platform, User
from domain.values import AbsenceReason, MetricStatus, MetricValue

USER = User("u1", None, "Europe/Berlin")
WEEK = Period(date(2026, 3, 2), date(2026, 3, 9), "Europe/Berlin")


# ---------------------------------------------------------------- what must be loaded


@pytest.mark.parametrize(
    ("granularity", "zone_name", "grain"),
    [
        (None, "Europe/Berlin", EngagementGrain.DAY),
        (Granularity.WEEK, "Europe/Berlin", EngagementGrain.DAY),
        (Granularity.HOUR, "Europe/Berlin", EngagementGrain.QUARTER_HOUR),
        (None, "Asia/Kathmandu", EngagementGrain.QUARTER_HOUR),
    ],
)
def test_days_in_the_users_zone_are_enough_unless_hours_or_another_zone_are_asked_for(
    granularity: Granularity | None, zone_name: str, grain: EngagementGrain
) -> None:
    period = Period(date(2026, 3, 2), date(2026, 3, 9), zone_name)

    query = MetricQuery(USER, (), (MetricKey.LIKES,), period, granularity)

    wanted = query.facts_range

    assert (wanted.start, wanted.end, wanted.starts_at, wanted.ends_at) == (
        period.start,
        period.end,
        period.starts_at,
        period.ends_at,
    )
    assert wanted.engagements == EngagementNeed(grain)


# ---------------------------------------------------------------- the answer


def test_every_metric_has_a_total_and_a_point_per_bucket(
    ask: Callable[..., Measures], make_post_fact: Callable[..., PostFact], make_day: Callable[..., DayFact]
) -> None:
    answer = ask(
        [MetricKey.LIKES, MetricKey.FOLLOWERS],
        posts=[make_post_fact(likes=10)],
        days=[make_day(2, followers=100), make_day(4, followers=120)],
        granularity=Granularity.DAY,
    )

    assert [bucket.label for bucket in answer.buckets] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert [total.value for total in answer.groups[0].totals] == [10, 120]
    assert [[point.value for point in points] for points in answer.groups[0].points] == [
        [10, None, None],
        [100, None, 120],
    ]
    assert answer.total(MetricKey.FOLLOWERS).value == 120


def test_without_a_granularity_there_are_no_points(
    ask: Callable[..., Measures], make_post_fact: Callable[..., PostFact]
) -> None:
    answer = ask(MetricKey.LIKES, posts=[make_post_fact(likes=10)])

    assert (answer.buckets, answer.groups[0].points) == ((), ())


def test_weeks_begin_when_the_users_weeks_do(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_post_fact: Callable[..., PostFact]
) -> None:
    sunday = make_post_fact(posted_at=datetime(2026, 3, 8, 12, tzinfo=UTC), likes=10)
    asked = {"posts": [sunday], "end": date(2026, 3, 16), "granularity": Granularity.WEEK}

    iso = measure_points(MetricKey.LIKES, **asked)
    american = measure_points(MetricKey.LIKES, **asked, week_start=6)

    assert [point.value for point in iso] == [10, None]
    assert [point.value for point in american] == [None, 10, None]


def test_a_post_belongs_to_the_day_of_the_users_zone(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_post_fact: Callable[..., PostFact]
) -> None:
    # 18:20 UTC on 2 March is already 00:05 on 3 March in Kathmandu.
    post = make_post_fact(posted_at=datetime(2026, 3, 2, 18, 20, tzinfo=UTC), likes=10)

    kathmandu = measure_points(MetricKey.LIKES, posts=[post], zone_name="Asia/Kathmandu")
    utc = measure_points(MetricKey.LIKES, posts=[post])

    assert [point.value for point in kathmandu] == [None, 10, None]
    assert [point.value for point in utc] == [10, None, None]


def test_a_day_that_does_not_exist_holds_nothing(
    measure_points: Callable[..., tuple[MetricValue, ...]], make_post_fact: Callable[..., PostFact]
) -> None:
    # Samoa skipped 30 December 2011: the 31st began at 10:00 UTC, at the very instant at which the 29th ended.
    first = make_post_fact(posted_at=datetime(2011, 12, 30, 10, tzinfo=UTC), likes=10)
    before = make_post_fact(post_id="p2", posted_at=datetime(2011, 12, 30, 9, 59, tzinfo=UTC), likes=7)

    points = measure_points(
        MetricKey.LIKES,
        posts=[first, before],
        start=date(2011, 12, 29),
        end=date(2012, 1, 1),
        zone_name="Pacific/Apia",
    )

    assert [point.value for point in points] == [7, None, 10]


def test_totals_are_the_same_as_those_of_the_full_answer(
    ask: Callable[..., Measures],
    make_facts: Callable[..., UserFacts],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
) -> None:
    facts = make_facts(
        posts=[make_post_fact(likes=10, views=100, reach=50)],
        days=[make_day(day, followers=1_000 + day, reach=10) for day in (1, 2, 3, 4)],
    )
    period = Period(date(2026, 3, 2), date(2026, 3, 5), "UTC")
    query = MetricQuery(User("u1", None, "UTC"), (make_account(),), tuple(MetricKey), period)

    totals = Totals(query, facts)
    answer = measure(query, facts)

    assert [totals.value(metric) for metric in MetricKey] == list(answer.groups[0].totals)


# ---------------------------------------------------------------- groups


def test_by_platform_accounts_of_one_platform_stand_together(
    ask: Callable[..., Measures], make_account: Callable[..., Account], make_post_fact: Callable[..., PostFact]
) -> None:
    accounts = [make_account(Platform.X, "x1"), make_account(Platform.TIKTOK), make_account(Platform.X, "x2")]
    posts = [make_post_fact("x1", likes=1), make_post_fact("x2", likes=20), make_post_fact("tiktok", likes=300)]

    answer = ask(MetricKey.LIKES, accounts, posts=posts, group_by=(Dimension.PLATFORM,))

    assert [(g.group, g.group.label, g.totals[0].value) for g in answer.groups] == [
        (Group((GroupKey(Dimension.PLATFORM, "x", "X"),)), "X", 21),
        (Group((GroupKey(Dimension.PLATFORM, "tiktok", "TikTok"),)), "TikTok", 300),
    ]


def test_by_account_every_account_stands_alone(
    ask: Callable[..., Measures], make_account: Callable[..., Account], make_post_fact: Callable[..., PostFact]
) -> None:
    accounts = [make_account(Platform.X, "x1"), make_account(Platform.X, "x2")]

    answer = ask(MetricKey.LIKES, accounts, posts=[make_post_fact("x1", likes=1)], group_by=(Dimension.ACCOUNT,))

    assert [(g.group.label, g.totals[0].value, g.totals[0].reason) for g in answer.groups] == [
        ("X · @x1", 1, None),
        ("X · @x2", None, AbsenceReason.NO_POSTS),
    ]


def test_by_content_type_only_the_kinds_that_were_published_are_there(
    ask: Callable[..., Measures], make_post_fact: Callable[..., PostFact], make_day: Callable[..., DayFact]
) -> None:
    posts = [
        make_post_fact(post_id="p1", content_type=ContentType.REEL, likes=100),
        make_post_fact(post_id="p2", content_type=ContentType.IMAGE, likes=7),
        make_post_fact(post_id="p3", content_type=ContentType.REEL, likes=50),
        make_post_fact(
            post_id="p4", content_type=ContentType.POLL, likes=1, posted_at=datetime(2026, 3, 5, tzinfo=UTC)
        ),
    ]

    answer = ask(
        [MetricKey.LIKES, MetricKey.POSTS_PUBLISHED, MetricKey.FOLLOWERS],
        posts=posts,
        days=[make_day(2, followers=10)],
        group_by=(Dimension.CONTENT_TYPE,),
    )

    assert [(g.group.label, *(total.value for total in g.totals)) for g in answer.groups] == [
        ("Image", 7, 1, None),
        ("Reel", 150, 2, None),
    ]


def test_a_group_of_everything_is_called_all() -> None:
    assert Group().label == "All"


# ---------------------------------------------------------------- laws

COUNTS = st.integers(0, 10_000)
MAYBE = st.none() | COUNTS
PLATFORMS = (Platform.INSTAGRAM, Platform.X, Platform.FACEBOOK)
FLOWS = (MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SAVES, MetricKey.VIEWS, MetricKey.ENGAGEMENTS)
START = datetime(2026, 3, 27, 23, tzinfo=UTC)
"""Midnight of 28 March in Berlin, a day before its clocks go forward."""


@st.composite
def published(draw: st.DrawFn) -> list[tuple[Platform, int, dict[str, int | None]]]:
    """Posts of eight days: platform, minutes since the start, values."""
    post = st.tuples(
        st.sampled_from(PLATFORMS),
        st.integers(0, 8 * 24 * 60 - 61),
        st.fixed_dictionaries({key: MAYBE for key in ("likes", "comments", "shares", "saves", "views", "reach")}),
    )
    return draw(st.lists(post, max_size=15))


def _posts(
    make_post_fact: Callable[..., PostFact], drawn: list[tuple[Platform, int, dict[str, int | None]]]
) -> list[PostFact]:
    return [
        make_post_fact(platform.value, post_id=str(i), posted_at=START + timedelta(minutes=minutes), **values)
        for i, (platform, minutes, values) in enumerate(drawn)
    ]


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


EIGHT_DAYS = {"start": date(2026, 3, 28), "end": date(2026, 4, 5), "zone_name": "Europe/Berlin"}


@given(published(), st.sampled_from(FLOWS), st.sampled_from(Granularity))
def test_the_points_of_a_flow_add_up_to_its_total(
    ask: Callable[..., Measures],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
    drawn: list[tuple[Platform, int, dict[str, int | None]]],
    metric: MetricKey,
    granularity: Granularity,
) -> None:
    accounts = [make_account(platform) for platform in PLATFORMS]

    answer = ask(metric, accounts, posts=_posts(make_post_fact, drawn), granularity=granularity, **EIGHT_DAYS)

    assert _sum([point.value for point in answer.groups[0].points[0]]) == answer.total(metric).value


@given(
    published(),
    st.sampled_from(FLOWS),
    st.sampled_from([(Dimension.PLATFORM,), (Dimension.ACCOUNT,), (Dimension.CONTENT_TYPE,)]),
)
def test_the_groups_of_a_flow_add_up_to_its_total(
    ask: Callable[..., Measures],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
    drawn: list[tuple[Platform, int, dict[str, int | None]]],
    metric: MetricKey,
    group_by: tuple[Dimension, ...],
) -> None:
    accounts = [make_account(platform) for platform in PLATFORMS]
    posts = _posts(make_post_fact, drawn)

    whole = ask(metric, accounts, posts=posts, **EIGHT_DAYS)
    split = ask(metric, accounts, posts=posts, group_by=group_by, **EIGHT_DAYS)

    assert _sum([group.totals[0].value for group in split.groups]) == whole.total(metric).value


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from(EngagementType), st.integers(-5, 50)), max_size=20))
def test_received_engagements_are_neither_lost_nor_doubled(
    ask: Callable[..., Measures],
    make_engagement: Callable[..., tuple[str, EngagementFact]],
    drawn: list[tuple[int, EngagementType, int]],
) -> None:
    facts = [make_engagement(date(2026, 3, 28) + timedelta(days=day), kind, n) for day, kind, n in drawn]

    answer = ask(
        MetricKey.LIKES,
        engagements=facts,
        granularity=Granularity.DAY,
        attribution=Attribution.RECEIVED,
        **EIGHT_DAYS,
    )

    by_day = [sum(n for day, kind, n in drawn if day == one and kind is EngagementType.LIKE) for one in range(8)]
    expected = sum(by_day) if any(by_day) else None  # what cancels out on its day is not noticed
    assert answer.total(MetricKey.LIKES).value == expected
    assert _sum([point.value for point in answer.groups[0].points[0]]) == expected


@given(
    st.lists(st.tuples(st.integers(0, 3 * 96 + 5), st.integers(1, 50)), max_size=20),
    st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo"]),
)
def test_no_quarter_hour_is_lost_or_doubled_in_any_zone(
    ask: Callable[..., Measures],
    make_engagement: Callable[..., tuple[str, EngagementFact]],
    drawn: list[tuple[int, int]],
    zone_name: str,
) -> None:
    # Three days around a change of the clocks in Berlin (29 March) or on Lord Howe (5 April).
    first = date(2026, 4, 4) if zone_name == "Australia/Lord_Howe" else date(2026, 3, 28)
    period = Period(first, first + timedelta(days=3), zone_name)
    instants = [(period.starts_at + timedelta(minutes=15 * quarter), n) for quarter, n in drawn]

    answer = ask(
        MetricKey.LIKES,
        engagements=[make_engagement(at, quantity=n) for at, n in instants],
        granularity=Granularity.HOUR,
        attribution=Attribution.RECEIVED,
        start=period.start,
        end=period.end,
        zone_name=zone_name,
    )

    expected = _sum([n for at, n in instants if at < period.ends_at])
    assert answer.total(MetricKey.LIKES).value == expected
    assert _sum([point.value for point in answer.groups[0].points[0]]) == expected


@given(published(), st.data())
def test_the_order_of_accounts_and_posts_makes_no_difference(
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
    drawn: list[tuple[Platform, int, dict[str, int | None]]],
    data: st.DataObject,
) -> None:
    accounts = [make_account(platform) for platform in PLATFORMS]
    posts = _posts(make_post_fact, drawn)
    shuffled = data.draw(st.permutations(posts))
    metrics = (*FLOWS, MetricKey.REACH, MetricKey.ENGAGEMENT_RATE, MetricKey.POSTS_PUBLISHED)
    period = Period(date(2026, 3, 28), date(2026, 4, 5), "Europe/Berlin")

    one = measure(MetricQuery(USER, tuple(accounts), metrics, period), UserFacts(posts))
    other = measure(MetricQuery(USER, tuple(accounts), metrics, period), UserFacts(shuffled))

    for left, right in zip(one.groups[0].totals, other.groups[0].totals, strict=True):
        assert left.value == pytest.approx(right.value)
        assert (left.status, left.coverage, left.reason, left.bounds) == (
            right.status,
            right.coverage,
            right.reason,
            right.bounds,
        )


@st.composite
def watched_days(draw: st.DrawFn) -> list[tuple[Platform, int, dict[str, int | None]]]:
    """Days of accounts: platform, day, values."""
    keys = ("followers", "likes", "comments", "shares", "saves", "views", "impressions", "reach", "posts_published")
    values = st.fixed_dictionaries({key: MAYBE for key in keys})
    cells = st.tuples(st.sampled_from(PLATFORMS), st.integers(-3, 9))
    found = draw(st.dictionaries(cells, values, max_size=12))
    return [(platform, day, numbers) for (platform, day), numbers in found.items()]


@given(published(), watched_days(), st.sampled_from([None, Granularity.DAY, Granularity.WEEK]), st.data())
def test_every_value_keeps_what_values_promise(
    ask: Callable[..., Measures],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
    drawn: list[tuple[Platform, int, dict[str, int | None]]],
    days: list[tuple[Platform, int, dict[str, int | None]]],
    granularity: Granularity | None,
    data: st.DataObject,
) -> None:
    accounts = [make_account(platform) for platform in PLATFORMS[: data.draw(st.integers(1, 3))]]

    answer = ask(
        list(MetricKey),
        accounts,
        posts=_posts(make_post_fact, drawn),
        days=[make_day(date(2026, 3, 28) + timedelta(days=day), p.value, **numbers) for p, day, numbers in days],
        granularity=granularity,
        attribution=data.draw(st.sampled_from([None, *Attribution])),
        **EIGHT_DAYS,
    )

    for group in answer.groups:
        for value in (*group.totals, *(point for points in group.points for point in points)):
            assert (value.value is None) == (value.status is MetricStatus.UNAVAILABLE)
            assert value.value is not None or value.reason is not None
            assert value.status is not MetricStatus.PARTIAL or value.reason is not None
            assert value.status is MetricStatus.PARTIAL or value.value is None or value.reason is None
            assert value.value is None or value.basis is not None
            if value.coverage is not None:
                assert 0 <= value.coverage.measured <= value.coverage.expected
            if value.bounds is not None and value.bounds.lower is not None and value.bounds.upper is not None:
                assert value.bounds.lower <= value.bounds.upper


@given(st.lists(COUNTS, min_size=2, max_size=8))
def test_net_growth_of_the_days_adds_up_to_that_of_the_period(
    ask: Callable[..., Measures], make_day: Callable[..., DayFact], followers: list[int]
) -> None:
    days = [make_day(date(2026, 3, 27) + timedelta(days=i), followers=n) for i, n in enumerate(followers)]

    answer = ask(
        MetricKey.FOLLOWERS_NET,
        days=days,
        granularity=Granularity.DAY,
        start=date(2026, 3, 28),
        end=date(2026, 3, 27) + timedelta(days=len(followers)),
    )

    assert answer.total(MetricKey.FOLLOWERS_NET).value == followers[-1] - followers[0]
    assert _sum([point.value for point in answer.groups[0].points[0]]) == followers[-1] - followers[0]


# ---------------------------------------------------------------- taken alike


def test_parts_of_the_same_accounts_are_taken_alike(
    ask: Callable[..., Measures],
    make_post_fact: Callable[..., PostFact],
    make_engagement: Callable[..., tuple[str, EngagementFact]],
) -> None:
    answer = ask(
        MetricKey.LIKES,
        posts=[make_post_fact(posted_at=datetime(2026, 3, 2, 9, tzinfo=UTC), likes=150)],
        engagements=[make_engagement(datetime(2026, 3, 2, 10, tzinfo=UTC), quantity=2)],
        group_by=(Dimension.HOUR_OF_DAY,),
    )

    by_hour = {group.group.label: group for group in answer.groups}
    assert {group.attributions for group in answer.groups} == {(Attribution.PUBLISHED,)}
    assert (by_hour["09:00"].totals[0].value, by_hour["10:00"].totals[0].value) == (150, None)


def test_platforms_that_are_not_taken_alike_are_told(
    ask: Callable[..., Measures],
    make_account: Callable[..., Account],
    make_post_fact: Callable[..., PostFact],
    make_day: Callable[..., DayFact],
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.TIKTOK)]
    days = [replace(make_day(day, "tiktok", likes=7), day_zone="UTC") for day in (2, 3, 4)]

    answer = ask(
        MetricKey.LIKES, accounts, posts=[make_post_fact("x", likes=5)], days=days, group_by=(Dimension.PLATFORM,)
    )

    assert [(group.totals[0].value, group.attributions[0]) for group in answer.groups] == [
        (5, Attribution.PUBLISHED),
        (21, Attribution.RECEIVED),
    ]
    assert [(caution.code.value, caution.message) for caution in answer.cautions] == [
        (
            "mixed_attribution",
            "Some groups count by publication, others by receipt (likes): see `basis`, or ask for one attribution.",
        )
    ]
