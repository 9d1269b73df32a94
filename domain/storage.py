"""What the domain needs of the storage: a repository for each subject, and transactions."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Protocol

from domain.annotations import Annotation
from domain.assignments import KnownPost, RejectedMetric, Rejection
from domain.audience import DatedBreakdown
from domain.collection import AccountCollection, CollectionRun, Spend
from domain.content import ContentPage, ContentPiece, ContentQuery
from domain.credentials import Credentials, Removed, StoredConsent
from domain.exports import Import
from domain.facts import Facts, FactsQuery, Revision
from domain.metrics import MetricKey
from domain.observations import Batch, Provenance, Recorded
from domain.segments import Segment
from domain.users import Account, AccountRef, AccountStatus, Platform, Schedule, User


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

    async def due_accounts(self, now: datetime) -> list[Account]:
        """The connected accounts of all users whose next collection has come and that no run is reading, the longest
        overdue first."""
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

    async def describe_account(self, account: Account, ref: AccountRef, seen_at: datetime) -> None:
        """Handle and name as its platform shows them now."""
        ...

    async def schedule_of(self, account: Account) -> Schedule:
        """As it stands now; nobody else changes it before the transaction ends."""
        ...

    async def note_collection(self, account: Account, schedule: Schedule) -> None:
        """Store until when it was read, from when it is read anew, when it comes next, and its failures."""
        ...

    async def set_pace(self, account: Account, every_minutes: int | None) -> None:
        """Store how often it is collected, which it is at once."""
        ...

    async def erase_account(self, account: Account) -> Removed:
        """Remove everything of an account, and say what that was."""
        ...


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


class KnownPosts(Protocol):
    """The posts that collectors have seen: when to look at each again, and which are gone."""

    async def of(self, account: Account, before: datetime, unseen_since: datetime | None) -> list[KnownPost]:
        """Posts that an API gave, by id: those published before a moment, and
        those published later that were not seen since `unseen_since` (None: none of these)."""
        ...

    async def note(
        self, account: Account, seen: Collection[str], missing: Collection[str], now: datetime, confirm_after: timedelta
    ) -> int:
        """Posts that were seen are there; those that are missing, and were already so long ago, are deleted since they
        were first missed. Gives how many were found to be deleted."""
        ...


class RunRepository(Protocol):
    """Collection runs."""

    async def find(self, run_ids: Sequence[str]) -> dict[str, CollectionRun]: ...

    async def page(self, user_id: str, first: int, after: str | None) -> list[CollectionRun]:
        """Newest first, those that come after the run `after`."""
        ...

    async def count(self, user_id: str) -> int: ...

    async def cancel_requested(self, run: CollectionRun) -> bool: ...

    async def resumable(self, account: Account, since: datetime) -> AccountCollection | None:
        """The newest part that reads an account, if it ended before it was through, not because somebody wanted that,
        has a cursor to go on from, and belongs to a run that was made since a moment."""
        ...


class RunWriter(RunRepository, Protocol):
    """The same, writing."""

    async def add(self, run: CollectionRun, worker: str) -> None:
        """Raises CollectionAlreadyRunningError when an account of it has an unfinished run."""
        ...

    async def save_part(self, run: CollectionRun, part: AccountCollection, now: datetime) -> None:
        """Progress of one account; also a sign of life. Raises RunLostError."""
        ...

    async def save_status(self, run: CollectionRun) -> None:
        """State of the run as a whole. Raises RunLostError."""
        ...

    async def beat(self, run: CollectionRun, now: datetime) -> None:
        """Say that the worker of the run is alive. Raises RunLostError."""
        ...

    async def interrupt_abandoned(
        self, now: datetime, mine: Collection[str], account_ids: Collection[str] | None = None
    ) -> list[CollectionRun]:
        """Mark the unfinished runs whose worker is gone, all or those of some accounts, and give them back as they are
        now. `mine` are those that this process works on."""
        ...

    async def take_over_abandoned(self, worker: str, now: datetime, mine: Collection[str]) -> list[CollectionRun]:
        """Make `worker` the one who works on the unfinished runs whose worker is gone, and give them."""
        ...

    async def release(self, run: CollectionRun) -> None:
        """Let the next process take over an unfinished run at once."""
        ...

    async def request_cancel(self, run: CollectionRun, now: datetime) -> None: ...

    async def unfinished_of(self, account: Account) -> str | None:
        """The run that is reading an account."""
        ...


class CredentialStore(Protocol):
    """Access to accounts, encrypted."""

    async def find(self, account: Account, *, lock: bool = False) -> Credentials | None:
        """With `lock` nobody else changes them before the transaction ends.

        Raises:
            StorageNotReadyError: they were sealed with a key that is not there.
        """
        ...

    async def save(self, account: Account, credentials: Credentials) -> None:
        """Store new ones; nobody refreshes the old ones any more."""
        ...

    async def remove(self, account: Account) -> None: ...

    async def take_refresh(self, account: Account, now: datetime, until: datetime) -> bool:
        """Make this caller the one who may refresh the credentials, until then at the latest; False: somebody else
        is."""
        ...

    async def give_back_refresh(self, account: Account, until: datetime) -> None:
        """Let others try, if the turn that ends then is still the one that was taken."""
        ...

    async def add_consent(self, consent: StoredConsent) -> None: ...

    async def take_consent(self, state: str, now: datetime) -> StoredConsent | None:
        """The consent that was asked for under a state; it can be taken once, and not after it has run out."""
        ...


class RejectionRepository(Protocol):
    """Metrics that platforms refused."""

    async def of_accounts(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[RejectedMetric, ...]]:
        """By (user id, account id); by name within an account."""
        ...

    async def first_by_name(self, platform: Platform) -> dict[str, datetime]:
        """For each name that is refused now since when it is, on the account where that began first."""
        ...


class RejectionWriter(RejectionRepository, Protocol):
    """The same, writing."""

    async def note(
        self, account: Account, rejections: Sequence[Rejection], now: datetime, unread_since: datetime
    ) -> None:
        """`unread_since` is the beginning of the window that is read without them."""
        ...

    async def lift(self, account: Account, kept: Collection[str], before: datetime | None) -> datetime | None:
        """Forget those that were last refused before a moment (None: whenever), except those `kept`; gives since when
        what they are about has not been read, None when there were none."""
        ...


class SpendRepository(Protocol):
    """What calls to the platforms took, by UTC day."""

    async def of(self, platform: Platform, day: date) -> Spend: ...

    async def add(self, platform: Platform, day: date, spend: Spend) -> Spend:
        """Gives what the day has come to."""
        ...


class LeaseRepository(Protocol):
    """Who does what only one process may do."""

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """True when the holder has the lease now, until then: it was free, had run out, or was the holder's."""
        ...

    async def give_back(self, name: str, holder: str) -> None: ...


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
    @property
    def rejections(self) -> RejectionRepository: ...
    @property
    def credentials(self) -> CredentialStore: ...
    @property
    def known_posts(self) -> KnownPosts: ...
    @property
    def spend(self) -> SpendRepository: ...


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
    @property
    def credentials(self) -> CredentialStore: ...
    @property
    def rejections(self) -> RejectionWriter: ...
    @property
    def known_posts(self) -> KnownPosts: ...
    @property
    def spend(self) -> SpendRepository: ...
    @property
    def leases(self) -> LeaseRepository: ...


class Storage(Protocol):
    """Where the numbers live."""

    def read(self) -> AbstractAsyncContextManager[ReadUnit]: ...

    def write(self) -> AbstractAsyncContextManager[WriteUnit]:
        """Commits when the block ends, rolls back when it raises."""
        ...
