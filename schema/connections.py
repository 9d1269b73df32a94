"""Connecting accounts by GraphQL: consent, disconnecting, and how often an account is collected."""

from typing import Annotated

import strawberry

import domain.connections as domain
from domain.errors import AccountNotFoundError as AccountNotFound
from resolvers import connections
from schema.accounts import Account
from schema.enums import Platform
from schema.errors import AccountNotFoundError, CollectionAlreadyRunningError, InvalidInputError, UserNotFoundError
from schema.info import Info
from schema.nodes import key_of
from schema.scalars import BigInt


@strawberry.type(description="A person has to be asked for access.")
class Consent:
    """Not given yet."""

    authorization_url: str = strawberry.field(
        description="Where to send the person; the answer comes to the redirect address within 15 minutes."
    )


@strawberry.type(description="Accounts that a consent opened.")
class Connected:
    """Given."""

    accounts: list[Account] = strawberry.field(description="The accounts, ready to be collected.")


@strawberry.type(description="What was erased with an account.")
class Erased:
    """Rows."""

    posts: BigInt = strawberry.field(description="Posts.")
    days: BigInt = strawberry.field(description="Days of the account.")
    observations: BigInt = strawberry.field(description="Observations in the ledger.")
    engagements: BigInt = strawberry.field(description="Single engagements, and changes of counters.")


@strawberry.type(description="An account that is read no more.")
class Disconnection:
    """Let go."""

    account: Account = strawberry.field(description="The account; as it was, when it was erased.")
    revoked: bool = strawberry.field(description="Whether the platform was told that it is not wanted any more.")
    erased: Erased | None = strawberry.field(description="What was erased; null: the history is kept.")

    @classmethod
    def from_domain(cls, gone: domain.Disconnected) -> "Disconnection":
        """As the contract shows it."""
        removed = gone.removed
        erased = None
        if removed is not None:
            erased = Erased(
                posts=BigInt(removed.posts),
                days=BigInt(removed.days),
                observations=BigInt(removed.observations),
                engagements=BigInt(removed.engagements),
            )
        return cls(account=Account.from_domain(gone.account), revoked=gone.revoked, erased=erased)


@strawberry.input(description="Which platform to connect.")
class ConnectInput:
    """For `connect`."""

    user_id: strawberry.ID = strawberry.field(description="The user's own id.")
    platform: Platform = strawberry.field(description="The platform.")
    redirect_uri: str | None = strawberry.field(
        default=None,
        description="Where the answer comes to, as registered there; null: this server's /connect/callback.",
    )


@strawberry.input(description="The answer that came to the redirect address, when that is not this server's own.")
class FinishConnectionInput:
    """For `finishConnection`."""

    state: str = strawberry.field(description="As it came back.")
    code: str = strawberry.field(description="As it came back.")


@strawberry.input(description="Which account to let go.")
class DisconnectInput:
    """For `disconnect`."""

    account_id: strawberry.ID = strawberry.field(description="The account's global id.")
    erase: bool = strawberry.field(default=False, description="True: remove everything that is known of it, for ever.")


@strawberry.input(description="How often an account is collected by itself.")
class ScheduleAccountInput:
    """For `scheduleAccount`."""

    account_id: strawberry.ID = strawberry.field(description="The account's global id.")
    every_minutes: int | None = strawberry.field(
        default=None, description="0: never by itself; null: as the server's settings say."
    )


ConnectResult = Annotated[
    Consent | UserNotFoundError | InvalidInputError,
    strawberry.union("ConnectResult", description="Where to ask for access, or why nobody can be asked."),
]
FinishConnectionResult = Annotated[
    Connected | InvalidInputError,
    strawberry.union("FinishConnectionResult", description="The accounts, or why there are none."),
]
DisconnectResult = Annotated[
    Disconnection | AccountNotFoundError | CollectionAlreadyRunningError,
    strawberry.union("DisconnectResult", description="The account that was let go, or why it was not."),
]
ScheduleAccountResult = Annotated[
    Account | AccountNotFoundError | InvalidInputError,
    strawberry.union("ScheduleAccountResult", description="The account as it is now, or why it is as it was."),
]


@strawberry.type
class ConnectionMutations:
    """What can be done with accounts."""

    @strawberry.mutation(description="Ask for access to accounts of a platform (OAuth 2.0).")
    async def connect(
        self, info: Info, input: Annotated[ConnectInput, strawberry.argument(description="What to connect.")]
    ) -> ConnectResult:
        """Raises what the union holds."""
        return Consent(
            authorization_url=await connections.ask(info.context, input.user_id, input.platform, input.redirect_uri)
        )

    @strawberry.mutation(description="Take the answer to a consent, where it comes to a frontend's own address.")
    async def finish_connection(
        self, info: Info, input: Annotated[FinishConnectionInput, strawberry.argument(description="The answer.")]
    ) -> FinishConnectionResult:
        """Raises what the union holds."""
        accounts = await connections.grant(info.context, input.state, input.code)
        return Connected(accounts=[Account.from_domain(account) for account in accounts])

    @strawberry.mutation(description="Stop reading an account and forget its credentials; its history is kept.")
    async def disconnect(
        self, info: Info, input: Annotated[DisconnectInput, strawberry.argument(description="Which.")]
    ) -> DisconnectResult:
        """Raises what the union holds."""
        user_id, account_id = _key(input.account_id)
        gone = await connections.disconnect(info.context, user_id, account_id, erase=input.erase)
        return Disconnection.from_domain(gone)

    @strawberry.mutation(description="Say how often an account is collected by itself.")
    async def schedule_account(
        self, info: Info, input: Annotated[ScheduleAccountInput, strawberry.argument(description="How often.")]
    ) -> ScheduleAccountResult:
        """Raises what the union holds."""
        user_id, account_id = _key(input.account_id)
        return Account.from_domain(await connections.schedule(info.context, user_id, account_id, input.every_minutes))


def _key(id_: str) -> tuple[str, str]:
    """User id and account id in a global id. Raises AccountNotFoundError."""
    key = key_of("Account", 2, id_)
    if key is None:
        raise AccountNotFound(id_)
    return key[0], key[1]
