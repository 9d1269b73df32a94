"""The processes that carry out runs: their names, and whether they are still there."""

import os
import socket
from datetime import datetime, timedelta

_SILENT_FOR = timedelta(seconds=60)
"""A worker on another machine that has not been heard of for so long is taken to be gone; it beats every 10 s."""


def this_worker() -> str:
    """The name of this process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_gone(worker: str, heartbeat_at: datetime, now: datetime) -> bool:
    """True when a worker has ended, has let go (its name is empty), or was not heard of for long."""
    if not worker:
        return True
    host, _, process_id = worker.rpartition(":")
    if host == socket.gethostname() and process_id.isdigit():
        try:
            os.kill(int(process_id), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
    return now - heartbeat_at > _SILENT_FOR
