"""What is read from each platform's API as a document: metric, native name, window, source, and while there is such a
name."""

from collections.abc import Mapping

from collectors.facebook.metrics import METRICS as FACEBOOK
from collectors.instagram.metrics import METRICS as INSTAGRAM
from collectors.linkedin.metrics import METRICS as LINKEDIN
from collectors.marked import written_between
from collectors.native_metrics import NativeMetric
from collectors.tiktok.metrics import METRICS as TIKTOK
from collectors.x.metrics import METRICS as X
from domain.users import Platform

READ_METRICS: Mapping[Platform, tuple[NativeMetric, ...]] = {
    Platform.FACEBOOK: FACEBOOK,
    Platform.INSTAGRAM: INSTAGRAM,
    Platform.X: X,
    Platform.LINKEDIN: LINKEDIN,
    Platform.TIKTOK: TIKTOK,
}
_BEGINS, _ENDS = "<!-- metrics: made by `pulsegraph metrics` -->", "<!-- end of metrics -->"
_HEAD = "| metric | native name | window | source | remarks |\n|---|---|---|---|---|"


def metric_table() -> str:
    """Markdown, a table for each platform."""
    return "\n".join(
        "\n".join((f"### {platform.label}", "", _HEAD, *map(_line, metrics), ""))
        for platform, metrics in READ_METRICS.items()
    )


def written_metrics_into(document: str) -> str:
    """A document with the tables of today between its two marks. Raises ValueError when it has none."""
    return written_between(document, _BEGINS, _ENDS, metric_table())


def _line(metric: NativeMetric) -> str:
    cells = (f"`{metric.metric.value}`", f"`{metric.name}`", metric.window, f"`{metric.source}`", _remarks(metric))
    return f"| {' | '.join(cells)} |"


def _remarks(metric: NativeMetric) -> str:
    native = metric.native
    kinds = sorted(metric.content_types or ())
    said = (
        f"only {', '.join(kinds)}" if kinds else "",
        f"times {metric.scale}" if metric.scale != 1 else "",
        f"from {native.valid_from}" if native.valid_from else "",
        f"until {native.valid_until}" if native.valid_until else "",
        f"then `{native.successor}`" if native.successor else "",
        native.note or "",
    )
    return "; ".join(part for part in said if part)
