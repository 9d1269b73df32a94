"""What every HTTP request passes first: it gets an id, is logged, and is refused when its body is too large."""

import secrets
import time

import structlog
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.settings import Settings

_NOSNIFF = (b"x-content-type-options", b"nosniff")

log = structlog.get_logger("pulsegraph")


class RequestGate:
    """Gives each request an id, logs it, and refuses bodies that are too large before they are read."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = request_id = secrets.token_hex(8)
        started = time.perf_counter()
        status = 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode()), _NOSNIFF]
            await send(message)

        try:
            await _Limited(self._app, self._limit(scope))(scope, receive, send_marked)
        finally:
            seconds = time.perf_counter() - started
            tell = log.warning if seconds > self._settings.slow_request_seconds else log.debug
            tell(
                "request",
                request_id=request_id,
                method=scope["method"],
                path=scope["path"],
                status=status,
                seconds=round(seconds, 4),
            )

    def _limit(self, scope: Scope) -> int:
        kind = dict(scope["headers"]).get(b"content-type", b"")
        uploads = kind.lower().startswith(b"multipart/form-data")
        return self._settings.max_upload_bytes if uploads else self._settings.max_body_bytes


class _TooLarge(Exception):
    pass


class _Limited:
    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        said = dict(scope["headers"]).get(b"content-length", b"")
        if said.isdigit() and int(said) > self._limit:
            await self._refuse(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise _TooLarge
            return message

        try:
            await self._app(scope, receive_counted, send)
        except _TooLarge:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = {
            "message": f"The request body is larger than {self._limit:,} bytes.",
            "extensions": {"code": "BODY_TOO_LARGE"},
        }
        await JSONResponse({"errors": [error]}, 413)(scope, receive, send)
