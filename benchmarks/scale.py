"""How much is measured, and the fixed moment at which all of it happens."""

from dataclasses import dataclass, replace
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

    events: tuple[int, ...]
    """Of each database, the smallest first: the others are compared with it."""
    imported_events: int
    """Rows of the file whose import is timed."""
    exported_rows: int
    """Rows of the files of exports whose reading is timed; files of a kind that is small have fewer."""
    readings: int
    """Repetitions of that."""
    posts: int
    repetitions: int
    warm_ups: int
    seconds_per_question: float
    """No repetition begins later than this after the first one."""
    seconds: float
    """A run that takes longer is given up."""


QUICK = Scale((500, 10_000), 10_000, 1_000, 2, 100, 3, 1, 1, 300)
DEFAULT = Scale((10_000, 1_000_000), 1_000_000, 50_000, 5, 500, 40, 3, 10, 3_600)
FULL = replace(DEFAULT, events=(*DEFAULT.events, 10_000_000))
