"""The Graph API: where it is, how a request is signed, how long lists are read."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from collectors.api_client import Api, Signature
from collectors.configuration import ApiConfiguration
from collectors.meta.faults import TOO_MUCH_AT_ONCE, fault_of
from collectors.meta.limits import pause_of
from collectors.transport import Reply
from domain.credentials import Secret
from domain.errors import FatalCollectorError, SkippableCollectorError
from domain.users import Platform

DEFAULT_URL = "https://graph.facebook.com"
DEFAULT_VERSION = "v25.0"
MOST_IDS = 50
"""Objects that one call may ask for by id."""
PAGE_SIZE = 50
"""Of lists; Graph allows 100, but the insights of a page of posts are asked for by their ids in one call."""

_PAGING = ("after", "until", "__paging_token")
"""The parameters of a `next` address that say where it goes on: with a cursor, or, in older lists, with a moment."""


def graph_url(configuration: ApiConfiguration) -> str:
    """Host and version, without a slash at the end."""
    host = (configuration.api_url or DEFAULT_URL).rstrip("/")
    return f"{host}/{configuration.version or DEFAULT_VERSION}"


def graph_api(platform: Platform, configuration: ApiConfiguration, use_case: str) -> Api:
    """The Graph API for one platform; `use_case` is what its business limits are called, such as `pages`."""
    return Api(
        platform,
        graph_url(configuration),
        fault_of,
        sign=partial(signature, configuration.client_secret),
        pause=partial(pause_of, use_case),
    )


def signature(client_secret: Secret | None, token: str) -> Signature:
    """The token, and with a secret the proof that the request comes from the app that the token was given to."""
    headers = {"authorization": f"Bearer {token}"}
    if client_secret is None:
        return Signature(headers)
    proof = hmac.new(client_secret.text.encode(), token.encode(), hashlib.sha256).hexdigest()
    return Signature(headers, {"appsecret_proof": proof})


def next_token(document: Any) -> str | None:
    """Where a list goes on: the paging parameters of its `next` address, and nothing else of it, for it holds the
    access token. None: it has been read to its end, which only the lack of `next` says, not a short page.

    Raises:
        FatalCollectorError: it goes on, but in no known way.
    """
    paging = document.get("paging") if isinstance(document, Mapping) else None
    address = paging.get("next") if isinstance(paging, Mapping) else None
    if not isinstance(address, str):
        return None
    given = dict(parse_qsl(urlsplit(address).query))
    found = {name: given[name] for name in _PAGING if given.get(name)}
    if not found:
        raise FatalCollectorError("The Graph API names a next page, but not in a way that can be followed.")
    return urlencode(found)


def following(parameters: Mapping[str, str], token: str | None) -> dict[str, str]:
    """The parameters of the page that a token leads to."""
    return {**parameters, **dict(parse_qsl(token or ""))}


async def in_smaller_pages(ask: Callable[[int], Awaitable[Reply]]) -> Reply:
    """A page of a list, shorter when the platform finds that much too much.

    Raises:
        SkippableCollectorError: even one entry is refused, or for another reason.
    """
    limit = PAGE_SIZE
    while True:
        try:
            return await ask(limit)
        except SkippableCollectorError as error:
            if error.reason_code != TOO_MUCH_AT_ONCE or limit == 1:
                raise
            limit //= 2
