"""How X refuses, and how it tells its limits."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from collectors.faults import Fault, Recovery, retry_after, status_fault
from collectors.transport import Reply

_BY_TYPE = {
    "rate-limit-exceeded": Recovery.WAIT,
    "usage-capped": Recovery.FATAL,
    "invalid-request": Recovery.SKIP,
    "resource-not-found": Recovery.GONE,
    "resource-unavailable": Recovery.SKIP,
    "disallowed-resource": Recovery.SKIP,
    "not-authorized-for-resource": Recovery.SKIP,
    "not-authorized-for-field": Recovery.SKIP,
    "field-unauthorized": Recovery.SKIP,
    "client-forbidden": Recovery.SKIP,
    "unsupported-authentication": Recovery.SKIP,
    "field-hydration-failure": Recovery.RETRY,
    "internal-error": Recovery.RETRY,
}
"""By the last part of a problem's type. Who needs what is skipped, stops: see the collector."""
_BY_CODE = {
    "32": Recovery.RENEW,
    "34": Recovery.GONE,
    "50": Recovery.GONE,
    "63": Recovery.FATAL,
    "64": Recovery.FATAL,
    "88": Recovery.WAIT,
    "89": Recovery.RENEW,
    "130": Recovery.RETRY,
    "131": Recovery.RETRY,
    "144": Recovery.GONE,
    "326": Recovery.FATAL,
    "453": Recovery.SKIP,
}
"""By the numbers of the first API, which gateways still give: 63 and 64 are suspended accounts, 326 is a locked one."""
_HINTS = {
    "usage-capped": "Waiting does not lift this: raise the cap in X's developer console, or wait for its next month.",
    str(HTTPStatus.PAYMENT_REQUIRED.value): "The app's credits are used up: buy some in X's developer console.",
}
_LIMITS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")
"""Beginnings of the headers about limits: of 15 minutes, and of a day where there is one."""


class Problem(NamedTuple):
    """One entry of `errors`, or a whole refusal."""

    kind: str | None
    """The last part of its type, or the number of the first API."""
    message: str | None
    subject: str | None = None
    """The id that it is about."""
    field: str | None = None


def problem_of(found: Mapping[str, object]) -> Problem:
    """What an object in X's form of problems says."""
    kind = found.get("type")
    slug = kind.rpartition("/problems/")[2] if isinstance(kind, str) and "/problems/" in kind else None
    code = found.get("code")
    message = next((text for name in ("detail", "message", "title") if (text := _text(found.get(name)))), None)
    return Problem(
        slug or (str(code) if isinstance(code, int) else None),
        message,
        _text(found.get("resource_id")) or _text(found.get("value")),
        _text(found.get("field")),
    )


def fault(reply: Reply) -> Fault | None:
    """What a refusal asks for. An answer of status 200 may hold `errors` as well; they are about parts of it."""
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    problem = _whole(reply.document)
    if reply.status == HTTPStatus.PAYMENT_REQUIRED:
        return _with_hint(Problem(str(reply.status), problem.message))
    recovery = _BY_TYPE.get(problem.kind or "") or _BY_CODE.get(problem.kind or "")
    if recovery is None and reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        recovery = Recovery.WAIT
    match recovery:
        case None:
            return status_fault(reply, problem.message, problem.kind)
        case Recovery.FATAL:
            return _with_hint(problem)
        case Recovery.WAIT:
            return Fault(Recovery.WAIT, _said(problem), problem.kind, _until_reset(reply))
        case _:
            return Fault(recovery, _said(problem), problem.kind)


def pause(reply: Reply) -> float | None:
    """Seconds until a limit of the endpoint that is used up begins anew."""
    used_up = [prefix for prefix in _LIMITS if reply.headers.get(f"{prefix}-remaining", "").strip() == "0"]
    waits = [seconds for prefix in used_up if (seconds := _reset_in(reply, prefix)) is not None]
    return max(waits, default=None)


def scope(path: str) -> str:
    """X limits each endpoint by itself, whoever is asked about."""
    return re.sub(r"(?<=/users/)\d+", "{id}", path)


def refused_name(message: str, names: frozenset[str]) -> frozenset[str]:
    """Which of the names a refusal is about: "… parameter value [follows] is not one of [likes,…]"."""
    return names & frozenset(re.findall(r"value \[(\w+)\]", message))


def refused_parameter(message: str, names: frozenset[str]) -> str | None:
    """Which of the parameters has a value that is refused: "Invalid 'end_time':'…'", "The `ids` query parameter …"."""
    found = re.search(r"Invalid '(\w+)'|The `(\w+)` query parameter", message)
    name = found and (found[1] or found[2])
    return name if name in names else None


def is_unknown_parameter(message: str, name: str) -> bool:
    """Whether there is no parameter of that name: "The query parameter [tweet.fields] is not one of [id,…]"."""
    return f"query parameter [{name}] is not one of" in message


def _whole(document: object) -> Problem:
    """The refusal itself: its type, and what the first of its errors says, which is more exact than its own detail."""
    if not isinstance(document, Mapping):
        return Problem(None, None)
    whole = problem_of(document)
    errors = document.get("errors")
    inner = [problem_of(each) for each in errors if isinstance(each, Mapping)] if isinstance(errors, list) else []
    if not inner:
        return whole
    return Problem(whole.kind or inner[0].kind, inner[0].message or whole.message)


def _until_reset(reply: Reply) -> float | None:
    for seconds in (pause(reply), _reset_in(reply, _LIMITS[0]), retry_after(reply)):
        if seconds is not None:
            return seconds
    return None


def _reset_in(reply: Reply, prefix: str) -> float | None:
    reset = reply.headers.get(f"{prefix}-reset", "").strip()
    if not (reset.isascii() and reset.isdecimal()):
        return None
    seconds = int(reset) - reply.at.timestamp()
    return seconds if seconds > 0 else None


def _with_hint(problem: Problem) -> Fault:
    hint = _HINTS.get(problem.kind or "")
    return Fault(Recovery.FATAL, " ".join(part for part in (_said(problem).rstrip(), hint) if part), problem.kind)


def _said(problem: Problem) -> str:
    return problem.message or problem.kind or "nothing more"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
