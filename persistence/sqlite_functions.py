"""Functions that SQLite lacks: Python's own, given to each connection."""

from collections.abc import Callable
from typing import Any

from domain.time_range import zone
from persistence.column_types import from_micros

LOCAL_WEEKDAY = "local_weekday"
LOCAL_HOUR = "local_hour"


def _lower(text: str | None) -> str | None:
    """SQLite's own lower() knows ASCII only, and people search for "ÜBER" too."""
    return text.lower() if text is not None else None


def _local_weekday(micros: int | None, zone_name: str) -> int | None:
    """0 is Monday."""
    return None if micros is None else from_micros(micros).astimezone(zone(zone_name)).weekday()


def _local_hour(micros: int | None, zone_name: str) -> int | None:
    return None if micros is None else from_micros(micros).astimezone(zone(zone_name)).hour


_FUNCTIONS: tuple[tuple[str, int, Callable[..., object]], ...] = (
    ("lower", 1, _lower),
    (LOCAL_WEEKDAY, 2, _local_weekday),
    (LOCAL_HOUR, 2, _local_hour),
)


def add_functions(dbapi_connection: Any) -> None:
    """Give them to a connection."""

    async def add(raw: Any) -> None:
        for name, parameters, function in _FUNCTIONS:
            await raw.create_function(name, parameters, function, deterministic=True)

    dbapi_connection.run_async(add)
