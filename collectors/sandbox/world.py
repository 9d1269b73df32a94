"""What is true in the sandbox: one account on each platform, whose posts and counters are functions of the moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from collectors.sample.days import Days
from collectors.sample.platforms import PROFILES
from collectors.sample.posts import Feed, SamplePost
from collectors.sandbox.scenarios import Scenario
from domain.metrics import MetricKey
from domain.ports import Clock
from domain.time_range import local_date
from domain.users import Account, AccountRef, AccountStatus, Platform

ACCOUNTS: Mapping[Platform, AccountRef] = {
    ref.platform: ref
    for ref in (
        AccountRef(Platform.FACEBOOK, "100200300400500", "kestrelcoffee", "Kestrel Coffee"),
        AccountRef(Platform.INSTAGRAM, "17841400000000001", "kestrelcoffee", "Kestrel Coffee"),
        AccountRef(Platform.X, "1200300400500600700", "kestrelcoffee", "Kestrel Coffee"),
        AccountRef(Platform.LINKEDIN, "10203040", "kestrel-coffee", "Kestrel Coffee"),
        AccountRef(Platform.TIKTOK, "-000kestrelCoffeeOpenId000", "kestrelcoffee", "Kestrel Coffee"),
    )
}
"""Ids as the platforms' own look."""

_SETTLES_AFTER = timedelta(hours=48)
_SHARE_BEFORE = 0.9
"""How much of a day's numbers is there before they settle, where a scenario has late data."""
_DELETED_ONE_IN = 9
_DELETED_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class _Truth:
    feed: Feed
    days: Days
    zone: str


class World:
    """The same for the same seed and the same moment."""

    def __init__(self, clock: Clock, scenario: Scenario, seed: int = 1) -> None:
        self._clock = clock
        self._scenario = scenario
        self._truths = {platform: _truth(ref, seed) for platform, ref in ACCOUNTS.items()}

    @property
    def now(self) -> datetime:
        """The present of the sandbox, UTC."""
        return self._clock()

    def posts(
        self, platform: Platform, since: datetime | None = None, until: datetime | None = None
    ) -> list[SamplePost]:
        """What is there now and was published in [since, until), newest first; at most two years back."""
        now = self.now
        start = max(since or now - timedelta(days=730), now - timedelta(days=730))
        end = min(until or now, now)
        return [post for post in reversed(list(self._between(platform, start, end))) if not self._deleted(post)]

    def post(self, platform: Platform, post_id: str) -> SamplePost | None:
        """One post; None when there is none, or no more."""
        post = self._truths[platform].feed.find(post_id)
        return None if post is None or post.posted_at >= self.now or self._deleted(post) else post

    def counters(self, platform: Platform, post: SamplePost) -> dict[MetricKey, int | float]:
        """What its counters show now. A metric that nobody gets to see is not there."""
        shown = self._truths[platform].feed.counters(post, max(self.now, post.posted_at))
        return {metric: value for metric, value in shown.items() if metric is not post.missing}

    def stocks(self, platform: Platform) -> dict[MetricKey, int | float]:
        """What the profile shows now: followers, following, posts."""
        return self._truths[platform].days.stocks(self.now)

    def day(self, platform: Platform, day: date) -> dict[MetricKey, int | float] | None:
        """The numbers of a day as the platform cuts days; None for days that have not begun. The running day, and with
        late data the two days before, show less than they will."""
        truth = self._truths[platform]
        if day > local_date(self.now, truth.zone):
            return None
        flows = truth.days.flows(day)
        age = self.now - truth.days.ends_at(day)
        if age < timedelta(0):
            share = max(0.0, 1 + age / timedelta(days=1))
        elif self._scenario.late_data and age < _SETTLES_AFTER:
            share = _SHARE_BEFORE
        else:
            return flows
        return {metric: int(value * share) for metric, value in flows.items()}

    def zone(self, platform: Platform) -> str:
        """Where the platform cuts its days."""
        return self._truths[platform].zone

    def _between(self, platform: Platform, start: datetime, end: datetime) -> Iterator[SamplePost]:
        return self._truths[platform].feed.between(start, end)

    def _deleted(self, post: SamplePost) -> bool:
        if not self._scenario.deletes_posts:
            return False
        number = int(post.post_id.rpartition("_")[2].rpartition(":")[2])
        return (number >> 3) % _DELETED_ONE_IN == 0 and self.now >= post.posted_at + _DELETED_AFTER


def _truth(ref: AccountRef, seed: int) -> _Truth:
    account = Account("sandbox", ref.external_id, ref.platform, ref.external_id, None, None, AccountStatus.SAMPLE)
    profile = PROFILES[ref.platform]
    feed = Feed(account, profile, seed)
    return _Truth(feed, Days(account, profile, feed, seed), profile.day_zone)
