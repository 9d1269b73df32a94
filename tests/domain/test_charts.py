"""Charts: labels and datasets of equal length, gaps that stay gaps, and what a reader must know."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.best_times import BestTimes, TimeSlot
from domain.cautions import Caution, CautionCode
from domain.charts import (
    Axis,
    Chart,
    ChartKind,
    ChartQuery,
    Dataset,
    Shape,
    chart_of_measures,
    chart_of_posts,
    chart_of_times,
    content_query,
    granularity_for,
    metric_queries,
    metrics_of,
    title_of,
)
from domain.content import ContentOrderField, ContentPiece
from domain.dimensions import Dimension
from domain.effects import Effect, EvidenceState
from domain.engine import measure
from domain.errors import InvalidInputError
from domain.facts import DayFact, PostFact, UserFacts
from domain.metrics import MetricKey, Unit
from domain.observations import ContentType, PostDetails
from domain.query import MetricQuery
from domain.time_range import Granularity, Period
from domain.users import Account, AccountStatus, Platform, User
from domain.values import AbsenceReason, MetricStatus, MetricValue, unavailable

USER = User("u1", None, "UTC")
THREE_DAYS = Period(date(2026, 3, 2), date(2026, 3, 5), "UTC")
THREE_BEFORE = Period(date(2026, 2, 27), date(2026, 3, 2), "UTC")
SEEN = datetime(2026, 3, 10, 6, tzinfo=UTC)
MEASURED, UNAVAILABLE = MetricStatus.MEASURED, MetricStatus.UNAVAILABLE


def _query(
    kind: ChartKind,
    accounts: Sequence[Account],
    *metrics: MetricKey,
    period: Period = THREE_DAYS,
    previous: Period | None = None,
) -> ChartQuery:
    return ChartQuery(kind, MetricQuery(USER, tuple(accounts), metrics, period), previous)


def _draw(query: ChartQuery, facts: UserFacts) -> Chart:
    return chart_of_measures(query, [measure(asked, facts) for asked in metric_queries(query)])


# ---------------------------------------------------------------- what may be asked


@pytest.mark.parametrize(
    ("kind", "metrics"),
    [
        (ChartKind.TIME_SERIES, ["engagements"]),
        (ChartKind.PLATFORM_COMPARISON, ["engagements", "engagement_rate"]),
        (ChartKind.ENGAGEMENT_BREAKDOWN, ["likes", "comments", "shares", "saves"]),
        (ChartKind.CONTENT_PERFORMANCE, ["engagements"]),
        (ChartKind.BEST_POSTING_TIMES, []),
        (ChartKind.CONTENT_TYPE_PERFORMANCE, ["engagements", "engagement_rate"]),
    ],
)
def test_a_kind_has_metrics_that_it_usually_shows(kind: ChartKind, metrics: list[str]) -> None:
    assert [metric.value for metric in metrics_of(_query(kind, []))] == metrics


def test_a_metric_that_is_asked_for_twice_is_shown_once() -> None:
    query = _query(ChartKind.TIME_SERIES, [], MetricKey.LIKES, MetricKey.VIEWS, MetricKey.LIKES)

    assert metrics_of(query) == (MetricKey.LIKES, MetricKey.VIEWS)


def test_eight_metrics_are_drawn_and_nine_refused() -> None:
    metrics = list(MetricKey)[:9]

    assert len(metrics_of(_query(ChartKind.TIME_SERIES, [], *metrics[:8]))) == 8
    with pytest.raises(InvalidInputError) as caught:
        metrics_of(_query(ChartKind.TIME_SERIES, [], *metrics))
    assert caught.value.message == "A chart shows at most 8 metrics; 9 were asked for."


@pytest.mark.parametrize("metric", [MetricKey.ENGAGEMENTS, MetricKey.VIEWS, MetricKey.ENGAGEMENT_RATE])
def test_a_breakdown_refuses_what_is_no_part_of_the_engagements(metric: MetricKey) -> None:
    with pytest.raises(InvalidInputError) as caught:
        metrics_of(_query(ChartKind.ENGAGEMENT_BREAKDOWN, [], MetricKey.LIKES, metric))

    assert caught.value.message == "A breakdown shows parts of the engagements: LIKES, COMMENTS, SHARES, SAVES."


def test_posts_are_not_ranked_by_followers() -> None:
    with pytest.raises(InvalidInputError, match="not by FOLLOWERS"):
        metrics_of(_query(ChartKind.CONTENT_PERFORMANCE, [], MetricKey.FOLLOWERS))


@pytest.mark.parametrize(
    ("days", "granularity"),
    [
        (1, Granularity.DAY),
        (120, Granularity.DAY),
        (121, Granularity.WEEK),
        (800, Granularity.WEEK),
        (801, Granularity.MONTH),
    ],
)
def test_the_step_gives_a_readable_number_of_points(days: int, granularity: Granularity) -> None:
    start = date(2024, 1, 1)

    assert granularity_for(Period(start, start + timedelta(days=days), "UTC")) is granularity


@pytest.mark.parametrize(
    ("kind", "periods", "group_by", "granularity"),
    [
        (ChartKind.TIME_SERIES, [THREE_DAYS, THREE_BEFORE], (), Granularity.DAY),
        (ChartKind.PLATFORM_COMPARISON, [THREE_DAYS, THREE_BEFORE], (Dimension.PLATFORM,), None),
        (ChartKind.CONTENT_TYPE_PERFORMANCE, [THREE_DAYS, THREE_BEFORE], (Dimension.CONTENT_TYPE,), None),
        (ChartKind.ENGAGEMENT_BREAKDOWN, [THREE_DAYS], (), None),
        (ChartKind.CONTENT_PERFORMANCE, [], (), None),
        (ChartKind.BEST_POSTING_TIMES, [], (), None),
    ],
)
def test_a_chart_asks_the_engine_for_what_it_shows(
    kind: ChartKind, periods: list[Period], group_by: tuple[Dimension, ...], granularity: Granularity | None
) -> None:
    queries = metric_queries(_query(kind, [], previous=THREE_BEFORE))

    assert [query.period for query in queries] == periods
    assert all((query.group_by, query.granularity) == (group_by, granularity) for query in queries)


def test_the_top_ten_posts_of_the_period_are_asked_for(make_account: Callable[..., Account]) -> None:
    query = content_query(_query(ChartKind.CONTENT_PERFORMANCE, [make_account(Platform.X)], MetricKey.REACH))

    assert (query.user_id, query.account_ids, query.first) == ("u1", ("x",), 10)
    assert (query.order, query.descending) == (ContentOrderField.REACH, True)
    assert query.posted_from == datetime(2026, 3, 2, tzinfo=UTC)
    assert query.posted_before == datetime(2026, 3, 5, tzinfo=UTC)


# ---------------------------------------------------------------- time series


def test_a_gap_in_the_followers_is_null_in_the_chart(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_day: Callable[..., DayFact]
) -> None:
    facts = make_facts(days=[make_day(2, followers=1_000), make_day(4, followers=1_010)])

    chart = _draw(_query(ChartKind.TIME_SERIES, [make_account()], MetricKey.FOLLOWERS), facts)

    assert chart == Chart(
        kind=ChartKind.TIME_SERIES,
        shape=Shape.LINE,
        title="Followers by day",
        period=THREE_DAYS,
        labels=("2026-03-02", "2026-03-03", "2026-03-04"),
        datasets=(
            Dataset(
                "Followers", MetricKey.FOLLOWERS, Unit.COUNT, (1_000, None, 1_010), (MEASURED, UNAVAILABLE, MEASURED)
            ),
        ),
        x_axis=Axis("Day", None),
        y_axis=Axis("Followers", Unit.COUNT),
        as_of=SEEN,
        notes=("1 of 3 values are unknown and left open.",),
        sample=False,
        query=chart.query,
        cautions=(
            Caution(
                CautionCode.PLATFORM_DAYS_IN_ANOTHER_ZONE,
                "Some platform days were cut in a zone that the platform does not tell, not in UTC; each is shown on "
                "the date that it carries.",
            ),
        ),
    )


def test_a_measured_zero_stays_zero(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    facts = make_facts(posts=[make_post_fact(likes=0)])

    chart = _draw(_query(ChartKind.TIME_SERIES, [make_account()], MetricKey.LIKES), facts)

    assert chart.datasets[0].data == (0, None, None)


def test_fractions_get_the_right_axis_beside_counts(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts]
) -> None:
    metrics = (MetricKey.LIKES, MetricKey.ENGAGEMENT_RATE, MetricKey.VIEWS)

    chart = _draw(_query(ChartKind.TIME_SERIES, [make_account()], *metrics), make_facts())

    assert [(d.label, d.unit, d.right_axis) for d in chart.datasets] == [
        ("Likes", Unit.COUNT, False),
        ("Engagement rate", Unit.FRACTION, True),
        ("Views", Unit.COUNT, False),
    ]
    assert chart.y_axis == Axis("Count", Unit.COUNT)
    assert chart.title == "Likes, Engagement rate and views by day"


def test_fractions_alone_stay_on_the_left(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts]
) -> None:
    chart = _draw(_query(ChartKind.TIME_SERIES, [make_account()], MetricKey.CTR), make_facts())

    assert [d.right_axis for d in chart.datasets] == [False]
    assert chart.y_axis == Axis("CTR", Unit.FRACTION)


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        (Period(date(2026, 2, 27), date(2026, 3, 2), "UTC"), (7, None, None)),
        (Period(date(2026, 2, 27), date(2026, 2, 28), "UTC"), (7, None, None)),
        (Period(date(2026, 2, 24), date(2026, 3, 2), "UTC"), (None, None, None)),
    ],
    ids=["as long", "shorter", "longer"],
)
def test_the_previous_period_is_a_second_line_as_long_as_the_axis(
    make_account: Callable[..., Account],
    make_facts: Callable[..., UserFacts],
    make_post_fact: Callable[..., PostFact],
    previous: Period,
    expected: tuple[float | None, ...],
) -> None:
    facts = make_facts(
        posts=[
            make_post_fact(likes=10),
            make_post_fact(post_id="p2", posted_at=datetime(2026, 2, 27, 8, tzinfo=UTC), likes=7),
        ]
    )

    chart = _draw(_query(ChartKind.TIME_SERIES, [make_account()], MetricKey.LIKES, previous=previous), facts)

    assert [(d.label, d.secondary, d.data) for d in chart.datasets] == [
        ("Likes", False, (10, None, None)),
        (f"Likes, {previous.start} on", True, expected),
    ]
    assert [len(d.statuses) for d in chart.datasets] == [3, 3]


# ---------------------------------------------------------------- groups


def test_platforms_stand_side_by_side(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    accounts = [make_account(Platform.X), make_account(Platform.TIKTOK)]
    facts = make_facts(
        posts=[
            make_post_fact("x", likes=4, comments=3, shares=2, saves=1, impressions=100),
            make_post_fact(
                "x",
                post_id="old",
                posted_at=datetime(2026, 2, 28, tzinfo=UTC),
                likes=2,
                comments=0,
                shares=0,
                saves=0,
                impressions=100,
            ),
        ]
    )

    chart = _draw(_query(ChartKind.PLATFORM_COMPARISON, accounts, previous=THREE_BEFORE), facts)

    assert (chart.shape, chart.title, chart.labels) == (
        Shape.BAR,
        "Engagements and engagement rate by platform",
        ("X", "TikTok"),
    )
    assert [(d.label, d.data, d.secondary, d.right_axis) for d in chart.datasets] == [
        ("Engagements", (10, None), False, False),
        ("Engagements, 2026-02-27 on", (2, None), True, False),
        ("Engagement rate", (0.1, None), False, True),
        ("Engagement rate, 2026-02-27 on", (0.02, None), True, True),
    ]
    assert chart.notes == ("2 of 4 values are unknown and left open.",)


def test_a_kind_of_post_that_was_not_published_before_is_null_there(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    facts = make_facts(
        posts=[
            make_post_fact(content_type=ContentType.REEL, likes=9),
            make_post_fact(
                post_id="old", posted_at=datetime(2026, 2, 28, tzinfo=UTC), content_type=ContentType.POLL, likes=2
            ),
        ]
    )

    chart = _draw(
        _query(ChartKind.CONTENT_TYPE_PERFORMANCE, [make_account()], MetricKey.LIKES, previous=THREE_BEFORE), facts
    )

    assert chart.labels == ("Reel",)
    assert [(d.data, d.statuses) for d in chart.datasets] == [((9,), (MEASURED,)), ((None,), (UNAVAILABLE,))]
    assert chart.title == "Likes by kind of post"


def test_without_posts_there_are_no_kinds_and_no_bars(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts]
) -> None:
    chart = _draw(_query(ChartKind.CONTENT_TYPE_PERFORMANCE, [make_account()]), make_facts())

    assert chart.labels == ()
    assert [d.data for d in chart.datasets] == [(), ()]


def test_a_breakdown_shows_the_parts_and_leaves_the_unknown_open(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    facts = make_facts(posts=[make_post_fact("facebook", likes=30, comments=0, shares=5)])

    chart = _draw(_query(ChartKind.ENGAGEMENT_BREAKDOWN, [make_account(Platform.FACEBOOK)]), facts)

    assert (chart.shape, chart.x_axis, chart.y_axis) == (Shape.DOUGHNUT, None, None)
    assert chart.labels == ("Likes", "Comments", "Shares", "Saves")
    assert chart.datasets[0].data == (30, 0, 5, None)
    assert chart.notes == ("1 of 4 values are unknown and left open.",)


def test_partial_values_are_noted(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    facts = make_facts(posts=[make_post_fact(likes=30, comments=1, shares=5), make_post_fact(post_id="p2")])

    chart = _draw(_query(ChartKind.ENGAGEMENT_BREAKDOWN, [make_account()]), facts)

    assert chart.notes == (
        "3 of 4 values are partial: something that belongs in them was not observed.",
        "1 of 4 values are unknown and left open.",
    )


# ---------------------------------------------------------------- posts


def _piece(post_id: str, text: str | None) -> ContentPiece:
    details = PostDetails(datetime(2026, 3, 2, 10, tzinfo=UTC), text=text)
    return ContentPiece("u1", "x", Platform.X, post_id, details, {}, {})


def test_top_posts_are_bars_named_by_platform_day_and_text(make_account: Callable[..., Account]) -> None:
    query = _query(ChartKind.CONTENT_PERFORMANCE, [make_account(Platform.X)], MetricKey.LIKES)
    pieces = [_piece("1", "Spring\n  is here"), _piece("2", None), _piece("3", "x" * 49)]
    values = [
        MetricValue(MetricKey.LIKES, 30, MEASURED, as_of=SEEN),
        MetricValue(MetricKey.LIKES, 0, MEASURED),
        unavailable(MetricKey.LIKES, AbsenceReason.NOT_OBSERVED),
    ]

    chart = chart_of_posts(query, pieces, values)

    assert chart.labels == ("X 03-02: Spring is here", "X 03-02: 2", f"X 03-02: {'x' * 47}…")
    assert chart.datasets[0].data == (30, 0, None)
    assert (chart.shape, chart.horizontal, chart.title, chart.as_of) == (
        Shape.BAR,
        True,
        "Top posts by likes",
        SEEN,
    )


# ---------------------------------------------------------------- times


def _slot(weekend: bool, hour: int, lift: float) -> TimeSlot:
    effect = Effect(20, 20.0, lift, lift - 0.1, lift + 0.1, lift - 0.08, lift + 0.08, 0.7)
    return TimeSlot(weekend, hour, hour + 3, effect)


def _times(state: EvidenceState, slots: tuple[TimeSlot, ...]) -> BestTimes:
    return BestTimes(state, 70, 68.5, 12, "Europe/Berlin", slots, (), (), None, (), 0.55, 0.1, "slot-model/1", "caveat")


@pytest.mark.parametrize(
    ("state", "note"),
    [
        (EvidenceState.NOT_ENOUGH_DATA, "Not enough data: 70 mature posts in 12 weeks."),
        (EvidenceState.NO_CLEAR_BEST, "No time stands out; the differences are within the noise."),
        (EvidenceState.TENTATIVE, "The evidence for the best time is thin."),
        (EvidenceState.SUPPORTED, "Observed, not proof of a cause."),
    ],
)
def test_posting_times_say_how_far_the_evidence_carries(state: EvidenceState, note: str) -> None:
    slots = () if state is EvidenceState.NOT_ENOUGH_DATA else (_slot(False, 18, 0.1), _slot(True, 9, -0.1))
    times = _times(state, slots)

    chart = chart_of_times(_query(ChartKind.BEST_POSTING_TIMES, []), times)

    assert chart.notes == (note,)
    assert {len(d.data) for d in chart.datasets} == {len(chart.labels)} == {len(slots)}


def test_a_slot_without_posts_is_null_between_the_others() -> None:
    slots = (_slot(False, 18, 0.1), _slot(True, 9, -0.1), _slot(False, 9, 0.0), _slot(False, 21, 0.05))
    times = _times(EvidenceState.NO_CLEAR_BEST, slots)

    chart = chart_of_times(_query(ChartKind.BEST_POSTING_TIMES, []), times)

    assert chart.labels == ("09–12 h", "18–21 h", "21–24 h")
    assert [(d.label, d.data) for d in chart.datasets] == [
        ("Working days", (0.0, 0.1, 0.05)),
        ("Weekend", (-0.1, None, None)),
    ]
    assert chart.datasets[1].statuses == (MetricStatus.ESTIMATED, UNAVAILABLE, UNAVAILABLE)
    assert chart.x_axis == Axis("Local time (Europe/Berlin)", None)


# ---------------------------------------------------------------- words


def test_sample_data_is_called_so_first_of_all(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_day: Callable[..., DayFact]
) -> None:
    account = make_account(status=AccountStatus.SAMPLE)
    facts = make_facts(days=[make_day(4, followers=1)])

    chart = _draw(_query(ChartKind.TIME_SERIES, [account], MetricKey.FOLLOWERS), facts)

    assert chart.sample
    assert chart.subtitle == ("SAMPLE DATA · 2026-03-02 to 2026-03-04, UTC · as of 2026-03-10 06:00:00 UTC")


def test_a_chart_of_nothing_seen_has_no_as_of(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts]
) -> None:
    chart = _draw(_query(ChartKind.TIME_SERIES, [make_account()]), make_facts())

    assert (chart.as_of, chart.subtitle) == (None, "2026-03-02 to 2026-03-04, UTC")


@pytest.mark.parametrize(
    ("metric", "title"),
    [
        (MetricKey.CTR, "CTR"),
        (MetricKey.ENGAGEMENT_RATE, "Engagement rate"),
        (MetricKey.WATCH_TIME_SECONDS, "Watch time seconds"),
    ],
)
def test_metrics_are_named_as_people_read_them(metric: MetricKey, title: str) -> None:
    assert title_of(metric) == title
