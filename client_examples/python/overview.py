"""Prints a user's overview: every figure with its change, its status and, where there is none, the reason.

python overview.py USER_ID [--preset LAST_30_DAYS] [--url http://127.0.0.1:8000/graphql]
"""

import argparse
import sys
from typing import Any

from graphql_request import DEFAULT_URL, GraphQLError, execute

FIGURES = {
    "totalFollowers": "Total followers",
    "followersNet": "Net follower growth",
    "growthRate": "Growth rate",
    "totalEngagement": "Total engagement",
    "averageEngagementRate": "Average engagement rate",
    "postsPublished": "Posts published",
    "views": "Views",
    "impressions": "Impressions",
    "reach": "Reach",
}


def amount(value: float | None, unit: str) -> str:
    """A number as people write it; a dash when it was not observed."""
    if value is None:
        return "—"
    return f"{value:.2%}" if unit == "FRACTION" else f"{value:,.0f}"


def change(figure: dict[str, Any]) -> str:
    """Against the previous period; rates differ in percentage points."""
    absolute = (figure["change"] or {}).get("absolute")
    if absolute is None:
        return ""
    if figure["metric"]["unit"] == "FRACTION":
        return f"{absolute * 100:+.2f} points"
    return f"{absolute:+,.0f}"


def remark(figure: dict[str, Any]) -> str:
    """What limits the figure: coverage, reason and bounds."""
    unit = figure["metric"]["unit"]
    parts = []
    if (coverage := figure["coverage"]) and coverage["measured"] < coverage["expected"]:
        parts.append(f"{coverage['measured']} of {coverage['expected']} {coverage['unit'].lower()}")
    if figure["reason"]:
        parts.append(figure["reason"].lower().replace("_", " "))
    if bounds := figure["bounds"]:
        if bounds["lower"] is not None:
            parts.append(f"at least {amount(bounds['lower'], unit)}")
        if bounds["upper"] is not None:
            parts.append(f"at most {amount(bounds['upper'], unit)}")
    return ", ".join(parts)


def print_overview(user: dict[str, Any]) -> None:
    """One line per figure."""
    overview = user["overview"]
    period = overview["period"]
    print(f"{user['name'] or user['userId']}, {period['start']} to {period['end']} (excluded), {period['timeZone']}")
    if any(account["status"] == "SAMPLE" for account in user["accounts"]):
        print("Sample data: made-up numbers are among these figures.")
    for field, name in FIGURES.items():
        figure = overview[field]
        value = amount(figure["value"], figure["metric"]["unit"])
        line = f"{name:<24}{value:>16}{change(figure):>16}  {figure['status'].lower():<12}{remark(figure)}"
        print(line.rstrip())


def main() -> int:
    """Exit code 1: no such user, or the server refused."""
    parser = argparse.ArgumentParser(description="Print a user's overview.")
    parser.add_argument("user_id")
    parser.add_argument("--preset", default="LAST_30_DAYS", help="such as LAST_7_DAYS or LAST_MONTH")
    parser.add_argument("--url", default=DEFAULT_URL)
    arguments = parser.parse_args()
    variables = {
        "userId": arguments.user_id,
        "period": {"preset": arguments.preset},
        "compareTo": {"kind": "PREVIOUS_PERIOD"},
    }
    try:
        user = execute(arguments.url, "overview", variables)["user"]
    except (GraphQLError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if user is None:
        print(f"There is no user {arguments.user_id!r}.", file=sys.stderr)
        return 1
    print_overview(user)
    return 0


if __name__ == "__main__":
    sys.exit(main())
