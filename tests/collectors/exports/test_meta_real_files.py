"""The control totals of real exports of the Meta Business Suite, read where they lie. None of them is kept here."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[3]
EXPORTS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets" / "meta_export"

pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="The real exports are not there; PULSEGRAPH_SHARED says where they are."
)


def sums(facts: list[Any]) -> dict[M, int | float]:
    totals: Counter[M] = Counter()
    for fact in facts:
        totals.update(fact.metrics)
    return dict(totals)


def test_spanish_instagram_file_of_a_quarter(read_file: ReadFile) -> None:
    path = EXPORTS / "kairos_ig_es" / "Jan-01-2026_Mar-26-2026_1888590108521750.csv"
    read = read_file(path, observed_at=None)

    assert read.rejected == []
    assert (read.description.kind, read.description.language) == ("instagram-content", "es")
    assert read.description.observed_at_from == "the file's name"
    assert read.description.observed_at == datetime(2026, 3, 27, tzinfo=UTC)
    assert len({fact.post_id for fact in read.facts}) == len(read.facts) == 19
    assert read.facts[0].details.posted_at == datetime(2026, 1, 14, 11, 5, tzinfo=UTC)
    assert read.facts[-1].details.posted_at == datetime(2026, 1, 22, 14, 34, tzinfo=UTC)
    assert Counter(fact.details.content_type for fact in read.facts) == {
        ContentType.CAROUSEL: 14,
        ContentType.IMAGE: 4,
        ContentType.REEL: 1,
    }
    assert Counter(row.account.external_id for row in read.rows).most_common() == [
        ("17841468818390769", 18),
        ("17841455167031565", 1),
    ]
    assert sum(M.FOLLOWERS_GAINED in fact.metrics for fact in read.facts) == 18
    assert sums(read.facts) == {
        M.VIEWS: 31169,
        M.REACH: 12415,
        M.LIKES: 810,
        M.COMMENTS: 38,
        M.SAVES: 43,
        M.SHARES: 162,
        M.FOLLOWERS_GAINED: 15,
    }


def test_spanish_instagram_file_of_a_year(read_file: ReadFile) -> None:
    path = EXPORTS / "kairos_ig_es" / "Mar-26-2025_Mar-26-2026_949104527769166.csv"
    read = read_file(path, observed_at=None)

    assert read.rejected == []
    assert len({fact.post_id for fact in read.facts}) == len(read.facts) == 53
    assert read.facts[0].details.posted_at == datetime(2026, 3, 26, 15, 38, tzinfo=UTC)
    assert read.facts[-1].details.posted_at == datetime(2025, 3, 29, 12, 1, tzinfo=UTC)
    assert sum(M.FOLLOWERS_GAINED in fact.metrics for fact in read.facts) == 52
    assert sums(read.facts) == {
        M.VIEWS: 125350,
        M.REACH: 34199,
        M.LIKES: 2211,
        M.COMMENTS: 71,
        M.SAVES: 142,
        M.SHARES: 439,
        M.FOLLOWERS_GAINED: 42,
    }


def test_only_the_comment_on_the_data_stays_unread(read_file: ReadFile) -> None:
    path = EXPORTS / "kairos_ig_es" / "Jan-01-2026_Mar-26-2026_1888590108521750.csv"

    unread = read_file(path).description.unread

    assert [name for name, _ in unread] == ["Comentario sobre los datos"]


def test_every_column_of_the_english_facebook_file_is_read_or_has_a_reason(read_file: ReadFile) -> None:
    unread = read_file(EXPORTS / "Feb-01-2025_Mar-15-2025_613168031534769.csv").description.unread

    assert [name for name, reason in unread if not reason] == []


@pytest.mark.parametrize(
    ("name", "options", "platform", "metric", "total"),
    [
        ("muh_daily_Views_utf16le.csv", {"platform": Platform.INSTAGRAM}, Platform.INSTAGRAM, M.VIEWS, 235981),
        ("muh_daily_Facebook_follows_utf16le.csv", {}, Platform.FACEBOOK, M.FOLLOWERS_GAINED, 18),
    ],
)
def test_daily_files_of_28_days(
    read_file: ReadFile, name: str, options: dict[str, Any], platform: Platform, metric: M, total: int
) -> None:
    read = read_file(EXPORTS / name, account="muh", **options)

    assert read.rejected == []
    assert read.description.kind == "meta-daily"
    assert {row.account for row in read.rows} == {AccountRef(platform, "muh", "muh")}
    assert len(read.facts) == 28
    assert (read.facts[0].day, read.facts[-1].day) == (date(2026, 8, 22), date(2026, 9, 18))
    assert sums(read.facts) == {metric: total}
