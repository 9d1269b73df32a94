"""Chart: typed, and as a complete Chart.js configuration."""

from datetime import date

import strawberry
from strawberry.scalars import JSON

import domain.charts as charts
from domain.chart_js import chart_js
from schema.accounts import Period
from schema.enums import ChartKind, MetricKey, MetricStatus, Unit
from schema.executed_query import ExecutedQuery, QueryWarning, warnings


@strawberry.type(description="One line, or one colour of bars.")
class ChartDataset:
    """Data of a chart."""

    label: str = strawberry.field(description="What the legend says.")
    metric: MetricKey | None = strawberry.field(description="The metric; null where it is none of the catalog.")
    unit: Unit = strawberry.field(description="What the numbers are counted in.")
    data: list[float | None] = strawberry.field(description="As many as the chart has labels; null is a gap.")
    statuses: list[MetricStatus] = strawberry.field(description="How each number came about.")


@strawberry.type(description="What runs along an edge of a chart.")
class ChartAxis:
    """Title and unit."""

    title: str = strawberry.field(description="What it says.")
    unit: Unit | None = strawberry.field(description="What is counted along it; null for categories.")

    @classmethod
    def from_domain(cls, axis: charts.Axis) -> "ChartAxis":
        """As the contract shows it."""
        return cls(title=axis.title, unit=axis.unit)


@strawberry.type(description="A mark on the time axis of a chart.")
class ChartAnnotation:
    """An annotation, with its place in the chart."""

    text: str = strawberry.field(description="What happened.")
    start: date = strawberry.field(description="First day of the annotation; it may lie before the chart.")
    end: date = strawberry.field(description="Day after the last one (exclusive); it may lie after the chart.")
    first_label: int = strawberry.field(description="Place in `labels` of the first step that it touches, from 0.")
    last_label: int = strawberry.field(description="Place in `labels` of the last step that it touches (inclusive).")

    @classmethod
    def from_domain(cls, annotation: charts.ChartAnnotation) -> "ChartAnnotation":
        """As the contract shows it."""
        return cls(
            text=annotation.text,
            start=annotation.start,
            end=annotation.end,
            first_label=annotation.first_label,
            last_label=annotation.last_label,
        )


@strawberry.type(description="A chart that any library can draw.")
class Chart:
    """Labels and datasets, with everything that must be said about them."""

    kind: ChartKind = strawberry.field(description="What it shows.")
    title: str = strawberry.field(description="In a few words, in English.")
    subtitle: str = strawberry.field(description="Period, zone, and as of when; says so when the data is made up.")
    period: Period = strawberry.field(description="The days.")
    labels: list[str] = strawberry.field(description="Of the steps or bars.")
    datasets: list[ChartDataset] = strawberry.field(description="The data.")
    x_axis: ChartAxis | None = strawberry.field(description="Null for a chart without axes.")
    y_axis: ChartAxis | None = strawberry.field(description="Null for a chart without axes.")
    annotations: list[ChartAnnotation] = strawberry.field(
        description="Marks on the time axis, oldest first; empty for charts without one."
    )
    notes: list[str] = strawberry.field(description="What one must know to trust it.")
    sample: bool = strawberry.field(description="True when the numbers are made up.")
    query: ExecutedQuery = strawberry.field(description="The query as it was carried out.")
    warnings: list[QueryWarning] = strawberry.field(description="What one must know about the whole answer.")
    chart: strawberry.Private[charts.Chart]

    @strawberry.field(
        description="A complete Chart.js 4 configuration: pass it to `new Chart(canvas, …)` as it is. Colours can be "
        "told apart by colour-blind eyes; gaps are null. The first 12 annotations are triangles at the upper edge, "
        "datasets of their own after those of the chart."
    )
    def chart_js(self) -> JSON:
        """For Chart.js."""
        return JSON(chart_js(self.chart))

    @classmethod
    def from_domain(cls, chart: charts.Chart) -> "Chart":
        """As the contract shows it."""
        return cls(
            kind=chart.kind,
            title=chart.title,
            subtitle=chart.subtitle,
            period=Period.from_domain(chart.period),
            labels=list(chart.labels),
            datasets=[
                ChartDataset(
                    label=dataset.label,
                    metric=dataset.metric,
                    unit=dataset.unit,
                    data=list(dataset.data),
                    statuses=list(dataset.statuses),
                )
                for dataset in chart.datasets
            ],
            x_axis=ChartAxis.from_domain(chart.x_axis) if chart.x_axis else None,
            y_axis=ChartAxis.from_domain(chart.y_axis) if chart.y_axis else None,
            annotations=[ChartAnnotation.from_domain(annotation) for annotation in chart.annotations],
            notes=list(chart.notes),
            sample=chart.sample,
            query=ExecutedQuery.from_domain(chart.query, chart.compared_to),
            warnings=warnings(chart.cautions),
            chart=chart,
        )
