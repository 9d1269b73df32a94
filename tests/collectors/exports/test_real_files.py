"""The control totals of real exports, read where they lie. They hold people's captions: none is kept here."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.errors import UnreadableExportError
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[3]
DATASETS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets"
MAPPINGS = ROOT / "client_examples" / "import_mappings"

pytestmark = pytest.mark.skipif(
    not DATASETS.is_dir(), reason="The real exports are not there; PULSEGRAPH_SHARED says where they are."
)


def sums(facts: list[Any]) -> dict[M, int | float]:
    totals: dict[M, int | float] = {}
    for fact in facts:
        for metric, value in fact.metrics.items():
            totals[metric] = totals.get(metric, 0) + value
    return totals


def test_sixty_classic_files_of_x(read_file: ReadFile) -> None:
    paths = sorted((DATASETS / "x_export" / "ropensci_classic").glob("tweet_activity_metrics_*.csv"))
    reads = [read_file(path, observed_at=None) for path in paths]
    facts = [fact for read in reads for fact in read.facts]

    assert len(paths) == 60
    assert [each for read in reads for each in read.rejected] == []
    assert {read.description.kind for read in reads} == {"x-tweet-activity"}
    assert {read.description.observed_at_from for read in reads} == {"the file's name"}
    assert {row.account for read in reads for row in read.rows} == {AccountRef(Platform.X, "ropensci", "rOpenSci")}
    assert len(facts) == 1668
    assert len({fact.post_id for fact in facts}) == 1668
    assert min(fact.details.posted_at for fact in facts) == datetime(2016, 12, 1, 18, 0, tzinfo=UTC)
    assert sums(facts) == {
        M.IMPRESSIONS: 9723067,
        M.PLATFORM_ENGAGEMENTS: 154196,
        M.SHARES: 11371,
        M.COMMENTS: 928,
        M.LIKES: 22769,
        M.PROFILE_VIEWS: 11063,
        M.CLICKS: 45291,
        M.MEDIA_VIEWS: 98054,
        M.FOLLOWERS_GAINED: 116,
    }


def test_content_export_of_x(read_file: ReadFile) -> None:
    read = read_file(DATASETS / "x_export" / "tom_doerr_content_2024-11-06_2025-02-04.csv", observed_at=None)

    assert read.rejected == []
    assert read.description.kind == "x-content"
    assert read.description.observed_at == datetime(2025, 2, 5, tzinfo=UTC)
    assert len(read.facts) == 1780
    assert len({fact.post_id for fact in read.facts}) == 1780
    assert {row.account.external_id for row in read.rows} == {"tom_doerr"}
    assert sums(read.facts) == {
        M.IMPRESSIONS: 44377010,
        M.LIKES: 604442,
        M.PLATFORM_ENGAGEMENTS: 2275947,
        M.SAVES: 637199,
        M.SENDS: 78069,
        M.FOLLOWERS_GAINED: 3326,
        M.COMMENTS: 7592,
        M.SHARES: 57181,
        M.PROFILE_VIEWS: 121345,
        M.CLICKS: 576681,
    }


def test_account_overview_of_x(read_file: ReadFile) -> None:
    read = read_file(DATASETS / "x_export" / "koe_account_overview_analytics.csv", account="koe")

    assert read.rejected == []
    assert len(read.facts) == 7
    assert read.facts[0].day.isoformat() == "2025-08-26"
    assert read.facts[-1].day.isoformat() == "2025-08-20"
    assert sums(read.facts) == {
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
        M.POSTS_PUBLISHED: 14,
        M.VIDEO_VIEWS: 0,
        M.MEDIA_VIEWS: 0,
    }


def test_facebook_file_of_early_2025(read_file: ReadFile) -> None:
    read = read_file(DATASETS / "meta_export" / "Feb-01-2025_Mar-15-2025_613168031534769.csv", observed_at=None)

    assert read.rejected == []
    assert read.description.kind == "facebook-content"
    assert read.description.observed_at == datetime(2025, 3, 16, tzinfo=UTC)
    assert len({fact.post_id for fact in read.facts}) == len(read.facts) == 20
    assert read.facts[0].details.posted_at == datetime(2025, 3, 15, 3, 6, tzinfo=UTC)
    assert read.facts[-1].details.posted_at == datetime(2025, 2, 17, 4, 36, tzinfo=UTC)
    totals = sums(read.facts)
    assert totals == {
        M.VIEWS: 0,
        M.REACH: 34,
        M.PLATFORM_ENGAGEMENTS: 0,
        M.LIKES: 0,
        M.COMMENTS: 0,
        M.SHARES: 0,
        M.CLICKS: 3,
        M.VIDEO_VIEWS: 0,
        M.WATCH_TIME_SECONDS: 0,
    }


def test_english_facebook_file(read_file: ReadFile) -> None:
    read = read_file(DATASETS / "meta_export" / "studiostone_fb_en.csv")

    assert read.rejected == []
    assert [row.line for row in read.rows] == [2, 6]
    assert [fact.details.content_type for fact in read.facts] == [ContentType.IMAGE] * 2
    assert read.facts[0].details.tags == ("stonecarving", "mapleleaf")
    assert sums(read.facts) == {
        M.VIEWS: 90,
        M.REACH: 65,
        M.LIKES: 9,
        M.COMMENTS: 0,
        M.SHARES: 1,
        M.PLATFORM_ENGAGEMENTS: 10,
        M.CLICKS: 4,
    }


def test_english_instagram_file(read_file: ReadFile) -> None:
    read = read_file(DATASETS / "meta_export" / "studiostone_ig_en.csv")

    assert read.rejected == []
    assert [row.account.handle for row in read.rows] == ["studiostonecreative"]
    assert read.facts[0].details.posted_at == datetime(2026, 9, 24, 15, 30, tzinfo=UTC)
    assert read.facts[0].details.content_type is ContentType.CAROUSEL
    assert sums(read.facts) == {
        M.VIEWS: 99,
        M.REACH: 40,
        M.COMMENTS: 0,
        M.SHARES: 0,
        M.LIKES: 4,
        M.SAVES: 0,
        M.FOLLOWERS_GAINED: 0,
    }


def test_thai_live_sellers_through_their_mapping_file(read_file: ReadFile) -> None:
    # 7,050 rows hold 6,997 posts: 51 rows repeat an earlier one in full, 2 all but its date.
    read = read_file(
        DATASETS / "research" / "uci_facebook_live_sellers_thailand.csv",
        mapping=MAPPINGS / "uci_facebook_live_sellers.yaml",
    )

    assert read.description.kind == "generic-posts"
    assert len(read.facts) == 6997
    assert sums(read.facts) == {M.LIKES: 1573989, M.COMMENTS: 1578621, M.SHARES: 281769}
    assert Counter(fact.details.content_type for fact in read.facts) == {
        ContentType.IMAGE: 4242,
        ContentType.VIDEO: 2333,
        ContentType.TEXT: 359,
        ContentType.LINK: 63,
    }
    assert len({row.account for row in read.rows}) == 9
    assert min(fact.details.posted_at for fact in read.facts) == datetime(2012, 7, 15, 2, 51, tzinfo=UTC)
    assert max(fact.details.posted_at for fact in read.facts) == datetime(2018, 6, 13, 1, 12, tzinfo=UTC)
    reasons = Counter(each.reason.split()[0] for each in read.rejected)
    assert reasons == {"It": 51, "Lines": 2}
    assert [each.reason for each in read.rejected if each.reason.startswith("Lines")] == [
        "Lines 1490 and 1700 are about the same but differ; line 1490 was kept.",
        "Lines 1410 and 1731 are about the same but differ; line 1410 was kept.",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "meta_export/muh_daily_Views_utf16le.csv",
        "tiktok_export/boss_Overview.csv",
        "tiktok_export/boss_Overview.zip",
    ],
)
def test_formats_that_nobody_reads_yet_are_refused(read_file: ReadFile, path: str) -> None:
    with pytest.raises(UnreadableExportError):
        read_file(DATASETS / path)
