"""Files that come with a request: the `Upload` scalar, and where they lie until they are imported."""

import asyncio
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NewType

from starlette.datastructures import UploadFile

Upload = NewType("Upload", UploadFile)

_PREFIX = "pulsegraph-upload-"
_LEFT_BEHIND_SECONDS = 24 * 3600
"""A folder that is older belongs to a server that was killed."""
_LONGEST_NAME_BYTES = 200
_ODD = re.compile(r"[^\w.,()\[\]+@ -]+")


def parse_upload(value: object) -> UploadFile:
    """Raises ValueError when it is no file of the request."""
    if not isinstance(value, UploadFile):
        raise ValueError("Upload is a file of a multipart request (GraphQL multipart request specification)")
    return value


async def stored(upload: UploadFile) -> Path:
    """The file in a folder of its own, under the name that it came with; whoever takes it removes the folder."""
    return await asyncio.to_thread(_store, upload)


def _store(upload: UploadFile) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    path = folder / _file_name(upload.filename)
    try:
        with path.open("xb") as file:
            upload.file.seek(0)
            shutil.copyfileobj(upload.file, file, 2**20)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return path


def _file_name(given: str | None) -> str:
    """The last part of a name, without what file systems do not take; readers look at names for dates and handles."""
    name = _ODD.sub("_", (given or "").replace("\\", "/").rpartition("/")[2]).strip(". ")
    return name.encode()[-_LONGEST_NAME_BYTES:].decode(errors="ignore") or "upload"


def remove_left_behind() -> int:
    """Remove uploads of servers that were killed; gives how many there were."""
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):  # its own import has just removed it
            if time.time() - folder.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
    return removed
