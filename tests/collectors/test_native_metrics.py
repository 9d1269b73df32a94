"""Metrics as data: which are asked for when, what their values are, and how the guilty one is found."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.native_metrics import NativeMetric, asked_for, each_or_none, values_of
from domain.assignments import Rejection
from domain.errors import RetriableCollectorError, SkippableCollectorError
from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform

FB, IG, X = Platform.FACEBOOK, Platform.INSTAGRAM, Platform.X
UNIQUE = NativeMetric(FB, "page_impressions_unique", MetricKey.REACH, "GET /{page}/insights", "day")
VIEWERS = NativeMetric(FB, "page_total_media_view_unique", MetricKey.REACH, "GET /{page}/insights", "day")
WATCHED = NativeMetric(
    IG,
    "ig_reels_video_view_total_time",
    MetricKey.WATCH_TIME_SECONDS,
    "GET /{media}/insights",
    "lifetime",
    0.001,
    frozenset({ContentType.REEL}),
)
REPOSTS = NativeMetric(X, "retweet_count", MetricKey.SHARES, "GET /2/tweets", "lifetime")
QUOTES = NativeMetric(X, "quote_count", MetricKey.SHARES, "GET /2/tweets", "lifetime")


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2025, 11, 14), ["page_impressions_unique"]),
        (date(2025, 11, 15), ["page_impressions_unique", "page_total_media_view_unique"]),
        (date(2026, 6, 14), ["page_impressions_unique", "page_total_media_view_unique"]),
        (date(2026, 6, 15), ["page_total_media_view_unique"]),
    ],
)
def test_a_name_is_asked_for_while_the_platform_has_it(day: date, names: list[str]) -> None:
    """Claim 9, on the side of the collectors: the ends are those of the catalog, exclusive."""
    assert [each.name for each in asked_for((UNIQUE, VIEWERS), day, frozenset())] == names


def test_a_refused_name_is_left_out_and_one_of_another_kind_of_post_too() -> None:
    day = date(2026, 3, 1)

    assert asked_for((UNIQUE, VIEWERS), day, {"page_impressions_unique"}) == (VIEWERS,)
    assert asked_for((WATCHED,), day, (), ContentType.REEL) == (WATCHED,)
    assert asked_for((WATCHED,), day, (), ContentType.IMAGE) == ()
    assert asked_for((WATCHED,), day, ()) == (WATCHED,)


def test_a_name_that_the_catalog_does_not_know_is_our_mistake() -> None:
    with pytest.raises(LookupError, match="page_reach"):
        asked_for((NativeMetric(FB, "page_reach", MetricKey.REACH, "", ""),), date(2026, 3, 1), ())


@pytest.mark.parametrize(
    ("found", "values"),
    [
        ({"retweet_count": 2, "quote_count": 1}, {MetricKey.SHARES: 3}),
        ({"retweet_count": 2}, {}),
        ({"retweet_count": 2, "quote_count": None}, {}),
        ({"retweet_count": 0, "quote_count": 0}, {MetricKey.SHARES: 0}),
        ({"retweet_count": "2", "quote_count": 1}, {}),
        ({"retweet_count": True, "quote_count": 1}, {}),
        ({}, {}),
    ],
)
def test_what_has_two_names_is_added_when_both_are_there(
    found: dict[str, object], values: dict[MetricKey, int]
) -> None:
    assert values_of(found, (REPOSTS, QUOTES)) == values


def test_units_are_ours() -> None:
    assert values_of({"ig_reels_video_view_total_time": 1_234_567}, (WATCHED,)) == {
        MetricKey.WATCH_TIME_SECONDS: 1234.567
    }


@given(names=st.lists(st.text("abcdefgh", min_size=1, max_size=3), unique=True, max_size=12), data=st.data())
async def test_whichever_names_are_refused_the_others_are_answered(names: list[str], data: st.DataObject) -> None:
    bad = set(data.draw(st.lists(st.sampled_from(names), unique=True))) if names else set()
    blame = data.draw(st.booleans())

    async def ask(some: Sequence[str]) -> list[str]:
        assert some
        if guilty := [name for name in some if name in bad]:
            raise SkippableCollectorError(f"no {guilty[0]}")
        return list(some)

    def blamed(error: SkippableCollectorError, _names: Sequence[str]) -> list[str]:
        return [error.message.removeprefix("no ")] if blame else []

    answers, rejections = await each_or_none(names, ask, blamed)

    assert sorted(name for answer in answers for name in answer) == sorted(set(names) - bad)
    assert sorted(rejections, key=lambda each: each.name) == [Rejection(n, f"no {n}") for n in sorted(bad)]


async def test_other_errors_are_nobodys_fault() -> None:
    async def ask(_names: Sequence[str]) -> None:
        raise RetriableCollectorError("later")

    with pytest.raises(RetriableCollectorError):
        await each_or_none(["a", "b"], ask)
