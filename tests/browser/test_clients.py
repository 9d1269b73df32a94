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


def test_the_python_client_imports_a_file_and_is_asked_back(served: str, tmp_path: Path) -> None:
    file = tmp_path / "overview.csv"
    file.write_text(
        'Date,Impressions,Likes,Engagements,New follows,Profile visits\n"Tue, Feb 04, 2025",444,4,29,1,4\n',
        encoding="utf-8",
    )
    command = (sys.executable, "python/import_export.py", "importer", str(file), "--url", f"{served}/graphql")
    asked = subprocess.run(command, cwd=CLIENTS, capture_output=True, text=True, timeout=120, check=False)

    text = run(*command, "--account", "acme", "--observed-at", "2025-02-05T12:00:00Z")

    assert (asked.returncode, "does not say when it was exported" in asked.stderr) == (2, True)
    assert text.splitlines()[-1].endswith(": 0 posts, 1 days")


@pytest.mark.usefixtures("compiled")
def test_the_typescript_overview_shows_values_with_their_status(served: str) -> None:
    text = run("node", "dist/overview.js", "demo", "--url", f"{served}/graphql")

    assert [line for line in text.splitlines() if line.startswith("Reach") and "unavailable" in line]
