"""LinkedIn's JSON as facts, from small documents of our own."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from collectors.linkedin import parsing
from collectors.linkedin.facets import label_of
from collectors.linkedin.little_text import plain, tags
from collectors.linkedin.metrics import METRICS, METRICS_OF, Edge
from domain.audience import AudienceDimension, AudienceEntry
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.users import AccountRef, Platform

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
PUBLISHED = 1_772_443_800_000  # 2026-03-02 09:30 UTC
DAY_START = 1_772_409_600_000  # 2026-03-02 00:00 UTC
DAY = 86_400_000


def document(**fields: Any) -> dict[str, Any]:
    return {"id": "urn:li:share:7434", "publishedAt": PUBLISHED, "lifecycleState": "PUBLISHED", **fields}


def statistics(**counters: Any) -> list[dict[str, Any]]:
    return [{"share": "urn:li:share:1", "totalShareStatistics": counters}]


def test_the_catalog_knows_every_name() -> None:
    assert [metric.native.name for metric in METRICS] == [metric.name for metric in METRICS]
    assert len(METRICS) == 16


@pytest.mark.parametrize(
    ("little", "text", "found"),
    [
        ("Hello", "Hello", ()),
        (r"{hashtag|\#|Coffee} and {hashtag|#|tea_time}", "#Coffee and #tea_time", ("coffee", "tea_time")),
        (r"so{hashtag|\#|good}!", "so#good!", ("good",)),
        ("plain #Coffee #coffee", "plain #Coffee #coffee", ("coffee",)),
        (r"no \#tag, only \#1 \(first\)", "no #tag, only #1 (first)", ()),
        ("{hashtag|＃|コーヒー}", "#コーヒー", ("コーヒー",)),
        (r"with @[Kestrel \(UK\)](urn:li:organization:1) #a", "with Kestrel (UK) #a", ("a",)),
        ("@[Dev #1test] (urn:li:person:Ab_1)", "Dev #1test", ()),
        (r"a \\ b \{hashtag\|\\\#\|x\} \@\[y\]\(z\)", r"a \ b {hashtag|\#|x} @[y](z)", ()),
        ("{hashtag|broken", "{hashtag|broken", ()),
        ("ends with \\", "ends with \\", ()),
        ("line\none\n{hashtag|\\#|two}", "line\none\n#two", ("two",)),
    ],
)
def test_little_text(little: str, text: str, found: tuple[str, ...]) -> None:
    assert plain(little) == text
    assert tags(little) == found


def test_a_post() -> None:
    found = parsing.post_of(document(commentary=r"Open \(again\) {hashtag|\#|Coffee}", visibility="PUBLIC"))

    assert found is not None
    assert (found.urn, found.dark) == ("urn:li:share:7434", False)
    assert found.details.posted_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert found.details.text == "Open (again) #Coffee"
    assert found.details.tags == ("coffee",)
    assert found.details.url == "https://www.linkedin.com/feed/update/urn:li:share:7434/"
    assert found.details.content_type is ContentType.TEXT
    assert found.details.metadata == {}


@pytest.mark.parametrize(
    ("fields", "content_type"),
    [
        ({}, ContentType.TEXT),
        ({"content": None}, ContentType.TEXT),
        ({"content": {"media": {"id": "urn:li:image:C5"}}}, ContentType.IMAGE),
        ({"content": {"media": {"id": "urn:li:video:C5"}}}, ContentType.VIDEO),
        ({"content": {"media": {"id": "urn:li:document:C5"}}}, ContentType.DOCUMENT),
        ({"content": {"media": {"id": "urn:li:digitalmediaAsset:C5"}}}, ContentType.OTHER),
        ({"content": {"media": {}}}, ContentType.OTHER),
        ({"content": {"multiImage": {"images": []}}}, ContentType.CAROUSEL),
        ({"content": {"carousel": {"cards": []}}}, ContentType.CAROUSEL),
        ({"content": {"article": {"source": "https://example.com"}}}, ContentType.LINK),
        ({"content": {"poll": {"question": "?"}}}, ContentType.POLL),
        ({"content": {"reference": {"id": "urn:li:event:1"}}}, ContentType.OTHER),
        ({"content": {"celebration": {}}}, ContentType.OTHER),
        ({"reshareContext": {"parent": "urn:li:share:1"}}, ContentType.OTHER),
    ],
)
def test_the_kind_of_a_post(fields: dict[str, Any], content_type: ContentType) -> None:
    found = parsing.post_of(document(**fields))

    assert found is not None
    assert found.details.content_type is content_type


@pytest.mark.parametrize(
    "fields",
    [
        {"lifecycleState": "DRAFT"},
        {"lifecycleState": "DRAFT", "publishedAt": None, "createdAt": PUBLISHED},
        {"lifecycleState": "PUBLISH_REQUESTED"},
        {"lifecycleState": "PUBLISH_FAILED"},
        {"id": None},
        {"id": 7434},
        {"publishedAt": None},
        {"publishedAt": True},
        {"publishedAt": "yesterday"},
        {"publishedAt": 10**30},
    ],
)
def test_what_is_no_published_post(fields: dict[str, Any]) -> None:
    assert parsing.post_of(document(**fields)) is None


@pytest.mark.parametrize("odd", [None, [], "text", 7, {}])
def test_documents_that_are_none(odd: Any) -> None:
    assert parsing.post_of(odd) is None
    assert parsing.lookup_of(odd, ["urn:li:share:1"]) == parsing.Lookup((), (), ("urn:li:share:1",))
    assert parsing.follower_day(odd, AT, METRICS_OF[Edge.FOLLOWERS]) == ()
    assert parsing.account_of(odd, "1") == AccountRef(Platform.LINKEDIN, "1")


@pytest.mark.parametrize("odd", [[], ["PUBLISHED"], {"state": "PUBLISHED"}, None, 7, ""])
def test_a_state_that_is_none_is_as_good_as_absent(odd: Any) -> None:
    found = parsing.post_of(document(lifecycleState=odd, visibility=odd, commentary=odd, adContext={"dscStatus": odd}))

    assert found is not None
    assert (found.details.text, found.details.metadata) == (None, {})


@pytest.mark.parametrize("odd", [[], [404], {"code": 404}, None, "gone", 10**400])
def test_a_status_that_is_none_makes_nothing_missing(odd: Any) -> None:
    urns = ["urn:li:share:1", "urn:li:share:2"]
    found = parsing.lookup_of({"results": odd, "statuses": {urns[0]: odd}, "errors": {urns[1]: {"status": odd}}}, urns)

    assert found == parsing.Lookup((), (), (urns[0],))


@pytest.mark.parametrize("odd", [[7434], {"urn": "urn:li:share:1"}, 7434, True])
def test_ids_that_are_none(odd: Any) -> None:
    counters = {"totalShareStatistics": {"likeCount": 1}}

    assert parsing.post_of(document(id=odd)) is None
    assert parsing.counters_by_post([{"share": odd, **counters}], METRICS_OF[Edge.SHARES]) == {}
    assert parsing.audience_of([{"followerCountsByFunction": [{"function": odd, "followerCounts": odd}]}], AT) == ()


@pytest.mark.parametrize("odd", [[4], {"count": 4}, 4.5, 2**63, "9" * 5000, 1e300, float("inf"), float("nan"), "4.5"])
def test_what_is_no_count_is_not_observed(odd: Any) -> None:
    found = parsing.counters_by_post(statistics(likeCount=odd, clickCount="7"), METRICS_OF[Edge.SHARES])

    assert found == {"urn:li:share:1": {M.CLICKS: 7}}


def test_no_text_holds_a_nul() -> None:
    found = parsing.post_of(document(commentary="so\x00 good"))

    assert found is not None
    assert found.details.text == "so good"
    assert parsing.account_of({"localizedName": "\x00"}, "1").name is None


def test_moments_that_are_texts_and_posts_without_a_moment_of_publication() -> None:
    as_text = parsing.post_of(document(publishedAt=str(PUBLISHED)))
    created = parsing.post_of({"id": "urn:li:ugcPost:1", "createdAt": PUBLISHED, "commentary": ""})

    assert as_text is not None
    assert created is not None
    assert as_text.details.posted_at == created.details.posted_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert created.details.text is None


def test_what_sets_a_post_apart() -> None:
    found = parsing.post_of(
        document(
            visibility="LOGGED_IN",
            distribution={"feedDistribution": "NONE"},
            lifecycleStateInfo={"isEditedByAuthor": True},
            reshareContext={"parent": "urn:li:share:9", "root": "urn:li:share:8"},
            adContext={"isDsc": True, "dscAdType": "VIDEO", "dscAdAccount": "urn:li:sponsoredAccount:5"},
        )
    )

    assert found is not None
    assert found.dark
    assert found.details.metadata == {
        "dark": True,
        "ad_type": "VIDEO",
        "ad_account": "urn:li:sponsoredAccount:5",
        "in_feed": False,
        "visibility": "LOGGED_IN",
        "edited": True,
        "reshare_of": "urn:li:share:9",
    }


def test_a_batch_of_posts() -> None:
    urns = [f"urn:li:share:{number}" for number in range(1, 8)]
    found = parsing.lookup_of(
        {
            "results": {urns[0]: document(id=urns[0]), urns[1]: document(id=urns[1], lifecycleState="DRAFT")},
            "statuses": {urns[0]: 200, urns[2]: 404, urns[4]: 404},
            "errors": {
                urns[2]: {"status": 404, "code": "NOT_FOUND", "message": "gone"},
                urns[3]: {"status": 403, "code": "ACCESS_DENIED"},
                urns[5]: {"status": 410},
            },
        },
        urns,
    )

    assert [post.urn for post in found.posts] == [urns[0]]
    assert found.missing == (urns[2], urns[4], urns[5])
    assert found.unanswered == (urns[6],)


def test_counters_of_posts() -> None:
    found = parsing.counters_by_post(
        [
            {
                "organizationalEntity": "urn:li:organization:1",
                "share": "urn:li:share:1",
                "totalShareStatistics": {
                    "impressionCount": 120,
                    "uniqueImpressionsCount": 80,
                    "clickCount": "7",
                    "likeCount": -1,
                    "commentCount": None,
                    "engagement": 0.06,
                },
            },
            {"ugcPost": "urn:li:ugcPost:2", "totalShareStatistics": {"impressionCount": True, "shareCount": 3.0}},
            {"totalShareStatistics": {"impressionCount": 5}},
            {"share": "urn:li:share:3"},
        ],
        METRICS_OF[Edge.SHARES],
    )

    assert found == {
        "urn:li:share:1": {M.IMPRESSIONS: 120, M.REACH: 80, M.CLICKS: 7},
        "urn:li:ugcPost:2": {M.SHARES: 3},
        "urn:li:share:3": {},
    }


@pytest.mark.parametrize(
    ("impressions", "unique", "reach"), [(10, 0, None), (0, 0, 0), (10, 4, 4), (None, 0, 0), (10, None, None)]
)
def test_nobody_saw_it_only_where_it_was_not_shown(impressions: Any, unique: Any, reach: int | None) -> None:
    found = parsing.counters_by_post(
        statistics(impressionCount=impressions, uniqueImpressionsCount=unique), METRICS_OF[Edge.SHARES]
    )

    assert found["urn:li:share:1"].get(M.REACH) == reach


def test_days_of_activity() -> None:
    counters = {"impressionCount": 40, "likeCount": -2, "commentCount": -1, "shareCount": 0}
    days = parsing.share_days(
        [
            {"timeRange": {"start": DAY_START + DAY, "end": DAY_START + 2 * DAY}, "totalShareStatistics": counters},
            {"timeRange": {"start": DAY_START, "end": DAY_START + DAY}, "totalShareStatistics": {"clickCount": 3}},
            {"timeRange": {"start": DAY_START, "end": DAY_START + 31 * DAY}, "totalShareStatistics": counters},
            {"timeRange": {"start": DAY_START + 2 * DAY}, "totalShareStatistics": {"clickCount": 1}},
            {"timeRange": {"start": DAY_START + 3 * DAY, "end": DAY_START + 4 * DAY}, "totalShareStatistics": {}},
            {"totalShareStatistics": counters},
        ],
        AT,
        METRICS_OF[Edge.SHARE_DAYS],
    )

    assert [(day.day, dict(day.metrics), day.day_zone, day.observed_at) for day in days] == [
        (date(2026, 3, 2), {M.CLICKS: 3}, "UTC", AT),
        (date(2026, 3, 3), {M.IMPRESSIONS: 40, M.LIKES: -2, M.SHARES: 0}, "UTC", AT),
        (date(2026, 3, 4), {M.CLICKS: 1}, "UTC", AT),
    ]


@pytest.mark.parametrize(
    ("gains", "gained"),
    [
        ({"organicFollowerGain": 10, "paidFollowerGain": 40}, 50),
        ({"organicFollowerGain": -4, "paidFollowerGain": 2}, -2),
        ({"organicFollowerGain": 10, "paidFollowerGain": 0}, 10),
        ({"organicFollowerGain": 10}, None),
        ({"organicFollowerGain": 10, "paidFollowerGain": None}, None),
        ({"organicFollowerGain": 10, "paidFollowerGain": [1]}, None),
        ({"paidFollowerGain": 40}, None),
        ({}, None),
        ([], None),
    ],
)
def test_days_of_followers_are_net_and_of_all_who_came(gains: Any, gained: int | None) -> None:
    one_day = {"start": DAY_START, "end": DAY_START + DAY}
    days = parsing.follower_days(
        [{"timeRange": one_day, "followerGains": gains, "followerCountsByFunction": []}, {"timeRange": one_day}],
        AT,
        METRICS_OF[Edge.FOLLOWER_DAYS],
    )

    expected = [] if gained is None else [(date(2026, 3, 2), {M.FOLLOWERS_GAINED: gained})]
    assert [(day.day, dict(day.metrics)) for day in days] == expected


def test_days_of_visits() -> None:
    one_day = {"start": DAY_START, "end": DAY_START + DAY}
    views = {"allPageViews": {"pageViews": 14, "uniquePageViews": 9}, "overviewPageViews": {"pageViews": 12}}
    days = parsing.page_days(
        [
            {"timeRange": one_day, "totalPageStatistics": {"views": views, "clicks": {}}},
            {"timeRange": one_day, "totalPageStatistics": {"views": {"allPageViews": {"uniquePageViews": 9}}}},
        ],
        AT,
        METRICS_OF[Edge.PAGE_DAYS],
    )

    assert [(day.day, dict(day.metrics)) for day in days] == [(date(2026, 3, 2), {M.PROFILE_VIEWS: 14})]


def test_who_follows() -> None:
    days = parsing.audience_of(
        [
            {
                "followerCountsByStaffCountRange": [
                    {"staffCountRange": "SIZE_2_TO_10", "followerCounts": {"organicFollowerCount": 9}},
                    {"staffCountRange": "SIZE_11_TO_50", "followerCounts": {"paidFollowerCount": 9}},
                    {"staffCountRange": None, "followerCounts": {"organicFollowerCount": 9}},
                    "odd",
                ],
                "followerCountsByGeoCountry": [
                    {"geo": "urn:li:geo:1", "followerCounts": {"organicFollowerCount": 5, "paidFollowerCount": 2}}
                ],
                "followerCountsByAssociationType": [{"followerCounts": {"organicFollowerCount": 5}}],
                "followerCountsByIndustry": None,
                "followerCountsBySeniority": [],
            }
        ],
        AT,
    )

    assert [(each.name, each.entries) for each in days[0].audience] == [
        ("followers:company_size", (AudienceEntry("2-10", count=9),)),
        ("followers:country", (AudienceEntry("urn:li:geo:1", count=5),)),
    ]
    assert (days[0].day, days[0].metrics, days[0].audience[1].dimension) == (
        date(2026, 3, 10),
        {},
        AudienceDimension.COUNTRY,
    )
    assert parsing.audience_of([], AT) == ()
    assert parsing.audience_of([{"followerCountsByIndustry": []}], AT) == ()


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("urn:li:function:8", "Engineering"),
        ("urn:li:function:26", "Customer Success and Support"),
        ("urn:li:function:99", "urn:li:function:99"),
        ("urn:li:seniority:10", "Owner"),
        ("SIZE_1", "1"),
        ("SIZE_1001_TO_5000", "1001-5000"),
        ("SIZE_10001_OR_MORE", "10001+"),
        ("SOMETHING_TO_COME", "SOMETHING_TO_COME"),
        ("urn:li:geo:103644278", "urn:li:geo:103644278"),
    ],
)
def test_labels(value: str, label: str) -> None:
    assert label_of(value) == label


@pytest.mark.parametrize(
    ("urn", "number"),
    [
        ("urn:li:organization:1337", "1337"),
        ("urn:li:organizationBrand:7", "7"),
        ("urn:li:person:1337", None),
        ("urn:li:organization:", None),
        (1337, None),
        (None, None),
    ],
)
def test_numbers_of_organizations(urn: Any, number: str | None) -> None:
    assert parsing.organization_number(urn) == number
