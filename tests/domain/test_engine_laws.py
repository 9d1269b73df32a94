"""Laws: what must hold between answers, whatever was observed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dimensions import Dimension
from domain.engine import Measures, measure
from domain.facts import DayFact, PostFact
from domain.filters import Filter, Not, holds
from domain.metrics import CATALOG, DAY_METRICS, POST_METRICS, Denominator, MetricKey, MetricKind
from domain.observations import ContentType, WindowSnapshot
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period, zone
from domain.users import Account, Platform
from domain.values import (
    AbsenceReason,
    Coverage,
    CoverageUnit,
    MetricStatus,
    MetricValue,
    change,
)
from tests.domain import reference_engine as reference
from tests.domain import worlds
from tests.domain.reference_engine import World

FLOWS = (MetricKey.LIKES, MetricKey.SAVES, MetricKey.VIEWS, MetricKey.ENGAGEMENTS, MetricKey.POSTS_PUBLISHED)
PARTITIONS = (
    (Dimension.CONTENT_TYPE,),
    (Dimension.WEEKDAY,),
    (Dimension.HOUR_OF_DAY,),
    (Dimension.ACCOUNT,),
    (Dimension.PLATFORM,),
    (Dimension.CONTENT_TYPE, Dimension.WEEKDAY),
    (Dimension.PLATFORM, Dimension.HOUR_OF_DAY),
)
OF_DAYS = (Dimension.ACCOUNT, Dimension.PLATFORM, Dimension.WEEKDAY)
"""What a platform day can be told by."""


def _ask(query: MetricQuery, world: World) -> Measures:
    return measure(query, world.facts(query))


def _total(query: MetricQuery, world: World) -> MetricValue:
    return _ask(query, world).groups[0].totals[0]


def _sum(values: Iterable[MetricValue]) -> float | None:
    return reference.added(value.value for value in values)


def _all(answer: Measures) -> list[MetricValue]:
    return [v for group in answer.groups for v in (*group.totals, *chain.from_iterable(group.points))]


# ---------------------------------------------------------------- flows add up


@settings(max_examples=80)
@given(
    worlds.periods(),
    st.sampled_from(FLOWS),
    st.sampled_from(Granularity),
    st.sampled_from(Attribution),
    st.integers(0, 6),
    st.data(),
)
def test_flows_add_up_over_time(
    period: Period,
    metric: MetricKey,
    granularity: Granularity,
    attribution: Attribution,
    week_start: int,
    data: st.DataObject,
) -> None:
    # The platform's own days have no hours: a series by the hour has gaps where its total comes from days.
    world = data.draw(worlds.worlds(period, with_days=granularity is not Granularity.HOUR))
    query = worlds.query(
        world,
        period,
        metric,
        granularity=granularity,
        attribution=attribution,
        group_by=data.draw(st.sampled_from(((), (Dimension.ACCOUNT,), (Dimension.WEEKDAY,), (Dimension.TAG,)))),
        week_start=week_start,
    )

    for group in _ask(query, world).groups:
        assert _sum(group.points[0]) == group.totals[0].value


@settings(max_examples=80)
@given(worlds.periods(5), st.sampled_from(FLOWS), st.sampled_from(PARTITIONS), st.sampled_from(Attribution), st.data())
def test_flows_add_up_over_the_parts_of_every_partition(
    period: Period, metric: MetricKey, group_by: tuple[Dimension, ...], by: Attribution, data: st.DataObject
) -> None:
    with_days = set(group_by) <= set(OF_DAYS) or by is Attribution.PUBLISHED
    world = data.draw(worlds.worlds(period, platforms=worlds.ADDABLE, with_days=with_days))
    if metric is MetricKey.POSTS_PUBLISHED:
        world = replace(world, days=[])  # a zero that the days tell has no kind and no hour
    query = worlds.query(world, period, metric, group_by=group_by, attribution=by)

    parts = _ask(query, world)
    whole = _total(replace(query, group_by=()), world)

    assert _sum(group.totals[0] for group in parts.groups) == whole.value


@given(worlds.periods(), st.sampled_from(FLOWS), st.data())
def test_flows_add_up_over_posts(period: Period, metric: MetricKey, data: st.DataObject) -> None:
    world = replace(data.draw(worlds.worlds(period)), days=[])
    query = worlds.query(world, period, metric, attribution=Attribution.PUBLISHED)
    chosen = data.draw(st.sets(st.integers(0, 8)))
    some = replace(world, posts=[post for i, post in enumerate(world.posts) if i in chosen])
    rest = replace(world, posts=[post for i, post in enumerate(world.posts) if i not in chosen])

    assert _sum([_total(query, some), _total(query, rest)]) == _total(query, world).value


@given(worlds.periods(), st.sampled_from(FLOWS), st.sampled_from(Attribution), st.data())
def test_flows_add_up_over_accounts(period: Period, metric: MetricKey, by: Attribution, data: st.DataObject) -> None:
    world = data.draw(worlds.worlds(period, platforms=worlds.ADDABLE))
    query = worlds.query(world, period, metric, attribution=by)

    alone = [_total(replace(query, accounts=(account,)), world) for account in world.accounts]

    assert _sum(alone) == _total(query, world).value


@given(worlds.periods(), st.sampled_from((*Attribution, None)), st.data())
def test_what_platforms_call_engagements_is_added_over_accounts_and_not_over_platforms(
    period: Period, by: Attribution | None, data: st.DataObject
) -> None:
    world = data.draw(worlds.worlds(period, platforms=worlds.ADDABLE))
    query = worlds.query(world, period, MetricKey.PLATFORM_ENGAGEMENTS, attribution=by)

    total = _total(query, world)

    if len({account.platform for account in world.accounts}) > 1:
        assert total.value is None
    elif by is not None:
        assert total.value == _sum(_total(replace(query, accounts=(account,)), world) for account in world.accounts)


# ---------------------------------------------------------------- filters


@settings(max_examples=80)
@given(worlds.periods(), worlds.filters(), st.data())
def test_a_filter_its_negation_and_what_is_undecided_are_everything(
    period: Period, filter: Filter, data: st.DataObject
) -> None:
    world = replace(data.draw(worlds.worlds(period, platforms=worlds.ADDABLE)), days=[])
    query = worlds.query(world, period, MetricKey.POSTS_PUBLISHED, attribution=Attribution.PUBLISHED)
    accounts = {account.account_id: account for account in world.accounts}
    tz = zone(period.zone_name)
    undecided = sum(
        holds(filter, reference.subject(accounts[post.account_id], post, post.posted_at.astimezone(tz))) is None
        for post in world.posts
        if reference.whole(period).holds(post.posted_at)
    )

    those = _total(replace(query, filter=filter), world).value or 0
    others = _total(replace(query, filter=Not(filter)), world).value or 0

    assert those + others + undecided == (_total(query, world).value or 0)


# ---------------------------------------------------------------- rates and means


@settings(max_examples=80)
@given(
    worlds.periods(4),
    st.sampled_from((Denominator.VIEWS, Denominator.IMPRESSIONS)),
    st.sampled_from((MetricKey.APPLAUSE_RATE, MetricKey.ENGAGEMENT_RATE)),
    st.data(),
)
def test_the_rate_of_a_union_is_that_of_the_summed_parts(
    period: Period, base: Denominator, metric: MetricKey, data: st.DataObject
) -> None:
    world = data.draw(worlds.worlds(period, platforms=worlds.ADDABLE))
    query = replace(worlds.query(world, period, metric, attribution=Attribution.PUBLISHED), denominator=base)
    (numerator,) = CATALOG[metric].parts

    def parts(of: World) -> tuple[float, float]:
        rows = [
            (above, below)
            for account in of.accounts
            for post in reference.posts_in(query, of, account, (), reference.whole(period))
            if (above := reference.post_value(post, numerator)) is not None
            and (below := reference.post_value(post, base.metric)) is not None
        ]
        return sum(above for above, _ in rows), sum(below for _, below in rows)

    pieces = [parts(replace(world, accounts=(account,))) for account in world.accounts]
    over, under = sum(n for n, _ in pieces), sum(d for _, d in pieces)
    rates = [_total(replace(query, accounts=(account,)), world).value for account in world.accounts]

    whole = _total(query, world).value
    assert whole == (pytest.approx(over / under) if under > 0 else None)
    if all(d > 0 for _, d in pieces):
        known = [rate for rate in rates if rate is not None]
        assert whole is not None
        assert min(known) - 1e-12 <= whole <= max(known) + 1e-12


@given(worlds.periods(4), st.data())
def test_a_weighted_mean_lies_between_the_least_and_the_greatest(period: Period, data: st.DataObject) -> None:
    world = data.draw(worlds.worlds(period, platforms=worlds.VIDEO))
    query = worlds.query(world, period, MetricKey.VIDEO_COMPLETION_RATE)
    shares = [
        share
        for post in world.posts
        if reference.whole(period).holds(post.posted_at)
        and (share := reference.post_value(post, MetricKey.VIDEO_COMPLETION_RATE)) is not None
    ]

    mean = _total(query, world).value

    assert mean is None or min(shares) - 1e-12 <= mean <= max(shares) + 1e-12


# ---------------------------------------------------------------- reach

PEOPLE = st.frozensets(st.integers(0, 12), max_size=8)


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from(worlds.ACCOUNTS[:3]), st.integers(0, 2), PEOPLE, st.booleans()), max_size=6),
    st.booleans(),
)
def test_the_reach_of_posts_is_what_it_was_or_has_it_within_its_bounds(
    reached: list[tuple[Account, int, frozenset[int], bool]], by_week: bool
) -> None:
    period = Period(worlds.ODD_DAYS[0][1], worlds.ODD_DAYS[0][1] + timedelta(days=3), "Europe/Berlin")
    at = POST_METRICS.index(MetricKey.REACH)
    posts = []
    for i, (account, day, people, is_seen) in enumerate(reached):
        values = [None] * len(POST_METRICS)
        row = (*values[:at], len(people) if is_seen else None, *values[at + 1 :])
        moment = period.starts_at + timedelta(days=day, hours=9)
        posts.append(PostFact(account.account_id, f"p{i}", moment, ContentType.IMAGE, worlds.SEEN, row))
    world = World(worlds.ACCOUNTS[:3], posts)
    step = Granularity.WEEK if by_week else Granularity.DAY
    query = worlds.query(world, period, MetricKey.REACH, granularity=step, attribution=Attribution.PUBLISHED)

    answer = _ask(query, world)

    stretches = (reference.whole(period), *reference.stretches(period, step, 0))
    for stretch, value in zip(stretches, _all(answer), strict=True):
        parts = [
            (p, seen) for fact, (_, _, p, seen) in zip(posts, reached, strict=True) if stretch.holds(fact.posted_at)
        ]
        truth = len(frozenset[int]().union(*(people for people, _ in parts)))
        known = [len(people) for people, is_seen in parts if is_seen]
        if len(parts) == 1 and known:
            assert (value.value, value.status) == (truth, MetricStatus.MEASURED)
        elif known:
            assert value.value is None
            assert value.bounds is not None
            assert value.bounds.lower == max(known)
            assert value.bounds.upper == (sum(known) if len(known) == len(parts) else None)
            assert value.bounds.lower <= truth <= (value.bounds.upper or truth)
        else:
            assert (value.value, value.bounds) == (None, None)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.integers(0, 99)), max_size=6))
def test_a_window_of_the_platform_is_used_over_exactly_its_days(drawn: list[tuple[int, int, int]]) -> None:
    first = worlds.ODD_DAYS[0][1]
    period = Period(first, first + timedelta(days=3), "Europe/Berlin")
    world = World(worlds.ACCOUNTS[:1])
    query = worlds.query(world, period, MetricKey.REACH, granularity=Granularity.DAY)
    facts = world.facts(query)
    facts.windows["instagram"] = [
        WindowSnapshot(
            MetricKey.REACH,
            first + timedelta(days=start),
            first + timedelta(days=start + length),
            value,
            worlds.SEEN + timedelta(hours=i),
        )
        for i, (start, length, value) in enumerate(drawn)
    ]
    newest = {(start, length): value for start, length, value in drawn}

    answer = measure(query, facts)

    assert answer.total(MetricKey.REACH).value == newest.get((0, 3))
    assert [point.value for point in answer.groups[0].points[0]] == [newest.get((day, 1)) for day in range(3)]


# ---------------------------------------------------------------- followers


def _followed(account: str, period: Period, followers: list[int | None]) -> list[DayFact]:
    at = DAY_METRICS.index(MetricKey.FOLLOWERS)
    blank = [None] * len(DAY_METRICS)
    return [
        DayFact(account, period.start + timedelta(days=n - 1), worlds.SEEN, (*blank[:at], value, *blank[at + 1 :]))
        for n, value in enumerate(followers)
    ]


@given(worlds.periods(), st.sampled_from((Granularity.DAY, Granularity.WEEK, Granularity.MONTH)), st.data())
def test_the_followers_of_a_period_are_those_of_its_last_step(
    period: Period, granularity: Granularity, data: st.DataObject
) -> None:
    counts = st.lists(st.integers(0, 999), min_size=period.days + 1, max_size=period.days + 1)
    accounts = data.draw(worlds.accounts(worlds.ADDABLE))
    days = [day for a in accounts for day in _followed(a.account_id, period, list(data.draw(counts)))]
    world = World(accounts, days=days)
    query = worlds.query(world, period, MetricKey.FOLLOWERS, granularity=granularity)

    answer = _ask(query, world)

    assert answer.groups[0].totals[0].value == answer.groups[0].points[0][-1].value
    assert answer.groups[0].totals[0].status is MetricStatus.MEASURED


@given(worlds.periods(), st.sampled_from((Granularity.DAY, Granularity.WEEK, Granularity.MONTH)), st.data())
def test_growth_agrees_with_the_followers(period: Period, granularity: Granularity, data: st.DataObject) -> None:
    counts = st.lists(st.integers(0, 999), min_size=period.days + 1, max_size=period.days + 1)
    accounts = data.draw(worlds.accounts(worlds.ADDABLE))
    days = [day for a in accounts for day in _followed(a.account_id, period, list(data.draw(counts)))]
    world = World(accounts, days=days)
    at = DAY_METRICS.index(MetricKey.FOLLOWERS)
    start = sum(day.values[at] or 0 for day in days if day.day == period.start - timedelta(days=1))
    end = sum(day.values[at] or 0 for day in days if day.day == period.end - timedelta(days=1))
    query = worlds.query(world, period, MetricKey.FOLLOWERS_NET, granularity=granularity)

    net = _ask(query, world)
    growth = _total(worlds.query(world, period, MetricKey.FOLLOWER_GROWTH_RATE), world)

    assert net.groups[0].totals[0].value == end - start
    assert _sum(net.groups[0].points[0]) == end - start
    assert growth.value == (pytest.approx((end - start) / start) if start else None)


# ---------------------------------------------------------------- what every value promises


@settings(max_examples=40)
@given(
    worlds.periods(4),
    st.sampled_from((None, Granularity.DAY, Granularity.WEEK, Granularity.DAY, Granularity.HOUR)),
    st.sampled_from(((), *PARTITIONS, (Dimension.TAG,), (Dimension.COUNTRY,))),
    st.sampled_from((None, *Attribution)),
    st.data(),
)
def test_what_is_measured_or_derived_lacks_nothing(
    period: Period,
    granularity: Granularity | None,
    group_by: tuple[Dimension, ...],
    by: Attribution | None,
    data: st.DataObject,
) -> None:
    world = data.draw(worlds.worlds(period))
    by = Attribution.RECEIVED if Dimension.COUNTRY in group_by else by
    asked = worlds.query(world, period, MetricKey.LIKES, granularity=granularity, group_by=group_by, attribution=by)
    query = replace(asked, metrics=tuple(MetricKey))

    for value in _all(_ask(query, world)):
        complete = value.coverage is None or value.coverage.complete
        assert value.coverage is None or 0 <= value.coverage.measured <= value.coverage.expected
        assert complete or value.status in (MetricStatus.PARTIAL, MetricStatus.UNAVAILABLE)
        assert (value.value is None) == (value.status is MetricStatus.UNAVAILABLE)
        assert value.reason is not None or value.status not in (MetricStatus.PARTIAL, MetricStatus.UNAVAILABLE)
        assert value.bounds is None or value.bounds.upper is None or (value.bounds.lower or 0) <= value.bounds.upper
        assert CATALOG[value.metric].kind is not MetricKind.UNIQUE or value.status is not MetricStatus.PARTIAL


@given(worlds.periods(4), st.sampled_from((None, *Attribution)), st.data())
def test_one_more_account_adds_at_most_itself_to_what_is_measured(
    period: Period, by: Attribution | None, data: st.DataObject
) -> None:
    world = data.draw(worlds.worlds(period, platforms=worlds.ADDABLE))
    query = replace(worlds.query(world, period, MetricKey.LIKES, attribution=by), metrics=tuple(MetricKey))

    fewer = _ask(replace(query, accounts=world.accounts[:-1]), world).groups[0].totals
    more = _ask(query, world).groups[0].totals

    for less, value in zip(fewer, more, strict=True):
        if less.coverage is None or value.coverage is None:
            continue
        assert value.coverage.measured <= value.coverage.expected
        # Left open, the attribution and the base of a rate are those that more of the accounts can answer.
        is_open = by is None or CATALOG[value.metric].kind is MetricKind.RATIO
        if {less.coverage.unit, value.coverage.unit} == {CoverageUnit.ACCOUNTS} and not is_open:
            assert less.coverage.expected <= value.coverage.expected <= less.coverage.expected + 1
            assert less.coverage.measured <= value.coverage.measured <= less.coverage.measured + 1


# ---------------------------------------------------------------- platforms apart

SUMMED = (*FLOWS, MetricKey.FOLLOWERS, MetricKey.FOLLOWERS_NET, MetricKey.APPLAUSE_RATE, MetricKey.REACH)


@settings(max_examples=100)
@given(worlds.periods(5), st.sampled_from(SUMMED), st.sampled_from((None, *Attribution)), st.data())
def test_youtube_is_never_added_to_other_platforms(
    period: Period, metric: MetricKey, by: Attribution | None, data: st.DataObject
) -> None:
    others = data.draw(worlds.accounts(worlds.ADDABLE))
    youtube = next(account for account in worlds.ACCOUNTS if account.platform is Platform.YOUTUBE)
    of = tuple(data.draw(st.permutations([*others, youtube])))
    world = World(
        of,
        data.draw(worlds.posts(of, period)),
        days=data.draw(worlds.days(of, period)),
        events=data.draw(worlds.events(of, period, [])),
    )
    dimension = data.draw(st.sampled_from(((), (Dimension.CONTENT_TYPE,), (Dimension.WEEKDAY,))))
    query = worlds.query(world, period, metric, granularity=Granularity.DAY, attribution=by, group_by=dimension)

    together = {group.group: group for group in _ask(query, world).groups}
    without = {
        group.group: group
        for group in _ask(replace(query, accounts=tuple(a for a in of if a is not youtube)), world).groups
    }

    for key, group in without.items():
        assert [v.value for v in group.totals] == pytest.approx([v.value for v in together[key].totals])
        assert [v.value for v in group.points[0]] == pytest.approx([v.value for v in together[key].points[0]])
    assert all(v.value is None for key in together.keys() - without.keys() for v in together[key].totals)


# ---------------------------------------------------------------- changes

COVERAGES = st.builds(
    lambda measured, missing, unit: Coverage(measured, measured + missing, unit),
    st.integers(0, 20),
    st.integers(0, 20),
    st.sampled_from(CoverageUnit),
)


@settings(max_examples=200)
@given(COVERAGES, COVERAGES, st.integers(-9, 9), st.integers(-9, 9), st.sampled_from(list(MetricKey)))
def test_a_change_needs_two_equally_complete_values(
    now: Coverage, before: Coverage, value: int, previous: int, metric: MetricKey
) -> None:
    found = change(
        MetricValue(metric, value, MetricStatus.PARTIAL, now),
        MetricValue(metric, previous, MetricStatus.PARTIAL, before),
    )

    both_whole = now.measured == now.expected and before.measured == before.expected
    if now.unit is not before.unit or CoverageUnit.ACCOUNTS in (now.unit, before.unit):
        equal = both_whole or now == before
    else:
        shares = [c.measured / c.expected if c.expected else None for c in (now, before)]
        known = [share for share in shares if share is not None]
        equal = both_whole or len(known) < 2 or abs(known[0] - known[1]) <= 0.05
    assert found.absolute == (value - previous if equal else None)
    assert (found.reason is AbsenceReason.UNEQUAL_COVERAGE) is not equal
    assert found.previous == previous
    assert found.relative is None or (previous > 0 and found.relative == (value - previous) / previous)


@given(st.none() | st.integers(-9, 9), st.none() | st.integers(-9, 9))
def test_a_change_from_or_to_what_is_unknown_is_unknown(value: int | None, previous: int | None) -> None:
    def known(number: int | None) -> MetricValue:
        return MetricValue(MetricKey.LIKES, number, MetricStatus.MEASURED)

    found = change(known(value), known(previous))

    assert (found.absolute is None) == (value is None or previous is None)
    assert found.relative is None or (previous is not None and previous > 0)


# ---------------------------------------------------------------- order


@settings(max_examples=80)
@given(
    worlds.periods(4),
    st.sampled_from(((), (Dimension.TAG,), (Dimension.HOUR_OF_DAY,), (Dimension.ACCOUNT,))),
    st.sampled_from((None, *Attribution)),
    st.data(),
)
def test_the_order_of_facts_changes_nothing(
    period: Period, group_by: tuple[Dimension, ...], by: Attribution | None, data: st.DataObject
) -> None:
    world = data.draw(worlds.worlds(period))
    asked = worlds.query(world, period, MetricKey.LIKES, group_by=group_by, attribution=by, granularity=Granularity.DAY)
    query = replace(asked, metrics=(*SUMMED, MetricKey.VIDEO_COMPLETION_RATE))
    facts, mixed = world.facts(query), world.facts(query)
    mixed.posts = data.draw(st.permutations(mixed.posts))
    mixed.engagements = {key: data.draw(st.permutations(some)) for key, some in mixed.engagements.items()}

    one, other = measure(query, facts), measure(query, mixed)

    found = {group.group: group for group in other.groups}
    assert found.keys() == {group.group for group in one.groups}
    for group in one.groups:
        theirs = found[group.group]
        assert [v.value for v in group.totals] == pytest.approx([v.value for v in theirs.totals])
        for mine, others in zip(group.points, theirs.points, strict=True):
            assert [v.value for v in mine] == pytest.approx([v.value for v in others])
        assert [(v.status, v.coverage, v.reason, v.bounds) for v in group.totals] == [
            (v.status, v.coverage, v.reason, v.bounds) for v in theirs.totals
        ]


@given(worlds.periods(4), st.sampled_from((MetricKey.LIKES, MetricKey.POSTS_PUBLISHED)), st.data())
def test_a_post_with_several_tags_counts_in_each_and_one_without_has_a_group(
    period: Period, metric: MetricKey, data: st.DataObject
) -> None:
    world = replace(data.draw(worlds.worlds(period, platforms=worlds.ADDABLE)), days=[])
    query = worlds.query(world, period, metric, group_by=(Dimension.TAG,))
    inside = [post for post in world.posts if reference.whole(period).holds(post.posted_at)]

    def value(post: PostFact) -> float | None:
        return 1 if metric is MetricKey.POSTS_PUBLISHED else reference.post_value(post, metric)

    answer = _ask(query, world)

    tags = {tag for post in inside for tag in post.tags or (None,)}
    assert {group.group.keys[0].value: group.totals[0].value for group in answer.groups} == {
        tag: reference.added(value(post) for post in inside if tag in (post.tags or (None,))) for tag in tags
    }
