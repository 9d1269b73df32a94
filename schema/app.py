"""The composition root: the only module that knows storage, collectors and web server alike."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from collectors.exports.format_table import format_table, written_into
from collectors.exports.registry import EXPORT_EXTENSIONS, NativeExports
from collectors.registry import Collectors
from collectors.sample import SAMPLE_ACCOUNTS
from domain.collecting import CollectionService
from domain.errors import PulsegraphError
from domain.importing import ImportService
from domain.ports import Clock, CollectorRegistry
from persistence.database import Database
from persistence.event_bus import MemoryEventBus
from persistence.migrate import require_current, upgrade
from persistence.rollups import differences, rebuild
from persistence.workers import this_worker
from resolvers.context import Services
from schema.endpoint import GraphQLView
from schema.settings import Settings
from schema.uploads import remove_left_behind

PAGES = Path(__file__).parent / "pages"
"""The built dashboard and GraphiQL; `make ui` makes them."""
_SWEEP_SECONDS = 30.0
_CSP = {
    "index.html": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "graphiql.html": "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
}
"""The pages talk to nobody else. GraphiQL's editor writes its styles while it runs."""
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_PAGE_HEADERS = {"referrer-policy": "same-origin", "cache-control": "no-cache"}

log = structlog.get_logger("pulsegraph")


def utc_now() -> datetime:
    """The clock of the real world."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Pulsegraph:
    """Everything wired together, for the server and for the command line."""

    settings: Settings
    database: Database
    services: Services
    collectors: CollectorRegistry
    tasks: "Tasks"

    async def close(self) -> None:
        """Stop what is running, then give the connections back."""
        await self.tasks.cancel()
        await self.database.close()


class Tasks:
    """Work beside the requests."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[object]] = set()

    def spawn(self, work: Coroutine[object, object, object]) -> Awaitable[object]:
        """Start it; what goes wrong in it is logged."""
        task: asyncio.Task[object] = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", exc_info=error)

    async def cancel(self) -> None:
        """Stop all of it and wait until it has put itself in order."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def assemble(settings: Settings, clock: Clock = utc_now, collectors: CollectorRegistry | None = None) -> Pulsegraph:
    """Wire storage, collectors and services."""
    database = Database(settings.database_url, clock, settings.slow_query_seconds, log.warning)
    events = MemoryEventBus()
    tasks = Tasks()
    registry = collectors or Collectors()
    collection = CollectionService(
        database, registry, events, clock, this_worker(), structlog.get_logger("pulsegraph.collect").info
    )
    analysis_log = structlog.get_logger("pulsegraph.analysis").info
    import_log = structlog.get_logger("pulsegraph.import").info
    imports = ImportService(database, NativeExports(), events, clock, this_worker(), import_log)
    services = Services(database, events, collection, imports, clock, analysis_log, tasks.spawn)
    return Pulsegraph(settings, database, services, registry, tasks)


def create_app(settings: Settings | None = None, pulsegraph: Pulsegraph | None = None) -> Starlette:
    """The ASGI application."""
    settings = settings or Settings()
    running = pulsegraph or assemble(settings)
    view = GraphQLView(running.services)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await require_current(running.database.engine)
        sweeper = asyncio.create_task(_sweep(running.services))
        try:
            yield
        finally:
            sweeper.cancel()
            await running.close()

    async def page(request: Request) -> Response:
        name = "graphiql.html" if request.url.path == "/graphiql" else "index.html"
        if not (PAGES / name).is_file():
            return PlainTextResponse("The pages are not built: run `make ui`. The API is at /graphql.", 503)
        return FileResponse(PAGES / name, headers=_PAGE_HEADERS | {"content-security-policy": _CSP[name]})

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> Response:
        try:
            await require_current(running.database.engine)
        except (PulsegraphError, OSError) as error:
            log.error("not ready", reason=str(error))
            return JSONResponse({"status": "not ready"}, 503)
        return JSONResponse({"status": "ready"})

    return Starlette(
        routes=[
            Route("/graphql", view, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", view),
            Route("/", page),
            Route("/graphiql", page),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Mount("/assets", StaticFiles(directory=PAGES / "assets", check_dir=False)),
        ],
        middleware=[Middleware(RequestGate, settings=settings)],
        lifespan=lifespan,
    )


async def _sweep(services: Services) -> None:
    """Runs whose process is gone are marked when the server starts, and from time to time; so are their uploads."""
    while True:
        try:
            await services.collection.interrupt_abandoned()
            await services.imports.interrupt_abandoned()
            await asyncio.to_thread(remove_left_behind)
        except Exception as error:  # the database may be busy for long; the next time may succeed
            log.error("looking for abandoned runs failed", exc_info=error)
        await asyncio.sleep(_SWEEP_SECONDS)


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


__all__ = [
    "EXPORT_EXTENSIONS",
    "PAGES",
    "SAMPLE_ACCOUNTS",
    "Pulsegraph",
    "assemble",
    "create_app",
    "differences",
    "format_table",
    "rebuild",
    "require_current",
    "upgrade",
    "written_into",
]
