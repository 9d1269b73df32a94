"""Collecting by itself: who is due, and when the next time is."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.users import Schedule

_JITTER = 0.1
"""So much of the pace the next time comes earlier or later, so that accounts do not march in step."""
_LONGEST_BACK_OFF = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often accounts are collected that have no pace of their own."""

    every: timedelta = timedelta(hours=1)
    """Zero: never by itself."""
    chance: random.Random = field(default_factory=random.Random)

    def pace(self, schedule: Schedule) -> timedelta:
        """The time between two collections of an account; zero: it is not collected by itself."""
        return self.every if schedule.every_minutes is None else timedelta(minutes=schedule.every_minutes)

    def following(self, schedule: Schedule, now: datetime) -> datetime | None:
        """When an account comes next: later and later while it fails. None: never by itself."""
        pace = self.pace(schedule)
        if not pace:
            return None
        wait = min(pace * 2.0 ** min(schedule.failures, 10), max(pace, _LONGEST_BACK_OFF))
        return now + wait * (1 + _JITTER * self.chance.uniform(-1, 1))
