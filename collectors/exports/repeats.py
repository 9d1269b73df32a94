"""Rows that come twice in one file."""

from collections.abc import Hashable, Sequence

from collectors.exports.cells import UnusableRowError

_BITS = 64
_MASK = (1 << _BITS) - 1


class SeenRows:
    """Remembers keys as 64-bit hashes: about 150 bytes for each post or day, whatever its caption holds."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def refuse_repeated(self, key: Hashable, line: int, cells: Sequence[str]) -> None:
        """Remember a row. The first one with a key counts.

        Raises:
            UnusableRowError: there was a row with this key before.
        """
        content = hash(tuple(cells)) & _MASK
        packed = self._seen.setdefault(hash(key), line << _BITS | content)
        earlier = packed >> _BITS
        if earlier == line:
            return
        if packed & _MASK == content:
            raise UnusableRowError(f"It repeats line {earlier}.")
        raise UnusableRowError(f"Lines {earlier} and {line} are about the same but differ; line {earlier} was kept.")
