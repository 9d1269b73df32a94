"""MetricValue, the number that says how it was obtained, and the catalog that defines the metrics."""

from datetime import date, datetime
from typing import Annotated

import strawberry
from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, format_percent

import domain.intervals as intervals
import domain.metrics as metrics
import domain.significance as significance
import domain.values as values
from domain.charts import title_of
from domain.errors import InvalidInputError
from domain.metrics import CATALOG
from schema.enums import (
    AbsenceReason,
    Axis,
    CoverageUnit,
    Denominator,
    MetricKey,
    MetricKind,
    MetricStatus,
    Platform,
    Unit,
    Verdict,
)
from schema.info import Info


@strawberry.type(description="What a platform calls a metric, and while it did.")
class NativeName:
    """From the catalog."""

    platform: Platform = strawberry.field(description="Whose name it is.")
    name: str = strawberry.field(description="The name in the platform's API or export.")
    valid_from: date | None = strawberry.field(description="First day of this name; null: as long as we know.")
    valid_until: date | None = strawberry.field(description="Day on which it ended (exclusive); null: still valid.")
    successor: str | None = strawberry.field(description="The name that took its place.")
    note: str | None = strawberry.field(description="What one must know about it.")

    @strawberry.field(
        description="Since when the platform refuses it for an account of this server, UTC; null: it does not."
    )
    async def rejected_since(self, info: Info) -> datetime | None:
        """What the collectors found, whatever the documentation says."""
        return (await info.context.loaders.refused_names.load(self.platform)).get(self.name)

    @classmethod
    def from_domain(cls, native: metrics.NativeName) -> "NativeName":
        """As the contract shows it."""
        return cls(
            platform=native.platform,
            name=native.name,
            valid_from=native.valid_from,
            valid_until=native.valid_until,
            successor=native.successor,
            note=native.note,
        )


@strawberry.type(description="One entry of the metric catalog: what a metric is, and what may be done with it.")
class MetricDefinition:
    """From the catalog."""

    key: MetricKey = strawberry.field(description="The metric.")
    name: str = strawberry.field(description="Its name for people, in English.")
    kind: MetricKind = strawberry.field(description="How it behaves when it is put together.")
    unit: Unit = strawberry.field(description="What it is counted in.")
    definition: str = strawberry.field(description="What it counts.")
    formula: str | None = strawberry.field(description="How it is derived; null when it is observed.")
    additive_over: list[Axis] = strawberry.field(description="In which directions values may be added up.")
    parts: list[MetricKey] = strawberry.field(description="What it is derived from; for a rate, its numerator.")
    denominators: list[Denominator] = strawberry.field(description="The bases that a rate can be taken of.")
    native_names: list[NativeName] = strawberry.field(description="What the platforms call it.")

    @classmethod
    def from_domain(cls, metric: metrics.Metric, platform: Platform | None = None) -> "MetricDefinition":
        """With the names of all platforms, or of one."""
        return cls(
            key=metric.key,
            name=title_of(metric.key),
            kind=metric.kind,
            unit=metric.unit,
            definition=metric.definition,
            formula=metric.formula,
            additive_over=[axis for axis in Axis if axis in metric.additive_over],
            parts=list(metric.parts),
            denominators=list(metric.denominators),
            native_names=[
                NativeName.from_domain(n) for n in metric.native_names if platform is None or n.platform is platform
            ],
        )


DEFINITIONS = {key: MetricDefinition.from_domain(metric) for key, metric in CATALOG.items()}


@strawberry.type(description="How much of what belongs in a value was measured.")
class Coverage:
    """Measured of expected."""

    measured: int = strawberry.field(description="How many were observed.")
    expected: int = strawberry.field(description="How many there should be.")
    unit: CoverageUnit = strawberry.field(description="How many of what.")

    @classmethod
    def from_domain(cls, coverage: values.Coverage) -> "Coverage":
        """As the contract shows it."""
        return cls(measured=coverage.measured, expected=coverage.expected, unit=coverage.unit)


@strawberry.type(description="Where a rate of posts of this kind lies, with posts as the sampling unit.")
class Interval:
    """How far it would move had other posts been published."""

    lower: float = strawberry.field(description="Lower end, a fraction.")
    upper: float = strawberry.field(description="Upper end, a fraction.")
    level: float = strawberry.field(description="The share of such intervals that hold the true rate: 0.95.")
    posts: int = strawberry.field(description="How many posts it rests on; fewer than 10 have no interval.")
    method: str = strawberry.field(description="How it was computed.")

    @classmethod
    def from_domain(cls, interval: intervals.Interval) -> "Interval":
        """As the contract shows it."""
        return cls(
            lower=interval.lower,
            upper=interval.upper,
            level=interval.level,
            posts=interval.posts,
            method=interval.method,
        )


@strawberry.type(description="Whether a change is more than noise, with posts as the sampling unit.")
class Significance:
    """A judged change."""

    verdict: Verdict = strawberry.field(description="What can be said.")
    ratio: float | None = strawberry.field(
        description="Now over before, of the typical post; null without enough data."
    )
    lower: float | None = strawberry.field(description="Lower end of the 95 % interval of the ratio.")
    upper: float | None = strawberry.field(description="Upper end of the 95 % interval of the ratio.")
    p_value: float | None = strawberry.field(description="Of Welch's test, two-sided; null without enough data.")
    adjusted_p_value: float | None = strawberry.field(
        description="The same after Benjamini-Hochberg over all changes of the answer."
    )
    permutation_p_value: float | None = strawberry.field(
        description="Of the permutation test that checks a suspected change; null when none was suspected."
    )
    posts: int = strawberry.field(description="Posts of the period that were looked at.")
    posts_before: int = strawberry.field(description="Posts of the other period.")
    method: str = strawberry.field(description="How it was judged.")

    @classmethod
    def from_domain(cls, found: significance.Significance) -> "Significance":
        """As the contract shows it."""
        return cls(
            verdict=found.verdict,
            ratio=found.ratio,
            lower=found.lower,
            upper=found.upper,
            p_value=found.p_value,
            adjusted_p_value=found.adjusted_p_value,
            permutation_p_value=found.permutation_p_value,
            posts=found.posts,
            posts_before=found.posts_before,
            method=found.method,
        )


@strawberry.type(description="Between what the true value lies, both ends included.")
class Bounds:
    """What is known of a value that is not."""

    lower: float | None = strawberry.field(description="At least this; null: not known.")
    upper: float | None = strawberry.field(description="At most this; null: not known.")

    @classmethod
    def from_domain(cls, bounds: values.Bounds) -> "Bounds":
        """As the contract shows it."""
        return cls(lower=bounds.lower, upper=bounds.upper)


@strawberry.type(description="Difference from the period that is compared with; equally complete days on both sides.")
class Change:
    """Against another period."""

    previous: float | None = strawberry.field(description="The value of the other period; null: not known.")
    absolute: float | None = strawberry.field(
        description="Difference in the metric's unit; for rates in points of 1. Null when a side is not known."
    )
    relative: float | None = strawberry.field(
        description="Difference as a fraction of the previous value. Null when that is 0 or not known, and for rates."
    )

    reason: AbsenceReason | None = strawberry.field(
        description="Why there is no difference although both values are known; else null."
    )
    change: strawberry.Private[values.Change]

    @strawberry.field(
        description="Whether it is more than noise, judged by single posts; null where the value is not made of posts."
    )
    def significance(self) -> Significance | None:
        """All changes of the answer are judged when the first is asked for."""
        return Significance.from_domain(self.change.significance()) if self.change.significance else None

    @classmethod
    def from_domain(cls, change: values.Change) -> "Change":
        """As the contract shows it."""
        return cls(
            previous=change.previous,
            absolute=change.absolute,
            relative=change.relative,
            reason=change.reason,
            change=change,
        )


@strawberry.type(description="A number and how it was obtained.")
class MetricValue:
    """The one type in which numbers are served."""

    metric: MetricDefinition = strawberry.field(description="What was measured.")
    value: float | None = strawberry.field(
        description="In the metric's unit; rates are fractions. Null is never zero: the value is not known."
    )
    status: MetricStatus = strawberry.field(description="How the value came about.")
    coverage: Coverage | None = strawberry.field(description="How much of it was measured; null: nothing to count.")
    as_of: datetime | None = strawberry.field(description="When the newest observation in it was made, UTC.")
    reason: AbsenceReason | None = strawberry.field(description="Why it is missing or partial; else null.")
    basis: str | None = strawberry.field(description="The formula or source it was obtained by.")
    bounds: Bounds | None = strawberry.field(description="What is known when the value itself is not.")
    change: Change | None = strawberry.field(description="Only with `compareTo`.")
    interval: Interval | None = strawberry.field(
        description="Of a rate over at least 10 posts; null for everything else."
    )

    @strawberry.field(description="The value as text: percent for rates, grouped digits for counts. Null stays null.")
    def formatted(
        self, locale: Annotated[str, strawberry.argument(description="BCP 47 tag, such as en or de-CH.")] = "en"
    ) -> str | None:
        """By the rules of a language."""
        if self.value is None:
            return None
        try:
            language = Locale.parse(locale, sep="-" if "-" in locale else "_")
        except (UnknownLocaleError, ValueError):
            raise InvalidInputError(f"{locale[:40]!r} is no known language tag; use one such as en or de-CH.") from None
        if self.metric.unit is Unit.FRACTION:
            return str(format_percent(self.value, format="#,##0.##%", locale=language))
        return str(format_decimal(self.value, format="#,##0.##", locale=language))

    @classmethod
    def from_domain(cls, value: values.MetricValue) -> "MetricValue":
        """As the contract shows it."""
        coverage, bounds, change = value.coverage, value.bounds, value.change
        return cls(
            metric=DEFINITIONS[value.metric],
            value=value.value,
            status=value.status,
            coverage=Coverage.from_domain(coverage) if coverage else None,
            as_of=value.as_of,
            reason=value.reason,
            basis=value.basis,
            bounds=Bounds.from_domain(bounds) if bounds else None,
            change=Change.from_domain(change) if change else None,
            interval=Interval.from_domain(value.interval) if value.interval else None,
        )
