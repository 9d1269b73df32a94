"""Refusals of X in the sandbox, in its form of problems."""

import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from collectors.sandbox.simulator import Refusal

_PROBLEMS = "https://api.x.com/2/problems"
_OF_OBJECTS = ("expansions", "media.fields", "tweet.fields", "user.fields")
_PARAMETERS = {
    "user": _OF_OBJECTS,
    "timeline": (*("end_time", "exclude", "max_results", "pagination_token", "start_time"), *_OF_OBJECTS),
    "posts": ("ids", *_OF_OBJECTS),
    "analytics": ("analytics.fields", "end_time", "granularity", "ids", "start_time"),
}
"""Those that each endpoint takes here, under the old names; others are refused."""


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
    return _invalid_request(parameter, value, f"The `{parameter}` query parameter value [{value}] {why}")


def _invalid_request(parameter: str, value: str, message: str) -> Response:
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


def strict(endpoint: str, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint, which takes no parameter that it does not know."""

    async def call(request: Request) -> Response:
        for name, value in request.query_params.items():
            if name not in _PARAMETERS[endpoint]:
                return no_parameter(name, value, _PARAMETERS[endpoint])
        return await answer(request)

    return call


def no_parameter(name: str, value: str, allowed: Iterable[str]) -> Response:
    """A parameter that there is not."""
    message = f"The query parameter [{name}] is not one of [{','.join(allowed)}]"
    return _invalid_request(name, value, message)


def too_near(parameter: str, value: str) -> Response:
    """A moment that is too close to the present."""
    why = f"'{parameter}' must be a minimum of 10 seconds prior to the request time."
    return _invalid_request(parameter, value, f"Invalid '{parameter}':'{value}'. {why}")


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
