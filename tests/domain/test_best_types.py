"""Best kinds of post, by the same model as the best times."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import exp

import pytest

from domain.best_types import BestTypes, best_types
from domain.effects import Control, EvidenceState
from domain.facts import PostFact
from domain.observations import ContentType
from domain.users import Platform

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
PLATFORMS = {"instagram": Platform.INSTAGRAM}


def _of_types(make_post_fact: Callable[..., PostFact], likes: dict[ContentType, int], count: int) -> list[PostFact]:
    chance = random.Random(3)
    return [
        make_post_fact(
            post_id=f"{kind}{i}",
            posted_at=MONDAY + timedelta(days=i),
            content_type=kind,
            likes=round(usual * exp(chance.gauss(0, 0.5))),
        )
        for kind, usual in likes.items()
        for i in range(count)
    ]


def test_the_kind_that_does_better_stands_first(make_post_fact: Callable[..., PostFact]) -> None:
    likes = {ContentType.IMAGE: 100, ContentType.REEL: 600, ContentType.LINK: 60}

    types = best_types(_of_types(make_post_fact, likes, 40), PLATFORMS, NOW, "UTC")

    assert types.state is EvidenceState.SUPPORTED
    assert (types.posts, [entry.content_type for entry in types.types]) == (
        120,
        [ContentType.REEL, ContentType.IMAGE, ContentType.LINK],
    )


def test_one_kind_alone_is_no_best_kind(make_post_fact: Callable[..., PostFact]) -> None:
    types = best_types(_of_types(make_post_fact, {ContentType.REEL: 600}, 40), PLATFORMS, NOW, "UTC")

    assert types.state is EvidenceState.NO_CLEAR_BEST
    assert [entry.content_type for entry in types.types] == [ContentType.REEL]


def test_kinds_that_do_alike_have_no_best_one(make_post_fact: Callable[..., PostFact]) -> None:
    likes = {ContentType.IMAGE: 100, ContentType.REEL: 100}

    assert best_types(_of_types(make_post_fact, likes, 60), PLATFORMS, NOW, "UTC").state is EvidenceState.NO_CLEAR_BEST


def test_three_posts_are_not_enough_data(make_post_fact: Callable[..., PostFact]) -> None:
    types = best_types(_of_types(make_post_fact, {ContentType.REEL: 600}, 3), PLATFORMS, NOW, "UTC")

    assert types == BestTypes(EvidenceState.NOT_ENOUGH_DATA, 3, 1, (), ())


def test_a_kind_that_goes_out_at_a_good_hour_is_not_credited_with_it(make_post_fact: Callable[..., PostFact]) -> None:
    # Evenings get three times as much of any kind, and four of five reels go out in the evening.
    chance = random.Random(5)
    facts = []
    for day in range(120):
        for hour in (7, 19):
            reel = chance.random() < (0.8 if hour == 19 else 0.2)
            likes = chance.lognormvariate(5, 0.8) * (3 if hour == 19 else 1)
            facts.append(
                make_post_fact(
                    post_id=f"{day}-{hour}",
                    posted_at=MONDAY + timedelta(days=day, hours=hour),
                    content_type=ContentType.REEL if reel else ContentType.IMAGE,
                    likes=round(likes),
                )
            )

    types = best_types(facts, PLATFORMS, NOW, "UTC")

    assert types.state is EvidenceState.NO_CLEAR_BEST
    assert types.types[0].effect.lift < 0.1
    assert types.controlled_for == (Control.ACCOUNT, Control.DAY_OF_WEEK, Control.TIME_OF_DAY, Control.TREND)


def test_an_effect_is_less_than_what_was_seen_and_its_interval_reaches_further(
    make_post_fact: Callable[..., PostFact],
) -> None:
    types = best_types(
        _of_types(make_post_fact, {ContentType.IMAGE: 100, ContentType.REEL: 400}, 60), PLATFORMS, NOW, "UTC"
    )

    reel, image = (entry.effect for entry in types.types)
    assert (reel.posts, image.posts) == (60, 60)
    # Four times as much is twice the geometric mean of both, so 1 was seen; to the power of 0.6 that is some 0.5.
    assert 0.3 < reel.lift < 0.7
    assert (1 + reel.lift) * (1 + image.lift) == pytest.approx(1, abs=0.01)
    assert reel.lower < 0.3 * reel.lift
    assert reel.lower < reel.lower80 < reel.lift < reel.upper80 < reel.upper
