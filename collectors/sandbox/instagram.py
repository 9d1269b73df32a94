"""Instagram in the sandbox. Every new post is announced in a story, which is there for 24 hours.

Where scenarios retire metrics, `website_clicks` of the account and `follows` of media are refused.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request

from collectors.sample.posts import SamplePost
from collectors.sandbox.graph import (
    Field,
    Graph,
    GraphError,
    Json,
    Resolve,
    check_age,
    graph_simulator,
    link,
    listed,
    moments,
    no_field,
    page_of,
    selected,
    stamp,
)
from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.simulator import Simulator
from collectors.sandbox.tokens import Tokens
from collectors.sandbox.world import ACCOUNTS, World
from domain.metrics import MetricKey as M
from domain.observations import ContentType
from domain.time_range import local_date, start_of_day
from domain.users import Platform

_ACCOUNT = ACCOUNTS[Platform.INSTAGRAM]
_MOST_SECONDS = 2_592_000
_STORY_LIVES = timedelta(hours=24)
_STORY_SHARE = 0.12
"""How many of those who see a post see its story."""
_RETIRED = frozenset({"website_clicks", "follows"})
_SERIES = {"reach": M.REACH, "follower_count": M.FOLLOWERS_GAINED}
_TOTALS = {
    "reach": M.REACH,
    "views": M.VIEWS,
    "likes": M.LIKES,
    "comments": M.COMMENTS,
    "shares": M.SHARES,
    "saves": M.SAVES,
    "total_interactions": M.PLATFORM_ENGAGEMENTS,
    "profile_views": M.PROFILE_VIEWS,
    "website_clicks": M.WEBSITE_CLICKS,
}
_DEMOGRAPHICS: Mapping[str, Sequence[tuple[str, float]]] = {
    "age": (("13-17", 0.03), ("18-24", 0.27), ("25-34", 0.41), ("35-44", 0.19), ("45-54", 0.07), ("55-64", 0.03)),
    "gender": (("F", 0.58), ("M", 0.36), ("U", 0.06)),
    "country": (("DE", 0.47), ("AT", 0.16), ("CH", 0.13), ("US", 0.08)),
    "city": (("Berlin, Berlin", 0.14), ("Vienna, Vienna", 0.09), ("Zürich, Zürich", 0.06)),
}
_NAMES = (*_SERIES, *(name for name in _TOTALS if name not in _SERIES), "follower_demographics")
_MEDIA = {
    "reach": M.REACH,
    "views": M.VIEWS,
    "likes": M.LIKES,
    "comments": M.COMMENTS,
    "shares": M.SHARES,
    "saved": M.SAVES,
    "total_interactions": M.PLATFORM_ENGAGEMENTS,
    "follows": M.FOLLOWERS_GAINED,
    "profile_visits": M.PROFILE_VIEWS,
    "ig_reels_video_view_total_time": M.WATCH_TIME_SECONDS,
}
_OF_PRODUCT = {
    "FEED": frozenset(_MEDIA) - {"ig_reels_video_view_total_time"},
    "REELS": frozenset(_MEDIA) - {"follows", "profile_visits"},
    "STORY": frozenset({"reach", "views", "shares", "total_interactions", "follows", "profile_visits"}),
}
_TYPES = {ContentType.CAROUSEL: "CAROUSEL_ALBUM", ContentType.REEL: "VIDEO", ContentType.IMAGE: "IMAGE"}


def simulator(world: World, tokens: Tokens, scenario: Scenario) -> Simulator:
    """Instagram."""
    return graph_simulator(_Instagram(world, scenario), tokens)


class _Instagram(Graph):
    platform = Platform.INSTAGRAM
    use_case = "instagram"
    throttled = (80002, "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.")
    retires = _RETIRED

    def object(self, node_id: str) -> Resolve | None:
        if node_id == _ACCOUNT.external_id:
            return self._account
        post = self._world.post(self.platform, node_id)
        if post is not None:
            return partial(self._medium, post, False)
        story = next((each for each in self._new() if _story_id(each) == node_id), None)
        return partial(self._medium, story, True) if story else None

    def edge(self, node_id: str, name: str, query: QueryParams, request: Request) -> Json | None:
        if node_id != _ACCOUNT.external_id:
            return None
        match name:
            case "media":
                since, until = moments(query, 730, self._world.now)
                posts = self._world.posts(self.platform, since, until)
                return self._listed([each.post_id for each in posts], query, request)
            case "stories":
                return self._listed([_story_id(each) for each in self._new()], query, request)
            case "insights":
                return self._insights(query, request)
            case _:
                return None

    def _new(self) -> list[SamplePost]:
        return self._world.posts(self.platform, self._world.now - _STORY_LIVES)

    def _listed(self, ids: Sequence[str], query: QueryParams, request: Request) -> Json:
        def shown(node_id: str) -> Json:
            resolve = self.object(node_id)
            assert resolve is not None
            return selected(resolve, query.get("fields"))

        return page_of(ids, query, request, shown)

    def _account(self, field: Field) -> Any:
        stocks = self._world.stocks(self.platform)
        values = {
            "id": _ACCOUNT.external_id,
            "username": _ACCOUNT.handle,
            "name": _ACCOUNT.name,
            "followers_count": stocks[M.FOLLOWERS],
            "follows_count": stocks[M.FOLLOWING],
            "media_count": stocks[M.POSTS_COUNT],
        }
        if field.name not in values:
            raise no_field(field.name)
        return values[field.name]

    def _medium(self, post: SamplePost, is_story: bool, field: Field) -> Any:
        seen, kind = self._world.counters(self.platform, post), post.details.content_type
        product = "STORY" if is_story else "REELS" if kind is ContentType.REEL else "FEED"
        node_id = _story_id(post) if is_story else post.post_id
        match field.name:
            case "id":
                return node_id
            case "caption":
                return None if is_story else post.details.text
            case "media_type":
                return "IMAGE" if is_story else _TYPES[kind]
            case "media_product_type":
                return product
            case "permalink":
                place = f"stories/{_ACCOUNT.handle}" if is_story else "reel" if product == "REELS" else "p"
                return f"https://www.instagram.com/{place}/{node_id}/"
            case "timestamp":
                return stamp(post.posted_at)
            case "like_count":
                return 0 if is_story else seen.get(M.LIKES)
            case "comments_count":
                return 0 if is_story else seen.get(M.COMMENTS)
            case "insights":
                return self._media_insights(node_id, product, seen, field.names("metric"))
            case _:
                raise no_field(field.name)

    def _media_insights(self, node_id: str, product: str, seen: Mapping[M, int | float], names: list[str]) -> Json:
        self._check(names, tuple(_MEDIA))
        for name in names:
            if name not in _OF_PRODUCT[product]:
                words = f"(#100) The Media Insights API does not support the {name} metric for this media product type."
                raise GraphError(words, 100)
        found = []
        for name in names:
            value = seen.get(_MEDIA[name])
            if value is not None:
                value = value * 1000 if name == "ig_reels_video_view_total_time" else value
                value = value * _STORY_SHARE if product == "STORY" else value
                found.append(_insight(node_id, name, "lifetime", {"values": [{"value": int(value)}]}))
        return {"data": found}

    def _insights(self, query: QueryParams, request: Request) -> Json:
        names = listed(query.get("metric"))
        self._check(names, _NAMES)
        if query.get("metric_type") != "total_value":
            other = [name for name in names if name not in _SERIES]
            if other:
                words = f"(#100) The following metrics ({','.join(other)}) should be specified with parameter"
                raise GraphError(f"{words} metric_type=total_value", 100)
        if names == ["follower_demographics"]:
            return {"data": [self._demographics(query)]}
        since, until = moments(query, 1, self._world.now)
        check_age(since, self._world.now)
        width = int((until - since).total_seconds())
        if width > _MOST_SECONDS:
            words = f"(#100) There cannot be more than 30 days ({_MOST_SECONDS} s) between since and until"
            raise GraphError(words, 100)
        days = self._days(since, until)
        if query.get("metric_type") == "total_value":
            found = [self._total(name, [day for day, _ in days]) for name in names]
        else:
            found = [self._series(name, days) for name in names]
        start, end = int(since.timestamp()), int(until.timestamp())
        paging = {
            "previous": link(request, since=str(start - width - 1), until=str(start - 1)),
            "next": link(request, since=str(end + 1), until=str(end + 1 + width)),
        }
        return {"data": found, "paging": paging}

    def _days(self, since: datetime, until: datetime) -> list[tuple[date, datetime]]:
        """The days that end from since to until, both included, and when."""
        zone = self._world.zone(self.platform)
        day = local_date(since - timedelta(seconds=1), zone)
        found = []
        while (end := start_of_day(day + timedelta(days=1), zone)) <= min(until, self._world.now):
            if end >= since:
                found.append((day, end))
            day += timedelta(days=1)
        return found

    def _series(self, name: str, days: Sequence[tuple[date, datetime]]) -> Json:
        if name == "follower_count":
            oldest = self._world.now - timedelta(days=31)
            if any(end < oldest for _, end in days):
                raise GraphError("(#100) For metric follower_count, since must be within the last 30 days", 100)
        values = [
            {"value": int(flows[_SERIES[name]]), "end_time": stamp(end)}
            for day, end in days
            if (flows := self._world.day(self.platform, day))
        ]
        return _insight(_ACCOUNT.external_id, name, "day", {"values": values})

    def _total(self, name: str, days: Sequence[date]) -> Json:
        values = [int((self._world.day(self.platform, day) or {}).get(_TOTALS[name], 0)) for day in days]
        value = sum(values)
        if name == "reach" and len(values) > 1:
            value = int(max(values) + (sum(values) - max(values)) * 0.27)
        return _insight(_ACCOUNT.external_id, name, "day", {"total_value": {"value": value}})

    def _demographics(self, query: QueryParams) -> Json:
        breakdown = query.get("breakdown", "")
        if breakdown not in _DEMOGRAPHICS:
            raise GraphError("(#100) Demographics need one breakdown: age, city, country, gender", 100)
        followers = self._world.stocks(self.platform)[M.FOLLOWERS]
        results = [
            {"dimension_values": [label], "value": int(followers * share)} for label, share in _DEMOGRAPHICS[breakdown]
        ]
        total = {"breakdowns": [{"dimension_keys": [breakdown], "results": results}]}
        return _insight(_ACCOUNT.external_id, "follower_demographics", "lifetime", {"total_value": total})

    def _check(self, names: Sequence[str], known: Sequence[str]) -> None:
        valid = [name for name in known if name not in self._retired]
        for place, name in enumerate(names):
            if name not in valid:
                words = f"(#100) metric[{place}] must be one of the following values: {', '.join(valid)}"
                raise GraphError(words, 100)


def _story_id(post: SamplePost) -> str:
    return str(int(post.post_id) + 5)


def _insight(node_id: str, name: str, period: str, value: Json) -> Json:
    return {"name": name, "period": period, **value, "title": name, "id": f"{node_id}/insights/{name}/{period}"}
