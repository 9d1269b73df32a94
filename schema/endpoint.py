"""GraphQL over HTTP and WebSocket: what comes in is checked, and every refusal is JSON with a code."""

import secrets
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLRequestData
from strawberry.http.types import QueryParams
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from resolvers.context import Context, Services
from schema.root import build_schema


class GraphQLView(GraphQL[Context, None]):
    """The endpoint `/graphql`."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            build_schema(),
            graphql_ide=None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
        )
        self._services = services

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """One for each request or socket; each operation on a socket gets a renewed one from the schema."""
        return Context(self._services, request.scope.get("request_id", secrets.token_hex(8)))

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData | list[GraphQLRequestData]:
        """As Strawberry does, for a body that is an object."""
        try:
            return await super().parse_http_body(request)
        except (AttributeError, UnicodeDecodeError):  # it takes whatever JSON there is for an object
            raise HTTPException(400, "The request body must be a JSON object with a `query`.") from None

    async def run(self, request: Request | WebSocket, *args: object, **options: object) -> Response | WebSocket:  # type: ignore[override]
        """A refused request gets an answer that a GraphQL client understands."""
        try:
            return await super().run(request, *args, **options)  # type: ignore[call-overload, no-any-return]
        except HTTPException as refusal:
            error = {"message": refusal.reason, "extensions": {"code": "BAD_REQUEST"}}
            headers = {"allow": "GET, POST"} if refusal.status_code == 405 else None
            return JSONResponse({"errors": [error]}, refusal.status_code, headers)

    def decode_json(self, data: str | bytes) -> object:
        """By orjson, which refuses what is no JSON: NaN, bytes that are no UTF-8, nesting without end."""
        _refuse_nul(data if isinstance(data, str) else data.decode("latin-1"))
        return orjson.loads(data)

    def parse_query_params(self, params: QueryParams) -> dict[str, Any]:
        """Of a GET request."""
        _refuse_nul("".join(str(value) for value in params.values()))
        return super().parse_query_params(params)

    def encode_json(self, data: object) -> str:
        """By orjson. A text, because WebSocket clients take no bytes."""
        return orjson.dumps(data).decode()


def _refuse_nul(text: str) -> None:
    """No id and no text has a NUL character, and PostgreSQL takes none."""
    if "\0" in text or "\\u0000" in text:
        raise HTTPException(400, "The request holds a NUL character, which no id and no text may.")
