"""The pages in a real browser, against a real server with sample data: six drawn charts and no word to another host."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(
    not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")),
    reason="no Chromium is installed; on Debian: apt-get install chromium",
)
def test_dashboard_and_graphiql_work_in_a_browser_without_any_other_host(served: str) -> None:
    assert (ROOT / "schema" / "pages" / "index.html").is_file(), "run `make ui` first"

    found = subprocess.run(
        ["node", "--test", "tests/browser/"],
        cwd=ROOT,
        env=os.environ | {"PULSEGRAPH_URL": served},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )

    assert found.returncode == 0, found.stdout + found.stderr
    assert "# pass 13" in found.stdout
    assert "# skipped 0" in found.stdout
