"""The input by which posts, engagements and segments are filtered; it converts itself into a domain filter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Optional, TypeVar

import strawberry

from domain.dimensions import Dimension
from domain.errors import InvalidInputError, NotFoundError
from domain.filter_forms import normalised
from domain.filter_rules import MAX_DEPTH, canonical_value, checked
from domain.filters import And, Comparator, Filter, MediaLength, Not, OneOf, Or, PublishedIn, TextContains, Threshold
from domain.users import User
from schema.enums import ContentType, MetricKey, Platform, Weekday
from schema.inputs import PeriodInput
from schema.nodes import local_key

T = TypeVar("T")

_ONLY_EVENTS = "Posts do not have this, only single engagements: a list of posts refuses it. Null: no condition."


@strawberry.input(description="How long a video or sound lasts, in seconds. One bound or both.")
class SecondsRange:
    """Half-open."""

    at_least: float | None = strawberry.field(default=None, description="So long or longer. Null: no bound.")
    below: float | None = strawberry.field(default=None, description="Shorter than this (exclusive). Null: no bound.")


@strawberry.input(
    description="Compares a post's own latest value with numbers; all that are given must hold. A post without the "
    "value does not match."
)
class MetricCondition:
    """Bounds of one metric."""

    metric: MetricKey = strawberry.field(description="One that posts have, or ENGAGEMENTS or ENGAGEMENT_RATE.")
    gt: float | None = strawberry.field(default=None, description="Greater than. Null: no such bound.")
    gte: float | None = strawberry.field(default=None, description="At least. Null: no such bound.")
    lt: float | None = strawberry.field(default=None, description="Less than. Null: no such bound.")
    lte: float | None = strawberry.field(default=None, description="At most. Null: no such bound.")
    eq: float | None = strawberry.field(default=None, description="Equal to. Null: no such bound.")

    def to_filters(self) -> list[Filter]:
        """One threshold for each bound. Raises InvalidInputError when there is none."""
        bounds = {
            Comparator.GT: self.gt,
            Comparator.GTE: self.gte,
            Comparator.LT: self.lt,
            Comparator.LTE: self.lte,
            Comparator.EQ: self.eq,
        }
        found: list[Filter] = [
            Threshold(self.metric, comparison, number) for comparison, number in bounds.items() if number is not None
        ]
        if not found:
            raise InvalidInputError(f"The condition on {self.metric.name} needs one of gt, gte, lt, lte, eq.")
        return found


@strawberry.input(
    description="Which posts. All that stands in one object must hold; an empty object matches everything. What is "
    "not known matches neither a condition nor its opposite. At most 100 conditions, 8 levels deep."
)
class ContentFilter:
    """Conditions, joined by AND."""

    and_: list["ContentFilter"] | None = strawberry.field(
        name="and", default=None, description="All of these must hold too. Null: no condition."
    )
    or_: list["ContentFilter"] | None = strawberry.field(
        name="or", default=None, description="At least one of these must hold. Null: no condition."
    )
    not_: Optional["ContentFilter"] = strawberry.field(
        name="not",
        default=None,
        description="This must not hold, and it must be known that it does not. Null: no condition.",
    )
    platforms: list[Platform] | None = strawberry.field(
        default=None, description="On one of these platforms. Null: on any."
    )
    account_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="On one of these accounts, by their global ids. Null: on any."
    )
    content_types: list[ContentType] | None = strawberry.field(
        default=None, description="Of one of these kinds. Null: of any."
    )
    tags: list[str] | None = strawberry.field(
        default=None,
        description="With at least one of these hashtags, in any case, with or without the sign. Null: no condition.",
    )
    text: str | None = strawberry.field(
        default=None, description="With this in the text, in any case. Null or empty: no condition."
    )
    period: PeriodInput | None = strawberry.field(
        default=None, description="Published in these days of the user's zone. Null: whenever."
    )
    weekdays: list[Weekday] | None = strawberry.field(
        default=None, description="Published on one of these days of the week, in the user's zone. Null: on any."
    )
    hours_of_day: list[int] | None = strawberry.field(
        default=None,
        description="Published in one of these hours of the clock, 0 to 23, in the user's zone. Null: any.",
    )
    media_seconds: SecondsRange | None = strawberry.field(
        default=None, description="With a video or sound of this length. Null: no condition."
    )
    metrics: list[MetricCondition] | None = strawberry.field(
        default=None, description="With such values. Null: no condition."
    )
    countries: list[str] | None = strawberry.field(
        default=None, description=f"From one of these countries, ISO 3166-1 alpha-2. {_ONLY_EVENTS}"
    )
    devices: list[str] | None = strawberry.field(
        default=None, description=f"With one of these devices, in the words of the source. {_ONLY_EVENTS}"
    )


def to_filter(input: ContentFilter | None, user: User, now: datetime) -> Filter | None:
    """The filter that an optional argument means, checked and in its normal form; None when it asks for nothing.

    Raises:
        InvalidInputError: a list is empty, a value cannot be used, or the filter is too large.
    """
    if input is None:
        return None
    found = checked(normalised(_conditions(input, user, now, MAX_DEPTH)))
    return None if found == And(()) else found


def combined(first: Filter | None, second: Filter | None) -> Filter | None:
    """Both of them must hold. Raises InvalidInputError when they are too large together."""
    if first is None or second is None:
        return first if second is None else second
    return checked(normalised(And((first, second))))


def _conditions(input: ContentFilter, user: User, now: datetime, levels: int) -> Filter:
    """One object: a single condition stands for itself, so that it does not count as a level of its own."""
    if levels == 0:
        raise InvalidInputError(f"A filter is at most {MAX_DEPTH} levels deep.")
    found: list[Filter] = [
        *_one_of(Dimension.PLATFORM, "platforms", input.platforms),
        *_accounts(input.account_ids),
        *_one_of(Dimension.CONTENT_TYPE, "contentTypes", input.content_types),
        *_one_of(Dimension.TAG, "tags", input.tags),
        *_one_of(
            Dimension.WEEKDAY, "weekdays", None if input.weekdays is None else [day.value for day in input.weekdays]
        ),
        *_one_of(
            Dimension.HOUR_OF_DAY,
            "hoursOfDay",
            None if input.hours_of_day is None else [str(hour) for hour in input.hours_of_day],
        ),
        *_one_of(Dimension.COUNTRY, "countries", input.countries),
        *_one_of(Dimension.DEVICE, "devices", input.devices),
    ]
    if input.text:
        found.append(TextContains(input.text))
    if input.period is not None:
        period = input.period.to_period(user, now)
        found.append(PublishedIn(period.starts_at, period.ends_at))
    if input.media_seconds is not None:
        found.append(MediaLength(input.media_seconds.at_least, input.media_seconds.below))
    for metric in _given("metrics", input.metrics):
        found += metric.to_filters()
    for part in _given("and", input.and_):
        found.append(_conditions(part, user, now, levels - 1))
    if parts := _given("or", input.or_):
        found.append(Or(tuple(_conditions(part, user, now, levels - 1) for part in parts)))
    if input.not_ is not None:
        found.append(Not(_conditions(input.not_, user, now, levels - 1)))
    return found[0] if len(found) == 1 else And(tuple(found))


def _accounts(ids: list[strawberry.ID] | None) -> list[Filter]:
    try:
        keys = [local_key("Account", id_) for id_ in ids] if ids is not None else None
    except NotFoundError as error:
        raise InvalidInputError(f"`accountIds`: {error.message}") from None
    return _one_of(Dimension.ACCOUNT, "accountIds", keys)


def _one_of(dimension: Dimension, name: str, values: Sequence[str] | None) -> list[Filter]:
    found = _given(name, values)
    return [OneOf(dimension, tuple(canonical_value(dimension, value) for value in found))] if found else []


def _given(name: str, items: Sequence[T] | None) -> Sequence[T]:
    """What is in a list; nothing when it was left out. Raises InvalidInputError when it was given empty."""
    if items is not None and not items:
        raise InvalidInputError(f"`{name}` is empty, which matches nothing; leave it out to match everything.")
    return items or ()
