"""What YouTube Studio says with the name of a download, and which files came with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from collectors.exports.accounts import named_account
from collectors.exports.formats import TableOpening
from collectors.exports.headings import folded
from collectors.exports.sources import Source, archive_entries
from collectors.exports.tables import Table
from collectors.exports.youtube.names import TABLE_FILES
from domain.users import AccountRef, Platform

_DOWNLOAD = re.compile(r"\S.*?[ _](\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})(?:[ _](.+?))?(?: ?\(\d+\))?", re.DOTALL)
_NUMBERED = re.compile(r" ?\(\d+\)$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Download:
    """What is in `Content 2026-05-03_2026-08-01 Channel.zip`."""

    first: date
    last: date
    channel: str | None


def download_name(source: Source) -> Download | None:
    """What the name of the archive, or of a folder that it was unpacked to, tells.

    The second date of a name is the day after the last one: 90 days are called `2026-05-03_2026-08-01`.
    """
    if source.entry is None:
        folder = source.path.absolute().parent.name
        return _download(folder) or _download(source.path.stem, names_channel=False)
    folders = reversed(PurePosixPath(source.entry).parent.parts)
    return next((found for name in (*folders, source.path.stem) if (found := _download(name)) is not None), None)


def _download(name: str, *, names_channel: bool = True) -> Download | None:
    found = _DOWNLOAD.fullmatch(name)
    if found is None:
        return None
    try:
        first, end = date.fromisoformat(found[1]), date.fromisoformat(found[2])
    except ValueError:
        return None
    channel = (found[3] or "").strip() or None
    return Download(first, max(first, end - timedelta(days=1)), channel if names_channel else None)


def is_named(table: Table, names: tuple[str, ...]) -> bool:
    """True when the sheet or the file has one of these names, be it numbered by the browser: `Totals (1).csv`."""
    called = table.part or PurePosixPath(table.source.name).stem
    return folded(_NUMBERED.sub("", called)) in {folded(name) for name in names}


def channel(opening: TableOpening) -> AccountRef:
    """The account that the person named, else the channel in the name of the download.

    Raises:
        ExportQuestionError: neither is there.
    """
    named = download_name(opening.source)
    if opening.options.account or named is None or named.channel is None:
        return named_account(Platform.YOUTUBE, opening.options, "A table of YouTube Studio")
    opening.remarks.add(f"The channel {named.channel!r} is taken from the name of the file; `--account` says another.")
    return AccountRef(Platform.YOUTUBE, named.channel.lower(), name=named.channel)


def neighbours(source: Source, *kinds: tuple[str, ...]) -> Iterator[Source]:
    """The files of these kinds that were downloaded together with it; in an archive, all that lie beside it."""
    if source.entry is None:
        for name in (name for names in kinds for name in names):
            beside = source.companion(f"{name}.csv")
            if beside is not None and beside.path != source.path:
                yield beside
        return
    folder = PurePosixPath(source.entry).parent
    for entry in archive_entries(source.path):
        at = PurePosixPath(entry)
        if at.parent == folder and at.suffix.lower() == ".csv" and entry != source.entry:
            yield Source(source.path, entry)


def came_with_table(table: Table) -> bool:
    """True when the download around the file is one of YouTube Studio."""
    if download_name(table.source) is not None:
        return True
    names = {folded(name) for name in TABLE_FILES}
    return any(folded(PurePosixPath(each.name).stem) in names for each in neighbours(table.source, TABLE_FILES))
