"""Posts and days in the generic format."""

import re
from datetime import UTC, datetime, time

from collectors.exports.cells import identifier, seconds
from collectors.exports.formats import Row
from collectors.exports.generic.cells import AccountCells, Clock, Given, cell_reader, metric_cells, optional_reader
from collectors.exports.hashtags import hashtags
from collectors.exports.moments import ZONE_LEEWAY
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot

_BETWEEN_TAGS = re.compile(r"[\s,;|#]+")
_CONTENT_TYPES = {each.value: each for each in ContentType}


class PostRows:
    """One row is one post with its lifetime numbers."""

    def __init__(self, given: Given) -> None:
        layout, columns = given.layout, given.columns
        self._accounts = AccountCells(given)
        self._clock = Clock(given)
        self._post_id = cell_reader(layout.fields["post_id"], columns)
        self._content_type = optional_reader(layout, "content_type", columns)
        self._text = optional_reader(layout, "text", columns)
        self._url = optional_reader(layout, "url", columns)
        self._tags = optional_reader(layout, "tags", columns)
        self._media_seconds = optional_reader(layout, "media_seconds", columns)
        self._metrics = metric_cells(given)
        self._exported = given.exported

    def read(self, cells: list[str]) -> Row:
        """A post and its counters."""
        account = self._accounts.read(cells)
        post_id = identifier(self._post_id(cells), "post id")
        posted_at = self._clock.moment(self._clock.cell(cells))
        observed_at = self._exported.seen_at(posted_at, self._clock.leeway)
        metrics = self._metrics.read(cells, account.platform)
        snapshot = PostSnapshot(post_id, observed_at, metrics, self._details(cells, posted_at))
        return account, snapshot, (account.platform, account.external_id, post_id)

    def _details(self, cells: list[str], posted_at: datetime) -> PostDetails:
        text = self._text(cells) if self._text is not None else None
        kind = self._content_type(cells).strip().lower() if self._content_type is not None else ""
        return PostDetails(
            posted_at,
            _CONTENT_TYPES.get(kind, ContentType.OTHER),
            text=text,
            url=(self._url(cells).strip() or None) if self._url is not None else None,
            tags=_tags(self._tags(cells)) if self._tags is not None else hashtags(text or ""),
            media_seconds=seconds(self._media_seconds(cells), "media_seconds") if self._media_seconds else None,
        )


class DayRows:
    """One row is one day of an account."""

    def __init__(self, given: Given) -> None:
        self._accounts = AccountCells(given)
        self._clock = Clock(given)
        self._metrics = metric_cells(given)
        self._exported = given.exported

    def read(self, cells: list[str]) -> Row:
        """A day and what was counted on it."""
        account = self._accounts.read(cells)
        day = self._clock.day(self._clock.cell(cells))
        observed_at = self._exported.seen_at(datetime.combine(day, time(), UTC), ZONE_LEEWAY, what="The day lies")
        metrics = self._metrics.read(cells, account.platform)
        snapshot = DaySnapshot(day, observed_at, metrics, self._clock.day_zone)
        return account, snapshot, (account.platform, account.external_id, day)


def _tags(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for tag in _BETWEEN_TAGS.split(cell.lower()) if tag))
