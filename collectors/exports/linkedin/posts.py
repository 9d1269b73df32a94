"""Posts of LinkedIn: the id in a link, and the moment inside the id."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import unquote

from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.headings import Heading, folded
from collectors.exports.tables import Table

_URN = re.compile(r"(?<![a-z])(activity|share|ugcpost)[:-](\d{1,20})(?!\d)", re.ASCII | re.IGNORECASE)
_SPELLED = {"activity": "activity", "share": "share", "ugcpost": "ugcPost"}
_FIRST_TIMED = 2 * 10**18
"""Ids below are older than 2009: they were counted up and hold no time."""
_DAY_TO_INSTANT = timedelta(hours=36)
"""From noon UTC of the stated day to any moment of that day anywhere: 12 hours of day, 14 of zone."""
_LONGEST_SCHEDULED = timedelta(days=100)
"""LinkedIn publishes up to three months after a post was written; a share has its id from the writing."""


class PostMoment(NamedTuple):
    """When a post was published."""

    at: datetime
    known: bool
    """False: only the day is, and `at` is its noon in UTC."""


def post_urn(link: str) -> str:
    """`urn:li:activity:7306…` of a link to a post, in all forms that links have: LinkedIn's API writes ids so, too.

    Raises:
        UnusableRowError: the link is not that of a post.
    """
    found = _URN.search(unquote(link))
    if found is None:
        raise UnusableRowError(f"{quoted(link.strip())} is no link to a post of LinkedIn.")
    return f"urn:li:{_SPELLED[found[1].lower()]}:{found[2]}"


def has_post_links(heading: Heading, table: Table) -> bool:
    """True unless a column holds links of another platform, or no links."""
    places = [place for place, name in enumerate(table.columns) if folded(name) in heading.folded_names]
    links = [cells[place] for cells in table.preview for place in places if cells[place].strip()]
    return not links or any("linkedin.com/" in link or "urn:li:" in link for link in links)


def moment_in(urn: str) -> datetime | None:
    """The moment inside an id: its upper bits are Unix milliseconds. None when the id is too old to hold one."""
    number = int(urn.rpartition(":")[2])
    if not _FIRST_TIMED <= number < 2**63:
        return None
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=number >> 22)


def published(urn: str, days: tuple[date, ...]) -> PostMoment:
    """The moment in the id when it lies on the stated day (one of `days`; none: the file does not say any).

    Raises:
        UnusableRowError: id and day contradict each other, or neither tells when.
    """
    instant = moment_in(urn)
    noons = [datetime.combine(day, time(12), UTC) for day in days]
    if instant is not None and (not noons or any(abs(instant - noon) <= _DAY_TO_INSTANT for noon in noons)):
        return PostMoment(instant, known=True)
    if not noons:
        raise UnusableRowError(f"Nothing tells when {urn} was published.")
    if instant is not None and not _scheduled(urn, instant, noons[0]):
        raise UnusableRowError(f"The id {urn} is not that of a post of {days[0]}.")
    return PostMoment(noons[0], known=False)


def _scheduled(urn: str, written: datetime, published_at: datetime) -> bool:
    return "activity" not in urn and timedelta(0) < published_at - written <= _LONGEST_SCHEDULED
