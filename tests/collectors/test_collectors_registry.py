"""Which collector an account gets."""

import pytest

from collectors.registry import Collectors
from collectors.sample import SampleCollector
from domain.users import Account, AccountStatus, Platform


def _account(platform: Platform, status: AccountStatus) -> Account:
    return Account("u1", "a1", platform, "17841400000000000", "kestrelcoffee", None, status)


@pytest.mark.parametrize("platform", Platform)
def test_a_sample_account_is_read_by_the_sample_collector(platform: Platform) -> None:
    collector = Collectors().collector_for(_account(platform, AccountStatus.SAMPLE))

    assert isinstance(collector, SampleCollector)


@pytest.mark.parametrize("status", [status for status in AccountStatus if status is not AccountStatus.SAMPLE])
def test_numbers_are_never_made_up_for_a_real_account(status: AccountStatus) -> None:
    assert [Collectors().collector_for(_account(platform, status)) for platform in Platform] == [None] * len(Platform)
