"""Restatement: what a platform told differently later."""

from datetime import date

import strawberry

from domain.restatements import Restatement as DomainRestatement
from schema.accounts import Account
from schema.metric_values import DEFINITIONS, MetricDefinition
from schema.revision import Revision


@strawberry.type(description="A platform day of which unlike values were observed.")
class Restatement:
    """What the platform said first, and what it says now."""

    account: Account = strawberry.field(description="The account.")
    metric: MetricDefinition = strawberry.field(description="The metric.")
    day: date = strawberry.field(description="The platform day.")
    first: float = strawberry.field(description="The value that was observed first.")
    current: float = strawberry.field(description="The value that counts now: the one observed last.")
    revisions: list[Revision] = strawberry.field(description="Every observation, oldest first.")

    @classmethod
    def from_domain(cls, found: DomainRestatement) -> "Restatement":
        """As the contract shows it."""
        return cls(
            account=Account.from_domain(found.account),
            metric=DEFINITIONS[found.metric],
            day=found.day,
            first=found.revisions[0].value,
            current=found.current,
            revisions=[Revision.from_domain(revision) for revision in found.revisions],
        )
