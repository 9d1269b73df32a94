"""Stretches in which nobody looked: between what a quantity that was received near one may lie."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate

from domain.facts import EngagementGap
from domain.filters import Attribute
from domain.observations import EngagementType
from domain.time_range import Bucket

Around = tuple[int, int]
"""By how much less (0 or below) and more may have been received than was credited."""

_SHARE = 1.5
_AT_MOST = timedelta(hours=36)
"""A stretch without observation is a gap when it is longer than 1.5 times the bucket, or than this: a daily reading
that is some hours late still tells the day."""
LONGEST_STRETCH = {Attribute.HOUR_OF_DAY: timedelta(minutes=90), Attribute.WEEKDAY: timedelta(hours=36)}
"""An hour of the day, or a weekday, is told by no longer stretch than this, wherever the stretch lies."""


def uncertainty(
    gaps: Sequence[EngagementGap], buckets: Sequence[Bucket], stretches: Sequence[timedelta] = ()
) -> list[dict[EngagementType, Around]]:
    """What the gaps make uncertain, by bucket and type.

    A gap concerns a bucket that it overlaps without lying inside it; with `stretches`, one that is longer than any of
    these concerns it even then.
    """
    starts = [bucket.start for bucket in buckets]
    harmless = [min((bucket.end - bucket.start) * _SHARE, _AT_MOST, *stretches) for bucket in buckets]
    least, most = min(harmless), max(harmless)
    spreads: dict[EngagementType, _Spread] = {}
    for gap in gaps:
        length = gap.until - gap.since
        first, last = max(bisect_right(starts, gap.since) - 1, 0), bisect_right(starts, gap.until) - 1
        if length <= least or last < 0 or gap.since >= buckets[-1].end:
            continue
        ends_here = gap.until < buckets[last].end
        if first == last and gap.since >= starts[first] and ends_here and not stretches:
            continue
        spread = spreads.setdefault(gap.engagement_type, _Spread(len(buckets)))
        parts = [(first, last, gap.quantity), (last, last + 1, -gap.quantity if ends_here else gap.quantity)]
        if length <= most:
            parts = [(step, step + 1, moved) for start, end, moved in parts for step in range(start, end)]
            parts = [part for part in parts if length > harmless[part[0]]]
        for start, end, moved in parts:
            spread.add(start, end, moved)
    found: list[dict[EngagementType, Around]] = [{} for _ in buckets]
    for kind, spread in spreads.items():
        for step, around in enumerate(spread.by_bucket()):
            if around is not None:
                found[step][kind] = around
    return found


class _Spread:
    """What may have been received otherwise in each bucket, as differences from bucket to bucket: a gap may be long."""

    def __init__(self, buckets: int) -> None:
        self._less = [0] * (buckets + 1)
        self._more = [0] * (buckets + 1)
        self._gaps = [0] * (buckets + 1)

    def add(self, start: int, end: int, moved: int) -> None:
        """Note a gap over the buckets from `start` to `end` (exclusive)."""
        for differences, amount in ((self._less, min(moved, 0)), (self._more, max(moved, 0)), (self._gaps, 1)):
            differences[start] += amount
            differences[end] -= amount

    def by_bucket(self) -> Iterator[Around | None]:
        """How much less and more in each bucket; None where there is no gap."""
        sums = (accumulate(differences) for differences in (self._less, self._more, self._gaps))
        for less, more, gaps in list(zip(*sums, strict=True))[:-1]:
            yield (less, more) if gaps else None
