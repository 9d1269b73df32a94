"""`pulsegraph init`, `collect`, `cancel` and `metrics`."""

import asyncio
import contextlib
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from domain.assignments import AccountPlan
from domain.collection import AccountCollection, CollectionRun, RunStatus, Spend
from domain.users import AccountStatus, Platform, User
from schema.app import SAMPLE_ACCOUNTS, Pulsegraph, metric_table, upgrade, written_metrics_into
from schema.terminal import EXIT_FAILED, EXIT_REFUSED, JsonOption, err, execute, out, print_json

SAMPLE_USER = "demo"
_LOOK_SECONDS = 0.2
_UNSUCCESSFUL = (RunStatus.FAILED, RunStatus.INTERRUPTED, RunStatus.CANCELLED)


def init(
    user_id: Annotated[str | None, typer.Argument(help="One user; left out: all of them.")] = None,
    days_back: Annotated[int, typer.Argument(help="How many days back to collect.")] = 90,
    as_json: JsonOption = False,
) -> None:
    """Make the database ready and collect for all users, or for one.

    A user who does not exist yet is made, with sample accounts on five platforms; without any user at all, the sample
    user "demo".
    """

    async def work(pulsegraph: Pulsegraph) -> list[CollectionRun]:
        await upgrade(pulsegraph.database.engine)
        storage = pulsegraph.services.storage
        async with storage.read() as unit:
            known = [user.user_id for user in await unit.users.page(10_000, None)]
        wanted = [user_id] if user_id is not None else known or [SAMPLE_USER]
        for each in wanted:
            if each not in known:
                await _make_sample_user(pulsegraph, each)
        runs = []
        for each in wanted:
            async with storage.read() as unit:
                accounts = (await unit.users.accounts([each]))[each]
            if any(pulsegraph.collectors.collector_for(account) for account in accounts):
                runs.append(await _collect(pulsegraph, each, None, days_back, quiet=as_json))
            elif not as_json:
                out.print(f"{each}: no account that can be collected; its numbers come from imports.")
        return runs

    _report_runs(execute(work, check=False), as_json)


async def _make_sample_user(pulsegraph: Pulsegraph, user_id: str) -> None:
    name = "Kestrel Coffee (sample)" if user_id == SAMPLE_USER else None
    async with pulsegraph.services.storage.write() as unit:
        await unit.users.add(User(user_id, name, pulsegraph.settings.time_zone))
        for ref in SAMPLE_ACCOUNTS:
            await unit.users.resolve_account(user_id, ref, AccountStatus.SAMPLE)


def collect(
    user_id: Annotated[str, typer.Argument(help="The user.")],
    platform: Annotated[list[Platform] | None, typer.Option(help="This platform alone; may be repeated.")] = None,
    days_back: Annotated[
        int | None, typer.Option(help="How many days back to read; left out: as far as is needed.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read nothing; say what it would take.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Collect for one user. What was interrupted not long ago is gone on with."""
    if dry_run:
        plans = execute(lambda pulsegraph: pulsegraph.services.collection.plan(user_id, platform, days_back))
        _report_plans(plans, as_json)
        return
    run = execute(lambda pulsegraph: _collect(pulsegraph, user_id, platform, days_back, quiet=as_json))
    _report_runs([run], as_json)


def cancel(
    user_id: Annotated[str, typer.Argument(help="The user.")],
    run_id: Annotated[str, typer.Argument(help="The run, as `collect --json` and `User.runs` name it.")],
) -> None:
    """Stop a collection; what it has stored is kept."""
    run = execute(lambda pulsegraph: pulsegraph.services.collection.cancel(user_id, run_id))
    out.print(f"{run_id}: {'has ended already' if run.status.finished else 'will stop within seconds'}")


def list_metrics(
    into: Annotated[
        Path | None, typer.Option(help="Write the tables into this document, between its marks.", metavar="FILE")
    ] = None,
) -> None:
    """List what is read from each platform's API: metric, native name, window, source."""
    if into is None:
        out.print(metric_table(), markup=False)
    else:
        into.write_text(written_metrics_into(into.read_text(encoding="utf-8")), encoding="utf-8")


async def _collect(
    pulsegraph: Pulsegraph, user_id: str, platforms: list[Platform] | None, days_back: int | None, *, quiet: bool
) -> CollectionRun:
    service = pulsegraph.services.collection
    run = await service.start(user_id, platforms, days_back)
    async with pulsegraph.services.storage.read() as unit:
        labels = {
            a.account_id: f"{a.platform.label} {a.label}" for a in (await unit.users.accounts([user_id]))[user_id]
        }
    with _bars(quiet) as progress:
        bars = {
            part.account_id: progress.add_task(labels.get(part.account_id, part.platform.label), total=None, told="")
            for part in run.accounts
        }
        finished = asyncio.ensure_future(service.carry_out(run))
        try:
            while not finished.done():
                await asyncio.wait([finished], timeout=_LOOK_SECONDS)
                async with pulsegraph.services.storage.read() as unit:
                    now = (await unit.runs.find([run.run_id]))[run.run_id]
                for part in now.accounts:
                    whole = 1 if part.status.finished else None
                    progress.update(bars[part.account_id], total=whole, completed=whole, told=_told(part))
        except asyncio.CancelledError:
            finished.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await finished
            err.print("Stopped. What was stored is kept; collecting again goes on from there.")
            raise
        return await finished


def _bars(quiet: bool) -> Progress:
    """One for each account; nothing that moves where nobody looks."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=quiet or not err.is_terminal,
    )


def _told(part: AccountCollection) -> str:
    waits = f", waits until {part.waits_until:%H:%M:%S} UTC: {part.reason}" if part.waits_until else ""
    return f"{part.pages:,} pages, {part.recorded.observations_added:,} observations{waits}"


def _report_plans(plans: tuple[AccountPlan, ...], as_json: bool) -> None:
    spend = sum((plan.spend for plan in plans), Spend())
    if as_json:
        print_json(
            {
                "accounts": [_plan_facts(plan) for plan in plans],
                "calls": spend.calls,
                "costUsd": spend.cost_usd,
            }
        )
        return
    table = Table("account", "from", "reads", "calls", "US dollars")
    for plan in plans:
        steps = [f"{step.what} ({step.calls:,}{'+' if step.at_least else ''})" for step in plan.steps]
        more = "+" if plan.at_least else ""
        table.add_row(
            f"{plan.account.platform.label} {plan.account.label}",
            f"{plan.window.since:%Y-%m-%d}" if plan.problem is None else "",
            plan.problem or ", ".join(steps),
            f"{plan.spend.calls:,}{more}",
            f"{plan.spend.cost_usd:.3f}{more}",
        )
    out.print(table)
    least = "at least " if any(plan.at_least for plan in plans) else ""
    out.print(f"together: {least}{spend.calls:,} calls, {least}{spend.cost_usd:.3f} US dollars")


def _plan_facts(plan: AccountPlan) -> dict[str, object]:
    return {
        "platform": plan.account.platform.name,
        "account": plan.account.label,
        "since": plan.window.since,
        "until": plan.window.until,
        "calls": plan.spend.calls,
        "costUsd": plan.spend.cost_usd,
        "problem": plan.problem,
        "steps": [
            {"what": step.what, "pages": step.pages, "calls": step.calls, "atLeast": step.at_least}
            for step in plan.steps
        ],
    }


def _report_runs(runs: list[CollectionRun], as_json: bool) -> None:
    if as_json:
        print_json({"runs": [_run_facts(run) for run in runs]})
    else:
        for run in runs:
            added = run.recorded
            out.print(
                f"{run.user_id}: {run.status.value}, {added.posts_added:,} new posts, "
                f"{added.observations_added:,} new observations"
            )
            for part in run.accounts:
                if part.reason:
                    out.print(f"  {part.platform.label}: {part.status.value}: {part.reason}")
    if any(run.status in _UNSUCCESSFUL for run in runs):
        raise typer.Exit(EXIT_FAILED)
    if any(run.status is RunStatus.PARTIAL for run in runs):
        raise typer.Exit(EXIT_REFUSED)


def _run_facts(run: CollectionRun) -> dict[str, object]:
    return {
        "userId": run.user_id,
        "runId": run.run_id,
        "status": run.status.name,
        "postsAdded": run.recorded.posts_added,
        "observationsAdded": run.recorded.observations_added,
        "calls": run.spend.calls,
        "costUsd": run.spend.cost_usd,
        "accounts": [
            {"platform": part.platform.name, "status": part.status.name, "reason": part.reason} for part in run.accounts
        ],
    }
