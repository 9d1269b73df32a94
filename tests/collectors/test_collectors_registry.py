"""Which collector an account gets."""

from dataclasses import replace

import pytest

from collectors.registry import AUTHORIZERS, COLLECTORS, Collectors
from collectors.sample import SampleCollector
from collectors.transport import Http
from domain.users import Account, AccountStatus, Platform
from tests.factories import FakeClock

REGISTRY = Collectors(Http(FakeClock()), {})


def _account(platform: Platform, status: AccountStatus) -> Account:
    return Account("u1", "a1", platform, "17841400000000000", "kestrelcoffee", None, status)


@pytest.mark.parametrize("platform", Platform)
def test_a_sample_account_is_read_by_the_sample_collector(platform: Platform) -> None:
    assert isinstance(REGISTRY.collector_for(_account(platform, AccountStatus.SAMPLE)), SampleCollector)


@pytest.mark.parametrize("status", [status for status in AccountStatus if status is not AccountStatus.SAMPLE])
def test_numbers_are_never_made_up_for_a_real_account(status: AccountStatus) -> None:
    accounts = [_account(platform, status) for platform in Platform]

    assert [REGISTRY.collector_for(account) for account in accounts] == [None] * len(Platform)
    connected = [REGISTRY.collector_for(replace(account, connected=True)) for account in accounts]
    assert not any(isinstance(collector, SampleCollector) for collector in connected)


def test_five_platforms_can_be_connected_and_read() -> None:
    five = {Platform.FACEBOOK, Platform.INSTAGRAM, Platform.X, Platform.LINKEDIN, Platform.TIKTOK}

    assert COLLECTORS.keys() == AUTHORIZERS.keys() == five
    assert {platform for platform in Platform if REGISTRY.authorizer_for(platform) is not None} == five
