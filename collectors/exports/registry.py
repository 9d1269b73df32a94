"""All readers behind one door: finds out what a file is from its content, and says why."""

from collections.abc import Callable, Sequence
from datetime import MAXYEAR
from functools import partial
from pathlib import Path, PurePosixPath
from typing import assert_never

from collectors.exports.archives import readers as archives
from collectors.exports.archives.json_values import is_storable
from collectors.exports.cells import MAX_ID_LENGTH, quoted
from collectors.exports.columns import Columns, shown_columns
from collectors.exports.detection import STACKED_BYTES, Beginning, read_beginning
from collectors.exports.documents import json_items
from collectors.exports.export_date import export_date
from collectors.exports.formats import (
    DocumentFormat,
    DocumentOpening,
    ItemReader,
    RowReader,
    TableFormat,
    TableOpening,
)
from collectors.exports.generic.cells import Given
from collectors.exports.generic.events import EventRows
from collectors.exports.generic.layout import Layout, TableKind, own_layout
from collectors.exports.generic.mapping_file import read_mapping
from collectors.exports.generic.posts import DayRows, PostRows
from collectors.exports.headings import folded
from collectors.exports.linkedin import readers as linkedin
from collectors.exports.meta import readers as meta
from collectors.exports.moments import EARLIEST
from collectors.exports.recognised import RecognisedPart, check_account
from collectors.exports.records import json_object, json_records
from collectors.exports.remarks import Remarks
from collectors.exports.sources import Meter, Source, archive_entries, check_entry, is_archive
from collectors.exports.tables import ROWS_LOOKED_AT, Table, text_tables
from collectors.exports.tiktok import readers as tiktok
from collectors.exports.workbooks import is_workbook_file, sheet_tables
from collectors.exports.x import readers as x
from collectors.exports.youtube import readers as youtube
from domain.errors import ExportQuestionError, UnreadableExportError
from domain.exports import ExportDescription, ExportFile, ExportPart, ExportQuestion, ImportOptions

_PACKAGES = (x, meta, linkedin, tiktok, youtube, archives)
TABLE_FORMATS: tuple[TableFormat, ...] = tuple(each for package in _PACKAGES for each in package.TABLES)
DOCUMENT_FORMATS: tuple[DocumentFormat, ...] = tuple(each for package in _PACKAGES for each in package.DOCUMENTS)

_TEXTS_AND_BOOKS = frozenset({".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods", ".json", ".jsonl", ".ndjson", ".js"})
"""Entries of an archive that may be exports; the others are pictures and pages."""
EXPORT_EXTENSIONS = _TEXTS_AND_BOOKS | {".zip"}
"""Files of a folder that may be exports."""
_BOOKS = frozenset({".xls", ".xlsx", ".ods"})
_MOST_BYTES_OF_BOOKS = 8 * 2**20
"""Workbooks are held in memory until their archive is imported."""
_MAGIC_BYTES = 8
_MOST_NAMED = 100
"""So many ignored entries of an archive are named one by one."""
_EXPECTED = (
    "Expected an export as it was downloaded (docs/imports.md lists them), a table with our own column names, "
    "or any table with `--mapping FILE`."
)


class NativeExports:
    """The readers of native exports and of the generic format."""

    def open(self, path: Path, options: ImportOptions) -> ExportFile:
        """Find out what a file is. Reads no more than the first 64 KiB of each text, and workbooks.

        Raises:
            UnreadableExportError: no reader understands it.
            ExportQuestionError: it does not say something that it must.
            InvalidTimeZoneError: the zone in the options does not exist.
        """
        _check_said(options)
        _check_kind(options)
        layout = None if options.mapping is None else read_mapping(options.mapping)
        if is_archive(path):
            return _open_archive(path, options, layout)
        return _open(Source(path), options, layout)


def _check_said(options: ImportOptions) -> None:
    account, observed_at = options.account or "", options.observed_at
    if account and (not account.strip("@ ") or len(account) > MAX_ID_LENGTH or not is_storable(account)):
        raise UnreadableExportError(f"{quoted(account)} is no account.", "Say its handle or its id.")
    if observed_at is not None and not EARLIEST.year <= observed_at.year < MAXYEAR:
        raise UnreadableExportError(
            f"The file cannot have been exported in {observed_at.year}.", "Say when it was, or leave it out."
        )


def _check_kind(options: ImportOptions) -> None:
    kinds = [each.kind for each in TABLE_FORMATS] + [each.kind for each in DOCUMENT_FORMATS]
    if options.kind is not None and options.kind not in kinds:
        raise UnreadableExportError(
            f"There is no kind of file {options.kind[:60]!r}.", f"The kinds are {', '.join(kinds)}."
        )


def _open_archive(path: Path, options: ImportOptions, layout: Layout | None) -> ExportFile:
    parts: list[ExportPart] = []
    ignored: list[tuple[str, str]] = []
    meter, size, books = Meter(), 0, 0
    for entry in sorted(archive_entries(path)):
        source = Source(path, entry, meter)
        suffix = PurePosixPath(entry).suffix.lower()
        if suffix == ".zip":
            ignored.append((entry, "It is an archive in an archive: unpack it, and import it for itself."))
        if suffix not in _TEXTS_AND_BOOKS or entry.startswith("__MACOSX/"):
            continue
        check_entry(source)
        if suffix in _BOOKS:
            books += source.size()
            if books > _MOST_BYTES_OF_BOOKS:
                ignored.append((entry, "The archive has too many large workbooks; import it for itself."))
                continue
        try:
            opened = _open(source, options, layout)
        except ExportQuestionError:
            raise
        except UnreadableExportError as error:
            ignored.append((entry, error.seen))
        else:
            size += source.size()
            parts += opened.parts
            ignored += opened.ignored
    if not parts:
        first = f" The first: {ignored[0][1]}" if ignored else ""
        raise UnreadableExportError(f"{path.name!r} is an archive without any export in it.{first}", _EXPECTED)
    if len(ignored) > _MOST_NAMED:
        ignored = [*ignored[:_MOST_NAMED], (f"{len(ignored) - _MOST_NAMED:,} more", "Nobody reads them.")]
    return ExportFile(path.name, path.stat().st_size, tuple(parts), tuple(ignored), _share(meter, size))


def _open(source: Source, options: ImportOptions, layout: Layout | None) -> ExportFile:
    with source.open() as file:
        head = file.read(_MAGIC_BYTES)
    if is_workbook_file(source, head):
        return _open_workbook(source, options, layout)
    beginning = read_beginning(source, layout.encoding if layout is not None else None)
    document = next((each for each in DOCUMENT_FORMATS if _is_document(each, beginning, options)), None)
    if document is not None:
        return _file(source, [_document_part(source, options, beginning, document)])
    if beginning.text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _file(source, [_open_json_lines(source, options, beginning, layout)])
    delimiter = layout.delimiter if layout is not None else None
    tables = text_tables(source, beginning, partial(_wanted, options, layout), delimiter)
    if not beginning.complete and any(each.stacked and each.fit(table) for table in tables for each in TABLE_FORMATS):
        beginning = read_beginning(source, size=STACKED_BYTES)
        tables = text_tables(source, beginning, partial(_wanted, options, layout), delimiter)
    if not tables:
        raise _unknown(source, f"{beginning.encoding} text with no row of headers")
    parts = [part for table in tables if (part := _table_part(table, options, layout)) is not None]
    if not parts:
        raise _unknown(source, f"{beginning.encoding} text with columns {shown_columns(tables[0].columns)}")
    return _file(source, parts)


def _open_workbook(source: Source, options: ImportOptions, layout: Layout | None) -> ExportFile:
    tables, others = sheet_tables(source, partial(_wanted, options, layout))
    parts = [part for table in tables if (part := _table_part(table, options, layout)) is not None]
    ignored = [(name, f"Nobody reads this sheet: {what}.") for name, what in others]
    if not parts:
        sheets = ", ".join(repr(name) for name, _ in others)
        raise _unknown(source, f"a workbook with the sheets {sheets or 'none'}")
    return _file(source, parts, ignored)


def _file(source: Source, parts: list[RecognisedPart], ignored: Sequence[tuple[str, str]] = ()) -> ExportFile:
    size = source.size()
    return ExportFile(source.name, size, tuple(parts), tuple(ignored), _share(source.meter, size))


def _share(meter: Meter, size: int) -> Callable[[], float]:
    return lambda: min(meter.units / max(size, 1), 1.0)


def _wanted(options: ImportOptions, layout: Layout | None, table: Table) -> int:
    """How well a table fits what there are readers for."""
    if layout is not None:
        return sum(name in table.columns for name in layout.columns())
    fits = [each.fit(table) for each in _formats(options)]
    return max(*fits, int(own_layout(frozenset(table.columns)) is not None), 0)


def _formats(options: ImportOptions) -> tuple[TableFormat, ...]:
    """The formats that come into question after what the person said."""
    if options.kind is None:
        return TABLE_FORMATS
    return tuple(each for each in TABLE_FORMATS if each.kind == options.kind)


def _table_part(table: Table, options: ImportOptions, layout: Layout | None) -> RecognisedPart | None:
    if layout is not None:
        return _generic_part(table, options, layout)
    fits = {each.kind: fit for each in _formats(options) if (fit := each.fit(table))}
    if not fits:
        own = own_layout(frozenset(table.columns))
        return None if own is None else _generic_part(table, options, own)
    best = [kind for kind, fit in fits.items() if fit == max(fits.values())]
    formats = [each for each in TABLE_FORMATS if each.kind in best]
    if options.platform is not None and len(formats) > 1:
        formats = [each for each in formats if each.platform is options.platform] or formats
    if len(formats) > 1:
        raise ExportQuestionError(
            ExportQuestion.KIND,
            f"{_called(table)} may be {' or '.join(each.title for each in formats)}.",
            [each.kind for each in formats],
        )
    return _native_part(table, options, formats[0])


def _native_part(table: Table, options: ImportOptions, native: TableFormat) -> RecognisedPart:
    if options.platform is not None and native.platform not in (None, options.platform):
        assert native.platform is not None
        raise UnreadableExportError(
            f"{_called(table)} is a file of {native.platform.label}, not of {options.platform.label}.",
            "Leave `--platform` out: the file says what it is.",
        )
    if native.bare and options.platform is None and options.kind is None and not _is_named(table, native.bare):
        assert native.platform is not None
        raise ExportQuestionError(
            ExportQuestion.PLATFORM,
            f"{_called(table)} has columns that many tables have; it may be {native.title}.",
            [native.platform.value],
        )
    from_content = native.content_date(table, options) if native.content_date is not None else None
    exported = export_date(table.source, options, native.name, from_content)
    language = native.language(table)
    columns = Columns(table.columns)

    def reader(remarks: Remarks, columns: Columns | None = None) -> RowReader:
        return native.reader(
            TableOpening(table, columns or Columns(table.columns), language, options, exported, remarks)
        )

    remarks = Remarks()
    if exported.written_later is not None:
        remarks.add(
            f"The numbers are taken as of {exported.at:%Y-%m-%d}, as the file's name says; if it was exported later "
            f"(it was last changed on {exported.written_later:%Y-%m-%d}), say so with `--observed-at`."
        )
    first = reader(remarks, columns)
    if options.account is not None:
        check_account(_called(table), first, table.preview, options.account)
    required = [each.name for each in native.required]
    description = ExportDescription(
        native.kind,
        native.title,
        _part_name(table),
        table.form,
        language,
        native.why or f"It has the columns {', '.join(map(repr, required))}.",
        exported.at,
        exported.source,
        native.day_zone,
        tuple((each.name, metric) for metric, each in native.metrics.items() if table.has(each)),
        tuple((name, _reason(native, name)) for name in columns.unread()),
        remarks.lines(),
    )
    return RecognisedPart(description, table.records, reader, options.account)


def _is_named(table: Table, words: Sequence[str]) -> bool:
    """True for a sheet, and for a file with one of the words in its name or in that of its archive."""
    names = " ".join(table.source.names).casefold()
    return bool(table.part) or any(word in names for word in words)


def _reason(native: TableFormat, column: str) -> str:
    """Why a column is not read; empty when there is no metric for it."""
    known = native.lost.get(column)
    if known is None:
        known = next((reason for name, reason in native.lost.items() if folded(name) == folded(column)), "")
    return known


def _is_document(document: DocumentFormat, beginning: Beginning, options: ImportOptions) -> bool:
    return options.kind in (None, document.kind) and document.begins.search(beginning.text) is not None


def _document_part(
    source: Source, options: ImportOptions, beginning: Beginning, document: DocumentFormat
) -> RecognisedPart:
    if options.platform not in (None, document.platform):
        raise UnreadableExportError(
            f"{source.name!r} is a file of {document.platform.label}.",
            "Leave `--platform` out: the file says what it is.",
        )
    from_content = document.content_date(source, beginning.text) if document.content_date is not None else None
    exported = export_date(source, options, None, from_content)

    def reader(remarks: Remarks) -> ItemReader:
        return document.reader(DocumentOpening(source, beginning.text, options, exported, remarks))

    remarks = Remarks()
    reader(remarks)
    description = ExportDescription(
        document.kind,
        document.title,
        source.entry or "",
        "JSON",
        None,
        document.why,
        exported.at,
        exported.source,
        None,
        tuple((each.name, metric) for metric, each in document.metrics.items()),
        tuple(document.lost.items()),
        remarks.lines(),
    )
    items = partial(json_items, source, document.items)
    return RecognisedPart(description, items, reader, options.account, is_table=False)


def _open_json_lines(
    source: Source, options: ImportOptions, beginning: Beginning, layout: Layout | None
) -> RecognisedPart:
    objects = [members for line in _whole_lines(beginning) if (members := json_object(line)) is not None]
    names = tuple(dict.fromkeys(name for members in objects for name in members))
    if layout is None:
        layout = own_layout(frozenset(names), all_columns=True)
    if layout is None or not objects:
        what = shown_columns(names) if names else "no readable object"
        raise _unknown(source, f"JSON Lines of {what}")
    if layout.time.column not in names:
        raise UnreadableExportError(
            f"{source.name!r} has no member {layout.time.column!r}; the first have {shown_columns(names)}.",
            "Change the mapping file, or use the file that it was written for.",
        )
    # Members may be left out of an object, so those that we can use count as columns in any case.
    columns = tuple(dict.fromkeys((*names, *layout.columns())))
    rows = partial(json_records, source, beginning.encoding, columns)
    first = [record[1] for record, _ in zip(rows(), range(ROWS_LOOKED_AT), strict=False) if isinstance(record, tuple)]
    table = Table(source, columns, f"{beginning.encoding} JSON Lines", rows, tuple(first))
    return _generic_part(table, options, layout)


def _generic_part(table: Table, options: ImportOptions, layout: Layout) -> RecognisedPart:
    exported = export_date(table.source, options, None)

    def reader(remarks: Remarks, columns: Columns | None = None) -> RowReader:
        given = Given(layout, columns or Columns(table.columns), options, exported, remarks)
        match layout.table:
            case TableKind.POSTS:
                return PostRows(given)
            case TableKind.DAYS:
                return DayRows(given)
            case TableKind.EVENTS:
                return EventRows(given)
            case _:
                assert_never(layout.table)

    columns = Columns(table.columns)
    first = reader(Remarks(), columns)
    if options.account is not None:
        check_account(_called(table), first, table.preview, options.account)
    given_zone = options.time_zone if options.time_zone_given else None
    description = ExportDescription(
        layout.table.kind,
        layout.table.phrase,
        _part_name(table),
        table.form,
        None,
        "A mapping file says so." if options.mapping is not None else "It has our own column names.",
        exported.at,
        exported.source,
        (layout.time.zone or given_zone) if layout.table is TableKind.DAYS else None,
        tuple((column, metric) for metric, column in layout.metrics.items()),
        tuple((name, "") for name in columns.unread()),
    )
    return RecognisedPart(description, table.records, reader, options.account)


def _whole_lines(beginning: Beginning) -> list[str]:
    lines = beginning.text.split("\n")
    return lines if beginning.complete else lines[:-1]


def _part_name(table: Table) -> str:
    """Where in the file the table is; empty when the file is but this table."""
    titles = [cells[0] for cells in table.above if len(cells) == 1]
    return " / ".join(filter(None, (table.source.entry, table.part or next(iter(titles[-1:]), ""))))


def _called(table: Table) -> str:
    part = _part_name(table)
    return f"{table.source.name!r}" + (f" ({part})" if part else "")


def _unknown(source: Source, what: str) -> UnreadableExportError:
    return UnreadableExportError(f"{source.name!r} is {what}.", _EXPECTED)
