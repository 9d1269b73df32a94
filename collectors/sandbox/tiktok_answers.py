"""The envelopes of TikTok's two APIs, and what comes in."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


def display_error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Of the Display API: an object, and no data."""
    error = {"code": code, "message": message, "log_id": "sandbox"}
    return JSONResponse({"error": error}, status, headers)


def display_data(data: object) -> Response:
    """Of the Display API: success is an error whose code is `ok`."""
    return JSONResponse({"data": data, "error": {"code": "ok", "message": "", "log_id": "sandbox"}})


def business_error(code: int, message: str) -> Response:
    """Of the Accounts API: a number, with HTTP 200."""
    return JSONResponse({"code": code, "message": message, "request_id": "sandbox", "data": {}})


def business_data(data: object) -> Response:
    """Of the Accounts API: success is 0."""
    return JSONResponse({"code": 0, "message": "OK", "request_id": "sandbox", "data": data})


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that was sent; empty where there is none."""
    body = await request.body()
    found = json.loads(body) if body else {}
    return found if isinstance(found, dict) else {}
