"""LinkedIn's Community Management API in the sandbox: versioned, and strict about the encoding of Rest.li 2.0.

Where scenarios retire metrics, page views by day are refused, and unique impressions have gone from the answers.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from collectors.sample.posts import SamplePost
from collectors.sandbox.linkedin_answers import (
    PAGE,
    URN,
    bad_request,
    denied,
    document_of,
    error,
    milliseconds,
    refuse,
    urn_of,
)
from collectors.sandbox.linkedin_consent import Doors
from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.simulator import Simulator
from collectors.sandbox.tokens import Tokens
from collectors.sandbox.world import World
from domain.metrics import MetricKey
from domain.users import Platform

_PLATFORM = Platform.LINKEDIN
_OLDEST_VERSION = "202506"
_MOST_POSTS = 100
_USUAL_POSTS = 10
_DAY = timedelta(days=1)
_STATISTICS = {
    "impressionCount": MetricKey.IMPRESSIONS,
    "uniqueImpressionsCount": MetricKey.REACH,
    "clickCount": MetricKey.CLICKS,
    "likeCount": MetricKey.LIKES,
    "commentCount": MetricKey.COMMENTS,
    "shareCount": MetricKey.SHARES,
}
_FACETS: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "followerCountsByFunction": ("function", {"urn:li:function:8": 0.3, "urn:li:function:15": 0.2}),
    "followerCountsBySeniority": ("seniority", {"urn:li:seniority:3": 0.4, "urn:li:seniority:4": 0.35}),
    "followerCountsByIndustry": ("industry", {"urn:li:industry:34": 0.25}),
    "followerCountsByStaffCountRange": ("staffCountRange", {"SIZE_2_TO_10": 0.2, "SIZE_10001_OR_MORE": 0.1}),
    "followerCountsByGeoCountry": ("geo", {"urn:li:geo:101282230": 0.6, "urn:li:geo:103883259": 0.15}),
    "followerCountsByGeo": ("geo", {"urn:li:geo:106967730": 0.12}),
}
_TOLD_BY = {"FINDER": "q", "BATCH_GET": "ids"}
"""The parameter that each method of Rest.li has."""
_UNPERMITTED = "Unpermitted fields present in PARAMETER: Data Processing Exception while processing fields [/{}]"
Query = Mapping[str, str]
Answer = Callable[[Request, Query], Response]


def simulator(world: World, tokens: Tokens, scenario: Scenario) -> Simulator:
    """LinkedIn."""
    api, doors = _Api(world, scenario), Doors(tokens)
    answers: dict[str, Answer] = {
        "/rest/organizationAcls": api.administered,
        "/rest/organizations/{number}": api.organization,
        "/rest/networkSizes/{urn}": api.network_size,
        "/rest/posts": api.posts,
        "/rest/posts/{urn}": api.post,
        "/rest/organizationalEntityShareStatistics": api.share_statistics,
        "/rest/organizationalEntityFollowerStatistics": api.follower_statistics,
        "/rest/organizationPageStatistics": api.page_statistics,
        "/rest/{rest:path}": lambda _request, _query: error(404, "RESOURCE_NOT_FOUND", "No virtual resource found"),
    }
    return Simulator(
        platform=_PLATFORM,
        routes=[Route(path, _versioned(answer)) for path, answer in answers.items()],
        open_routes=[
            Route("/oauth/v2/authorization", doors.authorize),
            Route("/oauth/v2/accessToken", doors.token, methods=["POST"]),
            Route("/oauth/v2/revoke", doors.revoke, methods=["POST"]),
        ],
        token_of=_token_of,
        refuse=refuse,
    )


class _Api:
    """What the page's administrator may ask."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self._world = world
        self._retired = scenario.retired_metrics

    def administered(self, _request: Request, query: Query) -> Response:
        if query.get("q") != "roleAssignee":
            return bad_request("No query parameter q")
        return _elements(
            [
                {
                    "roleAssignee": "urn:li:person:kestrel",
                    "organization": URN,
                    "role": "ADMINISTRATOR",
                    "state": "APPROVED",
                }
            ],
            query,
        )

    def organization(self, request: Request, _query: Query) -> Response:
        if request.path_params["number"] != PAGE.external_id:
            return error(404, "RESOURCE_NOT_FOUND", "Organization not found")
        return JSONResponse(
            {
                "id": int(PAGE.external_id),
                "$URN": URN,
                "vanityName": PAGE.handle,
                "localizedName": PAGE.name,
                "primaryOrganizationType": "NONE",
            }
        )

    def network_size(self, request: Request, query: Query) -> Response:
        if request.path_params["urn"] != URN or query.get("edgeType") != "COMPANY_FOLLOWED_BY_MEMBER":
            return denied("Not enough permissions to access: GET /networkSizes")
        return JSONResponse({"firstDegreeSize": self._world.stocks(_PLATFORM)[MetricKey.FOLLOWERS]})

    def posts(self, request: Request, query: Query) -> Response:
        if "ids" in query:
            if request.headers.get("x-restli-method") != "BATCH_GET":
                return bad_request("A batch of posts is got with the header X-RestLi-Method: BATCH_GET")
            return self._batch(_listed(query["ids"]))
        if query.get("q") != "author":
            return bad_request("No query parameter q")
        if query.get("author") != URN:
            return denied("Not enough permissions to access: posts.FINDER-author")
        count = int(query.get("count", _USUAL_POSTS))
        if not 0 < count <= _MOST_POSTS:
            return bad_request(f"count must be between 1 and {_MOST_POSTS}")
        start = int(query.get("start", 0))
        found = [document_of(post) for post in self._world.posts(_PLATFORM)]
        more = start + count < len(found)
        link = {"type": "application/json", "rel": "next", "href": f"/rest/posts?start={start + count}&count={count}"}
        return JSONResponse(
            {
                "paging": {"start": start, "count": count, "links": [link] if more else []},
                "elements": found[start : start + count],
            }
        )

    def post(self, request: Request, _query: Query) -> Response:
        post = self._post(request.path_params["urn"])
        if post is None:
            return error(404, "NOT_FOUND", "Could not find entity", 0)
        return JSONResponse(document_of(post))

    def share_statistics(self, _request: Request, query: Query) -> Response:
        if query.get("q") != "organizationalEntity" or query.get("organizationalEntity") != URN:
            return denied("Not enough permissions to access this resource")
        for kind, name in (("shares", "share"), ("ugcPosts", "ugcPost")):
            if kind in query:
                return _elements(list(self._counted(_listed(query[kind]), name)), query)
        if "timeIntervals" not in query:
            return bad_request("The sandbox has no statistics of all posts together")
        return self._by_day(query, "organizationalEntity", self._activity_of)

    def follower_statistics(self, _request: Request, query: Query) -> Response:
        if query.get("q") != "organizationalEntity" or query.get("organizationalEntity") != URN:
            return denied("Not enough permissions to access this resource")
        if "timeIntervals" in query:
            return self._by_day(query, "organizationalEntity", _gains_of)
        followers = self._world.stocks(_PLATFORM)[MetricKey.FOLLOWERS]
        facets = {
            name: [
                {value_name: value, "followerCounts": _both(int(followers * share))} for value, share in shares.items()
            ]
            for name, (value_name, shares) in _FACETS.items()
        }
        return _elements([{"organizationalEntity": URN, **facets}], query)

    def page_statistics(self, _request: Request, query: Query) -> Response:
        if query.get("q") != "organization" or query.get("organization") != URN:
            return denied("Not enough permissions to access this resource")
        if self._retired:
            return denied(_UNPERMITTED.format("timeIntervals"))
        return self._by_day(query, "organization", _visits_of)

    def _batch(self, urns: list[str]) -> Response:
        found = {urn: post for urn in urns if (post := self._post(urn)) is not None}
        absent = {"status": 404, "code": "NOT_FOUND", "message": "Could not find entity"}
        return JSONResponse(
            {
                "results": {urn: document_of(post) for urn, post in found.items()},
                "statuses": {urn: 200 if urn in found else 404 for urn in urns},
                "errors": {urn: absent for urn in urns if urn not in found},
            }
        )

    def _post(self, urn: str) -> SamplePost | None:
        post = self._world.post(_PLATFORM, f"urn:li:share:{urn.rpartition(':')[2]}")
        return post if post is not None and urn_of(post) == urn else None

    def _counted(self, urns: list[str], name: str) -> Iterator[dict[str, Any]]:
        """Posts without any activity are not in the answer, and neither is what is no post."""
        for urn in urns:
            post = self._post(urn)
            counters = {} if post is None else self._world.counters(_PLATFORM, post)
            if any(counters.values()):
                yield {
                    "organizationalEntity": URN,
                    name: urn,
                    "totalShareStatistics": self._statistics(counters, unique=True),
                }

    def _activity_of(self, flows: Mapping[MetricKey, int | float]) -> dict[str, Any]:
        return {"totalShareStatistics": self._statistics(flows, unique=False)}

    def _statistics(self, counters: Mapping[MetricKey, int | float], *, unique: bool) -> dict[str, Any]:
        """Unique impressions are those of a lifetime."""
        shown = {name: counters[metric] for name, metric in _STATISTICS.items() if metric in counters}
        if not unique or self._retired:
            shown.pop("uniqueImpressionsCount", None)
        impressions = counters.get(MetricKey.IMPRESSIONS) or 0
        acted = sum(value for name, value in shown.items() if not name.lower().endswith("impressionscount"))
        return shown | {"engagement": acted / impressions if impressions else 0.0}

    def _by_day(
        self, query: Query, entity: str, numbers: Callable[[Mapping[MetricKey, int | float]], dict[str, Any]]
    ) -> Response:
        interval = re.fullmatch(
            r"\(timeRange:\(start:(\d+),end:(\d+)\),timeGranularityType:DAY\)", query.get("timeIntervals", "")
        )
        if interval is None:
            return bad_request("Invalid timeIntervals parameter")
        start, end = (_moment(int(part)) for part in interval.groups())
        if start >= end or start < self._world.now - timedelta(days=366):
            return bad_request("Invalid timeIntervals parameter")
        elements = []
        for day in _days(start, min(end, _midnight(self._world.now.date()))):
            flows = self._world.day(_PLATFORM, day)
            if flows is not None:
                spanned = {"start": milliseconds(_midnight(day)), "end": milliseconds(_midnight(day + _DAY))}
                elements.append({entity: URN, "timeRange": spanned, **numbers(flows)})
        return _elements(elements, query)


def _versioned(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def call(request: Request) -> Response:
        version = request.headers.get("linkedin-version", "")
        if not version:
            return error(
                400,
                "VERSION_MISSING",
                "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
            )
        if not re.fullmatch(r"20\d{4}", version) or version < _OLDEST_VERSION:
            return error(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active")
        raw = request.scope["query_string"].decode("ascii")
        if request.headers.get("x-restli-protocol-version") != "2.0.0" or re.search(r"%28|%29|%2C", raw, re.IGNORECASE):
            return bad_request("Invalid query parameters passed to request")
        pairs = (part.partition("=") for part in raw.split("&") if part)
        # What stands inside a list keeps its encoding: commas separate before they are read.
        query = {name: text if text.startswith("List(") else unquote(text) for name, _, text in pairs}
        method = request.headers.get("x-restli-method", "")
        if _TOLD_BY.get(method, "") not in ("", *query):
            return bad_request(f"The request is no {method}")
        return answer(request, query)

    return call


def _gains_of(flows: Mapping[MetricKey, int | float]) -> dict[str, Any]:
    gained = int(flows.get(MetricKey.FOLLOWERS_GAINED, 0) - flows.get(MetricKey.FOLLOWERS_LOST, 0))
    paid = gained // 5
    return {"followerGains": {"organicFollowerGain": gained - paid, "paidFollowerGain": paid}}


def _visits_of(flows: Mapping[MetricKey, int | float]) -> dict[str, Any]:
    visits = flows[MetricKey.PROFILE_VIEWS]
    return {"totalPageStatistics": {"views": {"allPageViews": {"pageViews": visits}}, "clicks": {}}}


def _both(organic: int) -> dict[str, int]:
    return {"organicFollowerCount": organic, "paidFollowerCount": 0}


def _elements(elements: list[dict[str, Any]], query: Query) -> Response:
    """A list that comes whole, whatever the `count` of its paging says."""
    paging = {"start": 0, "count": int(query.get("count", _USUAL_POSTS)), "links": []}
    return JSONResponse({"paging": paging, "elements": elements})


def _listed(text: str) -> list[str]:
    found = re.fullmatch(r"List\((.*)\)", text)
    return [unquote(each) for each in found[1].split(",")] if found and found[1] else []


def _days(start: datetime, end: datetime) -> Iterator[date]:
    day = start.date()
    while _midnight(day) < end:
        yield day
        day += _DAY


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _token_of(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None
