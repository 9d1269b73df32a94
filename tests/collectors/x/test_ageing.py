"""Posts that are about to be too old for private metrics, while a collection goes on, or waits for days."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from domain.assignments import Page
from domain.metrics import MetricKey
from tests.collectors.x.stage import USER_ID, Bench, Recorder, json
from tests.factories import NOW, FakeClock

Benches = Callable[..., Bench]

TIMELINE = f"/2/users/{USER_ID}/tweets"
NO_EXTRAS = frozenset({"tweets/analytics"})
DAYS = 50


class Feed:
    """A timeline as X has it: spans of whole seconds, and nothing older than 30 days when asked for private metrics."""

    def __init__(self, clock: FakeClock, published: Iterable[datetime], page_size: int = 100) -> None:
        self._clock = clock
        self._page_size = page_size
        self.published = {str(1000 + number): posted_at for number, posted_at in enumerate(published)}

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params
        if request.url.path != TIMELINE:
            return json({"data": {"id": USER_ID, "username": "kestrelcoffee"}})
        since = datetime.fromisoformat(asked["start_time"])
        until = datetime.fromisoformat(asked.get("end_time", self._clock().isoformat()))
        private = "non_public_metrics" in asked["tweet.fields"]
        if private:
            since = max(since, self._clock() - timedelta(days=30))
        found = [
            name
            for name, posted_at in self.published.items()
            if since <= posted_at < until and name > asked.get("pagination_token", "")
        ]
        page = found[: self._page_size]
        meta: dict[str, Any] = {"result_count": len(page)}
        if len(found) > len(page):
            meta["next_token"] = page[-1]
        shown = [self._post(name, private) for name in page]
        return json({**({"data": shown} if shown else {}), "meta": meta})

    def _post(self, name: str, private: bool) -> dict[str, Any]:
        more = {"non_public_metrics": {"url_link_clicks": 3}} if private else {}
        created = self.published[name].isoformat(timespec="milliseconds")
        return {"id": name, "text": "Hi", "created_at": created, "public_metrics": {"like_count": 1}, **more}


def seen(pages: list[Page]) -> set[str]:
    return {post.post_id for page in pages for post in page.batch.posts}


def with_clicks(pages: list[Page]) -> set[str]:
    return {post.post_id for page in pages for post in page.batch.posts if MetricKey.CLICKS in post.metrics}


@pytest.fixture
def feed(clock: FakeClock) -> Feed:
    """A post every eight hours."""
    return Feed(clock, [NOW - timedelta(hours=8 * number + 1) for number in range(3 * DAYS)], page_size=40)


@pytest.mark.parametrize("days_later", [0, 1, 2, 3, 5, 8, 28, 29, 30, 60])
async def test_a_collection_that_waited_loses_no_post(
    bench: Benches, clock: FakeClock, feed: Feed, days_later: int
) -> None:
    stage = bench(feed.answer)
    assignment = stage.assignment(NOW - timedelta(days=DAYS), rejected=NO_EXTRAS)
    clock.advance(days=days_later)
    pages = await stage.pages(assignment, "posts:")
    assert seen(pages) == set(feed.published)
    young = {name for name, at in feed.published.items() if at >= clock() - timedelta(days=29)}
    assert with_clicks(pages) == young


@pytest.mark.parametrize("days_later", [1, 3, 8])
async def test_every_page_can_be_waited_at(bench: Benches, clock: FakeClock, feed: Feed, days_later: int) -> None:
    stage = bench(feed.answer)
    assignment = stage.assignment(NOW - timedelta(days=DAYS), rejected=NO_EXTRAS)
    pages = await stage.pages(assignment)
    assert len(pages) == 6
    clock.advance(days=days_later)
    for number, page in enumerate(pages[:-1], start=1):
        rest = await stage.pages(assignment, page.cursor)
        assert seen([*pages[:number], *rest]) == set(feed.published)


async def test_a_window_that_becomes_too_long_while_it_waits(bench: Benches, clock: FakeClock, feed: Feed) -> None:
    """It has no step for earlier posts when it begins, and needs one when it goes on."""
    stage = bench(feed.answer)
    assignment = stage.assignment(NOW - timedelta(days=27), rejected=NO_EXTRAS)
    assert [step.what for step in stage.collector.plan(assignment)] == ["profile", "posts"]
    pages = stage.collector.collect(assignment, None)
    first = [await anext(pages), await anext(pages)]
    clock.advance(days=6)
    rest = await stage.pages(assignment, first[-1].cursor)
    assert seen([*first, *rest]) == {name for name, at in feed.published.items() if at >= NOW - timedelta(days=27)}


async def test_a_clock_that_goes_on_between_the_pages(bench: Benches, clock: FakeClock, feed: Feed) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        clock.advance(hours=3)
        return feed.answer(request)

    stage = bench(answer)
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=DAYS), rejected=NO_EXTRAS))
    assert seen(pages) == set(feed.published)


async def test_only_one_day_is_listed_twice(bench: Benches, feed: Feed) -> None:
    stage = bench(feed.answer)
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=DAYS), rejected=NO_EXTRAS))
    assert sum(len(page.batch.posts) for page in pages) == 3 * DAYS + 3


async def test_a_window_that_is_too_old_as_a_whole_is_not_asked_for_private_metrics(
    bench: Benches, clock: FakeClock, recorder: Recorder, feed: Feed
) -> None:
    stage = bench(feed.answer)
    assignment = stage.assignment(NOW - timedelta(days=2), rejected=NO_EXTRAS)
    clock.advance(days=30)
    pages = await stage.pages(assignment, "posts:")
    assert [(parameters["start_time"], parameters["end_time"]) for _, parameters in recorder.calls] == [
        ("2026-03-08T12:00:00Z", "2026-03-10T12:00:00Z")
    ]
    assert len(seen(pages)) == 6


@pytest.mark.parametrize("milliseconds", [0, 1, 500, 999])
async def test_no_post_falls_between_two_seconds(bench: Benches, clock: FakeClock, milliseconds: int) -> None:
    clock.advance(milliseconds=milliseconds)
    borders = [clock() - timedelta(days=days) for days in (28, 29, 30)]
    moments = sorted(each + timedelta(milliseconds=step) for each in borders for step in range(-1500, 1501, 250))
    feed = Feed(clock, reversed(moments))
    stage = bench(feed.answer)
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=DAYS), clock(), rejected=NO_EXTRAS))
    assert seen(pages) == set(feed.published)


async def test_the_last_second_of_a_window_is_read(bench: Benches, clock: FakeClock) -> None:
    until = NOW - timedelta(days=40) + timedelta(milliseconds=500)
    feed = Feed(clock, [until + timedelta(milliseconds=step) for step in (100, 0, -100, -400, -600)])
    stage = bench(feed.answer)
    pages = await stage.pages(stage.assignment(NOW - timedelta(days=DAYS), until, rejected=NO_EXTRAS))
    assert seen(pages) == {"1002", "1003", "1004"}


async def test_a_token_that_is_not_taken_any_more_leads_to_the_first_page(
    bench: Benches, recorder: Recorder, feed: Feed
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.params.get("pagination_token") == "old":
            message = "The `pagination_token` query parameter value [old] is not a valid token."
            kind = "https://api.x.com/2/problems/invalid-request"
            return json({"errors": [{"message": message}], "title": "Invalid Request", "type": kind}, 400)
        return feed.answer(request)

    stage = bench(answer)
    assignment = stage.assignment(NOW - timedelta(days=DAYS), rejected=NO_EXTRAS)
    pages = await stage.pages(assignment, "posts:old")
    assert seen(pages) == set(feed.published)
    assert [page.rejections for page in pages] == [()] * len(pages)
    assert [parameters.get("pagination_token") for _, parameters in recorder.calls[:3]] == ["old", None, "1039"]
