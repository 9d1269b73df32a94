"""The control totals of real archives, read where they lie. They hold people's posts: none is kept here."""

import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.exports import LeftOut
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import Platform

ReadFile = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[3]
DATASETS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "datasets"

pytestmark = pytest.mark.skipif(
    not DATASETS.is_dir(), reason="The real archives are not there; PULSEGRAPH_SHARED says where they are."
)


def sums(facts: list[Any]) -> dict[M, int | float]:
    totals: dict[M, int | float] = {}
    for fact in facts:
        for metric, value in fact.metrics.items():
            totals[metric] = totals.get(metric, 0) + value
    return totals


def kinds(facts: list[Any]) -> Counter[ContentType]:
    return Counter(fact.details.content_type for fact in facts)


def test_the_archive_of_x(read_file: ReadFile) -> None:
    read = read_file(DATASETS / "archive_x" / "tweets.js", observed_at=None)

    assert read.description.kind == "x-archive"
    assert read.description.observed_at == datetime(2022, 11, 14, 18, 44, 55, 824000, tzinfo=UTC)
    assert {row.account.platform for row in read.rows} == {Platform.X}
    assert len({row.account for row in read.rows}) == 1
    assert len(read.rows) + len(read.rejected) == 1986
    assert Counter(each.cause for each in read.rejected) == {LeftOut.NOT_OWN: 643}
    assert len({fact.post_id for fact in read.facts}) == 1343
    assert sums(read.facts) == {M.LIKES: 1572, M.SHARES: 687}
    assert kinds(read.facts) == {
        ContentType.LINK: 758,
        ContentType.TEXT: 491,
        ContentType.IMAGE: 77,
        ContentType.VIDEO: 11,
        ContentType.CAROUSEL: 6,
    }
    assert min(fact.details.posted_at for fact in read.facts) == datetime(2010, 10, 25, 17, 21, 38, tzinfo=UTC)


def test_posts_of_the_archive_of_instagram(read_file: ReadFile) -> None:
    read = read_file(DATASETS / "archive_instagram" / "posts_1.json", account="somebody")

    assert read.description.kind == "instagram-archive-posts"
    assert read.rejected == []
    assert len({fact.post_id for fact in read.facts}) == 413
    assert all(fact.post_id.isdecimal() and len(fact.post_id) == 17 for fact in read.facts)
    assert kinds(read.facts) == {ContentType.IMAGE: 413}
    assert sums(read.facts) == {}
    assert min(fact.details.posted_at for fact in read.facts) == datetime(2012, 4, 9, 21, 51, 2, tzinfo=UTC)
    assert max(fact.details.posted_at for fact in read.facts) == datetime(2013, 10, 6, 19, 38, 48, tzinfo=UTC)


def test_insights_of_the_archive_of_instagram(read_file: ReadFile) -> None:
    read = read_file(DATASETS / "archive_instagram" / "past_instagram_insights_posts.json", account="somebody")

    assert read.description.kind == "instagram-insights-posts"
    assert read.rejected == []
    assert read.description.notes == ()
    assert len({fact.post_id for fact in read.facts}) == 4
    assert sums(read.facts) == {
        M.IMPRESSIONS: 3608,
        M.REACH: 2965,
        M.LIKES: 381,
        M.COMMENTS: 26,
        M.SHARES: 0,
        M.SAVES: 1,
        M.FOLLOWERS_GAINED: 1,
        M.PROFILE_VIEWS: 117,
    }
    assert not any("\u00e2" in fact.details.text for fact in read.facts)


def test_the_archive_of_mastodon(read_file: ReadFile) -> None:
    path = DATASETS / "archive_mastodon" / "outbox_public_250.json"
    activities = json.loads(path.read_text(encoding="utf-8"))["orderedItems"]
    types = Counter(each["type"] for each in activities)

    read = read_file(path)

    assert types == {"Create": 191, "Announce": 59}
    assert read.description.kind == "mastodon-archive"
    assert Counter(each.cause for each in read.rejected) == {LeftOut.NOT_OWN: 59}
    assert len({fact.post_id for fact in read.facts}) == 191
    assert len({row.account for row in read.rows}) == 1
    assert all(row.account.external_id == row.account.handle.lower() for row in read.rows)
    assert kinds(read.facts) == {ContentType.TEXT: 166, ContentType.IMAGE: 22, ContentType.CAROUSEL: 3}
    assert not any("<p>" in fact.details.text or "</" in fact.details.text for fact in read.facts)
    assert min(fact.details.posted_at for fact in read.facts) == datetime(2022, 11, 8, 3, 7, 14, tzinfo=UTC)
