"""The Chart.js configuration: pure JSON that draws exactly what the chart says."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.chart_js import PALETTE, chart_js
from domain.charts import Axis, Chart, ChartAnnotation, ChartKind, Dataset, Shape
from domain.metrics import MetricKey, Unit
from domain.query import MetricQuery
from domain.time_range import Period
from domain.users import User
from domain.values import MetricStatus

PERIOD = Period(date(2026, 3, 2), date(2026, 3, 5), "UTC")
THREE = (MetricStatus.MEASURED, MetricStatus.UNAVAILABLE, MetricStatus.MEASURED)

LIKES = Dataset("Likes", MetricKey.LIKES, Unit.COUNT, (1_000, None, 0), THREE)
LIKES_BEFORE = Dataset("Likes, before", MetricKey.LIKES, Unit.COUNT, (900, 800, None), THREE, secondary=True)
RATE = Dataset("Engagement rate", MetricKey.ENGAGEMENT_RATE, Unit.FRACTION, (0.1, None, 0.0), THREE, right_axis=True)
RATE_BEFORE = Dataset(
    "Rate, before", MetricKey.ENGAGEMENT_RATE, Unit.FRACTION, (0.1, None, 0.0), THREE, True, right_axis=True
)


def _chart(
    shape: Shape, *datasets: Dataset, labels: tuple[str, ...] = ("a", "b", "c"), horizontal: bool = False
) -> Chart:
    doughnut = shape is Shape.DOUGHNUT
    return Chart(
        ChartKind.TIME_SERIES,
        shape,
        "Title",
        PERIOD,
        labels,
        datasets,
        None if doughnut else Axis("Day", None),
        None if doughnut or not datasets else Axis("Count", datasets[0].unit),
        datetime(2026, 3, 10, 6, tzinfo=UTC),
        (),
        False,
        horizontal,
        query=MetricQuery(User("u1", None, "UTC"), (), (MetricKey.LIKES,), PERIOD),
    )


CHARTS = {
    "line": _chart(Shape.LINE, LIKES, LIKES_BEFORE, RATE, RATE_BEFORE),
    "bar": _chart(Shape.BAR, LIKES, LIKES_BEFORE, RATE),
    "horizontal bar": _chart(Shape.BAR, LIKES, horizontal=True),
    "doughnut": _chart(Shape.DOUGHNUT, LIKES),
    "empty": _chart(Shape.BAR, labels=()),
}


def _datasets(chart: Chart) -> list[dict[str, Any]]:
    data: Any = chart_js(chart)["data"]
    found: list[dict[str, Any]] = data["datasets"]
    return found


def _options(chart: Chart) -> dict[str, Any]:
    options: Any = chart_js(chart)["options"]
    found: dict[str, Any] = options
    return found


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
def test_the_configuration_is_pure_json_with_data_as_long_as_the_labels(chart: Chart) -> None:
    config: Any = chart_js(chart)

    assert json.loads(json.dumps(config, allow_nan=False)) == config
    assert config["type"] == chart.shape.value
    assert config["data"]["labels"] == list(chart.labels)
    assert [d["data"] for d in config["data"]["datasets"]] == [list(d.data) for d in chart.datasets]
    assert all(len(d["data"]) == len(chart.labels) for d in config["data"]["datasets"])


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
def test_every_axis_that_a_dataset_uses_is_described(chart: Chart) -> None:
    options = _options(chart)

    used = {d[key] for d in _datasets(chart) for key in ("xAxisID", "yAxisID") if key in d}
    assert used <= set(options.get("scales", {}))


def test_a_line_breaks_where_nothing_is_known() -> None:
    drawn = _datasets(CHARTS["line"])

    assert drawn[0]["data"] == [1_000, None, 0]
    assert [d["spanGaps"] for d in drawn] == [False] * 4


def test_the_previous_period_is_dashed_and_pale_in_the_colour_of_its_metric() -> None:
    drawn = _datasets(CHARTS["line"])

    assert [d.get("borderDash") for d in drawn] == [None, [5, 4], None, [5, 4]]
    assert [d["borderColor"] for d in drawn] == ["#0072B2", "#0072B280", "#D55E00", "#D55E0080"]


def test_bars_of_the_previous_period_are_pale() -> None:
    drawn = _datasets(CHARTS["bar"])

    assert [d["backgroundColor"] for d in drawn] == ["#0072B2", "#0072B280", "#D55E00"]


def test_fractions_have_an_axis_in_percent_on_the_right() -> None:
    drawn, scales = _datasets(CHARTS["line"]), _options(CHARTS["line"])["scales"]

    assert [d["yAxisID"] for d in drawn] == ["y", "y", "y1", "y1"]
    assert scales["y1"]["position"] == "right"
    assert scales["y1"]["ticks"] == {
        "format": {"style": "percent", "minimumFractionDigits": 0, "maximumFractionDigits": 2}
    }
    assert scales["y1"]["grid"] == {"drawOnChartArea": False}
    assert scales["y1"]["title"] == {"display": True, "text": "Engagement rate"}
    assert scales["y"]["ticks"] == {"format": {"notation": "compact"}}
    assert scales["y"]["beginAtZero"] is True


def test_counts_alone_have_no_axis_on_the_right() -> None:
    assert sorted(_options(_chart(Shape.LINE, LIKES))["scales"]) == ["x", "y"]


def test_horizontal_bars_have_their_values_along_the_bottom() -> None:
    chart = CHARTS["horizontal bar"]
    options = _options(chart)

    assert options["indexAxis"] == "y"
    assert sorted(options["scales"]) == ["x", "y"]
    assert options["scales"]["y"]["ticks"]["autoSkip"] is False
    assert [d["xAxisID"] for d in _datasets(chart)] == ["x"]


def test_a_doughnut_has_a_colour_per_slice_and_no_axes() -> None:
    chart = CHARTS["doughnut"]

    assert _datasets(chart)[0]["backgroundColor"] == ["#0072B2", "#D55E00", "#009E73"]
    assert "scales" not in _options(chart)


def test_eight_metrics_have_eight_colours_and_the_palette_is_fixed() -> None:
    chart = _chart(Shape.LINE, *[LIKES] * 8)

    assert [d["borderColor"] for d in _datasets(chart)] == list(PALETTE)
    assert PALETTE == ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F6A00", "#6B6B6B")


@pytest.mark.parametrize(
    ("chart", "shown"),
    [(CHARTS["line"], True), (CHARTS["doughnut"], True), (CHARTS["horizontal bar"], False)],
    ids=["many lines", "doughnut", "one bar"],
)
def test_a_legend_is_shown_where_there_is_something_to_tell_apart(chart: Chart, shown: bool) -> None:
    assert _options(chart)["plugins"]["legend"]["display"] is shown


def test_title_and_subtitle_say_what_when_and_as_of() -> None:
    plugins = _options(CHARTS["line"])["plugins"]

    assert plugins["title"] == {"display": True, "text": "Title"}
    assert plugins["subtitle"] == {
        "display": True,
        "text": "2026-03-02 to 2026-03-04, UTC · as of 2026-03-10 06:00:00 UTC",
    }


def test_points_are_not_drawn_when_there_are_too_many() -> None:
    labels = tuple(str(i) for i in range(121))
    dataset = Dataset("Likes", MetricKey.LIKES, Unit.COUNT, (1,) * 121, (MetricStatus.MEASURED,) * 121)

    assert _datasets(_chart(Shape.LINE, dataset, labels=labels))[0]["pointRadius"] == 0
    assert _datasets(CHARTS["line"])[0]["pointRadius"] == 2


# ---------------------------------------------------------------- annotations


SALE = ChartAnnotation("Sale", date(2026, 3, 3), date(2026, 3, 4), 1, 1)
CAMPAIGN = ChartAnnotation("Campaign", date(2026, 2, 20), date(2026, 3, 4), 0, 1)


def test_each_annotation_is_a_dataset_of_marks_at_the_upper_edge_with_its_days_and_text() -> None:
    chart = replace(_chart(Shape.LINE, LIKES), annotations=(CAMPAIGN, SALE))

    plain, campaign, sale = _datasets(chart)

    assert plain == _datasets(_chart(Shape.LINE, LIKES))[0]
    assert campaign["label"] == "▼ 2026-02-20 to 2026-03-03: Campaign"
    assert campaign["data"] == [1, 1, None]
    assert sale == {
        "type": "line",
        "label": "▼ 2026-03-03: Sale",
        "data": [None, 1, None],
        "yAxisID": "marks",
        "showLine": False,
        "pointStyle": "triangle",
        "pointRotation": 180,
        "pointRadius": 6,
        "pointHoverRadius": 7,
        "borderColor": "#404040",
        "backgroundColor": "#404040",
        "clip": False,
    }


def test_the_axis_of_the_marks_is_hidden_and_the_legend_tells_their_texts() -> None:
    options = _options(replace(_chart(Shape.LINE, LIKES), annotations=(SALE,)))

    assert options["scales"]["marks"] == {"type": "linear", "axis": "y", "display": False, "min": 0, "max": 1}
    assert options["plugins"]["legend"]["display"] is True


def test_a_chart_without_annotations_has_no_axis_for_them() -> None:
    options = _options(_chart(Shape.LINE, LIKES))

    assert set(options["scales"]) == {"x", "y"}
    assert options["plugins"]["legend"]["display"] is False


def test_at_most_twelve_annotations_are_drawn() -> None:
    chart = replace(_chart(Shape.LINE, LIKES), annotations=(SALE,) * 13)

    assert len(_datasets(chart)) == 1 + 12
    assert len(chart.annotations) == 13
