"""Recorded and official answers of LinkedIn, read where they lie and replayed through the collector.

Of statistics by day nobody has published an answer: lifetime answers are given a range here, as the documentation has
it, to see that the same fields are read.
"""

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.audience import AudienceEntry
from domain.errors import (
    AuthorizationLostError,
    CollectorError,
    FatalCollectorError,
    RetriableCollectorError,
)
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import AccountRef, Platform
from tests.collectors.linkedin.stage import Recorded, assignment, known, pages_of, together

ROOT = Path(__file__).resolve().parents[3]
PAYLOADS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "payloads" / "linkedin"

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason="The recorded answers are not there; PULSEGRAPH_SHARED says where they are."
)

NOW = datetime(2021, 10, 25, 8, tzinfo=UTC)
YESTERDAY = {"start": 1_635_033_600_000, "end": 1_635_120_000_000}  # 2021-10-24
DARK = "urn:li:share:6844785523593134080"
SHARE_STATISTICS = "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
FOLLOWER_STATISTICS = "/rest/organizationalEntityFollowerStatistics?q=organizationalEntity"
PAGE_STATISTICS = "/rest/organizationPageStatistics?q=organization"


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / name).read_text(encoding="utf-8"))


def listed(*elements: Any) -> dict[str, Any]:
    return {"paging": {"start": 0, "count": 10, "links": []}, "elements": list(elements)}


def recording(**more: Any) -> dict[str, Any]:
    """An API in which everything is as it was recorded; `more` are other answers, by address."""
    return {
        "/rest/organizations/1337": payload("ebx/organization.json"),
        "/rest/networkSizes/urn:li:organization:1337": payload("official_network_size.json"),
        "/rest/posts?q=author": listed(payload("ebx/post.json")),
        SHARE_STATISTICS: payload("official_share_statistics_lifetime.json"),
        FOLLOWER_STATISTICS: listed(payload("ebx/organizationFollowerStatistics.json")),
        PAGE_STATISTICS: listed(payload("ebx/organizationStatistics.json")),
        **more,
    }


async def test_everything_that_was_recorded() -> None:
    recorded = Recorded(recording(), NOW)

    pages = await pages_of(recorded.collector, assignment(days=7, until=NOW, external_id="1337"))
    found = together(pages)

    assert [page.cursor for page in pages] == [
        "posts:",
        "share_days:",
        "follower_days:",
        "page_days:",
        "facets:",
        None,
    ]
    assert [page.rejections for page in pages] == [()] * 6
    assert pages[0].profile == AccountRef(Platform.LINKEDIN, "1337", "linkedin", "LinkedIn")
    assert [(day.day, dict(day.metrics), day.day_zone, day.observed_at) for day in found.days] == [
        (date(2021, 10, 25), {M.FOLLOWERS: 33634367}, "UTC", NOW),
        (date(2021, 10, 25), {}, "UTC", NOW),
    ]
    # A dark post: the statistics do not have it, which says nothing about those who saw it as an advertisement.
    (post,) = found.posts
    assert post.details is not None
    assert (post.post_id, dict(post.metrics), post.observed_at) == (DARK, {}, NOW)
    assert post.details.posted_at == datetime(2021, 10, 21, 4, 36, 8, 774000, tzinfo=UTC)
    assert (post.details.text, post.details.tags) == ("comment on Oct 20", ())
    assert post.details.content_type is ContentType.VIDEO
    assert post.details.url == f"https://www.linkedin.com/feed/update/{DARK}/"
    assert post.details.metadata == {
        "dark": True,
        "ad_type": "VIDEO",
        "ad_status": "ACTIVE",
        "ad_account": "urn:li:sponsoredAccount:520866471",
        "in_feed": False,
    }


async def test_who_follows() -> None:
    recorded = Recorded(recording(), NOW)

    pages = await pages_of(recorded.collector, assignment(until=NOW, external_id="1337"), "facets:")
    (day,) = together(pages).days

    assert [(each.name, each.entries) for each in day.audience] == [
        (
            "followers:job_function",
            (
                AudienceEntry("Quality Assurance", count=1662),
                AudienceEntry("Healthcare Services", count=21),
                AudienceEntry("Human Resources", count=3),
                AudienceEntry("Information Technology", count=674),
                AudienceEntry("Sales", count=62),
                AudienceEntry("Marketing", count=1),
                AudienceEntry("Media and Communication", count=5),
                AudienceEntry("Military and Protective Services", count=1),
                AudienceEntry("Engineering", count=1237),
                AudienceEntry("Finance", count=22),
            ),
        ),
        (
            "followers:seniority",
            (
                AudienceEntry("Training", count=1),
                AudienceEntry("Entry", count=2484),
                AudienceEntry("CXO", count=3),
                AudienceEntry("Partner", count=1),
            ),
        ),
        ("followers:company_size", (AudienceEntry("1", count=6), AudienceEntry("2-10", count=29))),
    ]


async def test_the_statistics_of_a_post_and_of_a_day() -> None:
    (lifetime,) = payload("official_share_statistics_lifetime.json")["elements"]
    recorded = Recorded(
        recording(
            **{
                f"{SHARE_STATISTICS}&organizationalEntity=urn:li:organization:1337&shares": listed(
                    lifetime | {"share": DARK}
                ),
                f"{SHARE_STATISTICS}&organizationalEntity=urn:li:organization:1337&timeIntervals": listed(
                    lifetime | {"timeRange": YESTERDAY}
                ),
            }
        ),
        NOW,
    )

    found = together(await pages_of(recorded.collector, assignment(until=NOW, external_id="1337")))

    assert dict(found.posts[0].metrics) == {
        M.IMPRESSIONS: 67703905,
        M.REACH: 36430528,
        M.CLICKS: 1999920,
        M.LIKES: 0,
        M.COMMENTS: 0,
        M.SHARES: 0,
    }
    assert [(day.day, dict(day.metrics)) for day in found.days if M.IMPRESSIONS in day.metrics] == [
        (date(2021, 10, 24), dict(found.posts[0].metrics))
    ]


async def test_page_views_of_a_day() -> None:
    ranged = payload("ebx/organizationStatistics.json") | {"timeRange": YESTERDAY}
    recorded = Recorded(recording(**{PAGE_STATISTICS: listed(ranged)}), NOW)

    found = together(await pages_of(recorded.collector, assignment(until=NOW, external_id="1337"), "page_days:"))

    assert [(day.day, dict(day.metrics)) for day in found.days if day.metrics] == [
        (date(2021, 10, 24), {M.PROFILE_VIEWS: 17786})
    ]
    assert recorded.asked[0] == (
        "/rest/organizationPageStatistics?q=organization&organization=urn%3Ali%3Aorganization%3A1337"
        "&timeIntervals=(timeRange:(start:1634515200000,end:1635120000000),timeGranularityType:DAY)"
    )


async def test_a_showcase_page() -> None:
    recorded = Recorded({"/rest/organizations/11111111": payload("ebx/organizationBrand.json")}, NOW)

    pages = await pages_of(recorded.collector, assignment(until=NOW, external_id="11111111"))

    assert pages[0].profile == AccountRef(Platform.LINKEDIN, "11111111", "example.com", "example.com")
    assert [[each.name for each in page.rejections] for page in pages] == [
        ["networkSizes"],
        ["posts"],
        ["organizationalEntityShareStatistics (days)"],
        ["organizationalEntityFollowerStatistics (days)"],
        ["organizationPageStatistics (days)"],
        ["organizationalEntityFollowerStatistics (facets)"],
    ]


async def test_posts_in_the_form_of_the_retired_interfaces_are_none() -> None:
    old = listed(payload("ebx/share.json"), payload("ebx/ugcShare.json"), payload("ebx/shareContent.json"))
    recorded = Recorded(recording(**{"/rest/posts?q=author": old}), NOW)

    found = together(await pages_of(recorded.collector, assignment(until=NOW, external_id="1337")))

    assert found.posts == ()


async def test_the_recorded_post_is_read_again_by_its_urn() -> None:
    recorded = Recorded(recording(**{f"/rest/posts/{DARK}": payload("ebx/post.json")}), NOW + timedelta(days=30))
    due = (known(DARK, datetime(2021, 10, 21, 4, 36, 8, 774000, tzinfo=UTC)),)

    pages = await pages_of(
        recorded.collector, assignment(until=NOW + timedelta(days=30), external_id="1337", due=due), "due:"
    )

    assert [(post.post_id, dict(post.metrics)) for post in pages[0].batch.posts] == [(DARK, {})]
    assert (pages[0].missing, pages[0].cursor) == ((), "share_days:")


ERRORS: dict[tuple[int, str], type[CollectorError]] = {
    (401, "INVALID_ACCESS_TOKEN"): AuthorizationLostError,
    (401, "REVOKED_ACCESS_TOKEN"): AuthorizationLostError,
    (401, "UNAUTHORIZED"): AuthorizationLostError,
    (403, "ACCESS_DENIED"): FatalCollectorError,  # the page itself
    (404, "RESOURCE_NOT_FOUND"): FatalCollectorError,
    (400, "VERSION_MISSING"): FatalCollectorError,
    (426, "NONEXISTENT_VERSION"): FatalCollectorError,
    (429, "TOO_MANY_REQUESTS"): RetriableCollectorError,
}


async def test_every_refusal_that_was_quoted() -> None:
    bodies = payload("errors_composed_from_quotes.json")

    for body in bodies:
        recorded = Recorded({"/rest/organizations/1337": (body["status"], body)}, NOW)
        with pytest.raises(CollectorError) as raised:
            await pages_of(recorded.collector, assignment(until=NOW, external_id="1337"))
        assert type(raised.value) is ERRORS[body["status"], body["code"]]
        if isinstance(raised.value, AuthorizationLostError):
            assert raised.value.revoked is (body["code"] == "REVOKED_ACCESS_TOKEN")
        if isinstance(raised.value, RetriableCollectorError):
            assert raised.value.retry_after_seconds == 16 * 3600

    assert {(body["status"], body["code"]) for body in bodies} == set(ERRORS)
