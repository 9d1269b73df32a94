"""What stands in the Graph API's JSON, as far as it is what it should be; anything else counts as absent."""

from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from typing import Any, TypeVar

from domain.metrics import MetricKey

T = TypeVar("T")
Document = Mapping[str, Any]
_MOST = 10**15
"""More than anybody counts; what is more, in either direction, is no number."""
_MOST_DIGITS = 16


def text(value: object) -> str | None:
    """A text that is not empty. Ids that came as numbers become text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value.strip() else None


def number(value: object) -> int | float | None:
    """A number, also one that came as text."""
    if isinstance(value, str):
        said = value.strip()
        value = int(said) if len(said) <= _MOST_DIGITS and said.removeprefix("-").isdecimal() else None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST:
        return value
    return None


def moment(value: object) -> datetime | None:
    """`2026-03-04T08:00:00+0000`, in UTC. At the ends of the calendar there are none, for zones lead beyond them."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None and MINYEAR < found.year < MAXYEAR else None


def at(document: object, path: str) -> object:
    """The value that a dotted path leads to; None when it ends before."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def entries(document: object, name: str = "data") -> list[Document]:
    """The objects of a list."""
    found = at(document, name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def by_id(document: object) -> dict[str, Document]:
    """The objects of an answer to `ids=`, which stand under their ids."""
    if not isinstance(document, Mapping):
        return {}
    return {str(key): value for key, value in document.items() if isinstance(value, Mapping)}


def keyed(documents: Iterable[Document]) -> dict[str, Document]:
    """The objects of a list by their ids."""
    return {key: each for each in documents if (key := text(each.get("id"))) is not None}


def totals(document: object) -> dict[str, object]:
    """Of each insight its only value: `total_value`, or the last of `values`. What has none is not there."""
    found: dict[str, object] = {}
    for each in entries(document):
        values = entries(each, "values")
        value = at(each, "total_value.value")
        if value is None and values:
            value = values[-1].get("value")
        name = text(each.get("name"))
        if name is not None and value is not None:
            found[name] = number(value)
    return found


def by_end(document: object, period: str) -> dict[datetime, dict[str, object]]:
    """The values of insights of one period by the moment at which each ends."""
    found: dict[datetime, dict[str, object]] = {}
    for each in entries(document):
        name = text(each.get("name"))
        if name is None or each.get("period") != period:
            continue
        for value in entries(each, "values"):
            end = moment(value.get("end_time"))
            if end is not None:
                found.setdefault(end, {})[name] = number(value.get("value"))
    return found


def not_negative(metrics: Mapping[MetricKey, int | float]) -> dict[MetricKey, int | float]:
    """Counters as they can be: what a platform corrected below zero counts as not seen."""
    return {metric: value for metric, value in metrics.items() if value >= 0}


def merged(parts: list[dict[T, dict[str, object]]]) -> dict[T, dict[str, object]]:
    """What several answers say of the same things."""
    found: dict[T, dict[str, object]] = {}
    for part in parts:
        for key, values in part.items():
            found.setdefault(key, {}).update(values)
    return found


def iso_date(token: str) -> date | None:
    """The day that a token names; None when it names none."""
    try:
        return date.fromisoformat(token)
    except ValueError:
        return None
