"""What the names of TikTok Studio's downloads tell: `Overview_<first day>_<end, Unix seconds>_<handle>.zip`."""

import re
from datetime import UTC, datetime

from collectors.exports.accounts import account_of, named_account
from collectors.exports.export_date import DatedName, end_of
from collectors.exports.formats import TableOpening
from collectors.exports.sources import Source
from domain.users import AccountRef, Platform

_OVERVIEW = re.compile(r"Overview_\d{4}-\d{2}-\d{2}_(\d{10})_([\w.]{1,24}?)(?: ?\(\d+\))?\.\w+")


def _end_of_period(seconds: str) -> datetime:
    return end_of(datetime.fromtimestamp(int(seconds), UTC).date())


TIKTOK_NAME = DatedName(re.compile(r"Overview_\d{4}-\d{2}-\d{2}_(\d{10})(?!\d)"), _end_of_period)


def period_end(source: Source) -> datetime | None:
    """The end of the last day that the file covers, by its name or that of its archive."""
    ends = (_end_of_period(found[1]) for name in source.names if (found := TIKTOK_NAME.pattern.search(name)))
    return next(ends, None)


def account_of_file(opening: TableOpening, what: str) -> AccountRef:
    """The account in the name of the download, else the one that the person named.

    Raises:
        ExportQuestionError: neither is there.
    """
    found = next((found for name in opening.source.names if (found := _OVERVIEW.fullmatch(name))), None)
    if found is None:
        return named_account(Platform.TIKTOK, opening.options, what)
    account = account_of(Platform.TIKTOK, f"@{found[2]}")
    opening.remarks.add(f"The account, @{account.handle}, was taken from the file's name.")
    return account
