"""Encoding of a text, found out from its first 64 KiB."""

import codecs
import re
from dataclasses import dataclass

from collectors.exports.sources import Source
from domain.errors import UnreadableExportError

HEAD_BYTES = 64 * 1024
STACKED_BYTES = 2 * 2**20
"""Where tables lie below each other, they are looked for so far: 50 of a year of days in UTF-16."""

_BINARY = (
    (b"PK\x03\x04", "is a damaged workbook or archive, or an archive in an archive"),
    (b"\x1f\x8b", "is a gzip archive"),
    (b"%PDF", "is a PDF document"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_ASCII = bytes(range(0x80))
_NO_ENCODINGS = frozenset({"unicode-escape", "raw-unicode-escape", "utf-7"})
"""A person may name them, but they can spell what no text may hold."""
_MOST_HIGH_BYTES = 0.3
"""A text in a Western language has fewer accented letters than this; noise has half of its bytes there."""
_TEXT_WANTED = "Expected an export as CSV, Excel workbook, JSON or ZIP, as it was downloaded."


@dataclass(frozen=True, slots=True)
class Beginning:
    """The start of a file as text."""

    encoding: str
    """As Python names it, to read the whole file with."""
    text: str
    complete: bool
    """True when there is no more than this."""


def read_beginning(source: Source, encoding: str | None = None, size: int = HEAD_BYTES) -> Beginning:
    """The first `size` bytes of a text; `encoding` when somebody has said it.

    Raises:
        UnreadableExportError: it cannot be opened, is empty, or is not text.
    """
    with source.open() as file:
        head = file.read(size + 1)
    complete = len(head) <= size
    head = head[:size]
    if not head.strip():
        raise UnreadableExportError(f"{source.name!r} is empty.", _TEXT_WANTED)
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise UnreadableExportError(f"{source.name!r} {what}.", _TEXT_WANTED)
    if encoding is not None and head.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    for candidate in _encodings(head) if encoding is None else (encoding,):
        text = _decoded(head, candidate, complete)
        if text is not None and "\0" not in text:
            return Beginning(candidate, text, complete)
    what = f"is not {encoding} text" if encoding else "is not text in a known encoding (UTF-8, UTF-16, Windows-1252)"
    raise UnreadableExportError(f"{source.name!r} {what}.", _TEXT_WANTED)


def _encodings(head: bytes) -> tuple[str, ...]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return (encoding,)
    high = len(head.translate(None, _ASCII))
    if _CONTROL.search(head) is None and high <= _MOST_HIGH_BYTES * len(head):
        return ("utf-8", "cp1252", "latin-1")
    return ("utf-8",)


def _decoded(head: bytes, encoding: str, complete: bool) -> str | None:
    try:
        "a".encode(encoding)  # refuses codecs that are no encodings of text, such as base64
        if codecs.lookup(encoding).name in _NO_ENCODINGS:
            return None
        return codecs.getincrementaldecoder(encoding)().decode(head, final=complete)
    except (ValueError, LookupError):
        return None
