"""What an operator sets for one platform's API."""

from dataclasses import dataclass

from domain.credentials import Secret


@dataclass(frozen=True, slots=True)
class ApiConfiguration:
    """The app that the operator registered with a platform, and where the platform is. None: as the platform has it."""

    client_id: str | None = None
    client_secret: Secret | None = None
    api_url: str | None = None
    """Scheme and host of the API, such as `https://graph.facebook.com`; a simulator has another."""
    authorize_url: str | None = None
    """The page that asks a person for consent, whole."""
    token_url: str | None = None
    """Where codes and refresh tokens are exchanged, whole."""
    version: str | None = None
    """Of the API, such as `v25.0` or `202606`."""
