"""The example clients are programs that run."""

import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = Path(__file__).resolve().parents[2] / "client_examples"


def run(*command: str) -> str:
    found = subprocess.run(command, cwd=CLIENTS, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def compiled() -> None:
    """The TypeScript clients, compiled."""
    run("npm", "run", "--silent", "clients")


def test_the_python_overview_shows_values_with_their_status(served: str) -> None:
    text = run(sys.executable, "python/overview.py", "demo", "--url", f"{served}/graphql")

    assert text.startswith("Kestrel Coffee (sample), ")
    assert [line for line in text.splitlines() if line.startswith("Reach") and "unavailable" in line]


def test_the_python_client_collects_and_follows_to_the_end(served: str) -> None:
    text = run(sys.executable, "python/collect_and_follow.py", "demo", "--url", f"{served}/graphql")

    assert text.splitlines()[-1].startswith("SUCCEEDED")


@pytest.mark.usefixtures("compiled")
def test_the_typescript_overview_shows_values_with_their_status(served: str) -> None:
    text = run("node", "dist/overview.js", "demo", "--url", f"{served}/graphql")

    assert [line for line in text.splitlines() if line.startswith("Reach") and "unavailable" in line]
