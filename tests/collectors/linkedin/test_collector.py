"""The whole collector, over the sandbox's LinkedIn."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest

from collectors.linkedin.client import PAGE_SIZE
from collectors.sample.posts import SamplePost
from collectors.sandbox.scenarios import SCENARIOS, Scenario
from domain.assignments import Assignment, Budget, KnownPost, PlannedStep, Rejection
from domain.errors import (
    AuthorizationLostError,
    BudgetExhaustedError,
    FatalCollectorError,
    RetriableCollectorError,
)
from domain.metrics import MetricKey as M
from domain.observations import ContentType, Provenance
from domain.users import AccountRef, Platform
from tests.collectors.linkedin.stage import (
    NOW,
    Recorded,
    SandboxStage,
    StageAccess,
    assignment,
    known,
    pages_of,
    together,
)

TODAY = date(2026, 3, 10)
ACTIVITY = {M.IMPRESSIONS, M.CLICKS, M.LIKES, M.COMMENTS, M.SHARES}
ZEROS = dict.fromkeys((*ACTIVITY, M.REACH), 0)


def urn_of(post: SamplePost) -> str:
    kind = "ugcPost" if post.details.content_type is ContentType.VIDEO else "share"
    return f"urn:li:{kind}:{post.post_id.rpartition(':')[2]}"


def due_in(stage: SandboxStage, days_ago: int, days: int) -> tuple[KnownPost, ...]:
    start = NOW - timedelta(days=days_ago)
    return tuple(
        known(urn_of(post), post.posted_at)
        for post in stage.world.posts(Platform.LINKEDIN, start, start + timedelta(days=days))
    )


def stage_of(**scenario: Any) -> SandboxStage:
    return SandboxStage(Scenario("Made for a test.", **scenario))


async def test_what_comes_of_a_week(stage: SandboxStage) -> None:
    given = assignment(days=7, access=stage.access())

    pages = await pages_of(stage.collector, given)
    found = together(pages)

    assert pages[0].profile == AccountRef(Platform.LINKEDIN, "10203040", "kestrel-coffee", "Kestrel Coffee")
    assert [page.rejections for page in pages] == [()] * 6
    truth = {urn_of(post): post for post in stage.world.posts(Platform.LINKEDIN, given.window.since, NOW)}
    assert len(truth) == 5
    assert [post.post_id for post in found.posts] == list(truth)
    for post in found.posts:
        true = truth[post.post_id]
        assert dict(post.metrics) == stage.world.counters(Platform.LINKEDIN, true)
        assert post.details is not None
        assert (post.details.text, post.details.tags) == (true.details.text, true.details.tags)
        assert post.details.posted_at == true.posted_at
        assert post.details.content_type is true.details.content_type
        assert post.observed_at == NOW
    stocks, *flows = ((day.day, dict(day.metrics)) for day in found.days if day.metrics)
    assert stocks == (TODAY, {M.FOLLOWERS: 19235})
    days = [date(2026, 3, number) for number in range(3, 10)]
    assert [day for day, _ in flows] == days * 3
    for day, metrics in flows:
        true_day = stage.world.day(Platform.LINKEDIN, day)
        assert true_day is not None
        assert metrics == {metric: true_day[metric] for metric in metrics}
    assert [set(metrics) for _, metrics in flows[::7]] == [ACTIVITY, {M.FOLLOWERS_GAINED}, {M.PROFILE_VIEWS}]
    assert {day.day_zone for day in found.days} == {"UTC"}
    assert [len(day.audience) for day in found.days if not day.metrics] == [6]


async def test_ranges_are_whole_utc_days_before_today(stage: SandboxStage) -> None:
    await pages_of(stage.collector, assignment(days=7, access=stage.access()))

    start = int(datetime(2026, 3, 3, tzinfo=UTC).timestamp() * 1000)
    end = int(datetime(2026, 3, 10, tzinfo=UTC).timestamp() * 1000)
    ranges = [asked.partition("&timeIntervals=")[2] for asked in stage.asked if "timeIntervals" in asked]
    assert ranges == [f"(timeRange:(start:{start},end:{end}),timeGranularityType:DAY)"] * 3


async def test_statistics_go_back_twelve_months(stage: SandboxStage) -> None:
    await pages_of(stage.collector, assignment(days=500, access=stage.access()))

    start = int(datetime(2025, 3, 12, tzinfo=UTC).timestamp() * 1000)
    assert f"timeIntervals=(timeRange:(start:{start}," in next(a for a in stage.asked if "timeIntervals" in a)


async def test_older_posts_are_looked_at_but_not_counted() -> None:
    """Within a window that rolls on, the counters of a post would shrink from day to day."""
    recorded = recorded_posts({"elements": []})
    old, young = NOW - timedelta(days=364), NOW - timedelta(days=362)
    due = (known("urn:li:share:1", old), known("urn:li:share:2", young))

    (page, *_) = await pages_of(recorded.collector, assignment(due=due), "due:")

    counted = [asked for asked in recorded.asked if "&shares=" in asked]
    assert [asked.partition("&shares=")[2] for asked in counted] == ["List(urn%3Ali%3Ashare%3A2)"]
    assert ("urn:li:share:1", {}) in [(post.post_id, dict(post.metrics)) for post in page.batch.posts]


async def test_a_window_within_today_has_no_days(stage: SandboxStage) -> None:
    given = assignment(access=stage.access())
    window = type(given.window)(NOW - timedelta(hours=3), NOW)
    given = Assignment(given.account, window, given.access, given.meter)

    pages = await pages_of(stage.collector, given)

    assert [step.what for step in stage.collector.plan(given)] == [
        "page and followers",
        "posts",
        "who follows the page",
    ]
    assert [page.cursor for page in pages] == ["posts:", "facets:", None]


async def test_posts_come_in_pages_until_the_window_is_left(stage: SandboxStage) -> None:
    pages = await pages_of(stage.collector, assignment(days=90, access=stage.access()))

    cursors = [page.cursor for page in pages]
    assert cursors[:3] == ["posts:", f"posts:{PAGE_SIZE}", "share_days:"]
    listed = [asked for asked in stage.asked if asked.startswith("/rest/posts?q=author")]
    assert [asked.partition("&start=")[2] for asked in listed] == ["0&count=50", "50&count=50"]
    posts = [post for page in pages for post in page.batch.posts]
    truth = stage.world.posts(Platform.LINKEDIN, NOW - timedelta(days=90), NOW)
    assert [post.post_id for post in posts] == [urn_of(post) for post in truth]
    assert len(posts) == 58


@pytest.mark.parametrize("days", [7, 90])
async def test_the_plan_is_what_is_called(stage: SandboxStage, days: int) -> None:
    given = assignment(days=days, access=stage.access(), due=due_in(stage, days + 80, 79))
    plan = stage.collector.plan(given)
    assert stage.asked == []

    made = {step: [0, 0] for step in ("profile", "posts", "due", "share_days", "follower_days", "page_days", "facets")}
    reading = "profile"
    async for page in stage.collector.collect(given, None):
        made[reading][0] += 1
        spent = given.meter.unpaid
        given.meter.paid(spent, Budget())
        made[reading][1] += spent.calls
        reading = (page.cursor or "").partition(":")[0]

    assert sum(calls for _, calls in made.values()) == len(stage.asked)
    for step, (pages, calls) in zip(plan, made.values(), strict=True):
        if step.at_least:
            assert (pages >= step.pages, calls >= step.calls) == (True, True)
        else:
            assert (pages, calls) == (step.pages, step.calls)


def test_a_plan_in_numbers(stage: SandboxStage) -> None:
    shares = tuple(known(f"urn:li:share:{number}") for number in range(1000, 1051))
    videos = (known("urn:li:ugcPost:2000"),)
    unknowable = (known("urn:li:activity:3000"), known("urn:li:groupPost:1-2"), known("7434"))

    plan = stage.collector.plan(assignment(due=(*videos, *shares, *unknowable)))

    assert plan == (
        PlannedStep("page and followers", 1, 2),
        PlannedStep("posts", 1, 1, at_least=True),
        PlannedStep("posts published before", 2, 5),
        PlannedStep("activity on posts by day", 1, 1),
        PlannedStep("new followers by day", 1, 1),
        PlannedStep("page views by day", 1, 1),
        PlannedStep("who follows the page", 1, 1),
    )
    assert stage.collector.provenance is Provenance.API
    assert (stage.collector.reach.backfill_days, stage.collector.reach.trailing_days) == (363, 7)


async def test_from_every_cursor_the_rest_is_read(stage: SandboxStage) -> None:
    due = due_in(stage, 200, 109)
    assert len(due) > PAGE_SIZE
    whole = await pages_of(stage.collector, assignment(days=90, access=stage.access(), due=due))

    assert len(whole) == 9
    for index, page in enumerate(whole[:-1]):
        rest = await pages_of(stage.collector, assignment(days=90, access=stage.access(), due=due), page.cursor)
        assert rest == whole[index + 1 :]


@pytest.mark.parametrize("cursor", ["nothing:", "posts", "posts:half", "posts:-5", ""])
async def test_cursors_of_others(stage: SandboxStage, cursor: str) -> None:
    with pytest.raises(FatalCollectorError, match="cursor does not belong"):
        await pages_of(stage.collector, assignment(access=stage.access()), cursor)


async def test_older_posts_are_read_again() -> None:
    stage = stage_of(deletes_posts=True)
    calm = SandboxStage()
    due = due_in(calm, 80, 50)
    there = {urn_of(post) for post in stage.world.posts(Platform.LINKEDIN)}

    pages = await pages_of(stage.collector, assignment(days=7, access=stage.access(), due=due), "due:")

    gone = tuple(sorted(post.post_id for post in due if post.post_id not in there))
    assert len(gone) == 6
    assert pages[0].missing == gone
    assert pages[0].rejections == ()
    assert [post.post_id for post in pages[0].batch.posts] == sorted(there & {post.post_id for post in due})
    for post in pages[0].batch.posts:
        true = stage.world.post(Platform.LINKEDIN, f"urn:li:share:{post.post_id.rpartition(':')[2]}")
        assert true is not None
        assert dict(post.metrics) == stage.world.counters(Platform.LINKEDIN, true)
        assert post.details is not None
        assert post.details.text == true.details.text


@pytest.mark.parametrize("there", [True, False])
async def test_a_single_older_post(stage: SandboxStage, there: bool) -> None:
    (first, *_) = due_in(stage, 60, 50)
    due = (first if there else known("urn:li:share:7", first.posted_at),)

    pages = await pages_of(stage.collector, assignment(access=stage.access(), due=due), "due:")

    assert stage.asked[0] == f"/rest/posts/{due[0].post_id}"
    assert [post.post_id for post in pages[0].batch.posts] == ([first.post_id] if there else [])
    assert pages[0].missing == (() if there else ("urn:li:share:7",))


async def test_retired_numbers() -> None:
    stage = stage_of(retired_metrics=True)

    pages = await pages_of(stage.collector, assignment(access=stage.access()))
    found = together(pages)

    assert [each for page in pages for each in page.rejections] == [
        Rejection(
            "organizationPageStatistics (days)",
            "LinkedIn says (ACCESS_DENIED): Unpermitted fields present in PARAMETER: Data Processing Exception while "
            "processing fields [/timeIntervals]",
        )
    ]
    assert {metric for post in found.posts for metric in post.metrics} == ACTIVITY
    assert {metric for day in found.days for metric in day.metrics} == {*ACTIVITY, M.FOLLOWERS, M.FOLLOWERS_GAINED}
    assert sum(bool(day.audience) for day in found.days) == 1


async def test_what_was_refused_not_long_ago_is_not_asked(stage: SandboxStage) -> None:
    rejected = frozenset(
        {
            "networkSizes",
            "organizationPageStatistics (days)",
            "organizationalEntityShareStatistics (shares)",
            "organizationalEntityShareStatistics (ugcPosts)",
            "organizationalEntityFollowerStatistics (facets)",
            "likeCount",
        }
    )
    given = assignment(access=stage.access(), rejected=rejected, due=due_in(stage, 30, 20))

    pages = await pages_of(stage.collector, given)
    found = together(pages)

    assert [page.cursor for page in pages] == ["posts:", "due:", "share_days:", "follower_days:", None]
    assert [step.calls for step in stage.collector.plan(given)] == [1, 1, 1, 1, 1]
    assert len(stage.asked) == 5
    assert {frozenset(post.metrics) for post in found.posts} == {frozenset()}
    assert {metric for day in found.days for metric in day.metrics} == {*ACTIVITY - {M.LIKES}, M.FOLLOWERS_GAINED}


@pytest.mark.parametrize(
    ("denied", "names"),
    [
        ("/rest/networkSizes/", ["networkSizes"]),
        ("/rest/posts", ["posts", "posts (by URN)"]),
        (
            "/rest/organizationalEntityShareStatistics",
            [
                "organizationalEntityShareStatistics (shares)",
                "organizationalEntityShareStatistics (ugcPosts)",
                "organizationalEntityShareStatistics (days)",
            ],
        ),
        (
            "/rest/organizationalEntityFollowerStatistics",
            ["organizationalEntityFollowerStatistics (days)", "organizationalEntityFollowerStatistics (facets)"],
        ),
        ("/rest/organizationPageStatistics", ["organizationPageStatistics (days)"]),
    ],
)
async def test_without_a_permission_the_rest_is_read(stage: SandboxStage, denied: str, names: list[str]) -> None:
    stage.denied.add(denied)
    due = due_in(stage, 30, 20)

    pages = await pages_of(stage.collector, assignment(access=stage.access(), due=due))

    assert [each.name for page in pages for each in page.rejections] == names
    assert len(pages) == 7
    # Older posts keep their counters when nobody can say whether they are there, and their text when nobody counts.
    older = {post.post_id: post for post in pages[2].batch.posts}
    if names[0] == "posts":
        assert all(post.details is None and post.metrics for post in older.values())
        assert set(older) == {post.post_id for post in due}
    elif "(shares)" in names[0]:
        assert all(post.details is not None and not post.metrics for post in older.values())
        assert set(older) == {post.post_id for post in due}


@pytest.mark.parametrize("status", [403, 404])
async def test_a_page_that_cannot_be_seen(status: int) -> None:
    recorded = Recorded({"/rest/organizations/": (status, {"status": status, "message": "No"})})

    with pytest.raises(FatalCollectorError, match="The page 10203040 of LinkedIn cannot be seen") as raised:
        await pages_of(recorded.collector, assignment())

    assert not isinstance(raised.value, AuthorizationLostError)


async def test_a_token_that_ends_in_the_middle() -> None:
    stage = stage_of(token_lives_calls=3)
    tokens = [stage.tokens.issue(Platform.LINKEDIN).access for _ in range(4)]

    pages = await pages_of(stage.collector, assignment(access=StageAccess(*tokens)))

    assert len(pages) == 6
    assert len(together(pages).posts) == 5
    with pytest.raises(AuthorizationLostError) as raised:
        await pages_of(stage.collector, assignment(access=StageAccess(tokens[0])))
    assert not raised.value.revoked


async def test_an_access_that_is_taken_away(stage: SandboxStage) -> None:
    access = stage.access()
    stage.tokens.revoke_platform(Platform.LINKEDIN)

    with pytest.raises(AuthorizationLostError) as raised:
        await pages_of(stage.collector, assignment(access=access))

    assert raised.value.revoked
    assert (await access.token()) not in str(raised.value)


async def test_a_budget_ends_a_collection_between_calls(stage: SandboxStage) -> None:
    seen: list[str | None] = []

    async def collect() -> None:
        async for page in stage.collector.collect(assignment(access=stage.access(), calls=4), None):
            seen.append(page.cursor)

    with pytest.raises(BudgetExhaustedError):
        await collect()

    assert seen == ["posts:"]
    assert len(stage.asked) == 4
    rest = await pages_of(stage.collector, assignment(access=stage.access(), calls=7), seen[-1])
    assert len(rest) == 5


async def test_the_limit_of_the_day_ends_with_it() -> None:
    throttled = {"status": 429, "message": "Resource level throttle limit for calls to this resource is reached."}
    recorded = Recorded(
        {"/rest/organizations/": {}, "/rest/networkSizes/": {"firstDegreeSize": 5}, "/rest/posts": (429, throttled)}
    )

    with pytest.raises(RetriableCollectorError) as raised:
        await pages_of(recorded.collector, assignment())

    assert raised.value.retry_after_seconds == 12 * 3600
    assert len(recorded.asked) == 3


async def test_who_asks_without_a_version_in_another_protocol_or_by_another_method(stage: SandboxStage) -> None:
    token = await stage.access().token()
    good = {
        "authorization": f"Bearer {token}",
        "linkedin-version": "202606",
        "x-restli-protocol-version": "2.0.0",
        "x-restli-method": "BATCH_GET",
    }
    path = "http://sandbox/linkedin/rest/posts?ids=List(urn%3Ali%3Ashare%3A1)"

    async def code_of(url: str = path, **changed: str) -> tuple[int, Any]:
        headers = {name: value for name, value in {**good, **changed}.items() if value}
        async with httpx2.AsyncClient(transport=stage.transport) as browser:
            answer = await browser.get(url, headers=headers)
        return answer.status_code, answer.json().get("code")

    assert await code_of() == (200, None)
    assert await code_of(**{"linkedin-version": ""}) == (400, "VERSION_MISSING")
    assert await code_of(**{"linkedin-version": "202305"}) == (426, "NONEXISTENT_VERSION")
    assert await code_of(**{"x-restli-protocol-version": "1.0.0"}) == (400, "ILLEGAL_ARGUMENT")
    assert await code_of(path.replace("(", "%28").replace(")", "%29")) == (400, "ILLEGAL_ARGUMENT")
    assert await code_of(**{"x-restli-method": ""}) == (400, "ILLEGAL_ARGUMENT")
    assert await code_of(**{"x-restli-method": "FINDER"}) == (400, "ILLEGAL_ARGUMENT")
    assert await code_of(path.replace("ids=", "q=author&nothing=")) == (400, "ILLEGAL_ARGUMENT")
    assert await code_of(path.replace("/rest/posts?", "/rest/nothing?")) == (404, "RESOURCE_NOT_FOUND")
    assert await code_of(authorization="Bearer other") == (401, "INVALID_ACCESS_TOKEN")


POSTED = 1_772_443_800_000  # 2026-03-02 09:30 UTC


def recorded_posts(statistics: Any, **fields: Any) -> Recorded:
    post = {"id": "urn:li:share:1", "publishedAt": POSTED, "lastModifiedAt": POSTED, **fields}
    return Recorded(
        {
            "/rest/organizations/": {"localizedName": "Kestrel Coffee"},
            "/rest/posts?q=author": {"elements": [post]},
            "/rest/posts?ids=": {"results": {"urn:li:share:1": post}, "errors": {}, "statuses": {}},
            "/rest/posts/": post,
            "/rest/organizationalEntityShareStatistics": statistics,
        }
    )


@pytest.mark.parametrize(
    ("statistics", "fields", "metrics"),
    [
        ({"elements": []}, {}, ZEROS),
        ({"elements": [], "paging": {"start": 0, "count": 10}}, {}, ZEROS),
        ({"elements": []}, {"adContext": {"isDsc": True}}, {}),
        ({"elements": [{"share": "urn:li:share:2"}], "paging": {"start": 0, "count": 1}}, {}, {}),
        ({"elements": [{"share": "urn:li:share:1", "totalShareStatistics": {"likeCount": 4}}]}, {}, {M.LIKES: 4}),
        ({"elements": [{"share": "urn:li:share:1", "totalShareStatistics": {"likeCount": -4}}]}, {}, {}),
        ((403, {"code": "ACCESS_DENIED"}), {}, {}),
    ],
)
async def test_a_post_that_the_statistics_leave_out(statistics: Any, fields: Any, metrics: Any) -> None:
    recorded = recorded_posts(statistics, **fields)

    pages = await pages_of(recorded.collector, assignment(days=30), "posts:")

    assert [(post.post_id, dict(post.metrics)) for post in pages[0].batch.posts] == [("urn:li:share:1", metrics)]


async def test_an_older_post_of_which_a_batch_says_nothing_is_asked_for_alone() -> None:
    recorded = recorded_posts({"elements": []})
    recorded._answers |= {
        "/rest/posts/urn:li:share:3": (404, {"code": "NOT_FOUND"}),
        "/rest/posts/urn:li:share:4": (403, {"code": "ACCESS_DENIED"}),
    }
    due = tuple(known(f"urn:li:share:{number}") for number in (1, 3, 4))

    (page, *_) = await pages_of(recorded.collector, assignment(due=due), "due:")

    assert [unquote(asked).partition("&")[0] for asked in recorded.asked[:3]] == [
        "/rest/posts?ids=List(urn:li:share:1,urn:li:share:3,urn:li:share:4)",
        "/rest/posts/urn:li:share:3",
        "/rest/posts/urn:li:share:4",
    ]
    assert recorded.asked[3].endswith("&shares=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A4)")
    assert page.missing == ("urn:li:share:3",)
    # Nobody knows whether the fourth is there: it is not counted as a post without activity.
    assert [(post.post_id, dict(post.metrics)) for post in page.batch.posts] == [("urn:li:share:1", ZEROS)]


async def test_a_scheduled_post_is_found_by_its_last_change() -> None:
    """It was created long before it was published; one that was only edited lately is not of the window."""

    def listed(number: int, published: datetime, modified: datetime) -> dict[str, Any]:
        moments = {"createdAt": NOW - timedelta(days=90), "publishedAt": published, "lastModifiedAt": modified}
        return {
            "id": f"urn:li:share:{number}",
            **{name: int(moment.timestamp() * 1000) for name, moment in moments.items()},
        }

    week = timedelta(days=7)
    elements = [
        listed(1, NOW - 5 * week, NOW - timedelta(hours=1)),
        listed(2, NOW - timedelta(days=2), NOW - timedelta(days=2)),
        listed(3, NOW - 2 * week, NOW - 2 * week),
    ]
    following = [{"rel": "next", "href": "/rest/posts?start=3"}]
    recorded = Recorded(
        {
            "/rest/organizations/": {},
            "/rest/posts?q=author": {"elements": elements, "paging": {"start": 0, "count": 3, "links": following}},
        }
    )

    pages = await pages_of(recorded.collector, assignment(days=7), "posts:")

    assert [post.post_id for post in pages[0].batch.posts] == ["urn:li:share:2"]
    assert pages[0].cursor == "share_days:"


async def test_late_data_is_corrected_by_reading_again() -> None:
    stage = SandboxStage(SCENARIOS["late"])

    def of_yesterday(pages: Any) -> int | float:
        return next(
            day.metrics[M.IMPRESSIONS]
            for day in together(pages).days
            if day.day == date(2026, 3, 9) and M.IMPRESSIONS in day.metrics
        )

    early = of_yesterday(await pages_of(stage.collector, assignment(access=stage.access())))
    stage.clock.advance(days=3)
    later = assignment(access=stage.access(), until=NOW + timedelta(days=3))
    settled = of_yesterday(await pages_of(stage.collector, later))

    assert early == int(settled * 0.9)


async def test_every_older_post_is_read_once(stage: SandboxStage) -> None:
    due = due_in(stage, 200, 109)

    pages = await pages_of(stage.collector, assignment(access=stage.access(), due=due), "due:")

    assert [post.post_id for post in together(pages).posts] == sorted(post.post_id for post in due)
    assert [len(page.batch.posts) for page in pages[:2]] == [PAGE_SIZE, len(due) - PAGE_SIZE]


@pytest.mark.parametrize(
    ("until", "found", "cursor"),
    [
        (datetime(2026, 3, 9, 9, 30, tzinfo=UTC), ["urn:li:share:1"], "posts:1"),  # its first moment
        (datetime(2026, 3, 9, 9, 30, 0, 1000, tzinfo=UTC), [], "share_days:"),
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), [], "posts:1"),  # its end is not of it
        (datetime(2026, 3, 2, 9, 30, 0, 1000, tzinfo=UTC), ["urn:li:share:1"], "posts:1"),
    ],
)
async def test_the_edges_of_the_window(until: datetime, found: list[str], cursor: str) -> None:
    post = {"id": "urn:li:share:1", "publishedAt": POSTED, "lastModifiedAt": POSTED}
    paging = {"start": 0, "count": 1, "links": [{"rel": "next"}]}
    recorded = Recorded(
        {
            "/rest/posts?q=author": {"elements": [post], "paging": paging},
            "/rest/organizationalEntityShareStatistics": {"elements": []},
        },
        until,
    )

    page = await anext(recorded.collector.collect(assignment(days=7, until=until), "posts:"))

    assert ([each.post_id for each in page.batch.posts], page.cursor) == (found, cursor)


@pytest.mark.parametrize(
    ("posted", "calls"), [(datetime(2025, 3, 12, tzinfo=UTC), 2), (datetime(2025, 3, 11, 23, 59, tzinfo=UTC), 1)]
)
def test_the_edge_of_the_twelve_months(stage: SandboxStage, posted: datetime, calls: int) -> None:
    due = (known("urn:li:share:1", posted),)

    assert stage.collector.plan(assignment(due=due))[2] == PlannedStep("posts published before", 1, calls)
