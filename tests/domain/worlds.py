"""Hypothesis strategies: small worlds around days on which clocks or calendars are odd, and questions about them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

from hypothesis import strategies as st

from domain.dimensions import Dimension
from domain.facts import DayFact, PostFact
from domain.filters import And, Comparator, Filter, MediaLength, Not, OneOf, Or, TextContains, Threshold
from domain.metrics import CATALOG, DAY_METRICS, POST_METRICS, MetricKey
from domain.observations import ContentType, EngagementType
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import Account, AccountStatus, Platform, User
from tests.domain.reference_engine import Event, World

SEEN = datetime(2026, 12, 1, 6, tzinfo=UTC)
ODD_DAYS = (
    ("Europe/Berlin", date(2026, 3, 28)),  # 23 hours on the 29th
    ("Europe/Berlin", date(2026, 10, 24)),  # 25 hours on the 25th
    ("Australia/Lord_Howe", date(2026, 4, 4)),  # half an hour back on the 5th
    ("Australia/Lord_Howe", date(2026, 10, 3)),  # half an hour forward on the 4th
    ("Asia/Kathmandu", date(2026, 3, 1)),  # 5:45 ahead
    ("Pacific/Chatham", date(2026, 4, 4)),  # 12:45 ahead, an hour back on the 5th
    ("Pacific/Apia", date(2011, 12, 28)),  # no 30 December
    ("America/Sao_Paulo", date(2018, 11, 3)),  # no midnight on the 4th
    ("America/Sao_Paulo", date(2018, 2, 16)),  # 23 o'clock twice on the 17th
    ("UTC", date(2025, 12, 27)),  # the year ends in the week
    ("America/New_York", date(2024, 2, 27)),  # a leap day
)
"""A zone, and a day on or shortly before which something is odd there."""
PLATFORMS = (Platform.INSTAGRAM, Platform.X, Platform.FACEBOOK, Platform.YOUTUBE)
ADDABLE = (Platform.INSTAGRAM, Platform.X, Platform.FACEBOOK)
VIDEO = (Platform.TIKTOK,)
ACCOUNTS = (
    *(Account("u1", p.value, p, p.value, f"@{p.value}", None, AccountStatus.ACTIVE) for p in (*PLATFORMS, *VIDEO)),
    Account("u1", "x2", Platform.X, "x2", "@x2", None, AccountStatus.ACTIVE),
    Account("u1", "tiktok2", Platform.TIKTOK, "tiktok2", "@tiktok2", None, AccountStatus.ACTIVE),
)
KINDS = (ContentType.IMAGE, ContentType.REEL)
TAGS = ("ads", "spring")
PERIOD_DAYS = 9


def periods(days: int = PERIOD_DAYS) -> st.SearchStrategy[Period]:
    """Up to so many days, one of which is odd."""
    return st.builds(
        lambda odd, before, length: Period(odd[1] - timedelta(days=before), odd[1] + timedelta(days=length), odd[0]),
        st.sampled_from(ODD_DAYS),
        st.integers(0, 2),
        st.integers(1, days - 2),
    )


def accounts(platforms: Sequence[Platform] = PLATFORMS) -> st.SearchStrategy[tuple[Account, ...]]:
    """One to three accounts, mostly several."""
    some = [account for account in ACCOUNTS if account.platform in platforms]
    sizes = st.sampled_from([size for size in (2, 3, 1, 2, 3) if size <= len(some)])
    return sizes.flatmap(lambda size: st.sampled_from(list(permutations(some, size))))


def instants(period: Period) -> st.SearchStrategy[datetime]:
    """Moments of the period, rarely of the day before or after it, often close to midnight."""
    inside = st.integers(24, 24 * (period.days + 1))
    hours = st.one_of(inside, inside, st.integers(0, 24 * (period.days + 2))).map(lambda n: timedelta(hours=n))
    minutes = st.sampled_from((0, 0, 14, 15, 29, 30, 45, 59))
    return st.builds(lambda h, m: period.starts_at - timedelta(days=1) + h + timedelta(minutes=m), hours, minutes)


def values(order: tuple[MetricKey, ...], platform: Platform) -> st.SearchStrategy[tuple[float | None, ...]]:
    """Numbers for what the platform has; each may be unknown."""
    one = {
        MetricKey.VIDEO_COMPLETION_RATE: st.sampled_from((0.5, None, 0.0, 0.25, 1.0)),
        MetricKey.FOLLOWERS: st.sampled_from((100, None, 0, 90, 120, 500)),
    }
    unknown = st.none()
    often = st.sampled_from((4, 0, None, 1, 2, 3, None, 5, 7, 9))
    return st.tuples(*(one.get(key, often) if CATALOG[key].offered_by(platform) else unknown for key in order))


@st.composite
def posts(draw: st.DrawFn, of: tuple[Account, ...], period: Period, prefix: str = "p", most: int = 9) -> list[PostFact]:
    """Posts of the accounts in and around the period."""
    found = []
    for i in range(draw(st.sampled_from([n for n in (5, 9, 3, 7, 1, 0, 2) if n <= most]))):
        account = of[i % len(of)]
        found.append(
            PostFact(
                account.account_id,
                f"{prefix}{i}",
                draw(instants(period)),
                draw(st.sampled_from(KINDS)),
                SEEN,
                draw(values(POST_METRICS, account.platform)),
                tuple(draw(st.lists(st.sampled_from(TAGS), max_size=2, unique=True))),
                draw(st.none() | st.sampled_from((10.0, 60.0))),
                draw(st.none() | st.sampled_from(("Sale!", "hello"))),
            )
        )
    return found


@st.composite
def days(draw: st.DrawFn, of: tuple[Account, ...], period: Period, most: int = 8) -> list[DayFact]:
    """Platform days of the accounts in and around the period."""
    cells = st.tuples(st.sampled_from(of), st.integers(-4, period.days))
    found = []
    for account, n in draw(st.lists(cells, max_size=most, unique=True)):
        numbers = draw(values(DAY_METRICS, account.platform))
        found.append(DayFact(account.account_id, period.start + timedelta(days=n), SEEN, numbers))
    return found


@st.composite
def events(
    draw: st.DrawFn, of: tuple[Account, ...], period: Period, of_posts: list[PostFact], most: int = 9
) -> list[Event]:
    """Engagements in and around the period, some of them on posts."""
    found = []
    quarters = st.integers(-8, 96 * period.days + 8)
    for i in range(draw(st.sampled_from([n for n in (5, 9, 3, 7, 1, 0, 2) if n <= most]))):
        account = of[i % len(of)]
        own = [post.post_id for post in of_posts if post.account_id == account.account_id]
        found.append(
            Event(
                account.account_id,
                period.starts_at + draw(quarters) * timedelta(minutes=15),
                draw(st.sampled_from((EngagementType.LIKE, EngagementType.COMMENT, EngagementType.SAVE))),
                draw(st.integers(-3, 9)),
                draw(st.sampled_from((None, "DE", "US"))),
                draw(st.sampled_from((None, "mobile"))),
                draw(st.sampled_from([None, *own])),
            )
        )
    return found


@st.composite
def worlds(
    draw: st.DrawFn,
    period: Period,
    platforms: Sequence[Platform] = PLATFORMS,
    with_days: bool = True,
    only_followers: bool = False,
) -> World:
    """Accounts and everything that was observed of them."""
    of = draw(accounts(platforms))
    found_days = draw(days(of, period)) if with_days else []
    if only_followers:
        at = DAY_METRICS.index(MetricKey.FOLLOWERS)
        blank = [None] * len(DAY_METRICS)
        found_days = [replace(day, values=(*blank[:at], day.values[at], *blank[at + 1 :])) for day in found_days]
        return World(of, days=found_days)
    new = draw(posts(of, period))
    long_ago = Period(period.start - timedelta(days=40), period.start - timedelta(days=30), "UTC")
    old = draw(posts(of, long_ago, "o", 2))
    return World(of, new, old, found_days, draw(events(of, period, [*new, *old])))


def conditions() -> st.SearchStrategy[Filter]:
    """Conditions on posts that are sometimes met, sometimes not and sometimes not decided."""
    return st.sampled_from(
        (
            OneOf(Dimension.PLATFORM, ("x",)),
            OneOf(Dimension.ACCOUNT, ("instagram", "x2")),
            OneOf(Dimension.CONTENT_TYPE, ("reel",)),
            OneOf(Dimension.TAG, ("ads",)),
            OneOf(Dimension.WEEKDAY, ("5", "6")),
            OneOf(Dimension.HOUR_OF_DAY, ("0", "1", "2", "23")),
            TextContains("sale"),
            MediaLength(None, 30),
            Threshold(MetricKey.LIKES, Comparator.GTE, 5),
            Threshold(MetricKey.ENGAGEMENTS, Comparator.LT, 9),
        )
    )


def filters() -> st.SearchStrategy[Filter]:
    """Filters on posts, two levels deep."""
    one = conditions()
    some = st.lists(one | one.map(Not), min_size=1, max_size=3).map(tuple)
    return st.one_of(one, one.map(Not), some.map(And), some.map(Or), some.map(Or).map(Not))


def query(
    of: World,
    period: Period,
    metric: MetricKey,
    *,
    granularity: Granularity | None = None,
    group_by: tuple[Dimension, ...] = (),
    attribution: Attribution | None = None,
    filter: Filter | None = None,
    week_start: int = 0,
    time_zone: str | None = None,
) -> MetricQuery:
    """A question about one metric, by a user of the period's zone unless another is given."""
    return MetricQuery(
        User("u1", None, time_zone or period.zone_name, week_start),
        of.accounts,
        (metric,),
        period,
        granularity,
        group_by,
        attribution,
        filter=filter,
        limit=500,
    )
