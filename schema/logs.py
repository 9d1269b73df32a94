"""Structured logs to standard error: what was collected, asked and computed, and what was slow or failed."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import stamina
import structlog
from stamina.instrumentation import RetryDetails

from domain.credentials import redacted
from schema.settings import LogFormat

log = structlog.get_logger("pulsegraph.collect")

_SECRET_KEYS = ("token", "secret", "password", "authorization", "credential")


def _tell_retry(details: RetryDetails) -> None:
    """A call to a platform is made again soon: ordinary life, and no warning."""
    log.info(
        "call tried again",
        reason=str(details.caused_by),
        attempt=details.retry_num,
        seconds=round(details.wait_for, 2),
    )


def _redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if any(word in key.lower() for word in _SECRET_KEYS):
            event[key] = "[redacted]"
        elif isinstance(value, str):
            event[key] = redacted(value)
    return event


def configure(level: str, log_format: LogFormat) -> None:
    """Set up logging for a process. Raises ValueError for an unknown level."""
    threshold = logging.getLevelNamesMapping().get(level.upper())
    if threshold is None:
        raise ValueError(f"PULSEGRAPH_LOG_LEVEL is {level!r}; use DEBUG, INFO, WARNING or ERROR.")
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,  # plain: other forms show local variables, and with them secrets
            _redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    stamina.instrumentation.set_on_retry_hooks([_tell_retry])
    logging.basicConfig(level=max(threshold, logging.WARNING), stream=sys.stderr, force=True)
    for noisy in ("strawberry.execution", "uvicorn.access", "httpx2", "httpcore2"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)  # told once, in our own words, and without addresses
