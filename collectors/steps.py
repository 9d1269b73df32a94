"""A collection as a table of steps, each read page by page; the same table is the plan, and says where to go on."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from domain.assignments import Assignment, Page, PlannedStep, Reach, Rejection
from domain.errors import FatalCollectorError
from domain.observations import Batch, Provenance
from domain.users import AccountRef


@dataclass(frozen=True, slots=True)
class StepPage:
    """One page of one step."""

    batch: Batch = field(default_factory=Batch)
    next_token: str | None = None
    """What the step goes on with; None: it has been read to its end."""
    rejections: tuple[Rejection, ...] = ()
    missing: tuple[str, ...] = ()
    """Ids of known posts that the platform says are not there."""
    profile: AccountRef | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a collection reads."""

    name: str
    """Unique among the steps; stored in cursors, so it stays, and the step stays in its table when it has nothing to
    read."""
    read: Callable[[str | None], Awaitable[StepPage]]
    """The page that a token leads to; None: the first."""
    planned: PlannedStep


def planned(steps: Sequence[Step]) -> tuple[PlannedStep, ...]:
    """What the steps would take; those with nothing to read are left out."""
    return tuple(step.planned for step in steps if step.planned.pages)


class SteppedCollector(ABC):
    """A collector of a platform's API: its collection and its plan are one table of steps."""

    provenance = Provenance.API
    reach: Reach

    @abstractmethod
    def steps(self, assignment: Assignment, cursor: str | None) -> Sequence[Step]:
        """The table, for a collection that goes on from a cursor; None: from the beginning."""

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        """What the steps would take."""
        return planned(self.steps(assignment, None))

    def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        """The pages of the steps. Raises CollectorError."""
        return walk(self.steps(assignment, cursor), cursor)


async def walk(steps: Sequence[Step], cursor: str | None) -> AsyncIterator[Page]:
    """All pages of all steps from a cursor on. A cursor is a step and its token: `posts:QVFIU`. Steps that plan no page
    are passed over, except the one that the cursor names.

    Raises:
        FatalCollectorError: the cursor belongs to no step, or a page leads to one that was read.
    """
    place, token = _place_of(cursor, steps)
    left = [steps[place], *(step for step in steps[place + 1 :] if step.planned.pages)]
    for step, following in zip_longest(left, left[1:]):
        seen = {token}
        while True:
            page = await step.read(token)
            if page.next_token in seen - {None}:
                yield Page(page.batch, _cursor(step, token), page.rejections, page.missing, page.profile)
                raise FatalCollectorError(f"The pages of {step.planned.what} run in a circle; the rest was not read.")
            token = page.next_token
            seen.add(token)
            place_after = following if token is None else step
            after = _cursor(place_after, token) if place_after is not None else None
            yield Page(page.batch, after, page.rejections, page.missing, page.profile)
            if token is None:
                break


def _cursor(step: Step, token: str | None) -> str:
    return f"{step.name}:{token or ''}"


def _place_of(cursor: str | None, steps: Sequence[Step]) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    name, separator, token = cursor.partition(":")
    for index, step in enumerate(steps):
        if separator and step.name == name:
            return index, token or None
    raise FatalCollectorError("The cursor does not belong to this collection.")
