"""The printed tables: Markdown, so that they can be pasted into a document."""

import platform
import sqlite3
from collections.abc import Iterable, Sequence

from benchmarks.import_speed import ImportSpeed
from benchmarks.query_speed import Answered
from benchmarks.reading_speed import FileRead
from benchmarks.timing import Times, ratio


def print_versions(postgresql: str | None) -> None:
    """What it ran on, without the machine: only ratios inside one run mean anything."""
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    print(f"{versions}, PostgreSQL {postgresql}\n" if postgresql else f"{versions}\n")


def print_import(speed: ImportSpeed) -> None:
    """Rows per second, and the ratios to the import."""
    print(f"Import of {speed.rows:,} events from a CSV file\n")
    _print_rows(
        ("step", "rows/s", "share of the import"),
        (
            (name, f"{speed.rows / seconds:,.0f}", f"{seconds / speed.imported:.2f}")
            for name, seconds in (
                ("import, all of it", speed.imported),
                ("reading the file alone", speed.read_only),
                ("`executemany`, no key", speed.bare),
                ("`executemany`, with the primary key", speed.keyed),
            )
        ),
    )
    print(f"The import takes {speed.imported / speed.bare:.1f} times as long as `executemany` without a key,")
    print(f"{speed.imported / speed.keyed:.1f} times as long as with the primary key.\n")


def print_reading(files: Sequence[FileRead], seconds: float) -> None:
    """Rows per second of each kind of file, beside what else reads it."""
    print("Reading files of exports, nothing stored\n")
    _print_rows(
        ("file", "rows", "KiB", "ms a file", "rows/s", "alone", "ms alone", "times alone"),
        (
            (
                file.export.name if first else "",
                f"{file.rows:,}" if first else "",
                f"{file.path.stat().st_size / 1024:,.0f}" if first else "",
                f"{file.real.p50 * 1000:,.1f}" if first else "",
                f"{file.rows / file.real.p50:,.0f}" if first else "",
                name,
                f"{times.p50 * 1000:,.1f}",
                f"{ratio(file.real, times):.1f}",
            )
            for file in files
            for first, (name, times) in zip((True, False), file.alone.items(), strict=False)
        ),
    )
    print(f"Made and measured in {seconds:.0f} s.\n")


def print_filled(title: str, events: Sequence[int], sizes: Sequence[int], seconds: float) -> None:
    """What the databases cost."""
    parts = (f"{size / 2**20:,.0f} MiB with {count:,} events" for count, size in zip(events, sizes, strict=True))
    print(f"Filled {title} in {seconds:.0f} s: {', '.join(parts)}\n")


def print_queries(title: str, answered: Sequence[Sequence[Answered]], empty: Times, seconds: float) -> None:
    """Each question beside few and beside many events."""
    print(f"Answers from end to end on {title}\n")
    _print_rows(
        ("question", "events", "KiB", "p50 ms", "p95 ms", "by hand p50 ms", "times by hand", "many to few events"),
        (
            (
                each.question.name if each is places[0] else "",
                f"{each.events:,}",
                f"{each.bytes / 1024:.0f}",
                _milliseconds(each.real.p50),
                _milliseconds(each.real.p95),
                _milliseconds(each.bare.p50) if each.bare.seconds else "none",
                f"{ratio(each.real, each.bare):.1f}" if each.bare.seconds else "",
                f"{ratio(each.real, places[0].real):.2f}" if each is not places[0] else "",
            )
            for places in answered
            for each in places
        ),
    )
    print(f"Of this, a request that answers `ok` takes {_milliseconds(empty.p50)} ms. Measured in {seconds:.0f} s.\n")


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f}"


def _print_rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [head, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * width if i == 0 else "-" * (width - 1) + ":" for i, width in enumerate(widths)])
    for line in lines:
        cells = (
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print(f"| {' | '.join(cells)} |")
    print()
