"""Marks on the time axis: which days they may have, and where they stand in a chart."""

from datetime import UTC, date, datetime

import pytest

from domain.annotations import Annotation, annotation_days, annotation_text, overlapping
from domain.charts import ChartAnnotation, annotations_at
from domain.errors import InvalidInputError
from domain.time_range import Granularity, Period

MADE = datetime(2026, 3, 1, tzinfo=UTC)


def _mark(text: str, start: date, end: date) -> Annotation:
    return Annotation("u1", text, start, end, text, "local", MADE, MADE)


SALE = _mark("sale", date(2026, 3, 5), date(2026, 3, 6))
CAMPAIGN = _mark("campaign", date(2026, 2, 20), date(2026, 3, 4))
LATER = _mark("later", date(2026, 3, 9), date(2026, 3, 10))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 3, 3), date(2026, 3, 6), ["campaign", "sale"]),
        (date(2026, 3, 4), date(2026, 3, 5), []),
        (date(2026, 3, 5), date(2026, 3, 6), ["sale"]),
        (date(2026, 3, 6), date(2026, 3, 10), ["later"]),
    ],
    ids=str,
)
def test_the_days_of_an_annotation_and_of_a_period_are_half_open(start: date, end: date, expected: list[str]) -> None:
    assert [mark.text for mark in overlapping([LATER, SALE, CAMPAIGN], start, end)] == expected


def test_an_annotation_without_an_end_is_one_day() -> None:
    assert annotation_days(date(2026, 3, 5), None) == (date(2026, 3, 5), date(2026, 3, 6))


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (date(2026, 3, 5), date(2026, 3, 5), "The period ends on 2026-03-05 before or when it starts, 2026-03-05."),
        (date.max, None, "Dates must lie between 2000-01-01 and 2100-01-01."),
        (date(1999, 12, 31), None, "Dates must lie between 2000-01-01 and 2100-01-01."),
        (date(2001, 1, 1), date(2099, 1, 1), "The period holds 35,794 days; at most 3,660 can be asked for at once."),
    ],
    ids=str,
)
def test_days_that_no_chart_can_show_are_refused(start: date, end: date | None, message: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        annotation_days(start, end)

    assert refused.value.message.startswith(message)


def test_the_text_is_kept_without_blanks_around_it_and_has_a_limit() -> None:
    assert annotation_text("  Sale ") == "Sale"
    assert annotation_text("a" * 280) == "a" * 280
    for text, length in ((" ", 0), ("a" * 281, 281)):
        with pytest.raises(InvalidInputError) as refused:
            annotation_text(text)
        assert refused.value.message == f"An annotation has 1 to 280 characters; {length} were given."


@pytest.mark.parametrize(
    ("granularity", "places"),
    [
        (Granularity.DAY, {"campaign": (0, 1), "sale": (3, 3)}),
        # Monday 2 March is the first day of the first week.
        (Granularity.WEEK, {"campaign": (0, 0), "sale": (0, 0)}),
    ],
)
def test_an_annotation_stands_at_the_labels_that_it_touches(
    granularity: Granularity, places: dict[str, tuple[int, int]]
) -> None:
    buckets = Period(date(2026, 3, 2), date(2026, 3, 9), "UTC").buckets(granularity)

    found = annotations_at([LATER, SALE, CAMPAIGN], buckets)

    assert {mark.text: (mark.first_label, mark.last_label) for mark in found} == places
    assert [mark.text for mark in found] == ["campaign", "sale"]


def test_an_annotation_in_a_chart_keeps_its_own_days() -> None:
    buckets = Period(date(2026, 3, 2), date(2026, 3, 9), "UTC").buckets(Granularity.DAY)

    assert annotations_at([CAMPAIGN], buckets) == (
        ChartAnnotation("campaign", date(2026, 2, 20), date(2026, 3, 4), 0, 1),
    )
    assert annotations_at([CAMPAIGN], ()) == ()
