"""All real exports in one user: whatever way they are cut, the sums are those of the files.

The exports lie outside of the project and hold people's captions; none of that is kept or shown here.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from domain.dimensions import Dimension
from domain.engine import measure
from domain.exports import ImportOptions
from domain.facts import FactsQuery, UserFacts
from domain.metrics import MetricKey
from domain.query import MAX_GROUPS, MetricQuery
from domain.slices import Attribution
from domain.time_range import Granularity, Period
from domain.users import User, in_scope
from domain.values import AbsenceReason
from schema.app import Pulsegraph
from tests.factories import add_user

Ask = Callable[..., Awaitable[dict[str, Any]]]
M, D, G = MetricKey, Dimension, Granularity

ROOT = Path(__file__).resolve().parents[2]
DATASETS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets"
MAPPING = ROOT / "client_examples" / "import_mappings" / "uci_facebook_live_sellers.yaml"

pytestmark = pytest.mark.skipif(
    not DATASETS.is_dir(), reason="the real exports are not here; PULSEGRAPH_SHARED says where they are"
)

FILES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("x_export/ropensci_classic/tweet_activity_metrics_*.csv", {}),
    ("x_export/tom_doerr_content_*.csv", {}),
    ("x_export/koe_account_overview_analytics.csv", {"account": "koe"}),
    ("meta_export/Feb-01-2025_Mar-15-2025_*.csv", {}),
    ("meta_export/studiostone_*.csv", {}),
    ("research/uci_facebook_live_sellers_thailand.csv", {"mapping": MAPPING}),
)
SPANS = ((date(2012, 1, 1), date(2019, 1, 1)), (date(2019, 1, 1), date(2027, 1, 1)))
"""From the oldest post to the newest; more than ten years cannot be asked for at once."""
POSTS: dict[MetricKey, float] = {
    M.POSTS_PUBLISHED: 1668 + 1780 + 20 + 3 + 6997,
    M.IMPRESSIONS: 9723067 + 44377010,
    M.VIEWS: 90 + 99,
    M.LIKES: 22769 + 604442 + 9 + 4 + 1573989,
    M.COMMENTS: 928 + 7592 + 1578621,
    M.SHARES: 11371 + 57181 + 1 + 281769,
    M.SAVES: 637199,
    M.SENDS: 78069,
    M.CLICKS: 45291 + 576681 + 3 + 4,
    M.PROFILE_VIEWS: 11063 + 121345,
    M.MEDIA_VIEWS: 98054,
    M.FOLLOWERS_GAINED: 116 + 3326,
    M.ENGAGEMENTS: 2201213 + 1587141 + 350322 + 637199,
}
"""Of all posts: rOpenSci and tom_doerr on X, three pages of Meta, and the Thai live sellers."""
ENGAGEMENTS_OF_PLATFORMS = {"facebook": 10, "x": 154196 + 2275947}
DAYS: dict[MetricKey, float] = {
    M.IMPRESSIONS: 24749,
    M.LIKES: 50,
    M.PLATFORM_ENGAGEMENTS: 448,
    M.SAVES: 14,
    M.SENDS: 0,
    M.FOLLOWERS_GAINED: 13,
    M.FOLLOWERS_LOST: 2,
    M.COMMENTS: 25,
    M.SHARES: 0,
    M.PROFILE_VIEWS: 248,
    M.ENGAGEMENTS: 89,
}
"""Of the seven days of one account on X. Where platforms stand together, PLATFORM_ENGAGEMENTS are refused."""

DISJOINT = (D.PLATFORM, D.ACCOUNT, D.CONTENT_TYPE, D.WEEKDAY, D.HOUR_OF_DAY)
"""Each post is in one group. It may have several hashtags; and it has no country and no device."""
STEPS = (None, G.YEAR, G.QUARTER, G.MONTH, G.WEEK, G.DAY)


class Walk:
    """All facts of the user, loaded once for each span, and what is asked of them."""

    def __init__(self, pulsegraph: Pulsegraph, user: User) -> None:
        self._pulsegraph = pulsegraph
        self._user = user
        self._loaded: dict[MetricQuery, UserFacts] = {}

    async def start(self) -> None:
        async with self._pulsegraph.services.storage.read() as unit:
            self._accounts = in_scope((await unit.users.accounts(["u1"]))["u1"], None)
            for by in Attribution:
                for span in SPANS:
                    query = self._query(span, by)
                    wanted = query.facts_range
                    self._loaded[query] = (await unit.facts.load(FactsQuery((wanted,)))).of(wanted)

    def _query(self, span: tuple[date, date], by: Attribution) -> MetricQuery:
        period = Period.custom(*span, "UTC")
        return MetricQuery(self._user, self._accounts, (), period, attribution=by, limit=MAX_GROUPS)

    def sums(
        self, metrics: tuple[MetricKey, ...], by: Attribution, group_by: tuple[Dimension, ...], step: Granularity | None
    ) -> dict[str, dict[MetricKey, float]]:
        """What the totals of all groups add up to, and what all their points do."""
        totals, points = dict.fromkeys(metrics, 0.0), dict.fromkeys(metrics, 0.0)
        for span in SPANS:
            empty = self._query(span, by)
            query = MetricQuery(
                self._user,
                self._accounts,
                metrics,
                empty.period,
                step,
                group_by,
                by,
                limit=MAX_GROUPS,
            )
            for group in measure(query, self._loaded[empty]).groups:
                for metric, total in zip(metrics, group.totals, strict=True):
                    totals[metric] += total.value or 0
                for metric, row in zip(metrics, group.points, strict=False):
                    points[metric] += sum(point.value or 0 for point in row)
        return {"totals": totals} | ({"points": points} if step is not None else {})


@pytest.fixture
async def user(pulsegraph: Pulsegraph) -> User:
    """u1 with everything that can be imported today."""
    user = await add_user(pulsegraph.database)
    for pattern, options in FILES:
        paths = sorted(DATASETS.glob(pattern))
        assert paths, pattern
        for path in paths:
            await pulsegraph.services.imports.import_file("u1", path, ImportOptions("UTC", **options))
    return user


def ways() -> list[tuple[tuple[Dimension, ...], Granularity | None]]:
    """Everything alone in all steps, one dimension down to months or quarters, pairs by the year."""
    found: list[tuple[tuple[Dimension, ...], Granularity | None]] = [((), step) for step in STEPS]
    for dimension in DISJOINT:
        finest = STEPS[:3] if dimension in (D.ACCOUNT, D.HOUR_OF_DAY, D.WEEKDAY) else STEPS[:4]
        found += [((dimension,), step) for step in finest]
    found += [((D.PLATFORM,), G.WEEK)]
    large = {D.ACCOUNT, D.HOUR_OF_DAY, D.WEEKDAY}
    found += [(pair, None) for pair in combinations(DISJOINT, 2)]
    return found + [(pair, G.YEAR) for pair in combinations(DISJOINT, 2) if not large >= set(pair)]


def asked_in(group_by: tuple[Dimension, ...], step: Granularity | None) -> tuple[MetricKey, ...]:
    """All metrics; where there are very many points, some of unlike sources."""
    many = step in (G.WEEK, G.DAY) or (step is not None and (len(group_by) == 2 or D.WEEKDAY in group_by))
    return (M.POSTS_PUBLISHED, M.LIKES, M.SAVES) if many else tuple(POSTS)


async def test_all_real_exports_have_their_control_totals_whatever_way_they_are_cut(
    pulsegraph: Pulsegraph, data: Ask, user: User
) -> None:
    walk = Walk(pulsegraph, user)
    await walk.start()

    wrong = [
        (group_by, step, found)
        for group_by, step in ways()
        for found in walk.sums(asked_in(group_by, step), Attribution.PUBLISHED, group_by, step).values()
        if found != {metric: POSTS[metric] for metric in asked_in(group_by, step)}
    ]
    by_day = [
        (group_by, step, found)
        for group_by in ((), (D.PLATFORM,), (D.ACCOUNT,), (D.WEEKDAY,), (D.ACCOUNT, D.WEEKDAY))
        for step in ((None,) if D.WEEKDAY in group_by else (None, G.YEAR, G.MONTH))
        for found in walk.sums(tuple(DAYS), Attribution.RECEIVED, group_by, step).values()
        if found != (DAYS if {D.PLATFORM, D.ACCOUNT} & set(group_by) else {**DAYS, M.PLATFORM_ENGAGEMENTS: 0})
    ]

    assert len(ways()) == 41
    assert wrong == []
    assert by_day == []
    await _tags_count_posts_more_than_once(walk)
    await _what_adds_over_nothing_is_refused(data)
    await _the_api_says_the_same(data)


async def _tags_count_posts_more_than_once(walk: Walk) -> None:
    """A post with two hashtags is in two groups; the hashtags together hold no post less than there are."""
    (found,) = walk.sums((M.POSTS_PUBLISHED,), Attribution.PUBLISHED, (D.TAG,), None).values()

    assert found[M.POSTS_PUBLISHED] >= POSTS[M.POSTS_PUBLISHED]


SERIES = """query ($start: Date!, $end: Date!, $metrics: [MetricKey!]!, $by: [Dimension!], $attribution: Attribution) {
  user(userId: "u1") { series(metrics: $metrics, period: {start: $start, end: $end}, granularity: YEAR, groupBy: $by,
    attribution: $attribution, limit: 500) {
    metric { key } group { value } values total { value reason bounds { lower upper } } } } }"""


async def _what_adds_over_nothing_is_refused(data: Ask) -> None:
    variables = {"start": "2025-01-01", "end": "2026-01-01", "metrics": ["REACH", "PLATFORM_ENGAGEMENTS"]}

    together = (await data(SERIES, **variables, attribution="PUBLISHED"))["user"]["series"]
    reach, engagements = (each["total"] for each in together)

    assert (reach["value"], reach["reason"]) == (None, AbsenceReason.NOT_ADDITIVE.name)
    assert reach["bounds"]["upper"] is None or reach["bounds"]["upper"] >= reach["bounds"]["lower"]
    assert (engagements["value"], engagements["reason"]) == (None, AbsenceReason.NOT_ADDITIVE.name)
    assert [each["values"] for each in together] == [[None], [None]]
    found: dict[str, float] = {}
    for start, end in SPANS:
        split = await data(
            SERIES,
            start=str(start),
            end=str(end),
            metrics=["PLATFORM_ENGAGEMENTS"],
            by=["PLATFORM"],
            attribution="PUBLISHED",
        )
        for each in split["user"]["series"]:
            name = each["group"][0]["value"].lower()
            found[name] = found.get(name, 0) + (each["total"]["value"] or 0)
    assert {name: value for name, value in found.items() if name in ENGAGEMENTS_OF_PLATFORMS} == (
        ENGAGEMENTS_OF_PLATFORMS
    )


async def _the_api_says_the_same(data: Ask) -> None:
    """The engine was walked directly, because the API bounds what one answer may hold; here it is asked itself."""
    names = [metric.name for metric in list(POSTS)[:12]]
    for by in (None, ["PLATFORM"], ["CONTENT_TYPE"]):
        totals, points = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
        for start, end in SPANS:
            answer = await data(SERIES, start=str(start), end=str(end), metrics=names, by=by, attribution="PUBLISHED")
            for each in answer["user"]["series"]:
                totals[each["metric"]["key"]] += each["total"]["value"] or 0
                points[each["metric"]["key"]] += sum(value or 0 for value in each["values"])
        assert totals == points == {metric.name: POSTS[metric] for metric in list(POSTS)[:12]}, by
