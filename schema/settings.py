"""Settings from the environment: `PULSEGRAPH_<NAME>`, or a `.env` file."""

from enum import StrEnum

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import InvalidTimeZoneError
from domain.time_range import zone


class LogFormat(StrEnum):
    """How log lines look."""

    CONSOLE = "console"
    JSON = "json"


class Settings(BaseSettings):
    """Read once when a command starts."""

    model_config = SettingsConfigDict(env_prefix="PULSEGRAPH_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = "sqlite+aiosqlite:///pulsegraph.db"
    """SQLite file, or `postgresql+asyncpg://user:password@host/database`."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    time_zone: str = "UTC"
    """Zone of users that are made without one."""
    log_level: str | None = None
    """DEBUG, INFO, WARNING or ERROR; left out: INFO for the server, WARNING for the other commands."""
    log_format: LogFormat = LogFormat.CONSOLE
    slow_query_seconds: float = Field(default=0.5, gt=0)
    """A database statement that takes longer is logged."""
    slow_request_seconds: float = Field(default=1.0, gt=0)
    max_body_bytes: int = Field(default=1_000_000, gt=0)
    """Larger request bodies are refused with 413."""
    max_upload_bytes: int = Field(default=2 * 2**30, gt=0)
    """The same for requests with files; they are streamed to the directory for temporary files (`TMPDIR`)."""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            zone(name)
        except InvalidTimeZoneError as error:
            raise ValueError(error.message) from None
        return name


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        ValueError: naming each variable that cannot be used, and why.
    """
    try:
        return Settings()
    except ValidationError as error:
        found = [f"PULSEGRAPH_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise ValueError("; ".join(found)) from None
