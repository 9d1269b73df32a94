"""Mapping files: how a person tells us what the columns of a table mean."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from collectors.exports.generic.layout import (
    FIELDS_OF,
    METRICS_OF,
    PLATFORM_NAMES,
    REQUIRED_OF,
    Layout,
    Source,
    TableKind,
    TimeSource,
    may_hold,
)
from collectors.exports.moments import zone
from domain.errors import InvalidTimeZoneError, UnreadableExportError
from domain.metrics import MetricKey

LARGEST_MAPPING_BYTES = 256 * 1024

_COMMON = ("kind", "platform", "account", "delimiter", "encoding", "time")
_SOURCE_KEYS = ("column", "literal", "pattern", "values")
_SAMPLE_TIME = datetime(2001, 2, 3, 16, 5, 6)  # noqa: DTZ001  # only formatted and parsed back
_SEE = "docs/imports.md has an example."


def read_mapping(path: Path) -> Layout:
    """The layout in a mapping file, YAML or JSON.

    Raises:
        UnreadableExportError: it is no mapping file; says which key is wrong and what may stand there.
    """
    return _Reading(path.name).layout(_load(path))


def _load(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_MAPPING_BYTES + 1)
    except OSError as error:
        raise UnreadableExportError(
            f"The mapping file {path.name!r} cannot be opened: {error.strerror}.", _SEE
        ) from None
    if len(content) > LARGEST_MAPPING_BYTES:
        raise UnreadableExportError(f"The mapping file {path.name!r} is larger than 256 KiB.", _SEE)
    try:
        # The base loader leaves every scalar a text: `no` is the code of Norway, and 1 may be a content type.
        return yaml.load(content, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        raise UnreadableExportError(f"The mapping file {path.name!r} is neither YAML nor JSON{where}.", _SEE) from None


class _Reading:
    """One mapping file while it is read; knows its name for the errors."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name

    def layout(self, content: Any) -> Layout:
        entries = self._mapping(content, "The mapping file", None)
        table = self._kind(entries.get("kind"))
        fields = FIELDS_OF[table]
        metrics_key = ("metrics",) if METRICS_OF[table] else ()
        self._mapping(entries, "The mapping file", (*_COMMON, *metrics_key, *fields))
        for key in ("time", *REQUIRED_OF[table]):
            if key not in entries:
                raise self._wrong(f"`{key}` is missing", f"A table of {table.value} needs it.")
        return Layout(
            table,
            self._time(entries["time"], table),
            self._platform(entries["platform"]) if "platform" in entries else None,
            self._source(entries["account"], "account", bare="literal") if "account" in entries else None,
            {key: self._source(entries[key], key, bare="column") for key in fields if key in entries},
            self._metrics(entries.get("metrics", {}), table),
            self._delimiter(entries.get("delimiter")),
            self._text(entries["encoding"], "encoding") if "encoding" in entries else None,
        )

    def _kind(self, value: Any) -> TableKind:
        kinds = ", ".join(TableKind)
        if value not in tuple(TableKind):
            raise self._wrong(f"`kind` is {_short(value)}", f"Expected one of {kinds}.")
        return TableKind(value)

    def _platform(self, value: Any) -> Source:
        source = self._source(value, "platform", bare="literal")
        for name in (source.literal, *(source.values or {}).values()):
            if name is not None and name.lower() not in PLATFORM_NAMES:
                raise self._wrong(f"`platform` is {_short(name)}", f"Expected one of {', '.join(PLATFORM_NAMES)}.")
        return source

    def _source(self, value: Any, key: str, *, bare: str) -> Source:
        if isinstance(value, str):
            value = {bare: value}
        entries = self._mapping(value, f"`{key}`", _SOURCE_KEYS)
        if ("column" in entries) == ("literal" in entries):
            raise self._wrong(f"`{key}` has to say either `column` or `literal`", _SEE)
        return Source(
            self._text(entries["column"], f"{key}.column") if "column" in entries else None,
            self._text(entries["literal"], f"{key}.literal") if "literal" in entries else None,
            self._pattern(entries["pattern"], key) if "pattern" in entries else None,
            self._values(entries["values"], key) if "values" in entries else None,
        )

    def _pattern(self, value: Any, key: str) -> re.Pattern[str]:
        try:
            pattern = re.compile(self._text(value, f"{key}.pattern"))
        except (re.error, RecursionError, OverflowError):
            raise self._wrong(f"`{key}.pattern` is no regular expression", _SEE) from None
        if pattern.groups != 1:
            raise self._wrong(f"`{key}.pattern` has {pattern.groups} groups", "Expected one, around the value.")
        return pattern

    def _values(self, value: Any, key: str) -> dict[str, str]:
        entries = self._mapping(value, f"`{key}.values`", None)
        return {name.strip().lower(): self._text(entries[name], f"{key}.values.{name}") for name in entries}

    def _time(self, value: Any, table: TableKind) -> TimeSource:
        if isinstance(value, str):
            value = {"column": value}
        entries = self._mapping(value, "`time`", ("column", "formats", "zone"))
        if "column" not in entries:
            raise self._wrong("`time.column` is missing", f"A table of {table.value} needs it.")
        formats = entries.get("formats", [])
        if not isinstance(formats, list):
            raise self._wrong(f"`time.formats` is {_short(formats)}", "Expected a list.")
        name = self._text(entries["zone"], "time.zone") if "zone" in entries else None
        try:
            if name is not None:
                zone(name)
        except InvalidTimeZoneError as error:
            raise self._wrong("`time.zone` is wrong", error.message) from None
        return TimeSource(
            self._text(entries["column"], "time.column"), tuple(self._format(each) for each in formats), name
        )

    def _format(self, value: Any) -> str:
        text = self._text(value, "time.formats")
        try:
            parsed = datetime.strptime(_SAMPLE_TIME.strftime(text), text).date()  # noqa: DTZ007
        except (ValueError, re.error):
            parsed = None
        # Without the year strptime would silently answer 1900.
        if parsed != _SAMPLE_TIME.date():
            raise self._wrong(
                f"`time.formats` holds {_short(text)}", "Expected strptime formats with year, month and day."
            )
        return text

    def _metrics(self, value: Any, table: TableKind) -> dict[MetricKey, str]:
        allowed = tuple(metric.value for metric in METRICS_OF[table])
        entries = self._mapping(value, "`metrics`", None)
        for name in entries:
            if name in tuple(MetricKey) and (reason := may_hold(table, MetricKey(name))) is not None:
                raise self._wrong(f"`metrics` holds {_short(name)}", reason)
        self._mapping(value, "`metrics`", allowed)
        return {MetricKey(name): self._text(entries[name], f"metrics.{name}") for name in entries}

    def _delimiter(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or len(value) != 1 or value in '\r\n" \0':
            raise self._wrong(f"`delimiter` is {_short(value)}", "Expected one character.")
        return value

    def _text(self, value: Any, key: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(f"`{key}` is {_short(value)}", "Expected a text.")
        return value

    def _mapping(self, value: Any, what: str, allowed: tuple[str, ...] | None) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._wrong(f"{what} is {_short(value)}", "Expected keys with values.")
        for key in value if allowed is not None else ():
            if key not in (allowed or ()):
                raise self._wrong(
                    f"{what} holds the unknown key {_short(key)}", f"Allowed: {', '.join(allowed or ())}."
                )
        return value

    def _wrong(self, seen: str, expected: str) -> UnreadableExportError:
        return UnreadableExportError(f"{self._file_name!r}: {seen}.", expected)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
