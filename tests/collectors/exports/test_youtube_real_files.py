"""The control totals of real exports of YouTube Studio, read where they lie. None of what people wrote is kept here."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.audience import AudienceDimension
from domain.exports import LeftOut
from domain.metrics import MetricKey as M
from domain.observations import ContentType

ReadFile = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[3]
EXPORTS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets" / "youtube_export"

pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="The real exports are not there; PULSEGRAPH_SHARED says where they are."
)


def test_table_data_by_content(read_file: ReadFile) -> None:
    read = read_file(EXPORTS / "pune_Table_data.csv", account="pune", observed_at=datetime(2026, 9, 1, tzinfo=UTC))

    assert read.description.kind == "youtube-content"
    assert [each.cause for each in read.rejected] == [LeftOut.TOTAL]
    assert len({fact.post_id for fact in read.facts}) == len(read.facts) == 220
    assert sum(M.VIEWS in fact.metrics for fact in read.facts) == 218
    assert sum(fact.metrics.get(M.VIEWS, 0) for fact in read.facts) == 51075
    assert sum(fact.metrics.get(M.IMPRESSIONS, 0) for fact in read.facts) == 748826
    hours = sum(fact.metrics.get(M.WATCH_TIME_SECONDS, 0) for fact in read.facts) / 3600
    assert hours == pytest.approx(4046.4715, abs=1e-6)
    described = [fact.details for fact in read.facts if fact.details is not None]
    assert len(described) == 217
    assert {details.content_type for details in described} == {ContentType.VIDEO}
    assert not any(details.time_known for details in described)
    assert described[0].posted_at == datetime(2022, 12, 18, 12, tzinfo=UTC)


def test_net_subscribers_of_videos(read_file: ReadFile) -> None:
    read = read_file(EXPORTS / "pune_Table_data.csv", account="pune", observed_at=datetime(2026, 9, 1, tzinfo=UTC))

    gained = [fact.metrics[M.FOLLOWERS_GAINED] for fact in read.facts if M.FOLLOWERS_GAINED in fact.metrics]
    assert len(gained) == 218
    assert sum(gained) == 648
    assert min(gained) == -1


def test_table_data_by_country_with_the_totals_beside(read_file: ReadFile) -> None:
    read = read_file(EXPORTS / "codingtrain" / "Table_data.csv", account="train", observed_at=None)

    assert read.description.kind == "youtube-countries"
    assert [each.cause for each in read.rejected] == [LeftOut.TOTAL]
    (fact,) = read.facts
    assert fact.day == date(2021, 12, 30)
    assert fact.observed_at == datetime(2021, 12, 31, 8, tzinfo=UTC)
    (breakdown,) = fact.audience
    assert breakdown.dimension is AudienceDimension.COUNTRY
    assert len(breakdown.entries) == 201
    assert sum(entry.count for entry in breakdown.entries) == 14344009
    assert (breakdown.entries[0].label, breakdown.entries[0].count) == ("US", 2638475)


def test_totals_of_a_year(read_file: ReadFile) -> None:
    read = read_file(EXPORTS / "codingtrain" / "Totals.csv", account="train", observed_at=None)

    assert read.description.kind == "youtube-totals"
    assert read.rejected == []
    assert len(read.facts) == len({fact.day for fact in read.facts}) == 365
    assert (min(fact.day for fact in read.facts), max(fact.day for fact in read.facts)) == (
        date(2020, 12, 31),
        date(2021, 12, 30),
    )
    assert sum(fact.metrics[M.VIEWS] for fact in read.facts) == 15503810


def test_chart_data_by_country(read_file: ReadFile) -> None:
    read = read_file(EXPORTS / "codingtrain" / "Chart_data_first20000.csv", account="train", observed_at=None)

    assert read.description.kind == "youtube-daily-countries"
    assert read.rejected == []
    assert [fact.day for fact in read.facts][:: len(read.facts) - 1] == [date(2020, 12, 31), date(2021, 12, 30)]
    entries = [entry for fact in read.facts for entry in fact.audience[0].entries]
    assert len(entries) == 20000
    assert sum(entry.count for entry in entries) == 3489763
