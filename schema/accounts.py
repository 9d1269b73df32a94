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

    account: strawberry.Private[users.Account]

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
