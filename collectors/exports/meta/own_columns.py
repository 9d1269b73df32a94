"""Where the columns are that say which post a row is about: by their names, or by what stands in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from collectors.exports.columns import Columns
from collectors.exports.headings import Heading
from collectors.exports.meta.content_columns import LINK, POST_ID, TIME
from collectors.exports.meta.publish_time import is_publish_time
from collectors.exports.tables import Table
from domain.users import Platform

_SHORTEST_ID = 9
_LONGEST_ID = 20
_LINKS = {
    Platform.FACEBOOK: ("https://www.facebook.com/", "https://facebook.com/", "https://fb.watch/"),
    Platform.INSTAGRAM: ("https://www.instagram.com/", "https://instagram.com/"),
}


@dataclass(frozen=True, slots=True)
class OwnColumns:
    """The columns of a post: its id, its owner's id, its time and its link."""

    post_id: int
    owner_id: int
    time: int
    link: int | None


def by_name(owner: Heading, columns: Columns, _table: Table) -> OwnColumns:
    """In a table that has them under known names."""
    return OwnColumns(columns.one(POST_ID), columns.one(owner), columns.one(TIME), columns.first(LINK))


def by_values(platform: Platform, columns: Columns, table: Table) -> OwnColumns:
    """In a table of which `found_by_values` is known to find them."""
    found = found_by_values(platform, table)
    assert found is not None
    assert found.link is not None
    for place in (found.post_id, found.owner_id, found.time, found.link):
        columns.named(table.columns[place])
    return found


def found_by_values(platform: Platform, table: Table) -> OwnColumns | None:
    """What the columns hold is the same in every language: Meta writes the post's id first, its owner's second, and
    has one column of times and one of links to the post. None when that is not so.
    """
    times = _columns_of(table, is_publish_time)
    links = _columns_of(table, lambda text: text.strip().startswith(_LINKS[platform]))
    if _columns_of(table, _is_id) != [0, 1] or len(times) != 1 or len(links) != 1:
        return None
    return OwnColumns(0, 1, times[0], links[0])


def _is_id(text: str) -> bool:
    text = text.strip()
    return text.isascii() and text.isdecimal() and _SHORTEST_ID <= len(text) <= _LONGEST_ID


def _columns_of(table: Table, is_one: Callable[[str], bool]) -> Sequence[int]:
    if not table.preview:
        return []
    return [place for place in range(len(table.columns)) if all(is_one(cells[place]) for cells in table.preview)]
