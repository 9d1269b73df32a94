"""Which column of a table in the generic format says what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from re import Pattern

from domain.metrics import CATALOG, DAY_METRICS, POST_METRICS, MetricKey
from domain.users import Platform


class TableKind(StrEnum):
    """What one row of a table is."""

    POSTS = "posts"
    DAYS = "days"
    EVENTS = "events"

    @property
    def kind(self) -> str:
        """The name of the reader."""
        return f"generic-{self.value}"

    @property
    def phrase(self) -> str:
        """As a person would say it."""
        return f"Table of {self.value} in the generic format"


METRICS_OF: Mapping[TableKind, tuple[MetricKey, ...]] = {
    TableKind.POSTS: POST_METRICS,
    TableKind.DAYS: DAY_METRICS,
    TableKind.EVENTS: (),
}
FIELDS_OF: Mapping[TableKind, tuple[str, ...]] = {
    TableKind.POSTS: ("post_id", "content_type", "text", "url", "tags", "media_seconds"),
    TableKind.DAYS: (),
    TableKind.EVENTS: ("type", "quantity", "post_id", "country", "device", "event_id"),
}
"""What a row may say besides platform, account, time and metrics."""
REQUIRED_OF: Mapping[TableKind, tuple[str, ...]] = {
    TableKind.POSTS: ("post_id",),
    TableKind.DAYS: (),
    TableKind.EVENTS: ("type",),
}
_TIME_COLUMN = {TableKind.POSTS: "posted_at", TableKind.DAYS: "date", TableKind.EVENTS: "occurred_at"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a column, or the same for all rows."""

    column: str | None = None
    literal: str | None = None
    pattern: Pattern[str] | None = None
    """Its one group is the value."""
    values: Mapping[str, str] | None = None
    """From what the file says, in lower case, to what we say."""


@dataclass(frozen=True, slots=True)
class TimeSource:
    """Where the moment or the day of a row comes from."""

    column: str
    formats: tuple[str, ...] = ()
    """For strptime, tried in this order. Empty: ISO 8601."""
    zone: str | None = None
    """IANA zone of wall-clock times, and of the days; None: not known."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a table."""

    table: TableKind
    time: TimeSource
    platform: Source | None = None
    account: Source | None = None
    fields: Mapping[str, Source] = field(default_factory=dict)
    metrics: Mapping[MetricKey, str] = field(default_factory=dict)
    delimiter: str | None = None
    encoding: str | None = None

    def columns(self) -> tuple[str, ...]:
        """Every column that is read."""
        sources = (self.platform, self.account, *self.fields.values())
        named = [source.column for source in sources if source is not None and source.column is not None]
        return tuple(dict.fromkeys((self.time.column, *named, *self.metrics.values())))


def own_layout(columns: frozenset[str], *, all_columns: bool = False) -> Layout | None:
    """The layout of a table whose columns have our own names, None when they have not.

    With `all_columns` it holds columns too that are not there (yet): JSON Lines may leave members out.
    """
    table = _table_kind(columns)
    if table is None:
        return None

    def there(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if all_columns or name in columns)

    return Layout(
        table,
        TimeSource(_TIME_COLUMN[table]),
        Source("platform") if "platform" in columns else None,
        Source("account") if "account" in columns else None,
        {name: Source(name) for name in there(FIELDS_OF[table])},
        {MetricKey(name): name for name in there(tuple(metric.value for metric in METRICS_OF[table]))},
    )


def _table_kind(columns: frozenset[str]) -> TableKind | None:
    for table in TableKind:
        metrics = {metric.value for metric in METRICS_OF[table]}
        required = {_TIME_COLUMN[table], *REQUIRED_OF[table]}
        if required <= columns and (not metrics or metrics & columns):
            return table
    return None


def may_hold(table: TableKind, metric: MetricKey) -> str | None:
    """Why a table cannot hold a metric; None when it can."""
    if metric in METRICS_OF[table]:
        return None
    if CATALOG[metric].derived:
        return f"{metric.value!r} is computed from other metrics and never imported."
    return f"{metric.value!r} is not a number of {table.value}."


PLATFORM_NAMES: Mapping[str, str] = {
    **{platform.value: platform.value for platform in Platform},
    "twitter": Platform.X.value,
}
