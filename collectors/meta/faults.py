"""What the refusals of the Graph API mean: by code and subcode, and by words where the code says too little.

Throttling is HTTP 400 or 403 with a code here, never 429. Codes: Meta's "Handle Errors" and "Rate Limits" pages.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from collectors.faults import Fault, Recovery, retry_after, status_fault
from collectors.meta.limits import regain_seconds
from collectors.transport import Reply
from domain.errors import GoneError, SkippableCollectorError

TOO_MUCH_AT_ONCE = "1/too-much"
"""The reason code of "Please reduce the amount of data you're asking for": no failure that passes by waiting."""
BEFORE_CONVERSION = "100/2108006"
"""The reason code of a medium that is older than the business account: it has no insights, and never will."""

_MOST_DIGITS = 12
"""Of a code."""
_WAIT_SECONDS = 900.0
"""Where the platform does not say how long. Its limits slide over an hour."""

_RECOVERY: dict[int | None, Recovery] = {
    1: Recovery.RETRY,
    2: Recovery.RETRY,
    3: Recovery.SKIP,
    4: Recovery.WAIT,
    10: Recovery.SKIP,
    12: Recovery.SKIP,
    17: Recovery.WAIT,
    32: Recovery.WAIT,
    100: Recovery.SKIP,
    102: Recovery.RENEW,
    190: Recovery.RENEW,
    341: Recovery.WAIT,
    368: Recovery.WAIT,
    613: Recovery.WAIT,
    803: Recovery.GONE,
    2500: Recovery.RENEW,
    3001: Recovery.FATAL,
    2874010: Recovery.SKIP,
    **dict.fromkeys(range(200, 300), Recovery.SKIP),
    **dict.fromkeys(range(80000, 80015), Recovery.WAIT),
}
_RECOVERY_WITH_SUBCODE: dict[tuple[int | None, int | None], Recovery] = {
    (100, 33): Recovery.GONE,
    (190, 458): Recovery.REVOKED,  # the app was removed
    (190, 492): Recovery.REVOKED,  # the person has no role on the page any more
    (190, 2069032): Recovery.FATAL,  # a token of a person where one of a page is needed
}
_RECOVERY_BY_WORDS: tuple[tuple[frozenset[int | None], str, Recovery], ...] = (
    (frozenset({190, None}), "must be called with a page access token", Recovery.FATAL),
    (frozenset({2500, None}), "unknown path components", Recovery.SKIP),
    (frozenset({100, None}), "object does not exist", Recovery.GONE),
    (frozenset({100, None}), "unsupported get request", Recovery.GONE),
    (frozenset({None}), "valid insights metric", Recovery.SKIP),
    (frozenset({None}), "access token", Recovery.RENEW),
)
_SUBCODE_ALONE: dict[int | None, Recovery] = {
    2069032: Recovery.FATAL,
    33: Recovery.GONE,
    1504028: Recovery.FATAL,
    2108006: Recovery.SKIP,
}
"""For answers whose code cannot be read."""

_ABOUT_EDGE = frozenset(map(str, (3, 10, 2500, 2874010, *range(200, 300))))
"""Permissions, paths that there are not, and too few followers."""
_ABOUT_PART = re.compile(r"for this media product type|\b(?:since|until)\b|\blast \d+ (?:days|years)")
_CODE_IN_WORDS = re.compile(r"^\(#(\d{1,9})\)")
_ABOUT_METRIC = (
    re.compile(r"valid insights metric"),
    re.compile(r"metric\[\d+\] must be one of"),
    re.compile(r"should be specified with parameter metric_type"),
    re.compile(r"does not support the \w+ metric"),
    re.compile(r"For metric \w+"),
)
_PLACE = re.compile(r"metric\[(\d{1,9})\]")
_NAMES = re.compile(r"following metrics \(([^)]*)\)|support the (\w+) metric|For metric (\w+)")


def fault_of(reply: Reply) -> Fault | None:
    """What an answer refuses; None: nothing."""
    document = reply.document
    error = document.get("error") if isinstance(document, Mapping) else None
    if not isinstance(error, Mapping):
        return status_fault(reply)
    message = _words(error)
    code, subcode = _code(error, message), _number(error.get("error_subcode"))
    shown = "/".join(str(part) for part in (code, subcode) if part is not None) or None
    if "reduce the amount of data" in message.lower():
        return Fault(Recovery.SKIP, message, TOO_MUCH_AT_ONCE)
    recovery = _recovery(code, subcode, message, transient=error.get("is_transient") is True)
    if recovery is None:
        return status_fault(reply, message, shown) or Fault(Recovery.FATAL, message, shown)
    if recovery is Recovery.WAIT:
        wait = regain_seconds(reply) or retry_after(reply) or _WAIT_SECONDS
        return Fault(recovery, message, shown, wait)
    return Fault(recovery, message, shown)


def about_metric(error: SkippableCollectorError) -> bool:
    """Whether a refusal is about one of the metrics that were asked for, rather than about the object or the edge."""
    return _code_of(error) == "12" or any(pattern.search(error.message) for pattern in _ABOUT_METRIC)


def about_edge(error: SkippableCollectorError) -> bool:
    """Whether a refusal says by itself that the edge is refused, whatever is asked of it."""
    return _code_of(error) in _ABOUT_EDGE and not about_object(error)


def about_part(message: str) -> bool:
    """Whether a refusal holds only for the days, or for the product, that was asked for."""
    return _ABOUT_PART.search(message) is not None


def blamed_metrics(error: SkippableCollectorError, names: Sequence[str]) -> list[str]:
    """The metrics that a refusal names: Instagram says the place in the list, or the names; Facebook says neither."""
    place = _PLACE.search(error.message)
    if place is not None:
        return list(names[int(place[1]) : int(place[1]) + 1])
    found = _NAMES.search(error.message)
    if found is None:
        return []
    said = {name.strip() for group in found.groups() if group for name in group.split(",")}
    return [name for name in names if name in said]


def about_object(error: SkippableCollectorError) -> bool:
    """Whether a refusal says by itself that it is about one of the objects that were asked for together."""
    return (
        isinstance(error, GoneError)
        or error.reason_code == BEFORE_CONVERSION
        or "not enough viewers" in error.message.lower()
    )


def blamed_objects(error: SkippableCollectorError, ids: Sequence[str]) -> list[str]:
    """The objects that a refusal names."""
    said = set(re.findall(r"\d[\d_]*", error.message))
    return [each for each in ids if each in said]


def _recovery(code: int | None, subcode: int | None, message: str, *, transient: bool) -> Recovery | None:
    known = _RECOVERY_WITH_SUBCODE.get((code, subcode)) or (_SUBCODE_ALONE.get(subcode) if code is None else None)
    if known is None:
        lower = message.lower()
        said = (recovery for codes, words, recovery in _RECOVERY_BY_WORDS if code in codes and words in lower)
        known = next(said, None) or _RECOVERY.get(code)
    return Recovery.RETRY if known is None and transient else known


def _words(error: Mapping[str, Any]) -> str:
    parts = [error.get("message"), error.get("error_user_title"), error.get("error_user_msg")]
    said = dict.fromkeys(part.strip() for part in parts if isinstance(part, str) and part.strip())
    return " ".join(said) or "no reason given"


def _code(error: Mapping[str, Any], message: str) -> int | None:
    """As a number or as text; where it is neither, the message often begins with it."""
    code = _number(error.get("code"))
    found = _CODE_IN_WORDS.match(message) if code is None else None
    return int(found[1]) if found else code


def _code_of(error: SkippableCollectorError) -> str:
    return (error.reason_code or "").partition("/")[0]


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < _MOST_DIGITS else None
