"""Overview, platform insights, series, comparison, best times and recommendations."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.analyzer import (
    ContentTypePerformance,
    Insights,
    Question,
    by_platform,
    content_type_query,
    content_types,
    posts_in,
    with_change,
)
from domain.comparison import Comparison, windows
from domain.effects import BestTimes, best_times
from domain.engine import GroupBy, Measures, MetricQuery, measure
from domain.facts import FactsRange, UserFacts
from domain.metrics import MetricKey
from domain.recommendations import Recommendation, recommend
from domain.users import Platform
from resolvers.context import Context


async def _facts(context: Context, queries: Sequence[MetricQuery]) -> list[UserFacts]:
    return await context.loaders.facts.load_many([query.facts_range for query in queries])


async def overview(context: Context, question: Question) -> Insights:
    """All accounts together."""
    queries = question.queries(context.now)
    facts = dict(zip(queries, await _facts(context, queries), strict=True))
    return Insights(question, None, queries, facts.__getitem__)


async def platforms(context: Context, question: Question) -> list[Insights]:
    """Platform by platform."""
    queries = question.queries(context.now)
    facts = dict(zip(queries, await _facts(context, queries), strict=True))
    return by_platform(question, queries, facts.__getitem__)


async def platform(context: Context, question: Question, wanted: Platform) -> Insights | None:
    """One platform; None when the user has no account there."""
    found = await platforms(context, question)
    return next((insights for insights in found if insights.platform is wanted), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """Measures, and those of the period they are compared with."""

    measures: Measures
    previous: Measures | None


async def measures(context: Context, query: MetricQuery, comparison: Comparison | None) -> Answer:
    """The answer to a query; with a comparison its totals carry their change."""
    pair = windows(query.period, comparison, context.now) if comparison else None
    if pair is None:
        return Answer((await measures_alike(context, [query]))[0], None)
    queries = [query, replace(query, period=pair.current), replace(query, period=pair.previous)]
    current, complete, previous = await measures_alike(context, queries)
    return Answer(with_change(current, complete, previous), previous)


async def measures_alike(context: Context, queries: Sequence[MetricQuery]) -> list[Measures]:
    """The answers to queries that will be compared: all of them are taken as the first one is."""
    loaded = await _facts(context, queries)
    first = measure(queries[0], loaded[0])
    return [first, *(measure(q, facts, like=first) for q, facts in zip(queries[1:], loaded[1:], strict=True))]


async def compared_platforms(
    context: Context, question: Question, metrics: tuple[MetricKey, ...]
) -> tuple[Measures, Measures]:
    """The metrics over all accounts, and split by platform, each with its change."""
    query = MetricQuery(question.user, question.accounts, metrics, question.period, attribution=question.attribution)
    together, split = await asyncio.gather(
        measures(context, query, question.comparison),
        measures(context, replace(query, group_by=GroupBy.PLATFORM), question.comparison),
    )
    return together.measures, split.measures


async def types(context: Context, question: Question) -> list[ContentTypePerformance]:
    """How each kind of post did."""
    (facts,) = await _facts(context, [content_type_query(question)])
    return content_types(question, facts)


async def times(context: Context, question: Question) -> BestTimes:
    """When posts have done better."""
    facts = await _posts_only(context, question)
    return best_times(posts_in(question, facts), context.now, question.period.zone_name)


async def recommendations(context: Context, question: Question) -> tuple[Recommendation, ...]:
    """What the posts of the period suggest."""
    facts = await _posts_only(context, question)
    return recommend(posts_in(question, facts), context.now, question.period)


async def _posts_only(context: Context, question: Question) -> UserFacts:
    return await context.loaders.facts.load(FactsRange.of(question.user.user_id, question.period, None))
