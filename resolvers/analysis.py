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
    posts_query,
    with_change,
)
from domain.best_times import BestTimes, best_times
from domain.comparison import Comparison, windows
from domain.dimensions import Dimension
from domain.engine import Measures, measure
from domain.facts import UserFacts
from domain.metrics import MetricKey
from domain.query import MetricQuery, checked, consistent
from domain.recommendations import Recommendation, recommend
from domain.restatements import Restatement
from domain.restatements import restatements as restated
from domain.users import Platform
from resolvers.context import Context


async def _facts(context: Context, queries: Sequence[MetricQuery]) -> list[UserFacts]:
    return await context.loaders.facts.load_many([query.facts_range for query in queries])


async def overview(context: Context, question: Question) -> Insights:
    """All accounts together. Raises InvalidInputError for a question that contradicts itself."""
    queries = question.queries()
    consistent(queries[0])
    facts = dict(zip(queries, await _facts(context, queries), strict=True))
    return Insights(question, None, queries, facts.__getitem__)


async def platforms(context: Context, question: Question) -> list[Insights]:
    """Platform by platform. Raises InvalidInputError for a question that contradicts itself."""
    queries = question.queries()
    consistent(queries[0])
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
    """The answer to a query; with a comparison its totals carry their change.

    Raises:
        InvalidInputError, QueryTooExpensiveError: see `domain.query.checked`.
    """
    pair = windows(query.period, comparison, query.now or context.now) if comparison else None
    if pair is None:
        return Answer((await measures_alike(context, [query]))[0], None)
    queries = [query, replace(query, period=pair.current), replace(query, period=pair.previous)]
    current, complete, previous = await measures_alike(context, queries)
    return Answer(with_change(current, complete, previous), previous)


async def measures_alike(context: Context, queries: Sequence[MetricQuery]) -> list[Measures]:
    """The answers to queries that will be compared: all of them are taken, and split, as the first one is."""
    for query in queries:
        context.spend(checked(query).cells())
    loaded = await _facts(context, queries)
    first = measure(queries[0], loaded[0])
    return [first, *(measure(q, facts, like=first) for q, facts in zip(queries[1:], loaded[1:], strict=True))]


async def compared(
    context: Context, question: Question, metrics: tuple[MetricKey, ...], by: Dimension
) -> tuple[Measures, Measures]:
    """The metrics of everything together, and split by a dimension, each with its change."""
    query = question.query(metrics)
    together, split = await asyncio.gather(
        measures(context, query, question.comparison),
        measures(context, replace(query, group_by=(by,)), question.comparison),
    )
    return together.measures, split.measures


async def restatements(context: Context, question: Question) -> list[Restatement]:
    """The platform days of the period of which unlike values were observed."""
    period = question.period
    async with context.services.storage.read() as unit:
        observed = await unit.facts.restatements(question.user.user_id, period.start, period.end)
    return restated(observed, question.accounts)


async def types(context: Context, question: Question) -> list[ContentTypePerformance]:
    """How each kind of post did."""
    (facts,) = await _facts(context, [checked(content_type_query(question))])
    return content_types(question, facts)


async def times(context: Context, question: Question) -> BestTimes:
    """When posts have done better; fitted in a thread, because it takes longer than the event loop may be held."""
    facts = await _posts_only(context, question)
    posts, zone_name = posts_in(question, facts), question.period.zone_name
    return await asyncio.to_thread(best_times, posts, _platforms(question), question.now, zone_name)


async def recommendations(context: Context, question: Question) -> tuple[Recommendation, ...]:
    """What the posts of the period suggest; fitted in a thread as well."""
    facts = await _posts_only(context, question)
    posts = posts_in(question, facts)
    return await asyncio.to_thread(recommend, posts, _platforms(question), question.now, question.period)


def _platforms(question: Question) -> dict[str, Platform]:
    return {account.account_id: account.platform for account in question.accounts}


async def _posts_only(context: Context, question: Question) -> UserFacts:
    (facts,) = await _facts(context, [checked(posts_query(question))])
    return facts
