"""How much of its limits an app has used up: `X-App-Usage`, `X-Page-Usage`, `X-Business-Use-Case-Usage`.

All tell percents of an allowance that slides over an hour. Meta advises to slow down before 100; past it, calls are
refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from collectors.transport import Reply

_PERCENTS = ("call_count", "total_cputime", "total_time")
_PAUSES = ((95.0, 600.0), (80.0, 2.0))
"""From so many percent on, so many seconds between two calls."""
_MOST_MINUTES = 1440.0
"""All allowances are of an hour or a day."""
_BUSINESS = "x-business-use-case-usage"
_PLAIN = ("x-app-usage", "x-page-usage")


def pause_of(use_case: str, reply: Reply) -> float | None:
    """Seconds for which nothing should be asked any more; None: there is no need to wait."""
    usages = [usage for name in _PLAIN for usage in _entries(reply, name)]
    business = [each for each in _entries(reply, _BUSINESS) if each.get("type", use_case) == use_case]
    minutes = _minutes(business)
    if minutes > 0:
        return minutes * 60
    used = max((_number(each.get(name)) for each in (*usages, *business) for name in _PERCENTS), default=0.0)
    return next((seconds for percent, seconds in _PAUSES if used >= percent), None)


def regain_seconds(reply: Reply) -> float | None:
    """How long a refused app is locked out, as far as it is said (in minutes); None: it is not."""
    minutes = _minutes(_entries(reply, _BUSINESS))
    return minutes * 60 if minutes > 0 else None


def _minutes(usages: Iterable[Mapping[str, Any]]) -> float:
    told = max((_number(each.get("estimated_time_to_regain_access")) for each in usages), default=0.0)
    return min(told, _MOST_MINUTES)


def _entries(reply: Reply, name: str) -> Iterator[Mapping[str, Any]]:
    """The usages in a header: one object, or lists of them by business."""
    try:
        document = orjson.loads(reply.headers.get(name) or b"null")
    except orjson.JSONDecodeError:
        return
    if not isinstance(document, Mapping):
        return
    if name != _BUSINESS:
        yield document
        return
    for entries in document.values():
        yield from (each for each in entries if isinstance(each, Mapping)) if isinstance(entries, list) else ()


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
