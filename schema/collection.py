"""CollectionRun and its connection, and the result of `collect`."""

from datetime import datetime
from typing import Annotated

import strawberry

import domain.collection as collections
from resolvers import users
from resolvers.pagination import Page, encode_cursor
from schema.accounts import Account
from schema.enums import Platform, RunStatus
from schema.errors import (
    AccountNotConnectedError,
    CollectionAlreadyRunningError,
    InvalidInputError,
    UserNotFoundError,
)
from schema.info import Info
from schema.nodes import Node, global_id
from schema.paging import PageInfo, page_info
from schema.scalars import BigInt


@strawberry.type(description="The part of a run that reads one account.")
class AccountCollection:
    """One account of a run."""

    platform: Platform = strawberry.field(description="Where the account is.")
    status: RunStatus = strawberry.field(description="Where it stands.")
    pages: int = strawberry.field(description="Pages stored so far.")
    observations_added: BigInt = strawberry.field(description="Rows added to the ledger so far.")
    reason: str | None = strawberry.field(description="Why it did not succeed; null while it may.")
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
        return cls(
            platform=part.platform,
            status=part.status,
            pages=part.pages,
            observations_added=BigInt(part.recorded.observations_added),
            reason=part.reason,
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


CollectResult = Annotated[
    CollectionRun | CollectionAlreadyRunningError | UserNotFoundError | AccountNotConnectedError | InvalidInputError,
    strawberry.union("CollectResult", description="The run that was started, or why none was."),
]
