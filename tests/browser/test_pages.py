"""The pages in a real browser, against a real server with sample data: six drawn charts and no word to another host."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PULSEGRAPH = Path(sys.executable).parent / "pulsegraph"


@pytest.mark.skipif(
    not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")),
    reason="no Chromium is installed; on Debian: apt-get install chromium",
)
def test_dashboard_and_graphiql_work_in_a_browser_without_any_other_host(tmp_path: Path) -> None:
    assert (ROOT / "schema" / "pages" / "index.html").is_file(), "run `make ui` first"
    environment = os.environ | {
        "PULSEGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/pages.db",
        "PULSEGRAPH_LOG_LEVEL": "WARNING",
    }
    subprocess.run([PULSEGRAPH, "init"], env=environment, check=True, capture_output=True, timeout=300)
    command = [str(PULSEGRAPH), "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        try:
            assert server.stderr is not None
            address = next(word for word in server.stderr.readline().split() if word.startswith("http://"))
            found = subprocess.run(
                ["node", "--test", "tests/browser/"],
                cwd=ROOT,
                env=environment | {"PULSEGRAPH_URL": address.rstrip("/")},
                capture_output=True,
                text=True,
                timeout=400,
                check=False,
            )
        finally:
            server.terminate()

    assert found.returncode == 0, found.stdout + found.stderr
    assert "# pass 10" in found.stdout
    assert "# skipped 0" in found.stdout
