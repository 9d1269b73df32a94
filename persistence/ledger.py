"""The one place that writes numbers: ledger, latest state, engagements and rollups, in the caller's transaction."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import BigInteger, Row, Select, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.content import with_derived
from domain.history import Delta, Reading, current, deltas
from domain.metrics import DAY_METRICS, POST_METRICS, MetricKey
from domain.observations import (
    ENGAGEMENT_OF,
    Batch,
    DaySnapshot,
    Engagement,
    EngagementSource,
    PostSnapshot,
    Provenance,
    Recorded,
    WindowSnapshot,
)
from domain.users import Account, Platform
from persistence import rollups
from persistence.audience import newest_audience
from persistence.column_types import from_micros, to_micros
from persistence.descriptions import Said, columns_of, details_of, newest_said, said_of
from persistence.dialect import OnConflict, chunks, write_rows
from persistence.models import (
    AccountRow,
    ContentPerformance,
    MetricObservation,
    PostEngagement,
    UserMetrics,
    UserRow,
)
from persistence.rollups import LIFETIME, Addition, Sums

S = TypeVar("S", bound=Hashable)
Readings = dict[MetricKey, set[Reading]]

_POSTS = cast("Table", ContentPerformance.__table__)
_DAYS = cast("Table", UserMetrics.__table__)
_LEDGER = cast("Table", MetricObservation.__table__)
_LEDGER_COLUMNS = (
    "user_id",
    "account_id",
    "post_id",
    "period",
    "metric",
    "observed_at",
    "value",
    "recorded_at",
    "provenance",
    "source_id",
)
_ENGAGEMENTS = cast("Table", PostEngagement.__table__)
_ENGAGEMENT_COLUMNS = (
    "user_id",
    "account_id",
    "dedupe_key",
    "platform",
    "post_id",
    "engagement_type",
    "engagement_time",
    "quantity",
    "source_country",
    "source_device",
    "source",
    "metadata",
    "recorded_at",
)
_NO_DELTA = Delta(0, 0)
_WHOLE = {
    column.name
    for table in (ContentPerformance.__table__, UserMetrics.__table__)
    for column in table.columns
    if isinstance(column.type, BigInteger)
}
"""Columns that hold whole numbers."""


@dataclass(slots=True)
class _Subject(Generic[S]):
    """A post or a day: what was known of it, and what is now."""

    key: S
    stored: Row[Any] | None
    known: Readings
    """Every reading in the ledger, or only the current ones where all the new readings are newer."""
    incoming: Readings = field(default_factory=dict)

    def add(self, observed_at: datetime, metrics: Mapping[MetricKey, int | float]) -> None:
        moment = to_micros(observed_at)
        for metric, value in metrics.items():
            self.incoming.setdefault(metric, set()).add((moment, value))

    def new_readings(self) -> list[tuple[MetricKey, Reading]]:
        """What the ledger lacks."""
        return [
            (metric, reading)
            for metric, readings in self.incoming.items()
            for reading in sorted(readings - self.known.get(metric, set()))
        ]

    def latest(self) -> dict[MetricKey, Reading]:
        """The current reading of every metric."""
        keys = self.known.keys() | self.incoming.keys()
        found = {key: current(self.known.get(key, set()) | self.incoming.get(key, set())) for key in keys}
        return {key: reading for key, reading in found.items() if reading is not None}

    def values_changed(self) -> int:
        """How many current values are other than before."""
        before = {key: current(readings) for key, readings in self.known.items()}
        return sum((was := before.get(key)) is None or was[1] != reading[1] for key, reading in self.latest().items())


class SqlLedger:
    """The domain's Ledger."""

    def __init__(self, connection: AsyncConnection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    async def record(self, account: Account, batch: Batch, provenance: Provenance, source_id: str) -> Recorded:
        """Store a batch. What is already known is left as it is, so that repeating it is harmless."""
        # On PostgreSQL this holds other writers of the account; SQLite has only one writer anyway.
        await self._connection.execute(
            select(AccountRow.account_id)
            .where(AccountRow.user_id == account.user_id, AccountRow.account_id == account.account_id)
            .with_for_update()
        )
        zone_name = (
            await self._connection.execute(
                select(UserRow.time_zone)
                .where(UserRow.user_id == account.user_id)
                .with_for_update(read=True)  # the zone stays while days are added up in it
            )
        ).scalar_one()
        writing = _Writing(self._connection, account, provenance.value, source_id, self._clock(), zone_name)
        recorded = Recorded()
        if batch.posts:
            recorded += await writing.posts(batch.posts)
        if batch.days:
            recorded += await writing.days(batch.days)
        if batch.windows:
            recorded += await writing.windows(batch.windows)
        if batch.engagements:
            recorded += await writing.engagements(batch.engagements)
        await writing.last_observed(batch)
        return recorded


@dataclass(frozen=True, slots=True)
class _Writing:
    """One batch on its way into the tables."""

    connection: AsyncConnection
    account: Account
    provenance: str
    source_id: str
    now: datetime
    zone_name: str

    async def posts(self, snapshots: Sequence[PostSnapshot]) -> Recorded:
        """Ledger rows, the state of each post, and the changes of its counters as engagements."""
        stored = await self._stored(
            select(ContentPerformance.__table__), ContentPerformance.post_id, {s.post_id for s in snapshots}
        )
        oldest = _oldest((s.post_id, s.observed_at) for s in snapshots)
        # A post that nobody has described yet has no row, but may have been counted.
        late = [key for key, at in oldest.items() if key not in stored or at <= stored[key].observed_at]
        history = await self._history(MetricObservation.post_id, late, LIFETIME)
        subjects = {
            key: _Subject(key, row := stored.get(key), history.get(key) or _state(row, POST_METRICS)) for key in oldest
        }
        for snapshot in snapshots:
            subjects[snapshot.post_id].add(snapshot.observed_at, snapshot.metrics)
        rows = [
            self._ledger_row(subject.key, LIFETIME, metric, reading)
            for subject in subjects.values()
            for metric, reading in subject.new_readings()
        ]
        await self._insert_observations(rows)
        states = [self._post_state(s, snapshots_of) for s, snapshots_of in _grouped(subjects, snapshots)]
        states_to_store = [state for state in states if state is not None]
        if states_to_store:
            await self._replace(_POSTS, states_to_store)
        changed = await self._store_deltas(subjects.values())
        return Recorded(
            posts_added=sum(s.stored is None for s, state in zip(subjects.values(), states, strict=True) if state),
            observations_added=len(rows),
            engagements_added=changed,
            values_changed=sum(s.values_changed() for s in subjects.values()),
        )

    async def days(self, snapshots: Sequence[DaySnapshot]) -> Recorded:
        """Ledger rows and the state of each day."""
        stored = await self._stored(select(UserMetrics.__table__), UserMetrics.date, {s.day for s in snapshots})
        oldest = _oldest((s.day, s.observed_at) for s in snapshots)
        late = [key for key, row in stored.items() if oldest[key] <= row.observed_at]
        by_period = await self._history(MetricObservation.period, [day.isoformat() for day in late], "")
        subjects = {
            day: _Subject(day, row := stored.get(day), by_period.get(day.isoformat()) or _state(row, DAY_METRICS))
            for day in oldest
        }
        zones: dict[date, str | None] = {}
        by_day: dict[date, list[DaySnapshot]] = {}
        for snapshot in snapshots:
            by_day.setdefault(snapshot.day, []).append(snapshot)
            subjects[snapshot.day].add(snapshot.observed_at, snapshot.metrics)
            zones[snapshot.day] = snapshot.day_zone or zones.get(snapshot.day)
        rows = [
            self._ledger_row("", subject.key.isoformat(), metric, reading)
            for subject in subjects.values()
            for metric, reading in subject.new_readings()
        ]
        await self._insert_observations(rows)
        states = [
            {
                **self._owner(),
                "date": subject.key,
                "day_zone": zones[subject.key] or (subject.stored.day_zone if subject.stored else None),
                "audience_demographics": newest_audience(
                    subject.stored.audience_demographics if subject.stored else None, by_day[subject.key]
                ),
                **_columns(
                    subject.latest(),
                    DAY_METRICS,
                    self.account.platform,
                    _last_seen(subject, by_day[subject.key]),
                ),
            }
            for subject in subjects.values()
        ]
        await self._replace(_DAYS, states)
        return Recorded(observations_added=len(rows), values_changed=sum(s.values_changed() for s in subjects.values()))

    async def windows(self, snapshots: Sequence[WindowSnapshot]) -> Recorded:
        """What a platform computed itself has no wide table: the ledger is its only home."""
        periods = {f"{s.start}/{s.end}" for s in snapshots}
        known = await self._history(MetricObservation.period, sorted(periods), "")
        subjects = {period: _Subject(period, None, known.get(period, {})) for period in periods}
        for snapshot in snapshots:
            subjects[f"{snapshot.start}/{snapshot.end}"].add(snapshot.observed_at, {snapshot.metric: snapshot.value})
        rows = [
            self._ledger_row("", subject.key, metric, reading)
            for subject in subjects.values()
            for metric, reading in subject.new_readings()
        ]
        await self._insert_observations(rows)
        return Recorded(observations_added=len(rows), values_changed=sum(s.values_changed() for s in subjects.values()))

    async def engagements(self, events: Sequence[Engagement]) -> Recorded:
        """Single engagements that are not stored yet, and their rollups."""
        by_key = {event.dedupe_key: event for event in events}
        for part in chunks(list(by_key)):
            known = await self.connection.execute(
                select(PostEngagement.dedupe_key).where(
                    PostEngagement.user_id == self.account.user_id,
                    PostEngagement.account_id == self.account.account_id,
                    PostEngagement.dedupe_key.in_(part),
                )
            )
            for (key,) in known:
                del by_key[key]
        # in the order of the key, so that each page of the table's tree is touched once
        fresh = sorted(by_key.values(), key=lambda event: event.dedupe_key)
        rows = [
            self._engagement_row(
                e.dedupe_key,
                e.post_id,
                e.engagement_type.value,
                e.occurred_at,
                e.quantity,
                e.source,
                e.country,
                e.device,
                dict(e.metadata) or None,
            )
            for e in fresh
        ]
        await write_rows(self.connection, _ENGAGEMENTS, _ENGAGEMENT_COLUMNS, rows)
        account_id, sums = self.account.account_id, Sums()
        sums.add_events(
            (
                Addition(account_id, e.engagement_type.value, to_micros(e.occurred_at), e.quantity, e.country, e.device)
                for e in fresh
            ),
            self.zone_name,
        )
        await rollups.add(self.connection, self.account.user_id, sums)
        return Recorded(engagements_added=len(fresh), values_changed=len(fresh))

    async def last_observed(self, batch: Batch) -> None:
        """Keep the moment of the account's newest observation."""
        seen = [fact.observed_at for facts in (batch.posts, batch.days, batch.windows) for fact in facts]
        seen += [event.occurred_at for event in batch.engagements]
        if seen:
            newest, stored = max(seen), AccountRow.last_observed_at
            await self.connection.execute(
                update(AccountRow)
                .where(
                    AccountRow.user_id == self.account.user_id,
                    AccountRow.account_id == self.account.account_id,
                    or_(stored.is_(None), stored < newest),
                )
                .values(last_observed_at=newest)
            )

    async def _store_deltas(self, subjects: Iterable[_Subject[str]]) -> int:
        """Write what changed between observations. One that arrives late splits the delta it falls into."""
        rows: list[tuple[Any, ...]] = []
        gone: list[str] = []
        account_id, sums = self.account.account_id, Sums()
        additions: list[Addition] = []
        added = 0
        for subject in subjects:
            for metric, incoming in subject.incoming.items():
                kind = ENGAGEMENT_OF.get(metric)
                if kind is None:
                    continue
                known = subject.known.get(metric, set())
                before, after = deltas(known), deltas(known | incoming)
                for moment in before.keys() | after.keys():
                    old, new = before.get(moment, _NO_DELTA), after.get(moment, _NO_DELTA)
                    if old == new:
                        continue
                    sums.add_gap(account_id, kind.value, moment, old, -1)
                    sums.add_gap(account_id, kind.value, moment, new)
                    was, now = int(old.quantity), int(new.quantity)
                    if was == now:
                        continue
                    key = f"delta:{subject.key}:{metric.value}:{moment}"
                    additions.append(Addition(account_id, kind.value, moment, now - was))
                    if now == 0:
                        gone.append(key)
                        continue
                    added += was == 0
                    at = from_micros(moment)
                    rows.append(self._engagement_row(key, subject.key, kind.value, at, now, EngagementSource.DELTA))
        await write_rows(self.connection, _ENGAGEMENTS, _ENGAGEMENT_COLUMNS, rows, OnConflict.REPLACE)
        for part in chunks(gone):
            await self.connection.execute(
                delete(PostEngagement).where(
                    PostEngagement.user_id == self.account.user_id,
                    PostEngagement.account_id == self.account.account_id,
                    PostEngagement.dedupe_key.in_(part),
                )
            )
        sums.add_events(additions, self.zone_name)
        await rollups.add(self.connection, self.account.user_id, sums)
        return added

    async def _stored(self, query: Select[Any], key: Any, keys: set[Any]) -> dict[Any, Row[Any]]:
        owner = key.class_
        found: dict[Any, Row[Any]] = {}
        for part in chunks(sorted(keys)):
            rows = await self.connection.execute(
                query.where(
                    owner.user_id == self.account.user_id,
                    owner.account_id == self.account.account_id,
                    key.in_(part),
                )
            )
            found |= {getattr(row, key.key): row for row in rows}
        return found

    async def _history(self, column: Any, keys: Sequence[str], other: str) -> dict[str, Readings]:
        """All readings of posts (`column` post_id, `other` the period) or periods (`other` the empty post id)."""
        counterpart = MetricObservation.period if column is MetricObservation.post_id else MetricObservation.post_id
        found: dict[str, Readings] = {}
        for part in chunks(sorted(keys)):
            rows = await self.connection.execute(
                select(column, MetricObservation.metric, MetricObservation.observed_at, MetricObservation.value).where(
                    MetricObservation.user_id == self.account.user_id,
                    MetricObservation.account_id == self.account.account_id,
                    column.in_(part),
                    counterpart == other,
                )
            )
            for key, metric, observed_at, value in rows:
                reading = (to_micros(observed_at), value)
                found.setdefault(key, {}).setdefault(MetricKey(metric), set()).add(reading)
        return found

    async def _insert_observations(self, rows: Sequence[tuple[Any, ...]]) -> None:
        await write_rows(self.connection, _LEDGER, _LEDGER_COLUMNS, rows, OnConflict.IGNORE)

    async def _replace(self, table: Table, states: Sequence[dict[str, object]]) -> None:
        columns = tuple(table.c.keys())
        rows = [tuple(state[name] for name in columns) for state in states]
        await write_rows(self.connection, table, columns, rows, OnConflict.REPLACE)

    def _owner(self) -> dict[str, object]:
        return {"user_id": self.account.user_id, "account_id": self.account.account_id}

    def _ledger_row(self, post_id: str, period: str, metric: MetricKey, reading: Reading) -> tuple[Any, ...]:
        """In the order of _LEDGER_COLUMNS."""
        return (
            self.account.user_id,
            self.account.account_id,
            post_id,
            period,
            metric.value,
            from_micros(reading[0]),
            float(reading[1]),
            self.now,
            self.provenance,
            self.source_id,
        )

    def _engagement_row(
        self,
        key: str,
        post_id: str | None,
        kind: str,
        at: datetime,
        quantity: int,
        source: EngagementSource,
        country: str | None = None,
        device: str | None = None,
        metadata: dict[str, object] | None = None,
    ) -> tuple[Any, ...]:
        """In the order of _ENGAGEMENT_COLUMNS."""
        return (
            self.account.user_id,
            self.account.account_id,
            key,
            self.account.platform.value,
            post_id,
            kind,
            at,
            quantity,
            country,
            device,
            source.value,
            metadata,
            self.now,
        )

    def _post_state(self, subject: _Subject[str], snapshots: Sequence[PostSnapshot]) -> dict[str, object] | None:
        """The row of a post; None when nobody has said yet what the post is."""
        stored = subject.stored
        described = [(to_micros(s.observed_at), s.details) for s in snapshots if s.details is not None]
        if not described and stored is None:
            return None
        last_seen = _last_seen(subject, snapshots)
        said = newest_said([*_stored_said(stored), *(each for at, what in described for each in said_of(what, at))])
        moments = {name: moment for name, (moment, _) in said.items() if moment != to_micros(last_seen)}
        return {
            **self._owner(),
            "post_id": subject.key,
            "platform": self.account.platform.value,
            **columns_of(said),
            "described_at": moments or None,
            "deleted_at": stored.deleted_at if stored is not None else None,
            "missing_since": stored.missing_since if stored is not None else None,
            **_columns(subject.latest(), POST_METRICS, self.account.platform, last_seen),
        }


def _stored_said(row: Row[Any] | None) -> list[Said]:
    """What the row of a post says, with when it was said."""
    if row is None:
        return []
    exceptions, newest = row.described_at or {}, to_micros(row.observed_at)
    return [(name, exceptions.get(name, newest), value) for name, _, value in said_of(details_of(row), 0)]


def _last_seen(subject: _Subject[S], snapshots: Sequence[PostSnapshot] | Sequence[DaySnapshot]) -> datetime:
    """When the subject was last looked at, whether or not any metric was seen then."""
    seen = max(s.observed_at for s in snapshots)
    if subject.stored is not None:
        stored_at: datetime = subject.stored.observed_at
        return max(seen, stored_at)
    known = max((moment for readings in subject.known.values() for moment, _ in readings), default=None)
    return seen if known is None else max(seen, from_micros(known))


def _oldest(seen: Iterable[tuple[S, datetime]]) -> dict[S, datetime]:
    oldest: dict[S, datetime] = {}
    for key, at in seen:
        oldest[key] = min(at, oldest.get(key, at))
    return oldest


def _grouped(
    subjects: Mapping[str, _Subject[str]], snapshots: Sequence[PostSnapshot]
) -> list[tuple[_Subject[str], list[PostSnapshot]]]:
    by_post: dict[str, list[PostSnapshot]] = {}
    for snapshot in snapshots:
        by_post.setdefault(snapshot.post_id, []).append(snapshot)
    return [(subjects[post_id], found) for post_id, found in by_post.items()]


def _state(row: Row[Any] | None, metrics: Sequence[MetricKey]) -> Readings:
    """The current readings, as a wide row holds them."""
    if row is None:
        return {}
    newest = to_micros(row.observed_at)
    exceptions = row.observed or {}
    found: Readings = {}
    for metric in metrics:
        value = row._mapping[metric.value]
        if value is not None:
            found[metric] = {(exceptions.get(metric.value, newest), value)}
    return found


def _columns(
    latest: Mapping[MetricKey, Reading], metrics: Sequence[MetricKey], platform: Platform, last_seen: datetime
) -> dict[str, object]:
    """The metric columns of a wide row, with what is derived from them to sort by."""
    newest = to_micros(last_seen)
    values: dict[str, object] = dict.fromkeys(metric.value for metric in metrics)
    for metric, (_, value) in latest.items():
        values[metric.value] = int(value) if metric.value in _WHOLE else value
    derived = with_derived({metric: value for metric, (_, value) in latest.items()}, platform)
    exceptions = {metric.value: moment for metric, (moment, _) in latest.items() if moment != newest}
    return {
        **values,
        "engagements": derived.get(MetricKey.ENGAGEMENTS),
        "engagement_rate": derived.get(MetricKey.ENGAGEMENT_RATE),
        "observed_at": last_seen,
        "observed": exceptions or None,
    }
