"""Groups: which fact is in which, what silence means in one, and that nothing is lost between them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from domain.dimensions import Dimension
from domain.engine import Measures, measure
from domain.facts import EngagementFact, EngagementGrain, EngagementNeed, EngagementSplit, UserFacts
from domain.filters import OneOf
from domain.metrics import MetricKey
from domain.observations import EngagementType
from domain.query import MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import Account, User
from domain.values import MetricValue

USER = User("u1", None, "UTC")
WEEK = Period(date(2026, 3, 2), date(2026, 3, 9), "UTC")
"""Monday to Sunday."""
TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)


def _values(answer: Measures) -> dict[str | None, float | None]:
    return {group.group.keys[0].value: group.totals[0].value for group in answer.groups}


def _like(day: date, quantity: int, country: str | None = None) -> EngagementFact:
    return EngagementFact(day, None, EngagementType.LIKE, quantity, country)


# ---------------------------------------------------------------- silence


def test_silence_on_a_weekday_that_nobody_watched_is_unknown_and_not_zero(
    ask: Callable[..., Measures], make_engagement: Callable[..., tuple[str, EngagementFact]]
) -> None:
    # Likes are known from Tuesday to Thursday: about the other days of the week nothing is.
    answer = ask(
        MetricKey.LIKES,
        engagements=[make_engagement(3, quantity=5), make_engagement(5, quantity=7)],
        start=WEEK.start,
        end=WEEK.end,
        group_by=(Dimension.WEEKDAY,),
        attribution=Attribution.RECEIVED,
    )

    assert _values(answer) == {"0": None, "1": 5, "2": 0, "3": 7, "4": None, "5": None, "6": None}


def test_silence_at_an_hour_that_nobody_watched_is_unknown_and_not_zero(
    ask: Callable[..., Measures], make_engagement: Callable[..., tuple[str, EngagementFact]]
) -> None:
    moments = (datetime(2026, 3, 2, 8, 30, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))

    answer = ask(
        MetricKey.LIKES,
        engagements=[make_engagement(moment, quantity=5) for moment in moments],
        end=date(2026, 3, 3),
        group_by=(Dimension.HOUR_OF_DAY,),
        attribution=Attribution.RECEIVED,
    )

    assert {hour: value for hour, value in _values(answer).items() if value is not None} == {"8": 5, "9": 0, "10": 5}


def test_silence_on_the_weekdays_of_a_filter_is_told_by_those_days_alone(make_account: Callable[..., Account]) -> None:
    monday = OneOf(Dimension.WEEKDAY, ("0",))
    query = MetricQuery(
        USER, (make_account(),), (MetricKey.LIKES,), WEEK, attribution=Attribution.RECEIVED, filter=monday
    )
    facts = UserFacts()
    facts.engagements[EngagementNeed(EngagementGrain.DAY), "instagram"] = [_like(TUESDAY, 5)]

    likes = measure(query, facts).total(MetricKey.LIKES)

    assert likes.value is None


def test_the_hours_of_another_weekday_hold_nothing(
    ask: Callable[..., Measures], make_engagement: Callable[..., tuple[str, EngagementFact]]
) -> None:
    moments = (datetime(2026, 3, 2, 23, tzinfo=UTC), datetime(2026, 3, 3, 0, tzinfo=UTC))

    answer = ask(
        MetricKey.LIKES,
        engagements=[make_engagement(moment, quantity=5) for moment in moments],
        end=date(2026, 3, 4),
        group_by=(Dimension.WEEKDAY,),
        granularity=Granularity.HOUR,
        attribution=Attribution.RECEIVED,
    )

    monday, tuesday = ([point.value for point in group.points[0]] for group in answer.groups[:2])
    assert (monday[22:26], tuesday[22:26]) == ([None, 5, None, None], [None, None, 5, None])


# ---------------------------------------------------------------- what is not known


def _by_country(account: Account, likes: list[EngagementFact]) -> Measures:
    query = MetricQuery(
        USER, (account,), (MetricKey.LIKES,), WEEK, granularity=Granularity.DAY, group_by=(Dimension.COUNTRY,)
    )
    facts = UserFacts()
    need = EngagementNeed(EngagementGrain.DAY, frozenset({EngagementSplit.COUNTRY}))
    facts.engagements[need, "instagram"] = likes
    return measure(query, facts)


def test_engagements_without_a_country_are_a_group_of_their_own(make_account: Callable[..., Account]) -> None:
    answer = _by_country(make_account(), [_like(TUESDAY, 5, "DE"), _like(THURSDAY, 7)])

    assert _values(answer) == {None: 7, "DE": 5}
    unknown, germany = ([point.value for point in group.points[0]] for group in answer.groups)
    assert (unknown[1:4], germany[1:4]) == ([0, None, 7], [5, None, None])


def test_engagements_of_which_no_country_is_known_are_not_lost(make_account: Callable[..., Account]) -> None:
    answer = _by_country(make_account(), [_like(TUESDAY, 5), _like(THURSDAY, 7)])

    assert _values(answer) == {None: 12}


def test_groups_by_country_say_what_all_of_them_say_together(
    make_account: Callable[..., Account], measure_total: Callable[..., MetricValue]
) -> None:
    likes = [_like(TUESDAY, 5, "DE"), _like(TUESDAY, 1, "US"), _like(THURSDAY, 7)]
    together = measure_total(
        MetricKey.LIKES,
        engagements=[("instagram", _like(fact.day or TUESDAY, fact.quantity)) for fact in likes],
        start=WEEK.start,
        end=WEEK.end,
        attribution=Attribution.RECEIVED,
    )

    answer = _by_country(make_account(), likes)

    assert sum(value for value in _values(answer).values() if value is not None) == together.value == 13
