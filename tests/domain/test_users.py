"""Accounts: which of them may stand in one answer, and how they are called."""

from collections.abc import Callable

import pytest

from domain.users import Account, AccountStatus, Platform, in_scope

SAMPLE = AccountStatus.SAMPLE


def test_sample_accounts_stand_alone(make_account: Callable[..., Account]) -> None:
    samples = (make_account(Platform.X, status=SAMPLE), make_account(Platform.FACEBOOK, status=SAMPLE))

    assert [a.account_id for a in in_scope(samples, None)] == ["facebook", "x"]


@pytest.mark.parametrize("status", [s for s in AccountStatus if s is not SAMPLE])
def test_sample_accounts_give_way_to_a_real_one_whatever_its_state(
    make_account: Callable[..., Account], status: AccountStatus
) -> None:
    real = make_account(Platform.X, "real", status)
    accounts = (make_account(Platform.X, status=SAMPLE), make_account(Platform.FACEBOOK, status=SAMPLE), real)

    assert in_scope(accounts, None) == (real,)


def test_samples_of_a_platform_do_not_come_back_because_the_real_account_is_on_another(
    make_account: Callable[..., Account],
) -> None:
    accounts = (make_account(Platform.X, status=SAMPLE), make_account(Platform.FACEBOOK))

    assert in_scope(accounts, frozenset({Platform.X})) == ()


def test_only_the_platforms_that_were_asked_for_are_in_scope(make_account: Callable[..., Account]) -> None:
    accounts = tuple(make_account(platform) for platform in Platform)

    found = in_scope(accounts, frozenset({Platform.TIKTOK, Platform.INSTAGRAM}))

    assert [a.platform for a in found] == [Platform.INSTAGRAM, Platform.TIKTOK]


def test_the_order_of_accounts_is_stable(make_account: Callable[..., Account]) -> None:
    accounts = (
        make_account(Platform.TIKTOK),
        make_account(Platform.X, "b"),
        make_account(Platform.X, "a"),
        make_account(Platform.FACEBOOK),
    )

    assert [a.account_id for a in in_scope(accounts, None)] == ["facebook", "a", "b", "tiktok"]
    assert in_scope(accounts[::-1], None) == in_scope(accounts, None)


def test_no_accounts_are_in_scope_of_nobody() -> None:
    assert in_scope((), None) == ()


@pytest.mark.parametrize(
    ("handle", "name", "label"), [("@acme", "Acme", "@acme"), (None, "Acme", "Acme"), (None, None, "178414")]
)
def test_an_account_is_called_by_its_handle_its_name_or_its_id(
    handle: str | None, name: str | None, label: str
) -> None:
    account = Account("u1", "a1", Platform.X, "178414", handle, name, AccountStatus.ACTIVE)

    assert account.label == label


@pytest.mark.parametrize(
    ("status", "readable"),
    [
        (AccountStatus.ACTIVE, True),
        (AccountStatus.EXPIRED, False),
        (AccountStatus.REVOKED, False),
        (AccountStatus.FAILING, True),
        (AccountStatus.SAMPLE, True),
    ],
)
def test_new_numbers_are_expected_while_the_platform_lets_us_in(status: AccountStatus, readable: bool) -> None:
    assert status.readable is readable


def test_platforms_are_written_as_people_write_them() -> None:
    labels = [platform.label for platform in Platform]

    assert labels == ["Facebook", "Instagram", "X", "LinkedIn", "TikTok", "YouTube", "Mastodon"]
