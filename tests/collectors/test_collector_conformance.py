"""What every collector must keep to. A new collector adds its cases to CASES and passes, or is wrong."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import stamina
import structlog

from collectors.sandbox.scenarios import SCENARIOS, Burst, Scenario
from domain.assignments import Budget
from domain.errors import (
    AuthorizationLostError,
    BudgetExhaustedError,
    FatalCollectorError,
    RetriableCollectorError,
)
from domain.metrics import CATALOG, MetricKey, Subject, Unit
from domain.observations import Batch
from domain.time_range import start_of_day
from domain.users import Platform
from tests.collectors.cases import APIS, CASES, Case, joined, sandbox_case


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=5):
        yield


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]()


async def test_the_window_of_every_case_holds_something(case: Case) -> None:
    facts = await case.facts()

    assert facts.posts
    assert facts.days


async def test_resuming_from_a_cursor_gives_exactly_the_remaining_pages(case: Case) -> None:
    pages = await case.pages()

    for number, page in enumerate(pages[:-1], start=1):
        assert await case.pages(page.cursor) == pages[number:]


async def test_collecting_again_gives_equal_pages(case: Case) -> None:
    assert await case.pages() == await case.pages()


async def test_every_page_but_the_last_says_where_to_go_on(case: Case) -> None:
    cursors = [page.cursor for page in await case.pages()]

    assert cursors[-1] is None
    assert None not in cursors[:-1]
    assert len(set(cursors)) == len(cursors)


async def test_a_cursor_of_somebody_else_is_fatal(case: Case) -> None:
    with pytest.raises(FatalCollectorError):
        await case.pages("not a cursor")


async def test_no_metric_appears_that_the_platform_does_not_have(case: Case) -> None:
    facts = await case.facts()
    of_posts = {metric for post in facts.posts for metric in post.metrics}
    of_days = {metric for day in facts.days for metric in day.metrics}
    of_windows = {window.metric for window in facts.windows}

    assert {m for m in of_posts if Subject.POST not in CATALOG[m].subjects} == set()
    assert {m for m in of_days if Subject.DAY not in CATALOG[m].subjects} == set()
    offered = {m for m in MetricKey if CATALOG[m].offered_by(case.assignment.account.platform)}
    assert (of_posts | of_days | of_windows) - offered == set()


async def test_counts_are_whole_and_never_negative(case: Case) -> None:
    facts = await case.facts()
    seen = [item for post in facts.posts for item in post.metrics.items()]
    seen += [item for day in facts.days for item in day.metrics.items()]
    seen += [(window.metric, window.value) for window in facts.windows]

    counts = [(metric, value) for metric, value in seen if CATALOG[metric].unit is Unit.COUNT]
    fractions = [value for metric, value in seen if CATALOG[metric].unit is Unit.FRACTION]
    assert [(metric, value) for metric, value in counts if type(value) is not int or value < 0] == []
    assert [value for value in fractions if not 0 <= value <= 1] == []


async def test_nothing_was_observed_after_the_present_or_before_it_existed(case: Case) -> None:
    facts = await case.facts()

    published = {post.post_id: post.details.posted_at for post in facts.posts if post.details}
    for post in facts.posts:
        assert published[post.post_id] <= post.observed_at <= case.assignment.window.until
    for day in facts.days:
        assert start_of_day(day.day, day.day_zone or "UTC") <= day.observed_at <= case.assignment.window.until
    for window in facts.windows:
        assert window.start < window.end
        assert window.observed_at <= case.assignment.window.until


async def test_posts_watched_in_the_window_were_not_seen_before_it(case: Case) -> None:
    facts = await case.facts()

    assert min(post.observed_at for post in facts.posts) >= case.assignment.window.since


async def test_all_instants_are_utc(case: Case) -> None:
    facts = await case.facts()
    instants = {post.observed_at for post in facts.posts}
    instants |= {post.details.posted_at for post in facts.posts if post.details}
    instants |= {day.observed_at for day in facts.days}
    instants |= {window.observed_at for window in facts.windows}

    assert {instant.utcoffset() for instant in instants} == {timedelta(0)}


async def test_a_post_id_is_text_and_names_one_post(case: Case) -> None:
    posts = (await case.facts()).posts

    details = {(post.post_id, post.details.posted_at) for post in posts if post.details}
    ids = [post_id for post_id, _ in details]
    assert all(type(post_id) is str and post_id for post_id in ids)
    assert len(ids) == len(set(ids))


async def test_no_fact_is_told_twice(case: Case) -> None:
    facts = await case.facts()
    posts = [(post.post_id, post.observed_at, metric) for post in facts.posts for metric in post.metrics]
    days = [(day.day, metric) for day in facts.days for metric in day.metrics]
    windows = [(window.metric, window.start, window.end) for window in facts.windows]
    engagements = [engagement.dedupe_key for engagement in facts.engagements]

    for keys in (posts, days, windows, engagements):
        assert len(keys) == len(set(keys))


def over(name: str, scenario: Scenario, budget: Budget | None = None, *, renews: bool = True) -> Case:
    """The case of that name, with troubles."""
    platform = CASES[name]().assignment.account.platform
    return sandbox_case(platform, scenario, "business" if name == "tiktok-business" else None, budget, renews=renews)


TROUBLES = {
    "too many calls": Scenario("", throttled=Burst(10, 3)),
    "half a document": Scenario("", malformed=Burst(4, 1)),
    "a page of HTML": Scenario("", broken=Burst(7, 2)),
    "a body that drips": Scenario("", slow=Burst(3, 1), slow_seconds=0.01),
    "tokens that end": Scenario("", token_lives_calls=4),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("name", APIS)
async def test_troubles_that_pass_change_no_fact(name: str, trouble: str) -> None:
    assert await over(name, TROUBLES[trouble]).pages() == await CASES[name]().pages()


@pytest.mark.parametrize("name", APIS)
async def test_a_platform_that_is_down_is_to_be_asked_later(name: str) -> None:
    with pytest.raises(RetriableCollectorError):
        await over(name, replace(SCENARIOS["down"], down_from=2)).pages()


@pytest.mark.parametrize("name", APIS)
async def test_access_that_was_taken_away_stops_the_account(name: str) -> None:
    case = over(name, Scenario("", token_revoked_at=2), renews=False)

    with pytest.raises(AuthorizationLostError):
        await case.pages()


@pytest.mark.parametrize("name", APIS)
async def test_no_call_is_made_beyond_the_budget(name: str) -> None:
    case = over(name, SCENARIOS["calm"], Budget(calls=1))

    with pytest.raises(BudgetExhaustedError):
        await case.pages()

    assert case.sandbox is not None
    assert case.sandbox.calls[case.assignment.account.platform] == 1


@pytest.mark.parametrize("name", APIS)
async def test_the_meter_counts_the_calls_that_were_made(name: str) -> None:
    case = CASES[name]()
    await case.pages()

    assert case.sandbox is not None
    assert case.assignment.meter.unpaid.calls == case.sandbox.calls[case.assignment.account.platform]


@pytest.mark.parametrize("name", APIS)
async def test_the_plan_names_the_steps_and_no_more_calls_than_are_made(name: str) -> None:
    case = CASES[name]()
    plan = case.collector.plan(case.assignment)
    await case.pages()

    assert case.sandbox is not None
    made = case.sandbox.calls[case.assignment.account.platform]
    planned = sum(step.calls for step in plan)
    assert len({step.what for step in plan}) == len(plan)
    assert planned > 0
    assert planned <= made or any(step.at_least for step in plan)


def values(facts: Batch) -> dict[tuple[object, MetricKey], float]:
    """By post or day, and metric."""
    subjects = [(post.post_id, post.metrics) for post in facts.posts]
    subjects += [(str(day.day), day.metrics) for day in facts.days]
    return {(subject, metric): value for subject, metrics in subjects for metric, value in metrics.items()}


async def refused_names(case: Case) -> frozenset[str]:
    return frozenset(each.name for page in await case.pages() for each in page.rejections)


REFUSING = {"facebook", "instagram", "x", "tiktok-business"}
"""Those whose calls name metrics that can be refused."""


@pytest.mark.parametrize("name", [name for name in APIS if name in REFUSING])
async def test_a_refused_metric_is_told_and_takes_no_other_with_it(name: str) -> None:
    calm = joined(await CASES[name]().pages())
    pages = await over(name, SCENARIOS["retired"]).pages()
    facts = joined(pages)
    refused = {each.name for page in pages for each in page.rejections}

    assert refused
    before, after = values(calm), values(facts)
    assert {post.post_id for post in facts.posts} == {post.post_id for post in calm.posts}
    assert after.items() <= before.items()
    gone = {metric for _, metric in before.keys() - after.keys()}
    names = refused | {name.rpartition(".")[2] for name in refused}  # `videos.reach`: where it was refused, and what
    assert gone <= {m for m in MetricKey if names & {native.name for native in CATALOG[m].native_names}}


@pytest.mark.parametrize("name", [name for name in APIS if name in REFUSING])
async def test_a_metric_that_was_refused_of_late_is_not_asked_for(name: str) -> None:
    refused = frozenset(
        each.name for page in await over(name, SCENARIOS["retired"]).pages() for each in page.rejections
    )

    again = await over(name, SCENARIOS["retired"]).pages(rejected=refused)

    assert [each for page in again for each in page.rejections] == []


ZERO_BY_ABSENCE = {Platform.FACEBOOK: {MetricKey.SHARES}}
"""Facebook leaves `shares` out where there are none, and documents that."""


@pytest.mark.parametrize("name", APIS)
async def test_what_cannot_be_seen_is_absent_and_never_zero(name: str) -> None:
    case = CASES[name]()
    assert case.sandbox is not None
    platform, world = case.assignment.account.platform, case.sandbox.world
    hidden = [
        (post.details is not None, metric)
        for post in (await case.facts()).posts
        if (truth := world.post(platform, post.post_id)) is not None
        for metric in post.metrics
        if metric is truth.missing and metric not in ZERO_BY_ABSENCE.get(platform, set())
    ]

    assert hidden == []


@pytest.mark.parametrize("name", APIS)
async def test_no_token_is_told_to_anybody(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[object] = []
    case = over(name, Scenario("", token_lives_calls=4, throttled=Burst(10, 3), malformed=Burst(9, 1)))

    with structlog.testing.capture_logs() as events:
        told += await case.pages()
    revoked = over(name, Scenario("", token_revoked_at=2), renews=False)
    with pytest.raises(AuthorizationLostError) as lost:
        await revoked.pages()

    text = " ".join(map(repr, [*told, *events, lost.value, *caplog.messages]))
    assert "sandbox-" not in text.replace("http://sandbox/", "")
