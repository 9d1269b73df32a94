"""Revision: one observation of a value."""

from datetime import datetime

import strawberry

import domain.facts as facts


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
