"""All readers behind one door: finds out what a file is from its content, never from its name."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import assert_never

from collectors.exports.columns import Columns, shown_columns
from collectors.exports.detection import Beginning, Table, first_rows, read_beginning, tables
from collectors.exports.export_date import export_date
from collectors.exports.export_file import RecognisedFile, check_account
from collectors.exports.generic.events import EventRows
from collectors.exports.generic.layout import Layout, TableKind, own_layout
from collectors.exports.generic.mapping_file import read_mapping
from collectors.exports.generic.posts import DayRows, PostRows
from collectors.exports.meta.content import FACEBOOK_CONTENT, INSTAGRAM_CONTENT
from collectors.exports.native import NativeFormat, RowReader
from collectors.exports.records import csv_records, json_object, json_records
from collectors.exports.x.account_overview import X_ACCOUNT_OVERVIEW
from collectors.exports.x.content import X_CONTENT
from collectors.exports.x.tweet_activity import X_TWEET_ACTIVITY
from domain.errors import UnreadableExportError
from domain.exports import ExportDescription, ExportFile, ImportOptions

NATIVE_FORMATS: tuple[NativeFormat, ...] = (
    X_CONTENT,
    X_TWEET_ACTIVITY,
    X_ACCOUNT_OVERVIEW,
    FACEBOOK_CONTENT,
    INSTAGRAM_CONTENT,
)

_ROWS_LOOKED_AT = 20
_EXPECTED = (
    "Expected one of: "
    + "; ".join(each.title for each in NATIVE_FORMATS)
    + ", all in English; a table with our own column names, or any table with `--mapping FILE`."
)


class NativeExports:
    """The readers of native exports and of the generic format."""

    def open(self, path: Path, options: ImportOptions) -> ExportFile:
        """Find out what a file is. Reads no more than its first 64 KiB.

        Raises:
            UnreadableExportError: no reader understands it, or it does not say something that it must.
            InvalidTimeZoneError: the zone in the options does not exist.
        """
        layout = None if options.mapping is None else read_mapping(options.mapping)
        beginning = read_beginning(path, layout.encoding if layout is not None else None)
        if beginning.text.lstrip().startswith("{"):
            return _open_json_lines(path, options, beginning, layout)
        candidates = tables(beginning, layout.delimiter if layout is not None else None)
        if layout is not None:
            return _open_mapped(path, options, beginning, candidates, layout)
        for table in candidates:
            columns = Columns(table.columns)
            for native in NATIVE_FORMATS:
                if native.recognises(columns):
                    return _open_native(path, options, beginning, table, native)
            own = own_layout(frozenset(table.columns))
            if own is not None:
                return _open_generic(path, options, beginning, table, own)
        raise _unknown(path, beginning, candidates)


def _open_native(
    path: Path, options: ImportOptions, beginning: Beginning, table: Table, native: NativeFormat
) -> RecognisedFile:
    if options.platform is not None and options.platform is not native.platform:
        raise UnreadableExportError(
            f"{path.name!r} is a file of {native.platform.label}, not of {options.platform.label}.",
            "Leave `--platform` out: the file says what it is.",
        )
    exported = export_date(path, options, native.name)

    def reader() -> RowReader:
        return native.reader(Columns(table.columns), options, exported)

    columns = Columns(table.columns)
    notes = tuple(native.reader(columns, options, exported).notes)
    description = ExportDescription(
        native.kind,
        native.title,
        beginning.encoding,
        table.delimiter,
        exported.at,
        exported.source,
        native.day_zone,
        columns.unread(),
        notes,
    )
    return _recognised(path, options, beginning, table, description, reader)


def _open_mapped(
    path: Path, options: ImportOptions, beginning: Beginning, candidates: Sequence[Table], layout: Layout
) -> RecognisedFile:
    if not candidates:
        raise _unknown(path, beginning, candidates)
    wanted = layout.columns()
    best = max(candidates, key=lambda table: sum(name in table.columns for name in wanted))
    return _open_generic(path, options, beginning, best, layout)


def _open_generic(
    path: Path, options: ImportOptions, beginning: Beginning, table: Table, layout: Layout
) -> RecognisedFile:
    description, reader = _generic(path, options, beginning, table.columns, layout, table.delimiter)
    return _recognised(path, options, beginning, table, description, reader)


def _open_json_lines(path: Path, options: ImportOptions, beginning: Beginning, layout: Layout | None) -> RecognisedFile:
    objects = [members for line in _whole_lines(beginning) if (members := json_object(line)) is not None]
    names = tuple(dict.fromkeys(name for members in objects for name in members))
    if layout is None:
        layout = own_layout(frozenset(names), all_columns=True)
    if layout is None or not objects:
        raise UnreadableExportError(
            f"{path.name!r} is JSON Lines of {shown_columns(names) if names else 'no readable object'}.",
            _EXPECTED,
        )
    if layout.time.column not in names:
        raise UnreadableExportError(
            f"{path.name!r} has no member {layout.time.column!r}; the first have {shown_columns(names)}.",
            "Change the mapping file, or use the file that it was written for.",
        )
    # Members may be left out of an object, so those that we can use count as columns in any case.
    columns = tuple(dict.fromkeys((*names, *layout.columns())))
    description, reader = _generic(path, options, beginning, columns, layout, None)
    opened = RecognisedFile(
        description, partial(json_records, path, beginning.encoding, columns), reader, options.account
    )
    if options.account is not None:
        start = json_records(path, beginning.encoding, columns)
        rows = [
            record[1] for record, _ in zip(start, range(_ROWS_LOOKED_AT), strict=False) if isinstance(record, tuple)
        ]
        check_account(path.name, reader(), rows, options.account)
    return opened


def _generic(
    path: Path,
    options: ImportOptions,
    beginning: Beginning,
    names: tuple[str, ...],
    layout: Layout,
    delimiter: str | None,
) -> tuple[ExportDescription, Callable[[], RowReader]]:
    exported = export_date(path, options, None)

    def reader(columns: Columns) -> RowReader:
        match layout.table:
            case TableKind.POSTS:
                return PostRows(layout, columns, options, exported)
            case TableKind.DAYS:
                return DayRows(layout, columns, options, exported)
            case TableKind.EVENTS:
                return EventRows(layout, columns, options, exported)
            case _:
                assert_never(layout.table)

    columns = Columns(names, exact=True)
    reader(columns)
    is_days = layout.table is TableKind.DAYS
    given_zone = options.time_zone if options.time_zone_given else None
    description = ExportDescription(
        layout.table.kind,
        layout.table.phrase,
        beginning.encoding,
        delimiter,
        exported.at,
        exported.source,
        (layout.time.zone or given_zone) if is_days else None,
        columns.unread(),
    )
    return description, lambda: reader(Columns(names, exact=True))


def _recognised(
    path: Path,
    options: ImportOptions,
    beginning: Beginning,
    table: Table,
    description: ExportDescription,
    reader: Callable[[], RowReader],
) -> RecognisedFile:
    if options.account is not None:
        check_account(path.name, reader(), first_rows(beginning, table, _ROWS_LOOKED_AT), options.account)
    return RecognisedFile(description, partial(csv_records, path, beginning.encoding, table), reader, options.account)


def _whole_lines(beginning: Beginning) -> list[str]:
    lines = beginning.text.split("\n")
    return lines if beginning.complete else lines[:-1]


def _unknown(path: Path, beginning: Beginning, candidates: Sequence[Table]) -> UnreadableExportError:
    columns = f"columns {shown_columns(candidates[0].columns)}" if candidates else "no row of headers"
    return UnreadableExportError(f"{path.name!r} is {beginning.encoding} text with {columns}.", _EXPECTED)
