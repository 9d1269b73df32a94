"""What X's files of posts have in common."""

import re
from datetime import UTC, date, datetime, time, timedelta

from collectors.exports.accounts import account_of
from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.export_date import DatedName, end_of, iso_day
from collectors.exports.moments import EARLIEST, snowflake_time
from domain.users import AccountRef, Platform

X_NAME = DatedName(re.compile(r"_\d{4}-\d{2}-\d{2}_(\d{4}-\d{2}-\d{2})"), lambda text: end_of(iso_day(text)))

_PERMALINK = re.compile(r"https?://[^/]+/(\w{1,20})/(?:web/)?status(?:es)?/(\d{1,20})\b", re.ASCII)
_NO_HANDLE = "i"
"""`x.com/i/status/…` is a link that leaves the account out."""
_DAY_TO_INSTANT = timedelta(hours=36)
"""From noon UTC of the stated day to any moment of that day anywhere: 12 hours of day, 14 of zone."""


def post_in_link(link: str) -> str | None:
    """The id of the post that a permalink shows, None when it is no permalink."""
    parts = _PERMALINK.match(link.strip())
    return None if parts is None else parts[2]


def names_account(link: str) -> bool:
    """True when a permalink says whose post it is."""
    parts = _PERMALINK.match(link.strip())
    return parts is not None and parts[1] != _NO_HANDLE


def account_in_link(link: str, post_id: str, given: str | None) -> AccountRef:
    """The account whose post the permalink shows; `given` when the link names none.

    Raises:
        UnusableRowError: the link belongs to another post, or neither names the account.
    """
    parts = _PERMALINK.match(link.strip())
    if parts is not None and parts[2] != post_id:
        # Spreadsheets round ids to 15 digits but leave links alone.
        raise UnusableRowError(f"The post id is {quoted(post_id)}, but the link is that of post {quoted(parts[2])}.")
    if parts is not None and parts[1] != _NO_HANDLE:
        return account_of(Platform.X, parts[1])
    if given:
        return account_of(Platform.X, given)
    raise UnusableRowError("The link does not name the account; say it with `--account HANDLE`.")


def published_at(post_id: str, day: date | None) -> datetime:
    """The instant that a post id holds; the file may tell the day of it, cut in a zone that it does not tell.

    Raises:
        UnusableRowError: the id holds no time, or that of another day.
    """
    instant = snowflake_time(post_id)
    if instant is None or instant < EARLIEST:
        raise UnusableRowError(f"The post id {post_id} is not that of a post of {day or 'X'}.")
    if day is not None and abs(instant - datetime.combine(day, time(12), UTC)) > _DAY_TO_INSTANT:
        raise UnusableRowError(f"The post id {post_id} is not that of a post of {day}.")
    return instant


def plain_text(text: str) -> str:
    """The text as people read it: X escapes `&`, `<` and `>` in it, and nothing else."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
