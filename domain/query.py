"""What is asked of the engine: one MetricQuery, checked once, after which nobody checks again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.aging import COMPARABLE_DAYS
from domain.dimensions import EVENT_DIMENSIONS, POST_DIMENSIONS, Dimension
from domain.errors import InvalidInputError, QueryTooExpensiveError
from domain.facts import PRESENT, EngagementGrain, EngagementNeed, EngagementSplit, FactsRange, Knowledge
from domain.filters import Attribute, Filter, attributes
from domain.metrics import AGED_METRICS, POST_METRICS, Aggregation, Denominator, MetricKey, stored_parts
from domain.observations import ENGAGEMENT_OF, ContentType, EngagementType
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import Account, User

MAX_METRICS = 12
MAX_DIMENSIONS = 2
OPEN_GROUPS = 50
"""So many values of a dimension whose values are found in the data, when no limit is given."""
MAX_GROUPS = 500
MAX_CELLS = 300_000
"""Values in one answer, see `cells`, and in all answers of one operation together."""
MIN_AGE = timedelta(minutes=15)
MAX_AGE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """How groups are sorted and which of them come first."""

    metric: MetricKey | None = None
    """By its total over the period, unknown values last; None: by the natural order of the dimension."""
    descending: bool = True


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """Which metrics of which accounts, over which days, of what, cut and split how, and as of when."""

    user: User
    accounts: tuple[Account, ...]
    metrics: tuple[MetricKey, ...]
    period: Period
    granularity: Granularity | None = None
    group_by: tuple[Dimension, ...] = ()
    attribution: Attribution | None = None
    """None: what the filter, the groups and the age leave open is taken as more accounts can answer it, PUBLISHED
    when equal; see `taken_by`."""
    denominator: Denominator | None = None
    """None: the base that the platforms count exposure in; see RATE_BASE."""
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS
    filter: Filter | None = None
    age: timedelta | None = None
    """Take each post as it was so long after it was published; None: as it was last seen."""
    knowledge: Knowledge = PRESENT
    order: GroupOrder | None = None
    """None: by the first metric, greatest first, where the values of a dimension have no order of their own."""
    limit: int | None = None
    """At most so many groups; None: all of a dimension that has an order of its own, OPEN_GROUPS of the others."""
    now: datetime | None = None
    """The question's present moment; needed where posts are taken at an age, and to tell the running day."""

    @property
    def attributes(self) -> frozenset[Attribute]:
        """What the filter and the groups ask about."""
        asked = attributes(self.filter) if self.filter is not None else frozenset[Attribute]()
        return asked | {Attribute(dimension.value) for dimension in self.group_by}

    @property
    def aged_metrics(self) -> frozenset[MetricKey]:
        """The metrics asked for that need the whole history of posts."""
        return AGED_METRICS & set(self.metrics)

    @property
    def taken_by(self) -> Attribution | None:
        """The attribution that the question leaves no choice about; None: both are possible."""
        if self.attribution is not None:
            return self.attribution
        if self.attributes & _OF_EVENTS:
            return Attribution.RECEIVED
        if self.age is not None or self.attributes & _OF_POSTS:
            return Attribution.PUBLISHED
        return None

    @property
    def engagements(self) -> EngagementNeed | None:
        """The engagements that answer it; None: posts and days alone do."""
        if self.taken_by is Attribution.PUBLISHED:
            return None
        asked = self.attributes
        by_hour = self.granularity is Granularity.HOUR or Attribute.HOUR_OF_DAY in asked
        abroad = self.period.zone_name != self.user.time_zone
        split = {split for attribute, split in _SPLITS.items() if attribute in asked}
        if asked & _OF_POSTS:
            split.add(EngagementSplit.POST)
        grain = EngagementGrain.QUARTER_HOUR if by_hour or abroad else EngagementGrain.DAY
        return EngagementNeed(grain, frozenset(split))

    @property
    def facts_range(self) -> FactsRange:
        """The facts that answer it."""
        back = timedelta(days=COMPARABLE_DAYS) if MetricKey.PERFORMANCE_INDEX in self.metrics else timedelta()
        return replace(
            FactsRange.of(self.user.user_id, self.period, self.engagements),
            knowledge=self.knowledge,
            types=self._types,
            with_text=Attribute.TEXT in self.attributes,
            posts_from=self.period.starts_at - back,
            readings=self._readings,
        )

    @property
    def _types(self) -> frozenset[EngagementType] | None:
        """The engagements that the metrics are made of; None: which metrics it will be is not known yet."""
        if not self.metrics:
            return None
        parts = {part for metric in self.metrics for part in stored_parts(metric)}
        return frozenset(ENGAGEMENT_OF[part] for part in parts if part in ENGAGEMENT_OF)

    @property
    def _readings(self) -> frozenset[MetricKey]:
        if self.age is not None:
            return frozenset(POST_METRICS)
        return frozenset(part for metric in self.aged_metrics for part in stored_parts(metric))

    def groups_at_most(self) -> int:
        """How many groups the answer may have, before it is known which there are."""
        found_in_the_data = self.limit or OPEN_GROUPS
        sizes = {
            Dimension.PLATFORM: len({account.platform for account in self.accounts}),
            Dimension.ACCOUNT: len(self.accounts),
            Dimension.CONTENT_TYPE: len(ContentType),
            Dimension.WEEKDAY: 7,
            Dimension.HOUR_OF_DAY: 24,
        }
        count = 1
        for dimension in self.group_by:
            count *= max(sizes.get(dimension, found_in_the_data), 1)
        return min(count, self.limit or MAX_GROUPS)

    def cells(self) -> int:
        """How many values may have to be folded: metrics x groups x accounts in each x (buckets and the total)."""
        buckets = self.period.count_buckets(self.granularity) if self.granularity is not None else 0
        split = {Dimension.ACCOUNT, Dimension.PLATFORM} & set(self.group_by)
        members = 1 if split else max(len(self.accounts), 1)
        return len(self.metrics) * self.groups_at_most() * members * (buckets + 1)


_OF_POSTS = {Attribute(d.value) for d in POST_DIMENSIONS} | {
    Attribute.TEXT,
    Attribute.PUBLISHED,
    Attribute.MEDIA_LENGTH,
    Attribute.METRICS,
}
"""What only posts have: engagements have it by way of their post, platform days have not."""
_OF_EVENTS = {Attribute(d.value) for d in EVENT_DIMENSIONS}
"""What only single engagements have."""
_SPLITS = {Attribute.COUNTRY: EngagementSplit.COUNTRY, Attribute.DEVICE: EngagementSplit.DEVICE}
OPEN_DIMENSIONS = frozenset({Dimension.COUNTRY, Dimension.DEVICE, Dimension.TAG})
"""Dimensions whose values are found in the data and have no order of their own."""


def checked(query: MetricQuery) -> MetricQuery:
    """The query, when it can be answered.

    Raises:
        InvalidInputError: parts of it contradict each other or are out of bounds; the message says which.
        RangeTooLongError: more buckets than one answer may hold.
        QueryTooExpensiveError: more values than one answer may hold.
    """
    if not 1 <= len(query.metrics) <= MAX_METRICS:
        raise InvalidInputError(f"Ask for 1 to {MAX_METRICS} metrics; {len(query.metrics)} were given.")
    if len(query.group_by) > MAX_DIMENSIONS:
        raise InvalidInputError(f"An answer is split by at most {MAX_DIMENSIONS} dimensions.")
    if len(set(query.group_by)) < len(query.group_by):
        raise InvalidInputError("A dimension stands twice in `groupBy`.")
    if query.limit is not None and not 1 <= query.limit <= MAX_GROUPS:
        raise InvalidInputError(f"`limit` is {query.limit}; it must be between 1 and {MAX_GROUPS}.")
    if query.order is not None and query.order.metric is not None and query.order.metric not in query.metrics:
        raise InvalidInputError(
            f"Groups can be ordered by a metric that is asked for; {query.order.metric.name} is not."
        )
    if query.cells() > MAX_CELLS:
        raise QueryTooExpensiveError(query.cells(), MAX_CELLS)
    return consistent(query)


def consistent(query: MetricQuery) -> MetricQuery:
    """The query, when its parts do not contradict each other; of how much it asks does not matter.

    Raises:
        InvalidInputError: they do; the message says which.
    """
    _check_attribution(query)
    _check_age(query)
    return query


def _check_attribution(query: MetricQuery) -> None:
    asked = query.attributes
    if query.attribution is Attribution.PUBLISHED and asked & _OF_EVENTS:
        raise InvalidInputError("Posts have no country and no device; ask by RECEIVED, or leave the attribution out.")
    if query.attribution is not Attribution.RECEIVED and asked & _OF_EVENTS and query.age is not None:
        raise InvalidInputError("Posts at an age cannot be cut by country or device.")


def _check_age(query: MetricQuery) -> None:
    if query.age is None:
        return
    if not MIN_AGE <= query.age <= MAX_AGE:
        raise InvalidInputError("An age lies between 15 minutes and 366 days.")
    if query.attribution is Attribution.RECEIVED:
        raise InvalidInputError("Posts are taken at an age by PUBLISHED only; RECEIVED has no posts.")
