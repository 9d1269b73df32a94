"""Settings from the environment: `PULSEGRAPH_<NAME>`, or a `.env` file."""

from enum import StrEnum

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
