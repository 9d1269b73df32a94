"""TikTok's two APIs, as far as an account's own numbers go: the Display API at `/v2/`, the Accounts API of TikTok for
Business at `/open_api/v1.3/`.

Neither tells in headers how many calls are left. Retired, where the scenario has that: `share_count` of the one,
`unique_video_views` of the days and `total_time_watched` of the videos of the other.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from collectors.sample.posts import SamplePost
from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.simulator import Refusal, Simulator
from collectors.sandbox.tiktok_answers import body_of, business_data, business_error, display_data, display_error
from collectors.sandbox.tiktok_consent import Consent
from collectors.sandbox.tokens import Tokens
from collectors.sandbox.world import ACCOUNTS, World
from domain.metrics import MetricKey
from domain.users import Platform

_ME = ACCOUNTS[Platform.TIKTOK]
_BUSINESS = "/open_api/v1.3"
_MOST = 20
_LOOK_BACK_DAYS = 60
_RETIRED = frozenset({"share_count", "unique_video_views", "total_time_watched"})
_REACHED = 0.61
"""Of the views: how many people that were."""
_HANDLE, _NAME = _ME.handle or "", _ME.name or ""
_AUDIENCE: Mapping[str, list[dict[str, object]]] = {
    "audience_ages": [
        {"age": "18-24", "percentage": 0.31},
        {"age": "25-34", "percentage": 0.42},
        {"age": "35-44", "percentage": 0.17},
        {"age": "45-54", "percentage": 0.07},
        {"age": "55+", "percentage": 0.03},
    ],
    "audience_genders": [
        {"gender": "Female", "percentage": 0.58},
        {"gender": "Male", "percentage": 0.4},
        {"gender": "Other", "percentage": 0.02},
    ],
    "audience_countries": [{"country": "DE", "percentage": 0.66}, {"country": "AT", "percentage": 0.12}],
    "audience_cities": [{"city_name": "Berlin", "percentage": 0.21}, {"city_name": "Hamburg", "percentage": 0.09}],
}


def simulator(world: World, tokens: Tokens, scenario: Scenario) -> Simulator:
    """Both, over one account."""
    gone = _RETIRED if scenario.retired_metrics else frozenset[str]()
    display, business, consent = _Display(world, gone), _Business(world, gone), Consent(tokens)
    return Simulator(
        platform=Platform.TIKTOK,
        routes=(
            Route("/v2/user/info/", display.user, methods=["GET"]),
            Route("/v2/video/list/", display.videos, methods=["POST"]),
            Route("/v2/video/query/", display.query, methods=["POST"]),
            Route(f"{_BUSINESS}/business/get/", business.account, methods=["GET"]),
            Route(f"{_BUSINESS}/business/video/list/", business.videos, methods=["GET"]),
            Route("/{path:path}", _nowhere, methods=["GET", "POST", "PUT", "DELETE"]),
        ),
        open_routes=(
            Route("/v2/auth/authorize/", consent.page, methods=["GET"]),
            Route("/v2/oauth/token/", consent.display_token, methods=["POST"]),
            Route("/v2/oauth/revoke/", consent.display_revoke, methods=["POST"]),
            Route(f"{_BUSINESS}/tt_user/oauth2/token/", consent.business_token, methods=["POST"]),
            Route(f"{_BUSINESS}/tt_user/oauth2/refresh_token/", consent.business_refresh, methods=["POST"]),
            Route(f"{_BUSINESS}/tt_user/oauth2/revoke/", consent.business_revoke, methods=["POST"]),
        ),
        token_of=_token_of,
        refuse=_refuse,
    )


def _token_of(request: Request) -> str | None:
    own = request.headers.get("access-token")
    if own is not None:
        return own
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token or None if scheme.lower() == "bearer" else None


_REFUSALS = {
    Refusal.THROTTLED: (429, "rate_limit_exceeded", "The API rate limit was exceeded. Please try again later."),
    Refusal.UNAVAILABLE: (500, "internal_error", "Something went wrong. Please try again later."),
    Refusal.TOKEN_EXPIRED: (401, "access_token_invalid", "The access token is invalid or not found in the request."),
    Refusal.TOKEN_REVOKED: (401, "access_token_invalid", "The access token is invalid or not found in the request."),
    Refusal.TOKEN_UNKNOWN: (401, "access_token_invalid", "The access token is invalid or not found in the request."),
}


def _refuse(refusal: Refusal, seconds: int) -> Response:
    """In the form of the Display API: which of the two was called is not known here."""
    status, code, message = _REFUSALS[refusal]
    headers = {"retry-after": str(seconds)} if refusal is Refusal.THROTTLED else {}
    return display_error(status, code, message, headers)


async def _nowhere(request: Request) -> Response:
    if f"{_BUSINESS}/" in request.url.path:
        return business_error(40006, "no schema found")
    return Response("Unsupported path(Janus)", 404, media_type="text/plain")


def _page(posts: Sequence[SamplePost], cursor: int | None, count: int) -> tuple[list[SamplePost], int, bool]:
    """Those published before the cursor. A page that is followed by another is one short of what was asked for, as
    TikTok may hold some back."""
    before = [post for post in posts if cursor is None or _milliseconds(post.posted_at) < cursor]
    size = count if len(before) <= count else max(count - 1, 1)
    page = before[:size]
    following = _milliseconds(page[-1].posted_at) if page else cursor or 0
    return page, following, len(before) > size


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


def _link(post: SamplePost) -> str:
    return f"https://www.tiktok.com/@{_HANDLE}/video/{post.post_id}?utm_campaign=tt4d_open_api&utm_source=sandbox"


def _chosen(found: Mapping[str, object], fields: Iterable[str]) -> dict[str, object]:
    """What was asked for and is there: what nobody gets to see is left out, not null."""
    return {field: found[field] for field in fields if found.get(field) is not None}


class _Display:
    """The Display API."""

    def __init__(self, world: World, gone: frozenset[str]) -> None:
        self._world = world
        self._gone = gone

    async def user(self, request: Request) -> Response:
        stocks = self._world.stocks(Platform.TIKTOK)
        user = {
            "open_id": _ME.external_id,
            "union_id": "sandbox-union",
            "display_name": _NAME,
            "username": _HANDLE,
            "follower_count": stocks[MetricKey.FOLLOWERS],
            "following_count": stocks[MetricKey.FOLLOWING],
            "likes_count": 1_204_711,
            "video_count": stocks[MetricKey.POSTS_COUNT],
        }
        fields = self._fields(request, user)
        return _wrong_fields() if fields is None else display_data({"user": _chosen(user, fields)})

    async def videos(self, request: Request) -> Response:
        fields, body = self._fields(request, _VIDEO_FIELDS), await body_of(request)
        if fields is None:
            return _wrong_fields()
        cursor, count = body.get("cursor"), body.get("max_count", 10)
        if not isinstance(count, int) or not 1 <= count <= _MOST or not isinstance(cursor, int | None):
            return display_error(400, "invalid_params", "One or more fields in request is invalid")
        page, following, more = _page(self._world.posts(Platform.TIKTOK), cursor, count)
        shown = [_chosen(self._video(post), fields) for post in page]
        return display_data({"videos": shown, "cursor": following, "has_more": more})

    async def query(self, request: Request) -> Response:
        fields, body = self._fields(request, _VIDEO_FIELDS), await body_of(request)
        if fields is None:
            return _wrong_fields()
        filters = body.get("filters")
        ids = filters.get("video_ids") if isinstance(filters, dict) else None
        if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST or not all(isinstance(each, str) for each in ids):
            return display_error(400, "invalid_params", "One or more fields in request is invalid")
        posts = (self._world.post(Platform.TIKTOK, each) for each in ids)
        return display_data({"videos": [_chosen(self._video(post), fields) for post in posts if post is not None]})

    def _video(self, post: SamplePost) -> dict[str, object]:
        counters = self._world.counters(Platform.TIKTOK, post)
        return {
            "id": post.post_id,
            "create_time": int(post.posted_at.timestamp()),
            "title": "",
            "video_description": post.details.text,
            "duration": int(post.details.media_seconds or 0),
            "share_url": _link(post),
            "view_count": counters.get(MetricKey.VIEWS),
            "like_count": counters.get(MetricKey.LIKES),
            "comment_count": counters.get(MetricKey.COMMENTS),
            "share_count": counters.get(MetricKey.SHARES),
        }

    def _fields(self, request: Request, known: Iterable[str]) -> list[str] | None:
        fields = [field for field in request.query_params.get("fields", "").split(",") if field]
        offered = set(known) - self._gone
        return fields if fields and offered.issuperset(fields) else None


_VIDEO_FIELDS = (
    "id", "create_time", "title", "video_description", "duration", "share_url", "cover_image_url", "embed_link",
    "width", "height", "view_count", "like_count", "comment_count", "share_count",
)  # fmt: skip


def _wrong_fields() -> Response:
    return display_error(400, "invalid_params", "Fields is invalid: one of them is not supported")


class _Business:
    """The Accounts API. Every refusal comes with HTTP 200."""

    def __init__(self, world: World, gone: frozenset[str]) -> None:
        self._world = world
        self._gone = gone

    async def account(self, request: Request) -> Response:
        fields = self._fields(request, (*_ACCOUNT_FIELDS, *_AUDIENCE, *_DAY_FIELDS))
        if isinstance(fields, Response):
            return fields
        today = self._world.now.date()
        first = _day(request, "start_date") or today - timedelta(days=7)
        last = _day(request, "end_date") or today - timedelta(days=1)
        if not today - timedelta(days=_LOOK_BACK_DAYS) <= first <= last:
            return business_error(40002, "start_date: must lie within the last 60 days, and not after end_date")
        stocks = self._world.stocks(Platform.TIKTOK)
        now = {
            "display_name": _NAME,
            "username": _HANDLE,
            "followers_count": stocks[MetricKey.FOLLOWERS],
            "following_count": stocks[MetricKey.FOLLOWING],
            "videos_count": stocks[MetricKey.POSTS_COUNT],
            **_AUDIENCE,
        }
        data = _chosen(now, fields)
        if any(field in _DAY_FIELDS for field in fields):
            data["metrics"] = self._days(first, min(last, today - timedelta(days=1)), fields)
        return business_data(data)

    async def videos(self, request: Request) -> Response:
        fields = self._fields(request, _ITEM_FIELDS)
        if isinstance(fields, Response):
            return fields
        filters, cursor = request.query_params.get("filters"), request.query_params.get("cursor")
        count = int(request.query_params.get("max_count", "10"))
        if not 1 <= count <= _MOST:
            return business_error(40002, "max_count: must be between 1 and 20")
        if filters is not None:
            ids = json.loads(filters).get("video_ids", [])
            if len(ids) > _MOST:
                return business_error(40002, "filters.video_ids: at most 20")
            found = [post for each in ids if (post := self._world.post(Platform.TIKTOK, each)) is not None]
            page, following, more = found, 0, False
        else:
            posts = self._world.posts(Platform.TIKTOK)
            page, following, more = _page(posts, int(cursor) if cursor else None, count)
        shown = [_chosen(self._item(post), fields) for post in page]
        return business_data({"videos": shown, "cursor": following, "has_more": more})

    def _item(self, post: SamplePost) -> dict[str, object]:
        counters = self._world.counters(Platform.TIKTOK, post)
        views = counters.get(MetricKey.VIEWS)
        return {
            "item_id": post.post_id,
            "create_time": str(int(post.posted_at.timestamp())),
            "caption": post.details.text,
            "share_url": _link(post),
            "video_duration": post.details.media_seconds,
            "video_views": views,
            "reach": None if views is None else int(views * _REACHED),
            "likes": counters.get(MetricKey.LIKES),
            "comments": counters.get(MetricKey.COMMENTS),
            "shares": counters.get(MetricKey.SHARES),
            "total_time_watched": counters.get(MetricKey.WATCH_TIME_SECONDS),
            "full_video_watched_rate": counters.get(MetricKey.VIDEO_COMPLETION_RATE),
            "new_followers": None if views is None else int(views * 0.002),
            "profile_views": None if views is None else int(views * 0.008),
        }

    def _days(self, first: date, last: date, fields: Sequence[str]) -> list[dict[str, object]]:
        rows = []
        followers = int(self._world.stocks(Platform.TIKTOK)[MetricKey.FOLLOWERS])
        day = self._world.now.date()
        while day >= first:
            flows = self._world.day(Platform.TIKTOK, day) or {}
            if day <= last:
                shown = {"date": day.isoformat()} | _chosen(_day_numbers(flows, followers), fields)
                rows.append(shown)
            gained = flows.get(MetricKey.FOLLOWERS_GAINED, 0) - flows.get(MetricKey.FOLLOWERS_LOST, 0)
            followers -= int(gained)
            day -= timedelta(days=1)
        return rows[::-1]

    def _fields(self, request: Request, known: Iterable[str]) -> list[str] | Response:
        if request.query_params.get("business_id") != _ME.external_id:
            return business_error(40001, "You do not have permission to access this business account.")
        fields = json.loads(request.query_params.get("fields", "[]"))
        for field in fields:
            if field not in known or field in self._gone:
                return business_error(40002, f"fields: {field} is not supported")
        return list(fields)


_ACCOUNT_FIELDS = ("display_name", "username", "followers_count", "following_count", "videos_count")
_DAY_FIELDS = (
    "followers_count", "daily_new_followers", "daily_lost_followers", "daily_total_followers", "video_views",
    "unique_video_views", "likes", "comments", "shares", "profile_views", "bio_link_clicks", "audience_activity",
)  # fmt: skip
_ITEM_FIELDS = (
    "item_id", "create_time", "caption", "share_url", "video_duration", "video_views", "reach", "likes", "comments",
    "shares", "favorites", "total_time_watched", "average_time_watched", "full_video_watched_rate", "new_followers",
    "profile_views",
)  # fmt: skip


def _day_numbers(flows: Mapping[MetricKey, int | float], followers: int) -> dict[str, object]:
    """Of the numbers that the sandbox does not know of a day, each is a part of the views."""
    views = int(flows.get(MetricKey.VIEWS, 0))
    gained, lost = int(flows.get(MetricKey.FOLLOWERS_GAINED, 0)), int(flows.get(MetricKey.FOLLOWERS_LOST, 0))
    return {
        "followers_count": followers,
        "daily_new_followers": gained,
        "daily_lost_followers": lost,
        "daily_total_followers": gained - lost,
        "video_views": views,
        "unique_video_views": int(views * _REACHED),
        "likes": views // 17,
        "comments": views // 700,
        "shares": views // 240,
        "profile_views": flows.get(MetricKey.PROFILE_VIEWS),
        "bio_link_clicks": flows.get(MetricKey.WEBSITE_CLICKS),
        "audience_activity": [{"hour": str(hour), "count": 1000 + 40 * hour} for hour in range(24)],
    }


def _day(request: Request, name: str) -> date | None:
    given = request.query_params.get(name)
    return date.fromisoformat(given) if given else None
