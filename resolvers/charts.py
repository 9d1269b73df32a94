"""Charts."""

import asyncio

from domain.analyzer import Question, piece_value
from domain.charts import (
    Chart,
    ChartKind,
    ChartQuery,
    chart_of_measures,
    chart_of_posts,
    chart_of_times,
    content_query,
    metric_queries,
    metrics_of,
)
from domain.errors import InvalidInputError
from domain.metrics import MetricKey
from resolvers import analysis
from resolvers.annotations import annotations
from resolvers.context import Context


async def chart(context: Context, kind: ChartKind, question: Question, metrics: tuple[MetricKey, ...]) -> Chart:
    """One chart over the accounts and days of the question."""
    pair = question.windows
    query = ChartQuery(kind, question.query(metrics), pair.previous if pair else None)
    match kind:
        case ChartKind.CONTENT_PERFORMANCE:
            return await _of_posts(context, query)
        case ChartKind.BEST_POSTING_TIMES:
            return chart_of_times(query, await analysis.times(context, question))
        case ChartKind.TIME_SERIES:
            marks, answers = await asyncio.gather(
                annotations(context, question.user.user_id, query.period),
                analysis.measures_alike(context, metric_queries(query)),
            )
            return chart_of_measures(query, answers, marks)
        case _:
            return chart_of_measures(query, await analysis.measures_alike(context, metric_queries(query)))


async def _of_posts(context: Context, query: ChartQuery) -> Chart:
    if query.base.age is not None:
        raise InvalidInputError("Posts are ranked as they were last seen; leave `ageHours` out of this chart.")
    metric = metrics_of(query)[0]
    page = await context.loaders.content.load(content_query(query))
    accounts = {account.account_id: account for account in query.accounts}
    pieces = page.pieces if page is not None else ()
    return chart_of_posts(query, pieces, [piece_value(p, accounts[p.account_id], metric) for p in pieces])
