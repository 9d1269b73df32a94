"""Restatements: platform days of which the platform told unlike values, as the ledger has kept them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from domain.facts import Revision
from domain.metrics import MetricKey
from domain.users import Account


@dataclass(frozen=True, slots=True)
class Restatement:
    """One metric of one platform day that was told differently."""

    account: Account
    metric: MetricKey
    day: date
    revisions: tuple[Revision, ...]
    """Every observation, oldest first; at least two values are unlike."""

    @property
    def current(self) -> float:
        """The value that counts: the one observed last, of several at one moment the greatest."""
        return max(self.revisions, key=lambda revision: (revision.observed_at, revision.value)).value


def restatements(observed: Sequence[tuple[str, date, Revision]], accounts: Sequence[Account]) -> list[Restatement]:
    """Of some accounts, from observations sorted by account, day and metric."""
    by_id = {account.account_id: account for account in accounts}
    found = []
    for (account_id, day, metric), rows in groupby(observed, key=lambda row: (row[0], row[1], row[2].metric)):
        if account_id in by_id:
            found.append(Restatement(by_id[account_id], metric, day, tuple(revision for _, _, revision in rows)))
    return found
