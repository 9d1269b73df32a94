"""BestTimes and Recommendation: what to try next, and what it rests on."""

import strawberry

import domain.best_times as best_times
import domain.effects as effects
import domain.recommendations as recommendations
from domain.analyzer import Question, posts_query
from schema.accounts import Period
from schema.enums import ContentType, Control, EvidenceState, RecommendationKind
from schema.executed_query import ExecutedQuery
from schema.scalars import TimeZone


@strawberry.type(description="How much more engagement than the account's usual mix may be expected next time.")
class Effect:
    """Shrunk towards no difference by how little is known."""

    posts: int = strawberry.field(description="How many posts it rests on; 0 in a window that was never tried.")
    effective_posts: float = strawberry.field(
        description="The same with older posts counting less: one of a year ago counts half."
    )
    lift: float = strawberry.field(description="Expected relative difference; 0.12 is 12 % more.")
    lower: float = strawberry.field(description="Lower end of the 90 % interval, as a relative difference.")
    upper: float = strawberry.field(description="Upper end of the 90 % interval, as a relative difference.")
    lower80: float = strawberry.field(description="Lower end of the 80 % interval, as a relative difference.")
    upper80: float = strawberry.field(description="Upper end of the 80 % interval, as a relative difference.")
    probability: float = strawberry.field(description="That there is a positive difference, 0 to 1.")

    @classmethod
    def from_domain(cls, effect: effects.Effect) -> "Effect":
        """As the contract shows it."""
        return cls(
            posts=effect.posts,
            effective_posts=effect.effective_posts,
            lift=effect.lift,
            lower=effect.lower,
            upper=effect.upper,
            lower80=effect.lower80,
            upper80=effect.upper80,
            probability=effect.probability,
        )


@strawberry.type(description="Three hours of the working days or of the weekend, local time.")
class TimeSlot:
    """A posting time."""

    weekend: bool = strawberry.field(description="Saturday and Sunday, else Monday to Friday.")
    start_hour: int = strawberry.field(description="From this hour, 0 to 21.")
    end_hour: int = strawberry.field(description="To this hour (exclusive), 3 to 24.")
    effect: Effect = strawberry.field(description="What posts at that time may expect.")

    @classmethod
    def from_domain(cls, slot: best_times.TimeSlot) -> "TimeSlot":
        """As the contract shows it."""
        return cls(
            weekend=slot.weekend,
            start_hour=slot.start_hour,
            end_hour=slot.end_hour,
            effect=Effect.from_domain(slot.effect),
        )


@strawberry.type(description="What a window of hours did for other people's pages. Never a finding about this user.")
class DefaultSlot:
    """Where to begin when nothing is known."""

    weekend: bool = strawberry.field(description="Saturday and Sunday, else Monday to Friday.")
    start_hour: int = strawberry.field(description="From this hour, 0 to 21.")
    end_hour: int = strawberry.field(description="To this hour (exclusive), 3 to 24.")
    lift: float = strawberry.field(description="Relative difference from those pages' mean; 0.05 is 5 % more.")

    @classmethod
    def from_domain(cls, slot: best_times.DefaultSlot) -> "DefaultSlot":
        """As the contract shows it."""
        return cls(weekend=slot.weekend, start_hour=slot.start_hour, end_hour=slot.end_hour, lift=slot.lift)


@strawberry.type(description="When posts have done better. Observed, not proof of a cause.")
class BestTimes:
    """Best posting times."""

    state: EvidenceState = strawberry.field(description="How far the evidence carries.")
    posts: int = strawberry.field(
        description="Posts that are old enough to be compared (48 hours on X, 72 on Facebook, else 7 days) and whose "
        "engagement was observed; of more than 5,000 the newest."
    )
    effective_posts: float = strawberry.field(
        description="The same with older posts counting less: one of a year ago counts half. 0 when there are too few."
    )
    weeks: int = strawberry.field(description="In how many calendar weeks they were published.")
    time_zone: TimeZone = strawberry.field(description="Zone of the hours.")
    period: Period = strawberry.field(description="The days looked at.")
    slots: list[TimeSlot] = strawberry.field(
        description="Every slot in which something was posted, best first; empty when there is not enough data."
    )
    untried: list[TimeSlot] = strawberry.field(
        description="Up to three slots without a post, those of which least is known: worth a trial, never a finding."
    )
    default_slots: list[DefaultSlot] = strawberry.field(
        description="Without enough data: where other people's pages did better, best first; otherwise empty."
    )
    default_source: str | None = strawberry.field(
        description="Whose pages, and of which years, `defaultSlots` are; null when there are none."
    )
    controlled_for: list[Control] = strawberry.field(
        description="What was taken out before the slots were compared; empty when there is not enough data."
    )
    persistence: float = strawberry.field(
        description="Share of an observed effect, on the log scale, that is expected to last into the next period."
    )
    drift: float = strawberry.field(
        description="Standard deviation, on the log scale, of what else may change by then; it is in the intervals."
    )
    model: str = strawberry.field(description="Version of the model; the same posts give the same numbers under it.")
    caveat: str = strawberry.field(description="What must be kept in mind, in English.")
    query: ExecutedQuery = strawberry.field(description="By what the posts were chosen.")

    @classmethod
    def from_domain(cls, times: best_times.BestTimes, question: Question) -> "BestTimes":
        """As the contract shows it."""
        return cls(
            state=times.state,
            posts=times.posts,
            effective_posts=times.effective_posts,
            weeks=times.weeks,
            time_zone=TimeZone(times.zone_name),
            period=Period.from_domain(question.period),
            slots=[TimeSlot.from_domain(slot) for slot in times.slots],
            untried=[TimeSlot.from_domain(slot) for slot in times.untried],
            default_slots=[DefaultSlot.from_domain(slot) for slot in times.default_slots],
            default_source=times.default_source,
            controlled_for=list(times.controlled_for),
            persistence=times.persistence,
            drift=times.drift,
            model=times.model,
            caveat=times.caveat,
            query=ExecutedQuery.from_domain(posts_query(question)),
        )


@strawberry.type(description="What to try next, and what it rests on.")
class Recommendation:
    """A recommendation."""

    kind: RecommendationKind = strawberry.field(description="What it is about.")
    state: EvidenceState = strawberry.field(description="How far the evidence carries.")
    text: str = strawberry.field(description="In a sentence, in English.")
    posts: int = strawberry.field(description="How many posts were looked at.")
    weeks: int = strawberry.field(description="In how many calendar weeks they were published.")
    period: Period = strawberry.field(description="The days looked at.")
    effect: Effect | None = strawberry.field(description="Of what is recommended; null when nothing is.")
    slot: TimeSlot | None = strawberry.field(description="For POSTING_TIME; null when nothing is recommended.")
    content_type: ContentType | None = strawberry.field(description="For CONTENT_TYPE; null when nothing is.")
    controlled_for: list[Control] = strawberry.field(
        description="What was taken out before posts were compared; empty when there is not enough data."
    )
    model: str = strawberry.field(description="Version of the model; the same posts give the same numbers under it.")
    caveat: str = strawberry.field(description="What must be kept in mind, in English.")
    query: str = strawberry.field(
        description="A document that gives the same figures. Its variables are `userId` and, as they were given here, "
        "`filter`, `segment`, `asOf` and `recordedBy`."
    )

    @classmethod
    def from_domain(cls, found: recommendations.Recommendation) -> "Recommendation":
        """As the contract shows it."""
        return cls(
            kind=found.kind,
            state=found.state,
            text=found.text,
            posts=found.posts,
            weeks=found.weeks,
            period=Period.from_domain(found.period),
            effect=Effect.from_domain(found.effect) if found.effect else None,
            slot=TimeSlot.from_domain(found.slot) if found.slot else None,
            content_type=ContentType(found.subject) if found.subject else None,
            controlled_for=list(found.controlled_for),
            model=found.model,
            caveat=found.caveat,
            query=found.query,
        )
