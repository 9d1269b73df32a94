"""Secrets at rest: sealed with Fernet (AES-128-CBC and HMAC-SHA256), under keys that can be changed."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from domain.credentials import Credentials, Secret
from domain.errors import StorageNotReadyError


class Vault:
    """Seals with the first key, and opens what any of the keys has sealed.

    Without keys a file is used, which is made, readable by its owner alone, when the first secret is sealed.
    """

    def __init__(self, keys: Sequence[str] = (), key_file: Path | None = None) -> None:
        self._keys = tuple(keys)
        self._key_file = key_file
        self._fernet: MultiFernet | None = None

    def seal(self, secret: str) -> bytes:
        """Raises StorageNotReadyError when there is no usable key."""
        return self._opened(make=True).encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """Raises StorageNotReadyError when none of the keys has sealed it."""
        try:
            return self._opened(make=False).decrypt(sealed).decode()
        except InvalidToken:
            raise StorageNotReadyError(
                "Credentials were sealed with another key. Add it to the end of PULSEGRAPH_SECRET_KEYS, or connect the "
                "accounts anew."
            ) from None

    def reseal(self, sealed: bytes) -> bytes:
        """The same under the first key."""
        return self.seal(self.open(sealed))

    def _opened(self, *, make: bool) -> MultiFernet:
        if self._fernet is None:
            try:
                self._fernet = MultiFernet([Fernet(key) for key in self._keys or (self._key_of_file(make=make),)])
            except ValueError:
                raise StorageNotReadyError(
                    "PULSEGRAPH_SECRET_KEYS holds something that is no key; `pulsegraph credentials new-key` makes one."
                ) from None
        return self._fernet

    def _key_of_file(self, *, make: bool) -> str:
        if self._key_file is None:
            raise StorageNotReadyError("There is no key for credentials: set PULSEGRAPH_SECRET_KEYS.")
        try:
            if make and not self._key_file.exists():
                _write_new_key(self._key_file)
            return self._key_file.read_text().strip()
        except OSError as error:
            raise StorageNotReadyError(
                f"The key for credentials cannot be read from {self._key_file}: {error.strerror}."
            ) from None


def new_key() -> str:
    """A key for the front of PULSEGRAPH_SECRET_KEYS."""
    return Fernet.generate_key().decode()


def sealed_credentials(vault: Vault, credentials: Credentials) -> bytes:
    """Credentials as they are stored."""
    return vault.seal(
        json.dumps(
            {
                "access_token": credentials.access_token.text,
                "expires_at": _written(credentials.expires_at),
                "refresh_token": credentials.refresh_token.text if credentials.refresh_token else None,
                "refresh_expires_at": _written(credentials.refresh_expires_at),
                "scopes": list(credentials.scopes),
                "obtained_at": _written(credentials.obtained_at),
            }
        )
    )


def opened_credentials(vault: Vault, sealed: bytes) -> Credentials:
    """What was stored."""
    found = json.loads(vault.open(sealed))
    return Credentials(
        Secret(found["access_token"]),
        _read(found["expires_at"]),
        Secret(found["refresh_token"]) if found["refresh_token"] else None,
        _read(found["refresh_expires_at"]),
        tuple(found["scopes"]),
        _read(found["obtained_at"]),
    )


def _write_new_key(path: Path) -> None:
    """Of two processes that make it at once, the second uses the first one's."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(new_key() + "\n")


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
