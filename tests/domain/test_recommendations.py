"""Recommendations: what each state of the evidence lets us say."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from domain.effects import Control, EvidenceState
from domain.facts import PostFact
from domain.observations import ContentType
from domain.recommendations import RecommendationKind, recommend
from domain.time_range import Period
from domain.users import Platform

PERIOD = Period(date(2026, 1, 5), date(2026, 6, 1), "Europe/Berlin")
NOW = datetime(2026, 12, 1, tzinfo=UTC)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
PLATFORMS = {"instagram": Platform.INSTAGRAM}


def _posts(make_post_fact: Callable[..., PostFact], evening_lift: float, reel_lift: float) -> list[PostFact]:
    """Two posts on each of 70 working days of winter and spring: an image at 7 and a reel at 18 o'clock UTC or so."""
    chance = random.Random(11)
    found = []
    for day in range(70):
        for hour in (7, 18):
            kind = ContentType.REEL if (day + hour) % 2 else ContentType.IMAGE
            lift = (1 + evening_lift if hour == 18 else 1) * (1 + reel_lift if kind is ContentType.REEL else 1)
            found.append(
                make_post_fact(
                    post_id=f"{day}-{hour}",
                    posted_at=MONDAY + timedelta(days=7 * (day // 5) + day % 5, hours=hour),
                    content_type=kind,
                    likes=round(chance.lognormvariate(5, 0.5) * lift),
                )
            )
    return found


def test_three_posts_recommend_nothing_and_say_what_it_takes(make_post_fact: Callable[..., PostFact]) -> None:
    time, kind = recommend(_posts(make_post_fact, 0, 0)[:3], PLATFORMS, NOW, PERIOD)

    assert (time.kind, kind.kind) == (RecommendationKind.POSTING_TIME, RecommendationKind.CONTENT_TYPE)
    assert time.text == "Not enough data on the time of day yet: 3 mature posts, and it takes at least 30."
    assert kind.text == "Not enough data on the kind of post yet: 3 mature posts, and it takes at least 30."
    for recommendation in (time, kind):
        assert recommendation.state is EvidenceState.NOT_ENOUGH_DATA
        assert recommendation.posts == 3
        assert (recommendation.effect, recommendation.slot, recommendation.subject) == (None, None, None)


def test_enough_posts_of_too_few_weeks_are_not_refused_for_their_number(
    make_post_fact: Callable[..., PostFact],
) -> None:
    posts = [make_post_fact(post_id=str(i), posted_at=MONDAY + timedelta(hours=i), likes=100) for i in range(100)]

    time, _ = recommend(posts, PLATFORMS, NOW, PERIOD)

    assert time.state is EvidenceState.NOT_ENOUGH_DATA
    assert "100 mature posts, and it takes at least 30" not in time.text
    assert "weeks" in time.text


def test_noise_recommends_nothing_and_says_so(make_post_fact: Callable[..., PostFact]) -> None:
    time, kind = recommend(_posts(make_post_fact, 0, 0), PLATFORMS, NOW, PERIOD)

    assert (time.state, kind.state) == (EvidenceState.NO_CLEAR_BEST, EvidenceState.NO_CLEAR_BEST)
    assert time.text == (
        "No time of day stands out from the 140 posts of the period; the differences are within the noise."
    )
    assert kind.text == (
        "No kind of post stands out from the 140 posts of the period; the differences are within the noise."
    )
    assert (time.effect, time.slot, kind.effect, kind.subject) == (None, None, None, None)


def test_a_supported_time_names_days_hours_zone_effect_and_sample_and_claims_no_cause(
    make_post_fact: Callable[..., PostFact],
) -> None:
    time, _ = recommend(_posts(make_post_fact, 1.0, 0), PLATFORMS, NOW, PERIOD)

    assert time.state is EvidenceState.SUPPORTED
    assert time.effect is not None
    assert time.slot is not None
    assert time.effect == time.slot.effect
    effect = time.effect
    assert time.text == (
        f"Posts on working days between 18:00 and 21:00 (Europe/Berlin) may expect {effect.lift:.0%} "
        f"(90 % interval {effect.lower:.0%} to {effect.upper:.0%}, {effect.posts} posts) more engagement than your "
        "usual mix. This is what was observed, not proof of a cause."
    )


def test_a_supported_kind_is_named(make_post_fact: Callable[..., PostFact]) -> None:
    _, kind = recommend(_posts(make_post_fact, 0, 9.0), PLATFORMS, NOW, PERIOD)

    assert kind.state is EvidenceState.SUPPORTED
    assert (kind.subject, kind.slot) == ("reel", None)
    assert kind.effect is not None
    assert kind.effect.posts == 70
    assert kind.text.startswith("Posts of type reel may expect ")
    assert kind.text.endswith(" more engagement than your usual mix. This is what was observed, not proof of a cause.")


def test_thin_evidence_is_called_thin(make_post_fact: Callable[..., PostFact]) -> None:
    time, _ = recommend(_posts(make_post_fact, 0.45, 0), PLATFORMS, NOW, PERIOD)

    assert time.state is EvidenceState.TENTATIVE
    assert time.effect is not None
    assert 0.8 <= time.effect.probability < 0.9
    assert time.text.endswith("The evidence is thin: worth a trial, not a rule.")


def test_posts_that_do_not_tell_times_apart_are_not_refused_for_their_number(
    make_post_fact: Callable[..., PostFact],
) -> None:
    # Each of two accounts posts at an hour of its own, so that the hour cannot be told from the account.
    posts = [
        make_post_fact(
            account,
            post_id=f"{account}{i}",
            posted_at=MONDAY + timedelta(days=7 * (i // 5) + i % 5, hours=hour),
            likes=9,
        )
        for account, hour in (("one", 7), ("two", 19))
        for i in range(40)
    ]

    time, _ = recommend(posts, PLATFORMS, NOW, PERIOD)

    assert time.state is EvidenceState.NOT_ENOUGH_DATA
    assert time.text == (
        "Not enough data on the time of day yet: the 80 mature posts are too few, or too alike, to tell them apart."
    )


def test_every_recommendation_carries_what_it_rests_on(make_post_fact: Callable[..., PostFact]) -> None:
    time, kind = recommend(_posts(make_post_fact, 1.0, 0), PLATFORMS, NOW, PERIOD)

    assert (time.posts, time.weeks, time.period, time.model) == (140, 14, PERIOD, "slot-model/1")
    assert (kind.posts, kind.weeks, kind.period, kind.model) == (140, 14, PERIOD, "slot-model/1")
    assert time.controlled_for == (Control.ACCOUNT, Control.CONTENT_TYPE, Control.TREND)
    assert kind.controlled_for == (Control.ACCOUNT, Control.DAY_OF_WEEK, Control.TIME_OF_DAY, Control.TREND)
    assert time.caveat.startswith("observational")
    assert kind.caveat.startswith("observational")


def test_the_figures_behind_it_can_be_asked_for_again(make_post_fact: Callable[..., PostFact]) -> None:
    platforms = {"b": Platform.INSTAGRAM, "instagram": Platform.INSTAGRAM, "x": Platform.X}

    time, kind = recommend(_posts(make_post_fact, 0, 0), platforms, NOW, PERIOD)

    scope = (
        'period: {start: "2026-01-05", end: "2026-06-01", timeZone: "Europe/Berlin"}, platforms: [INSTAGRAM, X], '
        "filter: $filter, segment: $segment, asOf: $asOf, recordedBy: $recordedBy"
    )
    effect = "effect { lift lower upper lower80 upper80 probability posts effectivePosts }"
    assert time.query == (
        "query Evidence($userId: ID!, $filter: ContentFilter, $segment: ID, $asOf: DateTime, $recordedBy: DateTime) "
        "{ user(userId: $userId) { "
        f"bestTimes({scope}) {{ state posts weeks controlledFor model slots {{ weekend startHour endHour {effect} }} "
        "defaultSource defaultSlots { weekend startHour endHour lift } } } }"
    )
    assert kind.query == (
        "query Evidence($userId: ID!, $filter: ContentFilter, $segment: ID, $asOf: DateTime, $recordedBy: DateTime) "
        "{ user(userId: $userId) { "
        f"recommendations({scope}) {{ kind state posts weeks controlledFor model contentType {effect} }} "
        f"contentTypes({scope}) {{ contentType posts engagementsPerPost }} }} }}"
    )


def test_without_an_account_the_query_names_no_platform() -> None:
    time, _ = recommend([], {}, NOW, PERIOD)

    assert 'bestTimes(period: {start: "2026-01-05", end: "2026-06-01", timeZone: "Europe/Berlin"}, filter' in time.query
