"""The rules of the question engine once more: slow, plain loops over single facts, to compare the engine with.

Nothing here is shared with the engine but the catalog, the meaning of a filter and the kinds of facts. Instants are
told into days and hours one by one through zoneinfo.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo

from domain.dimensions import Dimension
from domain.facts import (
    DAY_INDEX,
    POST_INDEX,
    DayFact,
    EngagementFact,
    EngagementGrain,
    EngagementNeed,
    EngagementSplit,
    PostFact,
    UserFacts,
)
from domain.filters import Attribute, Subject, holds
from domain.metrics import ENGAGEMENT_PARTS, Denominator, MetricKey
from domain.observations import ENGAGEMENT_OF, EngagementType
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import Account, Platform

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
OF_DAYS = {Attribute.PLATFORM, Attribute.ACCOUNT, Attribute.WEEKDAY}
"""What may be asked of a platform day."""

Values = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Engagements of one type in one quarter hour."""

    account_id: str
    at: datetime
    kind: EngagementType
    quantity: int
    country: str | None = None
    device: str | None = None
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class World:
    """Everything that was observed."""

    accounts: tuple[Account, ...]
    posts: list[PostFact] = field(default_factory=list)
    older_posts: list[PostFact] = field(default_factory=list)
    """Published before the period; engagements may still be theirs."""
    days: list[DayFact] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def facts(self, query: MetricQuery) -> UserFacts:
        """The facts as storage hands them over: sorted, and engagements in the rollup that the query needs."""
        facts = UserFacts(sorted(self.posts, key=lambda post: post.posted_at))
        facts.older_posts = {post.key: post for post in self.older_posts}
        for day in sorted(self.days, key=lambda day: day.day):
            facts.days.setdefault(day.account_id, []).append(day)
        if query.engagements is not None:
            for event in self.events:
                rolled = rolled_up(event, query.engagements, query.user.time_zone)
                facts.engagements.setdefault((query.engagements, event.account_id), []).append(rolled)
        return facts


def rolled_up(event: Event, need: EngagementNeed, zone_name: str) -> EngagementFact:
    """One event as a row of the rollup."""
    by_day = need.grain is EngagementGrain.DAY
    return EngagementFact(
        event.at.astimezone(ZoneInfo(zone_name)).date() if by_day else None,
        None if by_day else event.at,
        event.kind,
        event.quantity,
        event.country if EngagementSplit.COUNTRY in need.split else None,
        event.device if EngagementSplit.DEVICE in need.split else None,
        event.post_id if EngagementSplit.POST in need.split else None,
    )


# ---------------------------------------------------------------- time


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some quarter hours, and the local days that lie in them."""

    quarters: frozenset[datetime]
    days: tuple[date, ...]
    is_step: bool = True
    """False for a whole period."""

    def holds(self, instant: datetime) -> bool:
        """Whether the instant lies in one of the quarter hours."""
        return quarter_of(instant) in self.quarters


def quarter_of(instant: datetime) -> datetime:
    """The start of the quarter hour (UTC)."""
    utc = instant.astimezone(UTC)
    return utc.replace(minute=utc.minute // 15 * 15, second=0, microsecond=0)


@lru_cache(maxsize=256)
def quarters_of(period: Period) -> tuple[datetime, ...]:
    """Every quarter hour whose date on the local calendar is in the period."""
    tz = ZoneInfo(period.zone_name)
    at = datetime(period.start.year, period.start.month, period.start.day, tzinfo=UTC) - 2 * DAY
    end = datetime(period.end.year, period.end.month, period.end.day, tzinfo=UTC) + 2 * DAY
    found = []
    while at < end:
        if period.start <= at.astimezone(tz).date() < period.end:
            found.append(at)
        at += QUARTER
    return tuple(found)


def days_of(period: Period) -> list[date]:
    """Every date of the period."""
    return [period.start + n * DAY for n in range((period.end - period.start).days)]


@lru_cache(maxsize=256)
def whole(period: Period) -> Stretch:
    """The period as one stretch."""
    return Stretch(frozenset(quarters_of(period)), tuple(days_of(period)), is_step=False)


@lru_cache(maxsize=256)
def stretches(period: Period, granularity: Granularity, week_start: int) -> list[Stretch]:
    """The steps of a series, in order."""
    tz = ZoneInfo(period.zone_name)
    if granularity is Granularity.HOUR:
        hours: list[list[datetime]] = []
        for at in quarters_of(period):
            if not hours or at.astimezone(tz).minute == 0:
                hours.append([])
            hours[-1].append(at)
        return [Stretch(frozenset(hour), ()) for hour in hours]
    days: dict[object, list[date]] = {}
    for day in days_of(period):
        days.setdefault(calendar_key(day, granularity, week_start), []).append(day)
    quarters = quarters_of(period)
    return [
        Stretch(frozenset(at for at in quarters if at.astimezone(tz).date() in some), tuple(some))
        for some in days.values()
    ]


def calendar_key(day: date, granularity: Granularity, week_start: int) -> object:
    """What days of one calendar step have in common."""
    match granularity:
        case Granularity.WEEK:
            return (day.toordinal() - 1 - week_start) // 7  # 1 January of the year 1 is a Monday
        case Granularity.MONTH:
            return day.year, day.month
        case Granularity.QUARTER:
            return day.year, (day.month + 2) // 3
        case Granularity.YEAR:
            return day.year
        case _:
            return day


# ---------------------------------------------------------------- groups and filters


def post_value(post: PostFact, metric: MetricKey) -> float | None:
    """A counter of a post."""
    if metric is MetricKey.ENGAGEMENTS:
        return added(post.values[POST_INDEX[part]] for part in ENGAGEMENT_PARTS)
    return post.values[POST_INDEX[metric]] if metric in POST_INDEX else None


def day_value(day: DayFact, metric: MetricKey) -> float | None:
    """A number of a platform day."""
    if metric is MetricKey.ENGAGEMENTS:
        return added(day.values[DAY_INDEX[part]] for part in ENGAGEMENT_PARTS)
    return day.values[DAY_INDEX[metric]] if metric in DAY_INDEX else None


def added(values: Iterable[float | None]) -> float | None:
    """The sum of what is known; None when nothing is."""
    total: float | None = None
    for value in values:
        if value is not None:
            total = value if total is None else total + value
    return total


def subject(account: Account, post: PostFact | None, moment: datetime | None, day: date | None = None) -> Subject:
    """What a filter may ask of a post (moment: when it was published) or of something received then."""
    return Subject(
        account.platform,
        account.account_id,
        post.content_type if post else None,
        post.tags if post else None,
        post.text if post else None,
        post.posted_at if post else None,
        post.media_seconds if post else None,
        weekday=moment.weekday() if moment else day.weekday() if day else None,
        hour=moment.hour if moment else None,
        value=lambda metric: post_value(post, metric) if post else None,
    )


def values_of(dimension: Dimension, thing: Subject) -> list[str | None]:
    """The groups of a dimension to which something belongs."""
    match dimension:
        case Dimension.PLATFORM:
            return [thing.platform.value if thing.platform else None]
        case Dimension.ACCOUNT:
            return [thing.account_id]
        case Dimension.CONTENT_TYPE:
            return [thing.content_type.value if thing.content_type else None]
        case Dimension.TAG:
            return list(dict.fromkeys(thing.tags)) if thing.tags else [None]
        case Dimension.COUNTRY:
            return [thing.country]
        case Dimension.DEVICE:
            return [thing.device]
        case Dimension.WEEKDAY:
            return [None if thing.weekday is None else str(thing.weekday)]
        case Dimension.HOUR_OF_DAY:
            return [None if thing.hour is None else str(thing.hour)]


def is_in(query: MetricQuery, group: Values, thing: Subject) -> bool:
    """Whether something belongs to a group of the query, and its filter holds."""
    if query.filter is not None and holds(query.filter, thing) is not True:
        return False
    return group in product(*(values_of(dimension, thing) for dimension in query.group_by))


def accounts_in(query: MetricQuery, group: Values) -> list[Account]:
    """The accounts that the group may have anything of; those of YouTube never beside others. Accounts that the filter
    shuts out, whatever their posts, are not beside anything.
    """
    found = []
    for account in query.accounts:
        if query.filter is not None and holds(query.filter, Subject(account.platform, account.account_id)) is False:
            continue
        own = {Dimension.PLATFORM: account.platform.value, Dimension.ACCOUNT: account.account_id}
        wanted = zip(query.group_by, group, strict=True)
        if all(own.get(dimension, value) == value for dimension, value in wanted):
            found.append(account)
    if any(account.platform is not Platform.YOUTUBE for account in found):
        found = [account for account in found if account.platform is not Platform.YOUTUBE]
    return found


# ---------------------------------------------------------------- published


@dataclass(frozen=True, slots=True)
class Expected:
    """What the engine should answer."""

    value: float | None
    complete: bool = True
    """False when something that belongs in it is not known."""
    answering: int = 0
    """Accounts that something is known of."""


def posts_in(query: MetricQuery, world: World, account: Account, group: Values, stretch: Stretch) -> list[PostFact]:
    """The posts of an account that were published in a stretch, of a group."""
    tz = ZoneInfo(query.period.zone_name)
    return [
        post
        for post in world.posts
        if post.account_id == account.account_id
        and stretch.holds(post.posted_at)
        and is_in(query, group, subject(account, post, post.posted_at.astimezone(tz)))
    ]


def published(query: MetricQuery, world: World, metric: MetricKey, group: Values, stretch: Stretch) -> Expected:
    """A flow by the posts that were published in a stretch."""
    found: list[float] = []
    complete, answering = True, 0
    for account in accounts_in(query, group):
        posts = posts_in(query, world, account, group, stretch)
        if metric is MetricKey.POSTS_PUBLISHED:
            known: list[float] = [1.0] * len(posts)
        else:
            known = [value for post in posts if (value := post_value(post, metric)) is not None]
        complete = complete and len(known) == len(posts)
        answering += bool(known)
        found += known
    return Expected(added(found), complete, answering)


def rate(
    query: MetricQuery, world: World, numerator: MetricKey, base: Denominator, group: Values, stretch: Stretch
) -> Expected:
    """Sum over sum, of posts of which both are known."""
    over, under = [], []
    for account in accounts_in(query, group):
        for post in posts_in(query, world, account, group, stretch):
            above, below = post_value(post, numerator), post_value(post, base.metric)
            if above is not None and below is not None:
                over.append(above)
                under.append(below)
    return Expected(sum(over) / sum(under) if sum(under) > 0 else None)


def rates_of_posts(
    query: MetricQuery, world: World, numerator: MetricKey, base: Denominator, group: Values, stretch: Stretch
) -> list[float]:
    """The rate of each post that has one."""
    found = []
    for account in accounts_in(query, group):
        for post in posts_in(query, world, account, group, stretch):
            above, below = post_value(post, numerator), post_value(post, base.metric)
            if above is not None and below is not None and below > 0:
                found.append(above / below)
    return found


def completion(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
    """The completion rate, weighted by the video views."""
    over, under = 0.0, 0.0
    for account in accounts_in(query, group):
        for post in posts_in(query, world, account, group, stretch):
            share = post_value(post, MetricKey.VIDEO_COMPLETION_RATE)
            plays = post_value(post, MetricKey.VIDEO_VIEWS)
            if share is not None and plays is not None:
                over, under = over + share * plays, under + plays
    return Expected(over / under if under > 0 else None)


# ---------------------------------------------------------------- received


def received(query: MetricQuery, world: World, metric: MetricKey, group: Values, stretch: Stretch) -> Expected:
    """A flow by what was received in a stretch."""
    wanted = ENGAGEMENT_PARTS if metric is MetricKey.ENGAGEMENTS else (metric,)
    found: list[float | None] = []
    for account in accounts_in(query, group):
        parts: list[float | None] = []
        for part in wanted:
            by_day = _by_days(query, world, part, account, group, stretch)
            parts.append(by_day[0] if by_day else _by_events(query, world, part, account, group, stretch))
        found.append(added(parts))
    return Expected(added(found), answering=sum(value is not None for value in found))


def _by_days(
    query: MetricQuery, world: World, metric: MetricKey, account: Account, group: Values, stretch: Stretch
) -> tuple[float | None] | None:
    """By the platform's own days; None when it reported the metric on none of the period's."""
    if query.attributes - OF_DAYS:
        return None
    own = [
        day
        for day in world.days
        if day.account_id == account.account_id and query.period.start <= day.day < query.period.end
    ]
    if not any(day_value(day, metric) is not None for day in own):
        return None
    in_group = [day for day in own if is_in(query, group, subject(account, None, None, day.day))]
    return (added(day_value(day, metric) for day in in_group if day.day in stretch.days),)


def _by_events(
    query: MetricQuery, world: World, metric: MetricKey, account: Account, group: Values, stretch: Stretch
) -> float | None:
    """By single engagements; nothing between the first and the last of them is a zero."""
    tz = ZoneInfo(query.period.zone_name)
    posts = {post.post_id: post for post in [*world.older_posts, *world.posts] if post.account_id == account.account_id}
    by_hour = query.engagements is not None and query.engagements.grain is EngagementGrain.QUARTER_HOUR
    quarters = whole(query.period).quarters
    own = [
        event
        for event in world.events
        if event.account_id == account.account_id and event.kind is ENGAGEMENT_OF.get(metric) and event.at in quarters
    ]
    # Without a country nothing can be said of the engagements of any country, and so with devices.
    telling = [
        event
        for event in own
        if (event.country is not None or Attribute.COUNTRY not in query.attributes)
        and (event.device is not None or Attribute.DEVICE not in query.attributes)
    ]

    def cell(at: datetime) -> str:
        return at.isoformat() if by_hour else at.astimezone(tz).date().isoformat()

    watched = False
    # What cancels out within a cell is not noticed, so that the order in which it was told does not show.
    cells = [
        place
        for place in {cell(event.at) for event in telling}
        if sum(event.quantity for event in telling if cell(event.at) == place) != 0
    ]
    noons = [datetime.combine(day, time(12), tz) for day in stretch.days]
    for at in (stretch.quarters if by_hour else noons) if cells else ():
        local = at.astimezone(tz) if by_hour else at
        about_nothing = subject(account, None, local if by_hour else None, local.date())
        decided_against = query.filter is not None and holds(query.filter, about_nothing) is False
        in_time = _in_time(query, group, local)
        watched = watched or (
            in_time
            and not decided_against
            and min(cells) <= (cell(at) if by_hour else at.date().isoformat()) <= max(cells)
        )
    found = 0.0
    for event in own:
        local = event.at.astimezone(tz)
        on_post = subject(account, posts.get(event.post_id or ""), local if by_hour else None, local.date())
        thing = replace(on_post, country=event.country, device=event.device)
        if stretch.holds(event.at) and is_in(query, group, thing):
            found += event.quantity
    return found if watched or found else None


def _in_time(query: MetricQuery, group: Values, local: datetime) -> bool:
    """Whether something received at a moment may belong to the group at all."""
    own = {Dimension.WEEKDAY: str(local.weekday()), Dimension.HOUR_OF_DAY: str(local.hour)}
    return all(own.get(d, value) == value for d, value in zip(query.group_by, group, strict=True))


def flow(
    query: MetricQuery, world: World, metric: MetricKey, by: Attribution, group: Values, stretch: Stretch
) -> Expected:
    """A flow by one of the two attributions."""
    if by is Attribution.PUBLISHED:
        return published(query, world, metric, group, stretch)
    return received(query, world, metric, group, stretch)


def chosen(query: MetricQuery, world: World, metric: MetricKey, group: Values) -> Attribution:
    """Which attribution a flow is taken by: platforms and accounts each have their own, parts of them one for all."""
    if query.attribution is not None:
        return query.attribution
    if not set(query.group_by) <= {Dimension.PLATFORM, Dimension.ACCOUNT}:
        query, group = replace(query, group_by=()), ()
    answers = {by: flow(query, world, metric, by, group, whole(query.period)).answering for by in Attribution}
    if answers[Attribution.RECEIVED] > answers[Attribution.PUBLISHED]:
        return Attribution.RECEIVED
    return Attribution.PUBLISHED


# ---------------------------------------------------------------- stocks


def stock_of(world: World, account: Account, days: Sequence[date], since: date | None) -> float | None:
    """The followers last seen on or before the last of the days, and not before `since`."""
    seen: DayFact | None = None
    for day in world.days:
        if day.account_id != account.account_id or day_value(day, MetricKey.FOLLOWERS) is None:
            continue
        if day.day <= days[-1] and (since is None or day.day >= since) and (seen is None or day.day > seen.day):
            seen = day
    return day_value(seen, MetricKey.FOLLOWERS) if seen else None


def followers(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> Expected:
    """Followers at the end of a stretch."""
    if not stretch.days:
        return Expected(None)
    since = stretch.days[0] if stretch.is_step else None
    found = [stock_of(world, account, stretch.days, since) for account in accounts_in(query, group)]
    return Expected(added(found), None not in found)


def growth(query: MetricQuery, world: World, group: Values, stretch: Stretch) -> list[tuple[float, float]]:
    """By account: followers at the start and at the end, where both are known and are not one observation."""
    found = []
    for account in accounts_in(query, group):
        seen = {
            day.day: value
            for day in world.days
            if day.account_id == account.account_id and (value := day_value(day, MetricKey.FOLLOWERS)) is not None
        }
        first = stretch.days[0]
        start = next((day for day in (first - DAY, first - 2 * DAY, first) if day in seen), None)
        end = max((day for day in seen if first <= day <= stretch.days[-1]), default=None)
        if start is not None and end is not None and start < end:
            found.append((seen[start], seen[end]))
    return found
