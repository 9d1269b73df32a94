"""What YouTube Studio breaks the views down by, and how one value of a breakdown is read."""

from collections.abc import Sequence
from dataclasses import dataclass

from collectors.exports.cells import UnusableRowError, measure, number, quoted
from collectors.exports.columns import Columns
from collectors.exports.decimals import decimal_mark
from collectors.exports.headings import Heading
from collectors.exports.tables import Table
from collectors.exports.youtube.names import (
    CITIES,
    CITY_NAME,
    DEVICE_TYPE,
    GEOGRAPHY,
    SOURCE_TITLE,
    TRAFFIC_SOURCE,
    VIEWER_AGE,
    VIEWER_GENDER,
    VIEWS,
    WATCH_TIME,
)
from collectors.exports.youtube.periods import begins_with
from domain.audience import AudienceDimension, AudienceEntry
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.users import Platform

_PERCENT = "%"
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Dimension:
    """One or two columns that stand first in a table, and what they are here."""

    kind: str
    title: str
    dimension: AudienceDimension
    headings: tuple[Heading, ...]
    name: Heading | None = None
    """A column that says in words what the first one says as an id."""

    def leads(self, table: Table, *before: Heading) -> bool:
        """True when the table is broken down by this, and by nothing else, after the columns `before`."""
        if not begins_with(table, *before, *self.headings):
            return False
        others = [each for each in _SINGLE if each not in self.headings]
        return not any(begins_with(table, *before, *self.headings, each) for each in others)


DIMENSIONS = (
    Dimension("countries", "country", AudienceDimension.COUNTRY, (GEOGRAPHY,)),
    Dimension("cities", "city", AudienceDimension.CITY, (CITIES,), CITY_NAME),
    Dimension("age", "age of the viewers", AudienceDimension.AGE, (VIEWER_AGE,)),
    Dimension("gender", "gender of the viewers", AudienceDimension.GENDER, (VIEWER_GENDER,)),
    Dimension(
        "age-and-gender",
        "age and gender of the viewers",
        AudienceDimension.AGE_AND_GENDER,
        (VIEWER_AGE, VIEWER_GENDER),
    ),
    Dimension("traffic-sources", "traffic source", AudienceDimension.TRAFFIC_SOURCE, (TRAFFIC_SOURCE,)),
    Dimension("devices", "type of device", AudienceDimension.DEVICE, (DEVICE_TYPE,)),
)
_SINGLE = tuple(each.headings[0] for each in DIMENSIONS if len(each.headings) == 1)


class Values:
    """Reads the value of a dimension in a row, with its views or their share."""

    def __init__(self, dimension: Dimension, table: Table, columns: Columns) -> None:
        self.places = tuple(map(columns.one, dimension.headings))
        self._name = None if dimension.name is None else columns.first(dimension.name)
        self._part_of_one = columns.first(SOURCE_TITLE)
        views = columns.named(VIEWS)
        self._shares = tuple(place for place in views if _PERCENT in columns.name(place))
        self._counts = tuple(place for place in views if place not in self._shares)
        self._columns = columns
        numbers = (*views, *columns.named(WATCH_TIME))
        cells = (row[place] for row in table.preview for place in numbers)
        self._comma = decimal_mark(cells, table.delimiter).is_comma

    @property
    def counted(self) -> dict[MetricKey, str]:
        """The column that counts views, by its name; none where only their shares are told."""
        return {MetricKey.VIEWS: self._columns.name(self._counts[0])} if self._counts else {}

    def key(self, cells: Sequence[str]) -> tuple[str, ...]:
        """What must not come twice."""
        return tuple(cells[place].strip() for place in self.places)

    def entry(self, cells: Sequence[str]) -> AudienceEntry:
        """The value with what is known of its views.

        Raises:
            UnusableRowError: it has no name or no views, or they cannot be read.
        """
        if self._part_of_one is not None:
            raise UnusableRowError("It is a part of one traffic source.", LeftOut.NO_METRIC)
        label = self._label(cells)
        views = next((value for place in self._counts if (value := self._count(cells, place)) is not None), None)
        if views is not None:
            return AudienceEntry(label, count=views)
        share = next((part for place in self._shares if (part := self._share(cells, place)) is not None), None)
        if share is None:
            raise UnusableRowError(f"It says no views of {quoted(label)}.", LeftOut.NO_METRIC)
        return AudienceEntry(label, share=share)

    def _label(self, cells: Sequence[str]) -> str:
        name = "" if self._name is None else cells[self._name].strip()
        label = name or ", ".join(filter(None, self.key(cells)))
        if not label:
            raise UnusableRowError("It does not say what its views are of.")
        if len(label) > _LONGEST_LABEL:
            raise UnusableRowError(f"{quoted(label)} has {len(label)} characters; at most {_LONGEST_LABEL} are read.")
        return label

    def _count(self, cells: Sequence[str], place: int) -> int | None:
        value = measure(cells[place], MetricKey.VIEWS, self._columns.name(place), Platform.YOUTUBE)
        assert not isinstance(value, float)
        return value

    def _share(self, cells: Sequence[str], place: int) -> float | None:
        """`28.3` below `Views (%)` is 0.283."""
        text = cells[place].strip()
        try:
            percent = number(text.removesuffix(_PERCENT).rstrip(), decimal_comma=self._comma or _has_comma(text))
        except ValueError:
            percent = -1
        if percent is not None and not 0 <= percent <= 100:
            raise UnusableRowError(f"{self._columns.name(place)!r} is {quoted(text)}, which is no share.")
        return None if percent is None else round(percent / 100, 12)


def _has_comma(text: str) -> bool:
    return "," in text and "." not in text
