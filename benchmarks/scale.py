"""How much is measured, and the fixed moment at which all of it happens."""

from dataclasses import dataclass
from datetime import UTC, datetime

SEED = 20_260_701
NOW = datetime(2026, 7, 1, 10, tzinfo=UTC)
"""The clock of every server here stands still, so that each run asks for the same days."""
DAYS = 365
TIME_ZONE = "Europe/Berlin"
"""Not UTC: the days of the rollups are then other days than those of the file."""
USER_ID = "benchmark"


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a run."""

    many_events: int
    """Also the rows of the imported file."""
    few_events: int
    posts: int
    repetitions: int
    warm_ups: int
    seconds_per_question: float
    """No repetition begins later than this after the first one."""
    seconds: float
    """A run that takes longer is given up."""


FULL = Scale(1_000_000, 10_000, 500, 60, 5, 120, 1_800)
QUICK = Scale(50_000, 500, 25, 3, 1, 5, 120)
