"""A real server with sample data and a user without any, on loopback, for the pages and the example clients."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PULSEGRAPH = Path(sys.executable).parent / "pulsegraph"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address, without a slash at the end."""
    folder = tmp_path_factory.mktemp("served")
    environment = os.environ | {
        "PULSEGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/pages.db",
        "PULSEGRAPH_LOG_LEVEL": "WARNING",
    }
    for command in (["init"], ["users", "add", "importer"]):
        subprocess.run([PULSEGRAPH, *command], env=environment, check=True, capture_output=True, timeout=300)
    command = [str(PULSEGRAPH), "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=folder) as server:
        try:
            assert server.stderr is not None
            yield next(word for word in server.stderr.readline().split() if word.startswith("http://")).rstrip("/")
        finally:
            server.terminate()
