"""When the headers about usage ask to slow down."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.meta.limits import pause_of
from collectors.transport import Reply


def reply(**headers: Any) -> Reply:
    named = {
        name.replace("_", "-"): value if isinstance(value, str) else json.dumps(value)
        for name, value in headers.items()
    }
    return Reply(200, named, {}, datetime(2026, 3, 10, tzinfo=UTC), "/v25.0/1")


def used(percent: float, name: str = "call_count") -> dict[str, float]:
    return {"call_count": 1, "total_cputime": 1, "total_time": 1, name: percent}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"x_app_usage": used(28)}, None),
        ({"x_app_usage": used(79.9)}, None),
        ({"x_app_usage": used(80)}, 2),
        ({"x_app_usage": used(95)}, 600),
        ({"x_app_usage": used(120, "total_cputime")}, 600),
        ({"x_page_usage": used(96, "total_time")}, 600),
        ({"x_business_use_case_usage": {"1": [{"type": "pages", **used(82)}]}}, 2),
        (
            {
                "x_business_use_case_usage": {
                    "1": [{"type": "pages", **used(100), "estimated_time_to_regain_access": 7}]
                }
            },
            420,
        ),
        ({"x_business_use_case_usage": {"1": [{**used(100), "estimated_time_to_regain_access": 1e300}]}}, 86_400),
        ({"x_business_use_case_usage": {"1": [{"type": "ads_insights", **used(100)}]}}, None),
        ({"x_business_use_case_usage": {"1": [], "2": [{**used(99)}]}}, 600),
        ({"x_business_use_case_usage": {"1": "text", "2": [None, 3]}}, None),
        ({"x_app_usage": "not json"}, None),
        ({"x_app_usage": [1]}, None),
        ({"x_app_usage": {"call_count": "99"}}, None),
    ],
)
def test_the_pause_after_an_answer(headers: dict[str, Any], seconds: float | None) -> None:
    assert pause_of("pages", reply(**headers)) == seconds
