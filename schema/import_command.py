"""`pulsegraph import` and `pulsegraph formats`: files, folders and archives that the platforms let people download."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import ExportQuestionError, PulsegraphError
from domain.exports import FileReport, Import, ImportOptions, LeftOut, LeftOutRow, PartReport
from domain.time_range import zone
from domain.users import Platform, User
from schema.app import EXPORT_EXTENSIONS, Pulsegraph, format_table, upgrade, written_into
from schema.terminal import EXIT_REFUSED, JsonOption, err, execute, out, print_json, progress_bar

IMPORT_USER = "me"
"""Owner of imported files when none is named: real numbers do not land among the sample user's."""
_EXAMPLES_SHOWN = 5
_COMPANIONS = frozenset({"manifest.js", "account.js", "personal_information.json"})
"""Files of archives that hold no numbers; others are read with their help."""


def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files, archives, or folders of them.", metavar="PATH…")],
    user_id: Annotated[
        str, typer.Option("--user", help="The user that the files belong to; made when new.")
    ] = IMPORT_USER,
    account: Annotated[str | None, typer.Option(help="Handle or id of the account, where the file has none.")] = None,
    platform: Annotated[Platform | None, typer.Option(help="The platform, where the file does not say.")] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="Zone of times without an offset; left out: the user's zone.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=2000, max=9999, help="Year of the last row, where dates have none.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Which kind of file it is, where several would fit.")] = None,
    observed_at: Annotated[
        datetime | None, typer.Option(help="When the file was exported; left out: from its name, else its date.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="What the columns mean, for the generic format; see docs/imports.md.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what the files are and what would be stored; store nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Import files that the platforms let people download. All of a file is stored, or nothing of it."""
    files = _files(paths)
    if time_zone is not None:
        zone(time_zone)

    async def work(pulsegraph: Pulsegraph) -> list[dict[str, object]]:
        options = ImportOptions(
            time_zone or pulsegraph.settings.time_zone,
            time_zone is not None,
            platform,
            account,
            observed_at.astimezone() if observed_at and observed_at.tzinfo is None else observed_at,
            mapping,
            year,
            kind,
        )
        if explain:
            return [await _explain(pulsegraph, path, options, as_json) for path in files]
        await upgrade(pulsegraph.database.engine)
        await pulsegraph.services.imports.interrupt_abandoned()
        user = await _owner(pulsegraph, user_id)
        options = replace(options, time_zone=time_zone or user.time_zone)
        return [await _import(pulsegraph, user_id, path, options, as_json) for path in files]

    results = execute(work, check=False)
    refused = [result for result in results if "error" in result]
    if as_json:
        print_json({"files": results})
    elif len(files) > 1 and not explain:
        out.print(f"{len(files) - len(refused)} of {len(files)} files imported.")
    if refused:
        raise typer.Exit(EXIT_REFUSED)


def list_formats(
    into: Annotated[
        Path | None, typer.Option(help="Write the table into this document, between its marks.", metavar="FILE")
    ] = None,
) -> None:
    """List the kinds of files that can be imported: columns, languages, metrics, and what is not read."""
    if into is None:
        out.print(format_table(), markup=False)
    else:
        into.write_text(written_into(into.read_text(encoding="utf-8")), encoding="utf-8")


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
            found += [p for p in inside if p.suffix.lower() in EXPORT_EXTENSIONS and p.name not in _COMPANIONS]
        elif path.is_file():
            found.append(path)
        else:
            raise typer.BadParameter(f"{path} does not exist", param_hint="PATH")
    if not found:
        raise typer.BadParameter("there is no file in it that could be an export", param_hint="PATH")
    return found


async def _owner(pulsegraph: Pulsegraph, user_id: str) -> User:
    async with pulsegraph.services.storage.write() as unit:
        known = await unit.users.find([user_id])
        if user_id not in known:
            await unit.users.add(User(user_id, None, pulsegraph.settings.time_zone))
            known = await unit.users.find([user_id])
    return known[user_id]


async def _import(
    pulsegraph: Pulsegraph, user_id: str, path: Path, options: ImportOptions, as_json: bool
) -> dict[str, object]:
    try:
        with progress_bar(as_json) as progress:
            task = progress.add_task(path.name, total=100)
            imported = await pulsegraph.services.imports.import_file(
                user_id,
                path,
                options,
                lambda reached: progress.update(
                    task, completed=round(reached.share * 100), description=f"{path.name}: {reached.rows:,} rows"
                ),
            )
    except PulsegraphError as error:
        return _refused(path, error, as_json)
    if not as_json:
        _print_import(imported)
    return _import_facts(imported)


async def _explain(pulsegraph: Pulsegraph, path: Path, options: ImportOptions, as_json: bool) -> dict[str, object]:
    try:
        report = await pulsegraph.services.imports.explain(path, options)
    except PulsegraphError as error:
        return _refused(path, error, as_json)
    if not as_json:
        out.print(f"[bold]{path.name}[/bold]")
        for part in report.parts:
            _print_part(part)
        for name, reason in report.ignored:
            out.print(f"  {name}: not read. {reason}")
        out.print("  Nothing was stored.")
    return {"file": path.name, **_report_facts(report)}


def _refused(path: Path, error: PulsegraphError, as_json: bool) -> dict[str, object]:
    if not as_json:
        err.print(f"[red]refused[/red] {path.name}: {error.message}")
    facts: dict[str, object] = {"code": error.code, "message": error.message}
    if isinstance(error, ExportQuestionError):
        facts |= {"question": error.question.value, "option": error.question.option, "choices": list(error.choices)}
    return {"file": path.name, "error": facts}


def _print_import(imported: Import) -> None:
    added, report = imported.recorded, imported.report
    assert report is not None
    seen = f"{report.observed_at:%Y-%m-%d %H:%M} UTC" if report.observed_at is not None else "never"
    out.print(
        f"{imported.file_name}: {', '.join(report.kinds)} of {', '.join(report.accounts)}; "
        f"{_counted(report.rows_read, 'row')}, {_counted(report.posts, 'post')} ({added.posts_added:,} new), "
        f"{_counted(report.days, 'day')}, {_counted(added.observations_added, 'new observation')}, "
        f"{_counted(added.engagements_added, 'new engagement')}; seen {seen}"
    )
    _print_left_out(report.left_out, report.examples)
    for note in report.notes:
        out.print(f"  note: {note}")
    for name, reason in report.ignored:
        out.print(f"  not read: {name}: {reason}")


def _print_part(part: PartReport) -> None:
    about = part.about
    language = f", headers in {about.language!r}" if about.language else ""
    out.print(f"  {about.part + ': ' if about.part else ''}{about.title} ({about.kind}); {about.form}{language}")
    out.print(f"    because: {about.why}")
    out.print(f"    accounts: {', '.join(part.accounts) or 'none'}")
    if part.first_day is not None:
        out.print(f"    from {part.first_day} to {part.last_day}")
    out.print(f"    exported: {about.observed_at:%Y-%m-%d %H:%M} UTC, from {about.observed_at_from}")
    out.print(
        f"    would be written: {_counted(part.posts, 'post')}, {_counted(part.days, 'day')}, "
        f"{_counted(part.engagements, 'engagement')} of {_counted(part.rows_read, 'row')}"
    )
    for column, metric in about.metrics:
        out.print(f"    column {column!r} is {metric.value}")
    for column, reason in about.unread:
        out.print(f"    column {column!r} is left out: {reason or 'the catalog has no metric for it.'}")
    _print_left_out(part.left_out, part.examples)
    for note in about.notes:
        out.print(f"    note: {note}")


def _print_left_out(counts: Mapping[LeftOut, int], examples: tuple[LeftOutRow, ...]) -> None:
    for cause, count in counts.items():
        out.print(f"  left out: {_counted(count, 'row')}, {cause.value.replace('_', ' ')}")
    for row in examples[:_EXAMPLES_SHOWN]:
        out.print(f"    line {row.line}: {row.reason}")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _import_facts(imported: Import) -> dict[str, object]:
    added, report = imported.recorded, imported.report
    assert report is not None
    return {
        "file": imported.file_name,
        "importId": imported.import_id,
        "postsAdded": added.posts_added,
        "observationsAdded": added.observations_added,
        "engagementsAdded": added.engagements_added,
        **_report_facts(report),
    }


def _report_facts(report: FileReport) -> dict[str, object]:
    return {
        "kinds": list(report.kinds),
        "accounts": list(report.accounts),
        "observedAt": None if report.observed_at is None else report.observed_at.astimezone(UTC).isoformat(),
        "rowsRead": report.rows_read,
        "posts": report.posts,
        "days": report.days,
        "leftOut": {cause.value: count for cause, count in report.left_out.items()},
        "examples": [_row_facts(row) for row in report.examples],
        "notes": list(report.notes),
        "parts": [_part_facts(part) for part in report.parts],
        "ignored": [{"name": name, "reason": reason} for name, reason in report.ignored],
    }


def _part_facts(part: PartReport) -> dict[str, object]:
    about = part.about
    return {
        "part": about.part,
        "kind": about.kind,
        "title": about.title,
        "form": about.form,
        "language": about.language,
        "why": about.why,
        "observedAt": about.observed_at.isoformat(),
        "observedAtFrom": about.observed_at_from,
        "accounts": list(part.accounts),
        "firstDay": None if part.first_day is None else part.first_day.isoformat(),
        "lastDay": None if part.last_day is None else part.last_day.isoformat(),
        "rowsRead": part.rows_read,
        "posts": part.posts,
        "days": part.days,
        "engagements": part.engagements,
        "leftOut": {cause.value: count for cause, count in part.left_out.items()},
        "columns": [{"column": column, "metric": metric.value} for column, metric in about.metrics],
        "unread": [{"column": column, "reason": reason} for column, reason in about.unread],
        "notes": list(about.notes),
    }


def _row_facts(row: LeftOutRow) -> dict[str, object]:
    return {"line": row.line, "reason": row.reason, "cause": row.cause.value}
