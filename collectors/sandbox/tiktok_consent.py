"""TikTok's consent: the page that asks, and the token endpoints of its two APIs."""

import hashlib

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from collectors.sandbox.tiktok_answers import body_of, business_data, business_error
from collectors.sandbox.tokens import Asked, Pair, Tokens
from collectors.sandbox.world import ACCOUNTS
from domain.users import Platform

_ME = ACCOUNTS[Platform.TIKTOK]
_DAY_SECONDS, _YEAR_SECONDS = 86_400, 31_536_000
_DISPLAY_SCOPES = "user.info.basic,user.info.profile,user.info.stats,video.list"
_BUSINESS_SCOPES = "user.info.basic,user.info.username,user.info.stats,user.insights,video.list,video.insights"


class Consent:
    """The page that asks a person, who always agrees, and the endpoints that give and take back tokens."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def page(self, request: Request) -> Response:
        """Agrees at once."""
        asked = request.query_params
        if not all(asked.get(name) for name in ("client_key", "redirect_uri", "state", "scope")):
            return _oauth_error("invalid_request", "client_key, redirect_uri, scope and state are required.")
        if asked.get("response_type") != "code":
            return _oauth_error("unsupported_response_type", "response_type must be code.")
        question = Asked(Platform.TIKTOK, asked["client_key"], asked["redirect_uri"], asked.get("code_challenge"))
        code = self._tokens.code(question)
        joined = "&" if "?" in question.redirect_uri else "?"
        answer = f"code={code}&scopes={asked['scope']}&state={asked['state']}"
        return RedirectResponse(f"{question.redirect_uri}{joined}{answer}", 302)

    async def display_token(self, request: Request) -> Response:
        """For a code, whose challenge is the hexadecimal SHA-256 of the verifier, or for a refresh token."""
        form = await request.form()
        given = {name: str(value) for name, value in form.items()}
        if not given.get("client_key") or not given.get("client_secret"):
            return _oauth_error("invalid_client", "Client key or secret is incorrect.")
        if given.get("grant_type") == "refresh_token":
            pair = self._tokens.refresh(given.get("refresh_token", ""))
            return (
                _display_tokens(pair) if pair else _oauth_error("invalid_grant", "Refresh token is invalid or expired.")
            )
        if given.get("grant_type") != "authorization_code":
            return _oauth_error("unsupported_grant_type", "The grant type is not supported.")
        asked = self._tokens.take_code(given.get("code", ""))
        if asked is None or asked.client_id != given["client_key"]:
            return _oauth_error("invalid_grant", "Authorization code is invalid or expired.")
        if asked.redirect_uri != given.get("redirect_uri"):
            # TikTok's own sentence, which has been seen with this status
            return _oauth_error(
                "invalid_request", "Redirect_uri is not matched with the uri when requesting code.", 200
            )
        verified = hashlib.sha256(given.get("code_verifier", "").encode()).hexdigest()
        if asked.challenge is not None and asked.challenge != verified:
            return _oauth_error("invalid_request", "Code verifier or code challenge is invalid.")
        return _display_tokens(self._tokens.issue(Platform.TIKTOK))

    async def display_revoke(self, request: Request) -> Response:
        """Says nothing when it succeeds."""
        form = await request.form()
        self._tokens.revoke(str(form.get("token", "")))
        return Response(status_code=200)

    async def business_token(self, request: Request) -> Response:
        """For a code."""
        given = await body_of(request)
        asked = self._tokens.take_code(str(given.get("auth_code", "")))
        if given.get("grant_type") != "authorization_code" or not given.get("client_secret"):
            return business_error(40002, "grant_type and client_secret are required")
        if asked is None or asked.client_id != given.get("client_id"):
            return business_error(40110, "auth_code is invalid or expired")
        if asked.redirect_uri != given.get("redirect_uri"):
            return business_error(40002, "redirect_uri does not match")
        return _business_tokens(self._tokens.issue(Platform.TIKTOK))

    async def business_refresh(self, request: Request) -> Response:
        """For a refresh token, which is used up."""
        given = await body_of(request)
        pair = self._tokens.refresh(str(given.get("refresh_token", "")))
        if pair is None or given.get("grant_type") != "refresh_token":
            return business_error(40131, "refresh_token is invalid or expired")
        return _business_tokens(pair)

    async def business_revoke(self, request: Request) -> Response:
        """Ends the access."""
        self._tokens.revoke(str((await body_of(request)).get("access_token", "")))
        return business_data({})


def _oauth_error(error: str, description: str, status: int = 400) -> Response:
    return JSONResponse({"error": error, "error_description": description, "log_id": "sandbox"}, status)


def _display_tokens(pair: Pair) -> Response:
    return JSONResponse(
        {
            "access_token": pair.access,
            "expires_in": _DAY_SECONDS,
            "open_id": _ME.external_id,
            "refresh_expires_in": _YEAR_SECONDS,
            "refresh_token": pair.refresh,
            "scope": _DISPLAY_SCOPES,
            "token_type": "Bearer",
        }
    )


def _business_tokens(pair: Pair) -> Response:
    return business_data(
        {
            "access_token": pair.access,
            "token_type": "Bearer",
            "scope": _BUSINESS_SCOPES,
            "expires_in": _DAY_SECONDS,
            "refresh_token": pair.refresh,
            "refresh_token_expires_in": _YEAR_SECONDS,
            "open_id": _ME.external_id,
        }
    )
