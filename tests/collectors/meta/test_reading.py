"""Numbers and moments as they come, and as they cannot be."""

from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.meta.reading import moment, number


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (7, 7),
        (-7, -7),
        (1.5, 1.5),
        (" 12 ", 12),
        ("-12", -12),
        ("999999999999999", 999_999_999_999_999),
        ("9" * 16, None),
        ("9" * 400, None),
        ("9" * 5000, None),
        (10**15, None),
        (-1e26, None),
        (True, None),
        ("1.5", None),
        ("--1", None),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_a_number(value: Any, found: float | None) -> None:
    assert number(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-03-04T08:00:00+0000", datetime(2026, 3, 4, 8, tzinfo=UTC)),
        ("2026-03-04T08:00:00-0800", datetime(2026, 3, 4, 16, tzinfo=UTC)),
        ("2026-03-04T08:00:00", None),
        ("9999-12-31T23:59:59-1200", None),
        ("0001-01-01T00:00:00+1400", None),
        ("yesterday", None),
        (7, None),
    ],
)
def test_a_moment(value: Any, found: datetime | None) -> None:
    assert moment(value) == found
