"""Sends one of the documents in `operations/` to a Pulsegraph server; nothing but the standard library."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

DEFAULT_URL = "http://127.0.0.1:8000/graphql"
OPERATIONS = Path(__file__).resolve().parent.parent / "operations"
TIMEOUT_SECONDS = 30


class GraphQLError(Exception):
    """The server refused the request. `code` is the `extensions.code` of its first error."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(f"{message} ({code})")
        self.code = code


def execute(url: str, operation: str, variables: dict[str, Any]) -> dict[str, Any]:
    """The `data` of the answer to `operations/<operation>.graphql`.

    Raises:
        GraphQLError: the answer has errors.
        OSError: the server cannot be reached, or does not answer with JSON.
    """
    document = (OPERATIONS / f"{operation}.graphql").read_text(encoding="utf-8")
    request = urllib.request.Request(
        url,
        data=json.dumps({"query": document, "variables": variables}).encode(),
        headers={"content-type": "application/json", "accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        # A refused request has a GraphQL answer too, with the reason in it.
        answer = _answer_of(error)
    if errors := answer.get("errors"):
        raise GraphQLError(errors[0]["message"], errors[0].get("extensions", {}).get("code", "UNKNOWN"))
    data: dict[str, Any] = answer["data"]
    return data


def _answer_of(error: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.load(error)
    except ValueError:
        raise error from None
    return answer
