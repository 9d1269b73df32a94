"""The control totals of real exports of TikTok Studio, read where they lie. None of their captions is kept here."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.audience import AudienceDimension
from domain.metrics import MetricKey as M

ReadFile = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[3]
FILES = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets" / "tiktok_export"

pytestmark = pytest.mark.skipif(
    not FILES.is_dir(), reason="The real exports are not there; PULSEGRAPH_SHARED says where they are."
)

BOSS = {M.VIEWS: 7919, M.PROFILE_VIEWS: 35, M.LIKES: 51, M.COMMENTS: 2, M.SHARES: 3}


def sums(facts: list[Any]) -> dict[M, int | float]:
    totals: dict[M, int | float] = {}
    for fact in facts:
        for metric, value in fact.metrics.items():
            totals[metric] = totals.get(metric, 0) + value
    return totals


@pytest.mark.parametrize(
    ("name", "count", "first", "last", "totals"),
    [
        ("boss_Overview.csv", 7, date(2026, 4, 12), date(2026, 4, 18), BOSS),
        ("boss_Overview.xlsx", 7, date(2026, 4, 12), date(2026, 4, 18), BOSS),
        (
            "franco_Overview_es.csv",
            7,
            date(2026, 3, 8),
            date(2026, 3, 14),
            {M.VIEWS: 9, M.PROFILE_VIEWS: 0, M.LIKES: 0, M.COMMENTS: 0, M.SHARES: 0},
        ),
        (
            "muh_Overview_18d.csv",
            18,
            date(2026, 8, 31),
            date(2026, 9, 17),
            {M.VIEWS: 198509, M.PROFILE_VIEWS: 1685, M.LIKES: 1601, M.COMMENTS: 17, M.SHARES: 129},
        ),
        ("muh_FollowerHistory_18d.csv", 18, date(2026, 8, 31), date(2026, 9, 17), {M.FOLLOWERS: 192344}),
    ],
)
def test_files_by_day(
    read_file: ReadFile, name: str, count: int, first: date, last: date, totals: dict[M, int]
) -> None:
    read = read_file(FILES / name, account="me")

    assert read.rejected == []
    assert len(read.facts) == count
    assert (read.facts[0].day, read.facts[-1].day) == (first, last)
    assert sums(read.facts) == totals


def test_the_archive_that_tiktok_delivers(read_file: ReadFile) -> None:
    read = read_file(FILES / "boss_Overview.zip", account="me", observed_at=None)

    assert read.rejected == []
    assert [fact.day for fact in read.facts] == [date(2026, 4, day) for day in range(16, 23)]
    assert read.description.observed_at.date() == date(2026, 4, 24)


def test_posts(read_file: ReadFile) -> None:
    read = read_file(FILES / "htupy" / "Content.csv", observed_at=None, year=2026)

    assert read.rejected == []
    assert len({fact.post_id for fact in read.facts}) == len(read.facts) == 13
    assert len({row.account for row in read.rows}) == 1
    assert sums(read.facts) == {M.LIKES: 4063, M.COMMENTS: 117, M.SHARES: 275, M.VIEWS: 537161}
    assert {fact.observed_at for fact in read.facts} == {datetime(2026, 3, 1, tzinfo=UTC)}
    assert all(fact.details.time_known for fact in read.facts)
    posted = sorted(fact.details.posted_at for fact in read.facts)
    assert posted[0] == datetime(2025, 4, 8, 19, 56, 32, tzinfo=UTC)
    assert posted[-1] == datetime(2026, 2, 1, 21, 16, 43, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "dimension", "count"),
    [
        ("FollowerGender.csv", AudienceDimension.GENDER, 3),
        ("FollowerTopTerritories.csv", AudienceDimension.COUNTRY, 11),
    ],
)
def test_shares_of_the_followers(read_file: ReadFile, name: str, dimension: AudienceDimension, count: int) -> None:
    read = read_file(FILES / "htupy" / name, account="me")

    assert read.rejected == []
    (breakdown,) = read.facts[0].audience
    assert breakdown.dimension is dimension
    assert len(breakdown.entries) == count
    assert sum(entry.share for entry in breakdown.entries) == pytest.approx(1)
