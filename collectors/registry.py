"""Which collector reads which account."""

from collectors.sample import SampleCollector
from domain.ports import Collector
from domain.users import Account, AccountStatus


class Collectors:
    """The collectors of this installation."""

    def __init__(self) -> None:
        self._sample = SampleCollector()

    def collector_for(self, account: Account) -> Collector | None:
        """The collector, or None when nothing can read this account."""
        if account.status is AccountStatus.SAMPLE:
            return self._sample
        return None
