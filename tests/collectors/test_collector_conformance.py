"""What every collector must keep to. A new collector adds its cases to CASES and passes, or is wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from collectors.sample import SAMPLE_ACCOUNTS, SampleCollector
from domain.errors import FatalCollectorError
from domain.metrics import CATALOG, MetricKey, Subject, Unit
from domain.observations import Batch
from domain.ports import CollectionWindow, Collector, Page
from domain.time_range import start_of_day
from domain.users import Account, AccountStatus

# Summer time starts in Los Angeles on 2026-03-08, inside the window; it ends in the middle of a day.
WINDOW = CollectionWindow(
    since=datetime(2026, 2, 26, 6, 30, tzinfo=UTC), until=datetime(2026, 3, 12, 15, 30, 12, tzinfo=UTC)
)


@dataclass(frozen=True, slots=True)
class Case:
    """A collector, an account that it can read, and a window in which there is something to read."""

    collector: Collector
    account: Account
    window: CollectionWindow

    async def pages(self, cursor: str | None = None) -> list[Page]:
        return [page async for page in self.collector.collect(self.account, self.window, cursor)]

    async def facts(self) -> Batch:
        batches = [page.batch for page in await self.pages()]
        return Batch(
            posts=tuple(post for batch in batches for post in batch.posts),
            days=tuple(day for batch in batches for day in batch.days),
            windows=tuple(window for batch in batches for window in batch.windows),
            engagements=tuple(one for batch in batches for one in batch.engagements),
        )


CASES = {
    f"sample-{ref.platform}": Case(
        SampleCollector(),
        Account(
            "u1",
            f"a-{ref.platform}",
            ref.platform,
            ref.external_id,
            ref.handle,
            ref.name,
            AccountStatus.SAMPLE,
        ),
        WINDOW,
    )
    for ref in SAMPLE_ACCOUNTS
}


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


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
    offered = {m for m in MetricKey if CATALOG[m].offered_by(case.account.platform)}
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

    for post in facts.posts:
        assert post.details is not None
        assert post.details.posted_at <= post.observed_at <= case.window.until
    for day in facts.days:
        assert start_of_day(day.day, day.day_zone or "UTC") <= day.observed_at <= case.window.until
    for window in facts.windows:
        assert window.start < window.end
        assert window.observed_at <= case.window.until


async def test_posts_watched_in_the_window_were_not_seen_before_it(case: Case) -> None:
    facts = await case.facts()

    assert min(post.observed_at for post in facts.posts) >= case.window.since


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
    posts = [(post.post_id, post.observed_at) for post in facts.posts]
    days = [day.day for day in facts.days]
    windows = [(window.metric, window.start, window.end) for window in facts.windows]
    engagements = [engagement.dedupe_key for engagement in facts.engagements]

    for keys in (posts, days, windows, engagements):
        assert len(keys) == len(set(keys))
