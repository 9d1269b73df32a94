"""Posts as CSV that a spreadsheet opens safely, and that `generic-posts` reads again."""

import csv
from collections.abc import Iterable, Mapping
from typing import TextIO

from domain.content import ContentPiece
from domain.metrics import POST_METRICS
from domain.users import Account

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""

COLUMNS = (
    "platform",
    "account",
    "post_id",
    "posted_at",
    "content_type",
    "text",
    "url",
    "tags",
    "media_seconds",
    *(metric.value for metric in POST_METRICS),
    "observed_at",
)


def neutral(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def write_posts(out: TextIO, pieces: Iterable[ContentPiece], accounts: Mapping[str, Account]) -> None:
    """One line for each post, without headers. An unknown value is an empty cell, never 0; times are UTC."""
    writer = csv.writer(out, lineterminator="\r\n")
    for piece in pieces:
        details = piece.details
        counters = (piece.metrics.get(metric) for metric in POST_METRICS)
        seen = max(piece.observed_at.values(), default=None)
        writer.writerow(
            (
                piece.platform.value,
                neutral(accounts[piece.account_id].external_id),
                neutral(piece.post_id),
                details.posted_at.isoformat(),
                details.content_type.value,
                neutral(details.text or ""),
                neutral(details.url or ""),
                neutral(" ".join(details.tags)),
                "" if details.media_seconds is None else details.media_seconds,
                *("" if value is None else value for value in counters),
                seen.isoformat() if seen is not None else "",
            )
        )


def write_header(out: TextIO) -> None:
    """The names of the columns."""
    csv.writer(out, lineterminator="\r\n").writerow(COLUMNS)
