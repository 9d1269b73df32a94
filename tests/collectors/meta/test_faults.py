"""What each refusal of the Graph API leads to."""

from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.faults import Fault, Recovery
from collectors.meta.faults import (
    about_edge,
    about_metric,
    about_object,
    about_part,
    blamed_metrics,
    blamed_objects,
    fault_of,
)
from collectors.transport import Reply
from domain.errors import GoneError, SkippableCollectorError

AT = datetime(2026, 3, 10, tzinfo=UTC)


def reply(document: Any, status: int = 400, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, named, document, AT, "/v25.0/1/insights")


def refused(code: Any, subcode: Any = None, message: str = "said", status: int = 400, **more: Any) -> Fault:
    error = {"message": message, "type": "OAuthException", "code": code, **more}
    if subcode is not None:
        error["error_subcode"] = subcode
    found = fault_of(reply({"error": error}, status))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "subcode", "recovery"),
    [
        (190, None, Recovery.RENEW),
        (190, 458, Recovery.REVOKED),
        (190, 460, Recovery.RENEW),
        (190, 463, Recovery.RENEW),
        (190, 467, Recovery.RENEW),
        (190, 492, Recovery.REVOKED),
        (190, 2069032, Recovery.FATAL),
        (102, None, Recovery.RENEW),
        (2500, None, Recovery.RENEW),
        (1, None, Recovery.RETRY),
        (2, None, Recovery.RETRY),
        (3, None, Recovery.SKIP),
        (4, None, Recovery.WAIT),
        (17, None, Recovery.WAIT),
        (32, None, Recovery.WAIT),
        (341, None, Recovery.WAIT),
        (368, None, Recovery.WAIT),
        (613, None, Recovery.WAIT),
        (80000, None, Recovery.WAIT),
        (80001, None, Recovery.WAIT),
        (80002, None, Recovery.WAIT),
        (80014, None, Recovery.WAIT),
        (10, None, Recovery.SKIP),
        (200, None, Recovery.SKIP),
        (299, None, Recovery.SKIP),
        (12, None, Recovery.SKIP),
        (100, None, Recovery.SKIP),
        (100, 33, Recovery.GONE),
        (100, 2108006, Recovery.SKIP),
        (803, None, Recovery.GONE),
        (2874010, None, Recovery.SKIP),
        (3001, 1504028, Recovery.FATAL),
        (999, None, Recovery.FATAL),
    ],
)
def test_a_code_and_its_subcode_say_what_to_do(code: int, subcode: int | None, recovery: Recovery) -> None:
    assert refused(code, subcode).recovery is recovery
    assert refused(str(code), subcode and str(subcode)).recovery is recovery


@pytest.mark.parametrize(
    ("message", "recovery"),
    [
        ("(#100) The value must be a valid insights metric", Recovery.SKIP),
        ("(#100) metric[4] must be one of the following values: reach, follower_count", Recovery.SKIP),
        ("(#10) Application does not have permission for this action", Recovery.SKIP),
        ("(#4) Application request limit reached", Recovery.WAIT),
        ("Error validating access token: Session has expired", Recovery.RENEW),
        ("(#190) This method must be called with a Page Access Token", Recovery.FATAL),
        ("Unknown path components: /navigation", Recovery.SKIP),
        ("Unsupported get request. Object with ID '1' does not exist", Recovery.GONE),
        ("Something new", Recovery.FATAL),
    ],
)
def test_words_say_it_where_the_code_cannot_be_read(message: str, recovery: Recovery) -> None:
    assert refused("REDACTED", message=message).recovery is recovery


def test_a_person_s_token_in_the_place_of_a_page_s_is_a_wrong_configuration() -> None:
    # As recorded: neither code nor message say it, only the subcode and the text for people.
    fault = refused(
        "REDACTED",
        2069032,
        "Invalid OAuth 2.0 Access Token",
        error_user_title="User access token is not supported",
        error_user_msg="A Page access token is required for this call for the new Pages experience.",
    )

    assert fault == Fault(
        Recovery.FATAL,
        "Invalid OAuth 2.0 Access Token User access token is not supported A Page access token is required for this "
        "call for the new Pages experience.",
        "2069032",
    )


def test_what_an_unknown_path_says_is_no_matter_of_tokens() -> None:
    assert refused(2500, message="Unknown path components: /navigation").recovery is Recovery.SKIP


def test_an_unknown_code_may_be_said_to_be_transient() -> None:
    assert refused(4711, is_transient=True).recovery is Recovery.RETRY
    assert refused(4711, is_transient=False).recovery is Recovery.FATAL
    assert refused(100, is_transient=True).recovery is Recovery.SKIP


def test_an_unknown_code_of_a_sick_server_is_tried_again() -> None:
    assert refused(4711, status=500).recovery is Recovery.RETRY
    assert refused(4711, status=403).recovery is Recovery.SKIP


def test_too_much_at_once_is_no_passing_failure() -> None:
    words = "Please reduce the amount of data you're asking for, then retry your request"

    assert refused(1, message=words, status=500) == Fault(Recovery.SKIP, words, "1/too-much")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 900),
        ({"retry_after": "30"}, 30),
        ({"x_business_use_case_usage": '{"1": [{"type": "pages", "estimated_time_to_regain_access": 19}]}'}, 1140),
        ({"x_business_use_case_usage": "broken"}, 900),
        ({"x_business_use_case_usage": '{"1": [{"type": "pages", "estimated_time_to_regain_access": 0}]}'}, 900),
    ],
)
def test_a_throttled_call_waits_as_long_as_it_is_told(headers: dict[str, str], seconds: float) -> None:
    fault = fault_of(reply({"error": {"message": "(#32) limit", "code": 32}}, 403, **headers))

    assert fault == Fault(Recovery.WAIT, "(#32) limit", "32", seconds)


@pytest.mark.parametrize("document", [{"data": []}, {}, None, [], {"error": None}])
def test_a_good_answer_refuses_nothing(document: Any) -> None:
    assert fault_of(reply(document, 200)) is None


@pytest.mark.parametrize("document", [None, {}, [], {"error": "text"}, {"error": []}])
def test_a_refusal_of_another_form_is_judged_by_its_status(document: Any) -> None:
    fault = fault_of(reply(document, 502))

    assert fault is not None
    assert fault.recovery is Recovery.RETRY


def test_an_error_in_a_good_status_is_one_all_the_same() -> None:
    fault = fault_of(reply({"error": {"message": "", "code": None}}, 200))

    assert fault == Fault(Recovery.FATAL, "no reason given", None)


def test_the_shown_code_has_its_subcode() -> None:
    assert refused(100, 33).code == "100/33"
    assert refused(True).code is None


def skipped(message: str, code: str = "100") -> SkippableCollectorError:
    return SkippableCollectorError(f"Instagram says ({code}): {message}", code)


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("(#100) metric[1] must be one of the following values: a, c", ["b"]),
        ("(#100) metric[9] must be one of the following values: a, c", []),
        ("(#100) The following metrics (a,c) should be specified with parameter metric_type=total_value", ["a", "c"]),
        ("(#100) The Media Insights API does not support the c metric for this media product type.", ["c"]),
        ("(#100) For metric b, since must be within the last 30 days", ["b"]),
        ("(#100) The value must be a valid insights metric", []),
    ],
)
def test_the_blamed_metrics(message: str, names: list[str]) -> None:
    assert about_metric(skipped(message))
    assert blamed_metrics(skipped(message), ["a", "b", "c"]) == names


def test_a_refused_edge_is_not_about_a_metric() -> None:
    assert not about_metric(skipped("(#10) Application does not have permission for this action", "10"))
    assert about_metric(skipped("(#12) it is deprecated", "12"))


@pytest.mark.parametrize(
    ("message", "code", "edge"),
    [
        ("(#10) no permission", "10", True),
        ("(#200) Requires pages_read_engagement", "200", True),
        ("(#2874010) Not enough users", "2874010", True),
        ("Unknown path components: /insights", "2500", True),
        ("(#10) Not enough viewers for the media to show insights", "10", False),
        ("(#100) Invalid parameter", "100", False),
        ("Please reduce the amount of data", "1/too-much", False),
    ],
)
def test_a_refusal_that_is_about_the_edge(message: str, code: str, edge: bool) -> None:
    assert about_edge(skipped(message, code)) is edge


@pytest.mark.parametrize(
    ("message", "part"),
    [
        ("(#100) The Media Insights API does not support the shares metric for this media product type.", True),
        ("(#100) For metric follower_count, since must be within the last 30 days", True),
        ("(#100) since param is not valid. Metrics data is available for the last 2 years", True),
        ("(#100) The value must be a valid insights metric", False),
        ("(#100) metric[1] must be one of the following values: reach, views", False),
    ],
)
def test_a_refusal_that_is_about_a_part(message: str, part: bool) -> None:
    assert about_part(message) is part


def test_absurd_codes_are_none() -> None:
    assert refused("9" * 5000, "9" * 5000, message="odd").code is None
    assert refused(None, message=f"(#{'9' * 5000}) odd").code is None
    assert blamed_metrics(skipped(f"metric[{'9' * 5000}] must be one of"), ["a"]) == []


def test_the_blamed_objects() -> None:
    gone = GoneError("Facebook says (100/33): Object with ID '1_22' does not exist", "100/33")

    assert about_object(gone)
    assert about_object(skipped("Media posted before business account conversion", "100/2108006"))
    assert about_object(skipped("(#10) Not enough viewers for the media to show insights", "10"))
    assert not about_object(skipped("(#10) no permission", "10"))
    assert blamed_objects(gone, ["1_2", "1_22", "22"]) == ["1_22"]
