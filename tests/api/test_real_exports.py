"""Real exports, imported and asked for: the sums of the API are the sums of the files."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from domain.exports import FileReport, Import, ImportOptions, LeftOut
from domain.observations import Recorded
from schema.app import Pulsegraph
from tests.factories import add_user

Ask = Callable[..., Awaitable[dict[str, Any]]]

ROOT = Path(__file__).resolve().parents[2]
DATASETS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets"
MAPPING = ROOT / "client_examples" / "import_mappings" / "uci_facebook_live_sellers.yaml"

pytestmark = pytest.mark.skipif(
    not DATASETS.is_dir(), reason="the real exports are not here; PULSEGRAPH_SHARED says where they are"
)


async def import_all(pulsegraph: Pulsegraph, pattern: str, **options: Any) -> list[Import]:
    async with pulsegraph.services.storage.read() as unit:
        known = await unit.users.find(["u1"])
    if not known:
        await add_user(pulsegraph.database)
    paths = sorted(DATASETS.glob(pattern))
    service = pulsegraph.services.imports
    return [await service.import_file("u1", path, ImportOptions("UTC", **options)) for path in paths]


def report_of(imported: Import) -> FileReport:
    """What came of it."""
    assert imported.report is not None
    return imported.report


async def sums(data: Ask, start: str, end: str, *keys: str) -> dict[str, float | None]:
    """The metrics of user u1 over a period."""
    fields = " ".join(f"{key}: metric(key: {key}) {{ value status }}" for key in keys)
    found = await data(
        f'{{ user(userId: "u1") {{ overview(period: {{start: "{start}", end: "{end}"}}) {{ {fields} }} }} }}'
    )
    return {key: value["value"] for key, value in found["user"]["overview"].items()}


async def test_sixty_months_of_classic_tweet_activity(pulsegraph: Pulsegraph, data: Ask) -> None:
    imported = await import_all(pulsegraph, "x_export/ropensci_classic/tweet_activity_metrics_*.csv")

    found = await sums(
        data, "2016-12-01", "2022-01-01", "POSTS_PUBLISHED", "IMPRESSIONS", "PLATFORM_ENGAGEMENTS", "SHARES",
        "COMMENTS", "LIKES", "PROFILE_VIEWS", "CLICKS", "MEDIA_VIEWS",
    )  # fmt: skip

    reports = [report_of(each) for each in imported]
    assert (sum(r.rows_read for r in reports), [r.left_out for r in reports]) == (1668, [{}] * 60)
    assert found == {
        "POSTS_PUBLISHED": 1668,
        "IMPRESSIONS": 9723067,
        "PLATFORM_ENGAGEMENTS": 154196,
        "SHARES": 11371,
        "COMMENTS": 928,
        "LIKES": 22769,
        "PROFILE_VIEWS": 11063,
        "CLICKS": 45291,
        "MEDIA_VIEWS": 98054,
    }


async def test_a_content_export_of_x_and_again(pulsegraph: Pulsegraph, data: Ask) -> None:
    (first,) = await import_all(pulsegraph, "x_export/tom_doerr_content_*.csv")
    (again,) = await import_all(pulsegraph, "x_export/tom_doerr_content_*.csv")

    found = await sums(
        data, "2024-11-01", "2025-02-05", "POSTS_PUBLISHED", "IMPRESSIONS", "LIKES", "PLATFORM_ENGAGEMENTS",
        "SAVES", "SENDS", "FOLLOWERS_GAINED", "COMMENTS", "SHARES", "PROFILE_VIEWS",
    )  # fmt: skip

    assert (first.recorded.posts_added, again.recorded) == (1780, Recorded())
    assert found == {
        "POSTS_PUBLISHED": 1780,
        "IMPRESSIONS": 44377010,
        "LIKES": 604442,
        "PLATFORM_ENGAGEMENTS": 2275947,
        "SAVES": 637199,
        "SENDS": 78069,
        "FOLLOWERS_GAINED": 3326,
        "COMMENTS": 7592,
        "SHARES": 57181,
        "PROFILE_VIEWS": 121345,
    }


async def test_an_account_overview_of_x(pulsegraph: Pulsegraph, data: Ask) -> None:
    await import_all(pulsegraph, "x_export/koe_account_overview_analytics.csv", account="koe")

    found = await sums(
        data, "2025-08-20", "2025-08-27", "IMPRESSIONS", "LIKES", "PLATFORM_ENGAGEMENTS", "SAVES", "SENDS",
        "FOLLOWERS_GAINED", "FOLLOWERS_LOST", "FOLLOWERS_NET", "COMMENTS", "SHARES", "PROFILE_VIEWS",
        "POSTS_PUBLISHED", "ENGAGEMENTS",
    )  # fmt: skip

    assert found == {
        "IMPRESSIONS": 24749,
        "LIKES": 50,
        "PLATFORM_ENGAGEMENTS": 448,
        "SAVES": 14,
        "SENDS": 0,
        "FOLLOWERS_GAINED": 13,
        "FOLLOWERS_LOST": 2,
        "FOLLOWERS_NET": 11,
        "COMMENTS": 25,
        "SHARES": 0,
        "PROFILE_VIEWS": 248,
        "POSTS_PUBLISHED": 14,
        "ENGAGEMENTS": 89,
    }


async def test_content_exports_of_meta_business_suite(pulsegraph: Pulsegraph, data: Ask) -> None:
    (page,) = await import_all(pulsegraph, "meta_export/Feb-01-2025_Mar-15-2025_*.csv")

    early = await sums(
        data, "2025-02-01", "2025-03-16", "POSTS_PUBLISHED", "VIEWS", "LIKES", "COMMENTS", "SHARES", "CLICKS"
    )
    studio = await import_all(pulsegraph, "meta_export/studiostone_*.csv")
    late = await sums(
        data, "2026-09-01", "2026-10-01", "POSTS_PUBLISHED", "VIEWS", "LIKES", "COMMENTS", "SHARES", "CLICKS", "SAVES"
    )

    kinds = [report_of(each).kinds for each in (page, *studio)]
    assert kinds == [("facebook-content",), ("facebook-content",), ("instagram-content",)]
    assert early == {"POSTS_PUBLISHED": 20, "VIEWS": 0, "LIKES": 0, "COMMENTS": 0, "SHARES": 0, "CLICKS": 3}
    assert late == {
        "POSTS_PUBLISHED": 3,
        "VIEWS": 90 + 99,
        "LIKES": 9 + 4,
        "COMMENTS": 0,
        "SHARES": 1,
        "CLICKS": 4,
        "SAVES": 0,
    }


async def test_the_thai_live_sellers_by_a_mapping_file(pulsegraph: Pulsegraph, data: Ask) -> None:
    """7,050 rows, of which 51 repeat an earlier one and 2 contradict one."""
    (imported,) = await import_all(pulsegraph, "research/uci_facebook_live_sellers_thailand.csv", mapping=MAPPING)

    found = {"POSTS_PUBLISHED": 0.0, "LIKES": 0.0, "COMMENTS": 0.0, "SHARES": 0.0}
    for year in range(2012, 2019):
        for key, value in (await sums(data, f"{year}-01-01", f"{year + 1}-01-01", *found)).items():
            found[key] += value or 0

    report = report_of(imported)
    assert (report.rows_read, report.left_out, report.posts) == (7050, {LeftOut.REPEATED: 53}, 6997)
    assert imported.recorded.posts_added == 6997
    assert found == {"POSTS_PUBLISHED": 6997, "LIKES": 1573989, "COMMENTS": 1578621, "SHARES": 281769}


async def test_an_older_export_imported_later_does_not_overwrite(
    pulsegraph: Pulsegraph, data: Ask, tmp_path: Path
) -> None:
    header = "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements\n"
    row = "1886483849795768598,Mon Feb 03 2025,hi,https://x.com/acme/status/1886483849795768598,{},{},0\n"
    newer = tmp_path / "account_analytics_content_2025-02-01_2025-02-20.csv"
    older = tmp_path / "account_analytics_content_2025-02-01_2025-02-10.csv"
    newer.write_text(header + row.format(200, 20))
    older.write_text(header + row.format(100, 10))
    await add_user(pulsegraph.database)

    for path in (newer, older):
        await pulsegraph.services.imports.import_file("u1", path, ImportOptions("UTC"))

    found = await data("""{ user(userId: "u1") {
        contentPiece(platform: X, postId: "1886483849795768598") {
            metrics(keys: [IMPRESSIONS, LIKES]) { value }
            history(metric: LIKES) { value observedAt } }
        imports { edges { node { fileName status rowsRead posts observationsAdded accounts } } } } }""")
    assert found["user"]["contentPiece"] == {
        "metrics": [{"value": 200.0}, {"value": 20.0}],
        "history": [
            {"value": 10.0, "observedAt": "2025-02-11T00:00:00+00:00"},
            {"value": 20.0, "observedAt": "2025-02-21T00:00:00+00:00"},
        ],
    }
    nodes = [edge["node"] for edge in found["user"]["imports"]["edges"]]
    assert sorted(nodes, key=lambda node: node["fileName"]) == [
        {
            "fileName": name,
            "status": "SUCCEEDED",
            "rowsRead": 1,
            "posts": 1,
            "observationsAdded": 3,
            "accounts": ["acme"],
        }
        for name in (older.name, newer.name)
    ]
