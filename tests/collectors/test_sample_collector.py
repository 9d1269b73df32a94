"""The made-up world: that it never changes its past, and that it looks like a brand's real numbers."""

import asyncio
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.sample import SAMPLE_ACCOUNTS, SampleCollector
from domain.assignments import Page
from domain.collection import CollectionWindow
from domain.errors import FatalCollectorError
from domain.metrics import CATALOG, RATE_BASE, MetricKey, MetricKind
from domain.observations import Batch, ContentType, DaySnapshot, PostSnapshot, Provenance
from domain.users import Account, AccountStatus, Platform
from tests.collectors.cases import assignment

# Four days after the clocks of Los Angeles went forward (2026-03-08), in the middle of a day.
UNTIL = datetime(2026, 3, 12, 15, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PLATFORMS = tuple(ref.platform for ref in SAMPLE_ACCOUNTS)
# Hypothesis wants naive bounds. The leap day of 2024 and several changes of the clocks lie between them.
_EARLIEST, _LATEST = datetime(2024, 2, 1), datetime(2027, 3, 31)  # noqa: DTZ001
RECEIVED = (MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES, MetricKey.SAVES)


def _account(platform: Platform, external_id: str | None = None) -> Account:
    ref = next(ref for ref in SAMPLE_ACCOUNTS if ref.platform is platform)
    named = external_id or ref.external_id
    return Account("u1", "a1", platform, named, ref.handle, ref.name, AccountStatus.SAMPLE)


def _pages(
    account: Account, since: datetime, until: datetime, *, cursor: str | None = None, seed: int | None = None
) -> list[Page]:
    collector = SampleCollector() if seed is None else SampleCollector(seed)

    async def read() -> list[Page]:
        given = assignment(account, CollectionWindow(since, until))
        return [page async for page in collector.collect(given, cursor)]

    return asyncio.run(read())


@lru_cache(maxsize=128)
def _facts(platform: Platform, since: datetime, until: datetime = UNTIL) -> Batch:
    batches = [page.batch for page in _pages(_account(platform), since, until)]
    return Batch(
        posts=tuple(post for batch in batches for post in batch.posts),
        days=tuple(day for batch in batches for day in batch.days),
        windows=tuple(window for batch in batches for window in batch.windows),
    )


def _latest(posts: tuple[PostSnapshot, ...]) -> dict[str, PostSnapshot]:
    return {post.post_id: post for post in sorted(posts, key=lambda post: post.observed_at)}


def _posted_at(post: PostSnapshot) -> datetime:
    assert post.details is not None
    return post.details.posted_at


def _day(facts: Batch, day: date) -> DaySnapshot:
    return next(seen for seen in facts.days if seen.day == day)


def test_a_post_is_the_same_in_every_process_and_release() -> None:
    post = _facts(Platform.INSTAGRAM, UNTIL - 2 * DAY).posts[-1]

    assert post.details is not None
    assert post.post_id == "14527003844609065"
    assert post.details.posted_at == datetime(2026, 3, 12, 11, 44, 59, tzinfo=UTC)
    assert post.details.url == "https://example.com/instagram/sample-instagram/14527003844609065"
    assert post.metrics == {
        MetricKey.VIEWS: 21_474,
        MetricKey.REACH: 15_222,
        MetricKey.LIKES: 952,
        MetricKey.COMMENTS: 35,
        MetricKey.SHARES: 71,
        MetricKey.SAVES: 64,
        MetricKey.FOLLOWERS_GAINED: 6,
        MetricKey.PROFILE_VIEWS: 117,
        MetricKey.PLATFORM_ENGAGEMENTS: 1_122,
    }


def test_a_video_is_as_long_in_every_process_and_release() -> None:
    posts = list(_latest(_facts(Platform.TIKTOK, UNTIL - 4 * DAY).posts).values())[:3]

    lengths = {post.post_id: post.details.media_seconds for post in posts if post.details is not None}
    assert lengths == {"7437115784693656778": 157.9, "7437194713105359553": 69.3, "7437240829478109208": 19.0}


def test_videos_and_reels_alone_have_a_plausible_length() -> None:
    lengths = defaultdict(list)
    for platform in PLATFORMS:
        for post in _latest(_facts(platform, UNTIL - 60 * DAY).posts).values():
            assert post.details is not None
            lengths[post.details.content_type].append(post.details.media_seconds)

    videos = {kind: [n for n in found if n is not None] for kind, found in lengths.items()}
    assert {kind for kind, found in videos.items() if found} == {ContentType.VIDEO, ContentType.REEL}
    for kind, shortest, longest in ((ContentType.REEL, 6, 90), (ContentType.VIDEO, 10, 300)):
        assert len(videos[kind]) == len(lengths[kind])
        assert shortest <= min(videos[kind]) < median(videos[kind]) < max(videos[kind]) <= longest


def test_a_day_is_the_same_in_every_process_and_release() -> None:
    day = _day(_facts(Platform.INSTAGRAM, UNTIL - 4 * DAY), date(2026, 3, 10))

    assert day == DaySnapshot(
        day=date(2026, 3, 10),
        observed_at=datetime(2026, 3, 11, 19, 0, tzinfo=UTC),
        metrics={
            MetricKey.FOLLOWERS: 252_478,
            MetricKey.FOLLOWING: 387,
            MetricKey.POSTS_COUNT: 3_397,
            MetricKey.POSTS_PUBLISHED: 3,
            MetricKey.FOLLOWERS_GAINED: 265,
            MetricKey.VIEWS: 328_196,
            MetricKey.REACH: 180_809,
            MetricKey.LIKES: 9_206,
            MetricKey.COMMENTS: 267,
            MetricKey.SHARES: 704,
            MetricKey.SAVES: 1_133,
            MetricKey.PLATFORM_ENGAGEMENTS: 11_310,
            MetricKey.PROFILE_VIEWS: 2_314,
            MetricKey.WEBSITE_CLICKS: 113,
        },
        day_zone="America/Los_Angeles",
    )


@settings(max_examples=15, deadline=None)
@given(
    platform=st.sampled_from(PLATFORMS),
    until=st.datetimes(_EARLIEST, _LATEST, timezones=st.just(UTC)),
    days=st.integers(1, 20),
    more_days=st.integers(1, 20),
)
def test_a_longer_window_tells_the_same_and_more(
    platform: Platform, until: datetime, days: int, more_days: int
) -> None:
    short = _facts(platform, until - days * DAY, until)
    long = _facts(platform, until - (days + more_days) * DAY, until)

    assert [post for post in short.posts if post not in long.posts] == []
    assert [day for day in short.days if day not in long.days] == []
    assert [window for window in short.windows if window not in long.windows] == []


@settings(max_examples=15, deadline=None)
@given(
    platform=st.sampled_from(PLATFORMS),
    until=st.datetimes(_EARLIEST, _LATEST, timezones=st.just(UTC)),
    passed=st.timedeltas(timedelta(seconds=1), timedelta(days=40)),
)
def test_what_was_seen_before_is_seen_again_later(platform: Platform, until: datetime, passed: timedelta) -> None:
    since = until - 10 * DAY
    before, later = _facts(platform, since, until), _facts(platform, since, until + passed)

    past = [post for post in before.posts if post.observed_at < until]
    assert [post for post in past if post not in later.posts] == []
    assert [day for day in before.days if day.observed_at < until and day not in later.days] == []


def test_the_counters_that_people_watch_move_within_seconds() -> None:
    gained = {}
    for platform in (Platform.INSTAGRAM, Platform.TIKTOK):
        before = _latest(_facts(platform, UNTIL - DAY).posts)
        later = _latest(_facts(platform, UNTIL - DAY, UNTIL + timedelta(seconds=10)).posts)
        views = MetricKey.VIEWS
        gained[platform] = sum(later[key].metrics[views] - before[key].metrics[views] for key in before)

    assert gained == {Platform.INSTAGRAM: 43, Platform.TIKTOK: 31}


@pytest.mark.parametrize(
    ("platform", "posts_that_lost_likes"),
    [
        (Platform.FACEBOOK, 10),
        (Platform.INSTAGRAM, 9),
        (Platform.X, 22),
        (Platform.LINKEDIN, 2),
        (Platform.TIKTOK, 0),
    ],
)
def test_counters_never_fall_except_that_a_few_likes_are_taken_back(
    platform: Platform, posts_that_lost_likes: int
) -> None:
    history = defaultdict(list)
    for post in _facts(platform, UNTIL - 360 * DAY).posts:
        history[post.post_id].append(post.metrics)

    falls = [
        (metric, after[metric] / before[metric])
        for seen in history.values()
        for before, after in pairwise(seen)
        for metric in before
        if after[metric] < before[metric]
    ]
    assert [metric for metric, _ in falls].count(MetricKey.LIKES) == posts_that_lost_likes
    assert {metric for metric, _ in falls} <= {MetricKey.LIKES, MetricKey.PLATFORM_ENGAGEMENTS}
    assert [left for _, left in falls if left < 0.93] == []


@pytest.mark.parametrize(
    ("platform", "other"),
    [(Platform.X, {"external_id": "somebody-else"}), (Platform.X, {"seed": 7})],
    ids=["another account", "another seed"],
)
def test_another_account_or_seed_is_another_world(platform: Platform, other: dict[str, str | int]) -> None:
    pages = _pages(
        _account(platform, str(other.get("external_id", "")) or None),
        UNTIL - 7 * DAY,
        UNTIL,
        seed=int(other["seed"]) if "seed" in other else None,
    )
    mine = _latest(_facts(platform, UNTIL - 7 * DAY).posts)

    theirs = {post.post_id for page in pages for post in page.batch.posts}
    assert theirs & mine.keys() == set()


def test_the_owner_and_the_name_do_not_change_the_numbers() -> None:
    account = _account(Platform.LINKEDIN)
    renamed = Account("u2", "a2", Platform.LINKEDIN, account.external_id, "other", "Other", AccountStatus.SAMPLE)

    assert _pages(renamed, UNTIL - 7 * DAY, UNTIL) == _pages(account, UNTIL - 7 * DAY, UNTIL)


def test_a_post_was_watched_at_fixed_ages_and_now() -> None:
    posts = _facts(Platform.X, UNTIL - 4 * DAY).posts
    oldest = next(post for post in posts if _posted_at(post) >= UNTIL - 4 * DAY)

    seen = [post for post in posts if post.post_id == oldest.post_id]
    assert [post.observed_at - _posted_at(post) for post in seen[:-1]] == [
        timedelta(0),
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(days=1),
        timedelta(days=3),
    ]
    assert seen[-1].observed_at == UNTIL
    assert set(seen[0].metrics.values()) == {0}


def test_posts_of_the_four_weeks_before_the_window_are_read_once_more() -> None:
    since = UNTIL - 7 * DAY
    earlier = [post for post in _facts(Platform.X, since).posts if _posted_at(post) < since]

    assert {post.observed_at for post in earlier} == {UNTIL}
    assert min(_posted_at(post) for post in earlier) >= since - timedelta(days=28)
    assert len(earlier) == len({post.post_id for post in earlier})


def test_the_running_day_shows_stocks_only() -> None:
    # 05:00 UTC is still 11 March in Los Angeles, and 12 March in the zone of X.
    until = datetime(2026, 3, 12, 5, 0, tzinfo=UTC)
    shown = {p: _facts(p, until - 3 * DAY, until).days[-1] for p in (Platform.INSTAGRAM, Platform.X)}

    assert {platform: day.day for platform, day in shown.items()} == {
        Platform.INSTAGRAM: date(2026, 3, 11),
        Platform.X: date(2026, 3, 12),
    }
    assert {day.observed_at for day in shown.values()} == {until}
    for day in shown.values():
        assert {CATALOG[metric].kind for metric in day.metrics} == {MetricKind.STOCK}


def test_a_day_of_the_platform_ends_at_its_own_midnight_even_when_the_clocks_change() -> None:
    days = _facts(Platform.FACEBOOK, UNTIL - 6 * DAY).days

    assert {day.day: day.observed_at for day in days} == {
        date(2026, 3, 6): datetime(2026, 3, 7, 20, 0, tzinfo=UTC),
        date(2026, 3, 7): datetime(2026, 3, 8, 20, 0, tzinfo=UTC),
        date(2026, 3, 8): datetime(2026, 3, 9, 19, 0, tzinfo=UTC),
        date(2026, 3, 9): datetime(2026, 3, 10, 19, 0, tzinfo=UTC),
        date(2026, 3, 10): datetime(2026, 3, 11, 19, 0, tzinfo=UTC),
        date(2026, 3, 11): UNTIL,
        date(2026, 3, 12): UNTIL,
    }


def test_followers_gained_less_lost_is_the_change_of_the_stock() -> None:
    days = _facts(Platform.TIKTOK, UNTIL - 60 * DAY).days[:-1]

    for before, day in pairwise(days):
        change = day.metrics[MetricKey.FOLLOWERS] - before.metrics[MetricKey.FOLLOWERS]
        assert day.metrics[MetricKey.FOLLOWERS_GAINED] - day.metrics[MetricKey.FOLLOWERS_LOST] == change


def test_posts_published_are_the_posts_and_raise_the_count_on_the_profile() -> None:
    facts = _facts(Platform.TIKTOK, UNTIL - 20 * DAY)
    days = facts.days[1:-1]
    posted = [_posted_at(post).date() for post in _latest(facts.posts).values()]

    assert [day.metrics[MetricKey.POSTS_PUBLISHED] for day in days] == [posted.count(day.day) for day in days]
    first, last = days[0].metrics, days[-1].metrics
    raised = last[MetricKey.POSTS_COUNT] - first[MetricKey.POSTS_COUNT]
    assert raised == sum(day.metrics[MetricKey.POSTS_PUBLISHED] for day in days[1:])


def test_the_engagements_of_a_day_are_what_its_posts_gained() -> None:
    # LinkedIn cuts its days in UTC, so two collections at midnight enclose one of them.
    start, end = datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC)
    before = _latest(_facts(Platform.LINKEDIN, start, start).posts)
    after = _latest(_facts(Platform.LINKEDIN, start, end).posts)

    gained = sum(
        post.metrics[MetricKey.LIKES] - (before[key].metrics[MetricKey.LIKES] if key in before else 0)
        for key, post in after.items()
    )
    assert _day(_facts(Platform.LINKEDIN, start), start.date()).metrics[MetricKey.LIKES] == gained


@pytest.mark.parametrize(
    ("platform", "parts"),
    [
        (Platform.FACEBOOK, {MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES}),
        (Platform.INSTAGRAM, {MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES, MetricKey.SAVES}),
        (Platform.X, set()),
        (Platform.LINKEDIN, {MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES}),
        (Platform.TIKTOK, set()),
    ],
)
def test_only_some_platforms_say_what_a_day_received(platform: Platform, parts: set[MetricKey]) -> None:
    days = _facts(platform, UNTIL - 10 * DAY).days[:-1]

    assert [set(RECEIVED) & day.metrics.keys() for day in days] == [parts] * len(days)


@pytest.mark.parametrize(
    ("platform", "absent"),
    [
        (Platform.FACEBOOK, {MetricKey.IMPRESSIONS, MetricKey.SAVES}),
        (Platform.INSTAGRAM, {MetricKey.IMPRESSIONS}),
        (Platform.X, {MetricKey.REACH, MetricKey.VIEWS}),
        (Platform.LINKEDIN, {MetricKey.VIEWS, MetricKey.SAVES}),
        (Platform.TIKTOK, {MetricKey.REACH, MetricKey.SAVES, MetricKey.IMPRESSIONS}),
    ],
)
def test_what_the_platform_does_not_tell_in_practice_is_absent(platform: Platform, absent: set[MetricKey]) -> None:
    facts = _facts(platform, UNTIL - 60 * DAY)

    told = {metric for post in facts.posts for metric in post.metrics}
    told |= {metric for day in facts.days for metric in day.metrics}
    assert told & absent == set()


@pytest.mark.parametrize(
    ("platform", "metric", "lacking", "of"),
    [
        (Platform.FACEBOOK, MetricKey.SHARES, 8, 345),
        (Platform.INSTAGRAM, MetricKey.LIKES, 13, 585),
        (Platform.X, MetricKey.SAVES, 17, 689),
        (Platform.LINKEDIN, MetricKey.CLICKS, 10, 267),
        (Platform.TIKTOK, MetricKey.SHARES, 9, 339),
    ],
)
def test_a_few_posts_lack_one_metric_at_all_times(platform: Platform, metric: MetricKey, lacking: int, of: int) -> None:
    posts = _facts(platform, UNTIL - 360 * DAY).posts
    without = {post.post_id for post in posts if metric not in post.metrics}

    assert (len(without), len(_latest(posts))) == (lacking, of)
    assert [post for post in posts if post.post_id in without and metric in post.metrics] == []


def test_linkedin_lost_two_days_of_ninety() -> None:
    days = {day.day for day in _facts(Platform.LINKEDIN, UNTIL - 89 * DAY).days}

    span = [UNTIL.date() - timedelta(days=back) for back in range(90)]
    assert [day for day in span if day not in days] == [date(2026, 2, 27), date(2026, 1, 13)]


@pytest.mark.parametrize(
    ("platform", "times_the_median"),
    [
        (Platform.FACEBOOK, 16),
        (Platform.INSTAGRAM, 37),
        (Platform.X, 77),
        (Platform.LINKEDIN, 11),
        (Platform.TIKTOK, 54),
    ],
)
def test_the_best_post_goes_far_beyond_the_usual_one(platform: Platform, times_the_median: int) -> None:
    posts = _latest(_facts(platform, UNTIL - 360 * DAY).posts).values()

    exposure = RATE_BASE[platform].metric
    settled = [post.metrics[exposure] for post in posts if _posted_at(post) < UNTIL - 7 * DAY]
    assert max(settled) // median(settled) == times_the_median


@pytest.mark.parametrize(
    ("platform", "weekend_percent"),
    [
        (Platform.FACEBOOK, 82),
        (Platform.INSTAGRAM, 113),
        (Platform.X, 35),
        (Platform.LINKEDIN, 46),
        (Platform.TIKTOK, 115),
    ],
)
def test_weekends_differ_from_the_middle_of_the_week(platform: Platform, weekend_percent: int) -> None:
    exposure = RATE_BASE[platform].metric
    days = _facts(platform, UNTIL - 360 * DAY).days[:-1]

    weekend = median(day.metrics[exposure] for day in days if day.day.weekday() in (5, 6))
    midweek = median(day.metrics[exposure] for day in days if day.day.weekday() in (1, 2, 3))
    assert 100 * weekend // midweek == weekend_percent


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
def test_the_reach_of_28_days_lies_between_the_best_day_and_the_sum(platform: Platform) -> None:
    facts = _facts(platform, UNTIL - 60 * DAY)
    reach = {day.day: day.metrics[MetricKey.REACH] for day in facts.days[:-1]}

    windows = [window for window in facts.windows if window.start in reach]
    assert len(windows) == 33
    for window in windows:
        daily = [reach[window.start + timedelta(days=day)] for day in range(28)]
        assert window.end - window.start == timedelta(days=28)
        assert max(daily) < window.value < sum(daily)


@pytest.mark.parametrize("platform", [Platform.X, Platform.LINKEDIN, Platform.TIKTOK])
def test_no_other_platform_computes_a_reach_over_days(platform: Platform) -> None:
    assert _facts(platform, UNTIL - 10 * DAY).windows == ()


@pytest.mark.parametrize(
    ("platform", "types"),
    [
        (Platform.FACEBOOK, {ContentType.IMAGE, ContentType.VIDEO, ContentType.LINK, ContentType.REEL}),
        (Platform.INSTAGRAM, {ContentType.IMAGE, ContentType.CAROUSEL, ContentType.REEL}),
        (Platform.X, {ContentType.TEXT, ContentType.IMAGE, ContentType.VIDEO, ContentType.LINK}),
        (
            Platform.LINKEDIN,
            {ContentType.TEXT, ContentType.DOCUMENT, ContentType.IMAGE, ContentType.VIDEO},
        ),
        (Platform.TIKTOK, {ContentType.VIDEO}),
    ],
)
def test_posts_are_of_the_types_that_the_platform_has(platform: Platform, types: set[ContentType]) -> None:
    posts = _facts(platform, UNTIL - 90 * DAY).posts

    assert {post.details.content_type for post in posts if post.details} == types


def test_a_completion_rate_needs_a_play() -> None:
    posts = _facts(Platform.TIKTOK, UNTIL - 30 * DAY).posts

    for post in posts:
        plays = post.metrics[MetricKey.VIDEO_VIEWS]
        assert (MetricKey.VIDEO_COMPLETION_RATE in post.metrics) == (plays > 0)


def test_texts_hold_more_than_ascii_and_links_lead_nowhere() -> None:
    details = [p.details for p in _latest(_facts(Platform.X, UNTIL - 90 * DAY).posts).values() if p.details]
    texts = "".join(detail.text or "" for detail in details)

    assert "☕" in texts
    assert "試飲会" in texts
    assert {(detail.url or "")[:31] for detail in details} == {"https://example.com/x/sample-x/"}
    assert {detail.metadata["sample"] for detail in details} == {True}


def test_pages_hold_seven_days_and_start_four_weeks_before_the_window() -> None:
    pages = _pages(_account(Platform.X), UNTIL - 7 * DAY, UNTIL)

    assert [page.cursor for page in pages] == [
        "2026-02-12",
        "2026-02-19",
        "2026-02-26",
        "2026-03-05",
        "2026-03-12",
        None,
    ]
    assert {_posted_at(post).date() for post in pages[0].batch.posts} <= {
        date(2026, 2, 5) + timedelta(days=day) for day in range(7)
    }


@pytest.mark.parametrize(
    "cursor",
    ["", "12.03.2026", "20260212", "2026-02-30", "2026-02-04", "2026-03-13"],
    ids=["empty", "other notation", "no dashes", "no such day", "before the first day", "after the last day"],
)
def test_a_cursor_that_is_no_day_of_the_window_is_fatal(cursor: str) -> None:
    with pytest.raises(FatalCollectorError, match="no day of this collection"):
        _pages(_account(Platform.X), UNTIL - 7 * DAY, UNTIL, cursor=cursor)


def test_a_window_without_length_still_reads_the_older_posts() -> None:
    facts = _facts(Platform.X, UNTIL, UNTIL)

    assert {post.observed_at for post in facts.posts} == {UNTIL}
    assert [day.day for day in facts.days] == [date(2026, 3, 12)]


def test_everything_about_the_sample_says_that_it_is_one() -> None:
    assert SampleCollector().provenance is Provenance.SAMPLE
    assert [(ref.platform, ref.external_id, ref.handle, ref.name) for ref in SAMPLE_ACCOUNTS] == [
        (Platform.FACEBOOK, "sample-facebook", "kestrelcoffee_sample", "Kestrel Coffee (sample)"),
        (Platform.INSTAGRAM, "sample-instagram", "kestrelcoffee_sample", "Kestrel Coffee (sample)"),
        (Platform.X, "sample-x", "kestrelcoffee_sample", "Kestrel Coffee (sample)"),
        (Platform.LINKEDIN, "sample-linkedin", "kestrelcoffee_sample", "Kestrel Coffee (sample)"),
        (Platform.TIKTOK, "sample-tiktok", "kestrelcoffee_sample", "Kestrel Coffee (sample)"),
    ]


def test_a_post_published_at_the_very_present_does_not_exist_yet() -> None:
    posted_at = datetime(2026, 3, 12, 11, 44, 59, tzinfo=UTC)
    at_once = _facts(Platform.INSTAGRAM, UNTIL - DAY, posted_at).posts
    a_moment_later = _facts(Platform.INSTAGRAM, UNTIL - DAY, posted_at + timedelta(microseconds=1)).posts

    assert [post for post in at_once if post.post_id == "14527003844609065"] == []
    seen = [post for post in a_moment_later if post.post_id == "14527003844609065"]
    assert [post.observed_at for post in seen] == [posted_at, posted_at + timedelta(microseconds=1)]
