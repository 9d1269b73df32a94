"""The catalog: whole, without contradictions, and its columns in a fixed order."""

from datetime import date

import pytest

from domain.metrics import (
    CATALOG,
    DAY_METRICS,
    ENGAGEMENT_PARTS,
    POST_METRICS,
    RATE_BASE,
    Axis,
    Denominator,
    Metric,
    MetricKey,
    MetricKind,
    NativeName,
    Subject,
    Unit,
    offered_parts,
)
from domain.observations import ENGAGEMENT_OF, EngagementType
from domain.users import Platform

ALL = list(CATALOG.values())
NATIVES = [(metric, native) for metric in ALL for native in metric.native_names]


def test_every_key_has_one_entry() -> None:
    assert set(CATALOG) == set(MetricKey)
    assert all(key is metric.key for key, metric in CATALOG.items())


def test_the_metrics_of_a_post_are_these_in_this_order() -> None:
    assert [metric.value for metric in POST_METRICS] == [
        "followers_gained",
        "impressions",
        "views",
        "reach",
        "likes",
        "comments",
        "shares",
        "saves",
        "sends",
        "clicks",
        "video_views",
        "media_views",
        "watch_time_seconds",
        "video_completion_rate",
        "profile_views",
        "platform_engagements",
    ]


def test_the_metrics_of_a_day_are_these_in_this_order() -> None:
    assert [metric.value for metric in DAY_METRICS] == [
        "followers",
        "following",
        "posts_count",
        "followers_gained",
        "followers_lost",
        "posts_published",
        "impressions",
        "views",
        "reach",
        "likes",
        "comments",
        "shares",
        "saves",
        "sends",
        "clicks",
        "video_views",
        "media_views",
        "watch_time_seconds",
        "profile_views",
        "website_clicks",
        "platform_engagements",
    ]


def test_what_is_derived_is_not_stored() -> None:
    assert [metric.key.value for metric in ALL if metric.derived] == [
        "followers_net",
        "follower_growth_rate",
        "engagements",
        "engagement_rate",
        "ctr",
        "save_rate",
        "amplification_rate",
        "conversation_rate",
        "applause_rate",
        "performance_index",
        "half_life",
    ]


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.key.value)
def test_an_entry_says_what_it_is(metric: Metric) -> None:
    assert metric.definition.endswith(".")
    assert metric.derived == (metric.formula is not None) == bool(metric.parts)
    assert metric.derived or metric.native_names
    assert all(part in CATALOG and part is not metric.key for part in metric.parts)


ADDITIVE = {
    MetricKind.FLOW: {Axis.TIME, Axis.POSTS, Axis.ACCOUNTS, Axis.PLATFORMS},
    MetricKind.STOCK: {Axis.ACCOUNTS, Axis.PLATFORMS},
    MetricKind.UNIQUE: set(),
    MetricKind.RATIO: set(),
    MetricKind.MEAN: set(),
    MetricKind.DISTRIBUTION: set(),
}


@pytest.mark.parametrize(
    "metric", [m for m in ALL if m.key is not MetricKey.PLATFORM_ENGAGEMENTS], ids=lambda metric: metric.key.value
)
def test_what_may_be_added_follows_from_the_kind(metric: Metric) -> None:
    assert metric.additive_over == ADDITIVE[metric.kind]


def test_what_platforms_call_engagements_is_not_added_over_platforms() -> None:
    metric = CATALOG[MetricKey.PLATFORM_ENGAGEMENTS]

    assert metric.kind is MetricKind.FLOW
    assert metric.additive_over == {Axis.TIME, Axis.POSTS, Axis.ACCOUNTS}


def test_a_ratio_has_one_numerator_its_bases_and_is_a_fraction() -> None:
    ratios = [metric for metric in ALL if metric.kind is MetricKind.RATIO]

    assert {m.key for m in ratios if not m.denominators} == {MetricKey.FOLLOWER_GROWTH_RATE}
    assert all(m.denominators == tuple(Denominator) for m in ratios if m.denominators)
    assert all(len(m.parts) == 1 and m.unit is Unit.FRACTION for m in ratios)
    assert all(not m.denominators for m in ALL if m.kind is not MetricKind.RATIO)


def test_only_a_mean_has_a_weight_and_it_is_stored_beside_it() -> None:
    weighted = {metric.key: metric.weight for metric in ALL if metric.weight is not None}

    assert weighted == {MetricKey.VIDEO_COMPLETION_RATE: MetricKey.VIDEO_VIEWS}
    assert [metric.key for metric in ALL if metric.kind is MetricKind.MEAN] == [MetricKey.VIDEO_COMPLETION_RATE]
    assert {MetricKey.VIDEO_COMPLETION_RATE, MetricKey.VIDEO_VIEWS} <= set(POST_METRICS)


def test_the_kinds_that_are_not_flows_are_these() -> None:
    assert {m.key.value for m in ALL if m.kind is MetricKind.STOCK} == {"followers", "following", "posts_count"}
    assert {m.key.value for m in ALL if m.kind is MetricKind.UNIQUE} == {"reach"}


def test_engagements_are_likes_comments_shares_and_saves_stored_on_posts_and_days() -> None:
    assert ENGAGEMENT_PARTS == (MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES, MetricKey.SAVES)
    assert all(CATALOG[part].subjects == frozenset(Subject) for part in ENGAGEMENT_PARTS)


@pytest.mark.parametrize(
    ("platform", "saves"),
    [
        (Platform.FACEBOOK, False),
        (Platform.INSTAGRAM, True),
        (Platform.X, True),
        (Platform.LINKEDIN, False),
        (Platform.TIKTOK, False),
    ],
)
def test_a_platform_offers_the_parts_that_it_has(platform: Platform, saves: bool) -> None:
    three = (MetricKey.LIKES, MetricKey.COMMENTS, MetricKey.SHARES)

    assert offered_parts(platform) == (*three, MetricKey.SAVES) if saves else three


def test_every_platform_has_a_base_of_its_rates_that_it_offers() -> None:
    assert set(RATE_BASE) == set(Platform)
    assert all(CATALOG[base.metric].offered_by(platform) for platform, base in RATE_BASE.items())


@pytest.mark.parametrize("denominator", list(Denominator))
def test_every_base_is_a_stored_metric(denominator: Denominator) -> None:
    assert denominator.metric.value == denominator.value
    assert not CATALOG[denominator.metric].derived


@pytest.mark.parametrize(
    ("metric", "native"), NATIVES, ids=[f"{m.key.value}: {n.platform.value} {n.name}" for m, n in NATIVES]
)
def test_a_native_name_is_valid_from_before_it_ends_and_has_a_successor_when_it_did(
    metric: Metric, native: NativeName
) -> None:
    assert native.name.strip() == native.name != ""
    assert native.valid_from is None or native.valid_until is None or native.valid_from < native.valid_until
    assert (native.valid_until is None) == (native.successor is None)


@pytest.mark.parametrize(
    ("metric", "native"),
    [(m, n) for m, n in NATIVES if n.successor is not None],
    ids=[n.name for _, n in NATIVES if n.successor is not None],
)
def test_a_successor_is_itself_a_native_name_that_took_over_in_time(metric: Metric, native: NativeName) -> None:
    heirs = [n for _, n in NATIVES if (n.platform, n.name) == (native.platform, native.successor)]

    assert len(heirs) == 1
    assert heirs[0].valid_from is not None
    assert native.valid_until is not None
    assert heirs[0].valid_from <= native.valid_until


def test_no_native_name_is_declared_twice_for_one_metric() -> None:
    names = [(metric.key, native.platform, native.name) for metric, native in NATIVES]

    assert len(set(names)) == len(names)


def test_instagram_impressions_end_on_the_day_on_which_its_views_begin() -> None:
    impressions = [n for n in CATALOG[MetricKey.IMPRESSIONS].native_names if n.platform is Platform.INSTAGRAM]
    views = [n for n in CATALOG[MetricKey.VIEWS].native_names if n.platform is Platform.INSTAGRAM]

    assert impressions == [
        NativeName(Platform.INSTAGRAM, "impressions", None, date(2025, 4, 21), "views"),
        NativeName(Platform.INSTAGRAM, "Impressions", None, date(2025, 4, 21), "Views", is_column=True),
    ]
    assert [(name.name, name.valid_from) for name in views] == [
        ("views", date(2025, 4, 21)),
        ("Views", date(2025, 4, 21)),
        ("Instagram Plays", None),
        ("Plays", None),
    ]


def test_every_kind_of_engagement_adds_up_to_a_metric_of_its_own() -> None:
    assert {kind: kind.metric.value for kind in EngagementType} == {
        EngagementType.LIKE: "likes",
        EngagementType.COMMENT: "comments",
        EngagementType.SHARE: "shares",
        EngagementType.SAVE: "saves",
        EngagementType.CLICK: "clicks",
        EngagementType.VIEW: "views",
        EngagementType.IMPRESSION: "impressions",
        EngagementType.FOLLOW: "followers_gained",
    }
    assert all(ENGAGEMENT_OF[kind.metric] is kind for kind in EngagementType)
