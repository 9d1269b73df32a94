"""Recommendations: what to try next, never without the evidence, and "not enough data" is an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.best_times import BestTimes, TimeSlot, times_of
from domain.best_types import BestTypes, types_of
from domain.effects import CAVEAT, MODEL, Control, Effect, EvidenceState
from domain.facts import PostFact
from domain.post_study import MIN_POSTS, MIN_WEEKS, study_posts
from domain.time_range import Period
from domain.users import Platform


class RecommendationKind(StrEnum):
    """What a recommendation is about."""

    POSTING_TIME = "posting_time"
    CONTENT_TYPE = "content_type"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One finding, and what it rests on."""

    kind: RecommendationKind
    state: EvidenceState
    text: str
    posts: int
    """Posts that were looked at."""
    weeks: int
    """Calendar weeks in which they were published."""
    period: Period
    effect: Effect | None
    """Of what is recommended; None unless the state is TENTATIVE or SUPPORTED."""
    slot: TimeSlot | None
    subject: str | None
    """The content type, for CONTENT_TYPE."""
    controlled_for: tuple[Control, ...]
    """What was taken out before posts were compared; empty when there is not enough data."""
    query: str
    """A GraphQL document that gives the same figures; its variable `userId` is the user's own id."""
    model: str = MODEL
    caveat: str = CAVEAT


def recommend(
    posts: Sequence[PostFact], platforms: Mapping[str, Platform], now: datetime, period: Period
) -> tuple[Recommendation, ...]:
    """What the posts of a period suggest; `platforms` are those of all accounts in question, by account id."""
    study = study_posts(posts, platforms, now, period.zone_name)
    scope = _scope(platforms, period)
    return _about_time(times_of(study), period, scope), _about_type(types_of(study), period, scope)


def _about_time(times: BestTimes, period: Period, scope: str) -> Recommendation:
    best = times.slots[0] if times.state in _CARRIES else None
    if best is None:
        text = _silence(times.state, times.posts, times.weeks, "time of day")
    else:
        days = "at weekends" if best.weekend else "on working days"
        text = (
            f"Posts {days} between {best.start_hour:02}:00 and {best.end_hour:02}:00 ({times.zone_name}) may expect "
            f"{_percent(best.effect)} more engagement than your usual mix. {_CAVEAT[times.state]}"
        )
    return Recommendation(
        RecommendationKind.POSTING_TIME,
        times.state,
        text,
        times.posts,
        times.weeks,
        period,
        best.effect if best else None,
        best,
        None,
        times.controlled_for,
        _query(
            f"bestTimes({scope}) {{ state posts weeks controlledFor model "
            f"slots {{ weekend startHour endHour {_EFFECT} }} "
            f"defaultSource defaultSlots {{ weekend startHour endHour lift }} }}"
        ),
    )


def _about_type(types: BestTypes, period: Period, scope: str) -> Recommendation:
    best = types.types[0] if types.state in _CARRIES else None
    if best is None:
        text = _silence(types.state, types.posts, types.weeks, "kind of post")
    else:
        text = (
            f"Posts of type {best.content_type.value} may expect {_percent(best.effect)} more engagement than your "
            f"usual mix. {_CAVEAT[types.state]}"
        )
    return Recommendation(
        RecommendationKind.CONTENT_TYPE,
        types.state,
        text,
        types.posts,
        types.weeks,
        period,
        best.effect if best else None,
        None,
        best.content_type.value if best else None,
        types.controlled_for,
        _query(
            f"recommendations({scope}) {{ kind state posts weeks controlledFor model contentType {_EFFECT} }} "
            f"contentTypes({scope}) {{ contentType posts engagementsPerPost }}"
        ),
    )


_CARRIES = (EvidenceState.TENTATIVE, EvidenceState.SUPPORTED)
_CAVEAT = {
    EvidenceState.SUPPORTED: "This is what was observed, not proof of a cause.",
    EvidenceState.TENTATIVE: "The evidence is thin: worth a trial, not a rule.",
}
_EFFECT = "effect { lift lower upper lower80 upper80 probability posts effectivePosts }"


def _silence(state: EvidenceState, posts: int, weeks: int, what: str) -> str:
    if state is not EvidenceState.NOT_ENOUGH_DATA:
        return f"No {what} stands out from the {posts} posts of the period; the differences are within the noise."
    if posts < MIN_POSTS:
        return f"Not enough data on the {what} yet: {posts} mature posts, and it takes at least {MIN_POSTS}."
    if weeks < MIN_WEEKS:
        return f"Not enough data on the {what} yet: {posts} mature posts in {weeks} weeks; it takes {MIN_WEEKS} weeks."
    return f"Not enough data on the {what} yet: the {posts} mature posts are too few, or too alike, to tell them apart."


def _percent(effect: Effect) -> str:
    return f"{effect.lift:.0%} (90 % interval {effect.lower:.0%} to {effect.upper:.0%}, {effect.posts} posts)"


def _scope(platforms: Mapping[str, Platform], period: Period) -> str:
    """The arguments that ask for the same posts again."""
    days = f'period: {{start: "{period.start}", end: "{period.end}", timeZone: "{period.zone_name}"}}'
    names = [platform.name for platform in Platform if platform in set(platforms.values())]
    on = f", platforms: [{', '.join(names)}]" if names else ""
    return f"{days}{on}, filter: $filter, segment: $segment, asOf: $asOf, recordedBy: $recordedBy"


def _query(fields: str) -> str:
    variables = "$userId: ID!, $filter: ContentFilter, $segment: ID, $asOf: DateTime, $recordedBy: DateTime"
    return f"query Evidence({variables}) {{ user(userId: $userId) {{ {fields} }} }}"
