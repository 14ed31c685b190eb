"""Every refusal has its sentence in both languages."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [
    "policy.py",
    "instances.py",
    "instance_files.py",
    "attack_files.py",
    "figures.py",
    "protected_files.py",
]


def texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((ROOT / "data" / "messages" / "disclosure.toml").read_text(encoding="utf-8"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def raised() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for source in SOURCES:
        code = (ROOT / "release" / source).read_text(encoding="utf-8")
        for identifier, rest in re.findall(r'Error\(\s*"([a-z_]+)"((?:[^()]|\([^()]*\))*)\)', code):
            given = set(re.findall(r"(\w+)=", rest)) - {"exit_code"}
            assert found.setdefault(identifier, given) == given, identifier
    return found


def test_every_message_is_raised_and_every_raised_message_has_a_text() -> None:
    assert set(raised()) == set(texts())


def test_both_languages_tell_the_same_things_and_they_are_given() -> None:
    given = raised()
    for identifier, text in texts().items():
        assert set(text) == {"es", "en"}
        assert fields(text["es"]) == fields(text["en"]) <= given[identifier], identifier
