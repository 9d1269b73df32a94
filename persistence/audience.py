"""Breakdowns of an audience in a day's row: of each the one that was seen last."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from domain.audience import DatedBreakdown, to_document
from domain.observations import DaySnapshot


def newest_audience(stored: Mapping[str, Any] | None, snapshots: Iterable[DaySnapshot]) -> dict[str, Any] | None:
    """What is stored, with what was seen later. Of two of one moment the same one stays, whichever came first."""
    found = dict(stored or {})
    for snapshot in snapshots:
        for breakdown in snapshot.audience:
            document = to_document(DatedBreakdown(snapshot.observed_at, breakdown))
            known = found.get(breakdown.name)
            found[breakdown.name] = document if known is None else max(known, document, key=_order)
    return found or None


def _order(document: Mapping[str, Any]) -> tuple[str, str]:
    return document["observed_at"], json.dumps(document["entries"], sort_keys=True)
