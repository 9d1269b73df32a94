"""The pages of OAuth: `/connect/{platform}?user=…` asks for consent, `/connect/callback` takes the answer."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.errors import PulsegraphError
from domain.users import Platform
from resolvers.connections import callback_url
from resolvers.context import Services

_HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
"""The address of the answer holds a code."""


def connect_routes(services: Services) -> list[Route]:
    """Both of them."""

    async def ask(request: Request) -> Response:
        name = request.path_params["platform"]
        user_id = _without_nul(request.query_params.get("user", ""))
        if name not in list(Platform):
            return _text(f"There is no platform {name[:40]!r}.", HTTPStatus.NOT_FOUND)
        try:
            address = await services.connections.ask(user_id, Platform(name), callback_url(services.public_url))
        except PulsegraphError as error:
            return _text(error.message, HTTPStatus.BAD_REQUEST)
        return RedirectResponse(address, HTTPStatus.SEE_OTHER, _HEADERS)

    async def answer(request: Request) -> Response:
        said = request.query_params
        if "code" not in said or "state" not in said:
            reason = said.get("error_description") or said.get("error") or "no code came back"
            return _text(f"Nothing was connected: {reason[:200]}.", HTTPStatus.BAD_REQUEST)
        try:
            accounts = await services.connections.grant(_without_nul(said["state"]), _without_nul(said["code"]))
        except PulsegraphError as error:
            return _text(f"Nothing was connected: {error.message}", HTTPStatus.BAD_REQUEST)
        names = ", ".join(f"{account.label} ({account.platform.label})" for account in accounts)
        return _text(f"Connected: {names or 'no account'}. This window can be closed.", HTTPStatus.OK)

    return [Route("/connect/callback", answer), Route("/connect/{platform}", ask)]


def _without_nul(text: str) -> str:
    """PostgreSQL has no such character in its texts."""
    return text.replace("\0", "")


def _text(message: str, status: HTTPStatus) -> Response:
    return PlainTextResponse(message, status, _HEADERS)
