"""Every sentence exists in both languages, and every id in the code has one."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

# Ids are written as the first argument of these calls; other strings of the code are not ids.
CALL = re.compile(r"""\b(?:UserError|text|tell|forbidden)\(\s*"([a-z0-9_]+)\"""")
FINDING = re.compile(r"""\b_finding\("[a-z]+", \S+, "([a-z0-9_]+)\"""")


def catalogues(project: Path) -> dict[str, dict[str, dict[str, str]]]:
    files = sorted((project / "data" / "messages").glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_stands_in_spanish_and_english_with_the_same_fields(project: Path) -> None:
    faults = [
        f"{part}: {message_id}"
        for part, texts in catalogues(project).items()
        if part != "workbook"
        for message_id, text in texts.items()
        if set(text) < {"es", "en"} or fields(text["es"]) != fields(text["en"])
    ]
    assert faults == []


def test_no_sentence_is_written_twice_under_one_id_in_two_parts(project: Path) -> None:
    seen = [
        message_id
        for part, texts in catalogues(project).items()
        if part != "workbook"
        for message_id in texts
    ]
    assert sorted(seen) == sorted(set(seen))


def test_every_id_used_by_the_command_line_is_in_the_catalogue_and_none_is_unused(project: Path) -> None:
    code = "\n".join(file.read_text() for file in (project / "trata").rglob("*.py"))
    texts = set(catalogues(project)["trata"])
    used = {*CALL.findall(code), *FINDING.findall(code)}
    missing = used - set().union(*catalogues(project).values())
    assert len(used) > 20
    quoted = set(re.findall(r'"([a-z0-9_]+)"', code)) | {
        f"heading_{name}" for name in re.findall(r'"(\w+)"', code)
    }
    assert missing == set()
    assert texts - quoted == set()


@pytest.mark.parametrize("message_id", ["home_missing", "warehouse_locked", "disk_full"])
def test_sentences_say_where_and_how_to_mend_it(project: Path, message_id: str) -> None:
    text = catalogues(project)["trata"][message_id]
    assert "{where}" in text["es"]
    assert len(text["es"].split(". ")) + len(text["es"].split(": ")) > 2
