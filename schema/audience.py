"""AudienceBreakdown: who follows, visits or sees an account, as the platform gives it."""

from datetime import date, datetime

import strawberry

import domain.audience as audience
from schema.enums import AudienceDimension, AudienceGroup
from schema.scalars import BigInt


@strawberry.type(description="One value of a breakdown.")
class AudienceEntry:
    """A share or a count."""

    label: str = strawberry.field(description="As the platform writes it.")
    share: float | None = strawberry.field(description="Part of the group, 0 to 1; null: the platform gave no share.")
    count: BigInt | None = strawberry.field(description="How many; null: the platform gave no count.")
    below: float | None = strawberry.field(
        description="The share is smaller than this and no more was said, as in `< 1%`; null otherwise."
    )


@strawberry.type(
    description="A group of people by one dimension, as the platform gives it. It names the largest values only, so "
    "that shares need not add up to 1."
)
class AudienceBreakdown:
    """A breakdown."""

    group: AudienceGroup = strawberry.field(description="Whom it is about.")
    dimension: AudienceDimension = strawberry.field(description="What the group is broken down by.")
    day: date = strawberry.field(description="The platform day it belongs to.")
    observed_at: datetime = strawberry.field(description="When it was seen, UTC.")
    entries: list[AudienceEntry] = strawberry.field(description="In the platform's order.")

    @classmethod
    def from_domain(cls, day: date, dated: audience.DatedBreakdown) -> "AudienceBreakdown":
        """As the contract shows it."""
        breakdown = dated.breakdown
        return cls(
            group=breakdown.group,
            dimension=breakdown.dimension,
            day=day,
            observed_at=dated.observed_at,
            entries=[
                AudienceEntry(
                    label=entry.label,
                    share=entry.share,
                    count=None if entry.count is None else BigInt(entry.count),
                    below=entry.below,
                )
                for entry in breakdown.entries
            ],
        )
