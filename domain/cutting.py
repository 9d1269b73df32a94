"""Cuts the facts of a query into slices: by group, by bucket and by account, with what the filter leaves."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial

from domain.aging import Watched, at_age, half_life, performance
from domain.dimensions import ACCOUNT_DIMENSIONS, Dimension
from domain.facts import DAY_INDEX, EngagementFact, EngagementGrain, EngagementSplit, PostFact, UserFacts
from domain.filters import Attribute, Filter, Subject, attributes, given_account, holds
from domain.gaps import LONGEST_STRETCH, uncertainty
from domain.groups import (
    GroupValues,
    accounts_of_group,
    all_groups,
    groups_of_day,
    groups_of_engagement,
    groups_of_post,
    hour_of,
    weekday_of,
)
from domain.metrics import RATE_BASE, MetricKey
from domain.metrics import Subject as FactKind
from domain.observations import EngagementType
from domain.query import MetricQuery
from domain.slices import Slice, post_value
from domain.time_range import Bucket, bucket_of, local_date, zone
from domain.users import Account

Cut = dict[GroupValues, list[list[Slice]]]
"""By group, then by bucket, then by account."""

_OF_DAYS = frozenset({Attribute.PLATFORM, Attribute.ACCOUNT, Attribute.WEEKDAY})
"""What a filter or group may ask of a platform day."""
_OF_ACCOUNTS = frozenset(Attribute(dimension.value) for dimension in ACCOUNT_DIMENSIONS)
_OF_TIME = frozenset({Attribute.WEEKDAY, Attribute.HOUR_OF_DAY})
_Time = tuple[int, int | None]
"""Weekday and hour, local; the hour is None when only the day is known."""
_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)
_ALL_TIMES = timedelta(days=15)
"""Longer than it takes until each hour of each weekday was there, also when the clocks go forward."""


class Cutter:
    """The facts of one query that its filter lets through, each with the groups that it is in."""

    def __init__(self, query: MetricQuery, facts: UserFacts) -> None:
        self._query = query
        self._asked = query.attributes
        self._facts = facts
        self._filters = _filters(query)
        self.accounts = tuple(a for a in query.accounts if a.account_id in self._filters)
        self._by_id = {account.account_id: account for account in self.accounts}
        self._days_cut = {account_id for account_id in self._by_id if self._days_can_be_cut(account_id)}
        self._weekdays: dict[tuple[str, GroupValues, int], bool] = {}
        self.undecided_posts = 0
        """Posts of which it is not known whether the filter holds; they are left out."""
        self.young_posts = 0
        """Posts that have not reached the age asked for; they are left out."""
        self.shared_posts = 0
        """Posts that are in more than one group."""
        self._reported: dict[tuple[str, MetricKey], bool] = {}
        self._posts = list(self._chosen_posts())
        self._published = {post.account_id for post, _ in self._posts}
        self._engagements = {account_id: list(self._chosen_engagements(account_id)) for account_id in self._by_id}
        self._noticed = {account_id: self._noticed_on(account_id) for account_id in self._by_id}
        self.whole = self._asked <= _OF_ACCOUNTS
        """True when only platform and account cut the answer, so that stocks and platform windows stand as they are."""
        found = [values for _, groups in self._posts for values in groups]
        found += [values for facts in self._engagements.values() for _, groups in facts for values in groups]
        self.groups = all_groups(query.group_by, self.accounts, found)

    @property
    def posts(self) -> list[PostFact]:
        """The posts that the filter lets through, in the order of the facts."""
        return [post for post, _ in self._posts]

    def cut(self, buckets: Sequence[Bucket], groups: Sequence[GroupValues], is_step: bool) -> Cut:
        """The slices of some groups."""
        found: Cut = {}
        place: dict[tuple[GroupValues, str], int] = {}
        dimensions = self._query.group_by
        for values in groups:
            members = accounts_of_group(dimensions, values, self.accounts)
            found[values] = [
                [self._slice(account, bucket, values, is_step) for account in members] for bucket in buckets
            ]
            place |= {(values, account.account_id): i for i, account in enumerate(members)}
        self._put_posts(found, place, buckets)
        self._put_days(found, place)
        self._put_engagements(found, place, buckets)
        return found

    # ------------------------------------------------------------ what the filter lets through

    def _chosen_posts(self) -> Iterator[tuple[PostFact, list[GroupValues]]]:
        query, period = self._query, self._query.period
        start, end = period.starts_at, period.ends_at
        aged = _Aged(query, self._facts)
        for post in self._facts.posts:
            account = self._by_id.get(post.account_id)
            if account is None or not start <= post.posted_at < end:
                continue
            held = self._holds(account, partial(_subject_of_post, account, post, period.zone_name))
            if not held:
                self.undecided_posts += held is None
                continue
            taken = aged.taken(post)
            if taken is None:
                self.young_posts += 1
                continue
            groups = groups_of_post(query.group_by, account, post, period.zone_name)
            self.shared_posts += len(groups) > 1
            yield aged.with_metrics(account, taken), groups

    def _chosen_engagements(self, account_id: str) -> Iterator[tuple[EngagementFact, list[GroupValues]]]:
        query, facts, account = self._query, self._facts, self._by_id[account_id]
        if query.engagements is None:
            return
        zone_name = query.period.zone_name
        posts = facts.older_posts
        if EngagementSplit.POST in query.engagements.split:
            posts = {**posts, **{post.key: post for post in facts.posts}}
        for fact in self._received(account_id):
            post = posts.get((account_id, fact.post_id)) if fact.post_id is not None else None
            if self._holds(account, partial(_subject_of_engagement, account, fact, post, zone_name)):
                yield fact, groups_of_engagement(query.group_by, account, fact, post, zone_name)

    def _received(self, account_id: str) -> Iterator[EngagementFact]:
        """Every engagement of the period, whatever the filter says."""
        need, period = self._query.engagements, self._query.period
        if need is None:
            return
        start, end = period.starts_at, period.ends_at
        for fact in self._facts.engagements.get((need, account_id), ()):
            if fact.instant is not None:
                if start <= fact.instant < end:
                    yield fact
            elif fact.day is not None and period.start <= fact.day < period.end:
                yield fact

    def _noticed_on(self, account_id: str) -> list[EngagementFact]:
        """One fact for each type and moment at which something was received, whatever the filter says.

        What cancels out on a day, or in a quarter hour, is not noticed: whether a late observation has moved it away,
        or it was given and taken back, the sums do not tell.
        """
        sums: dict[tuple[EngagementType, date | datetime], tuple[int, EngagementFact]] = {}
        for fact in self._received(account_id):
            if self._is_known(fact):
                moment = fact.instant if fact.instant is not None and not self._by_day else self._day_of(fact)
                before = sums.get((fact.engagement_type, moment), (0, fact))[0]
                sums[fact.engagement_type, moment] = (before + fact.quantity, fact)
        return [fact for quantity, fact in sums.values() if quantity]

    @property
    def _by_day(self) -> bool:
        """True when the query reads engagements by the day."""
        need = self._query.engagements
        return need is not None and need.grain is EngagementGrain.DAY

    def _day_of(self, fact: EngagementFact) -> date:
        if fact.instant is not None:
            return local_date(fact.instant, self._query.period.zone_name)
        assert fact.day is not None
        return fact.day

    def _holds(self, account: Account, subject: Callable[[], Subject]) -> bool | None:
        rest = self._filters[account.account_id]
        return True if rest is None else holds(rest, subject())

    def _days_can_be_cut(self, account_id: str) -> bool:
        """Whether a platform day knows all that the filter and the groups ask of the account."""
        rest = self._filters[account_id]
        asked = attributes(rest) if rest is not None else frozenset[Attribute]()
        return asked <= _OF_DAYS and {Attribute(d.value) for d in self._query.group_by} <= _OF_DAYS

    def _has_weekday(self, account: Account, values: GroupValues, weekday: int) -> bool:
        """Whether the platform days of a weekday belong to a group; of a day nothing else can be asked."""
        key = (account.account_id, values, weekday)
        if key not in self._weekdays:
            subject = partial(Subject, account.platform, account.account_id, weekday=weekday)
            in_group = values in groups_of_day(self._query.group_by, account, weekday)
            self._weekdays[key] = in_group and bool(self._holds(account, subject))
        return self._weekdays[key]

    # ------------------------------------------------------------ into the slices

    def _slice(self, account: Account, bucket: Bucket, values: GroupValues, is_step: bool) -> Slice:
        piece = Slice(account, bucket, is_step, whole=self.whole, looked_at=self._looked_at(account))
        piece.has_posts = account.account_id in self._published
        piece.reports_posts = self._is_reported(account.account_id, MetricKey.POSTS_PUBLISHED)
        blind = set()
        if account.account_id not in self._days_cut:
            blind.add(FactKind.DAY)
        elif Attribute.WEEKDAY in self._asked:
            piece.expected_days = sum(
                _count_weekdays(bucket, weekday) for weekday in range(7) if self._has_weekday(account, values, weekday)
            )
        if self._asked & {Attribute.COUNTRY, Attribute.DEVICE}:
            blind.add(FactKind.POST)
        piece.blind = frozenset(blind)
        return piece

    def _looked_at(self, account: Account) -> datetime | None:
        last = account.last_observed_at
        return self._query.knowledge.moment(last) if last is not None else None

    def _put_posts(self, found: Cut, place: dict[tuple[GroupValues, str], int], buckets: Sequence[Bucket]) -> None:
        starts = [bucket.start for bucket in buckets]
        for post, groups in self._posts:
            step = bucket_of(starts, post.posted_at)
            for values in groups:
                if values in found:
                    found[values][step][place[values, post.account_id]].posts.append(post)

    def _put_days(self, found: Cut, place: dict[tuple[GroupValues, str], int]) -> None:
        for values, account_id in place:
            if account_id not in self._days_cut:
                continue
            account, i = self._by_id[account_id], place[values, account_id]
            history = self._facts.days.get(account_id, [])
            windows = self._facts.windows.get(account_id, [])
            at = 0
            for row in found[values]:
                piece = row[i]
                first_day, last_day = piece.bucket.first_day, piece.bucket.last_day
                while at < len(history) and history[at].day < first_day:
                    at += 1
                first = at
                while at < len(history) and history[at].day < last_day:
                    at += 1
                piece.days = history[first:at]
                piece.days_before = history[:first]
                if self.whole:
                    piece.windows = [w for w in windows if w.start == first_day and w.end == last_day]
                else:
                    piece.days = [f for f in piece.days if self._has_weekday(account, values, f.day.weekday())]
                if first_day == last_day:
                    at = first  # the hours of one day share its history

    def _put_engagements(
        self, found: Cut, place: dict[tuple[GroupValues, str], int], buckets: Sequence[Bucket]
    ) -> None:
        starts = [bucket.start for bucket in buckets]
        first_days = [bucket.first_day for bucket in buckets]
        for account_id, facts in self._engagements.items():
            for fact, groups in facts:
                step = _step_of(fact, starts, first_days)
                for values in groups:
                    if values in found:
                        received = found[values][step][place[values, account_id]].engagements
                        received[fact.engagement_type] = received.get(fact.engagement_type, 0) + fact.quantity
            self._watch(account_id, found, place, buckets, starts, first_days)
            self._mark_gaps(account_id, found, place, buckets)

    def _watch(
        self,
        account_id: str,
        found: Cut,
        place: dict[tuple[GroupValues, str], int],
        buckets: Sequence[Bucket],
        starts: Sequence[datetime],
        first_days: Sequence[date],
    ) -> None:
        """Between the first and the last engagement of a type, silence is a zero."""
        seen: dict[EngagementType, list[EngagementFact]] = {f.engagement_type: [] for f in self._received(account_id)}
        for fact in self._noticed[account_id]:
            seen[fact.engagement_type].append(fact)
        account, by_time = self._by_id[account_id], bool(self._asked & _OF_TIME)
        for kind, facts in seen.items():
            if account_id in self._days_cut and self._is_reported(account_id, kind.metric):
                continue  # the platform reports its days: one source for the total and all its points
            steps = [_step_of(fact, starts, first_days) for fact in facts]
            between = range(min(steps), max(steps) + 1) if steps else range(0)
            times = self._times(account, [buckets[step] for step in between], facts) if by_time else []
            for values, rows in found.items():
                i = place.get((values, account_id))
                if i is None:
                    continue
                own = self._own_time(values)
                for step, row in enumerate(rows):
                    silent = step in between and (not by_time or own in times[step - between.start])
                    if silent or row[i].engagements.get(kind):
                        row[i].watched.add(kind)

    def _is_reported(self, account_id: str, metric: MetricKey) -> bool:
        """Whether the platform's own days tell a metric on any day of the period."""
        index, period = DAY_INDEX.get(metric), self._query.period
        if index is None:
            return False
        if (account_id, metric) not in self._reported:
            days = (day for day in self._facts.days.get(account_id, ()) if period.start <= day.day < period.end)
            self._reported[account_id, metric] = any(day.values[index] is not None for day in days)
        return self._reported[account_id, metric]

    def _times(
        self, account: Account, buckets: Sequence[Bucket], seen: Sequence[EngagementFact]
    ) -> list[set[GroupValues]]:
        """The weekdays and hours of each bucket between the first and the last engagement that the filter leaves.

        Each as the groups have them: without weekday or hour where nothing is grouped by it.
        """
        zone_name = self._query.period.zone_name
        instants = [] if self._by_day else [fact.instant for fact in seen if fact.instant is not None]
        found: list[frozenset[_Time]] = []
        if instants:
            since, until = min(instants), max(instants) + _QUARTER
            stretches = ((max(since, bucket.start), min(until, bucket.end)) for bucket in buckets)
            found = [_hours_between(start, min(end, start + _ALL_TIMES), zone_name) for start, end in stretches]
        elif seen:
            days = [self._day_of(fact) for fact in seen]
            first, after = min(days), max(days) + _DAY
            found = [_weekdays_between(max(first, b.first_day), min(after, b.last_day)) for b in buckets]
        own = {Dimension.WEEKDAY: 0, Dimension.HOUR_OF_DAY: 1}
        asked = [own[dimension] for dimension in self._query.group_by if dimension in own]
        may_hold: dict[_Time, bool] = {time: self._may_hold(account, time) for times in found for time in times}
        return [{tuple(str(time[i]) for i in asked) for time in times if may_hold[time]} for times in found]

    def _may_hold(self, account: Account, time: _Time) -> bool:
        """False when the filter holds of nothing that was received at such a time."""
        subject = partial(Subject, account.platform, account.account_id, weekday=time[0], hour=time[1])
        return self._holds(account, subject) is not False

    def _own_time(self, values: GroupValues) -> GroupValues:
        """The weekday and hour of a group, as far as it has them."""
        return tuple(v for d, v in zip(self._query.group_by, values, strict=True) if Attribute(d.value) in _OF_TIME)

    def _is_known(self, fact: EngagementFact) -> bool:
        """Whether the engagements carry what only some sources tell: without it nothing can be said of any country."""
        unknown = Attribute.COUNTRY in self._asked and fact.country is None
        return not (unknown or (Attribute.DEVICE in self._asked and fact.device is None))

    def _mark_gaps(
        self, account_id: str, found: Cut, place: dict[tuple[GroupValues, str], int], buckets: Sequence[Bucket]
    ) -> None:
        """Say where engagements were received at a time that is not known well enough for the bucket.

        A gap knows neither post nor country: what it makes uncertain is the same in every group.
        """
        stretches = [longest for attribute, longest in LONGEST_STRETCH.items() if attribute in self._asked]
        uncertain = uncertainty(self._facts.gaps.get(account_id, ()), buckets, stretches)
        for values, rows in found.items() if any(uncertain) else ():
            i = place.get((values, account_id))
            if i is not None:
                for row, around in zip(rows, uncertain, strict=True):
                    row[i].uncertain = {kind: known if self.whole else None for kind, known in around.items()}


def _filters(query: MetricQuery) -> dict[str, Filter | None]:
    """What is left of the filter for each account that it lets through; None: everything of the account."""
    found: dict[str, Filter | None] = {}
    for account in query.accounts:
        if query.filter is None:
            found[account.account_id] = None
            continue
        rest = given_account(query.filter, account.platform, account.account_id)
        if not isinstance(rest, bool):
            found[account.account_id] = rest
        elif rest:
            found[account.account_id] = None
    return found


def _subject_of_post(account: Account, post: PostFact, zone_name: str) -> Subject:
    local = post.posted_at.astimezone(zone(zone_name))
    return Subject(
        account.platform,
        account.account_id,
        content_type=post.content_type,
        tags=post.tags,
        text=post.text,
        posted_at=post.posted_at,
        media_seconds=post.media_seconds,
        weekday=local.weekday(),
        hour=local.hour if post.time_known else None,
        value=lambda metric: own_value(post, account, metric),
    )


def _subject_of_engagement(account: Account, fact: EngagementFact, post: PostFact | None, zone_name: str) -> Subject:
    about = Subject(
        account.platform,
        account.account_id,
        country=fact.country,
        device=fact.device,
        weekday=weekday_of(fact, zone_name),
        hour=hour_of(fact, zone_name),
    )
    if post is None:
        return about
    return replace(
        about,
        content_type=post.content_type,
        tags=post.tags,
        text=post.text,
        posted_at=post.posted_at,
        media_seconds=post.media_seconds,
        value=lambda metric: own_value(post, account, metric),
    )


def own_value(post: PostFact, account: Account, metric: MetricKey) -> float | None:
    """A post's own latest value; its engagement rate is taken over the base that its platform counts exposure in."""
    if metric is not MetricKey.ENGAGEMENT_RATE:
        return post_value(post, metric)
    engagements = post_value(post, MetricKey.ENGAGEMENTS)
    base = post_value(post, RATE_BASE[account.platform].metric)
    return engagements / base if engagements is not None and base is not None and base > 0 else None


class _Aged:
    """Posts at the age of a query, and the metrics that need their whole history."""

    def __init__(self, query: MetricQuery, facts: UserFacts) -> None:
        self._query = query
        self._facts = facts
        self._wanted = query.aged_metrics
        self._now = query.now or query.period.ends_at
        self._watched: dict[str, list[Watched]] = {}
        if MetricKey.PERFORMANCE_INDEX in self._wanted:
            for post in facts.posts:
                self._watched.setdefault(post.account_id, []).append(self._watch(post))

    def taken(self, post: PostFact) -> PostFact | None:
        """The post as the query wants it; None when it is too young."""
        if self._query.age is None:
            return post
        return at_age(post, self._facts.readings.get(post.key, {}), self._query.age, self._now)

    def with_metrics(self, account: Account, post: PostFact) -> PostFact:
        """The post with the metrics that need its history."""
        if not self._wanted:
            return post
        watched = self._watch(post)
        found: dict[MetricKey, float | None] = {}
        if MetricKey.HALF_LIFE in self._wanted:
            found[MetricKey.HALF_LIFE] = half_life(watched, account.platform).hours
        if MetricKey.PERFORMANCE_INDEX in self._wanted:
            others = self._watched.get(post.account_id, ())
            answer = performance(watched, others, MetricKey.ENGAGEMENTS, self._query.age, self._now)
            found[MetricKey.PERFORMANCE_INDEX] = answer.index
        return replace(post, aged={metric: value for metric, value in found.items() if value is not None})

    def _watch(self, post: PostFact) -> Watched:
        return Watched(post, self._facts.readings.get(post.key, {}))


def _step_of(fact: EngagementFact, starts: Sequence[datetime], first_days: Sequence[date]) -> int:
    if fact.instant is not None:
        return bisect_right(starts, fact.instant) - 1
    return bisect_right(first_days, fact.day) - 1 if fact.day is not None else 0


def _count_weekdays(bucket: Bucket, weekday: int) -> int:
    """How many days of the bucket are of a weekday."""
    days = (bucket.last_day - bucket.first_day).days
    return len(range((weekday - bucket.first_day.weekday()) % 7, days, 7))


@lru_cache(maxsize=4096)
def _hours_between(start: datetime, end: datetime, zone_name: str) -> frozenset[_Time]:
    """Each weekday and hour, local, that has a moment in [start, end)."""
    local = zone(zone_name)
    quarters = range(-(-max(end - start, timedelta()) // _QUARTER))
    times = ((start + n * _QUARTER).astimezone(local) for n in quarters)
    return frozenset((time.weekday(), time.hour) for time in times)


def _weekdays_between(first: date, after: date) -> frozenset[_Time]:
    """Each weekday that has a day from `first` to `after` (exclusive)."""
    return frozenset(((first + n * _DAY).weekday(), None) for n in range(min((after - first).days, 7)))
