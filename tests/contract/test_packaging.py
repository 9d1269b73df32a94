"""The packages belong together, keep their layers, and leave nothing behind when they are installed."""

import os
import shutil
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from schema.root import sdl

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("schema", "resolvers", "domain", "persistence", "collectors")


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_packages_come_from_one_place() -> None:
    """Generic names: another distribution could put a `schema` before ours."""
    homes = {Path(str(import_module(name).__file__)).parent.parent for name in PACKAGES}

    assert homes == {ROOT}


def test_the_checked_in_schema_is_the_one_that_is_served() -> None:
    assert (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8") == sdl()


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/users.py", "import resolvers.users", "schema, then resolvers, persistence and collectors"),
        ("resolvers/users.py", "import persistence.database", "only the composition root sees persistence"),
        ("schema/chart.py", "import collectors.registry", "only the composition root sees persistence"),
        ("domain/users.py", "import sqlalchemy", "the domain is plain Python"),
        ("resolvers/users.py", "import sqlalchemy", "SQL stays in persistence"),
        ("domain/users.py", "import domain.engine", "no cycles inside a package"),
    ],
)
def test_an_import_that_breaks_the_layers_is_found(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("pages", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    found = run(Path(sys.executable).parent / "lint-imports", "--no-cache", cwd=tmp_path, PYTHONPATH=str(tmp_path))

    assert found.returncode == 1, found.stdout + found.stderr
    broken = [text for text in found.stdout.splitlines() if text.endswith("BROKEN")]
    assert [text for text in broken if text.startswith(contract)], found.stdout


def test_the_wheel_holds_everything_that_runs(tmp_path: Path) -> None:
    """Installed without the checkout: migrations, pages and schema must be in it."""
    pip = (sys.executable, "-m", "pip")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    built = run(*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT, PATH=path)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("pulsegraph-*.whl")
    installed = tmp_path / "installed"
    assert run(*pip, "install", "-q", "--no-deps", "--target", installed, wheel).returncode == 0

    code = "import schema, sys, schema.cli; print(schema.__file__); sys.argv[1:] = ['schema']; schema.cli.main()"
    printed = run(sys.executable, "-c", code, cwd=Path("/"), PYTHONPATH=str(installed))

    assert printed.stdout.splitlines()[0] == str(installed / "schema" / "__init__.py"), printed.stderr
    assert printed.stdout.split("\n", 1)[1] == sdl()
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"persistence/migrations/versions/0001_ground_floor.py", "schema/schema.graphql"} <= names
    assert {"schema/pages/index.html", "schema/pages/graphiql.html"} <= names
