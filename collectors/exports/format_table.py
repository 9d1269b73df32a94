"""The formats as a document: what each is called, in which languages it is known, what is read and what is lost."""

from collections.abc import Sequence

from collectors.exports.formats import DocumentFormat, TableFormat
from collectors.exports.headings import ENGLISH
from collectors.exports.registry import DOCUMENT_FORMATS, TABLE_FORMATS
from collectors.marked import written_between
from domain.users import Platform

Format = TableFormat | DocumentFormat

_SEVERAL = "Several platforms"


BEGINS, ENDS = "<!-- formats: made by `pulsegraph formats` -->", "<!-- end of formats -->"


def written_into(document: str) -> str:
    """A document with the table of today between its two marks.

    Raises:
        ValueError: it has no marks.
    """
    return written_between(document, BEGINS, ENDS, format_table())


def format_table() -> str:
    """Markdown, a table for each platform."""
    formats: tuple[Format, ...] = (*TABLE_FORMATS, *DOCUMENT_FORMATS)
    by_platform: dict[str, list[Format]] = {}
    for each in formats:
        by_platform.setdefault(_SEVERAL if each.platform is None else each.platform.label, []).append(each)
    order = [platform.label for platform in Platform] + [_SEVERAL]
    return "\n".join(_section(label, by_platform[label]) for label in order if label in by_platform)


def languages(native: Format) -> tuple[str, ...]:
    """The languages in which at least half of the columns have a name that is known, English first."""
    if isinstance(native, DocumentFormat):
        return native.languages
    headings = (*native.required, *native.metrics.values())
    known = sorted({language for each in headings for language in each.names})
    return tuple(
        sorted(
            (language for language in known if 2 * sum(language in each.names for each in headings) >= len(headings)),
            key=lambda language: (language != ENGLISH, language),
        )
    )


def _section(label: str, formats: Sequence[Format]) -> str:
    head = "| kind | file | languages | column: metric | not read |\n|---|---|---|---|---|"
    rows: list[str] = []
    above = ("", "")
    for each in formats:
        columns = (_metrics(each), _lost(each))
        shown = ("as above", "") if columns == above and columns[0] else columns
        rows.append(_line(f"`{each.kind}`", each.title, ", ".join(languages(each)), *shown))
        above = columns
    return "\n".join((f"### {label}", "", head, *rows, ""))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _metrics(native: Format) -> str:
    return "; ".join(f"{each.name}: `{metric.value}`" for metric, each in native.metrics.items())


def _lost(native: Format) -> str:
    """The columns by reason, those of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in native.lost.items():
        by_reason.setdefault(reason, []).append(name)
    return "; ".join(f"{', '.join(names)} ({reason.rstrip('.')})" for reason, names in by_reason.items())
