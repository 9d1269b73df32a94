"""Every real export ends in the tables with the control totals that are stated beside the files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.exports import FileReport, ImportOptions, LeftOut
from domain.metrics import MetricKey as M
from domain.users import Platform
from persistence.models import ContentPerformance, MetricObservation, UserMetrics
from schema.app import Pulsegraph
from tests.api.test_real_exports import DATASETS
from tests.factories import add_user

pytestmark = pytest.mark.skipif(not DATASETS.is_dir(), reason=f"there are no real exports in {DATASETS}")


Sums = Mapping[M, float]


@dataclass(frozen=True, slots=True)
class Real:
    """A file, what has to be said about it, and its control totals."""

    path: str
    rows: int
    posts: int = 0
    days: int = 0
    post_sums: Mapping[M, float] = field(default_factory=dict)
    day_sums: Mapping[M, float] = field(default_factory=dict)
    ledger_sums: dict[M, Any] = field(default_factory=dict)
    """Of all lifetime counters, of whatever post."""
    left_out: dict[LeftOut, int] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


PAGE_DAYS: Sums = {M.IMPRESSIONS: 306, M.CLICKS: 5, M.LIKES: 8, M.COMMENTS: 0, M.SHARES: 0}
PAGE_POSTS: Sums = {M.IMPRESSIONS: 310, M.CLICKS: 5, M.LIKES: 8, M.COMMENTS: 0, M.SHARES: 0}
APRIL: Sums = {M.VIEWS: 7919, M.PROFILE_VIEWS: 35, M.LIKES: 51, M.COMMENTS: 2, M.SHARES: 3}
ADA: dict[str, Any] = {"account": "ada"}
IN_2026: dict[str, Any] = {"account": "ada", "observed_at": datetime(2026, 9, 20, tzinfo=UTC)}

REAL = (
    Real(
        "x_export/koe_account_overview_analytics.csv",
        7,
        days=7,
        day_sums={
            M.IMPRESSIONS: 24749,
            M.LIKES: 50,
            M.PLATFORM_ENGAGEMENTS: 448,
            M.SAVES: 14,
            M.SENDS: 0,
            M.FOLLOWERS_GAINED: 13,
            M.COMMENTS: 25,
            M.SHARES: 0,
            M.PROFILE_VIEWS: 248,
        },
        options=ADA,
    ),
    Real(
        "x_export/tom_doerr_content_2024-11-06_2025-02-04.csv",
        1780,
        posts=1780,
        post_sums={
            M.IMPRESSIONS: 44377010,
            M.LIKES: 604442,
            M.PLATFORM_ENGAGEMENTS: 2275947,
            M.SAVES: 637199,
            M.SENDS: 78069,
            M.FOLLOWERS_GAINED: 3326,
            M.COMMENTS: 7592,
            M.SHARES: 57181,
            M.PROFILE_VIEWS: 121345,
        },
    ),
    Real(
        "meta_export/Feb-01-2025_Mar-15-2025_613168031534769.csv",
        20,
        posts=20,
        post_sums={M.VIEWS: 0, M.REACH: 34, M.LIKES: 0, M.COMMENTS: 0, M.SHARES: 0, M.CLICKS: 3},
    ),
    Real(
        "meta_export/kairos_ig_es/Jan-01-2026_Mar-26-2026_1888590108521750.csv",
        19,
        posts=19,
        post_sums={
            M.VIEWS: 31169,
            M.REACH: 12415,
            M.LIKES: 810,
            M.COMMENTS: 38,
            M.SAVES: 43,
            M.SHARES: 162,
            M.FOLLOWERS_GAINED: 15,
        },
    ),
    Real(
        "meta_export/kairos_ig_es/Mar-26-2025_Mar-26-2026_949104527769166.csv",
        53,
        posts=53,
        post_sums={
            M.VIEWS: 125350,
            M.REACH: 34199,
            M.LIKES: 2211,
            M.COMMENTS: 71,
            M.SAVES: 142,
            M.SHARES: 439,
            M.FOLLOWERS_GAINED: 42,
        },
    ),
    Real(
        "meta_export/muh_daily_Facebook_follows_utf16le.csv",
        28,
        days=28,
        day_sums={M.FOLLOWERS_GAINED: 18},
        options=ADA,
    ),
    Real(
        "meta_export/muh_daily_Views_utf16le.csv",
        28,
        days=28,
        day_sums={M.VIEWS: 235981},
        options={"account": "ada", "platform": Platform.FACEBOOK},
    ),
    Real(
        "meta_export/studiostone_fb_en.csv",
        2,
        posts=2,
        post_sums={
            M.VIEWS: 90,
            M.REACH: 65,
            M.LIKES: 9,
            M.COMMENTS: 0,
            M.SHARES: 1,
            M.PLATFORM_ENGAGEMENTS: 10,
            M.CLICKS: 4,
        },
    ),
    Real(
        "meta_export/studiostone_ig_en.csv",
        1,
        posts=1,
        post_sums={M.VIEWS: 99, M.REACH: 40, M.COMMENTS: 0, M.SHARES: 0, M.LIKES: 4, M.SAVES: 0, M.FOLLOWERS_GAINED: 0},
    ),
    Real(
        "linkedin_export/arpita_Content_2023-08-07_2024-08-05.xlsx",
        2 + 365 + 45 + 365 + 30,
        # One of the 45 posts was published before the period that its numbers cover: 374 impressions, 2 engagements.
        posts=44,
        days=365 + 365 + 1,
        post_sums={M.IMPRESSIONS: 65587 - 374, M.PLATFORM_ENGAGEMENTS: 1225 - 2},
        day_sums={M.IMPRESSIONS: 70416, M.PLATFORM_ENGAGEMENTS: 1255, M.FOLLOWERS_GAINED: 969, M.FOLLOWERS: 782},
        left_out={LeftOut.TOTAL: 1, LeftOut.OTHER_PERIOD: 1},
        options=ADA,
    ),
    *(
        Real(
            f"linkedin_export/pro-efficient-data-entry_content_1742193384396.{extension}",
            30 + 8,
            posts=8,
            days=30,
            post_sums=PAGE_POSTS,
            day_sums=PAGE_DAYS,
        )
        for extension in ("xls", "xlsx")
    ),
    *(
        Real(f"tiktok_export/boss_Overview.{extension}", 7, days=7, day_sums=APRIL, options=IN_2026)
        for extension in ("csv", "xlsx")
    ),
    Real(
        "tiktok_export/boss_Overview.zip",
        7,
        days=7,
        day_sums={M.VIEWS: 1, M.PROFILE_VIEWS: 5, M.LIKES: 0, M.COMMENTS: 0, M.SHARES: 0},
        options={"account": "ada"},
    ),
    Real(
        "tiktok_export/franco_Overview_es.csv",
        7,
        days=7,
        day_sums={M.VIEWS: 9, M.PROFILE_VIEWS: 0, M.LIKES: 0, M.COMMENTS: 0, M.SHARES: 0},
        options=IN_2026,
    ),
    Real(
        "tiktok_export/htupy/Content.csv",
        13,
        posts=13,
        post_sums={M.LIKES: 4063, M.COMMENTS: 117, M.SHARES: 275, M.VIEWS: 537161},
    ),
    Real("tiktok_export/htupy/FollowerGender.csv", 3, days=1, options=IN_2026),
    Real("tiktok_export/htupy/FollowerTopTerritories.csv", 11, days=1, options=IN_2026),
    Real("tiktok_export/muh_FollowerHistory_18d.csv", 18, days=18, day_sums={M.FOLLOWERS: 192344}, options=IN_2026),
    Real(
        "tiktok_export/muh_Overview_18d.csv",
        18,
        days=18,
        day_sums={M.VIEWS: 198509, M.PROFILE_VIEWS: 1685, M.LIKES: 1601, M.COMMENTS: 17, M.SHARES: 129},
        options=IN_2026,
    ),
    Real("youtube_export/codingtrain/Chart_data_first20000.csv", 20000, days=365, options=ADA),
    Real("youtube_export/codingtrain/Table_data.csv", 202, days=1, left_out={LeftOut.TOTAL: 1}, options=ADA),
    Real("youtube_export/codingtrain/Totals.csv", 365, days=365, day_sums={M.VIEWS: 15503810}, options=ADA),
    Real(
        "youtube_export/pune_Table_data.csv",
        221,
        posts=220,
        # Three of the 220 have no publish time: their numbers are kept in the ledger, but no post is shown.
        ledger_sums={
            M.VIEWS: 51075,
            M.WATCH_TIME_SECONDS: pytest.approx(4046.4715 * 3600),
            M.FOLLOWERS_GAINED: 648,
            M.IMPRESSIONS: 748826,
        },
        left_out={LeftOut.TOTAL: 1},
        options=ADA,
    ),
    Real(
        "archive_x/tweets.js",
        1986,
        posts=1343,
        left_out={LeftOut.NOT_OWN: 643},
    ),
    Real("archive_instagram/posts_1.json", 413, posts=413, options=ADA),
    Real("archive_instagram/past_instagram_insights_posts.json", 4, posts=4, options=ADA),
    Real("archive_mastodon/outbox_public_250.json", 250, posts=191, left_out={LeftOut.NOT_OWN: 59}),
)


async def sums(pulsegraph: Pulsegraph, model: Any, wanted: Mapping[M, float]) -> dict[M, float]:
    """The columns of a wide table, added up."""
    if not wanted:
        return {}
    columns = [func.sum(getattr(model, metric.value)) for metric in wanted]
    async with pulsegraph.services.storage.read() as unit:
        row = (await unit.connection.execute(select(*columns))).one()  # type: ignore[attr-defined]
    return {metric: float(value) for metric, value in zip(wanted, row, strict=True)}


async def ledger_sums(pulsegraph: Pulsegraph) -> dict[M, float]:
    """All lifetime counters, added up."""
    table = MetricObservation
    query = select(table.metric, func.sum(table.value)).where(table.period == "lifetime").group_by(table.metric)
    async with pulsegraph.services.storage.read() as unit:
        return {M(metric): value for metric, value in await unit.connection.execute(query)}  # type: ignore[attr-defined]


@pytest.mark.parametrize("real", REAL, ids=lambda real: Path(real.path).name)
async def test_its_control_totals_are_in_the_tables(pulsegraph: Pulsegraph, real: Real) -> None:
    await add_user(pulsegraph.database)

    imported = await pulsegraph.services.imports.import_file(
        "u1", DATASETS / real.path, ImportOptions("UTC", **real.options)
    )

    report = imported.report
    assert isinstance(report, FileReport)
    assert (report.rows_read, report.posts, report.days) == (real.rows, real.posts, real.days)
    assert report.left_out == real.left_out
    assert await sums(pulsegraph, ContentPerformance, real.post_sums) == real.post_sums
    assert await sums(pulsegraph, UserMetrics, real.day_sums) == real.day_sums
    if real.ledger_sums:
        assert await ledger_sums(pulsegraph) == real.ledger_sums
