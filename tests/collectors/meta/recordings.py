"""Recorded answers of the Graph API, read where they lie. Nothing of them is kept here."""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAYLOADS = Path(os.environ.get("PULSEGRAPH_SHARED", ROOT.parent / "shared")) / "payloads"

needs_payloads = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason="The recorded answers are not there; PULSEGRAPH_SHARED says where they are."
)


def fixture(path: str) -> Any:
    """One recorded answer."""
    return json.loads((PAYLOADS / path).read_bytes())


def cassette(path: str) -> list[tuple[str, dict[str, str], int, Any]]:
    """The interactions of a cassette: path without the version, parameters, status and answer."""
    found = []
    for each in fixture(path)["interactions"]:
        parts = urlsplit(each["request"]["uri"])
        answer = json.loads(each["response"]["body"]["string"])
        place = re.sub(r"^/v[\d.]+", "", parts.path)
        found.append((place, dict(parse_qsl(parts.query)), each["response"]["status"]["code"], answer))
    return found


def objects_in(documents: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """The objects of lists, each put together from all that was recorded of it."""
    found: dict[str, dict[str, Any]] = {}
    for document in documents:
        for each in document.get("data", []):
            known = found.setdefault(each["id"], {})
            attached = {**_attached(known), **_attached(each)}
            known.update(each)
            if attached:
                known["attachments"] = {"data": [attached]}
    return found


def _attached(document: dict[str, Any]) -> dict[str, Any]:
    attachments: list[dict[str, Any]] = document.get("attachments", {}).get("data", [])
    return attachments[0] if attachments else {}
