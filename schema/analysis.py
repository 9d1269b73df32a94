"""Series, Comparison, BestTimes and Recommendation: what the analyzer returns."""

from datetime import datetime

import strawberry

import domain.effects as effects
import domain.recommendations as recommendations
import domain.time_range as time_range
from domain.engine import Measures
from schema.accounts import Account, Period
from schema.enums import ContentType, EvidenceState, Platform, RecommendationKind
from schema.metric_values import DEFINITIONS, MetricDefinition, MetricValue
from schema.platform_metrics import PlatformMetrics
from schema.scalars import TimeZone


@strawberry.type(description="One step of a series.")
class Point:
    """A bucket and its value."""

    label: str = strawberry.field(description="Local date of its first day, or local hour with offset.")
    start: datetime = strawberry.field(description="First instant, UTC.")
    end: datetime = strawberry.field(description="First instant after it, UTC.")
    value: MetricValue = strawberry.field(description="The value.")


@strawberry.type(description="A metric over time, for one group. No bucket is left out; unknown values are null.")
class Series:
    """Raw chart data."""

    metric: MetricDefinition = strawberry.field(description="What was measured.")
    platform: Platform | None = strawberry.field(description="The group's platform; null when not split by it.")
    account: Account | None = strawberry.field(description="The group's account; null when not split by it.")
    content_type: ContentType | None = strawberry.field(description="The group's kind; null when not split by it.")
    label: str = strawberry.field(description="Name of the group.")
    period: Period = strawberry.field(description="The days.")
    labels: list[str] = strawberry.field(description="Label of each bucket, as many as `values`.")
    values: list[float | None] = strawberry.field(description="Value of each bucket; null is a gap, 0 is a zero.")
    points: list[Point] = strawberry.field(description="The same with status and coverage.")
    total: MetricValue = strawberry.field(description="The whole period, by the metric's own rules.")
    previous: list[float | None] | None = strawberry.field(
        description="The compared period, bucket by bucket; null without `compareTo`."
    )
    notes: list[str] = strawberry.field(description="What one must know to read it.")


_PLATFORM_DAYS = "The platforms cut their days in their own zones; a platform day is shown on the date it carries."


def series(measures: Measures, previous: Measures | None) -> list[Series]:
    """One for each group and metric."""
    labels = [bucket.label for bucket in measures.buckets]
    earlier = {group.group: group for group in previous.groups} if previous else {}
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
                    label=group.group.label,
                    period=Period.from_domain(measures.query.period),
                    labels=labels,
                    values=[value.value for value in values],
                    points=[
                        Point(label=bucket.label, start=bucket.start, end=bucket.end, value=value)
                        for bucket, value in zip(measures.buckets, values, strict=True)
                    ],
                    total=MetricValue.from_domain(group.totals[i]),
                    previous=[point.value for point in before.points[i]] if before else None,
                    notes=[_PLATFORM_DAYS] if by_day else [],
                )
            )
    return found


@strawberry.type(description="A value of one platform.")
class PlatformValue:
    """In a comparison."""

    platform: Platform = strawberry.field(description="The platform.")
    value: MetricValue = strawberry.field(description="Its value.")


@strawberry.type(description="One metric, over all platforms and on each.")
class ComparisonRow:
    """In a comparison."""

    metric: MetricDefinition = strawberry.field(description="What is compared.")
    total: MetricValue = strawberry.field(description="All platforms together, where that can be had.")
    by_platform: list[PlatformValue] = strawberry.field(description="Each platform.")


@strawberry.type(description="Platforms beside each other, and beside another period.")
class Comparison:
    """Comparative analytics."""

    period: Period = strawberry.field(description="The days.")
    compared_to: Period | None = strawberry.field(description="The days of the changes; null without `compareTo`.")
    platforms: list[PlatformMetrics] = strawberry.field(description="Everything of each platform.")
    rows: list[ComparisonRow] = strawberry.field(description="The metrics asked for, one row each.")


def comparison_rows(together: Measures, split: Measures) -> list[ComparisonRow]:
    """A row for each metric."""
    return [
        ComparisonRow(
            metric=DEFINITIONS[metric],
            total=MetricValue.from_domain(together.groups[0].totals[i]),
            by_platform=[
                PlatformValue(platform=group.group.platform, value=MetricValue.from_domain(group.totals[i]))
                for group in split.groups
                if group.group.platform is not None
            ],
        )
        for i, metric in enumerate(together.query.metrics)
    ]


@strawberry.type(description="How much more engagement than the account's usual mix may be expected next time.")
class Effect:
    """Shrunk towards no difference by how little is known."""

    posts: int = strawberry.field(description="How many posts it rests on.")
    lift: float = strawberry.field(description="Expected relative difference; 0.12 is 12 % more.")
    lower: float = strawberry.field(description="Lower end of the 90 % interval.")
    upper: float = strawberry.field(description="Upper end of the 90 % interval.")
    probability: float = strawberry.field(description="That there is a positive difference, 0 to 1.")

    @classmethod
    def from_domain(cls, effect: effects.Effect) -> "Effect":
        """As the contract shows it."""
        return cls(
            posts=effect.posts,
            lift=effect.lift,
            lower=effect.lower,
            upper=effect.upper,
            probability=effect.probability,
        )


@strawberry.type(description="Three hours of the working days or of the weekend, local time.")
class TimeSlot:
    """A posting time."""

    weekend: bool = strawberry.field(description="Saturday and Sunday, else Monday to Friday.")
    start_hour: int = strawberry.field(description="From this hour, 0 to 21.")
    end_hour: int = strawberry.field(description="To this hour (exclusive), 3 to 24.")
    effect: Effect = strawberry.field(description="What posts at that time may expect.")

    @classmethod
    def from_domain(cls, slot: effects.TimeSlot) -> "TimeSlot":
        """As the contract shows it."""
        return cls(
            weekend=slot.weekend,
            start_hour=slot.start_hour,
            end_hour=slot.end_hour,
            effect=Effect.from_domain(slot.effect),
        )


@strawberry.type(description="When posts have done better. Observed, not proof of a cause.")
class BestTimes:
    """Best posting times."""

    state: EvidenceState = strawberry.field(description="How far the evidence carries.")
    posts: int = strawberry.field(description="Posts of at least 72 hours whose engagement was observed.")
    weeks: int = strawberry.field(description="In how many calendar weeks they were published.")
    time_zone: TimeZone = strawberry.field(description="Zone of the hours.")
    period: Period = strawberry.field(description="The days looked at.")
    slots: list[TimeSlot] = strawberry.field(
        description="Every slot in which something was posted, best first; empty when there is not enough data."
    )

    @classmethod
    def from_domain(cls, times: effects.BestTimes, period: time_range.Period) -> "BestTimes":
        """As the contract shows it."""
        return cls(
            state=times.state,
            posts=times.posts,
            weeks=times.weeks,
            time_zone=TimeZone(times.zone_name),
            period=Period.from_domain(period),
            slots=[TimeSlot.from_domain(slot) for slot in times.slots],
        )


@strawberry.type(description="What to try next, and what it rests on.")
class Recommendation:
    """A recommendation."""

    kind: RecommendationKind = strawberry.field(description="What it is about.")
    state: EvidenceState = strawberry.field(description="How far the evidence carries.")
    text: str = strawberry.field(description="In a sentence, in English.")
    posts: int = strawberry.field(description="How many posts were looked at.")
    effect: Effect | None = strawberry.field(description="Of what is recommended; null when nothing is.")
    slot: TimeSlot | None = strawberry.field(description="For POSTING_TIME; null when nothing is recommended.")
    content_type: ContentType | None = strawberry.field(description="For CONTENT_TYPE; null when nothing is.")
    query: str = strawberry.field(description="A document that shows the figures; its variable is `userId`.")

    @classmethod
    def from_domain(cls, found: recommendations.Recommendation) -> "Recommendation":
        """As the contract shows it."""
        return cls(
            kind=found.kind,
            state=found.state,
            text=found.text,
            posts=found.posts,
            effect=Effect.from_domain(found.effect) if found.effect else None,
            slot=TimeSlot.from_domain(found.slot) if found.slot else None,
            content_type=ContentType(found.subject) if found.subject else None,
            query=found.query,
        )
