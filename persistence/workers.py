"""The processes that carry out runs: their names, and whether they are still there."""

import os
import secrets
import socket
from datetime import datetime, timedelta
from pathlib import Path

_SILENT_FOR = timedelta(seconds=60)
"""A worker that has not been heard of for so long is taken to be gone; it beats every 10 s."""
_PROCESS_SPACE = Path("/proc/self/ns/pid")


def this_worker() -> str:
    """The name of this process, another one each time it is asked for: `machine:process id:random`."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(worker: str, heartbeat_at: datetime, now: datetime) -> bool:
    """True when a worker has ended, has let go (its name is empty), or was not heard of for long."""
    machine, _, process = worker.partition(":")
    process_id = process.partition(":")[0]
    if not worker:
        return True
    if machine == _machine() and process_id.isdigit():
        try:
            os.kill(int(process_id), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
    return now - heartbeat_at > _SILENT_FOR


def _machine() -> str:
    """Where process ids mean the same: containers have their own, even under one host name."""
    try:
        space = f"/{_PROCESS_SPACE.stat().st_ino}"
    except OSError:
        space = ""
    return f"{socket.gethostname()}{space}"
