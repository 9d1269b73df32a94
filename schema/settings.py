"""Settings from the environment: `PULSEGRAPH_<NAME>`, or a `.env` file."""

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import InvalidTimeZoneError
from domain.time_range import zone


class LogFormat(StrEnum):
    """How log lines look."""

    CONSOLE = "console"
    JSON = "json"


class PlatformSettings(BaseModel):
    """What is set for one platform: `PULSEGRAPH_X__CLIENT_ID` and so on."""

    model_config = ConfigDict(frozen=True)

    client_id: str | None = None
    client_secret: SecretStr | None = None
    """Of the app that is registered with the platform."""
    api_url: str | None = None
    """Scheme, host and, for the sandbox, path that stand for the platform's API."""
    authorize_url: str | None = None
    token_url: str | None = None
    version: str | None = None
    """Of the API: see docs/collectors.md for what each platform takes."""
    max_calls_per_day: int | None = Field(default=None, ge=0)
    max_usd_per_day: float | None = Field(default=None, ge=0)
    """By UTC day, all accounts together; left out: no limit of ours."""
    skip: tuple[str, ...] = ()
    """Metrics and endpoints that are never asked for, as `Account.rejectedMetrics` and docs/collectors.md name them;
    a JSON list such as `["tweets/analytics"]`."""

    @property
    def max_micros_per_day(self) -> int | None:
        """Millionths of a US dollar."""
        return None if self.max_usd_per_day is None else round(self.max_usd_per_day * 1_000_000)


class Settings(BaseSettings):
    """Read once when a command starts."""

    model_config = SettingsConfigDict(
        env_prefix="PULSEGRAPH_", env_file=".env", env_nested_delimiter="__", extra="ignore", frozen=True
    )

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

    public_url: str | None = None
    """Where people reach this server, such as `https://numbers.example.com`: platforms send them back there after they
    gave access. Left out: the address of this machine."""
    secret_keys: SecretStr | None = None
    """Keys that credentials are sealed with, separated by commas: the first seals, all of them open."""
    secret_key_file: Path = Path("pulsegraph.key")
    """Used without `secret_keys`; made when it is needed."""
    collect_every_minutes: int = Field(default=60, ge=0)
    """How often the server collects from connected accounts by itself; 0: never."""
    facebook: PlatformSettings = PlatformSettings()
    instagram: PlatformSettings = PlatformSettings()
    """Its app is Facebook's, unless one is set."""
    x: PlatformSettings = PlatformSettings()
    linkedin: PlatformSettings = PlatformSettings()
    tiktok: PlatformSettings = PlatformSettings()

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
        found = [f"PULSEGRAPH_{'__'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise ValueError("; ".join(found)) from None
