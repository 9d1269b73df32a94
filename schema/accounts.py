"""Account and Period, small types that many others show."""

from datetime import date, datetime
from typing import Annotated

import strawberry

import domain.time_range as time_range
import domain.users as users
from resolvers import audience, content
from schema.audience import AudienceBreakdown
from schema.enums import AccountStatus, MetricKey, Platform
from schema.info import Info
from schema.nodes import Node, global_id
from schema.revision import Revision
from schema.scalars import TimeZone


@strawberry.type(description="A metric that a platform refuses to give for an account.")
class RejectedMetric:
    """A refusal."""

    name: str = strawberry.field(description="As the platform calls it.")
    reason: str = strawberry.field(description="In the platform's words.")
    since: datetime = strawberry.field(description="When it was first refused, UTC.")
    last_at: datetime = strawberry.field(description="When it was last refused, UTC.")


@strawberry.type(description="One profile, page or channel on one platform.")
class Account(Node):
    """An account."""

    platform: Platform = strawberry.field(description="Where it is.")
    external_id: str = strawberry.field(description="The platform's own id, or the handle where no id is known.")
    handle: str | None = strawberry.field(description="Name in its address; null: not known.")
    name: str | None = strawberry.field(description="Name for people; null: not known.")
    label: str = strawberry.field(description="How to name it: handle, else name, else id.")
    status: AccountStatus = strawberry.field(description="Whether it can be read. SAMPLE: its numbers are made up.")
    last_observed_at: datetime | None = strawberry.field(
        description="When anything of it was last seen, UTC; null: nothing was seen yet."
    )

    status_since: datetime | None = strawberry.field(description="Since when, UTC; null: not known.")
    connected: bool = strawberry.field(description="Whether the server has credentials to read it with.")
    credentials_expire_at: datetime | None = strawberry.field(
        description="When a person has to give access again at the latest, UTC; null: not known, or not connected."
    )
    collected_until: datetime | None = strawberry.field(
        description="End of the newest span that was read whole, UTC; null: none was."
    )
    next_collection_at: datetime | None = strawberry.field(
        description="When it is collected by itself, UTC; null: as soon as the scheduler looks, or never."
    )
    collect_every_minutes: int | None = strawberry.field(
        description="How often it is collected by itself; 0: never; null: as the server's settings say."
    )

    account: strawberry.Private[users.Account]

    @strawberry.field(description="Metrics that the platform refuses for it. They are asked for again after a week.")
    async def rejected_metrics(self, info: Info) -> list[RejectedMetric]:
        """By name."""
        found = await info.context.loaders.rejections.load((self.account.user_id, self.account.account_id))
        return [
            RejectedMetric(name=each.name, reason=each.reason, since=each.since, last_at=each.last_at)
            for each in found or ()
        ]

    @strawberry.field(
        description="Every observation of a metric of one platform day, oldest first; empty when none was made."
    )
    async def revisions(
        self,
        info: Info,
        metric: Annotated[MetricKey, strawberry.argument(description="Which.")],
        day: Annotated[date, strawberry.argument(description="The platform day.")],
    ) -> list[Revision]:
        """From the ledger."""
        return [Revision.from_domain(r) for r in await content.day_history(info.context, self.account, metric, day)]

    @strawberry.field(
        description="Who follows, visits or sees the account: of each breakdown the newest, or the newest up to a day."
    )
    async def audience(
        self,
        info: Info,
        until: Annotated[date | None, strawberry.argument(description="Up to this platform day (inclusive).")] = None,
    ) -> list[AudienceBreakdown]:
        """As the platform gave it."""
        found = await audience.audience(info.context, self.account, until)
        return [AudienceBreakdown.from_domain(day, dated) for day, dated in found]

    @classmethod
    def from_domain(cls, account: users.Account) -> "Account":
        """As the contract shows it."""
        return cls(
            id=global_id("Account", account.user_id, account.account_id),
            platform=account.platform,
            external_id=account.external_id,
            handle=account.handle,
            name=account.name,
            label=account.label,
            status=account.status,
            last_observed_at=account.last_observed_at,
            status_since=account.status_since,
            connected=account.connected,
            credentials_expire_at=account.credentials_expire_at,
            collected_until=account.collection.collected_until,
            next_collection_at=account.collection.next_at if account.connected and account.status.readable else None,
            collect_every_minutes=account.collection.every_minutes,
            account=account,
        )


@strawberry.type(description="Whole days of a zone, half-open.")
class Period:
    """A period."""

    start: date = strawberry.field(description="First day.")
    end: date = strawberry.field(description="Day after the last one (exclusive).")
    time_zone: TimeZone = strawberry.field(description="Zone in which the days begin.")
    days: int = strawberry.field(description="How many days.")

    @classmethod
    def from_domain(cls, period: time_range.Period) -> "Period":
        """As the contract shows it."""
        return cls(start=period.start, end=period.end, time_zone=TimeZone(period.zone_name), days=period.days)
