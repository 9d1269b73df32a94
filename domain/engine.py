"""The question engine: one MetricQuery goes in, one Measures comes out, and the catalog is obeyed.

Pure: everything that was observed comes in as facts. `domain.folding` has the rules for one metric over one
stretch of time; here the facts are cut into groups and buckets, and the results put together.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.facts import DAY_INDEX, EngagementGrain, FactsRange, UserFacts
from domain.folding import fold
from domain.metrics import Aggregation, Denominator, MetricKey
from domain.observations import ContentType, EngagementType
from domain.slices import Attribution, Folded, Slice, Terms
from domain.time_range import Bucket, Granularity, Period, bucket_of
from domain.users import Account, Platform, User
from domain.values import MetricValue


class GroupBy(StrEnum):
    """What an answer is split by."""

    NONE = "none"
    PLATFORM = "platform"
    ACCOUNT = "account"
    CONTENT_TYPE = "content_type"


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """Which metrics of which accounts, over which days, cut and split how."""

    user: User
    accounts: tuple[Account, ...]
    metrics: tuple[MetricKey, ...]
    period: Period
    granularity: Granularity | None = None
    group_by: GroupBy = GroupBy.NONE
    attribution: Attribution | None = None
    """None: whichever of the two more accounts can answer, PUBLISHED when equal."""
    denominator: Denominator | None = None
    """None: the base that the platforms count exposure in; see RATE_BASE."""
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS

    @property
    def facts_range(self) -> FactsRange:
        """The facts that answer it."""
        hours = self.granularity is Granularity.HOUR
        foreign = self.period.zone_name != self.user.time_zone
        grain = EngagementGrain.QUARTER_HOUR if hours or foreign else EngagementGrain.DAY
        return FactsRange.of(self.user.user_id, self.period, grain)


@dataclass(frozen=True, slots=True)
class Group:
    """One part of a split answer. All None: everything together."""

    platform: Platform | None = None
    account: Account | None = None
    content_type: ContentType | None = None

    @property
    def label(self) -> str:
        """How a chart names the group."""
        if self.content_type is not None:
            return self.content_type.value.capitalize()
        if self.account is not None:
            return f"{self.account.platform.label} · {self.account.label}"
        return self.platform.label if self.platform else "All"


@dataclass(frozen=True, slots=True)
class GroupMeasures:
    """The answer for one group."""

    group: Group
    totals: tuple[MetricValue, ...]
    """One value per metric of the query, over the whole period."""
    attributions: tuple[Attribution | None, ...]
    """Per metric, by which attribution it was taken."""
    points: tuple[tuple[MetricValue, ...], ...] = ()
    """Per metric, one value per bucket; empty when no granularity was asked for."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The answer to a MetricQuery."""

    query: MetricQuery
    buckets: tuple[Bucket, ...]
    groups: tuple[GroupMeasures, ...]

    def total(self, metric: MetricKey, group: int = 0) -> MetricValue:
        """The value of a metric over the whole period."""
        return self.groups[group].totals[self.query.metrics.index(metric)]


class Totals:
    """Values over one stretch of time, folded when they are asked for."""

    def __init__(self, query: MetricQuery, facts: UserFacts) -> None:
        self._slices = _cut(
            facts, query.accounts, Group(), (_whole(query.period),), query.facts_range.grain, is_step=False
        )[0]
        self._terms = Terms(query.denominator, query.aggregation)
        self._attribution = query.attribution
        self._folded: dict[tuple[MetricKey, Attribution | None], Folded] = {}

    def value(self, metric: MetricKey, attribution: Attribution | None = None) -> MetricValue:
        """One metric over all accounts of the query."""
        return self.folded(metric, attribution).value

    def folded(self, metric: MetricKey, attribution: Attribution | None = None) -> Folded:
        """The same, with the attribution it was taken by."""
        by = attribution or self._attribution
        if (metric, by) not in self._folded:
            self._folded[metric, by] = fold(metric, self._slices, self._terms, by)
        return self._folded[metric, by]


def _whole(period: Period) -> Bucket:
    return Bucket(period.starts_at, period.ends_at, period.start, period.end, period.start.isoformat())


def measure(query: MetricQuery, mine: UserFacts, like: "Measures | None" = None) -> Measures:
    """Answer one query from its user's facts.

    `like` is the answer that this one will be compared with: where the query leaves the attribution open, each metric
    of each group is taken as it was taken there.
    """
    chosen = {group.group: group.attributions for group in like.groups} if like is not None else {}
    period = query.period
    whole = _whole(period)
    buckets: tuple[Bucket, ...] = ()
    if query.granularity is not None:
        buckets = period.buckets(query.granularity, query.user.week_start)
    terms = Terms(query.denominator, query.aggregation)
    answers = []
    for group, accounts in _groups(query, mine, whole):
        totals_cut = _cut(mine, accounts, group, (whole,), query.facts_range.grain, is_step=False)[0]
        by = chosen.get(group) or (query.attribution,) * len(query.metrics)
        totals = tuple(
            fold(metric, totals_cut, terms, attribution) for metric, attribution in zip(query.metrics, by, strict=True)
        )
        points: tuple[tuple[MetricValue, ...], ...] = ()
        if buckets:
            cut = _cut(mine, accounts, group, buckets, query.facts_range.grain, is_step=True)
            points = tuple(
                tuple(fold(total.value.metric, slices, terms, total.attribution).value for slices in cut)
                for total in totals
            )
        values, attributions = tuple(t.value for t in totals), tuple(t.attribution for t in totals)
        answers.append(GroupMeasures(group, values, attributions, points))
    return Measures(query, buckets, tuple(answers))


def _groups(query: MetricQuery, facts: UserFacts, whole: Bucket) -> list[tuple[Group, tuple[Account, ...]]]:
    accounts = query.accounts
    match query.group_by:
        case GroupBy.NONE:
            return [(Group(), accounts)]
        case GroupBy.ACCOUNT:
            return [(Group(a.platform, a), (a,)) for a in accounts]
        case GroupBy.PLATFORM:
            platforms = list(dict.fromkeys(a.platform for a in accounts))
            return [(Group(p), tuple(a for a in accounts if a.platform is p)) for p in platforms]
        case GroupBy.CONTENT_TYPE:
            ids = {a.account_id for a in accounts}
            found = {
                post.content_type
                for post in facts.posts
                if post.account_id in ids and whole.start <= post.posted_at < whole.end
            }
            return [(Group(content_type=kind), accounts) for kind in ContentType if kind in found]


def _cut(
    facts: UserFacts,
    accounts: tuple[Account, ...],
    group: Group,
    buckets: Sequence[Bucket],
    grain: EngagementGrain | None,
    is_step: bool,
) -> list[list[Slice]]:
    """The facts of each bucket, by account: [bucket][account]."""
    cut = [[Slice(account, bucket, is_step) for account in accounts] for bucket in buckets]
    position = {account.account_id: i for i, account in enumerate(accounts)}
    starts = [bucket.start for bucket in buckets]
    end = buckets[-1].end
    for post in facts.posts:
        i = position.get(post.account_id)
        if i is None or (group.content_type is not None and post.content_type is not group.content_type):
            continue
        if starts[0] <= post.posted_at < end:
            cut[bucket_of(starts, post.posted_at)][i].posts.append(post)
    if group.content_type is not None:
        return cut  # only posts have a type
    for account_id, i in position.items():
        _cut_days(facts, account_id, [row[i] for row in cut])
    _cut_engagements(facts, grain, position, cut, starts, end)
    return cut


def _cut_days(facts: UserFacts, account_id: str, slices: list[Slice]) -> None:
    history = facts.days.get(account_id, [])
    windows = facts.windows.get(account_id, [])
    i = 0
    for piece in slices:
        bucket = piece.bucket
        while i < len(history) and history[i].day < bucket.first_day:
            i += 1
        first = i
        while i < len(history) and history[i].day < bucket.last_day:
            i += 1
        piece.days = history[first:i]
        piece.days_before = history[:first]
        piece.windows = [w for w in windows if w.start == bucket.first_day and w.end == bucket.last_day]
        if bucket.first_day == bucket.last_day:
            i = first  # the hours of one day share its history


def _cut_engagements(
    facts: UserFacts,
    grain: EngagementGrain | None,
    position: dict[str, int],
    cut: list[list[Slice]],
    starts: list[datetime],
    end: datetime,
) -> None:
    first_days = [row[0].bucket.first_day for row in cut if row]
    last_day = cut[-1][-1].bucket.last_day if first_days else None
    seen: dict[tuple[int, EngagementType], list[int]] = {}
    for account_id, i in position.items():
        for fact in facts.engagements.get((grain, account_id), ()) if grain is not None else ():
            if fact.instant is not None:
                if not starts[0] <= fact.instant < end:
                    continue
                step = bucket_of(starts, fact.instant)
            else:
                if fact.day is None or last_day is None or not first_days[0] <= fact.day < last_day:
                    continue
                step = bisect_right(first_days, fact.day) - 1
            received = cut[step][i].engagements
            received[fact.engagement_type] = received.get(fact.engagement_type, 0) + fact.quantity
            seen.setdefault((i, fact.engagement_type), []).append(step)
    for (i, kind), steps in seen.items():
        index = DAY_INDEX.get(kind.metric)
        if index is not None and any(day.values[index] is not None for row in cut for day in row[i].days):
            continue  # the platform reports its days: one source for the total and all its points
        for step in range(min(steps), max(steps) + 1):  # between the first and the last one, silence is a zero
            cut[step][i].watched.add(kind)
