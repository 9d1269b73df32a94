"""The days of a made-up account: its followers at any moment, and what a platform reports about a day."""

import math
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from collectors.sample.chance import Chance, share_of
from collectors.sample.platforms import Profile
from collectors.sample.posts import Feed
from domain.metrics import MetricKey
from domain.time_range import start_of_day
from domain.users import Account

ALIVE = timedelta(days=28)
"""How long after its publication a post is still read; what it gains later is part of a day's base."""
WINDOW_DAYS = 28

_GROWTH_FROM = date(2026, 1, 1)
_CHURN_PER_DAY = 0.0004
_BASE_EXPOSURE = 0.04
"""Views a day, per follower, of older posts and the profile itself."""
_FOLLOWING = 380


class Days:
    """Followers and day totals of one account."""

    def __init__(self, account: Account, profile: Profile, feed: Feed, seed: int) -> None:
        self._profile = profile
        self._feed = feed
        self._name = (seed, account.platform.value, account.external_id)
        self._received: dict[date, Counter[MetricKey]] = {}

    def ends_at(self, day: date) -> datetime:
        """The first instant after a platform day."""
        return start_of_day(day + timedelta(days=1), self._profile.day_zone)

    def was_lost(self, day: date) -> bool:
        """True for the few days that nobody collected."""
        every = self._profile.loses_a_day_every
        return every is not None and day.toordinal() % every == int(every * share_of(*self._name, "lost"))

    def stocks(self, at: datetime) -> dict[MetricKey, int | float]:
        """What the profile shows at a moment."""
        shown: dict[MetricKey, int | float] = {
            MetricKey.FOLLOWERS: self._followers(at),
            MetricKey.FOLLOWING: _FOLLOWING + (at.date() - _GROWTH_FROM).days // 9,
            MetricKey.POSTS_COUNT: self._feed.count_at(at) if MetricKey.POSTS_COUNT in self._profile.stocks else 0,
        }
        return {metric: max(shown[metric], 0) for metric in self._profile.stocks}

    def flows(self, day: date) -> dict[MetricKey, int | float]:
        """What came in on a complete platform day."""
        profile = self._profile
        chance = self._chance(day, "flows")
        start, end = self._bounds(day)
        received = self._received_on(day)
        flows: dict[MetricKey, int | float] = {metric: max(received[metric], 0) for metric in profile.received}
        flows[MetricKey.POSTS_PUBLISHED] = sum(1 for _ in self._feed.between(start, end))
        flows |= self._followers_moved(start, end, chance)
        if profile.has_reach:
            flows[MetricKey.REACH] = self.reach(day)
        if profile.profile_views_per_follower:
            visits = self._base(day, profile.profile_views_per_follower, chance)
            flows[MetricKey.PROFILE_VIEWS] = visits
            if profile.website_clicks_per_profile_view:
                clicks = visits * profile.website_clicks_per_profile_view * chance.between(0.8, 1.2)
                flows[MetricKey.WEBSITE_CLICKS] = int(clicks)
        return flows

    def reach(self, day: date) -> int:
        """Distinct people on one day."""
        return int(self._received_on(day)[self._profile.exposure] * self._chance(day, "reach").between(0.55, 0.7))

    def window_reach(self, end: date) -> int:
        """Distinct people in the WINDOW_DAYS before `end`: more than on the best day, less than the sum."""
        daily = [self.reach(end - timedelta(days=back)) for back in range(1, WINDOW_DAYS + 1)]
        share_new = self._chance(end, "window").between(0.24, 0.3)
        return max(daily) + int((sum(daily) - max(daily)) * share_new)

    def _received_on(self, day: date) -> Counter[MetricKey]:
        """Signed: what all living posts gained in the day, and the base of views."""
        if day not in self._received:
            start, end = self._bounds(day)
            total: Counter[MetricKey] = Counter()
            for post in self._feed.between(start - ALIVE, end):
                after = self._feed.counters(post, end)
                before = self._feed.counters(post, start) if post.posted_at < start else {}
                for metric in self._profile.received:
                    total[metric] += int(after.get(metric, 0) - before.get(metric, 0))
            total[self._profile.exposure] += self._base(day, _BASE_EXPOSURE, self._chance(day, "base"))
            self._received[day] = total
        return self._received[day]

    def _followers_moved(self, start: datetime, end: datetime, chance: Chance) -> dict[MetricKey, int]:
        before, after = self._followers(start), self._followers(end)
        lost = max(int(before * _CHURN_PER_DAY * chance.between(0.6, 1.4)), before - after)
        moved = {MetricKey.FOLLOWERS_GAINED: after - before + lost}
        return moved | {MetricKey.FOLLOWERS_LOST: lost} if self._profile.counts_lost_followers else moved

    def _followers(self, at: datetime) -> int:
        midnight = datetime.combine(at.astimezone(UTC).date(), time.min, tzinfo=UTC)
        passed = (at - midnight) / timedelta(days=1)
        today, tomorrow = self._level(midnight.date()), self._level(midnight.date() + timedelta(days=1))
        return int(today + (tomorrow - today) * passed)

    def _level(self, day: date) -> float:
        """Followers at the beginning of a UTC day: a straight line, two slow waves and noise."""
        days = (day - _GROWTH_FROM).days
        waves = 2.5 * math.sin(days / 4.9 + self._phase(1)) + 4.0 * math.sin(days / 15.4 + self._phase(2))
        noise = 0.35 * self._chance(day, "level").bell()
        line = self._profile.followers + self._profile.followers_per_day * (days + waves + noise)
        return max(line, self._profile.followers * 0.1)

    def _phase(self, wave: int) -> float:
        return 2 * math.pi * share_of(*self._name, "wave", wave)

    def _base(self, day: date, per_follower: float, chance: Chance) -> int:
        lively = self._profile.weekdays[day.weekday()] * math.exp(0.12 * chance.bell())
        return int(self._level(day) * per_follower * lively)

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        return start_of_day(day, self._profile.day_zone), self.ends_at(day)

    def _chance(self, day: date, what: str) -> Chance:
        return Chance(*self._name, day.toordinal(), what)
