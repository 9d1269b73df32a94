"""Where LinkedIn asks for consent and gives tokens, in the sandbox."""

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from collectors.sandbox.tokens import Asked, Tokens
from domain.users import Platform

_TOKEN_SECONDS = 60 * 24 * 3600
_REFRESH_SECONDS = 365 * 24 * 3600
_SCOPE = "r_organization_social,rw_organization_admin"


class Doors:
    """Where consent and tokens are given."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def authorize(self, request: Request) -> Response:
        asked = request.query_params
        if not all(asked.get(name) for name in ("client_id", "redirect_uri", "state", "scope")):
            return _error("invalid_request", "A required parameter is missing")
        if asked.get("response_type") != "code":
            return _error("unsupported_response_type", 'The parameter "response_type" must be "code"')
        code = self._tokens.code(Asked(Platform.LINKEDIN, asked["client_id"], asked["redirect_uri"], None))
        there = asked["redirect_uri"]
        separator = "&" if "?" in there else "?"
        return RedirectResponse(f"{there}{separator}{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        form = await _form(request)
        if not form.get("client_id") or not form.get("client_secret"):
            return _error("invalid_client", "Client authentication failed", 401)
        if form.get("grant_type") == "authorization_code":
            asked = self._tokens.take_code(form.get("code", ""))
            wanted = (Platform.LINKEDIN, form["client_id"], form.get("redirect_uri"))
            if asked is None or (asked.platform, asked.client_id, asked.redirect_uri) != wanted:
                return _error(
                    "invalid_request",
                    "Unable to retrieve access token: appid/redirect uri/code verifier does not match",
                )
            pair = self._tokens.issue(Platform.LINKEDIN)
        elif form.get("grant_type") == "refresh_token":
            renewed = self._tokens.refresh(form.get("refresh_token", ""))
            if renewed is None:
                return _error("invalid_grant", "The provided refresh token is invalid, revoked, or expired")
            pair = renewed
        else:
            return _error("unsupported_grant_type", "The grant type is not supported")
        return JSONResponse(
            {
                "access_token": pair.access,
                "expires_in": _TOKEN_SECONDS,
                "refresh_token": pair.refresh,
                "refresh_token_expires_in": _REFRESH_SECONDS,
                "scope": _SCOPE,
            }
        )

    async def revoke(self, request: Request) -> Response:
        self._tokens.revoke((await _form(request)).get("token", ""))
        return Response(status_code=200)


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


def _error(error: str, description: str, status: int = 400) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status)
