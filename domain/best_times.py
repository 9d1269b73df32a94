"""Best posting times: windows of three hours on working days or at weekends, against the account's own mix.

Windows rather than single hours of single days, because hours explain 2.5 % of the variance of log engagement on real
pages, weekdays 0.3 %, and the interaction of both nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import numpy as np

from domain.effects import (
    CAVEAT,
    MODEL,
    Control,
    Effect,
    EvidenceState,
    Outlook,
    effects_of,
    learnt,
    state_of,
)
from domain.facts import PostFact
from domain.post_study import MAX_POSTS, PostStudy, study_posts
from domain.slot_design import HOURS, WEEKEND, FloatArray, Sample
from domain.slot_model import Posterior
from domain.users import Platform

HOURS_PER_WINDOW = 3
WINDOWS = tuple(product((False, True), range(0, HOURS, HOURS_PER_WINDOW)))
"""(weekend, first hour) of each."""
MAX_UNTRIED = 3
OUTLOOK = Outlook(persistence=0.55, drift=0.10)

DEFAULT_SOURCE = "137 Facebook news pages, 2012 to 2017, hours at UTC-5: a weak default, not a finding about you"
_DEFAULT_WORKING_DAYS = -0.015
"""Tuesday to Thursday 2 to 3 % below the mean, Monday and Friday at it."""
_DEFAULT_WEEKEND = 0.04
_DEFAULT_LIFTS = {0: -0.04, 3: -0.08, 6: -0.02, 9: 0.03, 12: 0.0, 15: 0.0, 18: 0.05, 21: 0.02}
"""By first hour: 1 to 7 o'clock 4 to 8 % below the mean, 10, 11 and 18 to 21 o'clock 3 to 6 % above."""


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """A window of hours on working days or at the weekend, local time."""

    weekend: bool
    start_hour: int
    end_hour: int
    """Exclusive, up to 24."""
    effect: Effect


@dataclass(frozen=True, slots=True)
class DefaultSlot:
    """What such a window did for other people's pages: where to begin when nothing is known."""

    weekend: bool
    start_hour: int
    end_hour: int
    """Exclusive, up to 24."""
    lift: float
    """Relative difference from those pages' mean."""


@dataclass(frozen=True, slots=True)
class BestTimes:
    """When posts have done better, as far as can be said."""

    state: EvidenceState
    posts: int
    """Mature posts with observed engagement."""
    effective_posts: float
    """The same with older posts counting less: one of a year ago counts half."""
    weeks: int
    zone_name: str
    slots: tuple[TimeSlot, ...]
    """Every window in which something was posted; empty when there is not enough data. Best first."""
    untried: tuple[TimeSlot, ...]
    """Windows in which nothing was posted, the three of which least is known: worth a trial, no finding."""
    default_slots: tuple[DefaultSlot, ...]
    """Without enough data: where other pages did better, best first. Never a finding about this account."""
    default_source: str | None
    """Whose, and from when, the default is; None when there is none."""
    controlled_for: tuple[Control, ...]
    persistence: float
    drift: float
    model: str
    caveat: str


def best_times(
    posts: Sequence[PostFact],
    platforms: Mapping[str, Platform],
    now: datetime,
    zone_name: str,
    limit: int = MAX_POSTS,
) -> BestTimes:
    """The windows of the week, best first; see `study_posts` for the arguments."""
    return times_of(study_posts(posts, platforms, now, zone_name, limit))


def times_of(study: PostStudy) -> BestTimes:
    """The windows of the week, best first."""
    if study.sample is None or study.posterior is None:
        return _not_enough(study)
    tried, untried = _windows(study.sample, study.posterior)
    if not tried:
        return _not_enough(study)
    return BestTimes(
        state_of(tried[0].effect),
        study.posts,
        study.effective_posts,
        study.weeks,
        study.zone_name,
        tried,
        untried,
        (),
        None,
        tuple(sorted(study.controls - {Control.TIME_OF_DAY, Control.DAY_OF_WEEK})),
        OUTLOOK.persistence,
        OUTLOOK.drift,
        MODEL,
        CAVEAT,
    )


def _not_enough(study: PostStudy) -> BestTimes:
    return BestTimes(
        EvidenceState.NOT_ENOUGH_DATA,
        study.posts,
        study.effective_posts,
        study.weeks,
        study.zone_name,
        (),
        (),
        default_slots(),
        DEFAULT_SOURCE,
        (),
        OUTLOOK.persistence,
        OUTLOOK.drift,
        MODEL,
        CAVEAT,
    )


def default_slots() -> tuple[DefaultSlot, ...]:
    """The windows of the week by what they did for the pages of DEFAULT_SOURCE, best first."""
    slots = [
        DefaultSlot(weekend, hour, hour + HOURS_PER_WINDOW, round((1 + of_days) * (1 + of_hours) - 1, 3))
        for weekend, of_days in ((False, _DEFAULT_WORKING_DAYS), (True, _DEFAULT_WEEKEND))
        for hour, of_hours in _DEFAULT_LIFTS.items()
    ]
    return tuple(sorted(slots, key=lambda slot: (-slot.lift, slot.weekend, slot.start_hour)))


def _windows(sample: Sample, posterior: Posterior) -> tuple[tuple[TimeSlot, ...], tuple[TimeSlot, ...]]:
    """The windows in which something was posted, best first, and others; both empty when nothing was learnt."""
    inside = _membership(sample)
    counts, effective = inside.sum(axis=1).astype(int), inside @ sample.recency
    mine = posterior.times(sample.hour, sample.weekday)
    usual = sample.recency @ mine / sample.recency.sum()
    everywhere = _evenly(posterior)
    rows = np.array(
        [
            (inside[i] * sample.recency) @ mine / effective[i] if counts[i] else everywhere[i]
            for i in range(len(WINDOWS))
        ]
    )
    contrasts = posterior.contrasts(rows - usual)
    if not learnt(contrasts.only(counts > 0)):
        return (), ()
    effects = effects_of(contrasts, OUTLOOK, counts.tolist(), effective.tolist())
    slots = [
        TimeSlot(weekend, hour, hour + HOURS_PER_WINDOW, effect)
        for (weekend, hour), effect in zip(WINDOWS, effects, strict=True)
    ]
    tried = sorted((slot for slot in slots if slot.effect.posts), key=_best_first)
    untried = sorted((slot for slot in slots if not slot.effect.posts), key=_least_known_first)
    return tuple(tried), tuple(untried[:MAX_UNTRIED])


def _membership(sample: Sample) -> FloatArray:
    """1 where a post went out in a window, a row for each of WINDOWS."""
    weekend, first_hour = WEEKEND[sample.weekday], sample.hour // HOURS_PER_WINDOW * HOURS_PER_WINDOW
    return np.array([(weekend == w) & (first_hour == h) for w, h in WINDOWS], dtype=np.float64)


def _evenly(posterior: Posterior) -> list[FloatArray]:
    """What a post at any hour and day of a window may expect, a row for each of WINDOWS."""
    found = []
    for weekend, hour in WINDOWS:
        places = list(product(range(hour, hour + HOURS_PER_WINDOW), np.flatnonzero(weekend == WEEKEND)))
        hours, days = np.array(places).T
        found.append(posterior.times(hours, days).mean(axis=0))
    return found


def _best_first(slot: TimeSlot) -> tuple[float, bool, int]:
    return -slot.effect.lift, slot.weekend, slot.start_hour


def _least_known_first(slot: TimeSlot) -> tuple[float, bool, int]:
    return -(1 + slot.effect.upper) / (1 + slot.effect.lower), slot.weekend, slot.start_hour
