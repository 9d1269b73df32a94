"""Series and Comparison: what the analyzer returns."""

from collections.abc import Sequence
from datetime import date, datetime

import strawberry

import domain.cautions as cautions
import domain.groups as groups
from domain.analyzer import Insights, Question
from domain.engine import Measures
from schema.accounts import Account, Period
from schema.enums import ContentType, Dimension, MetricKey, Platform
from schema.executed_query import ExecutedQuery, QueryWarning, warnings
from schema.metric_values import DEFINITIONS, MetricDefinition, MetricValue
from schema.nodes import global_id
from schema.platform_metrics import PlatformMetrics


@strawberry.type(description="One step of a series.")
class Point:
    """A bucket and its value."""

    label: str = strawberry.field(description="Local date of its first day, or local hour with offset.")
    start: datetime = strawberry.field(description="First instant, UTC.")
    end: datetime = strawberry.field(description="First instant after it, UTC.")
    value: MetricValue = strawberry.field(description="The value.")


@strawberry.type(description="What a group of an answer is made of, by one dimension.")
class GroupKey:
    """One of the keys of a group."""

    dimension: Dimension = strawberry.field(description="What it was split by.")
    value: str | None = strawberry.field(
        description="As a filter takes it: an enum value, a global id, a country, a weekday (0 is Monday), an hour; "
        "null: not known."
    )
    label: str = strawberry.field(description="For people.")


def group_keys(group: groups.Group) -> list[GroupKey]:
    """The keys of a group, as a filter takes them."""
    return [GroupKey(dimension=key.dimension, value=_value(key, group), label=key.label) for key in group.keys]


def _value(key: groups.GroupKey, group: groups.Group) -> str | None:
    account = group.account
    if key.dimension is Dimension.ACCOUNT and account is not None:
        return global_id("Account", account.user_id, account.account_id)
    if key.value is None:
        return None
    match key.dimension:
        case Dimension.PLATFORM:
            return Platform(key.value).name
        case Dimension.CONTENT_TYPE:
            return ContentType(key.value).name
        case _:
            return key.value


@strawberry.type(description="A day on which a platform began or ceased to report a metric.")
class Break:
    """What lies before and after is not one series."""

    metric: MetricKey = strawberry.field(description="The metric, or the part of it, that is concerned.")
    platform: Platform = strawberry.field(description="Whose.")
    day: date = strawberry.field(description="First day of the new state.")
    ended: bool = strawberry.field(description="True: it is reported no longer. False: it began to be reported.")
    native_name: str = strawberry.field(description="The platform's own name.")
    successor: str | None = strawberry.field(description="What took its place; it counts otherwise. Null: nothing.")

    @classmethod
    def from_domain(cls, found: cautions.Break) -> "Break":
        """As the contract shows it."""
        return cls(
            metric=found.metric,
            platform=found.platform,
            day=found.day,
            ended=found.ended,
            native_name=found.native_name,
            successor=found.successor,
        )


@strawberry.type(description="A metric over time, for one group. No bucket is left out; unknown values are null.")
class Series:
    """Raw chart data."""

    metric: MetricDefinition = strawberry.field(description="What was measured.")
    platform: Platform | None = strawberry.field(description="The group's platform; null when not split by it.")
    account: Account | None = strawberry.field(description="The group's account; null when not split by it.")
    content_type: ContentType | None = strawberry.field(description="The group's kind; null when not split by it.")
    group: list[GroupKey] = strawberry.field(description="All keys of the group, in the order of `groupBy`.")
    label: str = strawberry.field(description="Name of the group.")
    period: Period = strawberry.field(description="The days.")
    labels: list[str] = strawberry.field(description="Label of each bucket, as many as `values`.")
    values: list[float | None] = strawberry.field(description="Value of each bucket; null is a gap, 0 is a zero.")
    points: list[Point] = strawberry.field(description="The same with status and coverage.")
    total: MetricValue = strawberry.field(description="The whole period, by the metric's own rules.")
    previous: list[float | None] | None = strawberry.field(
        description="The compared period, bucket by bucket; null without `compareTo`."
    )
    previous_labels: list[str] | None = strawberry.field(
        description="Labels of the compared period's buckets; null without `compareTo`."
    )
    breaks: list[Break] = strawberry.field(description="Where a platform changed what it reports, within the period.")
    notes: list[str] = strawberry.field(description="What one must know to read it.")
    query: ExecutedQuery = strawberry.field(description="The query as it was carried out.")
    warnings: list[QueryWarning] = strawberry.field(description="What one must know about the whole answer.")


_PLATFORM_DAYS = "The platforms cut their days in their own zones; a platform day is shown on the date it carries."


def series(measures: Measures, previous: Measures | None) -> list[Series]:
    """One for each group and metric."""
    labels = [bucket.label for bucket in measures.buckets]
    earlier = {group.group: group for group in previous.groups} if previous else {}
    query = ExecutedQuery.from_domain(measures.query, previous.query.period if previous else None)
    told = warnings(measures.cautions)
    found = []
    for group in measures.groups:
        account = group.group.account
        for i, metric in enumerate(measures.query.metrics):
            values = [MetricValue.from_domain(point) for point in group.points[i]]
            before = earlier.get(group.group)
            by_day = any("day by day" in (value.basis or "") for value in values)
            found.append(
                Series(
                    metric=DEFINITIONS[metric],
                    platform=group.group.platform,
                    account=Account.from_domain(account) if account else None,
                    content_type=group.group.content_type,
                    group=group_keys(group.group),
                    label=group.group.label,
                    period=query.period,
                    labels=labels,
                    values=[value.value for value in values],
                    points=[
                        Point(label=bucket.label, start=bucket.start, end=bucket.end, value=value)
                        for bucket, value in zip(measures.buckets, values, strict=True)
                    ],
                    total=MetricValue.from_domain(group.totals[i]),
                    previous=[point.value for point in before.points[i]] if before else None,
                    previous_labels=[bucket.label for bucket in previous.buckets] if previous else None,
                    breaks=[
                        Break.from_domain(b)
                        for b in cautions.breaks_of(metric, measures.query.accounts, measures.query.period)
                        if group.group.platform in (None, b.platform)
                    ],
                    notes=[_PLATFORM_DAYS] if by_day else [],
                    query=query,
                    warnings=told,
                )
            )
    return found


@strawberry.type(description="A value of one platform.")
class PlatformValue:
    """In a comparison."""

    platform: Platform = strawberry.field(description="The platform.")
    value: MetricValue = strawberry.field(description="Its value.")


@strawberry.type(description="A value of one group.")
class GroupValue:
    """In a comparison."""

    group: list[GroupKey] = strawberry.field(description="What the group is.")
    label: str = strawberry.field(description="Name of the group.")
    value: MetricValue = strawberry.field(description="Its value.")


@strawberry.type(description="One metric, over all groups and of each.")
class ComparisonRow:
    """In a comparison."""

    metric: MetricDefinition = strawberry.field(description="What is compared.")
    total: MetricValue = strawberry.field(description="All groups together, where that can be had.")
    by_platform: list[PlatformValue] = strawberry.field(description="Each platform; empty for another `by`.")
    groups: list[GroupValue] = strawberry.field(description="Each group, by whatever they are split.")


@strawberry.type(description="Platforms, or other groups, beside each other, and beside another period.")
class Comparison:
    """Comparative analytics."""

    period: Period = strawberry.field(description="The days.")
    compared_to: Period | None = strawberry.field(description="The days of the changes; null without `compareTo`.")
    platforms: list[PlatformMetrics] = strawberry.field(description="Everything of each platform.")
    rows: list[ComparisonRow] = strawberry.field(description="The metrics asked for, one row each.")
    query: ExecutedQuery = strawberry.field(description="The query as it was carried out.")
    warnings: list[QueryWarning] = strawberry.field(description="What one must know about the whole answer.")


def comparison(question: Question, together: Measures, split: Measures, platforms: Sequence[Insights]) -> Comparison:
    """The answer as the contract shows it."""
    compared_to = question.windows.previous if question.windows else None
    return Comparison(
        period=Period.from_domain(question.period),
        compared_to=Period.from_domain(compared_to) if compared_to else None,
        platforms=[PlatformMetrics.from_domain(insights) for insights in platforms],
        rows=[_row(together, split, i) for i in range(len(together.query.metrics))],
        query=ExecutedQuery.from_domain(split.query, compared_to),
        warnings=warnings(split.cautions),
    )


def _row(together: Measures, split: Measures, i: int) -> ComparisonRow:
    values = [MetricValue.from_domain(group.totals[i]) for group in split.groups]
    by_platform = split.query.group_by == (Dimension.PLATFORM,)
    return ComparisonRow(
        metric=DEFINITIONS[together.query.metrics[i]],
        total=MetricValue.from_domain(together.groups[0].totals[i]),
        by_platform=[
            PlatformValue(platform=group.group.platform, value=value)
            for group, value in zip(split.groups, values, strict=True)
            if by_platform and group.group.platform is not None
        ],
        groups=[
            GroupValue(group=group_keys(group.group), label=group.group.label, value=value)
            for group, value in zip(split.groups, values, strict=True)
        ],
    )
