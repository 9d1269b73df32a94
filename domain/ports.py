"""What the domain needs of the world besides storage: collectors, an event bus and a clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.assignments import Assignment, Page, PlannedStep, Reach
from domain.observations import Provenance
from domain.users import Account, Platform

Clock = Callable[[], datetime]
"""Gives the present instant, UTC."""


class Log(Protocol):
    """Where the course of things is told, for whoever looks after the server."""

    def __call__(self, event: str, /, **facts: object) -> None: ...


class Collector(Protocol):
    """Reads one account from one platform."""

    @property
    def provenance(self) -> Provenance:
        """What its observations are marked with."""
        ...

    @property
    def reach(self) -> Reach:
        """How far back it can read."""
        ...

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        """What `collect` would do, from the same tables; asks nobody."""
        ...

    def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
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


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """An account was connected or let go, or its access was lost."""

    user_id: str
    account_id: str


Event = MetricsChanged | RunChanged | ImportChanged | AccountChanged


class EventBus(Protocol):
    """Says that something moved, never the numbers themselves."""

    def publish(self, event: Event) -> None: ...

    def subscribe(self, wanted: Callable[[Event], bool]) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Events from now on. A slow reader loses the oldest of them, never the newest."""
        ...
