"""X's API v2 in the sandbox: profile, timeline, posts by id, analytics."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from collectors.sample.posts import SamplePost
from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.simulator import Simulator
from collectors.sandbox.tokens import Tokens
from collectors.sandbox.world import ACCOUNTS, World
from collectors.sandbox.x_consent import XConsent
from collectors.sandbox.x_problems import (
    invalid,
    no_field,
    not_found,
    not_one_of,
    problem,
    refused,
    strict,
    too_near,
)
from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform

_ACCOUNT = ACCOUNTS[Platform.X]
_WINDOW_SECONDS = 900
_LIMITS = {"users": 900, "me": 75, "timeline": 900, "tweets": 5_000, "analytics": 300}
"""Calls in 15 minutes, with the token of a person."""
_PRIVATE_FOR = timedelta(days=30)
_FEWEST, _DEFAULT, _MOST = 5, 10, 100
_MOST_LISTED = 3_200
_NEAREST_END = timedelta(seconds=10)
_COUNTED_EVERY = timedelta(minutes=1)
"""The analytics move on by so much."""
_TOKEN_START = "7140dibdnow9c7btw"
_HALF_LIFE = timedelta(hours=12)
_MEDIA = {ContentType.IMAGE: ("3", "photo"), ContentType.VIDEO: ("7", "video")}
_PRIVATE = "non_public_metrics"
_POST_FIELDS = frozenset(
    {
        *("attachments", "author_id", "created_at", "edit_history_tweet_ids", "entities", "id", "lang", "note_tweet"),
        *("public_metrics", _PRIVATE, "organic_metrics", "promoted_metrics", "referenced_tweets", "text"),
    }
)
_ANALYTICS_FIELDS = (
    *("bookmarks", "engagements", "follows", "id", "impressions", "likes", "media_views", "quote_tweets", "replies"),
    *("retweets", "shares", "timestamp", "timestamped_metrics", "unfollows", "url_clicks", "user_profile_clicks"),
)
_RETIRED = frozenset({"media_views"})
"""What the analytics no longer have in a scenario with retired metrics."""


def simulator(world: World, tokens: Tokens, scenario: Scenario) -> Simulator:
    """X as its documents describe it."""
    account = _XAccount(world, scenario)
    consent = XConsent(tokens)
    return Simulator(
        Platform.X,
        routes=[
            Route("/2/users/me", strict("user", account.me)),
            Route("/2/users/{user_id:str}", strict("user", account.user)),
            Route("/2/users/{user_id:str}/tweets", strict("timeline", account.timeline)),
            Route("/2/tweets", strict("posts", account.posts)),
            Route("/2/tweets/analytics", strict("analytics", account.analytics)),
            Route("/{path:path}", _unknown),
        ],
        open_routes=[
            Route("/i/oauth2/authorize", consent.authorize),
            Route("/2/oauth2/token", consent.token, methods=["POST"]),
            Route("/2/oauth2/revoke", consent.revoke, methods=["POST"]),
        ],
        token_of=_token_of,
        refuse=lambda refusal, seconds: refused(refusal, world.now, seconds),
    )


class _XAccount:
    """What a person's token may read."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self._world = world
        self._retired = _RETIRED if scenario.retired_metrics else frozenset[str]()
        self._calls: Counter[tuple[str, int]] = Counter()

    async def me(self, request: Request) -> Response:
        return self._answer("me", {"data": self._profile(request)})

    async def user(self, request: Request) -> Response:
        if request.path_params["user_id"] != _ACCOUNT.external_id:
            return self._answer("users", {"errors": [not_found("user", "id", request.path_params["user_id"])]})
        return self._answer("users", {"data": self._profile(request)})

    async def timeline(self, request: Request) -> Response:
        """Newest first. With private fields it holds the posts of 30 days only."""
        asked = request.query_params
        fields = _listed(asked.get("tweet.fields"))
        unknown = fields - _POST_FIELDS
        size = asked.get("max_results", str(_DEFAULT))
        before = _from_token(asked.get("pagination_token"))
        if unknown:
            return not_one_of("tweet.fields", min(unknown), sorted(_POST_FIELDS))
        if not size.isdecimal() or not _FEWEST <= int(size) <= _MOST:
            return invalid("max_results", size, f"is not between {_FEWEST} and {_MOST}")
        if before is None:
            return invalid("pagination_token", asked["pagination_token"], "is not valid")
        if request.path_params["user_id"] != _ACCOUNT.external_id:
            return self._answer("timeline", {"errors": [not_found("user", "id", request.path_params["user_id"])]})
        since, until = (_moment(asked.get(name)) for name in ("start_time", "end_time"))
        if until is not None and until > self._world.now - _NEAREST_END:
            return too_near("end_time", asked["end_time"])
        if _PRIVATE in fields:
            since = max(since or self._world.now - _PRIVATE_FOR, self._world.now - _PRIVATE_FOR)
        newest = self._world.posts(Platform.X)[:_MOST_LISTED]
        found = [post for post in newest if _between(post, since, until) and int(post.post_id) < before]
        page = found[: int(size)]
        meta: dict[str, Any] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0].post_id, "oldest_id": page[-1].post_id}
        if len(found) > len(page):
            meta["next_token"] = f"{_TOKEN_START}{page[-1].post_id}"
        return self._answer("timeline", {**self._shown(page, request, fields), "meta": meta})

    async def posts(self, request: Request) -> Response:
        """By id. What is not there, or too old for a private field, is told among the errors."""
        fields = _listed(request.query_params.get("tweet.fields"))
        ids = [each for each in request.query_params.get("ids", "").split(",") if each]
        if fields - _POST_FIELDS:
            return not_one_of("tweet.fields", min(fields - _POST_FIELDS), sorted(_POST_FIELDS))
        if not 1 <= len(ids) <= _MOST or not all(re.fullmatch(r"\d{1,19}", each) for each in ids):
            return invalid("ids", ",".join(ids)[:40], f"is not a list of 1 to {_MOST} ids")
        there = {post.post_id: post for post in self._world.posts(Platform.X)}
        errors = [not_found("tweet", "ids", each) for each in ids if each not in there]
        found = [there[each] for each in ids if each in there]
        if _PRIVATE in fields:
            old = [post for post in found if post.posted_at < self._world.now - _PRIVATE_FOR]
            errors += [no_field(post.post_id, _PRIVATE) for post in old]
            found = [post for post in found if post not in old]
        return self._answer("tweets", self._shown(found, request, fields) | ({"errors": errors} if errors else {}))

    async def analytics(self, request: Request) -> Response:
        """What posts received in a span: in one sum, or by days."""
        asked = request.query_params
        names = tuple(name for name in _ANALYTICS_FIELDS if name not in self._retired)
        fields = _listed(asked.get("analytics.fields"))
        start, end = (_moment(asked.get(name)) for name in ("start_time", "end_time"))
        granularity = asked.get("granularity", "total")
        unknown = sorted(fields - set(names))
        if unknown:
            return not_one_of("analytics.fields", unknown[0], names)
        if start is None or end is None or start >= end:
            return invalid("start_time", asked.get("start_time", ""), "is not before end_time")
        if end > self._world.now - _NEAREST_END:
            return too_near("end_time", asked["end_time"])
        if granularity not in ("daily", "total"):
            return not_one_of("granularity", granularity, ("daily", "total"))
        ids = set(asked.get("ids", "").split(","))
        data = [
            self._received(post, start, end, granularity, fields)
            for post in self._world.posts(Platform.X)
            if post.post_id in ids
        ]
        return self._answer("analytics", {"data": data} if data else {})

    def _answer(self, endpoint: str, body: Mapping[str, Any]) -> Response:
        window, now = int(self._world.now.timestamp()) // _WINDOW_SECONDS, _LIMITS[endpoint]
        self._calls[endpoint, window] += 1
        return JSONResponse(
            dict(body),
            headers={
                "x-rate-limit-limit": str(now),
                "x-rate-limit-remaining": str(max(now - self._calls[endpoint, window], 1)),
                "x-rate-limit-reset": str((window + 1) * _WINDOW_SECONDS),
            },
        )

    def _profile(self, request: Request) -> dict[str, Any]:
        profile: dict[str, Any] = {"id": _ACCOUNT.external_id, "name": _ACCOUNT.name, "username": _ACCOUNT.handle}
        if "public_metrics" in _listed(request.query_params.get("user.fields")):
            stocks = self._world.stocks(Platform.X)
            profile["public_metrics"] = {
                "followers_count": stocks[MetricKey.FOLLOWERS],
                "following_count": stocks[MetricKey.FOLLOWING],
                "tweet_count": stocks[MetricKey.POSTS_COUNT],
                "listed_count": 41,
            }
        return profile

    def _shown(self, posts: Iterable[SamplePost], request: Request, fields: frozenset[str]) -> dict[str, Any]:
        shown = [self._post(post, fields) for post in posts]
        if not shown:
            return {}
        body: dict[str, Any] = {"data": shown}
        if "attachments.media_keys" in _listed(request.query_params.get("expansions")):
            asked = _listed(request.query_params.get("media.fields")) | {"media_key", "type"}
            media = [_only(each, asked) for post in posts if (each := _medium(post))]
            if media:
                body["includes"] = {"media": media}
        return body

    def _post(self, post: SamplePost, fields: frozenset[str]) -> dict[str, Any]:
        details, medium = post.details, _medium(post)
        text = (details.text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        urls = [{"start": 0, "end": 23, "url": "https://t.co/SandboxLnk", "expanded_url": "https://example.com/menu"}]
        entities: dict[str, Any] = {"hashtags": [{"start": 0, "end": 1, "tag": tag} for tag in details.tags]}
        if details.content_type is ContentType.LINK:
            entities["urls"] = urls
        whole = {
            "id": post.post_id,
            "text": text,
            "edit_history_tweet_ids": [post.post_id],
            "author_id": _ACCOUNT.external_id,
            "created_at": f"{post.posted_at:%Y-%m-%dT%H:%M:%S}.{post.posted_at.microsecond // 1000:03}Z",
            "lang": details.metadata.get("language"),
            "entities": entities,
            "attachments": {"media_keys": [medium["media_key"]]} if medium else None,
            "public_metrics": self._public(post),
            _PRIVATE: self._private(post),
        }
        always = {"id", "text", "edit_history_tweet_ids"}
        return {name: value for name, value in _only(whole, fields | always).items() if value}

    def _public(self, post: SamplePost) -> dict[str, int | float]:
        counters = self._world.counters(Platform.X, post)
        shares = counters.get(MetricKey.SHARES)
        shown = {
            "retweet_count": None if shares is None else shares - shares // 5,
            "reply_count": counters.get(MetricKey.COMMENTS),
            "like_count": counters.get(MetricKey.LIKES),
            "quote_count": None if shares is None else shares // 5,
            "bookmark_count": counters.get(MetricKey.SAVES),
            "impression_count": counters.get(MetricKey.IMPRESSIONS),
        }
        return {name: value for name, value in shown.items() if value is not None}

    def _private(self, post: SamplePost) -> dict[str, int | float]:
        counters = self._world.counters(Platform.X, post)
        return {
            "impression_count": counters.get(MetricKey.IMPRESSIONS, 0),
            "url_link_clicks": counters.get(MetricKey.CLICKS, 0),
            "user_profile_clicks": counters.get(MetricKey.PROFILE_VIEWS, 0),
            "engagements": counters.get(MetricKey.PLATFORM_ENGAGEMENTS, 0),
        }

    def _received(
        self, post: SamplePost, start: datetime, end: datetime, granularity: str, fields: frozenset[str]
    ) -> dict[str, Any]:
        if granularity == "total":
            return {"id": post.post_id, **self._sums(post, start, end, fields)}
        days, day = [], start
        while day < end:
            following = min(day + timedelta(days=1), end)
            metrics = self._sums(post, day, following, fields)
            days.append({"timestamp": f"{day:%Y-%m-%dT%H:%M:%SZ}", "metrics": metrics})
            day = following
        return {"id": post.post_id, "timestamped_metrics": days}

    def _sums(self, post: SamplePost, start: datetime, end: datetime, fields: frozenset[str]) -> dict[str, int]:
        counters = self._world.counters(Platform.X, post)
        visits, shares = counters.get(MetricKey.PROFILE_VIEWS, 0), counters.get(MetricKey.SHARES, 0)
        so_far = {
            "impressions": counters.get(MetricKey.IMPRESSIONS, 0),
            "likes": counters.get(MetricKey.LIKES, 0),
            "replies": counters.get(MetricKey.COMMENTS, 0),
            "retweets": shares - shares // 5,
            "quote_tweets": shares // 5,
            "bookmarks": counters.get(MetricKey.SAVES, 0),
            "engagements": counters.get(MetricKey.PLATFORM_ENGAGEMENTS, 0),
            "url_clicks": counters.get(MetricKey.CLICKS, 0),
            "user_profile_clicks": visits,
            "media_views": counters.get(MetricKey.MEDIA_VIEWS, 0),
            "follows": visits // 20,
            "unfollows": 0,
            "shares": shares // 4,
        }
        now = self._world.now
        first, last = (_share(post, moment, now) for moment in (start, min(end, now)))
        return {name: int(so_far[name] * last) - int(so_far[name] * first) for name in so_far if name in fields}


def _token_of(request: Request) -> str | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" and token else None


async def _unknown(request: Request) -> Response:
    return problem(404, "Not Found", "Not Found")


def _medium(post: SamplePost) -> dict[str, Any] | None:
    kind = _MEDIA.get(post.details.content_type)
    if kind is None:
        return None
    medium: dict[str, Any] = {"media_key": f"{kind[0]}_{post.post_id}", "type": kind[1]}
    if post.details.media_seconds is not None:
        medium["duration_ms"] = int(post.details.media_seconds * 1000)
    return medium


def _share(post: SamplePost, moment: datetime, now: datetime) -> float:
    """Which part of what a post has received by now it had received by a moment."""
    if moment <= post.posted_at:
        return 0.0
    if moment >= now - _COUNTED_EVERY:
        return 1.0
    reached, whole = (1 - math.pow(0.5, (end - post.posted_at) / _HALF_LIFE) for end in (moment, now))
    return reached / whole


def _between(post: SamplePost, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or post.posted_at >= since) and (until is None or post.posted_at < until)


def _from_token(token: str | None) -> int | None:
    """The id before which a page lies; None: it is no token of ours."""
    if token is None:
        return 2**63
    rest = token.removeprefix(_TOKEN_START)
    return int(rest) if rest != token and rest.isdecimal() else None


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _listed(text: str | None) -> frozenset[str]:
    return frozenset(text.split(",")) if text else frozenset()


def _only(found: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    wanted = set(names)
    return {name: value for name, value in found.items() if name in wanted}
