"""What the documents say is true."""

import re
from pathlib import Path

from typer.testing import CliRunner

from collectors.exports.format_table import written_into
from collectors.exports.registry import DOCUMENT_FORMATS, TABLE_FORMATS
from collectors.metric_table import READ_METRICS, written_metrics_into
from collectors.registry import COLLECTORS
from schema.cli import app
from schema.settings import PlatformSettings, Settings

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    named = set(re.findall(r"`PULSEGRAPH_(\w+)`", text))
    settings = {name.upper() for name in Settings.model_fields}
    platforms = {platform.name for platform in COLLECTORS}
    assert named >= settings - platforms
    assert named >= {f"X__{name.upper()}" for name in PlatformSettings.model_fields}
    assert all(f"`{name}`" in text for name in platforms)


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"│ (\w+) ", CliRunner().invoke(app, ["--help"]).stdout))

    assert commands == {
        *("serve", "init", "collect", "cancel", "connect", "disconnect", "credentials", "sandbox", "metrics"),
        *("import", "formats", "export", "schema", "db", "users"),
    }
    assert all(f"`{command}" in text for command in commands)


def test_the_table_of_formats_is_that_of_the_readers() -> None:
    """`make fmt` writes it anew."""
    document = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")

    assert written_into(document) == document
    kinds = [*(each.kind for each in TABLE_FORMATS), *(each.kind for each in DOCUMENT_FORMATS)]
    assert all(f"`{kind}`" in document for kind in kinds)


def test_the_table_of_metrics_is_that_of_the_collectors() -> None:
    """`make fmt` writes it anew."""
    document = (ROOT / "docs" / "collectors.md").read_text(encoding="utf-8")

    assert written_metrics_into(document) == document
    for metrics in READ_METRICS.values():
        assert all(f"| `{each.metric.value}` | `{each.name}` | {each.window} |" in document for each in metrics)


def test_every_link_between_the_documents_leads_somewhere() -> None:
    broken = []
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "client_examples" / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            if "://" not in target and not (document.parent / target).exists():
                broken.append(f"{document.relative_to(ROOT)}: {target}")

    assert broken == []
