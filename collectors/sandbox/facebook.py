"""Facebook Pages in the sandbox.

Where scenarios retire metrics, `page_video_views` and `post_clicks` are refused.
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

_PAGE = ACCOUNTS[Platform.FACEBOOK]
_MOST_DAYS = 90
_WINDOW = 28
_RETIRED = frozenset({"page_video_views", "post_clicks"})
_REACH_NAMES_END = date(2026, 6, 15)
"""From then on the names of before are refused."""
_REACH_BEFORE = {"page_impressions_unique": "page_total_media_view_unique"}
_POST_METRICS = {
    "post_media_view": M.VIEWS,
    "post_total_media_view_unique": M.REACH,
    "post_impressions_unique": M.REACH,
    "post_clicks": M.CLICKS,
    "post_video_views": M.VIDEO_VIEWS,
    "post_video_view_time": M.WATCH_TIME_SECONDS,
}
_DAY_METRICS = {
    "page_media_view": M.VIEWS,
    "page_total_media_view_unique": M.REACH,
    "page_daily_follows": M.FOLLOWERS_GAINED,
    "page_daily_unfollows_unique": M.FOLLOWERS_LOST,
    "page_post_engagements": M.PLATFORM_ENGAGEMENTS,
    "page_views_total": M.PROFILE_VIEWS,
    "page_video_views": M.VIDEO_VIEWS,
    "page_actions_post_reactions_like_total": M.LIKES,
}
_OTHER_REACTIONS = frozenset(
    f"page_actions_post_reactions_{name}_total" for name in ("love", "wow", "haha", "sorry", "anger")
)
_ATTACHED = {
    ContentType.IMAGE: ("photo", "photo"),
    ContentType.CAROUSEL: ("album", "album"),
    ContentType.VIDEO: ("video", "video_inline"),
    ContentType.REEL: ("video", "video_inline"),
    ContentType.LINK: ("link", "share"),
}
_STATUS = {ContentType.VIDEO: "added_video", ContentType.REEL: "added_video", ContentType.LINK: "shared_story"}


def simulator(world: World, tokens: Tokens, scenario: Scenario) -> Simulator:
    """Facebook."""
    return graph_simulator(_Facebook(world, scenario), tokens)


class _Facebook(Graph):
    platform = Platform.FACEBOOK
    use_case = "pages"
    throttled = (32, "(#32) Page request limit reached")
    retires = _RETIRED

    def __init__(self, world: World, scenario: Scenario) -> None:
        super().__init__(world, scenario)
        self._days: dict[tuple[date, datetime], Mapping[M, int | float]] = {}

    def object(self, node_id: str) -> Resolve | None:
        if node_id == _PAGE.external_id:
            return self._page
        if "_" in node_id:
            post = self._world.post(self.platform, node_id)
            return partial(self._post, post) if post else None
        video = next((each for each in self._world.posts(self.platform) if _video_id(each) == node_id), None)
        return partial(self._video, video) if video else None

    def edge(self, node_id: str, name: str, query: QueryParams, request: Request) -> Json | None:
        if node_id != _PAGE.external_id:
            return None
        match name:
            case "published_posts":
                return self._listed([post.post_id for post in self._published(query)], query, request)
            case "video_reels":
                reels = [each for each in self._published(query) if each.details.content_type is ContentType.REEL]
                return self._listed([_video_id(each) or "" for each in reels], query, request)
            case "insights":
                return self._insights(query, request)
            case _:
                return None

    def _published(self, query: QueryParams) -> list[SamplePost]:
        since, until = moments(query, 365, self._world.now)
        return self._world.posts(self.platform, since, until)

    def _listed(self, ids: Sequence[str], query: QueryParams, request: Request) -> Json:
        def shown(node_id: str) -> Json:
            resolve = self.object(node_id)
            assert resolve is not None
            return selected(resolve, query.get("fields"), "created_time,message,id")

        return page_of(ids, query, request, shown)

    def _page(self, field: Field) -> Any:
        values = {
            "id": _PAGE.external_id,
            "name": _PAGE.name,
            "username": _PAGE.handle,
            "link": f"https://www.facebook.com/{_PAGE.handle}",
            "fan_count": self._world.stocks(self.platform)[M.FOLLOWERS],
            "followers_count": self._world.stocks(self.platform)[M.FOLLOWERS],
        }
        if field.name not in values:
            raise no_field(field.name)
        return values[field.name]

    def _post(self, post: SamplePost, field: Field) -> Any:
        seen, details = self._world.counters(self.platform, post), post.details
        match field.name:
            case "id":
                return post.post_id
            case "message":
                return details.text
            case "story" | "full_picture":
                return None
            case "created_time":
                return stamp(post.posted_at)
            case "permalink_url":
                return _address(post)
            case "status_type":
                return _STATUS.get(details.content_type, "added_photos")
            case "attachments":
                media_type, kind = _ATTACHED[details.content_type]
                target = {"id": _video_id(post) or post.post_id.partition("_")[2], "url": _address(post)}
                attached = {"media_type": media_type, "type": kind, "unshimmed_url": _address(post), "target": target}
                return {"data": [attached]}
            case "shares":
                return {"count": seen[M.SHARES]} if seen.get(M.SHARES) else None
            case "reactions" | "comments":
                metric = M.LIKES if field.name == "reactions" else M.COMMENTS
                return {"data": [], "summary": {"total_count": seen[metric]}} if metric in seen else None
            case "insights":
                return self._post_insights(post, seen, field.names("metric"))
            case _:
                raise no_field(field.name)

    def _post_insights(self, post: SamplePost, seen: Mapping[M, int | float], names: list[str]) -> Json:
        self._check(names, _POST_METRICS)
        found = []
        for name in names:
            value = self._post_value(post, seen, name)
            if value is not None:
                found.append(_lifetime(post.post_id, name, value))
        return {"data": found}

    def _post_value(self, post: SamplePost, seen: Mapping[M, int | float], name: str) -> int | None:
        kind = post.details.content_type
        if name == "post_video_views" and kind is not ContentType.VIDEO:
            return 0  # as recorded for a picture; the plays of reels stand elsewhere
        value = seen.get(_POST_METRICS[name])
        if value is None:
            return None
        return int(value * 1000) if name == "post_video_view_time" else int(value)

    def _video(self, post: SamplePost, field: Field) -> Any:
        match field.name:
            case "id":
                return _video_id(post)
            case "post_id":
                return post.post_id.partition("_")[2]
            case "length":
                return post.details.media_seconds
            case "description":
                return post.details.text
            case "created_time":
                return stamp(post.posted_at - timedelta(seconds=8))  # the upload is done before the post is there
            case "permalink_url":
                return f"/reel/{_video_id(post)}/"
            case "video_insights":
                self._check(field.names("metric"), {"blue_reels_play_count": M.VIDEO_VIEWS})
                plays = self._world.counters(self.platform, post).get(M.VIDEO_VIEWS)
                if plays is None or post.details.content_type is not ContentType.REEL:
                    return {"data": []}
                return {"data": [_lifetime(_video_id(post) or "", "blue_reels_play_count", int(plays))]}
            case _:
                raise no_field(field.name)

    def _insights(self, query: QueryParams, request: Request) -> Json:
        names = [name for name in listed(query.get("metric")) if not name.startswith("post_")]
        if "metric" not in query:
            raise GraphError("Invalid query", 3001, 1504028, error_user_title="No metric specified")
        self._check(names, {*_DAY_METRICS, *_OTHER_REACTIONS, *_REACH_BEFORE, "page_follows"})
        since, until = moments(query, 2, self._world.now)
        check_age(since, self._world.now)
        if until - since > timedelta(days=_MOST_DAYS):
            words = f"(#100) There cannot be more than {_MOST_DAYS} days (7776000 s) between since and until"
            raise GraphError(words, 100)
        periods = [query["period"]] if "period" in query else ["day", "days_28"]
        found = [self._series(name, period, since, until) for period in periods for name in names]
        width = int((until - since).total_seconds())
        start, end = int(since.timestamp()), int(until.timestamp())
        paging = {
            "previous": link(request, since=str(start - width), until=str(start)),
            "next": link(request, since=str(end), until=str(end + width)),  # on into the future, for ever
        }
        return {"data": [each for each in found if each["values"]], "paging": paging}

    def _series(self, name: str, period: str, since: datetime, until: datetime) -> Json:
        zone = self._world.zone(self.platform)
        day, values = local_date(since, zone), []
        while (end := start_of_day(day + timedelta(days=1), zone)) <= until:
            value = self._value(name, period, day) if end > since else None
            if value is not None:
                values.append({"value": value, "end_time": stamp(end)})
            day += timedelta(days=1)
        return {
            "name": name,
            "period": period,
            "values": values,
            "title": name,
            "id": f"{_PAGE.external_id}/insights/{name}/{period}",
        }

    def _value(self, name: str, period: str, day: date) -> int | None:
        name = _REACH_BEFORE.get(name, name)
        if name == "page_follows":
            return self._followers_after(day)
        if period == "days_28":
            if name != "page_total_media_view_unique" or not self._day(day):
                return None
            daily = [self._day(day - timedelta(days=back)).get(M.REACH, 0) for back in range(_WINDOW)]
            return int(max(daily) + (sum(daily) - max(daily)) * 0.27)
        flows = self._day(day)
        if name in _OTHER_REACTIONS:
            return 0 if flows else None
        value = flows.get(_DAY_METRICS[name])
        return None if value is None else int(value)

    def _followers_after(self, day: date) -> int | None:
        today = local_date(self._world.now, self._world.zone(self.platform))
        if day > today:
            return None
        count = self._world.stocks(self.platform)[M.FOLLOWERS]
        for back in range((today - day).days):
            flows = self._day(today - timedelta(days=back))
            count -= flows[M.FOLLOWERS_GAINED] - flows[M.FOLLOWERS_LOST]
        return int(count)

    def _day(self, day: date) -> Mapping[M, int | float]:
        """The numbers of a day, kept for the moment: series ask for them again and again."""
        key = (day, self._world.now)
        if key not in self._days:
            self._days[key] = self._world.day(self.platform, day) or {}
        return self._days[key]

    def _check(self, names: Sequence[str], known: Mapping[str, M] | set[str]) -> None:
        today = local_date(self._world.now, self._world.zone(self.platform))
        gone = {"page_impressions_unique", "post_impressions_unique"} if today >= _REACH_NAMES_END else set()
        if any(name not in known or name in self._retired or name in gone for name in names):
            raise GraphError("(#100) The value must be a valid insights metric", 100)


def _video_id(post: SamplePost) -> str | None:
    """Videos have ids of their own."""
    if post.details.content_type not in (ContentType.VIDEO, ContentType.REEL):
        return None
    return str(int(post.post_id.partition("_")[2]) + 7)


def _address(post: SamplePost) -> str:
    number = post.post_id.partition("_")[2]
    match post.details.content_type:
        case ContentType.REEL:
            return f"https://www.facebook.com/reel/{_video_id(post)}/"
        case ContentType.VIDEO:
            return f"https://www.facebook.com/{_PAGE.external_id}/videos/{_video_id(post)}"
        case _:
            return f"https://www.facebook.com/{_PAGE.external_id}/posts/{number}"


def _lifetime(node_id: str, name: str, value: int) -> Json:
    return {
        "name": name,
        "period": "lifetime",
        "values": [{"value": value}],
        "title": name,
        "id": f"{node_id}/insights/{name}/lifetime",
    }
