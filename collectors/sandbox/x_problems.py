"""Refusals of X in the sandbox, in its form of problems."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from starlette.responses import JSONResponse, Response

from collectors.sandbox.simulator import Refusal

_PROBLEMS = "https://api.x.com/2/problems"


def refused(refusal: Refusal, now: datetime, seconds: int) -> Response:
    """What every platform can answer, as X does it."""
    match refusal:
        case Refusal.THROTTLED:
            reset = math.ceil(now.timestamp()) + seconds
            limits = {
                "x-rate-limit-limit": "900",
                "x-rate-limit-remaining": "0",
                "x-rate-limit-reset": str(reset),
            }
            return problem(429, "Too Many Requests", "Too Many Requests", headers=limits)
        case Refusal.UNAVAILABLE:
            return problem(503, "Service Unavailable", "Service Unavailable")
        case Refusal.TOKEN_EXPIRED | Refusal.TOKEN_REVOKED | Refusal.TOKEN_UNKNOWN:  # X does not tell them apart
            return problem(401, "Unauthorized", "Unauthorized")


def problem(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal of the whole call."""
    body = {"title": title, "type": "about:blank", "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def invalid(parameter: str, value: str, why: str) -> Response:
    """A parameter that cannot be used."""
    message = f"The `{parameter}` query parameter value [{value}] {why}"
    return JSONResponse(
        {
            "errors": [{"parameters": {parameter: [value]}, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{_PROBLEMS}/invalid-request",
        },
        400,
    )


def not_one_of(parameter: str, value: str, allowed: Iterable[str]) -> Response:
    """A name that there is not."""
    return invalid(parameter, value, f"is not one of [{','.join(allowed)}]")


def not_found(kind: str, parameter: str, value: str) -> dict[str, str]:
    """Something that is not there."""
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{_PROBLEMS}/resource-not-found",
    }


def no_field(post_id: str, field: str) -> dict[str, str]:
    """A field that is not for us."""
    field = f"{field}.impression_count"
    return {
        "resource_type": "tweet",
        "field": field,
        "parameter": "ids",
        "resource_id": post_id,
        "title": "Field Authorization Error",
        "section": "data",
        "detail": f"Sorry, you are not authorized to access '{field}' on the Tweet with ids : [{post_id}].",
        "value": post_id,
        "type": f"{_PROBLEMS}/not-authorized-for-field",
    }
