"""A collection run: its values and the states it may pass through; imports pass through the same ones."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.observations import Recorded
from domain.users import Platform


class RunStatus(StrEnum):
    """Where a run, or the part of it for one account, stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    """Some accounts succeeded, others did not."""
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """The process that worked on it ended; what it had stored is kept, and collecting again goes on from there."""
    CANCELLED = "cancelled"
    """Somebody stopped it; what it had stored is kept."""

    @property
    def finished(self) -> bool:
        """True when nothing more will happen."""
        return self not in (RunStatus.QUEUED, RunStatus.RUNNING)


class RunLostError(Exception):
    """Another process works on the run, or it has ended: what this one has read of it is not stored."""


@dataclass(frozen=True, slots=True)
class CollectionWindow:
    """What a collector shall read: everything published or counted in [since, until)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Spend:
    """What reading took."""

    calls: int = 0
    cost_micros: int = 0
    """Millionths of a US dollar."""

    @property
    def cost_usd(self) -> float:
        """The cost in US dollars."""
        return self.cost_micros / 1_000_000

    def __add__(self, other: "Spend") -> "Spend":
        return Spend(self.calls + other.calls, self.cost_micros + other.cost_micros)


@dataclass(frozen=True, slots=True)
class AccountCollection:
    """The part of a run that reads one account."""

    account_id: str
    platform: Platform
    status: RunStatus
    cursor: str | None
    """Where the collector goes on; None before the first page."""
    pages: int
    recorded: Recorded
    reason: str | None
    """Why it did not succeed, or what it waits for."""
    window: CollectionWindow | None = None
    """What it reads; None: what the run says."""
    spend: Spend = Spend()
    """Calls that were made, and what they cost."""
    waits_until: datetime | None = None
    """When it goes on by itself; None: it does not wait."""
    resumptions: int = 0
    """How many parts before it, in a row, came no further from the same cursor."""
    asked_for: bool = False
    """True when somebody chose the window: nothing goes on with it."""


@dataclass(frozen=True, slots=True)
class CollectionRun:
    """One `collect`: which accounts, how far back, and what came of it."""

    user_id: str
    run_id: str
    status: RunStatus
    since: datetime
    until: datetime
    created_at: datetime
    finished_at: datetime | None
    accounts: tuple[AccountCollection, ...]
    cancel_requested: bool = False
    worker: str = ""
    """Who works on it, or did last; whoever is another may not store anything of it."""

    @property
    def spend(self) -> Spend:
        """The sum over the accounts."""
        return sum((part.spend for part in self.accounts), Spend())

    @property
    def recorded(self) -> Recorded:
        """The sum over the accounts."""
        return sum((part.recorded for part in self.accounts), Recorded())

    @property
    def progress(self) -> float:
        """Share of the accounts that are finished, 0 to 1."""
        if self.status.finished:
            return 1.0
        return sum(part.status.finished for part in self.accounts) / max(len(self.accounts), 1)


def outcome(parts: tuple[RunStatus, ...]) -> RunStatus:
    """The state of a whole run, from those of its finished parts."""
    kinds = set(parts)
    if kinds == {RunStatus.SUCCEEDED}:
        return RunStatus.SUCCEEDED
    if RunStatus.SUCCEEDED in kinds:
        return RunStatus.PARTIAL
    return next((kind for kind in (RunStatus.CANCELLED, RunStatus.INTERRUPTED) if kind in kinds), RunStatus.FAILED)
