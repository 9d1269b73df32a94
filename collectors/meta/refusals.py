"""What the platform refuses to an account: as it was known before a collection, and as this one finds it out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from collectors.meta.faults import about_edge, about_part
from collectors.native_metrics import NativeMetric, asked_for
from domain.assignments import Rejection
from domain.errors import SkippableCollectorError
from domain.observations import ContentType


@dataclass(frozen=True, slots=True)
class Place:
    """Where metrics are asked for."""

    edge: str
    """Such as `GET /{page}/insights`."""
    name: str
    """What tells it apart from others that have metrics of the same names."""
    part: str | None = None
    """What of it is asked for, where it may be refused alone, such as the media of one product."""
    ever_again: bool = False
    """Whether the part is asked for again though it was refused as a whole: it is not the same every time."""

    @property
    def whole_part(self) -> str:
        """What the refusal of all of the part is told as."""
        return f"{self.edge} ({self.part})"

    def older(self) -> "Place":
        """The same for days further back than the newest ones: they may be refused, and those be given."""
        return Place(self.edge, self.name, "older", ever_again=True)


class Refusals:
    """Names that are not asked for. A metric is told by its own name; where others have the same, with the place in
    front of it, such as `media.shares`; and what is refused of a part alone with the part, such as `STORY.shares`. A
    name without anything in front of it, as operators may give it, holds everywhere."""

    def __init__(self, known: Iterable[str], metrics: Iterable[NativeMetric]) -> None:
        self._names = set(known)
        places = Counter(name for name, _ in {(each.name, each.source) for each in metrics})
        self._in_several = frozenset(name for name, count in places.items() if count > 1)

    def __contains__(self, edge: str) -> bool:
        return edge in self._names

    def covers(self, place: Place) -> bool:
        """Whether all of it is refused."""
        return place.edge in self._names or (not place.ever_again and place.whole_part in self._names)

    def left(self, place: Place, names: Sequence[str]) -> list[str]:
        """Those of the names that can be asked for."""
        return [] if self.covers(place) else [name for name in names if not self._refuses(place, name)]

    def asked(
        self,
        place: Place,
        metrics: Iterable[NativeMetric],
        today: date,
        kinds: Iterable[ContentType | None] = (None,),
    ) -> list[str]:
        """What to ask for: each name once, in the order of the metrics."""
        metrics = tuple(metrics)
        there = {each.name for kind in kinds for each in asked_for(metrics, today, (), kind)}
        return self.left(place, list(dict.fromkeys(each.name for each in metrics if each.name in there)))

    def of_metric(self, place: Place, name: str, reason: str) -> Rejection:
        """The refusal of a metric, of no more than it is about."""
        if place.part is not None and about_part(reason):
            return Rejection(f"{place.part}.{name}", reason, for_good=place.ever_again)
        return Rejection(f"{place.name}.{name}" if name in self._in_several else name, reason)

    def of_all(self, place: Place, error: SkippableCollectorError) -> Rejection:
        """The refusal of everything that was asked for: of the edge, if it says so or there are no parts."""
        whole = place.part is None or about_edge(error)
        return Rejection(
            place.edge if whole else place.whole_part, error.message, for_good=place.ever_again and not whole
        )

    def note(self, rejections: Iterable[Rejection]) -> tuple[Rejection, ...]:
        """Keep them in mind; gives those that nobody was told yet."""
        new = {each.name: each for each in rejections if each.name not in self._names}
        self._names |= new.keys()
        return tuple(new.values())

    def _refuses(self, place: Place, name: str) -> bool:
        return any(told in self._names for told in (name, f"{place.name}.{name}", f"{place.part}.{name}"))
