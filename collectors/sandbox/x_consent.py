"""Access to X in the sandbox: OAuth 2.0 with PKCE, for apps that keep a secret."""

import base64
import binascii
import hashlib
from urllib.parse import parse_qsl, unquote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from collectors.sandbox.tokens import Asked, Pair, Tokens
from domain.users import Platform


class XConsent:
    """The page that asks, and the endpoints for tokens."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def authorize(self, request: Request) -> Response:
        """Everybody says yes at once."""
        asked = request.query_params
        needed = ("client_id", "redirect_uri", "state", "code_challenge")
        if (
            not all(asked.get(name) for name in needed)
            or asked.get("response_type") != "code"
            or asked.get("code_challenge_method") != "S256"
            or "tweet.read" not in asked.get("scope", "").split()
        ):
            return JSONResponse({"error": "invalid_request", "error_description": "Something went wrong."}, 400)
        code = self._tokens.code(Asked(Platform.X, asked["client_id"], asked["redirect_uri"], asked["code_challenge"]))
        back = asked["redirect_uri"]
        query = urlencode({"state": asked["state"], "code": code})
        return RedirectResponse(f"{back}{'&' if '?' in back else '?'}{query}", 302)

    async def token(self, request: Request) -> Response:
        form, client = await _form(request), _client_of(request)
        if client is None:
            return _oauth_error("unauthorized_client", "Missing valid authorization header", 401)
        if form.get("grant_type") == "refresh_token":
            renewed = self._tokens.refresh(form.get("refresh_token", ""))
            if renewed is None:
                return _oauth_error("invalid_request", "Value passed for the token was invalid.")
            return _pair(renewed)
        if form.get("grant_type") != "authorization_code":
            return _oauth_error("unsupported_grant_type", "Invalid grant type.")
        asked = self._tokens.take_code(form.get("code", ""))
        if asked is None or asked.client_id != client or asked.redirect_uri != form.get("redirect_uri"):
            return _oauth_error("invalid_request", "Value passed for the authorization code was invalid.")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.challenge:
            return _oauth_error("invalid_request", "Value passed for the code verifier did not match the challenge.")
        return _pair(self._tokens.issue(Platform.X))

    async def revoke(self, request: Request) -> Response:
        form = await _form(request)
        if _client_of(request) is None:
            return _oauth_error("unauthorized_client", "Missing valid authorization header", 401)
        self._tokens.revoke(form.get("token", ""))
        return JSONResponse({"revoked": True})


def _pair(pair: Pair) -> Response:
    return JSONResponse(
        {
            "token_type": "bearer",
            "expires_in": 7200,
            "access_token": pair.access,
            "scope": "tweet.read users.read offline.access",
            "refresh_token": pair.refresh,
        }
    )


def _oauth_error(error: str, description: str, status: int = 400) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status)


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


def _client_of(request: Request) -> str | None:
    """The client that a Basic header names."""
    kind, _, coded = request.headers.get("authorization", "").partition(" ")
    try:
        name, colon, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote(name) if kind.lower() == "basic" and name and colon and secret else None
