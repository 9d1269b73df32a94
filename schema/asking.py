"""The arguments that most fields share, declared once: which days, of what, compared with what, and as of when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

import domain.users as users_domain
from domain.analyzer import Question
from domain.errors import InvalidInputError
from domain.facts import Knowledge
from domain.filters import Filter
from resolvers import users
from resolvers.segments import segment_filter
from schema.enums import Attribution, Platform
from schema.filter_input import ContentFilter, combined, to_filter
from schema.info import Info
from schema.inputs import ComparisonInput, PeriodInput, RateInput, to_comparison, to_period

_ARGUMENTS: Mapping[str, tuple[Any, str]] = {
    "period": (PeriodInput | None, "Which days; left out: the last 30 complete ones."),
    "compare_to": (ComparisonInput | None, "Adds the change against other days."),
    "platforms": (list[Platform] | None, "Of these platforms alone; left out: of all."),
    "filter": (ContentFilter | None, "Of these accounts, posts and engagements alone; left out: of all."),
    "segment": (strawberry.ID | None, "Global id or name of a saved filter; with `filter` both must hold."),
    "attribution": (
        Attribution | None,
        "Which engagements count; left out: what more accounts can answer, see `basis`.",
    ),
    "rate": (RateInput | None, "How rates are taken; left out: over what the platforms count exposure in."),
    "age_hours": (
        float | None,
        "Take every post as it was so many hours after it was published, such as 1, 24 or 168; left out: as it is now.",
    ),
    "as_of": (datetime | None, "Answer with what had been seen on the platforms by then; left out: with everything."),
    "recorded_by": (
        datetime | None,
        "Answer with what this server had stored by then; with `asOf` at the same moment, the answer of that moment.",
    ),
}
WHICH = ("period", "platforms", "filter", "segment", "as_of", "recorded_by")
"""Enough for what is asked of posts alone."""
OF_LISTS = ("filter", "segment", "as_of", "recorded_by")
"""What lists of posts take: their days are part of the filter."""
EVERYTHING = tuple(_ARGUMENTS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client gave for the shared arguments."""

    period: PeriodInput | None = None
    compare_to: ComparisonInput | None = None
    platforms: list[Platform] | None = None
    filter: ContentFilter | None = None
    segment: strawberry.ID | None = None
    attribution: Attribution | None = None
    rate: RateInput | None = None
    age_hours: float | None = None
    as_of: datetime | None = None
    recorded_by: datetime | None = None

    async def question(self, info: Info, user: users_domain.User) -> Question:
        """The question that was asked.

        Raises:
            InvalidInputError and its kind: an argument cannot be used.
            SegmentNotFoundError: there is no such segment.
        """
        context = info.context
        now = self.knowledge.moment(context.now)
        wanted = frozenset(self.platforms) if self.platforms is not None else None
        rate = self.rate or RateInput()
        return Question(
            user,
            await users.accounts(context, user, wanted),
            to_period(self.period, user, now),
            now,
            to_comparison(self.compare_to, user, self.period),
            self.attribution,
            await self.whole_filter(info, user),
            rate.denominator,
            rate.aggregation,
            timedelta(hours=self.age_hours) if self.age_hours is not None else None,
            self.knowledge,
        )

    async def whole_filter(self, info: Info, user: users_domain.User) -> Filter | None:
        """Filter and segment together; None: neither was given."""
        given = to_filter(self.filter, user, self.knowledge.moment(info.context.now))
        saved = await segment_filter(info.context, user, self.segment) if self.segment is not None else None
        return combined(given, saved)

    @property
    def knowledge(self) -> Knowledge:
        """What may be known to the answer. Raises InvalidInputError for a moment without a zone."""
        for name, moment in (("asOf", self.as_of), ("recordedBy", self.recorded_by)):
            if moment is not None and moment.tzinfo is None:
                raise InvalidInputError(f"`{name}` needs a zone, such as 2026-03-10T12:00:00Z.")
        return Knowledge(self.as_of, self.recorded_by)


class Asks(FieldExtension):
    """Gives a field the shared arguments of these names; its resolver takes them as one `asked`."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def apply(self, field: StrawberryField) -> None:
        """Put the arguments in the place of `asked`."""
        own = [argument for argument in field.arguments if argument.python_name not in ("asked", *self._names)]
        field.arguments = [*own, *(_argument(name) for name in self._names)]

    def map_arguments(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Put what was given for them together."""
        given = {name: kwargs.pop(name) for name in self._names if name in kwargs}
        return {**kwargs, "asked": Asked(**given)}


def _argument(name: str) -> StrawberryArgument:
    annotation, description = _ARGUMENTS[name]
    return StrawberryArgument(name, None, StrawberryAnnotation(annotation), description=description, default=None)
