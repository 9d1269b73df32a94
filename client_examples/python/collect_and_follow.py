"""Starts a collection and asks for its progress until it is finished.

python collect_and_follow.py USER_ID [--days-back 7] [--url http://127.0.0.1:8000/graphql]
"""

import argparse
import sys
import time
from typing import Any

from graphql_request import DEFAULT_URL, GraphQLError, execute

POLL_SECONDS = 0.5
UNFINISHED = {"QUEUED", "RUNNING"}


def start(url: str, user_id: str, days_back: int) -> str | None:
    """The id of the run that was started, or that is still going on; None when there is none, and says why."""
    result = execute(url, "collect", {"input": {"userId": user_id, "daysBack": days_back}})["collect"]
    if "message" in result:
        print(result["message"], file=sys.stderr)
    run_id: str | None = result.get("runId")
    return run_id


def run_of(url: str, user_id: str, run_id: str) -> dict[str, Any]:
    """The present state of a run.

    Raises:
        LookupError: it is not among the user's newest runs.
    """
    user = execute(url, "runs", {"userId": user_id})["user"]
    for edge in user["runs"]["edges"] if user else []:
        if edge["node"]["runId"] == run_id:
            run: dict[str, Any] = edge["node"]
            return run
    raise LookupError(f"Run {run_id} is not among the newest runs of {user_id}.")


def follow(url: str, user_id: str, run_id: str) -> dict[str, Any]:
    """Prints each new state; returns the last."""
    shown = None
    while True:
        run = run_of(url, user_id, run_id)
        state = f"{run['status']:<12}{run['progress']:>5.0%}  {run['observationsAdded']:,} new observations"
        if state != shown:
            print(state, flush=True)
            shown = state
        if run["status"] not in UNFINISHED:
            return run
        time.sleep(POLL_SECONDS)


def main() -> int:
    """Exit code 0: everything was collected; 1: it was not, or not all."""
    parser = argparse.ArgumentParser(description="Collect, and wait for the end of it.")
    parser.add_argument("user_id")
    parser.add_argument("--days-back", type=int, default=7)
    parser.add_argument("--url", default=DEFAULT_URL)
    arguments = parser.parse_args()
    try:
        run_id = start(arguments.url, arguments.user_id, arguments.days_back)
        if run_id is None:
            return 1
        run = follow(arguments.url, arguments.user_id, run_id)
    except (GraphQLError, LookupError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for part in run["accounts"]:
        if part["reason"]:
            print(f"{part['account']['label']}: {part['reason']}", file=sys.stderr)
    return 0 if run["status"] == "SUCCEEDED" else 1


if __name__ == "__main__":
    sys.exit(main())
