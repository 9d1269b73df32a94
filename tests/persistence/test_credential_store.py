"""Credentials and consents: sealed at rest, renewed by one at a time, taken once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.credentials import Consent, Credentials, Secret, StoredConsent
from domain.errors import StorageNotReadyError
from domain.users import Account, Platform
from persistence.database import Database
from persistence.vault import Vault, new_key
from tests.factories import NOW, FakeClock, add_account, add_user

MINUTE = timedelta(minutes=1)
CREDENTIALS = Credentials(
    Secret("plain-access"),
    NOW + timedelta(hours=2),
    Secret("plain-refresh"),
    NOW + timedelta(days=365),
    ("tweet.read", "offline.access"),
    NOW,
)


@pytest.fixture
async def sealed(database_url: str, database: Database, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Database]:
    """The same database, with a key."""
    with_key = Database(database_url, clock, vault=Vault(key_file=tmp_path / "key"))
    yield with_key
    await with_key.close()


async def owner(database: Database) -> Account:
    await add_user(database)
    return await add_account(database, platform=Platform.X)


async def stored_bytes(database: Database) -> bytes:
    async with database.read() as unit:
        rows = await unit.connection.execute(
            text("SELECT credentials FROM accounts UNION SELECT verifier FROM consents")
        )
        return b" ".join(bytes(row[0]) for row in rows if row[0] is not None)


async def test_credentials_come_back_as_they_were_and_lie_there_sealed(sealed: Database, tmp_path: Path) -> None:
    account = await owner(sealed)

    async with sealed.write() as unit:
        await unit.credentials.save(account, CREDENTIALS)
    async with sealed.read() as unit:
        assert await unit.credentials.find(account) == CREDENTIALS
        (after,) = (await unit.users.accounts(["u1"]))["u1"]

    assert (after.connected, after.credentials_expire_at) == (True, NOW + timedelta(days=365))
    assert b"plain" not in await stored_bytes(sealed)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


async def test_credentials_that_are_removed_are_gone(sealed: Database) -> None:
    account = await owner(sealed)
    async with sealed.write() as unit:
        await unit.credentials.save(account, CREDENTIALS)
        await unit.credentials.remove(account)
    async with sealed.read() as unit:
        assert await unit.credentials.find(account) is None
        (after,) = (await unit.users.accounts(["u1"]))["u1"]

    assert (after.connected, after.credentials_expire_at) == (False, None)


async def test_one_at_a_time_may_renew(sealed: Database) -> None:
    account = await owner(sealed)
    answers = []
    async with sealed.write() as unit:
        answers.append(await unit.credentials.take_refresh(account, NOW, NOW + MINUTE))
        answers.append(await unit.credentials.take_refresh(account, NOW + MINUTE / 2, NOW + 2 * MINUTE))
        answers.append(await unit.credentials.take_refresh(account, NOW + MINUTE, NOW + 2 * MINUTE))
        await unit.credentials.save(account, CREDENTIALS)
        answers.append(await unit.credentials.take_refresh(account, NOW + MINUTE, NOW + 2 * MINUTE))
        await unit.credentials.give_back_refresh(account, NOW + MINUTE)  # a turn that has passed to somebody else
        answers.append(await unit.credentials.take_refresh(account, NOW + MINUTE, NOW + 2 * MINUTE))
        await unit.credentials.give_back_refresh(account, NOW + 2 * MINUTE)
        answers.append(await unit.credentials.take_refresh(account, NOW + MINUTE, NOW + 2 * MINUTE))

    assert answers == [True, False, True, True, False, True]


def consent(state: str = "s1") -> StoredConsent:
    return StoredConsent(
        "u1", Platform.X, Consent(state, "https://here/cb", Secret("plain-verifier")), NOW + 15 * MINUTE
    )


async def test_a_consent_is_taken_once_and_in_time(sealed: Database) -> None:
    await owner(sealed)
    async with sealed.write() as unit:
        for state in ("s1", "s2"):
            await unit.credentials.add_consent(consent(state))
    assert b"plain" not in await stored_bytes(sealed)

    async with sealed.write() as unit:
        assert await unit.credentials.take_consent("s0", NOW) is None
        assert await unit.credentials.take_consent("s1", NOW + 14 * MINUTE) == consent("s1")
        assert await unit.credentials.take_consent("s1", NOW + 14 * MINUTE) is None
        assert await unit.credentials.take_consent("s2", NOW + 15 * MINUTE) is None


async def test_keys_are_changed_without_losing_anything(
    database: Database, database_url: str, clock: FakeClock
) -> None:
    old, new = new_key(), new_key()
    first = Database(database_url, clock, vault=Vault([old]))
    account = await owner(first)
    async with first.write() as unit:
        await unit.credentials.save(account, CREDENTIALS)

    both = Database(database_url, clock, vault=Vault([new, old]))
    async with both.write() as unit:
        assert await unit.credentials.reseal() == 1

    only_new = Database(database_url, clock, vault=Vault([new]))
    async with only_new.read() as unit:
        assert await unit.credentials.find(account) == CREDENTIALS
    async with first.read() as unit:
        with pytest.raises(StorageNotReadyError, match="sealed with another key"):
            await unit.credentials.find(account)
    for each in (first, both, only_new):
        await each.close()


def test_a_vault_without_a_usable_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageNotReadyError, match="set PULSEGRAPH_SECRET_KEYS"):
        Vault().seal("x")
    with pytest.raises(StorageNotReadyError, match="`pulsegraph credentials new-key` makes one"):
        Vault(["not a key"]).seal("x")
    with pytest.raises(StorageNotReadyError, match="cannot be read from"):
        Vault(key_file=tmp_path / "missing").open(b"x")
    assert not (tmp_path / "missing").exists()


def test_without_an_end_nothing_is_known_of_it() -> None:
    assert replace(CREDENTIALS, refresh_token=None).last_until == CREDENTIALS.expires_at
    assert Credentials(Secret("a")).last_until is None
