"""The analyzer: overview, platform insights, content performance and comparison, each a thin use of the engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.comparison import Comparison, windows
from domain.content import ContentPiece
from domain.engine import GroupBy, Measures, MetricQuery, Totals, measure
from domain.facts import PostFact, UserFacts
from domain.folding import fold
from domain.metrics import POST_METRICS, Aggregation, MetricKey
from domain.observations import ContentType
from domain.slices import Attribution, Slice, Terms
from domain.time_range import Bucket, Period
from domain.users import Account, AccountStatus, Platform, User
from domain.values import CoverageUnit, MetricStatus, MetricValue

FactsOf = Callable[[MetricQuery], UserFacts]
"""Gives the facts that were loaded for a query."""


@dataclass(frozen=True, slots=True)
class Question:
    """What most answers start from: whose numbers, of which accounts, over which days, against which."""

    user: User
    accounts: tuple[Account, ...]
    period: Period
    comparison: Comparison | None = None
    attribution: Attribution | None = None

    def queries(self, now: datetime) -> tuple[MetricQuery, ...]:
        """The period itself; with a comparison also its complete days, and the days they are compared with."""
        main = MetricQuery(self.user, self.accounts, (), self.period, attribution=self.attribution)
        if self.comparison is None:
            return (main,)
        pair = windows(self.period, self.comparison, now)
        if pair is None:
            return (main,)
        return main, replace(main, period=pair.current), replace(main, period=pair.previous)


class Insights:
    """The numbers of some accounts over a period, with their change against another one."""

    def __init__(
        self, question: Question, platform: Platform | None, queries: Sequence[MetricQuery], facts_of: FactsOf
    ) -> None:
        mine = tuple(a for a in question.accounts if platform is None or a.platform is platform)
        self.user = question.user
        self.platform = platform
        self.accounts = mine
        self.period = question.period
        self.compared_to = queries[2].period if len(queries) == 3 else None
        self._totals = [Totals(replace(query, accounts=mine), facts_of(query)) for query in queries]

    def value(self, metric: MetricKey) -> MetricValue:
        """One metric. Its change compares equally complete days, so it leaves the running day out on both sides."""
        value = self._totals[0].value(metric)
        if len(self._totals) == 1:
            return value
        attribution = self._totals[1].folded(metric).attribution
        change = self._totals[1].value(metric).compared_to(self._totals[2].value(metric, attribution)).change
        return replace(value, change=change)

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


_TYPE_METRICS = (MetricKey.POSTS_PUBLISHED, MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE)


def content_type_query(question: Question) -> MetricQuery:
    """What `content_types` asks of the engine."""
    return MetricQuery(
        question.user,
        question.accounts,
        _TYPE_METRICS,
        question.period,
        group_by=GroupBy.CONTENT_TYPE,
        attribution=Attribution.PUBLISHED,
    )


def content_types(question: Question, facts: UserFacts) -> list[ContentTypePerformance]:
    """Every kind of post in the period, the most published first."""
    answer = measure(content_type_query(question), facts)
    found = [
        ContentTypePerformance(group.group.content_type, int(group.totals[0].value or 0), *group.totals[1:])
        for group in answer.groups
        if group.group.content_type is not None
    ]
    return sorted(found, key=lambda kind: (-kind.posts, kind.content_type))


def posts_in(question: Question, facts: UserFacts) -> list[PostFact]:
    """The posts that were published in the period on the accounts of the question."""
    ids = {account.account_id for account in question.accounts}
    start, end = question.period.starts_at, question.period.ends_at
    return [p for p in facts.posts if p.account_id in ids and start <= p.posted_at < end]


def with_change(current: Measures, complete: Measures, previous: Measures) -> Measures:
    """The answer for a period with the changes of its complete days against the previous ones, group by group."""
    earlier = {group.group: group for group in previous.groups}
    cut = {group.group: group for group in complete.groups}
    groups = []
    for group in current.groups:
        now, then = cut.get(group.group), earlier.get(group.group)
        totals = tuple(
            replace(total, change=now.totals[i].compared_to(then.totals[i]).change) if now and then else total
            for i, total in enumerate(group.totals)
        )
        groups.append(replace(group, totals=totals))
    return replace(current, groups=tuple(groups))


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
