"""Bytes that can be read again and again: a file, or an entry of a ZIP archive."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from domain.errors import UnreadableExportError

MOST_ENTRIES = 100_000
LARGEST_ENTRY_BYTES = 8 * 2**30
HIGHEST_RATIO = 200
"""Uncompressed to compressed. Tables of zeros reach 100; beyond 1000 there are only bombs."""
_LONGEST_NAME = 255
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED = 1
_RATIO_FROM_BYTES = 2**20
"""Smaller entries may be compressed as much as they like."""

_INTACT = "Expected an undamaged file; export or download it again."
_READ_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError)
"""What reading a damaged or encrypted archive may raise."""


@dataclass(slots=True)
class Meter:
    """How much of a file was read, for whoever waits."""

    units: int = 0
    """Bytes, or characters of a text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk, or an entry of an archive there."""

    path: Path
    entry: str | None = None
    meter: Meter = field(default_factory=Meter, compare=False)
    """The same for all entries of an archive."""

    @property
    def name(self) -> str:
        """The last part of its name."""
        return self.path.name if self.entry is None else PurePosixPath(self.entry).name

    @property
    def names(self) -> tuple[str, ...]:
        """Its own name, and that of the archive around it."""
        return (self.path.name,) if self.entry is None else (self.name, self.path.name)

    def modified_at(self, *, known: bool = True) -> datetime | None:
        """When it was last written, UTC; an archive says so without a zone, which is taken for UTC.

        None when the archive does not say it, and the time of the file itself is not `known`.
        """
        if self.entry is not None:
            moment = archive_entries(self.path)[self.entry].date_time
            if moment[0] > 1980:  # what is not known is the first day of 1980
                try:
                    return datetime(*moment, tzinfo=UTC)
                except ValueError:
                    pass
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC) if known else None

    def size(self) -> int:
        """Bytes, uncompressed."""
        return self.path.stat().st_size if self.entry is None else archive_entries(self.path)[self.entry].file_size

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes from the beginning.

        Raises:
            UnreadableExportError: it cannot be opened, or, while it is read, is damaged.
        """
        with reading(self.name):
            if self.entry is None:
                with self.path.open("rb") as file:
                    yield file
            else:
                info = archive_entries(self.path)[self.entry]
                with self.path.open("rb") as packed, _unpacked(packed, info) as file:
                    yield io.BufferedReader(file, 2**16)

    def companion(self, name: str) -> "Source | None":
        """The file of that name beside it; in an archive, the only one of that name wherever it lies."""
        if self.entry is None:
            beside = self.path.with_name(name)
            return Source(beside) if beside.is_file() else None
        found = [entry for entry in archive_entries(self.path) if entry.rpartition("/")[2] == name]
        return Source(self.path, found[0]) if len(found) == 1 else None


def _unpacked(packed: BinaryIO, info: zipfile.ZipInfo) -> zipfile.ZipExtFile:
    """The content of an entry. `ZipFile.open` is not used, as it needs the list of all entries to be read anew."""
    packed.seek(info.header_offset)
    header = packed.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise zipfile.BadZipFile("The entry is not there.")
    magic, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if magic != b"PK\x03\x04":
        raise zipfile.BadZipFile("There is something else in place of the entry.")
    if info.flag_bits & _ENCRYPTED:
        raise RuntimeError("The entry is encrypted.")
    packed.seek(name_length + extra_length, io.SEEK_CUR)
    return zipfile.ZipExtFile(packed, "r", info)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what the system says about an unreadable file into a refusal."""
    try:
        yield
    except UnreadableExportError:
        raise
    except _READ_ERRORS as error:
        if isinstance(error, OSError) and error.strerror:
            raise UnreadableExportError(f"{name!r} cannot be opened: {error.strerror}.", _INTACT) from None
        what = "is encrypted" if "password" in str(error) or "encrypted" in str(error) else "is damaged"
        raise UnreadableExportError(f"{name!r} {what}.", _INTACT) from None


def is_archive(path: Path) -> bool:
    """True for a ZIP that is no workbook."""
    with reading(path.name):
        if not zipfile.is_zipfile(path):
            return False
        return not is_workbook(archive_entries(path))


def is_workbook(entries: Collection[str]) -> bool:
    """True when a ZIP is an Excel or OpenDocument workbook."""
    return "[Content_Types].xml" in entries or "content.xml" in entries


def archive_entries(path: Path) -> dict[str, zipfile.ZipInfo]:
    """The files in an archive by name.

    Raises:
        UnreadableExportError: it is damaged, or made to do harm.
    """
    with reading(path.name):
        written = path.stat()
        return _entries(path, written.st_mtime_ns, written.st_size)


@lru_cache(maxsize=4)
def _entries(path: Path, _written_at: int, _size: int) -> dict[str, zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except ValueError:  # a name is in another encoding than it says, or a place is negative
        raise _refused(path, "is damaged") from None
    if len(infos) > MOST_ENTRIES:
        raise _refused(path, f"has {len(infos):,} entries; at most {MOST_ENTRIES:,} are read")
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        if ".." in parts or PurePosixPath(info.filename).is_absolute() or ":" in (parts[0] if parts else ""):
            raise _refused(path, "has an entry whose name leads out of the archive")
        if max(map(len, parts), default=0) > _LONGEST_NAME:
            raise _refused(path, "has an entry with a name that no file can have")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _refused(path, "has an entry that is a link")
    return {info.filename: info for info in infos if not info.is_dir()}


def check_entry(source: Source) -> None:
    """Refuse an entry that would be far larger than its archive.

    Raises:
        UnreadableExportError: it is too large, or compressed beyond what data can be.
    """
    if source.entry is None:
        return
    info = archive_entries(source.path)[source.entry]
    if info.file_size > LARGEST_ENTRY_BYTES:
        raise _refused(
            source.path, f"has an entry of {info.file_size:,} bytes; at most {LARGEST_ENTRY_BYTES:,} are read"
        )
    if info.file_size > _RATIO_FROM_BYTES and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1):
        raise _refused(source.path, f"has an entry that grows more than {HIGHEST_RATIO} times when it is unpacked")


def _refused(path: Path, what: str) -> UnreadableExportError:
    return UnreadableExportError(f"{path.name!r} {what}.", "Nothing of it was read.")
