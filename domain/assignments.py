"""What a collector is told to read, and what it gives back page by page."""

from collections.abc import Mapping, Sequence
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
    deleted: bool = False
    """Missing for good, as far as is known; then `missing_since` is when that was last found."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A metric that the platform refused to give for an account. The others are read all the same."""

    name: str
    """As the platform calls it."""
    reason: str
    """In the platform's words, without secrets."""
    for_good: bool = False
    """What it is about will not be given later, such as days that are too long ago: nothing is read anew for it."""


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


class Purse:
    """What is left of a platform's budget of the day, for all in this process who spend it."""

    def __init__(self, platform: Platform, left: Budget | None = None) -> None:
        self._platform = platform
        self._left = left or Budget()
        self._unpaid = Spend()
        self._under_way = 0

    def before_call(self) -> None:
        """Raises BudgetExhaustedError. What a call costs is known when it was answered: those that are under way when
        the money comes to its end are still paid."""
        left = self._left.less(self._unpaid)
        if left.calls is not None and left.calls <= self._under_way:
            raise BudgetExhaustedError(self._platform, "calls")
        if left.cost_micros is not None and left.cost_micros <= 0:
            raise BudgetExhaustedError(self._platform, "money")
        self._under_way += 1

    def spend(self, one: Spend) -> None:
        """A call was made."""
        self._unpaid += one
        self._under_way = max(self._under_way - 1, 0)

    def paid(self, spent: Spend, left: Budget) -> None:
        """So much of what was spent is in the books now, and this is left."""
        self._unpaid = Spend(self._unpaid.calls - spent.calls, self._unpaid.cost_micros - spent.cost_micros)
        self._left = left

    def limit_to(self, left: Budget) -> None:
        """What is left according to the books; others may have spent, too."""
        self._left = left


class Meter:
    """Counts the calls of one collection and their cost, and refuses those that go beyond the budget."""

    def __init__(self, platform: Platform, budget: Budget | None = None, purse: Purse | None = None) -> None:
        self._purse = purse or Purse(platform, budget)
        self._unpaid = Spend()

    @property
    def unpaid(self) -> Spend:
        """What was spent and is not in the books."""
        return self._unpaid

    def before_call(self) -> None:
        """Raises BudgetExhaustedError."""
        self._purse.before_call()

    def called(self, cost_micros: int = 0) -> None:
        """One call was made."""
        one = Spend(1, cost_micros)
        self._unpaid += one
        self._purse.spend(one)

    def paid(self, spent: Spend, left: Budget) -> None:
        """So much is in the books now, and this is left of the budget."""
        self._unpaid = Spend(self._unpaid.calls - spent.calls, self._unpaid.cost_micros - spent.cost_micros)
        self._purse.paid(spent, left)


class Access(Protocol):
    """The way to an account's token."""

    async def token(self, refused: str | None = None) -> str:
        """A token that can be used now. `refused` is one that the platform did not take: it is renewed.

        Raises:
            AuthorizationLostError: a person has to give access again.
            RetriableCollectorError: it could not be renewed at the moment.
        """
        ...

    async def lost(self, *, revoked: bool) -> None:
        """The platform takes the token no more. Does nothing when the account has got another one meanwhile."""
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
        return total(self.steps)

    @property
    def at_least(self) -> bool:
        """True when it takes more when there is more to be found."""
        return any(step.at_least for step in self.steps)


def total(steps: Sequence[PlannedStep]) -> Spend:
    """What steps take together."""
    return sum((Spend(step.calls, step.cost_micros) for step in steps), Spend())
