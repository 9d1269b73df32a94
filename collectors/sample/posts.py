"""The posts of a made-up account, and what their counters show at any moment.

A counter is a function of the post and the moment, so it is the same whoever asks, and however often.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from collectors.sample.chance import Chance, number_of, share_of
from collectors.sample.phrases import phrase
from collectors.sample.platforms import Profile
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails
from domain.users import Account, Platform

FIRST_DAY = date(2020, 1, 1)
"""Posts are counted from here; before it the profile shows OLD_POSTS."""
OLD_POSTS = 212

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_WAKING = 0.6
"""How much livelier the audience is at its peak hour than on average; as much quieter at night."""
_STEEPNESS = 1.3
_TAIL_PER_DAY = 0.002
"""Old posts go on gaining: this share of the final value every day."""
_EAGERNESS = {MetricKey.LIKES: 0.95, MetricKey.COMMENTS: 0.9, MetricKey.SAVES: 1.05, MetricKey.SHARES: 1.1}
"""Below 1: comes sooner than the views do."""
_VIRAL_SHARE = 0.015
_PURGED_SHARE = 0.08
_INCOMPLETE_SHARE = 0.02
_REMEMBERED = 20_000
"""Counters of posts at moments: those of one collection. A sandbox is asked at ever new moments."""
_USUAL_SHIFT = 22
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_SECONDS = 4_102_444_800
"""2100: no id that we make is later."""
_ID_SHIFT = {Platform.FACEBOOK: 13, Platform.INSTAGRAM: 13}
"""17 digits there, 19 elsewhere: above 2^53, as the platforms' own ids are."""


@dataclass(frozen=True, slots=True)
class SamplePost:
    """A post and everything that decides its counters."""

    post_id: str
    details: PostDetails
    finals: Mapping[MetricKey, float]
    """Where each counter is heading, without the slow growth of old posts."""
    half_life_hours: float
    completion_rate: float
    purged_at: datetime
    purged_share: float
    """The part of the likes that the platform takes back then as spam; 0 for nearly all posts."""
    missing: MetricKey | None
    """The metric that nobody gets to see."""

    @property
    def posted_at(self) -> datetime:
        return self.details.posted_at


class Feed:
    """All posts of one account."""

    def __init__(self, account: Account, profile: Profile, seed: int) -> None:
        self._account = account
        self._profile = profile
        self._name = (seed, account.platform.value, account.external_id)
        self._by_day: dict[date, tuple[SamplePost, ...]] = {}
        self._published_before = [OLD_POSTS]
        """For each day from FIRST_DAY on: the posts published before it."""
        self._counters: dict[tuple[str, datetime], dict[MetricKey, int | float]] = {}

    def between(self, start: datetime, end: datetime) -> Iterator[SamplePost]:
        """Posts published in [start, end), oldest first."""
        day = start.astimezone(UTC).date()
        while day <= end.astimezone(UTC).date():
            yield from (post for post in self._on(day) if start <= post.posted_at < end)
            day += timedelta(days=1)

    def find(self, post_id: str) -> SamplePost | None:
        """The post of an id, which holds when it was published."""
        number = re.split("[_:]", post_id)[-1]
        if not number.isdecimal():
            return None
        seconds = (int(number) >> _ID_SHIFT.get(self._account.platform, _USUAL_SHIFT)) // 1000
        if seconds > _LATEST_SECONDS:
            return None
        day = (_UNIX + timedelta(seconds=seconds)).date()
        return next((post for post in self._on(day) if post.post_id == post_id), None)

    def count_at(self, at: datetime) -> int:
        """How many posts the profile shows."""
        day = at.astimezone(UTC).date()
        passed = (day - FIRST_DAY).days
        while len(self._published_before) <= passed:
            last = FIRST_DAY + timedelta(days=len(self._published_before) - 1)
            self._published_before.append(self._published_before[-1] + self._count_on(last))
        today = sum(post.posted_at <= at for post in self._on(day)) if passed >= 0 else 0
        return self._published_before[max(passed, 0)] + today

    def counters(self, post: SamplePost, at: datetime) -> dict[MetricKey, int | float]:
        """What the counters of a post show; `at` is not before it was published."""
        key = (post.post_id, at)
        if key not in self._counters:
            if len(self._counters) >= _REMEMBERED:
                self._counters.clear()
            self._counters[key] = self._counted(post, at)
        return self._counters[key]

    def _counted(self, post: SamplePost, at: datetime) -> dict[MetricKey, int | float]:
        progress = self._progress(post, at)
        seen: dict[MetricKey, int | float] = {
            metric: int(final * progress ** _EAGERNESS.get(metric, 1.0)) for metric, final in post.finals.items()
        }
        if post.purged_share and at >= post.purged_at:
            progress_then = self._progress(post, post.purged_at) ** _EAGERNESS[MetricKey.LIKES]
            seen[MetricKey.LIKES] -= int(post.finals[MetricKey.LIKES] * progress_then * post.purged_share)
        if self._profile.engagement_parts:
            parts = (seen.get(part, 0) for part in self._profile.engagement_parts)
            seen[MetricKey.PLATFORM_ENGAGEMENTS] = sum(parts)
        if self._profile.has_completion_rate and seen[self._profile.exposure]:
            seen[MetricKey.VIDEO_COMPLETION_RATE] = post.completion_rate
        return seen

    def _progress(self, post: SamplePost, at: datetime) -> float:
        """The share of the final counters that has come by now: log-logistic, and a slow tail."""
        hours = self._audience_hours(at) - self._audience_hours(post.posted_at)
        grown = math.pow(max(hours, 0.0) / post.half_life_hours, _STEEPNESS)
        return grown / (1 + grown) + _TAIL_PER_DAY * hours / 24

    def _audience_hours(self, at: datetime) -> float:
        """A clock that runs fast while the audience is awake and slowly at night; they agree every 24 h."""
        hours = (at - _EPOCH).total_seconds() / 3600
        turn = 2 * math.pi / 24
        return hours + _WAKING / turn * math.sin(turn * (hours - self._profile.peak_hour))

    def _count_on(self, day: date) -> int:
        """Poisson, by inversion."""
        mean = self._profile.posts_per_day * self._profile.weekdays[day.weekday()]
        left = share_of(*self._name, day.toordinal(), "count")
        probability, count = math.exp(-mean), 0
        while left >= probability and count < 6:
            left -= probability
            count += 1
            probability *= mean / count
        return count

    def _on(self, day: date) -> tuple[SamplePost, ...]:
        if day not in self._by_day:
            posts = (self._make(day, index) for index in range(self._count_on(day)))
            self._by_day[day] = tuple(sorted(posts, key=lambda post: (post.posted_at, post.post_id)))
        return self._by_day[day]

    def _make(self, day: date, index: int) -> SamplePost:
        profile = self._profile
        chance = Chance(*self._name, day.toordinal(), index)
        moment = time(chance.pick(profile.hours), int(chance.between(0, 60)), int(chance.between(0, 60)))
        posted_at = datetime.combine(day, moment, tzinfo=UTC)
        content_type = chance.pick(profile.content_types)
        finals = self._finals(chance, posted_at, content_type)
        return SamplePost(
            post_id=self._post_id(posted_at, index),
            details=self._details(chance, posted_at, index, content_type),
            finals=finals,
            half_life_hours=profile.half_life_hours * math.exp(0.25 * chance.bell()),
            completion_rate=round(chance.between(0.09, 0.34), 4),
            purged_at=posted_at + timedelta(hours=chance.between(100, 480)),
            purged_share=chance.between(0.02, 0.06) if chance.happens(_PURGED_SHARE) else 0.0,
            missing=profile.sometimes_missing if chance.happens(_INCOMPLETE_SHARE) else None,
        )

    def _finals(self, chance: Chance, posted_at: datetime, content_type: ContentType) -> dict[MetricKey, float]:
        profile = self._profile
        at_peak = math.cos(2 * math.pi * (posted_at.hour + posted_at.minute / 60 - profile.peak_hour) / 24)
        exposure = profile.typical_exposure * math.exp(profile.spread * chance.bell())
        exposure *= (0.85 + 0.25 * at_peak) * profile.weekdays[posted_at.weekday()] * _LIFT.get(content_type, 1.0)
        if chance.happens(_VIRAL_SHARE):
            exposure *= chance.between(7, 22)
        liked = math.exp(0.35 * chance.bell())
        finals = {profile.exposure: exposure}
        for metric, rate in {**profile.rates, **profile.rates_by_type.get(content_type, {})}.items():
            finals[metric] = exposure * rate * self._taste(chance, metric, liked)
        return finals

    def _taste(self, chance: Chance, metric: MetricKey, liked: float) -> float:
        """How far the post is off the usual rate."""
        match metric:
            case MetricKey.VIDEO_VIEWS:
                return 1.0
            case MetricKey.REACH | MetricKey.WATCH_TIME_SECONDS | MetricKey.MEDIA_VIEWS:
                return chance.between(0.85, 1.15)
            case _:
                return liked * math.exp(0.3 * chance.bell())

    def _post_id(self, posted_at: datetime, index: int) -> str:
        shift = _ID_SHIFT.get(self._account.platform, _USUAL_SHIFT)
        milliseconds = int(posted_at.timestamp()) * 1000
        noise = number_of(*self._name, milliseconds, index) % 2 ** (shift - 3)
        number = milliseconds << shift | noise << 3 | index
        match self._account.platform:
            case Platform.FACEBOOK:
                return f"{10**14 + number_of(*self._name) % 10**14}_{number}"
            case Platform.LINKEDIN:
                return f"urn:li:share:{number}"
            case _:
                return str(number)

    def _details(self, chance: Chance, posted_at: datetime, index: int, content_type: ContentType) -> PostDetails:
        said, tags = phrase(chance)
        text = " ".join((said.text, *(f"#{tag}" for tag in tags)))
        path = quote(f"{self._account.platform.value}/{self._account.external_id}", safe="/")
        return PostDetails(
            posted_at=posted_at,
            content_type=content_type,
            text=text,
            url=f"https://example.com/{path}/{self._post_id(posted_at, index).rpartition(':')[2]}",
            tags=tags,
            metadata={"sample": True, "language": said.language},
            media_seconds=self._media_seconds(posted_at, index, content_type),
        )

    def _media_seconds(self, posted_at: datetime, index: int, content_type: ContentType) -> float | None:
        """Lengths are spread evenly over their logarithm: many short ones, some long ones.

        They come from a number of their own rather than from the post's stream of chance, which decides all the rest.
        """
        if content_type not in _LENGTHS:
            return None
        shortest, longest = _LENGTHS[content_type]
        share = share_of(*self._name, posted_at.isoformat(), index, "media seconds")
        return round(shortest * math.pow(longest / shortest, share), 1)


_LENGTHS = {ContentType.REEL: (6.0, 90.0), ContentType.VIDEO: (10.0, 300.0)}
"""Shortest and longest of what has a length, in seconds."""

_LIFT = {
    ContentType.REEL: 1.45,
    ContentType.CAROUSEL: 1.1,
    ContentType.DOCUMENT: 1.35,
    ContentType.VIDEO: 1.15,
    ContentType.LINK: 0.65,
    ContentType.TEXT: 0.9,
}
"""How much further posts of a type go than a picture."""
