"""Meta Business Suite: posts of Facebook pages or of an Instagram account, lifetime numbers, in any language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from collectors.exports.cells import UnusableRowError, are_padded, digits, number, quoted
from collectors.exports.columns import Columns, MetricCells
from collectors.exports.export_date import DatedName, end_of
from collectors.exports.formats import MetricHeadings, Row, TableFormat, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import Heading, folded
from collectors.exports.meta import content_columns as column
from collectors.exports.meta.own_columns import OwnColumns, by_name, by_values, found_by_values
from collectors.exports.meta.post_types import content_type
from collectors.exports.meta.publish_time import PublishTimes
from collectors.exports.moments import ZONE_LEEWAY, zone
from collectors.exports.tables import Table
from domain.errors import UnreadableExportError
from domain.exports import LeftOut
from domain.metrics import MetricKey
from domain.observations import PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

_LIFETIME = frozenset(
    folded(name)
    for name in (
        *("", "Lifetime", "Total", "Permanente", "De por vida", "Siempre", "Vitalício", "Tempo de vida", "Vida útil"),
        *("À vie", "Durée de vie", "Depuis toujours", "Totale", "Durata", "Sempre", "Gesamt", "Lebenszeit"),
        *("Insgesamt", "Gesamte Laufzeit", "Gesamter Zeitraum", "Laufzeit", "Lebensdauer", "Gesamtlaufzeit", "Totaal"),
        *("Levensduur", "Łącznie", "Cały okres", "Suma", "Toplam", "Ömür boyu", "Seumur hidup", "Totalt", "Livstid"),
    )
)
_HAS_DIGIT = re.compile(r"\d")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


def _meta_day(text: str) -> date:
    month, day, year = text.split("-")
    return date(int(year), _MONTHS.index(month) // 3 + 1, int(day))


META_NAME = DatedName(
    re.compile(r"[A-Z][a-z]{2}-\d{2}-\d{4}_([A-Z][a-z]{2}-\d{2}-\d{4})_"), lambda text: end_of(_meta_day(text))
)


@dataclass(frozen=True, slots=True)
class _Network:
    platform: Platform
    metrics: MetricHeadings
    owner: Heading
    what: str
    """What the owner's id is called in a message."""
    handle: Heading | None
    name: Heading


_FACEBOOK = _Network(
    Platform.FACEBOOK, column.FACEBOOK_METRICS, column.PAGE_ID, "page id", handle=None, name=column.PAGE_NAME
)
_INSTAGRAM = _Network(
    *(Platform.INSTAGRAM, column.INSTAGRAM_METRICS, column.ACCOUNT_ID, "account id"),
    handle=column.HANDLE,
    name=column.ACCOUNT_NAME,
)


class MetaContentRows:
    """One row is one post; the clock of the times is not named in the file."""

    def __init__(
        self, network: _Network, own_columns: Callable[[Columns, Table], OwnColumns], opening: TableOpening
    ) -> None:
        columns, zone_name = opening.columns, opening.options.time_zone
        opening.remarks.add(f"Times were read as {zone_name}, as the file names no zone; `--time-zone` changes it.")
        self._network = network
        self._own = own_columns(columns, opening.table)
        if are_padded(cells[self._own.post_id] for cells in opening.table.preview):
            raise UnreadableExportError(
                f"{opening.source.name!r} has ids whose last digits a spreadsheet has lost.",
                "Export again and import the file unopened.",
            )
        self._times = PublishTimes.of(opening.table, self._own.time, zone(zone_name), opening.language, opening.remarks)
        self._handle = None if network.handle is None else columns.first(network.handle)
        self._name = columns.first(network.name)
        self._captions = columns.named(column.TITLE, column.DESCRIPTION)
        self._type = columns.first(column.TYPE)
        self._period = columns.first(column.PERIOD)
        self._duration = columns.first(column.DURATION)
        self._metrics = _metric_cells(network.metrics, opening)
        self._exported = opening.exported
        self._remarks = opening.remarks

    def read(self, cells: list[str]) -> Row:
        """A post and its counters."""
        post_id = digits(cells[self._own.post_id], "post id")
        account = self._account(cells)
        self._check_period(_cell(cells, self._period))
        details = self._details(cells, self._times.read(cells[self._own.time]))
        # The clock may be of another zone than we believe, so a post may seem to come from after the export.
        observed_at = self._exported.seen_at(details.posted_at, ZONE_LEEWAY)
        snapshot = PostSnapshot(post_id, observed_at, self._metrics.read(cells, account.platform), details)
        return account, snapshot, (account.external_id, post_id)

    def _account(self, cells: list[str]) -> AccountRef:
        return AccountRef(
            self._network.platform,
            digits(cells[self._own.owner_id], self._network.what),
            _cell(cells, self._handle) or None,
            _cell(cells, self._name) or None,
        )

    def _check_period(self, period: str) -> None:
        if folded(period) in _LIFETIME:
            return
        if _HAS_DIGIT.search(period):
            raise UnusableRowError(
                f"It is about {quoted(period)}, not about the whole lifetime of the post.", LeftOut.OTHER_PERIOD
            )
        self._remarks.add(f"The period {quoted(period)} is no date; it was taken for the whole lifetime of the posts.")

    def _details(self, cells: list[str], posted_at: datetime) -> PostDetails:
        text = max((cells[place] for place in self._captions), key=len, default="")
        seconds = _seconds(_cell(cells, self._duration))
        return PostDetails(
            posted_at,
            content_type(_cell(cells, self._type)),
            text=text,
            url=_cell(cells, self._own.link) or None,
            tags=hashtags(text),
            metadata={} if seconds is None else {"duration_seconds": seconds},
            media_seconds=seconds,
        )


def _cell(cells: list[str], place: int | None) -> str:
    return "" if place is None else cells[place].strip()


def _seconds(text: str) -> int | float | None:
    """The length of a video; pictures have a 0 there."""
    try:
        seconds = number(text)
    except ValueError:
        return None
    return seconds if seconds is not None and seconds > 0 else None


def _metric_cells(metrics: MetricHeadings, opening: TableOpening) -> MetricCells:
    """Of columns of one metric in two languages, which occur, the left one is in the language of the others."""
    found = opening.metric_cells(metrics)
    return replace(found, places=tuple((metric, tuple(sorted(places))) for metric, places in found.places))


def _has_metric(network: _Network, table: Table) -> bool:
    return any(table.has(each) for each in network.metrics.values())


def _is_unnamed(network: _Network, table: Table) -> bool:
    named = all(table.has(each) for each in (column.POST_ID, column.TIME, network.owner))
    return not named and found_by_values(network.platform, table) is not None


def _formats(kind: str, title: str, network: _Network, lost: Mapping[str, str]) -> tuple[TableFormat, TableFormat]:
    named = TableFormat(
        kind=kind,
        title=title,
        platform=network.platform,
        required=(column.POST_ID, column.TIME, network.owner),
        reader=partial(MetaContentRows, network, partial(by_name, network.owner)),
        metrics=network.metrics,
        name=META_NAME,
        lost=lost,
        also=partial(_has_metric, network),
    )
    unnamed = replace(
        named,
        kind=f"{kind}-by-values",
        title=f"{title}, in a language whose names for ids and times are not known",
        required=(network.metrics[MetricKey.REACH], network.metrics[MetricKey.COMMENTS]),
        reader=partial(MetaContentRows, network, partial(by_values, network.platform)),
        also=partial(_is_unnamed, network),
    )
    return named, unnamed


FACEBOOK_CONTENT, FACEBOOK_CONTENT_BY_VALUES = _formats(
    "facebook-content", "Facebook posts (Meta Business Suite)", _FACEBOOK, column.FACEBOOK_LOST
)
INSTAGRAM_CONTENT, INSTAGRAM_CONTENT_BY_VALUES = _formats(
    "instagram-content", "Instagram posts (Meta Business Suite)", _INSTAGRAM, column.INSTAGRAM_LOST
)
