"""What LinkedIn refuses of posts, and what is read all the same; and collections that go on days later."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.linkedin import LinkedInCollector
from collectors.transport import Http
from domain.assignments import KnownPost, Rejection
from domain.metrics import MetricKey as M
from tests.collectors.linkedin.stage import NOW, Recorded, SandboxStage, assignment, known, pages_of, together
from tests.factories import FakeClock

BY_URN, SHARES, UGC_POSTS = (
    "posts (by URN)",
    "organizationalEntityShareStatistics (shares)",
    "organizationalEntityShareStatistics (ugcPosts)",
)
Refuses = Callable[[str, Sequence[str]], bool]


def document(urn: str, posted_at: datetime) -> dict[str, Any]:
    moment = int(posted_at.timestamp() * 1000)
    return {"id": urn, "publishedAt": moment, "lastModifiedAt": moment}


class Strict:
    """A LinkedIn that refuses some questions about posts: by `ids`, `shares`, `ugcPosts`, or by one URN (`post`)."""

    def __init__(self, listed: Sequence[str], refuses: Refuses, status: int = 400, code: str | None = None) -> None:
        self._listed, self._refuses = listed, refuses
        self._status, self._refusal = status, {"status": status, "message": "No", "code": code}
        self.asked: list[tuple[str, list[str]]] = []
        """What was asked about posts, in short."""
        self.collector = LinkedInCollector(ApiConfiguration(), Http(FakeClock(NOW), httpx2.MockTransport(self._answer)))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        address = unquote(request.url.raw_path.decode())
        asked = re.search(r"\b(ids|shares|ugcPosts)=List\((.*)\)|/(posts)/(.+)", address)
        kind, urns = ("list", []) if asked is None else (asked[1] or "post", (asked[2] or asked[4]).split(","))
        if "/rest/posts" in address or kind != "list":
            self.asked.append((kind, urns))
        if kind != "list" and self._refuses(kind, urns):
            return httpx2.Response(self._status, json=self._refusal)
        return httpx2.Response(200, json=self._good(address, kind, urns))

    def _good(self, address: str, kind: str, urns: Sequence[str]) -> dict[str, Any]:
        old = NOW - timedelta(days=40)
        match kind:
            case "ids":
                return {"results": {urn: document(urn, old) for urn in urns}, "statuses": {}, "errors": {}}
            case "post":
                return document(urns[0], old)
            case "shares" | "ugcPosts":
                one = {"totalShareStatistics": {"likeCount": 4}}
                return {"elements": [{kind.removesuffix("s"): urn, **one} for urn in urns]}
        young = NOW - timedelta(days=2)
        posts = [document(urn, young) for urn in self._listed] if "/rest/posts?q=author" in address else []
        return {"elements": posts, "firstDegreeSize": 5, "localizedName": "Kestrel Coffee"}


def shares(*numbers: int) -> list[str]:
    return [f"urn:li:share:{number}" for number in numbers]


def due(*urns: str) -> tuple[KnownPost, ...]:
    return tuple(known(urn) for urn in urns)


def rejections(pages: Any) -> list[str]:
    return [each.name for page in pages for each in page.rejections]


async def test_a_batch_that_is_refused_silences_neither_the_others_nor_the_list_of_new_posts() -> None:
    old = shares(91, 92, 93)
    strict = Strict(shares(1, 2), lambda kind, urns: kind in ("ids", "post") and "urn:li:share:92" in urns)

    pages = await pages_of(strict.collector, assignment(due=due(*old)))

    assert rejections(pages) == []
    posts = {post.post_id: (post.details is not None, dict(post.metrics)) for post in together(pages).posts}
    assert posts == {
        "urn:li:share:1": (True, {M.LIKES: 4}),
        "urn:li:share:2": (True, {M.LIKES: 4}),
        "urn:li:share:91": (True, {M.LIKES: 4}),
        "urn:li:share:92": (False, {M.LIKES: 4}),  # nobody says what it is by now, and it is counted
        "urn:li:share:93": (True, {M.LIKES: 4}),
    }
    assert [page.missing for page in pages] == [()] * len(pages)


async def test_posts_that_nobody_lets_us_look_up_have_an_edge_of_their_own() -> None:
    def refuses(kind: str, _urns: Sequence[str]) -> bool:
        return kind in ("ids", "post")

    strict = Strict(shares(1), refuses, 403, "ACCESS_DENIED")
    old = shares(*range(100, 160))

    pages = await pages_of(strict.collector, assignment(due=due(*old)))
    first = [kind for kind, _ in strict.asked]
    again = await pages_of(strict.collector, assignment(due=due(*old), rejected=frozenset(rejections(pages))))

    assert rejections(pages) == [BY_URN]
    # The second fifty are not looked up any more, and all are counted.
    assert first == ["list", "shares", "ids", "post", "post", "post", "shares", "shares"]
    assert [kind for kind, _ in strict.asked[len(first) :]] == ["list", "shares", "shares", "shares"]
    for found in (pages, again):
        assert {post.post_id for post in together(found).posts} == {*shares(1), *old}
    assert rejections(again) == []


async def test_where_batches_are_refused_posts_are_looked_up_one_by_one() -> None:
    strict = Strict([], lambda kind, _urns: kind == "ids")
    old = shares(*range(100, 120))

    pages = await pages_of(strict.collector, assignment(due=due(*old)), "due:")

    assert [post.post_id for post in pages[0].batch.posts if post.details is not None] == old
    assert sorted(urns[0] for kind, urns in strict.asked if kind == "post") == old
    assert rejections(pages) == []


async def test_the_counters_of_one_post_that_are_refused_silence_no_others() -> None:
    strict = Strict(shares(*range(1, 11)), lambda kind, urns: kind == "shares" and "urn:li:share:3" in urns)

    pages = await pages_of(strict.collector, assignment())

    assert rejections(pages) == []
    counted = {post.post_id: dict(post.metrics) for post in together(pages).posts}
    assert counted == {urn: {} if urn == "urn:li:share:3" else {M.LIKES: 4} for urn in shares(*range(1, 11))}


async def test_a_refused_post_has_not_zero_but_unknown_counters() -> None:
    """Posts that the statistics leave out had no activity: only where they were asked for and answered."""

    class Silent(Strict):
        def _good(self, address: str, kind: str, urns: Sequence[str]) -> dict[str, Any]:
            return {"elements": []} if kind == "shares" else super()._good(address, kind, urns)

    strict = Silent(shares(1, 2), lambda kind, urns: kind == "shares" and "urn:li:share:1" in urns)

    pages = await pages_of(strict.collector, assignment())

    counted = {post.post_id: post.metrics.get(M.LIKES) for post in together(pages).posts}
    assert counted == {"urn:li:share:1": None, "urn:li:share:2": 0}


async def test_one_refused_post_that_is_the_only_one_silences_no_later_ones() -> None:
    strict = Strict(shares(1), lambda kind, _urns: kind == "shares")

    pages = await pages_of(strict.collector, assignment())

    assert rejections(pages) == []
    assert [(post.post_id, dict(post.metrics)) for post in together(pages).posts] == [("urn:li:share:1", {})]


async def test_what_every_post_is_refused_is_told_once_and_for_its_kind_alone() -> None:
    videos = [f"urn:li:ugcPost:{number}" for number in range(1, 6)]
    strict = Strict([*shares(7, 8), *videos], lambda kind, _urns: kind == "ugcPosts")
    old = due("urn:li:share:91", "urn:li:ugcPost:92", "urn:li:ugcPost:93")

    pages = await pages_of(strict.collector, assignment(due=old))

    assert [each for page in pages for each in page.rejections] == [Rejection(UGC_POSTS, "LinkedIn says: No")]
    assert [urns for kind, urns in strict.asked if kind == "ugcPosts"] == [videos, *[[videos[at]] for at in (0, 2, 4)]]
    assert {post.post_id for post in together(pages).posts if post.metrics} == {*shares(7, 8, 91)}


async def test_refusals_of_posts_do_not_speak_for_the_edge_once_it_has_answered() -> None:
    old = shares(91, 92, 93)
    strict = Strict(shares(1), lambda kind, urns: kind == "shares" and not {*old}.isdisjoint(urns))

    pages = await pages_of(strict.collector, assignment(due=due(*old)))

    assert rejections(pages) == []
    assert {post.post_id for post in together(pages).posts if post.metrics} == {*shares(1)}


@pytest.mark.parametrize("name", ["organicFollowerGain", "paidFollowerGain"])
async def test_a_sum_is_not_read_without_one_of_its_parts(stage: SandboxStage, name: str) -> None:
    given = assignment(access=stage.access(), rejected=frozenset({name}))

    pages = await pages_of(stage.collector, given)

    assert M.FOLLOWERS_GAINED not in {metric for day in together(pages).days for metric in day.metrics}
    assert "new followers by day" not in {step.what for step in stage.collector.plan(given)}


@pytest.mark.parametrize("late", [0, 2, 3, 5, 30])
@pytest.mark.parametrize("cursor", [None, "share_days:"])
async def test_the_twelve_months_are_those_of_the_present(late: int, cursor: str | None) -> None:
    recorded = Recorded({"/rest/": {"elements": []}, "/rest/organizations/": {}})
    until = NOW - timedelta(days=late)
    old, young = datetime(2025, 3, 11, 23, tzinfo=UTC), datetime(2025, 3, 12, tzinfo=UTC)
    posts = (known("urn:li:share:1", old), known("urn:li:share:2", young))

    await pages_of(recorded.collector, assignment(days=363, until=until, due=posts), cursor)

    ranges = {asked.partition("&timeIntervals=")[2] for asked in recorded.asked if "timeIntervals" in asked}
    start = int(datetime(2025, 3, 12, tzinfo=UTC).timestamp() * 1000)
    end = int(datetime(until.year, until.month, until.day, tzinfo=UTC).timestamp() * 1000)
    assert ranges == {f"(timeRange:(start:{start},end:{end}),timeGranularityType:DAY)"}
    counted = [asked.partition("&shares=")[2] for asked in recorded.asked if "&shares=" in asked]
    assert counted == ["List(urn%3Ali%3Ashare%3A2)"] * (cursor is None)


@pytest.mark.parametrize("step", ["share_days", "follower_days", "page_days"])
async def test_days_that_have_rolled_out_of_reach_meanwhile_are_none(step: str) -> None:
    recorded = Recorded({"/rest/": {"elements": []}})
    until = NOW - timedelta(days=364)

    pages = await pages_of(recorded.collector, assignment(days=7, until=until), f"{step}:")

    assert [(len(page.batch), page.rejections) for page in pages] == [(0, ()), (0, ())]
    assert [asked for asked in recorded.asked if "timeIntervals" in asked] == []


@pytest.mark.parametrize(
    ("cursor", "edge"),
    [
        ("posts:50", "posts"),
        ("due:urn:li:share:7", ""),
        ("share_days:", "organizationalEntityShareStatistics (days)"),
        ("follower_days:", "organizationalEntityFollowerStatistics (days)"),
        ("page_days:", "organizationPageStatistics (days)"),
        ("facets:", "organizationalEntityFollowerStatistics (facets)"),
    ],
)
async def test_a_cursor_leads_on_from_a_step_in_which_nothing_is_left(
    stage: SandboxStage, cursor: str, edge: str
) -> None:
    """Another collection may have been refused it meanwhile, or have looked at the posts that were due."""
    given = assignment(access=stage.access(), rejected=frozenset({edge}))
    whole = await pages_of(stage.collector, given)

    pages = await pages_of(stage.collector, given, cursor)

    assert (len(pages[0].batch), pages[0].rejections, pages[0].missing) == (0, (), ())
    assert pages[1:] == whole[len(whole) - len(pages) + 1 :]
    assert pages[-1].cursor is None
