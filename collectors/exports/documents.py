"""JSON documents: their items one after the other, in memory that does not grow with the document."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import ijson

from collectors.exports.records import LONGEST_RECORD
from collectors.exports.sources import Source
from domain.errors import UnreadableExportError

_BLOCK = 64 * 1024
_DEEPEST = 40
"""Documents of the platforms are nested some ten times."""
_OTHERS = bytes(set(range(256)) - set(b'[]{}"'))
_INTACT = "Expected an undamaged file; export or download it again."


def json_items(source: Source, path: str) -> Iterator[tuple[int, Any]]:
    """The items at a path (in the words of ijson) with their numbers, the first is 1. What stands before the first
    bracket, such as the assignment in the scripts of X's archives, is passed over.

    Raises:
        UnreadableExportError: it is no JSON from some item on, or an item does not end or is nested too deeply.
    """
    number = 0
    with source.open() as binary:
        stream = _Bounded(source, _after_assignment(binary))
        items = ijson.items(cast("BinaryIO", stream), path, use_float=True, buf_size=_BLOCK)
        while True:
            try:
                item = next(items)
            except StopIteration:
                return
            except (ijson.JSONError, UnicodeError, ValueError):
                raise UnreadableExportError(
                    f"{source.name!r} is damaged: it is no JSON somewhere after item {number}.", _INTACT
                ) from None
            number += 1
            stream.since_item = 0
            yield number, item


class _Bounded:
    """Gives up when far more was read than one item can have, or when ijson would need memory that grows with the
    square of the depth: it keeps the path of every level.
    """

    def __init__(self, source: Source, stream: BinaryIO) -> None:
        self._source = source
        self._stream = stream
        self._nesting = _Nesting()
        self.since_item = 0

    def read(self, size: int = -1) -> bytes:
        if size == 0:  # ijson asks so whether it gets bytes or characters
            return b""
        block = self._stream.read(_BLOCK if size < 0 else size)
        self.since_item += len(block)
        self._source.meter.units += len(block)
        if self.since_item > LONGEST_RECORD:
            raise UnreadableExportError(f"{self._source.name!r} has an item that does not end.", _INTACT)
        if not self._nesting.is_bearable_with(block):
            raise UnreadableExportError(f"{self._source.name!r} has an item that is nested too deeply.", _INTACT)
        return block


class _Nesting:
    """How deep the brackets of a document are nested, followed block by block without looking at single bytes."""

    def __init__(self) -> None:
        self._depth = 0
        self._in_text = False
        self._backslash = b""
        """The last byte of the block before, when the next one completes it."""

    def is_bearable_with(self, block: bytes) -> bool:
        """False when the document is nested too deeply in the next block."""
        brackets = self._outside_of_texts(block)
        for _ in range(_DEEPEST):
            left = brackets.replace(b"[]", b"").replace(b"{}", b"")
            if left == brackets:
                break
            brackets = left
        else:
            return False
        opened = brackets.count(b"[") + brackets.count(b"{")
        self._depth = max(self._depth - (len(brackets) - opened), 0) + opened
        return self._depth <= _DEEPEST

    def _outside_of_texts(self, block: bytes) -> bytes:
        """The brackets that are not in texts."""
        unescaped = (self._backslash + block).replace(b"\\\\", b"").replace(b'\\"', b"")
        self._backslash = b"\\" if unescaped.endswith(b"\\") else b""
        # A text without a bracket in it, and what is between two texts, is nothing but two quotes now.
        pieces = unescaped.translate(None, _OTHERS).replace(b'""', b"").split(b'"')
        outside = b"".join(pieces[int(self._in_text) :: 2])
        self._in_text ^= len(pieces) % 2 == 0
        return outside


def _after_assignment(binary: BinaryIO) -> BinaryIO:
    head = binary.read(_BLOCK)
    starts = [place for bracket in (b"[", b"{") if (place := head.find(bracket)) >= 0]
    return cast("BinaryIO", _Joined(head[min(starts, default=0) :], binary))


class _Joined(io.RawIOBase):
    """A block that was read already, and what follows it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        if self._head:
            block, self._head = self._head, b""
            return block
        return self._rest.read(size)
