"""The engine against a slow reference that was written from the rules: the same answers to random questions."""

from collections.abc import Callable
from dataclasses import replace
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dimensions import Dimension
from domain.engine import GroupMeasures, measure
from domain.filters import And, Filter, Not, OneOf
from domain.metrics import Aggregation, Denominator, MetricKey
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.values import AbsenceReason, MetricStatus
from tests.domain import reference_engine as reference
from tests.domain import worlds
from tests.domain.reference_engine import Expected, Stretch, Values, World

FLOWS = (
    MetricKey.LIKES,
    MetricKey.COMMENTS,
    MetricKey.SAVES,
    MetricKey.VIEWS,
    MetricKey.CLICKS,
    MetricKey.ENGAGEMENTS,
)
POST_GROUPS = (
    (),
    (Dimension.PLATFORM,),
    (Dimension.ACCOUNT,),
    (Dimension.CONTENT_TYPE,),
    (Dimension.TAG,),
    (Dimension.WEEKDAY,),
    (Dimension.HOUR_OF_DAY,),
    (Dimension.TAG, Dimension.WEEKDAY),
    (Dimension.ACCOUNT, Dimension.CONTENT_TYPE),
)
RECEIVED_GROUPS = (
    *POST_GROUPS,
    (Dimension.COUNTRY,),
    (Dimension.DEVICE,),
    (Dimension.COUNTRY, Dimension.HOUR_OF_DAY),
    (Dimension.WEEKDAY, Dimension.ACCOUNT),
)
GRANULARITIES = st.sampled_from((None, *Granularity))
Rule = Callable[[MetricQuery, World, Values, Stretch], Expected]


def _values(group: GroupMeasures) -> Values:
    return tuple(key.value for key in group.group.keys)


def _steps(query: MetricQuery) -> list[Stretch]:
    if query.granularity is None:
        return []
    return reference.stretches(query.period, query.granularity, query.user.week_start)


def _compare(query: MetricQuery, world: World, rule: Rule, statuses: bool = False) -> None:
    """Every total and every point of every group of the engine's answer is what the rule says."""
    answer = measure(query, world.facts(query))
    steps = _steps(query)
    for group in answer.groups:
        values = _values(group)
        wanted = [rule(query, world, values, stretch) for stretch in (reference.whole(query.period), *steps)]
        found = [group.totals[0], *(group.points[0] if group.points else ())]
        assert len(found) == len(wanted)
        for i, (have, want) in enumerate(zip(found, wanted, strict=True)):
            assert have.value == pytest.approx(want.value), (values, i)
            if statuses:
                complete = have.status not in (MetricStatus.PARTIAL, MetricStatus.UNAVAILABLE)
                assert complete == (want.complete and want.value is not None), (values, i)


@settings(max_examples=150)
@given(worlds.periods(), st.sampled_from(FLOWS), GRANULARITIES, st.sampled_from(POST_GROUPS), st.data())
def test_flows_of_published_posts(
    period: Period,
    metric: MetricKey,
    granularity: Granularity | None,
    group_by: tuple[Dimension, ...],
    data: st.DataObject,
) -> None:
    world = data.draw(worlds.worlds(period))
    query = worlds.query(
        world,
        period,
        metric,
        granularity=granularity,
        group_by=group_by,
        attribution=Attribution.PUBLISHED,
        filter=data.draw(st.none() | worlds.filters()),
        week_start=data.draw(st.sampled_from((0, 6))),
    )

    def rule(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
        return reference.published(query, world, metric, group, stretch)

    # Of which parts a sum of engagements is complete depends on the platform: the value alone is compared there.
    _compare(query, world, rule, statuses=metric is not MetricKey.ENGAGEMENTS)


RECEIVED_FILTERS: tuple[Filter, ...] = (
    OneOf(Dimension.PLATFORM, ("x",)),
    OneOf(Dimension.WEEKDAY, ("5", "6")),
    OneOf(Dimension.HOUR_OF_DAY, ("0", "1", "2", "23")),
    OneOf(Dimension.CONTENT_TYPE, ("reel",)),
    OneOf(Dimension.COUNTRY, ("DE",)),
    Not(OneOf(Dimension.COUNTRY, ("DE",))),
    Not(OneOf(Dimension.TAG, ("ads",))),
    And((OneOf(Dimension.WEEKDAY, ("5", "6", "0")), Not(OneOf(Dimension.HOUR_OF_DAY, ("0", "12"))))),
)


@settings(max_examples=200)
@given(worlds.periods(5), st.sampled_from(FLOWS), GRANULARITIES, st.sampled_from(RECEIVED_GROUPS), st.data())
def test_flows_received(
    period: Period,
    metric: MetricKey,
    granularity: Granularity | None,
    group_by: tuple[Dimension, ...],
    data: st.DataObject,
) -> None:
    world = data.draw(worlds.worlds(period, with_days=data.draw(st.booleans())))
    query = worlds.query(
        world,
        period,
        metric,
        granularity=granularity,
        group_by=group_by,
        attribution=Attribution.RECEIVED,
        filter=data.draw(st.none() | st.sampled_from(RECEIVED_FILTERS)),
        time_zone=data.draw(st.sampled_from((None, "America/Los_Angeles"))),
    )

    def rule(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
        return reference.received(query, world, metric, group, stretch)

    _compare(query, world, rule)


@settings(max_examples=80)
@given(worlds.periods(6), st.sampled_from(FLOWS), st.sampled_from((None, Granularity.DAY)), st.data())
def test_the_attribution_that_answers_for_more_accounts_is_taken_for_the_total_and_all_points(
    period: Period, metric: MetricKey, granularity: Granularity | None, data: st.DataObject
) -> None:
    world = data.draw(worlds.worlds(period))
    groups = st.sampled_from(((), (Dimension.PLATFORM,), (Dimension.ACCOUNT,), (Dimension.WEEKDAY,)))
    query = worlds.query(world, period, metric, granularity=granularity, group_by=data.draw(groups))

    def rule(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
        by = reference.chosen(query, world, metric, group)
        return reference.flow(query, world, metric, by, group, stretch)

    _compare(query, world, rule)


BASES = (Denominator.VIEWS, Denominator.IMPRESSIONS)
NUMERATORS = {
    MetricKey.ENGAGEMENT_RATE: MetricKey.ENGAGEMENTS,
    MetricKey.APPLAUSE_RATE: MetricKey.LIKES,
    MetricKey.CTR: MetricKey.CLICKS,
}


@settings(max_examples=80)
@given(
    worlds.periods(6),
    st.sampled_from(list(NUMERATORS)),
    st.sampled_from(BASES),
    st.sampled_from(list(Aggregation)),
    st.sampled_from(POST_GROUPS),
    st.data(),
)
def test_rates_of_published_posts(
    period: Period,
    metric: MetricKey,
    base: Denominator,
    aggregation: Aggregation,
    group_by: tuple[Dimension, ...],
    data: st.DataObject,
) -> None:
    world = data.draw(worlds.worlds(period))
    asked = worlds.query(
        world,
        period,
        metric,
        granularity=data.draw(st.sampled_from((None, Granularity.DAY, Granularity.WEEK))),
        group_by=group_by,
        attribution=Attribution.PUBLISHED,
        filter=data.draw(st.none() | worlds.filters()),
    )
    query = replace(asked, denominator=base, aggregation=aggregation)

    def rule(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
        numerator = NUMERATORS[metric]
        if aggregation is Aggregation.RATIO_OF_SUMS:
            return reference.rate(query, world, numerator, base, group, stretch)
        rates = reference.rates_of_posts(query, world, numerator, base, group, stretch)
        if not rates:
            return Expected(None)
        return Expected(mean(rates) if aggregation is Aggregation.MEAN_OF_POSTS else median(rates))

    _compare(query, world, rule)


@settings(max_examples=60)
@given(worlds.periods(14), st.integers(0, 6), st.data())
def test_weeks_begin_on_the_users_day(period: Period, week_start: int, data: st.DataObject) -> None:
    world = data.draw(worlds.worlds(period))
    query = worlds.query(
        world,
        period,
        MetricKey.POSTS_PUBLISHED,
        granularity=Granularity.WEEK,
        attribution=Attribution.PUBLISHED,
        week_start=week_start,
    )
    without_days = replace(world, days=[])

    def rule(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
        return reference.published(query, world, MetricKey.POSTS_PUBLISHED, group, stretch)

    _compare(query, without_days, rule)


@settings(max_examples=80)
@given(worlds.periods(6), st.sampled_from(POST_GROUPS), st.data())
def test_means_weighted_by_their_base(period: Period, group_by: tuple[Dimension, ...], data: st.DataObject) -> None:
    world = data.draw(worlds.worlds(period, platforms=worlds.VIDEO))
    query = worlds.query(
        world,
        period,
        MetricKey.VIDEO_COMPLETION_RATE,
        granularity=data.draw(st.sampled_from((None, Granularity.DAY))),
        group_by=group_by,
    )

    _compare(query, world, reference.completion)


@settings(max_examples=80)
@given(worlds.periods(), GRANULARITIES, st.sampled_from(((), (Dimension.PLATFORM,), (Dimension.ACCOUNT,))), st.data())
def test_followers_are_the_last_that_were_seen(
    period: Period, granularity: Granularity | None, group_by: tuple[Dimension, ...], data: st.DataObject
) -> None:
    world = data.draw(worlds.worlds(period))
    query = worlds.query(world, period, MetricKey.FOLLOWERS, granularity=granularity, group_by=group_by)

    _compare(query, world, reference.followers)


@settings(max_examples=80)
@given(worlds.periods(), st.sampled_from(((), (Dimension.PLATFORM,), (Dimension.ACCOUNT,))), st.data())
def test_growth_is_what_was_seen_at_the_end_less_what_was_seen_at_the_start(
    period: Period, group_by: tuple[Dimension, ...], data: st.DataObject
) -> None:
    world = data.draw(worlds.worlds(period, only_followers=True))

    def net(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
        known = reference.growth(query, world, group, stretch)
        return Expected(sum(end - start for start, end in known) if known else None)

    def growth(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
        known = reference.growth(query, world, group, stretch)
        base = sum(start for start, _ in known)
        return Expected(sum(end - start for start, end in known) / base if base > 0 else None)

    _compare(worlds.query(world, period, MetricKey.FOLLOWERS_NET, group_by=group_by), world, net)
    _compare(worlds.query(world, period, MetricKey.FOLLOWER_GROWTH_RATE, group_by=group_by), world, growth)


FINER_THAN_ACCOUNTS = tuple(d for d in Dimension if d not in (Dimension.PLATFORM, Dimension.ACCOUNT))


@given(
    worlds.periods(5),
    st.sampled_from(FINER_THAN_ACCOUNTS),
    st.sampled_from((MetricKey.FOLLOWERS, MetricKey.FOLLOWERS_NET, MetricKey.FOLLOWER_GROWTH_RATE)),
    st.data(),
)
def test_nothing_finer_than_an_account_has_followers_of_its_own(
    period: Period, dimension: Dimension, metric: MetricKey, data: st.DataObject
) -> None:
    world = data.draw(worlds.worlds(period))
    query = worlds.query(world, period, metric, granularity=Granularity.DAY, group_by=(dimension,))

    answer = measure(query, world.facts(query))

    for group in answer.groups:
        for value in (*group.totals, *group.points[0]):
            assert (value.value, value.reason) == (None, AbsenceReason.NOT_SPLIT)
