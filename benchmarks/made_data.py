"""A year of one user on five platforms: posts, days of accounts, and events, the same in every run."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from benchmarks.scale import DAYS, NOW, SEED
from domain.metrics import MetricKey
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import Platform
from persistence.column_types import to_micros

ACCOUNTS = (
    (Platform.FACEBOOK, "100045700821521"),
    (Platform.INSTAGRAM, "17841400000000001"),
    (Platform.X, "783214"),
    (Platform.LINKEDIN, "urn:li:organization:1001"),
    (Platform.TIKTOK, "6800000000000000001"),
)
COUNTRIES = tuple(
    [
        "DE",
        "AT",
        "CH",
        "FR",
        "US",
        "GB",
        "NL",
        "BE",
        "IT",
        "ES",
        "PL",
        "CZ",
        "DK",
        "SE",
        "NO",
        "FI",
        "IE",
        "PT",
        "CA",
        "AU",
    ]
)
DEVICES = ("mobile", "desktop", "tablet")

# Taken in turns, so that every day has every kind on every account, however many events there are.
_KINDS = ("like", "comment", "like", "like", "share", "like", "comment", "like")
_CONTENT_TYPES = (ContentType.TEXT, ContentType.IMAGE, ContentType.VIDEO, ContentType.LINK)
_AGES = (timedelta(hours=6), timedelta(hours=30), timedelta(days=7), timedelta(days=30))
"""When each post is looked at, beside today."""
_SHARES_OF_TODAY = (0.3, 0.6, 0.9, 0.97)
_STRIDE = 7_368_787
"""A prime: its multiples visit every event once, in an order that has nothing to do with time."""
_POSTS_BACK = 40
_START = NOW - timedelta(days=DAYS)
_START_MICROS = to_micros(_START)


class Event(NamedTuple):
    """One engagement of quantity 1."""

    key: str
    kind: str
    micros: int
    """Since 1970."""
    post_id: str
    country: str
    device: str


def events(account: int, count: int, posts: int, *, by_time: bool = False) -> Iterator[Event]:
    """Those of one account among `count` of all accounts, spread evenly over the year.

    They come in the order of their keys, or in that of time; the two have nothing to do with each other, because
    platforms give ids in no order.
    """
    random = Random(SEED + account).random
    accounts, kinds, countries, devices = len(ACCOUNTS), len(_KINDS), len(COUNTRIES), len(DEVICES)
    mine, step = count // accounts, DAYS * 86_400_000_000 // count
    back_stride = pow(_STRIDE, -1, mine)
    for i in range(mine):
        key, nth = (i * back_stride % mine, i) if by_time else (i, i * _STRIDE % mine)
        event = nth * accounts + account
        back = int(random() ** 3 * _POSTS_BACK)
        yield Event(
            f"{key:016x}",
            _KINDS[nth % kinds],
            _START_MICROS + int((event + random()) * step),
            post_id(max(event * posts // count // accounts - back, 0) * accounts + account),
            COUNTRIES[int(random() * random() * countries)],
            DEVICES[int(random() * devices)],
        )


def posts(account: int, count: int) -> Iterator[PostSnapshot]:
    """Those of one account among `count` of all accounts: each as it was seen at several ages, and today."""
    random = Random(SEED + 100 + account)
    step = timedelta(days=DAYS) / count
    for number in range(account, count, len(ACCOUNTS)):
        posted_at = (_START + step * (number + random.random() / 2)).replace(microsecond=0)
        details = PostDetails(
            posted_at,
            random.choice(_CONTENT_TYPES),
            f"Post number {number} of the year, with a sentence or two about what is new.",
            f"https://example.com/{post_id(number)}",
            ("news", f"number{number % 10}"),
        )
        seen = random.randrange(1_000, 50_000)
        for age, share in zip(_AGES, _SHARES_OF_TODAY, strict=True):
            if posted_at + age < NOW:
                yield _seen(number, posted_at + age, int(seen * share), details, account)
        yield _seen(number, NOW, seen, details, account)


def days(account: int) -> Iterator[DaySnapshot]:
    """The daily figures of one account. No engagements: those of a day are to come from the rollups."""
    random = Random(SEED + 200 + account)
    followers = 10_000 * (account + 1)
    for number in range(DAYS):
        gained, seen = random.randrange(0, 40), random.randrange(500, 9_000)
        followers += gained - random.randrange(0, 20)
        day = (_START + timedelta(days=number)).date()
        counted = {
            MetricKey.FOLLOWERS: followers,
            MetricKey.FOLLOWERS_GAINED: gained,
            MetricKey.IMPRESSIONS: seen,
            MetricKey.REACH: seen * 2 // 3,
            MetricKey.PROFILE_VIEWS: seen // 50,
        }
        yield DaySnapshot(day, NOW, counted)


def post_id(number: int) -> str:
    """Of a post of all accounts; they go round the accounts."""
    return str(18_000_000_000_000_000 + number)


def _seen(number: int, at: datetime, seen: int, details: PostDetails, account: int) -> PostSnapshot:
    platform = ACCOUNTS[account][0]
    counted = {
        MetricKey.LIKES: seen // 20,
        MetricKey.COMMENTS: seen // 200,
        MetricKey.SHARES: seen // 400,
        **({MetricKey.SAVES: seen // 300} if platform is Platform.INSTAGRAM else {}),
        **(
            {MetricKey.IMPRESSIONS: seen}
            if platform in (Platform.X, Platform.LINKEDIN)
            else {MetricKey.VIEWS: seen, MetricKey.REACH: seen * 3 // 4}
        ),
    }
    return PostSnapshot(post_id(number), at, counted, details)
