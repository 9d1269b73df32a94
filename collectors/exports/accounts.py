"""Which account a row is about, and whether it is the one that the person named."""

import re

from domain.errors import ExportQuestionError
from domain.exports import ExportQuestion, ImportOptions
from domain.users import AccountRef, Platform

_CASED_ID = re.compile(r"urn:.*|UC[\w-]{22}")
"""Ids of LinkedIn, and of channels of YouTube: upper and lower case are different there."""


def account_of(platform: Platform, name: str) -> AccountRef:
    """The account of which we know only one name: the platform's own id, or a handle with or without `@`."""
    name = name.strip()
    if (name.isdecimal() and platform is not Platform.X) or _CASED_ID.fullmatch(name):
        return AccountRef(platform, name)
    handle = name.removeprefix("@")
    return AccountRef(platform, handle.lower(), handle)


def named_account(platform: Platform, options: ImportOptions, what: str) -> AccountRef:
    """The account that the person named, for a file (`what`) that does not say whose it is.

    Raises:
        ExportQuestionError: nobody has named one.
    """
    if not options.account:
        raise ExportQuestionError(ExportQuestion.ACCOUNT, f"{what} does not say whose it is.")
    return account_of(platform, options.account)


def is_account(account: AccountRef, given: str) -> bool:
    """True when the person's word for an account is its id, its handle or its name."""
    wanted = given.strip().removeprefix("@").casefold()
    names = (account.external_id, account.handle, account.name)
    return any(name is not None and name.removeprefix("@").casefold() == wanted for name in names)


def shown(account: AccountRef) -> str:
    """The account in a message."""
    return f"@{account.handle}" if account.handle else account.name or account.external_id
