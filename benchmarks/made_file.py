"""The file whose import is timed: events in the generic format, as somebody would export them."""

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.made_data import ACCOUNTS, Event, events
from persistence.column_types import from_micros

_COLUMNS = ("event_id", "type", "occurred_at", "platform", "account", "post_id", "country", "device")


def write_events(path: Path, count: int, posts: int) -> None:
    """In the order of time; the accounts take turns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        accounts = (events(account, count, posts, by_time=True) for account in range(len(ACCOUNTS)))
        for each in zip(*accounts, strict=True):
            writer.writerows(_cells(account, event) for account, event in enumerate(each))


def _cells(account: int, event: Event) -> Iterator[object]:
    platform, external_id = ACCOUNTS[account]
    yield from (f"{event.key}-{account}", event.kind, f"{from_micros(event.micros):%Y-%m-%dT%H:%M:%SZ}")
    yield from (platform.value, external_id, event.post_id, event.country, event.device)
