"""What the domain needs of the world: storage, collectors, an event bus and a clock."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.annotations import Annotation
from domain.audience import DatedBreakdown
from domain.collection import AccountCollection, CollectionRun
from domain.content import ContentPage, ContentPiece, ContentQuery
from domain.exports import Import
from domain.facts import Facts, FactsQuery, Revision
from domain.metrics import MetricKey
from domain.observations import Batch, Provenance, Recorded
from domain.segments import Segment
from domain.users import Account, AccountRef, AccountStatus, Platform, User

Clock = Callable[[], datetime]
"""Gives the present instant, UTC."""


class Log(Protocol):
    """Where the course of things is told, for whoever looks after the server."""

    def __call__(self, event: str, /, **facts: object) -> None: ...


@dataclass(frozen=True, slots=True)
class CollectionWindow:
    """What a collector shall read: everything published or counted in [since, until)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One step of a collection. `cursor` is where to go on after it; None on the last page."""

    batch: Batch
    cursor: str | None


class Collector(Protocol):
    """Reads one account from one platform."""

    @property
    def provenance(self) -> Provenance:
        """What its observations are marked with."""
        ...

    def collect(self, account: Account, window: CollectionWindow, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of facts, each complete in itself. Repeating a page is harmless.

        Raises:
            RetriableCollectorError: the same page may be asked for again.
            FatalCollectorError: the account cannot be read.
        """
        ...


class CollectorRegistry(Protocol):
    """Which collector reads an account."""

    def collector_for(self, account: Account) -> Collector | None:
        """The collector, or None when nothing can read this account."""
        ...


class UserRepository(Protocol):
    """Users and their accounts."""

    async def find(self, user_ids: Sequence[str]) -> dict[str, User]: ...

    async def page(self, first: int, after: str | None) -> list[User]:
        """Users in the order of their ids, those after `after`."""
        ...

    async def count(self) -> int: ...

    async def accounts(self, user_ids: Sequence[str]) -> dict[str, tuple[Account, ...]]:
        """The accounts of each user, an empty tuple for those who have none."""
        ...


class UserWriter(UserRepository, Protocol):
    """The same, writing."""

    async def add(self, user: User) -> None:
        """Raises UserExistsError."""
        ...

    async def update(self, user: User) -> None:
        """Store name, zone and week start; a new zone cuts the engagement days anew."""
        ...

    async def resolve_account(
        self, user_id: str, ref: AccountRef, status: AccountStatus, seen_at: datetime | None = None
    ) -> Account:
        """The account that a source names, added with `status` when it is new; handle and name as seen last."""
        ...

    async def set_account_status(self, account: Account, status: AccountStatus, at: datetime) -> None: ...


class FactRepository(Protocol):
    """The numbers, as the analyzer wants them."""

    async def load(self, query: FactsQuery) -> Facts:
        """Everything that the query needs, in a constant number of statements."""
        ...

    async def revisions(
        self, subjects: Sequence[tuple[str, str, str, str]], metrics: Sequence[MetricKey]
    ) -> dict[tuple[str, str, str, str], tuple[Revision, ...]]:
        """Every observation, oldest first, of subjects (user id, account id, post id, period).

        The post id is empty for the account itself; the period is `lifetime` for posts, a day `2026-03-01`, or a
        window `2026-03-01/2026-03-29` (end exclusive).
        """
        ...

    async def restatements(self, user_id: str, start: date, end: date) -> list[tuple[str, date, Revision]]:
        """Every observation of a platform day in [start, end) of which there are several with unlike values, as
        (account id, day, observation), by account, day, metric and time.
        """
        ...


class ContentRepository(Protocol):
    """Posts, listed and one by one."""

    async def pages(self, queries: Sequence[ContentQuery]) -> dict[ContentQuery, ContentPage]:
        """A page for each query. Queries that differ only in their user share one statement."""
        ...

    async def find(self, keys: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str], ContentPiece]:
        """Posts by (user id, account id, post id)."""
        ...

    async def find_by_post_id(self, user_id: str, platform: Platform, post_id: str) -> ContentPiece | None: ...


class RunRepository(Protocol):
    """Collection runs."""

    async def find(self, run_ids: Sequence[str]) -> dict[str, CollectionRun]: ...

    async def page(self, user_id: str, first: int, after: str | None) -> list[CollectionRun]:
        """Newest first, those that come after the run `after`."""
        ...

    async def count(self, user_id: str) -> int: ...


class RunWriter(RunRepository, Protocol):
    """The same, writing."""

    async def add(self, run: CollectionRun, worker: str) -> None:
        """Raises CollectionAlreadyRunningError when an account of it has an unfinished run."""
        ...

    async def save_part(self, run: CollectionRun, part: AccountCollection, now: datetime) -> None: ...

    async def save_status(self, run: CollectionRun) -> None: ...

    async def beat(self, run: CollectionRun, now: datetime) -> None:
        """Say that the worker of the run is alive."""
        ...

    async def interrupt_abandoned(self, now: datetime) -> list[CollectionRun]:
        """Mark the unfinished runs whose worker is gone, and give them back as they are now."""
        ...


class Ledger(Protocol):
    """The one place that writes numbers: ledger, latest state and rollups together."""

    async def record(self, account: Account, batch: Batch, provenance: Provenance, source_id: str) -> Recorded: ...


class ImportRepository(Protocol):
    """Files that are or were imported."""

    async def find(self, import_ids: Sequence[str]) -> dict[str, Import]: ...

    async def page(self, user_id: str, first: int, after: str | None) -> list[Import]:
        """Newest first, those that come after the import `after`."""
        ...

    async def count(self, user_id: str) -> int: ...


class ImportWriter(ImportRepository, Protocol):
    """The same, writing."""

    async def add(self, run: Import, worker: str) -> None: ...

    async def take_turn(self, user_id: str) -> None:
        """Wait until no other import of the user stores anything; the turn ends with the transaction."""
        ...

    async def save(self, run: Import) -> None:
        """State, and what came of it."""
        ...

    async def beat(self, run: Import, now: datetime) -> None:
        """Say that the worker of the import is alive."""
        ...

    async def interrupt_abandoned(self, now: datetime) -> list[Import]:
        """Mark the unfinished imports whose worker is gone, and give them back as they are now."""
        ...


class AudienceRepository(Protocol):
    """Breakdowns of audiences."""

    async def newest(self, user_id: str, account_id: str, until: date | None) -> list[tuple[date, DatedBreakdown]]:
        """Of each breakdown of an account the one of the latest day, up to `until` (inclusive), by name."""
        ...


class SegmentRepository(Protocol):
    """Named filters."""

    async def of_users(self, user_ids: Sequence[str]) -> dict[str, tuple[Segment, ...]]:
        """The segments of each user by name, whoever may see them."""
        ...


class SegmentWriter(SegmentRepository, Protocol):
    """The same, writing."""

    async def find(self, user_id: str, segment_id: str) -> Segment | None:
        """A segment that is about to be changed."""
        ...

    async def add(self, segment: Segment) -> None:
        """Raises NameTakenError."""
        ...

    async def update(self, segment: Segment) -> None:
        """Store name, filter and sharing. Raises NameTakenError, SegmentNotFoundError."""
        ...

    async def delete(self, user_id: str, segment_id: str) -> None: ...


class AnnotationRepository(Protocol):
    """Marks on the time axis."""

    async def of_users(self, user_ids: Sequence[str]) -> dict[str, tuple[Annotation, ...]]:
        """The annotations of each user, oldest first."""
        ...


class AnnotationWriter(AnnotationRepository, Protocol):
    """The same, writing."""

    async def find(self, user_id: str, annotation_id: str) -> Annotation | None:
        """An annotation that is about to be changed."""
        ...

    async def add(self, annotation: Annotation) -> None: ...

    async def update(self, annotation: Annotation) -> None:
        """Store days and text."""
        ...

    async def delete(self, user_id: str, annotation_id: str) -> None: ...


class ReadUnit(Protocol):
    """One consistent look at the storage."""

    @property
    def users(self) -> UserRepository: ...
    @property
    def facts(self) -> FactRepository: ...
    @property
    def content(self) -> ContentRepository: ...
    @property
    def runs(self) -> RunRepository: ...
    @property
    def imports(self) -> ImportRepository: ...
    @property
    def audience(self) -> AudienceRepository: ...
    @property
    def segments(self) -> SegmentRepository: ...
    @property
    def annotations(self) -> AnnotationRepository: ...


class WriteUnit(Protocol):
    """One transaction: all of it is stored when the block ends, or nothing."""

    @property
    def users(self) -> UserWriter: ...
    @property
    def facts(self) -> FactRepository: ...
    @property
    def content(self) -> ContentRepository: ...
    @property
    def runs(self) -> RunWriter: ...
    @property
    def imports(self) -> ImportWriter: ...
    @property
    def audience(self) -> AudienceRepository: ...
    @property
    def segments(self) -> SegmentWriter: ...
    @property
    def annotations(self) -> AnnotationWriter: ...
    @property
    def ledger(self) -> Ledger: ...


class Storage(Protocol):
    """Where the numbers live."""

    def read(self) -> AbstractAsyncContextManager[ReadUnit]: ...

    def write(self) -> AbstractAsyncContextManager[WriteUnit]:
        """Commits when the block ends, rolls back when it raises."""
        ...


@dataclass(frozen=True, slots=True)
class MetricsChanged:
    """Numbers of these platforms of a user are other than before."""

    user_id: str
    platforms: frozenset[Platform]


@dataclass(frozen=True, slots=True)
class RunChanged:
    """A run moved."""

    user_id: str
    run_id: str


@dataclass(frozen=True, slots=True)
class ImportChanged:
    """An import moved."""

    user_id: str
    import_id: str


Event = MetricsChanged | RunChanged | ImportChanged


class EventBus(Protocol):
    """Says that something moved, never the numbers themselves."""

    def publish(self, event: Event) -> None: ...

    def subscribe(self, wanted: Callable[[Event], bool]) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Events from now on. A slow reader loses the oldest of them, never the newest."""
        ...
