"""Builders of facts with plain defaults, so that a test shows only the numbers it is about.

They are session fixtures that return functions: nothing of theirs changes, and Hypothesis may use them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import settings

from domain.dimensions import Dimension
from domain.engine import Measures, measure
from domain.facts import DayFact, EngagementFact, EngagementGrain, EngagementNeed, PostFact, UserFacts
from domain.metrics import DAY_METRICS, POST_METRICS, Aggregation, Denominator, MetricKey
from domain.observations import ContentType, EngagementType, WindowSnapshot
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import Account, AccountStatus, Platform, User
from domain.values import MetricValue

settings.register_profile("domain", derandomize=True, deadline=None, database=None, max_examples=60)
settings.load_profile("domain")

MONDAY = date(2026, 3, 2)
THURSDAY = date(2026, 3, 5)
SEEN = datetime(2026, 3, 10, 6, tzinfo=UTC)


def _values(order: Sequence[MetricKey], given: dict[str, float | None]) -> tuple[float | None, ...]:
    unknown = set(given) - {key.value for key in order}
    assert not unknown, f"not stored here: {unknown}"
    return tuple(given.get(key.value) for key in order)


@pytest.fixture(scope="session")
def make_account() -> Callable[..., Account]:
    """make_account(platform, account_id=, status=): the id is the platform's name unless another is given."""

    def make(
        platform: Platform = Platform.INSTAGRAM,
        account_id: str | None = None,
        status: AccountStatus = AccountStatus.ACTIVE,
    ) -> Account:
        chosen = account_id or platform.value
        return Account("u1", chosen, platform, f"ext-{chosen}", f"@{chosen}", None, status)

    return make


@pytest.fixture(scope="session")
def make_post_fact() -> Callable[..., PostFact]:
    """make_post_fact(account_id=, posted_at=, likes=10, ...): published on Monday 2 March 2026, 10:00 UTC."""

    def make(
        account_id: str = "instagram",
        *,
        post_id: str = "p1",
        posted_at: datetime = datetime(2026, 3, 2, 10, tzinfo=UTC),
        content_type: ContentType = ContentType.IMAGE,
        observed_at: datetime = SEEN,
        **values: float | None,
    ) -> PostFact:
        return PostFact(account_id, post_id, posted_at, content_type, observed_at, _values(POST_METRICS, values))

    return make


@pytest.fixture(scope="session")
def make_day() -> Callable[..., DayFact]:
    """make_day(day, account_id=, followers=1000, ...); a number alone is a day of March 2026."""

    def make(
        day: date | int, account_id: str = "instagram", *, observed_at: datetime = SEEN, **values: float | None
    ) -> DayFact:
        on = date(2026, 3, day) if isinstance(day, int) else day
        return DayFact(account_id, on, observed_at, _values(DAY_METRICS, values))

    return make


@pytest.fixture(scope="session")
def make_engagement() -> Callable[..., tuple[str, EngagementFact]]:
    """make_engagement(day or instant, kind, quantity, account_id=); a number alone is a day of March 2026."""

    def make(
        at: date | datetime | int,
        kind: EngagementType = EngagementType.LIKE,
        quantity: int = 1,
        account_id: str = "instagram",
    ) -> tuple[str, EngagementFact]:
        if isinstance(at, datetime):
            return account_id, EngagementFact(None, at, kind, quantity)
        return account_id, EngagementFact(date(2026, 3, at) if isinstance(at, int) else at, None, kind, quantity)

    return make


@pytest.fixture(scope="session")
def make_facts() -> Callable[..., UserFacts]:
    """make_facts(posts=, days=, engagements=, windows=), sorted as storage hands them over."""

    def make(
        posts: Iterable[PostFact] = (),
        days: Iterable[DayFact] = (),
        engagements: Iterable[tuple[str, EngagementFact]] = (),
        windows: Iterable[tuple[str, WindowSnapshot]] = (),
    ) -> UserFacts:
        facts = UserFacts(sorted(posts, key=lambda post: post.posted_at))
        for account_id, fact in engagements:
            grain = EngagementGrain.QUARTER_HOUR if fact.day is None else EngagementGrain.DAY
            facts.engagements.setdefault((EngagementNeed(grain), account_id), []).append(fact)
        for day in sorted(days, key=lambda day: day.day):
            facts.days.setdefault(day.account_id, []).append(day)
        for account_id, window in windows:
            facts.windows.setdefault(account_id, []).append(window)
        return facts

    return make


@pytest.fixture(scope="session")
def ask(make_facts: Callable[..., UserFacts], make_account: Callable[..., Account]) -> Callable[..., Measures]:
    """ask(metrics, accounts, posts=, days=, ...): the engine's answer for Monday 2 to Wednesday 4 March 2026, UTC."""

    def measures(
        metrics: MetricKey | Sequence[MetricKey],
        accounts: Sequence[Account] | None = None,
        *,
        posts: Iterable[PostFact] = (),
        days: Iterable[DayFact] = (),
        engagements: Iterable[tuple[str, EngagementFact]] = (),
        windows: Iterable[tuple[str, WindowSnapshot]] = (),
        start: date = MONDAY,
        end: date = THURSDAY,
        zone_name: str = "UTC",
        week_start: int = 0,
        granularity: Granularity | None = None,
        group_by: tuple[Dimension, ...] = (),
        attribution: Attribution | None = None,
        denominator: Denominator | None = None,
        aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
    ) -> Measures:
        query = MetricQuery(
            User("u1", None, zone_name, week_start),
            tuple([make_account()] if accounts is None else accounts),
            (metrics,) if isinstance(metrics, MetricKey) else tuple(metrics),
            Period.custom(start, end, zone_name),
            granularity,
            group_by,
            attribution,
            denominator,
            aggregation,
        )
        return measure(query, make_facts(posts, days, engagements, windows))

    return measures


@pytest.fixture(scope="session")
def measure_total(ask: Callable[..., Measures]) -> Callable[..., MetricValue]:
    """measure_total(metric, accounts, posts=, days=, ...): one value over the whole period."""

    def total(metric: MetricKey, accounts: Sequence[Account] | None = None, **given: object) -> MetricValue:
        return ask(metric, accounts, **given).total(metric)

    return total


@pytest.fixture(scope="session")
def measure_points(ask: Callable[..., Measures]) -> Callable[..., tuple[MetricValue, ...]]:
    """measure_points(metric, accounts, posts=, days=, ...): one value per bucket, by day unless told otherwise."""

    def points(
        metric: MetricKey,
        accounts: Sequence[Account] | None = None,
        granularity: Granularity = Granularity.DAY,
        **given: object,
    ) -> tuple[MetricValue, ...]:
        return ask(metric, accounts, granularity=granularity, **given).groups[0].points[0]

    return points
