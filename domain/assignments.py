"""What a collector is told to read, and what it gives back page by page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.collection import CollectionWindow, Spend
from domain.errors import BudgetExhaustedError
from domain.observations import Batch, ContentType
from domain.users import Account, AccountRef, Platform


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a platform lets itself be read, and what it still corrects."""

    backfill_days: int
    """What the first collection asks for."""
    trailing_days: int
    """What every later one reads again: the newest days of every platform come late and are corrected."""


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post that we have, as far as it matters for reading it again."""

    post_id: str
    posted_at: datetime
    content_type: ContentType
    observed_at: datetime
    """When it was last looked at."""
    changed_at: datetime | None = None
    """When one of its counters last moved; None: never, since we know it."""
    missing_since: datetime | None = None
    """When the platform first said that it is not there; None: it is, or was never asked."""
    metadata: Mapping[str, object] = field(default_factory=dict)
    """What the collector itself kept with the post."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A metric that the platform refused to give for an account. The others are read all the same."""

    name: str
    """As the platform calls it."""
    reason: str
    """In the platform's words, without secrets."""


@dataclass(frozen=True, slots=True)
class RejectedMetric:
    """A rejection as it is remembered."""

    name: str
    reason: str
    since: datetime
    """When it was first refused."""
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent; None: as much as it takes."""

    calls: int | None = None
    cost_micros: int | None = None

    def less(self, spent: Spend) -> "Budget":
        """What is left of it."""
        return Budget(
            None if self.calls is None else self.calls - spent.calls,
            None if self.cost_micros is None else self.cost_micros - spent.cost_micros,
        )


class Meter:
    """Counts the calls of one collection and their cost, and refuses the call that goes beyond the budget."""

    def __init__(self, platform: Platform, budget: Budget | None = None) -> None:
        self._platform = platform
        self._left = budget or Budget()
        self._spent = Spend()

    def before_call(self) -> None:
        """Raises BudgetExhaustedError."""
        if self._left.calls is not None and self._left.calls <= 0:
            raise BudgetExhaustedError(self._platform, "calls")
        if self._left.cost_micros is not None and self._left.cost_micros <= 0:
            raise BudgetExhaustedError(self._platform, "money")

    def called(self, cost_micros: int = 0) -> None:
        """One call was made."""
        one = Spend(1, cost_micros)
        self._spent += one
        self._left = self._left.less(one)

    def taken(self) -> Spend:
        """What was spent since this was last asked."""
        spent, self._spent = self._spent, Spend()
        return spent

    def limit_to(self, left: Budget) -> None:
        """What is left now that others spent of the same budget, too."""
        self._left = left


class Access(Protocol):
    """The way to an account's token."""

    async def token(self, refused: str | None = None) -> str:
        """A token that can be used now. `refused` is one that the platform did not take: it is renewed.

        Raises:
            AuthorizationLostError: a person has to give access again.
            RetriableCollectorError: it could not be renewed at the moment.
        """
        ...


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one collection of one account is about."""

    account: Account
    window: CollectionWindow
    """Days and new posts; what was published in it is listed."""
    access: Access
    meter: Meter
    due: tuple[KnownPost, ...] = ()
    """Posts published before the window whose counters shall be read again, by id."""
    rejected: frozenset[str] = frozenset()
    """Names of metrics that the platform refused for this account not long ago: they are not asked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """One step of a collection. `cursor` is where to go on after it; None on the last page."""

    batch: Batch
    cursor: str | None
    rejections: tuple[Rejection, ...] = ()
    missing: tuple[str, ...] = ()
    """Ids of known posts that the platform says are not there."""
    profile: AccountRef | None = None
    """Handle and name of the account as the platform shows them now."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of a collection before it is made."""

    what: str
    """Such as `posts` or `page insights`."""
    pages: int
    calls: int
    """How many calls it takes, as far as can be known before."""
    cost_micros: int = 0
    at_least: bool = False
    """True when it depends on what is found, and takes more when there is more."""


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """What collecting an account would take."""

    account: Account
    window: CollectionWindow
    steps: tuple[PlannedStep, ...]
    problem: str | None = None
    """Why it could not be collected at all."""

    @property
    def spend(self) -> Spend:
        """All steps together."""
        return sum((Spend(step.calls, step.cost_micros) for step in self.steps), Spend())

    @property
    def at_least(self) -> bool:
        """True when it takes more when there is more to be found."""
        return any(step.at_least for step in self.steps)
