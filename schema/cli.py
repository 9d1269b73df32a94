"""The `pulsegraph` command.

Exit codes: 0 done; 1 it failed while running; 2 it was called wrongly; 3 some files were refused, or some accounts
could not be collected; 4 the database is missing or of another version; 130 stopped by the keyboard.
"""

import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer
import uvicorn
from rich.table import Table

from domain.content import ContentQuery
from domain.csv_export import write_header, write_posts
from domain.errors import PulsegraphError, StorageNotReadyError, UserNotFoundError
from domain.facts import Knowledge
from domain.time_range import zone
from domain.users import User, in_scope
from schema.app import Pulsegraph, create_app, differences, rebuild, upgrade
from schema.collect_command import cancel, collect, init, list_metrics
from schema.connect_command import connect, credentials_app, disconnect
from schema.import_command import import_files, list_formats
from schema.logs import configure
from schema.root import sdl
from schema.sandbox_command import sandbox
from schema.settings import read_settings
from schema.terminal import EXIT_DATABASE, EXIT_FAILED, JsonOption, err, execute, out, print_json
from schema.version import VERSION

_ALL_AT_ONCE = 1_000_000
"""Posts in one page of an earlier state: it is read whole in any case."""

app = typer.Typer(help="Pulsegraph: social media analytics, self-hosted.", no_args_is_help=True, add_completion=False)
db_app = typer.Typer(help="The database: upgrade it, check it, rebuild its rollups.", no_args_is_help=True)
users_app = typer.Typer(help="Users, the owners of accounts.", no_args_is_help=True)
app.add_typer(db_app, name="db")
app.add_typer(users_app, name="users")
app.command()(init)
app.command()(collect)
app.command()(cancel)
app.command()(connect)
app.command()(disconnect)
app.command()(sandbox)
app.add_typer(credentials_app, name="credentials")
app.command(name="import")(import_files)
app.command(name="formats")(list_formats)
app.command(name="metrics")(list_metrics)


def main() -> NoReturn:
    """Entry point of the console script."""
    try:
        app()
    except PulsegraphError as error:
        err.print(f"[red]error:[/red] {error.message}")
        sys.exit(EXIT_DATABASE if isinstance(error, StorageNotReadyError) else EXIT_FAILED)
    except (OSError, ValueError) as error:
        err.print(f"[red]error:[/red] {error}")
        sys.exit(EXIT_FAILED)
    sys.exit(0)


@app.callback(invoke_without_command=True)
def _prepare(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        out.print(f"pulsegraph {VERSION}")
        raise typer.Exit


# ---------------------------------------------------------------- serve


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
) -> None:
    """Serve the dashboard, GraphiQL and the API."""
    settings = read_settings()
    execute(_nothing)  # a database that is not ready is told before anything listens
    configure(settings.log_level or "INFO", settings.log_format)
    served = settings.model_copy(
        update={"host": host or settings.host, "port": settings.port if port is None else port}
    )
    server = uvicorn.Config(
        lambda: create_app(served.model_copy(update={"port": listening.getsockname()[1]})),
        factory=True,  # made when the port is known: people are sent back to it by the platforms
        host=served.host,
        port=served.port,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        timeout_graceful_shutdown=10,
    )
    with server.bind_socket() as listening:
        listening.listen()  # whoever reads the address below may come at once
        address = f"http://{server.host}:{listening.getsockname()[1]}"
        err.print(f"Pulsegraph {VERSION}: dashboard {address}/  GraphiQL {address}/graphiql  API {address}/graphql")
        uvicorn.Server(server).run(sockets=[listening])


async def _nothing(_pulsegraph: Pulsegraph) -> None:
    return None


# ---------------------------------------------------------------- export


@app.command()
def export(
    user_id: Annotated[str, typer.Argument(help="The user.")],
    output: Annotated[Path | None, typer.Option(help="File to write; left out: standard output.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(help="As had been observed by then, UTC; left out: as of now.")
    ] = None,
    recorded_by: Annotated[datetime | None, typer.Option(help="As had been stored here by then, UTC.")] = None,
) -> None:
    """Write all posts of a user, with their latest counters, as CSV. `import` reads it again."""
    moments = [moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None for moment in (as_of, recorded_by)]
    knowledge = Knowledge(*moments)

    async def work(pulsegraph: Pulsegraph) -> int:
        if output is None:
            return await _export_posts(pulsegraph, user_id, knowledge, sys.stdout)
        with output.open("w", encoding="utf-8-sig", newline="") as file:  # spreadsheets look for the mark
            return await _export_posts(pulsegraph, user_id, knowledge, file)

    count = execute(work)
    if output is not None:
        out.print(f"{output}: {count:,} posts")


async def _export_posts(pulsegraph: Pulsegraph, user_id: str, knowledge: Knowledge, file: TextIO) -> int:
    count = 0
    async with pulsegraph.services.storage.read() as unit:
        if not await unit.users.find([user_id]):
            raise UserNotFoundError(user_id)
        found = in_scope((await unit.users.accounts([user_id]))[user_id], None)
        accounts = {account.account_id: account for account in found}
        size = 1_000 if knowledge.is_present else _ALL_AT_ONCE
        query = ContentQuery(user_id, tuple(accounts), size, descending=False, knowledge=knowledge)
        write_header(file)
        while True:
            page = (await unit.content.pages([query]))[query]
            write_posts(file, page.pieces, accounts)
            count += len(page.pieces)
            if not page.has_next:
                return count
            query = replace(query, after=page.cursor(page.pieces[-1], query.order))


# ---------------------------------------------------------------- users


@users_app.command("list")
def users_list(as_json: JsonOption = False) -> None:
    """List the users and their accounts."""

    async def work(pulsegraph: Pulsegraph) -> list[dict[str, object]]:
        async with pulsegraph.services.storage.read() as unit:
            users = await unit.users.page(10_000, None)
            accounts = await unit.users.accounts([user.user_id for user in users])
        return [
            {
                "userId": user.user_id,
                "name": user.name,
                "timeZone": user.time_zone,
                "accounts": [
                    {"platform": a.platform.name, "label": a.label, "status": a.status.name}
                    for a in accounts[user.user_id]
                ],
            }
            for user in users
        ]

    users = execute(work)
    if as_json:
        print_json({"users": users})
        return
    table = Table("user", "name", "time zone", "accounts")
    for user in users:
        accounts: Any = user["accounts"]
        lines = [f"{a['platform']} {a['label']} ({a['status']})" for a in accounts]
        table.add_row(str(user["userId"]), str(user["name"] or ""), str(user["timeZone"]), "\n".join(lines))
    out.print(table)


@users_app.command("add")
def users_add(
    user_id: Annotated[str, typer.Argument(help="The user's id; yours to choose, and kept for ever.")],
    name: Annotated[str | None, typer.Option(help="Name for people.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="IANA zone in which the user's days begin.")] = None,
) -> None:
    """Add a user."""

    async def work(pulsegraph: Pulsegraph) -> None:
        await upgrade(pulsegraph.database.engine)
        chosen = time_zone or pulsegraph.settings.time_zone
        zone(chosen)
        async with pulsegraph.services.storage.write() as unit:
            await unit.users.add(User(user_id, name, chosen))

    execute(work, check=False)
    out.print(f"added {user_id}")


@users_app.command("update")
def users_update(
    user_id: Annotated[str, typer.Argument(help="The user.")],
    name: Annotated[str | None, typer.Option(help="Name for people.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="IANA zone; the user's days are cut anew.")] = None,
    week_start: Annotated[int | None, typer.Option(min=0, max=6, help="0 Monday to 6 Sunday.")] = None,
) -> None:
    """Change a user."""

    async def work(pulsegraph: Pulsegraph) -> None:
        async with pulsegraph.services.storage.write() as unit:
            known = (await unit.users.find([user_id])).get(user_id)
            if known is None:
                raise UserNotFoundError(user_id)
            changed = User(
                user_id,
                name if name is not None else known.name,
                time_zone or known.time_zone,
                known.week_start if week_start is None else week_start,
            )
            zone(changed.time_zone)
            await unit.users.update(changed)

    execute(work)
    out.print(f"updated {user_id}")


# ---------------------------------------------------------------- schema and db


@app.command()
def schema(
    check: Annotated[Path | None, typer.Option(help="Compare with this file; exit 1 when it differs.")] = None,
) -> None:
    """Print the GraphQL schema."""
    text = sdl()
    if check is None:
        sys.stdout.write(text)
    elif check.read_text(encoding="utf-8") != text:
        err.print(f"{check} is not the schema of this version: run `pulsegraph schema > {check}`")
        raise typer.Exit(EXIT_FAILED)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables to this version."""

    async def work(pulsegraph: Pulsegraph) -> tuple[str | None, str]:
        return await upgrade(pulsegraph.database.engine)

    before, after = execute(work, check=False)
    out.print(f"at version {after}" if before == after else f"upgraded from {before or 'nothing'} to {after}")


@db_app.command("check")
def db_check() -> None:
    """Compare the rollups with the engagements they were made of; exit 1 when they differ."""
    found = execute(_with_connection(differences))
    if found:
        err.print(f"{found:,} rollup rows differ from the engagements: run `pulsegraph db rebuild-rollups`")
        raise typer.Exit(EXIT_FAILED)
    out.print("the rollups agree with the engagements")


@db_app.command("rebuild-rollups")
def db_rebuild_rollups() -> None:
    """Build the engagement rollups anew."""
    out.print(f"{execute(_with_connection(rebuild)):,} rollup rows")


def _with_connection(work: Callable[[Any], Awaitable[int]]) -> Callable[[Pulsegraph], Coroutine[Any, Any, int]]:
    async def inside(pulsegraph: Pulsegraph) -> int:
        async with pulsegraph.database.write() as unit:
            return await work(unit.connection)

    return inside


if __name__ == "__main__":
    main()
