"""What both per-post exports of X have in common."""

import re

from collectors.exports.accounts import account_of
from collectors.exports.cells import UnusableRowError, quoted
from collectors.exports.export_date import DatedName, end_of, iso_day
from domain.users import AccountRef, Platform

X_NAME = DatedName(re.compile(r"_\d{4}-\d{2}-\d{2}_(\d{4}-\d{2}-\d{2})"), lambda text: end_of(iso_day(text)))

_PERMALINK = re.compile(r"https?://[^/]+/(\w{1,20})/(?:web/)?status(?:es)?/(\d+)\b", re.ASCII)
_NO_HANDLE = "i"
"""`x.com/i/status/…` is a link that leaves the account out."""


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


def plain_text(text: str) -> str:
    """The text as people read it: X escapes `&`, `<` and `>` in it, and nothing else."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
