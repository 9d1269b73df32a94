"""Revision and Restatement: what was observed again, and told differently."""

from datetime import date, datetime

import strawberry

import domain.facts as facts
from domain.restatements import Restatement as DomainRestatement
from schema.accounts import Account
from schema.metric_values import DEFINITIONS, MetricDefinition


@strawberry.type(description="One observation of a value, as it stands in the ledger.")
class Revision:
    """Rows are only ever added."""

    value: float = strawberry.field(description="In the metric's unit.")
    observed_at: datetime = strawberry.field(description="When it was seen on the platform, UTC.")
    recorded_at: datetime = strawberry.field(description="When it was stored here, UTC.")

    @classmethod
    def from_domain(cls, revision: facts.Revision) -> "Revision":
        """As the contract shows it."""
        return cls(value=revision.value, observed_at=revision.observed_at, recorded_at=revision.recorded_at)


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
