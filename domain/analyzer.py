"""The analyzer: overview, platform insights, content performance and comparison, each a thin use of the engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from domain.cautions import Caution
from domain.comparison import Comparison, Windows, windows
from domain.content import ContentPiece
from domain.cutting import Cutter
from domain.dimensions import Dimension
from domain.engine import GroupMeasures, Measures, Totals, measure
from domain.facts import PRESENT, Knowledge, PostFact, UserFacts
from domain.families import Family
from domain.filters import Filter
from domain.folding import fold
from domain.metrics import POST_METRICS, Aggregation, Denominator, MetricKey
from domain.observations import ContentType
from domain.query import MetricQuery
from domain.slices import Attribution, Folded, Slice, Terms
from domain.time_range import Bucket, Period
from domain.users import Account, AccountStatus, Platform, User
from domain.values import Change, CoverageUnit, MetricStatus, MetricValue, change

FactsOf = Callable[[MetricQuery], UserFacts]
"""Gives the facts that were loaded for a query."""


@dataclass(frozen=True, slots=True)
class Question:
    """What most answers start from: whose numbers, of which accounts and posts, over which days, as of when."""

    user: User
    accounts: tuple[Account, ...]
    period: Period
    now: datetime
    comparison: Comparison | None = None
    attribution: Attribution | None = None
    filter: Filter | None = None
    denominator: Denominator | None = None
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS
    age: timedelta | None = None
    knowledge: Knowledge = PRESENT

    def query(self, metrics: tuple[MetricKey, ...] = ()) -> MetricQuery:
        """Metrics over the days of the question."""
        return MetricQuery(
            self.user,
            self.accounts,
            metrics,
            self.period,
            attribution=self.attribution,
            denominator=self.denominator,
            aggregation=self.aggregation,
            filter=self.filter,
            age=self.age,
            knowledge=self.knowledge,
            now=self.now,
        )

    @property
    def windows(self) -> Windows | None:
        """The complete days, and the days they are compared with; None without a comparison."""
        return windows(self.period, self.comparison, self.now) if self.comparison is not None else None

    def queries(self, metrics: tuple[MetricKey, ...] = ()) -> tuple[MetricQuery, ...]:
        """The period itself; with a comparison also its complete days, and the days they are compared with."""
        main, pair = self.query(metrics), self.windows
        if pair is None:
            return (main,)
        return main, replace(main, period=pair.current), replace(main, period=pair.previous)


class Insights:
    """The numbers of some accounts over a period, with their change against another one."""

    def __init__(
        self, question: Question, platform: Platform | None, queries: Sequence[MetricQuery], facts_of: FactsOf
    ) -> None:
        mine = tuple(a for a in question.accounts if platform is None or a.platform is platform)
        self.question = replace(question, accounts=mine)
        self.user = question.user
        self.platform = platform
        self.accounts = mine
        self.period = question.period
        self.compared_to = queries[2].period if len(queries) == 3 else None
        self.queries = [replace(query, accounts=mine) for query in queries]
        self._totals = [Totals(query, facts_of(asked)) for query, asked in zip(self.queries, queries, strict=True)]

    def value(self, metric: MetricKey) -> MetricValue:
        """One metric. Its change compares equally complete days, so it leaves the running day out on both sides."""
        value = self._totals[0].value(metric)
        if len(self._totals) == 1:
            return value
        now, before = self._compared(metric)
        found = change(now.value, before.value)
        if metric in _JUDGED and now.sample and before.sample:
            found = replace(found, significance=lambda: self._family.verdict(metric))
        return replace(value, change=found)

    def _compared(self, metric: MetricKey) -> tuple[Folded, Folded]:
        now = self._totals[1].folded(metric)
        return now, self._totals[2].folded(metric, now.attribution)

    @cached_property
    def _family(self) -> Family:
        """What is judged together does not depend on what is asked for."""
        family = Family()
        for metric in _JUDGED:
            now, before = self._compared(metric)
            family.add(metric, now.sample, before.sample)
        return family

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What one must know to read the numbers."""
        return self._totals[0].cautions

    @property
    def sample(self) -> bool:
        """True when the numbers are made up."""
        return any(account.status is AccountStatus.SAMPLE for account in self.accounts)


def by_platform(question: Question, queries: Sequence[MetricQuery], facts_of: FactsOf) -> list[Insights]:
    """The insights of each platform on which there is an account, in a fixed order."""
    platforms = dict.fromkeys(account.platform for account in question.accounts)
    return [Insights(question, platform, queries, facts_of) for platform in platforms]


@dataclass(frozen=True, slots=True)
class ContentTypePerformance:
    """How the posts of one kind did."""

    content_type: ContentType
    posts: int
    engagements: MetricValue
    engagement_rate: MetricValue

    @property
    def engagements_per_post(self) -> float | None:
        """Over the posts whose engagements were observed."""
        coverage = self.engagements.coverage
        if self.engagements.value is None or coverage is None or not coverage.complete or not self.posts:
            return None
        if coverage.unit is CoverageUnit.ACCOUNTS and self.engagements.status is MetricStatus.PARTIAL:
            return None
        return self.engagements.value / self.posts


_JUDGED = (
    MetricKey.ENGAGEMENTS,
    MetricKey.ENGAGEMENT_RATE,
    MetricKey.IMPRESSIONS,
    MetricKey.VIEWS,
    MetricKey.LIKES,
    MetricKey.COMMENTS,
    MetricKey.SHARES,
    MetricKey.SAVES,
    MetricKey.CLICKS,
)
_TYPE_METRICS = (MetricKey.POSTS_PUBLISHED, MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE)


def content_type_query(question: Question) -> MetricQuery:
    """What `content_types` asks of the engine."""
    return replace(question.query(_TYPE_METRICS), group_by=(Dimension.CONTENT_TYPE,), attribution=Attribution.PUBLISHED)


def content_types(question: Question, facts: UserFacts) -> list[ContentTypePerformance]:
    """Every kind of post in the period, the most published first."""
    answer = measure(content_type_query(question), facts)
    found = [
        ContentTypePerformance(group.group.content_type, int(group.totals[0].value or 0), *group.totals[1:])
        for group in answer.groups
        if group.group.content_type is not None
    ]
    return sorted(found, key=lambda kind: (-kind.posts, kind.content_type))


def posts_query(question: Question) -> MetricQuery:
    """What `posts_in` asks of the facts: posts alone."""
    return replace(question.query((MetricKey.ENGAGEMENTS,)), attribution=Attribution.PUBLISHED)


def posts_in(question: Question, facts: UserFacts) -> list[PostFact]:
    """The posts published in the period that the accounts and the filter of the question let through."""
    return Cutter(posts_query(question), facts).posts


def with_change(current: Measures, complete: Measures, previous: Measures) -> Measures:
    """The answer for a period with the changes of its complete days against the previous ones, group by group.

    All changes of the answer are judged together: of many cells some differ by chance alone.
    """
    earlier = {group.group: group for group in previous.groups}
    cut = {group.group: group for group in complete.groups}
    family = Family()
    compared: list[tuple[GroupMeasures, list[Change | None]]] = []
    for group in current.groups:
        now, then = cut.get(group.group), earlier.get(group.group)
        if now is None or then is None:
            compared.append((group, [None] * len(group.totals)))
            continue
        for i, metric in enumerate(current.query.metrics):
            family.add(metric, now.samples[i], then.samples[i], group.group)
        compared.append((group, [change(*pair) for pair in zip(now.totals, then.totals, strict=True)]))
    groups = tuple(
        replace(
            group,
            totals=tuple(
                replace(total, change=family.judged(total.metric, found, group.group)) if found else total
                for total, found in zip(group.totals, changes, strict=True)
            ),
        )
        for group, changes in compared
    )
    return replace(current, groups=groups)


def piece_value(piece: ContentPiece, account: Account, metric: MetricKey) -> MetricValue:
    """One metric of one post, by the same rules as for many."""
    values = tuple(piece.metrics.get(key) for key in POST_METRICS)
    seen = max(piece.observed_at.values(), default=piece.details.posted_at)
    posted_at = piece.details.posted_at
    fact = PostFact(piece.account_id, piece.post_id, posted_at, piece.details.content_type, seen, values)
    day = posted_at.date()
    moment = Bucket(posted_at, posted_at, day, day, day.isoformat())
    terms = Terms(None, Aggregation.RATIO_OF_SUMS)
    value = fold(metric, [Slice(account, moment, posts=[fact])], terms, Attribution.PUBLISHED).value
    if metric in piece.observed_at and value.as_of is not None:
        return replace(value, as_of=piece.observed_at[metric])
    return value
