"""ExecutedQuery: what was really asked, with every default filled in, and what one must know to read the answer."""

from collections.abc import Sequence
from datetime import datetime

import strawberry
from strawberry.scalars import JSON

import domain.cautions as cautions
import domain.time_range as time_range
from domain.content import ContentQuery
from domain.filter_forms import to_document
from domain.filter_words import describe
from domain.metrics import CATALOG, MetricKind
from domain.query import MetricQuery
from schema.accounts import Account, Period
from schema.enums import (
    Aggregation,
    Attribution,
    CautionCode,
    ContentOrderField,
    Denominator,
    Dimension,
    Granularity,
    MetricKey,
    OrderDirection,
)
from schema.scalars import TimeZone


@strawberry.type(description="Something one must know to read an answer. It does not make the answer wrong.")
class QueryWarning:
    """A caution, as data."""

    code: CautionCode = strawberry.field(description="What kind of thing.")
    message: str = strawberry.field(description="In a sentence, in English.")

    @classmethod
    def from_domain(cls, caution: cautions.Caution) -> "QueryWarning":
        """As the contract shows it."""
        return cls(code=caution.code, message=caution.message)


@strawberry.type(description="The query as it was carried out: checked, normalised, with every default filled in.")
class ExecutedQuery:
    """The echo of a MetricQuery."""

    metrics: list[MetricKey] = strawberry.field(description="What was measured; empty: whatever is selected.")
    accounts: list[Account] = strawberry.field(description="The accounts that were looked at.")
    period: Period = strawberry.field(description="The days.")
    compared_to: Period | None = strawberry.field(description="The days of the changes; null without `compareTo`.")
    granularity: Granularity | None = strawberry.field(description="Width of a step; null: not cut into steps.")
    group_by: list[Dimension] = strawberry.field(description="What it was split by, in this order.")
    filter: JSON | None = strawberry.field(description="Filter and segment as one normalised tree; null: everything.")
    filter_text: str | None = strawberry.field(description="The same in words; null: everything.")
    attribution: Attribution | None = strawberry.field(
        description="Which engagements count; null: whichever answers for more accounts, see `basis` of each value."
    )
    denominator: Denominator | None = strawberry.field(
        description="The base of rates; null: what the platforms count exposure in, or no rate was asked for."
    )
    aggregation: Aggregation | None = strawberry.field(
        description="How the rates of posts become one; null: no rate was asked for."
    )
    age_hours: float | None = strawberry.field(description="At which age posts were taken; null: as they are now.")
    as_of: datetime | None = strawberry.field(description="What had been seen by then; null: everything.")
    recorded_by: datetime | None = strawberry.field(description="What had been stored by then; null: everything.")
    order_by: MetricKey | None = strawberry.field(description="What groups are sorted by; null: their natural order.")
    direction: OrderDirection = strawberry.field(description="Which way.")
    limit: int = strawberry.field(description="At most so many groups.")

    @classmethod
    def from_domain(cls, query: MetricQuery, compared_to: time_range.Period | None = None) -> "ExecutedQuery":
        """The echo."""
        rates = any(CATALOG[metric].kind is MetricKind.RATIO for metric in query.metrics) or not query.metrics
        order, knowledge = query.order, query.knowledge
        return cls(
            metrics=list(query.metrics),
            accounts=[Account.from_domain(account) for account in query.accounts],
            period=Period.from_domain(query.period),
            compared_to=Period.from_domain(compared_to) if compared_to else None,
            granularity=query.granularity,
            group_by=list(query.group_by),
            filter=JSON(to_document(query.filter)) if query.filter is not None else None,
            filter_text=describe(query.filter) if query.filter is not None else None,
            attribution=query.taken_by,
            denominator=query.denominator if rates else None,
            aggregation=query.aggregation if rates else None,
            age_hours=query.age.total_seconds() / 3600 if query.age is not None else None,
            as_of=knowledge.observed_by,
            recorded_by=knowledge.recorded_by,
            order_by=order.metric if order is not None else None,
            direction=OrderDirection.ASC if order is not None and not order.descending else OrderDirection.DESC,
            limit=query.groups_at_most(),
        )


@strawberry.type(description="A list of posts as it was asked for: checked, normalised, with every default filled in.")
class ExecutedContentQuery:
    """The echo of a ContentQuery."""

    filter: JSON | None = strawberry.field(description="Filter and segment as one normalised tree; null: everything.")
    filter_text: str | None = strawberry.field(description="The same in words; null: everything.")
    time_zone: TimeZone = strawberry.field(description="Zone of the filter's weekdays and hours.")
    as_of: datetime | None = strawberry.field(description="What had been seen by then; null: everything.")
    recorded_by: datetime | None = strawberry.field(description="What had been stored by then; null: everything.")
    order_by: ContentOrderField = strawberry.field(description="What posts are sorted by.")
    direction: OrderDirection = strawberry.field(description="Which way.")

    @classmethod
    def from_domain(cls, query: ContentQuery) -> "ExecutedContentQuery":
        """The echo."""
        return cls(
            filter=JSON(to_document(query.filter)) if query.filter is not None else None,
            filter_text=describe(query.filter) if query.filter is not None else None,
            time_zone=TimeZone(query.time_zone),
            as_of=query.knowledge.observed_by,
            recorded_by=query.knowledge.recorded_by,
            order_by=query.order,
            direction=OrderDirection.DESC if query.descending else OrderDirection.ASC,
        )


def warnings(found: Sequence[cautions.Caution]) -> list[QueryWarning]:
    """As the contract shows them."""
    return [QueryWarning.from_domain(caution) for caution in found]
