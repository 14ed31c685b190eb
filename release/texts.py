"""Texts that stand in what is published, in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from release.model import Language, Texts

# Lies beside the code, as the code lists do: the texts of an export belong to the version of the program.
_FILE = Path(__file__).parents[1] / "data" / "messages" / "workbook.toml"


@cache
def _all() -> dict[str, Texts]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def both(message_id: str) -> Texts:
    """Return a text in both languages, its fields not filled in."""
    return _all()[message_id]


def text(message_id: str, language: Language, **fields: object) -> str:
    """Return a text in one language, its fields filled in."""
    return both(message_id)[language].format(**fields)
