"""Inputs. Each converts itself into a domain value, so that nobody checks a date again further down."""

from datetime import date, datetime

import strawberry

import domain.comparison as comparisons
import domain.query as query
import domain.time_range as time_range
from domain.content import ContentQuery, filter_of_posts
from domain.errors import InvalidPeriodError
from domain.facts import Knowledge
from domain.filters import Filter, given_account
from domain.users import Account, User
from schema.enums import (
    Aggregation,
    ComparisonKind,
    ContentOrderField,
    Denominator,
    MetricKey,
    OrderDirection,
    PeriodPreset,
    Platform,
)
from schema.scalars import TimeZone


@strawberry.input(
    description="Which days: `preset`, or `start` and `end`. Left out: the last 30 complete days in the user's zone."
)
class PeriodInput:
    """Days of the user's zone, half-open."""

    preset: PeriodPreset | None = strawberry.field(default=None, description="A period that moves with today.")
    start: date | None = strawberry.field(default=None, description="First day.")
    end: date | None = strawberry.field(default=None, description="Day after the last one (exclusive).")
    time_zone: TimeZone | None = strawberry.field(
        default=None, description="Zone in which the days begin; left out: the user's."
    )

    def to_period(self, user: User, now: datetime) -> time_range.Period:
        """Raises InvalidPeriodError, InvalidTimeZoneError, RangeTooLongError."""
        zone_name = self.zone_name(user)
        if self.preset is not None:
            if self.start is not None or self.end is not None:
                raise InvalidPeriodError("Give either `preset`, or `start` and `end`, not both.")
            return time_range.Period.of_preset(self.preset, now, zone_name, user.week_start)
        if self.start is None and self.end is None:
            return time_range.Period.of_preset(PeriodPreset.LAST_30_DAYS, now, zone_name)
        if self.start is None or self.end is None:
            raise InvalidPeriodError("A custom period needs both `start` and `end` (exclusive).")
        return time_range.Period.custom(self.start, self.end, zone_name)

    def zone_name(self, user: User) -> str:
        """The zone that was asked for. Raises InvalidTimeZoneError."""
        if self.time_zone is None:
            return user.time_zone
        time_range.zone(self.time_zone)
        return self.time_zone


def to_period(period: PeriodInput | None, user: User, now: datetime) -> time_range.Period:
    """The period that an optional argument means."""
    return (period or PeriodInput()).to_period(user, now)


@strawberry.input(description="What to compare with.")
class ComparisonInput:
    """Another stretch of days."""

    kind: ComparisonKind = strawberry.field(
        default=ComparisonKind.PREVIOUS_PERIOD, description="How the other days are found."
    )
    start: date | None = strawberry.field(default=None, description="For CUSTOM: the first day.")
    end: date | None = strawberry.field(default=None, description="For CUSTOM: the day after the last one.")
    align_weekdays: bool = strawberry.field(
        default=False,
        description="Move the other days so that they begin on the same weekday; not for CUSTOM.",
    )
    with_running_day: bool = strawberry.field(
        default=False,
        description="Compare today, too, as far as it has come. It stands against a whole day, so it is left out.",
    )

    def to_comparison(self, zone_name: str) -> comparisons.Comparison:
        """Raises InvalidPeriodError, RangeTooLongError."""
        custom = None
        if self.kind is ComparisonKind.CUSTOM:
            if self.start is None or self.end is None:
                raise InvalidPeriodError("The comparison kind CUSTOM needs `start` and `end` (exclusive).")
            if self.align_weekdays:
                raise InvalidPeriodError("`alignWeekdays` does not go with the comparison kind CUSTOM.")
            custom = time_range.Period.custom(self.start, self.end, zone_name)
        elif self.start is not None or self.end is not None:
            raise InvalidPeriodError("`start` and `end` go with the comparison kind CUSTOM only.")
        return comparisons.Comparison(self.kind, custom, self.align_weekdays, self.with_running_day)


def to_comparison(
    comparison: ComparisonInput | None, user: User, period: PeriodInput | None
) -> comparisons.Comparison | None:
    """The comparison that an optional argument means; its days begin in the zone of the period's."""
    return comparison.to_comparison((period or PeriodInput()).zone_name(user)) if comparison is not None else None


@strawberry.input(
    description="How rates are taken. Both are part of the answer: rates over unlike bases do not compare."
)
class RateInput:
    """Denominator and aggregation."""

    denominator: Denominator | None = strawberry.field(
        default=None, description="The base; left out: what most of the platforms count exposure in."
    )
    aggregation: Aggregation = strawberry.field(
        default=Aggregation.RATIO_OF_SUMS, description="How the rates of several posts become one."
    )


@strawberry.input(description="How groups are sorted; the first of them are kept by `limit`.")
class GroupOrder:
    """Metric and direction."""

    metric: MetricKey | None = strawberry.field(
        default=None, description="By its total over the period; left out: by the natural order of the dimension."
    )
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Which way.")

    def to_order(self) -> query.GroupOrder:
        """The domain's order."""
        return query.GroupOrder(self.metric, self.direction is OrderDirection.DESC)


@strawberry.input(description="How posts are sorted.")
class ContentOrder:
    """Field and direction."""

    field: ContentOrderField = strawberry.field(default=ContentOrderField.POSTED_AT, description="By what.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Which way.")


def to_content_query(
    user: User,
    accounts: tuple[Account, ...],
    first: int,
    filter: Filter | None,
    order_by: ContentOrder | None,
    knowledge: Knowledge,
) -> ContentQuery:
    """The page of posts that the arguments mean. Raises InvalidInputError for a filter that posts cannot have."""
    order = order_by or ContentOrder()
    if filter is not None:
        filter = filter_of_posts(filter)
        answers = {a.account_id: given_account(filter, a.platform, a.account_id) for a in accounts}
        accounts = tuple(account for account in accounts if answers[account.account_id] is not False)
        if all(answers[account.account_id] is True for account in accounts):
            filter = None
    return ContentQuery(
        user.user_id,
        tuple(account.account_id for account in accounts),
        first,
        order=order.field,
        descending=order.direction is OrderDirection.DESC,
        filter=filter,
        time_zone=user.time_zone,
        knowledge=knowledge,
    )


@strawberry.input(description="What to collect.")
class CollectInput:
    """For `collect`."""

    user_id: strawberry.ID = strawberry.field(description="The user's own id.")
    platforms: list[Platform] | None = strawberry.field(
        default=None, description="From these platforms; left out: from all on which there is an account."
    )
    days_back: int | None = strawberry.field(
        default=None,
        description="How many days back to read, 1 to 3660. Null: as far as is needed, which is as far back as the "
        "platform goes the first time, and then what is new or still corrected.",
    )
    dry_run: bool = strawberry.field(
        default=False, description="True: read nothing; answer with the plan, its calls and what they cost."
    )
