"""Values: their change against another period's."""

from datetime import UTC, datetime

import pytest

from domain.metrics import MetricKey
from domain.values import (
    AbsenceReason,
    Bounds,
    Change,
    Coverage,
    CoverageUnit,
    MetricStatus,
    MetricValue,
    change,
    unavailable,
)


def _likes(value: float | None) -> MetricValue:
    status = MetricStatus.UNAVAILABLE if value is None else MetricStatus.MEASURED
    return MetricValue(MetricKey.LIKES, value, status)


def _rate(value: float | None) -> MetricValue:
    return MetricValue(MetricKey.ENGAGEMENT_RATE, value, MetricStatus.DERIVED)


@pytest.mark.parametrize(
    ("current", "previous", "expected"),
    [
        (150, 100, Change(100, 50, 0.5)),
        (75, 100, Change(100, -25, -0.25)),
        (100, 100, Change(100, 0, 0)),
        (0, 100, Change(100, -100, -1)),
        (-50, 100, Change(100, -150, -1.5)),
    ],
)
def test_a_change_is_a_difference_and_a_fraction_of_what_was(current: float, previous: float, expected: Change) -> None:
    assert change(_likes(current), _likes(previous)) == expected


@pytest.mark.parametrize("current", [0, 5])
def test_against_zero_there_is_no_relative_change(current: float) -> None:
    assert change(_likes(current), _likes(0)) == Change(0, current, None)


def test_against_a_negative_number_there_is_no_relative_change() -> None:
    assert change(_likes(5), _likes(-10)) == Change(-10, 15, None)


def test_rates_differ_in_points_and_not_in_percent_of_percent() -> None:
    found = change(_rate(0.03), _rate(0.02))

    assert found.previous == 0.02
    assert found.absolute == pytest.approx(0.01)
    assert found.relative is None


@pytest.mark.parametrize(
    ("current", "previous", "expected"),
    [
        (None, 100, Change(100, None, None)),
        (100, None, Change(None, None, None)),
        (None, None, Change(None, None, None)),
        (None, 0, Change(0, None, None)),
    ],
)
def test_what_was_not_observed_is_not_taken_for_zero(
    current: float | None, previous: float | None, expected: Change
) -> None:
    assert change(_likes(current), _likes(previous)) == expected


def test_a_compared_value_is_the_same_value_with_its_change() -> None:
    value = _likes(150)

    compared = value.compared_to(_likes(100))

    assert compared == MetricValue(MetricKey.LIKES, 150, MetricStatus.MEASURED, change=Change(100, 50, 0.5))
    assert value.change is None


def test_coverage_is_complete_when_nothing_is_missing() -> None:
    assert Coverage(3, 3, CoverageUnit.DAYS).complete
    assert Coverage(0, 0, CoverageUnit.POSTS).complete
    assert not Coverage(2, 3, CoverageUnit.DAYS).complete


def test_an_unavailable_value_says_why_and_what_is_known() -> None:
    seen = datetime(2026, 3, 10, tzinfo=UTC)
    coverage = Coverage(2, 3, CoverageUnit.DAYS)

    value = unavailable(MetricKey.REACH, AbsenceReason.NOT_ADDITIVE, coverage, Bounds(1, None), seen, "why")

    assert value == MetricValue(
        MetricKey.REACH,
        None,
        MetricStatus.UNAVAILABLE,
        coverage,
        seen,
        AbsenceReason.NOT_ADDITIVE,
        "why",
        Bounds(1, None),
        None,
    )
