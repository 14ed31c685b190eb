"""The manuals name only commands, options and files that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from trata.cli import app

PROJECT = Path(__file__).resolve().parents[3]
PAGES = sorted([PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")])
COMMAND = re.compile(r"^trata (.+?)(?:\s+#.*)?$", re.MULTILINE)
LINK = re.compile(r"\]\((?!http)([^)#]+)\)")
PATH = re.compile(r"`((?:models|data|tests|docs|benchmarks|scripts)/[\w./]+\w)`")


def known() -> dict[str, set[str]]:
    """Every command with its options."""
    found = {}
    root = get_command(app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        for sub, part in getattr(command, "commands", {"": command}).items():
            options = (option for each in part.params for option in each.opts + each.secondary_opts)
            found[f"{name} {sub}".strip()] = set(options)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_command_and_option_of_the_manuals_exists(page: Path) -> None:
    commands = known()
    for line in COMMAND.findall(page.read_text(encoding="utf-8")):
        words = line.split()
        name = " ".join(words[:2]) if words[0] == "release" else words[0]
        assert name in commands, line
        assert set(re.findall(r"(?<=\s)--[\w-]+", line)) <= commands[name], line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_and_path_of_the_manuals_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    missing += [path for path in PATH.findall(text) if not (PROJECT / path).exists()]
    assert missing == []


def test_every_command_stands_in_a_manual() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    undocumented = [name for name in known() if f"trata {name}" not in text and f"`{name}`" not in text]
    assert undocumented == []
