"""Uploads an export file, and asks for the progress of its import until it is finished.

python import_export.py USER_ID FILE [--account HANDLE] [--observed-at 2026-08-31T12:00:00Z] [--url URL]

The file is streamed: it may be larger than the memory.
"""

import argparse
import http.client
import json
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graphql_request import DEFAULT_URL, OPERATIONS, TIMEOUT_SECONDS, GraphQLError, execute

POLL_SECONDS = 0.5
UNFINISHED = {"QUEUED", "RUNNING"}
BLOCK_BYTES = 1 << 20


def upload(url: str, path: Path, given: dict[str, Any]) -> dict[str, Any]:
    """The answer to `importExport`, sent as the GraphQL multipart request specification says.

    Raises:
        GraphQLError: the server refused the request.
        OSError: the file cannot be read, or the server cannot be reached.
    """
    boundary = secrets.token_hex(16)
    document = (OPERATIONS / "import_export.graphql").read_text(encoding="utf-8")
    fields = {
        "operations": json.dumps({"query": document, "variables": {"input": {**given, "file": None}}}),
        "map": json.dumps({"0": ["variables.input.file"]}),
    }
    part = f"--{boundary}\r\ncontent-disposition: form-data; name="
    head = "".join(f'{part}"{name}"\r\n\r\n{text}\r\n' for name, text in fields.items())
    name = path.name.replace('"', "%22")
    head += f'{part}"0"; filename="{name}"\r\n\r\n'
    before, after = head.encode(), f"\r\n--{boundary}--\r\n".encode()
    address = urlsplit(url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(
            "POST",
            address.path,
            body=_body(before, path, after),
            headers={
                "content-type": f"multipart/form-data; boundary={boundary}",
                "content-length": str(len(before) + path.stat().st_size + len(after)),
            },
        )
        answer = json.load(connection.getresponse())
    finally:
        connection.close()
    if errors := answer.get("errors"):
        raise GraphQLError(errors[0]["message"], errors[0].get("extensions", {}).get("code", "UNKNOWN"))
    result: dict[str, Any] = answer["data"]["importExport"]
    return result


def _body(before: bytes, path: Path, after: bytes) -> Iterator[bytes]:
    yield before
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block
    yield after


def follow(url: str, id_: str) -> dict[str, Any]:
    """Prints each new state; returns the last."""
    shown = None
    while True:
        found: dict[str, Any] = execute(url, "import", {"id": id_})["node"]
        state = f"{found['status']:<12}{found['progress']:>5.0%}  {found['rowsRead']:,} rows"
        if state != shown:
            print(state, flush=True)
            shown = state
        if found["status"] not in UNFINISHED:
            return found
        time.sleep(POLL_SECONDS)


def main() -> int:
    """Exit code 0: the file was imported; 1: it was not; 2: it leaves something open."""
    parser = argparse.ArgumentParser(description="Import a file, and wait for the end of it.")
    parser.add_argument("user_id")
    parser.add_argument("file", type=Path)
    parser.add_argument("--account")
    parser.add_argument("--observed-at")
    parser.add_argument("--url", default=DEFAULT_URL)
    arguments = parser.parse_args()
    given = {"userId": arguments.user_id, "account": arguments.account, "observedAt": arguments.observed_at}
    try:
        started = upload(arguments.url, arguments.file, {k: v for k, v in given.items() if v is not None})
        if "message" in started:
            print(started["message"], file=sys.stderr)
            return 2 if "question" in started else 1
        imported = follow(arguments.url, started["id"])
    except (GraphQLError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for part in imported["parts"]:
        print(f"{part['title']}: {part['posts']} posts, {part['days']} days")
    for left_out in imported["leftOut"]:
        print(f"left out: {left_out['rows']} rows, {left_out['cause']}")
    if imported["reason"]:
        print(imported["reason"], file=sys.stderr)
    return 0 if imported["status"] == "SUCCEEDED" else 1


if __name__ == "__main__":
    sys.exit(main())
