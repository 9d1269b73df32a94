"""Access to accounts, and the consents that lead to it: encrypted, and renewed by one process at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.credentials import Consent, Credentials, Secret, StoredConsent
from domain.users import Account, Platform
from persistence.models import AccountRow, ConsentRow
from persistence.vault import Vault, opened_credentials, sealed_credentials


class SqlCredentials:
    """The domain's CredentialStore."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def find(self, account: Account, *, lock: bool = False) -> Credentials | None:
        """What the account is read with; with `lock` nobody else changes it before the transaction ends."""
        query = select(AccountRow.credentials).where(*_is(account))
        if lock:
            query = query.with_for_update()
        sealed = (await self._connection.execute(query)).scalar_one_or_none()
        return opened_credentials(self._vault, sealed) if sealed is not None else None

    async def save(self, account: Account, credentials: Credentials) -> None:
        """Store new ones; nobody refreshes the old ones any more."""
        await self._connection.execute(
            update(AccountRow)
            .where(*_is(account))
            .values(
                credentials=sealed_credentials(self._vault, credentials),
                credentials_expire_at=credentials.last_until,
                refreshing_until=None,
            )
        )

    async def remove(self, account: Account) -> None:
        """Forget them."""
        await self._connection.execute(
            update(AccountRow)
            .where(*_is(account))
            .values(credentials=None, credentials_expire_at=None, refreshing_until=None)
        )

    async def take_refresh(self, account: Account, now: datetime, until: datetime) -> bool:
        """One statement decides who renews, so that of several exactly one does."""
        free = or_(AccountRow.refreshing_until.is_(None), AccountRow.refreshing_until <= now)
        result = await self._connection.execute(
            update(AccountRow).where(*_is(account), free).values(refreshing_until=until)
        )
        return result.rowcount == 1

    async def give_back_refresh(self, account: Account, until: datetime) -> None:
        """Let others try, if the turn that ends then is still the one that was taken."""
        mine = (*_is(account), AccountRow.refreshing_until == until)
        await self._connection.execute(update(AccountRow).where(*mine).values(refreshing_until=None))

    async def add_consent(self, consent: StoredConsent) -> None:
        """Somebody is asked."""
        await self._connection.execute(
            plain_insert(ConsentRow).values(
                state=consent.consent.state,
                user_id=consent.user_id,
                platform=consent.platform.value,
                redirect_uri=consent.consent.redirect_uri,
                verifier=self._vault.seal(consent.consent.verifier.text),
                expires_at=consent.expires_at,
            )
        )

    async def take_consent(self, state: str, now: datetime) -> StoredConsent | None:
        """Deleted as it is taken, together with all that have run out."""
        query = select(ConsentRow.__table__).where(ConsentRow.state == state, ConsentRow.expires_at > now)
        row = (await self._connection.execute(query.with_for_update())).first()
        await self._connection.execute(
            delete(ConsentRow).where(or_(ConsentRow.state == state, ConsentRow.expires_at <= now))
        )
        if row is None:
            return None
        consent = Consent(row.state, row.redirect_uri, Secret(self._vault.open(row.verifier)))
        return StoredConsent(row.user_id, Platform(row.platform), consent, row.expires_at)

    async def reseal(self) -> int:
        """Seal everything anew with the first key; gives how many accounts there were. Open consents are dropped."""
        query = select(AccountRow.user_id, AccountRow.account_id, AccountRow.credentials)
        held = query.where(AccountRow.credentials.is_not(None)).with_for_update()
        rows = (await self._connection.execute(held)).all()
        for row in rows:
            await self._connection.execute(
                update(AccountRow)
                .where(AccountRow.user_id == row.user_id, AccountRow.account_id == row.account_id)
                .values(credentials=self._vault.reseal(row.credentials))
            )
        await self._connection.execute(delete(ConsentRow))
        return len(rows)


def _is(account: Account) -> tuple[Any, Any]:
    return AccountRow.user_id == account.user_id, AccountRow.account_id == account.account_id
