"""The two APIs' addresses, signatures and refusals."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from collectors.configuration import ApiConfiguration
from collectors.faults import Recovery
from collectors.tiktok.client import ApiKind, api_of, business_fault, display_fault, kind_of
from collectors.transport import Reply
from domain.errors import (
    AuthorizationLostError,
    FatalCollectorError,
    InvalidInputError,
    RetriableCollectorError,
)
from tests.collectors.tiktok.support import Answers, assignment, collected, display
from tests.factories import NOW


def reply(document: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, document, NOW, "/")


def display_error(code: Any, message: str = "m") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "log_id": "l"}}


@pytest.mark.parametrize(
    ("code", "status", "recovery"),
    [
        ("access_token_invalid", 401, Recovery.RENEW),
        ("scope_not_authorized", 401, Recovery.SKIP),
        ("scope_permission_missed", 400, Recovery.SKIP),
        ("invalid_params", 400, Recovery.SKIP),
        ("rate_limit_exceeded", 429, Recovery.WAIT),
        ("internal_error", 500, Recovery.RETRY),
        ("scope_not_authorized", 200, Recovery.SKIP),  # the code counts, whatever the status
        ("something_new", 401, Recovery.RENEW),
        ("something_new", 403, Recovery.SKIP),
        ("something_new", 404, Recovery.GONE),
        ("something_new", 400, Recovery.FATAL),
        ("something_new", 200, Recovery.FATAL),
        ("REDACTED", 500, Recovery.RETRY),
        (None, 400, Recovery.FATAL),
    ],
)
def test_a_refusal_of_the_display_api_says_what_to_do(code: str | None, status: int, recovery: Recovery) -> None:
    fault = display_fault(reply(display_error(code), status))

    assert fault is not None
    assert (fault.recovery, fault.code, fault.message) == (recovery, code, "m")


def test_ok_is_an_error_code_that_means_success() -> None:
    assert display_fault(reply(display(videos=[]))) is None


def test_an_error_that_is_a_text_is_one_too() -> None:
    fault = display_fault(reply({"error": "invalid_request", "error_description": "No."}))

    assert fault is not None
    assert (fault.recovery, fault.code, fault.message) == (Recovery.FATAL, "invalid_request", "No.")


@pytest.mark.parametrize("document", [None, [], {}, {"data": None}])
def test_an_answer_of_the_display_api_that_holds_nothing_is_asked_for_again(document: Any) -> None:
    fault = display_fault(reply(document))

    assert fault is not None
    assert fault.recovery is Recovery.RETRY


@pytest.mark.parametrize(("headers", "seconds"), [({"retry_after": "30"}, 30.0), ({}, 60.0)])
def test_a_full_minute_of_calls_waits_as_long_as_it_says_or_for_a_minute(
    headers: dict[str, str], seconds: float
) -> None:
    fault = display_fault(reply(display_error("rate_limit_exceeded"), 429, **headers))

    assert fault is not None
    assert fault.wait_seconds == seconds


@pytest.mark.parametrize(
    ("code", "recovery"),
    [
        (40001, Recovery.SKIP),
        (40002, Recovery.SKIP),
        (40100, Recovery.WAIT),
        (40102, Recovery.RENEW),
        (40104, Recovery.RENEW),
        (40105, Recovery.RENEW),
        ("40105", Recovery.RENEW),
        (40131, Recovery.RENEW),
        (40133, Recovery.WAIT),
        (51021, Recovery.WAIT),
        (50000, Recovery.RETRY),
        (50002, Recovery.RETRY),
        (40006, Recovery.FATAL),
        ("REDACTED", Recovery.FATAL),
    ],
)
def test_a_refusal_of_the_accounts_api_comes_with_status_200(code: int | str, recovery: Recovery) -> None:
    fault = business_fault(reply({"code": code, "message": "m", "data": {}}))

    assert fault is not None
    assert (fault.recovery, fault.code, fault.message, fault.wait_seconds) == (recovery, str(code), "m", None)


@pytest.mark.parametrize(
    ("document", "status", "recovery"),
    [
        ({"code": 0, "data": {}}, 200, None),
        ({"code": "0", "data": {}}, 200, None),
        ({"code": 0, "data": {}}, 502, Recovery.RETRY),
        ({"message": "m"}, 200, Recovery.RETRY),
        (None, 200, Recovery.RETRY),
        (None, 500, Recovery.RETRY),
        (None, 401, Recovery.RENEW),
        ({"code": "REDACTED"}, 429, Recovery.RETRY),
    ],
)
def test_without_a_known_code_the_status_decides(document: Any, status: int, recovery: Recovery | None) -> None:
    fault = business_fault(reply(document, status))

    assert (fault.recovery if fault else None) is recovery


def test_an_installation_reads_through_the_api_that_it_names() -> None:
    urls = {version: api_of(ApiConfiguration(version=version)).base_url for version in (None, "display", "business")}
    simulated = [api_of(ApiConfiguration(api_url="http://s/tiktok/", version=v)).base_url for v in (None, "business")]

    assert urls == {
        None: "https://open.tiktokapis.com",
        "display": "https://open.tiktokapis.com",
        "business": "https://business-api.tiktok.com/open_api/v1.3",
    }
    assert simulated == ["http://s/tiktok", "http://s/tiktok/open_api/v1.3"]
    assert kind_of(ApiConfiguration()) is ApiKind.DISPLAY


def test_another_api_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"'v1\.3' is no API of TikTok; .*VERSION is display or"):
        kind_of(ApiConfiguration(version="v1.3"))


def test_each_api_carries_the_token_in_its_own_header() -> None:
    headers = [api_of(ApiConfiguration(version=version)).sign("t").headers for version in ("display", "business")]

    assert headers == [{"authorization": "Bearer t"}, {"access-token": "t"}]


@pytest.mark.parametrize(
    ("status", "document", "error", "calls"),
    [
        (401, display_error("access_token_invalid"), AuthorizationLostError, 1),
        (429, display_error("rate_limit_exceeded"), RetriableCollectorError, 4),
        (500, display_error("internal_error"), RetriableCollectorError, 4),
        (400, display_error("something_new"), FatalCollectorError, 1),
    ],
)
async def test_what_concerns_the_account_ends_its_collection(
    status: int, document: Any, error: type[Exception], calls: int
) -> None:
    answers = Answers(lambda _request: httpx2.Response(status, json=document))

    with pytest.raises(error):
        await collected(answers.collector().collect(assignment(NOW - timedelta(days=7)), None))

    assert len(answers.requests) == calls


async def test_no_error_tells_the_token() -> None:
    answers = Answers(lambda _r: httpx2.Response(401, json=display_error("x", "access_token=act.secret is bad")))

    with pytest.raises(AuthorizationLostError) as caught:
        await collected(answers.collector().collect(assignment(NOW - timedelta(days=7)), None))

    assert "act.secret" not in str(caught.value)
    assert [str(request.url) for request in answers.requests] == [
        "https://open.tiktokapis.com/v2/user/info/?fields=open_id%2Cdisplay_name%2Cusername%2Cfollower_count"
        "%2Cfollowing_count%2Cvideo_count"
    ]
