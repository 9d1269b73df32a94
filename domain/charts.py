"""Charts: which kinds there are, what each asks of the engine, and how the answer becomes labels and datasets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.annotations import Annotation, overlapping
from domain.best_times import BestTimes
from domain.cautions import Caution
from domain.content import ContentOrderField, ContentPiece, ContentQuery, filter_of_posts
from domain.dimensions import Dimension
from domain.effects import EvidenceState
from domain.engine import Measures
from domain.errors import InvalidInputError
from domain.metrics import CATALOG, ENGAGEMENT_PARTS, MetricKey, Unit
from domain.query import MetricQuery
from domain.time_range import Bucket, Granularity, Period
from domain.users import Account, AccountStatus
from domain.values import MetricStatus, MetricValue

MAX_CHART_METRICS = 8
TOP_POSTS = 10
_DAILY_UP_TO = 120
_WEEKLY_UP_TO = 800
_LABEL_LENGTH = 48


class ChartKind(StrEnum):
    """The charts that can be asked for."""

    TIME_SERIES = "time_series"
    PLATFORM_COMPARISON = "platform_comparison"
    ENGAGEMENT_BREAKDOWN = "engagement_breakdown"
    CONTENT_PERFORMANCE = "content_performance"
    BEST_POSTING_TIMES = "best_posting_times"
    CONTENT_TYPE_PERFORMANCE = "content_type_performance"


class Shape(StrEnum):
    """How it is drawn. The value is Chart.js's name of the chart type."""

    LINE = "line"
    BAR = "bar"
    DOUGHNUT = "doughnut"


@dataclass(frozen=True, slots=True)
class ChartQuery:
    """What a chart shall show."""

    kind: ChartKind
    base: MetricQuery
    """Whose numbers, of what, over which days, as of when. Without metrics: those that the kind usually shows."""
    previous: Period | None = None
    """A second stretch of days to draw beside it, where the kind can."""

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that are looked at."""
        return self.base.accounts

    @property
    def period(self) -> Period:
        """The days."""
        return self.base.period


@dataclass(frozen=True, slots=True)
class Dataset:
    """One line, or one colour of bars. Null is a gap: nothing is known there."""

    label: str
    metric: MetricKey | None
    unit: Unit
    data: tuple[float | None, ...]
    statuses: tuple[MetricStatus, ...]
    secondary: bool = False
    """Drawn pale and dashed: the period that is compared with."""
    right_axis: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """What runs along an edge."""

    title: str
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class ChartAnnotation:
    """A mark on the time axis of a chart, and the labels that it stands at."""

    text: str
    start: date
    end: date
    """Exclusive. The days of the annotation itself, which may go beyond the chart."""
    first_label: int
    last_label: int
    """Inclusive; both are places in the chart's labels."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that any library can draw; `domain.chart_js` writes it for Chart.js."""

    kind: ChartKind
    shape: Shape
    title: str
    period: Period
    labels: tuple[str, ...]
    datasets: tuple[Dataset, ...]
    x_axis: Axis | None
    y_axis: Axis | None
    as_of: datetime | None
    """The newest observation in it."""
    notes: tuple[str, ...]
    """What a reader must know to trust it: gaps, partial values, unlike definitions."""
    sample: bool
    """True when the numbers are made up."""
    horizontal: bool = False
    annotations: tuple[ChartAnnotation, ...] = ()
    """Marks on the time axis, oldest first; empty where there is no such axis."""
    query: MetricQuery = field(kw_only=True, compare=False)
    """What was asked of the engine; of a chart of posts or times, what they were chosen by."""
    compared_to: Period | None = None
    """The days of the secondary datasets."""
    cautions: tuple[Caution, ...] = ()
    """What one must know about the whole answer."""

    @property
    def subtitle(self) -> str:
        """First to last day, zone, and as of when; said of sample data first."""
        last_day = self.period.end - timedelta(days=1)
        parts = [f"{self.period.start} to {last_day}, {self.period.zone_name}"]
        if self.sample:
            parts.insert(0, "SAMPLE DATA")
        if self.as_of is not None:
            parts.append(f"as of {self.as_of:%Y-%m-%d %H:%M:%S} UTC")
        return " · ".join(parts)


_USUAL_METRICS: dict[ChartKind, tuple[MetricKey, ...]] = {
    ChartKind.TIME_SERIES: (MetricKey.ENGAGEMENTS,),
    ChartKind.PLATFORM_COMPARISON: (MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE),
    ChartKind.ENGAGEMENT_BREAKDOWN: ENGAGEMENT_PARTS,
    ChartKind.CONTENT_PERFORMANCE: (MetricKey.ENGAGEMENTS,),
    ChartKind.BEST_POSTING_TIMES: (),
    ChartKind.CONTENT_TYPE_PERFORMANCE: (MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE),
}

_GROUPING = {
    ChartKind.PLATFORM_COMPARISON: (Dimension.PLATFORM,),
    ChartKind.CONTENT_TYPE_PERFORMANCE: (Dimension.CONTENT_TYPE,),
}


def metrics_of(query: ChartQuery) -> tuple[MetricKey, ...]:
    """The metrics that a chart shows.

    Raises:
        InvalidInputError: more than MAX_CHART_METRICS, or not a whole that parts can be shown of.
    """
    metrics = tuple(dict.fromkeys(query.base.metrics)) or _USUAL_METRICS[query.kind]
    if len(metrics) > MAX_CHART_METRICS:
        raise InvalidInputError(f"A chart shows at most {MAX_CHART_METRICS} metrics; {len(metrics)} were asked for.")
    if len({CATALOG[metric].unit for metric in metrics}) > 2:
        raise InvalidInputError("A chart has two value axes: ask for metrics of at most two units.")
    if query.kind is ChartKind.ENGAGEMENT_BREAKDOWN and not set(metrics) <= set(ENGAGEMENT_PARTS):
        parts = ", ".join(part.name for part in ENGAGEMENT_PARTS)
        raise InvalidInputError(f"A breakdown shows parts of the engagements: {parts}.")
    if query.kind is ChartKind.CONTENT_PERFORMANCE and metrics[0].value not in set(ContentOrderField):
        fields = ", ".join(f.name for f in ContentOrderField if f is not ContentOrderField.POSTED_AT)
        raise InvalidInputError(f"Posts can be ranked by {fields}; not by {metrics[0].name}.")
    return metrics


def granularity_for(period: Period) -> Granularity:
    """A step that gives a readable number of points."""
    if period.days <= _DAILY_UP_TO:
        return Granularity.DAY
    return Granularity.WEEK if period.days <= _WEEKLY_UP_TO else Granularity.MONTH


def metric_queries(query: ChartQuery) -> tuple[MetricQuery, ...]:
    """What a chart asks of the engine: the period itself and, when there is one, the previous one."""
    if query.kind in (ChartKind.CONTENT_PERFORMANCE, ChartKind.BEST_POSTING_TIMES):
        return ()
    steps = granularity_for(query.period) if query.kind is ChartKind.TIME_SERIES else None
    group_by = _GROUPING.get(query.kind, ())
    main = replace(query.base, metrics=metrics_of(query), granularity=steps, group_by=group_by)
    if query.previous is None or query.kind is ChartKind.ENGAGEMENT_BREAKDOWN:
        return (main,)
    return main, replace(main, period=query.previous)


def content_query(query: ChartQuery) -> ContentQuery:
    """The posts that CONTENT_PERFORMANCE shows."""
    return ContentQuery(
        query.base.user.user_id,
        tuple(account.account_id for account in query.accounts),
        TOP_POSTS,
        order=ContentOrderField(metrics_of(query)[0].value),
        posted_from=query.period.starts_at,
        posted_before=query.period.ends_at,
        filter=filter_of_posts(query.base.filter) if query.base.filter is not None else None,
        time_zone=query.period.zone_name,
        knowledge=query.base.knowledge,
    )


def title_of(metric: MetricKey) -> str:
    """A metric's name as people read it."""
    return "CTR" if metric is MetricKey.CTR else metric.value.replace("_", " ").capitalize()


def annotations_at(annotations: Iterable[Annotation], buckets: Sequence[Bucket]) -> tuple[ChartAnnotation, ...]:
    """The annotations with a day in the buckets, oldest first, with the buckets that they stand at."""
    if not buckets:
        return ()
    found = []
    for mark in overlapping(annotations, buckets[0].first_day, buckets[-1].last_day):
        places = [i for i, b in enumerate(buckets) if mark.start < b.last_day and b.first_day < mark.end]
        if places:
            found.append(ChartAnnotation(mark.text, mark.start, mark.end, places[0], places[-1]))
    return tuple(found)


def chart_of_measures(query: ChartQuery, answers: Sequence[Measures], annotations: Sequence[Annotation] = ()) -> Chart:
    """TIME_SERIES, PLATFORM_COMPARISON, ENGAGEMENT_BREAKDOWN and CONTENT_TYPE_PERFORMANCE.

    The annotations are for TIME_SERIES, the others have no time axis.
    """
    main = answers[0]
    match query.kind:
        case ChartKind.TIME_SERIES:
            chart = replace(_time_series(query, answers), annotations=annotations_at(annotations, main.buckets))
        case ChartKind.ENGAGEMENT_BREAKDOWN:
            chart = _breakdown(query, main)
        case _:
            chart = _groups(query, answers)
    return replace(chart, query=main.query, cautions=main.cautions)


def _time_series(query: ChartQuery, answers: Sequence[Measures]) -> Chart:
    main = answers[0]
    labels = tuple(bucket.label for bucket in main.buckets)
    units = [CATALOG[metric].unit for metric in main.query.metrics]
    datasets: list[Dataset] = []
    shown: list[MetricValue] = []
    for i, metric in enumerate(main.query.metrics):
        for answer, secondary in zip(answers, (False, True), strict=False):
            points = answer.groups[0].points[i][: len(labels)]
            data = tuple(p.value for p in points) + (None,) * (len(labels) - len(points))
            statuses = tuple(p.status for p in points)
            statuses += (MetricStatus.UNAVAILABLE,) * (len(labels) - len(statuses))
            label = f"{title_of(metric)}, {answer.query.period.start} on" if secondary else title_of(metric)
            datasets.append(Dataset(label, metric, units[i], data, statuses, secondary, units[i] is not units[0]))
            shown += points if not secondary else ()
    steps = main.query.granularity or Granularity.DAY
    title = f"{_list([title_of(m) for m in main.query.metrics])} by {steps.value}"
    return _chart(query, Shape.LINE, title, labels, datasets, shown, Axis(steps.value.capitalize(), None))


def _groups(query: ChartQuery, answers: Sequence[Measures]) -> Chart:
    main = answers[0]
    labels = tuple(group.group.label for group in main.groups)
    what = "platform" if query.kind is ChartKind.PLATFORM_COMPARISON else "kind of post"
    units = [CATALOG[metric].unit for metric in main.query.metrics]
    datasets: list[Dataset] = []
    shown: list[MetricValue] = []
    for i, metric in enumerate(main.query.metrics):
        for answer, secondary in zip(answers, (False, True), strict=False):
            totals = {group.group.label: group.totals[i] for group in answer.groups}
            values = [totals.get(label) for label in labels]
            label = f"{title_of(metric)}, {answer.query.period.start} on" if secondary else title_of(metric)
            datasets.append(
                Dataset(
                    label,
                    metric,
                    units[i],
                    tuple(v.value if v else None for v in values),
                    tuple(v.status if v else MetricStatus.UNAVAILABLE for v in values),
                    secondary,
                    units[i] is not units[0],
                )
            )
            shown += [v for v in values if v is not None and not secondary]
    title = f"{_list([title_of(m) for m in main.query.metrics])} by {what}"
    return _chart(query, Shape.BAR, title, labels, datasets, shown, Axis(what.capitalize(), None))


def _breakdown(query: ChartQuery, main: Measures) -> Chart:
    values = main.groups[0].totals
    labels = tuple(title_of(metric) for metric in main.query.metrics)
    data = tuple(v.value for v in values)
    dataset = Dataset("Engagements", MetricKey.ENGAGEMENTS, Unit.COUNT, data, tuple(v.status for v in values))
    return _chart(query, Shape.DOUGHNUT, "What the engagements are made of", labels, [dataset], values, None)


def chart_of_posts(query: ChartQuery, pieces: Sequence[ContentPiece], values: Sequence[MetricValue]) -> Chart:
    """CONTENT_PERFORMANCE: the posts of the period that did best, with their values of the chart's metric."""
    metric = metrics_of(query)[0]
    labels = tuple(_post_label(piece) for piece in pieces)
    dataset = Dataset(
        title_of(metric), metric, CATALOG[metric].unit, tuple(v.value for v in values), tuple(v.status for v in values)
    )
    title = f"Top posts by {title_of(metric).lower()}"
    chart = _chart(query, Shape.BAR, title, labels, [dataset], values, Axis("Post", None))
    return replace(chart, horizontal=True)


def _post_label(piece: ContentPiece) -> str:
    text = " ".join((piece.details.text or piece.post_id).split())
    text = text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1] + "…"
    return f"{piece.platform.label} {piece.details.posted_at:%m-%d}: {text}"


def chart_of_times(query: ChartQuery, times: BestTimes) -> Chart:
    """BEST_POSTING_TIMES: the expected difference of each window of hours, on working days and at weekends."""
    slots = {(slot.weekend, slot.start_hour): slot for slot in times.slots}
    hours = sorted({slot.start_hour for slot in times.slots})
    labels = tuple(f"{hour:02}–{hour + 3:02} h" for hour in hours)
    datasets = []
    for weekend, label in ((False, "Working days"), (True, "Weekend")):
        row = [slots.get((weekend, hour)) for hour in hours]
        datasets.append(
            Dataset(
                label,
                None,
                Unit.FRACTION,
                tuple(slot.effect.lift if slot else None for slot in row),
                tuple(MetricStatus.ESTIMATED if slot else MetricStatus.UNAVAILABLE for slot in row),
            )
        )
    notes = {
        EvidenceState.NOT_ENOUGH_DATA: f"Not enough data: {times.posts} mature posts in {times.weeks} weeks.",
        EvidenceState.NO_CLEAR_BEST: "No time stands out; the differences are within the noise.",
        EvidenceState.TENTATIVE: "The evidence for the best time is thin.",
        EvidenceState.SUPPORTED: "Observed, not proof of a cause.",
    }
    chart = _chart(
        query,
        Shape.BAR,
        "Expected engagement against the usual mix, by posting time",
        labels,
        datasets,
        (),
        Axis(f"Local time ({times.zone_name})", None),
    )
    return replace(chart, notes=(*chart.notes, notes[times.state]))


def _chart(
    query: ChartQuery,
    shape: Shape,
    title: str,
    labels: tuple[str, ...],
    datasets: Sequence[Dataset],
    shown: Sequence[MetricValue],
    x_axis: Axis | None,
) -> Chart:
    y_axis = None
    if shape is not Shape.DOUGHNUT and datasets:
        y_axis = Axis(datasets[0].label if len(datasets) == 1 else _UNIT_TITLES[datasets[0].unit], datasets[0].unit)
    return Chart(
        query.kind,
        shape,
        title,
        query.period,
        labels,
        tuple(datasets),
        x_axis,
        y_axis,
        max((v.as_of for v in shown if v.as_of is not None), default=None),
        _notes(shown),
        is_sample(query.accounts),
        query=query.base,
        compared_to=query.previous,
    )


_UNIT_TITLES = {Unit.COUNT: "Count", Unit.SECONDS: "Seconds", Unit.HOURS: "Hours", Unit.FRACTION: "Share"}


def is_sample(accounts: Sequence[Account]) -> bool:
    """True when any of the accounts is made up; they are never mixed with real ones."""
    return any(account.status is AccountStatus.SAMPLE for account in accounts)


def _notes(values: Sequence[MetricValue]) -> tuple[str, ...]:
    partial = sum(v.status is MetricStatus.PARTIAL for v in values)
    absent = sum(v.value is None for v in values)
    found = []
    if partial:
        found.append(f"{partial} of {len(values)} values are partial: something that belongs in them was not observed.")
    if absent:
        found.append(f"{absent} of {len(values)} values are unknown and left open.")
    return tuple(found)


def _list(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1].lower()}"
