"""Recommendations: what to try next, never without the evidence, and "not enough data" is an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.effects import (
    MIN_POSTS,
    MIN_WEEKS,
    BestTimes,
    BestTypes,
    Effect,
    EvidenceState,
    TimeSlot,
    best_times,
    best_types,
)
from domain.facts import PostFact
from domain.time_range import Period


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
    effect: Effect | None
    """Of what is recommended; None unless the state is TENTATIVE or SUPPORTED."""
    slot: TimeSlot | None
    subject: str | None
    """The content type, for CONTENT_TYPE."""
    query: str
    """A GraphQL document that shows the figures behind it; its variable `userId` is the user's own id."""


def recommend(posts: Sequence[PostFact], now: datetime, period: Period) -> tuple[Recommendation, ...]:
    """What the posts of a period suggest."""
    times = best_times(posts, now, period.zone_name)
    return _about_time(times, period), _about_type(best_types(posts, now), period)


def _about_time(times: BestTimes, period: Period) -> Recommendation:
    best = times.slots[0] if times.state in _CARRIES else None
    if best is None:
        text = _silence(times.state, times.posts, "time of day", times.weeks)
    else:
        days = "at weekends" if best.weekend else "on working days"
        text = (
            f"Posts {days} between {best.start_hour:02}:00 and {best.end_hour:02}:00 ({times.zone_name}) may expect "
            f"{_percent(best.effect)} more engagement than your usual mix. {_CAVEAT[times.state]}"
        )
    fields = "bestTimes(period: $period) { state posts slots { weekend startHour endHour effect { lift posts } } }"
    return Recommendation(
        RecommendationKind.POSTING_TIME,
        times.state,
        text,
        times.posts,
        best.effect if best else None,
        best,
        None,
        _query(fields, period),
    )


def _about_type(types: BestTypes, period: Period) -> Recommendation:
    best = types.types[0] if types.state in _CARRIES else None
    if best is None:
        text = _silence(types.state, types.posts, "kind of post")
    else:
        text = (
            f"Posts of type {best.content_type.value} may expect {_percent(best.effect)} more engagement than your "
            f"usual mix. {_CAVEAT[types.state]}"
        )
    fields = "contentTypes(period: $period) { contentType posts engagementsPerPost }"
    return Recommendation(
        RecommendationKind.CONTENT_TYPE,
        types.state,
        text,
        types.posts,
        best.effect if best else None,
        None,
        best.content_type.value if best else None,
        _query(fields, period),
    )


_CARRIES = (EvidenceState.TENTATIVE, EvidenceState.SUPPORTED)
_CAVEAT = {
    EvidenceState.SUPPORTED: "This is what was observed, not proof of a cause.",
    EvidenceState.TENTATIVE: "The evidence is thin: worth a trial, not a rule.",
}


def _silence(state: EvidenceState, posts: int, what: str, weeks: int | None = None) -> str:
    if state is EvidenceState.NOT_ENOUGH_DATA and posts >= MIN_POSTS:
        return f"Not enough data on the {what} yet: {posts} mature posts in {weeks} weeks; it takes {MIN_WEEKS} weeks."
    if state is EvidenceState.NOT_ENOUGH_DATA:
        return f"Not enough data on the {what} yet: {posts} mature posts, and it takes at least {MIN_POSTS}."
    return f"No {what} stands out from the {posts} posts of the period; the differences are within the noise."


def _percent(effect: Effect) -> str:
    return f"{effect.lift:.0%} (90 % interval {effect.lower:.0%} to {effect.upper:.0%}, {effect.posts} posts)"


def _query(fields: str, period: Period) -> str:
    literal = f'{{start: "{period.start}", end: "{period.end}"}}'
    return f"query Evidence($userId: ID!) {{ user(userId: $userId) {{ {fields.replace('$period', literal)} }} }}"
