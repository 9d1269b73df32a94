"""Collections: runs and their list, plans, and what can be done with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

import domain.assignments as assignments
import domain.collection as collections
from domain.errors import RunNotFoundError as RunNotFound
from resolvers import collection, users
from resolvers.pagination import Page, encode_cursor
from schema.accounts import Account
from schema.enums import Platform, RunStatus
from schema.errors import (
    AccountNotConnectedError,
    CollectionAlreadyRunningError,
    InvalidInputError,
    RunNotFoundError,
    UserNotFoundError,
)
from schema.info import Info
from schema.inputs import CollectInput
from schema.nodes import Node, global_id, key_of
from schema.paging import PageInfo, page_info
from schema.scalars import BigInt


@strawberry.type(description="The part of a run that reads one account.")
class AccountCollection:
    """One account of a run."""

    platform: Platform = strawberry.field(description="Where the account is.")
    status: RunStatus = strawberry.field(description="Where it stands.")
    pages: int = strawberry.field(description="Pages stored so far.")
    observations_added: BigInt = strawberry.field(description="Rows added to the ledger so far.")
    reason: str | None = strawberry.field(description="Why it did not succeed, or what it waits for.")
    since: datetime = strawberry.field(description="From when it reads, UTC.")
    until: datetime = strawberry.field(description="Until when (exclusive), UTC.")
    waits_until: datetime | None = strawberry.field(description="When it goes on by itself, UTC; null: at once.")
    calls: BigInt = strawberry.field(description="Calls to the platform so far.")
    cost_usd: float = strawberry.field(description="What they cost, US dollars.")
    user_id: strawberry.Private[str]
    account_id: strawberry.Private[str]

    @strawberry.field(description="The account; null when it was removed since.")
    async def account(self, info: Info) -> Account | None:
        """Loaded on demand."""
        found = await users.account(info.context, self.user_id, self.account_id)
        return Account.from_domain(found) if found else None

    @classmethod
    def from_domain(cls, run: collections.CollectionRun, part: collections.AccountCollection) -> "AccountCollection":
        """As the contract shows it."""
        window = part.window or collections.CollectionWindow(run.since, run.until)
        return cls(
            platform=part.platform,
            status=part.status,
            pages=part.pages,
            observations_added=BigInt(part.recorded.observations_added),
            reason=part.reason,
            since=window.since,
            until=window.until,
            waits_until=part.waits_until,
            calls=BigInt(part.spend.calls),
            cost_usd=part.spend.cost_usd,
            user_id=run.user_id,
            account_id=part.account_id,
        )


@strawberry.type(description="One `collect`: durable, so that it can be followed, and survives a restart.")
class CollectionRun(Node):
    """A run."""

    user_id: strawberry.ID = strawberry.field(description="For whom: the owner's own id.")
    run_id: strawberry.ID = strawberry.field(description="Its id, for the `collection` subscription.")
    status: RunStatus = strawberry.field(description="Where it stands.")
    since: datetime = strawberry.field(description="From when it reads, UTC.")
    until: datetime = strawberry.field(description="Until when (exclusive), UTC.")
    created_at: datetime = strawberry.field(description="When it was asked for, UTC.")
    finished_at: datetime | None = strawberry.field(description="When it ended, UTC; null while it goes on.")
    progress: float = strawberry.field(description="Share of its accounts that are finished, 0 to 1.")
    observations_added: BigInt = strawberry.field(description="Rows added to the ledger so far.")
    calls: BigInt = strawberry.field(description="Calls to the platforms so far.")
    cost_usd: float = strawberry.field(description="What they cost, US dollars.")
    cancel_requested: bool = strawberry.field(description="Somebody wants it to stop; it does so within seconds.")
    accounts: list[AccountCollection] = strawberry.field(description="Account by account.")

    @classmethod
    def from_domain(cls, run: collections.CollectionRun) -> "CollectionRun":
        """As the contract shows it."""
        return cls(
            id=global_id("CollectionRun", run.user_id, run.run_id),
            run_id=strawberry.ID(run.run_id),
            status=run.status,
            since=run.since,
            until=run.until,
            created_at=run.created_at,
            finished_at=run.finished_at,
            progress=run.progress,
            observations_added=BigInt(run.recorded.observations_added),
            calls=BigInt(run.spend.calls),
            cost_usd=run.spend.cost_usd,
            cancel_requested=run.cancel_requested,
            accounts=[AccountCollection.from_domain(run, part) for part in run.accounts],
            user_id=strawberry.ID(run.user_id),
        )


@strawberry.type(description="A run in a list.")
class CollectionRunEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="For `after`.")
    node: CollectionRun = strawberry.field(description="The run.")


@strawberry.type(description="A page of runs, newest first.")
class CollectionRunConnection:
    """Relay's connection."""

    edges: list[CollectionRunEdge] = strawberry.field(description="The runs of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many runs there are.")

    @classmethod
    def from_domain(
        cls, user_id: str, page: Page[collections.CollectionRun], after: str | None
    ) -> "CollectionRunConnection":
        """The page of a list."""
        cursors = [encode_cursor(f"runs:{user_id}", run.run_id) for run in page.items]
        edges = [
            CollectionRunEdge(cursor=c, node=CollectionRun.from_domain(run))
            for c, run in zip(cursors, page.items, strict=True)
        ]
        return cls(edges=edges, page_info=page_info(cursors, page.has_next, after), total_count=page.total)


@strawberry.type(description="One step of a collection before it is made.")
class PlannedStep:
    """From the collector's own table of steps."""

    what: str = strawberry.field(description="What it reads.")
    pages: int = strawberry.field(description="How many pages it stores, as far as can be known before.")
    calls: int = strawberry.field(description="How many calls it takes, as far as can be known before.")
    cost_usd: float = strawberry.field(description="What they cost, US dollars.")
    at_least: bool = strawberry.field(description="True: it takes more when more is found.")


@strawberry.type(description="What collecting one account would take.")
class AccountPlan:
    """One account of a plan."""

    account: Account = strawberry.field(description="The account.")
    since: datetime = strawberry.field(description="From when it would be read, UTC.")
    until: datetime = strawberry.field(description="Until when (exclusive), UTC.")
    steps: list[PlannedStep] = strawberry.field(description="What would be read, in this order.")
    calls: int = strawberry.field(description="Calls of all steps.")
    cost_usd: float = strawberry.field(description="What they cost, US dollars.")
    at_least: bool = strawberry.field(description="True: it takes more when more is found.")
    problem: str | None = strawberry.field(description="Why it cannot be collected; null: it can.")

    @classmethod
    def from_domain(cls, plan: assignments.AccountPlan) -> "AccountPlan":
        """As the contract shows it."""
        steps = [
            PlannedStep(
                what=step.what,
                pages=step.pages,
                calls=step.calls,
                cost_usd=collections.Spend(0, step.cost_micros).cost_usd,
                at_least=step.at_least,
            )
            for step in plan.steps
        ]
        return cls(
            account=Account.from_domain(plan.account),
            since=plan.window.since,
            until=plan.window.until,
            steps=steps,
            calls=plan.spend.calls,
            cost_usd=plan.spend.cost_usd,
            at_least=plan.at_least,
            problem=plan.problem,
        )


@strawberry.type(description="What a collection would take; nothing was read.")
class CollectionPlan:
    """The answer to a dry run."""

    accounts: list[AccountPlan] = strawberry.field(description="Account by account.")
    calls: int = strawberry.field(description="Calls of all accounts.")
    cost_usd: float = strawberry.field(description="What they cost, US dollars.")
    at_least: bool = strawberry.field(description="True: it takes more when more is found.")

    @classmethod
    def from_domain(cls, plans: Sequence[assignments.AccountPlan]) -> "CollectionPlan":
        """As the contract shows it."""
        spend = sum((plan.spend for plan in plans), collections.Spend())
        return cls(
            accounts=[AccountPlan.from_domain(plan) for plan in plans],
            calls=spend.calls,
            cost_usd=spend.cost_usd,
            at_least=any(plan.at_least for plan in plans),
        )


CollectResult = Annotated[
    CollectionRun
    | CollectionPlan
    | CollectionAlreadyRunningError
    | UserNotFoundError
    | AccountNotConnectedError
    | InvalidInputError,
    strawberry.union("CollectResult", description="The run that was started, the plan, or why there is none."),
]
CancelCollectionResult = Annotated[
    CollectionRun | RunNotFoundError,
    strawberry.union("CancelCollectionResult", description="The run, which ends within seconds, or why there is none."),
]


@strawberry.type
class CollectionMutations:
    """What can be done with collections."""

    @strawberry.mutation(description="Start collecting, and answer at once. Follow the run by `collection` or `node`.")
    async def collect(
        self, info: Info, input: Annotated[CollectInput, strawberry.argument(description="What to collect.")]
    ) -> CollectResult:
        """Durable."""
        asked = (input.user_id, input.platforms, input.days_back)
        if input.dry_run:
            return CollectionPlan.from_domain(await collection.plan(info.context, *asked))
        return CollectionRun.from_domain(await collection.collect(info.context, *asked))

    @strawberry.mutation(description="Stop a collection; what it has stored is kept.")
    async def cancel_collection(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The run's global id.")]
    ) -> CancelCollectionResult:
        """Asks whoever carries it out."""
        key = key_of("CollectionRun", 2, id)
        if key is None:
            raise RunNotFound(id)
        return CollectionRun.from_domain(await collection.cancel(info.context, key[0], key[1]))
