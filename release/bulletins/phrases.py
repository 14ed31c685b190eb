"""The words of an explanation, in both languages; they stand in data/messages/bulletins.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parents[2] / "data" / "messages" / "bulletins.toml"
LANGUAGES: Final = ("es", "en")


@cache
def _all() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def phrase(name: str, language: str, **fields: object) -> str:
    """A phrase in one language, its fields filled in."""
    return _all()[name][language].format(**fields)
