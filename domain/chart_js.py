"""Writes a chart as a complete Chart.js 4 configuration: pure JSON, no functions, ready for `new Chart(canvas, …)`."""

from datetime import timedelta

from domain.charts import Chart, ChartAnnotation, Dataset, Shape
from domain.metrics import Unit

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F6A00", "#6B6B6B")
"""Okabe and Ito's colours, told apart by colour-blind eyes; the yellow is darkened to show on white."""
_PALE = "80"
"""Half transparent, as the last two digits of a colour."""

MARKS_AXIS = "marks"
MAX_MARKS = 12
"""How many annotations are drawn; the legend has no room for more. `Chart.annotations` has all of them."""
_MARK_COLOUR = "#404040"


def chart_js(chart: Chart) -> dict[str, object]:
    """The configuration. Unknown values are null, and lines break there."""
    many = len(chart.datasets) > 1 or chart.shape is Shape.DOUGHNUT or bool(_drawn(chart))
    config: dict[str, object] = {
        "type": chart.shape.value,
        "data": {
            "labels": list(chart.labels),
            "datasets": [
                *(_dataset(chart, i, dataset) for i, dataset in enumerate(chart.datasets)),
                *(_marks(chart, annotation) for annotation in _drawn(chart)),
            ],
        },
        "options": {
            "responsive": True,
            "maintainAspectRatio": False,
            "animation": {"duration": 200},
            "interaction": {"mode": "nearest" if chart.shape is Shape.DOUGHNUT else "index", "intersect": False},
            "plugins": {
                "title": {"display": True, "text": chart.title},
                "subtitle": {"display": True, "text": chart.subtitle},
                "legend": {"display": many, "position": "bottom"},
            },
            **_scales(chart),
        },
    }
    return config


def _dataset(chart: Chart, position: int, dataset: Dataset) -> dict[str, object]:
    drawn: dict[str, object] = {"label": dataset.label, "data": list(dataset.data)}
    if chart.shape is Shape.DOUGHNUT:
        return drawn | {"backgroundColor": list(PALETTE[: len(dataset.data)]), "borderWidth": 1}
    primaries = [d.secondary for d in chart.datasets[: position + 1]].count(False)
    colour = PALETTE[(primaries - 1) % len(PALETTE)]
    value_axis = "xAxisID" if chart.horizontal else "yAxisID"
    drawn[value_axis] = ("x" if chart.horizontal else "y") + ("1" if dataset.right_axis else "")
    if chart.shape is Shape.BAR:
        return drawn | {"backgroundColor": colour + _PALE if dataset.secondary else colour, "maxBarThickness": 48}
    line = {
        "borderColor": colour + _PALE if dataset.secondary else colour,
        "backgroundColor": colour + _PALE if dataset.secondary else colour,
        "borderWidth": 1.5 if dataset.secondary else 2,
        "pointRadius": 0 if len(chart.labels) > 120 else 2,
        "spanGaps": False,
    }
    return drawn | line | ({"borderDash": [5, 4]} if dataset.secondary else {})


def _drawn(chart: Chart) -> tuple[ChartAnnotation, ...]:
    """The first MAX_MARKS annotations; a chart without labels has no place for any."""
    return chart.annotations[:MAX_MARKS] if chart.labels else ()


def _marks(chart: Chart, annotation: ChartAnnotation) -> dict[str, object]:
    """Triangles at the upper edge, on an axis of their own that is not shown. The text is in the legend and tooltip."""
    last_day = annotation.end - timedelta(days=1)
    days = f"{annotation.start}" if last_day == annotation.start else f"{annotation.start} to {last_day}"
    marked = range(annotation.first_label, annotation.last_label + 1)
    return {
        "type": "line",
        "label": f"▼ {days}: {annotation.text}",
        "data": [1 if i in marked else None for i in range(len(chart.labels))],
        "yAxisID": MARKS_AXIS,
        "showLine": False,
        "pointStyle": "triangle",
        "pointRotation": 180,
        "pointRadius": 6,
        "pointHoverRadius": 7,
        "borderColor": _MARK_COLOUR,
        "backgroundColor": _MARK_COLOUR,
        "clip": False,
    }


def _scales(chart: Chart) -> dict[str, object]:
    if chart.shape is Shape.DOUGHNUT:
        return {}
    category, value = ("y", "x") if chart.horizontal else ("x", "y")
    scales: dict[str, object] = {}
    if chart.x_axis is not None:
        ticks = {"autoSkip": not chart.horizontal, "maxRotation": 0}
        title = {"display": not chart.horizontal, "text": chart.x_axis.title}
        scales[category] = {"title": title, "ticks": ticks}
    if chart.y_axis is not None:
        scales[value] = _value_axis(chart.y_axis.title, chart.y_axis.unit)
    if _drawn(chart):
        scales[MARKS_AXIS] = {"type": "linear", "axis": "y", "display": False, "min": 0, "max": 1}
    right = next((d for d in chart.datasets if d.right_axis), None)
    if right is not None:
        scales[value + "1"] = _value_axis(right.label, right.unit) | {
            "position": "top" if chart.horizontal else "right",
            "grid": {"drawOnChartArea": False},
        }
    return {"scales": scales} | ({"indexAxis": "y"} if chart.horizontal else {})


def _value_axis(title: str, unit: Unit | None) -> dict[str, object]:
    number: dict[str, object] = {"notation": "compact"}
    if unit is Unit.FRACTION:
        # Chart.js raises the minimum with the step of the ticks; above the maximum Intl throws.
        number = {"style": "percent", "minimumFractionDigits": 0, "maximumFractionDigits": 2}
    return {"beginAtZero": True, "title": {"display": True, "text": title}, "ticks": {"format": number}}
