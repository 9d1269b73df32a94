"""The composition root: the only module that knows storage, collectors and web server alike."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from collectors.configuration import ApiConfiguration
from collectors.exports.format_table import format_table, written_into
from collectors.exports.registry import EXPORT_EXTENSIONS, NativeExports
from collectors.metric_table import metric_table, written_metrics_into
from collectors.registry import COLLECTORS, Collectors
from collectors.sample import SAMPLE_ACCOUNTS
from collectors.sandbox.app import SETTINGS as SANDBOX_PATHS
from collectors.sandbox.app import Sandbox
from collectors.sandbox.scenarios import SCENARIOS
from collectors.transport import Http
from domain.assignments import Budget
from domain.collecting import CollectionService
from domain.connections import ConnectionService
from domain.credentials import Secret
from domain.errors import PulsegraphError
from domain.importing import ImportService
from domain.ports import Clock, Log
from domain.reading import AccountReader, Policy
from domain.scheduler import LOOK_SECONDS, Scheduler
from domain.scheduling import Cadence
from domain.users import Platform
from persistence.database import Database
from persistence.event_bus import MemoryEventBus
from persistence.migrate import require_current, upgrade
from persistence.rollups import differences, rebuild
from persistence.vault import Vault, new_key
from persistence.workers import this_worker
from resolvers.context import Services
from schema.connecting import connect_routes
from schema.endpoint import GraphQLView
from schema.request_gate import RequestGate
from schema.settings import PlatformSettings, Settings
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
    collectors: Collectors
    scheduler: Scheduler
    tasks: "Tasks"

    async def close(self) -> None:
        """Stop what is running, then give the connections back."""
        await self.tasks.cancel()
        await self.services.connections.close()
        await self.collectors.close()
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


def assemble(
    settings: Settings,
    clock: Clock = utc_now,
    http: Http | None = None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> Pulsegraph:
    """Wire storage, collectors and services. `http` and `sleep` are the way to the platforms, and patience."""
    keys = settings.secret_keys.get_secret_value().split(",") if settings.secret_keys else []
    vault = Vault([key.strip() for key in keys], settings.secret_key_file)
    database = Database(settings.database_url, clock, settings.slow_query_seconds, log.warning, vault)
    events = MemoryEventBus()
    tasks = Tasks()
    worker = this_worker()
    collectors = Collectors(http or Http(clock), configurations(settings), sleep)
    collect_log = _teller("pulsegraph.collect")
    connections = ConnectionService(database, collectors, events, clock, collect_log, sleep)
    policy = reading_policy(settings)
    reader = AccountReader(database, collectors, connections, events, clock, collect_log, policy, sleep)
    collection = CollectionService(database, collectors, reader, events, clock, worker, collect_log)
    analysis_log = structlog.get_logger("pulsegraph.analysis").info
    import_log = structlog.get_logger("pulsegraph.import").info
    imports = ImportService(database, NativeExports(), events, clock, worker, import_log)
    services = Services(
        database, events, collection, connections, imports, clock, analysis_log, tasks.spawn, public_url(settings)
    )
    scheduler = Scheduler(database, collection, policy.cadence, clock, worker, collect_log, tasks.spawn)
    return Pulsegraph(settings, database, services, collectors, scheduler, tasks)


def _teller(name: str) -> Log:
    """A logger for the course of things; what broke is told louder."""
    logger = structlog.get_logger(name)

    def tell(event: str, /, **facts: object) -> None:
        (logger.error if "exc_info" in facts else logger.info)(event, **facts)

    return tell


def configurations(settings: Settings) -> dict[Platform, ApiConfiguration]:
    """What the settings say of each platform's API."""
    found = {}
    for platform, each in _platform_settings(settings).items():
        app = settings.facebook if platform is Platform.INSTAGRAM and each.client_id is None else each
        secret = app.client_secret.get_secret_value() if app.client_secret else None
        found[platform] = ApiConfiguration(
            app.client_id,
            Secret(secret) if secret else None,
            each.api_url.rstrip("/") if each.api_url else None,
            each.authorize_url,
            each.token_url,
            each.version,
        )
    return found


def reading_policy(settings: Settings) -> Policy:
    """What the settings say about reading."""
    platforms = _platform_settings(settings)
    return Policy(
        {platform: Budget(each.max_calls_per_day, each.max_micros_per_day) for platform, each in platforms.items()},
        {platform: frozenset(each.skip) for platform, each in platforms.items()},
        Cadence(timedelta(minutes=settings.collect_every_minutes)),
    )


def sandbox_settings(address: str) -> dict[str, str]:
    """Names and values of the settings with which a sandbox at an address stands for the platforms."""
    found = {}
    for platform, paths in SANDBOX_PATHS.items():
        name = f"PULSEGRAPH_{platform.value.upper()}__"
        found[f"{name}API_URL"] = f"{address}/{platform.value}"
        found |= {f"{name}{setting}": f"{address}/{platform.value}{path}" for setting, path in paths.items()}
        found |= {f"{name}CLIENT_ID": "sandbox", f"{name}CLIENT_SECRET": "sandbox"}
    return found


def public_url(settings: Settings) -> str:
    """Where people reach the server, without a slash at the end."""
    return (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")


def _platform_settings(settings: Settings) -> dict[Platform, PlatformSettings]:
    return {platform: getattr(settings, platform.value) for platform in COLLECTORS}


def create_app(settings: Settings | None = None, pulsegraph: Pulsegraph | None = None) -> Starlette:
    """The ASGI application."""
    settings = settings or Settings()
    running = pulsegraph or assemble(settings)
    view = GraphQLView(running.services)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await require_current(running.database.engine)
        beside = [asyncio.create_task(_sweep(running.services)), asyncio.create_task(_schedule(running.scheduler))]
        try:
            yield
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
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
            *connect_routes(running.services),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Mount("/assets", StaticFiles(directory=PAGES / "assets", check_dir=False)),
        ],
        middleware=[Middleware(RequestGate, settings=settings)],
        lifespan=lifespan,
    )


async def _sweep(services: Services) -> None:
    """Imports whose process is gone are marked when the server starts, and from time to time; so are their uploads."""
    while True:
        try:
            await services.imports.interrupt_abandoned()
            await asyncio.to_thread(remove_left_behind)
        except Exception as error:  # the database may be busy for long; the next time may succeed
            log.error("looking for abandoned imports failed", exc_info=error)
        await asyncio.sleep(_SWEEP_SECONDS)


async def _schedule(scheduler: Scheduler) -> None:
    """Collect what is due, and go on with what others left."""
    try:
        while True:
            try:
                await scheduler.step()
            except Exception as error:  # as above
                log.error("scheduling failed", exc_info=error)
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        with suppress(Exception):  # the lease runs out by itself
            await asyncio.shield(scheduler.resign())


__all__ = [
    "EXPORT_EXTENSIONS",
    "PAGES",
    "SAMPLE_ACCOUNTS",
    "SCENARIOS",
    "Pulsegraph",
    "Sandbox",
    "assemble",
    "create_app",
    "differences",
    "format_table",
    "metric_table",
    "new_key",
    "rebuild",
    "require_current",
    "sandbox_settings",
    "upgrade",
    "written_into",
    "written_metrics_into",
]
