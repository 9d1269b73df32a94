"""The question engine: one MetricQuery goes in, one Measures comes out, and the catalog is obeyed.

Pure: everything that was observed comes in as facts. `domain.cutting` sorts them into groups and buckets,
`domain.folding` has the rules for one metric over one stretch of time; here the results are put together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.cautions import Caution, cautions_of
from domain.cutting import Cutter
from domain.dimensions import ACCOUNT_DIMENSIONS
from domain.facts import UserFacts
from domain.folding import fold
from domain.groups import Group, GroupValues, group_of
from domain.metrics import CATALOG, Denominator, MetricKey, MetricKind
from domain.query import OPEN_DIMENSIONS, GroupOrder, MetricQuery
from domain.slices import Attribution, Folded, Terms
from domain.time_range import Bucket, Period
from domain.values import MetricValue


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
    samples: tuple[tuple[float, ...], ...] = ()
    """Per metric, the values of the single posts that the total is made of; empty where it is not made of posts."""
    bases: tuple[Denominator | None, ...] = ()
    """Per metric, what a rate was taken over; None for what is no rate."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The answer to a MetricQuery."""

    query: MetricQuery
    buckets: tuple[Bucket, ...]
    groups: tuple[GroupMeasures, ...]
    cautions: tuple[Caution, ...] = ()
    """What one must know to read it."""

    def total(self, metric: MetricKey, group: int = 0) -> MetricValue:
        """The value of a metric over the whole period."""
        return self.groups[group].totals[self.query.metrics.index(metric)]


class Totals:
    """Values over one stretch of time, folded when they are asked for; the query's own metrics do not matter."""

    def __init__(self, query: MetricQuery, facts: UserFacts) -> None:
        self._cutter = Cutter(query, facts)
        whole = self._cutter.cut((_whole(query.period),), ((),), is_step=False)
        self._slices = whole[()][0]
        self._terms = Terms(query.denominator, query.aggregation)
        self._attribution = query.taken_by
        self._folded: dict[tuple[MetricKey, Attribution | None], Folded] = {}
        self.cautions = cautions_of(query, facts, self._cutter)

    def value(self, metric: MetricKey, attribution: Attribution | None = None) -> MetricValue:
        """One metric over all accounts of the query."""
        return self.folded(metric, attribution).value

    def folded(self, metric: MetricKey, attribution: Attribution | None = None) -> Folded:
        """The same, with the attribution it was taken by."""
        by = attribution or self._attribution
        if (metric, by) not in self._folded:
            self._folded[metric, by] = fold(metric, self._slices, self._terms, by)
        return self._folded[metric, by]


_Choice = tuple[Attribution | None, Denominator | None]
"""How a metric is taken, and over what a rate; None leaves it to the facts."""


def _whole(period: Period) -> Bucket:
    return Bucket(period.starts_at, period.ends_at, period.start, period.end, period.start.isoformat())


def measure(query: MetricQuery, facts: UserFacts, like: Measures | None = None) -> Measures:
    """Answer one query from its user's facts.

    `like` is the answer that this one will be compared with: it has the same groups, and where the query leaves the
    attribution or the base of a rate open, each metric of each group is taken as it was taken there.
    """
    cutter = Cutter(query, facts)
    terms = Terms(query.denominator, query.aggregation)
    like_groups = like.groups if like is not None else ()
    chosen = {group.group: tuple(zip(group.attributions, group.bases, strict=True)) for group in like_groups}
    groups = {values: group_of(query.group_by, values, cutter.accounts) for values in _groups(query, cutter)}
    if like is not None:
        groups = {values: group for values, group in groups.items() if group in chosen}
    open_choice = _one_choice(query, facts, terms) if like is None else ()
    totals: dict[GroupValues, tuple[Folded, ...]] = {}
    for values, ((slices,)) in cutter.cut((_whole(query.period),), list(groups), is_step=False).items():
        by = chosen[groups[values]] if like is not None else open_choice
        totals[values] = tuple(
            fold(metric, slices, _over(terms, base), attribution)
            for metric, (attribution, base) in zip(query.metrics, by, strict=True)
        )
    ordered = _ordered(query, totals, list(chosen), groups) if query.group_by else list(totals)
    kept = ordered[: query.groups_at_most()]
    buckets: tuple[Bucket, ...] = ()
    points: dict[GroupValues, tuple[tuple[MetricValue, ...], ...]] = {}
    if query.granularity is not None:
        buckets = query.period.buckets(query.granularity, query.user.week_start)
        for values, rows in cutter.cut(buckets, kept, is_step=True).items():
            points[values] = tuple(
                tuple(
                    fold(total.value.metric, slices, _over(terms, total.base), total.attribution).value
                    for slices in rows
                )
                for total in totals[values]
            )
    answers = tuple(
        GroupMeasures(
            groups[values],
            tuple(total.value for total in totals[values]),
            tuple(total.attribution for total in totals[values]),
            points.get(values, ()),
            tuple(total.sample for total in totals[values]),
            tuple(total.base for total in totals[values]),
        )
        for values in kept
    )
    cautions = cautions_of(query, facts, cutter, len(ordered) - len(kept), _mixed(query, answers))
    return Measures(query, buckets, answers, cautions)


def _one_choice(query: MetricQuery, facts: UserFacts, terms: Terms) -> tuple[_Choice, ...]:
    """How each metric is taken where the groups are parts of the same accounts, which must be taken alike.

    Platforms and accounts are answers of their own: each is taken as it can be, as everywhere else.
    """
    rates = any(CATALOG[metric].kind is MetricKind.RATIO for metric in query.metrics)
    decided = query.taken_by is not None and (query.denominator is not None or not rates)
    if decided or set(query.group_by) <= ACCOUNT_DIMENSIONS:
        return ((query.taken_by, None),) * len(query.metrics)
    together = Cutter(replace(query, group_by=()), facts).cut((_whole(query.period),), ((),), is_step=False)
    totals = (fold(metric, together[()][0], terms, query.taken_by) for metric in query.metrics)
    return tuple((total.attribution, total.base) for total in totals)


def _over(terms: Terms, base: Denominator | None) -> Terms:
    """Rates over another denominator are another metric: the points of a series have that of its total."""
    return terms if base is None else replace(terms, denominator=base)


def _mixed(query: MetricQuery, answers: Sequence[GroupMeasures]) -> list[MetricKey]:
    """The metrics that were not taken alike in all groups."""
    taken = {
        metric: {group.attributions[i] for group in answers if group.totals[i].value is not None}
        for i, metric in enumerate(query.metrics)
    }
    return [metric for metric, attributions in taken.items() if len(attributions) > 1]


def _groups(query: MetricQuery, cutter: Cutter) -> list[GroupValues]:
    return cutter.groups if query.group_by else [()]


def _ordered(
    query: MetricQuery,
    totals: dict[GroupValues, tuple[Folded, ...]],
    like: list[Group],
    groups: dict[GroupValues, Group],
) -> list[GroupValues]:
    """In the order asked for; without one, values without an order of their own by the first metric."""
    if like:
        return sorted(totals, key=lambda values: like.index(groups[values]))
    order = query.order
    if order is None and OPEN_DIMENSIONS & set(query.group_by):
        order = GroupOrder(query.metrics[0])
    if order is None:
        return list(totals)
    if order.metric is None:
        return list(reversed(totals)) if order.descending else list(totals)
    i = query.metrics.index(order.metric)

    def place(values: GroupValues) -> tuple[bool, float]:
        value = totals[values][i].value.value
        return value is None, 0.0 if value is None else -value if order.descending else value

    return sorted(totals, key=place)
