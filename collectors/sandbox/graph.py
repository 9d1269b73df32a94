"""What the Graph API has in common for Facebook and Instagram: addresses, fields, lists, errors and Facebook Login.

Written from Meta's documentation and recordings, apart from the collectors. More exact than Meta in one thing: the time
after which a throttled client may come back is told in fractions of a minute.
"""

import base64
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from collectors.sandbox.scenarios import Scenario
from collectors.sandbox.simulator import Refusal, Simulator
from collectors.sandbox.tokens import Asked, Tokens, TokenState
from collectors.sandbox.world import ACCOUNTS, World
from domain.users import Platform

MOST_IDS = 50
_MOST_ENTRIES = 100
_USUAL_ENTRIES = 25
_SIXTY_DAYS = 5_184_000
_KEPT = timedelta(days=731)
_DIGITS = re.compile(r"\d+")

Json = dict[str, Any]


class GraphError(Exception):
    """A refusal of the Graph API."""

    def __init__(self, message: str, code: int, subcode: int | None = None, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, "type": "OAuthException", "code": code, **more}
        if subcode is not None:
            self.body["error_subcode"] = subcode
        self.body["fbtrace_id"] = "ASandboxSandboxSandboxSa"


@dataclass(frozen=True, slots=True)
class Field:
    """One of the `fields` of a request: `comments.limit(0).summary(total_count){id}`."""

    name: str
    modifiers: Mapping[str, str] = field(default_factory=dict)

    def names(self, modifier: str) -> list[str]:
        """What a modifier lists, such as the metrics of `insights.metric(a,b)`."""
        return listed(self.modifiers.get(modifier))


Resolve = Callable[[Field], Any]
"""The value of a field; None: the object has none, and the field is left out. Raises GraphError."""


class Graph(ABC):
    """What one platform has of it."""

    platform: Platform
    use_case: str
    throttled: tuple[int, str]
    """Code and words when there were too many calls."""
    retires: frozenset[str]
    """Names that are refused where a scenario retires metrics."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self._world = world
        self._retired = self.retires if scenario.retired_metrics else frozenset()

    @abstractmethod
    def object(self, node_id: str) -> Resolve | None:
        """An object by its id; None when there is none, or no more."""

    @abstractmethod
    def edge(self, node_id: str, name: str, query: QueryParams, request: Request) -> Json | None:
        """A list of an object; None when it has no such list."""


def graph_simulator(graph: Graph, tokens: Tokens) -> Simulator:
    """The simulator of a platform that speaks the Graph API."""
    doors = _Doors(graph.platform, tokens)

    async def objects(request: Request) -> Response:
        return _answered(graph, lambda: _objects(graph, request))

    async def one(request: Request) -> Response:
        return _answered(graph, lambda: _one(graph, request))

    async def edge(request: Request) -> Response:
        return _answered(graph, lambda: _edge(graph, request))

    async def unknown(request: Request) -> Response:
        path = request.path_params["path"]
        return _refused(GraphError(f"Unknown path components: /{path}", 2500))

    return Simulator(
        graph.platform,
        routes=[
            Route("/{version}/", objects),
            Route("/{version}/{node}", one),
            Route("/{version}/{node}/{edge}", edge),
            Route("/{path:path}", unknown),
        ],
        open_routes=[
            Route("/{version}/dialog/oauth", doors.dialog),
            Route("/{version}/oauth/access_token", doors.access_token),
            Route("/{version}/me/accounts", doors.accounts),
            Route("/{version}/me/permissions/{permission}", doors.forget, methods=["DELETE"]),
        ],
        token_of=token_of,
        refuse=lambda refusal, seconds: _refusal(graph, refusal, seconds),
    )


def token_of(request: Request) -> str | None:
    """In the header, or in the address."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else request.query_params.get("access_token")


def listed(given: str | None) -> list[str]:
    """The parts of a comma-separated text."""
    return [part.strip() for part in (given or "").split(",") if part.strip()]


def fields_of(given: str) -> list[Field]:
    """The fields of a request; commas inside of brackets separate nothing."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(f"{given},"):
        depth += (character in "({") - (character in ")}")
        if character == "," and depth == 0:
            parts.append(given[start:place].strip())
            start = place + 1
    return [_field(part) for part in parts if part]


def _field(part: str) -> Field:
    bare = re.sub(r"\{.*\}", "", part)
    found = re.match(r"\w+", bare)
    if found is None:
        raise GraphError(f"Syntax error in fields: {part}", 2500)
    return Field(found[0], dict(re.findall(r"\.(\w+)\(([^)]*)\)", bare)))


def selected(resolve: Resolve, given: str | None, usual: str = "id") -> Json:
    """An object, as far as it was asked for; the id always comes along."""
    values = {each.name: resolve(each) for each in fields_of(given or usual)}
    return {name: value for name, value in {**values, "id": resolve(Field("id"))}.items() if value is not None}


def page_of(ids: Sequence[str], query: QueryParams, request: Request, shown: Callable[[str], Json]) -> Json:
    """A piece of a list. `next` repeats the request with its access token, as Meta's does."""
    limit = min(int(query.get("limit", _USUAL_ENTRIES)), _MOST_ENTRIES)
    after = query.get("after")
    start = ids.index(_decoded(after)) + 1 if after and _decoded(after) in ids else 0
    some = list(ids[start : start + limit])
    if not some:
        return {"data": []}
    paging: Json = {"cursors": {"before": _encoded(some[0]), "after": _encoded(some[-1])}}
    if start + limit < len(ids):
        paging["next"] = link(request, after=_encoded(some[-1]), limit=str(limit))
    return {"data": [shown(each) for each in some], "paging": paging}


def link(request: Request, **changed: str) -> str:
    """The address of the request with other parameters, and the token in it."""
    query = {**dict(request.query_params), **changed, "access_token": token_of(request) or ""}
    return f"{request.url.replace(query='')}?{urlencode(query)}"


def moments(query: QueryParams, usual_days: int, now: datetime) -> tuple[datetime, datetime]:
    """`since` and `until`, in seconds since 1970."""
    until = datetime.fromtimestamp(int(query["until"]), UTC) if "until" in query else now
    since = datetime.fromtimestamp(int(query["since"]), UTC) if "since" in query else until - timedelta(days=usual_days)
    return since, until


def check_age(since: datetime, now: datetime) -> None:
    """Insights of what is longer ago are not there any more."""
    if now - since > _KEPT:
        raise GraphError("(#100) since param is not valid. Metrics data is available for the last 2 years", 100)


def stamp(moment: datetime) -> str:
    """As the Graph API writes moments."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def no_field(name: str) -> GraphError:
    """What is asked for is no field of the object."""
    return GraphError(f"(#100) Tried accessing nonexisting field ({name})", 100)


def _objects(graph: Graph, request: Request) -> Json:
    ids = listed(request.query_params.get("ids"))
    if not ids:
        raise GraphError("Unsupported get request.", 100, 33)
    if len(ids) > MOST_IDS:
        raise GraphError(f"(#100) Too many IDs. Maximum: {MOST_IDS}. Provided: {len(ids)}.", 100)
    given = request.query_params.get("fields")
    return {each: selected(_found(graph, each), given) for each in ids}


def _one(graph: Graph, request: Request) -> Json:
    return selected(_found(graph, request.path_params["node"]), request.query_params.get("fields"), "id,name")


def _edge(graph: Graph, request: Request) -> Json:
    node, name = request.path_params["node"], request.path_params["edge"]
    _found(graph, node)
    answer = graph.edge(node, name, request.query_params, request)
    if answer is None:
        raise GraphError(f"Unknown path components: /{name}", 2500)
    return answer


def _found(graph: Graph, node_id: str) -> Resolve:
    found = graph.object(node_id)
    if found is None:
        raise GraphError(
            f"Unsupported get request. Object with ID '{node_id}' does not exist, cannot be loaded due to missing "
            "permissions, or does not support this operation. Please read the Graph API documentation at "
            "https://developers.facebook.com/docs/graph-api",
            100,
            33,
        )
    return found


def _answered(graph: Graph, answer: Callable[[], Json]) -> Response:
    try:
        return JSONResponse(answer(), headers=_usage(graph, 12, 0))
    except GraphError as error:
        return _refused(error)


def _refused(error: GraphError, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": error.body}, error.status, headers)


def _usage(graph: Graph, percent: int, minutes: float) -> dict[str, str]:
    used = {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 2}
    by_business = {"900100200300": [{"type": graph.use_case, **used, "estimated_time_to_regain_access": minutes}]}
    return {"x-app-usage": json.dumps(used), "x-business-use-case-usage": json.dumps(by_business)}


def _refusal(graph: Graph, refusal: Refusal, seconds: int) -> Response:
    code, words = graph.throttled
    ended = "Error validating access token: "
    match refusal:
        case Refusal.THROTTLED:
            return _refused(GraphError(words, code), _usage(graph, 100, seconds / 60))
        case Refusal.UNAVAILABLE:
            words = "Service temporarily unavailable"
            return _refused(GraphError(words, 2, status=503, is_transient=True))
        case Refusal.TOKEN_EXPIRED:
            return _refused(GraphError(f"{ended}Session has expired.", 190, 463))
        case Refusal.TOKEN_REVOKED:
            return _refused(GraphError(f"{ended}The user has not authorized application 1.", 190, 458))
        case Refusal.TOKEN_UNKNOWN:
            return _refused(GraphError("Invalid OAuth access token - Cannot parse access token", 190))


def _encoded(node_id: str) -> str:
    return base64.urlsafe_b64encode(node_id.encode()).decode().rstrip("=")


def _decoded(cursor: str) -> str:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


class _Doors:
    """Facebook Login."""

    def __init__(self, platform: Platform, tokens: Tokens) -> None:
        self._platform = platform
        self._tokens = tokens

    async def dialog(self, request: Request) -> Response:
        """Everybody agrees at once."""
        query = request.query_params
        if not query.get("client_id") or not query.get("redirect_uri"):
            return _refused(GraphError("The parameter client_id and redirect_uri are required", 101))
        redirect_uri = query["redirect_uri"]
        code = self._tokens.code(Asked(self._platform, query["client_id"], redirect_uri, None))
        separator = "&" if "?" in redirect_uri else "?"
        back = urlencode({"code": code, "state": query.get("state", "")})
        return RedirectResponse(f"{redirect_uri}{separator}{back}", 302)

    async def access_token(self, request: Request) -> Response:
        """A short token for a code, and a long one for a short or an older long one."""
        query = request.query_params
        if not query.get("client_id") or not query.get("client_secret"):
            return _refused(GraphError("Missing client_id or client_secret parameter.", 101))
        if query.get("grant_type") == "fb_exchange_token":
            longer = self._tokens.renew(query.get("fb_exchange_token", ""))
            return _token(longer, _SIXTY_DAYS) if longer else self._invalid()
        asked = self._tokens.take_code(query.get("code", ""))
        if asked is None or asked.platform is not self._platform:
            return _refused(GraphError("This authorization code has been used.", 100, 36009))
        if (asked.client_id, asked.redirect_uri) != (query["client_id"], query.get("redirect_uri")):
            words = "Error validating verification code. Please make sure your redirect_uri is identical to the one you"
            return _refused(GraphError(f"{words} used in the OAuth dialog request", 100, 36008))
        return _token(self._tokens.issue(self._platform).access, 5_100)

    async def accounts(self, request: Request) -> Response:
        """The Page of the person, with a token for it."""
        token = self._tokens.renew(token_of(request) or "")
        if token is None:
            return self._invalid()
        page, business = ACCOUNTS[Platform.FACEBOOK], ACCOUNTS[Platform.INSTAGRAM]
        document = {
            "access_token": token,
            "category": "Coffee shop",
            "name": page.name,
            "username": page.handle,
            "id": page.external_id,
            "tasks": ["ANALYZE", "CREATE_CONTENT"],
            "instagram_business_account": {
                "id": business.external_id,
                "username": business.handle,
                "name": business.name,
            },
        }
        cursor = _encoded(page.external_id)
        return JSONResponse({"data": [document], "paging": {"cursors": {"before": cursor, "after": cursor}}})

    async def forget(self, request: Request) -> Response:
        """A permission is given back; here all of them go with it."""
        token = token_of(request)
        if token is None or self._tokens.used(self._platform, token) is TokenState.UNKNOWN:
            return self._invalid()
        self._tokens.revoke(token)
        return JSONResponse({"success": True})

    def _invalid(self) -> Response:
        return _refused(GraphError("Error validating access token: The session is invalid.", 190, 460))


def _token(token: str, seconds: int) -> Response:
    return JSONResponse({"access_token": token, "token_type": "bearer", "expires_in": seconds})
