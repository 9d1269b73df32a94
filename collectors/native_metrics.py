"""The metrics that collectors ask for, as data: what a platform calls each, where it stands, and how it is cut."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain.assignments import Rejection
from domain.errors import SkippableCollectorError
from domain.metrics import CATALOG, MetricKey, NativeName
from domain.observations import ContentType
from domain.users import Platform

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NativeMetric:
    """One metric as one platform's API gives it. From when to when there is such a name, the catalog knows."""

    platform: Platform
    name: str
    """As in requests and answers; a dot leads into nested objects."""
    metric: MetricKey
    source: str
    """The endpoint, such as `GET /{page}/insights`."""
    window: str
    """Such as `lifetime`, `day (America/Los_Angeles)` or `28 days`."""
    scale: float = 1
    """One of the platform's units in ours: 0.001 where it counts milliseconds and we seconds."""
    content_types: frozenset[ContentType] | None = None
    """The kinds of posts that have it; None: all."""

    @property
    def native(self) -> NativeName:
        """The entry of the catalog. Raises LookupError when it does not know the name."""
        for native in CATALOG[self.metric].native_names:
            if native.platform is self.platform and native.name == self.name:
                return native
        raise LookupError(f"the catalog knows no {self.name} of {self.platform.label} for {self.metric.value}")

    def exists_on(self, day: date) -> bool:
        """Whether the platform has the name on a day."""
        native = self.native
        begun = native.valid_from is None or native.valid_from <= day
        return begun and (native.valid_until is None or day < native.valid_until)


def asked_for(
    metrics: Iterable[NativeMetric],
    today: date,
    rejected: Collection[str],
    content_type: ContentType | None = None,
) -> tuple[NativeMetric, ...]:
    """Those that there are today, that a kind of post has, and that were not refused for the account of late."""
    return tuple(
        each
        for each in metrics
        if each.exists_on(today)
        and each.name not in rejected
        and (each.content_types is None or content_type is None or content_type in each.content_types)
    )


def values_of(found: Mapping[str, object], metrics: Iterable[NativeMetric]) -> dict[MetricKey, int | float]:
    """The canonical values among a platform's own, by name. What is absent, null or no number stays absent.

    Where several names mean one metric, such as reposts and quotes, they must all be there and are added.
    """
    by_metric: dict[MetricKey, list[int | float | None]] = {}
    for each in metrics:
        value = found.get(each.name)
        scaled = None
        if isinstance(value, int | float) and not isinstance(value, bool):
            scaled = _scaled(value, each.scale)
        by_metric.setdefault(each.metric, []).append(scaled)
    return {
        metric: sum(value for value in values if value is not None)
        for metric, values in by_metric.items()
        if None not in values
    }


def _scaled(value: int | float, scale: float) -> int | float:
    if scale == 1:
        return int(value) if isinstance(value, float) and value.is_integer() else value
    return round(value * scale, 6)


async def each_or_none(
    names: Sequence[str],
    ask: Callable[[Sequence[str]], Awaitable[T]],
    blamed: Callable[[SkippableCollectorError, Sequence[str]], Collection[str]] = lambda _error, _names: (),
) -> tuple[list[T], tuple[Rejection, ...]]:
    """Ask for many metrics at once; when that is refused, find out which one is meant, and ask for the others.

    `blamed` tells from a refusal which of the names it is about, when it says so; else the names are halved until the
    refused ones stand alone. Gives the answers, and what was refused.
    """
    if not names:
        return [], ()
    try:
        return [await ask(names)], ()
    except SkippableCollectorError as error:
        if len(names) == 1:
            return [], (Rejection(names[0], error.message),)
        guilty = [name for name in names if name in blamed(error, names)]
        if guilty and len(guilty) < len(names):
            rest = [name for name in names if name not in guilty]
            answers, rejections = await each_or_none(rest, ask, blamed)
            return answers, (*(Rejection(name, error.message) for name in guilty), *rejections)
    middle = len(names) // 2
    first, refused_first = await each_or_none(names[:middle], ask, blamed)
    second, refused_second = await each_or_none(names[middle:], ask, blamed)
    return [*first, *second], (*refused_first, *refused_second)
