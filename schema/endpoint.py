"""GraphQL over HTTP and WebSocket: what comes in is checked, and every refusal is JSON with a code."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.exceptions import HTTPException as RefusedForm
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLRequestData
from strawberry.http.types import QueryParams
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from resolvers.context import Context, Services
from schema.root import build_schema

_MULTIPART = (
    "The form must have `operations`, `map` and the files, as the GraphQL multipart request specification says."
)


class GraphQLView(GraphQL[Context, None]):
    """The endpoint `/graphql`."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            build_schema(),
            graphql_ide=None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            multipart_uploads_enabled=True,
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

    async def parse_multipart(self, request: AsyncHTTPRequestAdapter) -> dict[str, str]:
        """By the GraphQL multipart request specification. Browsers send forms to other sites without asking these, so
        a form that does not come from our own pages is refused.
        """
        _refuse_foreign(request.headers)
        try:
            return await super().parse_multipart(request)
        except (AttributeError, IndexError, TypeError, ValueError):
            raise HTTPException(400, _MULTIPART) from None

    async def run(self, request: Request | WebSocket, *args: object, **options: object) -> Response | WebSocket:  # type: ignore[override]
        """A refused request gets an answer that a GraphQL client understands."""
        try:
            return await super().run(request, *args, **options)  # type: ignore[call-overload, no-any-return]
        except RefusedForm as refusal:
            error = {"message": f"{_MULTIPART} {refusal.detail}", "extensions": {"code": "BAD_REQUEST"}}
            return JSONResponse({"errors": [error]}, refusal.status_code)
        except HTTPException as refusal:
            error = {"message": refusal.reason, "extensions": {"code": "BAD_REQUEST"}}
            headers = {"allow": "GET, POST"} if refusal.status_code == 405 else None
            return JSONResponse({"errors": [error]}, refusal.status_code, headers)
        finally:
            if isinstance(request, Request):
                await request.close()  # the files of a form

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


def _refuse_foreign(headers: Mapping[str, str]) -> None:
    given = {name.lower(): value for name, value in headers.items()}
    origin = given.get("origin")
    foreign = given.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if foreign or (origin is not None and urlsplit(origin).netloc != given.get("host")):
        raise HTTPException(403, "Files are taken from this server's own pages, and from programs, only.")


def _refuse_nul(text: str) -> None:
    """No id and no text has a NUL character, and PostgreSQL takes none."""
    if "\0" in text or "\\u0000" in text:
        raise HTTPException(400, "The request holds a NUL character, which no id and no text may.")
