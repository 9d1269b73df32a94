"""The ranges of days that facts are asked for, as tables to join with; and what may be known of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, Date, String, true
from sqlalchemy.types import TypeEngine

from domain.facts import EngagementGrain, FactsRange, Knowledge
from persistence.column_types import UtcDateTime
from persistence.dialect import rows_as_table
from persistence.models import MetricObservation
from persistence.rollups import SHORTEST_GAP, bucket_of


def merged(ranges: Sequence[FactsRange]) -> list[FactsRange]:
    """Ranges of the same user that overlap or touch become one, so that no row is read twice."""
    found: list[FactsRange] = []
    for r in sorted(ranges, key=lambda r: (r.user_id, r.start, r.starts_at)):
        last = found[-1] if found else None
        if last is None or last.user_id != r.user_id or _posts_from(r) > last.ends_at or r.start > last.end:
            found.append(r)
            continue
        found[-1] = replace(
            last,
            end=max(last.end, r.end),
            starts_at=min(last.starts_at, r.starts_at),
            ends_at=max(last.ends_at, r.ends_at),
            posts_from=min(_posts_from(last), _posts_from(r)),
            types=None if last.types is None or r.types is None else last.types | r.types,
            with_text=last.with_text or r.with_text,
            readings=last.readings | r.readings,
        )
    return found


def _posts_from(r: FactsRange) -> Any:
    return r.posts_from or r.starts_at


def day_ranges(ranges: Sequence[FactsRange]) -> CTE:
    """One row per range: user_id, start, end (days); posts_from, starts_at, ends_at (instants)."""
    columns: list[tuple[str, TypeEngine[Any]]] = [
        ("user_id", String()),
        ("start", Date()),
        ("end", Date()),
        ("posts_from", UtcDateTime()),
        ("starts_at", UtcDateTime()),
        ("ends_at", UtcDateTime()),
    ]
    rows = [(r.user_id, r.start, r.end, _posts_from(r), r.starts_at, r.ends_at) for r in ranges]
    return rows_as_table("wanted", columns, rows)


def bucket_ranges(ranges: Sequence[FactsRange], grain: EngagementGrain) -> CTE:
    """One row per range: user_id, first, last (exclusive) bucket of the grain."""
    columns: list[tuple[str, TypeEngine[Any]]] = [
        ("user_id", String()),
        ("first", BigInteger()),
        ("last", BigInteger()),
    ]
    if grain is EngagementGrain.DAY:
        rows = [(r.user_id, r.start.toordinal(), r.end.toordinal()) for r in ranges]
    else:
        rows = [(r.user_id, bucket_of(r.starts_at), bucket_of(r.ends_at)) for r in ranges]
    return rows_as_table("wanted", columns, rows)


def shortest_gap(ranges: Sequence[FactsRange]) -> timedelta:
    """The shortest stretch without observation that matters to the ranges; see domain.gaps.

    None under 34 hours leaves a day uncertain, not even one of 23 hours.
    """
    by_day = all(r.engagements is not None and r.engagements.grain is EngagementGrain.DAY for r in ranges)
    return timedelta(hours=34) if by_day else SHORTEST_GAP


def of_types(column: Any, ranges: Sequence[FactsRange]) -> ColumnElement[bool]:
    """That a column has one of the engagement types that any of the ranges asks for."""
    asked = [r.types for r in ranges]
    if any(types is None for types in asked):
        return true()
    found: ColumnElement[bool] = column.in_(sorted({kind.value for types in asked for kind in types or ()}))
    return found


def known_in(knowledge: Knowledge) -> list[ColumnElement[bool]]:
    """The conditions that a row of the ledger was known."""
    found: list[ColumnElement[bool]] = []
    if knowledge.observed_by is not None:
        found.append(MetricObservation.observed_at <= knowledge.observed_by)
    if knowledge.recorded_by is not None:
        found.append(MetricObservation.recorded_at <= knowledge.recorded_by)
    return found
