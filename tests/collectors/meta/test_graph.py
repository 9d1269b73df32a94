"""Addresses, signatures and lists of the Graph API."""

from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.configuration import ApiConfiguration
from collectors.meta.graph import following, graph_api, graph_url, in_smaller_pages, next_token, signature
from collectors.transport import Reply
from domain.credentials import Secret
from domain.errors import FatalCollectorError, SkippableCollectorError
from domain.users import Platform


def test_the_address_has_the_version() -> None:
    assert graph_url(ApiConfiguration()) == "https://graph.facebook.com/v25.0"
    assert graph_url(ApiConfiguration(api_url="http://sandbox/facebook/", version="v23.0")) == (
        "http://sandbox/facebook/v23.0"
    )


def test_a_token_travels_in_a_header() -> None:
    signed = signature(None, "token-1")

    assert (signed.headers, signed.parameters) == ({"authorization": "Bearer token-1"}, {})


def test_with_the_secret_of_the_app_there_is_a_proof() -> None:
    signed = graph_api(Platform.FACEBOOK, ApiConfiguration(client_secret=Secret("secret")), "pages").sign("token-1")

    # printf token-1 | openssl dgst -sha256 -hmac secret
    assert signed.parameters == {"appsecret_proof": "00c846b90a210aa118d899560b3002dceecb69075ba9fe8a5ce02d9fe50cb6aa"}


@pytest.mark.parametrize(
    ("address", "token"),
    [
        ("https://graph.facebook.com/v25.0/1/posts?access_token=EAAB&limit=25&after=QVFI", "after=QVFI"),
        ("https://x.org/1/posts?access_token=EAAB&until=162&since&__paging_token=enc", "until=162&__paging_token=enc"),
    ],
)
def test_the_place_where_a_list_goes_on_holds_no_token_and_no_address(address: str, token: str) -> None:
    assert next_token({"data": [], "paging": {"next": address}}) == token


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"paging": None}, {"paging": {"cursors": {"after": "a"}}}, {"paging": {"next": None}}],
)
def test_a_list_without_next_has_been_read(document: Any) -> None:
    assert next_token(document) is None


def test_a_next_that_cannot_be_followed_is_fatal() -> None:
    with pytest.raises(FatalCollectorError, match="next page"):
        next_token({"paging": {"next": "https://graph.facebook.com/v25.0/1/posts?access_token=EAAB"}})


def test_the_place_stands_above_the_bounds_of_the_first_page() -> None:
    assert following({"since": "1", "until": "9"}, "until=5&__paging_token=x") == {
        "since": "1",
        "until": "5",
        "__paging_token": "x",
    }
    assert following({"since": "1"}, None) == {"since": "1"}


def _too_much() -> SkippableCollectorError:
    return SkippableCollectorError("Please reduce the amount of data you're asking for", "1/too-much")


async def test_a_page_that_is_too_much_is_asked_for_in_smaller_pieces() -> None:
    limits = []
    answer = Reply(200, {}, {}, datetime(2026, 3, 10, tzinfo=UTC), "/")

    async def ask(limit: int) -> Reply:
        limits.append(limit)
        if limit > 12:
            raise _too_much()
        return answer

    assert await in_smaller_pages(ask) is answer
    assert limits == [50, 25, 12]


async def test_one_entry_that_is_too_much_is_refused() -> None:
    limits = []

    async def ask(limit: int) -> Reply:
        limits.append(limit)
        raise _too_much()

    with pytest.raises(SkippableCollectorError):
        await in_smaller_pages(ask)
    assert limits == [50, 25, 12, 6, 3, 1]


async def test_another_refusal_is_not_tried_again() -> None:
    limits = []

    async def ask(limit: int) -> Reply:
        limits.append(limit)
        raise SkippableCollectorError("(#10) no permission", "10")

    with pytest.raises(SkippableCollectorError):
        await in_smaller_pages(ask)
    assert limits == [50]
