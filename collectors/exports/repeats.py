"""Rows that come twice in one file."""

from collections.abc import Hashable

from collectors.exports.cells import UnusableRowError
from domain.exports import LeftOut

_BITS = 64
_MASK = (1 << _BITS) - 1
MOST_REMEMBERED = 50_000


class SeenRows:
    """Remembers the keys of the last rows as 64-bit hashes: about 150 bytes for each, whatever its caption holds.

    Of rows that are farther apart the storage keeps the greater values, as of any two observations of one moment.
    """

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._seen: dict[int, int] = {}
        self._before: dict[int, int] = {}

    def refuse_repeated(self, key: Hashable, line: int, row: Hashable) -> None:
        """Remember a row. The first one with a key counts.

        Raises:
            UnusableRowError: there was a row with this key before.
        """
        content, hashed = hash(row) & _MASK, hash(key)
        packed = self._seen.get(hashed) or self._before.get(hashed)
        if packed is None:
            if len(self._seen) >= self._most:
                self._before, self._seen = self._seen, {}
            self._seen[hashed] = line << _BITS | content
            return
        earlier = packed >> _BITS
        if packed & _MASK == content:
            raise UnusableRowError(f"It repeats line {earlier}.", LeftOut.REPEATED)
        raise UnusableRowError(
            f"Lines {earlier} and {line} are about the same but differ; line {earlier} was kept.", LeftOut.REPEATED
        )
