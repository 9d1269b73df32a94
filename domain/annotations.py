"""Annotations: marks on a user's time axis, such as a campaign or an outage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.errors import AnnotationNotFoundError, InvalidInputError, InvalidPeriodError, NotOwnerError
from domain.time_range import MAX_DATE, MIN_DATE, Period

MAX_TEXT = 280


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text at some days. Everybody who sees the user sees it."""

    user_id: str
    annotation_id: str
    start: date
    """First day, in the user's zone."""
    end: date
    """Exclusive."""
    text: str
    """1 to MAX_TEXT characters."""
    owner: str
    """The viewer who made it; nobody else may change it."""
    created_at: datetime
    updated_at: datetime


def annotation_text(text: str) -> str:
    """The text without blanks around it.

    Raises:
        InvalidInputError: it is empty or too long.
    """
    found = text.strip()
    if not 1 <= len(found) <= MAX_TEXT:
        raise InvalidInputError(f"An annotation has 1 to {MAX_TEXT} characters; {len(found)} were given.")
    return found


def annotation_days(start: date, end: date | None) -> tuple[date, date]:
    """The days [start, end); without an end, one day.

    Raises:
        InvalidPeriodError: no day, or out of the calendar that we serve.
        RangeTooLongError: more days than a period may have.
    """
    if not MIN_DATE <= start < MAX_DATE:
        raise InvalidPeriodError(f"Dates must lie between {MIN_DATE} and {MAX_DATE}.")
    days = Period.custom(start, end or start + timedelta(days=1), "UTC")
    return days.start, days.end


def overlapping(annotations: Iterable[Annotation], start: date, end: date) -> tuple[Annotation, ...]:
    """Those with at least one day in [start, end), oldest first."""
    found = (annotation for annotation in annotations if annotation.start < end and start < annotation.end)
    return tuple(sorted(found, key=lambda a: (a.start, a.end, a.created_at, a.annotation_id)))


def owned(annotation: Annotation | None, annotation_id: str, viewer: str) -> Annotation:
    """The annotation, for one who wants to change it.

    Raises:
        AnnotationNotFoundError: there is none.
        NotOwnerError: somebody else made it.
    """
    if annotation is None:
        raise AnnotationNotFoundError(annotation_id)
    if annotation.owner != viewer:
        raise NotOwnerError("annotation", annotation.owner)
    return annotation
