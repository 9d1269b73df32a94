"""Recorded answers of Facebook, read through the collector.

The recording asked for other fields at a time than the collector does, so it is put together again by object and by
metric; what was never answered is refused as the recorded refusals are, `"code": "REDACTED"` included.
"""

import re
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.facebook import FacebookAuthorizer, FacebookCollector
from collectors.meta.graph import next_token
from domain.assignments import KnownPost, Page
from domain.credentials import Consent, Credentials, Secret
from domain.metrics import MetricKey as M
from domain.observations import ContentType, WindowSnapshot
from domain.users import AccountRef, Platform
from tests.collectors.meta.reading import all_of, answering, assigned, missing, rejections
from tests.collectors.meta.recordings import cassette, fixture, needs_payloads, objects_in
from tests.factories import FakeClock

pytestmark = needs_payloads

PAGE = "177057932317550"
NOW = datetime(2026, 3, 5, 18, 39, 32, tzinfo=UTC)
FIXTURES = "facebook/python-facebook"


class Recorded:
    """The Page of the cassette, as it answered on 2026-03-05."""

    def __init__(self) -> None:
        taken = cassette("facebook/keboola_v23_page_177057932317550.cassette.json")
        answers = [(path, query, body) for path, query, status, body in taken if status == 200]
        self.refusal = next(body for _, _, status, body in taken if status == 400)
        self.profile: dict[str, Any] = {}
        for path, _, body in answers:
            if path == f"/{PAGE}":
                self.profile.update(body)
        lists = {f"/{PAGE}/posts", f"/{PAGE}/feed"}
        # Of the reactions only single kinds were asked for; they are not the sum that the collector asks for.
        whole = [body for path, query, body in answers if path in lists and "reactions.type" not in query["fields"]]
        self.posts = objects_in(whole)
        self.videos = objects_in(body for path, _, body in answers if path == f"/{PAGE}/videos")
        self.pages = {
            query.get("after", ""): body
            for path, query, body in answers
            if path == f"/{PAGE}/posts" and query["fields"].startswith("created_time")
        }
        self.reels = next(body for path, _, body in answers if path == f"/{PAGE}/video_reels")
        self.insights: dict[tuple[str, str, str], Any] = {}
        self.series: dict[tuple[str, str], dict[str, Any]] = {}
        for path, _, body in answers:
            if path == f"/{PAGE}/insights":
                for each in body["data"]:
                    values = {value["end_time"]: value for value in each["values"] if "end_time" in value}
                    self.series.setdefault((each["name"], each["period"]), {}).update(values)
            for item in body.get("data", []):
                for insight in item.get("insights", {}).get("data", []) if isinstance(item, dict) else []:
                    self.insights[item["id"], insight["name"], "lifetime"] = insight
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> tuple[int, Any]:
        query, path = dict(request.url.params), request.url.path.removeprefix("/v25.0")
        self.asked.append(path)
        if path == f"/{PAGE}":
            return 200, self.profile
        if path == f"/{PAGE}/published_posts":
            # The recording lists the same posts under /posts; their pages have 25 entries.
            page = self.pages[query.get("after", "")]
            return 200, {**page, "data": [self.posts[each["id"]] for each in page["data"]]}
        if path == f"/{PAGE}/video_reels":
            return 200, self.reels
        if path == f"/{PAGE}/insights":
            return self.page_insights(query)
        return self.objects(query["ids"].split(","), query["fields"])

    def page_insights(self, query: dict[str, str]) -> tuple[int, Any]:
        names, period = query["metric"].split(","), query["period"]
        if any((name, period) not in self.series for name in names):
            return 400, self.refusal
        since, until = int(query["since"]), int(query["until"])
        data = [
            {
                "name": name,
                "period": period,
                "values": [
                    value
                    for end, value in sorted(self.series[name, period].items())
                    if since < datetime.fromisoformat(end).timestamp() <= until
                ],
            }
            for name in names
        ]
        return 200, {"data": data}

    def objects(self, ids: list[str], fields: str) -> tuple[int, Any]:
        wanted = re.search(r"insights\.metric\(([^)]*)\)", fields)
        if wanted is None:
            known = self.posts if "message" in fields else self.videos
            return 200, {each: known[each] for each in ids}
        names = wanted[1].split(",")
        recorded = {name for _, name, _ in self.insights}
        if "video_insights" in fields or not recorded.issuperset(names):
            return 400, self.refusal
        return 200, {
            each: {
                "id": each,
                "insights": {
                    "data": [
                        found for name in names if (found := self.insights.get((each, name, "lifetime"))) is not None
                    ]
                },
            }
            for each in ids
        }


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    return Recorded()


async def collect(answer: Any, since: datetime, until: datetime = NOW, **given: Any) -> list[Page]:
    async with answering(answer, FakeClock(until)) as http:
        collector = FacebookCollector(ApiConfiguration(), http)
        assignment = assigned(Platform.FACEBOOK, since, until, external_id=PAGE, **given)
        return [page async for page in collector.collect(assignment, None)]


async def test_the_posts_of_a_hundred_and_ten_days(recorded: Recorded) -> None:
    pages = await collect(recorded, datetime(2025, 11, 15, tzinfo=UTC))

    found = {post.post_id: post for post in all_of(pages).posts}
    link = found[f"{PAGE}_1494547909342025"]
    photo = found[f"{PAGE}_1485053520291464"]
    reel = found[f"{PAGE}_1422837319846418"]
    assert list(found) == [
        f"{PAGE}_1494547909342025",
        f"{PAGE}_1485053520291464",
        f"{PAGE}_1422837319846418",
        f"{PAGE}_1412588530871297",
    ]
    assert link.metrics == {M.COMMENTS: 0, M.SHARES: 0, M.VIEWS: 46, M.REACH: 26, M.CLICKS: 0}
    assert link.details is not None
    assert link.details.posted_at == datetime(2026, 2, 23, 9, 58, 1, tzinfo=UTC)
    assert link.details.content_type is ContentType.LINK
    assert link.details.url == "https://www.facebook.com/575374077926084/posts/1494547909342025"
    assert link.details.tags == ("keboola", "kai", "dataengineering", "aiassistant", "tutorial")
    assert photo.metrics == {M.COMMENTS: 0, M.SHARES: 0, M.VIEWS: 194, M.CLICKS: 9}
    assert photo.details is not None
    assert photo.details.content_type is ContentType.IMAGE
    assert reel.details is not None
    assert (reel.details.content_type, reel.details.media_seconds) == (ContentType.REEL, 33.583)
    assert reel.details.posted_at == datetime(2025, 12, 1, 22, 34, 41, tzinfo=UTC)


async def test_all_posts_of_eleven_years_by_the_recorded_cursors(recorded: Recorded) -> None:
    pages = await collect(recorded, datetime(2007, 1, 1, tzinfo=UTC))

    posts = all_of(pages).posts
    shares = [post.metrics[M.SHARES] for post in posts]
    assert len(posts) == len({post.post_id for post in posts}) == 540
    assert len([page for page in pages if page.batch.posts]) == 22
    assert shares[:25] == [0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 15]
    assert posts[25].post_id == f"{PAGE}_1263618562434962"
    assert "REDACTED" not in " ".join(page.cursor or "" for page in pages)
    assert "http" not in " ".join(page.cursor or "" for page in pages)


async def test_the_days_are_those_before_their_end(recorded: Recorded) -> None:
    pages = await collect(recorded, datetime(2025, 12, 5, 8, tzinfo=UTC))

    profile, *days = all_of(pages).days
    by_day = {day.day: dict(day.metrics) for day in days}
    assert (profile.day, profile.metrics) == (date(2026, 3, 5), {M.FOLLOWERS: 1385})
    assert (min(by_day), max(by_day), len(by_day)) == (date(2025, 12, 5), date(2026, 3, 5), 91)
    assert by_day[date(2025, 12, 5)] == {M.REACH: 1038, M.FOLLOWERS: 1384, M.PLATFORM_ENGAGEMENTS: 26}
    assert by_day[date(2026, 3, 1)] == {M.REACH: 307, M.FOLLOWERS: 1385, M.PLATFORM_ENGAGEMENTS: 8}
    assert by_day[date(2026, 3, 3)] == {M.REACH: 367, M.FOLLOWERS: 1385, M.PLATFORM_ENGAGEMENTS: 3}
    assert by_day[date(2026, 3, 4)][M.PLATFORM_ENGAGEMENTS] == 14
    assert by_day[date(2026, 3, 5)][M.PLATFORM_ENGAGEMENTS] == 7  # the running day
    assert M.FOLLOWERS not in by_day[date(2026, 3, 5)]
    assert {day.day_zone for day in days} == {"America/Los_Angeles"}


async def test_the_reach_of_28_days_ends_where_they_end(recorded: Recorded) -> None:
    pages = await collect(recorded, datetime(2026, 3, 1, 8, tzinfo=UTC))

    windows = all_of(pages).windows
    assert [window.end for window in windows] == [
        date(2026, 3, 2),
        date(2026, 3, 3),
        date(2026, 3, 4),
        date(2026, 3, 5),
    ]
    assert windows[2] == WindowSnapshot(M.REACH, date(2026, 2, 4), date(2026, 3, 4), 15686, NOW)


async def test_names_that_were_refused_are_told_one_by_one(recorded: Recorded) -> None:
    pages = await collect(recorded, datetime(2026, 2, 1, tzinfo=UTC))

    said = "Facebook says (100): (#100) The value must be a valid insights metric"
    assert {each.reason for each in rejections(pages)} == {said}
    assert sorted(each.name for each in rejections(pages)) == [
        "day.page_total_media_view_unique",
        "days_28.page_total_media_view_unique",
        "page_actions_post_reactions_anger_total",
        "page_actions_post_reactions_haha_total",
        "page_actions_post_reactions_like_total",
        "page_actions_post_reactions_love_total",
        "page_actions_post_reactions_sorry_total",
        "page_actions_post_reactions_wow_total",
        "page_daily_follows",
        "page_daily_unfollows_unique",
        "page_media_view",
        "page_video_views",
        "page_views_total",
        "post_total_media_view_unique",
    ]


async def test_old_lists_go_on_with_a_moment(clock: FakeClock) -> None:
    pages = {
        None: fixture(f"{FIXTURES}/posts/feed_fields_p1.json"),
        "1624385168": fixture(f"{FIXTURES}/posts/feed_fields_p2.json"),
    }

    def answer(request: httpx2.Request) -> tuple[int, Any]:
        query = dict(request.url.params)
        if request.url.path.endswith("/published_posts"):
            return 200, pages["1624385168" if query["until"] == "1624385168" else None]
        return 200, {} if "ids" in query else {"data": []}

    found = await collect(answer, datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 7, 10, tzinfo=UTC))

    posts = all_of(found).posts
    assert found[1].cursor == "posts:until=1624385168&__paging_token=__paging_token"
    assert [post.post_id for post in posts][:2] == ["4_10113477241177441", "4_10113449068715281"]
    assert len(posts) == 10
    assert posts[0].metrics == {M.SHARES: 0}
    assert posts[0].details is not None
    assert posts[0].details.posted_at == datetime(2021, 7, 4, 19, 50, 58, tzinfo=UTC)


async def test_two_pages_of_a_feed_with_the_lengths_of_its_videos() -> None:
    first, second = (fixture(f"{FIXTURES}/posts/feeds_default_fields_p{number}.json") for number in (1, 2))
    videos = fixture(f"{FIXTURES}/videos/videos_info_fields.json")

    def answer(request: httpx2.Request) -> tuple[int, Any]:
        query = dict(request.url.params)
        if request.url.path.endswith("/published_posts"):
            return 200, second if query.get("after") == "after" else first
        if query.get("fields") == "id,length":
            return 200, {each: videos[each] for each in query["ids"].split(",")}
        return 200, {} if "ids" in query else {"data": []}

    found = await collect(answer, datetime(2021, 6, 1, tzinfo=UTC), datetime(2021, 7, 10, tzinfo=UTC))

    posts = {post.post_id.removeprefix("19292868552_"): post for post in all_of(found).posts}
    kinds = [post.details.content_type for post in posts.values() if post.details]
    assert list(posts["10158349356748553"].metrics.items()) == [(M.LIKES, 125), (M.COMMENTS, 13), (M.SHARES, 10)]
    assert posts["10158316421783553"].metrics == {M.LIKES: 26959, M.COMMENTS: 82, M.SHARES: 183}
    assert kinds == [
        ContentType.IMAGE,
        ContentType.LINK,
        ContentType.IMAGE,
        ContentType.IMAGE,
        ContentType.VIDEO,
        ContentType.LINK,
        ContentType.IMAGE,
        ContentType.IMAGE,
        ContentType.LINK,
        ContentType.VIDEO,
    ]
    assert {
        key: post.details.media_seconds for key, post in posts.items() if post.details and post.details.media_seconds
    } == {
        "10158333323653553": 12.891,
        "10158316421783553": 59.648,
    }


async def test_due_posts_come_under_their_ids(clock: FakeClock) -> None:
    posts = fixture(f"{FIXTURES}/posts/multi_posts_data.json")
    single = fixture(f"{FIXTURES}/posts/single_post_data.json")
    known = {**posts, single["id"]: single}

    def answer(request: httpx2.Request) -> tuple[int, Any]:
        query = dict(request.url.params)
        if "message" in query.get("fields", "") and "ids" in query:
            return 200, {each: known[each] for each in query["ids"].split(",")}
        return 200, {} if "ids" in query else {"data": []}

    due = [KnownPost(each, clock(), ContentType.OTHER, clock()) for each in known]
    pages = await collect(answer, datetime(2026, 3, 1, tzinfo=UTC), due=due)

    found = {post.post_id: post for post in all_of(pages).posts}
    article = found["19292868552_10158347294088553"]
    text = found["175154750010052_424924701699721"]
    assert set(found) == set(known)
    assert missing(pages) == []
    assert article.details is not None
    assert article.details.content_type is ContentType.LINK
    assert article.details.posted_at == datetime(2021, 7, 8, 15, 30, 19, tzinfo=UTC)
    assert text.metrics == {M.LIKES: 1, M.COMMENTS: 0, M.SHARES: 0}
    assert text.details is not None
    assert (text.details.content_type, text.details.text) == (ContentType.TEXT, "我测试一下 MyLife")


async def test_the_profile_of_a_large_page() -> None:
    def answer(request: httpx2.Request) -> tuple[int, Any]:
        if request.url.path.endswith(PAGE):
            return 200, fixture(f"{FIXTURES}/pages/single_default_page.json")
        return 200, {"data": []}

    pages = await collect(answer, datetime(2026, 3, 1, tzinfo=UTC))

    assert pages[0].profile == AccountRef(Platform.FACEBOOK, PAGE, "facebookapp", "Facebook")
    assert pages[0].batch.days == ()  # likes of a Page are not its followers


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("error.json", "(100): (#100) Pages Public Content Access requires either app secret proof or an app token"),
        ("base/error_data.json", "(100): (#100) Object does not exist, cannot be loaded due to missing permission"),
    ],
)
async def test_recorded_refusals_of_a_whole_edge_are_rejections(path: str, said: str) -> None:
    def answer(request: httpx2.Request) -> tuple[int, Any]:
        if request.url.path.endswith("/published_posts"):
            return 400, fixture(f"{FIXTURES}/{path}")
        return 200, {"data": []}

    pages = await collect(answer, datetime(2026, 3, 1, tzinfo=UTC))

    (rejection,) = rejections(pages)
    assert rejection.name == "GET /{page}/published_posts"
    assert said in rejection.reason


async def test_videos_have_lengths_and_lists_go_on_after_a_cursor() -> None:
    assert next_token(fixture(f"{FIXTURES}/videos/videos_p1.json")) == "after=after"
    assert next_token(fixture(f"{FIXTURES}/videos/videos_p2.json")) is None


async def test_consent_by_the_recorded_answers(clock: FakeClock) -> None:
    def answer(request: httpx2.Request) -> tuple[int, Any]:
        if request.url.path.endswith("/oauth/access_token"):
            return 200, fixture(f"{FIXTURES}/base/long_term_token.json")
        return 200, fixture(f"{FIXTURES}/base/user_accounts_token.json")

    async with answering(answer, clock) as http:
        configuration = ApiConfiguration(client_id="1", client_secret=Secret("s"))
        authorizer = FacebookAuthorizer(configuration, http)
        (granted,) = await authorizer.exchange("code", Consent("state", "https://here/back", Secret("v" * 43)))

    assert granted.account == AccountRef(Platform.FACEBOOK, "2121008874780932", None, "MyLife")
    assert granted.credentials == Credentials(
        Secret("access_token"),
        None,
        Secret("token"),
        datetime(2026, 5, 9, 12, tzinfo=UTC),
        ("pages_show_list", "business_management", "pages_read_engagement", "read_insights"),
    )
