"""The control totals of real exports of LinkedIn, read where they lie. They hold people's names: none is kept here."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.audience import AudienceDimension
from domain.exports import LeftOut
from domain.metrics import MetricKey as M
from domain.observations import DaySnapshot, PostSnapshot, WindowSnapshot

ReadFile = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[3]
DATASETS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets" / "linkedin_export"
PAGE = "pro-efficient-data-entry_content_1742193384396"
CREATOR = "arpita_Content_2023-08-07_2024-08-05.xlsx"

pytestmark = pytest.mark.skipif(
    not DATASETS.is_dir(), reason="The real exports are not there; PULSEGRAPH_SHARED says where they are."
)


def sums(facts: list[Any]) -> dict[M, int | float]:
    totals: dict[M, int | float] = {}
    for fact in facts:
        for metric, value in fact.metrics.items():
            totals[metric] = totals.get(metric, 0) + value
    return totals


@pytest.mark.parametrize("suffix", [".xls", ".xlsx"])
def test_content_of_a_page(read_file: ReadFile, suffix: str) -> None:
    read = read_file(DATASETS / (PAGE + suffix), observed_at=None)

    days = [fact for fact in read.facts if isinstance(fact, DaySnapshot)]
    posts = [fact for fact in read.facts if isinstance(fact, PostSnapshot)]
    assert read.rejected == []
    assert {row.account.handle for row in read.rows} == {"pro-efficient-data-entry"}
    assert {fact.observed_at for fact in read.facts} == {datetime(2025, 3, 17, 6, 36, 24, 396000, tzinfo=UTC)}
    assert len(days) == 30
    assert (days[0].day, days[-1].day) == (date(2025, 2, 14), date(2025, 3, 15))
    assert sums(days) == {M.IMPRESSIONS: 306, M.REACH: 48, M.CLICKS: 5, M.LIKES: 8, M.COMMENTS: 0, M.SHARES: 0}
    assert len({post.post_id for post in posts}) == len(posts) == 8
    assert sums(posts) == {M.IMPRESSIONS: 310, M.CLICKS: 5, M.LIKES: 8, M.COMMENTS: 0, M.SHARES: 0}
    assert posts[0].details is not None
    assert posts[0].details.posted_at == datetime(2025, 3, 14, 5, 59, 7, 451000, tzinfo=UTC)
    assert all(post.details is not None and post.details.time_known for post in posts)


def test_workbook_of_a_creator(read_file: ReadFile) -> None:
    read = read_file(DATASETS / CREATOR, account="arpita", observed_at=None)

    days = [fact for fact in read.facts if isinstance(fact, DaySnapshot)]
    windows = [fact for fact in read.facts if isinstance(fact, WindowSnapshot)]
    posts = [fact for fact in read.facts if isinstance(fact, PostSnapshot)]
    end = datetime(2024, 8, 6, tzinfo=UTC)
    assert {fact.observed_at for fact in read.facts} == {end}
    assert windows == [WindowSnapshot(M.REACH, date(2023, 8, 7), date(2024, 8, 6), 28517, end)]
    engaged = [day for day in days if M.IMPRESSIONS in day.metrics]
    assert len(engaged) == 365
    assert (engaged[0].day, engaged[-1].day) == (date(2023, 9, 18), date(2024, 6, 7))
    assert sums(engaged) == {M.IMPRESSIONS: 70416, M.PLATFORM_ENGAGEMENTS: 1255}
    followed = [day for day in days if M.FOLLOWERS_GAINED in day.metrics]
    assert len(followed) == 365
    assert (followed[0].day, followed[-1].day) == (date(2023, 8, 7), date(2024, 8, 5))
    assert sums(followed) == {M.FOLLOWERS_GAINED: 969}
    assert [(day.day, day.metrics) for day in days if M.FOLLOWERS in day.metrics] == [
        (date(2024, 8, 5), {M.FOLLOWERS: 782})
    ]
    assert len(posts) == 44
    assert sums(posts) == {M.PLATFORM_ENGAGEMENTS: 1223, M.IMPRESSIONS: 65213}
    assert [(each.line, each.cause) for each in read.rejected] == [
        (2, LeftOut.TOTAL),
        (32, LeftOut.OTHER_PERIOD),
    ]


def test_demographics_of_a_creator(read_file: ReadFile) -> None:
    read = read_file(DATASETS / CREATOR, account="arpita", observed_at=None)

    (audience,) = [fact.audience for fact in read.facts if isinstance(fact, DaySnapshot) and fact.audience]
    assert {each.dimension: len(each.entries) for each in audience} == dict.fromkeys(
        (
            AudienceDimension.JOB_TITLE,
            AudienceDimension.LOCATION,
            AudienceDimension.INDUSTRY,
            AudienceDimension.SENIORITY,
            AudienceDimension.COMPANY_SIZE,
            AudienceDimension.COMPANY,
        ),
        5,
    )
    assert [entry.below for entry in audience[-1].entries] == [None, None, None, None, 0.01]
    assert sum(entry.share or 0 for each in audience for entry in each.entries) == pytest.approx(2.4452926, abs=1e-6)


def test_all_top_posts_count_when_the_period_is_said_to_begin_before_the_oldest(
    tmp_path: Path, read_file: ReadFile
) -> None:
    path = tmp_path / "Content_2023-08-01_2024-08-05.xlsx"
    path.symlink_to(DATASETS / CREATOR)

    read = read_file(path, account="arpita", observed_at=None)

    posts = [fact for fact in read.facts if isinstance(fact, PostSnapshot)]
    assert len({post.post_id for post in posts}) == len(posts) == 45
    assert sum(M.IMPRESSIONS in post.metrics for post in posts) == 42
    assert sums(posts) == {M.IMPRESSIONS: 65587, M.PLATFORM_ENGAGEMENTS: 1225}
